/* A disk in memory whose power can be cut at any call: what was not made durable is then kept, dropped or torn, each write and
 * each entry of a folder by itself, as a random generator says. Any call can also be refused with an errno. */
#ifndef CUSTOS_TESTS_POWER_DISK_H
#define CUSTOS_TESTS_POWER_DISK_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/files.h"

enum { POWER_SECTOR = 64, POWER_HANDLES = 64, POWER_ROOM_NONE = 0 };

enum power_change_kind { POWER_WRITE, POWER_LENGTH };

struct power_change {
    enum power_change_kind kind;
    uint64_t offset, len;
    uint8_t *data;
};

struct power_file {
    uint8_t *now, *safe; /* as it is seen, and as it is on the medium */
    uint64_t now_len, safe_len;
    struct power_change *pending;
    size_t pending_count;
};

struct power_entry {
    char path[FILES_PATH];
    struct power_file *file; /* NULL: a folder */
};

/* A change of one folder: `path` gets `file`, or (gone) loses what it had; a rename is both at once. */
struct power_link {
    char path[FILES_PATH], from[FILES_PATH];
    struct power_file *file;
    bool gone;
};

struct power_list {
    struct power_entry *at;
    size_t count;
};

struct power_disk {
    struct power_list now, safe;
    struct power_link *pending;
    size_t pending_count;
    struct power_file **all;
    size_t all_count;
    struct power_file *handle[POWER_HANDLES];
    uint64_t calls;    /* that change something or make it durable */
    uint64_t cut_at;   /* the power goes at that call; 0: never */
    uint64_t error_at; /* that call is refused with `error`, later ones are not */
    int error;
    bool off;
    uint64_t room, used; /* bytes reserved at most; 0: no limit */
    uint64_t random;
    struct files files; /* what the ledger is given */
};

static inline uint64_t power_random(struct power_disk *d)
{
    d->random ^= d->random << 13;
    d->random ^= d->random >> 7;
    d->random ^= d->random << 17;
    return d->random;
}

/* Counts a call: 0 to go on, else what it answers. */
static inline int power_call(struct power_disk *d)
{
    if (d->off) return -EIO;
    d->calls++;
    if (d->calls == d->cut_at) {
        d->off = true;
        return -EIO;
    }
    return d->calls == d->error_at ? -d->error : 0;
}

static inline struct power_entry *power_find(struct power_list *l, const char *path)
{
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->at[i].path, path) == 0) return &l->at[i];
    return NULL;
}

static inline void power_set(struct power_list *l, const char *path, struct power_file *file)
{
    struct power_entry *e = power_find(l, path);
    if (!e) {
        l->at = realloc(l->at, (l->count + 1) * sizeof *l->at);
        e = &l->at[l->count++];
        snprintf(e->path, sizeof e->path, "%s", path);
    }
    e->file = file;
}

static inline void power_unset(struct power_list *l, const char *path)
{
    struct power_entry *e = power_find(l, path);
    if (e) *e = l->at[--l->count];
}

static inline bool power_in_folder(const char *path, const char *folder)
{
    const char *slash = strrchr(path, '/');
    if (strcmp(folder, ".") == 0) return !slash;
    size_t len = strlen(folder);
    return slash && (size_t)(slash - path) == len && strncmp(path, folder, len) == 0;
}

static inline void power_resize(uint8_t **data, uint64_t *len, uint64_t to)
{
    *data = realloc(*data, to + 1);
    if (to > *len) memset(*data + *len, 0, to - *len);
    *len = to;
}

static inline void power_apply(uint8_t **data, uint64_t *len, const struct power_change *c)
{
    if (c->kind == POWER_LENGTH) {
        power_resize(data, len, c->len);
        return;
    }
    if (c->offset + c->len > *len) power_resize(data, len, c->offset + c->len);
    if (c->len) memcpy(*data + c->offset, c->data, c->len);
}

static inline void power_change(struct power_file *file, enum power_change_kind kind, uint64_t offset, uint64_t len,
                                const void *data)
{
    struct power_change c = {kind, offset, len, NULL};
    if (kind == POWER_WRITE) {
        c.data = malloc(len + 1);
        memcpy(c.data, data, len);
    }
    power_apply(&file->now, &file->now_len, &c);
    file->pending = realloc(file->pending, (file->pending_count + 1) * sizeof c);
    file->pending[file->pending_count++] = c;
}

static inline void power_link(struct power_disk *d, const char *path, const char *from, struct power_file *file, bool gone)
{
    struct power_link l = {.file = file, .gone = gone};
    snprintf(l.path, sizeof l.path, "%s", path);
    snprintf(l.from, sizeof l.from, "%s", from ? from : "");
    d->pending = realloc(d->pending, (d->pending_count + 1) * sizeof l);
    d->pending[d->pending_count++] = l;
}

static inline void power_apply_link(struct power_list *list, const struct power_link *l)
{
    if (l->gone)
        power_unset(list, l->path);
    else
        power_set(list, l->path, l->file);
    if (l->from[0]) power_unset(list, l->from);
}

static inline int power_open(void *ctx, const char *path, enum files_mode mode, unsigned permissions)
{
    struct power_disk *d = ctx;
    struct power_entry *e = power_find(&d->now, path);
    int handle = 0;
    (void)permissions;
    if (d->off) return -EIO;
    while (handle < POWER_HANDLES && d->handle[handle]) handle++;
    if (handle == POWER_HANDLES) return -EMFILE;
    if (mode != FILES_CREATE && (!e || !e->file)) return e ? -EISDIR : -ENOENT;
    if (mode == FILES_CREATE) {
        int refused = power_call(d);
        if (refused) return refused;
        if (!e) {
            struct power_file *file = calloc(1, sizeof *file);
            d->all = realloc(d->all, (d->all_count + 1) * sizeof *d->all);
            d->all[d->all_count++] = file;
            power_set(&d->now, path, file);
            power_link(d, path, NULL, file, false);
            e = power_find(&d->now, path);
        }
        power_change(e->file, POWER_LENGTH, 0, 0, NULL);
    }
    d->handle[handle] = e->file;
    return handle;
}

static inline int power_close(void *ctx, int handle)
{
    struct power_disk *d = ctx;
    d->handle[handle] = NULL;
    return d->off ? -EIO : 0;
}

static inline int64_t power_size(void *ctx, int handle)
{
    struct power_disk *d = ctx;
    return d->off ? -EIO : (int64_t)d->handle[handle]->now_len;
}

static inline int64_t power_read(void *ctx, int handle, void *data, size_t len, uint64_t offset)
{
    struct power_disk *d = ctx;
    const struct power_file *f = d->handle[handle];
    if (d->off) return -EIO;
    if (offset >= f->now_len) return 0;
    if (len > f->now_len - offset) len = f->now_len - offset;
    memcpy(data, f->now + offset, len);
    return (int64_t)len;
}

/* The write during which the power goes may be on the medium in part. */
static inline int64_t power_write(void *ctx, int handle, const void *data, size_t len, uint64_t offset)
{
    struct power_disk *d = ctx;
    bool was_off = d->off;
    int refused = power_call(d);
    if (!was_off && (!refused || d->off)) power_change(d->handle[handle], POWER_WRITE, offset, len, data);
    return refused ? refused : (int64_t)len;
}

static inline int power_length(struct power_disk *d, int handle, uint64_t len)
{
    int refused = power_call(d);
    if (!refused) power_change(d->handle[handle], POWER_LENGTH, 0, len, NULL);
    return refused;
}

static inline int power_reserve(void *ctx, int handle, uint64_t len)
{
    struct power_disk *d = ctx;
    uint64_t has = d->handle[handle]->now_len;
    if (len <= has) return 0;
    if (d->room && d->used + (len - has) > d->room) return -ENOSPC;
    d->used += len - has;
    return power_length(d, handle, len);
}

static inline int power_truncate(void *ctx, int handle, uint64_t len)
{
    return power_length(ctx, handle, len);
}

static inline int power_sync(void *ctx, int handle)
{
    struct power_disk *d = ctx;
    struct power_file *f = d->handle[handle];
    int refused = power_call(d);
    if (refused) return refused;
    for (size_t i = 0; i < f->pending_count; i++) {
        power_apply(&f->safe, &f->safe_len, &f->pending[i]);
        free(f->pending[i].data);
    }
    f->pending_count = 0;
    return 0;
}

static inline int power_forget(void *ctx, int handle)
{
    (void)ctx;
    (void)handle;
    return 0;
}

static inline int power_rename(void *ctx, const char *from, const char *to)
{
    struct power_disk *d = ctx;
    int refused = power_call(d);
    const struct power_entry *e = power_find(&d->now, from);
    if (refused) return refused;
    if (!e) return -ENOENT;
    struct power_file *file = e->file;
    power_set(&d->now, to, file);
    power_unset(&d->now, from);
    power_link(d, to, from, file, false);
    return 0;
}

static inline int power_remove(void *ctx, const char *path)
{
    struct power_disk *d = ctx;
    int refused = power_call(d);
    if (refused) return refused;
    if (!power_find(&d->now, path)) return -ENOENT;
    power_unset(&d->now, path);
    power_link(d, path, NULL, NULL, true);
    return 0;
}

static inline int power_make_folder(void *ctx, const char *path)
{
    struct power_disk *d = ctx;
    int refused = power_call(d);
    if (refused) return refused;
    if (power_find(&d->now, path)) return 0;
    power_set(&d->now, path, NULL);
    power_link(d, path, NULL, NULL, false);
    return 0;
}

static inline int power_sync_folder(void *ctx, const char *path)
{
    struct power_disk *d = ctx;
    int refused = power_call(d);
    size_t kept = 0;
    if (refused) return refused;
    for (size_t i = 0; i < d->pending_count; i++) {
        if (power_in_folder(d->pending[i].path, path))
            power_apply_link(&d->safe, &d->pending[i]);
        else
            d->pending[kept++] = d->pending[i];
    }
    d->pending_count = kept;
    return 0;
}

static inline int power_list(void *ctx, const char *path, files_list_fn *fn, void *fn_ctx)
{
    struct power_disk *d = ctx;
    if (d->off) return -EIO;
    if (strcmp(path, ".") != 0 && !power_find(&d->now, path)) return -ENOENT;
    for (size_t i = 0; i < d->now.count; i++) {
        const char *slash = strrchr(d->now.at[i].path, '/');
        if (power_in_folder(d->now.at[i].path, path)) fn(fn_ctx, slash ? slash + 1 : d->now.at[i].path);
    }
    return 0;
}

static inline int power_lock(void *ctx)
{
    (void)ctx;
    return 0;
}

static inline void power_done(void *ctx)
{
    (void)ctx;
}

static inline void power_begin(struct power_disk *d, uint64_t seed)
{
    static const struct files_ops ops = {.open = power_open,
                                         .close = power_close,
                                         .size = power_size,
                                         .read = power_read,
                                         .write = power_write,
                                         .reserve = power_reserve,
                                         .truncate = power_truncate,
                                         .sync = power_sync,
                                         .forget = power_forget,
                                         .rename = power_rename,
                                         .remove = power_remove,
                                         .make_folder = power_make_folder,
                                         .sync_folder = power_sync_folder,
                                         .list = power_list,
                                         .lock = power_lock,
                                         .done = power_done};
    memset(d, 0, sizeof *d);
    d->random = seed * 0x9e3779b97f4a7c15u + 1;
    d->files = (struct files){&ops, d};
}

/* What of a change reached the medium: all, nothing, or some sectors of a write. */
static inline void power_survive(struct power_disk *d, struct power_file *f, struct power_change *c)
{
    unsigned how = power_random(d) % 3;
    if (how == 0) return;
    if (how == 1 || c->kind == POWER_LENGTH) {
        power_apply(&f->safe, &f->safe_len, c);
        return;
    }
    for (uint64_t at = 0; at < c->len; at += POWER_SECTOR) {
        struct power_change part = {POWER_WRITE, c->offset + at, c->len - at < POWER_SECTOR ? c->len - at : POWER_SECTOR,
                                    c->data + at};
        if (power_random(d) & 1) power_apply(&f->safe, &f->safe_len, &part);
    }
}

/* Is the folder of that path, and are those above it, on the medium? */
static inline bool power_reachable(struct power_list *l, const char *path)
{
    char folder[FILES_PATH];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash; (slash = strrchr(folder, '/'));) {
        *slash = 0;
        if (!power_find(l, folder)) return false;
    }
    return true;
}

/* Off, if it was not, and on again: what the medium holds is all there is. */
static inline void power_restart(struct power_disk *d)
{
    for (size_t i = 0; i < d->pending_count; i++)
        if (power_random(d) & 1) power_apply_link(&d->safe, &d->pending[i]);
    d->pending_count = 0;
    for (size_t i = 0; i < d->all_count; i++) {
        struct power_file *f = d->all[i];
        for (size_t k = 0; k < f->pending_count; k++) {
            power_survive(d, f, &f->pending[k]);
            free(f->pending[k].data);
        }
        f->pending_count = 0;
        power_resize(&f->now, &f->now_len, f->safe_len);
        if (f->safe_len) memcpy(f->now, f->safe, f->safe_len);
    }
    for (size_t i = d->safe.count; i-- > 0;)
        if (!power_reachable(&d->safe, d->safe.at[i].path)) {
            d->safe.at[i] = d->safe.at[--d->safe.count];
            i = d->safe.count;
        }
    free(d->now.at);
    d->now = (struct power_list){malloc((d->safe.count + 1) * sizeof *d->safe.at), d->safe.count};
    if (d->safe.count) memcpy(d->now.at, d->safe.at, d->safe.count * sizeof *d->safe.at);
    memset(d->handle, 0, sizeof d->handle);
    d->off = false;
    d->calls = d->cut_at = d->error_at = 0;
}

/* Only the process ends: what it wrote stays as it was seen. */
static inline void power_kill(struct power_disk *d)
{
    memset(d->handle, 0, sizeof d->handle);
    d->off = false;
    d->calls = d->cut_at = d->error_at = 0;
}

static inline void power_end(struct power_disk *d)
{
    for (size_t i = 0; i < d->all_count; i++) {
        for (size_t k = 0; k < d->all[i]->pending_count; k++) free(d->all[i]->pending[k].data);
        free(d->all[i]->pending);
        free(d->all[i]->now);
        free(d->all[i]->safe);
        free(d->all[i]);
    }
    free(d->all);
    free(d->now.at);
    free(d->safe.at);
    free(d->pending);
}

#endif
