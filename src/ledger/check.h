/* Does a ledger hold? Everything on its disk is read and held against everything else. */
#ifndef CUSTOS_LEDGER_CHECK_H
#define CUSTOS_LEDGER_CHECK_H

#include "ledger/files.h"
#include "signer/signer.h"

struct check_report {
    uint64_t records; /* that hold, as far as reading came */
    uint64_t checkpoint_size;
    uint64_t checkpoints, erased, blobs;
    uint64_t unfinished_bytes; /* of a write that was cut short: nobody was told that it was done */
};

/* - every frame of the journal: order, checksum, leaf hash; its commitments are made again from its values;
 * - every checkpoint that was ever signed: its signature, and its root made again;
 * - every tile and entry bundle up to the checkpoint, made again;
 * - every blob that a record names;
 * - what was erased was ordered to be;
 * - the policy: well-formed, of this ledger, and no cosignature of a witness it names is forged;
 * - what the signer signed last (NULL: is not asked).
 * ERR_INVALID, ERR_FORMAT: it does not hold, and the first thing that does not; *ret is filled as far as it came. */
enum err ledger_check(const struct files *s, const struct signer *signer, struct check_report *ret, struct fault *f) MUST_USE;

#endif
