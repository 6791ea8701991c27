/* The ledger's checkpoints: the key they are signed by (log.vkey), the latest one (checkpoint), and all that were ever signed
 * (checkpoints.log: for each its length in decimal, a line feed, the note, a line feed). */
#ifndef CUSTOS_LEDGER_CHECKPOINTS_H
#define CUSTOS_LEDGER_CHECKPOINTS_H

#include "ledger/files.h"
#include "verify/checkpoint.h"

enum { CHECKPOINTS_KEY_MAX = 1024, CHECKPOINTS_NOTE_MAX = 1 << 20 }; /* bytes */

struct log_key {
    char text[CHECKPOINTS_KEY_MAX];
    struct note_key key; /* its name lies in the text */
};
/* A ledger's key; a pointer, because what it holds points into it. */
enum err log_key_read(const struct files *s, struct log_key *ret, struct fault *f) MUST_USE;

struct stored_checkpoint {
    char *note; /* owned; NULL: there is none */
    size_t len;
    struct checkpoint checkpoint; /* lies in the note */
};
/* The latest one, whose signature holds. ERR_FORMAT: it is none of this log; absent: there is none, and no fault. */
enum err checkpoint_read(const struct files *s, const struct log_key *k, struct stored_checkpoint *ret, struct fault *f) MUST_USE;
void checkpoint_done(struct stored_checkpoint *c);

/* The latest one from now on, durable: a new one, or the same with cosignatures. */
enum err checkpoint_replace(const struct files *s, struct bytes note, struct fault *f) MUST_USE;

typedef enum err checkpoints_fn(void *ctx, const struct checkpoint *c, struct fault *f);
/* The notes of checkpoints.log in their order, to `fn`, which may be NULL. *ret_end: behind the last one that is whole. What was
 * being written when a writer ended may follow there: one note, behind `latest`. ERR_FORMAT: it is broken elsewhere, or `latest`
 * is not in it. `thorough`: every signature is checked, else only those behind `latest`. */
enum err checkpoints_read(const struct files *s, const struct log_key *k, const struct stored_checkpoint *latest, bool thorough,
                          checkpoints_fn *fn, void *ctx, uint64_t *ret_end, struct fault *f) MUST_USE;
/* One more, durable. *end is where it goes, and moves behind it. */
enum err checkpoints_append(const struct files *s, struct bytes note, uint64_t *end, struct fault *f) MUST_USE;

#endif
