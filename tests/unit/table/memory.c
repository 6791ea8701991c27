#include "table/memory.h"

#include <stdint.h>

#include "check.h"

TEST(floor_power_of_two)
{
    CHECK_INT(floor_power_of_two(0), 0);
    CHECK_INT(floor_power_of_two(1), 1);
    for (unsigned bit = 1; bit < 64; bit++) {
        size_t p = (size_t)1 << bit;
        CHECK(floor_power_of_two(p) == p);
        CHECK(floor_power_of_two(p - 1) == p / 2);
        CHECK(floor_power_of_two(p + 1) == p);
    }
    CHECK(floor_power_of_two(SIZE_MAX) == (size_t)1 << 63);
}

TEST(zeroed_and_aligned)
{
    enum { SIZE = 3 << 20 };
    uint8_t *p = memory_map(SIZE);
    unsigned dirty = 0;
    REQUIRE(p != NULL);
    CHECK_INT((uintptr_t)p % 4096, 0);
    for (size_t i = 0; i < SIZE; i++) dirty += p[i] != 0;
    CHECK_INT(dirty, 0);
    p[0] = p[SIZE - 1] = 1;
    memory_unmap(p, SIZE);
    memory_unmap(NULL, SIZE);
}

TEST(what_cannot_be_had_is_null)
{
    CHECK(memory_map((size_t)1 << 60) == NULL);
}
