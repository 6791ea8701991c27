/* What `custos ledger` prints of a ledger. */
#ifndef CUSTOS_APP_LEDGER_SHOW_H
#define CUSTOS_APP_LEDGER_SHOW_H

#include <stdio.h>

#include "ledger/check.h"
#include "ledger/view.h"

/* Records `first` to `last`, a line of JSON each, values and all. */
enum err ledger_show_records(struct view *v, uint64_t first, uint64_t last, FILE *out, struct fault *f) MUST_USE;

/* A proof that the record is in the latest checkpoint's tree (C2SP tlog-proof): index, siblings, the note. */
enum err ledger_show_proof(struct view *v, uint64_t index, FILE *out, struct fault *f) MUST_USE;
/* A proof that the tree grew out of its first `old_size` records: a hash a line, a blank line, the note. */
enum err ledger_show_growth(struct view *v, uint64_t old_size, FILE *out, struct fault *f) MUST_USE;

/* "verified N records", and what else was held against what. */
void ledger_show_report(const struct check_report *r, bool signer_asked, FILE *out);

#endif
