/* The list of ties, for whoever may see single persons. */
#include <stdlib.h>
#include <string.h>

#include "people/study_beside.h"

static const char *text_of(const struct date *d, struct arena *a)
{
    char text[DATE_TEXT];
    date_text(d, text);
    return arena_text(a, text);
}

static struct study_tie tie_from(const struct facts *f, const struct stint *s, const struct bond *b, struct arena *a)
{
    const struct mention *m = &b->mention->mention;
    const struct organisation *body = &f->organisations->list[m->organisation],
                              *employer = &f->organisations->list[s->organisation];
    return (struct study_tie){.person = f->persons->list[s->person].pseudonym,
                              .employer = employer->name,
                              .organisation_id = body->id,
                              .organisation = body->name,
                              .country = body->country,
                              .kind = tie_kind_names[b->kind],
                              .rule = m->rule,
                              .pattern = m->pattern,
                              .from = text_of(&m->when.from, a),
                              .until = text_of(&m->when.until, a),
                              .organisation_kind = body->kind,
                              .relation = relation_names[m->relation],
                              .employer_id = employer->id,
                              .employer_from = text_of(&b->employment->when.from, a),
                              .employer_until = text_of(&b->employment->when.until, a),
                              .employer_present = b->employment->when.open || b->employment->present,
                              .overlap_months = b->overlap_months,
                              .quote = m->quote.text,
                              .record = arena_printf(a, "%s:%llu", b->mention->file, (unsigned long long)b->mention->line),
                              .digest = b->mention->digest,
                              .name_from = m->from,
                              .name_until = m->until,
                              .quote_from = m->quote.from,
                              .quote_until = m->quote.until,
                              .confidence = m->confidence};
}

/* By what makes two ties one, then the best of them first, and the rest only so that the order is always the same. */
static int by_tie(const struct study_tie *x, const struct study_tie *y)
{
    int c = strcmp(x->person, y->person);
    if (!c) c = strcmp(x->employer_id, y->employer_id);
    if (!c) c = strcmp(x->organisation_id, y->organisation_id);
    if (!c) c = strcmp(x->kind, y->kind);
    if (!c) c = strcmp(x->from, y->from);
    if (!c) c = strcmp(x->until, y->until);
    return c;
}

static int by_rank(const void *a, const void *b)
{
    const struct study_tie *x = a, *y = b;
    int c = by_tie(x, y);
    if (c) return c;
    if (x->overlap_months != y->overlap_months) return x->overlap_months > y->overlap_months ? -1 : 1;
    if (x->confidence != y->confidence) return x->confidence > y->confidence ? -1 : 1;
    c = strcmp(x->digest, y->digest);
    if (c) return c;
    if (x->name_from != y->name_from) return x->name_from < y->name_from ? -1 : 1;
    c = strcmp(x->employer_from, y->employer_from);
    return c ? c : strcmp(x->record, y->record);
}

void study_ties(struct study *s, const struct facts *f, const bool *listed, struct arena *a)
{
    struct study_tie *list = arena_alloc(a, (f->bond_count + 1) * sizeof *list);
    size_t count = 0, kept = 0;
    for (size_t i = 0; i < f->stint_count; i++)
        for (uint32_t k = 0; listed[f->stints[i].organisation] && k < f->stints[i].bond_count; k++)
            list[count++] = tie_from(f, &f->stints[i], &f->bonds[f->stints[i].bond_first + k], a);
    qsort(list, count, sizeof *list, by_rank);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || by_tie(&list[kept - 1], &list[i]) != 0) list[kept++] = list[i];
    s->ties = list;
    s->tie_count = kept;
}
