#include "people/study_publish.h"

#include <math.h>
#include <string.h>

#include "people/study_sheet.h"
#include "statistics/rates.h"

/* A study and what of it may be shown. */
struct publication {
    struct study *study;
    struct arena *arena;
    struct sheet sheet;               /* a row for each employer of the table */
    struct study_employer *employers; /* copies */
    const char *about;                /* the employer that the others are held against; NULL: each is held against all */
};

static const struct study_test *find(const struct study *s, const char *kind, const char *employer, const char *comparator)
{
    for (size_t i = 0; i < s->test_count; i++) {
        const struct study_test *t = &s->tests[i];
        if (!t->stratified && !strcmp(t->kind, kind) && !strcmp(t->employer, employer) && !strcmp(t->comparator, comparator))
            return t;
    }
    return NULL;
}

static int row_of(const struct publication *p, const char *name)
{
    for (size_t i = 0; i < p->sheet.count; i++)
        if (strcmp(p->employers[i].name, name) == 0) return (int)i;
    return -1;
}

static const char *column_kind(const struct study *s, unsigned column)
{
    return column == SHEET_ANY ? "any" : s->kind_names[column - SHEET_FIRST_KIND];
}

/* Comparators as the tests count them: without those who worked for the employer, too. Only then does the table say what the
 * tests say, and no difference between both tells of a few. */
static void set_row(struct publication *p, size_t i)
{
    const struct study_employer *e = &p->employers[i];
    struct sheet_row *r = &p->sheet.rows[i];
    r->count[SHEET_PEOPLE] = e->tied.total;
    r->count[SHEET_ANY] = e->tied.count;
    for (unsigned k = 0; k < STUDY_KINDS; k++) r->count[SHEET_FIRST_KIND + k] = e->kinds[k];
    r->summed = !p->about;
    for (unsigned c = SHEET_ANY; p->about && c < SHEET_COLUMNS; c++) {
        const struct study_test *t = find(p->study, column_kind(p->study, c), p->about, e->name);
        if (!t) continue;
        r->summed = true;
        r->count[SHEET_PEOPLE] = t->c + t->d;
        r->count[c] = t->c;
    }
}

/* The sums that are published: of the comparators together, or of everybody. */
static void set_sums(struct publication *p)
{
    struct sheet *sheet = &p->sheet;
    for (size_t i = 0; i < sheet->count; i++)
        for (unsigned c = 0; sheet->rows[i].summed && c < SHEET_COLUMNS; c++) sheet->sums[c] += sheet->rows[i].count[c];
    for (size_t i = 0; i < p->study->test_count; i++) {
        const struct study_test *t = &p->study->tests[i];
        if (t->stratified || row_of(p, t->comparator) >= 0 || (p->about && strcmp(t->employer, p->about) != 0)) continue;
        for (unsigned c = SHEET_ANY; c < SHEET_COLUMNS; c++) {
            if (strcmp(t->kind, column_kind(p->study, c)) != 0) continue;
            int own = p->about ? -1 : row_of(p, t->employer);
            const struct sheet_row *r = own < 0 ? NULL : &sheet->rows[own];
            uint64_t people = t->c + t->d + (r ? r->count[SHEET_PEOPLE] : 0), tied = t->c + (r ? r->count[c] : 0);
            if (people < sheet->sums[SHEET_PEOPLE]) sheet->sums[SHEET_PEOPLE] = people;
            if (tied < sheet->sums[c]) sheet->sums[c] = tied;
        }
    }
}

static struct study_rate rate_of(const struct study_rate *old, const struct sheet_row *r, unsigned column)
{
    bool shown = !r->withheld[column];
    struct study_rate rate = {.count = STUDY_WITHHELD, .rate = NAN, .low = NAN, .high = NAN};
    rate.total = r->withheld[SHEET_PEOPLE] ? STUDY_WITHHELD : r->count[SHEET_PEOPLE];
    if (!shown) return rate;
    rate.count = r->count[column];
    if (old->total == rate.total && old->count == rate.count) return *old;
    struct estimate e = rate_wilson(rate.count, rate.total);
    return (struct study_rate){rate.count, rate.total, e.value, e.low, e.high};
}

static uint64_t unless_small(uint64_t n)
{
    return n < STUDY_SMALL_CELL ? STUDY_WITHHELD : n;
}

static void show_employer(struct publication *p, size_t i)
{
    struct study_employer *e = &p->employers[i];
    const struct sheet_row *r = &p->sheet.rows[i];
    bool overlaps = !r->withheld[SHEET_FIRST_KIND + 1]; /* concurrent */
    struct study_timeline *years = arena_alloc(p->arena, (e->timeline_count + 1) * sizeof *years);
    size_t count = 0;
    for (size_t k = 0; !r->withheld[SHEET_PEOPLE] && k < e->timeline_count; k++) {
        if (e->timeline[k].employed < STUDY_SMALL_CELL) continue;
        years[count] = e->timeline[k];
        years[count].overlapping = overlaps ? unless_small(years[count].overlapping) : STUDY_WITHHELD;
        count++;
    }
    e->timeline = years;
    e->timeline_count = count;
    e->cvs = r->withheld[SHEET_PEOPLE] ? STUDY_WITHHELD : unless_small(e->cvs);
    e->tied = rate_of(&e->tied, r, SHEET_ANY);
    for (unsigned k = 0; k < STUDY_KINDS; k++) {
        e->by_kind[k] = rate_of(&e->by_kind[k], r, SHEET_FIRST_KIND + k);
        e->kinds[k] = e->by_kind[k].count;
    }
    for (unsigned k = STUDY_KINDS; k < STUDY_SHOWN_KINDS; k++)
        e->kinds[k] = r->withheld[SHEET_PEOPLE] ? STUDY_WITHHELD : unless_small(e->kinds[k]);
}

static bool may_show(const struct publication *p, const struct study_test *t, unsigned column)
{
    int own = row_of(p, t->employer), other = row_of(p, t->comparator);
    uint64_t cells[] = {t->a, t->b, t->c, t->d};
    for (unsigned i = 0; i < 4; i++)
        if (cells[i] < STUDY_SMALL_CELL) return false;
    if (own < 0 || p->sheet.rows[own].withheld[column]) return false;
    return other < 0 ? !p->sheet.sum_withheld[column] : !p->sheet.rows[other].withheld[column];
}

static void hide(struct study_test *t)
{
    t->a = t->b = t->c = t->d = STUDY_WITHHELD;
    t->odds_ratio = t->low = t->high = t->mid_low = t->mid_high = t->mantel_haenszel = NAN;
    t->difference = t->difference_low = t->difference_high = NAN;
    t->p = t->p_less = t->p_greater = t->q = t->detectable = t->detectable_below = t->power = NAN;
    if (t->verdict != STUDY_NO_COMPARATOR) t->verdict = STUDY_NOT_SHOWN;
}

/* What is about the employer and one of the columns stays; the rest has other sums. */
static void show_tests(struct publication *p)
{
    struct study *s = p->study;
    struct study_test *list = arena_alloc(p->arena, (s->test_count + 1) * sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < s->test_count; i++) {
        const struct study_test *t = &s->tests[i];
        if (p->about && strcmp(t->employer, p->about) != 0) continue;
        for (unsigned c = SHEET_ANY; c < SHEET_COLUMNS; c++) {
            if (strcmp(t->kind, column_kind(s, c)) != 0) continue;
            list[count] = *t;
            if (!may_show(p, t, c)) hide(&list[count]);
            count++;
        }
    }
    s->tests = list;
    s->test_count = count;
}

static bool is_few(uint64_t a, uint64_t b)
{
    uint64_t off = a > b ? a - b : b - a;
    return off > 0 && off < STUDY_SMALL_CELL;
}

/* The funnel's last steps are sums over all rows: would they tell one that is withheld, or how few persons several rows share? */
static bool funnel_tells(const struct publication *p, unsigned column, uint64_t sum)
{
    uint64_t rows = 0, others = p->sheet.sums[column];
    for (size_t i = 0; i < p->sheet.count; i++) {
        const struct sheet_row *r = &p->sheet.rows[i];
        if (r->withheld[column]) return true;
        rows += r->count[column];
        if (!r->summed) others += r->count[column];
    }
    return is_few(rows, sum) || is_few(others, sum);
}

static void show_funnel(struct publication *p)
{
    enum { RECORDS, PARSED, PEOPLE, EMPLOYER, TIED, STEPS };
    struct study *s = p->study;
    if (s->step_count != STEPS) return;
    struct study_step *steps = arena_alloc(p->arena, STEPS * sizeof *steps);
    memcpy(steps, s->funnel, STEPS * sizeof *steps);
    if (funnel_tells(p, SHEET_PEOPLE, steps[EMPLOYER].count)) steps[EMPLOYER].count = STUDY_WITHHELD;
    if (funnel_tells(p, SHEET_ANY, steps[TIED].count)) steps[TIED].count = STUDY_WITHHELD;
    for (unsigned i = PEOPLE; i < STEPS; i++) {
        struct study_reason *reasons = arena_alloc(p->arena, (steps[i].reason_count + 1) * sizeof *reasons);
        bool small = steps[i].count == STUDY_WITHHELD || steps[i - 1].count == STUDY_WITHHELD;
        for (size_t k = 0; k < steps[i].reason_count; k++) {
            reasons[k] = steps[i].reasons[k];
            small |= reasons[k].count < STUDY_SMALL_CELL;
        }
        for (size_t k = 0; small && k < steps[i].reason_count; k++) reasons[k].count = STUDY_WITHHELD;
        if (small && steps[i].reason_count == 1) steps[i].count = STUDY_WITHHELD; /* it would be the difference */
        steps[i].reasons = reasons;
        if (steps[i].count != STUDY_WITHHELD) steps[i].count = unless_small(steps[i].count);
    }
    s->people = steps[PEOPLE].count;
    if (s->people == STUDY_WITHHELD || is_few(s->cvs, s->people)) s->cvs = STUDY_WITHHELD;
    s->funnel = steps;
}

static void show_permutations(struct publication *p)
{
    struct study *s = p->study;
    struct study_permutation *list = arena_alloc(p->arena, (s->permutation_count + 1) * sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < s->permutation_count; i++) {
        int row = row_of(p, s->permutations[i].employer);
        if (row < 0 || p->sheet.rows[row].withheld[SHEET_FIRST_KIND + 1]) continue;
        /* As the table counts them, or there would be a difference. */
        if (s->permutations[i].overlapping == p->sheet.rows[row].count[SHEET_FIRST_KIND + 1]) list[count++] = s->permutations[i];
    }
    s->permutations = list;
    s->permutation_count = count;
}

/* What is left of the tests that leave something out: whether the result hangs on any of them. */
static const char *summary(const struct study *s, struct arena *a)
{
    if (s->sensitivity_count == 0 || s->test_count == 0 || s->tests[0].q > 0.05 || isnan(s->tests[0].odds_ratio)) return NULL;
    bool more = s->tests[0].odds_ratio > 1;
    for (size_t i = 0; i < s->sensitivity_count; i++)
        if (s->sensitivity[i].p > 0.05 || (s->sensitivity[i].odds_ratio > 1) != more)
            return "The result of the first test hangs on a single pattern, rule or kind of organisation: without it, it is not "
                   "there.";
    return arena_printf(a, "The result of the first test stands without any single pattern, rule or kind of organisation.");
}

static void add_notes(struct publication *p, const char *first)
{
    enum { OWN = 4 };
    struct study *s = p->study;
    const char **list = arena_alloc(p->arena, (s->note_count + OWN) * sizeof *list);
    size_t count = 0;
    list[count++] =
        arena_printf(p->arena,
                     "For publication: no single person; counts of fewer than %d persons are withheld, and others from "
                     "which these could be told; tests that count persons in another way are left out.",
                     STUDY_SMALL_CELL);
    if (p->about)
        list[count++] =
            arena_printf(p->arena, "Here the counts of comparators are without those who worked for %s, too.", p->about);
    if (first) list[count++] = first;
    for (size_t i = 0; i < s->note_count; i++) list[count++] = s->notes[i];
    s->notes = list;
    s->note_count = count;
}

void study_publish(struct study *s, struct arena *a)
{
    struct publication p = {.study = s, .arena = a, .about = s->employer};
    const char *first = summary(s, a);
    p.employers = arena_alloc(a, (s->employer_count + 1) * sizeof *p.employers);
    memcpy(p.employers, s->employers, s->employer_count * sizeof *p.employers);
    p.sheet.count = s->employer_count;
    p.sheet.rows = arena_alloc(a, (s->employer_count + 1) * sizeof *p.sheet.rows);
    for (size_t i = 0; i < s->employer_count; i++) set_row(&p, i);
    set_sums(&p);
    sheet_protect(&p.sheet);
    for (size_t i = 0; i < s->employer_count; i++) show_employer(&p, i);
    show_tests(&p);
    show_funnel(&p);
    show_permutations(&p);
    add_notes(&p, first);
    s->employers = p.employers;
    s->ties = NULL;
    s->sensitivity = NULL;
    s->tie_count = s->sensitivity_count = 0;
    s->public_mode = true;
}
