/* Plants a covert copy of one subscriber's packets, both directions, in a carrier of choice. Frames in a file only. */
#ifndef CUSTOS_DRILL_COPY_H
#define CUSTOS_DRILL_COPY_H

#include "drill/feed.h"

enum carrier_id {
    CARRIER_NONE,
    CARRIER_GRE,
    CARRIER_VXLAN,
    CARRIER_ERSPAN,
    CARRIER_GTPU,      /* a second GTP tunnel, to a peer beyond n6 */
    CARRIER_UDP,       /* behind a private 13-byte header */
    CARRIER_TCP_RELAY, /* length-prefixed in a stream with other segment borders */
    CARRIER_TEE,       /* unaltered, to another next hop */
    CARRIER_COUNT
};

struct carrier; /* how it frames: copy.c */

struct copy {
    struct upf *upf;
    const struct carrier *carrier;
    struct mirror mirror;
    struct feed *feed; /* TCP relay only */
    struct host next_hop;
    struct ip_addr src, dst;
    uint32_t sequence;
    uint64_t packets, bytes; /* that left, outermost length */
    int64_t first_ns, last_ns;
};

struct copy *copy_start(struct upf *u, struct subscriber *subject, enum carrier_id id);
uint64_t copy_packets(const struct copy *c); /* frames that left with copied content */
uint64_t copy_bytes(const struct copy *c);

const char *carrier_name(enum carrier_id id);
enum upf_tap carrier_tap(enum carrier_id id);
struct ip_addr carrier_dst(enum carrier_id id); /* family 0: the copy keeps the subscriber's addresses */
uint8_t carrier_protocol(enum carrier_id id);
uint16_t carrier_port(enum carrier_id id); /* 0: none */

#endif
