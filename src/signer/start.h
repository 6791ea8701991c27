/* The other end: reach a signer that runs, or start one. Where none is named, a ledger starts one for itself as a child, in a
 * process that has executed the program anew, so that nothing of this one's memory is in it, and that ends when its channel is
 * closed. */
#ifndef CUSTOS_SIGNER_START_H
#define CUSTOS_SIGNER_START_H

#include "signer/signer.h"

enum { SIGNER_ANSWER_TIMEOUT_S = 60 }; /* a signer that says nothing for so long is gone */

struct signer_options {
    const char *socket;      /* of a running signer; NULL: start a child with the two below */
    const char *key, *state; /* as `custos signer` takes them */
    const char *program;     /* what is executed; NULL: this program itself */
};

/* *ret is ended by ret->ops->close, which waits for a child to end. */
enum err signer_start(const struct signer_options *o, struct signer *ret, struct fault *f) MUST_USE;

#endif
