#include "intercept/integrity_store.h"

#include <stdlib.h>
#include <xxhash.h>

#include "table/index.h"

enum { BYTES_PER_RECORD = 256, MEMORY_MIN = 64 * 1024 };

struct record {
    uint64_t series, at; /* at: offset since the start, of which the ring holds the last `size` bytes */
    uint32_t number, len;
    struct frame_ref ref;
    uint8_t tag;
    bool ambiguous, live;
};

struct integrity_store {
    uint8_t *ring;
    struct record *records; /* in order of arrival, around; a record's place plus one is its value in the index */
    struct index index;
    size_t size, room;
    uint64_t head;        /* bytes so far */
    uint64_t first, next; /* records: the oldest, the next one */
};

struct integrity_store *integrity_store_new(size_t memory_bytes)
{
    struct integrity_store *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    size_t memory = memory_bytes > MEMORY_MIN ? memory_bytes : MEMORY_MIN;
    s->room = memory / BYTES_PER_RECORD;
    s->size = memory - s->room * (sizeof *s->records + 16);
    s->ring = malloc(s->size);
    s->records = calloc(s->room, sizeof *s->records);
    if (s->ring && s->records && index_init(&s->index, s->room)) return s;
    integrity_store_free(s);
    return NULL;
}

void integrity_store_free(struct integrity_store *s)
{
    if (!s) return;
    index_done(&s->index);
    free(s->records);
    free(s->ring);
    free(s);
}

static uint64_t hash_of(uint64_t series, uint32_t number)
{
    return XXH3_64bits_withSeed(&number, sizeof number, series);
}

struct wanted {
    const struct integrity_store *store;
    uint64_t series;
    uint32_t number;
};

static bool same(const void *ctx, uint32_t value)
{
    const struct wanted *w = ctx;
    const struct record *r = &w->store->records[value - 1];
    return r->series == w->series && r->number == w->number;
}

static struct record *find(const struct integrity_store *s, uint64_t series, uint32_t number)
{
    struct wanted w = {s, series, number};
    uint32_t value = index_find(&s->index, hash_of(series, number), same, &w);
    return value ? &s->records[value - 1] : NULL;
}

static void forget(struct integrity_store *s, struct record *r)
{
    if (!r->live) return;
    index_remove(&s->index, hash_of(r->series, r->number), (uint32_t)(r - s->records) + 1);
    r->live = false;
}

/* Room for `len` bytes in one piece: the oldest records whose bytes are overwritten go, and the place at the head of the list. */
static uint64_t make_room(struct integrity_store *s, size_t len)
{
    size_t at = (size_t)(s->head % s->size);
    if (at + len > s->size) s->head += s->size - at;
    uint64_t end = s->head + len;
    while (s->first < s->next) {
        struct record *oldest = &s->records[s->first % s->room];
        if (s->next - s->first < s->room && oldest->at + s->size >= end) break;
        forget(s, oldest);
        s->first++;
    }
    uint64_t place = s->head;
    s->head = end;
    return place;
}

static struct bytes bytes_of_record(const struct integrity_store *s, const struct record *r)
{
    return bytes_of(s->ring + r->at % s->size, r->len);
}

bool integrity_store_put(struct integrity_store *s, uint64_t series, uint32_t number, const struct stored_pdu *p)
{
    if (p->pdu.len == 0 || p->pdu.len > s->size / 4) return false;
    struct record *known = find(s, series, number);
    if (known && bytes_equal(bytes_of_record(s, known), p->pdu)) return true;
    bool ambiguous = p->ambiguous || known;
    if (known) forget(s, known);
    uint64_t at = make_room(s, p->pdu.len);
    uint64_t place = s->next++ % s->room;
    struct record *r = &s->records[place];
    *r = (struct record){.series = series,
                         .at = at,
                         .number = number,
                         .len = (uint32_t)p->pdu.len,
                         .ref = p->ref,
                         .tag = p->tag,
                         .ambiguous = ambiguous};
    memcpy(s->ring + at % s->size, p->pdu.data, p->pdu.len);
    r->live = index_put(&s->index, hash_of(series, number), (uint32_t)place + 1);
    return true;
}

bool integrity_store_find(const struct integrity_store *s, uint64_t series, uint32_t number, struct stored_pdu *ret)
{
    const struct record *r = find(s, series, number);
    if (!r) return false;
    *ret = (struct stored_pdu){bytes_of_record(s, r), r->ref, r->tag, r->ambiguous};
    return true;
}
