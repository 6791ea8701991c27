/* The verdict as EVE JSON lines in the form of Suricata 7 (its user guide, "EVE JSON Format"), for any pipeline that reads that.
 */
#ifndef CUSTOS_REPORT_EVE_H
#define CUSTOS_REPORT_EVE_H

#include <stdio.h>

#include "audit/verdict.h"

/* Signature ids of our rules: EVE_SID_BASE + the rule's place in the contract's list, from 1; EVE_SID_BASE for a rule that is not
 * in it. They lie in the range that is free for local rules and never change. */
enum { EVE_SID_BASE = 1900000 };

/* One line of event_type "alert" per finding, then one "stats". What is not known is left out, as Suricata does.
 * Errors of `out` are the caller's to check (ferror). */
void report_eve(const struct verdict *v, FILE *out);

#endif
