#include "report/style_people.h"

/* clang-format off */
static const char sheet[] =
    ".funnel,.forest,.years{min-width:900px;margin-bottom:14px}\n"
    "svg .figure,svg .second,svg .axis{font-size:13px}\n"
    ".passed{fill:var(--forwarded)}.lost{fill:url(#f-lost);stroke:var(--muted);stroke-width:.7}"
    ".lost-ground{fill:var(--soft)}.lost-ink{fill:var(--entering)}\n"
    ".one{stroke:var(--muted);stroke-width:1.4;fill:none}.interval{stroke:var(--ink);stroke-width:1.6;fill:none}"
    ".arrow{fill:var(--ink)}.box{fill:var(--paper);stroke:var(--ink);stroke-width:1.6}.box.told{fill:var(--link);stroke:var(--link)}"
    ".seen{fill:none;stroke:var(--muted);stroke-width:1.2}\n"
    ".overlapping{fill:var(--link)}.employed{fill:var(--entering)}\n"
    "td small{display:block;color:var(--muted);font-size:12.5px}\n"
    "td.text small{white-space:normal}td q{quotes:none;overflow-wrap:anywhere}td.quote{min-width:34ch}\n"
    "tr.twin td,tr.twin th{border-bottom-color:var(--rule)}tr.pair-head td,tr.pair-head th{border-bottom-color:transparent}\n"
    ".told-verdict{font-weight:600}.no-verdict{color:var(--medium)}\n"
    "tr.group th{padding-top:18px;font-weight:600}tr.group small{font-weight:400;color:var(--muted)}\n"
    ".notice{border:1px solid var(--rule);border-left:5px solid var(--medium);background:var(--card);padding:10px 14px;"
    "border-radius:3px;max-width:none}\n"
    ".hash{font-size:12.5px;color:var(--muted);overflow-wrap:anywhere;white-space:normal}\n"
    ".plainlist{padding-left:20px;max-width:84ch}.plainlist li{padding:3px 0;overflow-wrap:anywhere}\n"
    "@media print{.funnel,.forest,.years{min-width:0}}\n";
/* clang-format on */

const char *style_people(void)
{
    return sheet;
}
