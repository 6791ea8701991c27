#include "verify/parcel.h"

#include <ftw.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

/* What was allocated here and handed out as a view. */
static char *writable(struct span s)
{
    char *p;
    memcpy(&p, &s.at, sizeof p);
    return p;
}

static int by_path(const void *a, const void *b)
{
    const struct span *x = &((const struct parcel_file *)a)->path, *y = &((const struct parcel_file *)b)->path;
    int order = memcmp(x->at, y->at, x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

const struct parcel_file *parcel_find(const struct parcel *f, const char *path)
{
    const struct parcel_file wanted = {.path = span_of(path)};
    return f->count ? bsearch(&wanted, f->list, f->count, sizeof *f->list, by_path) : NULL;
}

void parcel_done(struct parcel *f)
{
    for (size_t i = 0; f->owned && i < f->count; i++) free(writable(f->list[i].path));
    free(f->list);
    *f = (struct parcel){.count = 0};
}

/* Every file has been taken: nothing may be there twice. */
static bool finish(struct parcel *f, bool good, struct parcel *ret)
{
    if (good) qsort(f->list, f->count, sizeof *f->list, by_path);
    for (size_t i = 1; good && i < f->count; i++) good = by_path(&f->list[i], &f->list[i - 1]) != 0;
    if (good)
        *ret = *f;
    else
        parcel_done(f);
    return good;
}

bool parcel_file_read(const char *path, size_t before, struct span *ret)
{
    FILE *in = fopen(path, "rbe");
    char *data = NULL;
    size_t len = 0, room = 0, got = in != NULL;
    for (; got > 0; len += got) {
        room = 2 * room + before + (1 << 16);
        char *larger = len <= PARCEL_LEN_MAX ? realloc(data, room) : NULL;
        if (!larger) break;
        data = larger;
        got = fread(data + before + len, 1, room - before - len, in);
    }
    bool good = in && got == 0 && !ferror(in);
    if (in) fclose(in);
    if (good)
        *ret = (struct span){data + before, len};
    else
        free(data);
    return good;
}

void parcel_file_done(struct span data)
{
    if (data.at) sodium_memzero(writable(data), data.len);
    free(writable(data));
}

/* nftw() hands nothing through to its callback: the walk that is under way. */
static struct parcel *walk;
static size_t walk_root;

static int visit(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    struct span data;
    (void)where;
    if (kind == FTW_D) return 0;
    const char *name = path + walk_root;
    size_t len = strlen(name);
    if (kind != FTW_F || !S_ISREG(st->st_mode) || walk->count == PARCEL_MAX || len > PARCEL_PATH_MAX ||
        !span_is_path(span_of(name)))
        return 1;
    if ((uint64_t)st->st_size > PARCEL_LEN_MAX - walk->len || !parcel_file_read(path, len, &data)) return 1;
    char *copy = writable(data) - len;
    memcpy(copy, name, len);
    walk->list[walk->count++] = (struct parcel_file){{copy, len}, data};
    walk->len += data.len;
    return walk->len > PARCEL_LEN_MAX;
}

bool parcel_read_folder(const char *path, struct parcel *ret)
{
    struct parcel f = {.list = malloc(PARCEL_MAX * sizeof *f.list), .owned = true};
    walk = &f;
    walk_root = strlen(path);
    while (walk_root > 0 && path[walk_root - 1] == '/') walk_root--;
    walk_root++; /* and the slash behind it */
    bool good = f.list && nftw(path, visit, 8, FTW_PHYS) == 0;
    walk = NULL;
    return finish(&f, good, ret);
}

void parcel_header(struct span path, size_t len, char ret[PARCEL_BLOCK])
{
    unsigned sum = 0;
    memset(ret, 0, PARCEL_BLOCK);
    memcpy(ret, path.at, path.len);
    memcpy(ret + 100, "0000644\0000000000\0000000000", 24); /* mode, owner, group */
    snprintf(ret + 124, 12, "%011llo", (unsigned long long)len);
    memcpy(ret + 136, "00000000000\0        0", 21); /* time, the checksum's blanks, a plain file */
    memcpy(ret + 257, "ustar\00000", 8);
    for (unsigned i = 0; i < PARCEL_BLOCK; i++) sum += (unsigned char)ret[i];
    snprintf(ret + 148, 7, "%06o", sum & 0777777);
}

/* A file from the front of the archive. */
static bool take_file(struct span *rest, struct parcel_file *ret)
{
    char header[PARCEL_BLOCK];
    size_t len = 0;
    if (rest->len < PARCEL_BLOCK) return false;
    for (const char *digit = rest->at + 124; digit < rest->at + 135; digit++) len = len * 8 + ((unsigned char)*digit & 7);
    ret->path = (struct span){rest->at, strnlen(rest->at, 100)};
    if (ret->path.len > PARCEL_PATH_MAX || !span_is_path(ret->path) || len > PARCEL_LEN_MAX) return false;
    parcel_header(ret->path, len, header);
    size_t padded = (len + PARCEL_BLOCK - 1) / PARCEL_BLOCK * PARCEL_BLOCK;
    if (memcmp(header, rest->at, PARCEL_BLOCK) != 0 || rest->len - PARCEL_BLOCK < padded) return false;
    ret->data = (struct span){rest->at + PARCEL_BLOCK, len};
    if (!sodium_is_zero((const uint8_t *)ret->data.at + len, padded - len)) return false;
    *rest = (struct span){ret->data.at + padded, rest->len - PARCEL_BLOCK - padded};
    return true;
}

bool parcel_read_archive(struct span archive, struct parcel *ret)
{
    struct parcel f = {.list = malloc(PARCEL_MAX * sizeof *f.list)};
    bool good = f.list != NULL;
    while (good && !(archive.len == 2 * PARCEL_BLOCK && sodium_is_zero((const uint8_t *)archive.at, archive.len)))
        if ((good = f.count < PARCEL_MAX && take_file(&archive, &f.list[f.count]))) f.count++;
    return finish(&f, good, ret);
}
