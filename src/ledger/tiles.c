#include "ledger/tiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/record.h"
#include "wire/writer.h"

enum { FOLDERS_MAX = 16, ENTRY_MAX = 2 + RECORD_PUBLIC_MAX };

/* Folders whose entries changed since the last flush. */
struct touched {
    char path[FOLDERS_MAX][FILES_PATH];
    size_t count;
};

/* What is remembered of a level's files; entry bundles are a level of their own, TILES_LEVELS. */
struct level_files {
    char folder[FILES_PATH]; /* made last, and durable */
    bool some_partial;       /* the tile of this number was not full when it was written last */
    uint64_t partial;
};

struct tiles {
    const struct files *files;
    struct hasher *hasher;
    uint64_t size;
    struct hash level[TILES_LEVELS][TILES_WIDTH]; /* of each level's last tile */
    uint8_t *entries;                             /* its bundle */
    size_t entries_len, entries_room;
    struct touched touched;
    struct level_files kept[TILES_LEVELS + 1];
};

/* "x001/x234/067" (C2SP tlog-tiles, "Merkle Tree"): in groups of three digits, 'x' before all but the last. */
static size_t write_number(char *to, size_t room, uint64_t number)
{
    if (number < 1000) return (size_t)snprintf(to, room, "%03" PRIu64, number);
    size_t len = 0;
    uint64_t above = number / 1000, scale = 1;
    while (above / scale >= 1000) scale *= 1000;
    for (; scale; scale /= 1000) len += (size_t)snprintf(to + len, room - len, "x%03" PRIu64 "/", above / scale % 1000);
    return len + (size_t)snprintf(to + len, room - len, "%03" PRIu64, number % 1000);
}

void tiles_path(char path[static FILES_PATH], int level, uint64_t number, unsigned width)
{
    size_t len = level == TILES_ENTRIES ? (size_t)snprintf(path, FILES_PATH, "tile/entries/")
                                        : (size_t)snprintf(path, FILES_PATH, "tile/%d/", level);
    len += write_number(path + len, FILES_PATH - len, number);
    if (width != TILES_WIDTH) snprintf(path + len, FILES_PATH - len, ".p/%u", width);
}

unsigned tiles_partial(uint64_t size, unsigned level)
{
    return level < TILES_LEVELS ? size >> (TILES_HEIGHT * level) & (TILES_WIDTH - 1) : 0;
}

enum err tiles_new(const struct files *s, struct hasher *h, struct tiles **ret, struct fault *f)
{
    struct tiles *t = calloc(1, sizeof *t);
    uint8_t *entries = malloc(ENTRY_MAX);
    if (!t || !entries) {
        free(t);
        free(entries);
        return fault_set(f, ERR_MEMORY, "not enough memory for tiles");
    }
    t->files = s;
    t->hasher = h;
    t->entries = entries;
    t->entries_room = ENTRY_MAX;
    *ret = t;
    return ERR_OK;
}

void tiles_free(struct tiles *t)
{
    if (!t) return;
    free(t->entries);
    free(t);
}

uint64_t tiles_size(const struct tiles *t)
{
    return t->size;
}

enum err tiles_read(const struct files *s, unsigned level, uint64_t number, unsigned width, struct hash *ret, struct fault *f)
{
    char path[FILES_PATH], *data;
    size_t len;
    bool absent;
    tiles_path(path, (int)level, number, width);
    enum err err = files_read_whole(s, path, TILES_WIDTH * sizeof *ret, &data, &len, &absent, f);
    if (err != ERR_OK && absent && width != TILES_WIDTH) {
        tiles_path(path, (int)level, number, TILES_WIDTH);
        err = files_read_whole(s, path, TILES_WIDTH * sizeof *ret, &data, &len, &absent, f);
    }
    if (err != ERR_OK) return err;
    bool whole = len >= width * sizeof *ret;
    if (whole) memcpy(ret, data, width * sizeof *ret);
    free(data);
    return whole ? ERR_OK : fault_set(f, ERR_FORMAT, "%s: is too short", path);
}

enum err tiles_load(struct tiles *t, uint64_t size, struct fault *f)
{
    enum err err = ERR_OK;
    for (unsigned level = 1; err == ERR_OK && level < TILES_LEVELS; level++) {
        unsigned width = tiles_partial(size, level);
        if (width) err = tiles_read(t->files, level, size >> (TILES_HEIGHT * (level + 1u)), width, t->level[level], f);
    }
    for (unsigned level = 0; level <= TILES_LEVELS; level++) {
        unsigned height = level == TILES_LEVELS ? 0 : level;
        t->kept[level].some_partial = tiles_partial(size, height) != 0;
        t->kept[level].partial = size >> (TILES_HEIGHT * (height + 1u));
    }
    t->size = size & ~(uint64_t)(TILES_WIDTH - 1);
    t->entries_len = 0;
    return err;
}

/* --- writing ---------------------------------------------------------------------------------------------------------------- */

static enum err sync_touched(struct tiles *t, struct fault *f)
{
    enum err err = ERR_OK;
    for (size_t i = 0; err == ERR_OK && i < t->touched.count; i++) err = files_sync_folder(t->files, t->touched.path[i], f);
    if (err == ERR_OK) t->touched.count = 0;
    return err;
}

static enum err touch(struct tiles *t, const char *folder, struct fault *f)
{
    struct touched *all = &t->touched;
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->path[i], folder) == 0) return ERR_OK;
    if (all->count == FOLDERS_MAX) {
        enum err err = sync_touched(t, f);
        if (err != ERR_OK) return err;
    }
    snprintf(all->path[all->count++], FILES_PATH, "%s", folder);
    return ERR_OK;
}

/* The folders that a path goes through, durable. */
static enum err make_folders(struct tiles *t, const char *folder, struct fault *f)
{
    char parent[FILES_PATH] = ".", path[FILES_PATH];
    enum err err = ERR_OK;
    for (size_t i = 1; err == ERR_OK && folder[i - 1]; i++) {
        if (folder[i] && folder[i] != '/') continue;
        snprintf(path, sizeof path, "%.*s", (int)i, folder);
        err = files_folder(t->files, parent, path, f);
        snprintf(parent, sizeof parent, "%s", path);
    }
    return err;
}

static enum err write_tile(struct tiles *t, int level, uint64_t number, unsigned width, struct bytes data, struct fault *f)
{
    char path[FILES_PATH], folder[FILES_PATH];
    struct level_files *kept = &t->kept[level == TILES_ENTRIES ? TILES_LEVELS : level];
    tiles_path(path, level, number, width);
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    if (strcmp(folder, kept->folder) != 0) {
        enum err err = make_folders(t, folder, f);
        if (err != ERR_OK) return err;
        snprintf(kept->folder, sizeof kept->folder, "%s", folder);
    }
    enum err err = files_replace(t->files, path, 0644, data, f);
    return err == ERR_OK ? touch(t, folder, f) : err;
}

/* What a folder of partial tiles holds. */
struct widths {
    bool there[TILES_WIDTH];
};

static void take_width(void *ctx, const char *name)
{
    unsigned long width = strtoul(name, NULL, 10);
    if (width < TILES_WIDTH) ((struct widths *)ctx)->there[width] = true;
}

/* A tile is full now: those of its number that were not are of no more use. What cannot be removed stays. */
static void drop_partials(struct tiles *t, int level, uint64_t number)
{
    char path[FILES_PATH], folder[FILES_PATH];
    struct widths widths = {0};
    tiles_path(path, level, number, 1);
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    if (t->files->ops->list(t->files->ctx, folder, take_width, &widths) < 0) return;
    for (unsigned width = 1; width < TILES_WIDTH; width++) {
        tiles_path(path, level, number, width);
        if (widths.there[width]) (void)t->files->ops->remove(t->files->ctx, path);
    }
    (void)t->files->ops->remove(t->files->ctx, folder);
}

static enum err add_entry(struct tiles *t, struct bytes entry, struct fault *f)
{
    if (t->entries_room - t->entries_len < ENTRY_MAX) {
        uint8_t *more = realloc(t->entries, t->entries_room * 2 + ENTRY_MAX);
        if (!more) return fault_set(f, ERR_MEMORY, "not enough memory for a bundle of entries");
        t->entries = more;
        t->entries_room = t->entries_room * 2 + ENTRY_MAX;
    }
    store_be16(t->entries + t->entries_len, (uint16_t)entry.len);
    memcpy(t->entries + t->entries_len + 2, entry.data, entry.len);
    t->entries_len += 2 + entry.len;
    return ERR_OK;
}

/* The root of the tree below some nodes of one level, the last of which are followed by `ragged` (NULL: nothing): RFC 6962
 * section 2.1, from the right. */
static void fold(struct hasher *h, const struct hash *nodes, unsigned count, const struct hash *ragged, struct hash *ret)
{
    struct hash perfect[TILES_HEIGHT + 1];
    for (unsigned i = 0; i < count; i++) {
        struct hash node = nodes[i];
        unsigned bit = 0;
        for (; i >> bit & 1; bit++) hash_node(h, &perfect[bit], &node, &node);
        perfect[bit] = node;
    }
    bool some = ragged != NULL;
    if (some) *ret = *ragged;
    for (unsigned bit = 0; bit <= TILES_HEIGHT; bit++) {
        if (!(count >> bit & 1)) continue;
        if (some)
            hash_node(h, &perfect[bit], ret, ret);
        else
            *ret = perfect[bit];
        some = true;
    }
}

/* A tile of `level` is full: it is written, and its root is the next hash of the level above. */
static enum err close_tile(struct tiles *t, unsigned level, struct fault *f)
{
    struct hash root;
    uint64_t number = (t->size >> (TILES_HEIGHT * (level + 1u))) - 1;
    enum err err = write_tile(t, (int)level, number, TILES_WIDTH, bytes_of(t->level[level], sizeof t->level[level]), f);
    if (err != ERR_OK || level + 1u == TILES_LEVELS) return err;
    fold(t->hasher, t->level[level], TILES_WIDTH, NULL, &root);
    t->level[level + 1u][number % TILES_WIDTH] = root;
    return ERR_OK;
}

enum err tiles_add(struct tiles *t, const struct hash *leaf, struct bytes entry, struct fault *f)
{
    enum err err = add_entry(t, entry, f);
    if (err != ERR_OK) return err;
    t->level[0][t->size++ % TILES_WIDTH] = *leaf;
    if (t->size % TILES_WIDTH) return ERR_OK;
    err = write_tile(t, TILES_ENTRIES, t->size / TILES_WIDTH - 1, TILES_WIDTH, bytes_of(t->entries, t->entries_len), f);
    t->entries_len = 0;
    for (unsigned level = 0; err == ERR_OK && level < TILES_LEVELS; level++) {
        if (t->size & ((UINT64_C(1) << (TILES_HEIGHT * (level + 1u))) - 1)) break;
        err = close_tile(t, level, f);
    }
    return err;
}

static void note_partials(struct tiles *t)
{
    for (unsigned i = 0; i <= TILES_LEVELS; i++) {
        struct level_files *kept = &t->kept[i];
        unsigned level = i == TILES_LEVELS ? 0 : i;
        uint64_t number = t->size >> (TILES_HEIGHT * (level + 1u));
        if (kept->some_partial && kept->partial != number)
            drop_partials(t, i == TILES_LEVELS ? TILES_ENTRIES : (int)level, kept->partial);
        kept->some_partial = tiles_partial(t->size, level) != 0;
        kept->partial = number;
    }
}

enum err tiles_flush(struct tiles *t, struct fault *f)
{
    unsigned width = tiles_partial(t->size, 0);
    enum err err = ERR_OK;
    if (width) err = write_tile(t, TILES_ENTRIES, t->size / TILES_WIDTH, width, bytes_of(t->entries, t->entries_len), f);
    for (unsigned level = 0; err == ERR_OK && level < TILES_LEVELS; level++) {
        width = tiles_partial(t->size, level);
        uint64_t number = t->size >> (TILES_HEIGHT * (level + 1u));
        if (width) err = write_tile(t, (int)level, number, width, bytes_of(t->level[level], width * sizeof(struct hash)), f);
    }
    if (err == ERR_OK) err = sync_touched(t, f);
    if (err == ERR_OK) note_partials(t);
    return err;
}

void tiles_root(const struct tiles *t, struct hash *ret)
{
    bool some = false;
    merkle_empty(ret);
    for (unsigned level = 0; level < TILES_LEVELS; level++) {
        unsigned count = tiles_partial(t->size, level);
        struct hash ragged = *ret;
        if (!count) continue;
        fold(t->hasher, t->level[level], count, some ? &ragged : NULL, ret);
        some = true;
    }
}
