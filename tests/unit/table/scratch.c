#include "table/scratch.h"

#include <string.h>

#include "check.h"

enum { MEGA = 1 << 20 };

TEST(pieces_are_aligned_and_apart)
{
    struct scratch s = {.blocks = 0};
    uint8_t *a = scratch_take(&s, 3, 1), *b = scratch_take(&s, 100, sizeof(double)), *c = scratch_take(&s, 0, 8);
    REQUIRE(a && b && c);
    CHECK_INT((uintptr_t)a % 64, 0);
    CHECK_INT((uintptr_t)b % 64, 0);
    memset(a, 1, 3);
    memset(b, 2, 800);
    CHECK_INT(a[2], 1);
    CHECK(b >= a + 3 && c >= b + 800);
    scratch_done(&s);
    CHECK_INT(s.blocks, 0);
}

TEST(what_was_given_back_is_handed_out_again)
{
    struct scratch s = {.blocks = 0};
    uint8_t *first = scratch_take(&s, MEGA, 1);
    REQUIRE(first);
    memset(first, 0xff, MEGA);
    scratch_reset(&s);
    uint8_t *again = scratch_take_zeroed(&s, MEGA, 1);
    CHECK(again == first);
    unsigned dirty = 0;
    for (int i = 0; i < MEGA; i++) dirty += again[i] != 0;
    CHECK_INT(dirty, 0);
    scratch_done(&s);
}

/* More than one block: all of them stay valid, and next time there is one for all. */
TEST(grows_and_becomes_one)
{
    struct scratch s = {.blocks = 0};
    enum { PIECES = 40 };
    uint8_t *piece[PIECES];
    for (int i = 0; i < PIECES; i++) {
        piece[i] = scratch_take(&s, MEGA, 1);
        REQUIRE(piece[i]);
        memset(piece[i], i, MEGA);
    }
    CHECK(s.blocks > 1);
    for (int i = 0; i < PIECES; i++) CHECK(piece[i][0] == i && piece[i][MEGA - 1] == i);
    scratch_reset(&s);
    CHECK_INT(s.blocks, 1);
    for (int i = 0; i < PIECES; i++) CHECK(scratch_take(&s, MEGA, 1));
    CHECK_INT(s.blocks, 1);
    CHECK(!s.failed);
    scratch_done(&s);
}

TEST(what_cannot_be_had_is_remembered)
{
    struct scratch s = {.blocks = 0};
    CHECK(scratch_take(&s, SIZE_MAX / 2, 4) == NULL);
    CHECK(s.failed);
    CHECK(scratch_take(&s, 1, 1));
    CHECK(s.failed);
    scratch_reset(&s);
    CHECK(!s.failed);
    CHECK(scratch_take(&s, (size_t)1 << 58, 1) == NULL);
    CHECK(s.failed);
    scratch_done(&s);
}
