/* X2/X3: what is believed has a length, what has its length decodes, and every view lies inside the input. */
#include "proto/x2x3.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = bytes_of(data, size);
    struct x2x3 x;
    size_t len = 0;
    enum framing f = x2x3_length(b, X2X3_SIZE_MAX, &len);
    if (x2x3_believable(b)) ENSURE(f != FRAMING_NONE && len >= X2X3_HEADER_LEN);
    if (f == FRAMING_WHOLE) {
        ENSURE(len > 0 && len <= size);
        ENSURE(x2x3_decode(bytes_slice(b, 0, len), &x) == ERR_OK);
        ENSURE(x.payload.len == x.payload_len && x.extra_xid_count <= X2X3_EXTRA_XIDS_MAX);
    } else {
        (void)!x2x3_decode(b, &x);
    }
    return 0;
}
