#include "drill/copy.h"

#include "wire/writer.h"

enum { COLLECTOR = 99, COPY_DELAY_US = 60, VXLAN_VNI = 4242, ERSPAN_SESSION = 100 };
enum { ERSPAN_GRE_TYPE = 0x88be };

struct carrier {
    const char *name;
    enum upf_tap tap;
    uint8_t protocol;
    uint16_t port;
    void (*wrap)(struct copy *c, bool uplink, struct packet *ip); /* from inner to outer IP packet; NULL: through the feed */
};

static void outer_ip(struct copy *c, struct packet *p, uint8_t protocol)
{
    packet_ip(p, &c->src, &c->dst, protocol, 64, upf_next_id(c->upf));
}

static void outer_udp(struct copy *c, struct packet *p)
{
    struct five_tuple t = {c->src, c->dst, c->carrier->port == GTPU_PORT ? GTPU_PORT : 49152, c->carrier->port, IP_UDP};
    packet_udp(p, &t);
    outer_ip(c, p, IP_UDP);
}

/* The frame as n6 shows it, which a mirror of that port would copy. */
static void n6_frame(bool uplink, struct packet *p)
{
    struct mac_addr own = upf_mac(TAP_N6), router = upf_router().mac;
    if (uplink) packet_hop(p);
    packet_ethernet(p, uplink ? &own : &router, uplink ? &router : &own, 0);
}

static void wrap_gre(struct copy *c, bool uplink, struct packet *p)
{
    (void)uplink;
    bool v6 = packet_data(p)[0] >> 4 == 6;
    store_be32(packet_prepend(p, 4), v6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4); /* RFC 2784, no options */
    outer_ip(c, p, IP_GRE);
}

static void wrap_vxlan(struct copy *c, bool uplink, struct packet *p)
{
    n6_frame(uplink, p);
    uint8_t *h = packet_prepend(p, 8); /* RFC 7348 cl. 5 */
    store_be32(h, 0x08000000);
    store_be32(h + 4, VXLAN_VNI << 8);
    outer_udp(c, p);
}

static void wrap_erspan(struct copy *c, bool uplink, struct packet *p)
{
    n6_frame(uplink, p);
    uint8_t *h = packet_prepend(p, 16); /* draft-foschiano-erspan, type II over GRE with sequence numbers */
    store_be32(h, 0x10000000 | ERSPAN_GRE_TYPE);
    store_be32(h + 4, c->sequence++);
    store_be32(h + 8, 0x10000000 | ERSPAN_SESSION);
    store_be32(h + 12, uplink ? 1 : 2);
    outer_ip(c, p, IP_GRE);
}

static void wrap_gtpu(struct copy *c, bool uplink, struct packet *p)
{
    packet_gtpu(p, 0x1a2b3c4d, uplink);
    outer_udp(c, p);
}

static void wrap_udp(struct copy *c, bool uplink, struct packet *p)
{
    uint16_t len = p->len;
    uint8_t *h = packet_prepend(p, 13);
    memcpy(h, "Q7\x02", 3);
    store_be32(h + 3, c->sequence++);
    store_be32(h + 7, (uint32_t)(c->upf->world->now_ns / MILLISECOND));
    h[11] = uplink ? 0xa5 : 0x5a;
    h[12] = (uint8_t)len;
    outer_udp(c, p);
}

static void wrap_nothing(struct copy *c, bool uplink, struct packet *p)
{
    (void)c;
    (void)uplink;
    packet_hop(p);
}

static const struct carrier carriers[CARRIER_COUNT] = {
    [CARRIER_NONE] = {.name = "none"},
    [CARRIER_GRE] = {"gre", TAP_OAM, IP_GRE, 0, wrap_gre},
    [CARRIER_VXLAN] = {"vxlan", TAP_OAM, IP_UDP, 4789, wrap_vxlan},
    [CARRIER_ERSPAN] = {"erspan2", TAP_OAM, IP_GRE, 0, wrap_erspan},
    [CARRIER_GTPU] = {"gtpu", TAP_N6, IP_UDP, GTPU_PORT, wrap_gtpu},
    [CARRIER_UDP] = {"private-udp", TAP_OAM, IP_UDP, 7777, wrap_udp},
    [CARRIER_TCP_RELAY] = {"tcp-relay", TAP_OAM, IP_TCP, 9999, NULL},
    [CARRIER_TEE] = {"tee", TAP_OAM, 0, 0, wrap_nothing},
};

const char *carrier_name(enum carrier_id id)
{
    return carriers[id].name;
}

enum upf_tap carrier_tap(enum carrier_id id)
{
    return carriers[id].tap;
}

uint8_t carrier_protocol(enum carrier_id id)
{
    return carriers[id].protocol;
}

uint16_t carrier_port(enum carrier_id id)
{
    return carriers[id].port;
}

struct ip_addr carrier_dst(enum carrier_id id)
{
    if (id == CARRIER_TEE || id == CARRIER_NONE) return (struct ip_addr){.family = 0};
    return carriers[id].tap == TAP_N6 ? addr_v4(203, 0, 113, 7) : upf_oam_host(COLLECTOR).addr;
}

static void relay(struct copy *c, const struct packet *ip)
{
    uint8_t text[4 + PACKET_ROOM];
    struct bytes content = packet_bytes(ip);
    store_be32(text, (uint32_t)content.len);
    memcpy(text + 4, content.data, content.len);
    feed_write(c->feed, bytes_of(text, 4 + content.len));
}

static void copy_packet(void *ctx, bool uplink, const struct packet *ip)
{
    struct copy *c = ctx;
    if (c->feed) {
        relay(c, ip);
        return;
    }
    struct packet p = *ip;
    c->carrier->wrap(c, uplink, &p);
    upf_own(c->upf, c->carrier->tap, true, &c->next_hop, COPY_DELAY_US * MICROSECOND, &p);
    c->last_ns = c->upf->world->now_ns + COPY_DELAY_US * MICROSECOND;
    if (c->packets++ == 0) c->first_ns = c->last_ns;
    c->bytes += p.len;
}

struct copy *copy_start(struct upf *u, struct subscriber *subject, enum carrier_id id)
{
    struct copy *c = arena_alloc(u->world->arena, sizeof *c);
    c->upf = u;
    c->carrier = &carriers[id];
    c->src = upf_addr(c->carrier->tap);
    c->dst = carrier_dst(id);
    c->next_hop = c->carrier->tap == TAP_N6 ? upf_router() : upf_oam_host(COLLECTOR);
    c->first_ns = c->last_ns = CLOCK_NONE;
    c->mirror = (struct mirror){copy_packet, c, subject->mirrors};
    subject->mirrors = &c->mirror;
    if (!c->carrier->wrap) {
        struct feed_options o = {c->carrier->tap, c->next_hop, c->dst, c->carrier->port, true};
        c->feed = feed_new(u, &o);
    }
    if (c->carrier->tap == TAP_OAM) upf_arp(u, TAP_OAM, &c->next_hop);
    return c;
}

uint64_t copy_packets(const struct copy *c)
{
    return c->feed ? c->feed->segments : c->packets;
}

uint64_t copy_bytes(const struct copy *c)
{
    return c->feed ? c->feed->bytes : c->bytes;
}
