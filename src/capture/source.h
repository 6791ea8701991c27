/* The bytes of an input, decompressed, as a window that moves forward. A mapped plain file is one window without a copy; a stream
 * is decoded into chunks, and a record that crosses the end of a chunk is moved whole to the next. */
#ifndef CUSTOS_CAPTURE_SOURCE_H
#define CUSTOS_CAPTURE_SOURCE_H

#include "base/macros.h"
#include "capture/decode.h"

/* The longest run of bytes that source_peek is asked for; keeps what a length field can make us allocate in bounds. */
enum { SOURCE_PEEK_MAX = 32 * 1024 * 1024 };

enum source_status {
    SOURCE_OK,
    SOURCE_END,   /* the input ends before the bytes asked for; source_cause tells whether that is its true end */
    SOURCE_FULL,  /* the budget is used up by bytes that frames still point at */
    SOURCE_MEMORY /* not even one chunk could be had */
};

struct chunk {
    struct chunk *next;
    size_t size;
    uint32_t pins; /* frames in a queue that point into it */
    uint8_t data[];
};

struct source {
    const uint8_t *at, *end; /* the window; bytes before `at` stay valid until source_release */
    const uint8_t *warm;     /* a mapped file is asked into the cache up to here; NULL for a stream */
    const uint8_t *base;     /* where `base_offset` of the decompressed input lies */
    uint64_t base_offset;
    enum source_status status; /* of the last source_peek that gave NULL */
    bool force;                /* the next chunk may exceed the budget */
    struct raw *raw;           /* borrowed */
    struct decoder *decoder;   /* owned */
    struct chunk *chunk;       /* being filled; NULL for a mapped plain file */
    struct chunk *retired;     /* filled, perhaps still pointed at */
    struct chunk *spare;       /* free */
    size_t chunk_bytes, budget_bytes, held_bytes;
    size_t let_go; /* of a mapped file: bytes whose pages were given back */
};

/* `raw` is borrowed and must live as long. Streams hold at most `budget_bytes` (or one record, when that is more). */
enum err source_open(struct source *ret, struct raw *raw, const char *path, size_t budget_bytes, struct fault *f) MUST_USE;
void source_done(struct source *s);

/* Frees chunks that no pin holds: bytes handed out before may become invalid. */
void source_release(struct source *s);

/* True when source_release would free something. */
bool source_releasable(const struct source *s);

const uint8_t *source_fill(struct source *s, size_t n);

/* The next `n` bytes (at most SOURCE_PEEK_MAX), or NULL and s->status. */
static inline const uint8_t *source_peek(struct source *s, size_t n)
{
    return LIKELY((size_t)(s->end - s->at) >= n) ? s->at : source_fill(s, n);
}

/* Where a packet begins is known only when the one before it has been read, so that the hardware cannot fetch ahead: two thirds
 * of a walk over a file in the page cache were waiting for memory. Asking for all bytes a little ahead hides that (measured: 4.8
 * to 8.2 million packets/s at 1100 bytes, 5.8 to 16 at 480), and whoever gets the packets reads them next anyway. */
enum { SOURCE_WARM_AHEAD = 1024, SOURCE_WARM_STEP = 64, SOURCE_WARM_MAX = 4096 };
static inline void source_warm(struct source *s)
{
    if ((size_t)(s->end - s->at) < SOURCE_WARM_AHEAD) return;
    const uint8_t *until = s->at + SOURCE_WARM_AHEAD;
    const uint8_t *p = until - s->warm > SOURCE_WARM_MAX ? until - SOURCE_WARM_MAX : s->warm;
    for (; p < until; p += SOURCE_WARM_STEP) __builtin_prefetch(p);
    s->warm = p;
}

/* Move over `n` bytes that source_peek gave. */
static inline void source_advance(struct source *s, size_t n)
{
    s->at += n;
    if (s->warm) source_warm(s);
}

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

/* The window is the whole mapped input: what it hands out stays as long as the input is open. */
static inline bool source_lasting(const struct source *s)
{
    return s->warm != NULL;
}

/* A lasting window that is a mapping of ours, not a block of the caller's memory. */
static inline bool source_mapped_file(const struct source *s)
{
    return s->warm != NULL && s->raw->owned;
}

/* Keep the bytes of the frame just read beyond source_release. NULL for a mapped file, which needs no pin. */
static inline struct chunk *source_pin(struct source *s)
{
    if (s->chunk) s->chunk->pins++;
    return s->chunk;
}

static inline void chunk_unpin(struct chunk *c)
{
    if (c) c->pins--;
}

/* Stored bytes consumed so far, for progress. */
uint64_t source_consumed(const struct source *s);

#endif
