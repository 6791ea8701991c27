/* Payloads of TS 33.128: every view lies inside the input, and what is told is within its bounds. */
#include "proto/xiri.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool inside(struct bytes view, const uint8_t *data, size_t size)
{
    return view.len == 0 || (view.data >= data && view.len <= size && (size_t)(view.data - data) <= size - view.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct xiri x;
    if (!xiri_decode(bytes_of(data, size), &x)) return 0;
    ENSURE(x.kind >= XIRI_XIRI && x.kind <= XIRI_NOTIFICATION && x.target_count <= XIRI_TARGETS_MAX);
    ENSURE(inside(x.network, data, size) && inside(x.content, data, size));
    for (unsigned i = 0; i < x.target_count; i++) ENSURE(x.targets[i].kind && inside(x.targets[i].value, data, size));
    ENSURE(x.event == 0 || xiri_event_name(x.event) || x.unknown_elements > 0);
    return 0;
}
