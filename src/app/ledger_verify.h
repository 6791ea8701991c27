/* custos ledger verify: does a ledger hold? */
#ifndef CUSTOS_APP_LEDGER_VERIFY_H
#define CUSTOS_APP_LEDGER_VERIFY_H

#include "app/ledger_store.h"

/* Prints what was found; returns the exit status. The signer is asked where it can be, and is free again before anything is read,
 * so that who writes meanwhile is not kept from it. */
int ledger_verify(const struct ledger_place *p);

#endif
