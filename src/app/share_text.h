/* The plain-text report of a bundle: what is shown, for somebody who reads. */
#ifndef CUSTOS_APP_SHARE_TEXT_H
#define CUSTOS_APP_SHARE_TEXT_H

#include <stdio.h>

#include "ledger/release.h"

struct share_text {
    const struct release_terms *terms;
    const char *origin, *made; /* RFC 3339 */
    struct bytes type;
    const struct record_slot *shown; /* in the order of the record */
    size_t shown_count, slot_count;  /* slot_count: of the record, withheld ones and all */
};

void share_text_write(const struct share_text *t, FILE *out);

#endif
