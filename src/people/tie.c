#include "people/tie.h"

const char *const tie_kind_names[TIE_ALL] = {
    [TIE_PRIOR] = "prior",         [TIE_CONCURRENT] = "concurrent",     [TIE_POSTED] = "posted",
    [TIE_EDUCATION] = "education", [TIE_PROJECT] = "project",           [TIE_POSSIBLY_CONCURRENT] = "possibly-concurrent",
    [TIE_LATER] = "later",         [TIE_CONSCRIPTION] = "conscription", [TIE_RESERVE] = "reserve",
    [TIE_UNDATED] = "undated",
};

const char *const relation_names[RELATION_COUNT] = {
    [RELATION_WORKED] = "worked", [RELATION_POSTED] = "posted",   [RELATION_STUDIED] = "studied", [RELATION_PROJECT] = "project",
    [RELATION_SERVED] = "served", [RELATION_RESERVE] = "reserve", [RELATION_NAMED] = "named",
};

const char *const role_names[ROLE_COUNT] = {
    [ROLE_UNKNOWN] = "unknown",       [ROLE_TECHNICAL] = "technical", [ROLE_COMMERCIAL] = "commercial",
    [ROLE_MANAGEMENT] = "management", [ROLE_OTHER] = "other",
};

static bool known(const struct date *d)
{
    return d->precision != DATE_UNKNOWN;
}

static bool dated(const struct interval *i)
{
    return known(&i->from) || known(&i->until);
}

/* Whether one date lies certainly before the other. */
static bool date_before(const struct date *a, const struct date *b)
{
    struct interval x = {.from = *a, .until = *a}, y = {.from = *b, .until = *b};
    return known(a) && known(b) && interval_before(&x, &y);
}

/* Two dates that are the same as far as the coarser of them tells. */
static bool date_same(const struct date *a, const struct date *b)
{
    uint8_t precision = a->precision < b->precision ? a->precision : b->precision;
    if (precision == DATE_UNKNOWN || a->year != b->year) return false;
    if (precision == DATE_YEAR) return true;
    return a->month == b->month && (precision == DATE_MONTH || a->day == b->day);
}

/* `a` ends in the day, month or year in which `b` begins, and they have at most that in common: what followed upon each other in
 * a CV. */
static bool followed(const struct interval *a, const struct interval *b)
{
    if (a->open || !date_same(&a->until, &b->from)) return false;
    return !known(&a->from) || date_before(&a->from, &b->from);
}

static enum tie_kind worked_tie(const struct mention *m, const struct employment *e, unsigned *ret_months)
{
    bool both_present = m->present && (e->present || e->when.open), other_way = e->present && m->when.open;
    if (!dated(&m->when) || !dated(&e->when)) return both_present || other_way ? TIE_CONCURRENT : TIE_UNDATED;
    if (followed(&m->when, &e->when)) return TIE_PRIOR;
    if (followed(&e->when, &m->when)) return TIE_LATER;
    enum overlap overlap = interval_overlap(&m->when, &e->when, ret_months);
    if (overlap == OVERLAP_NEVER) return interval_before(&m->when, &e->when) ? TIE_PRIOR : TIE_LATER;
    return overlap == OVERLAP_CERTAIN ? TIE_CONCURRENT : TIE_POSSIBLY_CONCURRENT;
}

enum tie_kind tie_of(const struct mention *m, const struct employment *e, unsigned *ret_overlap_months)
{
    unsigned months = 0;
    enum tie_kind kind = TIE_ALL;
    switch (m->relation) {
    case RELATION_POSTED:
        kind = worked_tie(m, e, &months);
        if (m->via == e->organisation + 1 || (m->via == 0 && kind == TIE_CONCURRENT)) kind = TIE_POSTED;
        break;
    case RELATION_WORKED: kind = worked_tie(m, e, &months); break;
    case RELATION_STUDIED: kind = TIE_EDUCATION; break;
    case RELATION_PROJECT: kind = TIE_PROJECT; break;
    case RELATION_SERVED: kind = TIE_CONSCRIPTION; break;
    case RELATION_RESERVE: kind = TIE_RESERVE; break;
    case RELATION_NAMED:
    case RELATION_COUNT: break;
    }
    if (ret_overlap_months) *ret_overlap_months = months;
    return kind;
}
