#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "people/rating.h"
#include "statistics/random.h"

/* The marks as a table of numbers: what resampling works on. */
struct marks {
    size_t count;
    const struct rating_item *items;
    double *truth;      /* 0 to 1, NaN when nobody marked it */
    size_t *stratum;    /* of each item */
    size_t *person;     /* of each item: numbered from 0 */
    double *population; /* of each stratum */
    size_t strata, persons;
    double *rated, *weight; /* of each stratum: room for what one resample comes to */
};

/* Weighted counts: precision and the rest follow from them. */
struct outcome {
    double found, false_found, missed, rest;
};

static double truth_of(const struct rating_item *i)
{
    if (i->agreed != MARK_NONE) return i->agreed == MARK_YES;
    double sum = 0, given = 0;
    for (unsigned k = 0; k < RATERS; k++) {
        given += i->marks[k] != MARK_NONE;
        sum += i->marks[k] == MARK_YES;
    }
    return given > 0 ? sum / given : NAN;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Equal texts get equal numbers. */
static size_t number_texts(const char **texts, size_t count, size_t *ret_numbers, struct arena *a)
{
    const char **sorted = arena_alloc(a, (count + 1) * sizeof *sorted);
    size_t kept = 0;
    memcpy(sorted, texts, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, by_text);
    for (size_t i = 0; i < count; i++)
        if (!kept || strcmp(sorted[kept - 1], sorted[i]) != 0) sorted[kept++] = sorted[i];
    for (size_t i = 0; i < count; i++) {
        const char **at = bsearch(&texts[i], sorted, kept, sizeof *sorted, by_text);
        ret_numbers[i] = (size_t)(at - sorted);
    }
    return kept;
}

static struct marks marks_of(const struct rating_sheet *s, struct arena *a)
{
    struct marks m = {.count = s->count, .items = s->list};
    const char **persons = arena_alloc(a, (s->count + 1) * sizeof *persons),
               **strata = arena_alloc(a, (s->count + 1) * sizeof *strata);
    m.truth = arena_alloc(a, (s->count + 1) * sizeof *m.truth);
    m.stratum = arena_alloc(a, (s->count + 1) * sizeof *m.stratum);
    m.person = arena_alloc(a, (s->count + 1) * sizeof *m.person);
    for (size_t i = 0; i < s->count; i++) {
        m.truth[i] = truth_of(&s->list[i]);
        persons[i] = s->list[i].person;
        strata[i] = s->list[i].stratum;
    }
    m.persons = number_texts(persons, s->count, m.person, a);
    m.strata = number_texts(strata, s->count, m.stratum, a);
    m.population = arena_alloc(a, (m.strata + 1) * sizeof *m.population);
    m.rated = arena_alloc(a, (m.strata + 1) * sizeof *m.rated);
    m.weight = arena_alloc(a, (m.strata + 1) * sizeof *m.weight);
    for (size_t i = 0; i < s->count; i++) m.population[m.stratum[i]] = (double)s->list[i].population;
    return m;
}

/* `times` is how often each person was drawn; NULL: once. */
static struct outcome outcome_of(const struct marks *m, const unsigned *times)
{
    struct outcome o = {0, 0, 0, 0};
    for (size_t h = 0; h < m->strata; h++) m->rated[h] = 0;
    for (size_t i = 0; i < m->count; i++)
        if (!isnan(m->truth[i])) m->rated[m->stratum[i]] += times ? times[m->person[i]] : 1;
    for (size_t h = 0; h < m->strata; h++) m->weight[h] = m->rated[h] > 0 ? m->population[h] / m->rated[h] : 0;
    for (size_t i = 0; i < m->count; i++) {
        double w = m->weight[m->stratum[i]] * (times ? times[m->person[i]] : 1);
        if (isnan(m->truth[i]) || w <= 0) continue;
        double yes = w * m->truth[i], no = w - yes;
        if (m->items[i].hit)
            o.found += yes, o.false_found += no;
        else
            o.missed += yes, o.rest += no;
    }
    return o;
}

static double precision_of(const struct outcome *o)
{
    return o->found / (o->found + o->false_found);
}

static double recall_of(const struct outcome *o)
{
    return o->found / (o->found + o->missed);
}

static double specificity_of(const struct outcome *o)
{
    return o->rest / (o->rest + o->false_found);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Between which 95 % of the resamples lie; those without a value are left out. */
static struct estimate percentiles(double value, double *list, size_t count)
{
    size_t known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(list[i])) list[known++] = list[i];
    if (!known || isnan(value)) return (struct estimate){value, NAN, NAN};
    qsort(list, known, sizeof *list, by_value);
    return (struct estimate){value, list[(size_t)(0.025 * (double)(known - 1))],
                             list[(size_t)(0.975 * (double)(known - 1) + 0.5)]};
}

/* How many of `people` are seen with a tie when it is left to chance again: from one to the next by the geometric distribution;
 * where there are many, by the normal one. */
static double draw_seen(struct random *r, uint64_t people, double rate)
{
    double n = (double)people, variance = n * rate * (1 - rate);
    if (rate <= 0 || rate >= 1) return rate * n;
    if (variance > 400) {
        double z = sqrt(-2 * log(1 - random_unit(r))) * cos(2 * acos(-1) * random_unit(r));
        return fmax(0, fmin(n, floor(n * rate + z * sqrt(variance) + 0.5)));
    }
    double p = fmin(rate, 1 - rate), at = 0, seen = -1;
    while (at <= n) {
        at += floor(log(1 - random_unit(r)) / log1p(-p)) + 1;
        seen++;
    }
    return rate <= 0.5 ? seen : n - seen;
}

static void list_employers(const struct rating_sheet *s, struct arena *a, struct rating_score *ret)
{
    ret->employers = arena_alloc(a, (s->count + 1) * sizeof *ret->employers);
    for (size_t i = 0; i < s->count; i++) {
        size_t k = 0;
        while (k < ret->employer_count && strcmp(ret->employers[k].name, s->list[i].employer) != 0) k++;
        if (k < ret->employer_count) continue;
        const struct rating_item *item = &s->list[i];
        ret->employers[ret->employer_count++] = (struct rating_employer){item->employer,
                                                                         item->employer_people,
                                                                         item->employer_tied,
                                                                         rate_wilson(item->employer_tied, item->employer_people),
                                                                         {0, 0, 0}};
    }
}

static void list_strata(const struct rating_sheet *s, const struct marks *m, struct arena *a, struct rating_score *ret)
{
    ret->strata = arena_alloc(a, (m->strata + 1) * sizeof *ret->strata);
    double *yes = arena_alloc(a, (m->strata + 1) * sizeof *yes);
    ret->stratum_count = m->strata;
    for (size_t i = 0; i < s->count; i++) {
        struct rating_stratum *h = &ret->strata[m->stratum[i]];
        h->name = s->list[i].stratum;
        h->hit = s->list[i].hit;
        h->population = s->list[i].population;
        if (isnan(m->truth[i])) continue;
        h->rated++;
        yes[m->stratum[i]] += m->truth[i];
    }
    for (size_t h = 0; h < m->strata; h++) ret->strata[h].yes = rate_wilson((uint64_t)yes[h], ret->strata[h].rated);
}

static void count_marks(const struct rating_sheet *s, const struct marks *m, struct rating_score *ret)
{
    ret->items = s->count;
    for (size_t i = 0; i < s->count; i++) {
        enum rating_mark first = s->list[i].marks[0], second = s->list[i].marks[1];
        ret->rated += !isnan(m->truth[i]);
        if (first == MARK_NONE || second == MARK_NONE) continue;
        ret->rated_twice++;
        ret->differing += first != second;
        ret->settled += first != second && s->list[i].agreed != MARK_NONE;
        bool yes[2] = {first == MARK_YES, second == MARK_YES};
        ++*(yes[0] ? yes[1] ? &ret->agreement.a : &ret->agreement.b : yes[1] ? &ret->agreement.c : &ret->agreement.d);
    }
}

/* Each resample draws as many persons as there are, again and again, and each employer's count anew. */
static void bootstrap(const struct marks *m, uint64_t seed, struct arena *a, struct rating_score *ret)
{
    enum { PRECISION, RECALL, SPECIFICITY, FIRST_EMPLOYER };
    struct random r = {seed};
    size_t values = FIRST_EMPLOYER + ret->employer_count;
    double *drawn = arena_alloc(a, values * RATING_RESAMPLES * sizeof *drawn);
    unsigned *times = arena_alloc(a, (m->persons + 1) * sizeof *times);
    for (size_t i = 0; i < RATING_RESAMPLES; i++) {
        memset(times, 0, m->persons * sizeof *times);
        for (size_t k = 0; k < m->persons; k++) times[random_below(&r, m->persons)]++;
        struct outcome o = outcome_of(m, times);
        drawn[PRECISION * RATING_RESAMPLES + i] = precision_of(&o);
        drawn[RECALL * RATING_RESAMPLES + i] = recall_of(&o);
        drawn[SPECIFICITY * RATING_RESAMPLES + i] = specificity_of(&o);
        for (size_t k = 0; k < ret->employer_count; k++) {
            const struct rating_employer *e = &ret->employers[k];
            double seen = draw_seen(&r, e->people, e->seen.value) / (double)e->people;
            drawn[(FIRST_EMPLOYER + k) * RATING_RESAMPLES + i] = agreement_corrected(seen, recall_of(&o), specificity_of(&o));
        }
    }
    struct outcome o = outcome_of(m, NULL);
    ret->precision = percentiles(precision_of(&o), drawn + PRECISION * RATING_RESAMPLES, RATING_RESAMPLES);
    ret->recall = percentiles(recall_of(&o), drawn + RECALL * RATING_RESAMPLES, RATING_RESAMPLES);
    ret->specificity = percentiles(specificity_of(&o), drawn + SPECIFICITY * RATING_RESAMPLES, RATING_RESAMPLES);
    for (size_t k = 0; k < ret->employer_count; k++) {
        struct rating_employer *e = &ret->employers[k];
        double corrected = agreement_corrected(e->seen.value, ret->recall.value, ret->specificity.value);
        e->corrected = percentiles(corrected, drawn + (FIRST_EMPLOYER + k) * RATING_RESAMPLES, RATING_RESAMPLES);
    }
}

void rating_score(const struct rating_sheet *s, uint64_t seed, struct arena *a, struct rating_score *ret)
{
    *ret = (struct rating_score){0};
    struct marks m = marks_of(s, a);
    count_marks(s, &m, ret);
    list_strata(s, &m, a, ret);
    list_employers(s, a, ret);
    ret->kappa = agreement_kappa(&ret->agreement);
    bootstrap(&m, seed, a, ret);
}
