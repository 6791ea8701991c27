#include "register/warrant_index.h"

#include "base/clock.h"
#include "check.h"

static const uint8_t XID_A[16] = {1}, XID_B[16] = {2}, XID_C[16] = {3};

/* Days as times: what matters is their order. */
static struct warrant valid(const char *id, const char *country, const char *liid, const uint8_t (*xids)[16], int from, int until)
{
    return (struct warrant){.id = id,
                            .country = country,
                            .liid = liid,
                            .xids = xids,
                            .xid_count = xids ? 1 : 0,
                            .from_ns = from * CLOCK_SECOND,
                            .until_ns = until * CLOCK_SECOND};
}

static const char *id_of(const struct warrant *w)
{
    return w ? w->id : "none";
}

TEST(by_country_and_liid)
{
    struct arena *a = arena_new();
    struct warrant_clash clash;
    const struct warrant list[] = {valid("nl", "NL", "X", NULL, 0, 9), valid("nz", "NZ", "X", NULL, 0, 9),
                                   valid("any", NULL, "Y", NULL, 0, 9), valid("none", "NL", NULL, &XID_A, 0, 9)};
    struct warrants w = {.list = list, .count = 4};
    REQUIRE(a && warrants_index(&w, a, &clash));
    CHECK_TEXT(id_of(warrants_by_liid(&w, "NL", "X")), "nl");
    CHECK_TEXT(id_of(warrants_by_liid(&w, "nz", "X")), "nz");
    CHECK(!warrants_by_liid(&w, "DE", "X"));
    CHECK_TEXT(id_of(warrants_by_liid(&w, "DE", "Y")), "any");
    CHECK_TEXT(id_of(warrants_by_liid(&w, NULL, "X")), "nl");
    CHECK_TEXT(id_of(warrants_by_liid(&w, "", "Y")), "any");
    CHECK(!warrants_by_liid(&w, "NL", "Z"));
    CHECK(!warrants_by_liid(&w, "NL", ""));
    arena_free(a);
}

TEST(by_xid)
{
    struct arena *a = arena_new();
    struct warrant_clash clash;
    const struct warrant list[] = {valid("b", NULL, NULL, &XID_B, 0, 9), valid("a", NULL, NULL, &XID_A, 0, 9)};
    struct warrants w = {.list = list, .count = 2};
    REQUIRE(a && warrants_index(&w, a, &clash));
    CHECK_TEXT(id_of(warrants_by_xid(&w, XID_A)), "a");
    CHECK_TEXT(id_of(warrants_by_xid(&w, XID_B)), "b");
    CHECK(!warrants_by_xid(&w, XID_C));
    arena_free(a);
}

TEST(renewals_are_told_apart_by_time)
{
    struct arena *a = arena_new();
    struct warrant_clash clash;
    const struct warrant list[] = {valid("late", "NL", "X", &XID_A, 30, 40), valid("first", "NL", "X", &XID_A, 10, 20),
                                   valid("second", "NL", "X", &XID_A, 20, 25)};
    static const struct {
        int at;
        const char *id;
    } want[] = {{0, "first"},   {10, "first"}, {19, "first"}, {20, "second"}, {24, "second"}, {25, "second"},
                {29, "second"}, {30, "late"},  {39, "late"},  {40, "late"},   {99, "late"}};
    struct warrants w = {.list = list, .count = 3};
    REQUIRE(a && warrants_index(&w, a, &clash));
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        CHECK_TEXT(id_of(warrants_by_liid_at(&w, "NL", "X", want[i].at * CLOCK_SECOND)), want[i].id);
        CHECK_TEXT(id_of(warrants_by_xid_at(&w, XID_A, want[i].at * CLOCK_SECOND)), want[i].id);
    }
    CHECK_TEXT(id_of(warrants_by_liid(&w, "NL", "X")), "first");
    CHECK_TEXT(id_of(warrants_by_xid(&w, XID_A)), "first");
    arena_free(a);
}

static bool clashes(const struct warrant *list, size_t count, struct warrant_clash *ret)
{
    struct arena *a = arena_new();
    struct warrants w = {.list = list, .count = count};
    bool clash = a && !warrants_index(&w, a, ret);
    arena_free(a);
    return clash;
}

TEST(overlaps_of_one_country)
{
    struct warrant_clash c;
    const struct warrant apart[] = {valid("a", "NL", "X", NULL, 10, 20), valid("b", "NL", "X", NULL, 20, 30),
                                    valid("c", "NZ", "X", NULL, 0, 99), valid("d", "NL", "Y", NULL, 0, 99)};
    const struct warrant inside[] = {valid("a", "NL", "X", NULL, 12, 13), valid("b", "NL", "Y", NULL, 0, 9),
                                     valid("c", "NL", "X", NULL, 10, 20)};
    /* the second ends before the third begins, but the first still runs */
    const struct warrant shadowed[] = {valid("a", "NL", "X", NULL, 0, 50), valid("b", "NZ", "X", NULL, 1, 2),
                                       valid("c", "NL", "X", NULL, 40, 60)};
    CHECK(!clashes(apart, 4, &c));
    if (CHECK(clashes(inside, 3, &c))) {
        CHECK_INT(c.earlier, 0);
        CHECK_INT(c.later, 2);
        CHECK(!c.by_xid);
    }
    if (CHECK(clashes(shadowed, 3, &c))) {
        CHECK_INT(c.earlier, 0);
        CHECK_INT(c.later, 2);
    }
}

TEST(a_warrant_without_country_overlaps_any)
{
    struct warrant_clash c;
    const struct warrant before[] = {valid("a", NULL, "X", NULL, 0, 20), valid("b", "NL", "X", NULL, 10, 30)};
    const struct warrant after[] = {valid("a", "NL", "X", NULL, 0, 20), valid("b", "NZ", "X", NULL, 1, 5),
                                    valid("c", NULL, "X", NULL, 19, 30)};
    const struct warrant apart[] = {valid("a", "NL", "X", NULL, 0, 20), valid("b", NULL, "X", NULL, 20, 30),
                                    valid("c", NULL, "Y", NULL, 0, 99)};
    CHECK(clashes(before, 2, &c));
    if (CHECK(clashes(after, 3, &c))) {
        CHECK_INT(c.earlier, 0);
        CHECK_INT(c.later, 2);
    }
    CHECK(!clashes(apart, 3, &c));
}

TEST(overlaps_of_xids)
{
    struct warrant_clash c;
    const struct warrant same[] = {valid("a", NULL, NULL, &XID_A, 0, 20), valid("b", NULL, NULL, &XID_B, 0, 20),
                                   valid("c", NULL, NULL, &XID_A, 19, 30)};
    const struct warrant apart[] = {valid("a", NULL, NULL, &XID_A, 0, 20), valid("c", NULL, NULL, &XID_A, 20, 30)};
    if (CHECK(clashes(same, 3, &c))) {
        CHECK(c.by_xid);
        CHECK_INT(c.earlier, 0);
        CHECK_INT(c.later, 2);
        CHECK_INT(c.xid, 0);
    }
    CHECK(!clashes(apart, 2, &c));
}
