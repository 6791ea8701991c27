/* What covert copies travel in: an encapsulation, a private header, a stream, a cipher. Bytes only; copy.c sends them into the
 * capture. */
#ifndef CUSTOS_DRILL_CARRIER_H
#define CUSTOS_DRILL_CARRIER_H

#include "drill/feed.h"

enum carrier_id {
    CARRIER_NONE,
    CARRIER_GRE,
    CARRIER_IPIP,
    CARRIER_VXLAN,
    CARRIER_GENEVE,
    CARRIER_ERSPAN,
    CARRIER_L2TPV3,
    CARRIER_TZSP,
    CARRIER_GTPU,      /* a second GTP tunnel */
    CARRIER_UDP,       /* behind a private 13-byte header */
    CARRIER_UDP_37,    /* behind a private 37-byte header */
    CARRIER_PAYLOAD,   /* only what TCP or UDP carried, as the payload of another UDP datagram */
    CARRIER_RELAY,     /* length-prefixed in a TCP stream with other segment borders */
    CARRIER_TEE,       /* unaltered, to another next hop */
    CARRIER_PROTOCOL,  /* behind a private header in an IP protocol that nobody uses */
    CARRIER_MPLS,      /* behind a label, without an outer IP packet */
    CARRIER_ETHERTYPE, /* behind a private header, in frames of a type that nobody uses */
    CARRIER_XOR,       /* from here on nothing of the content is left */
    CARRIER_TLS,
    CARRIER_SSH,
    CARRIER_WIREGUARD,
    CARRIER_OPENVPN,
    CARRIER_COUNT
};

struct carrier_state {
    struct rng rng;
    int64_t now_ns;
    uint32_t sequence;
    uint8_t key[16];
};

struct carrier {
    const char *name;
    uint8_t protocol; /* of the outer IP packet; 0: there is none */
    uint16_t port;    /* 0: none */
    bool frames;      /* carries Ethernet frames as n6 shows them, else IP packets */
    bool sealed;      /* no content can be recognised */
    /* From content to the payload of the outer packet or to the next bytes of the stream. Empty afterwards: nothing is sent. */
    void (*wrap)(struct carrier_state *c, bool uplink, struct packet *p);
    void (*greet)(void *feed); /* of streams: what both say first */
    /* Of tunnels over UDP: what we (`theirs`: what they) say first, into an empty packet; NULL: nothing. */
    void (*hello)(struct carrier_state *c, bool theirs, struct packet *p);
    uint16_t ethertype; /* of frames that hold no outer IP packet; 0: they do, or are the content itself */
};

const struct carrier *carrier_of(enum carrier_id id);
void carrier_init(struct carrier_state *c, uint64_t seed);
/* Random octets in place of the packet's content. */
void carrier_seal(struct carrier_state *c, struct packet *p, size_t len);

#endif
