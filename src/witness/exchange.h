/* What a log and a witness say to each other (C2SP tlog-witness, add-checkpoint), as octets: the same over HTTP and in files that
 * are carried across an air gap. */
#ifndef CUSTOS_WITNESS_EXCHANGE_H
#define CUSTOS_WITNESS_EXCHANGE_H

#include "base/err.h"
#include "verify/policy.h"

enum { EXCHANGE_PROOF_MAX = 63, EXCHANGE_LEN_MAX = 1 << 17 }; /* hashes; octets of a request or an answer */

/* "old SIZE", the hashes of a consistency proof, an empty line, a checkpoint. Borrows the body. */
struct exchange_request {
    uint64_t old_size;
    struct hash proof[EXCHANGE_PROOF_MAX];
    size_t count;
    struct span checkpoint; /* a whole signed note */
};

bool exchange_parse(struct span body, struct exchange_request *ret);
/* ERR_LIMIT: no room, or more hashes than may be sent. */
enum err exchange_format(const struct exchange_request *r, char *out, size_t room, size_t *ret_len) MUST_USE;

/* Put those lines of an answer that are good cosignatures by witnesses of the policy under `note`, unless one of that witness
 * stands there. Lines of others are ignored. ERR_FORMAT: the answer is none; ERR_INVALID: a witness's line does not hold for this
 * checkpoint, or nothing in the answer is new; ERR_LIMIT: no room. ret_count: how many were added. */
enum err exchange_join(struct span note, struct span answer, const struct policy *p, char *out, size_t room, size_t *ret_len,
                       unsigned *ret_count) MUST_USE;

#endif
