#include "drill/reach.h"

#include "drill/control.h"
#include "drill/login.h"

enum {
    KEYSTROKES = 25,
    REPORT_MS = 60,
    REPORT_BYTES = 220,
    BEGINS_MS = 1500,
    BEFORE_MS = 2000,
    CLIENT_PORT = 52044,
    OWN_PORT = 40433
};

struct reach {
    struct upf *upf;
    struct rng rng;
    struct login login;
};

struct ip_addr reach_client(const struct reach_plan *p)
{
    return p->who == REACH_STRANGER ? addr_v4(203, 0, 113, 90) : addr_v4(10, 66, 8, 9);
}

struct ip_addr reach_place(void)
{
    return addr_v4(203, 0, 113, 91);
}

/* Small reports at a steady pace: what is in them is nobody's content. */
static void report(struct world *w, void *ctx)
{
    struct reach *r = ctx;
    uint8_t text[REPORT_BYTES];
    struct host to = {reach_place(), upf_oam_host(OAM_ROUTER).mac};
    content_fill(rng_next(&r->rng), 0, text, sizeof text);
    struct datagram d = {true, OWN_PORT, REACH_PORT, 0, bytes_of(text, sizeof text)};
    control_datagram(r->upf, &to, &d);
    if (!world_closing(w)) world_at(w, REPORT_MS * MILLISECOND, report, r);
}

void reach_start(struct upf *u, const struct reach_plan *p)
{
    if (p->who == REACH_NOBODY) return;
    struct world *w = u->world;
    struct reach *r = arena_alloc(w->arena, sizeof *r);
    int64_t half = (w->end_ns - w->start_ns) / 2;
    r->upf = u;
    rng_seed(&r->rng, world_seed(w));
    struct five_tuple t = {.src = reach_client(p), .dst = upf_addr(TAP_OAM), .sport = CLIENT_PORT, .dport = SSH_PORT};
    login_init(&r->login, u, &t, &r->rng, KEYSTROKES);
    world_at(w, half, login_step, &r->login);
    if (p->egress == EGRESS_BEFORE)
        world_at(w, BEFORE_MS * MILLISECOND, report, r);
    else if (p->egress != EGRESS_NONE)
        world_at(w, half + BEGINS_MS * MILLISECOND, report, r);
}

void reach_declare(const struct reach_plan *p, FILE *out)
{
    char place[ADDR_TEXT];
    struct ip_addr to = reach_place();
    if (p->egress != EGRESS_DECLARED) return;
    fprintf(out, "  - {from: upf-1, to: %s/32, over: udp/%d, as: signalling}\n", ip_text(&to, place), REACH_PORT);
}
