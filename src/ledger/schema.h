/* The slots of each type of record, in their order. A record always has all of them, so that its shape tells nothing. Slots may
 * be added only under a new version of the schema. */
#ifndef CUSTOS_LEDGER_SCHEMA_H
#define CUSTOS_LEDGER_SCHEMA_H

#include <stddef.h>

#include "base/bytes.h"

enum { SCHEMA_SLOTS_MAX = 32 };

struct schema {
    const char *type; /* "finding" */
    const char *name; /* "finding/1" */
    const char *const *slots;
    size_t slot_count;
};

#define SCHEMA_JSON "json/1" /* of records whose slots are the members of a JSON object, in its order */

/* The schema of a type, NULL: there is none. */
const struct schema *schema_of(struct bytes type);
/* The number of a slot; -1: there is none. */
int schema_slot(const struct schema *s, struct bytes name);

#endif
