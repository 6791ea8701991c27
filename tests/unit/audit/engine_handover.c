/* Product handed over (HI2/HI3) after X1 withdrew its interception: by the X1 of the elements that intercept, all of them, or by
 * that of the mediation function. */
#include "x1_world.h"

static struct stream x3, hi;
static uint32_t x_sequence;
static uint8_t hi_sequence;

static void begin(void)
{
    start();
    x3 = x_stream;
    hi = hi_stream;
    x_sequence = hi_sequence = 0;
}

/* The task with its LIID, at the element that `connect_from` leads to. */
static void activate_mediated(const char *xid, const char *liid)
{
    char text[1200];
    const char *end = "</taskDetails>", *all = details(xid, "ipv4Address", "10.46.0.7");
    snprintf(text, sizeof text,
             "%.*s<listOfMediationDetails><mediationDetails><LIID>%s</LIID><deliveryType>HI2andHI3</deliveryType>"
             "</mediationDetails></listOfMediationDetails>%s",
             (int)(strlen(all) - strlen(end)), all, liid, end);
    exchange("ActivateTask", text, "<oK>AcknowledgedAndCompleted</oK>");
}

static void withdraw(const char *xid)
{
    char text[64];
    snprintf(text, sizeof text, "<xId>%s</xId>", xid);
    exchange("DeactivateTask", text, "<oK>AcknowledgedAndCompleted</oK>");
}

/* X3 and the handover of it, or the handover alone, a hundred milliseconds apart. */
static void deliver(unsigned count, bool intercepted, const char *liid)
{
    for (unsigned i = 0; i < count; i++) {
        if (intercepted) send_x(&w, &x3, X3, 1, x_sequence++);
        send_hi(&w, &hi, true, liid, hi_sequence++);
        w.now_ns += CLOCK_SECOND / 10;
    }
}

static bool noted(const char *words)
{
    for (size_t i = 0; i < w.verdict.note_count; i++)
        if (strstr(w.verdict.notes[i], words)) return true;
    return false;
}

/* How often the rule fired; whether coverage says that it was not decided at the handover. */
static unsigned late(bool undecided)
{
    judge(&w);
    CHECK_INT(noted("not decided for their handover"), undecided);
    unsigned n = fired(&w, "delivery-after-withdrawal");
    close_world(&w);
    return n;
}

TEST(withdrawn_at_the_element_that_intercepts)
{
    begin();
    activate_mediated(XID_1, "LI-1");
    deliver(5, true, "LI-1");
    withdraw(XID_1);
    deliver(50, false, "LI-1");
    judge(&w);
    CHECK_INT(fired(&w, "delivery-after-withdrawal"), 1);
    const struct verdict_finding *f = finding(&w, "delivery-after-withdrawal");
    REQUIRE(f && w.verdict.intercept_count == 1);
    CHECK_TEXT(f->xid, XID_1);
    CHECK_TEXT(f->liid, "LI-1");
    CHECK(f->packets >= 18 && f->packets <= 20); /* three seconds are allowed for mediation */
    CHECK_TEXT(w.verdict.intercepts[0].state, "overrun");
    CHECK(!noted("not decided for their handover"));
    close_world(&w);
}

TEST(what_is_mediated_meanwhile_is_none)
{
    begin();
    activate_mediated(XID_1, "LI-1");
    deliver(5, true, "LI-1");
    withdraw(XID_1);
    deliver(28, false, "LI-1");
    CHECK_INT(late(false), 0);
}

TEST(activated_again)
{
    begin();
    activate_mediated(XID_1, "LI-1");
    deliver(5, true, "LI-1");
    withdraw(XID_1);
    deliver(10, false, "LI-1");
    activate_mediated(XID_1, "LI-1");
    deliver(60, true, "LI-1");
    CHECK_INT(late(false), 0);
}

/* Neither X3 nor the handover was seen before. */
TEST(only_the_end_was_seen)
{
    begin();
    withdraw(XID_1);
    w.now_ns += 5 * CLOCK_SECOND;
    deliver(10, false, "LI-1");
    CHECK_INT(late(false), 1);
}

/* Another element may intercept for it: it sends X3, and its X1 is not seen. */
TEST(withdrawn_at_one_of_two)
{
    begin();
    activate_mediated(XID_1, "LI-1");
    deliver(5, true, "LI-1");
    x3 = (struct stream){"10.0.3.77", "10.0.5.1", 50000, 42001, 9, 10, OAM, 1, 1};
    deliver(5, true, "LI-1");
    withdraw(XID_1);
    deliver(50, false, "LI-1");
    CHECK_INT(late(true), 0);
}

/* A session's end lets who manages sessions withdraw what goes on elsewhere. */
TEST(withdrawn_by_somebody_else_than_the_administration)
{
    begin();
    connect_from("10.0.9.61");
    activate_mediated(XID_1, "LI-1");
    deliver(5, true, "LI-1");
    withdraw(XID_1);
    deliver(50, false, "LI-1");
    CHECK_INT(late(true), 0);
}

/* By the mediation function's own tasks, whatever is known of the others. */
TEST(withdrawn_at_the_mediation_function)
{
    begin();
    ask = (struct stream){"10.0.9.60", "10.0.5.1", 40000, 8080, 10, 5, LI, 1, 1};
    reply = (struct stream){"10.0.5.1", "10.0.9.60", 8080, 40000, 5, 10, LI, 1, 1};
    activate_mediated(XID_1, "LI-1");
    deliver(5, false, "LI-1");
    withdraw(XID_1);
    deliver(50, false, "LI-1");
    CHECK_INT(late(false), 1);
}

/* One LIID has two XIDs, of which one goes on. */
TEST(several_interceptions_behind_one_handover)
{
    for (int both = 0; both < 2; both++) {
        begin();
        activate_mediated(XID_1, "LI-7");
        activate_mediated(XID_9, "LI-7");
        deliver(5, true, "LI-7");
        withdraw(XID_1);
        if (both) withdraw(XID_9);
        deliver(60, false, "LI-7");
        CHECK_INT(late(false), both);
    }
}

/* Part of X1 is missing: an activation may have passed unseen. */
TEST(lost_control)
{
    char text[X1_TEXT_ROOM];
    begin();
    activate_mediated(XID_1, "LI-1");
    deliver(5, true, "LI-1");
    withdraw(XID_1);
    post_tcp(&w, &ask, PUSH, x1_http(text, "ActivateTaskRequest", ++transaction, ""), true);
    exchange("Ping", "", "<oK>x</oK>");
    w.now_ns += 20 * CLOCK_SECOND; /* so long the lost bytes are waited for */
    exchange("Ping", "", "<oK>x</oK>");
    deliver(60, false, "LI-1");
    judge(&w);
    CHECK_INT(fired(&w, "delivery-after-withdrawal"), 0);
    CHECK(noted("part of its X1 may not have been seen"));
    close_world(&w);
}
