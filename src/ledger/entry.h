/* A record of a known schema while it is filled: every slot absent until it is set. Values are copied nowhere: they are borrowed
 * until the record was appended. */
#ifndef CUSTOS_LEDGER_ENTRY_H
#define CUSTOS_LEDGER_ENTRY_H

#include "ledger/record.h"
#include "ledger/schema.h"

struct entry {
    const struct schema *schema;
    struct record_slot slots[SCHEMA_SLOTS_MAX];
    char numbers[SCHEMA_SLOTS_MAX][24]; /* texts of numbers */
    struct record record;               /* what to append */
};

/* A pointer, because what it holds points into it. `type` must have a schema. */
void entry_begin(struct entry *e, const char *type);
/* The schema must have the slot. NULL, and no data: it stays absent. */
void entry_text(struct entry *e, const char *slot, const char *value);
void entry_bytes(struct entry *e, const char *slot, struct bytes value);
void entry_unsigned(struct entry *e, const char *slot, uint64_t value);

#endif
