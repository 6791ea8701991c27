/* Comma-separated values (RFC 4180): quoted fields, doubled quotation marks, line ends of either kind. */
#ifndef CUSTOS_MARKUP_CSV_H
#define CUSTOS_MARKUP_CSV_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

enum { CSV_COLUMNS = 64 };

/* Where a reader is. `file` stands in faults; fields with doubled quotation marks lie in the arena, others in the text. */
struct csv {
    struct bytes text;
    size_t at;
    uint32_t line; /* of text[at], from 1 */
    const char *file;
    struct arena *arena;
};

/* The fields of the line at c->at, which is behind it afterwards. Call while at < text.len. ERR_FORMAT: the fault names the line.
 */
enum err csv_next(struct csv *c, struct bytes fields[static CSV_COLUMNS], size_t *ret_count, struct fault *f) MUST_USE;

#endif
