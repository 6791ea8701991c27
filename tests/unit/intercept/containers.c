#include "intercept/containers.h"

#include <openssl/evp.h>

#include "base/fields_write.h"
#include "check.h"
#include "intercept/decode.h"
#include "intercept/pdu.h"
#include "proto/pspdu.h"
#include "wire/ber_write.h"

static const uint8_t key[32] = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
                                17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32};

/* EncryptedPayload with one IP packet to the target, zeros behind it up to a whole block. */
static size_t plain_text(uint8_t *room, size_t size, uint64_t counter)
{
    static const uint8_t packet[28] = {0x45, 0, 0, 28, 0, 0, 0, 0, 64, 17, 0, 0, 198, 51, 100, 1, 10, 0, 0, 7, 0, 53, 4, 0, 0, 8};
    uint8_t number[9] = {0};
    for (int i = 0; i < 8; i++) number[1 + i] = (uint8_t)(counter >> (56 - 8 * i));
    struct writer w = writer_of(room, size);
    size_t all = ber_write_begin(&w, 0x30);
    ber_write_leaf(&w, 0x80, number, sizeof number);
    size_t payload = ber_write_begin(&w, 0xa1), list = ber_write_begin(&w, 0xa1), item = ber_write_begin(&w, 0x30);
    ber_write_leaf(&w, 0x80, "\1", 1);
    size_t choice = ber_write_begin(&w, 0xa2), cc = ber_write_begin(&w, 0xa2);
    ber_write_leaf(&w, 0x80, "\5\3\12\2", 4);
    size_t contents = ber_write_begin(&w, 0xa1);
    ber_write_leaf(&w, 0x80, packet, sizeof packet);
    ber_write_end(&w, contents);
    ber_write_end(&w, cc);
    ber_write_end(&w, choice);
    ber_write_end(&w, item);
    ber_write_end(&w, list);
    ber_write_end(&w, payload);
    ber_write_end(&w, all);
    while (w.len % 16) writer_u8(&w, 0);
    ENSURE(!w.failed);
    return w.len;
}

struct made {
    uint8_t type; /* EncryptionType */
    uint32_t number;
    uint64_t counter;
};

static struct bytes container(uint8_t *room, size_t size, const struct made *m)
{
    uint8_t plain[256], closed[256 + 16], iv[16], number[5] = {0}, type = m->type;
    size_t len = plain_text(plain, sizeof plain, m->counter);
    store_be32(number + 1, m->number);
    for (int i = 0; i < 4; i++) memcpy(iv + 4 * i, number + 1, 4);
    memcpy(closed, plain, len);
    if (m->type == 3 || m->type == 4) {
        int out = 0;
        EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
        ENSURE(EVP_EncryptInit_ex(ctx, m->type == 3 ? EVP_aes_192_cbc() : EVP_aes_256_cbc(), NULL, key, iv) == 1);
        EVP_CIPHER_CTX_set_padding(ctx, 0);
        ENSURE(EVP_EncryptUpdate(ctx, closed, &out, plain, (int)len) == 1 && (size_t)out == len);
        EVP_CIPHER_CTX_free(ctx);
    }
    struct writer w = writer_of(room, size);
    size_t pdu = ber_write_begin(&w, 0x30), header = ber_write_begin(&w, 0xa1);
    ber_write_leaf(&w, 0x80, "\x04\0\x02\x02\x05\x01\x11", 7);
    ber_write_leaf(&w, 0x81, "LI-1", 4);
    ber_write_leaf(&w, 0x82, "NL", 2);
    size_t id = ber_write_begin(&w, 0xa3), network = ber_write_begin(&w, 0xa0);
    ber_write_leaf(&w, 0x80, "TESTOP", 6);
    ber_write_end(&w, network);
    ber_write_leaf(&w, 0x81, "\7", 1);
    ber_write_end(&w, id);
    ber_write_leaf(&w, 0x84, number, sizeof number);
    ber_write_end(&w, header);
    size_t payload = ber_write_begin(&w, 0xa2), box = ber_write_begin(&w, 0xa4);
    ber_write_leaf(&w, 0x80, &type, 1);
    size_t data = ber_write_begin(&w, 0x81);
    writer_bytes(&w, bytes_of(closed, len));
    ber_write_end(&w, data);
    ber_write_leaf(&w, 0x82, "\3", 1);
    ber_write_end(&w, box);
    ber_write_end(&w, payload);
    ber_write_end(&w, pdu);
    ENSURE(!w.failed);
    return bytes_of(room, w.len);
}

static struct containers *with_key(uint8_t type)
{
    struct containers *c = containers_new();
    ENSURE(c && containers_add(c, "LI-1", "nl", type, bytes_of(key, type == 3 ? 24 : 32)));
    return c;
}

TEST(opened_they_say_what_is_inside)
{
    for (uint8_t type = 1; type <= 4; type++) {
        if (type == 2) continue; /* a national option */
        uint8_t room[512];
        struct made m = {type, 0x01020304, UINT64_C(0x6a0123450000abcd)};
        struct bytes pdu = container(room, sizeof room, &m);
        struct containers *c = type == 1 ? containers_new() : with_key(type);
        struct intercept_event e = {0}, closed = {0};
        struct decoded_pdu d;
        REQUIRE(c && decode_hi(pdu, c, &e, &d));
        CHECK(e.opened);
        CHECK_INT(e.kind, INTERCEPT_CC);
        CHECK_INT(e.content_tag, 2);
        CHECK_INT(e.direction, 1);
        CHECK_INT(e.pdu_bytes, pdu.len);
        CHECK(d.opened.byte_counter == m.counter);
        CHECK(!e.unknown_elements);
        CHECK_INT(containers_counts(c)->opened, 1);
        REQUIRE(decode_hi(pdu, NULL, &closed, &d));
        CHECK(!closed.opened);
        CHECK_INT(closed.kind, INTERCEPT_ENCRYPTED);
        containers_free(c);
    }
    containers_free(NULL);
}

/* As `custos decode` shows it: the container as it came, then what was in it. */
TEST(opened_they_are_told_field_by_field)
{
    uint8_t room[512];
    struct made m = {3, 0x01020304, 77};
    struct li_pdu pdu = {.protocol = LI_HI, .bytes = container(room, sizeof room, &m)};
    struct containers *c = with_key(3);
    struct intercept_event e = {0};
    struct decoded_pdu d;
    char *text = NULL;
    size_t len = 0;
    REQUIRE(decode_hi(pdu.bytes, c, &e, &d) && e.opened);
    pdu.opened = d.opened.plain;
    struct fields_writer w = {.out = open_memstream(&text, &len)};
    struct fields f = {0};
    REQUIRE(w.out != NULL);
    fields_write(&f, &w, pdu.bytes);
    li_pdu_fields(&pdu, &f);
    fclose(w.out);
    const char *payload = strstr(text, "payload{encryption_container{");
    REQUIRE(payload != NULL);
    CHECK_TEXT(payload, "payload{encryption_container{cipher=3(AES-192-CBC) enciphered=80B payload_type=3(part 3)}} "
                        "opened{byte_counter=77 payload{cc[{direction=1(to-target) contents{ip{schema=5.3.10.2 "
                        "contents{packet=28B}}}}]}}");
    CHECK(!f.flaw && !f.unknown);
    free(text);
    containers_free(c);
}

TEST(they_stay_closed_without_the_right_key)
{
    uint8_t room[512], other[32] = {9};
    struct made m = {4, 5, 1};
    struct bytes pdu = container(room, sizeof room, &m);
    struct containers *c = containers_new();
    struct intercept_event e = {0};
    struct decoded_pdu d;
    REQUIRE(c && decode_hi(pdu, c, &e, &d));
    CHECK(!e.opened && e.kind == INTERCEPT_ENCRYPTED);
    CHECK_INT(containers_counts(c)->without_key, 1);
    CHECK(!containers_add(c, "LI-1", NULL, 4, bytes_of(key, 24)));
    CHECK(!containers_add(c, "LI-1", NULL, 5, bytes_of(key, 24)));
    CHECK(containers_add(c, "LI-2", NULL, 4, bytes_of(key, 32)));
    CHECK(containers_add(c, "LI-1", "DE", 4, bytes_of(key, 32)));
    REQUIRE(decode_hi(pdu, c, &e, &d));
    CHECK_INT(containers_counts(c)->without_key, 2);
    CHECK(containers_add(c, "LI-1", NULL, 4, bytes_of(other, 32)));
    REQUIRE(decode_hi(pdu, c, &e, &d));
    CHECK(!e.opened && e.kind == INTERCEPT_ENCRYPTED);
    CHECK_INT(containers_counts(c)->misfit, 1);
    CHECK(containers_add(c, "LI-1", NULL, 4, bytes_of(key, 32)));
    REQUIRE(decode_hi(pdu, c, &e, &d));
    CHECK(e.opened && e.kind == INTERCEPT_CC);
    containers_free(c);
}

/* Cut anywhere, and with every bit changed: either as it was sent, or closed, or what stands inside; never something else's
 * views. */
TEST(cut_and_flipped)
{
    uint8_t room[512];
    struct made m = {3, 7, 1};
    struct bytes pdu = container(room, sizeof room, &m);
    struct containers *c = with_key(3);
    uint8_t *copy = malloc(pdu.len);
    REQUIRE(c && copy);
    for (size_t n = 0; n < pdu.len; n++) {
        struct intercept_event e = {0};
        struct decoded_pdu d;
        uint8_t *cut = malloc(n ? n : 1);
        memcpy(cut, pdu.data, n);
        CHECK(!decode_hi(bytes_of(cut, n), c, &e, &d));
        free(cut);
    }
    for (size_t bit = 0; bit < pdu.len * 8; bit++) {
        struct intercept_event e = {0};
        struct decoded_pdu d;
        memcpy(copy, pdu.data, pdu.len);
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (!decode_hi(bytes_of(copy, pdu.len), c, &e, &d)) continue;
        struct intercept_event closed = {0};
        REQUIRE(decode_hi(bytes_of(copy, pdu.len), NULL, &closed, &d));
        CHECK(e.opened ? closed.kind == INTERCEPT_ENCRYPTED && e.kind != INTERCEPT_ENCRYPTED : e.kind == closed.kind);
        CHECK(e.content_bytes <= pdu.len);
    }
    free(copy);
    containers_free(c);
}

TEST(the_byte_counter_shows_what_is_missing)
{
    struct containers *c = containers_new();
    struct intercept_event e = {.kind = INTERCEPT_CC, .liid = "LI-1", .cin = 7, .pdu_bytes = 100};
    uint64_t start = UINT64_C(1795300001) << 32, at = start;
    REQUIRE(c);
    for (int i = 0; i < 5; i++, at += 100) CHECK_INT(containers_gap(c, &e, at), 0);
    CHECK_INT(containers_gap(c, &e, at + 300), 300);
    CHECK_INT(containers_gap(c, &e, at + 400), 0);
    e.losses = 1; /* the capture lost bytes: perhaps not the sender's doing */
    CHECK_INT(containers_gap(c, &e, at + 900), 0);
    e.cin = 8; /* another communication */
    CHECK_INT(containers_gap(c, &e, start), 0);
    e.cin = 7; /* a counter that began anew */
    CHECK_INT(containers_gap(c, &e, start + (UINT64_C(50) << 32)), 0);
    containers_free(c);
}

/* A sender whose counter runs over something else is not held to it. */
TEST(a_counter_that_never_fitted_shows_nothing)
{
    struct containers *c = containers_new();
    struct intercept_event e = {.kind = INTERCEPT_CC, .liid = "LI-1", .cin = 7, .pdu_bytes = 100};
    REQUIRE(c);
    for (uint64_t i = 0, at = 0; i < 50; i++, at += 100 + i) CHECK_INT(containers_gap(c, &e, at), 0);
    containers_free(c);
}
