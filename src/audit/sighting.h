/* Something seen repeatedly, and the packets that show it. */
#ifndef CUSTOS_AUDIT_SIGHTING_H
#define CUSTOS_AUDIT_SIGHTING_H

#include "intercept/event.h"

enum { INTERCEPT_PROOFS = 8 };

struct sighting {
    uint64_t pdus, bytes;
    int64_t first_ns, last_ns;
    struct frame_ref proof[INTERCEPT_PROOFS];
    unsigned proof_count;
};

static inline void sight_packet(struct sighting *s, int64_t time_ns, uint64_t bytes, struct frame_ref ref)
{
    if (!s->pdus || time_ns < s->first_ns) s->first_ns = time_ns;
    if (!s->pdus || time_ns > s->last_ns) s->last_ns = time_ns;
    s->pdus++;
    s->bytes += bytes;
    if (s->proof_count < INTERCEPT_PROOFS) s->proof[s->proof_count++] = ref;
}

/* All that the other holds, too. */
static inline void sight_all(struct sighting *s, const struct sighting *other)
{
    if (!other->pdus) return;
    if (!s->pdus || other->first_ns < s->first_ns) s->first_ns = other->first_ns;
    if (!s->pdus || other->last_ns > s->last_ns) s->last_ns = other->last_ns;
    s->pdus += other->pdus;
    s->bytes += other->bytes;
    for (unsigned i = 0; i < other->proof_count && s->proof_count < INTERCEPT_PROOFS; i++)
        s->proof[s->proof_count++] = other->proof[i];
}

static inline void sight(struct sighting *s, const struct intercept_event *e)
{
    sight_packet(s, e->time_ns, e->pdu_bytes, e->last);
}

#endif
