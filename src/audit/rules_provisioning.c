/* What X1 shows: who provisioned what, where to, and whether the element owns up to it. */
#include <strings.h>

#include "audit/findings.h"
#include "audit/intercepts.h"
#include "base/uuid.h"

enum { NAMED_MAX = 4 };

static const char *id_text(struct arena *a, const struct x1_uuid *id)
{
    char text[UUID_TEXT];
    return arena_text(a, uuid_text(id->bytes, text));
}

static const char *element_text(struct engine *e, struct arena *a, const struct ip_addr *address)
{
    int element = network_element_of(e->network, address);
    char text[ADDR_TEXT];
    return element >= 0 ? e->network->elements[element].name : arena_printf(a, "the element at %s", ip_text(address, text));
}

/* Of the X1 of the element at that address. */
static const char *x1_depth(const struct engine *e, const struct ip_addr *element)
{
    const struct provisioning *p = &e->intercepts.provisioning;
    bool clear = false;
    for (size_t i = 0; i < p->element_count; i++) clear |= p->elements[i].clear && ip_equal(&p->elements[i].address, element);
    return clear ? "clear" : "keyed";
}

static struct verdict_finding *about(struct engine *e, struct finding_list *l, enum rule r, const struct ip_addr *element,
                                     const struct sighting *s, const char *role)
{
    struct verdict_finding *f = finding_new(l, r);
    finding_element(f, e->network, network_element_of(e->network, element));
    f->depth = x1_depth(e, element);
    finding_sighting(f, s);
    finding_evidence_closed(l, f, s->proof, s->proof_count, role, e->reveal_targets);
    return f;
}

static bool may_provision(const struct engine *e, const struct ip_addr *a)
{
    int element = network_element_of(e->network, a);
    if (element < 0) return false;
    const char *role = e->network->elements[element].role;
    return role && (strcasecmp(role, "ADMF") == 0 || strcasecmp(role, "SMF") == 0); /* an SMF triggers its UPF */
}

static void unknown_provisioner(struct engine *e, struct finding_list *l, const struct provisioner *r)
{
    const struct ip_addr *element = &e->intercepts.provisioning.elements[r->element].address;
    struct verdict_finding *f = about(e, l, RULE_UNKNOWN_PROVISIONER, element, &r->seen, "control");
    char text[ADDR_TEXT];
    f->conversation = conversation_of(l->arena, &r->stream);
    f->summary = arena_printf(l->arena, "%s controls interceptions at %s by X1, and is no declared ADMF or SMF: %llu requests",
                              ip_text(&r->address, text), element_text(e, l->arena, element), (unsigned long long)r->seen.pdus);
}

/* The first few of a kind of difference, by name. */
static const char *differences(struct arena *a, const struct provisioning *p, uint32_t element, enum listing listing,
                               const char *what)
{
    const char *text = "";
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct provision *it = &p->list[i];
        if (it->kind == PROVISION_LIID || it->element != element || it->listing != listing) continue;
        if (count++ >= NAMED_MAX) continue;
        text = arena_printf(a, "%s%s%s %s", text, count > 1 ? ", " : "", it->kind == PROVISION_TASK ? "task" : "destination",
                            id_text(a, &it->id));
    }
    if (count > NAMED_MAX) text = arena_printf(a, "%s and %zu more", text, count - NAMED_MAX);
    return count ? arena_printf(a, " %s: %s.", what, text) : "";
}

/* All that an element says otherwise, in one finding. */
static void mismatch(struct engine *e, struct finding_list *l, uint32_t element)
{
    const struct provisioning *p = &e->intercepts.provisioning;
    struct sighting s = {0};
    const struct provision *only = NULL;
    size_t count = 0;
    for (size_t i = 0; i < p->count; i++) {
        const struct provision *it = &p->list[i];
        if (it->kind == PROVISION_LIID || it->element != element || it->listing == LISTING_RIGHT) continue;
        if (!count++) s = it->against;
        if (it->against.first_ns < s.first_ns) s.first_ns = it->against.first_ns;
        if (it->against.last_ns > s.last_ns) s.last_ns = it->against.last_ns;
        if (it->kind == PROVISION_TASK && !only) only = it;
    }
    if (!count) return;
    const struct ip_addr *address = &p->elements[element].address;
    struct verdict_finding *f = about(e, l, RULE_PROVISIONING_MISMATCH, address, &s, "the element's own list");
    if (only) f->xid = id_text(l->arena, &only->id);
    f->summary = arena_printf(l->arena, "%s's own list differs from what X1 provisioned there in %zu task%s or destination%s",
                              element_text(e, l->arena, address), count, count == 1 ? "" : "s", count == 1 ? "" : "s");
    f->detail = arena_printf(l->arena, "The list was asked for over X1.%s%s%s",
                             differences(l->arena, p, element, LISTING_HIDDEN, "Provisioned but not listed"),
                             differences(l->arena, p, element, LISTING_LINGERING, "Ended but still listed"),
                             differences(l->arena, p, element, LISTING_ALTERED, "Listed with other details"));
}

static bool any_warrant_delivers(const struct engine *e, const struct provision *d)
{
    for (size_t i = 0; e->warrants && i < e->warrants->count; i++)
        if (warrant_delivers_to(&e->warrants->list[i], &d->address, d->port)) return true;
    return false;
}

/* Which destinations have tasks, and of these, which a task's warrant does not name. */
static void note_uses(struct engine *e)
{
    struct provisioning *p = &e->intercepts.provisioning;
    for (size_t i = 0; i < p->count; i++) {
        const struct provision *task = &p->list[i];
        if (task->kind != PROVISION_TASK || !task->intercept) continue;
        const struct warrant *w = e->intercepts.list[task->intercept - 1]->warrant;
        for (unsigned k = 0; k < task->did_count; k++) {
            struct provision *d = provision_find(p, PROVISION_DESTINATION, task->element, &task->dids[k]);
            if (!d || !d->has_address) continue;
            d->used = true;
            d->unnamed |= !w || (w->deliver_to_count && !warrant_delivers_to(w, &d->address, d->port));
        }
    }
}

static bool product_goes_there(const struct engine *e, const struct provision *d)
{
    for (size_t i = 0; i < e->intercepts.count; i++) {
        const struct intercept *it = e->intercepts.list[i];
        for (unsigned k = 0; k < it->place_count; k++)
            if (!it->places[k].named && it->places[k].stream.dport == d->port && ip_equal(&it->places[k].stream.dst, &d->address))
                return true;
    }
    return false;
}

static void undeclared_destination(struct engine *e, struct finding_list *l, const struct provision *d)
{
    const struct ip_addr *element = &e->intercepts.provisioning.elements[d->element].address;
    struct five_tuple stream = {.src = *element, .dst = d->address, .dport = d->port, .protocol = d->udp ? 17 : 6};
    const struct declaration *declared = network_declared(e->network, &stream, NULL);
    if (declared && declared->as == PURPOSE_DELIVERY) return;
    if (d->used ? !d->unnamed : any_warrant_delivers(e, d)) return;
    if (product_goes_there(e, d)) return; /* told with the product */
    struct verdict_finding *f = about(e, l, RULE_UNDECLARED_DESTINATION, element, &d->seen, "control");
    char text[ENDPOINT_TEXT];
    f->conversation = conversation_of(l->arena, &stream);
    f->conversation.sport = -1;
    f->summary = arena_printf(l->arena, "X1 gives %s a destination of interceptions, %s, which %s",
                              element_text(e, l->arena, element), endpoint_text(&d->address, d->port, text),
                              d->used ? "the warrant of a task that uses it does not name"
                                      : "no warrant and no delivery conversation names");
}

void rules_of_provisioning(struct engine *e, struct finding_list *l)
{
    const struct provisioning *p = &e->intercepts.provisioning;
    for (size_t i = 0; e->inventory_given && i < p->provisioner_count; i++)
        if (!may_provision(e, &p->provisioners[i].address)) unknown_provisioner(e, l, &p->provisioners[i]);
    for (uint32_t i = 0; i < p->element_count; i++) mismatch(e, l, i);
    note_uses(e);
    for (size_t i = 0; e->inventory_given && i < p->count; i++)
        if (p->list[i].kind == PROVISION_DESTINATION && p->list[i].has_address) undeclared_destination(e, l, &p->list[i]);
}
