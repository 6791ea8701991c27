/* A secure-shell log-in as it looks from outside: version strings, then ciphertext in keystroke rhythm. */
#ifndef CUSTOS_DRILL_LOGIN_H
#define CUSTOS_DRILL_LOGIN_H

#include "drill/tcp.h"
#include "drill/upf.h"

struct login {
    struct upf *upf;
    struct rng *rng; /* borrowed */
    struct tcp session;
    uint32_t step, keystrokes;
};

/* A client behind the management side's router, to an address of the element; `l` and `r` must live as long as the world. */
void login_init(struct login *l, struct upf *u, const struct five_tuple *t, struct rng *r, uint32_t keystrokes);
void login_step(struct world *w, void *ctx); /* an event: begins it, and goes on by itself; ctx is the login */

#endif
