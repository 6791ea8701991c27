/* Records. As they stand in the tree: the ledger and who checks it read the same. As they are written: a frame gives back what
 * was put in, its commitments hold, and no octet of it can be changed unseen. Input: a flag, then a public part, or a record:
 * type and schema, an octet's length each, and slots: u8 length of the name, u8 length of the value (255: absent), name, value.
 */
#include "ledger/frame.h"
#include "verify/leaf.h"
#include "wire/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ABSENT = 255, SLOTS = 32 };

static bool same(struct bytes b, struct span s)
{
    return bytes_equal(b, bytes_of(s.at, s.len));
}

static void read_text(struct bytes b)
{
    static struct leaf leaf;
    struct record_text t;
    bool is = record_parse(b, &t), also = leaf_parse((struct span){(const char *)b.data, b.len}, &leaf);
    if (is && b.len <= RECORD_PUBLIC_MAX) ENSURE(also);
    if (also && leaf.type.len <= RECORD_NAME_MAX && leaf.schema.len <= RECORD_NAME_MAX) ENSURE(is);
    if (is && also)
        ENSURE(t.index == leaf.index && t.slots == leaf.slots && same(t.type, leaf.type) && same(t.schema, leaf.schema));
}

static void read_record(struct reader *r, struct record_slot *slots, struct record *ret)
{
    struct bytes type = reader_bytes(r, reader_u8(r)), schema = reader_bytes(r, reader_u8(r));
    *ret = (struct record){.type = type, .schema = schema, .slots = slots};
    while (ret->slot_count < SLOTS && reader_ok(r) && reader_left(r)) {
        struct record_slot *s = &slots[ret->slot_count++];
        size_t name = reader_u8(r), value = reader_u8(r);
        *s = (struct record_slot){.name = reader_bytes(r, name), .absent = value == ABSENT};
        if (!s->absent) s->value = reader_bytes(r, value);
    }
}

static void check_slots(struct hasher *h, const struct record *r, const struct frame_view *v, const struct leaf *leaf)
{
    static struct record_slot slots[RECORD_SLOTS_MAX];
    const uint8_t *key;
    ENSURE(record_slots(v->private_part, (unsigned)r->slot_count, slots, &key) && !record_erased(v->private_part));
    hash_mac_key(h, key);
    for (size_t i = 0; i < r->slot_count; i++) {
        const struct record_slot *s = &slots[i], *put = &r->slots[i];
        struct span name = {(const char *)s->name.data, s->name.len}, value = {(const char *)s->value.data, s->value.len};
        struct hash salt, commitment;
        ENSURE(s->absent == put->absent && bytes_equal(s->name, put->name) && bytes_equal(s->value, put->value));
        record_salt(h, (unsigned)i, &salt);
        leaf_commit(salt.octets, (uint16_t)i, name, s->absent ? NULL : &value, &commitment);
        ENSURE(hash_equal(&commitment, &leaf->commitments[i]));
    }
}

static void write_and_read(struct hasher *h, const struct record *r, uint64_t index, size_t harm)
{
    static uint8_t room[FRAME_MAX];
    static const uint8_t key[RECORD_KEY] = {1, 2, 3};
    static struct leaf leaf;
    struct writer w = writer_of(room, sizeof room);
    struct frame_view v;
    struct hash hash;
    frame_write(h, r, index, key, &w, &hash);
    struct bytes frame = bytes_of(room, w.len);
    ENSURE(!w.failed && frame_len(frame) == w.len && frame_read(h, frame, index, &v) && !frame_read(h, frame, index + 1, &v));
    ENSURE(frame_read(h, frame, index, &v) && v.len == w.len && hash_equal(&v.leaf, &hash));
    ENSURE(leaf_parse((struct span){(const char *)v.public_part.data, v.public_part.len}, &leaf));
    ENSURE(leaf.index == index && leaf.slots == r->slot_count && same(r->type, leaf.type) && same(r->schema, leaf.schema));
    read_text(v.public_part);
    check_slots(h, r, &v, &leaf);
    ENSURE(!frame_read(h, bytes_of(room, harm % w.len), index, &v)); /* torn */
    room[harm % w.len] ^= 0x40;
    ENSURE(!frame_read(h, frame, index, &v));
    room[harm % w.len] ^= 0x40;
    ENSURE(frame_read(h, frame, index, &v));
    frame_erase(room, &v);
    ENSURE(frame_read(h, frame, index, &v) && record_erased(v.private_part) && hash_equal(&v.leaf, &hash));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct hasher *h;
    struct reader r = reader_of(bytes_of(data, size));
    if (!h) h = hasher_new();
    ENSURE(h);
    bool text = reader_u8(&r) & 1;
    if (text) {
        read_text(reader_rest(&r));
        return 0;
    }
    struct record_slot slots[SLOTS];
    struct record record;
    uint64_t index = reader_u64(&r);
    size_t harm = reader_u16(&r);
    read_record(&r, slots, &record);
    if (reader_ok(&r) && record_check(&record, NULL) == ERR_OK) write_and_read(h, &record, index, harm);
    return 0;
}
