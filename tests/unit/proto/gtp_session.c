#include "proto/gtp_session.h"

#include "seeds.h"

static const char *const seeds[] = {"v1-request", "v1-answer",      "v1-answer-extension", "v2-request",
                                    "v2-answer",  "v2-answer-both", "v2-handover"};

static bool parse_seed(const char *name, struct gtp_session *ret)
{
    struct bytes b = seed("proto_gtp_session", name);
    CHECK(b.len > 0);
    bool ok = gtp_session_parse(b, ret);
    seed_free(b);
    return ok;
}

TEST(requests_name_the_subscriber)
{
    static const char *const names[] = {"v1-request", "v2-request"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct gtp_session s;
        REQUIRE(parse_seed(names[i], &s));
        CHECK(!s.answer && s.v4.family == 0 && s.v6.family == 0); /* it asks for an address */
        CHECK_INT(s.sequence, i ? 0x123456 : 0x4711);
        CHECK_TEXT(s.imsi, "001010000000008");
        CHECK_TEXT(s.msisdn, "31612345678");
    }
}

TEST(answers_assign_the_address)
{
    static const char *const names[] = {"v1-answer", "v1-answer-extension", "v2-answer"};
    char text[ADDR_TEXT];
    struct gtp_session s;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        REQUIRE(parse_seed(names[i], &s));
        CHECK(s.answer && !s.imsi[0] && !s.msisdn[0]);
        CHECK_TEXT(ip_text(&s.v4, text), "10.46.0.7");
    }
    REQUIRE(parse_seed("v2-answer-both", &s));
    CHECK_TEXT(ip_text(&s.v4, text), "10.46.0.8");
    CHECK_TEXT(ip_text(&s.v6, text), "2001:db8:46:7::"); /* of its prefix */
}

TEST(handover_brings_the_address_along)
{
    char text[ADDR_TEXT];
    struct gtp_session s;
    REQUIRE(parse_seed("v2-handover", &s));
    CHECK(!s.answer);
    CHECK_TEXT(s.imsi, "001010000000008");
    CHECK_TEXT(ip_text(&s.v4, text), "10.46.0.7");
}

TEST(other_messages_set_up_nothing)
{
    static const char *const others[] = {"activation", "deactivation", "echo"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct gtp_session s;
        struct bytes b = seed("proto_gtpv2", others[i]);
        CHECK(b.len > 0 && !gtp_session_parse(b, &s));
        seed_free(b);
    }
}

static void refused(struct bytes prefix)
{
    struct gtp_session s;
    CHECK(!gtp_session_parse(prefix, &s));
}

TEST(every_prefix)
{
    for (size_t i = 0; i < ARRAY_LEN(seeds); i++) {
        struct bytes b = seed("proto_gtp_session", seeds[i]);
        seed_prefixes(b, refused);
        seed_free(b);
    }
}

/* Any octet may change: what is told is digits and whole addresses. */
TEST(every_octet_flipped)
{
    for (size_t i = 0; i < ARRAY_LEN(seeds); i++) {
        struct bytes b = seed("proto_gtp_session", seeds[i]);
        uint8_t *copy = malloc(b.len);
        REQUIRE(copy != NULL);
        for (size_t at = 0; at < 2 * b.len; at++) {
            struct gtp_session s;
            memcpy(copy, b.data, b.len);
            copy[at / 2] ^= at % 2 ? 0xff : 0x01;
            if (!gtp_session_parse(bytes_of(copy, b.len), &s)) continue;
            CHECK(strspn(s.imsi, "0123456789") == strlen(s.imsi) && strspn(s.msisdn, "0123456789") == strlen(s.msisdn));
            CHECK((s.v4.family == 0 || s.v4.family == 4) && (s.v6.family == 0 || s.v6.family == 6));
        }
        free(copy);
        seed_free(b);
    }
}
