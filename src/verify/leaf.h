/* A record as it stands in the tree: its type and schema in clear, and a salted commitment for every slot of the schema, also for
 * those without a value. What a slot holds is shown by its salt and value, slot by slot; without the salt, 32 octets derived from
 * a random key, a commitment cannot be compared with guesses. */
#ifndef CUSTOS_VERIFY_LEAF_H
#define CUSTOS_VERIFY_LEAF_H

#include "verify/merkle.h"
#include "verify/span.h"

enum { LEAF_MAX = 65535, LEAF_SLOTS_MAX = 1024 };

/* "custos/record/v1", "index N", "type T", "schema S/V", "slots K", K commitments in base64: a line each. Borrows the text. */
struct leaf {
    uint64_t index;
    struct span type, schema;
    size_t slots;
    struct hash commitments[LEAF_SLOTS_MAX];
};

bool leaf_parse(struct span text, struct leaf *ret);

/* SHA-256("custos/commit/v1\n" || salt || u16be slot || u16be len(name) || name || 0x00, or 0x01 || u32be len(value) || value).
 * `value` NULL: absent. The name has at most 65535 octets, the value less than 4 GiB. */
void leaf_commit(const uint8_t salt[32], uint16_t slot, struct span name, const struct span *value, struct hash *ret);

/* What is shown of a slot. `value` is decoded into the caller's memory. */
struct disclosure {
    uint16_t slot;
    struct span name, value;
    bool absent;
    uint8_t salt[32];
};

/* The head of a disclosed file, "custos/disclosure/v1" and "index N"; *rest is left at the slots. */
bool disclosure_begin(struct span *rest, uint64_t *ret_index);
/* The next line: "SLOT NAME SALT =VALUE", salt and value in base64, or "-" for a slot without a value. The value is written at
 * `memory`, where base64 of the line fits. False: malformed. */
bool disclosure_next(struct span *rest, struct disclosure *ret, char *memory);

#endif
