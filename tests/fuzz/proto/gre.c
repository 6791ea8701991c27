/* GRE, and ERSPAN in it. */
#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_in_ipv4(47, NULL, 0, data, size);
    return 0;
}
