#include "register/file.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdio.h>

#include "markup/yaml.h"

enum { FIRST_BYTES = 16 * 1024 };

/* Twice the room; the old one is wiped, not just freed. False, and nothing left, when out of memory. */
static bool grow(uint8_t **data, size_t len, size_t *size)
{
    size_t wanted = *size ? 2 * *size : FIRST_BYTES;
    uint8_t *more = malloc(wanted), *old = *data;
    if (more && old) memcpy(more, old, len);
    if (old) OPENSSL_cleanse(old, len);
    free(old);
    *data = more;
    *size = wanted;
    return more;
}

static enum err read_all(FILE *in, const char *path, struct bytes *ret, struct fault *f)
{
    uint8_t *data = NULL;
    size_t len = 0, size = 0;
    enum err err = ERR_OK;
    do {
        if (len == size && !grow(&data, len, &size)) return fault_set(f, ERR_MEMORY, "%s: not enough memory", path);
        len += fread(data + len, 1, size - len, in);
    } while (!feof(in) && !ferror(in) && len <= YAML_FILE_BYTES);
    struct bytes got = bytes_of(data, len);
    if (ferror(in))
        err = fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    else if (len > YAML_FILE_BYTES)
        err = fault_set(f, ERR_LIMIT, "%s: larger than 32 MiB", path);
    if (err)
        register_file_done(&got);
    else
        *ret = got;
    return err;
}

enum err register_file_read(const char *path, struct bytes *ret, struct fault *f)
{
    FILE *in = fopen(path, "rbe");
    if (!in) return fault_set(f, ERR_IO, "%s: %s", path, strerror(errno));
    enum err err = read_all(in, path, ret, f);
    fclose(in);
    return err;
}

void register_file_done(struct bytes *b)
{
    union {
        const uint8_t *view;
        uint8_t *owned; /* register_file_read allocated it */
    } u = {.view = b->data};
    if (u.owned) OPENSSL_cleanse(u.owned, b->len);
    free(u.owned);
    *b = (struct bytes){0};
}

enum err register_file_kind(const char *name, struct bytes text, enum register_kind *ret, struct fault *f)
{
    struct yaml y;
    enum err err = yaml_parse(name, text, &y, f);
    if (err) return err;
    const char *head = yaml_head(&y, "custos");
    if (head && strcmp(head, "network/1") == 0)
        *ret = REGISTER_NETWORK;
    else if (head && strcmp(head, "warrants/1") == 0)
        *ret = REGISTER_WARRANTS;
    else if (!head)
        err = yaml_fault(&y, y.root, f, ERR_FORMAT, "custos: is missing; the file must say network/1 or warrants/1");
    else
        err = yaml_fault(&y, y.root, f, ERR_UNSUPPORTED, "custos: is \"%.40s\", not network/1 or warrants/1", head);
    yaml_done(&y);
    return err;
}
