/* A ledger as anybody may read it who may read its files: records, proofs, the latest checkpoint. Needs no lock and writes
 * nothing. */
#ifndef CUSTOS_LEDGER_VIEW_H
#define CUSTOS_LEDGER_VIEW_H

#include "ledger/checkpoints.h"
#include "ledger/hash.h"
#include "ledger/record.h"

struct view; /* opaque */

/* `s` is borrowed for the view's life. */
enum err view_open(const struct files *s, struct view **ret, struct fault *f) MUST_USE;
void view_free(struct view *v); /* accepts NULL; wipes what it read */

const struct log_key *view_key(const struct view *v);
/* The latest checkpoint when the view was opened; a ledger has one from its beginning. */
const struct stored_checkpoint *view_checkpoint(const struct view *v);
struct hasher *view_hasher(struct view *v);

/* One record; everything is borrowed for the call. */
struct view_record {
    uint64_t index;
    struct hash leaf;
    struct bytes public_part;
    struct bytes type, schema;
    bool erased;                     /* the key and the values are gone: no slots */
    const struct record_slot *slots; /* of the schema, in order */
    size_t slot_count;
    const uint8_t *key; /* RECORD_KEY bytes */
};

/* The slot of that name, NULL: none, or it was erased. */
const struct record_slot *view_slot(const struct view_record *r, const char *name);

typedef bool view_fn(void *ctx, const struct view_record *r); /* false: no more of them */
/* Records from `first` on, in order, signed or not. ERR_FORMAT: there is one that is not what it was. */
enum err view_each(struct view *v, uint64_t first, view_fn *fn, void *ctx, struct fault *f) MUST_USE;

/* Proofs for the checkpoint (ledger/prover.h). */
enum err view_inclusion(struct view *v, uint64_t index, struct hash ret[static MERKLE_PROOF_MAX], size_t *ret_count,
                        struct fault *f) MUST_USE;
enum err view_consistency(struct view *v, uint64_t old_size, struct hash ret[static MERKLE_PROOF_MAX], size_t *ret_count,
                          struct fault *f) MUST_USE;

/* A frame's contents as a record, its slots into room for RECORD_SLOTS_MAX. False: they are none. */
struct frame_view;
bool view_of_frame(const struct frame_view *frame, struct record_slot *slots, struct view_record *ret);

#endif
