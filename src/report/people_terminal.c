#include "report/people_terminal.h"

#include <math.h>
#include <string.h>

#include "report/people_tests.h"
#include "report/people_words.h"

#define SGR_BOLD  "1"
#define SGR_DIM   "2"
#define SGR_PLAIN ""

enum { LABEL_AT = 4, BAR_AT = 21, BAR_MAX = 24, COUNT_COLUMNS = 11, RATE_COLUMNS = 10, SPAN_COLUMNS = 18, HANG = 10 };

static void dim(struct page *p, const char *text, unsigned columns)
{
    page_sgr(p, SGR_DIM);
    page_cell(p, text, columns, PAGE_RIGHT);
    page_sgr(p, SGR_PLAIN);
}

static void head(struct page *p, const struct study *s)
{
    char count[TEXT_NUMBER], line[PEOPLE_LINE];
    page_sgr(p, SGR_BOLD);
    page_words(p, s->employer ? s->employer : "All employers of the list");
    page_sgr(p, SGR_PLAIN);
    page_piece(p, 2, text_counted(s->input_count, "input", count));
    snprintf(line, sizeof line, "%s %s", people_count(s->cvs, count), s->cvs == 1 ? "CV" : "CVs");
    page_piece(p, 2, line);
    snprintf(line, sizeof line, "%s %s", people_count(s->people, count), s->people == 1 ? "person" : "people");
    page_piece(p, 2, line);
    if (s->organisations_version && *s->organisations_version) {
        snprintf(line, sizeof line, "organisations %s", s->organisations_version);
        page_piece(p, 2, line);
    }
    page_end(p);
}

/* --- funnel ------------------------------------------------------------------------------------------------------------------
 */

/* Length that stands for `part` of `whole`; "." for something too small for a mark. */
static void bar(struct page *p, unsigned room, double part, double whole)
{
    if (room == 0 || !(part > 0) || !(whole > 0)) return;
    unsigned marks = (unsigned)((part < whole ? part / whole : 1) * room + 0.5);
    if (marks == 0) page_put(p, ".");
    for (unsigned i = 0; i < marks; i++) page_put(p, "#");
}

static unsigned bar_room(const struct page *p, unsigned after)
{
    unsigned fixed = BAR_AT + after;
    return p->width <= fixed ? 0 : p->width - fixed < BAR_MAX ? p->width - fixed : BAR_MAX;
}

static void funnel_step(struct page *p, const struct study_step *step, uint64_t before, uint64_t whole)
{
    char count[TEXT_NUMBER], share[TEXT_NUMBER], line[PEOPLE_LINE];
    unsigned room = bar_room(p, COUNT_COLUMNS + RATE_COLUMNS + SPAN_COLUMNS);
    bool known = step->count != STUDY_WITHHELD && before != STUDY_WITHHELD;
    page_pad(p, 2);
    page_cell(p, step->name, BAR_AT - 3, PAGE_LEFT);
    page_pad(p, BAR_AT);
    if (known) bar(p, room, (double)step->count, (double)whole);
    page_pad(p, BAR_AT + room);
    page_cell(p, people_count(step->count, count), COUNT_COLUMNS, PAGE_RIGHT);
    if (known && before && step->count <= before) page_cell(p, text_share(step->count, before, share), RATE_COLUMNS, PAGE_RIGHT);
    page_end(p);
    for (size_t i = 0; i < step->reason_count; i++) {
        if (step->reasons[i].count == 0) continue;
        page_pad(p, LABEL_AT);
        snprintf(line, sizeof line, "- %s %s", people_count(step->reasons[i].count, count), step->reasons[i].reason);
        p->indent = LABEL_AT + 2;
        page_words(p, line);
        page_end(p);
    }
}

static void funnel(struct page *p, const struct study *s)
{
    page_break(p);
    page_sgr(p, SGR_BOLD);
    page_put(p, "Funnel");
    page_sgr(p, SGR_PLAIN);
    page_pad(p, BAR_AT + bar_room(p, COUNT_COLUMNS + RATE_COLUMNS + SPAN_COLUMNS));
    dim(p, "count", COUNT_COLUMNS);
    dim(p, "passed", RATE_COLUMNS);
    page_end(p);
    for (size_t i = 0; i < s->step_count; i++) funnel_step(p, &s->funnel[i], i ? s->funnel[i - 1].count : 0, s->funnel[0].count);
}

/* --- employers ---------------------------------------------------------------------------------------------------------------
 */

/* The largest upper end of any interval shown: what a bar's full length stands for. */
static double widest(const struct study *s)
{
    double most = 0;
    for (size_t i = 0; i < s->employer_count && i < PEOPLE_SHEETS; i++)
        if (isfinite(s->employers[i].tied.rate)) most = fmax(most, s->employers[i].tied.rate);
    return most;
}

static void rate_line(struct page *p, const char *name, const struct study_rate *r, double most, bool strong)
{
    char text[TEXT_NUMBER];
    unsigned room = bar_room(p, COUNT_COLUMNS + RATE_COLUMNS + SPAN_COLUMNS);
    page_pad(p, LABEL_AT);
    if (strong) page_sgr(p, SGR_BOLD);
    page_put(p, name);
    page_pad(p, BAR_AT);
    if (isfinite(r->rate)) bar(p, room, r->rate, most);
    page_pad(p, BAR_AT + room);
    page_cell(p, people_count(r->count, text), COUNT_COLUMNS, PAGE_RIGHT);
    page_cell(p, people_percent(r->rate, text), RATE_COLUMNS, PAGE_RIGHT);
    if (strong) page_sgr(p, SGR_PLAIN);
    page_cell(p, people_percent_span(r, text), SPAN_COLUMNS, PAGE_RIGHT);
    page_end(p);
}

static void employer_name(struct page *p, const struct study_employer *e, unsigned columns)
{
    char name[PEOPLE_LINE];
    snprintf(name, sizeof name, "%s%s%s", e->name ? e->name : "?", e->country && *e->country ? ", " : "",
             e->country ? e->country : "");
    page_sgr(p, SGR_BOLD);
    page_cell(p, name, columns, PAGE_LEFT);
    page_sgr(p, SGR_PLAIN);
}

static void employer_sheet(struct page *p, const struct study *s, const struct study_employer *e, double most)
{
    char count[TEXT_NUMBER], cvs[TEXT_NUMBER], line[PEOPLE_LINE];
    unsigned room = bar_room(p, COUNT_COLUMNS + RATE_COLUMNS + SPAN_COLUMNS);
    page_break(p);
    employer_name(p, e, BAR_AT + room);
    dim(p, "people", COUNT_COLUMNS);
    dim(p, "rate", RATE_COLUMNS);
    dim(p, "95 % interval", SPAN_COLUMNS);
    page_end(p);
    snprintf(line, sizeof line, "in %s %s", people_count(e->cvs, cvs), e->cvs == 1 ? "CV" : "CVs");
    page_pad(p, 2);
    page_cell(p, line, BAR_AT + room - 2, PAGE_LEFT);
    page_cell(p, people_count(e->tied.total, count), COUNT_COLUMNS, PAGE_RIGHT);
    page_end(p);
    rate_line(p, "tied", &e->tied, most, true);
    for (unsigned k = 0; k < STUDY_KINDS; k++) rate_line(p, people_kind(s, k), &e->by_kind[k], most, false);
    if (!*people_beside(s, e, line)) return;
    page_pad(p, LABEL_AT);
    p->indent = LABEL_AT + 2;
    page_words(p, "beside these, never counted as tied:");
    p->due = 1;
    page_words(p, line);
    page_end(p);
}

static void employers(struct page *p, const struct study *s)
{
    char text[TEXT_NUMBER];
    double most = widest(s);
    for (size_t i = 0; i < s->employer_count && i < PEOPLE_SHEETS; i++) employer_sheet(p, s, &s->employers[i], most);
    if (s->employer_count <= PEOPLE_SHEETS) return;
    unsigned name = p->width - 2 * COUNT_COLUMNS - RATE_COLUMNS - SPAN_COLUMNS - 2;
    page_break(p);
    page_cell(p, "Further employers", name + 2, PAGE_LEFT);
    dim(p, "people", COUNT_COLUMNS);
    dim(p, "tied", COUNT_COLUMNS);
    dim(p, "rate", RATE_COLUMNS);
    dim(p, "95 % interval", SPAN_COLUMNS);
    page_end(p);
    for (size_t i = PEOPLE_SHEETS; i < s->employer_count; i++) {
        const struct study_employer *e = &s->employers[i];
        page_pad(p, 2);
        page_cell(p, e->name ? e->name : "?", name, PAGE_LEFT);
        page_cell(p, people_count(e->tied.total, text), COUNT_COLUMNS, PAGE_RIGHT);
        page_cell(p, people_count(e->tied.count, text), COUNT_COLUMNS, PAGE_RIGHT);
        page_cell(p, people_percent(e->tied.rate, text), RATE_COLUMNS, PAGE_RIGHT);
        page_cell(p, people_percent_span(&e->tied, text), SPAN_COLUMNS, PAGE_RIGHT);
        page_end(p);
    }
}

/* --- what is below the tests -------------------------------------------------------------------------------------------------
 */

/* A word at the margin and a sentence beside it. */
static void remark(struct page *p, const char *word, const char *sentence)
{
    page_put(p, word);
    page_pad(p, HANG);
    p->indent = HANG;
    page_words(p, sentence);
    page_end(p);
}

static void left_out(void *ctx, const char *sentence)
{
    remark(ctx, "Left out", sentence);
}

static void reading(void *ctx, const char *sentence)
{
    remark(ctx, "Read", sentence);
}

static void inputs(struct page *p, const struct study *s)
{
    char count[TEXT_NUMBER], octets[TEXT_NUMBER], line[PEOPLE_LINE];
    for (size_t i = 0; i < s->input_count; i++) {
        const struct study_input *in = &s->inputs[i];
        snprintf(line, sizeof line, "%s: %s, %s; origin: %s; lawful basis: %s; retention: %s", in->file ? in->file : "?",
                 text_counted(in->records, "record", count), text_bytes(in->octets, octets), in->origin ? in->origin : "?",
                 in->lawful_basis ? in->lawful_basis : "?", in->retention ? in->retention : "?");
        remark(p, i ? "" : "Inputs", line);
        if (!in->override) continue;
        page_sgr(p, "1;33");
        snprintf(line, sizeof line, "its origin was let pass for this reason: %s", in->override);
        remark(p, "", line);
        page_sgr(p, SGR_PLAIN);
    }
}

void people_terminal(const struct study *s, FILE *out, const struct people_style *style)
{
    static const struct people_style plain = {.width = PEOPLE_WIDTH};
    if (!style) style = &plain;
    struct page p = {
        .out = out, .colour = style->colour, .utf8 = style->utf8, .width = style->width ? style->width : PEOPLE_WIDTH};
    if (p.width < PEOPLE_WIDTH_MIN) p.width = PEOPLE_WIDTH_MIN;
    head(&p, s);
    funnel(&p, s);
    employers(&p, s);
    people_tests(&p, s);
    page_break(&p);
    inputs(&p, s);
    people_left_out(s, left_out, &p);
    for (size_t i = 0; i < s->note_count; i++) remark(&p, "Note", s->notes[i]);
    people_reading(s, reading, &p);
    people_closing(&p, s);
}
