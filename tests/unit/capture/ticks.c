#include "capture/ticks.h"

#include "base/clock.h"
#include "check.h"

static int64_t ns(uint8_t resolution, int64_t offset_s, uint64_t ticks)
{
    struct ticks t = ticks_of(resolution, offset_s);
    return ticks_ns(&t, ticks);
}

TEST(powers_of_ten)
{
    CHECK_INT(ns(0, 0, 7), 7 * CLOCK_SECOND);
    CHECK_INT(ns(3, 0, 1500), 1500000000);
    CHECK_INT(ns(6, 0, 1795303015648162), INT64_C(1795303015648162000));
    CHECK_INT(ns(9, 0, UINT64_C(1795303015648162097)), INT64_C(1795303015648162097));
    CHECK_INT(ns(12, 0, 1999), 1);
    CHECK_INT(ns(28, 0, UINT64_MAX), 1); /* 10^-28 s: 2^64 ticks are 1.8 ns */
    CHECK_INT(ns(29, 0, UINT64_MAX), 0);
    CHECK_INT(ns(127, 0, UINT64_MAX), 0);
}

TEST(powers_of_two)
{
    CHECK_INT(ns(0x80, 0, 7), 7 * CLOCK_SECOND);
    CHECK_INT(ns(0x81, 0, 3), 1500000000);
    CHECK_INT(ns(0x80 | 32, 0, UINT64_C(0x180000000)), 1500000000);
    CHECK_INT(ns(0x80 | 63, 0, UINT64_C(1) << 63), CLOCK_SECOND);
    CHECK_INT(ns(0x80 | 64, 0, UINT64_C(1) << 63), CLOCK_SECOND / 2);
    CHECK_INT(ns(0xff, 0, UINT64_MAX), 0);
}

TEST(clamped_not_wrapped)
{
    for (unsigned r = 0; r < 256; r++) {
        int64_t plain = ns((uint8_t)r, 0, UINT64_MAX);
        CHECK(plain >= 0);
        CHECK(ns((uint8_t)r, INT64_MAX, UINT64_MAX) == INT64_MAX);
        CHECK(ns((uint8_t)r, INT64_MIN, 0) == -INT64_MAX);
        CHECK(ns((uint8_t)r, 1, UINT64_MAX) >= plain);
    }
    CHECK_INT(ns(9, 0, UINT64_MAX), INT64_MAX);
    CHECK_INT(ns(6, 0, UINT64_MAX), INT64_MAX);
}

TEST(offset_in_seconds)
{
    CHECK_INT(ns(6, 100, 1), 100 * CLOCK_SECOND + 1000);
    CHECK_INT(ns(6, -100, 1000000), -99 * CLOCK_SECOND);
    CHECK_INT(ns(0x80, -100, 1), -99 * CLOCK_SECOND);
    /* the offset counts before the clamp */
    CHECK_INT(ns(9, -100, (uint64_t)INT64_MAX + 100 * (uint64_t)CLOCK_SECOND), INT64_MAX);
    CHECK_INT(ns(9, -200, (uint64_t)INT64_MAX + 100 * (uint64_t)CLOCK_SECOND), INT64_MAX - 100 * CLOCK_SECOND);
}
