#include "intercept/sequence.h"

#include <stdio.h>

#include "check.h"

static struct intercept_event hi(enum intercept_kind kind, const char *liid, uint64_t cin, uint32_t seq)
{
    struct intercept_event e = {
        .protocol = INTERCEPT_HI, .kind = kind, .has_liid = true, .has_seq = true, .has_cin = true, .cin = cin, .seq = seq};
    snprintf(e.liid, sizeof e.liid, "%s", liid);
    e.stream.sport = 40000;
    e.stream.dport = 41002;
    return e;
}

static struct intercept_event x(enum intercept_kind kind, uint8_t xid, uint64_t correlation, uint32_t seq)
{
    struct intercept_event e = hi(kind, "", correlation, seq);
    e.protocol = INTERCEPT_X2X3;
    e.has_xid = true;
    e.xid[0] = xid;
    return e;
}

static struct sequence_step add(struct sequence_tracker *t, struct intercept_event e)
{
    return sequence_add(t, &e);
}

static struct sequence_tracker *fresh(void)
{
    struct sequence_tracker *t = sequence_tracker_new(0, 7);
    ENSURE(t);
    return t;
}

static void check_clean(const struct sequence_tracker *t)
{
    CHECK_INT(sequence_counts(t)->missing, 0);
    CHECK_INT(sequence_counts(t)->repeated, 0);
}

TEST(separate_counters)
{
    struct sequence_tracker *t = fresh();
    for (uint32_t i = 0; i < 100; i++) {
        struct intercept_event check = hi(INTERCEPT_INTEGRITY, "A", 1, i + 1);
        check.integrity_check = 1, check.integrity_of = 2;
        (void)add(t, hi(INTERCEPT_IRI, "A", 1, i));
        (void)add(t, hi(INTERCEPT_CC, "A", 1, i + 7));
        (void)add(t, hi(INTERCEPT_CC, "A", 2, i));
        (void)add(t, hi(INTERCEPT_CC, "B", 1, 1000 + i));
        (void)add(t, check);
        check.integrity_check = 2, check.seq = i + 50;
        (void)add(t, check);
    }
    check_clean(t);
    CHECK_INT(sequence_counts(t)->events, 600);
    sequence_tracker_free(t);
}

TEST(missing_late_and_repeated)
{
    struct sequence_tracker *t = fresh();
    for (uint32_t i = 0; i < 10; i++) (void)add(t, hi(INTERCEPT_CC, "A", 1, i));
    struct sequence_step s = add(t, hi(INTERCEPT_CC, "A", 1, 13));
    CHECK_INT(s.missing, 3);
    CHECK(!s.excused);
    s = add(t, hi(INTERCEPT_CC, "A", 1, 11));
    CHECK_INT(s.recovered, 1);
    s = add(t, hi(INTERCEPT_CC, "A", 1, 11));
    CHECK_INT(s.repeated, 1);
    s = add(t, hi(INTERCEPT_CC, "A", 1, 14));
    CHECK_INT(s.missing + s.repeated, 0);
    s = add(t, hi(INTERCEPT_CC, "A", 1, 0)); /* alone: a repetition, told by the next */
    CHECK_INT(s.repeated + s.reset, 0);
    s = add(t, hi(INTERCEPT_CC, "A", 1, 15));
    CHECK_INT(s.repeated, 1);
    sequence_tracker_free(t);
}

TEST(wrap_and_restart)
{
    struct sequence_tracker *t = fresh();
    (void)add(t, hi(INTERCEPT_CC, "A", 1, UINT32_MAX));
    (void)add(t, hi(INTERCEPT_CC, "A", 1, 0));
    (void)add(t, hi(INTERCEPT_CC, "A", 1, 1));
    check_clean(t);
    for (uint32_t i = 2; i < 300; i++) (void)add(t, hi(INTERCEPT_CC, "A", 1, i));
    struct sequence_step s = add(t, hi(INTERCEPT_CC, "A", 1, 0));
    CHECK(!s.reset);
    s = add(t, hi(INTERCEPT_CC, "A", 1, 1));
    CHECK(s.reset);
    (void)add(t, hi(INTERCEPT_CC, "A", 1, 2));
    check_clean(t);
    struct intercept_event e = hi(INTERCEPT_CC, "A", 1, 0);
    e.stream.sport++;
    CHECK(sequence_add(t, &e).reset); /* a new connection may start anew at once */
    e.seq = 1;
    (void)sequence_add(t, &e);
    check_clean(t);
    sequence_tracker_free(t);
}

TEST(capture_loss_excuses)
{
    struct sequence_tracker *t = fresh();
    (void)add(t, hi(INTERCEPT_IRI, "A", 1, 0));
    struct intercept_event e = hi(INTERCEPT_IRI, "A", 1, 5);
    e.losses = 1;
    struct sequence_step s = sequence_add(t, &e);
    CHECK(s.missing == 4 && s.excused);
    e.seq = 8;
    s = sequence_add(t, &e);
    CHECK(s.missing == 2 && !s.excused);
    CHECK_INT(sequence_counts(t)->missing, 2);
    CHECK_INT(sequence_counts(t)->excused, 4);
    sequence_tracker_free(t);
}

/* IRI and CC of an encrypted intercept on one connection look alike. */
TEST(encrypted_interleaves_two_counters)
{
    struct sequence_tracker *t = fresh();
    for (uint32_t i = 0; i < 50; i++) {
        (void)add(t, hi(INTERCEPT_ENCRYPTED, "A", 1, i));
        if (i % 7 == 0) (void)add(t, hi(INTERCEPT_ENCRYPTED, "A", 1, i / 7));
    }
    check_clean(t);
    CHECK_INT(add(t, hi(INTERCEPT_ENCRYPTED, "A", 1, 53)).missing, 3);
    sequence_tracker_free(t);
}

/* Each way to count: no complaint as long as it is kept to; one when it is not. */
TEST(x_counters_of_any_scope)
{
    for (int scope = 0; scope < 4; scope++) {
        struct sequence_tracker *t = fresh();
        uint32_t counters[2][2][2] = {{{0}}};
        for (uint32_t i = 0; i < 400; i++) {
            unsigned id = i / 3 % 2, cc = i % 2, corr = i / 5 % 2;
            uint32_t *c = &counters[scope >= 2 ? id : 0][scope >= 1 ? cc : 0][scope >= 3 ? corr : 0];
            enum intercept_kind kind = cc ? INTERCEPT_CC : INTERCEPT_IRI;
            if (i == 300) *c += 4;
            struct sequence_step s = add(t, x(kind, (uint8_t)(1 + id), corr, 1 + (*c)++));
            if (i == 300) CHECK_INT(s.missing, 4);
        }
        CHECK_INT(sequence_counts(t)->missing, 4);
        CHECK_INT(sequence_counts(t)->repeated, 0);
        sequence_tracker_free(t);
    }
}

TEST(x_connections_restart_and_go_on)
{
    struct sequence_tracker *t = fresh();
    for (uint16_t session = 0; session < 3; session++) {
        for (uint32_t i = 1; i <= 20; i++) {
            struct intercept_event e = x(INTERCEPT_CC, 1, 9, i), f = x(INTERCEPT_IRI, 2, 9, session * 20 + i);
            e.stream.sport = f.stream.sport = (uint16_t)(50000 + session);
            f.stream.dport = 99; /* another receiver, whose counters go on */
            (void)sequence_add(t, &e);
            (void)sequence_add(t, &f);
        }
    }
    check_clean(t);
    sequence_tracker_free(t);
}

TEST(memory_is_bounded)
{
    struct sequence_tracker *t = sequence_tracker_new(64, 1);
    REQUIRE(t != NULL);
    for (uint32_t i = 0; i < 100000; i++) (void)add(t, hi(INTERCEPT_CC, "A", i % 5000, i / 5000 * 3));
    CHECK_INT(sequence_counts(t)->repeated, 0);
    CHECK_INT(sequence_counts(t)->events, 100000);
    sequence_tracker_free(t);
}

TEST(keepalives_and_unknown_do_not_count)
{
    struct sequence_tracker *t = fresh();
    (void)add(t, hi(INTERCEPT_KEEPALIVE, "A", 1, 5));
    (void)add(t, hi(INTERCEPT_KEEPALIVE, "A", 1, 50));
    (void)add(t, hi(INTERCEPT_UNKNOWN, "A", 1, 50));
    CHECK_INT(sequence_counts(t)->events, 0);
    sequence_tracker_free(t);
}
