/* RADIUS interception attributes: text that ends, attributes counted. */
#include "proto/radius.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct radius_li h;
    if (!radius_li_parse(bytes_of(data, size), &h)) return 0;
    ENSURE(h.attributes > 0 && memchr(h.id, 0, RADIUS_ID_TEXT) != NULL);
    ENSURE(h.code == RADIUS_ACCESS_ACCEPT || h.code == RADIUS_COA_REQUEST);
    return 0;
}
