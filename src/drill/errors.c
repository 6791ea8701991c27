/* ICMP errors (RFC 792) that quote as much of a packet as RFC 1812 cl. 4.3.2.3 allows: from hosts about what the element
 * forwarded to them, and from the element about what it did not forward. */
#include "drill/service.h"
#include "wire/writer.h"

enum { ERROR_BYTES = 576, ERROR_MS = 6, PROBE_BYTES = 600, LARGE_BYTES = 1400, PROBE_PORT = 33434, MEDIA_SOURCE = 3480 };
enum { UNREACHABLE = 3, PORT_UNREACHABLE = 3, TOO_LARGE = 4, TIME_EXCEEDED = 11 };

struct errors;

struct watched {
    struct errors *errors;
    struct subscriber *subscriber;
    struct mirror mirror;
};

struct errors {
    struct upf *upf;
    struct rng rng;
    struct {
        struct subscriber *subscriber; /* NULL: nothing new */
        struct packet packet;
    } last[2]; /* forwarded: down, up */
};

static void see_packet(void *ctx, bool uplink, const struct packet *ip)
{
    const struct watched *w = ctx;
    if (packet_is_v6(ip) || packet_bytes(ip).data[9] == IP_ICMP || packet_ttl(ip) == 1) return;
    w->errors->last[uplink].subscriber = w->subscriber;
    w->errors->last[uplink].packet = *ip;
}

/* From `src` to whoever sent `about`. */
static void write_error(struct packet *p, uint8_t type, uint8_t code, const struct ip_addr *src, const struct packet *about)
{
    struct bytes quoted = bytes_slice(packet_bytes(about), 0, ERROR_BYTES - 28);
    struct ip_addr sender = ip_from_v4(packet_bytes(about).data + 12);
    packet_init(p);
    memset(packet_append(p, 8), 0, 8);
    packet_append_bytes(p, quoted);
    uint8_t *h = packet_data(p);
    h[0] = type;
    h[1] = code;
    if (code == TOO_LARGE) store_be16(h + 6, 1280);
    uint16_t sum = packet_checksum(h, p->len);
    memcpy(h + 2, &sum, 2);
    packet_ip(p, src, &sender, IP_ICMP, 64, 0);
}

/* The receiver of a packet that was forwarded wants no such packets. */
static void refuse(struct errors *e, bool uplink)
{
    struct subscriber *s = e->last[uplink].subscriber;
    struct packet p, *about = &e->last[uplink].packet;
    if (!s) return;
    e->last[uplink].subscriber = NULL;
    struct ip_addr receiver = ip_from_v4(packet_bytes(about).data + 16);
    packet_hop(about);
    write_error(&p, UNREACHABLE, PORT_UNREACHABLE, &receiver, about);
    if (uplink)
        upf_downlink(e->upf, s, &p);
    else
        upf_uplink(e->upf, s, &p);
}

static void write_datagram(struct errors *e, struct packet *p, size_t len, const struct five_tuple *t, uint8_t ttl)
{
    packet_init(p);
    content_fill(rng_next(&e->rng), 0, packet_append(p, len), len);
    packet_udp(p, t);
    packet_ip(p, &t->src, &t->dst, IP_UDP, ttl, upf_next_id(e->upf));
}

/* A subscriber traces the route: the first hop is the element. */
static void expire(struct errors *e)
{
    struct upf *u = e->upf;
    struct packet probe, error;
    struct subscriber *s = &u->subscribers[rng_below(&e->rng, u->options.subscribers)];
    struct ip_addr own = upf_addr(TAP_N6), far = addr_v4(192, 0, 2, 77);
    struct five_tuple t = {s->v4, far, upf_client_port(s), PROBE_PORT, IP_UDP};
    write_datagram(e, &probe, PROBE_BYTES, &t, 1);
    write_error(&error, TIME_EXCEEDED, 0, &own, &probe);
    upf_local(u, s, true, 0, &probe);
    upf_local(u, s, false, 80 * MICROSECOND, &error);
}

/* A server's packet does not fit into the tunnel. */
static void turn_away(struct errors *e)
{
    struct upf *u = e->upf;
    struct packet large, error;
    struct host router = upf_router();
    const struct subscriber *s = &u->subscribers[rng_below(&e->rng, u->options.subscribers)];
    struct ip_addr own = upf_addr(TAP_N6), far = addr_v4(192, 0, 2, 78);
    struct five_tuple t = {far, s->v4, MEDIA_SOURCE, 40000, IP_UDP};
    write_datagram(e, &large, LARGE_BYTES, &t, 57);
    write_error(&error, UNREACHABLE, TOO_LARGE, &own, &large);
    upf_own(u, TAP_N6, false, &router, 0, &large);
    upf_own(u, TAP_N6, true, &router, 80 * MICROSECOND, &error);
}

static void tick(struct world *w, void *ctx)
{
    struct errors *e = ctx;
    switch (rng_below(&e->rng, 4)) {
    case 0: refuse(e, true); break;
    case 1: refuse(e, false); break;
    case 2: expire(e); break;
    default: turn_away(e); break;
    }
    if (!world_closing(w)) world_at(w, ERROR_MS * MILLISECOND, tick, e);
}

void errors_start(struct upf *u)
{
    struct errors *e = arena_alloc(u->world->arena, sizeof *e);
    struct watched *list = arena_alloc(u->world->arena, u->options.subscribers * sizeof *list);
    e->upf = u;
    rng_seed(&e->rng, world_seed(u->world));
    for (uint32_t i = 0; i < u->options.subscribers; i++) {
        list[i] = (struct watched){e, &u->subscribers[i], {see_packet, &list[i], NULL}};
        upf_watch(list[i].subscriber, &list[i].mirror);
    }
    world_at(u->world, 200 * MILLISECOND, tick, e);
}
