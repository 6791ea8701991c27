#include <stdlib.h>
#include <string.h>

#include "base/mix.h"
#include "people/rating.h"

/* One that may be drawn. */
struct candidate {
    const struct stint *stint;
    const char *stratum;
    bool hit;
    uint64_t lot; /* the smallest of a stratum are drawn */
};

static const char *const NAMED = "no tie: a body is named", *const UNNAMED = "no tie: no body is named";

/* The most certain tie; of equal ones the first by what stays the same however the input was split. */
static const struct bond *best_bond(const struct facts *f, const struct stint *s)
{
    const struct bond *best = &f->bonds[s->bond_first];
    for (uint32_t i = 1; i < s->bond_count; i++) {
        const struct bond *b = &f->bonds[s->bond_first + i];
        const struct mention *m = &b->mention->mention, *than = &best->mention->mention;
        int c = strcmp(b->mention->digest, best->mention->digest);
        if (m->confidence > than->confidence ||
            (m->confidence >= than->confidence && (c < 0 || (c == 0 && m->from < than->from))))
            best = b;
    }
    return best;
}

static uint64_t lot_of(const struct person *p, uint32_t organisation, uint64_t seed)
{
    uint64_t h = mix(seed, organisation);
    for (const char *c = p->pseudonym; *c; c++) h = mix(h, (uint8_t)*c);
    return h;
}

static struct candidate candidate_of(const struct facts *f, const struct stint *s, uint64_t seed)
{
    const struct person *p = &f->persons->list[s->person];
    struct candidate c = {.stint = s, .hit = s->bond_count > 0, .lot = lot_of(p, s->organisation, seed)};
    c.stratum = c.hit ? best_bond(f, s)->mention->mention.rule : p->mention_count ? NAMED : UNNAMED;
    return c;
}

static int by_stratum(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->hit != y->hit) return x->hit ? -1 : 1;
    int c = strcmp(x->stratum, y->stratum);
    if (c) return c;
    return x->lot < y->lot ? -1 : x->lot > y->lot;
}

static int by_number(const void *a, const void *b)
{
    const struct rating_item *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* A share of what is wanted, but not too few. */
static uint64_t share(uint64_t stratum, uint64_t all, uint64_t wanted)
{
    uint64_t n = (uint64_t)((double)wanted * (double)stratum / (double)all + 0.5);
    if (n < RATING_STRATUM_LEAST) n = RATING_STRATUM_LEAST;
    return n < stratum ? n : stratum;
}

static void set_source(struct rating_item *item, const struct facts *f, const struct candidate *c)
{
    const struct person *p = &f->persons->list[c->stint->person];
    const struct person_mention *m = c->hit ? best_bond(f, c->stint)->mention : p->mention_count ? &p->mentions[0] : NULL;
    item->organisation = item->kind = item->quote = "";
    if (m) {
        item->organisation = f->organisations->list[m->mention.organisation].name;
        item->kind = c->hit ? tie_kind_names[best_bond(f, c->stint)->kind] : "";
        item->quote = m->mention.quote.text;
        item->from = m->mention.quote.from, item->until = m->mention.quote.until;
        item->file = m->file, item->line = m->line;
        return;
    }
    item->file = p->file;
    item->line = p->line;
}

static void count_employer(struct rating_item *item, const struct facts *f, uint32_t organisation)
{
    for (size_t i = 0; i < f->stint_count; i++)
        if (f->stints[i].organisation == organisation) {
            item->employer_people++;
            item->employer_tied += f->stints[i].bond_count > 0;
        }
}

void rating_draw(const struct facts *f, const struct rating_wanted *wanted, struct arena *a, struct rating_sheet *ret)
{
    struct candidate *list = arena_alloc(a, (f->stint_count + 1) * sizeof *list);
    uint64_t all[2] = {0, 0};
    for (size_t i = 0; i < f->stint_count; i++) {
        list[i] = candidate_of(f, &f->stints[i], wanted->seed);
        all[list[i].hit]++;
    }
    qsort(list, f->stint_count, sizeof *list, by_stratum);
    *ret = (struct rating_sheet){.list = NULL};
    size_t room = 0;
    for (size_t from = 0, until; from < f->stint_count; from = until) {
        for (until = from + 1;
             until < f->stint_count && list[until].hit == list[from].hit && strcmp(list[until].stratum, list[from].stratum) == 0;)
            until++;
        size_t drawn = from + share(until - from, all[list[from].hit], list[from].hit ? wanted->hits : wanted->others);
        for (size_t i = from; i < drawn; i++) {
            ret->list = arena_room(a, ret->list, ret->count, &room, sizeof *ret->list);
            struct rating_item *item = &ret->list[ret->count++];
            *item = (struct rating_item){.number = list[i].lot, .stratum = list[i].stratum, .hit = list[i].hit};
            item->person = f->persons->list[list[i].stint->person].pseudonym;
            item->employer = f->organisations->list[list[i].stint->organisation].name;
            item->population = until - from;
            count_employer(item, f, list[i].stint->organisation);
            set_source(item, f, &list[i]);
        }
    }
    if (ret->count) qsort(ret->list, ret->count, sizeof *ret->list, by_number);
    for (size_t i = 0; i < ret->count; i++) ret->list[i].number = i + 1;
}
