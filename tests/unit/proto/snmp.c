#include "proto/snmp.h"

#include "seeds.h"

static bool parse_seed(const char *name, struct snmp_tap *ret)
{
    struct bytes b = seed("proto_snmp", name);
    CHECK(b.len > 0);
    bool ok = snmp_tap_parse(b, ret);
    seed_free(b);
    return ok;
}

static void check_mediation(const struct snmp_tap *t)
{
    char text[ADDR_TEXT];
    CHECK_INT(t->writes, 4);
    CHECK(!t->destroys && t->has_content_id);
    CHECK_INT(t->content_id, 5);
    CHECK_TEXT(ip_text(&t->place, text), "192.0.2.44");
    CHECK_INT(t->port, 30030);
    CHECK_INT(t->subscriber.family, 0);
}

TEST(mediation_row)
{
    struct snmp_tap t;
    REQUIRE(parse_seed("v2c-mediation", &t));
    CHECK_INT(t.version, 2);
    check_mediation(&t);
    REQUIRE(parse_seed("v3-mediation", &t));
    CHECK_INT(t.version, 3);
    check_mediation(&t);
}

TEST(stream_row)
{
    struct snmp_tap t;
    char text[ADDR_TEXT];
    REQUIRE(parse_seed("v2c-stream", &t));
    CHECK_TEXT(ip_text(&t.subscriber, text), "10.46.0.7");
    CHECK_INT(t.place.family, 0);
    CHECK_INT(t.content_id, 5);
}

TEST(a_row_is_destroyed)
{
    struct snmp_tap t;
    REQUIRE(parse_seed("v1-destroy", &t));
    CHECK_INT(t.version, 1);
    CHECK(t.destroys);
}

TEST(other_requests_order_nothing)
{
    struct snmp_tap t;
    CHECK(!parse_seed("v2c-get", &t));
    CHECK(!parse_seed("v2c-set-contact", &t));
    CHECK(!parse_seed("v3-encrypted", &t));
}

TEST(who_speaks_version_3)
{
    struct bytes closed = seed("proto_snmp", "v3-encrypted"), open = seed("proto_snmp", "v3-mediation");
    struct bytes older = seed("proto_snmp", "v2c-get");
    struct snmp3 s;
    REQUIRE(snmp3_parse(closed, &s));
    CHECK(s.encrypted && s.authenticated && s.user.len > 0 && s.engine.len > 0);
    REQUIRE(snmp3_parse(open, &s));
    CHECK(!s.encrypted);
    CHECK(!snmp3_parse(older, &s));
    for (size_t n = 0; n < closed.len; n++) CHECK(!snmp3_parse(bytes_slice(closed, 0, n), &s));
    seed_free(closed);
    seed_free(open);
    seed_free(older);
}

static void refused(struct bytes prefix)
{
    struct snmp_tap t;
    CHECK(!snmp_tap_parse(prefix, &t));
}

TEST(every_prefix)
{
    struct bytes b = seed("proto_snmp", "v2c-mediation"), v3 = seed("proto_snmp", "v3-mediation");
    seed_prefixes(b, refused);
    seed_prefixes(v3, refused);
    seed_free(b);
    seed_free(v3);
}
