/* Who signs checkpoints, as the ledger's writer sees it. The key and the memory of what was signed are elsewhere (another
 * process): a signer signs only what its last checkpoint is a prefix of (RFC 9162 2.1.4), and keeps (size, root) durably before
 * it answers. */
#ifndef CUSTOS_SIGNER_SIGNER_H
#define CUSTOS_SIGNER_SIGNER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { SIGNER_PROOF_MAX = 64, SIGNER_NOTE_MAX = 16384 }; /* hashes; bytes of a signed note */

struct signer_request {
    uint64_t size;
    uint8_t root[32];
    uint64_t old_size; /* the proof's beginning: the signer's own last size */
    const uint8_t (*proof)[32];
    size_t proof_len; /* hashes; 0 from an empty tree or the same size */
};

struct signer_ops {
    /* The last checkpoint it signed; size 0 with the empty tree's root when there was none. */
    enum err (*last)(void *ctx, uint64_t *ret_size, uint8_t ret_root[static 32], struct fault *f);
    /* The whole signed note (C2SP tlog-checkpoint) into `note`, *ret_len bytes. ERR_INVALID: not consistent with what it signed
     * before; ERR_IO: it is not there, or could not keep what it signs. */
    enum err (*sign)(void *ctx, const struct signer_request *r, char note[static SIGNER_NOTE_MAX], size_t *ret_len,
                     struct fault *f);
    void (*close)(void *ctx);
};

struct signer {
    const struct signer_ops *ops;
    void *ctx; /* the implementation's; ended by ops->close */
};

#endif
