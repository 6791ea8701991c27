#include "intercept/integrity.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include "check.h"
#include "golden_file.h"
#include "intercept/decode.h"
#include "proto/pspdu.h"
#include "wire/ber_write.h"

struct seen {
    unsigned count, outcomes[INTEGRITY_OUTCOMES];
    struct integrity_result last;
};

static void on_result(void *ctx, const struct integrity_result *r)
{
    struct seen *s = ctx;
    ENSURE(r->outcome < INTEGRITY_OUTCOMES && r->check->pdu.len == 0 && r->proof_count <= r->covers);
    s->count++;
    s->outcomes[r->outcome]++;
    s->last = *r;
}

static struct bytes load(const char *name)
{
    return golden_file("tests/golden/pspdu/%s.ber", name);
}

static void take(struct integrity_tracker *t, struct bytes pdu)
{
    struct intercept_event e = {.stream = {.dst = {.family = 4}}, .time_ns = 1};
    struct decoded_pdu d;
    if (!decode_hi(pdu, NULL, &e, &d)) return;
    e.pdu = pdu;
    integrity_take(t, &e);
}

struct bench {
    struct seen seen;
    struct integrity_keys *keys;
    struct integrity_tracker *tracker;
};

static bool open_bench(struct bench *b, size_t memory)
{
    *b = (struct bench){.keys = integrity_keys_new()};
    b->tracker = b->keys ? integrity_tracker_new(memory, 7, b->keys, on_result, &b->seen) : NULL;
    return b->tracker != NULL;
}

static void close_bench(struct bench *b)
{
    integrity_tracker_free(b->tracker);
    integrity_keys_free(b->keys);
}

/* What one real sender wrote, in the order of the wire, and the other way round. */
TEST(a_real_hash_verifies_in_either_order)
{
    struct bytes iri = load("iri-begin-ip"), hash = load("integrity-hash");
    REQUIRE(iri.len && hash.len);
    for (int before = 0; before < 2; before++) {
        struct bench b;
        REQUIRE(open_bench(&b, 1 << 20));
        take(b.tracker, before ? hash : iri);
        CHECK_INT(b.seen.count, 0);
        take(b.tracker, before ? iri : hash);
        CHECK_INT(b.seen.outcomes[INTEGRITY_VERIFIED], 1);
        CHECK(!b.seen.last.signature);
        CHECK_INT(b.seen.last.of, 1);
        CHECK_INT(b.seen.last.content_tag, 2);
        CHECK_INT(b.seen.last.covers, 1);
        integrity_flush(b.tracker);
        CHECK_INT(b.seen.count, 1);
        close_bench(&b);
    }
    golden_file_free(iri);
    golden_file_free(hash);
}

/* Not a bit of what it covers may change; bits of the header move the PDU to another series, and then it is missing. */
TEST(no_altered_bit_verifies)
{
    struct bytes iri = load("iri-begin-ip"), hash = load("integrity-hash");
    REQUIRE(iri.len && hash.len);
    uint8_t *copy = malloc(iri.len);
    for (size_t bit = 0; bit < iri.len * 8; bit++) {
        struct bench b;
        REQUIRE(open_bench(&b, 1 << 16));
        memcpy(copy, iri.data, iri.len);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        take(b.tracker, bytes_of(copy, iri.len));
        take(b.tracker, hash);
        integrity_flush(b.tracker);
        CHECK_INT(b.seen.outcomes[INTEGRITY_VERIFIED], 0);
        CHECK_INT(b.seen.outcomes[INTEGRITY_FAILED] + b.seen.outcomes[INTEGRITY_MISSING], 1);
        close_bench(&b);
    }
    free(copy);
    golden_file_free(iri);
    golden_file_free(hash);
}

/* The check itself cut anywhere or with any bit changed: at most one outcome for each, and only the whole one verifies what it
 * covers (bits outside the hashed header fields leave it sound). */
TEST(no_altered_check_is_decided_twice)
{
    struct bytes iri = load("iri-begin-ip"), hash = load("integrity-hash");
    REQUIRE(iri.len && hash.len);
    for (size_t n = 0; n < hash.len; n++) {
        struct bench b;
        uint8_t *copy = malloc(n ? n : 1);
        REQUIRE(open_bench(&b, 1 << 16));
        memcpy(copy, hash.data, n);
        take(b.tracker, iri);
        take(b.tracker, bytes_of(copy, n));
        integrity_flush(b.tracker);
        CHECK_INT(b.seen.count, 0);
        close_bench(&b);
        free(copy);
    }
    for (size_t bit = 0; bit < hash.len * 8; bit++) {
        struct bench b;
        uint8_t *copy = malloc(hash.len);
        REQUIRE(open_bench(&b, 1 << 16));
        memcpy(copy, hash.data, hash.len);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        take(b.tracker, iri);
        take(b.tracker, bytes_of(copy, hash.len));
        integrity_flush(b.tracker);
        CHECK(b.seen.count <= 1);
        close_bench(&b);
        free(copy);
    }
    golden_file_free(iri);
    golden_file_free(hash);
}

/* --- written here ------------------------------------------------------------------------------------------------------- */

static void header(struct writer *w, uint8_t number)
{
    size_t h = ber_write_begin(w, 0xa1);
    ber_write_leaf(w, 0x80, "\x04\0\x02\x02\x05\x01\x11", 7);
    ber_write_leaf(w, 0x81, "LI-1", 4);
    size_t id = ber_write_begin(w, 0xa3), network = ber_write_begin(w, 0xa0);
    ber_write_leaf(w, 0x80, "TESTOP", 6);
    ber_write_end(w, network);
    ber_write_leaf(w, 0x81, "\7", 1);
    ber_write_end(w, id);
    ber_write_leaf(w, 0x84, &number, 1);
    ber_write_end(w, h);
}

static struct bytes content(uint8_t *room, size_t size, uint8_t number, uint8_t fill)
{
    struct writer w = writer_of(room, size);
    size_t pdu = ber_write_begin(&w, 0x30);
    header(&w, number);
    size_t payload = ber_write_begin(&w, 0xa2), list = ber_write_begin(&w, 0xa1), item = ber_write_begin(&w, 0x30),
           choice = ber_write_begin(&w, 0xa2), cc = ber_write_begin(&w, 0xa2);
    ber_write_leaf(&w, 0x80, "\5\3\12\2", 4);
    size_t packet = ber_write_begin(&w, 0xa1);
    ber_write_leaf(&w, 0x80, &fill, 1);
    ber_write_end(&w, packet);
    ber_write_end(&w, cc);
    ber_write_end(&w, choice);
    ber_write_end(&w, item);
    ber_write_end(&w, list);
    ber_write_end(&w, payload);
    ber_write_end(&w, pdu);
    ENSURE(!w.failed);
    return bytes_of(room, w.len);
}

struct spec {
    uint8_t type, of, algorithm;
    uint8_t numbers[4];
    size_t count;
    struct bytes value;
};

static struct bytes check_pdu(uint8_t *room, size_t size, uint8_t number, const struct spec *s)
{
    struct writer w = writer_of(room, size);
    size_t pdu = ber_write_begin(&w, 0x30);
    header(&w, number);
    size_t payload = ber_write_begin(&w, 0xa2), tri = ber_write_begin(&w, 0xa2), check = ber_write_begin(&w, 0xa0),
           numbers = ber_write_begin(&w, 0xa0);
    for (size_t i = 0; i < s->count; i++) ber_write_leaf(&w, 0x02, &s->numbers[i], 1);
    ber_write_end(&w, numbers);
    ber_write_leaf(&w, 0x81, &s->type, 1);
    ber_write_leaf(&w, 0x82, &s->of, 1);
    ber_write_leaf(&w, 0x83, s->value.data, s->value.len);
    ber_write_leaf(&w, s->type == 1 ? 0x84 : 0x85, &s->algorithm, 1);
    ber_write_end(&w, check);
    ber_write_end(&w, tri);
    ber_write_end(&w, payload);
    ber_write_end(&w, pdu);
    ENSURE(!w.failed);
    return bytes_of(room, w.len);
}

/* In the order listed, by each of the four hashes. */
TEST(every_hash_in_the_order_listed)
{
    const EVP_MD *const mds[] = {EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
    for (uint8_t algorithm = 1; algorithm <= 4; algorithm++) {
        uint8_t rooms[3][256], joined[1024], digest[EVP_MAX_MD_SIZE], room[512];
        struct bytes pdus[3];
        size_t at = 0;
        unsigned len = 0;
        for (uint8_t i = 0; i < 3; i++) pdus[i] = content(rooms[i], sizeof rooms[i], i, (uint8_t)(0x40 + i));
        for (int i = 2; i >= 0; i--) memcpy(joined + at, pdus[i].data, pdus[i].len), at += pdus[i].len;
        REQUIRE(EVP_Digest(joined, at, digest, &len, mds[algorithm - 1], NULL) == 1);
        struct spec s = {1, 2, algorithm, {2, 1, 0}, 3, bytes_of(digest, len)};
        struct bench b;
        REQUIRE(open_bench(&b, 1 << 20));
        take(b.tracker, pdus[0]);
        take(b.tracker, check_pdu(room, sizeof room, 1, &s));
        take(b.tracker, pdus[1]);
        CHECK_INT(b.seen.count, 0);
        take(b.tracker, pdus[2]);
        CHECK_INT(b.seen.outcomes[INTEGRITY_VERIFIED], 1);
        CHECK_INT(b.seen.last.covers, 3);
        CHECK_INT(b.seen.last.proof_count, 3);
        close_bench(&b);
    }
}

TEST(what_cannot_be_decided_is_said)
{
    static const uint8_t zeros[32];
    uint8_t a[256], c[256], room[512];
    struct spec strange = {1, 2, 9, {0}, 1, bytes_of(zeros, 32)}, none = {1, 2, 2, {0}, 0, bytes_of(zeros, 32)};
    struct spec wrong = {1, 2, 2, {0}, 1, bytes_of(zeros, 32)}, signature = {2, 2, 2, {1}, 1, bytes_of(zeros, 32)};
    struct bench b;
    REQUIRE(open_bench(&b, 1 << 16));
    take(b.tracker, content(a, sizeof a, 0, 1));
    take(b.tracker, check_pdu(room, sizeof room, 1, &strange));
    CHECK_INT(b.seen.outcomes[INTEGRITY_UNKNOWN], 1);
    take(b.tracker, check_pdu(room, sizeof room, 2, &none));
    CHECK_INT(b.seen.outcomes[INTEGRITY_UNKNOWN], 2);
    take(b.tracker, check_pdu(room, sizeof room, 1, &signature));
    CHECK_INT(b.seen.outcomes[INTEGRITY_NO_KEY], 1);
    take(b.tracker, check_pdu(room, sizeof room, 3, &wrong));
    CHECK_INT(b.seen.outcomes[INTEGRITY_FAILED], 1);
    take(b.tracker, content(a, sizeof a, 0, 1)); /* delivered twice: the same */
    take(b.tracker, check_pdu(room, sizeof room, 4, &wrong));
    CHECK_INT(b.seen.outcomes[INTEGRITY_FAILED], 2);
    take(b.tracker, content(c, sizeof c, 0, 2)); /* the number again, for another PDU */
    take(b.tracker, check_pdu(room, sizeof room, 5, &wrong));
    CHECK_INT(b.seen.outcomes[INTEGRITY_AMBIGUOUS], 1);
    close_bench(&b);
}

/* More product than memory holds, and more checks than can wait: each still has one outcome. */
TEST(memory_is_bounded)
{
    static const uint8_t zeros[32];
    uint8_t room[512];
    struct bench b;
    REQUIRE(open_bench(&b, 1 << 16));
    for (unsigned i = 0; i < 4000; i++) {
        struct spec s = {1, 2, 2, {120}, 1, bytes_of(zeros, 32)};
        take(b.tracker, content(room, sizeof room, (uint8_t)(i % 100), (uint8_t)(i / 100)));
        if (i % 10 == 0) take(b.tracker, check_pdu(room, sizeof room, (uint8_t)(i / 40), &s));
    }
    CHECK(b.seen.outcomes[INTEGRITY_MISSING] >= 400 - 256);
    integrity_flush(b.tracker);
    CHECK_INT(b.seen.outcomes[INTEGRITY_MISSING], 400);
    CHECK_INT(b.seen.count, 400);
    close_bench(&b);
}

static EVP_PKEY *make_key(const char *kind, char *pem, size_t size)
{
    EVP_PKEY *key = strcmp(kind, "EC") == 0 ? EVP_EC_gen("P-256") : EVP_PKEY_Q_keygen(NULL, NULL, kind);
    BIO *out = BIO_new(BIO_s_mem());
    ENSURE(key && out && PEM_write_bio_PUBKEY(out, key) == 1);
    int len = BIO_read(out, pem, (int)size - 1);
    ENSURE(len > 0);
    pem[len] = 0;
    BIO_free(out);
    return key;
}

static size_t sign(EVP_PKEY *key, bool hashed, struct bytes data, uint8_t *out, size_t size)
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    ENSURE(ctx && EVP_DigestSignInit(ctx, NULL, hashed ? EVP_sha384() : NULL, NULL, key) == 1);
    ENSURE(EVP_DigestSign(ctx, out, &size, data.data, data.len) == 1);
    EVP_MD_CTX_free(ctx);
    return size;
}

/* Over the check that it lists: whole, or its contents; or over the PDU itself. */
TEST(signatures)
{
    static const char *const kinds[] = {"EC", "ED25519", "ED448"};
    static const uint8_t zeros[32];
    for (unsigned k = 0; k < ARRAY_LEN(kinds); k++)
        for (unsigned way = 0; way < 4; way++) {
            char pem[1024];
            uint8_t product[256], first[512], room[512], value[200];
            EVP_PKEY *key = make_key(kinds[k], pem, sizeof pem);
            struct spec hash = {1, 2, 2, {5}, 1, bytes_of(zeros, 32)};
            struct bytes cc = content(product, sizeof product, 1, 9), check = check_pdu(first, sizeof first, 1, &hash),
                         data = check;
            struct pspdu p;
            REQUIRE(pspdu_decode(check, &p) == ERR_OK);
            if (way == 1) data = p.contents;
            if (way == 2) data = cc;
            struct spec s = {2, 2, 2, {1}, 1, bytes_of(value, sign(key, k == 0, data, value, sizeof value))};
            if (way == 3) value[10] ^= 1;
            struct bench b;
            REQUIRE(open_bench(&b, 1 << 20));
            CHECK(integrity_keys_add(b.keys, "LI-1", NULL, bytes_of_text(pem)));
            take(b.tracker, cc);
            take(b.tracker, check_pdu(room, sizeof room, 1, &s));
            if (way != 2) CHECK_INT(b.seen.count, 0);
            if (way != 2) take(b.tracker, check);
            CHECK(b.seen.last.signature);
            CHECK_INT(b.seen.last.outcome, way == 3 ? INTEGRITY_FAILED : INTEGRITY_VERIFIED);
            close_bench(&b);
            EVP_PKEY_free(key);
        }
}

TEST(keys_that_do_not_sign_are_refused)
{
    char pem[1024];
    struct integrity_keys *keys = integrity_keys_new();
    REQUIRE(keys);
    EVP_PKEY *key = make_key("X25519", pem, sizeof pem);
    CHECK(!integrity_keys_add(keys, NULL, NULL, bytes_of_text(pem)));
    CHECK(!integrity_keys_add(keys, NULL, NULL, bytes_of_text("no key")));
    CHECK(!integrity_keys_has(keys, "LI-1", "NL"));
    EVP_PKEY_free(key);
    key = make_key("EC", pem, sizeof pem);
    CHECK(integrity_keys_add(keys, "LI-1", "NL", bytes_of_text(pem)));
    CHECK(integrity_keys_has(keys, "LI-1", "nl") && integrity_keys_has(keys, "LI-1", ""));
    CHECK(!integrity_keys_has(keys, "LI-1", "DE") && !integrity_keys_has(keys, "LI-2", "NL"));
    EVP_PKEY_free(key);
    integrity_keys_free(keys);
}
