#include "audit/delivered.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "audit/x1_target.h"

void delivered_done(struct delivered *d)
{
    free(d->wrong);
    *d = (struct delivered){0};
}

static void count_event(struct delivered *d, uint32_t event)
{
    unsigned i = 0;
    while (i < d->event_count && d->events[i].event != event) i++;
    if (i == DELIVERED_EVENTS) return;
    if (i == d->event_count) d->events[d->event_count++] = (struct delivered_event){.event = event};
    d->events[i].count++;
}

static void note_session(struct delivered *d, const struct product *p)
{
    unsigned i = 0;
    while (i < d->session_count && (d->sessions[i].number != p->session || strcmp(d->sessions[i].network, p->network) != 0)) {
        /* later events of a session do not repeat its network */
        if (d->sessions[i].number == p->session && !p->network[0]) return;
        i++;
    }
    if (i < d->session_count || i == DELIVERED_SESSIONS) return;
    struct delivered_session *s = &d->sessions[d->session_count++];
    s->number = p->session;
    memcpy(s->network, p->network, sizeof s->network);
}

static void wrong(struct delivered *d, const struct intercept_event *e, const char *canonical, bool content)
{
    sight(&d->wrong_target, e);
    d->wrong_content |= content;
    if (!d->wrong) d->wrong = strdup(canonical);
}

/* Records name their subscriber: some name must be the warrant's, as far as the warrant has names of that kind. Another XID of a
 * PDU may be the interception of the other party. */
static bool names_fit(struct delivered *d, const struct intercept_event *e, const struct warrant *w, const struct seal_key *k)
{
    char other[TARGET_TEXT];
    const struct product *p = e->product;
    if (!p->target_count || e->additional_xid) return true;
    uint64_t digest = XXH3_64bits(p->text, p->used) | 1;
    if (digest == d->compared) return true;
    enum x1_cover cover = x1_names_covered(w, k, p->targets, p->target_count, p->matched_count, other);
    if (cover == X1_COVERED) d->compared = digest;
    if (cover == X1_NOT_COVERED) wrong(d, e, other, false);
    return cover != X1_NOT_COVERED;
}

static bool serves(const struct network *n, const struct ip_addr *a)
{
    for (size_t i = 0; n && i < n->element_count; i++)
        if (element_serves(&n->elements[i], a)) return true;
    return false;
}

/* A packet of which neither end is the warrant's, and one is another subscriber of the network. Only where every target of the
 * warrant is an address of that family, written in clear: else it may be the target's by another name. */
static bool packet_fits(struct delivered *d, const struct intercept_event *e, const struct network *n, const struct warrant *w)
{
    const struct five_tuple *t = &e->product->inner;
    char text[ADDR_TEXT], canonical[TARGET_TEXT];
    struct target ignored;
    if (!t->src.family || !w->target_count) return true;
    for (size_t i = 0; i < w->target_count; i++) {
        const struct target *target = &w->targets[i];
        if (target->kind != TARGET_IP || target->prefix.addr.family != t->src.family) return true;
        if (prefix_contains(&target->prefix, &t->src) || prefix_contains(&target->prefix, &t->dst)) return true;
    }
    const struct ip_addr *who = serves(n, &t->src) ? &t->src : serves(n, &t->dst) ? &t->dst : NULL;
    if (!who) return true;
    char written[sizeof "ip:" + ADDR_TEXT];
    snprintf(written, sizeof written, "ip:%s", ip_text(who, text));
    if (target_canonical(written, canonical, &ignored)) return true;
    wrong(d, e, canonical, true);
    return false;
}

bool delivered_take(struct delivered *d, const struct intercept_event *e, const struct network *n, const struct warrant *w,
                    const struct seal_key *k)
{
    const struct product *p = e->product;
    d->not_understood += e->unknown_elements;
    if (!p) return true;
    if (p->event) count_event(d, p->event);
    if (p->has_session) note_session(d, p);
    if (!w) return true;
    bool named = names_fit(d, e, w, k);
    return packet_fits(d, e, n, w) && named;
}
