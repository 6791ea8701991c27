#include "report/terminal.h"

#include <ctype.h>
#include <string.h>

#include "report/facts.h"
#include "report/intercept_table.h"
#include "report/page.h"
#include "report/session_table.h"
#include "report/text.h"

enum { BAR_MAX = 30, LABEL_AT = 4, BAR_AT = 17, PACKETS_MIN = 11, BYTES_COLUMNS = 12, SHARE_COLUMNS = 10 };

#define SGR_BOLD  "1"
#define SGR_DIM   "2"
#define SGR_PLAIN ""

static const char *const severity_sgr[SEVERITY_COUNT] = {"2", "36", "33", "31", "1;31"};

static void head(struct page *p, const struct verdict *v)
{
    char count[TEXT_NUMBER], span[TEXT_SPAN];
    size_t taps = facts_tap_count(v);
    page_sgr(p, SGR_BOLD);
    if (v->capture_count == 1 && v->captures[0].file)
        page_words(p, v->captures[0].file);
    else
        page_words(p, text_counted(v->capture_count, "capture", count));
    page_sgr(p, SGR_PLAIN);
    if (taps) page_piece(p, 2, text_counted(taps, "tap", count));
    page_piece(p, 2, text_counted(v->packets, "packet", count));
    if (text_span(v->first_ns, v->last_ns, span)[0]) page_piece(p, 2, span);
    page_end(p);
}

/* Where the columns of one element's sheet stand. */
struct sheet {
    unsigned bar, packets; /* columns of the bar and of the packet counts */
};

static struct sheet sheet_columns(const struct page *p, const struct verdict_element *e)
{
    char count[TEXT_NUMBER];
    size_t longest = strlen(text_count(e->in.packets, count));
    size_t out = strlen(text_count(e->out.packets, count));
    if (out > longest) longest = out;
    for (unsigned a = 0; a < ACCOUNT_COUNT; a++) {
        size_t len = strlen(text_count(e->account[a].packets, count));
        if (len > longest) longest = len;
    }
    struct sheet s = {0, longest + 2 > PACKETS_MIN ? (unsigned)longest + 2 : PACKETS_MIN};
    unsigned fixed = BAR_AT + s.packets + BYTES_COLUMNS + SHARE_COLUMNS;
    if (p->width > fixed) s.bar = p->width - fixed < BAR_MAX ? p->width - fixed : BAR_MAX;
    return s;
}

static void figures(struct page *p, const struct sheet *s, const struct tally *t)
{
    char count[TEXT_NUMBER], bytes[TEXT_NUMBER];
    page_pad(p, BAR_AT + s->bar);
    page_cell(p, text_count(t->packets, count), s->packets, PAGE_RIGHT);
    page_cell(p, t->bytes ? text_bytes(t->bytes, bytes) : "0", BYTES_COLUMNS, PAGE_RIGHT);
}

/* A mark for every whole part of the egress; "." for something too small for a mark. */
static void bar(struct page *p, const struct sheet *s, uint64_t bytes, uint64_t whole)
{
    if (!s->bar || !bytes || !whole) return;
    double share = bytes < whole ? (double)bytes / (double)whole : 1;
    unsigned marks = (unsigned)(share * s->bar + 0.5);
    if (marks == 0) page_put(p, ".");
    for (unsigned i = 0; i < marks; i++) page_put(p, "#");
}

static void account_line(struct page *p, const struct sheet *s, const struct verdict_element *e, enum account a)
{
    char share[TEXT_NUMBER], name[16];
    const struct tally *t = &e->account[a];
    bool alarm = a >= ACCOUNT_COPIED && (t->packets || t->bytes);
    snprintf(name, sizeof name, "%s", account_name(a));
    for (char *c = name; alarm && *c; c++) *c = (char)toupper((unsigned char)*c);
    page_pad(p, LABEL_AT);
    if (alarm) page_sgr(p, a == ACCOUNT_COPIED ? "1;31" : "1;33");
    page_put(p, name);
    page_pad(p, BAR_AT);
    bar(p, s, t->bytes, e->out.bytes);
    figures(p, s, t);
    if (t->bytes) page_cell(p, text_share(t->bytes, e->out.bytes, share), SHARE_COLUMNS, PAGE_RIGHT);
    if (alarm) page_sgr(p, SGR_PLAIN);
    page_end(p);
}

static void element_sheet(struct page *p, const struct verdict_element *e)
{
    char facts[256];
    struct sheet s = sheet_columns(p, e);
    unsigned left = BAR_AT + s.bar, name = text_columns(e->name ? e->name : "?", p->utf8);
    if (name > left - 12) name = left - 12;
    page_break(p);
    page_sgr(p, SGR_BOLD);
    page_cell(p, e->name ? e->name : "?", name, PAGE_LEFT);
    page_sgr(p, SGR_PLAIN);
    page_pad(p, name + 3);
    page_cell(p, facts_element(e, facts, sizeof facts), left - name - 3, PAGE_LEFT);
    page_sgr(p, SGR_DIM);
    page_cell(p, "packets", s.packets, PAGE_RIGHT);
    page_cell(p, "bytes", BYTES_COLUMNS, PAGE_RIGHT);
    page_sgr(p, SGR_PLAIN);
    page_end(p);
    page_put(p, "  in");
    figures(p, &s, &e->in);
    page_end(p);
    page_put(p, "  out");
    figures(p, &s, &e->out);
    page_end(p);
    for (unsigned a = 0; a < ACCOUNT_COUNT; a++) account_line(p, &s, e, (enum account)a);
}

static void finding_times(struct page *p, const struct verdict *v, const struct verdict_finding *f)
{
    char first[CLOCK_TEXT], last[CLOCK_TEXT], line[128];
    if (f->first_ns == CLOCK_NONE) return;
    char run_day[CLOCK_TEXT], day[CLOCK_TEXT];
    bool dated = strcmp(text_date(v->first_ns, run_day), text_date(v->last_ns, day)) != 0;
    if (dated) {
        text_date_time(f->first_ns, first);
        text_date_time(f->last_ns, last);
    } else {
        clock_of_day(f->first_ns, first);
        clock_of_day(f->last_ns, last);
    }
    if (f->last_ns == CLOCK_NONE || f->last_ns == f->first_ns)
        snprintf(line, sizeof line, "%s", first);
    else
        snprintf(line, sizeof line, "%s - %s", first, last);
    page_piece(p, 3, line);
}

static void finding_figures(struct page *p, const struct verdict_finding *f)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER], c[TEXT_NUMBER], line[160];
    if (f->packets || f->bytes) {
        snprintf(line, sizeof line, "%s, %s", text_counted(f->packets, "packet", a), text_bytes(f->bytes, b));
        page_piece(p, 3, line);
    }
    if (f->detected_packets) {
        text_duration(f->detected_seconds, c);
        snprintf(line, sizeof line, "certain after %s, %s%s%s", text_counted(f->detected_packets, "packet", a),
                 text_bytes(f->detected_bytes, b), c[0] ? ", " : "", c);
        page_piece(p, 3, line);
    }
    if (f->depth && strcmp(f->depth, "clear") != 0) {
        snprintf(line, sizeof line, "decided at depth %s", f->depth);
        page_piece(p, 3, line);
    }
    if (f->confidence < 0.995) {
        snprintf(line, sizeof line, "confidence %s %%", text_fixed(f->confidence * 100, 0, a));
        page_piece(p, 3, line);
    }
}

static void finding_limits(struct page *p, const struct verdict_finding *f)
{
    char a[TEXT_NUMBER], line[128];
    if (facts_smallest(f, a)[0]) {
        snprintf(line, sizeof line, "smallest volume it could see: %s", a);
        page_piece(p, 3, line);
    }
    if (facts_latest(f, a)[0]) {
        snprintf(line, sizeof line, "longest delay: %s", a);
        page_piece(p, 3, line);
    }
}

static void finding_subscribers(struct page *p, const struct verdict_finding *f)
{
    if (f->subscriber_count < 2) return; /* the summary names a single one */
    if (p->column > 0) page_break(p);
    page_words(p, "Subscribers:");
    for (size_t i = 0; i < f->subscriber_count; i++) page_piece(p, 1, f->subscribers[i] ? f->subscribers[i] : "?");
}

static void finding(struct page *p, const struct verdict *v, const struct verdict_finding *f, const char *evidence_dir)
{
    char name[16];
    snprintf(name, sizeof name, "%s", severity_name(f->severity));
    for (char *c = name; *c; c++) *c = (char)toupper((unsigned char)*c);
    page_sgr(p, (unsigned)f->severity < SEVERITY_COUNT ? severity_sgr[f->severity] : SGR_PLAIN);
    page_cell(p, name, 8, PAGE_LEFT);
    page_sgr(p, SGR_PLAIN);
    p->indent = 10;
    page_piece(p, 2, f->id ? f->id : "?");
    page_sgr(p, SGR_BOLD);
    page_piece(p, 2, f->rule ? f->rule : "?");
    page_sgr(p, SGR_PLAIN);
    p->due = 3;
    page_words(p, f->summary ? f->summary : "(no summary)");
    page_break(p);
    finding_times(p, v, f);
    finding_figures(p, f);
    finding_limits(p, f);
    finding_subscribers(p, f);
    if (f->detail) {
        if (p->column > 0) page_break(p);
        page_words(p, f->detail);
    }
    if (evidence_dir && facts_has_evidence_file(f)) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s.pcapng", evidence_dir, f->id);
        page_right(p, path);
    }
    if (p->column > 0) page_end(p);
    p->indent = 0;
}

struct coverage {
    struct page *page;
    bool started;
};

static void coverage_sentence(void *ctx, const char *sentence, bool is_gap)
{
    struct coverage *c = ctx;
    if (c->started) {
        page_put(c->page, ";");
        c->page->due = 1;
    }
    if (is_gap) page_sgr(c->page, "33");
    page_words(c->page, sentence);
    if (is_gap) page_sgr(c->page, SGR_PLAIN);
    c->started = true;
}

static void coverage(struct page *p, const struct verdict *v)
{
    struct coverage c = {p, false};
    page_put(p, "Coverage  ");
    p->indent = 10;
    p->width--; /* room for the semicolon */
    facts_coverage(v, coverage_sentence, &c);
    p->width++;
    page_end(p);
    for (size_t i = 0; i < v->note_count; i++) {
        if (!v->notes[i]) continue;
        page_put(p, "Note      ");
        p->indent = 10;
        page_words(p, v->notes[i]);
        page_end(p);
    }
}

/* What looked like a copy and was not held against anybody. */
static void ruled_out(struct page *p, const struct verdict *v)
{
    char packets[TEXT_NUMBER], bytes[TEXT_NUMBER], conversations[TEXT_NUMBER], line[160];
    for (size_t i = 0; i < v->ruled_out_count; i++) {
        const struct verdict_ruled_out *r = &v->ruled_out[i];
        page_put(p, "Ruled out ");
        p->indent = 10;
        page_words(p, r->reason ? r->reason : "?");
        snprintf(line, sizeof line, "%s, %s, %s:", text_counted(r->tally.packets, "packet", packets),
                 text_bytes(r->tally.bytes, bytes), text_counted(r->conversations, "conversation", conversations));
        page_piece(p, 2, line);
        p->due = 1;
        page_words(p, r->why ? r->why : "?");
        page_end(p);
    }
}

static void closing(struct page *p, const struct verdict *v)
{
    char count[TEXT_NUMBER], bytes[TEXT_NUMBER];
    struct tally rest = facts_remainder(v);
    if (rest.packets || rest.bytes) {
        page_format(p, "Remainder %s, %s copied or unexplained, too little for a finding",
                    text_counted(rest.packets, "packet", count), text_bytes(rest.bytes, bytes));
        page_end(p);
    }
    page_sgr(p, v->finding_count ? "1;31" : "1;32");
    if (v->finding_count)
        page_format(p, "%s. The books do not balance.", text_counted(v->finding_count, "finding", count));
    else
        page_put(p, "The books balance.");
    page_sgr(p, SGR_PLAIN);
    page_end(p);
}

void report_terminal(const struct verdict *v, FILE *out, const struct terminal_style *style)
{
    static const struct terminal_style plain = {.width = TERMINAL_WIDTH};
    if (!style) style = &plain;
    struct page p = {
        .out = out, .colour = style->colour, .utf8 = style->utf8, .width = style->width ? style->width : TERMINAL_WIDTH};
    if (p.width < TERMINAL_WIDTH_MIN) p.width = TERMINAL_WIDTH_MIN;
    head(&p, v);
    for (size_t i = 0; i < v->element_count; i++) element_sheet(&p, &v->elements[i]);
    if (v->intercept_count || v->warrant_count) intercept_table(&p, v);
    if (v->session_count) session_table(&p, v);
    page_end(&p);
    for (size_t i = 0; i < v->finding_count; i++) finding(&p, v, &v->findings[i], style->evidence_dir);
    ruled_out(&p, v);
    coverage(&p, v);
    closing(&p, v);
}
