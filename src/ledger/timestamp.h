/* Time stamps of checkpoints (RFC 3161): a request that can be carried to any time-stamping authority, and the check of what
 * comes back. What is stamped is the text of a checkpoint's note, without its signatures, so that cosignatures that come later
 * change nothing. Files only: nothing here speaks over a network. */
#ifndef CUSTOS_LEDGER_TIMESTAMP_H
#define CUSTOS_LEDGER_TIMESTAMP_H

#include "base/bytes.h"
#include "base/err.h"

enum { TIMESTAMP_REQUEST_MAX = 128, TIMESTAMP_ANSWER_MAX = 1 << 20 };

struct timestamp {
    int64_t time_ns;     /* when the authority saw it: since 1970, UTC */
    char authority[256]; /* subject of the certificate that signed */
    char serial[64];     /* hexadecimal */
};

/* When the authority's certificates must be valid: now, for an answer that just came; at its own time, for one that was kept. */
enum timestamp_valid { TIMESTAMP_VALID_NOW, TIMESTAMP_VALID_THEN };

/* SHA-256 of `text`, as a request and its answer name it. */
enum err timestamp_imprint(struct bytes text, uint8_t ret[static 32], struct fault *f) MUST_USE;

/* TimeStampReq (2.4.1) for SHA-256 of `text`, with a nonce of 64 random bits; the answer is to hold the certificates. */
enum err timestamp_request(struct bytes text, uint8_t ret[static TIMESTAMP_REQUEST_MAX], size_t *ret_len,
                           struct fault *f) MUST_USE;

/* Whose imprint an answer stamps, before anything of it is believed: which request it belongs to. ERR_INVALID: the authority
 * refused. */
enum err timestamp_answered(struct bytes answer, uint8_t ret[static 32], struct fault *f) MUST_USE;

/* Does `answer` (TimeStampResp, 2.4.2) stamp `text` as `request` asked: granted, that imprint, that nonce, signed by a
 * certificate for time stamping alone (2.3) that leads to one in the file `ca` (PEM)? ERR_FORMAT: it is no answer; ERR_INVALID:
 * it does not hold. */
enum err timestamp_check(struct bytes text, struct bytes request, struct bytes answer, const char *ca, enum timestamp_valid valid,
                         struct timestamp *ret, struct fault *f) MUST_USE;

#endif
