/* What the targets of warrants send and receive at an element, packet by packet, and what of it is delivered: the ground of
 * over-delivery and under-delivery.
 *
 * Decided for warrants that grant content of an IP address or prefix, at elements whose taps show subscribers' traffic, from X3
 * and from HI3, in clear or with keys; each has an account of its own. What an element without such accounts hands over, a
 * mediation function, is held against all elements. A packet is known again by its conversation and a keyed print of its payload,
 * so that it does not matter how often taps show it. It passed as often as it was seen to come in, or to leave, whichever is
 * more; it may be delivered as often to each place and XID. It is missing when it passed between the first and the last delivery,
 * but for TARGETS_EDGE_NS and the longest time that one took to be delivered, and was never delivered. */
#ifndef CUSTOS_AUDIT_TARGETS_H
#define CUSTOS_AUDIT_TARGETS_H

#include "audit/sighting.h"
#include "balance/book.h"
#include "register/network.h"
#include "register/warrant.h"

enum { TARGETS_MAX = 1024, TARGET_PACKETS = 65536, TARGET_STREAMS = 4 };

#define TARGETS_EDGE_NS INT64_C(1000000000)

/* A warrant's target address at one element. */
struct target_account {
    const struct warrant *warrant; /* borrowed */
    struct ip_prefix prefix;
    uint32_t element;
    bool assigned; /* the target is a name, whose address this was when it was seen assigned */
    bool reused;   /* ... and it was seen assigned to somebody else */
    bool handover; /* HI3, not X3; what passes before its first delivery is not remembered */
    struct {
        uint32_t intercept; /* its position */
        struct ip_addr dst;
        uint16_t dport;
    } streams[TARGET_STREAMS]; /* of deliveries */
    unsigned stream_count;
    bool crowded;                      /* more streams than are told apart */
    bool lossy;                        /* part of a delivery is missing in the capture, or not comparable */
    int64_t first_ns, last_ns;         /* delivered */
    int64_t delay_ns;                  /* the longest from a packet's passage to its first delivery */
    uint64_t passed, delivered, alone; /* distinct packets settled: passed; of these delivered; delivered, not seen to pass */
    struct sighting missing, repeated;
};

struct target_packet; /* a packet of a target's, under way to be settled */

struct targets {
    const struct network *network;
    const struct warrants *warrants; /* borrowed, may be NULL */
    bool by_name;                    /* some warrant for content names its target otherwise than by address */
    struct book *book;
    struct target_account *list; /* owned */
    size_t count;
    struct target_packet *packets; /* owned; a ring */
    struct index index;            /* of packets, by key; values are positions plus one */
    uint32_t next;
    bool full;       /* the ring was round once */
    uint64_t beyond; /* accounts beyond TARGETS_MAX */
};

bool targets_init(struct targets *t, const struct network *n, const struct warrants *w, struct book *b) MUST_USE;
void targets_done(struct targets *t);

/* That warrant's target has this address from now on (a prefix of 64 bits for IPv6). True when that was not known. */
bool targets_bind(struct targets *t, const struct warrant *w, const struct ip_addr *a);

/* An address was assigned: `names` says whether to a target of that warrant. What somebody else had at that address is not
 * compared any more. True when accounts were added. */
bool targets_assigned(struct targets *t, const struct ip_addr *a, bool (*names)(void *ctx, const struct warrant *w), void *ctx);

/* A unit passes. False when its conversation concerns no target. */
bool targets_passed(struct targets *t, const struct book_unit *u);

/* A packet, which the event's product carries, is delivered of the interception at that position, under that warrant. */
void targets_delivered(struct targets *t, const struct warrant *w, uint32_t intercept, const struct intercept_event *e);

/* The end: every packet is settled. */
void targets_close(struct targets *t);

#endif
