/* Employers with their rates and years, and the funnel. */
#include <string.h>

#include "people/study_beside.h"
#include "statistics/rates.h"

static struct study_rate rate_of(uint64_t count, uint64_t total)
{
    struct estimate e = rate_wilson(count, total);
    return (struct study_rate){count, total, e.value, e.low, e.high};
}

/* Years in which somebody worked for an employer, and those of a certain overlap. */
enum { YEAR_FIRST = 1900, YEAR_LAST = 2100, YEARS = YEAR_LAST - YEAR_FIRST + 1 };
struct years {
    uint64_t employed[YEARS], overlapping[YEARS];
};

static int latest(int year, const struct interval *i)
{
    if (i->from.precision != DATE_UNKNOWN && i->from.year > year) year = i->from.year;
    if (i->until.precision != DATE_UNKNOWN && i->until.year > year) year = i->until.year;
    return year;
}

/* The last year that anything told of: what lasts "to date" lasts until then. */
static int last_year(const struct persons *p)
{
    int year = YEAR_FIRST;
    for (size_t i = 0; i < p->count; i++)
        for (uint32_t k = 0; k < p->list[i].employment_count; k++) year = latest(year, &p->list[i].employments[k].when);
    return year > YEAR_LAST ? YEAR_LAST : year;
}

/* The years that an interval covers for certain; false: it tells too little. */
static bool years_of(const struct interval *i, int last, int *ret_from, int *ret_until)
{
    if (i->from.precision == DATE_UNKNOWN || (i->until.precision == DATE_UNKNOWN && !i->open)) return false;
    *ret_from = i->from.year < YEAR_FIRST ? YEAR_FIRST : i->from.year;
    *ret_until = i->until.precision == DATE_UNKNOWN || i->until.year > last ? last : i->until.year;
    return *ret_from <= *ret_until;
}

/* A person counts once a year, however many employments it has. */
static void add_once(uint64_t *years, bool *seen, int from, int until)
{
    for (int y = from; y <= until; y++)
        if (!seen[y - YEAR_FIRST]) {
            seen[y - YEAR_FIRST] = true;
            years[y - YEAR_FIRST]++;
        }
}

static void add_years(struct years *years, const struct facts *f, const struct stint *s, int last)
{
    const struct person *p = &f->persons->list[s->person];
    bool employed[YEARS] = {false}, overlapping[YEARS] = {false};
    int from, until, other_from, other_until;
    for (uint32_t i = 0; i < p->employment_count; i++)
        if (p->employments[i].organisation == s->organisation && years_of(&p->employments[i].when, last, &from, &until))
            add_once(years->employed, employed, from, until);
    for (uint32_t i = 0; i < s->bond_count; i++) {
        const struct bond *b = &f->bonds[s->bond_first + i];
        if ((b->kind != TIE_CONCURRENT && b->overlap_months == 0) || !years_of(&b->employment->when, last, &from, &until) ||
            !years_of(&b->mention->mention.when, last, &other_from, &other_until))
            continue;
        add_once(years->overlapping, overlapping, from > other_from ? from : other_from,
                 until < other_until ? until : other_until);
    }
}

static void list_years(const struct years *y, struct study_employer *e, struct arena *a)
{
    e->timeline = arena_alloc(a, YEARS * sizeof *e->timeline);
    for (int i = 0; i < YEARS; i++)
        if (y->employed[i])
            e->timeline[e->timeline_count++] =
                (struct study_timeline){(int16_t)(YEAR_FIRST + i), y->employed[i], y->overlapping[i]};
}

static void count_stint(struct study_employer *e, const struct stint *s, uint64_t *tied, uint64_t *people)
{
    ++*people;
    *tied += (s->kinds & FACTS_TIED) != 0;
    for (unsigned k = 0; k < STUDY_SHOWN_KINDS; k++) e->kinds[k] += s->kinds >> k & 1;
}

static void set_employer(struct study_employer *e, const struct facts *f, uint32_t organisation, int last, struct years *years,
                         struct arena *a)
{
    const struct organisation *o = &f->organisations->list[organisation];
    uint64_t tied = 0, people = 0;
    *e = (struct study_employer){.id = o->id, .name = o->name, .country = o->country};
    memset(years, 0, sizeof *years);
    for (size_t i = 0; i < f->stint_count; i++) {
        const struct stint *s = &f->stints[i];
        if (s->organisation != organisation) continue;
        count_stint(e, s, &tied, &people);
        e->cvs += f->persons->list[s->person].cvs;
        add_years(years, f, s, last);
    }
    e->tied = rate_of(tied, people);
    for (unsigned k = 0; k < STUDY_KINDS; k++) e->by_kind[k] = rate_of(e->kinds[k], people);
    list_years(years, e, a);
}

void study_employers(struct study *s, const struct facts *f, const bool *listed, struct arena *a)
{
    struct study_employer *list = arena_alloc(a, (f->organisations->count + 1) * sizeof *list);
    struct years *years = arena_alloc(a, sizeof *years);
    int last = last_year(f->persons);
    size_t count = 0;
    for (size_t i = 0; i < f->organisations->count; i++)
        if (listed[i]) set_employer(&list[count++], f, (uint32_t)i, last, years, a);
    s->employers = list;
    s->employer_count = count;
}

static struct study_step *add_step(struct study *s, struct study_step *list, const char *name, uint64_t count, struct arena *a)
{
    struct study_step *step = &list[s->step_count++];
    *step = (struct study_step){.name = name, .count = count};
    step->reasons = arena_alloc(a, (EXCLUSION_COUNT + 4) * sizeof *step->reasons);
    return step;
}

static void add_reason(struct study_step *step, const char *reason, uint64_t count)
{
    if (count) step->reasons[step->reason_count++] = (struct study_reason){reason, count};
}

static uint64_t excluded(const struct study_request *r, enum exclusion e)
{
    uint64_t n = 0;
    for (size_t i = 0; i < r->input_count; i++) n += r->inputs[i].excluded[e];
    return n;
}

/* Persons at a listed employer; those of them with a tie; without one, but with what is shown beside ties. */
static void count_persons(const struct facts *f, const bool *listed, uint64_t *ret_employed, uint64_t *ret_tied,
                          uint64_t *ret_other)
{
    *ret_employed = *ret_tied = *ret_other = 0;
    for (size_t i = 0, next; i < f->stint_count; i = next) {
        bool employed = false;
        unsigned kinds = 0;
        for (next = i; next < f->stint_count && f->stints[next].person == f->stints[i].person; next++)
            if (listed[f->stints[next].organisation]) employed = true, kinds |= f->stints[next].kinds;
        *ret_employed += employed;
        *ret_tied += (kinds & FACTS_TIED) != 0;
        *ret_other += kinds != 0 && !(kinds & FACTS_TIED);
    }
}

void study_funnel(struct study *s, const struct facts *f, const struct study_request *r, const bool *listed, struct arena *a)
{
    struct study_step *list = arena_alloc(a, 5 * sizeof *list), *step;
    uint64_t records = 0, parsed = 0, employed, tied, other;
    for (size_t i = 0; i < r->input_count; i++) {
        records += r->inputs[i].records;
        parsed += extract_input_parsed(&r->inputs[i]);
    }
    count_persons(f, listed, &employed, &tied, &other);
    s->funnel = list;
    add_step(s, list, "records", records, a);
    step = add_step(s, list, "parsed", parsed, a);
    for (enum exclusion e = EXCLUDED_MALFORMED; e <= EXCLUDED_TOO_LONG; e++) add_reason(step, exclusion_names[e], excluded(r, e));
    step = add_step(s, list, "people", f->persons->count, a);
    for (enum exclusion e = EXCLUDED_UNRELATED; e < EXCLUSION_COUNT; e++) add_reason(step, exclusion_names[e], excluded(r, e));
    add_reason(step, "erased person", f->persons->erased_records);
    add_reason(step, "another CV of the same person", f->persons->cvs - f->persons->count);
    step = add_step(s, list, "employer", employed, a);
    add_reason(step, "never with an employer of the study", f->persons->count - employed);
    step = add_step(s, list, "tied", tied, a);
    add_reason(step, "no body of the list named with it", employed - tied - other);
    add_reason(step, "only service, later, undated or possible overlaps", other);
}
