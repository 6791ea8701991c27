#include "drill/traffic.h"

struct ip_addr traffic_server(bool v6, uint32_t index)
{
    if (!v6) return addr_v4(192, 0, 2, (uint8_t)(10 + index % 200));
    uint8_t a[16] = {0x20, 0x01, 0x0d, 0xb8, 0x02, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, 0, (uint8_t)(10 + index % 200)};
    return ip_from_v6(a);
}

void traffic_start(struct upf *u, const struct profile *p, int64_t after_ns, int64_t spread_ns)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct activity *a = &p->list[i];
        int64_t spread = a->rest_ns ? spread_ns : 5 * a->gap_ns; /* what never rests runs from the start */
        for (uint32_t n = a->first; n < u->options.subscribers; n += a->every) {
            int64_t delay = after_ns + (int64_t)(rng_next(&u->rng) % (uint64_t)spread);
            if (a->kind <= ACTIVITY_UPLOAD)
                transfer_start(u, &u->subscribers[n], a, delay);
            else
                datagrams_start(u, &u->subscribers[n], a, delay);
        }
    }
}
