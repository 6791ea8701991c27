#include "text/scan.h"

#include <stdlib.h>
#include <string.h>

#include "text/fold.h"

/* Places on their way from the filter to the lexicons: those of a range go one step further with each range that is looked at, so
 * that what the next step needs has time to come near. */
struct batch {
    uint32_t count[FILTER_KINDS];
    struct {
        const struct lexicon_slot *slot;
        uint32_t at;
    } list[FILTER_KINDS][FILTER_RANGE + 1];
};

enum { STEPS = 3 }; /* behind looking */

struct search {
    const struct scan *scan;
    struct stream stream;
    struct filter_places places[2]; /* of the range looked at last, and the one before */
    struct batch batches[STEPS];    /* of those before that */
    struct scan_hits *hits;
};

static enum err keep(struct scan_hits *h, const struct hit *found, unsigned count)
{
    if (h->count + count > h->room) {
        size_t room = 2 * h->room + LEXICON_HITS;
        struct hit *grown = realloc(h->list, room * sizeof *grown);
        if (!grown) return ERR_MEMORY;
        h->list = grown;
        h->room = room;
    }
    memcpy(h->list + h->count, found, count * sizeof *found);
    h->count += count;
    return ERR_OK;
}

static void prefetch_slots(const struct search *q, const struct filter_places *p)
{
    for (enum filter_kind k = 0; k < FILTER_KINDS; k++)
        for (uint32_t i = 0; i < p->count[k]; i++) lexicon_prefetch(&q->scan->lexicon[k], p->list[k][i].key);
}

/* Leave out the places where no name can be. */
static void find_slots(const struct search *q, const struct filter_places *p, struct batch *b)
{
    for (enum filter_kind k = 0; k < FILTER_KINDS; k++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < p->count[k]; i++) {
            b->list[k][n].slot = lexicon_slot(&q->scan->lexicon[k], &q->stream, p->list[k][i]);
            b->list[k][n].at = p->list[k][i].at;
            n += b->list[k][n].slot != NULL;
        }
        b->count[k] = n;
    }
}

static void come_near(const struct search *q, const struct batch *b)
{
    for (enum filter_kind k = 0; k < FILTER_KINDS; k++)
        for (uint32_t i = 0; i < b->count[k]; i++) lexicon_near(&q->scan->lexicon[k], b->list[k][i].slot);
}

static enum err ask(const struct search *q, const struct batch *b)
{
    for (enum filter_kind k = 0; k < FILTER_KINDS; k++)
        for (uint32_t i = 0; i < b->count[k]; i++) {
            struct hit found[LEXICON_HITS];
            unsigned count =
                lexicon_find(&q->scan->lexicon[k], &q->stream, b->list[k][i].slot, b->list[k][i].at, found, &q->hits->work);
            if (count > LEXICON_HITS) {
                q->hits->dropped += count - LEXICON_HITS;
                count = LEXICON_HITS;
            }
            if (count && keep(q->hits, found, count) != ERR_OK) return ERR_MEMORY;
        }
    return ERR_OK;
}

static int by_place(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* They are nearly sorted: moving each to its place takes few steps. Where it does not, they are sorted afresh. */
static void sort_hits(struct scan_hits *h)
{
    size_t steps = 0;
    for (size_t i = 1; i < h->count; i++) {
        struct hit moved = h->list[i];
        size_t at = i;
        for (; at > 0 && by_place(&moved, &h->list[at - 1]) < 0; at--) h->list[at] = h->list[at - 1];
        h->list[at] = moved;
        if ((steps += i - at) <= 16 * h->count) continue;
        qsort(h->list, h->count, sizeof *h->list, by_place);
        return;
    }
}

/* Look at codes[from, to) of what is at hand. */
static enum err search_range(struct search *q, uint32_t from, uint32_t to)
{
    enum err err = ERR_OK;
    q->places[1].count[FILTER_LONG] = q->places[1].count[FILTER_SHORT] = 0;
    for (unsigned i = 0; i < STEPS; i++) q->batches[i].count[FILTER_LONG] = q->batches[i].count[FILTER_SHORT] = 0;
    for (unsigned step = 0, left = STEPS; err == ERR_OK && (from < to || left-- > 0); step++) {
        struct filter_places *now = &q->places[step % 2], *before = &q->places[(step + 1) % 2];
        uint32_t end = to - from < FILTER_RANGE ? to : from + FILTER_RANGE;
        now->count[FILTER_LONG] = now->count[FILTER_SHORT] = 0;
        if (from < end) filter_look(&q->scan->filter, q->scan->variant.starts, q->stream.codes, from, end, now);
        from = end;
        prefetch_slots(q, now);
        err = ask(q, &q->batches[step % STEPS]);
        come_near(q, &q->batches[(step + 1) % STEPS]);
        find_slots(q, before, &q->batches[(step + 2) % STEPS]);
    }
    return err;
}

enum err scan_text(const struct scan *s, struct bytes text, struct scan_hits *hits)
{
    struct search q;
    enum err err = ERR_OK;
    uint32_t from = 1;
    q.scan = s;
    q.hits = hits;
    hits->count = 0;
    hits->dropped = hits->work = 0;
    stream_init(&q.stream, s->map, s->variant.block, text);
    for (;;) {
        bool last = stream_ended(&q.stream);
        uint32_t to = last ? q.stream.count : q.stream.count - STREAM_CONTEXT;
        if (from < to) {
            err = search_range(&q, from, to);
            from = to;
        }
        if (last || err != ERR_OK) break;
        from -= stream_advance(&q.stream, from);
    }
    sort_hits(hits);
    return err;
}

void scan_hits_done(struct scan_hits *hits)
{
    free(hits->list);
    *hits = (struct scan_hits){0};
}
