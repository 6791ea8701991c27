/* The ledger's writer: one at a time. What is appended is durable when ledger_commit returns, and not before; tiles and
 * checkpoints follow from it. After an error of the disk nothing more is written or acknowledged by this writer (its pages may be
 * lost though a second fsync succeeds): the next one finds out what the disk holds. A full disk is no such error: it is waited
 * out, and the records that found no room are counted in a record of type gap. */
#ifndef CUSTOS_LEDGER_LEDGER_H
#define CUSTOS_LEDGER_LEDGER_H

#include "ledger/files.h"
#include "ledger/hash.h"
#include "ledger/record.h"
#include "signer/signer.h"

enum { LEDGER_BATCH = 256, LEDGER_DELAY_MS = 5 }; /* frames that wait for each other at most, and how long */

struct ledger_options {
    const struct files *files; /* borrowed for the ledger's life */
    const struct signer
        *signer;            /* the same; NULL: checkpoints cannot be made, and what was signed is known by the last one alone */
    uint64_t segment_bytes; /* 0: 64 MiB */
    unsigned batch;         /* 0: LEDGER_BATCH */
};

struct ledger; /* opaque */

/* A new ledger in an empty folder: everything but its first checkpoint, which ledger_checkpoint makes. `vkey`: of its signer;
 * segment_bytes as in the options. */
enum err ledger_create(const struct files *s, const char *vkey, uint64_t segment_bytes, struct fault *f) MUST_USE;

/* Open, and recover from whatever the last writer could not finish: what was not signed and is torn is cut off, and a record of
 * type recovery says so. ERR_FORMAT: what was signed is damaged or missing, or another history stands in its place; nothing is
 * changed then. */
enum err ledger_open(const struct ledger_options *o, struct ledger **ret, struct fault *f) MUST_USE;
/* What was not committed is lost. Accepts NULL. */
void ledger_close(struct ledger *l);

/* Take a record in; its index and leaf are settled. ERR_FULL: the disk is full, the record is lost and counted. */
enum err ledger_append(struct ledger *l, const struct record *r, uint64_t *ret_index, struct hash *ret_leaf,
                       struct fault *f) MUST_USE;
/* As many wait as may, or one has waited as long as it may. */
bool ledger_due(const struct ledger *l);
/* Everything taken in is durable. */
enum err ledger_commit(struct ledger *l, struct fault *f) MUST_USE;
uint64_t ledger_durable(const struct ledger *l); /* records */

/* Commit, bring the tiles up to date, and have a checkpoint of all of it signed. Nothing to do when the last one covers it. */
enum err ledger_checkpoint(struct ledger *l, struct fault *f) MUST_USE;

/* Erase the keys and values of these records, and the blobs that only they name: their hashes, and all proofs, stay. A record of
 * type erasure, durable before, names them. ERR_INVALID: one of them is none that may be erased (of type gap, recovery or
 * erasure). */
enum err ledger_erase(struct ledger *l, const uint64_t *indexes, size_t count, const char *why, struct fault *f) MUST_USE;

#endif
