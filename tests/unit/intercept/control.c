#include "intercept/control.h"

#include "seeds.h"

static unsigned read_seed(const char *corpus, const char *name, uint16_t sport, uint16_t dport, struct control_order *ret)
{
    struct bytes b = seed(corpus, name);
    struct five_tuple t = {.sport = sport, .dport = dport, .protocol = 17};
    unsigned n = control_read(&t, b, ret);
    seed_free(b);
    return n;
}

TEST(each_way)
{
    struct control_order o[CONTROL_ORDERS];
    char text[ADDR_TEXT];
    CHECK_INT(read_seed("proto_pfcp", "establishment", 8805, 8805, o), 2);
    CHECK_INT(o[0].way, CONTROL_PFCP);
    CHECK_TEXT(o[0].id, "POL-7");
    CHECK_TEXT(ip_text(&o[1].place, text), "2001:db8::44");
    CHECK_INT(read_seed("proto_pfcp", "bundle", 8805, 8805, o), 1);
    CHECK_INT(read_seed("proto_snmp", "v2c-mediation", 40000, 161, o), 1);
    CHECK_INT(o[0].way, CONTROL_TAP_MIB);
    CHECK_TEXT(o[0].id, "5");
    CHECK_INT(read_seed("proto_radius", "coa-huawei", 40000, 3799, o), 1);
    CHECK_INT(o[0].way, CONTROL_RADIUS);
    CHECK_INT(read_seed("proto_radius", "accept-mirror-off", 1812, 40000, o), 1);
    CHECK(o[0].ends);
    CHECK_INT(read_seed("proto_dtcp", "add", 40000, 32001, o), 1);
    CHECK_INT(o[0].way, CONTROL_DTCP);
    for (unsigned w = 0; w < CONTROL_WAYS; w++) CHECK(control_way_name((enum control_way)w)[0] != 0);
}

TEST(no_orders)
{
    struct control_order o[CONTROL_ORDERS];
    CHECK_INT(read_seed("proto_pfcp", "plain", 8805, 8805, o), 0);
    CHECK_INT(read_seed("proto_pfcp", "heartbeat", 8805, 8805, o), 0);
    CHECK_INT(read_seed("proto_snmp", "v2c-get", 40000, 161, o), 0);
    CHECK_INT(read_seed("proto_snmp", "v3-encrypted", 40000, 161, o), 0);
    CHECK_INT(read_seed("proto_radius", "accept-plain", 1812, 40000, o), 0);
    CHECK_INT(read_seed("proto_dtcp", "list", 40000, 32001, o), 0);
    CHECK_INT(read_seed("proto_snmp", "v2c-mediation", 40000, 162, o), 0); /* traps go there */
}
