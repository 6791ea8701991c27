/* Who reached elements to manage them, held against the inventory, and against what the element began to send afterwards. */
#include <inttypes.h>
#include <strings.h>

#include "audit/findings.h"

/* New egress belongs to a session when it begins during it or so long after, and the element was watched without it for at least
 * as long before the session as it then took to begin, and no less than the least. */
#define FOLLOWS_NS  (60 * CLOCK_SECOND)
#define BASELINE_NS (5 * CLOCK_SECOND)

static const double known_by_start = 0.99, known_by_port = 0.8; /* confidence that it is such a session */

/* Sessions of one client at one service of an element. */
struct reach {
    const struct maintenance_session *first; /* evidence and conversation */
    const struct party *egress;              /* that followed; NULL: none */
    const struct maintenance_session *before_egress;
    struct sighting seen; /* of all */
    uint64_t sessions;
    bool by_content, capture_file;
};

static bool answered(const struct maintenance_session *s)
{
    return s->spoken[0] && s->spoken[1];
}

static bool same_reach(const struct maintenance_session *a, const struct maintenance_session *b)
{
    return a->serves && b->serves && a->element == b->element && a->kind == b->kind && a->stream.dport == b->stream.dport &&
           a->stream.protocol == b->stream.protocol && ip_equal(&a->stream.src, &b->stream.src);
}

/* Whoever ordered interceptions in it is told of by that. */
static bool gave_orders(const struct engine *e, const struct maintenance_session *s)
{
    for (size_t i = 0; i < e->commands.count; i++) {
        const struct commander *k = &e->commands.list[i];
        if (k->way == CONTROL_TAP_MIB && s->kind == MANAGEMENT_SNMP && ip_equal(&k->stream.src, &s->stream.src) &&
            ip_equal(&k->stream.dst, &s->stream.dst))
            return true;
    }
    return false;
}

/* The network's own people come from its own elements; strangers, what lies outside, and the maker of the element do not. */
static bool is_foreign(const struct network *n, const struct maintenance_session *s)
{
    int peer = network_element_of(n, &s->stream.src);
    const struct element *managed = &n->elements[s->element];
    if (peer < 0 || n->elements[peer].zone == ZONE_OUTSIDE) return true;
    const char *supplier = n->elements[peer].supplier;
    return supplier && managed->supplier && strcasecmp(supplier, managed->supplier) == 0 && peer != s->element;
}

static const char *peer_text(const struct engine *e, struct arena *a, const struct maintenance_session *s)
{
    char text[ADDR_TEXT];
    const char *address = arena_text(a, ip_text(&s->stream.src, text));
    int peer = network_element_of(e->network, &s->stream.src);
    if (peer < 0) return arena_printf(a, "%s, whom the inventory does not know,", address);
    const struct element *el = &e->network->elements[peer];
    return arena_printf(a, "%s (%s%s%s)", address, el->name, el->supplier ? " of " : "", el->supplier ? el->supplier : "");
}

/* What the element itself sends to a place that the inventory does not know, where a rule held it against the element. */
static bool is_egress(const struct party *p, const struct maintenance_session *s)
{
    return p->own && p->finding && p->standing == STANDING_UNDECLARED && (int)p->element == s->element &&
           !ip_equal(&p->outer.dst, &s->stream.src);
}

static bool followed(const struct engine *e, const struct maintenance_session *s, const struct party *p)
{
    int64_t start = s->seen.first_ns, end = s->seen.last_ns;
    if (!s->opened || !answered(s) || p->first_ns < start || p->first_ns - end > FOLLOWS_NS) return false;
    int64_t delay = p->first_ns - start, before = start - e->first_ns;
    return before >= BASELINE_NS && before >= delay;
}

static void find_egress(const struct engine *e, const struct maintenance_session *s, struct reach *r)
{
    for (uint32_t i = 1; i < e->book.parties.top; i++) {
        const struct party *p = book_party(&e->book, i);
        if (!is_egress(p, s) || !followed(e, s, p)) continue;
        if (r->egress && r->egress->first_ns <= p->first_ns) continue;
        r->egress = p;
        r->before_egress = s;
    }
}

static void join_sighting(struct sighting *all, const struct sighting *s)
{
    if (!all->pdus || s->first_ns < all->first_ns) all->first_ns = s->first_ns;
    if (!all->pdus || s->last_ns > all->last_ns) all->last_ns = s->last_ns;
    all->pdus += s->pdus;
    all->bytes += s->bytes;
    for (unsigned i = 0; i < s->proof_count && all->proof_count < INTERCEPT_PROOFS; i++)
        all->proof[all->proof_count++] = s->proof[i];
}

static struct reach gather(const struct engine *e, size_t from)
{
    const struct maintenance *m = &e->maintenance;
    struct reach r = {.first = &m->list[from]};
    for (size_t i = from; i < m->count; i++) {
        const struct maintenance_session *s = &m->list[i];
        if (!same_reach(r.first, s) || !answered(s)) continue;
        r.sessions++;
        r.by_content |= s->by_content;
        r.capture_file |= s->capture_file;
        join_sighting(&r.seen, &s->seen);
        find_egress(e, s, &r);
    }
    return r;
}

static const char *egress_text(struct arena *a, const struct reach *r)
{
    char text[ENDPOINT_TEXT];
    if (!r->egress) return "";
    const struct five_tuple *t = &r->egress->outer;
    return arena_printf(a, " %.1f s after a session began it began to send to %s, where it had sent nothing before: %s",
                        seconds_between(r->before_egress->seen.first_ns, r->egress->first_ns),
                        t->dport ? endpoint_text(&t->dst, t->dport, text) : ip_text(&t->dst, text), r->egress->finding);
}

static struct verdict_finding *about(const struct engine *e, struct finding_list *l, const struct reach *r)
{
    struct verdict_finding *f = finding_new(l, RULE_MAINTENANCE_REACH);
    finding_element(f, e->network, r->first->element);
    finding_sighting(f, &r->seen);
    f->conversation = conversation_of(l->arena, &r->first->stream);
    if (r->sessions > 1) f->conversation.sport = -1;
    f->limit_max_delay_s = (double)FOLLOWS_NS / 1e9;
    /* what was typed or read is nobody's business: a session is proven by its headers */
    finding_evidence_closed(l, f, r->seen.proof, r->seen.proof_count, "management", false);
    if (r->egress) finding_evidence(l, f, r->egress->sample, r->egress->sample_count, "new egress");
    return f;
}

static void undeclared(const struct engine *e, struct finding_list *l, const struct reach *r)
{
    struct arena *a = l->arena;
    const struct maintenance_session *s = r->first;
    struct verdict_finding *f = about(e, l, r);
    f->confidence = r->by_content ? known_by_start : known_by_port;
    f->summary = arena_printf(a, "%s reached %s by %s on port %u, which the inventory does not declare: %" PRIu64 " session%s",
                              peer_text(e, a, s), e->network->elements[s->element].name, management_name(s->kind),
                              s->stream.dport, r->sessions, r->sessions == 1 ? "" : "s");
    const char *how = r->by_content ? "Known by how it begins."
                                    : "Known by its port and by traffic in both directions: its start was not seen.";
    const char *user = s->user[0] ? arena_printf(a, " Its last user was %s.", s->user) : "";
    const char *file = r->capture_file ? " The element sent a capture file in it." : "";
    const char *egress = r->egress ? arena_printf(a, "%s.", egress_text(a, r)) : "";
    f->detail = arena_printf(a, "%s What was done there is not seen.%s%s%s", how, user, file, egress);
}

static void followed_by_egress(const struct engine *e, struct finding_list *l, const struct reach *r)
{
    struct arena *a = l->arena;
    const struct maintenance_session *s = r->before_egress;
    double before = seconds_between(e->first_ns, s->seen.first_ns),
           delay = seconds_between(s->seen.first_ns, r->egress->first_ns);
    struct verdict_finding *f = about(e, l, r);
    f->conversation = conversation_of(a, &s->stream);
    f->confidence = before / (before + delay); /* the chance that a beginning at any time would not have come so soon */
    if (f->confidence > known_by_start) f->confidence = known_by_start;
    f->summary = arena_printf(a, "%s maintained %s by %s, and%s", peer_text(e, a, s), e->network->elements[s->element].name,
                              s->kind ? management_name(s->kind) : "a declared conversation", egress_text(a, r));
    f->detail = arena_printf(a,
                             "The session is declared. That the one followed the other is all that was seen: it was watched for "
                             "%.0f s before, and what begins up to %.0f s after a session counts.",
                             before, (double)FOLLOWS_NS / 1e9);
}

void rules_of_maintenance(struct engine *e, struct finding_list *l)
{
    const struct maintenance *m = &e->maintenance;
    for (size_t i = 0; e->inventory_given && i < m->count; i++) {
        const struct maintenance_session *s = &m->list[i];
        size_t known = 0;
        while (known < i && !(same_reach(&m->list[known], s) && answered(&m->list[known]))) known++;
        if (known < i || !s->serves || !answered(s)) continue;
        struct reach r = gather(e, i);
        if (!s->declared && s->kind && is_foreign(e->network, s) && !gave_orders(e, s))
            undeclared(e, l, &r);
        else if (s->declared && s->declared->as == PURPOSE_MAINTENANCE && r.egress)
            followed_by_egress(e, l, &r);
    }
}
