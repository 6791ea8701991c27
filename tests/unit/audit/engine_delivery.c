/* Rules that hold product against X1 and the handover's notices: each fires on its planted case and stays silent on the innocent
 * twin. */
#include "x1_world.h"

static struct stream x3, hi;
static uint32_t sequence;

static void begin(void)
{
    start();
    x3 = x_stream;
    hi = hi_stream;
    sequence = 0;
}

/* Product of the XID of ones, a hundred milliseconds apart. */
static void deliver(unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        send_x(&w, &x3, X3, 1, sequence++);
        w.now_ns += CLOCK_SECOND / 10;
    }
}

static void withdraw(void)
{
    exchange("DeactivateTask", "<xId>" XID_1 "</xId>", "<oK>AcknowledgedAndCompleted</oK>");
}

/* How often the rule fired, where nothing but it and the two clear interfaces may. */
static unsigned product_rule(const char *rule)
{
    judge(&w);
    CHECK_INT(fired(&w, "unprotected-interface"), 2);
    CHECK_INT(w.verdict.finding_count, fired(&w, rule) + 2);
    return fired(&w, rule);
}

static bool noted(const char *words)
{
    for (size_t i = 0; i < w.verdict.note_count; i++)
        if (strstr(w.verdict.notes[i], words)) return true;
    return false;
}

TEST(product_after_withdrawal)
{
    begin();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    deliver(5);
    withdraw();
    deliver(20);
    CHECK_INT(product_rule("delivery-after-withdrawal"), 1);
    const struct verdict_finding *f = finding(&w, "delivery-after-withdrawal");
    REQUIRE(f);
    CHECK_TEXT(f->xid, XID_1);
    CHECK_TEXT(f->warrant, "W-1");
    CHECK_TEXT(f->depth, "clear");
    CHECK(f->packets >= 9 && f->packets <= 10); /* what came within a second is not counted */
    REQUIRE(w.verdict.intercept_count == 1);
    CHECK_TEXT(w.verdict.intercepts[0].state, "overrun");
    close_world(&w);
}

TEST(product_in_flight_is_none)
{
    begin();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    deliver(5);
    withdraw();
    deliver(9);
    CHECK_INT(product_rule("none"), 0);
    CHECK_TEXT(w.verdict.intercepts[0].state, "ended");
    close_world(&w);
}

TEST(activated_again)
{
    begin();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    deliver(5);
    withdraw();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    deliver(30);
    CHECK_INT(product_rule("none"), 0);
    CHECK_TEXT(w.verdict.intercepts[0].state, "active");
    close_world(&w);
}

/* Two taps, whose clocks may differ, are given more time. */
TEST(seen_at_another_tap)
{
    for (int late = 0; late < 2; late++) {
        begin();
        x3.interface = LI;
        activate(XID_1, "ipv4Address", "10.46.0.7");
        deliver(5);
        withdraw();
        deliver(late ? 40 : 29);
        CHECK_INT(product_rule(late ? "delivery-after-withdrawal" : "none"), late);
        close_world(&w);
    }
}

/* It began before the capture, and X1 shows only its end. */
TEST(only_the_end_was_seen)
{
    begin();
    deliver(5);
    withdraw();
    CHECK_INT(product_rule("none"), 0);
    CHECK_TEXT(w.verdict.intercepts[0].state, "ended");
    close_world(&w);
    begin();
    withdraw();
    w.now_ns += 2 * CLOCK_SECOND;
    deliver(3);
    CHECK_INT(product_rule("delivery-after-withdrawal"), 1);
    close_world(&w);
    begin();
    deliver(5);
    exchange("DeactivateAllTasks", "", "<oK>AcknowledgedAndCompleted</oK>");
    deliver(20);
    CHECK_INT(product_rule("delivery-after-withdrawal"), 1);
    close_world(&w);
}

/* Nothing says when an end that was not acknowledged took effect, and a refused one is none. */
TEST(an_end_without_answer)
{
    begin();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    deliver(5);
    request("DeactivateTask", "<xId>" XID_1 "</xId>");
    deliver(20);
    CHECK_INT(product_rule("none"), 0);
    close_world(&w);
    begin();
    activate(XID_1, "ipv4Address", "10.46.0.7");
    request("DeactivateTask", "<xId>" XID_1 "</xId>");
    respond("Error", transaction, "<errorInformation><errorCode>3000</errorCode></errorInformation>");
    deliver(20);
    CHECK_INT(product_rule("none"), 0);
    close_world(&w);
}

TEST(product_that_the_element_disowns)
{
    begin();
    deliver(5);
    exchange("ListAllDetails", "", listing(NULL, DID_1));
    deliver(20);
    CHECK_INT(product_rule("delivery-without-provisioning"), 1);
    const struct verdict_finding *f = finding(&w, "delivery-without-provisioning");
    REQUIRE(f);
    CHECK_TEXT(f->xid, XID_1);
    CHECK(f->packets >= 9 && f->packets <= 10);
    CHECK_TEXT(w.verdict.intercepts[0].state, "stray");
    close_world(&w);
    begin(); /* it starts behind the list */
    exchange("ListAllDetails", "", listing(NULL, DID_1));
    w.now_ns += 2 * CLOCK_SECOND;
    deliver(5);
    CHECK_INT(product_rule("delivery-without-provisioning"), 1);
    close_world(&w);
}

/* Provisioned before the capture: nobody is accused, and coverage says what was not decided. */
TEST(product_from_before_the_capture)
{
    begin();
    deliver(5);
    exchange("Ping", "", "<oK>x</oK>");
    deliver(20);
    CHECK_INT(product_rule("none"), 0);
    CHECK(noted("without a list of the element's own tasks"));
    close_world(&w);
    begin();
    deliver(5);
    exchange("ListAllDetails", "", listing(XID_1, DID_1));
    deliver(20);
    CHECK_INT(product_rule("none"), 0);
    CHECK(!noted("without a list of the element's own tasks"));
    CHECK_TEXT(w.verdict.intercepts[0].state, "active");
    close_world(&w);
    begin();
    exchange("ListAllDetails", "", listing(NULL, DID_1));
    activate(XID_1, "ipv4Address", "10.46.0.7");
    deliver(20);
    CHECK_INT(product_rule("none"), 0);
    close_world(&w);
}

/* The list names a task that delivers nothing: its product may stand under the identifier that is seen. */
TEST(a_list_that_may_mean_another_identifier)
{
    begin();
    deliver(5);
    exchange("ListAllDetails", "", listing("22222222-2222-4222-8222-222222222222", DID_1));
    deliver(20);
    CHECK_INT(product_rule("none"), 0);
    CHECK(noted("without a list of the element's own tasks"));
    close_world(&w);
}

/* Part of X1 is missing: an activation may have been in it. */
TEST(x1_with_a_gap)
{
    begin();
    deliver(5);
    char text[X1_TEXT_ROOM];
    exchange("Ping", "", "<oK>x</oK>");
    post_tcp(&w, &ask, PUSH, x1_http(text, "ActivateTaskRequest", ++transaction, ""), true);
    exchange("ListAllDetails", "", listing(NULL, DID_1));
    w.now_ns += 20 * CLOCK_SECOND; /* so long the lost bytes are waited for */
    exchange("ListAllDetails", "", listing(NULL, DID_1));
    deliver(20);
    CHECK_INT(product_rule("none"), 0);
    CHECK(noted("part of its X1 may not have been seen"));
    close_world(&w);
}

TEST(x1_with_a_gap_behind_the_end)
{
    begin();
    char text[X1_TEXT_ROOM];
    activate(XID_1, "ipv4Address", "10.46.0.7");
    withdraw();
    post_tcp(&w, &ask, PUSH, x1_http(text, "ActivateTaskRequest", ++transaction, ""), true);
    exchange("Ping", "", "<oK>x</oK>");
    w.now_ns += 20 * CLOCK_SECOND;
    exchange("Ping", "", "<oK>x</oK>");
    deliver(20);
    CHECK_INT(product_rule("none"), 0);
    CHECK(noted("part of its X1 may not have been seen"));
    close_world(&w);
}

TEST(no_x1_at_all)
{
    begin();
    deliver(5);
    judge(&w);
    CHECK(noted("deliver from where no X1 was seen"));
    close_world(&w);
}

/* The XID on X3 and the LIID at the handover are one interception, whichever is seen first. */
TEST(one_row_for_both_identifiers)
{
    for (int order = 0; order < 2; order++) {
        begin();
        if (order) deliver(3);
        for (uint8_t i = 0; i < 3; i++) send_hi(&w, &hi, true, "LI-1", i);
        if (!order) deliver(3);
        judge(&w);
        REQUIRE(w.verdict.intercept_count == 1);
        const struct verdict_intercept *it = &w.verdict.intercepts[0];
        CHECK_TEXT(it->xid, XID_1);
        CHECK_TEXT(it->liid, "LI-1");
        CHECK_TEXT(it->country, "NL");
        CHECK_TEXT(it->element, "upf-1");
        CHECK_TEXT(it->protocol, "X2/X3, HI2/HI3");
        CHECK_INT(it->cc, 3); /* the same product at two interfaces */
        CHECK_INT(it->destination_count, 2);
        close_world(&w);
    }
}

/* The register does not know the LIID; X1's mediation details do. */
TEST(joined_through_x1)
{
    for (int order = 0; order < 2; order++) {
        begin();
        if (order) send_hi(&w, &hi, true, "LI-X", 0);
        exchange("ActivateTask",
                 "<taskDetails><xId>" XID_1 "</xId><targetIdentifiers><targetIdentifier><ipv4Address>10.46.0.7</ipv4Address>"
                 "</targetIdentifier></targetIdentifiers><deliveryType>X2andX3</deliveryType><listOfMediationDetails>"
                 "<mediationDetails><LIID>LI-X</LIID><deliveryType>HI2andHI3</deliveryType></mediationDetails>"
                 "</listOfMediationDetails></taskDetails>",
                 "<oK>AcknowledgedAndCompleted</oK>");
        send_hi(&w, &hi, true, "LI-X", order ? 1 : 0);
        deliver(3);
        judge(&w);
        CHECK_INT(fired(&w, "intercept-without-warrant"), 0);
        REQUIRE(w.verdict.intercept_count == 1);
        CHECK_TEXT(w.verdict.intercepts[0].liid, "LI-X");
        CHECK_TEXT(w.verdict.intercepts[0].xid, XID_1);
        close_world(&w);
    }
}

/* --- volume -------------------------------------------------------------------------------------------------------------- */

enum { TARGET_TRAFFIC = 300, WARM_UP = 60 };

/* X3 with the packet itself. */
static void deliver_packet(const struct packet *inner)
{
    uint8_t room[2048];
    struct bytes content = packet_bytes(inner), pdu = x_pdu(room, sizeof room, X3, 1, sequence++, content.len);
    memcpy(room + pdu.len - content.len, content.data, content.len);
    post_tcp(&w, &x3, PUSH, pdu, false);
}

/* The target sends for nine seconds; `times` says how often each packet is delivered. */
static void traffic(unsigned (*times)(uint32_t i))
{
    for (uint32_t i = 0; i < TARGET_TRAFFIC; i++) {
        struct packet inner;
        forward(&w, i, &inner);
        for (unsigned k = times(i); k; k--) deliver_packet(&inner);
        w.now_ns += CLOCK_SECOND / 33;
    }
}

static unsigned always(uint32_t i)
{
    (void)i;
    return 1;
}

static unsigned twice(uint32_t i)
{
    (void)i;
    return 2;
}

static unsigned two_of_three(uint32_t i)
{
    return i % 3 != 1;
}

/* Delivery begins after the capture and ends before it. */
static unsigned part_of_the_time(uint32_t i)
{
    return i > WARM_UP && i < TARGET_TRAFFIC - WARM_UP;
}

/* A few are missing, and a few come twice. */
static unsigned nearly(uint32_t i)
{
    return i % 15 == 3 ? 0 : i % 15 == 5 ? 2 : 1;
}

static unsigned one_interface(const char *rule)
{
    judge(&w);
    CHECK_INT(fired(&w, "unprotected-interface"), 1);
    CHECK_INT(w.verdict.finding_count, fired(&w, rule) + 1);
    return fired(&w, rule);
}

TEST(delivered_as_it_passed)
{
    unsigned (*const innocent[])(uint32_t) = {always, part_of_the_time, nearly};
    for (size_t i = 0; i < ARRAY_LEN(innocent); i++) {
        begin();
        traffic(innocent[i]);
        CHECK_INT(one_interface("none"), 0);
        CHECK(!noted("under-delivery"));
        close_world(&w);
    }
}

TEST(delivered_too_often)
{
    begin();
    traffic(twice);
    CHECK_INT(one_interface("over-delivery"), 1);
    const struct verdict_finding *f = finding(&w, "over-delivery");
    REQUIRE(f);
    CHECK_INT(f->packets, TARGET_TRAFFIC);
    CHECK_TEXT(f->warrant, "W-1");
    CHECK(f->evidence_count && f->evidence[0].headers_only);
    close_world(&w);
}

TEST(not_all_delivered)
{
    begin();
    traffic(two_of_three);
    CHECK_INT(one_interface("under-delivery"), 1);
    const struct verdict_finding *f = finding(&w, "under-delivery");
    REQUIRE(f);
    CHECK(f->packets > 70 && f->packets < 100); /* but for the second at either end */
    close_world(&w);
}

/* What the capture lost of a delivery is nobody's fault. */
TEST(a_delivery_with_a_gap)
{
    begin();
    traffic(two_of_three);
    x3.seq += 300;
    traffic(two_of_three);
    w.now_ns += 20 * CLOCK_SECOND;
    traffic(two_of_three);
    judge(&w);
    CHECK_INT(fired(&w, "under-delivery"), 0);
    CHECK(noted("part is missing in the capture"));
    close_world(&w);
}

/* The capture lacks the first product behind a keepalive, so that nothing behind it is whole before the end: the heads tell. */
TEST(a_delivery_that_lacks_its_first_product)
{
    static const uint8_t keepalive[48] = {0, 5, 0, 3, 0, 0, 0, 48, [40] = 0, 8, 0, 4};
    begin();
    post_tcp(&w, &x3, PUSH, bytes_of(keepalive, sizeof keepalive), false);
    x3.seq += 300;
    traffic(always);
    judge(&w);
    CHECK_INT(fired(&w, "covert-copy"), 0);
    CHECK(account(&w, "upf-1", ACCOUNT_WARRANTED) >= TARGET_TRAFFIC);
    close_world(&w);
}

/* Nothing of the target's was seen to pass. */
TEST(no_traffic_to_compare)
{
    begin();
    deliver(5);
    judge(&w);
    CHECK(noted("none of the target's traffic was seen there"));
    close_world(&w);
}
