#include "report/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/macros.h"

enum { SHA1 = 20 };

const struct uuid uuid_custos = {
    {0x7d, 0x3b, 0x0e, 0x52, 0x9c, 0x41, 0x4f, 0x0a, 0x8b, 0x66, 0x51, 0xd2, 0xc8, 0x1f, 0xa0, 0x94}};
const struct uuid uuid_stix = {{0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c, 0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7}};

static void sha1(const void *a, size_t a_len, const void *b, size_t b_len, uint8_t ret[static SHA1])
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    ENSURE(ctx && EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) == 1 && EVP_DigestUpdate(ctx, a, a_len) == 1 &&
           EVP_DigestUpdate(ctx, b, b_len) == 1 && EVP_DigestFinal_ex(ctx, ret, NULL) == 1);
    EVP_MD_CTX_free(ctx);
}

const char *uuid5(const struct uuid *space, const char *name, char text[static UUID_TEXT])
{
    uint8_t d[SHA1];
    sha1(space->octets, sizeof space->octets, name, strlen(name), d);
    d[6] = (uint8_t)((d[6] & 0x0f) | 0x50);
    d[8] = (uint8_t)((d[8] & 0x3f) | 0x80);
    return uuid_text(d, text);
}

/* Is the end (a, p) the smaller one, by which the order of both is fixed? */
static bool is_smaller(const struct ip_addr *a, uint16_t p, const struct ip_addr *b, uint16_t q)
{
    int order = memcmp(a->bytes, b->bytes, sizeof a->bytes);
    return order < 0 || (order == 0 && p < q);
}

const char *community_id(const struct five_tuple *t, char text[static COMMUNITY_TEXT])
{
    struct five_tuple o = is_smaller(&t->src, t->sport, &t->dst, t->dport) ? *t : five_tuple_reverse(t);
    size_t len = t->src.family == 4 ? 4 : 16, at = 2;
    uint8_t in[2 + 2 * 16 + 6] = {0}, d[SHA1]; /* the seed stands first */
    text[0] = 0;
    if (!t->src.family || t->src.family != t->dst.family) return text;
    memcpy(in + at, o.src.bytes, len), at += len;
    memcpy(in + at, o.dst.bytes, len), at += len;
    in[at++] = t->protocol;
    in[at++] = 0;
    const uint8_t ports[] = {(uint8_t)(o.sport >> 8), (uint8_t)o.sport, (uint8_t)(o.dport >> 8), (uint8_t)o.dport};
    memcpy(in + at, ports, sizeof ports), at += sizeof ports;
    sha1(in, at, "", 0, d);
    memcpy(text, "1:", 3);
    EVP_EncodeBlock((unsigned char *)text + 2, d, SHA1);
    return text;
}

const char *digest_text(const uint8_t digest[static 32], char text[static DIGEST_TEXT])
{
    return hex_text(digest, 32, text);
}
