/* What rules could not decide because less was to be seen than they need: each rule, where, and why. */
#include <inttypes.h>
#include <strings.h>

#include "audit/findings.h"

enum { UNDECIDED_MAX = 64, TLS_GROUPS_MAX = 256 };

#define BIT(r) (UINT64_C(1) << (r))

/* What X1 and HI1 tell; what product tells; what the vendors' own ways of ordering tell. */
static const uint64_t of_control = BIT(RULE_INTERCEPT_WITHOUT_WARRANT) | BIT(RULE_INTERCEPT_WRONG_TARGET) |
                                   BIT(RULE_UNDECLARED_DESTINATION) | BIT(RULE_DELIVERY_WITHOUT_PROVISIONING) |
                                   BIT(RULE_DELIVERY_AFTER_WITHDRAWAL) | BIT(RULE_UNKNOWN_PROVISIONER) |
                                   BIT(RULE_PROVISIONING_MISMATCH);
static const uint64_t of_product = BIT(RULE_INTERCEPT_WITHOUT_WARRANT) | BIT(RULE_INTERCEPT_WRONG_TARGET) |
                                   BIT(RULE_INTERCEPT_OUTSIDE_VALIDITY) | BIT(RULE_CONTENT_BEYOND_SCOPE) |
                                   BIT(RULE_UNDECLARED_DESTINATION) | BIT(RULE_DELIVERY_WITHOUT_PROVISIONING) |
                                   BIT(RULE_DELIVERY_AFTER_WITHDRAWAL) | BIT(RULE_OVER_DELIVERY) | BIT(RULE_UNDER_DELIVERY) |
                                   BIT(RULE_DELIVERY_GAP) | BIT(RULE_INTEGRITY_BROKEN);
static const uint64_t of_orders = BIT(RULE_UNKNOWN_PROVISIONER) | BIT(RULE_UNDECLARED_DESTINATION) | BIT(RULE_MIRROR_SESSION);

static const char cut_in_part[] = "the capture keeps its frames in part";

struct depth {
    struct engine *engine;
    struct arena *arena;
    struct verdict_undecided list[UNDECIDED_MAX];
    size_t count;
    uint64_t more;
};

static const char *const *names_of(struct arena *a, uint64_t rules, size_t *ret_count)
{
    const char **names = arena_alloc(a, RULE_COUNT * sizeof *names);
    *ret_count = 0;
    for (unsigned r = 0; r < RULE_COUNT; r++)
        if (rules & BIT(r)) names[(*ret_count)++] = rule_name((enum rule)r);
    return names;
}

static void tell(struct depth *d, uint64_t rules, const char *where, const char *why)
{
    if (d->count == UNDECIDED_MAX) {
        d->more++;
        return;
    }
    struct verdict_undecided *u = &d->list[d->count++];
    *u = (struct verdict_undecided){.where = where, .why = why};
    u->rules = names_of(d->arena, rules, &u->rule_count);
}

/* --- conversations ------------------------------------------------------------------------------------------------------- */

static const char *role_of(const struct engine *e, const struct ip_addr *a)
{
    int element = network_element_of(e->network, a);
    const char *role = element >= 0 ? e->network->elements[element].role : NULL;
    return role ? role : "";
}

static bool with_administration(const struct engine *e, const struct five_tuple *t)
{
    return strcasecmp(role_of(e, &t->src), "ADMF") == 0 || strcasecmp(role_of(e, &t->dst), "ADMF") == 0;
}

/* What may run in it, as far as the inventory tells; `t` goes to the server. */
static uint64_t rules_between(const struct engine *e, const struct five_tuple *t)
{
    const struct declaration *d = network_declared(e->network, t, NULL);
    if (d && d->as == PURPOSE_DELIVERY) return of_product;
    return with_administration(e, t) ? of_control : of_control | of_product;
}

static const char *end_text(const struct depth *d, const struct ip_addr *a)
{
    char text[ADDR_TEXT];
    int element = network_element_of(d->engine->network, a);
    return element >= 0 ? d->engine->network->elements[element].name : arena_text(d->arena, ip_text(a, text));
}

/* "from ne-1 to mdf-1, tcp/25000" */
static const char *between(const struct depth *d, const struct five_tuple *t)
{
    return arena_printf(d->arena, "from %s to %s, %s/%u", end_text(d, &t->src), end_text(d, &t->dst),
                        t->protocol == 17 ? "udp" : "tcp", t->dport);
}

/* TLS sessions of one client with one server. */
struct tls_group {
    struct five_tuple flow;
    bool unfit;
    uint64_t sessions;
};

static struct tls_group *group_of(struct tls_group *list, size_t *count, const struct five_tuple *flow, bool unfit)
{
    for (size_t i = 0; i < *count; i++)
        if (list[i].unfit == unfit && list[i].flow.dport == flow->dport && ip_equal(&list[i].flow.src, &flow->src) &&
            ip_equal(&list[i].flow.dst, &flow->dst))
            return &list[i];
    if (*count == TLS_GROUPS_MAX) return NULL;
    list[*count] = (struct tls_group){.flow = *flow, .unfit = unfit};
    return &list[(*count)++];
}

static void tell_tls(struct depth *d)
{
    struct engine *e = d->engine;
    struct tls_group *list = arena_alloc(d->arena, TLS_GROUPS_MAX * sizeof *list);
    size_t count = 0;
    for (size_t i = 0; i < tls_facts_count(e->facts); i++) {
        const struct tls_session_facts *f = tls_facts_at(e->facts, i);
        enum tls_secret_use use = tls_secrets_use(e->secrets, f->random);
        if (use == TLS_SECRETS_FIT) continue;
        if (!session_of_interception(e, f)) continue; /* told as a number */
        struct tls_group *g = group_of(list, &count, &f->flow, use == TLS_SECRETS_UNFIT);
        if (g)
            g->sessions++;
        else
            d->more++;
    }
    const char *without = tls_secret_store_empty(e->secrets) ? "they are encrypted, and no key log was given (--keylog)"
                                                             : "they are encrypted, and the key log has no secrets of them";
    for (size_t i = 0; i < count; i++)
        tell(d, rules_between(e, &list[i].flow) | BIT(RULE_COVERT_COPY),
             arena_printf(d->arena, "%" PRIu64 " TLS session%s %s", list[i].sessions, list[i].sessions == 1 ? "" : "s",
                          between(d, &list[i].flow)),
             list[i].unfit ? "they are encrypted, and their secrets in the key log open nothing" : without);
}

/* Is it known what runs in it, or is it TLS or cut, which are told apart? */
static bool is_known(const struct engine *e, const struct five_tuple *t)
{
    const struct intercepts *i = &e->intercepts;
    for (size_t k = 0; k < e->cut.count; k++)
        if (five_tuple_equal(&e->cut.list[k].flow, t)) return true;
    for (size_t k = 0; k < i->interface_count; k++)
        if (i->interfaces[k].stream.dport == t->dport && ip_equal(&i->interfaces[k].stream.dst, &t->dst)) return true;
    for (size_t k = 0; k < tls_facts_count(e->facts); k++) {
        const struct five_tuple *flow = &tls_facts_at(e->facts, k)->flow;
        if (flow->dport == t->dport && ip_equal(&flow->dst, &t->dst)) return true;
    }
    return false;
}

/* A party's conversation, to the server. One of its ports is part of it, the other only where it stayed the same. */
static struct five_tuple flow_of(const struct engine *e, const struct party *p)
{
    struct five_tuple t = p->outer;
    if (p->other_port_varies) return p->service_is_src ? five_tuple_reverse(&t) : t;
    if (p->service_is_src)
        t.dport = p->other_port;
    else
        t.sport = p->other_port;
    return flow_to_server(e->network, &t);
}

/* A way out that the inventory says is an interception's, or that leads to the administration function, and in which nothing of
 * the kind was recognised. */
static void tell_party(struct depth *d, const struct party *p)
{
    const struct engine *e = d->engine;
    if (!p->own || (p->standing != STANDING_DELIVERY && !with_administration(e, &p->outer))) return;
    struct five_tuple t = flow_of(e, p);
    t.sport = 0;
    if (!t.dport || is_known(e, &t)) return;
    tell(d, rules_between(e, &t), arena_printf(d->arena, "the conversation %s", between(d, &t)),
         p->cut ? cut_in_part
                : "nothing of interceptions was recognised in it: encrypted, cut, seen from its middle, or in another form");
}

static void tell_cut(struct depth *d)
{
    const struct engine *e = d->engine;
    for (size_t i = 0; i < e->cut.count; i++)
        tell(d, rules_between(e, &e->cut.list[i].flow),
             arena_printf(d->arena, "%" PRIu64 " packets of the conversation %s", e->cut.list[i].packets,
                          between(d, &e->cut.list[i].flow)),
             cut_in_part);
    d->more += e->cut.refused > 0;
    for (uint32_t k = 1; k < e->book.parties.top; k++) tell_party(d, book_party(&e->book, k));
}

/* --- orders, management, product ----------------------------------------------------------------------------------------- */

static bool told_before(const struct maintenance *m, size_t at)
{
    const struct maintenance_session *s = &m->list[at];
    for (size_t i = 0; i < at; i++) {
        const struct maintenance_session *o = &m->list[i];
        if (o->enciphered && o->kind == s->kind && o->stream.dport == s->stream.dport &&
            ip_equal(&o->stream.src, &s->stream.src) && ip_equal(&o->stream.dst, &s->stream.dst))
            return true;
    }
    return false;
}

static void tell_management(struct depth *d)
{
    const struct maintenance *m = &d->engine->maintenance;
    for (size_t i = 0; i < m->count; i++) {
        const struct maintenance_session *s = &m->list[i];
        if (!s->serves || !s->enciphered || told_before(m, i)) continue;
        tell(d, of_orders | BIT(RULE_COVERT_COPY),
             arena_printf(d->arena, "%s %s", s->kind == MANAGEMENT_SNMP ? "SNMPv3" : management_name(s->kind),
                          between(d, &s->stream)),
             "it is encrypted: what is asked for and sent inside cannot be read");
    }
}

static void tell_orders(struct depth *d)
{
    const struct commands *c = &d->engine->commands;
    for (size_t i = 0; i < c->count; i++)
        if (c->list[i].enciphered)
            tell(d, BIT(RULE_UNDECLARED_DESTINATION) | BIT(RULE_MIRROR_SESSION),
                 arena_printf(d->arena, "%s %s", control_way_name(c->list[i].way), between(d, &c->list[i].stream)),
                 "parts of its orders can only be read with the shared secret");
}

static void tell_containers(struct depth *d)
{
    const struct intercepts *t = &d->engine->intercepts;
    for (size_t i = 0; i < t->count; i++) {
        const struct intercept *it = t->list[i];
        if (!it->hi.encrypted) continue;
        tell(d,
             BIT(RULE_INTERCEPT_WRONG_TARGET) | BIT(RULE_CONTENT_BEYOND_SCOPE) | BIT(RULE_OVER_DELIVERY) |
                 BIT(RULE_UNDER_DELIVERY),
             arena_printf(d->arena, "%" PRIu64 " PDUs of %s", it->hi.encrypted, intercept_name(d->arena, it)),
             "they are encryption containers that no key opened (--keys)");
    }
}

void judge_depth(struct engine *e, struct arena *a, struct verdict *v)
{
    struct depth *d = arena_alloc(a, sizeof *d);
    *d = (struct depth){.engine = e, .arena = a};
    tell_tls(d);
    tell_cut(d);
    tell_management(d);
    tell_orders(d);
    tell_containers(d);
    v->undecided = d->list;
    v->undecided_count = d->count;
    v->undecided_more = d->more;
}
