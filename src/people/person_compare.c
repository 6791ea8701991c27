/* How much agreement of two records is worth, and what no agreement outweighs. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mix.h"
#include "people/person_internal.h"

/* Months, bits and counts that decide; doc/people.md gives the reasons. */
enum {
    BARRED_STUDY_MONTHS = 12,
    BARRED_LIFE_MONTHS = 75 * 12,
    PRIOR_LEAST = 4096, /* a small study says little of how rare a name is in the world */
    FACTS_LEAST = 256,
    EXACT_UNNAMED = 3 /* facts with dates that agree, where no name does */
};
static const double exact_most = 14, likely_dates_most = 11, likely_most = 8, likely_part = 0.75, undated_part = 0.5,
                    other_time_part = 0.1;
static const double dates_most = 8, half_dated_most = 5, years_most = 2.5, all_dates_most = 12;
static const double spelt_otherwise_bits = -2.3; /* one in five */
static const double id_bits = 20, id_unsure_bits = 8, different_study_bits = -4, different_job_bits = -2, different_most = -10;
static const double enough = 3, enough_unnamed = 10;

/* --- counts --------------------------------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

struct named {
    uint64_t value, name;
    uint32_t unit;
};

static int by_value(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    if (x->value != y->value) return x->value > y->value ? 1 : -1;
    return (x->name > y->name) - (x->name < y->name);
}

static bool count_names(struct unit *units, size_t count)
{
    struct named *names = malloc((count + 1) * sizeof *names);
    if (!names) return false;
    for (size_t i = 0; i < count; i++) names[i] = (struct named){.value = units[i].name, .unit = (uint32_t)i};
    qsort(names, count, sizeof *names, by_value);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && names[end].value == names[i].value; end++)
            ;
        for (size_t k = i; k < end; k++) units[names[k].unit].name_count = names[k].value ? (uint32_t)(end - i) : 0;
    }
    free(names);
    return true;
}

/* Of records with the same source id that have names: do nine of ten have the same? Numbers of lines are ids, too, and begin anew
 * in every file. */
static bool ids_tell(const struct named *ids, size_t count)
{
    uint64_t same = 0, other = 0;
    for (size_t i = 1; i < count; i++) {
        if (ids[i].value != ids[i - 1].value || !ids[i].name || !ids[i - 1].name) continue;
        if (ids[i].name == ids[i - 1].name)
            same++;
        else
            other++;
    }
    return same > 0 && same >= 9 * other;
}

static bool look_at_ids(struct person_counts *c, const struct unit *units, size_t count)
{
    size_t n = 0;
    struct named *ids = malloc((count + 1) * sizeof *ids);
    if (!ids) return false;
    for (size_t i = 0; i < count; i++)
        for (uint8_t k = 0; k < units[i].fact_count; k++)
            if (units[i].facts[k].kind == FACT_SOURCE_ID && n < count)
                ids[n++] = (struct named){units[i].facts[k].what, units[i].name, (uint32_t)i};
    qsort(ids, n, sizeof *ids, by_value);
    c->ids_tell = ids_tell(ids, n);
    free(ids);
    return true;
}

uint64_t person_dates(const struct trait_fact *f)
{
    uint64_t dates = (uint64_t)(uint32_t)f->from_month << 32 | (uint32_t)f->until_month;
    unsigned months = (unsigned)((f->precision & 3) >= DATE_MONTH) | (unsigned)(f->precision >> 2 >= DATE_MONTH) << 1;
    return f->from_month == INT32_MIN ? 0 : mix(dates, months) | 1;
}

uint64_t person_exact(const struct trait_fact *f)
{
    return f->from_month == INT32_MIN || f->until_month == INT32_MAX ? 0 : mix(person_dates(f), f->what) | 1;
}

/* First and last year; an end that is not told is one, too. */
static uint64_t years_of(const struct trait_fact *f)
{
    uint64_t until = f->until_month == INT32_MAX ? UINT32_MAX : (uint64_t)(f->until_month / 12);
    return f->from_month == INT32_MIN ? 0 : (uint64_t)(f->from_month / 12) << 32 | until;
}

static void add_counts(struct person_counts *c, const struct trait_fact *f)
{
    c->whats[c->what_count++] = f->what;
    if (f->from_month == INT32_MIN) return;
    c->years[c->dates_count] = years_of(f);
    c->dates[c->dates_count++] = person_dates(f);
}

bool person_counts_init(struct person_counts *c, struct unit *units, size_t count)
{
    size_t facts = 1;
    for (size_t i = 0; i < count; i++) facts += units[i].fact_count;
    *c = (struct person_counts){.units = count};
    c->whats = malloc(facts * sizeof *c->whats);
    c->dates = malloc(facts * sizeof *c->dates);
    c->years = malloc(facts * sizeof *c->years);
    if (!c->whats || !c->dates || !c->years || !count_names(units, count) || !look_at_ids(c, units, count)) {
        person_counts_done(c);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        c->any_unnamed |= !units[i].name;
        for (uint8_t k = 0; k < units[i].fact_count; k++) add_counts(c, &units[i].facts[k]);
    }
    qsort(c->whats, c->what_count, sizeof *c->whats, by_number);
    qsort(c->dates, c->dates_count, sizeof *c->dates, by_number);
    qsort(c->years, c->dates_count, sizeof *c->years, by_number);
    return true;
}

void person_counts_done(struct person_counts *c)
{
    free(c->whats);
    free(c->dates);
    free(c->years);
    *c = (struct person_counts){0};
}

/* How many values lie below `value`. */
static size_t below(const uint64_t *list, size_t count, uint64_t value)
{
    size_t low = 0;
    while (count) {
        size_t half = count / 2;
        if (list[low + half] < value)
            low += half + 1, count -= half + 1;
        else
            count = half;
    }
    return low;
}

static size_t times(const uint64_t *list, size_t count, uint64_t value)
{
    return below(list, count, value + 1) - below(list, count, value);
}

/* How surprising it is that a second record has what `count` have, one of the two left out. */
static double surprise(size_t all, size_t least, size_t count)
{
    double bits = log2((double)(all > least ? all : least) / (double)(count > 1 ? count - 1 : 1));
    return bits > 0 ? bits : 0;
}

/* --- times ---------------------------------------------------------------------------------------------------------------- */

/* The bounds of first and last month. */
struct months {
    int64_t from_least, from_most, until_least, until_most;
};

static struct months months_of(const struct trait_fact *f)
{
    bool from_year = (f->precision & 3) == DATE_YEAR, until_year = f->precision >> 2 == DATE_YEAR;
    return (struct months){f->from_month, f->from_month == INT32_MIN ? INT32_MAX : (int64_t)f->from_month + (from_year ? 11 : 0),
                           f->until_month == INT32_MAX ? INT32_MIN : (int64_t)f->until_month - (until_year ? 11 : 0),
                           f->until_month};
}

/* Months that both certainly share. */
static int64_t shared(const struct trait_fact *f, const struct trait_fact *g)
{
    struct months a = months_of(f), b = months_of(g);
    int64_t from = a.from_most > b.from_most ? a.from_most : b.from_most;
    int64_t until = a.until_least < b.until_least ? a.until_least : b.until_least;
    return until - from + 1;
}

/* Dates that may be the same, at their precision; an end that is not told, or open, may be any. */
static bool may_agree(const struct trait_fact *f, const struct trait_fact *g)
{
    struct months a = months_of(f), b = months_of(g);
    bool from = a.from_least <= b.from_most && b.from_least <= a.from_most;
    return from && a.until_least <= b.until_most && b.until_least <= a.until_most;
}

static bool is_dated(const struct trait_fact *f)
{
    return f->from_month != INT32_MIN;
}

/* --- bars ----------------------------------------------------------------------------------------------------------------- */

static bool has(const struct unit *u, uint8_t kind, uint64_t what)
{
    for (uint8_t i = 0; i < u->fact_count; i++)
        if (u->facts[i].kind == kind && u->facts[i].what == what) return true;
    return false;
}

static bool share_id(const struct unit *a, const struct unit *b)
{
    for (uint8_t i = 0; i < a->fact_count; i++)
        if (a->facts[i].kind == FACT_SOURCE_ID && has(b, FACT_SOURCE_ID, a->facts[i].what)) return true;
    return false;
}

/* Two schools for the same dates are one under two names; who names both studied at both. */
static bool studied_elsewhere(const struct unit *a, const struct unit *b)
{
    for (uint8_t i = 0; i < a->fact_count; i++)
        for (uint8_t k = 0; k < b->fact_count; k++) {
            const struct trait_fact *f = &a->facts[i], *g = &b->facts[k];
            if (f->kind != FACT_EDUCATION || g->kind != FACT_EDUCATION || f->what == g->what || may_agree(f, g)) continue;
            if (shared(f, g) >= BARRED_STUDY_MONTHS && !has(a, FACT_EDUCATION, g->what) && !has(b, FACT_EDUCATION, f->what))
                return true;
        }
    return false;
}

static void widen(const struct unit *u, int64_t *least, int64_t *most)
{
    for (uint8_t i = 0; i < u->fact_count; i++) {
        const struct trait_fact *f = &u->facts[i];
        if (f->from_month != INT32_MIN && f->from_month < *least) *least = f->from_month;
        if (f->from_month != INT32_MIN && f->from_month > *most) *most = f->from_month;
        if (f->until_month != INT32_MAX && f->until_month > *most) *most = f->until_month;
    }
}

enum person_bar person_barred(const struct person_counts *c, const struct unit *a, const struct unit *b)
{
    int64_t least = INT32_MAX, most = INT32_MIN;
    if (a->name && b->name && a->name != b->name && !(c->ids_tell && share_id(a, b))) return BAR_NAME;
    if (studied_elsewhere(a, b)) return BAR_STUDY;
    widen(a, &least, &most);
    widen(b, &least, &most);
    return most - least > BARRED_LIFE_MONTHS ? BAR_LIFE : BAR_NONE;
}

/* --- evidence ------------------------------------------------------------------------------------------------------------- */

struct matching {
    const struct person_counts *counts;
    const struct unit *a, *b;
    bool matched_a[TRAITS_FACTS], matched_b[TRAITS_FACTS];
    unsigned exact;
    float *bits;
};

static double what_bits(const struct person_counts *c, const struct trait_fact *f)
{
    return surprise(c->units, FACTS_LEAST, times(c->whats, c->what_count, f->what));
}

/* The same dates of any two facts: as many as there are to try make it less of a surprise. */
static double dates_bits(const struct matching *m, const uint64_t *list, uint64_t value)
{
    unsigned tries = m->a->fact_count < m->b->fact_count ? m->a->fact_count : m->b->fact_count;
    double bits = surprise(m->counts->units, FACTS_LEAST, times(list, m->counts->dates_count, value));
    return fmax(bits - log2(tries > 1 ? tries : 1), 0);
}

static bool same_dates(const struct trait_fact *f, const struct trait_fact *g)
{
    uint64_t dates = person_dates(f);
    return dates && dates == person_dates(g);
}

/* How two facts agree, the best first. Places under another spelling, or in another language, have the same dates still. */
enum agreement { AGREE_EXACTLY, AGREE_LIKELY, AGREE_DATES, AGREE_YEARS, AGREE_PLACE, AGREEMENTS };

static bool agrees(const struct trait_fact *f, const struct trait_fact *g, enum agreement how)
{
    bool same = f->what == g->what && f->kind == g->kind;
    switch (how) {
    case AGREE_EXACTLY: return same && same_dates(f, g);
    case AGREE_LIKELY: return same && is_dated(f) && is_dated(g) && may_agree(f, g);
    case AGREE_DATES: return same_dates(f, g);
    case AGREE_YEARS: return is_dated(f) && years_of(f) == years_of(g) && may_agree(f, g);
    case AGREE_PLACE: return same;
    default: return false;
    }
}

/* Years alone are many people's: one leaves school with others, and begins to work with them. */
static double dates_limit(const struct trait_fact *f)
{
    if ((f->precision & 3) < DATE_MONTH || f->precision >> 2 == DATE_YEAR) return years_most;
    return f->until_month == INT32_MAX ? half_dated_most : dates_most;
}

static double otherwise_bits(double bits, double most)
{
    return fmin(fmax(bits + spelt_otherwise_bits, 0), most);
}

static double agreement_bits(const struct matching *m, const struct trait_fact *f, const struct trait_fact *g, enum agreement how)
{
    const struct person_counts *c = m->counts;
    double place = fmin(likely_part * what_bits(c, f), likely_most);
    switch (how) {
    case AGREE_EXACTLY: return fmin(what_bits(c, f) + dates_bits(m, c->dates, person_dates(f)), exact_most);
    case AGREE_LIKELY:
        return fmin(place + (years_of(f) == years_of(g) ? dates_bits(m, c->years, years_of(f)) : 0), likely_dates_most);
    case AGREE_DATES: return otherwise_bits(dates_bits(m, c->dates, person_dates(f)), dates_limit(f));
    case AGREE_YEARS: return otherwise_bits(dates_bits(m, c->years, years_of(f)), years_most);
    default: return place * (is_dated(f) && is_dated(g) ? other_time_part : undated_part);
    }
}

static enum person_evidence evidence_of(const struct trait_fact *f, enum agreement how)
{
    bool study = f->kind == FACT_EDUCATION;
    if (how == AGREE_EXACTLY) return study ? EVIDENCE_EDUCATION : EVIDENCE_EMPLOYMENT;
    if (how == AGREE_DATES || how == AGREE_YEARS) return EVIDENCE_DATES;
    return study ? EVIDENCE_SCHOOL : EVIDENCE_EMPLOYER;
}

static void match_facts(struct matching *m, enum agreement how)
{
    for (uint8_t i = 0; i < m->a->fact_count; i++)
        for (uint8_t k = 0; k < m->b->fact_count && !m->matched_a[i]; k++) {
            const struct trait_fact *f = &m->a->facts[i], *g = &m->b->facts[k];
            if (m->matched_b[k] || f->kind == FACT_SOURCE_ID || g->kind == FACT_SOURCE_ID || !agrees(f, g, how)) continue;
            m->exact += how == AGREE_EXACTLY && person_exact(f);
            m->matched_a[i] = m->matched_b[k] = true;
            m->bits[evidence_of(f, how)] += (float)agreement_bits(m, f, g, how);
        }
}

/* Dated facts that only one of the records has; how many of a kind both lack of the other. What one CV leaves out is no
 * difference: it must tell something else instead. */
static void count_unmatched(const struct unit *u, const bool *matched, unsigned count[static FACT_KINDS])
{
    for (uint8_t i = 0; i < u->fact_count; i++)
        if (!matched[i] && is_dated(&u->facts[i])) count[u->facts[i].kind]++;
}

static void match_differences(struct matching *m)
{
    unsigned a[FACT_KINDS] = {0}, b[FACT_KINDS] = {0};
    count_unmatched(m->a, m->matched_a, a);
    count_unmatched(m->b, m->matched_b, b);
    unsigned studies = a[FACT_EDUCATION] < b[FACT_EDUCATION] ? a[FACT_EDUCATION] : b[FACT_EDUCATION];
    unsigned jobs = a[FACT_EMPLOYMENT] < b[FACT_EMPLOYMENT] ? a[FACT_EMPLOYMENT] : b[FACT_EMPLOYMENT];
    m->bits[EVIDENCE_DIFFERENT] = (float)fmax(studies * different_study_bits + jobs * different_job_bits, different_most);
}

bool person_compare(const struct person_counts *c, const struct unit *a, const struct unit *b, float ret[static EVIDENCE_COUNT])
{
    struct matching m = {.counts = c, .a = a, .b = b, .bits = ret};
    bool named = a->name && b->name;
    double total = 0;
    memset(ret, 0, EVIDENCE_COUNT * sizeof *ret);
    ret[EVIDENCE_PRIOR] = (float)-log2((double)(c->units > PRIOR_LEAST ? c->units : PRIOR_LEAST));
    if (named && a->name == b->name) ret[EVIDENCE_NAME] = (float)surprise(c->units, PRIOR_LEAST, a->name_count);
    if (share_id(a, b)) ret[EVIDENCE_SOURCE_ID] = (float)(c->ids_tell ? id_bits : named ? 0 : id_unsure_bits);
    for (int how = 0; how < AGREEMENTS; how++) match_facts(&m, (enum agreement)how);
    if (ret[EVIDENCE_DATES] > (float)all_dates_most) ret[EVIDENCE_DATES] = (float)all_dates_most;
    match_differences(&m);
    for (size_t i = 0; i < EVIDENCE_COUNT; i++) total += (double)ret[i];
    if (named || ret[EVIDENCE_SOURCE_ID] >= (float)id_bits) return total >= enough;
    return total >= enough_unnamed && m.exact >= EXACT_UNNAMED;
}
