/* The whole reader over hostile bytes: open, read to the end, read again. */
#include "drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t magics[4][4] = {
        {0xa1, 0xb2, 0xc3, 0xd4}, {0xd4, 0xc3, 0xb2, 0xa1}, {0xa1, 0xb2, 0x3c, 0x4d}, {0x4d, 0x3c, 0xb2, 0xa1}};
    /* no time is wasted on inputs of the other format; compression has its own way in by its magic */
    for (size_t i = 0; i < ARRAY_LEN(magics); i++)
        if (size >= 4 && memcmp(data, magics[i], 4) == 0) drive_capture(data, size);
    return 0;
}
