/* A finding as far as the slots of its record are shown: what exports of a bundle may tell. */
#ifndef CUSTOS_APP_EXPORTS_SLOTS_H
#define CUSTOS_APP_EXPORTS_SLOTS_H

#include "audit/verdict.h"
#include "base/arena.h"
#include "ledger/record.h"

/* From the shown slots of a record of type finding, as app/ledger_audit writes them. What is not among them, absent or not
 * understood is not known in *ret. Its texts and lists are the arena's. */
void exports_finding_of_slots(const struct record_slot *shown, size_t count, struct arena *a, struct verdict_finding *ret);

#endif
