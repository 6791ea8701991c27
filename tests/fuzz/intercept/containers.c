/* A plain text put into the place of a container, and PDUs whose containers may be opened: views stay inside, kinds are sane. */
#include "intercept/containers.h"

#include "intercept/decode.h"
#include "proto/pspdu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void open_plain(struct bytes plain)
{
    struct pspdu p = {.payload = PSPDU_ENCRYPTED};
    uint64_t counter;
    if (!pspdu_open(plain, &p, &counter)) return;
    ENSURE(p.payload != PSPDU_ENCRYPTED);
    ENSURE(!p.contents.len || (p.contents.data >= plain.data && p.contents.data + p.contents.len <= plain.data + plain.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[32] = {1};
    struct containers *c = containers_new();
    struct intercept_event e = {0};
    struct decoded_pdu d;
    struct bytes all = bytes_of(data, size);
    ENSURE(c && containers_add(c, "LI-1", NULL, 3, bytes_of(key, 24)) && containers_add(c, "LI-1", NULL, 4, bytes_of(key, 32)));
    open_plain(all);
    if (decode_hi(all, c, &e, &d)) {
        ENSURE(!e.opened || e.kind != INTERCEPT_ENCRYPTED);
        if (e.opened) ENSURE(containers_gap(c, &e, d.opened.byte_counter) == 0);
    }
    containers_free(c);
    return 0;
}
