#include "ledger/record.h"

#include <stdio.h>

#include "verify/span.h"
#include "wire/reader.h"

#define HEAD   "custos/record/v1\n"
#define COMMIT "custos/commit/v1\n"
#define SALT   "custos/salt/v1\n"

enum { LINE = 45, HEAD_MAX = 256, SLOT_HEAD = 2 + 1 + 4 }; /* base64 of a hash with its line feed; all lines before them */

static bool is_name_octet(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool record_name_valid(struct bytes name)
{
    bool part_begins = true;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];
        bool good = is_name_octet(c) || (!part_begins && (c == '.' || c == '/'));
        if (!good) return false;
        part_begins = c == '/';
    }
    return name.len <= RECORD_NAME_MAX && !part_begins;
}

enum err record_check(const struct record *r, struct fault *f)
{
    size_t private_len = RECORD_KEY;
    if (!record_name_valid(r->type) || !record_name_valid(r->schema))
        return fault_set(f, ERR_INVALID, "a record's type and schema are 1 to %d of A-Z, a-z, 0-9, '-', '_', '.' and '/'",
                         RECORD_NAME_MAX);
    if (r->slot_count > RECORD_SLOTS_MAX)
        return fault_set(f, ERR_LIMIT, "a record of %zu slots: there may be %d", r->slot_count, RECORD_SLOTS_MAX);
    for (size_t i = 0; i < r->slot_count; i++) {
        const struct record_slot *s = &r->slots[i];
        if (!record_name_valid(s->name))
            return fault_set(f, ERR_INVALID, "slot %zu: a name is 1 to %d of A-Z, a-z, 0-9, '-', '_', '.' and '/'", i,
                             RECORD_NAME_MAX);
        if (s->value.len > RECORD_PRIVATE_MAX || (private_len += SLOT_HEAD + s->name.len + s->value.len) > RECORD_PRIVATE_MAX)
            return fault_set(f, ERR_LIMIT, "a record of more than %d bytes: what is that large is kept as a blob",
                             RECORD_PRIVATE_MAX);
    }
    return ERR_OK;
}

static void write_slot(struct writer *w, const struct record_slot *s)
{
    writer_u16(w, (uint16_t)s->name.len);
    writer_bytes(w, s->name);
    writer_u8(w, !s->absent);
    if (s->absent) return;
    writer_u32(w, (uint32_t)s->value.len);
    writer_bytes(w, s->value);
}

void record_salt(struct hasher *h, unsigned slot, struct hash *ret)
{
    uint8_t text[sizeof SALT + 1] = SALT;
    store_be16(text + sizeof SALT - 1, (uint16_t)slot);
    hash_mac(h, bytes_of(text, sizeof text), ret);
}

/* `written` is what write_slot made of the slot. */
static void commit(struct hasher *h, const struct hash *salt, unsigned slot, struct bytes written, struct hash *ret)
{
    uint8_t head[sizeof COMMIT - 1 + sizeof *salt + 2];
    memcpy(head, COMMIT, sizeof COMMIT - 1);
    memcpy(head + sizeof COMMIT - 1, salt, sizeof *salt);
    store_be16(head + sizeof head - 2, (uint16_t)slot);
    hash_begin(h);
    hash_part(h, bytes_of(head, sizeof head));
    hash_part(h, written);
    hash_end(h, ret);
}

/* RFC 4648 section 4, of a hash, with a line feed. */
static void write_hash_line(struct writer *w, const struct hash *hash)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *from = hash->octets;
    uint8_t *to = writer_room(w, LINE);
    if (!to) return;
    for (unsigned i = 0; i < 10; i++, from += 3, to += 4) {
        uint32_t v = load_be24(from);
        to[0] = (uint8_t)digits[v >> 18];
        to[1] = (uint8_t)digits[v >> 12 & 63];
        to[2] = (uint8_t)digits[v >> 6 & 63];
        to[3] = (uint8_t)digits[v & 63];
    }
    uint32_t v = load_be16(from); /* 32 = 10 * 3 + 2 */
    to[0] = (uint8_t)digits[v >> 10];
    to[1] = (uint8_t)digits[v >> 4 & 63];
    to[2] = (uint8_t)digits[v << 2 & 63];
    to[3] = '=';
    to[4] = '\n';
}

static void write_head(struct writer *w, const struct record *r, uint64_t index)
{
    char head[RECORD_HEAD_MAX];
    int len =
        snprintf(head, sizeof head, HEAD "index %llu\ntype %.*s\nschema %.*s\nslots %zu\n", (unsigned long long)index,
                 (int)r->type.len, (const char *)r->type.data, (int)r->schema.len, (const char *)r->schema.data, r->slot_count);
    writer_bytes(w, bytes_of(head, (size_t)len));
}

void record_write(struct hasher *h, const struct record *r, uint64_t index, const uint8_t key[static RECORD_KEY],
                  struct writer *public_part, struct writer *private_part)
{
    hash_mac_key(h, key);
    write_head(public_part, r, index);
    writer_bytes(private_part, bytes_of(key, RECORD_KEY));
    for (unsigned i = 0; i < r->slot_count; i++) {
        struct hash salt, commitment;
        size_t from = private_part->len;
        write_slot(private_part, &r->slots[i]);
        record_salt(h, i, &salt);
        commit(h, &salt, i, bytes_of(private_part->data + from, private_part->len - from), &commitment);
        write_hash_line(public_part, &commitment);
    }
    ENSURE(!public_part->failed && !private_part->failed); /* record_check */
}

/* "KEY VALUE\n" */
static bool take_line(struct span *rest, const char *key, struct span *ret)
{
    struct span line;
    if (!span_line(rest, &line) || !span_skip(&line, key) || !span_skip(&line, " ")) return false;
    *ret = line;
    return true;
}

bool record_parse(struct bytes public_part, struct record_text *ret)
{
    struct span rest = {(const char *)public_part.data, public_part.len}, index, type, schema, slots;
    uint64_t number, count;
    if (!span_skip(&rest, HEAD) || !take_line(&rest, "index", &index) || !take_line(&rest, "type", &type) ||
        !take_line(&rest, "schema", &schema) || !take_line(&rest, "slots", &slots))
        return false;
    struct record_text t = {.type = bytes_of(type.at, type.len), .schema = bytes_of(schema.at, schema.len)};
    if (!span_decimal(index, &number) || !span_decimal(slots, &count) || !record_name_valid(t.type) ||
        !record_name_valid(t.schema))
        return false;
    if (count > RECORD_SLOTS_MAX || rest.len != count * LINE) return false;
    for (struct span line; span_line(&rest, &line);) {
        uint8_t commitment[32];
        if (!span_base64_exact(line, commitment, sizeof commitment)) return false;
    }
    if (rest.len) return false; /* the last line has no end */
    t.index = number;
    t.slots = (unsigned)count;
    *ret = t;
    return true;
}

bool record_slots(struct bytes private_part, unsigned count, struct record_slot *slots, const uint8_t **ret_key)
{
    struct reader r = reader_of(private_part);
    const uint8_t *key = reader_take(&r, RECORD_KEY);
    for (unsigned i = 0; i < count; i++) {
        struct bytes name = reader_bytes(&r, reader_u16(&r));
        uint8_t present = reader_u8(&r);
        if (present > 1) return false;
        slots[i] = (struct record_slot){.name = name, .absent = !present};
        if (present) slots[i].value = reader_bytes(&r, reader_u32(&r));
    }
    if (!reader_ok(&r) || reader_left(&r)) return false;
    *ret_key = key;
    return true;
}

bool record_erased(struct bytes private_part)
{
    for (size_t i = 0; i < private_part.len; i++)
        if (private_part.data[i]) return false;
    return true;
}
