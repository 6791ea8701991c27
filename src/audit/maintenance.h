/* Management sessions at elements: who reached which element how and when. */
#ifndef CUSTOS_AUDIT_MAINTENANCE_H
#define CUSTOS_AUDIT_MAINTENANCE_H

#include "audit/sighting.h"
#include "proto/management.h"
#include "register/network.h"

enum { MAINTENANCE_SESSIONS = 1024, MAINTENANCE_USER = 33 };

struct maintenance_session {
    struct five_tuple stream;           /* from the client to the server; client's port 0 where there are no connections (UDP) */
    int element;                        /* of the two ends, the one that is managed, or that asks a TACACS+ server */
    bool serves;                        /* it is the server */
    enum management kind;               /* MANAGEMENT_NONE: declared maintenance whose protocol is not known */
    bool by_content;                    /* known by how it began, not by its port alone */
    bool opened;                        /* its first packet was seen: a SYN, or a request of UDP */
    bool enciphered;                    /* SSH, NETCONF in it, and SNMP where its messages are encrypted */
    char user[MAINTENANCE_USER];        /* SNMP version 3: the last user, printable, or "" */
    bool capture_file;                  /* the element sent a capture file */
    const struct declaration *declared; /* borrowed; NULL: the inventory does not know it */
    uint64_t spoken[2];                 /* packets with payload: [0] from the client, [1] from the server */
    struct sighting seen;
};

struct maintenance {
    const struct network *network;    /* borrowed */
    struct maintenance_session *list; /* owned */
    size_t count, room, latest;       /* latest: found last */
    uint64_t refused;                 /* packets of sessions beyond the table */
};

void maintenance_done(struct maintenance *m);

/* One packet of a conversation between an element's own address and somebody else. */
struct maintenance_packet {
    struct five_tuple tuple;
    struct bytes payload;
    bool syn; /* TCP: opens the conversation (no ACK) */
    int64_t time_ns;
    uint64_t bytes;
    struct frame_ref ref;
};

/* Take a packet that may belong to a management session. True when it does: then all others of its conversation should come
 * too. */
bool maintenance_take(struct maintenance *m, const struct maintenance_packet *p);

#endif
