/* The stored bytes of one input: a file, a block of memory, or a stream that can be read once. */
#ifndef CUSTOS_INPUT_RAW_H
#define CUSTOS_INPUT_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* Told of every stored byte once, in order, as it is got from a file or stream. */
typedef void raw_watch_fn(void *context, struct bytes stored);

struct raw {
    struct bytes map;    /* the whole of a memory block; data is NULL for a file or stream */
    int fd;              /* a file's or stream's descriptor, else -1 */
    bool file;           /* it is read by position (`fetched`), whoever else reads it */
    bool close_fd;       /* false for standard input, and for another raw's */
    int spool;           /* copy of what a stream gave so far (unlinked file), else -1 */
    int spool_error;     /* errno that ended the copy, else 0 */
    raw_watch_fn *watch; /* or NULL: set before the first byte is read; not told of what a seek leaves out */
    void *watch_context;
    uint8_t *buffer;     /* read buffer; owned; NULL for a block of memory */
    struct bytes peeked; /* start of `buffer` that was looked at but not consumed yet */
    uint64_t fetched;    /* bytes got from the kernel so far */
    uint64_t read_bytes; /* consumed so far */
    uint64_t size_bytes; /* 0: not known */
};

/* Open `path` ("-": standard input). With `spool` a stream is copied to an unlinked temporary file so that raw_again works.
 *
 * Files are read, not mapped: a copy that stays in the second-level cache costs less than the page faults of a mapping (1 GB with
 * a hash over all of it: 0.11 s read, 0.19 to 0.25 s mapped), and a file that is cut short meanwhile is an end, not a SIGBUS. */
enum err raw_open(struct raw *ret, const char *path, bool spool, struct fault *f) MUST_USE;
/* A borrowed block of memory. */
void raw_memory(struct raw *ret, struct bytes data);
/* A second, independent look at the same bytes from their start; borrows what `r` owns. ERR_UNSUPPORTED: a stream that was not
 * spooled. */
enum err raw_again(const struct raw *r, const char *path, struct raw *ret, struct fault *f) MUST_USE;
void raw_done(struct raw *r);

/* The next stored bytes, borrowed until the next call; empty at the end. False on a read error (errno). */
bool raw_read(struct raw *r, struct bytes *ret) MUST_USE;
/* Up to `room` of the next bytes to `out`; *ret is 0 at the end. False on a read error (errno). */
bool raw_copy(struct raw *r, uint8_t *out, size_t room, size_t *ret) MUST_USE;
/* Go on at `offset` of a file. */
void raw_seek(struct raw *r, uint64_t offset);
/* At least `n` of the next bytes (fewer only at the end; `n` <= RAW_PEEK) without consuming them. */
enum { RAW_PEEK = 64 };
bool raw_peek(struct raw *r, size_t n, struct bytes *ret) MUST_USE;

#endif
