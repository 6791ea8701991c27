/* The elements of the draft: the one in the middle, and peers whose protocol tells what they are. */
#include "audit/survey_draft.h"
#include "proto/gtpu.h"
#include "proto/stack.h"

enum { PEERS_APART = 16 }; /* more user-plane peers than these become one element with many addresses */

static uint32_t own_traits(const struct survey *s)
{
    uint32_t traits = 0;
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = survey_store_at(&s->addresses, i);
        if (a->own) traits |= a->traits;
    }
    return traits;
}

struct role_rule {
    uint32_t traits; /* any of them; 0: always */
    const char *role;
    enum zone zone;
    const char *why;
};

static const struct role_rule user_plane_roles[] = {
    {TRAIT_PFCP_USER | TRAIT_PFCP_ANSWERED, "UPF", ZONE_CORE, "GTP-U, and sessions asked for by PFCP"},
    {TRAIT_QFI, "UPF", ZONE_CORE, "GTP-U with PDU session containers (5G)"},
    {TRAIT_GGSN | TRAIT_GTPC1, "GGSN", ZONE_CORE, "GTP-U, and GTPv1-C"},
    {TRAIT_GTPC2, "PGW", ZONE_CORE, "GTP-U, and GTPv2-C; an SGW looks alike"},
    {0, "UPF", ZONE_CORE, "GTP-U without its control plane; could as well be a GGSN, PGW or SGW"}};

static const struct role_rule other_roles[] = {
    {TRAIT_HI_SENDER, "MF", ZONE_CORE, "sends HI2/HI3 product"},
    {TRAIT_X_SENDER, "UPF", ZONE_CORE, "sends X2/X3 product: a network function with a point of interception, role guessed"},
    {TRAIT_HI_RECEIVER, "LEMF", ZONE_OUTSIDE, "receives HI2/HI3 product"},
    {TRAIT_X_RECEIVER, "MDF3", ZONE_CORE, "receives X2/X3 product; MDF2 when it is X2 only"},
    {TRAIT_PFCP_CONTROL, "SMF", ZONE_CORE, "asks for PFCP sessions"},
    {TRAIT_PFCP_USER, "UPF", ZONE_CORE, "is asked for PFCP sessions"},
    {TRAIT_PFCP_ASKED, "SMF", ZONE_CORE, "asks for PFCP associations"},
    {TRAIT_PFCP_ANSWERED, "UPF", ZONE_CORE, "is asked for PFCP associations"},
    {TRAIT_SGSN, "SGSN", ZONE_CORE, "asks for PDP contexts"},
    {TRAIT_GGSN, "GGSN", ZONE_CORE, "is asked for PDP contexts"},
    {0, "HOST", ZONE_CORE, "the busiest address; nothing tells its role"}};

static const struct role_rule peer_roles[] = {
    {TRAIT_QFI, "HOST", ZONE_ACCESS, "GTP-U peer with PDU session containers: a gNB, for which there is no role, or another UPF"},
    {TRAIT_SGSN | TRAIT_GTPC1, "SGSN", ZONE_CORE, "GTP-U peer that speaks GTPv1-C"},
    {TRAIT_GTPC2, "SGW", ZONE_CORE, "GTP-U peer that speaks GTPv2-C"},
    {0, "SGW", ZONE_CORE, "GTP-U peer; could as well be an SGSN, a gNB or another UPF"}};

static const struct role_rule *rule_for(const struct role_rule *rules, uint32_t traits)
{
    while (rules->traits && !(rules->traits & traits)) rules++;
    return rules;
}

static struct survey_element *add_element(struct survey_draft *d, const struct role_rule *rule)
{
    unsigned same = 1;
    if (d->element_count == SURVEY_ELEMENTS) {
        d->elements_left_out++;
        return NULL;
    }
    for (size_t i = 0; i < d->element_count; i++) same += strcmp(d->elements[i].role, rule->role) == 0;
    struct survey_element *e = &d->elements[d->element_count++];
    char lower[8] = "";
    for (size_t i = 0; rule->role[i] && i + 1 < sizeof lower; i++)
        lower[i] = (char)(rule->role[i] | 0x20 * (rule->role[i] > '9'));
    *e = (struct survey_element){.role = rule->role, .zone = rule->zone};
    snprintf(e->name, sizeof e->name, "%s-%u", lower, same);
    snprintf(e->why, sizeof e->why, "%s", rule->why);
    e->addresses = arena_alloc(d->arena, SURVEY_ELEMENT_ADDRESSES * sizeof *e->addresses);
    return e;
}

/* Give the address, at all its taps, to element `e`. */
static void add_address(struct survey *s, struct survey_draft *d, struct survey_element *e, const struct ip_addr *a)
{
    if (e->address_count == SURVEY_ELEMENT_ADDRESSES) {
        e->left_out++;
        return;
    }
    for (size_t i = 0; i < e->address_count; i++)
        if (ip_equal(&e->addresses[i], a)) return;
    e->addresses[e->address_count++] = *a;
    for (unsigned tap = 0; tap < s->tap_count; tap++) {
        struct survey_address *r = survey_address_at(s, (uint16_t)tap, a);
        if (r) r->element = (int32_t)(e - d->elements);
    }
}

static void add_middle(struct survey *s, struct survey_draft *d, const struct ip_addr *primary)
{
    const struct role_rule *rule = rule_for(d->user_plane ? user_plane_roles : other_roles, own_traits(s));
    struct survey_element *e = add_element(d, rule);
    if (!primary->family) {
        snprintf(e->why, sizeof e->why, "no IP address was seen: replace this one");
        e->addresses[e->address_count++] = (struct ip_addr){.family = 4};
        return;
    }
    add_address(s, d, e, primary);
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = survey_store_at(&s->addresses, i);
        if (a->own) add_address(s, d, e, &a->key.addr);
    }
}

/* The address at the other end of the middle's GTP-U, or NULL. */
static struct survey_address *user_plane_peer(struct survey *s, uint32_t conversation)
{
    const struct survey_conversation *c = survey_store_at(&s->conversations, conversation);
    if (c->key.port != GTPU_PORT || !(c->tunnels & 1u << LAYER_GTPU) || !survey_two_way(c)) return NULL;
    struct survey_address *a = survey_address_at(s, c->key.tap, &c->key.a);
    struct survey_address *b = survey_address_at(s, c->key.tap, &c->key.b);
    if (!a || !b || a->own == b->own) return NULL;
    return a->own ? b : a;
}

static void add_peers(struct survey *s, struct survey_draft *d)
{
    size_t count = 0;
    struct survey_element *group = NULL;
    uint32_t conversations = survey_store_count(&s->conversations);
    for (uint32_t i = 0; i < conversations; i++) count += user_plane_peer(s, i) != NULL;
    for (uint32_t i = 0; i < conversations; i++) {
        const struct survey_address *peer = user_plane_peer(s, i);
        if (!peer || peer->element >= 0) continue;
        struct survey_element *e = group ? group : add_element(d, rule_for(peer_roles, peer->traits));
        if (!e) continue;
        if (count > PEERS_APART && !group) {
            group = e;
            snprintf(e->why, sizeof e->why, "%zu GTP-U peers together: part them by what they are", count);
        }
        add_address(s, d, e, &peer->key.addr);
    }
}

static void add_known(struct survey *s, struct survey_draft *d)
{
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = survey_store_at(&s->addresses, i);
        const struct role_rule *rule = rule_for(other_roles, a->traits);
        if (a->element >= 0 || !rule->traits) continue;
        struct survey_element *e = add_element(d, rule);
        if (e) add_address(s, d, e, &a->key.addr);
    }
}

/* Where subscribers' packets go when they leave: who announces itself at the far end of an outside tap. */
static void add_routers(struct survey *s, struct survey_draft *d)
{
    static const struct role_rule router = {0, "ROUTER", ZONE_OUTSIDE, "the next hop of subscribers' packets"};
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = survey_store_at(&s->addresses, i);
        const struct survey_tap *t = &s->taps[a->key.tap];
        if (a->element >= 0 || !a->announced || t->side != SIDE_OUTSIDE || a->mac == t->own_mac || a->mac < 0) continue;
        if (t->macs[a->mac].other < 4) continue; /* a neighbour, not the next hop */
        struct survey_element *e = add_element(d, &router);
        if (e) add_address(s, d, e, &a->key.addr);
    }
}

/* A tap that shows none of the middle's addresses but an LI function looks at that one. */
static void place_tap(struct survey *s, struct survey_tap *t, uint16_t tap)
{
    int32_t li = SURVEY_NONE;
    t->at = 0;
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = survey_store_at(&s->addresses, i);
        if (a->key.tap != tap) continue;
        if (a->own) return;
        if (a->traits & (TRAIT_HI_SENDER | TRAIT_X_SENDER)) li = a->element;
    }
    if (li > 0) t->at = (uint32_t)li;
}

void survey_elements(struct survey *s, struct survey_draft *d, const struct ip_addr *primary)
{
    add_middle(s, d, primary);
    if (d->user_plane) add_peers(s, d);
    add_known(s, d);
    add_routers(s, d);
    for (unsigned tap = 0; tap < s->tap_count; tap++) place_tap(s, &s->taps[tap], (uint16_t)tap);
}
