#include "people/traits.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>

#include "base/hex.h"
#include "base/macros.h"
#include "base/msan.h"
#include "people/name_key.h"

enum { HASH = 32, PSEUDONYM_CHARACTERS = 26, PSEUDONYM_BITS = 5 };

/* --- keyed hashes --------------------------------------------------------------------------------------------------------- */

static EVP_MAC *hmac;
static EVP_MD *sha256;
static pthread_once_t fetched = PTHREAD_ONCE_INIT;

static void fetch(void)
{
    hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

/* A keyed one for the hashes of one record. These fail only when the library is unusable; a wrong pseudonym must not go on. */
static EVP_MAC_CTX *keyed_begin(const struct pseudonym_key *key)
{
    char digest[] = "SHA256";
    OSSL_PARAM p[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    ENSURE(pthread_once(&fetched, fetch) == 0 && hmac);
    LIBRARY_BEGIN();
    EVP_MAC_CTX *c = EVP_MAC_CTX_new(hmac);
    ENSURE(c && EVP_MAC_init(c, key->octets, sizeof key->octets, p));
    LIBRARY_END();
    return c;
}

/* `kind` keeps the hashes of different things apart. */
static void keyed_hash(EVP_MAC_CTX *c, uint8_t kind, struct bytes text, uint8_t ret[static HASH])
{
    size_t len = 0;
    LIBRARY_BEGIN();
    ENSURE(EVP_MAC_init(c, NULL, 0, NULL) && EVP_MAC_update(c, &kind, 1) && EVP_MAC_update(c, text.data, text.len));
    ENSURE(EVP_MAC_final(c, ret, &len, HASH) && len == HASH);
    LIBRARY_END();
    LIBRARY_WROTE(ret, HASH);
}

/* Never 0. */
static uint64_t keyed_number(EVP_MAC_CTX *c, uint8_t kind, struct bytes text)
{
    uint8_t hash[HASH];
    keyed_hash(c, kind, text, hash);
    uint64_t number = load_be64(hash);
    return number ? number : 1;
}

/* --- facts ---------------------------------------------------------------------------------------------------------------- */

/* What is hashed; facts by their kind. */
enum { HASHED_FACT, HASHED_NAME = HASHED_FACT + FACT_KINDS, HASHED_RECORD };

static int32_t first_month(const struct date *d)
{
    return d->precision == DATE_UNKNOWN ? INT32_MIN : d->year * 12 + (d->precision >= DATE_MONTH ? d->month - 1 : 0);
}

static int32_t last_month(const struct date *d)
{
    return d->precision == DATE_UNKNOWN ? INT32_MAX : d->year * 12 + (d->precision >= DATE_MONTH ? d->month - 1 : 11);
}

static bool same_fact(const struct trait_fact *a, const struct trait_fact *b)
{
    return a->what == b->what && a->kind == b->kind && a->from_month == b->from_month && a->until_month == b->until_month &&
           a->precision == b->precision;
}

static void add_fact(struct traits *t, EVP_MAC_CTX *c, enum fact_kind kind, struct bytes what, const struct interval *when)
{
    char key[NAME_KEY];
    size_t len = kind == FACT_SOURCE_ID ? what.len : name_key_organisation(what, key);
    if (len == 0 || t->fact_count == TRAITS_FACTS) return;
    struct trait_fact f = {.what =
                               keyed_number(c, (uint8_t)(HASHED_FACT + kind), kind == FACT_SOURCE_ID ? what : bytes_of(key, len)),
                           .kind = (uint8_t)kind,
                           .from_month = INT32_MIN,
                           .until_month = INT32_MAX};
    if (when) {
        f.from_month = first_month(&when->from);
        f.until_month = last_month(&when->until);
        f.precision = (uint8_t)(when->from.precision | when->until.precision << 2);
    }
    for (size_t i = 0; i < t->fact_count; i++)
        if (same_fact(&t->facts[i], &f)) return;
    t->facts[t->fact_count++] = f;
}

static struct bytes span_text(const struct cv *cv, const struct span *s)
{
    if (s->part >= cv->count || s->end <= s->start) return (struct bytes){0};
    return bytes_slice(cv->parts[s->part].text, s->start, s->end - s->start);
}

static void add_episodes(struct traits *t, EVP_MAC_CTX *c, const struct cv *cv, const struct history *h)
{
    for (size_t i = 0; i < h->count; i++) {
        const struct episode *e = &h->list[i];
        bool study = e->kind == EPISODE_EDUCATION;
        if (!study && e->kind != EPISODE_EMPLOYMENT && e->kind != EPISODE_SERVICE) continue;
        struct bytes what = span_text(cv, &e->organisation);
        /* of prose that tells no organisation apart, the clause itself: its dates count */
        if (what.len == 0 && e->entry == 0 && e->when.from.precision != DATE_UNKNOWN) what = span_text(cv, &e->whole);
        add_fact(t, c, study ? FACT_EDUCATION : FACT_EMPLOYMENT, what, &e->when);
    }
}

void traits_of(const struct pseudonym_key *key, const struct cv *cv, const struct history *h, struct traits *ret)
{
    char name[NAME_KEY];
    struct traits t = {0};
    EVP_MAC_CTX *c = keyed_begin(key);
    size_t len = name_key_person(cv->name, name);
    if (len) t.name = keyed_number(c, HASHED_NAME, bytes_of(name, len));
    explicit_bzero(name, sizeof name);
    add_fact(&t, c, FACT_SOURCE_ID, cv->id, NULL);
    add_episodes(&t, c, cv, h);
    EVP_MAC_CTX_free(c);
    *ret = t;
}

/* --- pseudonyms ----------------------------------------------------------------------------------------------------------- */

/* RFC 4648 clause 6, in small letters; two bits of the hash's last octet are left out. */
static void base32(const uint8_t *octets, char *ret)
{
    static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
    for (unsigned i = 0; i < PSEUDONYM_CHARACTERS; i++) {
        unsigned bit = i * PSEUDONYM_BITS, two = (unsigned)(octets[bit / 8] << 8 | octets[bit / 8 + 1]);
        ret[i] = digits[two >> (16 - PSEUDONYM_BITS - bit % 8) & 31];
    }
    ret[PSEUDONYM_CHARACTERS] = '\0';
}

void record_identify(const struct pseudonym_key *key, struct bytes record, char ret_digest[static 65],
                     char ret_pseudonym[static PSEUDONYM_TEXT])
{
    uint8_t digest[HASH], hash[HASH];
    unsigned len = 0;
    EVP_MAC_CTX *c = keyed_begin(key);
    LIBRARY_BEGIN();
    ENSURE(sha256 && EVP_Digest(record.data, record.len, digest, &len, sha256, NULL) && len == HASH);
    LIBRARY_END();
    LIBRARY_WROTE(digest, HASH);
    keyed_hash(c, HASHED_RECORD, bytes_of(digest, HASH), hash);
    EVP_MAC_CTX_free(c);
    hex_text(digest, HASH, ret_digest);
    memcpy(ret_pseudonym, "r-", 2);
    base32(hash, ret_pseudonym + 2);
}

bool pseudonym_valid(const char *text)
{
    if ((text[0] != 'r' && text[0] != 'p') || text[1] != '-' || strlen(text) != 2 + PSEUDONYM_CHARACTERS) return false;
    for (const char *c = text + 2; *c; c++)
        if (!((*c >= 'a' && *c <= 'z') || (*c >= '2' && *c <= '7'))) return false;
    return true;
}
