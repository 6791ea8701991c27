/* X1 (ETSI TS 103 221-1) as it would be seen on the management side, written into a capture file for custos to judge: an
 * administration function and the element, one HTTP/1.1 connection, requests and answers by a plan. Nothing here opens a socket:
 * custos has no means to provision an interception. Inside TLS the key log tells what is said. */
#ifndef CUSTOS_DRILL_X1_H
#define CUSTOS_DRILL_X1_H

#include <stdio.h>

#include "drill/feed.h"

enum { X1_PORT = 8080, X1_TLS_PORT = 8443, OAM_STRANGER = 88, X1_TASKS = 4 };

enum x1_act { X1_PING, X1_CREATE, X1_ACTIVATE, X1_DEACTIVATE, X1_LIST };

/* One request, answered at once. */
struct x1_step {
    uint32_t at_ms; /* from the start */
    enum x1_act act;
    uint8_t task;   /* ACTIVATE, DEACTIVATE: which */
    uint8_t listed; /* LIST: one bit for each task that the element owns up to */
};

/* What stands in a task instead of the target alone. */
enum x1_target_plan {
    X1_TARGET,
    X1_TARGET_PREFIX, /* the same as a prefix of its own: nothing is wrong */
    X1_TARGET_WIDER,  /* a prefix around it */
    X1_TARGET_OTHER,  /* another subscriber */
    X1_TARGET_MORE    /* another subscriber too */
};

struct x1_plan {
    const struct x1_step *steps;
    size_t count;
    enum x1_target_plan target;
    bool stranger; /* it is not the administration that asks */
    bool tls;
};

/* What a request can be about; tasks deliver to the two destinations that CREATE makes. */
struct x1_task {
    const char *xid, *liid; /* liid "": none */
    struct ip_addr target, other;
};

/* Play the plan. `tasks` must live as long as the world. */
void x1_start(struct upf *u, const struct x1_plan *p, const struct x1_task *tasks);
/* Its elements and its lines of the inventory's conversations; nothing without a plan. */
void x1_declare_elements(const struct x1_plan *p, FILE *out);
void x1_declare(const struct x1_plan *p, FILE *out);
/* The secrets of its session; nothing where it speaks in clear. */
void x1_write_secrets(const struct x1_plan *p, uint64_t seed, FILE *out);
struct ip_addr x1_asker(const struct x1_plan *p);

#endif
