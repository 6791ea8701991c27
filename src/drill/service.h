/* What an element may send of its own besides signalling, declared and innocent: the twins of hidden copies. */
#ifndef CUSTOS_DRILL_SERVICE_H
#define CUSTOS_DRILL_SERVICE_H

#include <stdio.h>

#include "drill/upf.h"

enum service_id {
    SERVICE_NONE,
    SERVICE_BACKUP,        /* stored data in bursts over TCP, to a declared host */
    SERVICE_STEADY_BACKUP, /* the same at a constant rate */
    SERVICE_FLOW_EXPORT,   /* IPFIX about all subscribers' flows, to a declared collector */
    SERVICE_ADMIN,         /* a maintainer types in a secure shell all the time */
    SERVICE_COVER,         /* a padded tunnel of constant rate, to a declared maintainer */
    SERVICE_COVER_ABROAD,  /* the same to a place that nothing declares */
    SERVICE_ERRORS         /* ICMP errors that quote subscribers' packets: its own and others' in transit */
};

void service_start(struct upf *u, enum service_id id);
/* Its lines of the inventory's conversations. */
void service_declare(enum service_id id, FILE *out);
struct ip_addr service_abroad(void); /* where SERVICE_COVER_ABROAD goes, to the same port */
enum { COVER_PORT = 51820 };

/* errors.c, flow_export.c */
void errors_start(struct upf *u);
void flow_export_start(struct upf *u);
enum { BACKUP_HOST = 40, FLOW_COLLECTOR = 41, IPFIX_PORT = 4739, BACKUP_PORT = 873 };

#endif
