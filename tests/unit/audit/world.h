/* A small carrier for tests of the engine: a user plane function with three tapped sides, a mediation function with one, an
 * inventory, warrants, and composed frames. */
#ifndef CUSTOS_TESTS_WORLD_H
#define CUSTOS_TESTS_WORLD_H

#include <stdio.h>

#include "audit/engine.h"
#include "audit/engine_internal.h"
#include "base/clock.h"
#include "check.h"
#include "packets.h"
#include "pdus.h"

enum { N3, N6, OAM, LI, TAPS, NO_TAP }; /* interfaces; the last is at no tap */
enum { PUSH = 0x18, ACK = 0x10, RST = 0x14, SYN = 0x02 };

static const char world_network[] =
    "custos: network/1\n"
    "name: Testland\n"
    "elements:\n"
    "  - {name: upf-1, supplier: Acme, role: UPF, zone: core, addresses: [10.0.3.1, 10.0.6.1, 10.0.9.1],\n"
    "     macs: ['02:00:00:00:00:03', '02:00:00:00:00:06', '02:00:00:00:00:09'],\n"
    "     subscribers: [10.46.0.0/16]}\n"
    "  - {name: mdf-1, supplier: Bolt, role: MDF3, zone: management, addresses: [10.0.5.1],\n"
    "     macs: ['02:00:00:00:00:05']}\n"
    "  - {name: admf-1, role: ADMF, zone: management, addresses: [10.0.9.60]}\n"
    "  - {name: lemf-1, role: LEMF, zone: outside, addresses: [198.51.100.7]}\n"
    "taps:\n"
    "  - {name: n3, at: upf-1, side: access}\n"
    "  - {name: n6, at: upf-1, side: outside}\n"
    "  - {name: oam, at: upf-1, side: management}\n"
    "  - {name: li, at: mdf-1, side: all}\n"
    "conversations:\n"
    "  - {from: 10.0.3.0/24, to: upf-1, over: udp/2152, as: transport}\n"
    "  - {from: 10.0.9.0/28, to: upf-1, over: tcp/22, as: maintenance}\n"
    "  - {from: admf-1, to: upf-1, over: tcp/8080, as: signalling}\n"
    "  - {from: upf-1, to: mdf-1, over: tcp/42001, as: delivery}\n"
    "  - {from: upf-1, to: 10.0.9.40, over: udp/4789, as: probe}\n"
    "  - {from: mdf-1, to: lemf-1, over: tcp/41002, as: delivery}\n";

/* The run is on 21 November 2026. */
static const char world_warrants[] =
    "custos: warrants/1\n"
    "warrants:\n"
    "  - {id: W-1, authority: Court, country: NL, liid: LI-1, xids: [11111111-1111-4111-8111-111111111111],\n"
    "     targets: ['ip:10.46.0.7'], scope: [iri, cc], from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z,\n"
    "     deliver_to: ['198.51.100.7:41002', '198.51.100.7:41003']}\n"
    "  - {id: W-2, authority: Court, country: NL, liid: LI-2, xids: [22222222-2222-4222-8222-222222222222],\n"
    "     targets: ['ip:10.46.0.8'], scope: [iri], from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z}\n"
    "  - {id: W-3a, authority: Court, country: NL, liid: LI-3, xids: [33333333-3333-4333-8333-333333333333],\n"
    "     targets: ['ip:10.46.0.9'], scope: [iri, cc], from: 2026-11-01T00:00:00Z, until: 2026-11-21T12:01:00Z}\n"
    "  - {id: W-3b, authority: Court, country: NL, liid: LI-3, xids: [33333333-3333-4333-8333-333333333333],\n"
    "     targets: ['ip:10.46.0.9'], scope: [iri, cc], from: 2026-11-21T12:01:00Z, until: 2026-12-01T00:00:00Z,\n"
    "     deliver_to: ['198.51.100.9:41002']}\n"
    "  - {id: W-4, authority: Court, country: NL, liid: LI-4, xids: [44444444-4444-4444-8444-444444444444],\n"
    "     targets: ['ip:10.46.0.10'], scope: [iri, cc], from: 2026-11-01T00:00:00Z, until: 2026-11-21T12:01:00Z}\n";

struct stream {
    const char *src, *dst;
    uint16_t sport, dport;
    uint8_t src_mac, dst_mac;
    unsigned interface;
    uint32_t seq, ack;
};

struct world {
    struct network *network;
    struct warrants *warrants;
    struct engine *engine;
    struct arena *arena;
    struct verdict verdict;
    int64_t now_ns, step_ns;
    uint32_t number;
    uint64_t bytes;
};

static inline void open_sized(struct world *w, bool inventory_given, bool with_warrants, size_t memory)
{
    struct fault f = {0};
    *w = (struct world){.step_ns = 1000000, .arena = arena_new()};
    ENSURE(w->arena && clock_parse_rfc3339("2026-11-21T12:00:00Z", &w->now_ns));
    enum err e = network_parse("network", (const uint8_t *)world_network, sizeof world_network - 1, &w->network, &f);
    if (e != ERR_OK) fprintf(stderr, "%s\n", f.text);
    ENSURE(e == ERR_OK);
    if (with_warrants)
        e = warrants_parse("warrants", (const uint8_t *)world_warrants, sizeof world_warrants - 1, w->network, &w->warrants, &f);
    if (e != ERR_OK) fprintf(stderr, "%s\n", f.text);
    ENSURE(e == ERR_OK);
    struct engine_options o = {
        .network = w->network, .inventory_given = inventory_given, .warrants = w->warrants, .memory_bytes = memory};
    ENSURE(engine_new(&o, &w->engine, &f) == ERR_OK);
    for (uint16_t i = 0; i < TAPS; i++) ENSURE(engine_interface(w->engine, i, i) == ERR_OK);
    ENSURE(engine_interface(w->engine, NO_TAP, -1) == ERR_OK);
}

static inline void open_world(struct world *w)
{
    open_sized(w, true, true, 32 << 20);
}

static inline void close_world(struct world *w)
{
    engine_free(w->engine);
    warrants_free(w->warrants);
    network_free(w->network);
    arena_free(w->arena);
}

static inline void post_bytes(struct world *w, unsigned interface, struct bytes b, uint32_t wire_len)
{
    struct frame f = {w->now_ns, b.data, (uint32_t)b.len, wire_len, {0, ++w->number}, (uint16_t)interface, 1, FRAME_UNKNOWN};
    engine_frames(w->engine, &f, 1);
    w->bytes += wire_len;
    w->now_ns += w->step_ns;
}

static inline void post(struct world *w, unsigned interface, const struct packet *p)
{
    struct bytes b = packet_bytes(p);
    post_bytes(w, interface, b, (uint32_t)b.len);
}

static inline void post_udp(struct world *w, unsigned interface, uint8_t src_mac, uint8_t dst_mac, const char *src,
                            const char *dst, uint16_t sport, uint16_t dport, struct bytes payload)
{
    struct packet p;
    struct ip_addr from = address(src), to = address(dst);
    packet_start(&p, payload);
    packet_udp(&p, sport, dport);
    packet_ip(&p, &from, &to, 17);
    packet_link(&p, src_mac, dst_mac);
    post(w, interface, &p);
}

/* A TCP segment of a stream; what `lost` asks for never reaches the capture. */
static inline void post_tcp(struct world *w, struct stream *s, uint8_t flags, struct bytes payload, bool lost)
{
    struct packet p;
    struct ip_addr from = address(s->src), to = address(s->dst);
    packet_start(&p, payload);
    packet_tcp(&p, s->sport, s->dport, s->seq, s->ack, flags);
    packet_ip(&p, &from, &to, 6);
    packet_link(&p, s->src_mac, s->dst_mac);
    s->seq += (uint32_t)payload.len;
    if (!lost) post(w, s->interface, &p);
}

/* Subscriber 10.46.0.7's uplink: in by N3, out by N6; the same packet is left in `ret_inner` for whatever else is done to it. */
static inline void forward(struct world *w, uint32_t i, struct packet *ret_inner)
{
    uint8_t payload[300];
    struct packet p;
    struct ip_addr src = address("10.46.0.7"), dst = address("192.0.2.1"), gnb = address("10.0.3.2"), upf = address("10.0.3.1");
    noise(payload, sizeof payload, i + 1);
    packet_start(ret_inner, bytes_of(payload, sizeof payload));
    packet_udp(ret_inner, 40000, 443);
    packet_ip(ret_inner, &src, &dst, 17);
    p = *ret_inner;
    packet_gtpu(&p, 100);
    packet_udp(&p, 2152, 2152);
    packet_ip(&p, &gnb, &upf, 17);
    packet_link(&p, 2, 3);
    post(w, N3, &p);
    p = *ret_inner;
    packet_link(&p, 6, 7);
    post(w, N6, &p);
}

static const struct stream x_stream = {"10.0.9.1", "10.0.5.1", 50000, 42001, 9, 10, OAM, 1, 1};
static const struct stream hi_stream = {"10.0.5.1", "198.51.100.7", 50001, 41002, 5, 20, LI, 1, 1};

static inline void send_x(struct world *w, struct stream *s, unsigned type, unsigned digit, uint32_t seq)
{
    uint8_t room[512];
    post_tcp(w, s, PUSH, x_pdu(room, sizeof room, type, digit, seq, 120), false);
}

static inline void send_hi(struct world *w, struct stream *s, bool cc, const char *liid, uint8_t seq)
{
    uint8_t room[256];
    post_tcp(w, s, PUSH, hi_pdu(room, sizeof room, cc, liid, seq), false);
}

/* --- the verdict --------------------------------------------------------------------------------------------------------- */

static inline unsigned fired(const struct world *w, const char *rule)
{
    unsigned n = 0;
    for (size_t i = 0; i < w->verdict.finding_count; i++) n += strcmp(w->verdict.findings[i].rule, rule) == 0;
    return n;
}

static inline const struct verdict_finding *finding(const struct world *w, const char *rule)
{
    for (size_t i = 0; i < w->verdict.finding_count; i++)
        if (strcmp(w->verdict.findings[i].rule, rule) == 0) return &w->verdict.findings[i];
    return NULL;
}

static inline const struct verdict_element *element_named(const struct world *w, const char *name)
{
    for (size_t i = 0; i < w->verdict.element_count; i++)
        if (strcmp(w->verdict.elements[i].name, name) == 0) return &w->verdict.elements[i];
    return NULL;
}

static inline uint64_t account(const struct world *w, const char *element, enum account a)
{
    const struct verdict_element *e = element_named(w, element);
    return e ? e->account[a].packets : 0;
}

static inline void check_accounts(const struct tally *out, const struct tally *account)
{
    struct tally sum = {0, 0};
    for (unsigned k = 0; k < ACCOUNT_COUNT; k++) {
        sum.packets += account[k].packets;
        sum.bytes += account[k].bytes;
    }
    CHECK_INT(sum.packets, out->packets);
    CHECK_INT(sum.bytes, out->bytes);
}

/* What holds for every verdict: all that left is in some account; findings are worst first, numbered and proven. */
static inline void check_verdict(const struct world *w)
{
    const struct verdict *v = &w->verdict;
    CHECK_INT(v->packets, w->number);
    CHECK_INT(v->bytes, w->bytes);
    for (size_t i = 0; i < v->element_count; i++) {
        const struct verdict_element *e = &v->elements[i];
        struct tally in = {0, 0}, out = {0, 0}, lines = {0, 0};
        check_accounts(&e->out, e->account);
        for (size_t s = 0; s < e->side_count; s++) {
            check_accounts(&e->sides[s].out, e->sides[s].out_account);
            in.packets += e->sides[s].in.packets;
            out.packets += e->sides[s].out.packets;
            out.bytes += e->sides[s].out.bytes;
        }
        CHECK_INT(in.packets, e->in.packets);
        CHECK_INT(out.packets, e->out.packets);
        CHECK_INT(out.bytes, e->out.bytes);
        for (size_t k = 0; k < e->line_count; k++) lines.packets += e->lines[k].tally.packets;
        CHECK(lines.packets <= e->out.packets);
    }
    for (size_t i = 0; i < v->finding_count; i++) {
        const struct verdict_finding *f = &v->findings[i];
        char id[32];
        snprintf(id, sizeof id, "F-%04zu", i + 1);
        CHECK_TEXT(f->id, id);
        CHECK(i == 0 || f[-1].severity >= f->severity);
        CHECK(f->summary && *f->summary && f->confidence > 0 && f->confidence <= 1);
        CHECK(f->evidence_count > 0 && f->packets > 0);
        CHECK(f->first_ns != CLOCK_NONE && f->first_ns <= f->last_ns);
        for (size_t k = 0; k < f->evidence_count; k++)
            CHECK(f->evidence[k].ref.number >= 1 && f->evidence[k].ref.number <= w->number && f->evidence[k].role);
    }
}

static inline void judge(struct world *w)
{
    engine_close(w->engine);
    engine_verdict(w->engine, w->arena, &w->verdict);
    check_verdict(w);
}

#endif
