/* The mirrors' shims: byte 0 chooses the port, the last being one that nobody registered. */
#include "decode.h"
#include "proto/jmirror.h"
#include "proto/pcli.h"
#include "proto/tzsp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t ports[] = {TZSP_PORT, JMIRROR_PORT, PCLI_PORT, 12345};
    if (size < 1) return 0;
    fuzz_in_udp(ports[data[0] % ARRAY_LEN(ports)], data + 1, size - 1);
    return 0;
}
