/* Byte 0 chooses the carrier: IP or UDP. */
#include "proto/l2tpv3.h"

#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    if (data[0] & 1)
        fuzz_in_udp(L2TP_PORT, data + 1, size - 1);
    else
        fuzz_in_ipv4(115, NULL, 0, data + 1, size - 1);
    return 0;
}
