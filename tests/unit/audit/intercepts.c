/* Accounts of interceptions, event by event, without any packet. */
#include "audit/intercepts.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "check.h"

static struct intercepts table;
static int64_t now_ns;

static struct intercept_event hi_event(const char *liid, enum intercept_kind kind, uint32_t seq)
{
    struct intercept_event e = {.protocol = INTERCEPT_HI,
                                .kind = kind,
                                .stream = {{{192, 0, 2, 1}, 4}, {{198, 51, 100, 7}, 4}, 50000, 41002, 6},
                                .time_ns = now_ns += CLOCK_SECOND,
                                .first = {0, 1},
                                .last = {0, seq + 1},
                                .pdu_bytes = 100,
                                .has_liid = liid != NULL,
                                .has_seq = true,
                                .seq = seq,
                                .country = "NL"};
    if (liid) snprintf(e.liid, sizeof e.liid, "%s", liid);
    return e;
}

static enum intercept_class take(struct intercept_event e)
{
    return intercepts_event(&table, &e);
}

TEST(one_account_for_each_identity)
{
    REQUIRE(intercepts_init(&table, NULL, NULL));
    for (uint32_t i = 0; i < 5; i++) {
        CHECK_INT(take(hi_event("A", INTERCEPT_IRI, i)), CLASS_UNWARRANTED);
        CHECK_INT(take(hi_event("B", INTERCEPT_CC, i)), CLASS_UNWARRANTED);
        struct intercept_event x = hi_event(NULL, INTERCEPT_CC, i);
        x.protocol = INTERCEPT_X2X3;
        x.has_xid = true;
        x.xid[3] = 9;
        CHECK_INT(take(x), CLASS_UNWARRANTED);
    }
    struct intercept_event abroad = hi_event("A", INTERCEPT_IRI, 0);
    memcpy(abroad.country, "BE", 3);
    (void)take(abroad);
    REQUIRE(table.count == 4); /* A, B, the XID, and A of another country */
    CHECK_INT(table.list[0]->hi.iri, 5);
    CHECK_INT(table.list[0]->hi.cc, 0);
    CHECK_INT(table.list[1]->hi.cc, 5);
    CHECK_INT(table.list[0]->all.pdus, 5);
    CHECK_INT(table.list[0]->all.bytes, 500);
    CHECK_INT(table.list[0]->element, -1);
    CHECK(table.list[0]->warrant == NULL && intercept_state(table.list[0]) == LIFECYCLE_ACTIVE);
    intercepts_done(&table);
}

TEST(housekeeping_is_no_interception)
{
    REQUIRE(intercepts_init(&table, NULL, NULL));
    CHECK_INT(take(hi_event(NULL, INTERCEPT_KEEPALIVE, 0)), CLASS_HOUSEKEEPING);
    CHECK_INT(take(hi_event(NULL, INTERCEPT_IRI, 0)), CLASS_HOUSEKEEPING);
    CHECK_INT(table.count, 0);
    CHECK_INT(table.keepalives, 2);
    CHECK_INT(take(hi_event("A", INTERCEPT_NOTICE, 0)), CLASS_HOUSEKEEPING); /* notices are no product */
    CHECK_INT(table.count, 1);
    CHECK_INT(table.list[0]->place_count, 0);
    intercepts_done(&table);
}

TEST(places_are_listed_up_to_a_limit)
{
    REQUIRE(intercepts_init(&table, NULL, NULL));
    for (uint32_t i = 0; i < 40; i++) {
        struct intercept_event e = hi_event("A", INTERCEPT_CC, i);
        e.stream.dport = (uint16_t)(1000 + i / 2);
        (void)take(e);
    }
    REQUIRE(table.count == 1);
    CHECK_INT(table.list[0]->place_count, INTERCEPT_PLACES);
    CHECK_INT(table.list[0]->places_more, 40 - 2 * INTERCEPT_PLACES);
    CHECK_INT(table.list[0]->places[0].seen.pdus, 2);
    CHECK_INT(table.list[0]->all.proof_count, INTERCEPT_PROOFS);
    intercepts_done(&table);
}

/* An element that invents interceptions fills the table, not the memory. */
TEST(the_table_has_an_end)
{
    char liid[16];
    REQUIRE(intercepts_init(&table, NULL, NULL));
    for (uint32_t i = 0; i < INTERCEPTS_MAX + 500; i++) {
        snprintf(liid, sizeof liid, "L%u", i);
        (void)take(hi_event(liid, INTERCEPT_IRI, 0));
    }
    CHECK_INT(table.count, INTERCEPTS_MAX);
    CHECK_INT(table.refused, 500);
    CHECK_INT(table.interface_count, 1);
    intercepts_done(&table);
}

TEST(gaps_and_their_excuse)
{
    REQUIRE(intercepts_init(&table, NULL, NULL));
    static const uint32_t numbers[] = {0, 1, 2, 6, 7};
    for (unsigned i = 0; i < 5; i++) (void)take(hi_event("A", INTERCEPT_IRI, numbers[i]));
    for (unsigned i = 0; i < 5; i++) {
        struct intercept_event e = hi_event("B", INTERCEPT_IRI, numbers[i]);
        e.losses = i >= 3; /* the capture lost bytes there */
        (void)take(e);
    }
    REQUIRE(table.count == 2);
    CHECK_INT(table.list[0]->gap.pdus, 1);
    CHECK_INT(table.list[0]->gap.proof[0].number, 7);
    CHECK_INT(table.list[1]->gap.pdus, 0);
    intercepts_done(&table);
}
