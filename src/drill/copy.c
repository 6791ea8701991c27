#include "drill/copy.h"

#include "drill/traffic.h"
#include "wire/writer.h"

enum { COPY_DELAY_US = 60, FIRST_COLLECTOR = 60, COLLECTORS = 150, MESSAGE_BYTES = 1400, PACK_MS = 40, PIECE_BYTES = 1200 };
enum { HELLO_US = 20000, ADMIN_HOST = 6, SUPPORT_HOST = 7 };

struct copied {
    struct copy *copy;
    struct subscriber *subscriber;
    struct mirror mirror;
};

struct held { /* a packet that is copied later */
    struct copied *who;
    struct held *next;
    bool uplink;
    struct packet packet;
};

struct copy {
    struct upf *upf;
    const struct copy_plan *plan;
    const struct carrier *carrier;
    struct copy_site site;
    struct copied subjects[COPY_SUBJECTS];
    struct rng rng;
    struct carrier_state state;
    struct feed *feed; /* of streams */
    uint16_t sport;
    struct packet message; /* packed so far */
    uint32_t packed;
    uint64_t chosen; /* packets to be copied, now or later */
    uint64_t pooled; /* bytes of the present batch */
    bool flushing;
    struct held *idle;
    struct copy_count count;
};

static struct ip_addr management_v6(uint8_t last)
{
    return ip_from_v6((const uint8_t[16]){0x20, 0x01, 0x0d, 0xb8, 0, 0x66, [15] = last});
}

static struct host another_gnb(const struct copy_plan *p, const struct upf_options *o)
{
    uint32_t own = (COPY_SUBJECT + p->subject) % o->gnbs;
    return upf_gnb(p->place == PLACE_GNB ? (own + 1) % o->gnbs : own);
}

struct copy_site copy_site(const struct copy_plan *p, const struct upf_options *o, uint64_t seed)
{
    const struct carrier *c = carrier_of(p->carrier);
    uint8_t collector = (uint8_t)(FIRST_COLLECTOR + (seed + 38) % COLLECTORS);
    struct copy_site s = {.tap = TAP_OAM, .next_hop = upf_oam_host(collector), .port = c->port};
    switch (p->place) {
    case PLACE_COLLECTOR: s.dst = p->v6 ? management_v6(collector) : s.next_hop.addr; break;
    case PLACE_INTERNET:
        s.tap = TAP_N6;
        s.next_hop = upf_router();
        s.dst = addr_v4(203, 0, 113, (uint8_t)(1 + (seed + 5) % 200));
        break;
    case PLACE_NEIGHBOUR:
        s.tap = TAP_N6;
        s.next_hop = upf_neighbour();
        s.dst = s.next_hop.addr;
        break;
    case PLACE_GNB:
    case PLACE_OWN_GNB:
        s.tap = TAP_N3;
        s.next_hop = another_gnb(p, o);
        s.dst = s.next_hop.addr;
        break;
    case PLACE_ADMIN:
    case PLACE_SUPPORT:
        s.next_hop = upf_oam_host(254);
        s.serves = p->place == PLACE_ADMIN;
        s.dst = addr_v4(10, 66, 8, s.serves ? ADMIN_HOST : SUPPORT_HOST);
        if (s.serves) s.port = 0;
        break;
    }
    s.src = p->v6 ? management_v6(1) : upf_addr(s.tap);
    if (p->spoofed) s.src = upf_subscriber(o, seed, COPY_SUBJECT + p->subject + 1);
    if (c->protocol == 0) s.dst = (struct ip_addr){.family = 0};
    return s;
}

static void count_frame(struct copy *c, size_t len)
{
    c->count.last_ns = c->upf->world->now_ns + COPY_DELAY_US * MICROSECOND;
    if (c->count.packets++ == 0) c->count.first_ns = c->count.last_ns;
    c->count.bytes += len;
}

static void send_frame(struct copy *c, struct packet *ip)
{
    int64_t delay_ns = COPY_DELAY_US * MICROSECOND;
    if (c->carrier->ethertype)
        upf_own_typed(c->upf, c->site.tap, &c->site.next_hop, delay_ns, c->carrier->ethertype, ip);
    else
        upf_own(c->upf, c->site.tap, true, &c->site.next_hop, delay_ns, ip);
    count_frame(c, ip->len);
}

/* An outer packet round what is to be sent, in fragments where it is too large. */
static void send_datagram(struct copy *c, struct packet *p)
{
    uint8_t protocol = c->carrier->protocol;
    if (protocol == IP_IPIP && packet_is_v6(p)) protocol = IP_IPV6;
    if (protocol == IP_UDP) {
        struct five_tuple t = {c->site.src, c->site.dst, c->sport, c->site.port, IP_UDP};
        packet_udp(p, &t);
    }
    if (protocol) packet_ip(p, &c->site.src, &c->site.dst, protocol, 64, upf_next_id(c->upf));
    if (!c->plan->mtu || p->len <= c->plan->mtu) {
        send_frame(c, p);
        return;
    }
    size_t at = 0;
    do {
        struct packet part;
        at = packet_fragment(p, c->plan->mtu, at, &part);
        send_frame(c, &part);
    } while (at);
}

static void send_wrapped(struct copy *c, bool uplink, struct packet *p)
{
    c->state.now_ns = c->upf->world->now_ns;
    c->carrier->wrap(&c->state, uplink, p);
    if (p->len == 0) return;
    if (c->feed)
        feed_write(c->feed, packet_bytes(p));
    else
        send_datagram(c, p);
}

static void flush_message(struct copy *c)
{
    if (c->packed) send_wrapped(c, true, &c->message);
    c->packed = 0;
    packet_init(&c->message);
}

static void flush_late(struct world *w, void *ctx)
{
    (void)w;
    struct copy *c = ctx;
    c->flushing = false;
    flush_message(c);
}

static void pack(struct copy *c, const struct packet *p)
{
    if (c->message.len + 2u + p->len > MESSAGE_BYTES) flush_message(c);
    store_be16(packet_append(&c->message, 2), p->len);
    packet_append_bytes(&c->message, packet_bytes(p));
    if (++c->packed >= c->plan->pack) flush_message(c);
    if (c->packed && !c->flushing) {
        c->flushing = true;
        world_at(c->upf->world, PACK_MS * MILLISECOND, flush_late, c);
    }
}

/* Everything since the last batch, as one burst. */
static void flush_batch(struct world *w, void *ctx)
{
    (void)w;
    struct copy *c = ctx;
    uint64_t left = c->plan->compressed ? c->pooled / c->plan->compressed : c->pooled;
    c->flushing = false;
    c->pooled = 0;
    while (left) {
        struct packet p;
        size_t n = left < PIECE_BYTES ? left : PIECE_BYTES;
        carrier_seal(&c->state, &p, n); /* what is sealed next may as well be random */
        send_wrapped(c, true, &p);
        left -= n;
    }
}

static void pool(struct copy *c, size_t len)
{
    c->pooled += len;
    if (c->flushing) return;
    c->flushing = true;
    world_at(c->upf->world, c->plan->batch_ns, flush_batch, c);
}

/* The frame as n6 shows it, which a mirror of that port would copy. */
static void n6_frame(bool uplink, struct packet *p)
{
    struct mac_addr own = upf_mac(TAP_N6), router = upf_router().mac;
    if (uplink) packet_hop(p);
    packet_ethernet(p, uplink ? &own : &router, uplink ? &router : &own, 0);
}

static void copy_now(struct copied *who, bool uplink, const struct packet *ip)
{
    struct copy *c = who->copy;
    struct packet p = *ip;
    if (c->plan->translated) upf_outside(c->upf, who->subscriber, uplink, &p);
    if (c->carrier->frames)
        n6_frame(uplink, &p);
    else if (c->carrier->protocol == 0) /* the element has forwarded it */
        packet_hop(&p);
    if (c->plan->cut) packet_cut(&p, c->plan->cut);
    if (c->plan->tail) packet_tail(&p, c->plan->tail);
    c->count.carried++;
    if (c->plan->batch_ns)
        pool(c, p.len);
    else if (c->plan->pack)
        pack(c, &p);
    else
        send_wrapped(c, uplink, &p);
}

static void release(struct world *w, void *ctx)
{
    (void)w;
    struct held *h = ctx;
    struct copy *c = h->who->copy;
    copy_now(h->who, h->uplink, &h->packet);
    h->next = c->idle;
    c->idle = h;
}

static void hold(struct copied *who, bool uplink, const struct packet *ip)
{
    struct copy *c = who->copy;
    struct held *h = c->idle;
    if (h)
        c->idle = h->next;
    else
        h = arena_alloc(c->upf->world->arena, sizeof *h);
    h->who = who;
    h->uplink = uplink;
    h->packet = *ip;
    int64_t jitter_ns = c->plan->jitter_ns ? (int64_t)(rng_next(&c->rng) % (uint64_t)c->plan->jitter_ns) : 0;
    world_at(c->upf->world, c->plan->delay_ns + jitter_ns, release, h);
}

static bool is_rtp(const struct packet *ip)
{
    return !packet_is_v6(ip) && packet_bytes(ip).data[9] == IP_UDP &&
           (packet_port(ip, true) == RTP_PORT || packet_port(ip, false) == RTP_PORT);
}

static void see_packet(void *ctx, bool uplink, const struct packet *ip)
{
    struct copied *who = ctx;
    const struct copy_plan *p = who->copy->plan;
    if (p->part == COPY_UPLINK && !uplink) return;
    if (p->part == COPY_DOWNLINK && uplink) return;
    if (p->part == COPY_RTP && !is_rtp(ip)) return;
    if (p->one_in && rng_below(&who->copy->rng, p->one_in)) return;
    if (who->copy->carrier->wrap == carrier_of(CARRIER_PAYLOAD)->wrap && ip->len == packet_payload_at(ip)) return;
    if (p->at_most && who->copy->chosen >= p->at_most) return;
    who->copy->chosen++;
    if (p->delay_ns || p->jitter_ns)
        hold(who, uplink, ip);
    else
        copy_now(who, uplink, ip);
}

static void say_hello(struct world *w, void *ctx)
{
    (void)w;
    struct copy *c = ctx;
    for (int theirs = 0; theirs < 2; theirs++) {
        struct packet p;
        c->carrier->hello(&c->state, theirs, &p);
        struct five_tuple t = {c->site.src, c->site.dst, c->sport, c->site.port, IP_UDP};
        if (theirs) t = five_tuple_reverse(&t);
        packet_udp(&p, &t);
        packet_ip(&p, &t.src, &t.dst, IP_UDP, 64, upf_next_id(c->upf));
        upf_own(c->upf, c->site.tap, !theirs, &c->site.next_hop, theirs ? MILLISECOND : 0, &p);
    }
}

static void open_stream(struct copy *c)
{
    struct feed_options o = {.tap = c->site.tap, .next_hop = c->site.next_hop, .dst = c->site.dst, .port = c->site.port};
    o.coalesce = true;
    o.serves = c->site.serves;
    if (o.serves) o.port = SSH_PORT;
    o.greet = c->carrier->greet;
    c->feed = feed_new(c->upf, &o);
}

struct copy *copy_start(struct upf *u, const struct copy_plan *plan)
{
    struct copy *c = arena_alloc(u->world->arena, sizeof *c);
    c->upf = u;
    c->plan = plan;
    c->carrier = carrier_of(plan->carrier);
    c->site = copy_site(plan, &u->options, u->world->seed);
    c->count.first_ns = c->count.last_ns = CLOCK_NONE;
    rng_seed(&c->rng, world_seed(u->world));
    carrier_init(&c->state, rng_next(&c->rng));
    packet_init(&c->message);
    bool symmetric = plan->carrier == CARRIER_GTPU || plan->carrier == CARRIER_WIREGUARD || plan->carrier == CARRIER_OPENVPN;
    c->sport = symmetric ? c->site.port : (uint16_t)rng_range(&c->rng, 32768, 60999);
    for (uint32_t i = 0; i < (plan->two ? 2u : 1u); i++) {
        struct copied *s = &c->subjects[i];
        s->copy = c;
        s->subscriber = &u->subscribers[COPY_SUBJECT + plan->subject + i * COPY_NEXT_SUBJECT];
        s->mirror = (struct mirror){see_packet, s, NULL};
        upf_watch(s->subscriber, &s->mirror);
    }
    if (c->carrier->protocol == IP_TCP) open_stream(c);
    if (c->carrier->hello) world_at(u->world, HELLO_US * MICROSECOND, say_hello, c);
    if (plan->place == PLACE_COLLECTOR || plan->place == PLACE_NEIGHBOUR) upf_arp(u, c->site.tap, &c->site.next_hop);
    return c;
}

struct copy_count copy_count(const struct copy *c)
{
    struct copy_count n = c->count;
    if (!c->feed) return n;
    n.packets = c->feed->segments;
    n.bytes = c->feed->bytes;
    n.first_ns = c->feed->first_ns;
    n.last_ns = c->feed->last_ns;
    return n;
}

const struct subscriber *copy_subject(const struct copy *c, size_t index)
{
    return index < (c->plan->two ? 2u : 1u) ? c->subjects[index].subscriber : NULL;
}
