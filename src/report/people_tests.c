#include "report/people_tests.h"

#include <stdarg.h>
#include <string.h>

#include "report/people_terminal.h"
#include "report/people_words.h"

enum { INDENT = 4, RATIO = 8, SPAN = 15, CHANCE = 9 };

#define SGR_BOLD  "1"
#define SGR_DIM   "2"
#define SGR_PLAIN ""

static void heading(struct page *p, const char *text)
{
    page_break(p);
    page_sgr(p, SGR_BOLD);
    page_words(p, text);
    page_sgr(p, SGR_PLAIN);
    page_end(p);
}

static const char *verdict_sgr(enum study_verdict v)
{
    return v == STUDY_MORE || v == STUDY_FEWER ? "1" : v == STUDY_NO_DIFFERENCE ? "" : "33";
}

/* A table with all columns, one without p and with short names of strata, or words: as the page's width allows. */
enum form { FULL, NARROW, WORDS };

/* Widths of the columns that depend on what stands in them. */
struct columns {
    enum form form;
    unsigned kind, employer, comparator;
};

static const char *subject(enum form form, const struct study_test *t, char text[static PEOPLE_LINE])
{
    return form == NARROW && t->stratified ? "- by strata" : people_subject(t, text);
}

static unsigned longer(unsigned columns, const char *text)
{
    unsigned len = text_columns(text, true);
    return len > columns ? len : columns;
}

static struct columns measure(const struct study *s, size_t first, size_t end, enum form form)
{
    char text[TEXT_NUMBER], line[PEOPLE_LINE];
    struct columns c = {form, 0, 10, 10};
    for (size_t i = first; i < end; i++) {
        c.kind = longer(c.kind, subject(form, &s->tests[i], line));
        c.employer = longer(c.employer, people_of(s->tests[i].a, s->tests[i].b, text));
        c.comparator = longer(c.comparator, people_of(s->tests[i].c, s->tests[i].d, text));
    }
    return c;
}

static struct columns columns_of(const struct page *p, const struct study *s, size_t first, size_t end)
{
    struct columns c = measure(s, first, end, FULL);
    unsigned fixed = 2 + 4 + RATIO + SPAN + CHANCE;
    if (c.kind + c.employer + c.comparator + fixed + CHANCE <= p->width) return c;
    c = measure(s, first, end, NARROW);
    if (c.kind + c.employer + c.comparator + fixed <= p->width) return c;
    return measure(s, first, end, WORDS);
}

static void test_row(struct page *p, const struct columns *c, const struct study_test *t)
{
    char text[TEXT_NUMBER], line[PEOPLE_LINE];
    page_pad(p, 2);
    page_cell(p, subject(c->form, t, line), c->kind, PAGE_LEFT);
    page_cell(p, people_of(t->a, t->b, text), c->employer + 2, PAGE_RIGHT);
    page_cell(p, people_of(t->c, t->d, text), c->comparator + 2, PAGE_RIGHT);
    page_cell(p, people_ratio(t->odds_ratio, text), RATIO, PAGE_RIGHT);
    page_cell(p, people_ratio_span(t->low, t->high, text), SPAN, PAGE_RIGHT);
    if (c->form == FULL) page_cell(p, people_p_value(t->p, text), CHANCE, PAGE_RIGHT);
    page_cell(p, people_p_value(t->q, text), CHANCE, PAGE_RIGHT);
    page_end(p);
}

static void test_words(struct page *p, const struct study_test *t)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER], c[TEXT_NUMBER], d[TEXT_NUMBER], line[2 * PEOPLE_LINE];
    page_pad(p, 2);
    p->indent = INDENT;
    page_words(p, people_subject(t, line));
    snprintf(line, sizeof line, "%s against %s;", people_of(t->a, t->b, a), people_of(t->c, t->d, b));
    page_piece(p, 2, line);
    snprintf(line, sizeof line, "odds ratio %s (%s),", people_ratio(t->odds_ratio, a), people_ratio_span(t->low, t->high, b));
    page_piece(p, 1, line);
    snprintf(line, sizeof line, "p %s, q %s", people_p_value(t->p, c), people_p_value(t->q, d));
    page_piece(p, 1, line);
    page_end(p);
}

/* Of a test that is withheld with its counts nothing stands but that. */
static void withheld(struct page *p, const struct columns *c, const struct study_test *t)
{
    char line[PEOPLE_LINE];
    page_pad(p, 2);
    page_cell(p, people_kinds(t->kind, line), c->kind, PAGE_LEFT);
    p->indent = INDENT;
    page_sgr(p, verdict_sgr(t->verdict));
    page_piece(p, 2, people_verdict_short(t->verdict));
    page_sgr(p, SGR_PLAIN);
    page_end(p);
}

static void verdict(struct page *p, const struct study_test *t)
{
    char line[PEOPLE_LINE];
    page_pad(p, INDENT);
    p->indent = INDENT;
    page_sgr(p, verdict_sgr(t->verdict));
    page_words(p, people_verdict(t, line));
    page_sgr(p, SGR_PLAIN);
    page_end(p);
}

static void group_head(struct page *p, const struct columns *c, const struct study *s, size_t first)
{
    const struct study_test *t = &s->tests[first];
    char line[2 * PEOPLE_LINE], method[PEOPLE_LINE];
    snprintf(line, sizeof line, "%s against %s", t->employer, t->comparator);
    heading(p, line);
    p->indent = 2;
    page_sgr(p, SGR_DIM);
    page_words(p, people_method(s, first, method));
    if (c->form != WORDS) {
        page_end(p);
        page_pad(p, 2);
        page_cell(p, "kind of tie", c->kind, PAGE_LEFT);
        page_cell(p, "tied here", c->employer + 2, PAGE_RIGHT);
        page_cell(p, "tied there", c->comparator + 2, PAGE_RIGHT);
        page_cell(p, "odds", RATIO, PAGE_RIGHT);
        page_cell(p, "95 % interval", SPAN, PAGE_RIGHT);
        if (c->form == FULL) page_cell(p, "p", CHANCE, PAGE_RIGHT);
        page_cell(p, "q", CHANCE, PAGE_RIGHT);
    }
    page_sgr(p, SGR_PLAIN);
    page_end(p);
}

static void tests(struct page *p, const struct study *s)
{
    char count[TEXT_NUMBER];
    size_t explored = 0, unseen = 0;
    for (size_t i = 0, end; i < s->test_count; i = end) {
        for (end = i + 1; end < s->test_count && people_same_group(&s->tests[i], &s->tests[end]); end++) {
        }
        struct columns c = columns_of(p, s, i, end);
        bool headed = false;
        for (size_t k = i; k < end; k++) {
            if (!s->tests[k].declared && ++explored > PEOPLE_EXPLORED) {
                unseen++;
                continue;
            }
            if (!headed) group_head(p, &c, s, i);
            headed = true;
            if (s->tests[k].verdict == STUDY_NOT_SHOWN) {
                if (!people_has_twin(s, k)) withheld(p, &c, &s->tests[k]);
                continue;
            }
            if (c.form != WORDS)
                test_row(p, &c, &s->tests[k]);
            else
                test_words(p, &s->tests[k]);
            if (!people_has_twin(s, k)) verdict(p, &s->tests[k]);
        }
    }
    if (unseen == 0) return;
    page_pad(p, 2);
    page_format(p, "%s more, explored, in report.json and report.html", text_counted(unseen, "test", count));
    page_end(p);
}

static void permutations(struct page *p, const struct study *s)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER], c[TEXT_NUMBER], d[TEXT_NUMBER], line[PEOPLE_LINE];
    if (s->permutation_count) heading(p, "Overlaps, against the service of others of the same cohort");
    for (size_t i = 0; i < s->permutation_count; i++) {
        const struct study_permutation *v = &s->permutations[i];
        snprintf(line, sizeof line, "%s: %s with a certain overlap, %s expected, p %s (%s)", v->employer,
                 people_count(v->overlapping, a), people_ratio(v->expected, b), people_p_value(v->p, c),
                 text_counted(v->permutations, "permutation", d));
        page_pad(p, 2);
        p->indent = INDENT;
        page_words(p, line);
        page_end(p);
    }
}

static void sensitivity(struct page *p, const struct study *s)
{
    char text[TEXT_NUMBER];
    const struct study_sensitivity *telling[PEOPLE_TELLING];
    size_t told = people_telling(s, telling);
    unsigned name = p->width - RATIO - SPAN - CHANCE - 2;
    if (told == 0) return;
    heading(p, "Without one pattern, rule or kind of organisation");
    page_sgr(p, SGR_DIM);
    page_pad(p, 2);
    page_cell(p, "left out", name, PAGE_LEFT);
    page_cell(p, "odds", RATIO, PAGE_RIGHT);
    page_cell(p, "95 % interval", SPAN, PAGE_RIGHT);
    page_cell(p, "p", CHANCE, PAGE_RIGHT);
    page_sgr(p, SGR_PLAIN);
    page_end(p);
    for (size_t i = 0; i < told; i++) {
        const struct study_sensitivity *v = telling[i];
        page_pad(p, 2);
        page_cell(p, v->left_out, name, PAGE_LEFT);
        page_cell(p, people_ratio(v->odds_ratio, text), RATIO, PAGE_RIGHT);
        page_cell(p, people_ratio_span(v->low, v->high, text), SPAN, PAGE_RIGHT);
        page_cell(p, people_p_value(v->p, text), CHANCE, PAGE_RIGHT);
        page_end(p);
    }
    if (told == s->sensitivity_count) return;
    page_pad(p, 2);
    page_format(p, "%s more that change less, in report.json and report.html", text_count(s->sensitivity_count - told, text));
    page_end(p);
}

void people_tests(struct page *p, const struct study *s)
{
    tests(p, s);
    permutations(p, s);
    sensitivity(p, s);
}

void people_closing(struct page *p, const struct study *s)
{
    const struct study_test *t = people_main_test(s);
    char subject[PEOPLE_LINE], line[2 * PEOPLE_LINE];
    if (!t) {
        page_sgr(p, "1");
        page_put(p, s->test_count ? "Nothing was asked before the run: exploration, no verdict."
                                  : "No test was made: rates alone, no verdict.");
    } else {
        snprintf(line, sizeof line, "%s, ties of %s: %s.", t->employer, people_kinds(t->kind, subject),
                 people_verdict_short(t->verdict));
        page_sgr(p, "1");
        page_words(p, line);
    }
    page_sgr(p, SGR_PLAIN);
    page_end(p);
}
