/* What the interceptions on the wire tell, held against warrants and inventory. */
#include "audit/findings.h"
#include "base/uuid.h"

/* "LIID X9SHADOW01 (NZ)" or "XID deadbeef-...". */
const char *intercept_name(struct arena *a, const struct intercept *it)
{
    if (it->has_xid) return arena_printf(a, "XID %s", intercept_xid_text(a, it));
    return arena_printf(a, "LIID %s%s%s%s", it->liid, it->country[0] ? " (" : "", it->country, it->country[0] ? ")" : "");
}

const char *intercept_xid_text(struct arena *a, const struct intercept *it)
{
    char text[UUID_TEXT];
    return arena_text(a, uuid_text(it->xid, text));
}

struct verdict_finding *intercept_finding(const struct engine *e, struct finding_list *l, const struct intercept *it, enum rule r,
                                          const struct sighting *s)
{
    struct verdict_finding *f = finding_new(l, r);
    finding_element(f, e->network, it->element);
    f->warrant = it->warrant ? it->warrant->id : NULL;
    f->depth = it->in_clear ? "clear" : "keyed";
    f->xid = it->has_xid ? intercept_xid_text(l->arena, it) : NULL;
    f->liid = it->liid[0] ? arena_text(l->arena, it->liid) : NULL;
    finding_sighting(f, s);
    if (it->place_count) f->conversation = conversation_of(l->arena, &it->places[0].stream);
    if (it->place_count > 1) f->conversation.sport = -1;
    if (s == &it->provisioned || s == &it->wrong_target)
        finding_evidence_closed(l, f, s->proof, s->proof_count, "control", e->reveal_targets);
    else if (s == &it->delivered.wrong_target)
        finding_evidence_closed(l, f, s->proof, s->proof_count, "delivery", e->reveal_targets);
    else
        finding_evidence(l, f, s->proof, s->proof_count, "delivery");
    return f;
}

const char *intercept_sender(const struct engine *e, const struct intercept *it)
{
    return it->element >= 0 ? e->network->elements[it->element].name : "an element outside the inventory";
}

static const char *product_text(struct arena *a, const struct intercept *it)
{
    const struct product_count n = intercept_product(it);
    const char *encrypted = n.encrypted ? arena_printf(a, ", %llu encrypted", (unsigned long long)n.encrypted) : "";
    return arena_printf(a, "%llu IRI, %llu CC%s", (unsigned long long)n.iri, (unsigned long long)n.cc, encrypted);
}

static void without_warrant(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    struct verdict_finding *f =
        intercept_finding(e, l, it, RULE_INTERCEPT_WITHOUT_WARRANT, it->all.pdus ? &it->all : &it->provisioned);
    const char *places = "";
    char text[ENDPOINT_TEXT];
    f->detail = e->warrants ? "No warrant of the register has this identifier."
                            : "No warrants were given, so every interception is without one.";
    if (!it->all.pdus) {
        f->summary = arena_printf(l->arena, "%s is provisioned over X1 with an interception without a warrant: %s",
                                  intercept_sender(e, it), intercept_name(l->arena, it));
        return;
    }
    for (unsigned i = 0; i < it->place_count; i++)
        places = arena_printf(l->arena, "%s%s%s", places, i ? ", " : " to ",
                              endpoint_text(&it->places[i].stream.dst, it->places[i].stream.dport, text));
    f->summary = arena_printf(l->arena, "%s runs an interception without a warrant: %s, %s%s", intercept_sender(e, it),
                              intercept_name(l->arena, it), product_text(l->arena, it), places);
}

static void wrong_target(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    struct verdict_finding *f = intercept_finding(e, l, it, RULE_INTERCEPT_WRONG_TARGET, &it->wrong_target);
    char by[ADDR_TEXT];
    f->summary = arena_printf(l->arena, "%s is provisioned over X1 with %s for %s, a target that warrant %s does not have",
                              intercept_sender(e, it), intercept_name(l->arena, it),
                              it->wrong ? target_shown(e, l->arena, it->wrong) : "a target", it->warrant->id);
    f->detail = arena_printf(l->arena, "Asked for by %s.", ip_text(&it->provisioner, by));
}

/* Told by X1 already: the product is no second finding. */
static void wrong_product(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    const struct delivered *d = &it->delivered;
    struct verdict_finding *f = intercept_finding(e, l, it, RULE_INTERCEPT_WRONG_TARGET, &d->wrong_target);
    f->summary =
        arena_printf(l->arena, "%s delivers %s of %s, a target that warrant %s does not have: %llu PDUs", intercept_sender(e, it),
                     intercept_name(l->arena, it), d->wrong ? target_shown(e, l->arena, d->wrong) : "a target", it->warrant->id,
                     (unsigned long long)d->wrong_target.pdus);
    f->detail = d->wrong_content ? "The packets delivered are another subscriber's: neither end is an address of the warrant."
                                 : "The records delivered name another subscriber, and nobody whom the warrant names.";
}

static void outside_validity(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    char from[CLOCK_TEXT], until[CLOCK_TEXT];
    struct verdict_finding *f = intercept_finding(e, l, it, RULE_INTERCEPT_OUTSIDE_VALIDITY, &it->outside_validity);
    f->summary = arena_printf(l->arena, "%s delivers %s outside the validity of warrant %s: %llu PDUs", intercept_sender(e, it),
                              intercept_name(l->arena, it), it->warrant->id, (unsigned long long)it->outside_validity.pdus);
    f->detail = arena_printf(l->arena, "The warrant is valid from %s until %s.", clock_rfc3339(it->warrant->from_ns, from),
                             clock_rfc3339(it->warrant->until_ns, until));
}

static void beyond_scope(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    struct verdict_finding *f = intercept_finding(e, l, it, RULE_CONTENT_BEYOND_SCOPE, &it->beyond_scope);
    f->summary = arena_printf(l->arena, "%s delivers content of %s, but warrant %s covers only IRI: %llu CC PDUs, %s",
                              intercept_sender(e, it), intercept_name(l->arena, it), it->warrant->id,
                              (unsigned long long)it->beyond_scope.pdus, amount_text(l->arena, it->beyond_scope.bytes));
}

static void gap(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    struct verdict_finding *f = intercept_finding(e, l, it, RULE_DELIVERY_GAP, &it->gap);
    f->summary = arena_printf(l->arena, "%llu PDUs of %s follow a gap or a repetition in its sequence numbers",
                              (unsigned long long)it->gap.pdus, intercept_name(l->arena, it));
    f->detail = "Gaps where the capture itself lost bytes of the stream are not counted.";
}

/* The part of a delivery that a kind of check is about. */
static const char *checked_text(const struct integrity_kind *k)
{
    static const char *const parts[] = {"", "IRI", "content", "product"};
    return parts[k->of & 3];
}

/* Only a sender whose checks of that kind were seen to verify can be held to them: others hash what they do not send. */
static void integrity_broken(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    for (unsigned i = 0; i < INTERCEPT_BROKEN && it->broken[i].kind; i++) {
        const struct broken_checks *b = &it->broken[i];
        const struct integrity_kind *k = &e->intercepts.integrity_kinds[b->kind - 1];
        char sender[ADDR_TEXT];
        if (!k->verified) continue;
        struct verdict_finding *f = intercept_finding(e, l, it, RULE_INTEGRITY_BROKEN, &b->seen);
        f->summary =
            arena_printf(l->arena, "The %s of %s does not match its integrity %s: %llu of them fail", checked_text(k),
                         intercept_name(l->arena, it), k->signature ? "signatures" : "hashes", (unsigned long long)b->seen.pdus);
        f->detail =
            arena_printf(l->arena,
                         "%llu others of that kind from %s verify: what was delivered was altered behind its hash, or part "
                         "of it was exchanged.",
                         (unsigned long long)k->verified, ip_text(&k->sender, sender));
    }
}

static void unnamed_places(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    for (unsigned i = 0; i < it->place_count; i++) {
        const struct place *p = &it->places[i];
        char text[ENDPOINT_TEXT];
        if (p->named) continue;
        struct verdict_finding *f = intercept_finding(e, l, it, RULE_UNDECLARED_DESTINATION, &p->seen);
        f->conversation = conversation_of(l->arena, &p->stream);
        f->summary = arena_printf(l->arena, "%s delivers %s to %s, which %s", intercept_sender(e, it),
                                  intercept_name(l->arena, it), endpoint_text(&p->stream.dst, p->stream.dport, text),
                                  it->warrant ? "its warrant does not name" : "no warrant and no delivery conversation names");
    }
}

/* Acknowledgements run back from a server to its client's ephemeral port: that is no interface of its own. */
static bool is_backward(const struct intercepts *t, const struct clear_interface *c)
{
    for (size_t i = 0; i < t->interface_count; i++) {
        const struct clear_interface *other = &t->interfaces[i];
        if (other->product && !c->product && ip_equal(&other->stream.dst, &c->stream.src) &&
            other->stream.dport == c->stream.sport)
            return true;
    }
    return false;
}

static void unprotected(struct engine *e, struct finding_list *l, const struct clear_interface *c)
{
    char text[ENDPOINT_TEXT];
    struct verdict_finding *f = finding_new(l, RULE_UNPROTECTED_INTERFACE);
    finding_element(f, e->network, network_element_of(e->network, &c->stream.src));
    f->conversation = conversation_of(l->arena, &c->stream);
    finding_sighting(f, &c->seen);
    static const char *const interfaces[] = {
        [INTERCEPT_HI] = "HI2/HI3", [INTERCEPT_X2X3] = "X2/X3", [INTERCEPT_X1] = "X1", [INTERCEPT_HI1] = "HI1"};
    bool targets_inside = c->protocol == INTERCEPT_X1 || c->protocol == INTERCEPT_HI1;
    f->summary = arena_printf(l->arena, "The %s interface at %s runs in clear: anyone on the way reads targets and content",
                              interfaces[c->protocol], endpoint_text(&c->stream.dst, c->stream.dport, text));
    finding_evidence_closed(l, f, c->seen.proof, c->seen.proof_count, "in clear", !targets_inside || e->reveal_targets);
}

void rules_of_intercepts(struct engine *e, struct finding_list *l)
{
    const struct intercepts *t = &e->intercepts;
    for (size_t i = 0; i < t->count; i++) {
        const struct intercept *it = t->list[i];
        const struct intercept *joined = !it->has_xid ? intercepts_joined(t, it->liid) : NULL;
        if (!it->warrant && !(joined && !joined->warrant)) without_warrant(e, l, it); /* joined by X1, they are one */
        if (it->wrong_target.pdus)
            wrong_target(e, l, it);
        else if (it->delivered.wrong_target.pdus)
            wrong_product(e, l, it);
        if (it->outside_validity.pdus) outside_validity(e, l, it);
        if (it->beyond_scope.pdus) beyond_scope(e, l, it);
        if (it->gap.pdus) gap(e, l, it);
        integrity_broken(e, l, it);
        if (e->inventory_given || (it->warrant && it->warrant->deliver_to_count)) unnamed_places(e, l, it);
    }
    for (size_t i = 0; i < t->interface_count; i++)
        if (!is_backward(t, &t->interfaces[i])) unprotected(e, l, &t->interfaces[i]);
}
