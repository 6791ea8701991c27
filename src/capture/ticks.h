/* pcapng time stamps: units of if_tsresol since if_tsoffset (draft-ietf-opsawg-pcapng cl. 4.2) to nanoseconds. */
#ifndef CUSTOS_CAPTURE_TICKS_H
#define CUSTOS_CAPTURE_TICKS_H

#include <stdint.h>

#include "base/macros.h"

struct ticks {
    uint64_t mul;      /* nanoseconds in a tick; 0 when a tick is no whole number of them */
    uint64_t fast_max; /* largest tick count for which mul and offset give the time as it is */
    int64_t offset_ns;
    uint8_t resolution;
};

/* `resolution` as if_tsresol has it (the pcapng default is 6), `offset_s` as if_tsoffset. */
struct ticks ticks_of(uint8_t resolution, int64_t offset_s);

int64_t ticks_slow_ns(const struct ticks *t, uint64_t ticks);

/* Times out of the range of int64_t nanoseconds are clamped to its ends; never CLOCK_NONE. */
static inline int64_t ticks_ns(const struct ticks *t, uint64_t ticks)
{
    if (LIKELY(ticks <= t->fast_max)) return (int64_t)(ticks * t->mul) + t->offset_ns;
    return ticks_slow_ns(t, ticks);
}

#endif
