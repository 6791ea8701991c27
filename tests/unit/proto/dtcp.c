#include "proto/dtcp.h"

#include "seeds.h"

static bool parse_seed(const char *name, struct dtcp *ret)
{
    struct bytes b = seed("proto_dtcp", name);
    CHECK(b.len > 0);
    bool ok = dtcp_parse(b, ret);
    CHECK_INT(dtcp_sniff(b), ok);
    seed_free(b);
    return ok;
}

TEST(add)
{
    struct dtcp d;
    char text[ADDR_TEXT];
    REQUIRE(parse_seed("add", &d));
    CHECK_INT(d.verb, DTCP_ADD);
    CHECK_TEXT(d.id, "0x0102030405060708");
    CHECK_TEXT(ip_text(&d.place, text), "192.0.2.44");
    CHECK_INT(d.port, 7899);
    CHECK_TEXT(ip_text(&d.subscriber, text), "10.46.0.7");
}

TEST(other_verbs)
{
    struct dtcp d;
    REQUIRE(parse_seed("delete", &d));
    CHECK_INT(d.verb, DTCP_DELETE);
    CHECK_TEXT(d.id, "2");
    CHECK_INT(d.place.family, 0);
    REQUIRE(parse_seed("list", &d));
    CHECK_INT(d.verb, DTCP_LIST);
}

TEST(an_answer_is_no_command)
{
    struct dtcp d;
    CHECK(!parse_seed("answer", &d));
}

TEST(hostile_values)
{
    struct dtcp d;
    static const char text[] = "REFRESH DTCP/0.7\nX-JTap-Cdest-Dest-Port: 99999\nX-JTap-Cdest-Dest-Address: 300.1.1.1\n"
                               "Source-Address: 10.0.0.0/8\n\nX-MD-Intercept-Id: 9\n";
    REQUIRE(dtcp_parse(bytes_of_text(text), &d));
    CHECK_INT(d.verb, DTCP_REFRESH);
    CHECK_INT(d.port, 0);
    CHECK_INT(d.place.family, 0);
    CHECK_INT(d.subscriber.family, 4); /* the first address of the prefix */
    CHECK_TEXT(d.id, "");              /* behind the empty line that ends the command */
}

static void no_command(struct bytes prefix)
{
    struct dtcp d;
    CHECK(!dtcp_parse(prefix, &d));
}

TEST(every_prefix)
{
    struct bytes b = seed("proto_dtcp", "add");
    seed_prefixes(b, no_command);
    seed_free(b);
}
