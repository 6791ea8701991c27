/* X2/X3 delivery (ETSI TS 103 221-2) as it would be seen on the wire, written into a capture file for custos to judge. Nothing
 * here opens a socket: custos has no means to deliver an interception. */
#ifndef CUSTOS_DRILL_DELIVERY_H
#define CUSTOS_DRILL_DELIVERY_H

#include "drill/feed.h"
#include "drill/handover.h"

enum { XID_BYTES = 16, DELIVERY_X2_PORT = 42002, DELIVERY_X3_PORT = 42003 };

enum delivery_flaw {
    FLAW_NONE,
    FLAW_TWICE,          /* every packet is delivered twice */
    FLAW_GAPS,           /* one packet in three is left out */
    FLAW_LOST,           /* one PDU in forty never leaves, though it had its number */
    FLAW_HANDED_TWICE,   /* content is handed over twice */
    FLAW_HANDED_IN_PART, /* one packet in three is not */
    FLAW_GOES_ON,        /* content is handed over after the element has ended */
    FLAW_OTHERS,         /* another subscriber's packets are delivered too */
    FLAW_BETWEEN         /* or stand between the PDUs, in none */
};

struct delivery_options {
    struct subscriber *target;
    const uint8_t *xid;   /* XID_BYTES */
    struct feed *x2, *x3; /* NULL: not delivered */
    enum delivery_flaw flaw;
    int64_t from_ns, until_ns; /* since the start of the world; until 0: to its end */
};

struct delivery {
    enum delivery_flaw flaw;
    uint32_t seen; /* packets, to be delivered or not */
    struct upf *upf;
    struct subscriber *target, *other_target; /* FLAW_OTHERS, FLAW_BETWEEN: the other one */
    struct mirror mirror, other;
    struct feed *x2, *x3;      /* NULL: not delivered */
    struct handover *handover; /* content goes over HI3; NULL: no */
    bool mediated;             /* too, not instead of X3 */
    int64_t from_ns, until_ns;
    uint8_t xid[XID_BYTES];
    uint64_t correlation;
    uint32_t iri_sequence, cc_sequence;
    uint64_t iri, cc, handed; /* PDUs sent; handed over beside X3 */
    struct {
        int64_t first_ns, last_ns;
        uint32_t packets, bytes;
    } summary[2]; /* since the last report: [0] from the target, [1] to it */
};

/* Deliver the target's IPv4 packets by `x3` and summaries of them by `x2`. Several deliveries may share a feed. */
struct delivery *delivery_start(struct upf *u, const struct delivery_options *o);
/* Deliver content over HI3 from here on: on the connection that was to be X3, or on another one too. */
void delivery_hand_over(struct delivery *d, const char *liid, enum handover_hashes hashes);
void delivery_mediate(struct delivery *d, const char *liid, struct feed *hi3);
/* Keepalives on a delivery connection, each answered (TS 103 221-2 cl. 5.2.3, 5.2.4). */
void delivery_keepalive(struct feed *f);

#endif
