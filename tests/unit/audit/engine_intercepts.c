/* Rules that hold interceptions against warrants: each fires on its planted case and stays silent on the innocent twin. */
#include "world.h"

static struct world w;

/* Everything that is right: X2 and X3 under a warrant to the declared mediation function, HI2 and HI3 to the named places. */
static void lawful(void)
{
    struct stream x = x_stream, hi = hi_stream, hi3 = hi_stream;
    hi3.sport = 50002;
    hi3.dport = 41003;
    for (uint32_t i = 0; i < 10; i++) {
        send_x(&w, &x, i % 3 ? X3 : X2, 1, i);
        send_hi(&w, &hi, false, "LI-1", (uint8_t)i);
        send_hi(&w, &hi3, true, "LI-1", (uint8_t)i);
    }
}

TEST(lawful_interception_is_no_finding)
{
    open_world(&w);
    lawful();
    judge(&w);
    CHECK_INT(w.verdict.finding_count, fired(&w, "unprotected-interface"));
    CHECK_INT(account(&w, "upf-1", ACCOUNT_WARRANTED), 10);
    CHECK_INT(account(&w, "mdf-1", ACCOUNT_WARRANTED), 20);
    CHECK_INT(account(&w, "mdf-1", ACCOUNT_COPIED) + account(&w, "mdf-1", ACCOUNT_UNEXPLAINED), 0);
    REQUIRE(w.verdict.intercept_count == 1); /* the register gives both identifiers */
    const struct verdict_intercept *it = &w.verdict.intercepts[0];
    CHECK_TEXT(it->warrant, "W-1");
    CHECK_TEXT(it->state, "active");
    uint32_t pdus = 0;
    for (unsigned k = 0; k < VERDICT_BINS; k++) pdus += it->bins[k];
    CHECK_INT(pdus, 30);
    CHECK_TEXT(it->element, "upf-1");
    CHECK_INT(it->iri, 10); /* four of them on X2 too */
    CHECK_INT(it->cc, 10);
    CHECK_INT(it->destination_count, 3);
    unsigned seen = 0;
    for (size_t i = 0; i < w.verdict.warrant_count; i++) seen += w.verdict.warrants[i].seen;
    CHECK_INT(seen, 1);
    close_world(&w);
}

/* Once per server's address and port, whatever the protocol's direction and however many clients. */
TEST(unprotected_interfaces)
{
    open_world(&w);
    lawful();
    struct stream second = x_stream;
    second.sport = 50009;
    for (uint32_t i = 0; i < 5; i++) send_x(&w, &second, X3, 1, i);
    judge(&w);
    CHECK_INT(fired(&w, "unprotected-interface"), 3); /* X, HI2, HI3 */
    for (size_t i = 0; i < w.verdict.finding_count; i++) {
        CHECK(w.verdict.findings[i].conversation.dport == 42001 || w.verdict.findings[i].conversation.dport == 41002 ||
              w.verdict.findings[i].conversation.dport == 41003);
        CHECK_INT(w.verdict.findings[i].severity, SEVERITY_LOW);
    }
    close_world(&w);
}

TEST(acknowledgements_are_no_interface_of_their_own)
{
    struct stream x = x_stream;
    struct stream back = {"10.0.5.1", "10.0.9.1", 42001, 50000, 10, 9, OAM, 1, 1};
    open_world(&w);
    for (uint32_t i = 0; i < 6; i++) {
        send_x(&w, &x, X3, 1, i);
        send_x(&w, &x, KEEPALIVE, 0, 0);
        send_x(&w, &back, KEEPALIVE_ACK, 0, 0);
    }
    judge(&w);
    CHECK_INT(fired(&w, "unprotected-interface"), 1);
    REQUIRE(finding(&w, "unprotected-interface") != NULL);
    CHECK_INT(finding(&w, "unprotected-interface")->conversation.dport, 42001);
    close_world(&w);
}

TEST(without_warrant)
{
    struct stream x = x_stream, hi = hi_stream;
    open_world(&w);
    for (uint32_t i = 0; i < 8; i++) {
        send_x(&w, &x, X3, 9, i);
        send_hi(&w, &hi, false, "SHADOW", (uint8_t)i);
    }
    judge(&w);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 2); /* once per intercept */
    CHECK_INT(account(&w, "upf-1", ACCOUNT_WARRANTED) + account(&w, "mdf-1", ACCOUNT_WARRANTED), 0);
    const struct verdict_finding *f = finding(&w, "intercept-without-warrant");
    REQUIRE(f != NULL);
    CHECK_INT(f->severity, SEVERITY_CRITICAL);
    CHECK(f->warrant == NULL && (f->xid != NULL) != (f->liid != NULL));
    CHECK_TEXT(f->id, "F-0001"); /* the gravest */
    close_world(&w);
}

TEST(no_warrants_at_all)
{
    struct stream hi = hi_stream;
    open_sized(&w, true, false, 32 << 20);
    for (uint8_t i = 0; i < 8; i++) send_hi(&w, &hi, true, "LI-1", i);
    judge(&w);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 1);
    CHECK_INT(w.verdict.warrant_count, 0);
    close_world(&w);
}

/* LIIDs are unique within a country only. */
TEST(other_country_same_liid_is_another)
{
    struct stream hi = hi_stream;
    uint8_t room[256];
    open_world(&w);
    for (uint8_t i = 0; i < 8; i++) {
        struct bytes b = hi_pdu(room, sizeof room, false, "LI-1", i);
        for (size_t k = 0; k + 4 <= b.len; k++)
            if (memcmp(room + k, "\x82\2NL", 4) == 0) memcpy(room + k + 2, "BE", 2);
        post_tcp(&w, &hi, PUSH, b, false);
    }
    judge(&w);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 1);
    close_world(&w);
}

/* W-4 ends 60 s after the run begins. */
static void around_the_end(const char *liid, unsigned digit, const char *renewed_place)
{
    struct stream hi = hi_stream, x = x_stream;
    open_world(&w);
    w.step_ns = 5 * CLOCK_SECOND;
    for (uint32_t i = 0; i < 20; i++) {
        if (i == 7 && renewed_place) hi.dst = renewed_place;
        send_hi(&w, &hi, i % 2, liid, (uint8_t)(i / 2));
        send_x(&w, &x, X3, digit, i);
    }
    judge(&w);
}

TEST(outside_validity)
{
    around_the_end("LI-4", 4, NULL);
    CHECK_INT(fired(&w, "intercept-outside-validity"), 1);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 0);
    const struct verdict_finding *f = finding(&w, "intercept-outside-validity");
    REQUIRE(f != NULL);
    CHECK_TEXT(f->warrant, "W-4");
    CHECK_INT(f->first_ns, w.now_ns - 40 * w.step_ns + 65 * CLOCK_SECOND);
    CHECK(account(&w, "upf-1", ACCOUNT_WARRANTED) > 0);
    CHECK(account(&w, "upf-1", ACCOUNT_DECLARED) > 0); /* what came after the end, in a declared conversation */
    CHECK_INT(account(&w, "upf-1", ACCOUNT_WARRANTED) + account(&w, "upf-1", ACCOUNT_DECLARED), 20);
    close_world(&w);
}

/* W-3a ends then, and W-3b begins at the same moment with the same identifiers; it names another place. */
TEST(a_renewal_is_valid)
{
    around_the_end("LI-3", 3, "198.51.100.9");
    CHECK_INT(w.verdict.finding_count, fired(&w, "unprotected-interface"));
    CHECK_INT(account(&w, "upf-1", ACCOUNT_WARRANTED), 20);
    CHECK_INT(account(&w, "mdf-1", ACCOUNT_WARRANTED), 20);
    for (size_t i = 0; i < w.verdict.warrant_count; i++)
        if (strncmp(w.verdict.warrants[i].id, "W-3", 3) == 0) CHECK(w.verdict.warrants[i].seen);
    close_world(&w);
}

TEST(content_beyond_scope)
{
    struct stream hi = hi_stream, x = x_stream;
    open_world(&w);
    for (uint32_t i = 0; i < 6; i++) {
        send_hi(&w, &hi, true, "LI-2", (uint8_t)i);
        send_x(&w, &x, X3, 2, i);
    }
    judge(&w);
    CHECK_INT(fired(&w, "content-beyond-scope"), 1);
    CHECK_INT(account(&w, "mdf-1", ACCOUNT_WARRANTED), 0);
    REQUIRE(finding(&w, "content-beyond-scope") != NULL);
    CHECK_TEXT(finding(&w, "content-beyond-scope")->warrant, "W-2");
    close_world(&w);
}

TEST(iri_only_within_scope)
{
    struct stream hi = hi_stream, x = x_stream;
    open_world(&w);
    for (uint32_t i = 0; i < 6; i++) {
        send_hi(&w, &hi, false, "LI-2", (uint8_t)i);
        send_x(&w, &x, X2, 2, i);
    }
    judge(&w);
    CHECK_INT(w.verdict.finding_count, fired(&w, "unprotected-interface"));
    CHECK_INT(account(&w, "mdf-1", ACCOUNT_WARRANTED), 6);
    close_world(&w);
}

TEST(undeclared_destinations)
{
    struct stream hi = hi_stream, x = x_stream;
    hi.dst = "198.51.100.99";
    x.dst = "10.0.5.99";
    open_world(&w);
    for (uint32_t i = 0; i < 6; i++) {
        send_hi(&w, &hi, false, "LI-1", (uint8_t)i);
        send_x(&w, &x, X3, 1, i);
    }
    judge(&w);
    CHECK_INT(fired(&w, "undeclared-destination"), 2);
    for (size_t i = 0; i < w.verdict.finding_count; i++) {
        const struct verdict_finding *f = &w.verdict.findings[i];
        if (strcmp(f->rule, "undeclared-destination") == 0)
            CHECK_TEXT(f->conversation.dst, f->conversation.dport == 41002 ? hi.dst : x.dst);
    }
    close_world(&w);
}

/* A declared delivery conversation does not stand in for a place that the warrant does not name; for a warrant without places it
 * does. */
TEST(the_warrant_names_the_places)
{
    struct stream hi = hi_stream, other = hi_stream;
    hi.dst = "198.51.100.7";
    hi.dport = 41009; /* right host, another port */
    other.sport = 50010;
    open_world(&w);
    for (uint8_t i = 0; i < 6; i++) {
        send_hi(&w, &hi, false, "LI-1", i);
        send_hi(&w, &other, false, "LI-2", i); /* W-2 names none */
    }
    judge(&w);
    CHECK_INT(fired(&w, "undeclared-destination"), 1);
    REQUIRE(finding(&w, "undeclared-destination") != NULL);
    CHECK_TEXT(finding(&w, "undeclared-destination")->liid, "LI-1");
    close_world(&w);
}

/* Without an inventory only a warrant's own places can be held against. */
TEST(destinations_without_an_inventory)
{
    struct stream x = x_stream, hi = hi_stream, second = hi_stream;
    x.dst = "10.0.5.99";
    second.sport = 50010;
    second.dst = hi.dst = "198.51.100.99";
    open_sized(&w, false, true, 32 << 20);
    for (uint32_t i = 0; i < 6; i++) {
        send_x(&w, &x, X2, 2, i);
        send_hi(&w, &hi, false, "LI-2", (uint8_t)i);
        send_hi(&w, &second, false, "LI-1", (uint8_t)i);
    }
    judge(&w);
    CHECK_INT(fired(&w, "undeclared-destination"), 1);
    close_world(&w);
}

static void numbered(const uint8_t *numbers, size_t count, size_t lost)
{
    struct stream hi = hi_stream;
    uint8_t room[256];
    open_world(&w);
    for (size_t i = 0; i < count; i++) post_tcp(&w, &hi, PUSH, hi_pdu(room, sizeof room, false, "LI-1", numbers[i]), i == lost);
    judge(&w);
}

TEST(delivery_gaps)
{
    static const uint8_t gap[] = {0, 1, 2, 5, 6, 7, 8}, repeated[] = {0, 1, 2, 3, 4, 4, 5, 6}, whole[] = {0, 1, 2, 3, 4, 5, 6};
    numbered(gap, sizeof gap, SIZE_MAX);
    CHECK_INT(fired(&w, "delivery-gap"), 1);
    REQUIRE(finding(&w, "delivery-gap") != NULL);
    CHECK_INT(finding(&w, "delivery-gap")->packets, 1);
    close_world(&w);
    numbered(repeated, sizeof repeated, SIZE_MAX);
    CHECK_INT(fired(&w, "delivery-gap"), 1);
    close_world(&w);
    numbered(whole, sizeof whole, SIZE_MAX);
    CHECK_INT(fired(&w, "delivery-gap"), 0);
    close_world(&w);
    /* the capture lost it, not the sender */
    numbered(whole, sizeof whole, 3);
    CHECK_INT(fired(&w, "delivery-gap"), 0);
    close_world(&w);
}

/* Found by content on any port, in the midst of a stream, with borders of segments anywhere. */
TEST(found_on_any_port_with_any_borders)
{
    uint8_t stream[4000], room[512];
    struct writer all = writer_of(stream, sizeof stream);
    struct stream x = x_stream;
    x.dport = 443;
    open_world(&w);
    for (uint32_t i = 0; i < 20; i++) writer_bytes(&all, x_pdu(room, sizeof room, X3, 9, i, 120));
    for (size_t at = 0; at < all.len; at += 97)
        post_tcp(&w, &x, PUSH, bytes_of(stream + at, all.len - at < 97 ? all.len - at : 97), false);
    judge(&w);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 1);
    REQUIRE(w.verdict.intercept_count == 1);
    CHECK_INT(w.verdict.intercepts[0].cc, 20);
    close_world(&w);
}
