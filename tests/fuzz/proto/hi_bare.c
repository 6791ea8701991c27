/* Records of HI2 and HI3 without a PS-PDU: lengths and views stay inside, what is whole is decoded alike wherever it is found. */
#include "proto/hi_bare.h"
#include "proto/hi_payload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct bytes b, struct bytes view)
{
    ENSURE(!view.len || (view.data >= b.data && view.data + view.len <= b.data + b.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = bytes_of(data, size);
    struct hi_bare r;
    struct hi_payload h;
    size_t len = 0;
    if (hi_bare_length(b, HI_BARE_SIZE_MAX, &len) != FRAMING_WHOLE) return 0;
    ENSURE(len && len <= size);
    b = bytes_slice(b, 0, len);
    if (!hi_bare_decode(b, &r)) return 0;
    inside(b, r.liid);
    inside(b, r.correlation);
    inside(b, r.contents);
    if (r.kind == HI_BARE_IRI)
        hi_payload_records(r.circuit_switched, r.tag, r.contents, &h);
    else if (!hi_payload_decode(false, r.tag, r.contents, &h))
        return 0;
    ENSURE(h.target_count <= HI_TARGETS_MAX);
    inside(b, h.content);
    return 0;
}
