/* Targets that are names, and the addresses that they have: seen assigned, or told by records of their interception. */
#include <strings.h>

#include "audit/engine_internal.h"
#include "audit/x1_target.h"
#include "intercept/product.h"
#include "register/identity.h"

struct names {
    const struct engine *engine;
    struct identity imsi, msisdn;
};

static bool covers(const struct engine *e, const struct warrant *w, const struct identity *id)
{
    return id->count && identity_covered(w, e->seal_key, id) == IDENTITY_COVERED;
}

static bool is_his(void *ctx, const struct warrant *w)
{
    const struct names *n = ctx;
    return covers(n->engine, w, &n->imsi) || covers(n->engine, w, &n->msisdn);
}

void engine_learn_session(struct engine *e, const struct five_tuple *t, struct bytes payload)
{
    struct assignment a;
    struct names n = {.engine = e};
    if (!subscribers_take(&e->subscribers, t, payload, &a)) return;
    identity_of("imsi", a.imsi, &n.imsi);
    identity_of("msisdn", a.msisdn, &n.msisdn);
    bool added = a.v4.family && targets_assigned(&e->targets, &a.v4, is_his, &n);
    added |= a.v6.family && targets_assigned(&e->targets, &a.v6, is_his, &n);
    if (added) engine_look_again(e);
    identity_done(&n.imsi);
    identity_done(&n.msisdn);
    explicit_bzero(&a, sizeof a);
}

static bool is_address(const struct x1_target *t)
{
    return strcmp(t->kind, "ipv4Address") == 0 || strcmp(t->kind, "ipv6Address") == 0;
}

/* The names of a record all stand for one subscriber. */
void engine_learn_record(struct engine *e, const struct intercept_event *record)
{
    char other[TARGET_TEXT];
    const struct product *p = record->product;
    const struct intercept *it = p ? intercepts_of_event(&e->intercepts, record) : NULL;
    bool any = false, added = false;
    for (unsigned i = 0; it && i < p->target_count; i++) any |= is_address(&p->targets[i]);
    if (!any || !it->warrant || record->additional_xid) return;
    if (x1_names_covered(it->warrant, e->seal_key, p->targets, p->target_count, p->matched_count, other) != X1_COVERED) return;
    for (unsigned i = 0; i < p->target_count; i++) {
        struct ip_addr a;
        if (is_address(&p->targets[i]) && ip_parse(p->targets[i].value, &a)) added |= targets_bind(&e->targets, it->warrant, &a);
    }
    if (added) engine_look_again(e);
}
