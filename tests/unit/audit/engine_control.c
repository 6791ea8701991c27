/* Orders by the vendors' own ways: each rule fires on a stranger's order and stays silent on the innocent twin. */
#include "seeds.h"
#include "world.h"

static struct world w;

/* To the user plane function by its management side. */
static void order(const char *src, const char *corpus, const char *name, uint16_t sport, uint16_t dport)
{
    struct bytes b = seed(corpus, name);
    REQUIRE(b.len > 0);
    post_udp(&w, OAM, 10, 9, src, "10.0.9.1", sport, dport, b);
    seed_free(b);
}

static void check_order(const struct verdict_finding *f, const char *src)
{
    REQUIRE(f != NULL);
    CHECK_TEXT(f->conversation.src, src);
    CHECK_TEXT(f->conversation.dst, "10.0.9.1");
    CHECK_TEXT(f->element, "upf-1");
    CHECK_TEXT(f->evidence[0].role, "order");
}

static const struct {
    const char *corpus, *name;
    uint16_t sport, dport;
} ways[] = {{"proto_snmp", "v2c-mediation", 40000, 161},
            {"proto_snmp", "v3-mediation", 40000, 161},
            {"proto_radius", "coa-huawei", 40000, 3799},
            {"proto_dtcp", "add", 40000, 32001}};

TEST(a_stranger_orders)
{
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        open_world(&w);
        order("203.0.113.5", ways[i].corpus, ways[i].name, ways[i].sport, ways[i].dport);
        judge(&w);
        CHECK_INT(fired(&w, "unknown-provisioner"), 1);
        check_order(finding(&w, "unknown-provisioner"), "203.0.113.5");
        CHECK_INT(fired(&w, "undeclared-destination"), 1);
        check_order(finding(&w, "undeclared-destination"), "203.0.113.5");
        CHECK_INT(fired(&w, "mirror-session"), 0);
        close_world(&w);
    }
}

/* A trace is the control plane's to order, and nobody else's: not the mediation function's either. */
TEST(a_trace_is_ordered)
{
    static const char *const senders[] = {"203.0.113.5", "10.0.5.1"};
    for (size_t i = 0; i < ARRAY_LEN(senders); i++) {
        open_world(&w);
        order(senders[i], "proto_gtpv2", "activation", 40000, 2123);
        judge(&w);
        CHECK_INT(fired(&w, "unknown-provisioner"), 1);
        check_order(finding(&w, "unknown-provisioner"), senders[i]);
        CHECK(strstr(finding(&w, "unknown-provisioner")->detail, "Target: imsi:*") != NULL);
        CHECK_INT(fired(&w, "undeclared-destination"), 1);
        close_world(&w);
    }
}

/* The mediation function may order; where to is another question, and a warrant's places are answers to it. */
TEST(the_mediation_function_orders)
{
    static const char add[] = "ADD DTCP/0.7\r\nX-JTap-Cdest-Dest-Address: 198.51.100.7\r\nX-JTap-Cdest-Dest-Port: 41003\r\n\r\n";
    open_world(&w);
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) order("10.0.5.1", ways[i].corpus, ways[i].name, ways[i].sport, ways[i].dport);
    post_udp(&w, OAM, 10, 9, "10.0.5.1", "10.0.9.1", 40000, 32001, bytes_of_text(add));
    judge(&w);
    CHECK_INT(fired(&w, "unknown-provisioner"), 0);
    CHECK_INT(fired(&w, "undeclared-destination"), 3); /* SNMP's two orders name the same place */
    close_world(&w);
    open_world(&w);
    post_udp(&w, OAM, 10, 9, "10.0.5.1", "10.0.9.1", 40000, 32001, bytes_of_text(add));
    judge(&w);
    CHECK_INT(w.verdict.finding_count, 0);
    close_world(&w);
}

TEST(duplicating_rules)
{
    open_world(&w);
    order("10.0.9.20", "proto_pfcp", "establishment", 8805, 8805); /* no SMF of the inventory */
    judge(&w);
    CHECK_INT(fired(&w, "unknown-provisioner"), 1);
    CHECK_INT(fired(&w, "mirror-session"), 2); /* one for each place */
    check_order(finding(&w, "mirror-session"), "10.0.9.20");
    CHECK_INT(fired(&w, "undeclared-destination"), 0);
    close_world(&w);
    open_sized(&w, false, true, 32 << 20); /* without an inventory nobody is a stranger, and nothing is approved */
    order("10.0.9.20", "proto_pfcp", "modification", 8805, 8805);
    judge(&w);
    CHECK_INT(fired(&w, "unknown-provisioner"), 0);
    CHECK_INT(fired(&w, "mirror-session"), 1);
    close_world(&w);
}

TEST(no_orders)
{
    open_world(&w);
    order("10.0.9.20", "proto_pfcp", "plain", 8805, 8805);
    order("10.0.9.20", "proto_snmp", "v2c-get", 40000, 161);
    order("10.0.9.20", "proto_snmp", "v2c-set-contact", 40000, 161);
    order("10.0.9.20", "proto_radius", "accept-plain", 1812, 40000);
    order("10.0.9.20", "proto_dtcp", "list", 40000, 32001);
    judge(&w);
    CHECK_INT(w.verdict.finding_count, 0);
    close_world(&w);
}

/* What subscribers say to each other, and to elsewhere, is no order, whatever it looks like. */
TEST(orders_between_others)
{
    struct bytes b = seed("proto_dtcp", "add");
    open_world(&w);
    post_udp(&w, N6, 6, 7, "10.46.0.7", "192.0.2.1", 40000, 32001, b);
    post_udp(&w, N6, 6, 7, "10.46.0.7", "10.0.9.1", 40000, 32001, b);
    judge(&w);
    CHECK_INT(fired(&w, "unknown-provisioner"), 0);
    seed_free(b);
    close_world(&w);
}

/* A target is no finding's business unless the run is told so. */
TEST(targets_are_sealed)
{
    for (int revealed = 0; revealed < 2; revealed++) {
        open_world(&w);
        w.engine->reveal_targets = revealed;
        order("203.0.113.5", "proto_snmp", "v2c-stream", 40000, 161);
        judge(&w);
        const struct verdict_finding *f = finding(&w, "unknown-provisioner");
        REQUIRE(f != NULL && f->detail != NULL);
        CHECK_INT(strstr(f->detail, "10.46.0.7") != NULL, revealed);
        CHECK_INT(strstr(f->detail, "ip:*") != NULL, !revealed);
        CHECK(strstr(f->detail, "write-only") == NULL); /* the community */
        close_world(&w);
    }
}

/* Strangers without end: the table fills, and the verdict says so. */
TEST(more_commanders_than_the_table_holds)
{
    char src[32];
    open_world(&w);
    for (unsigned i = 0; i < COMMANDERS_MAX + 20; i++) {
        snprintf(src, sizeof src, "203.0.%u.%u", 113 + i / 250, 1 + i % 250);
        order(src, "proto_dtcp", "add", 40000, 32001);
    }
    judge(&w);
    CHECK_INT(fired(&w, "unknown-provisioner"), COMMANDERS_MAX);
    CHECK_INT(w.engine->commands.refused, 20);
    close_world(&w);
}
