#include "proto/pspdu.h"

#include <stdlib.h>

#include "check.h"
#include "golden_file.h"

/* Real PDUs; what each must decode to. */
static const struct golden {
    const char *file, *liid;
    uint8_t payload, type, content_tag, direction;
    uint64_t cin;
    uint32_t seq;
    int64_t time_us;
} golden[] = {
    {"iri-begin-ip", "NZP2026IP01", PSPDU_IRI, PSPDU_IRI_BEGIN, 2, 0xff, 7, 0, 1795299994602968},
    {"iri-voip", "NZPVOIP0007", PSPDU_IRI, PSPDU_IRI_BEGIN, 11, 0xff, 1140335920, 0, 1795300004210984},
    {"iri-eps", "NZSMOB0003", PSPDU_IRI, PSPDU_IRI_BEGIN, 15, 0xff, 4369, 0, 1795300005464000},
    {"iri-email", "NZSMAIL0008", PSPDU_IRI, PSPDU_IRI_BEGIN, 1, 0xff, 2930562092, 0, 1795300006751000},
    {"cc-ip", "NZP2026IP01", PSPDU_CC, 0, 2, 0, 7, 0, 1795300000047009},
    {"cc-voip", "NZPVOIP0007", PSPDU_CC, 0, 12, 0, 1140335920, 0, 1795300004793140},
    {"cc-email", "NZSMAIL0008", PSPDU_CC, 0, 1, 0, 2930562092, 0, 1795300006711000},
    {"encrypted", "NZSENC0004", PSPDU_ENCRYPTED, 3, 0xff, 0xff, 40, 0, 1795299994603000},
    {"hi1-activated", "X9SHADOW01", PSPDU_HI1, PSPDU_HI1_ACTIVATED, 0xff, 0xff, 0, 0, 1795300030067028},
    {"hi1-deactivated", "X9SHADOW01", PSPDU_HI1, PSPDU_HI1_DEACTIVATED, 0xff, 0xff, 0, 1, 1795300046075603},
    {"keepalive", "openli-1.1.20", PSPDU_TRI, PSPDU_TRI_KEEPALIVE, 0xff, 0xff, 0, 0, 0},
    {"integrity-hash", "NZP2026IP01", PSPDU_TRI, PSPDU_TRI_INTEGRITY, 0xff, 0xff, 7, 1, 1795299998610942},
    {"integrity-signature", "NZP2026IP01", PSPDU_TRI, PSPDU_TRI_INTEGRITY, 0xff, 0xff, 7, 1, 1795300013611206},
};

static struct bytes load(const char *name)
{
    return golden_file("tests/golden/pspdu/%s.ber", name);
}

static bool same_text(struct bytes b, const char *text)
{
    return bytes_equal(b, bytes_of_text(text));
}

TEST(golden_pdus)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        const struct golden *g = &golden[i];
        struct bytes b = load(g->file);
        struct pspdu p;
        size_t len = 0;
        REQUIRE(b.len > 0);
        CHECK_INT(pspdu_length(b, PSPDU_SIZE_MAX, &len), FRAMING_WHOLE);
        CHECK_INT(len, b.len);
        REQUIRE(pspdu_decode(b, &p) == ERR_OK);
        CHECK(same_text(p.liid, g->liid));
        CHECK(same_text(p.country, "NZ") && same_text(p.delivery_country, "NZ") && same_text(p.operator_id, "CUSTOSLAB"));
        CHECK_INT(p.schema, 17);
        CHECK_INT(p.payload, g->payload);
        CHECK_INT(p.type, g->type);
        CHECK_INT(p.content_tag, g->content_tag);
        CHECK_INT(p.direction, g->direction);
        CHECK(p.has_cin && p.has_seq);
        CHECK_INT(p.cin, g->cin);
        if (g->time_us) CHECK_INT(p.seq, g->seq);
        if (g->time_us) CHECK_INT(p.time_ns / 1000, g->time_us);
        CHECK_INT(p.unknown_elements, 0);
        CHECK(!p.malformed);
        golden_file_free(b);
    }
}

TEST(integrity_and_encryption_fields)
{
    struct pspdu p;
    struct bytes b = load("integrity-signature");
    REQUIRE(pspdu_decode(b, &p) == ERR_OK);
    CHECK_INT(p.check_type, 2);
    CHECK_INT(p.checked, 1);
    golden_file_free(b);
    b = load("integrity-hash");
    REQUIRE(pspdu_decode(b, &p) == ERR_OK);
    CHECK_INT(p.check_type, 1);
    golden_file_free(b);
    b = load("encrypted");
    REQUIRE(pspdu_decode(b, &p) == ERR_OK);
    CHECK_INT(p.encrypted_type, 3);
    CHECK_INT(p.contents.len, 80);
    golden_file_free(b);
}

/* Heap blocks of exact size, so that the sanitizer sees a read one past the end. */
TEST(every_prefix_is_incomplete)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes b = load(golden[i].file);
        REQUIRE(b.len > 0);
        for (size_t n = 0; n < b.len; n++) {
            uint8_t *copy = malloc(n ? n : 1);
            struct pspdu p;
            size_t len = 0;
            memcpy(copy, b.data, n);
            CHECK_INT(pspdu_length(bytes_of(copy, n), PSPDU_SIZE_MAX, &len), FRAMING_MORE);
            CHECK(len == 0 || len == b.len);
            CHECK(pspdu_decode(bytes_of(copy, n), &p) == ERR_FORMAT);
            free(copy);
        }
        golden_file_free(b);
    }
}

TEST(every_byte_flipped)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes b = load(golden[i].file);
        REQUIRE(b.len > 0);
        uint8_t *copy = malloc(b.len);
        for (size_t at = 0; at < b.len * 8; at++) {
            struct pspdu p;
            size_t len = 0;
            memcpy(copy, b.data, b.len);
            copy[at / 8] ^= (uint8_t)(1 << at % 8);
            enum framing f = pspdu_length(bytes_of(copy, b.len), PSPDU_SIZE_MAX, &len);
            if (f == FRAMING_WHOLE) CHECK(len <= b.len);
            if (pspdu_decode(bytes_of(copy, b.len), &p) == ERR_OK) {
                CHECK(p.liid.data >= copy && p.liid.data + p.liid.len <= copy + b.len);
                CHECK(!p.contents.data || (p.contents.data >= copy && p.contents.data + p.contents.len <= copy + b.len));
            }
        }
        free(copy);
        golden_file_free(b);
    }
}

/* Put `extra` behind byte `at`, and lengthen the elements whose length octets stand at offsets `lens`. */
static size_t graft(uint8_t *out, struct bytes b, size_t at, struct bytes extra, const size_t *lens, size_t count)
{
    memcpy(out, b.data, at);
    memcpy(out + at, extra.data, extra.len);
    memcpy(out + at + extra.len, b.data + at, b.len - at);
    for (size_t i = 0; i < count; i++) out[lens[i]] = (uint8_t)(out[lens[i]] + extra.len);
    return b.len + extra.len;
}

TEST(unknown_elements_are_counted)
{
    struct bytes b = load("iri-begin-ip");
    REQUIRE(b.len == 157);
    static const uint8_t strange[] = {0x9e, 0x01, 0x55};
    static const struct {
        size_t at, lens[6], count;
    } places[] = {
        {157, {3}, 1},                  /* behind the payload */
        {6 + 0x54, {3, 5}, 2},          /* at the end of PSHeader */
        {157, {3, 0x5b}, 2},            /* behind the chosen payload */
        {157, {3, 0x5b, 0x5d, 0x5f}, 4} /* at the end of the IRIPayload */
    };
    for (size_t i = 0; i < ARRAY_LEN(places); i++) {
        uint8_t out[200];
        struct pspdu p;
        size_t len = graft(out, b, places[i].at, bytes_of(strange, sizeof strange), places[i].lens, places[i].count);
        REQUIRE(pspdu_decode(bytes_of(out, len), &p) == ERR_OK);
        CHECK(p.unknown_elements > 0);
        CHECK(!p.malformed);
        CHECK(same_text(p.liid, "NZP2026IP01"));
    }
    golden_file_free(b);
}

TEST(a_broken_payload_does_not_hide_the_header)
{
    struct bytes b = load("cc-ip");
    REQUIRE(b.len > 0);
    uint8_t *copy = malloc(b.len);
    memcpy(copy, b.data, b.len);
    for (size_t i = b.len - 60; i < b.len; i++) copy[i] = 0xff;
    struct pspdu p;
    REQUIRE(pspdu_decode(bytes_of(copy, b.len), &p) == ERR_OK);
    CHECK(p.malformed || p.unknown_elements);
    CHECK(same_text(p.liid, "NZP2026IP01"));
    free(copy);
    golden_file_free(b);
}

/* The same PDU with indefinite lengths around it, and with another schema version of two octets. */
TEST(indefinite_length_and_other_schema)
{
    struct bytes b = load("keepalive");
    REQUIRE(b.len == 89 && b.data[1] == 0x57);
    uint8_t out[128] = {0x30, 0x80};
    memcpy(out + 2, b.data + 2, 87);
    size_t len = 0;
    struct pspdu p;
    CHECK_INT(pspdu_length(bytes_of(out, 91), PSPDU_SIZE_MAX, &len), FRAMING_WHOLE);
    CHECK_INT(len, 91);
    CHECK_INT(pspdu_length(bytes_of(out, 90), PSPDU_SIZE_MAX, &len), FRAMING_MORE);
    REQUIRE(pspdu_decode(bytes_of(out, 91), &p) == ERR_OK);
    CHECK_INT(p.type, PSPDU_TRI_KEEPALIVE);

    static const size_t lens[] = {1, 3, 5};
    memcpy(out, b.data, b.len);
    len = graft(out, b, 12, bytes_of("\x83", 1), lens, 3);
    REQUIRE(pspdu_decode(bytes_of(out, len), &p) == ERR_OK);
    CHECK_INT(p.schema, 3 << 7 | 17);
    golden_file_free(b);
}

TEST(found_in_the_midst)
{
    struct bytes b = load("iri-voip");
    REQUIRE(b.len > 0);
    uint8_t *big = calloc(1, 5000);
    memset(big, 0x30, 900);
    memcpy(big + 700, "\x04\x00\x02\x02\x05\x01", 6); /* the OID alone is no PDU */
    memcpy(big + 1000, b.data, b.len);
    CHECK_INT(pspdu_find(bytes_of(big, 5000), 0), 1000);
    CHECK_INT(pspdu_find(bytes_of(big, 5000), 1001), 5000);
    CHECK_INT(pspdu_find(bytes_of(big, 990), 0), 990);
    free(big);
    golden_file_free(b);
}

TEST(size_cap)
{
    static const uint8_t huge[] = {0x30, 0x84, 0x01, 0x00, 0x00, 0x01, 0xa1, 0x54, 0x80, 0x07, 4, 0, 2, 2, 5, 1, 17};
    size_t len = 0;
    CHECK_INT(pspdu_length(bytes_of(huge, sizeof huge), PSPDU_SIZE_MAX, &len), FRAMING_NONE);
    CHECK_INT(pspdu_length(bytes_of(huge, sizeof huge), (size_t)PSPDU_SIZE_MAX * 2, &len), FRAMING_MORE);
    CHECK_INT(len, 6 + 0x01000001);
}
