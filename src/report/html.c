#include "report/html.h"

#include "report/balance_table.h"
#include "report/facts.h"
#include "report/findings.h"
#include "report/html_page.h"
#include "report/markup.h"
#include "report/session_table.h"
#include "report/text.h"
#include "report/timeline.h"

static void key_figure(FILE *out, const char *term, const char *value)
{
    markup_write(out, "<div><dt>%S</dt><dd>%T</dd></div>\n", term, value);
}

static void key_figures(const struct verdict *v, FILE *out)
{
    char text[TEXT_NUMBER], span[TEXT_SPAN];
    fputs("<dl class=\"key\">\n", out);
    key_figure(out, "Network", v->network_name ? v->network_name : "surveyed from the captures");
    text_span(v->first_ns, v->last_ns, span);
    key_figure(out, "Observed", span[0] ? span : "nothing");
    key_figure(out, "Packets", text_count(v->packets, text));
    key_figure(out, "Volume", text_bytes(v->bytes, text));
    key_figure(out, "Captures", text_count(v->capture_count, text));
    key_figure(out, "Taps", text_count(facts_tap_count(v), text));
    key_figure(out, "Interceptions", text_count(v->intercept_count, text));
    key_figure(out, "Warrants", text_count(v->warrant_count, text));
    fputs("</dl>\n", out);
}

static void severity_counts(const struct verdict *v, FILE *out)
{
    size_t counts[SEVERITY_COUNT];
    facts_severities(v, counts);
    fputs("<ul class=\"counts\" aria-label=\"Findings by severity\">\n", out);
    for (unsigned s = SEVERITY_COUNT; s-- > 0;) {
        const char *name = severity_name((enum severity)s);
        markup_write(out, "<li class=\"%S%S\"><b>%C</b> %S</li>\n", name, counts[s] ? "" : " none", (uint64_t)counts[s], name);
    }
    fputs("</ul>\n", out);
}

static void masthead(const struct verdict *v, FILE *out)
{
    char text[TEXT_NUMBER];
    struct tally rest = facts_remainder(v);
    markup_write(out, "<header class=\"%S\">\n<p class=\"brand\"><b>custos</b> audit report</p>\n<h1>",
                 v->finding_count ? "unbalanced" : "balanced");
    if (v->finding_count)
        markup_write(out, "The books do not balance.</h1>\n<p class=\"lead\">%T.",
                     text_counted(v->finding_count, "finding", text));
    else
        fputs("The books balance.</h1>\n<p class=\"lead\">No finding.", out);
    if (rest.packets || rest.bytes) {
        fputs(" ", out);
        markup_tally(out, &rest);
        fputs(" stay copied or unexplained, too little for a finding.", out);
    }
    fputs("</p>\n", out);
    severity_counts(v, out);
    key_figures(v, out);
    if (v->reveal_targets)
        fputs("<p class=\"warning\"><b>Targets are shown in clear.</b> Handle this report as the list of targets itself.</p>\n",
              out);
    fputs("</header>\n<nav aria-label=\"Parts of the report\"><a href=\"#summary\">Summary</a> <a href=\"#balance\">Balance</a> "
          "<a href=\"#interceptions\">Interceptions</a> <a href=\"#findings\">Findings</a> <a href=\"#ruled-out\">Ruled out</a> "
          "<a href=\"#captures\">Captures</a> "
          "<a href=\"#coverage\">Coverage</a></nav>\n<main>\n",
          out);
}

static void summary(const struct verdict *v, FILE *out)
{
    fputs("<section id=\"summary\"><h2>Summary</h2>\n", out);
    struct tally rest = facts_remainder(v);
    if (v->finding_count)
        fputs("<ol class=\"summary\">\n", out);
    else if (v->element_count && rest.packets == 0)
        fputs("<p>Every packet that left is accounted for, as far as the taps saw.</p>\n", out);
    else
        fputs("<p>No rule fired.</p>\n", out);
    for (size_t i = 0; i < v->finding_count; i++) {
        const struct verdict_finding *f = &v->findings[i];
        const char *class = (unsigned)f->severity < SEVERITY_COUNT ? severity_name(f->severity) : "info";
        markup_write(out, "<li><span class=\"severity %S\">%S</span> <span class=\"id\">", class, severity_name(f->severity));
        fprintf(out, "<a href=\"#finding-%zu\">", i + 1);
        markup_write(out, "%T</a></span> <span>%T</span></li>\n", f->id ? f->id : "-", f->summary ? f->summary : "(no summary)");
    }
    if (v->finding_count) fputs("</ol>\n", out);
    fputs("</section>\n", out);
}

static void balance(const struct verdict *v, FILE *out)
{
    fputs("<section id=\"balance\"><h2>Balance</h2>\n"
          "<details class=\"note\"><summary>How to read this</summary><p>What comes into an element is debited, what goes out is "
          "credited, "
          "payload by payload. Every packet that leaves stands in one of five accounts:</p><dl class=\"legend\">"
          "<div><dt>forwarded</dt><dd>its payload came in once and leaves once, by the route the inventory explains</dd></div>"
          "<div><dt>declared</dt><dd>its conversation is in the inventory and carries no copy</dd></div>"
          "<div><dt>warranted</dt><dd>it delivers an interception that an active warrant covers, to the declared place</dd></div>"
          "<div><dt>copied</dt><dd>its payload left already, or also, by another conversation</dd></div>"
          "<div><dt>unexplained</dt><dd>none of these</dd></div></dl><p>The bands are as thick as the bytes they stand for; the "
          "thinnest are "
          "drawn thicker than they are, so that they can be seen. The figures are exact.</p></details>\n",
          out);
    for (size_t i = 0; i < v->element_count; i++) balance_table(v, &v->elements[i], i + 1, out);
    if (v->element_count == 0) fputs("<p>No element of the network was seen.</p>\n", out);
    fputs("</section>\n", out);
}

static void intercept_row(const struct verdict_intercept *i, FILE *out)
{
    markup_write(out, "<tr%S>", i->warrant ? "" : " class=\"alarm\"");
    fputs("<td class=\"text\">", out);
    markup_or_absent(out, "code", NULL, i->liid ? i->liid : i->xid);
    if (i->country) markup_write(out, " <span class=\"muted\">%T</span>", i->country);
    if (i->liid && i->xid) markup_write(out, "<br><code class=\"muted\">%T</code>", i->xid);
    for (size_t k = 0; k < i->record_count; k++)
        markup_write(out, "<br><span class=\"muted\">%T: %C</span>", i->records[k].event, i->records[k].count);
    fputs("</td><td class=\"text\">", out);
    markup_text(out, i->warrant ? i->warrant : "NO WARRANT");
    markup_write(out, "</td><td class=\"text\">%T</td><td class=\"text\">%T</td><td class=\"text\">%T</td>",
                 i->element ? i->element : "-", i->protocol ? i->protocol : "-", i->depth ? i->depth : "-");
    markup_write(out, "<td class=\"text\">%T</td><td>%C</td><td>%C</td><td>%C</td><td>%B</td><td class=\"text\">",
                 i->state ? i->state : "-", i->iri, i->cc, i->encrypted, i->bytes);
    for (size_t k = 0; k < i->destination_count; k++)
        markup_write(out, "%S<code>%T</code>", k ? "<br>" : "", i->destinations[k] ? i->destinations[k] : "?");
    fputs("</td></tr>\n", out);
}

static void silent_row(const struct verdict_warrant *w, FILE *out)
{
    char from[CLOCK_TEXT], until[CLOCK_TEXT];
    fputs("<tr class=\"muted\"><td class=\"text\">", out);
    markup_or_absent(out, "code", NULL, w->liid);
    markup_write(out,
                 "</td><td class=\"text\">%T</td><td class=\"text\" colspan=\"9\">no sign of life (not a finding); %T, valid %T "
                 "- %T</td></tr>\n",
                 w->id ? w->id : "-", w->authority ? w->authority : "authority not known", text_date(w->from_ns, from),
                 text_date(w->until_ns, until));
}

static void interceptions(const struct verdict *v, FILE *out)
{
    fputs("<section id=\"interceptions\"><h2>Interceptions and their warrants</h2>\n", out);
    if (v->intercept_count == 0 && v->warrant_count == 0) {
        fputs("<p>No interception was seen, and no warrant was given.</p>\n", out);
        session_table_html(v, out);
        fputs("</section>\n", out);
        return;
    }
    fputs("<p class=\"muted\">Band: the warrant is valid. Bars: product units (IRI, CC) over time, red where no warrant covers "
          "them. Hatched: there is no warrant at all.</p>\n"
          "<div class=\"scroll\" tabindex=\"0\">\n",
          out);
    timeline_draw(v, out);
    fputs("</div>\n", out);
    if (v->intercept_count + v->warrant_count > TIMELINE_ROWS)
        fputs("<p class=\"muted\">The drawing shows the first rows only; the table shows all.</p>\n", out);
    fputs(
        "<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\" class=\"text\">LIID/XID</th><th scope=\"col\" "
        "class=\"text\">Warrant</th>"
        "<th scope=\"col\" class=\"text\">Element</th><th scope=\"col\" class=\"text\">Protocol</th><th scope=\"col\" "
        "class=\"text\">Depth</th>"
        "<th scope=\"col\" class=\"text\">State</th><th scope=\"col\">IRI</th><th scope=\"col\">CC</th><th "
        "scope=\"col\">Encrypted</th>"
        "<th scope=\"col\">Bytes</th><th scope=\"col\" class=\"text\">Delivered to</th></tr></thead><tbody>\n",
        out);
    for (size_t i = 0; i < v->intercept_count; i++) intercept_row(&v->intercepts[i], out);
    for (size_t i = 0; i < v->warrant_count; i++)
        if (!v->warrants[i].seen) silent_row(&v->warrants[i], out);
    fputs("</tbody></table></div>\n", out);
    session_table_html(v, out);
    fputs("</section>\n", out);
}

static void capture_row(const struct verdict_capture *c, FILE *out)
{
    char span[TEXT_SPAN];
    fputs("<tr><td class=\"text\">", out);
    markup_or_absent(out, "code", NULL, c->file);
    if (c->truncated)
        markup_write(out, "<br><span class=\"gap\">judged up to its break: %T</span>",
                     c->break_text ? c->break_text : "cause not known");
    markup_write(out, "</td><td class=\"text\">%T</td><td class=\"text\">%T</td><td>%C</td><td>%B</td>", c->tap ? c->tap : "-",
                 c->format ? c->format : "-", c->seen.packets, c->seen.bytes);
    markup_write(out, "<td>%T</td><td>%C</td><td>%C</td><td>", text_span(c->first_ns, c->last_ns, span), c->snapped_packets,
                 c->undecoded_packets);
    if (c->dropped_packets < 0)
        fputs("not known", out);
    else
        markup_count(out, (uint64_t)c->dropped_packets);
    fputs("</td></tr>\n", out);
}

static void captures(const struct verdict *v, FILE *out)
{
    fputs(
        "<section id=\"captures\"><h2>Captures</h2>\n<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\" "
        "class=\"text\">File</th>"
        "<th scope=\"col\" class=\"text\">Tap</th><th scope=\"col\" class=\"text\">Format</th><th scope=\"col\">Packets</th>"
        "<th scope=\"col\">Bytes</th><th scope=\"col\">Time</th><th scope=\"col\">Cut short</th><th scope=\"col\">Undecoded</th>"
        "<th scope=\"col\">Lost</th></tr></thead><tbody>\n",
        out);
    for (size_t i = 0; i < v->capture_count; i++) capture_row(&v->captures[i], out);
    fputs("</tbody></table></div>\n</section>\n", out);
}

static void ruled_out(const struct verdict *v, FILE *out)
{
    fputs("<section id=\"ruled-out\"><h2>Ruled out</h2>\n", out);
    if (v->ruled_out_count == 0) {
        fputs("<p>Nothing else looked like a copy, and nothing else was out of balance.</p>\n</section>\n", out);
        return;
    }
    fputs("<p>What looked like a copy, or did not balance at first sight, and why it was not held against anybody. A packet may "
          "stand under several reasons.</p>\n<div class=\"scroll\" tabindex=\"0\"><table class=\"ruled\"><thead><tr>"
          "<th scope=\"col\" class=\"text\">Reason</th><th scope=\"col\">Packets</th><th scope=\"col\">Bytes</th>"
          "<th scope=\"col\">Conversations</th><th scope=\"col\" class=\"text\">Why it is no copy</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < v->ruled_out_count; i++) {
        const struct verdict_ruled_out *r = &v->ruled_out[i];
        markup_write(
            out, "<tr><th scope=\"row\"><code>%T</code></th><td>%C</td><td>%B</td><td>%C</td><td class=\"text\">%T</td></tr>\n",
            r->reason ? r->reason : "?", r->tally.packets, r->tally.bytes, r->conversations, r->why ? r->why : "?");
    }
    fputs("</tbody></table></div>\n</section>\n", out);
}

static void coverage_item(void *ctx, const char *sentence, bool is_gap)
{
    markup_write(ctx, "<li class=\"%S\"><b>%S</b> %T</li>\n", is_gap ? "gap" : "covered", is_gap ? "Gap" : "Seen", sentence);
}

static void coverage(const struct verdict *v, FILE *out)
{
    fputs("<section id=\"coverage\"><h2>Coverage and limits</h2>\n<p>This report claims nothing beyond what the taps saw.</p>\n"
          "<ul class=\"coverage\">\n",
          out);
    facts_coverage(v, coverage_item, out);
    for (size_t i = 0; i < v->note_count; i++)
        if (v->notes[i]) markup_write(out, "<li class=\"remark\"><b>Note</b> %T</li>\n", v->notes[i]);
    fputs("</ul>\n</section>\n", out);
}

void report_html(const struct verdict *v, FILE *out)
{
    html_begin(out, "custos audit", v->network_name, "");
    masthead(v, out);
    summary(v, out);
    balance(v, out);
    interceptions(v, out);
    fputs("<section id=\"findings\"><h2>Findings</h2>\n", out);
    findings_cards(v, out);
    fputs("</section>\n", out);
    ruled_out(v, out);
    captures(v, out);
    coverage(v, out);
    html_end(out, v->version ? v->version : "");
}
