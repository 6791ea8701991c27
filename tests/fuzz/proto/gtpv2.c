/* Traces ordered by GTPv2-C: identities are digits that end. */
#include "proto/gtpv2.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_number(const char *text, size_t room)
{
    size_t len = strnlen(text, room);
    return len < room && strspn(text, "0123456789") == len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gtpv2_trace t;
    if (!gtpv2_trace_parse(bytes_of(data, size), &t)) return 0;
    ENSURE(is_number(t.imsi, sizeof t.imsi) && is_number(t.msisdn, sizeof t.msisdn) && is_number(t.imei, sizeof t.imei));
    ENSURE(t.collector.family == 0 || t.collector.family == 4 || t.collector.family == 6);
    ENSURE(t.ends == (t.message == GTPV2_TRACE_DEACTIVATION));
    return 0;
}
