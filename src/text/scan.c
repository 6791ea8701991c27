#include "text/scan.h"

#include <stdlib.h>
#include <string.h>

#include "text/fold.h"

/* Places still to be asked about, kept until what they need is near. */
struct search {
    const struct scan *scan;
    struct stream stream;
    struct filter_places places;
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

static enum err ask(struct search *q, enum filter_kind k)
{
    const struct lexicon *l = &q->scan->lexicon[k];
    for (uint32_t i = 0; i < q->places.count[k]; i++) lexicon_prefetch(l, q->places.list[k][i].key);
    for (uint32_t i = 0; i < q->places.count[k]; i++) {
        struct hit found[LEXICON_HITS];
        unsigned count = lexicon_find(l, &q->stream, q->places.list[k][i], found, &q->hits->work);
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
    for (; from < to && err == ERR_OK; from += FILTER_RANGE) {
        uint32_t end = to - from < FILTER_RANGE ? to : from + FILTER_RANGE;
        filter_look(&q->scan->filter, q->scan->variant.begins, q->stream.codes, from, end, &q->places);
        for (enum filter_kind k = 0; k < FILTER_KINDS && err == ERR_OK; k++) err = ask(q, k);
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
