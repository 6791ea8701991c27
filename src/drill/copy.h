/* Plants a covert copy of subscribers' packets: which of them, in what form, in a carrier of choice, to a place of choice. Frames
 * in a file only. */
#ifndef CUSTOS_DRILL_COPY_H
#define CUSTOS_DRILL_COPY_H

#include "drill/carrier.h"

/* Where a copy goes. */
enum copy_place {
    PLACE_COLLECTOR, /* a host on the management side that nothing declares (or that is declared as a probe) */
    PLACE_INTERNET,  /* a host beyond n6, by the subscribers' own route */
    PLACE_NEIGHBOUR, /* another next hop on n6 */
    PLACE_GNB,       /* another gNB, with which GTP-U is declared */
    PLACE_OWN_GNB,   /* the subscriber's own gNB */
    PLACE_ADMIN,     /* a declared maintainer's host that has logged in to the element */
    PLACE_SUPPORT    /* a declared maintainer's host that the element calls */
};

enum copy_part { COPY_ALL, COPY_UPLINK, COPY_DOWNLINK, COPY_RTP /* one flow */ };

enum { COPY_SUBJECT = 5, COPY_SUBJECTS = 2, COPY_NEXT_SUBJECT = 7 };

struct copy_plan {
    enum carrier_id carrier; /* CARRIER_NONE: nothing is copied */
    enum copy_place place;
    enum copy_part part;
    uint32_t subject;            /* index, after COPY_SUBJECT */
    bool two;                    /* the subject and the subscriber COPY_NEXT_SUBJECT further */
    bool v6;                     /* the outer packets are IPv6 (on the management side) */
    bool spoofed;                /* they bear another subscriber's address */
    bool translated;             /* content as n6 shows it, after NAT */
    uint32_t one_in;             /* one packet in so many, by chance; 0: every one */
    uint32_t at_most;            /* so many packets and then no more; 0: all */
    uint32_t pack;               /* so many packets share a message; 0: each has its own */
    uint16_t cut;                /* what is carried is cut short to so many bytes; 0: never */
    uint16_t tail;               /* of what is carried so many last bytes; 0: all */
    uint16_t mtu;                /* larger outer packets are fragmented; 0: never */
    int64_t delay_ns, jitter_ns; /* sent so much later, and by chance up to so much later still */
    int64_t batch_ns;            /* sent all together now and then */
    uint32_t compressed;         /* batches shrink to one part in so many; 0: they do not */
};

/* The two ends of a copy. */
struct copy_site {
    enum upf_tap tap;
    struct host next_hop;
    struct ip_addr src, dst; /* dst: family 0 when subscribers' addresses are kept */
    uint16_t port;           /* at dst; 0: none, or one of its choice */
    bool serves;             /* dst has opened the connection */
};

struct copy;

/* What is known before it is played. A spoofed source is the first subject's neighbour. */
struct copy_site copy_site(const struct copy_plan *p, const struct upf_options *o, uint64_t seed);

/* `plan` is borrowed as long as the world lives. */
struct copy *copy_start(struct upf *u, const struct copy_plan *plan);

struct copy_count {
    uint64_t carried;        /* packets of subscribers, or parts of them */
    uint64_t packets, bytes; /* frames that left with them, and their length */
    int64_t first_ns, last_ns;
};
struct copy_count copy_count(const struct copy *c);
const struct subscriber *copy_subject(const struct copy *c, size_t index); /* NULL: no more */

#endif
