/* Fields (base/fields.h) as text on one line, or as members of a JSON object.
 *
 * Text: `name=value` with a blank between; a group is name{...}, a list name[...]; what is no plain word stands in quotes, with
 * other octets as \xNN. JSON: a number that has a meaning is followed by NAME_name with it; a name that stands in its group
 * before becomes NAME#2, so that no reader of JSON drops what a sender wrote twice. Identities are shown in clear, sealed, or by
 * their kind alone (imsi:*); content and, unless identities are shown in clear, unknown elements only by their length. */
#ifndef CUSTOS_BASE_FIELDS_WRITE_H
#define CUSTOS_BASE_FIELDS_WRITE_H

#include <stdio.h>

#include "base/fields.h"
#include "base/json.h"

enum { FIELDS_SEAL_TEXT = 128, FIELDS_NAMES = 64 };

/* The names told so far in one group of JSON. */
struct fields_level {
    bool list;
    unsigned count;
    uint32_t names[FIELDS_NAMES]; /* their hashes */
};

struct fields_writer {
    FILE *out;         /* borrowed; text */
    struct json *json; /* borrowed; NULL: text */
    bool reveal;       /* identities in clear */
    const char *(*seal)(const void *ctx, const char *kind, struct bytes identity,
                        char text[static FIELDS_SEAL_TEXT]); /* NULL: by kind */
    const void *seal_ctx;
    /* private */
    bool spaced; /* text: something stands before on this level */
    unsigned depth;
    struct fields_level levels[JSON_DEPTH];
};

/* Tells into `w`, which is borrowed. */
void fields_write(struct fields *f, struct fields_writer *w, struct bytes pdu);

#endif
