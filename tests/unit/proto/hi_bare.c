/* Records without a PS-PDU: what they are, and what only looks like them. */
#include "proto/hi_bare.h"

#include "check.h"
#include "golden_file.h"
#include "proto/hi_payload.h"

static const struct {
    const char *name;
    uint8_t kind, tag, iri_type;
    bool circuit_switched, invoked;
    uint32_t items;
    const char *liid;
    size_t correlation;
} golden[] = {
    {"iri-eps", HI_BARE_IRI, HI_TAG_EPS, 4, false, false, 1, "GOLDEN-1", 4},
    {"iri-umts", HI_BARE_IRI, HI_TAG_UMTS, 3, false, false, 1, "GOLDEN-1", 8},
    {"iri-cs", HI_BARE_IRI, HI_TAG_UMTS, 1, true, false, 1, "GOLDEN-1", 0},
    {"iri-etsi671", HI_BARE_IRI, HI_TAG_ETSI671, 1, false, false, 1, "GOLDEN-1", 0},
    {"iri-sequence", HI_BARE_IRI, HI_TAG_EPS, 1, false, false, 2, "GOLDEN-1", 4},
    {"iri-rose", HI_BARE_IRI, HI_TAG_ETSI671, 1, false, true, 1, "GOLDEN-1", 0},
    {"cc-umts", HI_BARE_CC, HI_TAG_UMTS, 0, false, false, 0, "GOLDEN-1", 8},
    {"cc-eps", HI_BARE_CC, HI_TAG_EPS, 0, false, false, 0, "GOLDEN-1", 4},
    {"cc-eps-nameless", HI_BARE_CC, HI_TAG_EPS, 0, false, false, 0, "", 4},
    {"cc-version-0", HI_BARE_CC_0, HI_TAG_UMTS, 0, false, false, 0, "", 8},
};

static struct bytes load(const char *name)
{
    return golden_file("tests/golden/hi-bare/%s.ber", name);
}

TEST(what_records_are)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes b = load(golden[i].name);
        struct hi_bare r;
        REQUIRE(b.len && hi_bare_decode(b, &r));
        CHECK_INT(r.kind, golden[i].kind);
        CHECK_INT(r.tag, golden[i].tag);
        CHECK_INT(r.iri_type, golden[i].iri_type);
        CHECK_INT(r.items, golden[i].items);
        CHECK_INT(r.correlation.len, golden[i].correlation);
        CHECK(r.circuit_switched == golden[i].circuit_switched && r.invoked == golden[i].invoked && !r.malformed);
        CHECK(bytes_equal(r.liid, bytes_of_text(golden[i].liid)));
        golden_file_free(b);
    }
}

/* A beginning is one at every length, a whole record only at its own, with anything behind it. */
TEST(lengths_at_every_cut)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes b = load(golden[i].name);
        uint8_t *longer = malloc(b.len + 40);
        size_t len;
        REQUIRE(longer);
        for (size_t n = 1; n < b.len; n++) {
            memcpy(longer, b.data, n);
            CHECK_INT(hi_bare_length(bytes_of(longer, n), HI_BARE_SIZE_MAX, &len), FRAMING_MORE);
            CHECK(len == 0 || len == b.len);
        }
        memcpy(longer, b.data, b.len);
        memset(longer + b.len, 0x30, 40);
        for (size_t more = 0; more <= 40; more += 20) {
            CHECK_INT(hi_bare_length(bytes_of(longer, b.len + more), HI_BARE_SIZE_MAX, &len), FRAMING_WHOLE);
            CHECK_INT(len, b.len);
        }
        CHECK_INT(hi_bare_length(b, b.len - 1, &len), golden[i].kind == HI_BARE_CC_0 ? FRAMING_WHOLE : FRAMING_NONE);
        free(longer);
        golden_file_free(b);
    }
}

static void check_none(void *ctx, const char *path, const char *name)
{
    size_t len = 0, record = 0;
    uint8_t *data = check_file(path, &len);
    (void)ctx, (void)name;
    REQUIRE(data);
    if (len >= HI_BARE_MIN) CHECK_INT(hi_bare_length(bytes_of(data, len), HI_BARE_SIZE_MAX, &record), FRAMING_NONE);
    free(data);
}

/* PS-PDUs, whose contents hold the same records; other BER and ASN.1; other protocols. */
TEST(what_is_no_record)
{
    static const char *const folders[][2] = {{"tests/golden/pspdu", ".ber"}, {"tests/golden/x2x3", ".bin"},
                                             {"tests/golden/snmp", ".bin"},  {"tests/golden/radius", ".bin"},
                                             {"tests/golden/pfcp", ".bin"},  {"tests/golden/gtpv2", ".bin"},
                                             {"tests/golden/x1", ".xml"},    {"tests/golden/dtcp", ".bin"}};
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) CHECK(check_files(folders[i][0], folders[i][1], check_none, NULL) > 0);
}

/* One octet of the head changed: another module, another place of the identifier, none. */
TEST(every_octet_of_the_head_counts)
{
    static const struct {
        const char *name;
        size_t at;
        uint8_t value;
    } cases[] = {
        {"iri-umts", 0, 0xa5},     /* no such record */
        {"iri-umts", 2, 0x81},     /* no identifier of a module */
        {"iri-umts", 5, 0x01},     /* 0.4.1.2.2.4 */
        {"iri-umts", 8, 0x05},     /* 0.4.0.2.2.5: PS-PDU's */
        {"iri-umts", 9, 0x02},     /* HI3 of UMTS, in IRI */
        {"iri-umts", 12, 0x82},    /* no LIID behind it */
        {"iri-umts", 13, 26},      /* one that is too long */
        {"cc-umts", 14, 0x84},     /* neither version nor LIID nor number */
        {"iri-rose", 2, 0x04},     /* no invocation */
        {"iri-rose", 3, 0x05},     /* of a longer number */
        {"cc-version-0", 0, 0x32}, /* GTP version 1 */
        {"cc-version-0", 1, 0xfe}, /* no T-PDU */
        {"cc-version-0", 7, 0x01}, /* GTP version 0 with a flow label */
        {"cc-version-0", 9, 0x00}, /* something where nothing is */
        {"cc-version-0", 3, 0x31}, /* a packet of another length */
        {"cc-version-0", 30, 0x05} /* whose checksum does not hold */
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct bytes b = load(cases[i].name);
        uint8_t *copy = malloc(b.len);
        size_t len;
        ENSURE(copy && b.len >= HI_BARE_MIN);
        memcpy(copy, b.data, b.len);
        CHECK(copy[cases[i].at] != cases[i].value);
        copy[cases[i].at] = cases[i].value;
        if (hi_bare_length(bytes_of(copy, b.len), HI_BARE_SIZE_MAX, &len) != FRAMING_NONE) printf("        case %zu\n", i);
        CHECK_INT(hi_bare_length(bytes_of(copy, b.len), HI_BARE_SIZE_MAX, &len), FRAMING_NONE);
        free(copy);
        golden_file_free(b);
    }
}
