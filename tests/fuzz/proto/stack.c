/* Whole frames: byte 0 chooses the link type, byte 1 how much the capture cut off. */
#include "decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint16_t links[] = {1, 113, 276, 0, 108, 101, 12, 14, 228, 229, 9, 50, 195};
    if (size < 2) return 0;
    fuzz_frame(links[data[0] % ARRAY_LEN(links)], data + 2, size - 2, data[1]);
    return 0;
}
