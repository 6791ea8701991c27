/* Ask a witness over HTTP or HTTPS. */
#ifndef CUSTOS_WITNESS_ASK_H
#define CUSTOS_WITNESS_ASK_H

#include "base/err.h"
#include "verify/span.h"
#include "witness/exchange.h"

struct ask_answer {
    long status; /* of HTTP */
    char body[EXCHANGE_LEN_MAX];
    size_t len;
};

/* POST PREFIX/add-checkpoint. ERR_IO: no answer came. Redirections are not followed; certificates are checked. */
enum err ask_add_checkpoint(const char *prefix, struct span request, struct ask_answer *ret, struct fault *f) MUST_USE;

#endif
