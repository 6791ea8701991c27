/* Exchanges over UDP: name look-ups, calls, media. */
#include <stdio.h>

#include "drill/traffic.h"
#include "wire/writer.h"

enum {
    RTP_HEADER = 12,
    CALL_PORT = 4000,
    MEDIA_PORT = 3480,
    KEEPALIVE_PORT = 33434,
    ECHO_DELAY_MS = 9,
    DNS_DELAY_MS = 14,
    ASK_ON_US = 180, /* a resolver that asks another one */
    PCMU_SILENCE = 0xff
};

struct exchange {
    struct upf *upf;
    struct subscriber *subscriber, *peer; /* peer: the other party of a call */
    const struct activity *plan;
    struct rng rng;
    struct five_tuple tuple; /* subscriber to server or peer */
    uint64_t key, offset;    /* content */
    uint32_t ssrc, count;
    uint32_t len; /* of a frame of speech, with its header */
    uint16_t id;
    uint16_t own_port; /* of a question that the element asks in the subscriber's stead */
    uint8_t far_ttl;
    bool answer_due;
};

/* The packet's content, sent by the subscriber or by the other side. */
static void send_datagram(struct exchange *e, bool uplink, struct packet *p)
{
    struct five_tuple t = uplink ? e->tuple : five_tuple_reverse(&e->tuple);
    packet_udp(p, &t);
    packet_ip(p, &t.src, &t.dst, IP_UDP, uplink || e->peer ? 64 : e->far_ttl, ++e->id);
    if (e->peer)
        upf_between(e->upf, uplink ? e->subscriber : e->peer, uplink ? e->peer : e->subscriber, p);
    else if (uplink)
        upf_uplink(e->upf, e->subscriber, p);
    else
        upf_downlink(e->upf, e->subscriber, p);
}

/* RFC 3550 cl. 5.1, PCMU; the payload of packet `sequence` of this stream. */
static void send_rtp(struct exchange *e, bool uplink, uint32_t sequence, uint64_t key)
{
    uint32_t len = e->len;
    struct packet p;
    packet_init(&p);
    uint8_t *out = packet_append(&p, len);
    out[0] = 0x80;
    out[1] = 0;
    store_be16(out + 2, (uint16_t)sequence);
    store_be32(out + 4, sequence * 160);
    store_be32(out + 8, e->ssrc);
    if (e->plan->kind == ACTIVITY_SILENCE)
        memset(out + RTP_HEADER, PCMU_SILENCE, len - RTP_HEADER);
    else
        content_fill(key, (uint64_t)sequence * 256, out + RTP_HEADER, len - RTP_HEADER);
    send_datagram(e, uplink, &p);
}

/* A frame up, and its echo down; in a call the other party's own frame. */
static int64_t rtp_step(struct exchange *e)
{
    int64_t echo = ECHO_DELAY_MS * MILLISECOND;
    if (e->answer_due) {
        uint64_t key = e->peer ? random_mix(e->key, 2) : e->key;
        send_rtp(e, false, e->count++, key);
        e->answer_due = false;
        return e->plan->gap_ns - echo;
    }
    send_rtp(e, true, e->count, e->key);
    e->answer_due = true;
    return echo;
}

static void dns_question(struct exchange *e, struct writer *w, bool answer)
{
    char name[24];
    uint64_t x = random_mix(e->key, e->count);
    snprintf(name, sizeof name, "h%010llx", (unsigned long long)(x & 0xffffffffff));
    writer_u16(w, (uint16_t)(x >> 48));
    writer_u16(w, answer ? 0x8180 : 0x0100); /* RFC 1035 cl. 4.1.1: recursion desired; available */
    writer_u16(w, 1);
    writer_u16(w, answer ? 1 : 0);
    writer_u32(w, 0);
    writer_u8(w, (uint8_t)strlen(name));
    writer_bytes(w, bytes_of_text(name));
    writer_u8(w, 7);
    writer_bytes(w, bytes_of_text("example"));
    writer_u8(w, 0);
    writer_u32(w, 0x00010001); /* A, IN */
}

/* The element asks the carrier's resolver under its own address, port and number (RFC 5625). */
static void ask_on(struct exchange *e, bool answer, const struct packet *question)
{
    struct packet p;
    struct host router = upf_router();
    struct ip_addr resolver = traffic_server(false, RESOLVER);
    packet_init(&p);
    packet_append_bytes(&p, packet_bytes(question));
    store_be16(packet_data(&p), (uint16_t)random_mix(e->key, e->count));
    if (!answer) e->own_port = (uint16_t)rng_range(&e->rng, 1024, 60999);
    struct five_tuple t = {upf_addr(TAP_N6), resolver, e->own_port, DNS_PORT, IP_UDP};
    if (answer) t = five_tuple_reverse(&t);
    packet_udp(&p, &t);
    packet_ip(&p, &t.src, &t.dst, IP_UDP, answer ? e->far_ttl : 64, upf_next_id(e->upf));
    upf_own(e->upf, TAP_N6, !answer, &router, answer ? 0 : ASK_ON_US * MICROSECOND, &p);
}

/* The subscriber's own leg of a question to the element, or of its answer. */
static void send_local(struct exchange *e, bool uplink, struct packet *p)
{
    struct five_tuple t = uplink ? e->tuple : five_tuple_reverse(&e->tuple);
    packet_udp(p, &t);
    packet_ip(p, &t.src, &t.dst, IP_UDP, 64, ++e->id);
    upf_local(e->upf, e->subscriber, uplink, uplink ? 0 : ASK_ON_US * MICROSECOND, p);
}

static int64_t dns_step(struct exchange *e)
{
    uint8_t text[128];
    struct writer w = writer_of(text, sizeof text);
    bool answer = e->answer_due;
    if (!answer) {
        e->count++;
        e->tuple.sport = upf_client_port(e->subscriber);
    }
    dns_question(e, &w, answer);
    if (answer) {
        writer_u16(&w, 0xc00c);
        writer_u32(&w, 0x00010001);
        writer_u32(&w, 300);
        writer_u16(&w, 4);
        writer_bytes(&w, bytes_of(traffic_server(false, e->count).bytes, 4));
    }
    ENSURE(!w.failed);
    struct packet p;
    packet_init(&p);
    packet_append_bytes(&p, bytes_of(text, w.len));
    if (e->upf->options.forwards_names) {
        ask_on(e, answer, &p);
        send_local(e, !answer, &p);
    } else {
        send_datagram(e, !answer, &p);
    }
    e->answer_due = !answer;
    return answer ? MILLISECOND + (int64_t)(rng_next(&e->rng) % (uint64_t)(2 * e->plan->rest_ns)) : DNS_DELAY_MS * MILLISECOND;
}

static int64_t media_step(struct exchange *e)
{
    struct packet p;
    packet_init(&p);
    bool up = e->answer_due, live = e->plan->kind == ACTIVITY_LIVE;
    uint32_t len = up ? rng_range(&e->rng, 24, 48) : rng_range(&e->rng, e->plan->bytes_min, e->plan->bytes_max);
    if (live && !up) { /* what is said now, to whoever listens */
        len = e->plan->bytes_max;
        e->offset = (uint64_t)(e->upf->world->now_ns / e->plan->gap_ns) * len;
    }
    uint8_t *out = packet_append(&p, len);
    content_fill(live && up ? random_mix(e->key, e->ssrc) : e->key, e->offset, out, len);
    memcpy(out, "A\x07", 2); /* a first octet that no other protocol on UDP starts with */
    e->offset += len;
    send_datagram(e, up, &p);
    e->answer_due = !up && ++e->count % e->plan->per_ack == 0;
    return e->plan->gap_ns;
}

/* All alike, whoever sends them: RFC 3948 cl. 2.3 and its many relatives. */
static int64_t keepalive_step(struct exchange *e)
{
    struct packet p;
    packet_init(&p);
    memset(packet_append(&p, e->plan->bytes_max), 0, e->plan->bytes_max);
    send_datagram(e, !e->answer_due, &p);
    e->answer_due = !e->answer_due;
    return e->answer_due ? ECHO_DELAY_MS * MILLISECOND : e->plan->gap_ns - ECHO_DELAY_MS * MILLISECOND;
}

static int64_t step(struct exchange *e)
{
    switch (e->plan->kind) {
    case ACTIVITY_DNS: return dns_step(e);
    case ACTIVITY_MEDIA:
    case ACTIVITY_LIVE: return media_step(e);
    case ACTIVITY_KEEPALIVE: return keepalive_step(e);
    default: return rtp_step(e);
    }
}

static void act(struct world *w, void *ctx)
{
    struct exchange *e = ctx;
    if (world_closing(w) && !e->answer_due) return;
    world_at(w, step(e), act, e);
}

void datagrams_start(struct upf *u, struct subscriber *s, const struct activity *a, int64_t delay_ns)
{
    static const uint16_t ports[ACTIVITY_KIND_COUNT] = {[ACTIVITY_DNS] = DNS_PORT,
                                                        [ACTIVITY_RTP] = RTP_PORT,
                                                        [ACTIVITY_SILENCE] = RTP_PORT,
                                                        [ACTIVITY_CALL] = CALL_PORT,
                                                        [ACTIVITY_MEDIA] = MEDIA_PORT,
                                                        [ACTIVITY_LIVE] = MEDIA_PORT,
                                                        [ACTIVITY_KEEPALIVE] = KEEPALIVE_PORT};
    struct exchange *e = arena_alloc(u->world->arena, sizeof *e);
    *e = (struct exchange){.upf = u, .subscriber = s, .plan = a};
    rng_seed(&e->rng, world_seed(u->world));
    e->key = rng_next(&e->rng);
    if (a->kind == ACTIVITY_LIVE) e->key = random_mix(u->world->seed, ACTIVITY_LIVE);
    e->ssrc = (uint32_t)rng_next(&e->rng);
    e->id = (uint16_t)rng_next(&e->rng);
    if (a->bytes_max) e->len = rng_range(&e->rng, a->bytes_min, a->bytes_max);
    e->far_ttl = (uint8_t)rng_range(&e->rng, 48, 60);
    bool v6 = s->v6.family == 6 && a->kind == ACTIVITY_MEDIA;
    e->tuple = (struct five_tuple){.src = v6 ? s->v6 : s->v4, .protocol = IP_UDP};
    e->tuple.dst = traffic_server(v6, (uint32_t)(e->key >> 40));
    e->tuple.sport = upf_client_port(s);
    e->tuple.dport = ports[a->kind];
    if (a->kind == ACTIVITY_DNS) e->tuple.dst = u->options.forwards_names ? upf_addr(TAP_N6) : traffic_server(false, RESOLVER);
    if (a->kind == ACTIVITY_CALL) {
        e->peer = &u->subscribers[(s->index + 1) % u->options.subscribers];
        e->tuple.dst = e->peer->v4;
        e->tuple.sport = CALL_PORT;
    }
    world_at(u->world, delay_ns, act, e);
}
