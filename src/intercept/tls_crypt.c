#include "intercept/tls_crypt.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/msan.h"
#include "intercept/tls_secrets.h"

enum { SALT_LEN = 4, EXPLICIT_NONCE = 8, AAD_12 = 13 };

/* libcrypto takes what it only reads without const. */
static void *for_reading(const void *p)
{
    union {
        const void *in;
        void *out;
    } u = {p};
    return u.out;
}

/* --- derivation --------------------------------------------------------------------------------------------------------- */

static OSSL_PARAM octets(const char *name, const void *data, size_t len)
{
    return OSSL_PARAM_construct_octet_string(name, for_reading(data), len);
}

static OSSL_PARAM text(const char *name, const char *value)
{
    return OSSL_PARAM_construct_utf8_string(name, for_reading(value), 0);
}

static bool derive(const char *function, const OSSL_PARAM *params, uint8_t *out, size_t len)
{
    LIBRARY_BEGIN();
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, function, NULL);
    EVP_KDF_CTX *ctx = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
    bool ok = ctx && EVP_KDF_derive(ctx, out, len, params) == 1;
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(kdf);
    LIBRARY_END();
    LIBRARY_WROTE(out, len);
    return ok;
}

static const char *hash_name(const struct tls_suite *s)
{
    return s->hash_len == 48 ? "SHA2-384" : "SHA2-256";
}

/* HKDF-Expand-Label with an empty context (RFC 8446 cl. 7.1). */
static bool expand_label(const struct tls_suite *suite, struct bytes secret, const char *label, uint8_t *out, size_t len)
{
    int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
    OSSL_PARAM params[] = {OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode), text(OSSL_KDF_PARAM_DIGEST, hash_name(suite)),
                           octets(OSSL_KDF_PARAM_KEY, secret.data, secret.len),  octets(OSSL_KDF_PARAM_PREFIX, "tls13 ", 6),
                           octets(OSSL_KDF_PARAM_LABEL, label, strlen(label)),   OSSL_PARAM_construct_end()};
    return derive("TLS13-KDF", params, out, len);
}

bool tls_next_secret(const struct tls_suite *suite, uint8_t *secret)
{
    uint8_t next[TLS_SECRET_MAX];
    bool ok = expand_label(suite, bytes_of(secret, suite->hash_len), "traffic upd", next, suite->hash_len);
    if (ok) memcpy(secret, next, suite->hash_len);
    OPENSSL_cleanse(next, sizeof next);
    return ok;
}

/* --- keys --------------------------------------------------------------------------------------------------------------- */

static const EVP_CIPHER *cipher_of(const struct tls_suite *s)
{
    if (s->aead == TLS_CHACHA20_POLY1305) return EVP_chacha20_poly1305();
    if (s->aead == TLS_AES_CCM) return s->key_len == 16 ? EVP_aes_128_ccm() : EVP_aes_256_ccm();
    return s->key_len == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm();
}

void tls_key_done(struct tls_key *k)
{
    EVP_CIPHER_CTX_free(k->cipher);
    OPENSSL_cleanse(k, sizeof *k);
    *k = (struct tls_key){0};
}

/* The key schedule is computed here, once; a record then only sets its nonce. */
static bool start_cipher(struct tls_key *k)
{
    int tag_len = k->suite->tag_len;
    LIBRARY_BEGIN();
    k->cipher = EVP_CIPHER_CTX_new();
    bool ok = k->cipher && EVP_DecryptInit_ex(k->cipher, cipher_of(k->suite), NULL, NULL, NULL) == 1 &&
              EVP_CIPHER_CTX_ctrl(k->cipher, EVP_CTRL_AEAD_SET_IVLEN, TLS_IV_LEN, NULL) == 1;
    if (ok && k->suite->aead == TLS_AES_CCM) ok = EVP_CIPHER_CTX_ctrl(k->cipher, EVP_CTRL_AEAD_SET_TAG, tag_len, NULL) == 1;
    if (ok) ok = EVP_DecryptInit_ex(k->cipher, NULL, NULL, k->key, NULL) == 1;
    LIBRARY_END();
    if (!ok) tls_key_done(k);
    return ok;
}

bool tls_key_13(struct tls_key *k, const struct tls_suite *suite, struct bytes secret)
{
    tls_key_done(k);
    k->suite = suite;
    k->tls13 = true;
    if (secret.len != suite->hash_len || !expand_label(suite, secret, "key", k->key, suite->key_len) ||
        !expand_label(suite, secret, "iv", k->iv, sizeof k->iv)) {
        tls_key_done(k);
        return false;
    }
    return start_cipher(k);
}

bool tls_key_12(struct tls_key *k, const struct tls_suite *suite, struct bytes master,
                const uint8_t client_random[static TLS_RANDOM_LEN], const uint8_t server_random[static TLS_RANDOM_LEN],
                bool of_server)
{
    uint8_t block[2 * (TLS_KEY_MAX + TLS_IV_LEN)];
    size_t iv_len = suite->aead == TLS_CHACHA20_POLY1305 ? TLS_IV_LEN : SALT_LEN, key_len = suite->key_len;
    OSSL_PARAM params[] = {text(OSSL_KDF_PARAM_DIGEST, hash_name(suite)),
                           octets(OSSL_KDF_PARAM_SECRET, master.data, master.len),
                           octets(OSSL_KDF_PARAM_SEED, "key expansion", 13),
                           octets(OSSL_KDF_PARAM_SEED, server_random, TLS_RANDOM_LEN),
                           octets(OSSL_KDF_PARAM_SEED, client_random, TLS_RANDOM_LEN),
                           OSSL_PARAM_construct_end()};
    tls_key_done(k);
    bool ok = derive("TLS1-PRF", params, block, 2 * (key_len + iv_len));
    if (ok) {
        k->suite = suite;
        memcpy(k->key, block + (of_server ? key_len : 0), key_len);
        memcpy(k->iv, block + 2 * key_len + (of_server ? iv_len : 0), iv_len);
        ok = start_cipher(k);
    }
    OPENSSL_cleanse(block, sizeof block);
    return ok;
}

/* --- records ------------------------------------------------------------------------------------------------------------ */

static void put_be64(uint8_t *p, uint64_t v)
{
    for (int i = 7; i >= 0; i--, v >>= 8) p[i] = (uint8_t)v;
}

static void make_nonce(const struct tls_key *k, uint64_t sequence, const uint8_t *explicit_nonce, uint8_t *nonce)
{
    memcpy(nonce, k->iv, TLS_IV_LEN);
    if (explicit_nonce) {
        memcpy(nonce + SALT_LEN, explicit_nonce, EXPLICIT_NONCE);
        return;
    }
    uint8_t number[8];
    put_be64(number, sequence);
    for (int i = 0; i < 8; i++) nonce[TLS_IV_LEN - 8 + i] ^= number[i];
}

static bool decrypt(const struct tls_key *k, const uint8_t *nonce, struct bytes aad, struct bytes sealed, uint8_t *out)
{
    EVP_CIPHER_CTX *c = k->cipher;
    int n = 0, len = (int)(sealed.len - k->suite->tag_len), tag_len = k->suite->tag_len;
    void *tag = for_reading(sealed.data + len);
    bool ccm = k->suite->aead == TLS_AES_CCM;
    LIBRARY_BEGIN();
    bool ok =
        EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_SET_TAG, tag_len, tag) == 1 && EVP_DecryptInit_ex(c, NULL, NULL, NULL, nonce) == 1;
    if (ok && ccm) ok = EVP_DecryptUpdate(c, NULL, &n, NULL, len) == 1; /* CCM wants to know the length first */
    if (ok) ok = EVP_DecryptUpdate(c, NULL, &n, aad.data, (int)aad.len) == 1;
    if (ok) ok = EVP_DecryptUpdate(c, out, &n, sealed.data, len) == 1; /* CCM: checks the tag here */
    if (ok && !ccm) ok = EVP_DecryptFinal_ex(c, out + n, &n) == 1;
    LIBRARY_END();
    LIBRARY_WROTE(out, (size_t)len);
    return ok;
}

/* TLS 1.3: content, its type, zeros. */
static bool strip_padding(const uint8_t *out, size_t *len, uint8_t *ret_type)
{
    while (*len && out[*len - 1] == 0) --*len;
    if (!*len) return false;
    *ret_type = out[--*len];
    return true;
}

bool tls_open(const struct tls_key *k, uint64_t sequence, struct bytes record, uint8_t *out, size_t *ret_len, uint8_t *ret_type)
{
    uint8_t nonce[TLS_IV_LEN], aad[AAD_12];
    bool explicit_nonce = !k->tls13 && k->suite->aead != TLS_CHACHA20_POLY1305;
    struct bytes sealed = bytes_slice(record, TLS_HEADER_LEN, SIZE_MAX);
    if (!k->cipher || sealed.len > TLS_RECORD_MAX || sealed.len < tls_suite_overhead(k->suite, k->tls13)) return false;
    make_nonce(k, sequence, explicit_nonce ? sealed.data : NULL, nonce);
    if (explicit_nonce) sealed = bytes_slice(sealed, EXPLICIT_NONCE, SIZE_MAX);
    size_t len = sealed.len - k->suite->tag_len;
    if (!len) return false; /* no content: nothing to be had, and libcrypto's CCM refuses it */
    put_be64(aad, sequence);
    memcpy(aad + 8, record.data, 3);
    aad[11] = (uint8_t)(len >> 8);
    aad[12] = (uint8_t)len;
    struct bytes additional = k->tls13 ? bytes_slice(record, 0, TLS_HEADER_LEN) : bytes_of(aad, sizeof aad);
    if (!decrypt(k, nonce, additional, sealed, out)) return false;
    *ret_len = len;
    *ret_type = record.data[0];
    return !k->tls13 || strip_padding(out, ret_len, ret_type);
}
