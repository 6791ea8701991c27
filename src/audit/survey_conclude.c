/* Which addresses and MACs are the element's, and which side each tap looks at. */
#include "audit/survey_draft.h"
#include "audit/survey_service.h"
#include "intercept/tracker.h"
#include "proto/gtpu.h"
#include "proto/stack.h"

enum { OWN_ANNOUNCED = 8 }; /* addresses that a MAC may announce and still be a host's, not a proxy's */

static struct survey_conversation *conversation_at(const struct survey *s, uint32_t i)
{
    return survey_store_at(&s->conversations, i);
}

static struct survey_address *address_at(const struct survey *s, uint32_t i)
{
    return survey_store_at(&s->addresses, i);
}

static bool carries_gtpu(const struct survey_conversation *c)
{
    return c->key.port == GTPU_PORT && (c->tunnels & 1u << LAYER_GTPU) && survey_two_way(c);
}

/* --- the middle --------------------------------------------------------------------------------------------------------- */

/* How much speaks for an address to be the one in the middle. Found by address over all taps. */
struct candidate {
    struct ip_addr addr;
    uint64_t peers;   /* GTP-U peers that answer */
    uint64_t clients; /* GTP-U packets to it from subscribers */
    uint64_t pdus;    /* LI product sent */
    uint64_t packets; /* sent and received */
    uint64_t sent_bytes;
    int mac, taps_seen; /* taps where it sends */
};

static struct candidate *candidate_of(struct survey_store *all, const struct ip_addr *a)
{
    return survey_store_add(all, a);
}

static void count_candidates(const struct survey *s, struct survey_store *all)
{
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = address_at(s, i);
        struct candidate *k = candidate_of(all, &a->key.addr);
        if (!k) continue;
        k->packets += a->sent + a->received;
        k->sent_bytes += a->sent_bytes;
        k->taps_seen += a->sent > 0;
    }
    for (uint32_t i = 0; i < survey_store_count(&s->conversations); i++) {
        const struct survey_conversation *c = conversation_at(s, i);
        struct candidate *ends[] = {candidate_of(all, &c->key.a), candidate_of(all, &c->key.b)};
        for (unsigned e = 0; e < 2; e++) {
            if (!ends[e]) continue;
            ends[e]->pdus += c->pdus[e];
            if (!carries_gtpu(c)) continue;
            ends[e]->peers++;
            ends[e]->clients += c->clients[!e];
        }
    }
}

static bool better(const struct candidate *x, const struct candidate *y, bool user_plane)
{
    if (user_plane) return x->peers != y->peers ? x->peers > y->peers : x->clients > y->clients;
    if (x->pdus != y->pdus) return x->pdus > y->pdus;
    /* what several taps see being sent is mostly forwarded by the element, not its own */
    if ((x->taps_seen > 1) != (y->taps_seen > 1)) return y->taps_seen > 1;
    return x->packets != y->packets ? x->packets > y->packets : x->sent_bytes > y->sent_bytes;
}

/* False when no address was seen. */
static bool find_primary(const struct survey *s, struct ip_addr *ret, bool *ret_user_plane)
{
    struct survey_store all;
    const struct candidate *best = NULL;
    uint64_t peers = 0;
    if (!survey_store_init(&all, sizeof(struct candidate), sizeof(struct ip_addr), survey_store_count(&s->addresses) + 1, 0))
        return false;
    count_candidates(s, &all);
    for (uint32_t i = 0; i < survey_store_count(&all); i++) {
        const struct candidate *k = survey_store_at(&all, i);
        if (k->peers > peers) peers = k->peers;
    }
    for (uint32_t i = 0; i < survey_store_count(&all); i++) {
        const struct candidate *k = survey_store_at(&all, i);
        if (!best || better(k, best, peers > 0)) best = k;
    }
    if (best) {
        *ret = best->addr;
        *ret_user_plane = peers > 0;
    }
    survey_store_done(&all);
    return best != NULL;
}

static void own_everywhere(struct survey *s, const struct ip_addr *a)
{
    for (unsigned tap = 0; tap < s->tap_count; tap++) {
        struct survey_address *r = survey_address_at(s, (uint16_t)tap, a);
        if (r) r->own = true;
    }
}

/* At a tap without the middle's address, GTP-U goes on: who sends what subscribers ask is the element (an SGW, or a UPF with
 * another one behind it). */
static void own_onward(struct survey *s)
{
    bool here[SURVEY_TAPS] = {false};
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++)
        if (address_at(s, i)->own) here[address_at(s, i)->key.tap] = true;
    for (uint32_t i = 0; i < survey_store_count(&s->conversations); i++) {
        const struct survey_conversation *c = conversation_at(s, i);
        if (here[c->key.tap] || !carries_gtpu(c) || c->clients[0] == c->clients[1]) continue;
        own_everywhere(s, c->clients[0] > c->clients[1] ? &c->key.a : &c->key.b);
        here[c->key.tap] = true;
    }
}

/* --- subscribers --------------------------------------------------------------------------------------------------------- */

/* The element's own addresses as a set; false when out of memory. */
static bool collect_own(const struct survey *s, struct survey_store *own)
{
    if (!survey_store_init(own, sizeof(struct ip_addr), sizeof(struct ip_addr), survey_store_count(&s->addresses) + 1, 0))
        return false;
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = address_at(s, i);
        if (a->own && !survey_store_add(own, &a->key.addr)) break; /* there is room for all */
    }
    return true;
}

/* Who sends through GTP-U to the element. */
static void find_subscribers(struct survey *s)
{
    struct survey_store own;
    if (!collect_own(s, &own)) return;
    for (uint32_t i = 0; i < survey_store_count(&s->inner); i++) {
        struct survey_inner *r = survey_store_at(&s->inner, i);
        r->subscriber = false;
        for (unsigned k = 0; k < SURVEY_CARRIERS; k++)
            if (r->carrier[k].packets && survey_store_find(&own, &r->carrier[k].to)) r->subscriber = true;
        if (survey_store_find(&own, &r->addr)) r->subscriber = false;
    }
    survey_store_done(&own);
}

static void vote(struct survey_tap *t, int own, int other, uint64_t packets)
{
    if (own >= 0) t->macs[own].own += packets;
    if (other >= 0) t->macs[other].other += packets;
}

/* Outside of GTP-U a subscriber's packet leaves from the element's MAC, and what others send him goes to it. */
static void count_votes(struct survey *s)
{
    for (uint32_t i = 0; i < survey_store_count(&s->inner); i++) {
        const struct survey_inner *r = survey_store_at(&s->inner, i);
        for (unsigned k = 0; k < SURVEY_SIGHTINGS && r->sighting[k].packets; k++) {
            struct survey_tap *t = &s->taps[r->sighting[k].tap];
            int src = (int)r->sighting[k].src, dst = (int)r->sighting[k].dst;
            *(r->subscriber ? &t->up : &t->down) += r->sighting[k].packets;
            vote(t, r->subscriber ? src : dst, r->subscriber ? dst : src, r->sighting[k].packets);
        }
    }
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = address_at(s, i);
        struct survey_tap *t = &s->taps[a->key.tap];
        t->up += a->to_places;
        t->down += a->from_places;
        if (a->to_places) vote(t, a->mac, SURVEY_NONE, a->to_places);
    }
}

/* --- MACs --------------------------------------------------------------------------------------------------------------- */

static int by_own_address(const struct survey *s, unsigned tap)
{
    int mac = SURVEY_NONE;
    uint64_t most = 0;
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = address_at(s, i);
        if (!a->own || a->key.tap != tap || a->sent <= most || a->mac < 0) continue;
        most = a->sent;
        mac = a->mac;
    }
    return mac;
}

/* Two addresses that talk to each other from one MAC are two hosts behind a router, or a capture that lost its MACs. */
static bool is_shared(const struct survey *s, unsigned tap, int mac)
{
    for (uint32_t i = 0; i < survey_store_count(&s->conversations); i++) {
        const struct survey_conversation *c = conversation_at(s, i);
        if (c->key.tap != tap) continue;
        const struct survey_address *a = survey_address_at(s, c->key.tap, &c->key.a);
        const struct survey_address *b = survey_address_at(s, c->key.tap, &c->key.b);
        if (a && b && a->sent && b->sent && a->mac == mac && b->mac == mac) return true;
    }
    return false;
}

static int by_votes(const struct survey_tap *t)
{
    for (unsigned i = 0; i < t->mac_count; i++)
        if (t->macs[i].own >= 4 && t->macs[i].own > 4 * t->macs[i].other) return (int)i;
    return SURVEY_NONE;
}

static int by_sending_alone(const struct survey_tap *t)
{
    int alone = SURVEY_NONE;
    for (unsigned i = 0; i < t->mac_count; i++) {
        if (!t->macs[i].sent) continue;
        if (alone >= 0) return SURVEY_NONE;
        alone = (int)i;
    }
    return alone;
}

/* The end of most frames; of equal ones that which sends more: what leaves is what an audit has to look at. */
static int by_traffic(const struct survey_tap *t)
{
    int best = SURVEY_NONE;
    for (unsigned i = 0; i < t->mac_count; i++) {
        const struct survey_mac *m = &t->macs[i], *b = best < 0 ? NULL : &t->macs[best];
        uint64_t ends = m->sent + m->received, most = b ? b->sent + b->received : 0;
        if (m->sent && (!b || ends > most || (ends == most && m->sent_bytes > b->sent_bytes))) best = (int)i;
    }
    return best;
}

static void find_mac(const struct survey *s, unsigned tap)
{
    struct survey_tap *t = &s->taps[tap];
    const struct {
        int mac;
        bool sure;
        const char *reason;
    } ways[] = {{by_own_address(s, tap), true, "it bears the element's address"},
                {by_votes(t), true, "subscribers' packets leave from it and return to it"},
                {by_sending_alone(t), true, "nobody else sends here"},
                {by_traffic(t), false, "a guess from the traffic"}};
    t->own_mac = SURVEY_NONE;
    for (size_t i = 0; i < ARRAY_LEN(ways) && t->own_mac < 0; i++) {
        t->own_mac = ways[i].mac;
        t->sure = ways[i].sure;
        t->mac_reason = ways[i].reason;
    }
    if (t->own_mac < 0 || !is_shared(s, tap, t->own_mac)) return;
    t->sure = false;
    t->mac_reason = "a guess: hosts that talk to each other share it";
}

/* --- the element's other addresses --------------------------------------------------------------------------------------- */

static bool is_at(const struct survey_address *a, unsigned tap, int mac)
{
    return a->key.tap == tap && mac >= 0 && a->mac == mac && (a->sent || a->announced);
}

/* Behind the element's MAC there may be a whole network when the tap is behind a router; only what is surely one host's counts:
 * what it announces, what subscribers are translated to, else the one address that sends most with a fresh TTL. */
static void own_addresses(struct survey *s, unsigned tap)
{
    const struct survey_tap *t = &s->taps[tap];
    struct survey_address *busiest = NULL;
    unsigned own = 0, announced = 0;
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        const struct survey_address *a = address_at(s, i);
        announced += a->announced && is_at(a, tap, t->own_mac);
        own += a->own && a->key.tap == tap;
    }
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        struct survey_address *a = address_at(s, i);
        if (a->key.tap != tap || survey_inner_of(s, &a->key.addr)) continue;
        bool here = is_at(a, tap, t->own_mac), translated = a->to_places && a->from_places && (here || t->own_mac < 0);
        if (translated || (here && a->announced && announced <= OWN_ANNOUNCED)) {
            own_everywhere(s, &a->key.addr);
            own++;
        } else if (here && a->first_hand * 2 > a->sent && (!busiest || a->sent > busiest->sent)) {
            busiest = a;
        }
    }
    if (!own && busiest && t->sure) own_everywhere(s, &busiest->key.addr);
}

/* A control address of the user plane's that is seen nowhere near its GTP-U. */
static void own_pfcp(struct survey *s)
{
    struct survey_address *only = NULL;
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        struct survey_address *a = address_at(s, i);
        if (!(a->traits & TRAIT_PFCP_USER)) continue;
        if (a->own || (only && !ip_equal(&only->key.addr, &a->key.addr))) return;
        only = a;
    }
    if (only) own_everywhere(s, &only->key.addr);
}

/* --- sides -------------------------------------------------------------------------------------------------------------- */

struct tap_facts {
    uint64_t in, out;  /* GTP-U packets of subscribers to the element, and from it onward */
    bool access, core; /* conversations that are clearly the one, the other */
    bool user_plane;   /* any GTP-U of the element */
    bool signalling, maintenance, hi, x;
};

static struct tap_facts facts_of(const struct survey *s, unsigned tap)
{
    struct tap_facts f = {0};
    for (uint32_t i = 0; i < survey_store_count(&s->conversations); i++) {
        const struct survey_conversation *c = conversation_at(s, i);
        if (c->key.tap != tap) continue;
        const struct survey_address *a = survey_address_at(s, c->key.tap, &c->key.a);
        const struct survey_address *b = survey_address_at(s, c->key.tap, &c->key.b);
        bool own_a = a && a->own, own_b = b && b->own;
        const struct survey_service *service = survey_service_find(c->key.protocol, c->key.port);
        f.signalling |= c->like > c->unlike;
        f.maintenance |= service && service->as == PURPOSE_MAINTENANCE && survey_two_way(c);
        f.hi |= c->hi;
        f.x |= c->x;
        if (!carries_gtpu(c) || own_a == own_b) continue;
        uint64_t in = c->clients[own_a], out = c->clients[own_b];
        f.in += in;
        f.out += out;
        f.access |= in > 4 * out;
        f.core |= out > 4 * in;
        f.user_plane = true;
    }
    return f;
}

static void find_side(const struct survey *s, unsigned tap, bool user_plane)
{
    struct survey_tap *t = &s->taps[tap];
    struct tap_facts f = facts_of(s, tap);
    bool plain = t->up && t->down, one_sender = by_sending_alone(t) >= 0;
    t->side = SIDE_ALL;
    if (f.user_plane && (plain || (f.access && f.core)))
        t->side_reason = "more than one side is seen here";
    else if (f.user_plane && f.in >= f.out) {
        t->side = SIDE_ACCESS;
        t->side_reason = "subscribers' GTP-U comes in here";
    } else if (f.user_plane) {
        t->side = SIDE_CORE;
        t->side_reason = "subscribers' GTP-U goes on from here";
    } else if (plain && !one_sender) {
        t->side = SIDE_OUTSIDE;
        t->side_reason = "subscribers' packets leave and return here";
    } else if (t->up || t->down) {
        t->side = SIDE_MANAGEMENT;
        t->side_reason = "subscribers' packets only leave here, which is no route: look whether this is a copy";
    } else if (f.hi) {
        t->side = SIDE_OUTSIDE;
        t->side_reason = "HI2/HI3 product is delivered here";
    } else if (f.x) {
        t->side = SIDE_CORE;
        t->side_reason = "X2/X3 product is delivered here";
    } else if (!user_plane) {
        t->side_reason = "no subscribers' traffic was recognised";
    } else if (f.maintenance) {
        t->side = SIDE_MANAGEMENT;
        t->side_reason = "maintenance, no subscribers' traffic";
    } else if (f.signalling) {
        t->side = SIDE_CORE;
        t->side_reason = "a guess: signalling, no subscribers' traffic";
    } else {
        t->side = SIDE_MANAGEMENT;
        t->side_reason = t->frames ? "a guess: no subscribers' traffic" : "a guess: no packets";
    }
}

void survey_conclude(struct survey *s, struct survey_draft *d)
{
    struct ip_addr primary = {0};
    intercept_flush(s->tracker);
    for (uint32_t i = 0; i < survey_store_count(&s->addresses); i++) {
        address_at(s, i)->own = false;
        address_at(s, i)->element = SURVEY_NONE;
    }
    if (find_primary(s, &primary, &d->user_plane)) own_everywhere(s, &primary);
    if (d->user_plane) {
        own_onward(s);
        own_pfcp(s);
    }
    find_subscribers(s);
    count_votes(s);
    for (unsigned tap = 0; tap < s->tap_count; tap++) {
        find_mac(s, tap);
        own_addresses(s, tap);
    }
    for (unsigned tap = 0; tap < s->tap_count; tap++) find_side(s, tap, d->user_plane);
    survey_pools(s, d);
    survey_elements(s, d, &primary);
}
