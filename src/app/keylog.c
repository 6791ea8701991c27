#include "app/keylog.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hex.h"

enum { LABEL_MAX = 64, FIRST_READ = 65536 };

struct reading {
    const char *name;
    size_t line;
    keylog_fn *fn;
    void *ctx;
    struct fault *fault;
};

/* --- lines -------------------------------------------------------------------------------------------------------------- */

static size_t word_length(struct bytes b)
{
    size_t n = 0;
    while (n < b.len && b.data[n] != ' ') n++;
    return n;
}

static bool is_hex(struct bytes b)
{
    for (size_t i = 0; i < b.len; i++)
        if (hex_digit((char)b.data[i]) < 0) return false;
    return b.len > 0 && b.len % 2 == 0;
}

static bool is_label(struct bytes b)
{
    for (size_t i = 0; i < b.len; i++)
        if (!(b.data[i] == '_' || (b.data[i] >= 'A' && b.data[i] <= 'Z') || (b.data[i] >= '0' && b.data[i] <= '9'))) return false;
    return b.len > 0 && b.len <= LABEL_MAX;
}

static void unhex(struct bytes hex, uint8_t *out)
{
    for (size_t i = 0; i < hex.len / 2; i++) out[i] = (uint8_t)hex_octet((const char *)hex.data + 2 * i);
}

/* No text of the line goes into the fault: it holds secrets. */
static enum err take_line(struct reading *r, struct bytes line)
{
    struct keylog_line parsed = {.label = bytes_slice(line, 0, word_length(line))};
    struct bytes label = parsed.label;
    struct bytes rest = bytes_slice(line, label.len + 1, SIZE_MAX);
    struct bytes hex = bytes_slice(rest, 0, word_length(rest));
    struct bytes secret = bytes_slice(rest, hex.len + 1, SIZE_MAX);
    uint8_t octets[KEYLOG_SECRET_MAX];
    if (!line.len || line.data[0] == '#') return ERR_OK;
    if (!is_label(label))
        return fault_set(r->fault, ERR_FORMAT, "%s:%zu: a label of capitals, digits and '_' is expected", r->name, r->line);
    if (bytes_equal(label, bytes_of_text("RSA"))) return ERR_OK;
    if (hex.len != (size_t)KEYLOG_RANDOM * 2 || !is_hex(hex))
        return fault_set(r->fault, ERR_FORMAT, "%s:%zu: a client random of 64 hexadecimal digits is expected", r->name, r->line);
    if (secret.len > (size_t)KEYLOG_SECRET_MAX * 2 || !is_hex(secret))
        return fault_set(r->fault, ERR_FORMAT, "%s:%zu: a secret of at most %d hexadecimal digits is expected", r->name, r->line,
                         KEYLOG_SECRET_MAX * 2);
    unhex(hex, parsed.client_random);
    unhex(secret, octets);
    parsed.secret = bytes_of(octets, secret.len / 2);
    r->fn(r->ctx, &parsed);
    explicit_bzero(octets, sizeof octets);
    return ERR_OK;
}

enum err keylog_parse(const char *name, const uint8_t *data, size_t len, keylog_fn *fn, void *ctx, struct fault *f)
{
    struct reading r = {.name = name, .fn = fn, .ctx = ctx, .fault = f};
    struct bytes rest = bytes_of(data, len);
    enum err err = ERR_OK;
    while (rest.len && !err) {
        const uint8_t *end = memchr(rest.data, '\n', rest.len);
        struct bytes line = bytes_slice(rest, 0, end ? (size_t)(end - rest.data) : rest.len);
        rest = bytes_slice(rest, line.len + 1, SIZE_MAX);
        if (line.len && line.data[line.len - 1] == '\r') line.len--;
        r.line++;
        err = take_line(&r, line);
    }
    return err;
}

/* --- files -------------------------------------------------------------------------------------------------------------- */

/* What is freed held secrets. */
static void forget(uint8_t *data, size_t len)
{
    if (data) explicit_bzero(data, len);
    free(data);
}

static enum err grow(const char *path, uint8_t **data, size_t *room, size_t used, struct fault *f)
{
    size_t larger = *room ? *room * 2 : FIRST_READ;
    if (used == KEYLOG_FILE_BYTES + (size_t)1) return fault_set(f, ERR_LIMIT, "%s: more than %d bytes", path, KEYLOG_FILE_BYTES);
    if (larger > KEYLOG_FILE_BYTES + (size_t)1) larger = KEYLOG_FILE_BYTES + (size_t)1;
    uint8_t *copy = malloc(larger);
    if (!copy) return fault_set(f, ERR_MEMORY, "%s: not enough memory", path);
    if (used) memcpy(copy, *data, used);
    forget(*data, *room);
    *data = copy;
    *room = larger;
    return ERR_OK;
}

static enum err read_file(const char *path, keylog_fn *fn, void *ctx, struct fault *f)
{
    uint8_t *data = NULL;
    size_t room = 0, used = 0, n = 1;
    FILE *in = fopen(path, "rb");
    enum err err = ERR_OK;
    if (!in) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    setvbuf(in, NULL, _IONBF, 0); /* no copy of the secrets stays behind */
    while (n && !err) {
        if (used == room) err = grow(path, &data, &room, used, f);
        if (err) break;
        n = fread(data + used, 1, room - used, in);
        used += n;
    }
    if (!err && ferror(in)) err = fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    fclose(in);
    if (!err) err = keylog_parse(path, data, used, fn, ctx, f);
    forget(data, room);
    return err;
}

/* --- folders ------------------------------------------------------------------------------------------------------------ */

static int is_log(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static enum err read_entry(const char *folder, const char *name, keylog_fn *fn, void *ctx, struct fault *f)
{
    char path[PATH_MAX];
    struct stat info;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return fault_set(f, ERR_LIMIT, "%s: the name of a file in it is too long", folder);
    if (stat(path, &info) != 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    return S_ISREG(info.st_mode) ? read_file(path, fn, ctx, f) : ERR_OK;
}

static enum err read_folder(const char *path, keylog_fn *fn, void *ctx, struct fault *f)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_log, alphasort);
    if (count < 0) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    enum err err = ERR_OK;
    if (count > KEYLOG_FILES_MAX) err = fault_set(f, ERR_LIMIT, "%s: more than %d files", path, KEYLOG_FILES_MAX);
    for (int i = 0; i < count; i++) {
        if (err == ERR_OK) err = read_entry(path, entries[i]->d_name, fn, ctx, f);
        free(entries[i]);
    }
    free(entries);
    return err;
}

enum err keylog_read(const char *path, keylog_fn *fn, void *ctx, struct fault *f)
{
    struct stat info;
    bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    return folder ? read_folder(path, fn, ctx, f) : read_file(path, fn, ctx, f);
}
