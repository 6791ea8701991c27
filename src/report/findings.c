#include "report/findings.h"

#include <string.h>

#include "report/facts.h"
#include "report/markup.h"
#include "report/series.h"
#include "report/text.h"

static const char *severity_class(enum severity s)
{
    return (unsigned)s < SEVERITY_COUNT ? severity_name(s) : "info";
}

void findings_link(const struct verdict *v, const char *id, FILE *out)
{
    for (size_t i = 0; id && i < v->finding_count; i++)
        if (v->findings[i].id && strcmp(v->findings[i].id, id) == 0) {
            fprintf(out, "<a href=\"#finding-%zu\">", i + 1);
            markup_write(out, "%T</a>", id);
            return;
        }
    markup_text(out, id);
}

static void fact(FILE *out, const char *term, const char *value)
{
    if (value && *value) markup_write(out, "<div><dt>%S</dt><dd>%T</dd></div>\n", term, value);
}

static void times(const struct verdict_finding *f, FILE *out)
{
    char first[CLOCK_TEXT], last[CLOCK_TEXT], date[CLOCK_TEXT], length[TEXT_NUMBER];
    if (f->first_ns == CLOCK_NONE) return;
    text_date_time(f->first_ns, date);
    clock_of_day(f->first_ns, first);
    clock_of_day(f->last_ns, last);
    markup_write(out, "<div class=\"broad\"><dt>Time</dt><dd>%T%S", date, strchr(first, '.') ? strchr(first, '.') : "");
    if (f->last_ns != CLOCK_NONE && f->last_ns > f->first_ns) {
        double seconds = text_seconds(f->first_ns, f->last_ns);
        if (seconds >= 86400)
            markup_write(out, " - %T", text_date_time(f->last_ns, last));
        else
            markup_write(out, " - %T", last);
        markup_write(out, " UTC (%T)</dd></div>\n", text_duration(seconds, length));
    } else {
        fputs(" UTC</dd></div>\n", out);
    }
}

static void volume(const struct verdict_finding *f, FILE *out)
{
    char a[TEXT_NUMBER];
    if (f->packets || f->bytes) {
        struct tally t = {f->packets, f->bytes};
        fputs("<div><dt>Volume</dt><dd>", out);
        markup_tally(out, &t);
        fputs("</dd></div>\n", out);
    }
    if (f->detected_packets) {
        struct tally t = {f->detected_packets, f->detected_bytes};
        fputs("<div><dt>Certain after</dt><dd>", out);
        markup_tally(out, &t);
        if (text_duration(f->detected_seconds, a)[0]) markup_write(out, ", %T", a);
        fputs("</dd></div>\n", out);
    }
    if (f->confidence < 0.995)
        markup_write(out, "<div><dt>Confidence</dt><dd>%T %%</dd></div>\n", text_fixed(f->confidence * 100, 0, a));
    fact(out, "Decided at depth", f->depth ? f->depth : "");
    fact(out, "Smallest volume it could see", facts_smallest(f, a));
    fact(out, "Longest delay it could see", facts_latest(f, a));
}

static void followed(const struct verdict_finding *f, FILE *out)
{
    char text[256];
    if (f->subscriber_count) fputs("<div class=\"wide\"><dt>Subscribers</dt><dd>", out);
    for (size_t i = 0; i < f->subscriber_count; i++)
        markup_write(out, "%S<code>%T</code>", i ? ", " : "", f->subscribers[i] ? f->subscribers[i] : "?");
    if (f->subscriber_count) fputs("</dd></div>\n", out);
    if (f->correlation)
        markup_write(out, "<div class=\"wide\"><dt>Correlation</dt><dd>%T</dd></div>\n",
                     facts_correlation(f->correlation, text, sizeof text));
}

static void conversation(const struct verdict_conversation *c, FILE *out)
{
    char text[512];
    markup_write(out, "<code>%T</code>", facts_conversation(c, text, sizeof text));
    for (size_t i = 0; i < c->encapsulation_count; i++)
        if (c->encapsulation[i]) markup_write(out, " <span class=\"chip\">%T</span>", c->encapsulation[i]);
}

static bool is_known(const struct verdict_conversation *c)
{
    return c->src || c->dst || c->protocol || c->sport >= 0 || c->dport >= 0;
}

static void conversations(const struct verdict_finding *f, FILE *out)
{
    if (is_known(&f->conversation)) {
        fputs("<div class=\"wide\"><dt>Conversation</dt><dd>", out);
        conversation(&f->conversation, out);
        fputs("</dd></div>\n", out);
    }
    size_t whole = 0; /* a subscriber alone stands in the list of subscribers */
    for (size_t i = 0; i < f->copied_count; i++) whole += f->copied[i].dst || f->copied[i].protocol;
    if (whole == 0) return;
    fputs("<div class=\"wide\"><dt>What it copies</dt><dd><ul class=\"plain columns\">", out);
    for (size_t i = 0; i < f->copied_count; i++) {
        fputs("<li>", out);
        conversation(&f->copied[i], out);
        fputs("</li>", out);
    }
    fputs("</ul></dd></div>\n", out);
}

static void packet(const struct verdict *v, const struct verdict_evidence *e, FILE *out)
{
    char clock[CLOCK_TEXT];
    const char *file = facts_capture_file(v, e->ref.capture);
    fputs("<li class=\"packet\"><p class=\"packet-head\">", out);
    markup_element(out, "span", "chip", e->role);
    markup_write(out, " <b>%T</b> packet %C", file ? file : "capture not known", (uint64_t)e->ref.number);
    if (e->time_ns != CLOCK_NONE) markup_write(out, " at %T", clock_of_day(e->time_ns, clock));
    if (e->wire_len) markup_write(out, ", %C bytes", (uint64_t)e->wire_len);
    if (e->comment && *e->comment) markup_write(out, " <span class=\"muted\">%T</span>", e->comment);
    fputs("</p>", out);
    if (e->layer_count) {
        fputs("<ol class=\"layers\">", out);
        for (size_t i = 0; i < e->layer_count; i++) markup_write(out, "<li>%T</li>", e->layers[i]);
        fputs("</ol>", out);
    }
    fputs("</li>\n", out);
}

static void evidence(const struct verdict *v, const struct verdict_finding *f, bool open, FILE *out)
{
    char text[TEXT_NUMBER];
    if (f->evidence_count == 0) {
        fputs("<p class=\"muted\">No single packet proves it; see the figures above.</p>\n", out);
        return;
    }
    markup_write(out, "<details class=\"evidence\"%S><summary>Evidence: %T</summary>\n", open ? " open" : "",
                 text_counted(f->evidence_count, "packet", text));
    if (facts_has_evidence_file(f))
        markup_write(out, "<p>Excerpt for Wireshark: <a href=\"evidence/%T.pcapng\">evidence/%T.pcapng</a></p>\n", f->id, f->id);
    fputs("<ol class=\"packets\">\n", out);
    size_t shown = f->evidence_count < FINDINGS_EVIDENCE ? f->evidence_count : FINDINGS_EVIDENCE;
    for (size_t i = 0; i < shown; i++) packet(v, &f->evidence[i], out);
    fputs("</ol>\n", out);
    if (shown < f->evidence_count)
        markup_write(out, "<p class=\"muted\">%C more in the excerpt.</p>\n", (uint64_t)(f->evidence_count - shown));
    fputs("</details>\n", out);
}

static void card(const struct verdict *v, size_t index, FILE *out)
{
    const struct verdict_finding *f = &v->findings[index];
    const char *class = severity_class(f->severity);
    fprintf(out, "<article class=\"card %s\" id=\"finding-%zu\" aria-labelledby=\"finding-%zu-name\">\n", class, index + 1,
            index + 1);
    markup_write(out,
                 "<p class=\"eyebrow\"><span class=\"severity %S\">%S</span> <span class=\"id\">%T</span> <code>%T</code></p>\n",
                 class, severity_name(f->severity), f->id ? f->id : "-", f->rule ? f->rule : "-");
    fprintf(out, "<h3 id=\"finding-%zu-name\">", index + 1);
    markup_write(out, "%T</h3>\n", f->summary ? f->summary : "(no summary)");
    markup_element(out, "p", "detail", f->detail);
    if (f->series) series_draw(f->series, index + 1, out);
    fputs("<dl class=\"facts\">\n", out);
    fact(out, "Element", f->element);
    fact(out, "Supplier", f->supplier);
    fact(out, "Warrant", f->warrant);
    fact(out, "LIID", f->liid);
    fact(out, "XID", f->xid);
    times(f, out);
    volume(f, out);
    followed(f, out);
    conversations(f, out);
    fputs("</dl>\n", out);
    /* the worst are open: what a reader must see needs no click */
    evidence(v, f, f->severity == SEVERITY_CRITICAL && index < 4, out);
    fputs("</article>\n", out);
}

/* Check boxes that stand before the cards, so that plain CSS can hide by them. */
static void filter(const size_t counts[static SEVERITY_COUNT], FILE *out)
{
    for (unsigned s = SEVERITY_COUNT; s-- > 0;) {
        const char *name = severity_name((enum severity)s);
        if (counts[s] == 0) continue;
        markup_write(
            out, "<input class=\"filter %S\" type=\"checkbox\" id=\"show-%S\" checked> <label for=\"show-%S\">%S (%C)</label>\n",
            name, name, name, name, (uint64_t)counts[s]);
    }
}

void findings_cards(const struct verdict *v, FILE *out)
{
    size_t counts[SEVERITY_COUNT];
    facts_severities(v, counts);
    if (v->finding_count == 0) {
        fputs("<p>No rule fired.</p>\n", out);
        return;
    }
    fputs("<div class=\"findings\"><span class=\"filter-label\">Show</span>\n", out);
    filter(counts, out);
    for (size_t i = 0; i < v->finding_count; i++) card(v, i, out);
    fputs("</div>\n", out);
}
