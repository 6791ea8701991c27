/* What subscribers do: downloads and uploads over TCP, and exchanges of datagrams. Each activity repeats until the world closes
 * and allocates nothing while it runs. */
#ifndef CUSTOS_DRILL_TRAFFIC_H
#define CUSTOS_DRILL_TRAFFIC_H

#include "drill/upf.h"

enum { RTP_PORT = 16384, DNS_PORT = 53, RESOLVER = 43 /* the carrier's, as a traffic_server */ };

enum activity_kind {
    ACTIVITY_WEB,    /* plain HTTP, another object each time */
    ACTIVITY_SHARED, /* plain HTTP, one of a few objects that everybody fetches */
    ACTIVITY_TLS,    /* the same in TLS application-data records */
    ACTIVITY_POST,   /* HTTP PUT of one of those objects */
    ACTIVITY_UPLOAD, /* HTTP PUT */
    ACTIVITY_DNS,
    ACTIVITY_RTP,       /* RTP to an echo server: each payload comes back to its sender */
    ACTIVITY_CALL,      /* RTP between two subscribers behind the same element */
    ACTIVITY_MEDIA,     /* large datagrams down, small ones up */
    ACTIVITY_LIVE,      /* the same, and everybody gets the same at the same time */
    ACTIVITY_SILENCE,   /* RTP that says nothing: only its header changes */
    ACTIVITY_KEEPALIVE, /* the same few octets up and down, for ever */
    ACTIVITY_KIND_COUNT
};

/* One line of a traffic profile: who does it and how. */
struct activity {
    enum activity_kind kind;
    uint32_t every, first;         /* subscribers first, first + every, ... */
    uint32_t bytes_min, bytes_max; /* of an object; of a datagram (RTP: of all of a stream, with its header) */
    int64_t gap_ns;                /* between segments or datagrams */
    int64_t rest_ns;               /* between sessions, on average; 0: no pause */
    uint32_t per_ack;              /* segments (datagrams) the other side answers together */
    uint32_t loss_ppm;             /* segments sent again: lost beyond the taps */
};

struct profile {
    const struct activity *list;
    size_t count;
};

/* Start every activity of the profile; the first sessions begin between `after_ns` and
 * `spread_ns` later, endless streams at once. */
void traffic_start(struct upf *u, const struct profile *p, int64_t after_ns, int64_t spread_ns);

/* Shared by transfers.c and datagrams.c. */
void transfer_start(struct upf *u, struct subscriber *s, const struct activity *a, int64_t delay_ns);
void datagrams_start(struct upf *u, struct subscriber *s, const struct activity *a, int64_t delay_ns);
struct ip_addr traffic_server(bool v6, uint32_t index); /* a host in the packet network */

#endif
