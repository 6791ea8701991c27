/* What looked like a copy, or did not balance at first sight, and was ruled out by a rule of the book: counted by reason, so that
 * a report can say what was not held against anybody, and why. A packet may count under several reasons. */
#ifndef CUSTOS_BALANCE_RULED_H
#define CUSTOS_BALANCE_RULED_H

#include <stdint.h>

enum ruled {
    RULED_SENT_AGAIN,    /* a TCP segment came in again with its conversation */
    RULED_ALIKE,         /* the same payload came in again with a conversation that is not TCP */
    RULED_SHARED,        /* content that another conversation had brought in as well */
    RULED_TWO_TAPS,      /* one passage seen at two taps of a side */
    RULED_SEEN_TWICE,    /* left more often than it came in, all by its one way at one tap */
    RULED_NAT_ADDRESS,   /* its route shows a translated address (and port) */
    RULED_NAT_PORT,      /* ... a translated port only */
    RULED_REDIRECTED,    /* ... another far end, or the element's own address */
    RULED_HANDOVER,      /* left by another GTP-U peer or TEID than most of its conversation, each payload once */
    RULED_OTHER_WAY,     /* left by another next hop or tunnel than most of its conversation, each payload once */
    RULED_UNSEEN_ENTRY,  /* on the route of a conversation that came in, without an entry of its own */
    RULED_LATE_ENTRY,    /* seen to leave before it was seen to come in */
    RULED_OTHER_BORDERS, /* its conversation's own content with other segment borders */
    RULED_OVERTAKEN,     /* left in another order than it came in */
    RULED_ICMP_QUOTE,    /* an ICMP error that quotes a packet back to its sender */
    RULED_OWN_BUSINESS,  /* content that ends at the element itself */
    RULED_COUNT
};

struct ruled_tally {
    uint64_t packets, bytes; /* outermost frames, on-wire */
    uint64_t conversations;  /* innermost, each direction counts */
};

#endif
