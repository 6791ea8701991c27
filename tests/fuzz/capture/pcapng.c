/* The whole reader over hostile bytes, with compressed inputs: open, read to the end, read again. */
#include "drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    drive_capture(data, size);
    return 0;
}
