/* What import.c (actions to objects) and import_write.c (objects to a file) share. */
#ifndef CUSTOS_REGISTER_IMPORT_INTERNAL_H
#define CUSTOS_REGISTER_IMPORT_INTERNAL_H

#include "register/import.h"
#include "table/index.h"

/* An authorisation or a task, as the actions so far left it. */
struct held {
    struct hi1_object object;          /* its texts live in the message's arena */
    const struct hi1_message *message; /* that created it */
    const char *file;
    size_t action;    /* from 1 */
    int64_t ended_ns; /* cancelled then; INT64_MAX: not */
    bool lossy;
};

struct import {
    struct arena *arena;
    struct hi1_message **messages; /* owned */
    size_t message_count, message_room;
    struct held *list; /* in order of their creation */
    size_t count, room;
    struct index by_id; /* of list; values are positions plus one */
    struct import_counts counts;
    import_note_fn *note;
    void *ctx;
};

struct held *import_find(const struct import *i, const char *id); /* NULL: none */

/* About an order that is written with a loss. */
void import_lossy(struct import *i, struct held *h, const char *format, ...) PRINTF_LIKE(3, 4);
/* About an order that is not written. */
void import_refuse(struct import *i, const struct held *h, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
