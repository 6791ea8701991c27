#include "proto/radius.h"

#include "seeds.h"

static bool parse_seed(const char *name, struct radius_li *ret)
{
    struct bytes b = seed("proto_radius", name);
    CHECK(b.len > 0);
    bool ok = radius_li_parse(b, ret);
    seed_free(b);
    return ok;
}

TEST(in_clear)
{
    struct radius_li r;
    char text[ADDR_TEXT];
    REQUIRE(parse_seed("coa-huawei", &r));
    CHECK_INT(r.code, RADIUS_COA_REQUEST);
    CHECK_INT(r.vendor, 2011);
    CHECK_INT(r.attributes, 3);
    CHECK_TEXT(r.id, "LI-77");
    CHECK_TEXT(ip_text(&r.place, text), "192.0.2.44");
    CHECK_INT(r.port, 30030);
    CHECK_TEXT(ip_text(&r.subscriber, text), "10.46.0.7");
    CHECK(!r.enciphered && !r.off);
}

TEST(enciphered)
{
    struct radius_li r;
    REQUIRE(parse_seed("coa-unisphere", &r));
    CHECK_INT(r.vendor, 4874);
    CHECK_INT(r.attributes, 2);
    CHECK(r.enciphered && !r.off);
    CHECK_INT(r.place.family, 0);
}

TEST(nokia)
{
    struct radius_li r;
    char text[ADDR_TEXT];
    REQUIRE(parse_seed("coa-nokia", &r));
    CHECK(r.vendor == 6527 && r.attributes == 5 && !r.enciphered && !r.off);
    CHECK_TEXT(r.id, "4711");
    CHECK_TEXT(ip_text(&r.subscriber, text), "10.46.0.7");
    REQUIRE(parse_seed("coa-nokia-off", &r));
    CHECK(r.off);
    REQUIRE(parse_seed("coa-nokia-salted", &r));
    CHECK(r.enciphered && !r.off && r.id[0] == 0);
}

TEST(ericsson)
{
    struct radius_li r;
    char text[ADDR_TEXT];
    REQUIRE(parse_seed("accept-ericsson", &r));
    CHECK(r.vendor == 2352 && r.attributes == 4 && !r.off && r.port == 30030);
    CHECK_TEXT(r.id, "77");
    CHECK_TEXT(ip_text(&r.place, text), "192.0.2.44");
}

TEST(mirror_on_and_off)
{
    struct radius_li r;
    REQUIRE(parse_seed("accept-mirror-on", &r));
    CHECK_INT(r.code, RADIUS_ACCESS_ACCEPT);
    CHECK(!r.off);
    REQUIRE(parse_seed("accept-mirror-off", &r));
    CHECK(r.off);
}

TEST(other_attributes_order_nothing)
{
    struct radius_li r;
    CHECK(!parse_seed("accept-plain", &r));
}

static void refused(struct bytes prefix)
{
    struct radius_li r;
    CHECK(!radius_li_parse(prefix, &r));
}

TEST(every_prefix)
{
    struct bytes b = seed("proto_radius", "coa-huawei");
    seed_prefixes(b, refused);
    seed_free(b);
}
