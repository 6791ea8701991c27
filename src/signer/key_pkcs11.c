/* Keys in a token: a PKCS#11 module (OASIS PKCS #11 Base Specification 3.0) is loaded and signs by CKM_EDDSA. The key stays in
 * the token; only the PIN is ever here, and is wiped once it was shown. */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <p11-kit/pkcs11.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "signer/key.h"
#include "signer/pkcs11_uri.h"

enum { PIN_MAX = 256, SLOTS_MAX = 64 };

struct token {
    void *library;
    CK_FUNCTION_LIST *p11;
    CK_SESSION_HANDLE session;
    CK_OBJECT_HANDLE key;
};

static enum err refused(const char *what, CK_RV rv, struct fault *f)
{
    return fault_set(f, ERR_IO, "the PKCS#11 module refuses %s (error 0x%lx)", what, rv);
}

/* --- the module --------------------------------------------------------------------------------------------------------- */

static enum err load(struct token *t, const char *path, struct fault *f)
{
    CK_C_GetFunctionList list;
    t->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!t->library) return fault_set(f, ERR_IO, "%s cannot be loaded", path);
    *(void **)&list = dlsym(t->library, "C_GetFunctionList"); /* the way of dlopen(3) */
    if (!list) return fault_set(f, ERR_FORMAT, "%s is no PKCS#11 module", path);
    CK_RV rv = list(&t->p11);
    if (rv == CKR_OK) rv = t->p11->C_Initialize(NULL);
    if (rv == CKR_OK) return ERR_OK;
    t->p11 = NULL;
    return refused("to start", rv, f);
}

static void token_close(void *ctx)
{
    struct token *t = ctx;
    if (t->p11) t->p11->C_Finalize(NULL); /* ends sessions and logins too: 5.4 */
    if (t->library) dlclose(t->library);
    free(t);
}

/* Labels are filled up with spaces: 3.2. */
static bool labelled(const CK_TOKEN_INFO *info, const char *label)
{
    size_t len = strlen(label);
    if (len > sizeof info->label || memcmp(info->label, label, len) != 0) return false;
    for (size_t i = len; i < sizeof info->label; i++)
        if (info->label[i] != ' ') return false;
    return true;
}

static enum err find_slot(const struct token *t, const char *label, CK_SLOT_ID *ret, struct fault *f)
{
    CK_SLOT_ID slots[SLOTS_MAX];
    CK_ULONG count = SLOTS_MAX, found = 0;
    CK_TOKEN_INFO info;
    CK_RV rv = t->p11->C_GetSlotList(CK_TRUE, slots, &count);
    if (rv != CKR_OK) return refused("to list its tokens", rv, f);
    for (CK_ULONG i = 0; i < count; i++) {
        if (t->p11->C_GetTokenInfo(slots[i], &info) != CKR_OK || !(info.flags & CKF_TOKEN_INITIALIZED)) continue;
        if (label[0] && !labelled(&info, label)) continue;
        *ret = slots[i];
        found++;
    }
    if (found == 1) return ERR_OK;
    return fault_set(f, ERR_INVALID, "the PKCS#11 module has %s", found ? "several tokens of that name" : "no such token");
}

/* --- PIN ---------------------------------------------------------------------------------------------------------------- */

static enum err read_pin(const char *path, char pin[static PIN_MAX], size_t *ret_len, struct fault *f)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    ssize_t n = fd < 0 ? -1 : read(fd, pin, PIN_MAX);
    enum err err = n < 0 ? fault_set(f, ERR_IO, "%s: %s", path, strerror(errno)) : ERR_OK;
    if (fd >= 0) close(fd);
    if (err) return err;
    if (n > 0 && pin[n - 1] == '\n') n--;
    if (n == 0 || n == PIN_MAX) return fault_set(f, ERR_FORMAT, "%s: no PIN", path);
    *ret_len = (size_t)n;
    return ERR_OK;
}

static enum err login(const struct token *t, const char *pin_file, struct fault *f)
{
    if (!pin_file[0]) return ERR_OK; /* a token that wants none */
    size_t len = 0;
    char *pin = sodium_malloc(PIN_MAX);
    if (!pin) return fault_set(f, ERR_MEMORY, "no memory for the PIN");
    enum err err = read_pin(pin_file, pin, &len, f);
    CK_RV rv = err ? CKR_OK : t->p11->C_Login(t->session, CKU_USER, (CK_UTF8CHAR *)pin, len);
    sodium_free(pin);
    if (err) return err;
    return rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN ? ERR_OK : refused("the PIN", rv, f);
}

/* --- the key ------------------------------------------------------------------------------------------------------------ */

/* The one object of that class with the URI's label and id. */
static enum err find(const struct token *t, const struct pkcs11_uri *u, CK_OBJECT_CLASS class, CK_OBJECT_HANDLE *ret,
                     struct fault *f)
{
    CK_KEY_TYPE type = CKK_EC_EDWARDS;
    CK_OBJECT_HANDLE found[2];
    CK_ULONG count = 0, wanted = 2;
    CK_ATTRIBUTE template[4] = {{CKA_CLASS, &class, sizeof class}, {CKA_KEY_TYPE, &type, sizeof type}};
    char object[sizeof u->object], id[sizeof u->id];
    memcpy(object, u->object, sizeof object);
    memcpy(id, u->id, sizeof id);
    if (object[0]) template[wanted++] = (CK_ATTRIBUTE){CKA_LABEL, object, strlen(object)};
    if (u->id_len) template[wanted++] = (CK_ATTRIBUTE){CKA_ID, id, u->id_len};
    CK_RV rv = t->p11->C_FindObjectsInit(t->session, template, wanted);
    if (rv == CKR_OK) rv = t->p11->C_FindObjects(t->session, found, 2, &count);
    if (rv != CKR_OK) return refused("to look for the key", rv, f);
    (void)t->p11->C_FindObjectsFinal(t->session);
    if (count != 1) return fault_set(f, ERR_INVALID, "the token has %s Ed25519 key of that name", count ? "more than one" : "no");
    *ret = found[0];
    return ERR_OK;
}

/* CKA_EC_POINT: the point in an OCTET STRING of DER (2.3.5), or bare, as some tokens have it. */
static enum err read_public(const struct token *t, const struct pkcs11_uri *u, uint8_t ret[static 32], struct fault *f)
{
    uint8_t point[64];
    CK_ATTRIBUTE want = {CKA_EC_POINT, point, sizeof point};
    CK_OBJECT_HANDLE object = 0;
    enum err err = find(t, u, CKO_PUBLIC_KEY, &object, f);
    if (err) return err;
    CK_RV rv = t->p11->C_GetAttributeValue(t->session, object, &want, 1);
    if (rv != CKR_OK) return refused("to show the public key", rv, f);
    bool wrapped = want.ulValueLen == 34 && point[0] == 4 && point[1] == 32;
    if (!wrapped && want.ulValueLen != 32) return fault_set(f, ERR_FORMAT, "the token's public key is not an Ed25519 key");
    memcpy(ret, point + (wrapped ? 2 : 0), 32);
    return ERR_OK;
}

static enum err sign(void *ctx, struct bytes message, uint8_t ret_signature[static 64], struct fault *f)
{
    const struct token *t = ctx;
    CK_MECHANISM eddsa = {CKM_EDDSA, NULL, 0};
    CK_ULONG len = 64;
    uint8_t *copy = malloc(message.len ? message.len : 1); /* the module's interface knows no const */
    if (!copy) return fault_set(f, ERR_MEMORY, "no memory to sign");
    if (message.len) memcpy(copy, message.data, message.len);
    CK_RV rv = t->p11->C_SignInit(t->session, &eddsa, t->key);
    if (rv == CKR_OK) rv = t->p11->C_Sign(t->session, copy, message.len, ret_signature, &len);
    free(copy);
    return rv == CKR_OK && len == 64 ? ERR_OK : refused("to sign", rv, f);
}

static enum err open_token(struct token *t, const struct pkcs11_uri *u, uint8_t ret_public[static 32], struct fault *f)
{
    CK_SLOT_ID slot = 0;
    enum err err = load(t, u->module, f);
    if (!err) err = find_slot(t, u->token, &slot, f);
    if (err) return err;
    CK_RV rv = t->p11->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &t->session);
    if (rv != CKR_OK) return refused("a session", rv, f);
    err = login(t, u->pin_file, f);
    if (!err) err = find(t, u, CKO_PRIVATE_KEY, &t->key, f);
    return err ? err : read_public(t, u, ret_public, f);
}

enum err signer_key_open_pkcs11(const char *uri, const char *name, struct signer_key *ret, struct fault *f)
{
    struct signer_key k = {.sign = sign, .close = token_close, .in_module = true};
    struct pkcs11_uri u;
    enum err err = pkcs11_uri_parse(uri, &u, f);
    if (err) return err;
    if (!name || !signer_key_name_valid(name)) return fault_set(f, ERR_USAGE, "pkcs11: the key has no usable name");
    memcpy(k.name, name, strlen(name) + 1);
    struct token *t = calloc(1, sizeof *t);
    if (!t) return fault_set(f, ERR_MEMORY, "no memory for the token");
    err = open_token(t, &u, k.public_key, f);
    if (err) {
        token_close(t);
        return err;
    }
    k.ctx = t;
    *ret = k;
    return ERR_OK;
}
