#include "drill/control.h"

#include "drill/login.h"
#include "drill/pfcp.h"
#include "wire/writer.h"

enum { ARP_MS = 8000, HEARTBEAT_MS = 1000, NTP_MS = 4000, KEYSTROKES = 60, ESTABLISH_US = 900 };

struct control {
    struct upf *upf;
    struct rng rng;
    uint32_t sequence;    /* PFCP */
    uint32_t next, moved; /* subscribers whose session is set up, handed over */
    struct login login;   /* maintenance */
};

struct ip_addr control_maintainer(void)
{
    return addr_v4(10, 66, 8, 5);
}

void control_datagram(struct upf *u, const struct host *peer, const struct datagram *d)
{
    struct packet p;
    packet_init(&p);
    packet_append_bytes(&p, d->content);
    struct five_tuple t = {upf_addr(TAP_OAM), peer->addr, d->own_port, d->peer_port, IP_UDP};
    if (!d->outbound) t = five_tuple_reverse(&t);
    packet_udp(&p, &t);
    packet_ip(&p, &t.src, &t.dst, IP_UDP, 64, upf_next_id(u));
    upf_own(u, TAP_OAM, d->outbound, peer, d->delay_ns, &p);
}

/* The SMF asks, the element answers. */
static void pfcp_exchange(struct control *c, enum pfcp_request request, const struct subscriber *s)
{
    static const int64_t answer_ns = 700 * MICROSECOND;
    uint8_t text[512];
    struct host smf = upf_oam_host(OAM_SMF);
    struct ip_addr gnb = s ? upf_gnb(s->gnb).addr : smf.addr;
    struct pfcp_session session = {.smf = smf.addr, .upf = upf_addr(TAP_OAM), .n3 = upf_addr(TAP_N3), .gnb = gnb};
    char imsi[IMSI_TEXT];
    if (s && c->upf->options.names) upf_imsi(s->index, imsi), session.imsi = imsi;
    if (s) {
        session.seid = s->index + 1;
        session.teid_up = s->teid_up;
        session.teid_down = s->teid_down;
        session.subscriber = s->v4;
    }
    c->sequence++;
    for (int answer = 0; answer < 2; answer++) {
        struct writer w = writer_of(text, sizeof text);
        pfcp_write(&w, request, answer, c->sequence, &session);
        ENSURE(!w.failed);
        struct datagram d = {answer, PFCP_PORT, PFCP_PORT, answer ? answer_ns : 0, bytes_of(text, w.len)};
        control_datagram(c->upf, &smf, &d);
    }
}

static void heartbeat(struct world *w, void *ctx)
{
    pfcp_exchange(ctx, PFCP_HEARTBEAT, NULL);
    if (!world_closing(w)) world_at(w, HEARTBEAT_MS * MILLISECOND, heartbeat, ctx);
}

static void establish(struct world *w, void *ctx)
{
    struct control *c = ctx;
    pfcp_exchange(c, PFCP_ESTABLISHMENT, &c->upf->subscribers[c->next++]);
    if (c->next < c->upf->options.subscribers && !world_closing(w)) world_at(w, ESTABLISH_US * MICROSECOND, establish, c);
}

static void hand_over(struct world *w, void *ctx)
{
    struct control *c = ctx;
    struct subscriber *s = &c->upf->subscribers[c->moved++];
    s->gnb = (s->gnb + 1) % c->upf->options.gnbs;
    s->teid_up = (uint32_t)rng_next(&c->rng) | 1;
    s->teid_down = (uint32_t)rng_next(&c->rng) | 1;
    pfcp_exchange(c, PFCP_MODIFICATION, s);
    if (c->moved < c->upf->options.subscribers) world_at(w, 40 * MILLISECOND, hand_over, c);
}

static void write_ntp(struct writer *w, bool answer, int64_t time_ns)
{
    uint32_t seconds = (uint32_t)(time_ns / CLOCK_SECOND + INT64_C(2208988800)); /* RFC 5905 cl. 6: since 1900 */
    writer_u32(w, answer ? 0x240206e9 : 0x230606e9);
    writer_u32(w, 0x00000120);
    writer_u32(w, 0x00000210);
    writer_u32(w, 0xc0000201);
    for (int i = 0; i < 4; i++)
        writer_u64(w, answer || i == 3 ? (uint64_t)seconds << 32 | (uint32_t)(time_ns % CLOCK_SECOND) : 0);
}

static void ntp(struct world *w, void *ctx)
{
    struct control *c = ctx;
    struct host server = upf_oam_host(OAM_NTP);
    for (int answer = 0; answer < 2; answer++) {
        uint8_t text[48];
        struct writer out = writer_of(text, sizeof text);
        write_ntp(&out, answer, w->now_ns);
        struct datagram d = {!answer, NTP_PORT, NTP_PORT, answer ? 400 * MICROSECOND : 0, bytes_of(text, out.len)};
        control_datagram(c->upf, &server, &d);
    }
    if (!world_closing(w)) world_at(w, NTP_MS * MILLISECOND, ntp, c);
}

static void neighbours(struct world *w, void *ctx)
{
    struct control *c = ctx;
    static const uint8_t oam[] = {OAM_NTP, OAM_SMF, OAM_MDF2, OAM_MDF3, OAM_ROUTER};
    struct host router = upf_router();
    upf_arp(c->upf, TAP_N6, &router);
    for (uint32_t i = 0; i < c->upf->options.gnbs; i++) {
        struct host gnb = upf_gnb(i);
        upf_arp(c->upf, TAP_N3, &gnb);
    }
    for (size_t i = 0; i < ARRAY_LEN(oam); i++) {
        struct host host = upf_oam_host(oam[i]);
        upf_arp(c->upf, TAP_OAM, &host);
    }
    if (!world_closing(w)) world_at(w, ARP_MS * MILLISECOND, neighbours, c);
}

void control_start(struct upf *u, bool handover)
{
    struct world *w = u->world;
    struct control *c = arena_alloc(w->arena, sizeof *c);
    c->upf = u;
    rng_seed(&c->rng, world_seed(w));
    struct five_tuple t = {.src = control_maintainer(), .dst = upf_addr(TAP_OAM), .sport = 51022, .dport = SSH_PORT};
    login_init(&c->login, u, &t, &c->rng, KEYSTROKES);
    world_at(w, 0, neighbours, c);
    world_at(w, MILLISECOND, heartbeat, c);
    world_at(w, 2 * MILLISECOND, ntp, c);
    world_at(w, 3 * MILLISECOND, establish, c);
    world_at(w, 700 * MILLISECOND, login_step, &c->login);
    if (handover) world_at(w, (w->end_ns - w->start_ns) / 2, hand_over, c);
}
