/* A JSON object, as a list of named texts: what somebody appends to the ledger line by line. */
#ifndef CUSTOS_MARKUP_OBJECT_H
#define CUSTOS_MARKUP_OBJECT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"

struct object_member {
    struct bytes name;
    struct bytes value; /* a string's characters; other values as JSON, without spaces */
    bool absent;        /* null */
};

struct object {
    struct object_member *members; /* in their order */
    size_t count;
};

/* One JSON text (RFC 8259), which is an object whose names differ. *ret lies in the arena. ERR_FORMAT: it is not. */
enum err object_read(struct bytes text, struct arena *a, struct object *ret, struct fault *f) MUST_USE;

#endif
