#include "drill/scenario.h"

static void copy_truth(const struct scenario *s, const struct outcome *o, struct truth *t)
{
    const struct copy *c = o->copy;
    char dst[ADDR_TEXT], subject[ADDR_TEXT];
    struct ip_addr place = carrier_dst(s->copy);
    ip_text(&place, dst);
    ip_text(&c->upf->subscribers[COPY_SUBJECT].v4, subject);
    t->plant = (struct truth_plant){.carrier = carrier_name(s->copy), .packets = copy_packets(c), .bytes = copy_bytes(c)};
    t->plant.first_ns = c->feed ? c->feed->first_ns : c->first_ns;
    t->plant.last_ns = c->feed ? c->feed->last_ns : c->last_ns;
    truth_text(t->plant.subject, subject);
    if (s->probe) return;
    struct truth_match *m = truth_expect(t, "covert-copy");
    truth_text(m->subject, subject);
    if (dst[0]) {
        truth_text(m->dst, dst);
        if (carrier_port(s->copy)) m->dport = carrier_port(s->copy);
        for (int reverse = 0; reverse < 2; reverse++) {
            m = truth_allow(t, "covert-copy");
            m->rules[1] = "mirror-session";
            m->rules[2] = "undeclared-conversation";
            truth_text(reverse ? m->src : m->dst, dst);
        }
    } else {
        truth_allow(t, "undeclared-conversation"); /* its addresses are the subscriber's own */
        truth_text(truth_allow(t, "covert-copy")->subject, subject);
    }
    if (c->feed) { /* how many segments hold copied content is a matter of definition */
        t->copied_max = UINT64_MAX;
        return;
    }
    t->copied_min = copy_packets(c) - copy_packets(c) / 10;
    t->copied_max = copy_packets(c) + copy_packets(c) / 10;
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
    struct truth_intercept *i = truth_intercept(t, p->xid);
    i->iri = d->iri;
    i->cc = d->cc;
    if (p->paper != PAPER_NONE) truth_text(i->warrant, p->warrant);
    bool covered = p->paper == PAPER_VALID || (p->paper == PAPER_IRI_ONLY && !p->x3);
    if (!covered) {
        struct truth_match *m = truth_expect(t, rules[p->paper]);
        truth_text(m->xid, p->xid);
        m->max = 1;
        m = truth_allow(t, "covert-copy"); /* content that left without a warrant may be called a copy too */
        char subject[ADDR_TEXT];
        truth_text(m->subject, ip_text(&d->target->v4, subject));
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
    t->copied_max = 3;
    t->unexplained_max = s->kind == DRILL_PLANTED ? -1 : 0.02;
    if (o->copy) copy_truth(s, o, t);
    for (size_t i = 0; i < s->interception_count; i++) interception_truth(s, o, i, t);
    if (o->delivery_links) {
        struct truth_match *m = truth_expect(t, "unprotected-interface"); /* drills deliver in clear, so that it can be read */
        m->min = m->max = (uint32_t)o->delivery_links;
    }
    t->exit_status = t->expect_count ? 1 : 0;
}
