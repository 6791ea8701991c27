/* The element under test: a UPF between gNBs (n3, GTP-U) and the packet network (n6), with a management side (oam). It forwards
 * what subscribers send and receive; taps on all three sides see the frames. */
#ifndef CUSTOS_DRILL_UPF_H
#define CUSTOS_DRILL_UPF_H

#include "drill/world.h"

/* From TAP_COUNT on only where options ask for them. The last are at other elements: what is sent there is sent by those. */
enum upf_tap { TAP_N3, TAP_N6, TAP_OAM, TAP_COUNT, TAP_N6_AGAIN = TAP_COUNT, TAP_ADMF, TAP_MDF, TAP_END };
enum { OAM_NTP = 10, OAM_SMF = 20, OAM_MDF2 = 30, OAM_MDF3 = 31, OAM_ADMF = 32, OAM_ROUTER = 254 }; /* see upf_oam_host */
enum { GTPU_PORT = 2152, SSH_PORT = 22, SUBSCRIBERS_PER_NAT_BLOCK = 60, NAT_BLOCK = 1000, NAT_FIRST_PORT = 4096, IMSI_TEXT = 16 };

/* Learns of every packet of one subscriber as it passes: `uplink` says which way. The packet is borrowed and must not be altered.
 */
struct mirror {
    void (*packet)(void *ctx, bool uplink, const struct packet *ip);
    void *ctx;
    struct mirror *next;
};

struct subscriber {
    uint32_t index;
    struct ip_addr v4, v6; /* v6: family 0 when it has none */
    uint32_t teid_up, teid_down;
    uint32_t gnb; /* index */
    uint16_t next_port;
    struct mirror *mirrors;
};

enum nat { NAT_NONE, NAT_ADDRESS /* deterministic port blocks, RFC 7422 */, NAT_PORT /* subscribers keep their addresses */ };
enum span {
    SPAN_ONCE,
    SPAN_TWICE, /* some frames are seen twice */
    SPAN_AGED,  /* with another TTL */
    SPAN_HOPS   /* before and behind the next router: with another TTL and other MAC addresses */
};

struct upf_options {
    uint32_t subscribers, gnbs;
    uint32_t ipv6_share;  /* one subscriber in this many has IPv6 too; 0: none */
    enum nat nat;         /* source NAT of IPv4 on n6 */
    bool reorders;        /* packets overtake each other inside the element */
    enum span span;       /* what the n6 tap shows when it is a SPAN port */
    bool n6_taps;         /* there are two of them, on the same side */
    bool admf_tap;        /* the administration function is tapped too */
    bool mdf_tap;         /* so is the mediation function of content */
    bool names;           /* the SMF says whose sessions are */
    bool forwards_names;  /* the element is its subscribers' resolver and asks another one */
    bool directions;      /* frames carry their direction, as a tap with two fibres knows it */
    uint32_t n3_loss_ppm; /* frames that the n3 tap did not catch */
    uint32_t n6_loss_ppm;
    uint32_t oam_loss_ppm;
    uint32_t n3_ahead_us; /* by so much is the clock of the n3 tap ahead of the others */
    uint16_t n3_mtu;      /* outer IPv4 packets beyond it are fragmented; 0: never */
    uint16_t inner_mtu;   /* subscribers' IPv4 packets beyond it are fragments on n3, and whole on n6; 0: never */
    uint16_t clamp_mss;   /* TCP's maximum segment size is rewritten; 0: never */
    uint16_t n6_vlan;     /* 802.1Q tag on n6; 0: none */
};

struct upf {
    struct world *world;
    struct upf_options options;
    struct subscriber *subscribers;
    struct rng rng;
    int64_t last_out_ns[2]; /* when the last forwarded packet left, by direction: forwarding keeps the order */
    uint16_t ip_id;         /* of packets that the network itself originates */
};

/* Who stands on a link of the element. Frames between the element and it carry these addresses. */
struct host {
    struct ip_addr addr;
    struct mac_addr mac;
};

void upf_init(struct upf *u, struct world *w, const struct upf_options *o);

/* Hand an IP packet (consumed: headers are put before it) to the network; a copy of it comes out at the other side. */
void upf_uplink(struct upf *u, struct subscriber *s, struct packet *ip);
void upf_downlink(struct upf *u, struct subscriber *s, struct packet *ip);
/* Only the n3 leg: what the element itself says to a subscriber or hears from it. */
void upf_local(struct upf *u, struct subscriber *s, bool uplink, int64_t delay_ns, struct packet *ip);
void upf_between(struct upf *u, struct subscriber *from, struct subscriber *to, struct packet *ip); /* both behind n3 */

/* A frame of the element's own: an IP packet between it and the host on tap `tap`. */
void upf_own(struct upf *u, enum upf_tap tap, bool outbound, const struct host *peer, int64_t delay_ns, struct packet *ip);
/* One that leaves without being an IP packet. */
void upf_own_typed(struct upf *u, enum upf_tap tap, const struct host *peer, int64_t delay_ns, uint16_t ethertype,
                   struct packet *p);
/* The face that n6 shows of a subscriber's packet (NAT). */
void upf_outside(const struct upf *u, const struct subscriber *s, bool uplink, struct packet *ip);
void upf_arp(struct upf *u, enum upf_tap tap, const struct host *peer); /* the peer asks, the element answers, and the reverse */

/* Another seed gives every subscriber another address of the pool; seed 1 begins with the first. */
struct ip_addr upf_subscriber(const struct upf_options *o, uint64_t seed, uint32_t index);
void upf_imsi(uint32_t index, char ret[static IMSI_TEXT]); /* a subscriber's, of the test network 001 01 */
void upf_watch(struct subscriber *s, struct mirror *m);    /* `m` must live as long as the subscriber */
struct ip_addr upf_addr(enum upf_tap tap);
struct mac_addr upf_mac(enum upf_tap tap);
struct host upf_gnb(uint32_t index);
struct host upf_router(void);           /* the next hop on n6 */
struct host upf_neighbour(void);        /* another host on n6 */
struct host upf_oam_host(uint8_t last); /* 10.66.0.<last> on the management side */
const char *upf_tap_name(enum upf_tap tap);
bool upf_has_tap(const struct upf_options *o, enum upf_tap tap);
struct ip_addr addr_v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d);
uint16_t upf_client_port(struct subscriber *s); /* a fresh source port */
uint16_t upf_next_id(struct upf *u);

#endif
