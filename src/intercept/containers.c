#include "intercept/containers.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/msan.h"
#include "proto/pspdu.h"

enum { TYPE_NONE = 1, TYPE_AES_192 = 3, TYPE_AES_256 = 4, BLOCK = 16, PLAIN_FIRST = 16 * 1024 };
enum { SERIES = 1024, FITS_ENOUGH = 3 };

struct key {
    char liid[26], country[3]; /* country "": any */
    uint8_t type;
    EVP_CIPHER_CTX *ctx;
};

/* A byte counter: of product of one kind, of one communication, to one place. */
struct series {
    struct ip_addr dst;
    uint16_t dport;
    char liid[26], country[3];
    uint8_t kind;
    uint64_t cin, expected, used;
    uint32_t losses, fits; /* fits: times in a row that it was as expected */
};

struct containers {
    struct key keys[CONTAINERS_KEYS_MAX];
    size_t count;
    uint8_t *plain;
    size_t plain_size;
    struct series *series; /* SERIES of them */
    uint64_t now;
    struct containers_counts counts;
};

struct containers *containers_new(void)
{
    struct containers *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->series = calloc(SERIES, sizeof *c->series);
    if (c->series) return c;
    free(c);
    return NULL;
}

void containers_free(struct containers *c)
{
    if (!c) return;
    for (size_t i = 0; i < c->count; i++) EVP_CIPHER_CTX_free(c->keys[i].ctx);
    if (c->plain) OPENSSL_cleanse(c->plain, c->plain_size);
    free(c->plain);
    free(c->series);
    free(c);
}

const struct containers_counts *containers_counts(const struct containers *c)
{
    return &c->counts;
}

bool containers_add(struct containers *c, const char *liid, const char *country, uint8_t type, struct bytes key)
{
    const EVP_CIPHER *cipher = type == TYPE_AES_192 ? EVP_aes_192_cbc() : type == TYPE_AES_256 ? EVP_aes_256_cbc() : NULL;
    if (!cipher || c->count == CONTAINERS_KEYS_MAX || key.len != (size_t)EVP_CIPHER_get_key_length(cipher)) return false;
    struct key *k = &c->keys[c->count];
    k->ctx = EVP_CIPHER_CTX_new();
    if (!k->ctx || EVP_DecryptInit_ex(k->ctx, cipher, NULL, key.data, NULL) != 1) {
        EVP_CIPHER_CTX_free(k->ctx);
        k->ctx = NULL;
        return false;
    }
    EVP_CIPHER_CTX_set_padding(k->ctx, 0);
    k->type = type;
    snprintf(k->liid, sizeof k->liid, "%s", liid);
    snprintf(k->country, sizeof k->country, "%s", country ? country : "");
    c->count++;
    return true;
}

static bool fits(const struct key *k, const char *liid, const char *country, uint8_t type)
{
    if (k->type != type || strcmp(k->liid, liid) != 0) return false;
    return !k->country[0] || !country[0] || strcasecmp(k->country, country) == 0;
}

/* Room for the plain text. What was there before is wiped when it moves. */
static bool make_room(struct containers *c, size_t len)
{
    if (len <= c->plain_size) return true;
    size_t size = c->plain_size ? c->plain_size : PLAIN_FIRST;
    while (size < len) size *= 2;
    uint8_t *plain = size <= CONTAINERS_PLAIN_MAX ? malloc(size) : NULL;
    if (!plain) return false;
    if (c->plain) OPENSSL_cleanse(c->plain, c->plain_size);
    free(c->plain);
    c->plain = plain;
    c->plain_size = size;
    return true;
}

static bool decipher(struct containers *c, const struct key *k, uint32_t sequence, struct bytes data)
{
    uint8_t iv[BLOCK];
    int len = 0;
    for (size_t i = 0; i < BLOCK; i += 4) {
        iv[i] = (uint8_t)(sequence >> 24);
        iv[i + 1] = (uint8_t)(sequence >> 16);
        iv[i + 2] = (uint8_t)(sequence >> 8);
        iv[i + 3] = (uint8_t)sequence;
    }
    LIBRARY_BEGIN();
    bool ok = EVP_DecryptInit_ex(k->ctx, NULL, NULL, NULL, iv) == 1 &&
              EVP_DecryptUpdate(k->ctx, c->plain, &len, data.data, (int)data.len) == 1 && (size_t)len == data.len;
    ERR_clear_error();
    LIBRARY_END();
    LIBRARY_WROTE(c->plain, data.len);
    return ok;
}

/* True when a key, or none, made it readable. */
static bool open_with(struct containers *c, const struct key *k, struct pspdu *p, struct opened_container *ret)
{
    struct bytes data = p->contents;
    if (!data.len || data.len > CONTAINERS_PLAIN_MAX || !make_room(c, data.len)) return false;
    if (!k)
        memcpy(c->plain, data.data, data.len);
    else if (data.len % BLOCK || !decipher(c, k, p->seq, data))
        return false;
    ret->plain = bytes_of(c->plain, data.len);
    return pspdu_open(ret->plain, p, &ret->byte_counter);
}

bool containers_open(struct containers *c, const char *liid, const char *country, struct pspdu *p, struct opened_container *ret)
{
    bool tried = p->type == TYPE_NONE;
    bool opened = tried && open_with(c, NULL, p, ret);
    for (size_t i = 0; !opened && p->has_seq && i < c->count; i++) {
        if (!fits(&c->keys[i], liid, country, p->type)) continue;
        tried = true;
        opened = open_with(c, &c->keys[i], p, ret);
    }
    c->counts.opened += opened;
    c->counts.misfit += !opened && tried;
    c->counts.without_key += !tried;
    return opened;
}

/* --- byte counters ------------------------------------------------------------------------------------------------------ */

static bool same_series(const struct series *s, const struct intercept_event *e)
{
    return s->used && s->kind == e->kind && s->cin == e->cin && s->dport == e->stream.dport &&
           ip_equal(&s->dst, &e->stream.dst) && strcmp(s->liid, e->liid) == 0 && strcmp(s->country, e->country) == 0;
}

/* The series of that event; a new one takes the place of the one longest unused. */
static struct series *series_of(struct containers *c, const struct intercept_event *e)
{
    struct series *oldest = &c->series[0];
    for (size_t i = 0; i < SERIES; i++) {
        struct series *s = &c->series[i];
        if (same_series(s, e)) return s;
        if (s->used < oldest->used) oldest = s;
    }
    *oldest = (struct series){.dst = e->stream.dst, .dport = e->stream.dport, .kind = (uint8_t)e->kind, .cin = e->cin};
    memcpy(oldest->liid, e->liid, sizeof oldest->liid);
    memcpy(oldest->country, e->country, sizeof oldest->country);
    return oldest;
}

uint64_t containers_gap(struct containers *c, const struct intercept_event *e, uint64_t byte_counter)
{
    struct series *s = series_of(c, e);
    bool known = s->used && s->losses == e->losses;
    bool fit = known && byte_counter == s->expected;
    /* the upper half is the time at which it began: another one is another counter */
    bool behind = known && byte_counter > s->expected && byte_counter >> 32 == s->expected >> 32;
    uint64_t gap = behind && s->fits >= FITS_ENOUGH ? byte_counter - s->expected : 0;
    s->fits = fit ? s->fits + 1 : gap ? s->fits : 0;
    s->expected = byte_counter + e->pdu_bytes;
    s->losses = e->losses;
    s->used = ++c->now;
    return gap;
}
