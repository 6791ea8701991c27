/* PS-PDU: length and decoder agree, and every view lies inside the input. */
#include "proto/pspdu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct bytes view, struct bytes all)
{
    ENSURE(view.len == 0 || (view.data >= all.data && view.data + view.len <= all.data + all.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes b = bytes_of(data, size);
    struct pspdu p;
    size_t len = 0;
    if (pspdu_length(b, PSPDU_SIZE_MAX, &len) == FRAMING_WHOLE) {
        ENSURE(len > 0 && len <= size);
        b.len = len;
    }
    ENSURE(pspdu_find(b, 0) <= b.len);
    if (pspdu_decode(b, &p) != ERR_OK) return 0;
    ENSURE(p.liid.len > 0);
    inside(p.liid, b);
    inside(p.country, b);
    inside(p.neid, b);
    inside(p.operator_id, b);
    inside(p.delivery_country, b);
    inside(p.interception_point, b);
    inside(p.contents, b);
    return 0;
}
