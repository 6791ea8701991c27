#include "drill/upf.h"

#include <stdio.h>

#include "wire/writer.h"

/* Time from one side of the element to the other. */
enum { FORWARD_UP_NS = 24000, FORWARD_DOWN_NS = 27000, FORWARD_JITTER_NS = 4000, REORDER_JITTER_NS = 9000000 };
enum { SPAN_NS = 2000, OTHER_TAP_NS = 700 }; /* until a frame is seen again */

struct ip_addr addr_v4(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
    return ip_from_v4((const uint8_t[]){a, b, c, d});
}

struct ip_addr upf_addr(enum upf_tap tap)
{
    switch (tap) {
    case TAP_N3: return addr_v4(10, 23, 0, 1);
    case TAP_N6: return addr_v4(198, 51, 100, 1);
    case TAP_ADMF: return upf_oam_host(OAM_ADMF).addr;
    case TAP_MDF: return upf_oam_host(OAM_MDF3).addr;
    case TAP_OAM:
    default: return addr_v4(10, 66, 0, 1);
    }
}

static struct mac_addr lab_mac(uint8_t side, uint8_t host)
{
    return (struct mac_addr){{0x02, 0, 0, 0, side, host}};
}

struct mac_addr upf_mac(enum upf_tap tap)
{
    static const uint8_t sides[TAP_COUNT] = {0x03, 0x06, 0x0a};
    if (tap == TAP_ADMF || tap == TAP_MDF) return upf_oam_host(tap == TAP_ADMF ? OAM_ADMF : OAM_MDF3).mac;
    return lab_mac(sides[tap], 1);
}

const char *upf_tap_name(enum upf_tap tap)
{
    static const char *const names[TAP_END] = {"n3", "n6", "oam", "n6-again", "admf", "mdf"};
    return names[tap];
}

bool upf_has_tap(const struct upf_options *o, enum upf_tap tap)
{
    switch (tap) {
    case TAP_N6_AGAIN: return o->n6_taps;
    case TAP_ADMF: return o->admf_tap;
    case TAP_MDF: return o->mdf_tap;
    default: return tap < TAP_COUNT;
    }
}

/* Its interface: taps are numbered as far as they are there. */
static uint32_t interface_of(const struct upf_options *o, enum upf_tap tap)
{
    uint32_t number = 0;
    for (unsigned i = 0; i < (unsigned)tap; i++) number += upf_has_tap(o, (enum upf_tap)i);
    return number;
}

void upf_imsi(uint32_t index, char ret[static IMSI_TEXT])
{
    int len = snprintf(ret, IMSI_TEXT, "00101%010u", index + 1);
    ENSURE(len == IMSI_TEXT - 1);
}

struct host upf_gnb(uint32_t index)
{
    ENSURE(index < 200);
    return (struct host){addr_v4(10, 23, 0, (uint8_t)(11 + index)), lab_mac(0x03, (uint8_t)(11 + index))};
}

struct host upf_router(void)
{
    return (struct host){addr_v4(198, 51, 100, 2), lab_mac(0x06, 2)};
}

struct host upf_neighbour(void)
{
    return (struct host){addr_v4(198, 51, 100, 3), lab_mac(0x06, 3)};
}

struct host upf_oam_host(uint8_t last)
{
    return (struct host){addr_v4(10, 66, 0, last), lab_mac(0x0a, last)};
}

uint16_t upf_client_port(struct subscriber *s)
{
    s->next_port = (uint16_t)(s->next_port + 1);
    if (s->next_port >= 60000) s->next_port = 40000;
    return s->next_port;
}

uint16_t upf_next_id(struct upf *u)
{
    return ++u->ip_id;
}

struct ip_addr upf_subscriber(const struct upf_options *o, uint64_t seed, uint32_t index)
{
    uint32_t host = 2 + (uint32_t)((index + seed % o->subscribers + o->subscribers - 1) % o->subscribers);
    return addr_v4(10, 45, (uint8_t)(host >> 8), (uint8_t)host);
}

void upf_watch(struct subscriber *s, struct mirror *m)
{
    m->next = s->mirrors;
    s->mirrors = m;
}

void upf_init(struct upf *u, struct world *w, const struct upf_options *o)
{
    *u = (struct upf){.world = w, .options = *o};
    rng_seed(&u->rng, world_seed(w));
    u->subscribers = arena_alloc(w->arena, o->subscribers * sizeof *u->subscribers);
    for (uint32_t i = 0; i < o->subscribers; i++) {
        struct subscriber *s = &u->subscribers[i];
        s->index = i;
        s->v4 = upf_subscriber(o, w->seed, i);
        if (o->ipv6_share && i % o->ipv6_share == 0) {
            uint8_t v6[16] = {0x20, 0x01, 0x0d, 0xb8, 0x00, 0x45, s->v4.bytes[2], s->v4.bytes[3]};
            content_fill(random_mix(w->seed, i + 2), 0, v6 + 8, 8); /* interface identifier (RFC 8981) */
            s->v6 = ip_from_v6(v6);
        }
        s->teid_up = (uint32_t)rng_next(&u->rng) | 1;
        s->teid_down = (uint32_t)rng_next(&u->rng) | 1;
        s->gnb = i % o->gnbs;
        s->next_port = (uint16_t)rng_range(&u->rng, 40000, 59999);
    }
    for (int tap = 0; tap < TAP_END; tap++)
        if (upf_has_tap(o, (enum upf_tap)tap))
            w->sink->interface(w->sink->ctx, upf_tap_name((enum upf_tap)tap), 1 /* Ethernet */);
}

static void emit(struct upf *u, enum upf_tap tap, bool outbound, int64_t delay_ns, const struct packet *frame)
{
    if (tap == TAP_N3) delay_ns += u->options.n3_ahead_us * MICROSECOND;
    enum frame_direction d = !u->options.directions ? FRAME_UNKNOWN : outbound ? FRAME_OUTBOUND : FRAME_INBOUND;
    world_emit(u->world, interface_of(&u->options, tap), delay_ns, d, packet_bytes(frame));
    if (tap == TAP_N6 && u->options.n6_taps) world_emit(u->world, TAP_N6_AGAIN, delay_ns + OTHER_TAP_NS, d, packet_bytes(frame));
}

static bool lost(struct upf *u, uint32_t ppm)
{
    return ppm && rng_below(&u->rng, 1000000) < ppm;
}

static int64_t forward_delay(struct upf *u, bool uplink)
{
    int64_t *last_ns = &u->last_out_ns[uplink];
    if (u->options.reorders) return FORWARD_UP_NS + rng_below(&u->rng, REORDER_JITTER_NS);
    int64_t out_ns = u->world->now_ns + (uplink ? FORWARD_UP_NS : FORWARD_DOWN_NS) + rng_below(&u->rng, FORWARD_JITTER_NS);
    if (out_ns <= *last_ns) out_ns = *last_ns + 1;
    *last_ns = out_ns;
    return out_ns - u->world->now_ns;
}

static void emit_n3(struct upf *u, bool outbound, const struct host *gnb, int64_t delay_ns, struct packet *outer)
{
    struct mac_addr own = upf_mac(TAP_N3);
    packet_ethernet(outer, outbound ? &own : &gnb->mac, outbound ? &gnb->mac : &own, 0);
    if (!lost(u, u->options.n3_loss_ppm)) emit(u, TAP_N3, outbound, delay_ns, outer);
}

static void tunnel_n3(struct upf *u, const struct subscriber *s, bool outbound, int64_t delay_ns, struct packet *ip)
{
    struct host gnb = upf_gnb(s->gnb);
    struct ip_addr own = upf_addr(TAP_N3);
    packet_gtpu(ip, outbound ? s->teid_down : s->teid_up, !outbound);
    packet_udp_unchecked(ip, GTPU_PORT, GTPU_PORT);
    packet_ip(ip, outbound ? &own : &gnb.addr, outbound ? &gnb.addr : &own, IP_UDP, 64, upf_next_id(u));
    if (!u->options.n3_mtu || ip->len <= u->options.n3_mtu) {
        emit_n3(u, outbound, &gnb, delay_ns, ip);
        return;
    }
    size_t at = 0;
    do { /* the first fragment keeps the UDP and GTP-U headers */
        struct packet part;
        at = packet_fragment(ip, u->options.n3_mtu, at, &part);
        emit_n3(u, outbound, &gnb, delay_ns, &part);
    } while (at);
}

/* The GTP-U leg between the element and the subscriber's gNB. */
static void send_n3(struct upf *u, const struct subscriber *s, bool outbound, int64_t delay_ns, struct packet *ip)
{
    if (!u->options.inner_mtu || packet_is_v6(ip) || ip->len <= u->options.inner_mtu) {
        tunnel_n3(u, s, outbound, delay_ns, ip);
        return;
    }
    size_t at = 0;
    do {
        struct packet part;
        at = packet_fragment(ip, u->options.inner_mtu, at, &part);
        tunnel_n3(u, s, outbound, delay_ns, &part);
    } while (at);
}

/* RFC 7422: a subscriber's ports lie in a block of its own, so no table is needed. */
void upf_outside(const struct upf *u, const struct subscriber *s, bool uplink, struct packet *ip)
{
    const uint8_t *h = packet_data(ip);
    if (u->options.nat == NAT_NONE || packet_is_v6(ip) || (h[9] != IP_TCP && h[9] != IP_UDP)) return;
    uint32_t block = s->index % SUBSCRIBERS_PER_NAT_BLOCK, pool = s->index / SUBSCRIBERS_PER_NAT_BLOCK;
    struct ip_addr outside = u->options.nat == NAT_PORT ? s->v4 : addr_v4(198, 51, 100, (uint8_t)(64 + pool));
    uint16_t port = (uint16_t)(NAT_FIRST_PORT + block * NAT_BLOCK + packet_port(ip, uplink) % NAT_BLOCK);
    packet_translate(ip, uplink, &outside, port);
}

static void n6_ethernet(const struct upf *u, bool outbound, const struct mac_addr *near, const struct mac_addr *far,
                        struct packet *ip)
{
    packet_ethernet(ip, outbound ? near : far, outbound ? far : near, u->options.n6_vlan);
}

/* What a SPAN port shows besides; behind the next router a packet has one hop less to go than before it. */
static void second_sight(const struct upf *u, bool outbound, struct packet *ip)
{
    struct host router = upf_router(), beyond = upf_neighbour();
    struct mac_addr own = upf_mac(TAP_N6);
    if (u->options.span != SPAN_TWICE) packet_set_ttl(ip, (uint8_t)(packet_ttl(ip) + (outbound ? -1 : 1)));
    if (u->options.span == SPAN_HOPS)
        n6_ethernet(u, outbound, &router.mac, &beyond.mac, ip);
    else
        n6_ethernet(u, outbound, &own, &router.mac, ip);
}

/* On n6, once or, one frame in three, twice. */
static void emit_n6(struct upf *u, bool outbound, int64_t delay_ns, struct packet *ip)
{
    struct mac_addr own = upf_mac(TAP_N6), router = upf_router().mac;
    struct packet other;
    bool again = u->options.span != SPAN_ONCE && rng_below(&u->rng, 3) == 0;
    if (lost(u, u->options.n6_loss_ppm)) return;
    if (again) {
        other = *ip;
        second_sight(u, outbound, &other);
    }
    n6_ethernet(u, outbound, &own, &router, ip);
    emit(u, TAP_N6, outbound, delay_ns, again && !outbound ? &other : ip);
    if (again) emit(u, TAP_N6, outbound, delay_ns + SPAN_NS, outbound ? &other : ip);
}

static void send_n6(struct upf *u, const struct subscriber *s, bool outbound, int64_t delay_ns, struct packet *ip)
{
    upf_outside(u, s, outbound, ip);
    emit_n6(u, outbound, delay_ns, ip);
}

static void show_mirrors(const struct subscriber *s, bool uplink, const struct packet *ip)
{
    for (const struct mirror *m = s->mirrors; m; m = m->next) m->packet(m->ctx, uplink, ip);
}

void upf_uplink(struct upf *u, struct subscriber *s, struct packet *ip)
{
    struct packet leaving = *ip;
    show_mirrors(s, true, ip);
    send_n3(u, s, false, 0, ip);
    packet_hop(&leaving);
    if (u->options.clamp_mss) packet_clamp(&leaving, u->options.clamp_mss);
    send_n6(u, s, true, forward_delay(u, true), &leaving);
}

void upf_downlink(struct upf *u, struct subscriber *s, struct packet *ip)
{
    struct packet leaving = *ip;
    show_mirrors(s, false, ip);
    send_n6(u, s, false, 0, ip);
    packet_hop(&leaving);
    if (u->options.clamp_mss) packet_clamp(&leaving, u->options.clamp_mss);
    send_n3(u, s, true, forward_delay(u, false), &leaving);
}

void upf_local(struct upf *u, struct subscriber *s, bool uplink, int64_t delay_ns, struct packet *ip)
{
    show_mirrors(s, uplink, ip);
    send_n3(u, s, !uplink, delay_ns, ip);
}

void upf_between(struct upf *u, struct subscriber *from, struct subscriber *to, struct packet *ip)
{
    struct packet leaving = *ip;
    show_mirrors(from, true, ip);
    show_mirrors(to, false, ip);
    send_n3(u, from, false, 0, ip);
    packet_hop(&leaving);
    send_n3(u, to, true, forward_delay(u, false), &leaving);
}

void upf_own(struct upf *u, enum upf_tap tap, bool outbound, const struct host *peer, int64_t delay_ns, struct packet *ip)
{
    struct mac_addr own = upf_mac(tap);
    uint16_t vlan = tap == TAP_N6 ? u->options.n6_vlan : 0;
    packet_ethernet(ip, outbound ? &own : &peer->mac, outbound ? &peer->mac : &own, vlan);
    if (tap != TAP_OAM || !lost(u, u->options.oam_loss_ppm)) emit(u, tap, outbound, delay_ns, ip);
}

void upf_own_typed(struct upf *u, enum upf_tap tap, const struct host *peer, int64_t delay_ns, uint16_t ethertype,
                   struct packet *p)
{
    struct mac_addr own = upf_mac(tap);
    packet_ethernet_typed(p, &own, &peer->mac, ethertype);
    emit(u, tap, true, delay_ns, p);
}

/* RFC 826. */
static void arp(struct upf *u, enum upf_tap tap, bool outbound, const struct host *from, const struct host *to, bool reply,
                int64_t delay_ns)
{
    static const struct mac_addr everybody = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    uint8_t body[46] = {0}; /* padded to the least Ethernet frame */
    struct writer w = writer_of(body, sizeof body);
    writer_u16(&w, 1);
    writer_u16(&w, ETHERTYPE_IPV4);
    writer_u16(&w, 0x0604);
    writer_u16(&w, reply ? 2 : 1);
    writer_bytes(&w, bytes_of(from->mac.bytes, 6));
    writer_bytes(&w, bytes_of(from->addr.bytes, 4));
    if (reply)
        writer_bytes(&w, bytes_of(to->mac.bytes, 6));
    else
        writer_zeros(&w, 6);
    writer_bytes(&w, bytes_of(to->addr.bytes, 4));
    struct packet p;
    packet_init(&p);
    packet_append_bytes(&p, bytes_of(body, sizeof body));
    packet_ethernet_typed(&p, &from->mac, reply ? &to->mac : &everybody, ETHERTYPE_ARP);
    emit(u, tap, outbound, delay_ns, &p);
}

void upf_arp(struct upf *u, enum upf_tap tap, const struct host *peer)
{
    struct host own = {upf_addr(tap), upf_mac(tap)};
    arp(u, tap, false, peer, &own, false, 0);
    arp(u, tap, true, &own, peer, true, 30 * MICROSECOND);
    arp(u, tap, true, &own, peer, false, 60 * MICROSECOND);
    arp(u, tap, false, peer, &own, true, 150 * MICROSECOND);
}
