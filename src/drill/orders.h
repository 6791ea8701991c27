/* Interceptions ordered by the vendors' own ways, as messages on the management side: by who may, and by strangers. */
#ifndef CUSTOS_DRILL_ORDERS_H
#define CUSTOS_DRILL_ORDERS_H

#include <stdio.h>

#include "drill/upf.h"

enum order_way { ORDER_NONE, ORDER_PFCP, ORDER_SNMP, ORDER_RADIUS, ORDER_DTCP, ORDER_GTPV2 };

struct order_plan {
    enum order_way way;
    bool elsewhere; /* the product is to go to the stranger; and but for PFCP, which the SMF speaks, he gives the order */
};

/* Half-way through the run; the element answers. */
void orders_start(struct upf *u, const struct order_plan *p);
/* Its lines of the inventory's conversations. */
void orders_declare(const struct order_plan *p, FILE *out);
struct ip_addr orders_stranger(void);
struct ip_addr orders_sender(const struct order_plan *p);

#endif
