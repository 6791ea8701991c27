#include "register/seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/hex.h"
#include "base/msan.h"
#include "markup/yaml.h"
#include "register/file.h"
#include "register/target.h"

enum { HASH_BYTES = 32 };

/* --- keys --------------------------------------------------------------------------------------------------------------- */

static bool key_parse(struct bytes text, struct seal_key *k)
{
    size_t len = text.len;
    if (len && text.data[len - 1] == '\n') len--;
    if (len && text.data[len - 1] == '\r') len--;
    if (len % 2 || len < 2 * SEAL_KEY_MIN || len > 2 * SEAL_KEY_MAX) return false;
    for (size_t i = 0; i < len; i += 2) {
        int octet = hex_octet((const char *)text.data + i);
        if (octet < 0) return false;
        k->bytes[k->len++] = (uint8_t)octet;
    }
    return true;
}

enum err seal_key_read(const char *path, struct seal_key *ret, bool *ret_exposed, struct fault *f)
{
    struct bytes text;
    struct stat st;
    struct seal_key k = {.len = 0};
    enum err err = register_file_read(path, &text, f);
    if (err) return err;
    if (!key_parse(text, &k))
        err = fault_set(f, ERR_FORMAT, "%s:1: a seal key is one line of 64 to 256 hexadecimal digits", path);
    register_file_done(&text);
    if (!err) {
        *ret = k;
        if (ret_exposed) *ret_exposed = stat(path, &st) == 0 && (st.st_mode & (S_IRGRP | S_IROTH));
    }
    seal_key_done(&k);
    return err;
}

void seal_key_done(struct seal_key *k)
{
    OPENSSL_cleanse(k, sizeof *k);
}

/* --- one target --------------------------------------------------------------------------------------------------------- */

const char *seal_target(const struct seal_key *k, const char *canonical, char text[static SEAL_TEXT])
{
    uint8_t mac[HASH_BYTES] = {0};
    unsigned len = 0;
    LIBRARY_BEGIN();
    const uint8_t *done = HMAC(EVP_sha256(), k->bytes, (int)k->len, (const uint8_t *)canonical, strlen(canonical), mac, &len);
    LIBRARY_END();
    ENSURE(done && len == HASH_BYTES); /* fails only when the library is unusable; a wrong seal must not go on */
    size_t at = (size_t)snprintf(text, SEAL_TEXT, "%s:", target_kind_name(TARGET_SEALED));
    hex_text(mac, HASH_BYTES, text + at);
    return text;
}

bool seal_matches(const struct seal_key *k, const struct target *t, const char *canonical)
{
    char text[SEAL_TEXT];
    if (t->kind != TARGET_SEALED) return strcmp(t->text, canonical) == 0;
    if (!k || strlen(t->text) != SEAL_TEXT - 1) return false;
    return CRYPTO_memcmp(seal_target(k, canonical, text), t->text, SEAL_TEXT - 1) == 0;
}

/* --- a whole file ------------------------------------------------------------------------------------------------------- */

struct sealing {
    const struct yaml *y;
    struct bytes text;
    const struct seal_key *key;
    FILE *out;
    size_t copied; /* bytes of text that are dealt with */
    size_t sealed;
    struct fault *fault;
};

static void copy_until(struct sealing *s, size_t end)
{
    fwrite(s->text.data + s->copied, 1, end - s->copied, s->out);
    s->copied = end;
}

static enum err seal_node(struct sealing *s, const struct yaml_node *n)
{
    char text[TARGET_TEXT], seal[SEAL_TEXT];
    struct target t;
    const char *cause = target_canonical(n->text, text, &t);
    if (cause) return yaml_fault(s->y, n, s->fault, ERR_INVALID, "%s", cause);
    if (t.kind == TARGET_SEALED) return ERR_OK;
    /* the span of a block text ends somewhere in the white space after it */
    if (n->quote == YAML_BLOCK)
        return yaml_fault(s->y, n, s->fault, ERR_UNSUPPORTED, "cannot seal a text in block style (| or >); write it in quotes");
    char quote = n->quote == YAML_SINGLE ? '\'' : '"';
    copy_until(s, n->start);
    fprintf(s->out, "%c%s%c", quote, seal_target(s->key, text, seal), quote);
    s->copied = n->end;
    s->sealed++;
    return ERR_OK;
}

/* The file is known to be valid. */
static enum err seal_all(struct sealing *s)
{
    for (const struct yaml_node *w = yaml_value(s->y->root, "warrants")->first; w; w = w->next)
        for (const struct yaml_node *t = yaml_value(w, "targets")->first; t; t = t->next) {
            enum err err = seal_node(s, t);
            if (err) return err;
        }
    copy_until(s, s->text.len);
    return ERR_OK;
}

static enum err seal_into(struct sealing *s, char **ret, size_t *ret_len)
{
    char *out = NULL;
    size_t len = 0;
    s->out = open_memstream(&out, &len);
    if (!s->out) return fault_set(s->fault, ERR_MEMORY, "%s: not enough memory", s->y->name);
    enum err err = seal_all(s);
    bool broken = ferror(s->out);
    if (fclose(s->out) != 0 || broken) err = err ? err : fault_set(s->fault, ERR_MEMORY, "%s: not enough memory", s->y->name);
    if (err) {
        free(out);
        return err;
    }
    *ret = out;
    *ret_len = len;
    return ERR_OK;
}

enum err seal_warrants(const char *name, struct bytes text, const struct seal_key *k, char **ret, size_t *ret_len,
                       size_t *ret_sealed, struct fault *f)
{
    struct warrants *w;
    struct yaml y;
    enum err err = warrants_parse(name, text.data, text.len, NULL, &w, f);
    if (err) return err;
    warrants_free(w);
    err = yaml_parse(name, text, &y, f);
    if (err) return err;
    struct sealing s = {.y = &y, .text = text, .key = k, .fault = f};
    err = seal_into(&s, ret, ret_len);
    if (!err) *ret_sealed = s.sealed;
    yaml_done(&y);
    return err;
}
