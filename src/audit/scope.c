#include "audit/scope.h"

#include <stdlib.h>

static enum scope_side side_of(enum tap_side s)
{
    static const enum scope_side map[SIDE_COUNT] = {[SIDE_ACCESS] = SCOPE_ACCESS,
                                                    [SIDE_CORE] = SCOPE_CORE,
                                                    [SIDE_OUTSIDE] = SCOPE_OUTSIDE,
                                                    [SIDE_MANAGEMENT] = SCOPE_MANAGEMENT,
                                                    [SIDE_ALL] = SCOPE_ALL};
    return map[s];
}

static enum standing standing_of(void *ctx, uint32_t element, const struct five_tuple *outer)
{
    const struct network_scope *s = ctx;
    const struct declaration *d = network_declared(s->network, outer, NULL);
    (void)element;
    if (!d) return STANDING_UNDECLARED;
    switch (d->as) {
    case PURPOSE_TRANSPORT: return STANDING_TRANSPORT;
    case PURPOSE_DELIVERY: return STANDING_DELIVERY;
    case PURPOSE_PROBE: return STANDING_PROBE;
    case PURPOSE_SIGNALLING:
    case PURPOSE_MAINTENANCE:
    case PURPOSE_COUNT: break;
    }
    return STANDING_DECLARED;
}

bool network_scope_init(struct network_scope *s, const struct network *n)
{
    struct scope_element *elements = calloc(n->element_count + 1, sizeof *elements);
    struct scope_tap *taps = calloc(n->tap_count + 1, sizeof *taps);
    if (!elements || !taps) {
        free(elements);
        free(taps);
        return false;
    }
    for (size_t i = 0; i < n->element_count; i++) {
        const struct element *e = &n->elements[i];
        elements[i] =
            (struct scope_element){e->addresses, e->address_count, e->subscribers, e->subscriber_count, e->macs, e->mac_count};
    }
    for (size_t i = 0; i < n->tap_count; i++) taps[i] = (struct scope_tap){n->taps[i].element, side_of(n->taps[i].side)};
    *s = (struct network_scope){{elements, n->element_count, taps, n->tap_count, standing_of, s}, n, elements, taps};
    return true;
}

void network_scope_done(struct network_scope *s)
{
    free(s->elements);
    free(s->taps);
    *s = (struct network_scope){0};
}
