/* Fuzz: what custos-verify reads of a bundle, behind the hashes that no mutation gets past: the input is a row of files (one
 * octet the length of the path, the path, two octets the length, the data), and the lines "file" of its MANIFEST are set right
 * before it is judged. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "verify/bundle.h"

enum { FILES = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct span take(struct span *rest, size_t len)
{
    if (len > rest->len) len = rest->len;
    struct span taken = {rest->at, len};
    *rest = (struct span){rest->at + len, rest->len - len};
    return taken;
}

static size_t take_number(struct span *rest, unsigned octets)
{
    size_t value = 0;
    for (struct span s = take(rest, octets); s.len > 0; s.at++, s.len--) value = value << 8 | (unsigned char)*s.at;
    return value;
}

static int by_path(const void *a, const void *b)
{
    const struct span *x = &((const struct parcel_file *)a)->path, *y = &((const struct parcel_file *)b)->path;
    int order = memcmp(x->at, y->at, x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

/* In order, no path twice, every path one that is allowed: what the readers of folders and archives see to. */
static bool read_files(struct span rest, struct parcel *f)
{
    while (rest.len > 0 && f->count < FILES) {
        struct parcel_file *file = &f->list[f->count];
        file->path = take(&rest, take_number(&rest, 1));
        file->data = take(&rest, take_number(&rest, 2));
        if (file->path.len > PARCEL_PATH_MAX || !span_is_path(file->path)) return false;
        f->count++;
    }
    qsort(f->list, f->count, sizeof *f->list, by_path);
    for (size_t i = 1; i < f->count; i++)
        if (by_path(&f->list[i], &f->list[i - 1]) == 0) return false;
    return f->count > 0;
}

static void put_line(FILE *out, const struct parcel *f, struct span line)
{
    struct span rest = line, hash, len;
    char path[PARCEL_PATH_MAX + 1], hex[65];
    const struct parcel_file *file = NULL;
    if (span_skip(&rest, "file ") && span_until(&rest, ' ', &hash) && span_until(&rest, ' ', &len) && rest.len < sizeof path) {
        snprintf(path, sizeof path, "%.*s", (int)rest.len, rest.at);
        file = parcel_find(f, path);
    }
    if (file) {
        uint8_t digest[32];
        crypto_hash_sha256(digest, (const uint8_t *)file->data.at, file->data.len);
        fprintf(out, "file %s %zu %s\n", sodium_bin2hex(hex, sizeof hex, digest, sizeof digest), file->data.len, path);
    } else {
        fwrite(line.at, 1, line.len, out);
        fputc('\n', out);
    }
}

/* The manifest with its lines set right; free() it. */
static char *set_right(const struct parcel *f)
{
    struct parcel_file *manifest = (struct parcel_file *)(uintptr_t)parcel_find(f, "MANIFEST");
    char *text = NULL;
    size_t len = 0;
    FILE *out = manifest ? open_memstream(&text, &len) : NULL;
    struct span line;
    if (!out) return NULL;
    for (struct span rest = manifest->data; span_line(&rest, &line);) put_line(out, f, line);
    fclose(out);
    manifest->data = (struct span){text, len};
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct parcel_file list[FILES];
    struct parcel f = {.list = list};
    char why[256] = "", *text = NULL;
    size_t len = 0;
    if (!read_files((struct span){(const char *)data, size}, &f)) return 0;
    char *manifest = set_right(&f);
    FILE *out = open_memstream(&text, &len);
    if (out) {
        enum bundle_result result = bundle_check(&f, (struct span){NULL, 0}, out, why, sizeof why);
        fclose(out);
        if ((result == BUNDLE_VALID) != (*why == '\0')) __builtin_trap();
        for (size_t i = 0; i < len; i++) /* whatever it reads, a terminal is safe */
            if ((unsigned char)text[i] < 0x20 && text[i] != '\n') __builtin_trap();
    }
    free(text);
    free(manifest);
    return 0;
}
