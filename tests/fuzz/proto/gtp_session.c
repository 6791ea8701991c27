/* Sessions set up by GTPv1-C and GTPv2-C: names are digits that end, addresses whole. */
#include <string.h>

#include "proto/gtp_session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_number(const char text[static GTP_SESSION_DIGITS])
{
    size_t len = strnlen(text, GTP_SESSION_DIGITS);
    return len < GTP_SESSION_DIGITS && strspn(text, "0123456789") == len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct gtp_session s;
    if (!gtp_session_parse(bytes_of(data, size), &s)) return 0;
    ENSURE(is_number(s.imsi) && is_number(s.msisdn) && s.sequence <= 0xffffff);
    ENSURE(s.v4.family == 0 || s.v4.family == 4);
    ENSURE(s.v6.family == 0 || s.v6.family == 6);
    return 0;
}
