/* What several CVs of one person say of the same employment or service, once. */
#include <stdlib.h>
#include <string.h>

#include "people/person_internal.h"

/* --- times ---------------------------------------------------------------------------------------------------------------- */

static bool known(const struct date *d)
{
    return d->precision != DATE_UNKNOWN;
}

static int compare_dates(const struct date *a, const struct date *b)
{
    if (a->year != b->year) return a->year < b->year ? -1 : 1;
    if (a->month != b->month) return a->month < b->month ? -1 : 1;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return (a->precision > b->precision) - (a->precision < b->precision);
}

static int compare_intervals(const struct interval *a, const struct interval *b)
{
    int order = compare_dates(&a->from, &b->from);
    if (order == 0) order = compare_dates(&a->until, &b->until);
    return order ? order : (a->open > b->open) - (a->open < b->open);
}

/* One date may be the other, told less precisely. */
static bool may_be(const struct date *a, const struct date *b)
{
    uint8_t common = a->precision < b->precision ? a->precision : b->precision;
    if (common == DATE_UNKNOWN) return true;
    if (a->year != b->year) return false;
    return common == DATE_YEAR || (a->month == b->month && (common == DATE_MONTH || a->day == b->day));
}

/* What lasted still when one CV was written has ended, or not, when the other was; but ends may not contradict each other. */
static bool same_time(const struct interval *a, const struct interval *b)
{
    bool dated = known(&a->from) && known(&b->from);
    if (!dated) return !known(&a->from) && !known(&b->from) ? may_be(&a->until, &b->until) : false;
    return may_be(&a->from, &b->from) && may_be(&a->until, &b->until);
}

/* Nothing is told but that it was. */
static bool is_bare(const struct interval *i)
{
    return !known(&i->from) && !known(&i->until) && !i->open;
}

static unsigned precision_of(const struct interval *i)
{
    return (unsigned)i->from.precision + i->until.precision;
}

static void refine(struct interval *a, const struct interval *b)
{
    if (b->from.precision > a->from.precision) a->from = b->from;
    if (b->until.precision > a->until.precision) a->until = b->until;
    a->open = !known(&a->until) && (a->open || b->open);
}

/* --- employments ---------------------------------------------------------------------------------------------------------- */

static int by_employer(const void *a, const void *b)
{
    const struct employment *x = a, *y = b;
    if (x->organisation != y->organisation) return x->organisation < y->organisation ? -1 : 1;
    if (is_bare(&x->when) != is_bare(&y->when)) return is_bare(&x->when) ? 1 : -1; /* last: it adds nothing to a dated one */
    int order = compare_intervals(&x->when, &y->when);
    if (order == 0) order = (x->role > y->role) - (x->role < y->role);
    if (order == 0) order = (x->present > y->present) - (x->present < y->present);
    return order ? order : (x->former > y->former) - (x->former < y->former);
}

static bool same_employment(const struct employment *a, const struct employment *b)
{
    return a->organisation == b->organisation && (is_bare(&b->when) || same_time(&a->when, &b->when));
}

size_t person_merge_employments(struct employment *list, size_t count)
{
    size_t kept = 0;
    if (count) qsort(list, count, sizeof *list, by_employer);
    for (size_t i = 0; i < count; i++) {
        size_t k = kept;
        while (k > 0 && list[k - 1].organisation == list[i].organisation && !same_employment(&list[k - 1], &list[i])) k--;
        if (k == 0 || list[k - 1].organisation != list[i].organisation) {
            list[kept++] = list[i];
            continue;
        }
        struct employment *e = &list[k - 1];
        refine(&e->when, &list[i].when);
        if (e->role == ROLE_UNKNOWN) e->role = list[i].role;
        if (is_bare(&e->when)) e->present |= list[i].present, e->former |= list[i].former;
    }
    return kept;
}

/* --- mentions ------------------------------------------------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Of the same body and relation the best comes first: precisely dated, certain, of the smallest record. */
static int by_body(const void *a, const void *b)
{
    const struct person_mention *x = a, *y = b;
    const struct mention *m = &x->mention, *n = &y->mention;
    int order = compare_numbers(m->organisation, n->organisation);
    if (order == 0) order = compare_numbers(m->relation, n->relation);
    if (order == 0) order = compare_numbers(m->via, n->via);
    if (order == 0) order = compare_numbers(precision_of(&n->when), precision_of(&m->when));
    if (order == 0) order = (n->confidence > m->confidence) - (n->confidence < m->confidence);
    if (order == 0) order = compare_intervals(&m->when, &n->when);
    if (order == 0) order = strcmp(x->record, y->record);
    if (order == 0) order = strcmp(x->file, y->file);
    if (order == 0) order = compare_numbers(x->line, y->line);
    return order ? order : compare_numbers(m->from, n->from);
}

static bool same_mention(const struct person_mention *a, const struct person_mention *b)
{
    const struct mention *m = &a->mention, *n = &b->mention;
    if (m->organisation != n->organisation || m->relation != n->relation || m->via != n->via) return false;
    return is_bare(&n->when) || same_time(&m->when, &n->when);
}

static int by_time(const void *a, const void *b)
{
    const struct person_mention *x = a, *y = b;
    if (x->mention.organisation != y->mention.organisation) return x->mention.organisation < y->mention.organisation ? -1 : 1;
    int order = compare_intervals(&x->mention.when, &y->mention.when);
    return order ? order : by_body(a, b);
}

/* The best is kept as it is: its quote shows what is said of it. */
size_t person_merge_mentions(struct person_mention *list, size_t count)
{
    size_t kept = 0;
    if (count) qsort(list, count, sizeof *list, by_body);
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < kept && !same_mention(&list[k], &list[i])) k++;
        if (k == kept) list[kept++] = list[i];
    }
    if (kept) qsort(list, kept, sizeof *list, by_time);
    return kept;
}
