/* The bytes of an input, decompressed, as a window that moves forward. A block of memory is one window without a copy; everything
 * else is read or decoded into chunks, and a record that crosses the end of a chunk is moved whole to the next.
 *
 * Readers take turns: what was handed out in one turn stays valid until source_turn is told that this turn was released. */
#ifndef CUSTOS_CAPTURE_SOURCE_H
#define CUSTOS_CAPTURE_SOURCE_H

#include "base/frame.h"
#include "base/macros.h"
#include "input/decode.h"

/* The longest run of bytes that source_peek is asked for; keeps what a length field can make us allocate in bounds. */
enum { SOURCE_PEEK_MAX = 32 * 1024 * 1024 };

enum source_status {
    SOURCE_OK,
    SOURCE_END,   /* the input ends before the bytes asked for; source_cause tells whether that is its true end */
    SOURCE_FULL,  /* the budget is used up by bytes that frames still point at */
    SOURCE_MEMORY /* not even one chunk could be had */
};

struct slab; /* opaque */
struct chunk {
    struct chunk *next;
    size_t size;
    uint64_t used; /* last turn in which bytes of it were handed out */
    uint32_t pins; /* frames in a queue that point into it */
    uint8_t data[];
};

struct source {
    const uint8_t *at, *end; /* the window; bytes before `at` stay valid for their turn */
    const uint8_t *base;     /* where `base_offset` of the decompressed input lies */
    uint64_t base_offset;
    enum source_status status; /* of the last source_peek that gave NULL */
    bool force;                /* the next chunk may exceed the budget */
    struct raw *raw;           /* borrowed */
    struct decoder *decoder;   /* owned */
    struct chunk *chunk;       /* being filled; NULL for a block of memory */
    struct chunk *retired;     /* filled, pinned or of this turn; the oldest first */
    struct chunk *newest;      /* the last of them, or NULL */
    struct chunk *lent;        /* of turns that are over but not released: not counted, their number is their reader's affair */
    struct chunk *spare;       /* free */
    struct chunk *recent;      /* of those retired, where a frame's bytes were found last; or NULL */
    struct slab *slabs;        /* what chunks of the greatest size are cut from; owned */
    uint32_t spares;
    uint32_t idle; /* of those retired, without pins */
    uint64_t turn;
    size_t chunk_bytes, budget_bytes;
    size_t held_bytes; /* of chunk and retired */
};

/* `raw` is borrowed and must live as long. Streams hold at most `budget_bytes` (or one record, when that is more). */
enum err source_open(struct source *ret, struct raw *raw, const char *path, size_t budget_bytes, struct fault *f) MUST_USE;
void source_done(struct source *s);

/* Begin turn `turn` (they count up); bytes handed out in turns up to `released` become invalid. */
void source_turn(struct source *s, uint64_t turn, uint64_t released);

/* True when the next turn will find memory again that this turn uses. */
bool source_releasable(const struct source *s);

const uint8_t *source_fill(struct source *s, size_t n);

/* The next `n` bytes (at most SOURCE_PEEK_MAX), or NULL and s->status. */
static inline const uint8_t *source_peek(struct source *s, size_t n)
{
    return LIKELY((size_t)(s->end - s->at) >= n) ? s->at : source_fill(s, n);
}

/* Move over `n` bytes that source_peek gave. */
static inline void source_advance(struct source *s, size_t n)
{
    s->at += n;
}

/* A plain file can go on anywhere. */
static inline bool source_seekable(const struct source *s)
{
    return decoder_plain(s->decoder) && s->raw->file;
}
void source_seek(struct source *s, uint64_t offset);

/* Move over `*left` bytes; false and s->status when that stops early, with what is left to skip in `*left`. */
bool source_skip(struct source *s, uint64_t *left) MUST_USE;

/* Offset of the window's start in the decompressed input. */
static inline uint64_t source_offset(const struct source *s)
{
    return s->base_offset + (uint64_t)(s->at - s->base);
}

/* Why the input ends where it does not by itself (corrupt compression, read error), or NULL. */
static inline const char *source_cause(const struct source *s)
{
    return decoder_cause(s->decoder);
}

/* Keep the bytes of frames of this turn, given in file order, beyond it; a block of memory needs no pins. */
void source_pin(struct source *s, const struct frame *frames, size_t n);

/* Pinned frames, given in file order, are handed out in this turn. */
void source_unpin(struct source *s, const struct frame *frames, size_t n);

/* Stored bytes consumed so far, for progress. */
uint64_t source_consumed(const struct source *s);

#endif
