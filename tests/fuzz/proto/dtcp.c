/* DTCP commands: text that ends. */
#include "proto/dtcp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dtcp h;
    if (!dtcp_parse(bytes_of(data, size), &h)) return 0;
    ENSURE(dtcp_sniff(bytes_of(data, size)) && memchr(h.id, 0, DTCP_ID_TEXT) != NULL);
    ENSURE(h.verb <= DTCP_LIST);
    return 0;
}
