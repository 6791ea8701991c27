/* A bundle, made from a ledger and handed out. */
#ifndef CUSTOS_APP_SHARE_MAKE_H
#define CUSTOS_APP_SHARE_MAKE_H

#include "app/ledger_store.h"

struct share_options {
    struct ledger_place place;
    const char *finding, *reveal;                        /* what is shown: an id or an index; slots */
    const char *tlp, *classification, *matter, *purpose; /* NULL: nothing is said */
    const char *release;                                 /* in their place: the index of a release to be made once more */
    const char *to;                                      /* file of a receiver's public key; NULL: it is not sealed */
    const char *output;
};

/* The exit status. */
int share_make(const struct share_options *o);

#endif
