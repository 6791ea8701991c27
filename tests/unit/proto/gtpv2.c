#include "proto/gtpv2.h"

#include "seeds.h"

static bool parse_seed(const char *name, struct gtpv2_trace *ret)
{
    struct bytes b = seed("proto_gtpv2", name);
    CHECK(b.len > 0);
    bool ok = gtpv2_trace_parse(b, ret);
    seed_free(b);
    return ok;
}

TEST(activation)
{
    static const char *const names[] = {"activation", "create-session"};
    struct gtpv2_trace t;
    char text[ADDR_TEXT];
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        REQUIRE(parse_seed(names[i], &t));
        CHECK(!t.ends && t.has_reference && t.plmn == 0x00f110 && t.trace_id == 0x0a0b0c);
        CHECK_TEXT(ip_text(&t.collector, text), "192.0.2.44");
        CHECK_TEXT(t.imsi, "001010000000001");
    }
    REQUIRE(parse_seed("activation", &t));
    CHECK_TEXT(t.imei, "3534900698733190");
    REQUIRE(parse_seed("activation-v6", &t));
    CHECK_TEXT(ip_text(&t.collector, text), "2001:db8::44");
    CHECK_TEXT(t.msisdn, "31612345678");
}

TEST(deactivation)
{
    struct gtpv2_trace t;
    REQUIRE(parse_seed("deactivation", &t));
    CHECK(t.ends && t.has_reference && t.trace_id == 0x0a0b0c && t.collector.family == 0);
}

TEST(other_messages_order_nothing)
{
    struct gtpv2_trace t;
    CHECK(!parse_seed("create-session-plain", &t));
    CHECK(!parse_seed("echo", &t));
}

static void refused(struct bytes prefix)
{
    struct gtpv2_trace t;
    CHECK(!gtpv2_trace_parse(prefix, &t));
}

static const char *const all[] = {"activation", "activation-v6", "deactivation", "create-session", "echo"};

TEST(every_prefix)
{
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct bytes b = seed("proto_gtpv2", all[i]);
        seed_prefixes(b, refused);
        seed_free(b);
    }
}

/* No address, reference or identity comes from nowhere: a trace is told only by its message or its element. */
TEST(every_bit_flipped)
{
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct bytes b = seed("proto_gtpv2", all[i]);
        uint8_t *copy = malloc(b.len + 1);
        REQUIRE(copy && b.len);
        for (size_t at = 0; at < b.len * 8; at++) {
            struct gtpv2_trace t;
            memcpy(copy, b.data, b.len);
            copy[at / 8] ^= (uint8_t)(1 << at % 8);
            if (!gtpv2_trace_parse(bytes_of(copy, b.len), &t)) continue;
            CHECK(t.ends || t.message == GTPV2_TRACE_ACTIVATION || t.has_reference);
            CHECK(strspn(t.imsi, "0123456789") == strlen(t.imsi) && strspn(t.imei, "0123456789") == strlen(t.imei));
        }
        free(copy);
        seed_free(b);
    }
}
