/* A record of the ledger: named values in the slots of a schema. What goes into the tree is its public part, a text that commits
 * to every slot by a salted hash, so that any of them can be shown or withheld later; the private part holds the record's key,
 * from which the salts are made, and the values. Without the private part nothing leads back to a value, however few values there
 * are.
 *
 *   public:      "custos/record/v1\nindex N\ntype T\nschema S\nslots K\n" and K lines of base64, a commitment each
 *   commitment:  SHA-256("custos/commit/v1\n" || salt[32] || u16be slot || u16be len(name) || name || 0x00, or 0x01 || u32be len
 * || value) salt:        HMAC-SHA-256(record key, "custos/salt/v1\n" || u16be slot) private:     record key[32], and for each
 * slot what stands behind "u16be slot" in its commitment */
#ifndef CUSTOS_LEDGER_RECORD_H
#define CUSTOS_LEDGER_RECORD_H

#include "base/err.h"
#include "ledger/hash.h"
#include "wire/writer.h"

enum {
    RECORD_KEY = 32,
    RECORD_PUBLIC_MAX = 65535,    /* bytes: C2SP tlog-tiles, entry bundles */
    RECORD_PRIVATE_MAX = 1 << 20, /* bytes: whatever is larger is a blob */
    RECORD_SLOTS_MAX = 1024,
    RECORD_NAME_MAX = 64, /* bytes of a type, of a schema, of a slot's name */
    RECORD_HEAD_MAX = 256 /* bytes of a public part before its commitments */
};

struct record_slot {
    struct bytes name;
    struct bytes value;
    bool absent; /* there is no value; the commitment looks like any other */
};

struct record {
    struct bytes type, schema;
    const struct record_slot *slots;
    size_t slot_count;
};

/* Letters, digits, '-', '_', '.' and '/', none of the last two in front or behind a '/': what types, schemas and slots may be
 * called. */
bool record_name_valid(struct bytes name);

/* ERR_LIMIT: too many slots, or too large; ERR_INVALID: a name that is none. */
enum err record_check(const struct record *r, struct fault *f) MUST_USE;

/* Both parts of a record that record_check let pass, into room for RECORD_PUBLIC_MAX and RECORD_PRIVATE_MAX bytes. */
void record_write(struct hasher *h, const struct record *r, uint64_t index, const uint8_t key[static RECORD_KEY],
                  struct writer *public_part, struct writer *private_part);

/* Of one slot: the hasher holds the record's key (hash_mac_key). */
void record_salt(struct hasher *h, unsigned slot, struct hash *ret);

/* What a record's public part says of itself; borrowed from it. False: it is no record's. */
struct record_text {
    uint64_t index;
    struct bytes type, schema;
    unsigned slots;
};
bool record_parse(struct bytes public_part, struct record_text *ret) MUST_USE;

/* A record's slots from its private part, borrowed from it; `slots` has room for RECORD_SLOTS_MAX. False: it has not `count`
 * slots, or something stands behind them. */
bool record_slots(struct bytes private_part, unsigned count, struct record_slot *slots, const uint8_t **ret_key) MUST_USE;

/* All of it is zero: its key and values were erased. */
bool record_erased(struct bytes private_part);

#endif
