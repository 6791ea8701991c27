#include "register/keys.h"

#include <openssl/crypto.h>
#include <stdlib.h>

#include "base/hex.h"
#include "markup/yaml.h"
#include "register/file.h"

enum { LIID_BYTES = 25, PEM_BYTES = 16 * 1024 };

struct reading {
    const struct yaml *y;
    struct arena *arena;
    struct fault *fault;
};

static enum err read_liid(struct reading *r, const struct yaml_node *n, const char **ret)
{
    if (!n) return ERR_OK;
    if (strlen(n->text) > LIID_BYTES)
        return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is longer than 25 octets", n->text);
    *ret = arena_text(r->arena, n->text);
    return ERR_OK;
}

static enum err read_country(struct reading *r, const struct yaml_node *n, const char **ret)
{
    if (!n) return ERR_OK;
    if (strlen(n->text) != 2)
        return yaml_fault(r->y, n, r->fault, ERR_INVALID, "\"%.60s\" is not a country code of two letters (ISO 3166-1)", n->text);
    *ret = arena_text(r->arena, n->text);
    return ERR_OK;
}

static enum err read_cipher(struct reading *r, const struct yaml_node *n, struct container_key *k)
{
    static const char *const names[] = {"aes-192-cbc", "aes-256-cbc"};
    size_t which;
    enum err err = yaml_choice(r->y, n, names, ARRAY_LEN(names), &which, r->fault);
    if (err) return err;
    k->cipher = which ? CONTAINER_AES_256_CBC : CONTAINER_AES_192_CBC;
    k->len = which ? 32 : 24;
    return ERR_OK;
}

/* The value stays out of the fault. */
static enum err read_secret(struct reading *r, const struct yaml_node *n, struct container_key *k)
{
    bool good = strlen(n->text) == 2 * k->len;
    for (size_t i = 0; good && i < k->len; i++) {
        int octet = hex_octet(n->text + 2 * i);
        good = octet >= 0;
        k->key[i] = (uint8_t)octet;
    }
    if (good) return ERR_OK;
    return yaml_fault(r->y, n, r->fault, ERR_INVALID, "is not %zu hexadecimal digits, as its algorithm needs", 2 * k->len);
}

static enum err read_container(struct reading *r, const struct yaml_node *node, struct container_key *k)
{
    enum { LIID, COUNTRY, ALGORITHM, KEY, FIELDS };
    static const struct yaml_field fields[FIELDS] = {[LIID] = {"liid", YAML_TEXT, true},
                                                     [COUNTRY] = {"country", YAML_TEXT, false},
                                                     [ALGORITHM] = {"algorithm", YAML_TEXT, true},
                                                     [KEY] = {"key", YAML_TEXT, true}};
    const struct yaml_node *v[FIELDS];
    enum err err = yaml_fields(r->y, node, fields, FIELDS, v, r->fault);
    if (!err) err = read_liid(r, v[LIID], &k->liid);
    if (!err) err = read_country(r, v[COUNTRY], &k->country);
    if (!err) err = read_cipher(r, v[ALGORITHM], k);
    return err ? err : read_secret(r, v[KEY], k);
}

static enum err read_containers(struct reading *r, const struct yaml_node *list, struct handover_keys *ret)
{
    if (!list || !list->count) return ERR_OK;
    ret->containers = calloc(list->count, sizeof *ret->containers);
    if (!ret->containers) return fault_set(r->fault, ERR_MEMORY, "%s: not enough memory", r->y->name);
    ret->container_count = list->count;
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        enum err err = read_container(r, n, &ret->containers[n->index]);
        if (err) return err;
    }
    return ERR_OK;
}

static enum err read_integrity(struct reading *r, const struct yaml_node *list, struct handover_keys *ret)
{
    enum { LIID, COUNTRY, PUBLIC_KEY, FIELDS };
    static const struct yaml_field fields[FIELDS] = {[LIID] = {"liid", YAML_TEXT, false},
                                                     [COUNTRY] = {"country", YAML_TEXT, false},
                                                     [PUBLIC_KEY] = {"public_key", YAML_TEXT, true}};
    if (!list || !list->count) return ERR_OK;
    struct integrity_key *keys = arena_alloc(r->arena, list->count * sizeof *keys);
    for (const struct yaml_node *n = list->first; n; n = n->next) {
        const struct yaml_node *v[FIELDS];
        struct integrity_key *k = &keys[n->index];
        enum err err = yaml_fields(r->y, n, fields, FIELDS, v, r->fault);
        if (!err) err = read_liid(r, v[LIID], &k->liid);
        if (!err) err = read_country(r, v[COUNTRY], &k->country);
        if (err) return err;
        k->file = arena_text(r->arena, v[PUBLIC_KEY]->text);
        k->line = n->line;
    }
    ret->integrity = keys;
    ret->integrity_count = list->count;
    return ERR_OK;
}

static enum err read_keys(struct reading *r, struct handover_keys *ret)
{
    enum { CUSTOS, HANDOVER, INTEGRITY, FIELDS };
    static const struct yaml_field fields[FIELDS] = {[CUSTOS] = {"custos", YAML_TEXT, true},
                                                     [HANDOVER] = {"handover", YAML_LIST, false},
                                                     [INTEGRITY] = {"integrity", YAML_LIST, false}};
    const struct yaml_node *v[FIELDS];
    enum err err = yaml_format(r->y, "keys/1", r->fault);
    if (!err) err = yaml_fields(r->y, r->y->root, fields, FIELDS, v, r->fault);
    if (!err) err = read_containers(r, v[HANDOVER], ret);
    return err ? err : read_integrity(r, v[INTEGRITY], ret);
}

/* The texts of the tree, which keys are among, before their memory goes back. */
static void wipe_texts(const struct yaml_node *n)
{
    for (const struct yaml_node *child = n->first; child; child = child->next) wipe_texts(child);
    union {
        const char *view;
        char *owned; /* the tree's arena */
    } u = {.view = n->text};
    if (u.owned) OPENSSL_cleanse(u.owned, strlen(u.owned));
}

enum err keys_parse(const char *name, struct bytes text, struct handover_keys **ret, struct fault *f)
{
    struct yaml y;
    enum err err = yaml_parse(name, text, &y, f);
    if (err) return err;
    struct arena *a = arena_new();
    struct handover_keys *k = a ? arena_alloc(a, sizeof *k) : NULL;
    if (k) {
        *k = (struct handover_keys){.arena = a};
        struct reading r = {&y, a, f};
        err = read_keys(&r, k);
    } else {
        err = fault_set(f, ERR_MEMORY, "%s: not enough memory", name);
    }
    wipe_texts(y.root);
    yaml_done(&y);
    if (err)
        keys_free(k);
    else
        *ret = k;
    return err;
}

/* Beside the file that names it, unless the name is absolute. */
static enum err read_pem(const char *path, struct arena *a, struct integrity_key *k, struct fault *f)
{
    const char *slash = k->file[0] == '/' ? NULL : strrchr(path, '/');
    const char *file = arena_printf(a, "%.*s%s", slash ? (int)(slash - path) + 1 : 0, path, k->file);
    struct bytes text;
    struct fault cause;
    if (register_file_read(file, &text, &cause) != ERR_OK) return fault_set(f, ERR_IO, "%s:%u: %s", path, k->line, cause.text);
    enum err err = ERR_OK;
    if (text.len > PEM_BYTES)
        err = fault_set(f, ERR_LIMIT, "%s:%u: %s: larger than 16 KiB", path, k->line, file);
    else
        k->pem = arena_printf(a, "%.*s", (int)text.len, (const char *)text.data);
    register_file_done(&text);
    return err;
}

enum err keys_read(const char *path, struct handover_keys **ret, struct fault *f)
{
    struct bytes text;
    enum err err = register_file_read(path, &text, f);
    if (err) return err;
    struct handover_keys *k = NULL;
    err = keys_parse(path, text, &k, f);
    register_file_done(&text);
    for (size_t i = 0; !err && i < k->integrity_count; i++) err = read_pem(path, k->arena, &k->integrity[i], f);
    if (err)
        keys_free(k);
    else
        *ret = k;
    return err;
}

void keys_free(struct handover_keys *k)
{
    if (!k) return;
    if (k->containers) OPENSSL_cleanse(k->containers, k->container_count * sizeof *k->containers);
    free(k->containers);
    arena_free(k->arena); /* the struct itself lives in it */
}
