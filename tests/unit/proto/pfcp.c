#include "proto/pfcp.h"

#include "seeds.h"

static struct pfcp_request parse_seed(const char *name, bool want)
{
    struct bytes b = seed("proto_pfcp", name);
    struct pfcp_request q;
    CHECK(b.len > 0);
    CHECK_INT(pfcp_parse(b, &q), want);
    seed_free(b);
    return q;
}

TEST(establishment_with_two_places)
{
    struct pfcp_request q = parse_seed("establishment", true);
    char text[ADDR_TEXT];
    CHECK_INT(q.message, PFCP_SESSION_ESTABLISHMENT);
    CHECK_INT(q.sequence, 12);
    CHECK(!q.follows);
    CHECK_TEXT(ip_text(&q.subscriber, text), "10.46.0.7");
    REQUIRE(q.duplicate_count == 2);
    const struct pfcp_duplicate *d = q.duplicates;
    CHECK_INT(d[0].far_id, 2);
    CHECK(d[0].ordered && d[1].ordered);
    CHECK_INT(d[0].to, PFCP_TO_LI_FUNCTION);
    CHECK_TEXT(ip_text(&d[0].place, text), "192.0.2.44");
    CHECK_INT(d[0].teid, 0xfeed01);
    CHECK_INT(d[0].port, 0);
    CHECK_TEXT(d[0].policy, "POL-7");
    CHECK_TEXT(ip_text(&d[1].place, text), "2001:db8::44");
    CHECK_INT(d[1].port, 4444);
    CHECK_INT(d[1].to, 1);
    CHECK_TEXT(d[1].policy, "");
}

TEST(whose_session_it_is)
{
    struct pfcp_request q = parse_seed("user", true);
    char text[ADDR_TEXT];
    CHECK_TEXT(q.imsi, "001010000000008");
    CHECK_TEXT(q.msisdn, "31612345678"); /* behind an IMEI */
    CHECK_TEXT(ip_text(&q.subscriber, text), "10.46.0.7");
    CHECK_INT(q.duplicate_count, 0);
    q = parse_seed("establishment", true);
    CHECK(!q.imsi[0] && !q.msisdn[0]);
}

TEST(modifications)
{
    struct pfcp_request q = parse_seed("modification", true);
    REQUIRE(q.duplicate_count == 1);
    CHECK(!q.duplicates[0].ordered);
    CHECK_INT(q.duplicates[0].teid, 0xfeed02);
    q = parse_seed("ordered-only", true);
    REQUIRE(q.duplicate_count == 1);
    CHECK(q.duplicates[0].ordered && q.duplicates[0].place.family == 0);
    CHECK_INT(q.duplicates[0].far_id, 3);
    CHECK_INT(q.duplicates[0].to, PFCP_TO_UNKNOWN);
}

TEST(a_bundle_is_read_message_by_message)
{
    struct bytes b = seed("proto_pfcp", "bundle");
    struct pfcp_request q;
    REQUIRE(pfcp_parse(b, &q));
    CHECK(q.follows);
    CHECK_INT(q.duplicate_count, 0);
    REQUIRE(pfcp_parse(bytes_slice(b, q.length, b.len), &q));
    CHECK(!q.follows);
    CHECK_INT(q.duplicate_count, 1);
    seed_free(b);
}

TEST(what_orders_no_duplicate)
{
    CHECK_INT(parse_seed("plain", true).duplicate_count, 0);
    CHECK_INT(parse_seed("heartbeat", true).duplicate_count, 0);
}

static void refused(struct bytes prefix)
{
    struct pfcp_request q;
    CHECK(!pfcp_parse(prefix, &q));
}

TEST(every_prefix)
{
    struct bytes b = seed("proto_pfcp", "establishment");
    seed_prefixes(b, refused);
    seed_free(b);
}

/* An element that is longer than its parent. */
TEST(lengths_stay_inside)
{
    struct bytes b = seed("proto_pfcp", "ordered-only");
    struct pfcp_request q;
    REQUIRE(b.len > 28);
    uint8_t *p = (uint8_t *)(uintptr_t)b.data;
    p[16 + 4 + 3] = 0xff; /* the FAR ID's length */
    CHECK(!pfcp_parse(b, &q));
    seed_free(b);
}
