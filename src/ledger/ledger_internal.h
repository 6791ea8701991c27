/* What the files of the ledger's writer share. */
#ifndef CUSTOS_LEDGER_LEDGER_INTERNAL_H
#define CUSTOS_LEDGER_LEDGER_INTERNAL_H

#include "base/clock.h"
#include "ledger/checkpoints.h"
#include "ledger/journal.h"
#include "ledger/ledger.h"
#include "ledger/tiles.h"

enum { LEDGER_KEYS = 128 }; /* record keys made at once */

struct ledger {
    const struct files *files;
    const struct signer *signer;
    uint64_t segment_bytes;
    unsigned batch;
    struct hasher *hasher;
    struct log_key key;
    struct journal *journal;
    struct cursor *cursor; /* behind the last record that the tiles hold */
    struct tiles *tiles;
    bool tiles_behind;   /* what they hold in memory is not what the disk has, or the cursor's segment was rewritten */
    uint64_t tiles_kept; /* records whose tiles are on the disk, known to be right */
    uint64_t durable, signed_size;
    uint64_t log_end; /* of checkpoints.log */
    bool has_checkpoint;
    int64_t waiting_since_ns; /* monotonic, of the first record that is not durable */
    bool poisoned;
    struct fault cause; /* why, when poisoned */
    bool full;
    uint64_t lost; /* records that found no room since full_since */
    char full_since[CLOCK_TEXT];
    uint8_t keys[LEDGER_KEYS][RECORD_KEY];
    unsigned keys_left;
};

/* The present time as text, RFC 3339. */
const char *ledger_time(char text[static CLOCK_TEXT]);
/* What an error means for the writer: after one of the disk nothing more is done. Returns `err`. */
enum err ledger_outcome(struct ledger *l, enum err err, const struct fault *f);
/* Append, of the ledger's own: it may use the reserve. */
enum err ledger_append_own(struct ledger *l, const struct record *r, uint64_t *ret_index, struct hash *ret_leaf,
                           struct fault *f) MUST_USE;
/* Tiles and cursor as they were at a checkpoint of that size. ERR_FORMAT: the journal does not reach that far. */
enum err ledger_restart_tiles(struct ledger *l, uint64_t size, struct fault *f) MUST_USE;
/* Finish the erasures that records of the journal's last segment order; that segment begins with record `first`. */
enum err ledger_erase_again(struct ledger *l, uint64_t first, struct fault *f) MUST_USE;

#endif
