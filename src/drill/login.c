#include "drill/login.h"

#include "drill/control.h"

enum { KEYSTROKE_MS = 180 };

static void send_session(void *ctx, bool from_client, struct packet *ip)
{
    struct login *l = ctx;
    struct host router = upf_oam_host(OAM_ROUTER);
    upf_own(l->upf, TAP_OAM, !from_client, &router, 0, ip);
}

static void session_data(struct login *l, bool from_client, const char *text, uint32_t random_len)
{
    struct packet p;
    packet_init(&p);
    if (text)
        packet_append_bytes(&p, bytes_of_text(text));
    else
        content_fill(rng_next(l->rng), 0, packet_append(&p, random_len), random_len);
    tcp_data(&l->session, from_client, &p);
}

void login_init(struct login *l, struct upf *u, const struct five_tuple *t, struct rng *r, uint32_t keystrokes)
{
    *l = (struct login){.upf = u, .rng = r, .keystrokes = keystrokes};
    l->session = (struct tcp){.send = send_session, .ctx = l, .ttl = {61, 64}};
    tcp_init(&l->session, t, r);
}

void login_step(struct world *w, void *ctx)
{
    struct login *l = ctx;
    struct tcp *t = &l->session;
    int64_t pause_ns = 4 * MILLISECOND;
    uint32_t step = l->step++;
    if (step == 0)
        tcp_syn(t, true);
    else if (step == 1)
        tcp_syn(t, false);
    else if (step == 2)
        tcp_ack(t, true);
    else if (step == 3)
        session_data(l, false, "SSH-2.0-OpenSSH_9.2p1\r\n", 0);
    else if (step == 4)
        session_data(l, true, "SSH-2.0-OpenSSH_9.6\r\n", 0);
    else if (step < 5 + 2 * l->keystrokes && !world_closing(w)) {
        bool key = step % 2 == 1;
        session_data(l, key, NULL, key ? 36 + 4 * rng_below(l->rng, 6) : 44 + 4 * rng_below(l->rng, 80));
        pause_ns = key ? 9 * MILLISECOND : KEYSTROKE_MS * MILLISECOND;
    } else {
        tcp_fin(t, true);
        tcp_fin(t, false);
        return;
    }
    world_at(w, pause_ns, login_step, l);
}
