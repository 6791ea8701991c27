/* Contents of HI2 and HI3 of every service: first octet the tag, its highest bit for CC; every view lies inside the input. */
#include "proto/hi_payload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void inside(struct bytes view, struct bytes all, const struct hi_payload *p)
{
    const uint8_t *text = (const uint8_t *)p->text;
    if (view.len == 0 || (view.data >= text && view.data + view.len <= text + sizeof p->text)) return;
    ENSURE(view.data >= all.data && view.data + view.len <= all.data + all.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct hi_payload p;
    if (!size) return 0;
    struct bytes contents = bytes_of(data + 1, size - 1);
    if (!hi_payload_decode(!(data[0] & 0x80), data[0] & 0x7f, contents, &p)) return 0;
    ENSURE(p.target_count <= HI_TARGETS_MAX && p.used <= sizeof p.text);
    for (unsigned i = 0; i < p.target_count; i++) {
        ENSURE(p.targets[i].kind && p.targets[i].value.len);
        inside(p.targets[i].value, contents, &p);
    }
    inside(p.content, contents, &p);
    (void)hi_event_name(p.service, p.event);
    return 0;
}
