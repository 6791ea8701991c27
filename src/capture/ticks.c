#include "capture/ticks.h"

#include "base/clock.h"

typedef unsigned __int128 wide;

enum { BASE_TWO = 0x80, NANO = 9 };

static uint64_t power_of_ten(unsigned exponent)
{
    uint64_t v = 1;
    while (exponent-- > 0) v *= 10;
    return v;
}

static int64_t seconds_ns(int64_t s)
{
    int64_t ns;
    if (__builtin_mul_overflow(s, CLOCK_SECOND, &ns) || ns == INT64_MIN) return s < 0 ? -INT64_MAX : INT64_MAX;
    return ns;
}

struct ticks ticks_of(uint8_t resolution, int64_t offset_s)
{
    struct ticks t = {.offset_ns = seconds_ns(offset_s), .resolution = resolution};
    if (resolution <= NANO)
        t.mul = power_of_ten(NANO - resolution);
    else if (resolution == BASE_TWO)
        t.mul = (uint64_t)CLOCK_SECOND; /* 2^0: whole seconds */
    if (t.mul) t.fast_max = (uint64_t)(t.offset_ns > 0 ? INT64_MAX - t.offset_ns : INT64_MAX) / t.mul;
    return t;
}

int64_t ticks_slow_ns(const struct ticks *t, uint64_t ticks)
{
    enum { POWERS = 19 }; /* 10^19 is the last that 64 bits hold; below that everything rounds to zero */
    unsigned exponent = t->resolution & 0x7f;
    wide ns;
    if (t->resolution & BASE_TWO)
        ns = (wide)ticks * (wide)CLOCK_SECOND >> exponent;
    else if (exponent <= NANO)
        ns = (wide)ticks * power_of_ten(NANO - exponent);
    else
        ns = exponent - NANO > POWERS ? 0 : ticks / power_of_ten(exponent - NANO);
    /* what a negative offset takes away counts before the clamp */
    if (t->offset_ns < 0) {
        wide back = (wide)(-t->offset_ns);
        if (ns < back) return -(int64_t)(back - ns);
        ns -= back;
    } else {
        ns += (wide)t->offset_ns;
    }
    return ns > (wide)INT64_MAX ? INT64_MAX : (int64_t)ns;
}
