/* The time stamps that a ledger keeps, below timestamp/. For each checkpoint that was to be stamped three files SIZE-HEX, HEX
 * being the first eight octets of what is stamped:
 *
 *   .checkpoint  its note      .tsq  the request for it      .tsr  the authority's answer, once there is one
 *
 * They are what `openssl ts -verify -queryfile X.tsq -in X.tsr -CAfile CA` takes, too. */
#ifndef CUSTOS_LEDGER_STAMPS_H
#define CUSTOS_LEDGER_STAMPS_H

#include "ledger/checkpoints.h"
#include "ledger/timestamp.h"

enum { STAMP_NAME = 64 };

struct stamp {
    char name[STAMP_NAME]; /* SIZE-HEX */
    uint64_t size;         /* of the checkpoint, and its root */
    struct hash root;
    bool answered; /* there is an answer, and it holds: */
    struct timestamp stamped;
};

/* A request for the latest checkpoint, or the one that waits already: *ret_path is its file, relative to the ledger's folder.
 * ERR_INVALID: this checkpoint is stamped. */
enum err stamps_request(const struct files *s, const struct log_key *k, char ret_path[static FILES_PATH],
                        struct fault *f) MUST_USE;

/* Check an authority's answer to one of the requests, at the present time, and keep it, durable. */
enum err stamps_keep(const struct files *s, const struct log_key *k, struct bytes answer, const char *ca, struct stamp *ret,
                     struct fault *f) MUST_USE;

/* `err`, and then `f`: what is wrong with it. False: no more of them. */
typedef bool stamps_fn(void *ctx, const struct stamp *p, enum err err, const struct fault *f);
/* All of them, smallest tree first, each checked at its own time. */
enum err stamps_each(const struct files *s, const struct log_key *k, const char *ca, stamps_fn *fn, void *ctx,
                     struct fault *f) MUST_USE;

#endif
