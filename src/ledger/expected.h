/* Files that are not written but held against those that are there: given to the writer of tiles, it checks them. */
#ifndef CUSTOS_LEDGER_EXPECTED_H
#define CUSTOS_LEDGER_EXPECTED_H

#include "ledger/files.h"

struct expected {
    const struct files *real; /* borrowed */
    struct files files;       /* for the writer of tiles */
    bool off;                 /* nothing is looked at */
    char *data;               /* owned: what the file being written should hold */
    size_t len, room;
    char wrong[FILES_PATH]; /* the first file that is not as it should be; empty: none */
};

/* A pointer, because what it holds points to it. */
void expected_begin(struct expected *e, const struct files *real);
void expected_done(struct expected *e);

#endif
