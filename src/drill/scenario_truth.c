#include "drill/scenario.h"

/* Where something goes that the inventory does not know, whatever else is said of it, in either direction. */
static void allow_place(struct truth *t, const struct ip_addr *place, const char *rule)
{
    char text[ADDR_TEXT];
    ip_text(place, text);
    for (int reverse = 0; reverse < 2; reverse++) {
        struct truth_match *m = truth_allow(t, rule);
        m->rules[1] = "mirror-session";
        m->rules[2] = "undeclared-conversation";
        truth_text(reverse ? m->src : m->dst, text);
    }
}

static bool place_is_declared(enum copy_place p)
{
    return p == PLACE_GNB || p == PLACE_OWN_GNB || p == PLACE_ADMIN || p == PLACE_SUPPORT;
}

static void match_site(struct truth_match *m, const struct copy_site *site)
{
    char dst[ADDR_TEXT];
    truth_text(m->dst, ip_text(&site->dst, dst));
    if (site->port) m->dport = site->port;
}

/* What of the content is left in it: nothing. */
static void sealed_truth(const struct scenario *s, const struct copy_site *site, struct truth *t)
{
    t->copied_max = UINT64_MAX;
    struct truth_match *m = truth_expect(t, "encrypted-copy");
    match_site(m, site);
    if (place_is_declared(s->copy.place)) return;
    m->rules[1] = "undeclared-conversation";
    allow_place(t, &site->dst, "encrypted-copy");
}

static void content_truth(const struct scenario *s, const struct copy *c, const struct copy_site *site, struct truth *t)
{
    const struct copy_count n = copy_count(c);
    for (size_t i = 0; copy_subject(c, i); i++) {
        struct truth_match *m = truth_expect(t, "covert-copy");
        truth_text(m->subject, t->plant.subjects[i]);
        match_site(m, site);
        if (place_is_declared(s->copy.place)) truth_text(truth_allow(t, "covert-copy")->dst, m->dst);
        if (site->dst.family) continue;
        truth_allow(t, "undeclared-conversation"); /* its addresses are the subscriber's own */
        truth_text(truth_allow(t, "covert-copy")->subject, m->subject);
    }
    if (site->dst.family && !place_is_declared(s->copy.place)) allow_place(t, &site->dst, "covert-copy");
    t->copied_min = n.packets - n.packets / 10;
    t->copied_max = n.packets + n.packets / 10;
    if (s->memory_bytes) t->copied_min = 0; /* how many of them a memory that forgets can still prove is not said */
    if (carrier_of(s->copy.carrier)->protocol != IP_TCP) return;
    t->copied_min = 0; /* how many segments hold copied content is a matter of definition */
    t->copied_max = UINT64_MAX;
}

static void copy_truth(const struct scenario *s, const struct outcome *o, struct truth *t)
{
    const struct copy *c = o->copy;
    const struct copy_count n = copy_count(c);
    const struct copy_site site = copy_site(&s->copy, &s->upf, o->world->seed);
    t->plant = (struct truth_plant){.carrier = carrier_of(s->copy.carrier)->name, .packets = n.packets, .bytes = n.bytes};
    t->plant.carried = n.carried;
    t->plant.first_ns = n.first_ns;
    t->plant.last_ns = n.last_ns;
    for (size_t i = 0; copy_subject(c, i); i++) {
        char subject[ADDR_TEXT];
        const struct subscriber *who = copy_subject(c, i);
        ENSURE(!s->copy.v6 || who->v6.family == 6);
        truth_text(t->plant.subjects[i], ip_text(s->copy.v6 ? &who->v6 : &who->v4, subject));
    }
    if (s->probe) return;
    if (carrier_of(s->copy.carrier)->sealed)
        sealed_truth(s, &site, t);
    else
        content_truth(s, c, &site, t);
}

/* A cover that would hide anything: only that it is there can be told. */
static void cover_truth(struct truth *t)
{
    char dst[ADDR_TEXT];
    struct ip_addr place = service_abroad();
    struct truth_match *m = truth_expect(t, "undeclared-conversation");
    truth_text(m->dst, ip_text(&place, dst));
    m->dport = COVER_PORT;
    truth_text(truth_allow(t, "undeclared-conversation")->src, dst);
}

/* By PFCP the SMF may order, but not to there; otherwise both he who orders and the place are strange. */
static void order_truth(const struct order_plan *p, struct truth *t)
{
    char sender[ADDR_TEXT], stranger[ADDR_TEXT];
    struct ip_addr from = orders_sender(p), place = orders_stranger();
    bool pfcp = p->way == ORDER_PFCP;
    for (int i = 0; i < (pfcp ? 1 : 2); i++) {
        struct truth_match *m = truth_expect(t, pfcp ? "mirror-session" : i ? "undeclared-destination" : "unknown-provisioner");
        truth_text(m->src, ip_text(&from, sender));
        truth_text(m->element, "upf-1");
        m->max = 1;
    }
    truth_text(truth_allow(t, "undeclared-conversation")->dst, ip_text(&place, stranger));
}

/* A stranger's session is told by itself, and so may be what the element answers him; a declared one only by what follows it. */
static void reach_truth(const struct reach_plan *p, struct truth *t)
{
    char client[ADDR_TEXT], place[ADDR_TEXT];
    struct ip_addr from = reach_client(p), to = reach_place();
    bool sends = p->egress == EGRESS_AFTER || p->egress == EGRESS_BEFORE;
    if (p->who == REACH_STRANGER || p->egress == EGRESS_AFTER) {
        struct truth_match *m = truth_expect(t, "maintenance-reach");
        truth_text(m->src, ip_text(&from, client));
        truth_text(m->element, "upf-1");
        m->max = 1;
    }
    if (p->who == REACH_STRANGER) truth_text(truth_allow(t, "undeclared-conversation")->dst, client);
    if (!sends) return;
    struct truth_match *m = truth_expect(t, "undeclared-conversation");
    truth_text(m->dst, ip_text(&to, place));
    m->dport = REACH_PORT;
}

/* Whoever asks without being the administration; what it says back to him is undeclared too. */
static void stranger_truth(const struct x1_plan *p, struct truth *t)
{
    char asker[ADDR_TEXT];
    struct ip_addr from = x1_asker(p);
    ip_text(&from, asker);
    struct truth_match *m = truth_expect(t, "unknown-provisioner");
    truth_text(m->src, asker);
    truth_text(m->element, "upf-1");
    m->min = m->max = 1;
    truth_text(truth_allow(t, "undeclared-conversation")->dst, asker);
    truth_text(truth_allow(t, "undeclared-conversation")->src, asker);
}

static void elsewhere_truth(struct truth *t)
{
    char dst[ADDR_TEXT];
    struct ip_addr place = scenario_elsewhere();
    ip_text(&place, dst);
    struct truth_match *m = truth_expect(t, "undeclared-destination");
    truth_text(m->dst, dst);
    m = truth_allow(t, "undeclared-conversation");
    m->rules[1] = "covert-copy";
    truth_text(m->dst, dst);
    m = truth_allow(t, "undeclared-conversation");
    truth_text(m->src, dst);
}

static void interception_truth(const struct scenario *s, const struct outcome *o, size_t index, struct truth *t)
{
    static const char *const rules[] = {[PAPER_NONE] = "intercept-without-warrant",
                                        [PAPER_EXPIRED] = "intercept-outside-validity",
                                        [PAPER_IRI_ONLY] = "content-beyond-scope"};
    const struct interception_plan *p = &s->interceptions[index];
    const struct delivery *d = o->deliveries[index];
    struct truth_intercept *i = truth_intercept(t, s->hi3 ? "" : p->xid, s->hi3 ? p->liid : "");
    i->iri = s->upf.oam_loss_ppm ? TRUTH_UNKNOWN : d->iri;                               /* PDUs, not what was seen of them */
    i->cc = s->upf.oam_loss_ppm ? TRUTH_UNKNOWN : d->handed > d->cc ? d->handed : d->cc; /* once, whatever the interfaces */
    if (p->paper != PAPER_NONE) truth_text(i->warrant, p->warrant);
    bool covered = (p->paper == PAPER_VALID && !p->instead) || (p->paper == PAPER_IRI_ONLY && !p->x3);
    if (!covered) {
        struct truth_match *m = truth_expect(t, p->instead ? "intercept-wrong-target" : rules[p->paper]);
        truth_text(m->xid, p->xid);
        m->max = 1;
        m = truth_allow(t, "covert-copy"); /* content that left without a warrant may be called a copy too */
        char subject[ADDR_TEXT];
        truth_text(m->subject, ip_text(&d->target->v4, subject));
        t->copied_max = UINT64_MAX;
    }
    if (s->hi3 == HANDOVER_ALTERED) {
        struct truth_match *m = truth_expect(t, "integrity-broken");
        truth_text(m->warrant, p->warrant);
        m->max = 1;
    }
    if (p->breaks) {
        struct truth_match *m = truth_expect(t, p->breaks);
        truth_text(m->xid, p->xid);
        truth_text(m->element, "upf-1");
        m->min = m->max = 1;
    }
    if (p->flaw == FLAW_OTHERS) { /* what others' packets are, a copy or product, is a matter of words */
        char subject[ADDR_TEXT];
        truth_text(truth_allow(t, "covert-copy")->subject, ip_text(&d->other_target->v4, subject));
        t->copied_max = UINT64_MAX;
    }
    if (p->flaw == FLAW_BETWEEN) {
        char subject[ADDR_TEXT];
        struct truth_match *m = truth_expect(t, "covert-copy");
        truth_text(m->subject, ip_text(&d->other_target->v4, subject));
        t->copied_max = UINT64_MAX;
    }
    if (p->elsewhere) elsewhere_truth(t);
}

void scenario_truth(const struct scenario *s, const struct outcome *o, struct truth *t)
{
    static const char *const kinds[] = {[DRILL_CLEAN] = "clean", [DRILL_PLANTED] = "planted", [DRILL_BENCH] = "bench"};
    *t = (struct truth){.scenario = s->name, .summary = s->summary, .kind = kinds[s->kind], .seed = o->world->seed};
    t->packets = o->world->packets;
    t->bytes = o->world->bytes;
    t->memory_bytes = s->memory_bytes;
    t->copied_max = 3;
    t->unexplained_max = s->kind == DRILL_PLANTED ? -1 : 0.02;
    if (o->copy) copy_truth(s, o, t);
    if (s->service == SERVICE_COVER_ABROAD) cover_truth(t);
    if (s->order.way != ORDER_NONE && s->order.elsewhere) order_truth(&s->order, t);
    if (s->reach.who != REACH_NOBODY) reach_truth(&s->reach, t);
    if (s->x1.count && s->x1.stranger) stranger_truth(&s->x1, t);
    for (size_t i = 0; i < s->interception_count; i++) interception_truth(s, o, i, t);
    if (hi1_remark(s->hi1))
        t->says[0] = hi1_remark(s->hi1);
    else
        t->never[0] = "ordered over HI1";
    if (o->clear_links) {
        struct truth_match *m = truth_expect(t, "unprotected-interface"); /* drills speak in clear, so that it can be read */
        m->min = m->max = (uint32_t)o->clear_links;
    }
    t->exit_status = t->expect_count ? 1 : 0;
}
