#include "capture/source.h"

#include <string.h>
#include <sys/mman.h>

enum {
    CHUNK_MAX = 256 * 1024, /* some of them, used in turn, stay in the second-level cache */
    CHUNK_MIN = 64 * 1024,
    SLAB = 2 * 1024 * 1024,    /* chunks of the greatest size are cut from these: a huge page, where there are some */
    CHUNKS_IN_BUDGET = 16,     /* fine enough that frames held back for re-ordering seldom keep much more than themselves */
    DECODE_PIECE = 128 * 1024, /* decoded bytes are still in the second-level cache when they are parsed */
    SPARES = CHUNKS_IN_BUDGET
};

struct slab {
    struct slab *next;
};

/* What a chunk holds that is cut from a slab, whose own head is before its first chunk. */
enum { CHUNK_OF_SLAB = CHUNK_MAX - sizeof(struct slab) - sizeof(struct chunk) };

static size_t chunk_size(size_t budget_bytes)
{
    size_t size = budget_bytes / CHUNKS_IN_BUDGET, most = CHUNK_OF_SLAB;
    return size > most ? most : size < CHUNK_MIN ? CHUNK_MIN : size;
}

enum err source_open(struct source *ret, struct raw *raw, const char *path, size_t budget_bytes, struct fault *f)
{
    static const uint8_t nothing[1];
    struct source s = {.at = nothing,
                       .end = nothing,
                       .base = nothing,
                       .raw = raw,
                       .chunk_bytes = chunk_size(budget_bytes),
                       .budget_bytes = budget_bytes};
    enum err e = decoder_new(raw, path, &s.decoder, f);
    if (e != ERR_OK) return e;
    if (decoder_plain(s.decoder) && raw->map.data) {
        s.base = s.at = raw->map.data;
        s.end = s.at + raw->map.len;
    }
    *ret = s;
    return ERR_OK;
}

/* Are chunks of that size cut from slabs? Of sources with little memory none are. */
static bool of_slab(const struct source *s, size_t size)
{
    return size == CHUNK_OF_SLAB && s->chunk_bytes == CHUNK_OF_SLAB;
}

static void chunks_free(const struct source *s, struct chunk *c)
{
    while (c) {
        struct chunk *next = c->next;
        if (!of_slab(s, c->size)) free(c);
        c = next;
    }
}

void source_done(struct source *s)
{
    chunks_free(s, s->chunk);
    chunks_free(s, s->retired);
    chunks_free(s, s->lent);
    chunks_free(s, s->spare);
    for (struct slab *slab = s->slabs; slab;) {
        struct slab *next = slab->next;
        free(slab);
        slab = next;
    }
    decoder_free(s->decoder);
    *s = (struct source){0};
}

static void chunk_spare(struct source *s, struct chunk *c)
{
    c->next = s->spare;
    s->spare = c;
    s->spares++;
}

static void chunk_give(struct source *s, struct chunk *c)
{
    if (of_slab(s, c->size) || (c->size == s->chunk_bytes && s->spares < SPARES))
        chunk_spare(s, c);
    else
        free(c);
}

static void chunk_retire(struct source *s, struct chunk *c)
{
    c->used = s->turn;
    c->next = NULL;
    *(s->newest ? &s->newest->next : &s->retired) = c;
    s->newest = c;
    s->idle += c->pins == 0;
}

/* Take those without pins out of the retired ones. While an interface is silent there are thousands, each far from the others in
 * memory: the oldest are mostly the first without pins, and no more are looked at than it takes. */
static void idle_lent(struct source *s)
{
    struct chunk *before = NULL;
    for (struct chunk **link = &s->retired; s->idle > 0;) {
        struct chunk *c = *link;
        if (c->pins > 0) {
            before = c;
            link = &c->next;
            continue;
        }
        *link = c->next;
        if (s->recent == c) s->recent = NULL;
        if (s->newest == c) s->newest = before;
        s->held_bytes -= c->size;
        s->idle--;
        c->next = s->lent;
        s->lent = c;
    }
}

void source_turn(struct source *s, uint64_t turn, uint64_t released)
{
    s->turn = turn;
    idle_lent(s);
    for (struct chunk **link = &s->lent; *link;) {
        struct chunk *c = *link;
        if (c->used > released) {
            link = &c->next;
            continue;
        }
        *link = c->next;
        chunk_give(s, c);
    }
}

bool source_releasable(const struct source *s)
{
    return s->idle > 0;
}

static bool begins_in(const struct chunk *c, const uint8_t *data)
{
    return c && data >= c->data && data <= c->data + c->size;
}

/* The chunk in which the bytes of a frame begin. Of frames that come it is the one being filled or the one before it, of those
 * that go mostly that of the last one that went, or else one of the oldest. */
static struct chunk *chunk_of(struct source *s, const uint8_t *data)
{
    if (begins_in(s->chunk, data)) return s->chunk;
    if (begins_in(s->newest, data)) return s->newest;
    if (begins_in(s->recent, data)) return s->recent;
    struct chunk *c = s->retired;
    while (c && !begins_in(c, data)) c = c->next;
    return s->recent = c;
}

/* How many frames, which are in file order, begin in the same chunk as the first of them. */
static size_t in_chunk(const struct chunk *c, const struct frame *frames, size_t n)
{
    while (!begins_in(c, frames[n - 1].data)) n--;
    return n;
}

void source_pin(struct source *s, const struct frame *frames, size_t n)
{
    if (!s->chunk) return;
    for (size_t i = 0, same; i < n; i += same) {
        struct chunk *c = chunk_of(s, frames[i].data);
        same = in_chunk(c, frames + i, n - i);
        if (c != s->chunk && c->pins == 0) s->idle--;
        c->pins += (uint32_t)same;
    }
}

void source_unpin(struct source *s, const struct frame *frames, size_t n)
{
    if (!s->chunk) return;
    for (size_t i = 0, same; i < n; i += same) {
        struct chunk *c = chunk_of(s, frames[i].data);
        same = in_chunk(c, frames + i, n - i);
        c->pins -= (uint32_t)same;
        if (c != s->chunk && c->pins == 0) s->idle++;
        c->used = s->turn;
    }
}

static bool over_budget(const struct source *s, size_t size)
{
    return s->held_bytes > 0 && (s->held_bytes >= s->budget_bytes || size > s->budget_bytes - s->held_bytes);
}

/* Cut another slab into spare chunks. Reading ahead past an interface that is silent takes many at once: by small pages the
 * kernel would be asked for most of the time that it takes. */
static void slab_new(struct source *s)
{
    struct slab *slab = aligned_alloc(SLAB, SLAB);
    if (!slab) return;
    bool third = s->slabs && s->slabs->next;             /* that is an input long enough for huge pages */
    if (third) (void)madvise(slab, SLAB, MADV_HUGEPAGE); /* advice only */
    slab->next = s->slabs;
    s->slabs = slab;
    for (size_t i = SLAB / CHUNK_MAX; i-- > 0;) {
        struct chunk *c = (struct chunk *)((uint8_t *)(slab + 1) + i * CHUNK_MAX);
        c->size = CHUNK_OF_SLAB;
        chunk_spare(s, c);
    }
}

static struct chunk *chunk_get(struct source *s, size_t size)
{
    bool cut = of_slab(s, size);
    if (cut && !s->spare) slab_new(s);
    struct chunk *c = size == s->chunk_bytes ? s->spare : NULL;
    if (!c) return cut ? NULL : malloc(sizeof(struct chunk) + size);
    s->spare = c->next;
    s->spares--;
    return c;
}

static struct chunk *chunk_new(struct source *s, size_t size)
{
    if (size < s->chunk_bytes) size = s->chunk_bytes;
    if (!s->force && over_budget(s, size)) {
        s->status = SOURCE_FULL;
        return NULL;
    }
    struct chunk *c = chunk_get(s, size);
    if (!c) {
        s->status = SOURCE_MEMORY;
        return NULL;
    }
    c->next = NULL;
    c->size = size;
    c->pins = 0;
    s->held_bytes += size;
    s->force = false;
    return c;
}

/* Make room for `n` bytes from s->at on within one chunk. */
static bool make_room(struct source *s, size_t n)
{
    size_t have = (size_t)(s->end - s->at);
    if (s->chunk && (size_t)(s->chunk->data + s->chunk->size - s->at) >= n) return true;
    struct chunk *c = chunk_new(s, n);
    if (!c) return false;
    if (have > 0) memcpy(c->data, s->at, have);
    s->base_offset = source_offset(s);
    if (s->chunk) chunk_retire(s, s->chunk);
    s->chunk = c;
    s->base = s->at = c->data;
    s->end = c->data + have;
    return true;
}

const uint8_t *source_fill(struct source *s, size_t n)
{
    ENSURE(n <= SOURCE_PEEK_MAX);
    if (decoder_plain(s->decoder) && s->raw->map.data) {
        s->status = SOURCE_END;
        return NULL;
    }
    if (!make_room(s, n)) return NULL;
    while ((size_t)(s->end - s->at) < n) {
        uint8_t *out = s->chunk->data + (s->end - s->chunk->data);
        size_t room = (size_t)(s->chunk->data + s->chunk->size - out);
        size_t got = decoder_read(s->decoder, out, room < DECODE_PIECE ? room : DECODE_PIECE);
        if (got == 0) {
            s->status = SOURCE_END;
            return NULL;
        }
        s->end += got;
    }
    return s->at;
}

bool source_skip(struct source *s, uint64_t *left)
{
    while (*left > 0) {
        if (s->at == s->end && !source_fill(s, 1)) return false;
        uint64_t have = (uint64_t)(s->end - s->at);
        uint64_t step = have < *left ? have : *left;
        s->at += step;
        *left -= step;
    }
    return true;
}

void source_seek(struct source *s, uint64_t offset)
{
    ENSURE(source_seekable(s));
    s->end = s->base = s->at;
    s->base_offset = offset;
    raw_seek(s->raw, offset);
}

uint64_t source_consumed(const struct source *s)
{
    return decoder_plain(s->decoder) && s->raw->map.data ? source_offset(s) : s->raw->read_bytes;
}
