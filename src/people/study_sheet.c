#include "people/study_sheet.h"

bool sheet_is_small(const struct sheet_row *r, unsigned column)
{
    uint64_t n = r->count[column];
    if (n < STUDY_SMALL_CELL) return true;
    return column != SHEET_PEOPLE && r->count[SHEET_PEOPLE] - n < STUDY_SMALL_CELL; /* all but a few */
}

/* What anybody knows of a withheld count without adding up. */
static void bounds(const struct sheet_row *r, unsigned column, int64_t *ret_low, int64_t *ret_high)
{
    int64_t people = (int64_t)r->count[SHEET_PEOPLE];
    *ret_low = 0;
    *ret_high = column == SHEET_PEOPLE ? INT32_MAX : people;
    if (!sheet_is_small(r, column)) return;
    if (r->count[column] < STUDY_SMALL_CELL)
        *ret_high = STUDY_SMALL_CELL - 1;
    else
        *ret_low = people - STUDY_SMALL_CELL + 1;
}

/* Does the sum tell a small count of the column, or how few are in several rows? */
static bool sum_tells(const struct sheet *s, unsigned column)
{
    int64_t rest = 0, lows = 0, highs = 0, all = 0, low, high;
    bool any = false;
    for (size_t i = 0; i < s->count; i++) {
        const struct sheet_row *r = &s->rows[i];
        if (!r->summed) continue;
        all += (int64_t)r->count[column];
        if (!r->withheld[column]) continue;
        any = true;
        bounds(r, column, &low, &high);
        rest += (int64_t)r->count[column];
        lows += low, highs += high;
    }
    int64_t twice = all - (int64_t)s->sums[column];
    if (!any) return twice > 0 && twice < STUDY_SMALL_CELL;
    for (size_t i = 0; i < s->count; i++) {
        const struct sheet_row *r = &s->rows[i];
        if (!r->summed || !r->withheld[column] || !sheet_is_small(r, column)) continue;
        bounds(r, column, &low, &high);
        int64_t left = rest - twice, least = left - (highs - high), most = left - (lows - low);
        if (least < low) least = low;
        if (most > high) most = high;
        if (most - least < SHEET_WIDTH) return true;
    }
    return false;
}

/* The smallest count that is not withheld yet, or -1. */
static int smallest(const struct sheet *s, unsigned column)
{
    int found = -1;
    for (size_t i = 0; i < s->count; i++) {
        const struct sheet_row *r = &s->rows[i];
        if (r->summed && !r->withheld[column] && (found < 0 || r->count[column] < s->rows[found].count[column])) found = (int)i;
    }
    return found;
}

static bool withhold(struct sheet_row *r, unsigned column)
{
    if (r->withheld[column]) return false;
    r->withheld[column] = true;
    /* Without persons no rate means anything; with a kind the sum of all would be known from below. */
    for (unsigned k = column == SHEET_PEOPLE ? SHEET_ANY : SHEET_FIRST_KIND; column <= SHEET_ANY && k < SHEET_COLUMNS; k++)
        r->withheld[k] = true;
    return true;
}

static bool protect_column(struct sheet *s, unsigned column)
{
    bool changed = false;
    while (!s->sum_withheld[column] && sum_tells(s, column)) {
        int i = smallest(s, column);
        if (i >= 0)
            withhold(&s->rows[i], column);
        else
            s->sum_withheld[column] = true;
        changed = true;
    }
    return changed;
}

/* Persons with any tie are no more than those of all kinds together: a kind that is withheld must not be needed for that. */
static bool row_tells(const struct sheet_row *r)
{
    int64_t lack = (int64_t)r->count[SHEET_ANY], withheld = 0;
    for (unsigned k = SHEET_FIRST_KIND; k < SHEET_COLUMNS; k++)
        if (r->withheld[k])
            withheld++;
        else
            lack -= (int64_t)r->count[k];
    if (withheld == 0 || r->withheld[SHEET_ANY]) return false;
    return STUDY_SMALL_CELL - 1 - (lack - (withheld - 1) * (STUDY_SMALL_CELL - 1)) < SHEET_WIDTH;
}

/* A sum that is not published takes those along from which it could be told. */
static void withhold_sums(struct sheet *s)
{
    for (unsigned c = 0; c < SHEET_COLUMNS; c++) {
        if (s->sums[c] < STUDY_SMALL_CELL || (c && s->sums[SHEET_PEOPLE] - s->sums[c] < STUDY_SMALL_CELL))
            s->sum_withheld[c] = true;
        if (s->sum_withheld[SHEET_PEOPLE] || (c > SHEET_ANY && s->sum_withheld[SHEET_ANY])) s->sum_withheld[c] = true;
    }
}

void sheet_protect(struct sheet *s)
{
    withhold_sums(s);
    for (size_t i = 0; i < s->count; i++)
        for (unsigned c = 0; c < SHEET_COLUMNS; c++)
            if (sheet_is_small(&s->rows[i], c)) withhold(&s->rows[i], c);
    for (bool changed = true; changed;) {
        changed = false;
        for (unsigned c = 0; c < SHEET_COLUMNS; c++) changed |= protect_column(s, c);
        for (size_t i = 0; i < s->count; i++)
            if (row_tells(&s->rows[i])) changed |= withhold(&s->rows[i], SHEET_ANY);
    }
    withhold_sums(s);
}
