/* An audit on record: that it began, with what; the captures it judged; its findings, every field a slot, their packets as blobs.
 */
#ifndef CUSTOS_APP_LEDGER_AUDIT_H
#define CUSTOS_APP_LEDGER_AUDIT_H

#include "app/ledger_store.h"
#include "app/run.h"
#include "report/export.h"

struct ledger_audit; /* opaque */

/* Open the ledger, and have on record, durably, that a run begins. */
enum err ledger_audit_begin(const struct ledger_place *p, const struct run_options *o, struct ledger_audit **ret,
                            struct fault *f) MUST_USE;
/* What it found, and a checkpoint of that. The run kept its evidence. */
enum err ledger_audit_end(struct ledger_audit *a, const struct run *r, struct fault *f) MUST_USE;
/* Where the findings stand, in their order; borrowed. NULL before ledger_audit_end, and of no audit. */
const struct ledger_ref *ledger_audit_refs(const struct ledger_audit *a);
void ledger_audit_free(struct ledger_audit *a); /* accepts NULL */

#endif
