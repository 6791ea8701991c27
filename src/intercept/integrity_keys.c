#include "intercept/integrity_keys.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/msan.h"

struct key {
    char liid[26], country[3]; /* "": any */
    EVP_PKEY *key;
};

struct integrity_keys {
    struct key list[INTEGRITY_KEYS_MAX];
    size_t count;
};

struct integrity_keys *integrity_keys_new(void)
{
    return calloc(1, sizeof(struct integrity_keys));
}

void integrity_keys_free(struct integrity_keys *k)
{
    if (!k) return;
    for (size_t i = 0; i < k->count; i++) EVP_PKEY_free(k->list[i].key);
    free(k);
}

static bool signs(const EVP_PKEY *key)
{
    int id = EVP_PKEY_get_base_id(key);
    return id == EVP_PKEY_EC || id == EVP_PKEY_DSA || id == EVP_PKEY_ED25519 || id == EVP_PKEY_ED448;
}

bool integrity_keys_add(struct integrity_keys *k, const char *liid, const char *country, struct bytes pem)
{
    if (k->count == INTEGRITY_KEYS_MAX || pem.len > INT32_MAX) return false;
    LIBRARY_BEGIN();
    BIO *in = BIO_new_mem_buf(pem.data, (int)pem.len);
    EVP_PKEY *key = in ? PEM_read_bio_PUBKEY(in, NULL, NULL, NULL) : NULL;
    BIO_free(in);
    ERR_clear_error();
    LIBRARY_END();
    if (!key || !signs(key)) {
        EVP_PKEY_free(key);
        return false;
    }
    struct key *to = &k->list[k->count++];
    to->key = key;
    snprintf(to->liid, sizeof to->liid, "%s", liid ? liid : "");
    snprintf(to->country, sizeof to->country, "%s", country ? country : "");
    return true;
}

static bool fits(const struct key *k, const char *liid, const char *country)
{
    if (k->liid[0] && strcmp(k->liid, liid) != 0) return false;
    return !k->country[0] || !country[0] || strcasecmp(k->country, country) == 0;
}

bool integrity_keys_has(const struct integrity_keys *k, const char *liid, const char *country)
{
    for (size_t i = 0; i < k->count; i++)
        if (fits(&k->list[i], liid, country)) return true;
    return false;
}

/* EdDSA hashes by itself (RFC 8032). */
static bool hashes_itself(const EVP_PKEY *key)
{
    int id = EVP_PKEY_get_base_id(key);
    return id == EVP_PKEY_ED25519 || id == EVP_PKEY_ED448;
}

static bool verify(EVP_MD_CTX *ctx, EVP_PKEY *key, const EVP_MD *md, struct bytes data, struct bytes signature)
{
    return EVP_MD_CTX_reset(ctx) == 1 && EVP_DigestVerifyInit(ctx, NULL, md, NULL, key) == 1 &&
           EVP_DigestVerify(ctx, signature.data, signature.len, data.data, data.len) == 1;
}

bool integrity_keys_verify(const struct integrity_keys *k, const char *liid, const char *country, struct bytes data,
                           struct bytes signature)
{
    LIBRARY_BEGIN();
    const EVP_MD *const mds[] = {EVP_sha256(), EVP_sha384(), EVP_sha512(), EVP_sha1()};
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool verified = false;
    for (size_t i = 0; ctx && i < k->count && !verified; i++) {
        const struct key *key = &k->list[i];
        if (!fits(key, liid, country)) continue;
        if (hashes_itself(key->key)) verified = verify(ctx, key->key, NULL, data, signature);
        for (size_t m = 0; m < ARRAY_LEN(mds) && !hashes_itself(key->key) && !verified; m++)
            verified = verify(ctx, key->key, mds[m], data, signature);
    }
    EVP_MD_CTX_free(ctx);
    ERR_clear_error();
    LIBRARY_END();
    return verified;
}

struct integrity_hash {
    EVP_MD_CTX *ctx;
};

struct integrity_hash *integrity_hash_new(uint8_t algorithm)
{
    const EVP_MD *const mds[] = {NULL, EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
    const EVP_MD *md = algorithm < ARRAY_LEN(mds) ? mds[algorithm] : NULL;
    struct integrity_hash *h = md ? calloc(1, sizeof *h) : NULL;
    if (!h) return NULL;
    h->ctx = EVP_MD_CTX_new();
    if (h->ctx && EVP_DigestInit_ex(h->ctx, md, NULL) == 1) return h;
    integrity_hash_free(h);
    return NULL;
}

void integrity_hash_add(struct integrity_hash *h, struct bytes data)
{
    ENSURE(EVP_DigestUpdate(h->ctx, data.data, data.len) == 1);
}

size_t integrity_hash_end(struct integrity_hash *h, uint8_t ret[static INTEGRITY_DIGEST_MAX])
{
    unsigned len = 0;
    if (EVP_DigestFinal_ex(h->ctx, ret, &len) != 1) return 0;
    LIBRARY_WROTE(ret, len);
    return len;
}

void integrity_hash_free(struct integrity_hash *h)
{
    if (!h) return;
    EVP_MD_CTX_free(h->ctx);
    free(h);
}
