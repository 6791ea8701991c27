/* PFCP requests: counts inside their arrays, text that ends, lengths inside the input. */
#include "proto/pfcp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pfcp_request h;
    if (!pfcp_parse(bytes_of(data, size), &h)) return 0;
    ENSURE(h.length <= size && h.duplicate_count <= PFCP_DUPLICATES);
    ENSURE(memchr(h.imsi, 0, PFCP_DIGITS) != NULL && memchr(h.msisdn, 0, PFCP_DIGITS) != NULL);
    for (unsigned i = 0; i < h.duplicate_count; i++)
        ENSURE(memchr(h.duplicates[i].policy, 0, PFCP_POLICY_TEXT) != NULL &&
               (h.duplicates[i].to < 16 || h.duplicates[i].to == PFCP_TO_UNKNOWN));
    return 0;
}
