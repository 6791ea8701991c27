/* Orders given by the vendors' own ways, held against the inventory: who gave them, and where the product is to go. */
#include <inttypes.h>

#include "audit/findings.h"

static bool has_role(const struct network *n, const struct ip_addr *a, const char *const *roles)
{
    int element = network_element_of(n, a);
    if (element < 0) return false;
    for (; *roles; roles++)
        if (strcmp(n->elements[element].role, *roles) == 0) return true;
    return false;
}

/* Sessions are the control plane's, and so are traces of subscribers, which operation may order too; interceptions the
 * administration function's, and, in the vendors' ways, the mediation function's that gets their product. RADIUS servers have no
 * role of their own: a declared one may pass orders on. */
static bool is_provisioner(const struct network *n, const struct commander *k)
{
    static const char *const control[] = {"SMF", "SGW", "PGW", NULL};
    static const char *const tracing[] = {"MME", "AMF", "SGSN", "SGW", "PGW", "SMF", "HSS", "UDM", "OAM", NULL};
    static const char *const administration[] = {"ADMF", "MDF2", "MDF3", "MF", NULL};
    if (k->way == CONTROL_PFCP) return has_role(n, &k->stream.src, control);
    if (k->way == CONTROL_GTPV2) return has_role(n, &k->stream.src, tracing);
    if (has_role(n, &k->stream.src, administration)) return true;
    const struct declaration *d = k->way == CONTROL_RADIUS ? network_declared(n, &k->stream, NULL) : NULL;
    return d && d->as == PURPOSE_SIGNALLING;
}

static bool end_has(const struct declared_end *end, int element, const struct ip_addr *a)
{
    if (end->is_prefix) return a && prefix_contains(&end->prefix, a);
    for (size_t i = 0; i < end->element_count; i++)
        if (element >= 0 && end->elements[i] == (uint32_t)element) return true;
    return false;
}

/* The inventory lets this element send product or approved copies there. A place without address may be any of those: what goes
 * to it is judged when it is seen. */
static bool place_declared(const struct network *n, int element, const struct ordered_place *p)
{
    for (size_t i = 0; i < n->declaration_count; i++) {
        const struct declaration *d = &n->declarations[i];
        if (d->as != PURPOSE_DELIVERY && d->as != PURPOSE_PROBE) continue;
        if (!d->from.is_prefix && !end_has(&d->from, element, NULL)) continue;
        if (!p->addr.family) return true;
        if (d->port && p->port && d->port != p->port) continue;
        if (end_has(&d->to, network_element_of(n, &p->addr), &p->addr)) return true;
    }
    return false;
}

/* Traces are the network's own tool too: their records go to its own operation and maintenance. */
static bool place_of_operation(const struct network *n, const struct commander *k, const struct ordered_place *p)
{
    static const char *const operation[] = {"OAM", NULL};
    return k->way == CONTROL_GTPV2 && has_role(n, &p->addr, operation);
}

static bool place_warranted(const struct engine *e, const struct ordered_place *p)
{
    for (size_t i = 0; p->addr.family && e->warrants && i < e->warrants->count; i++)
        if (warrant_delivers_to(&e->warrants->list[i], &p->addr, p->port)) return true;
    return false;
}

/* A target is secret: its seal, or its kind alone, unless the run may show it. */
static const char *subscriber_text(const struct engine *e, struct arena *a, const struct ip_addr *who)
{
    char text[ADDR_TEXT], seal[SEAL_TEXT];
    const char *canonical = arena_printf(a, "ip:%s", ip_text(who, text));
    if (e->reveal_targets) return canonical;
    return e->seal_key ? arena_text(a, seal_target(e->seal_key, canonical, seal)) : "ip:*";
}

/* "Identifiers: LI-1. Targets: ip:*." */
static const char *samples_text(const struct engine *e, struct arena *a, const struct commander *k)
{
    const char *text = k->enciphered ? " Parts of it can only be read with the shared secret." : "";
    for (unsigned i = 0; i < k->id_count; i++) text = arena_printf(a, "%s%s %s", text, i ? "," : " Identifier:", k->ids[i]);
    if (k->id_count) text = arena_printf(a, "%s.", text);
    for (unsigned i = 0; i < k->subscriber_count; i++)
        text = arena_printf(a, "%s%s %s", text, i ? "," : " Target:", subscriber_text(e, a, &k->subscribers[i]));
    for (unsigned i = 0; i < k->identity_count; i++)
        text =
            arena_printf(a, "%s%s %s", text, i || k->subscriber_count ? "," : " Target:", target_shown(e, a, k->identities[i]));
    return k->subscriber_count + k->identity_count ? arena_printf(a, "%s.", text) : text;
}

static struct verdict_finding *about(const struct engine *e, struct finding_list *l, const struct commander *k, enum rule r,
                                     const struct sighting *s)
{
    struct verdict_finding *f = finding_new(l, r);
    finding_element(f, e->network, network_element_of(e->network, &k->stream.dst));
    f->conversation = conversation_of(l->arena, &k->stream);
    finding_sighting(f, s);
    finding_evidence(l, f, s->proof, s->proof_count, "order");
    return f;
}

static const char *place_text(struct arena *a, const struct ordered_place *p)
{
    char text[ENDPOINT_TEXT];
    if (!p->addr.family) return "a place that the order does not name";
    if (!p->port) return arena_text(a, ip_text(&p->addr, text));
    return arena_text(a, endpoint_text(&p->addr, p->port, text));
}

static void unknown_provisioner(const struct engine *e, struct finding_list *l, const struct commander *k)
{
    struct arena *a = l->arena;
    char src[ADDR_TEXT];
    int peer = network_element_of(e->network, &k->stream.src);
    const char *known = peer < 0 ? "whom the inventory does not know"
                                 : arena_printf(a, "%s (%s)", e->network->elements[peer].name, e->network->elements[peer].role);
    unsigned named = 0;
    while (named + 1 < k->place_count && !k->places[named].addr.family) named++;
    struct verdict_finding *f = about(e, l, k, RULE_UNKNOWN_PROVISIONER, &k->seen);
    f->summary = arena_printf(
        a, "%s, %s, orders interceptions or mirrors from %s by %s, and is no declared provisioner: %" PRIu64 " message%s",
        ip_text(&k->stream.src, src), known, f->element, control_way_name(k->way), k->seen.pdus, k->seen.pdus == 1 ? "" : "s");
    f->detail = arena_printf(a, "The product is to go to %s.%s", place_text(a, &k->places[named]), samples_text(e, a, k));
}

/* Whoever ordered it: no warrant, probe or delivery names where it is to go. */
static void unnamed_place(const struct engine *e, struct finding_list *l, const struct commander *k,
                          const struct ordered_place *p)
{
    struct arena *a = l->arena;
    char src[ADDR_TEXT];
    bool mirror = k->way == CONTROL_PFCP;
    struct verdict_finding *f = about(e, l, k, mirror ? RULE_MIRROR_SESSION : RULE_UNDECLARED_DESTINATION, &p->seen);
    f->summary = arena_printf(a, "%s is ordered by %s (%s) to send %s to %s, outside %s", f->element,
                              ip_text(&k->stream.src, src), control_way_name(k->way),
                              mirror                    ? "duplicates of a session's packets"
                              : k->way == CONTROL_GTPV2 ? "a subscriber's trace"
                                                        : "intercepted traffic",
                              place_text(a, p), mirror ? "the approved list" : "what warrants and inventory name");
    f->detail = arena_printf(a, "What was ordered, not what was sent, is told here.%s", samples_text(e, a, k));
}

void rules_of_control(struct engine *e, struct finding_list *l)
{
    for (size_t i = 0; i < e->commands.count; i++) {
        const struct commander *k = &e->commands.list[i];
        int element = network_element_of(e->network, &k->stream.dst);
        if (element < 0) continue;
        if (e->inventory_given && !is_provisioner(e->network, k)) unknown_provisioner(e, l, k);
        for (unsigned p = 0; p < k->place_count; p++) {
            const struct ordered_place *place = &k->places[p];
            bool judged = k->way == CONTROL_PFCP || (e->inventory_given && place->addr.family);
            if (judged && !place_declared(e->network, element, place) && !place_warranted(e, place) &&
                !place_of_operation(e->network, k, place))
                unnamed_place(e, l, k, place);
        }
    }
}
