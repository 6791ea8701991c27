#include "signer/pkcs11_uri.h"

#include <stdbool.h>
#include <string.h>

#include "base/hex.h"
#include "base/macros.h"

struct place {
    const char *name;
    char *value;
    size_t room;
    size_t *len; /* may be NULL: then the value must be text */
    bool query;  /* behind the '?' */
};

/* RFC 3986 2.1; a NUL is put behind, and not counted. */
static bool percent_decode(const char *at, size_t len, char *out, size_t room, size_t *ret_len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        char c = at[i];
        if (c == '%') {
            int octet = len - i > 2 ? hex_octet(at + i + 1) : -1;
            if (octet < 0) return false;
            c = (char)octet;
            i += 2;
        }
        if (n + 1 >= room) return false;
        out[n++] = c;
    }
    out[n] = '\0';
    *ret_len = n;
    return true;
}

static bool take(const struct place *p, const char *value, size_t len)
{
    size_t n;
    if (p->value[0] || !percent_decode(value, len, p->value, p->room, &n) || n == 0) return false;
    if (!p->len) return !memchr(p->value, '\0', n);
    *p->len = n;
    return true;
}

/* One "name=value". */
static enum err attribute(const struct place *places, size_t count, const char *at, size_t len, bool query, struct fault *f)
{
    const char *equals = memchr(at, '=', len);
    size_t name = equals ? (size_t)(equals - at) : len;
    for (size_t i = 0; equals && i < count; i++) {
        if (strlen(places[i].name) != name || memcmp(places[i].name, at, name) != 0 || places[i].query != query) continue;
        if (take(&places[i], equals + 1, len - name - 1)) return ERR_OK;
        return fault_set(f, ERR_FORMAT, "pkcs11: the value of %s is malformed or stands twice", places[i].name);
    }
    return fault_set(f, ERR_UNSUPPORTED, "pkcs11: \"%.*s\" is not supported (token, object, id; module-path, pin-source)",
                     (int)(name < 40 ? name : 40), at);
}

static enum err attributes(const struct place *places, size_t count, const char *text, struct fault *f)
{
    bool query = false;
    for (const char *at = text; *at;) {
        size_t len = strcspn(at, query ? "&" : ";?");
        enum err err = len ? attribute(places, count, at, len, query, f) : ERR_OK;
        if (err) return err;
        query = query || at[len] == '?';
        at += len + (at[len] != '\0');
    }
    return ERR_OK;
}

enum err pkcs11_uri_parse(const char *text, struct pkcs11_uri *ret, struct fault *f)
{
    struct pkcs11_uri u = {.id_len = 0};
    const struct place places[] = {{"token", u.token, sizeof u.token, NULL, false},
                                   {"object", u.object, sizeof u.object, NULL, false},
                                   {"id", u.id, sizeof u.id, &u.id_len, false},
                                   {"module-path", u.module, sizeof u.module, NULL, true},
                                   {"pin-source", u.pin_file, sizeof u.pin_file, NULL, true}};
    if (strncmp(text, "pkcs11:", 7) != 0) return fault_set(f, ERR_FORMAT, "pkcs11: no such URI");
    enum err err = attributes(places, ARRAY_LEN(places), text + 7, f);
    if (err) return err;
    if (strncmp(u.pin_file, "file:", 5) == 0) memmove(u.pin_file, u.pin_file + 5, strlen(u.pin_file) - 4);
    if (u.module[0] != '/') return fault_set(f, ERR_USAGE, "pkcs11: module-path must name the module, from the root");
    if (!u.object[0] && !u.id_len) return fault_set(f, ERR_USAGE, "pkcs11: neither object nor id says which key is meant");
    *ret = u;
    return ERR_OK;
}
