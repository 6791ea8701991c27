/* Warrants from HI1 messages (TS 103 120): actions applied in order to authorisations and tasks, and what then holds as a
 * warrants file. A task under its authorisation is a warrant; its Reference is the LIID.
 *
 * What a warrants file cannot say is told in a sentence and counted: an order that is not written at all, or one that is written
 * with a loss. A cancelled order stays until the time of the message that cancels it, because what was delivered before was
 * right. */
#ifndef CUSTOS_REGISTER_IMPORT_H
#define CUSTOS_REGISTER_IMPORT_H

#include "markup/hi1.h"
#include "register/seal.h"

enum { IMPORT_OBJECTS_MAX = 65536 };

struct import; /* opaque */

struct import_counts {
    size_t messages, authorisations, tasks, documents, others; /* others: objects of other kinds */
    size_t idle;                           /* actions that order nothing (GET, LIST, DELIVER, ...), and answers */
    size_t written, ended, refused, lossy; /* of orders; ended: before they began */
};

/* "FILE: action 2 (CREATE LITaskObject 2b36a78b-...): cause". Never holds a target. */
typedef void import_note_fn(void *ctx, const char *text);

struct import *import_new(import_note_fn *fn, void *ctx) MUST_USE; /* NULL when out of memory */
void import_free(struct import *i);                                /* accepts NULL; wipes */

/* Take a message, which is transferred. `file` must outlive the import. */
void import_message(struct import *i, const char *file, struct hi1_message *m);

/* What holds now, as a warrants file; sealed when `k` is given. Call it once. *ret is allocated and transferred: wipe it, free()
 * it.
 */
enum err import_write(struct import *i, const struct seal_key *k, char **ret, size_t *ret_len, struct fault *f) MUST_USE;

const struct import_counts *import_counts(const struct import *i);

#endif
