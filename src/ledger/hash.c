#include "ledger/hash.h"

#include <openssl/evp.h>
#include <string.h>

enum { BLOCK = 64 }; /* of SHA-256, bytes */

struct hasher {
    EVP_MD *digest;
    EVP_MD_CTX *fresh, *leaf, *node;   /* begun: with nothing, with the octet of a leaf, of a node */
    EVP_MD_CTX *mac_inner, *mac_outer; /* begun with the key */
    EVP_MD_CTX *work, *parts;
};

static EVP_MD_CTX *begun(EVP_MD *digest, struct bytes with)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    if (c && EVP_DigestInit_ex2(c, digest, NULL) == 1 && EVP_DigestUpdate(c, with.data, with.len) == 1) return c;
    EVP_MD_CTX_free(c);
    return NULL;
}

struct hasher *hasher_new(void)
{
    struct hasher *h = calloc(1, sizeof *h);
    if (!h) return NULL;
    h->digest = EVP_MD_fetch(NULL, "SHA256", NULL);
    EVP_MD_CTX **const all[] = {&h->fresh, &h->mac_inner, &h->mac_outer, &h->work, &h->parts};
    bool good = h->digest != NULL;
    for (size_t i = 0; good && i < ARRAY_LEN(all); i++) good = (*all[i] = begun(h->digest, bytes_of("", 0))) != NULL;
    good = good && (h->leaf = begun(h->digest, bytes_of("\0", 1))) && (h->node = begun(h->digest, bytes_of("\1", 1)));
    if (good) return h;
    hasher_free(h);
    return NULL;
}

void hasher_free(struct hasher *h)
{
    if (!h) return;
    EVP_MD_CTX *const all[] = {h->fresh, h->leaf, h->node, h->mac_inner, h->mac_outer, h->work, h->parts};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) EVP_MD_CTX_free(all[i]);
    EVP_MD_free(h->digest);
    free(h);
}

/* SHA-256 of short texts cannot fail once its contexts stand. */
static void start(EVP_MD_CTX *c, const EVP_MD_CTX *from)
{
    ENSURE(EVP_MD_CTX_copy_ex(c, from) == 1);
}

static void add(EVP_MD_CTX *c, struct bytes b)
{
    ENSURE(EVP_DigestUpdate(c, b.data, b.len) == 1);
}

static void finish(EVP_MD_CTX *c, struct hash *ret)
{
    ENSURE(EVP_DigestFinal_ex(c, ret->octets, NULL) == 1);
}

void hash_leaf(struct hasher *h, struct bytes entry, struct hash *ret)
{
    start(h->work, h->leaf);
    add(h->work, entry);
    finish(h->work, ret);
}

void hash_node(struct hasher *h, const struct hash *left, const struct hash *right, struct hash *ret)
{
    start(h->work, h->node);
    add(h->work, bytes_of(left, sizeof *left));
    add(h->work, bytes_of(right, sizeof *right));
    finish(h->work, ret);
}

void hash_begin(struct hasher *h)
{
    start(h->parts, h->fresh);
}

void hash_part(struct hasher *h, struct bytes part)
{
    add(h->parts, part);
}

void hash_end(struct hasher *h, struct hash *ret)
{
    finish(h->parts, ret);
}

static void mac_pad(struct hasher *h, EVP_MD_CTX *c, const uint8_t key[static 32], uint8_t with)
{
    uint8_t block[BLOCK];
    memset(block, with, sizeof block);
    for (size_t i = 0; i < 32; i++) block[i] ^= key[i];
    start(c, h->fresh);
    add(c, bytes_of(block, sizeof block));
    explicit_bzero(block, sizeof block);
}

void hash_mac_key(struct hasher *h, const uint8_t key[static 32])
{
    mac_pad(h, h->mac_inner, key, 0x36);
    mac_pad(h, h->mac_outer, key, 0x5c);
}

void hash_mac(struct hasher *h, struct bytes message, struct hash *ret)
{
    struct hash inner;
    start(h->work, h->mac_inner);
    add(h->work, message);
    finish(h->work, &inner);
    start(h->work, h->mac_outer);
    add(h->work, bytes_of(&inner, sizeof inner));
    finish(h->work, ret);
}
