/* VXLAN, VXLAN-GPE and Geneve: byte 0 chooses the port. */
#include "proto/vxlan.h"

#include "decode.h"
#include "proto/geneve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t ports[] = {VXLAN_PORT, VXLAN_PORT_LINUX, VXLAN_PORT_GPE, GENEVE_PORT};
    if (size < 1) return 0;
    fuzz_in_udp(ports[data[0] % ARRAY_LEN(ports)], data + 1, size - 1);
    return 0;
}
