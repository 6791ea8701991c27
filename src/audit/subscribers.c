#include "audit/subscribers.h"

#include <string.h>

#include "proto/pfcp.h"

static bool take_pfcp(struct bytes b, struct assignment *ret)
{
    struct pfcp_request q;
    if (!pfcp_parse(b, &q) || q.message != PFCP_SESSION_ESTABLISHMENT || !q.subscriber.family) return false;
    _Static_assert(sizeof ret->imsi == sizeof q.imsi && sizeof ret->msisdn == sizeof q.msisdn, "as many digits");
    memcpy(ret->imsi, q.imsi, sizeof ret->imsi);
    memcpy(ret->msisdn, q.msisdn, sizeof ret->msisdn);
    if (q.subscriber.family == 4) {
        ret->v4 = q.subscriber;
    } else {
        uint8_t prefix[16] = {0};
        memcpy(prefix, q.subscriber.bytes, 8);
        ret->v6 = ip_from_v6(prefix);
    }
    return true;
}

static void assign(struct assignment *a, const struct gtp_session *g)
{
    if (g->imsi[0]) memcpy(a->imsi, g->imsi, sizeof a->imsi);
    if (g->msisdn[0]) memcpy(a->msisdn, g->msisdn, sizeof a->msisdn);
    if (g->v4.family) a->v4 = g->v4;
    if (g->v6.family) a->v6 = g->v6;
}

static bool take_gtp(struct subscribers *s, const struct five_tuple *t, struct bytes b, struct assignment *ret)
{
    struct gtp_session g;
    if (!gtp_session_parse(b, &g)) return false;
    assign(ret, &g);
    if (!g.answer) {
        s->asked[s->next].asks = t->src;
        s->asked[s->next].answers = t->dst;
        s->asked[s->next].session = g;
        s->next = (s->next + 1) % SUBSCRIBERS_ASKED;
        return g.v4.family || g.v6.family; /* it brings one along (handover) */
    }
    for (unsigned i = 0; i < SUBSCRIBERS_ASKED; i++) {
        if (s->asked[i].session.sequence != g.sequence || !ip_equal(&s->asked[i].asks, &t->dst) ||
            !ip_equal(&s->asked[i].answers, &t->src))
            continue;
        struct assignment whole = {.imsi = ""};
        assign(&whole, &s->asked[i].session);
        assign(&whole, &g);
        *ret = whole;
        explicit_bzero(&s->asked[i], sizeof s->asked[i]); /* it is a name */
        return ret->v4.family || ret->v6.family;
    }
    return false;
}

bool subscribers_take(struct subscribers *s, const struct five_tuple *t, struct bytes payload, struct assignment *ret)
{
    *ret = (struct assignment){.imsi = ""};
    if (t->protocol != 17) return false;
    if (t->dport == PFCP_PORT) return take_pfcp(payload, ret);
    return (t->dport == GTPC_PORT || t->sport == GTPC_PORT) && take_gtp(s, t, payload, ret);
}
