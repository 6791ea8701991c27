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
    FACTS_LEAST = 256
};
static const double exact_most = 14, likely_most = 8, likely_part = 0.75, undated_part = 0.5, other_time_part = 0.4;
static const double id_bits = 20, id_unsure_bits = 8, different_bits = -2, different_most = -8;
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

uint64_t person_exact(const struct trait_fact *f)
{
    if (f->from_month == INT32_MIN || f->until_month == INT32_MAX) return 0;
    uint64_t dates = (uint64_t)(uint32_t)f->from_month << 32 | (uint32_t)f->until_month;
    return mix(mix(f->what, dates), f->precision) | 1;
}

bool person_counts_init(struct person_counts *c, struct unit *units, size_t count)
{
    size_t facts = 0;
    for (size_t i = 0; i < count; i++) facts += units[i].fact_count;
    *c = (struct person_counts){.units = count};
    c->whats = malloc((facts + 1) * sizeof *c->whats);
    c->exacts = malloc((facts + 1) * sizeof *c->exacts);
    if (!c->whats || !c->exacts || !count_names(units, count) || !look_at_ids(c, units, count)) {
        person_counts_done(c);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        c->any_unnamed |= !units[i].name;
        for (uint8_t k = 0; k < units[i].fact_count; k++) {
            uint64_t exact = person_exact(&units[i].facts[k]);
            c->whats[c->what_count++] = units[i].facts[k].what;
            if (exact) c->exacts[c->exact_count++] = exact;
        }
    }
    qsort(c->whats, c->what_count, sizeof *c->whats, by_number);
    qsort(c->exacts, c->exact_count, sizeof *c->exacts, by_number);
    return true;
}

void person_counts_done(struct person_counts *c)
{
    free(c->whats);
    free(c->exacts);
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

static void match(struct matching *m, uint8_t i, uint8_t k, enum person_evidence e, double bits)
{
    m->matched_a[i] = m->matched_b[k] = true;
    m->bits[e] += (float)bits;
}

static bool same_dates(const struct trait_fact *f, const struct trait_fact *g)
{
    uint64_t exact = person_exact(f);
    return exact && exact == person_exact(g);
}

static double exact_bits(const struct person_counts *c, const struct trait_fact *f)
{
    return fmin(surprise(c->units, FACTS_LEAST, times(c->exacts, c->exact_count, person_exact(f))), exact_most);
}

static double likely_bits(const struct person_counts *c, const struct trait_fact *f, const struct trait_fact *g)
{
    double bits = fmin(likely_part * surprise(c->units, FACTS_LEAST, times(c->whats, c->what_count, f->what)), likely_most);
    if (!is_dated(f) || !is_dated(g)) return bits * undated_part;
    return may_agree(f, g) ? bits : bits * other_time_part;
}

/* First what agrees in its dates, too, then what agrees as far as can be seen, then the same place at another time. */
static void match_facts(struct matching *m, int round)
{
    for (uint8_t i = 0; i < m->a->fact_count; i++)
        for (uint8_t k = 0; k < m->b->fact_count && !m->matched_a[i]; k++) {
            const struct trait_fact *f = &m->a->facts[i], *g = &m->b->facts[k];
            if (m->matched_b[k] || f->kind != g->kind || f->what != g->what || f->kind == FACT_SOURCE_ID) continue;
            bool exact = same_dates(f, g), study = f->kind == FACT_EDUCATION;
            if (round == 0 ? !exact : round == 1 && !(is_dated(f) && is_dated(g) && may_agree(f, g))) continue;
            m->exact += round == 0;
            if (round == 0)
                match(m, i, k, study ? EVIDENCE_EDUCATION : EVIDENCE_EMPLOYMENT, exact_bits(m->counts, f));
            else
                match(m, i, k, study ? EVIDENCE_SCHOOL : EVIDENCE_EMPLOYER, likely_bits(m->counts, f, g));
        }
}

static void match_differences(struct matching *m)
{
    double bits = 0;
    for (uint8_t i = 0; i < m->a->fact_count; i++)
        for (uint8_t k = 0; k < m->b->fact_count; k++) {
            const struct trait_fact *f = &m->a->facts[i], *g = &m->b->facts[k];
            if (m->matched_a[i] || m->matched_b[k] || f->kind != g->kind || f->what == g->what) continue;
            if (shared(f, g) >= BARRED_STUDY_MONTHS) bits += different_bits;
        }
    m->bits[EVIDENCE_DIFFERENT] = (float)fmax(bits, different_most);
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
    for (int round = 0; round < 3; round++) match_facts(&m, round);
    match_differences(&m);
    for (size_t i = 0; i < EVIDENCE_COUNT; i++) total += (double)ret[i];
    if (named || ret[EVIDENCE_SOURCE_ID] >= (float)id_bits) return total >= enough;
    return total >= enough_unnamed && m.exact >= 2;
}
