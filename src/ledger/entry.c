#include "ledger/entry.h"

#include <inttypes.h>
#include <stdio.h>

void entry_begin(struct entry *e, const char *type)
{
    e->schema = schema_of(bytes_of_text(type));
    ENSURE(e->schema && e->schema->slot_count <= SCHEMA_SLOTS_MAX);
    for (size_t i = 0; i < e->schema->slot_count; i++)
        e->slots[i] = (struct record_slot){.name = bytes_of_text(e->schema->slots[i]), .absent = true};
    e->record = (struct record){.type = bytes_of_text(e->schema->type),
                                .schema = bytes_of_text(e->schema->name),
                                .slots = e->slots,
                                .slot_count = e->schema->slot_count};
}

static int slot_of(const struct entry *e, const char *slot)
{
    int number = schema_slot(e->schema, bytes_of_text(slot));
    ENSURE(number >= 0);
    return number;
}

void entry_bytes(struct entry *e, const char *slot, struct bytes value)
{
    struct record_slot *s = &e->slots[slot_of(e, slot)];
    s->absent = value.data == NULL;
    s->value = value;
}

void entry_text(struct entry *e, const char *slot, const char *value)
{
    entry_bytes(e, slot, value ? bytes_of_text(value) : (struct bytes){0});
}

void entry_unsigned(struct entry *e, const char *slot, uint64_t value)
{
    char *text = e->numbers[slot_of(e, slot)];
    snprintf(text, sizeof e->numbers[0], "%" PRIu64, value);
    entry_text(e, slot, text);
}
