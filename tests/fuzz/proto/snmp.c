/* SNMP writes to interception tables. */
#include "proto/snmp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct snmp_tap h;
    if (!snmp_tap_parse(bytes_of(data, size), &h)) return 0;
    ENSURE(h.writes > 0 && h.version >= 1 && h.version <= 3);
    ENSURE(h.place.family == 0 || h.place.family == 4 || h.place.family == 6);
    return 0;
}
