#include "drill/service.h"

#include "drill/carrier.h"

enum { BURST_BYTES = 280000, BURST_MS = 2300, STEADY_BYTES = 1200, STEADY_MS = 8 };
enum { COVER_BYTES = 512 + 32, COVER_MS = 10, ADMIN_LISTING = 6000 };

struct service {
    struct upf *upf;
    struct rng rng;
    struct feed *feed;
    uint64_t key, offset; /* stored data */
    struct host next_hop; /* of the padded tunnel */
    struct ip_addr src, dst;
    enum upf_tap tap;
    uint32_t counter;
};

struct ip_addr service_abroad(void)
{
    return addr_v4(203, 0, 113, 251);
}

static struct ip_addr maintainer(uint8_t host)
{
    return addr_v4(10, 66, 8, host);
}

static struct service *service_new(struct upf *u)
{
    struct service *s = arena_alloc(u->world->arena, sizeof *s);
    s->upf = u;
    rng_seed(&s->rng, world_seed(u->world));
    s->key = rng_next(&s->rng);
    return s;
}

static void store_away(struct service *s, size_t left)
{
    while (left) {
        uint8_t data[TCP_MSS];
        size_t n = left < sizeof data ? left : sizeof data;
        content_fill(s->key, s->offset, data, n);
        s->offset += n;
        feed_write(s->feed, bytes_of(data, n));
        left -= n;
    }
}

static void burst(struct world *w, void *ctx)
{
    struct service *s = ctx;
    store_away(s, BURST_BYTES / 2 + rng_below(&s->rng, BURST_BYTES));
    if (!world_closing(w)) world_at(w, BURST_MS * MILLISECOND, burst, s);
}

static void trickle(struct world *w, void *ctx)
{
    struct service *s = ctx;
    store_away(s, STEADY_BYTES);
    if (!world_closing(w)) world_at(w, STEADY_MS * MILLISECOND, trickle, s);
}

static void start_backup(struct upf *u, event_fn *rhythm)
{
    struct service *s = service_new(u);
    struct host host = upf_oam_host(BACKUP_HOST);
    struct feed_options o = {.tap = TAP_OAM, .next_hop = host, .dst = host.addr, .port = BACKUP_PORT};
    s->feed = feed_new(u, &o);
    upf_arp(u, TAP_OAM, &host);
    world_at(u->world, 20 * MILLISECOND, rhythm, s);
}

static void say(struct service *s, bool maintainer_speaks, size_t len)
{
    uint8_t data[ADMIN_LISTING];
    content_fill(rng_next(&s->rng), 0, data, len);
    if (maintainer_speaks)
        feed_answer(s->feed, bytes_of(data, len));
    else
        feed_write(s->feed, bytes_of(data, len));
}

/* A key and its echo; now and then what the command says. */
static void type(struct world *w, void *ctx)
{
    struct service *s = ctx;
    int64_t pause_ns = rng_range(&s->rng, 70, 320) * MILLISECOND;
    say(s, true, 36);
    say(s, false, 36);
    if (rng_below(&s->rng, 9) == 0) {
        say(s, false, 60 + rng_below(&s->rng, ADMIN_LISTING - 60));
        pause_ns *= 4; /* to read it */
    }
    if (!world_closing(w)) world_at(w, pause_ns, type, s);
}

static void start_admin(struct upf *u)
{
    struct service *s = service_new(u);
    struct feed_options o = {.tap = TAP_OAM, .next_hop = upf_oam_host(254), .dst = maintainer(6), .port = SSH_PORT};
    o.serves = true;
    o.greet = carrier_of(CARRIER_SSH)->greet;
    s->feed = feed_new(u, &o);
    world_at(u->world, 60 * MILLISECOND, type, s);
}

/* As much out as in, whatever happens inside. */
static void pad(struct world *w, void *ctx)
{
    struct service *s = ctx;
    for (int out = 0; out < 2; out++) {
        struct packet p;
        packet_init(&p);
        uint8_t *h = packet_append(&p, COVER_BYTES);
        content_fill(rng_next(&s->rng), 0, h, COVER_BYTES);
        memset(h, 0, 16);
        h[0] = 4;
        h[4] = out ? 0x51 : 0x15;
        h[8] = (uint8_t)s->counter;
        h[9] = (uint8_t)(s->counter >> 8);
        struct five_tuple t = {s->src, s->dst, COVER_PORT, COVER_PORT, IP_UDP};
        if (!out) t = five_tuple_reverse(&t);
        packet_udp(&p, &t);
        packet_ip(&p, &t.src, &t.dst, IP_UDP, 64, upf_next_id(s->upf));
        upf_own(s->upf, s->tap, out, &s->next_hop, rng_below(&s->rng, 200) * MICROSECOND, &p);
    }
    s->counter++;
    if (!world_closing(w)) world_at(w, COVER_MS * MILLISECOND, pad, s);
}

static void start_cover(struct upf *u, bool abroad)
{
    struct service *s = service_new(u);
    s->tap = abroad ? TAP_N6 : TAP_OAM;
    s->next_hop = abroad ? upf_router() : upf_oam_host(254);
    s->dst = abroad ? service_abroad() : maintainer(7);
    s->src = upf_addr(s->tap);
    world_at(u->world, 30 * MILLISECOND, pad, s);
}

void service_start(struct upf *u, enum service_id id)
{
    switch (id) {
    case SERVICE_NONE: break;
    case SERVICE_BACKUP: start_backup(u, burst); break;
    case SERVICE_STEADY_BACKUP: start_backup(u, trickle); break;
    case SERVICE_FLOW_EXPORT: flow_export_start(u); break;
    case SERVICE_ADMIN: start_admin(u); break;
    case SERVICE_COVER:
    case SERVICE_COVER_ABROAD: start_cover(u, id == SERVICE_COVER_ABROAD); break;
    case SERVICE_ERRORS: errors_start(u); break;
    }
}

void service_declare(enum service_id id, FILE *out)
{
    if (id == SERVICE_BACKUP || id == SERVICE_STEADY_BACKUP)
        fprintf(out, "  - {from: upf-1, to: 10.66.0.%d/32, over: tcp/%d, as: maintenance}\n", BACKUP_HOST, BACKUP_PORT);
    else if (id == SERVICE_FLOW_EXPORT)
        fprintf(out, "  - {from: upf-1, to: 10.66.0.%d/32, over: udp/%d, as: maintenance}\n", FLOW_COLLECTOR, IPFIX_PORT);
    else if (id == SERVICE_COVER)
        fprintf(out, "  - {from: upf-1, to: 10.66.8.0/24, over: udp/%d, as: maintenance}\n", COVER_PORT);
}
