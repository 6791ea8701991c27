#include "proto/gtpu.h"

#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_in_udp(GTPU_PORT, data, size);
    return 0;
}
