/* A witness: answers add-checkpoint (C2SP tlog-witness). It cosigns a log's checkpoint only when it is shown that the log's last
 * one, which it remembers, is a prefix of it; and it remembers before it answers. */
#ifndef CUSTOS_WITNESS_WITNESS_H
#define CUSTOS_WITNESS_WITNESS_H

#include "signer/key.h"
#include "verify/policy.h"
#include "witness/store.h"

enum { WITNESS_BODY_MAX = 2048, WITNESS_VKEY_MAX = SIGNER_VKEY_MAX };

struct witness {
    const struct signer_key *key; /* borrowed, as is what follows */
    const struct policy *policy;  /* its logs; its witnesses and its quorum mean nothing here */
    struct store *store;          /* open */
    uint64_t (*now)(void);        /* seconds since 1970 */
};

struct witness_answer {
    int status; /* of HTTP: 200 400 403 404 409 422 500 */
    const char *content_type;
    char body[WITNESS_BODY_MAX]; /* cosignature lines; at 409 the size it knows; else a sentence */
    size_t len;
};

/* The key as a cosigner's: NAME+HEX8+BASE64(4 || public key). */
void witness_vkey(const struct signer_key *k, char ret[static WITNESS_VKEY_MAX]);

void witness_answer(struct witness *w, struct span body, struct witness_answer *ret);

#endif
