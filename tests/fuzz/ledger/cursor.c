/* A journal as it lies on a disk that somebody wrote to. Input: a flag; u8 how many segments, and of each the index of its first
 * record (u8) and its length (u16be); then their octets. Unless the flag's first bit is set, frames get the index, hash and
 * checksum that they should have, so that what is behind these is reached. */
#include "ledger/cursor.h"

#include <isa-l/crc.h>

#include "disk.h"
#include "wire/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEGMENTS = 3, ROOM = 4096 };

static uint8_t octets[SEGMENTS][ROOM];
static uint64_t first[SEGMENTS];

/* Two segments of one name cannot be. */
static bool known(const struct disk *d, uint64_t index)
{
    for (size_t i = 0; i < d->count; i++)
        if (first[i] == index) return true;
    return false;
}

static void read_disk(struct reader *r, struct disk *d)
{
    unsigned count = reader_u8(r);
    size_t len[SEGMENTS] = {0};
    d->count = 0;
    for (unsigned i = 0; i < count && i < SEGMENTS; i++) {
        uint64_t index = reader_u8(r);
        size_t room = reader_u16(r) % ROOM;
        if (known(d, index)) continue;
        segment_path(d->file[d->count].path, index);
        first[d->count] = index;
        len[d->count++] = room;
    }
    for (size_t i = 0; i < d->count; i++) {
        struct bytes b = reader_bytes(r, len[i] < reader_left(r) ? len[i] : reader_left(r));
        if (b.len) memcpy(octets[i], b.data, b.len);
        d->file[i].content = bytes_of(octets[i], b.len);
    }
}

static void mend(struct hasher *h, uint8_t *at, size_t len, uint64_t index)
{
    for (size_t n; (n = frame_len(bytes_of(at, len))) != 0 && n <= len; at += n, len -= n, index++) {
        struct hash leaf;
        hash_leaf(h, bytes_of(at + FRAME_HEAD, load_be32(at + 4)), &leaf);
        store_be32(at + 12, (uint32_t)(index >> 32));
        store_be32(at + 16, (uint32_t)index);
        memcpy(at + 20, &leaf, sizeof leaf);
        store_be32(at + n - 4, ~crc32_iscsi(at, (int)n - 4, ~0u));
    }
}

static uint64_t walk(struct cursor *c, enum cursor_state *ret_state)
{
    struct frame_view v;
    struct record_text t;
    static struct record_slot slots[RECORD_SLOTS_MAX];
    const uint8_t *key;
    uint64_t found = 0;
    while (cursor_next(c, ret_state, &v, NULL) == ERR_OK && *ret_state == CURSOR_FRAME) {
        struct cursor_place p = cursor_place(c);
        ENSURE(v.index == found++ && p.index == found && p.segment <= v.index && p.offset >= v.len);
        if (record_parse(v.public_part, &t) && t.index == v.index) (void)!record_slots(v.private_part, t.slots, slots, &key);
    }
    return found;
}

static void check_journal(struct hasher *h, const struct files *files)
{
    struct cursor *c;
    enum cursor_state state = CURSOR_END, again;
    struct frame_view v;
    uint64_t rest;
    bool unfinished;
    ENSURE(cursor_new(files, h, &c, NULL) == ERR_OK);
    uint64_t found = walk(c, &state);
    struct cursor_place end = cursor_place(c);
    ENSURE(cursor_rest(c, &rest, &unfinished, NULL) == ERR_OK && (state == CURSOR_BROKEN || rest == 0));
    ENSURE(cursor_place(c).offset == end.offset && cursor_place(c).segment == end.segment);
    for (uint64_t i = 0; i < found; i++) { /* in a journal that is whole each record is found again */
        bool there = cursor_seek(c, i, &again, NULL) == ERR_OK && again == CURSOR_FRAME &&
                     cursor_next(c, &again, &v, NULL) == ERR_OK && again == CURSOR_FRAME && v.index == i;
        ENSURE(there || state != CURSOR_END);
    }
    cursor_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct hasher *h;
    static struct disk disk;
    struct reader r = reader_of(bytes_of(data, size));
    struct files files = disk_files(&disk);
    if (!h) h = hasher_new();
    ENSURE(h);
    bool as_it_is = reader_u8(&r) & 1;
    read_disk(&r, &disk);
    for (size_t i = 0; i < disk.count && !as_it_is; i++) mend(h, octets[i], disk.file[i].content.len, first[i]);
    check_journal(h, &files);
    return 0;
}
