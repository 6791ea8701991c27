/* Network files: any bytes are a network or a fault that says why not, and a network answers questions. */
#include "register/network.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct network *n = NULL;
    struct fault f = {0};
    if (network_parse("fuzz", data, size, &n, &f)) {
        ENSURE(!n && f.code && strncmp(f.text, "fuzz:", 5) == 0);
        return 0;
    }
    for (size_t i = 0; i < n->element_count; i++) {
        const struct element *e = &n->elements[i];
        for (size_t j = 0; j < e->address_count; j++) {
            int at = network_element_of(n, &e->addresses[j].addr);
            ENSURE(at >= 0 && element_has_address(&n->elements[at], &e->addresses[j].addr));
        }
    }
    for (size_t i = 0; i < n->tap_count; i++) ENSURE(network_tap(n, n->taps[i].name) == (int)i);
    for (size_t i = 0; i < n->declaration_count; i++) {
        const struct declaration *d = &n->declarations[i];
        struct five_tuple t = {.sport = 40000, .dport = d->port, .protocol = d->protocol};
        t.src = d->from.is_prefix ? d->from.prefix.addr : n->elements[d->from.elements[0]].addresses[0].addr;
        t.dst = d->to.is_prefix ? d->to.prefix.addr : n->elements[d->to.elements[0]].addresses[0].addr;
        const struct declaration *found = network_declared(n, &t, NULL);
        /* a prefix within an element's may make the address another element's */
        bool exact = d->from.is_prefix && d->to.is_prefix;
        ENSURE(found || !exact);
    }
    network_free(n);
    return 0;
}
