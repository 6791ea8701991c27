/* A journal as it lies on a disk that somebody wrote to. Input: a flag; u8 how many segments, and of each the index of its first
 * record (u8) and its length (u16be); then their octets. Unless the flag's first bit is set, frames get the index, hash and
 * checksum that they should have, so that what is behind these is reached. */
#include "ledger/cursor.h"

#include <errno.h>
#include <isa-l/crc.h>
#include <stdio.h>
#include <stdlib.h>

#include "wire/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEGMENTS = 3, ROOM = 4096 };

struct disk {
    struct {
        uint64_t first;
        uint8_t octets[ROOM];
        size_t len;
    } segment[SEGMENTS];
    size_t count;
};

static int disk_open(void *ctx, const char *path, enum files_mode mode, unsigned permissions)
{
    const struct disk *d = ctx;
    (void)permissions;
    ENSURE(mode == FILES_READ);
    for (size_t i = 0; i < d->count; i++) {
        char name[FILES_PATH];
        segment_path(name, d->segment[i].first);
        if (strcmp(name, path) == 0) return (int)i;
    }
    return -ENOENT;
}

static int disk_close(void *ctx, int handle)
{
    const struct disk *d = ctx;
    ENSURE((size_t)handle < d->count);
    return 0;
}

static int64_t disk_read(void *ctx, int handle, void *data, size_t len, uint64_t offset)
{
    const struct disk *d = ctx;
    ENSURE((size_t)handle < d->count);
    struct bytes b = bytes_slice(bytes_of(d->segment[handle].octets, d->segment[handle].len), (size_t)offset, len);
    if (b.len) memcpy(data, b.data, b.len);
    return (int64_t)b.len;
}

static int disk_list(void *ctx, const char *path, files_list_fn *fn, void *fn_ctx)
{
    const struct disk *d = ctx;
    ENSURE(strcmp(path, SEGMENTS_FOLDER) == 0);
    for (size_t i = 0; i < d->count; i++) {
        char name[FILES_PATH];
        segment_path(name, d->segment[i].first);
        fn(fn_ctx, name + sizeof SEGMENTS_FOLDER);
    }
    return 0;
}

static const struct files_ops disk_ops = {.open = disk_open, .close = disk_close, .read = disk_read, .list = disk_list};

/* Two segments of one name cannot be. */
static bool known(const struct disk *d, uint64_t first)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->segment[i].first == first) return true;
    return false;
}

static void read_disk(struct reader *r, struct disk *d)
{
    unsigned count = reader_u8(r);
    size_t len[SEGMENTS] = {0};
    d->count = 0;
    for (unsigned i = 0; i < count && i < SEGMENTS; i++) {
        uint64_t first = reader_u8(r);
        size_t room = reader_u16(r) % ROOM;
        if (known(d, first)) continue;
        d->segment[d->count].first = first;
        len[d->count++] = room;
    }
    for (size_t i = 0; i < d->count; i++) {
        struct bytes b = reader_bytes(r, len[i] < reader_left(r) ? len[i] : reader_left(r));
        if (b.len) memcpy(d->segment[i].octets, b.data, b.len);
        d->segment[i].len = b.len;
    }
}

static void mend(struct hasher *h, uint8_t *octets, size_t len, uint64_t index)
{
    for (size_t n; (n = frame_len(bytes_of(octets, len))) != 0 && n <= len; octets += n, len -= n, index++) {
        struct hash leaf;
        hash_leaf(h, bytes_of(octets + FRAME_HEAD, load_be32(octets + 4)), &leaf);
        store_be32(octets + 12, (uint32_t)(index >> 32));
        store_be32(octets + 16, (uint32_t)index);
        memcpy(octets + 20, &leaf, sizeof leaf);
        store_be32(octets + n - 4, ~crc32_iscsi(octets, (int)n - 4, ~0u));
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
    struct files files = {.ops = &disk_ops, .ctx = &disk};
    if (!h) h = hasher_new();
    ENSURE(h);
    bool as_it_is = reader_u8(&r) & 1;
    read_disk(&r, &disk);
    for (size_t i = 0; i < disk.count && !as_it_is; i++)
        mend(h, disk.segment[i].octets, disk.segment[i].len, disk.segment[i].first);
    check_journal(h, &files);
    return 0;
}
