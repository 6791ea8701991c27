/* Maintenance sessions: by who may and by a stranger, with something that the element begins to send afterwards and without. */
#ifndef CUSTOS_DRILL_REACH_H
#define CUSTOS_DRILL_REACH_H

#include <stdio.h>

#include "drill/upf.h"

enum reach_who { REACH_NOBODY, REACH_MAINTAINER, REACH_STRANGER };
enum reach_egress { EGRESS_NONE, EGRESS_AFTER, EGRESS_BEFORE, EGRESS_DECLARED /* after, to a declared place */ };

struct reach_plan {
    enum reach_who who; /* logs in half-way through the run */
    enum reach_egress egress;
};

enum { REACH_PORT = 4433 };

void reach_start(struct upf *u, const struct reach_plan *p);
/* Its lines of the inventory's conversations. */
void reach_declare(const struct reach_plan *p, FILE *out);
struct ip_addr reach_client(const struct reach_plan *p);
struct ip_addr reach_place(void); /* where the element sends to */

#endif
