/* HI1 (ETSI TS 103 120) as it would be seen at the administration function, written into a capture file for custos to judge: an
 * authority orders interceptions, the carrier answers, in HTTP. Nothing here opens a socket: custos has no means to order an
 * interception. */
#ifndef CUSTOS_DRILL_HI1_H
#define CUSTOS_DRILL_HI1_H

#include <stdio.h>

#include "drill/upf.h"

enum { HI1_PORT = 8090 };

/* What is ordered, beside what the register holds. */
enum hi1_plan {
    HI1_NONE,
    HI1_MATCHING,     /* just that */
    HI1_OTHER_TARGET, /* for another subscriber, */
    HI1_LONGER,       /* for a month more, */
    HI1_UNHELD        /* and one more that it does not hold */
};

/* The warrant behind an order. */
struct hi1_order {
    const char *warrant, *liid;
    struct ip_addr target, other;
    const char *from, *until, *longer; /* RFC 3339 */
    bool content;
    struct ip_addr deliver_to[2];
    uint16_t ports[2];
};

/* Order, and answer, near the start. `order` must live as long as the world. */
void hi1_start(struct upf *u, enum hi1_plan p, const struct hi1_order *order);
/* Its elements and its lines of the inventory's conversations; nothing without a plan. */
void hi1_declare_elements(enum hi1_plan p, FILE *out);
void hi1_declare(enum hi1_plan p, FILE *out);
/* What coverage must say of it, in part; NULL: nothing. */
const char *hi1_remark(enum hi1_plan p);

#endif
