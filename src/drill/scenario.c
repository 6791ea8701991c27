#include "drill/scenario.h"

#include "drill/control.h"

#define MS MILLISECOND

enum { TRAFFIC_AFTER_MS = 60 }; /* deliveries and copies are up before the first subscriber speaks */

/* kind, every, first, bytes, gap, rest, per answer, sent again per million */
static const struct activity day[] = {
    {ACTIVITY_WEB, 2, 1, 15000, 80000, 3 * MS, 1500 * MS, 2, 3000},
    {ACTIVITY_SHARED, 4, 2, 20000, 40000, 2 * MS, 2500 * MS, 2, 0},
    {ACTIVITY_TLS, 3, 0, 10000, 90000, 3 * MS, 1800 * MS, 2, 0},
    {ACTIVITY_UPLOAD, 7, 4, 20000, 60000, 5 * MS, 2500 * MS, 2, 2000},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 1200 * MS, 1, 0},
    {ACTIVITY_RTP, 7, 5, 172, 172, 20 * MS, 0, 1, 0},
    {ACTIVITY_CALL, 20, 8, 172, 172, 20 * MS, 0, 1, 0},
    {ACTIVITY_MEDIA, 10, 3, 700, 1300, 14 * MS, 0, 6, 0},
};
/* everybody fetches the same few objects, again and again */
static const struct activity busy[] = {
    {ACTIVITY_SHARED, 1, 0, 20000, 60000, 2 * MS, 900 * MS, 2, 1000},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 1500 * MS, 1, 0},
    {ACTIVITY_RTP, 10, 5, 172, 172, 20 * MS, 0, 1, 0},
};
/* one segment in twelve is sent again */
static const struct activity lossy[] = {
    {ACTIVITY_WEB, 2, 1, 15000, 90000, 3 * MS, 1200 * MS, 2, 80000},
    {ACTIVITY_UPLOAD, 4, 2, 20000, 60000, 4 * MS, 2000 * MS, 2, 80000},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 1500 * MS, 1, 0},
};
/* payloads that are all alike, beside some that are not */
static const struct activity alike[] = {
    {ACTIVITY_KEEPALIVE, 1, 0, 48, 48, 40 * MS, 0, 1, 0},
    {ACTIVITY_WEB, 4, 1, 15000, 60000, 3 * MS, 1500 * MS, 2, 0},
    {ACTIVITY_RTP, 10, 5, 172, 172, 20 * MS, 0, 1, 0},
};
static const struct activity carrier[] = {
    {ACTIVITY_WEB, 2, 0, 30000, 300000, 4 * MS, 3000 * MS, 3, 800},
    {ACTIVITY_TLS, 2, 1, 30000, 300000, 4 * MS, 3000 * MS, 4, 0},
    {ACTIVITY_SHARED, 40, 7, 60000, 90000, 4 * MS, 4000 * MS, 3, 0},
    {ACTIVITY_UPLOAD, 20, 3, 30000, 90000, 6 * MS, 4000 * MS, 3, 800},
    {ACTIVITY_MEDIA, 10, 4, 900, 1350, 12 * MS, 0, 8, 0},
    {ACTIVITY_DNS, 4, 0, 0, 0, 0, 4000 * MS, 1, 0},
};
static const struct activity mixture[] = {
    {ACTIVITY_WEB, 6, 0, 3000, 90000, 4 * MS, 2600 * MS, 2, 800},
    {ACTIVITY_TLS, 8, 1, 3000, 80000, 4 * MS, 2600 * MS, 2, 0},
    {ACTIVITY_SHARED, 40, 7, 20000, 60000, 4 * MS, 4000 * MS, 2, 0},
    {ACTIVITY_UPLOAD, 20, 3, 10000, 60000, 6 * MS, 4000 * MS, 2, 800},
    {ACTIVITY_MEDIA, 20, 4, 300, 1250, 12 * MS, 0, 2, 0},
    {ACTIVITY_RTP, 8, 2, 172, 172, 20 * MS, 0, 1, 0},
    {ACTIVITY_CALL, 100, 11, 172, 172, 20 * MS, 0, 1, 0},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 2500 * MS, 1, 0},
};
static const struct profile day_profile = {day, ARRAY_LEN(day)}, busy_profile = {busy, ARRAY_LEN(busy)},
                            lossy_profile = {lossy, ARRAY_LEN(lossy)}, alike_profile = {alike, ARRAY_LEN(alike)},
                            carrier_profile = {carrier, ARRAY_LEN(carrier)}, mixture_profile = {mixture, ARRAY_LEN(mixture)};

#define XID_A      "29f28e1c-f230-486a-a860-f5a784ab9172"
#define XID_B      "5d1c3f0a-7b64-4b1e-9c55-0e3a6f2d8b41"
#define XID_SHADOW "c0ffee00-5bad-4c0d-8e11-1d0c5ec2e7a9"

/* XID, warrant, LIID, target, paper, X2, X3, elsewhere */
static const struct interception_plan warranted[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, true, true, false}};
static const struct interception_plan shadow[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, true, true, false},
                                                  {XID_SHADOW, "", "", 13, PAPER_NONE, false, true, false}};
static const struct interception_plan shadow_elsewhere[] = {
    {XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, true, true, false},
    {XID_SHADOW, "", "", 13, PAPER_NONE, false, true, true}};
static const struct interception_plan expired[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_EXPIRED, true, true, false}};
static const struct interception_plan beyond[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_IRI_ONLY, true, true, false}};
static const struct interception_plan within[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_IRI_ONLY, true, false, false}};
static const struct interception_plan two[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, true, true, false},
                                               {XID_B, "W-2026-0502", "NL-LEA2-0091", 11, PAPER_VALID, true, true, false}};
static const struct interception_plan several[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, true, true, false},
                                                   {XID_B, "W-2026-0502", "NL-LEA2-0091", 42, PAPER_VALID, true, true, false}};
#define PLANS(p) .interceptions = (p), .interception_count = ARRAY_LEN(p)
#define SMALL    .profile = &day_profile, .upf = {.subscribers = 20, .gnbs = 3}, .duration_ns = 8 * CLOCK_SECOND

static const struct scenario scenarios[] = {
    {"clean-day", "a UPF with 20 subscribers, signalling, maintenance and one warranted interception", DRILL_CLEAN, SMALL,
     PLANS(warranted)},
    {"clean-nat", "the same with source NAT on n6", DRILL_CLEAN, .profile = &day_profile,
     .upf = {.subscribers = 20, .gnbs = 3, .nat = true}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-busy", "40 subscribers fetch the same few objects", DRILL_CLEAN, .profile = &busy_profile,
     .upf = {.subscribers = 40, .gnbs = 3}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-handover", "every subscriber moves to another gNB and other TEIDs half-way", DRILL_CLEAN, SMALL, .handover = true},
    {"clean-fragments", "n3 with a small MTU: GTP-U packets are fragmented outside", DRILL_CLEAN, .profile = &day_profile,
     .upf = {.subscribers = 20, .gnbs = 3, .n3_mtu = 1300}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-ipv6", "half of the subscribers use IPv6 too; n6 is tagged; taps know directions", DRILL_CLEAN,
     .profile = &day_profile, .upf = {.subscribers = 20, .gnbs = 3, .ipv6_share = 2, .n6_vlan = 106, .directions = true},
     .duration_ns = 8 * CLOCK_SECOND},
    {"clean-retransmission", "one segment in twelve is sent again", DRILL_CLEAN, .profile = &lossy_profile,
     .upf = {.subscribers = 20, .gnbs = 3}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-duplicates", "the n6 tap is a SPAN port that shows one frame in three twice", DRILL_CLEAN, .profile = &day_profile,
     .upf = {.subscribers = 20, .gnbs = 3, .duplicates = true}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-keepalives", "every subscriber sends the same octets over and over", DRILL_CLEAN, .profile = &alike_profile,
     .upf = {.subscribers = 20, .gnbs = 3}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-reordered", "packets overtake each other inside the element", DRILL_CLEAN, .profile = &day_profile,
     .upf = {.subscribers = 20, .gnbs = 3, .reorders = true}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-tap-loss", "the n6 tap missed one frame in two hundred", DRILL_CLEAN, .profile = &day_profile,
     .upf = {.subscribers = 20, .gnbs = 3, .n6_loss_ppm = 5000}, .duration_ns = 8 * CLOCK_SECOND},
    {"probe-vxlan", "a copy in VXLAN to a monitoring probe on the approved list", DRILL_CLEAN, SMALL, .copy = CARRIER_VXLAN,
     .probe = true},
    {"probe-erspan", "a copy in ERSPAN to a monitoring probe on the approved list", DRILL_CLEAN, SMALL, .copy = CARRIER_ERSPAN,
     .probe = true},
    {"probe-udp", "a copy in private framing to a monitoring probe on the approved list", DRILL_CLEAN, SMALL, .copy = CARRIER_UDP,
     .probe = true},
    {"warranted-iri", "an IRI-only warrant, and only IRI is delivered", DRILL_CLEAN, SMALL, PLANS(within)},
    {"warranted-two", "two warranted interceptions on the same delivery connections", DRILL_CLEAN, SMALL, PLANS(two)},
    {"shadow-interception", "X3 for an XID without warrant, to the declared MDF, beside a warranted one", DRILL_PLANTED, SMALL,
     PLANS(shadow)},
    {"shadow-destination", "X3 for an XID without warrant, to a place that nothing declares", DRILL_PLANTED, SMALL,
     PLANS(shadow_elsewhere)},
    {"expired-warrant", "delivery goes on a week after the warrant ended", DRILL_PLANTED, SMALL, PLANS(expired)},
    {"content-beyond-scope", "the warrant grants IRI, X3 content flows", DRILL_PLANTED, SMALL, PLANS(beyond)},
    {"copy-gre", "one subscriber copied in GRE on the management side", DRILL_PLANTED, SMALL, .copy = CARRIER_GRE},
    {"copy-vxlan", "one subscriber copied in VXLAN on the management side", DRILL_PLANTED, SMALL, .copy = CARRIER_VXLAN},
    {"copy-erspan", "one subscriber copied in ERSPAN II on the management side", DRILL_PLANTED, SMALL, .copy = CARRIER_ERSPAN},
    {"copy-gtp", "one subscriber copied in a second GTP tunnel, to a peer beyond n6", DRILL_PLANTED, SMALL, .copy = CARRIER_GTPU},
    {"copy-udp", "one subscriber copied behind a private 13-byte header in UDP", DRILL_PLANTED, SMALL, .copy = CARRIER_UDP},
    {"copy-tcp-relay", "one subscriber's packets in a TCP stream with other segment borders", DRILL_PLANTED, SMALL,
     .copy = CARRIER_TCP_RELAY},
    {"copy-tee", "one subscriber's packets unaltered to another next hop on the management side", DRILL_PLANTED, SMALL,
     .copy = CARRIER_TEE},
    {"bench-gtpu", "volume: carrier traffic in GTP-U and on n6, about 1,100 bytes a packet", DRILL_BENCH,
     .profile = &carrier_profile, .upf = {.subscribers = 4000, .gnbs = 16}, .duration_ns = 8 * CLOCK_SECOND,
     .bytes = UINT64_C(256) << 20},
    {"bench-mixed", "volume: GTP-U, VLAN, IPv6, calls, names, deliveries, about 480 bytes a packet", DRILL_BENCH,
     .profile = &mixture_profile, .upf = {.subscribers = 4000, .gnbs = 16, .ipv6_share = 3, .n6_vlan = 106},
     .duration_ns = 8 * CLOCK_SECOND, .bytes = UINT64_C(256) << 20, PLANS(several)},
};

size_t drill_count(void)
{
    return ARRAY_LEN(scenarios);
}

const struct scenario *drill_at(size_t index)
{
    ENSURE(index < ARRAY_LEN(scenarios));
    return &scenarios[index];
}

const struct scenario *drill_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(scenarios); i++)
        if (strcmp(scenarios[i].name, name) == 0) return &scenarios[i];
    return NULL;
}

const char *drill_name(const struct scenario *s)
{
    return s->name;
}

const char *drill_summary(const struct scenario *s)
{
    return s->summary;
}

enum drill_kind drill_kind(const struct scenario *s)
{
    return s->kind;
}

struct ip_addr scenario_elsewhere(void)
{
    return addr_v4(203, 0, 113, 66);
}

static struct feed *delivery_feed(struct upf *u, enum upf_tap tap, struct host next_hop, struct ip_addr dst, uint16_t port,
                                  struct outcome *o)
{
    struct feed_options options = {tap, next_hop, dst, port, false};
    struct feed *f = feed_new(u, &options);
    delivery_keepalive(f);
    o->delivery_links++;
    return f;
}

/* Interceptions share one connection to each mediation function. */
static void start_interceptions(const struct scenario *s, struct upf *u, struct outcome *o)
{
    struct feed *x2 = NULL, *x3 = NULL;
    struct host mdf2 = upf_oam_host(OAM_MDF2), mdf3 = upf_oam_host(OAM_MDF3);
    for (size_t i = 0; i < s->interception_count; i++) {
        const struct interception_plan *p = &s->interceptions[i];
        struct feed *content = NULL;
        uint8_t xid[XID_BYTES];
        xid_parse(p->xid, xid);
        if (p->x2 && !x2) x2 = delivery_feed(u, TAP_OAM, mdf2, mdf2.addr, DELIVERY_X2_PORT, o);
        if (p->elsewhere)
            content = delivery_feed(u, TAP_N6, upf_router(), scenario_elsewhere(), ELSEWHERE_PORT, o);
        else if (p->x3)
            content = x3 = x3 ? x3 : delivery_feed(u, TAP_OAM, mdf3, mdf3.addr, DELIVERY_X3_PORT, o);
        o->deliveries[i] = delivery_start(u, &u->subscribers[p->target], xid, p->x2 ? x2 : NULL, content);
    }
}

void drill_play(const struct scenario *s, const struct drill_options *o, const struct drill_sink *sink, struct truth *ret)
{
    struct world w;
    struct upf u;
    struct outcome outcome = {.world = &w};
    world_init(&w, sink, o->seed, SCENARIO_START, s->duration_ns, o->bytes ? o->bytes : s->bytes);
    upf_init(&u, &w, &s->upf);
    control_start(&u, s->handover);
    start_interceptions(s, &u, &outcome);
    if (s->copy != CARRIER_NONE) outcome.copy = copy_start(&u, &u.subscribers[COPY_SUBJECT], s->copy);
    traffic_start(&u, s->profile, TRAFFIC_AFTER_MS * MS, s->kind == DRILL_BENCH ? 3 * CLOCK_SECOND : CLOCK_SECOND);
    world_run(&w);
    scenario_truth(s, &outcome, ret);
    world_done(&w);
}
