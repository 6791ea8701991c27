/* The stored bytes of one input: a mapped file, a block of memory, or a stream that can be read once. */
#ifndef CUSTOS_CAPTURE_RAW_H
#define CUSTOS_CAPTURE_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

struct raw {
    struct bytes map;    /* the whole of a file or memory block; data is NULL for a stream */
    bool owned;          /* `map` is a mapping of ours */
    int fd;              /* a stream's descriptor, else -1 */
    bool close_fd;       /* false for standard input */
    int spool;           /* copy of what a stream gave so far (unlinked file), else -1 */
    int spool_error;     /* errno that ended the copy, else 0 */
    uint8_t *buffer;     /* a stream's read buffer; owned */
    struct bytes peeked; /* start of `buffer` that was looked at but not consumed yet */
    uint64_t read_bytes; /* consumed so far */
    uint64_t size_bytes; /* 0: not known */
};

/* Open `path` ("-": standard input). Regular files are mapped: one that is cut short while it is read ends the process (SIGBUS),
 * as with every reader that maps its input. With `spool` a stream is copied to an unlinked temporary file so that raw_again
 * works. */
enum err raw_open(struct raw *ret, const char *path, bool spool, struct fault *f) MUST_USE;
/* A borrowed block of memory. */
void raw_memory(struct raw *ret, struct bytes data);
/* A second, independent look at the same bytes from their start. ERR_UNSUPPORTED: a stream that was not spooled. */
enum err raw_again(const struct raw *r, const char *path, struct raw *ret, struct fault *f) MUST_USE;
void raw_done(struct raw *r);

/* The next stored bytes, borrowed until the next call; empty at the end. False on a read error (errno). */
bool raw_read(struct raw *r, struct bytes *ret) MUST_USE;
/* At least `n` of the next bytes (fewer only at the end; `n` <= RAW_PEEK) without consuming them. */
enum { RAW_PEEK = 64 };
bool raw_peek(struct raw *r, size_t n, struct bytes *ret) MUST_USE;

#endif
