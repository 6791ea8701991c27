/* HTTP/2 of one direction: whatever comes, frames stay inside the input, and messages inside their caps. */
#include "intercept/http2_side.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = bytes_of(data, size);
    struct http2_sides *all = http2_sides_new();
    struct http2_side *side = NULL;
    struct http2_frame f;
    struct http2_message m;
    ENSURE(all && http2_side_new(all, &side));
    if (http2_preface(b)) b = bytes_slice(b, HTTP2_PREFACE_LEN, SIZE_MAX);
    while (side && http2_frame(b, &f) == FRAMING_WHOLE) {
        ENSURE(f.len <= b.len && f.payload.len <= f.len - HTTP2_HEADER_LEN);
        if (http2_side_take(side, &f, (struct frame_ref){0, 1}, &m)) {
            ENSURE(m.stream && m.body.len <= HTTP2_BODY_MAX && m.status <= 999);
            ENSURE(m.request || m.status >= 100);
        }
        b = bytes_slice(b, f.len, SIZE_MAX);
    }
    if (side && b.len) http2_side_damaged(side, b.data[0]);
    http2_sides_free(all);
    ENSURE(!side);
    return 0;
}
