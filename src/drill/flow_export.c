/* IPFIX (RFC 7011) about subscribers' IPv4 flows, as an element's own accounting sends it: numbers about traffic, no content. */
#include "drill/service.h"
#include "wire/writer.h"

enum { FLOW_SLOTS = 256, SWEEP_MS = 400, IDLE_MS = 700, ACTIVE_MS = 2500, RECORDS = 28, TEMPLATE = 256, TEMPLATE_EVERY = 20 };

struct flow_slot {
    struct five_tuple tuple;
    uint64_t packets, bytes; /* packets 0: free */
    int64_t first_ns, last_ns;
};

struct flow_export {
    struct upf *upf;
    struct mirror *mirrors;
    struct flow_slot slots[FLOW_SLOTS];
    struct writer message;
    uint8_t text[16 + 4 + RECORDS * 45];
    uint32_t records, messages, sequence;
    uint16_t port;
};

static void send(struct flow_export *x, struct bytes content)
{
    struct host collector = upf_oam_host(FLOW_COLLECTOR);
    struct five_tuple t = {upf_addr(TAP_OAM), collector.addr, x->port, IPFIX_PORT, IP_UDP};
    struct packet p;
    packet_init(&p);
    packet_append_bytes(&p, content);
    packet_udp(&p, &t);
    packet_ip(&p, &t.src, &t.dst, IP_UDP, 64, upf_next_id(x->upf));
    upf_own(x->upf, TAP_OAM, true, &collector, 50 * MICROSECOND, &p);
}

/* RFC 7011 cl. 3.1; lengths are patched when the message is complete. */
static void begin_message(struct flow_export *x, struct writer *w, uint16_t set)
{
    writer_u16(w, 10);
    writer_u16(w, 0);
    writer_u32(w, (uint32_t)(x->upf->world->now_ns / CLOCK_SECOND));
    writer_u32(w, x->sequence);
    writer_u32(w, 1); /* observation domain */
    writer_u16(w, set);
    writer_u16(w, 0);
}

static void end_message(struct flow_export *x, struct writer *w)
{
    ENSURE(!w->failed);
    store_be16(w->data + 2, (uint16_t)w->len);
    store_be16(w->data + 18, (uint16_t)(w->len - 16));
    send(x, bytes_of(w->data, w->len));
}

static void send_template(struct flow_export *x)
{
    /* information element, length: addresses, ports, protocol, octets, packets, start and end in milliseconds */
    static const uint16_t fields[][2] = {{8, 4}, {12, 4}, {7, 2}, {11, 2}, {4, 1}, {1, 8}, {2, 8}, {152, 8}, {153, 8}};
    uint8_t text[128];
    struct writer w = writer_of(text, sizeof text);
    begin_message(x, &w, 2);
    writer_u16(&w, TEMPLATE);
    writer_u16(&w, ARRAY_LEN(fields));
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        writer_u16(&w, fields[i][0]);
        writer_u16(&w, fields[i][1]);
    }
    end_message(x, &w);
}

static void send_records(struct flow_export *x)
{
    if (x->records == 0) return;
    if (x->messages++ % TEMPLATE_EVERY == 0) send_template(x);
    end_message(x, &x->message);
    x->sequence += x->records;
    x->records = 0;
}

static void expire(struct flow_export *x, struct flow_slot *s)
{
    struct writer *w = &x->message;
    if (x->records == 0) {
        *w = writer_of(x->text, sizeof x->text);
        begin_message(x, w, TEMPLATE);
    }
    writer_bytes(w, bytes_of(s->tuple.src.bytes, 4));
    writer_bytes(w, bytes_of(s->tuple.dst.bytes, 4));
    writer_u16(w, s->tuple.sport);
    writer_u16(w, s->tuple.dport);
    writer_u8(w, s->tuple.protocol);
    writer_u64(w, s->bytes);
    writer_u64(w, s->packets);
    writer_u64(w, (uint64_t)(s->first_ns / MILLISECOND));
    writer_u64(w, (uint64_t)(s->last_ns / MILLISECOND));
    s->packets = 0;
    if (++x->records == RECORDS) send_records(x);
}

static void see_packet(void *ctx, bool uplink, const struct packet *ip)
{
    (void)uplink;
    struct flow_export *x = ctx;
    const uint8_t *h = packet_bytes(ip).data;
    if (packet_is_v6(ip)) return;
    struct five_tuple t = {ip_from_v4(h + 12), ip_from_v4(h + 16), packet_port(ip, true), packet_port(ip, false), h[9]};
    uint64_t hash = random_mix(load_be64(h + 12), (uint64_t)t.sport << 16 | t.dport);
    struct flow_slot *s = &x->slots[hash % FLOW_SLOTS];
    int64_t now_ns = x->upf->world->now_ns;
    if (s->packets && !five_tuple_equal(&s->tuple, &t)) expire(x, s);
    if (s->packets == 0) *s = (struct flow_slot){.tuple = t, .first_ns = now_ns};
    s->last_ns = now_ns;
    s->packets++;
    s->bytes += ip->len;
}

static void sweep(struct world *w, void *ctx)
{
    struct flow_export *x = ctx;
    for (size_t i = 0; i < FLOW_SLOTS; i++) {
        struct flow_slot *s = &x->slots[i];
        bool old = w->now_ns - s->last_ns > IDLE_MS * MILLISECOND || w->now_ns - s->first_ns > ACTIVE_MS * MILLISECOND;
        if (s->packets && (old || world_closing(w))) expire(x, s);
    }
    send_records(x);
    if (!world_closing(w)) world_at(w, SWEEP_MS * MILLISECOND, sweep, x);
}

void flow_export_start(struct upf *u)
{
    struct flow_export *x = arena_alloc(u->world->arena, sizeof *x);
    struct host collector = upf_oam_host(FLOW_COLLECTOR);
    x->upf = u;
    x->port = (uint16_t)(32768 + world_seed(u->world) % 28000);
    x->mirrors = arena_alloc(u->world->arena, u->options.subscribers * sizeof *x->mirrors);
    for (uint32_t i = 0; i < u->options.subscribers; i++) {
        x->mirrors[i] = (struct mirror){see_packet, x, NULL};
        upf_watch(&u->subscribers[i], &x->mirrors[i]);
    }
    upf_arp(u, TAP_OAM, &collector);
    world_at(u->world, SWEEP_MS * MILLISECOND, sweep, x);
}
