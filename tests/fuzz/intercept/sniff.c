/* Sniffing: the search only goes on, and ends; what is found is not smaller than any PDU. */
#include "intercept/sniff.h"
#include "intercept/tracker.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = bytes_of(data, size);
    size_t at = 0;
    (void)intercept_sniff(b, true);
    for (unsigned i = 0; i < 100 && at < b.len; i++) {
        struct sniffed s = sniff_find(b, at);
        ENSURE(s.at >= at && s.at <= b.len);
        ENSURE(s.at == b.len || b.len - s.at >= SNIFF_HI_MIN);
        at = s.at + 1;
    }
    return 0;
}
