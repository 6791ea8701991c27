/* Records of a corpus, as they stand in files, folders and standard input, each plain, gzip or Zstandard: where one ends and the
 * next begins. What a record means is not known here.
 *
 * Records come in batches, each from one input, with memory of its own: a reader hands them on to other threads and takes
 * emptied ones back. Memory is bounded by the number of batches and the longest record, whatever the inputs hold. */
#ifndef CUSTOS_CORPUS_CORPUS_H
#define CUSTOS_CORPUS_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

enum corpus_format {
    CORPUS_ANY,        /* found by content, then by name */
    CORPUS_JSON_LINES, /* one object a line */
    CORPUS_JSON,       /* one object, an array of them, or several one after another */
    CORPUS_CSV,        /* RFC 4180 with a line of names; also with semicolons or tabs */
    CORPUS_TEXT,       /* one CV a file, or several with form feeds between them */
    CORPUS_FORMATS
};
extern const char *const corpus_format_names[CORPUS_FORMATS]; /* "any", "jsonl", "json", "csv", "text" */

enum {
    CORPUS_RECORD_MAX = 4 * 1024 * 1024, /* octets of a record */
    CORPUS_BATCH = 512 * 1024,           /* octets of a batch, unless one record is longer */
    CORPUS_EXCERPT = 256                 /* octets that are kept of a record that is too long */
};

enum corpus_fault {
    CORPUS_WHOLE,
    CORPUS_TOO_LONG, /* longer than the options say; `bytes` is how it begins */
    CORPUS_CUT       /* the input ends inside it; `bytes` is what there is */
};

struct corpus_record {
    struct bytes bytes; /* without the line's end; lies in the batch */
    uint64_t line;      /* where it begins, from 1 */
    uint64_t offset;    /* octets of the decompressed input before it */
    enum corpus_fault fault;
};

/* Text lies in the arena. What is marked stands only when a batch of this input was `last`. */
struct corpus_input {
    const char *file;          /* "-": standard input */
    uint64_t stored_octets;    /* 0: not known before it is read */
    enum corpus_format format; /* from the first batch on */
    struct bytes header;       /* CSV: the first line, from the first batch on */
    char delimiter;            /* CSV */
    uint64_t octets;           /* last: decompressed */
    char sha256[65];           /* last: of the input as it is stored */
    const char *cause;         /* last: why it ends where it should not (corrupt compression, read error), or NULL */
};

struct corpus_batch {
    const struct corpus_input *input; /* NULL: there is nothing more */
    struct corpus_record *records;
    size_t count;
    bool last;         /* the input ends here */
    uint64_t consumed; /* stored octets of all inputs up to here, for progress */
    uint8_t *data;     /* owned, as is `records`; starts as { 0 } */
    size_t len, room, record_room;
};

struct corpus_options {
    enum corpus_format format; /* CORPUS_ANY: found out */
    size_t batch, record_max;  /* 0: as above */
};

struct corpus; /* opaque */

/* Paths are files, folders (read recursively, in the order of names: .jsonl .ndjson .json .csv .tsv .txt .text, also with .gz and
 * .zst; hidden files, manifests and what a drill tells of its corpus are left out) and "-". Nothing is opened yet. */
enum err corpus_new(const char *const *paths, size_t count, const struct corpus_options *options, struct arena *a,
                    struct corpus **ret, struct fault *f) MUST_USE;
/* A block of memory, which is borrowed. */
enum err corpus_new_memory(struct bytes data, const char *name, const struct corpus_options *options, struct arena *a,
                           struct corpus **ret, struct fault *f) MUST_USE;
void corpus_free(struct corpus *c); /* accepts NULL */

/* All inputs, in the order in which they are read. */
const struct corpus_input *corpus_inputs(const struct corpus *c, size_t *ret_count);

/* The next records, in place of what the batch held. A batch may be empty, if only to say that an input has ended. ERR_IO,
 * ERR_UNSUPPORTED: an input cannot be read at all. */
enum err corpus_next(struct corpus *c, struct corpus_batch *ret, struct fault *f) MUST_USE;
void corpus_batch_done(struct corpus_batch *b);

#endif
