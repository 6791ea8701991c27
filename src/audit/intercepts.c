#include "audit/intercepts.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/random.h>
#include <xxhash.h>

bool intercepts_init(struct intercepts *t, const struct network *n, const struct warrants *w)
{
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed) return false;
    *t = (struct intercepts){.network = n, .warrants = w, .sequences = sequence_tracker_new(0, seed)};
    t->seen = calloc(w ? w->count + 1 : 1, sizeof *t->seen);
    bool ready = provisioning_init(&t->provisioning);
    if (ready && t->sequences && t->seen && index_init(&t->index, INTERCEPTS_MAX)) return true;
    intercepts_done(t);
    return false;
}

void intercepts_done(struct intercepts *t)
{
    for (size_t i = 0; i < t->count; i++) {
        free(t->list[i]->wrong);
        delivered_done(&t->list[i]->delivered);
        free(t->list[i]);
    }
    provisioning_done(&t->provisioning);
    free(t->list);
    free(t->seen);
    index_done(&t->index);
    free(t->interfaces);
    hi1_orders_done(&t->orders);
    sequence_tracker_free(t->sequences);
    *t = (struct intercepts){0};
}

/* Room for one more record in a growing array (new interceptions are rare, and capped). NULL when there is none. */
static void *grown(void *array, size_t count, size_t *room, size_t record)
{
    if (count < *room) return array;
    size_t want = *room ? *room * 2 : 16;
    void *p = count < INTERCEPTS_MAX ? realloc(array, want * record) : NULL;
    if (p) *room = want;
    return p;
}

struct intercept_key {
    const struct intercepts *table;
    const struct intercept_event *event;
};

static uint64_t key_hash(const struct intercept_event *e)
{
    if (e->protocol == INTERCEPT_X2X3) return XXH3_64bits(e->xid, sizeof e->xid);
    return XXH3_64bits_withSeed(e->liid, strlen(e->liid), (uint64_t)(uint8_t)e->country[0] << 8 | (uint8_t)e->country[1]);
}

/* By authority country and LIID, or by XID (TS 102 232-1 cl. 5.2.2, TS 103 221-2 cl. 5.3.7). */
static bool same_intercept(const void *ctx, uint32_t value)
{
    const struct intercept_key *k = ctx;
    const struct intercept *i = k->table->list[value - 1];
    const struct intercept_event *e = k->event;
    if (e->protocol == INTERCEPT_X2X3) return i->has_xid && memcmp(i->xid, e->xid, sizeof i->xid) == 0;
    return i->has_liid && strcmp(i->liid, e->liid) == 0 && strcmp(i->country, e->country) == 0;
}

struct intercept *intercepts_of_event(const struct intercepts *t, const struct intercept_event *e)
{
    struct intercept_key key = {t, e};
    uint32_t at = index_find(&t->index, key_hash(e), same_intercept, &key);
    return at ? t->list[at - 1] : NULL;
}

static const struct warrant *warrant_of(const struct intercepts *t, const struct intercept_event *e)
{
    if (!t->warrants) return NULL;
    const struct warrant *w = e->has_xid ? warrants_by_xid_at(t->warrants, e->xid, e->time_ns) : NULL;
    if (!w && e->has_liid) w = warrants_by_liid_at(t->warrants, e->country[0] ? e->country : NULL, e->liid, e->time_ns);
    if (!w && e->protocol == INTERCEPT_HI) {
        const struct intercept *joined = intercepts_joined(t, e->liid);
        w = joined ? joined->warrant : NULL;
    }
    return w;
}

/* The handover of that LIID, if no XID is joined to it yet. */
static struct intercept *handover_of(const struct intercepts *t, const char *country, const char *liid)
{
    for (size_t i = 0; i < t->count; i++) {
        struct intercept *it = t->list[i];
        bool there = !country || !it->country[0] || strcasecmp(country, it->country) == 0;
        if (it->has_liid && !it->has_xid && there && strcmp(it->liid, liid) == 0) return it;
    }
    return NULL;
}

/* The register gives both identifiers: one XID, one LIID. */
static bool joins(const struct warrant *w)
{
    return w && w->liid && w->xid_count == 1;
}

/* The account under its other identifier of what this event shows for the first time; NULL: there is none. */
static struct intercept *partner(const struct intercepts *t, const struct intercept_event *e, const struct warrant *w)
{
    if (e->protocol == INTERCEPT_X2X3) return joins(w) ? handover_of(t, w->country, w->liid) : NULL;
    struct x1_uuid key = provision_liid(e->liid);
    const struct provision *p = provision_find(&t->provisioning, PROVISION_LIID, 0, &key);
    struct intercept *it = p && !p->shared ? t->list[p->intercept - 1] : NULL;
    if (!it && joins(w)) it = intercepts_of_xid(t, w->xids[0]);
    return it && !it->has_liid && !it->several_liids ? it : NULL;
}

static struct intercept *new_intercept(struct intercepts *t, const struct warrant *w)
{
    void *list = grown(t->list, t->count, &t->room, sizeof *t->list);
    struct intercept *it = list ? calloc(1, sizeof *it) : NULL;
    if (list) t->list = list;
    if (!it) return NULL;
    it->warrant = w;
    it->position = (uint32_t)t->count + 1;
    if (joins(w)) snprintf(it->liid, sizeof it->liid, "%s", w->liid);
    return it;
}

/* What an identifier tells: the network element that intercepts is better known by X2/X3. */
static void identify(const struct intercepts *t, struct intercept *it, const struct intercept_event *e)
{
    if (e->protocol == INTERCEPT_X2X3) {
        it->has_xid = true;
        memcpy(it->xid, e->xid, sizeof it->xid);
    } else {
        it->has_liid = true;
        memcpy(it->liid, e->liid, sizeof it->liid);
        memcpy(it->country, e->country, sizeof it->country);
        if (it->has_xid) return;
    }
    it->element = t->network ? network_element_of(t->network, &e->stream.src) : -1;
}

/* `other`: the account that the caller knows to be the same, or NULL. */
static struct intercept *intercept_of(struct intercepts *t, const struct intercept_event *e, struct intercept *other)
{
    struct intercept *it = intercepts_of_event(t, e);
    if (it) return it;
    const struct warrant *w = warrant_of(t, e);
    it = other ? other : partner(t, e, w);
    bool fresh = !it;
    if (fresh) it = new_intercept(t, w);
    if (!it || !index_put(&t->index, key_hash(e), it->position)) {
        if (fresh) free(it);
        t->refused++;
        return NULL;
    }
    if (fresh) t->list[t->count++] = it;
    if (!it->warrant) it->warrant = w;
    identify(t, it, e);
    return it;
}

struct intercept *intercepts_joined(const struct intercepts *t, const char *liid)
{
    struct x1_uuid key = provision_liid(liid);
    const struct provision *p = provision_find(&t->provisioning, PROVISION_LIID, 0, &key);
    return p ? t->list[p->intercept - 1] : NULL;
}

struct intercept *intercepts_of_xid(const struct intercepts *t, const uint8_t xid[static 16])
{
    struct intercept_event as = {.protocol = INTERCEPT_X2X3};
    memcpy(as.xid, xid, sizeof as.xid);
    return intercepts_of_event(t, &as);
}

struct intercept *intercepts_of_task(struct intercepts *t, const struct intercept_event *e, const struct x1_task *task)
{
    struct intercept_event as = {.protocol = INTERCEPT_X2X3, .has_xid = true, .time_ns = e->time_ns};
    as.stream = five_tuple_reverse(&e->stream); /* product will come from the element that is asked */
    memcpy(as.xid, task->xid.bytes, sizeof as.xid);
    struct intercept *handover = task->liids.count == 1 ? handover_of(t, NULL, task->liids.list[0]) : NULL;
    struct intercept *it = intercept_of(t, &as, handover);
    if (it) it->in_clear |= !e->deciphered;
    for (size_t i = 0; it && t->warrants && !it->warrant && i < task->liids.count; i++)
        it->warrant = warrants_by_liid_at(t->warrants, NULL, task->liids.list[i], e->time_ns);
    if (it && task->liids.count && !it->has_liid) snprintf(it->liid, sizeof it->liid, "%s", task->liids.list[0]);
    if (it) it->several_liids |= task->liids.count > 1;
    if (it && it->warrant) t->seen[it->warrant - t->warrants->list] = true;
    return it;
}

static bool is_product(const struct intercept_event *e)
{
    return e->kind == INTERCEPT_IRI || e->kind == INTERCEPT_CC || e->kind == INTERCEPT_ENCRYPTED || e->kind == INTERCEPT_UNKNOWN;
}

/* Handover goes where its warrant says; between elements, and for a warrant that names no place, the inventory's delivery
 * conversations count. */
static bool place_named(const struct intercepts *t, const struct intercept *it, enum intercept_protocol protocol,
                        const struct five_tuple *stream)
{
    const struct warrant *w = it->warrant;
    if (w && warrant_delivers_to(w, &stream->dst, stream->dport)) return true;
    if (w && w->deliver_to_count && protocol == INTERCEPT_HI) return false;
    const struct declaration *d = t->network ? network_declared(t->network, stream, NULL) : NULL;
    return d && d->as == PURPOSE_DELIVERY;
}

static void deliver_to_place(const struct intercepts *t, struct intercept *it, const struct intercept_event *e)
{
    for (unsigned i = 0; i < it->place_count; i++) {
        struct place *p = &it->places[i];
        if (!ip_equal(&p->stream.dst, &e->stream.dst) || p->stream.dport != e->stream.dport) continue;
        sight(&p->seen, e);
        return;
    }
    if (it->place_count == INTERCEPT_PLACES) {
        it->places_more++;
        return;
    }
    struct place *p = &it->places[it->place_count++];
    *p = (struct place){.stream = e->stream, .named = place_named(t, it, e->protocol, &e->stream)};
    sight(&p->seen, e);
}

static void count_kind(struct intercept *it, const struct intercept_event *e)
{
    struct product_count *n = e->protocol == INTERCEPT_HI ? &it->hi : &it->x;
    n->pdus++;
    switch (e->kind) {
    case INTERCEPT_IRI: n->iri++; break;
    case INTERCEPT_CC: n->cc++; break;
    case INTERCEPT_ENCRYPTED: n->encrypted++; break;
    case INTERCEPT_NOTICE: it->notices++; break;
    case INTERCEPT_INTEGRITY: it->integrity++; break;
    case INTERCEPT_UNKNOWN:
    case INTERCEPT_CONTROL:
    case INTERCEPT_ORDER:
    case INTERCEPT_KEEPALIVE: it->unknown++; break;
    }
}

static void clear_interface(struct intercepts *t, const struct intercept_event *e)
{
    for (size_t i = 0; i < t->interface_count; i++) {
        struct clear_interface *c = &t->interfaces[i];
        if (!ip_equal(&c->stream.dst, &e->stream.dst) || c->stream.dport != e->stream.dport) continue;
        c->product |= is_product(e);
        sight(&c->seen, e);
        return;
    }
    void *list = grown(t->interfaces, t->interface_count, &t->interface_room, sizeof *t->interfaces);
    if (!list) {
        t->refused++;
        return;
    }
    t->interfaces = list;
    struct clear_interface *c = &t->interfaces[t->interface_count++];
    *c = (struct clear_interface){.stream = e->stream, .protocol = e->protocol, .product = is_product(e)};
    sight(&c->seen, e);
}

struct course *intercept_course(struct intercept *it, uint32_t element)
{
    unsigned i = 0;
    while (i < it->course_count && it->courses[i].element != element) i++;
    if (i == INTERCEPT_COURSES) return NULL;
    if (i < it->course_count) return &it->courses[i];
    struct course *c = &it->courses[it->course_count++];
    *c = (struct course){0};
    if (i == 0 && !it->has_liid) { /* what it delivered before its X1 was seen */
        *c = it->course;
        it->course = (struct course){0};
    }
    c->element = element;
    return c;
}

/* One step in its life, at the place that the event is about. */
static void live(struct intercepts *t, struct intercept *it, const struct intercept_event *e)
{
    enum lifecycle_event what = lifecycle_event_of(e);
    if (e->protocol == INTERCEPT_X2X3) {
        struct course *at = provisioning_course(t, it, e);
        it->unprovisioned |= !at && is_product(e);
        course_product(at ? at : &it->course, t->tap, e);
    } else if (what == LIFECYCLE_DEACTIVATED) {
        course_over(&it->course, what, e->time_ns, t->tap);
        sight(&it->course.control, e);
    } else if (what == LIFECYCLE_ACTIVATED || what == LIFECYCLE_MODIFIED) {
        course_begun(&it->course, what);
    } else {
        provisioning_handover(t, it, e);
        course_product(&it->course, t->tap, e);
    }
}

enum lifecycle_state intercept_state(const struct intercept *it)
{
    static const uint8_t rank[LIFECYCLE_STATE_COUNT] = {
        [LIFECYCLE_UNSEEN] = 0, [LIFECYCLE_ENDED] = 1,  [LIFECYCLE_DISOWNED] = 2, [LIFECYCLE_NOTIFIED] = 3,
        [LIFECYCLE_IDLE] = 4,   [LIFECYCLE_ACTIVE] = 5, [LIFECYCLE_OVERRUN] = 6,  [LIFECYCLE_STRAY] = 7};
    enum lifecycle_state state = LIFECYCLE_UNSEEN;
    for (unsigned i = 0; i < it->course_count; i++)
        if (rank[it->courses[i].state] > rank[state]) state = it->courses[i].state;
    /* where X1 is seen, it knows better than a handover that has fallen silent */
    if (it->course.state == LIFECYCLE_IDLE && state != LIFECYCLE_UNSEEN && state != LIFECYCLE_NOTIFIED) return state;
    return rank[it->course.state] > rank[state] ? it->course.state : state;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

struct product_count intercept_product(const struct intercept *it)
{
    const struct product_count *x = &it->x, *hi = &it->hi;
    return (struct product_count){larger(x->iri, hi->iri), larger(x->cc, hi->cc), larger(x->encrypted, hi->encrypted),
                                  x->pdus + hi->pdus};
}

enum intercept_class intercepts_event(struct intercepts *t, const struct intercept_event *e)
{
    t->events++;
    if (!e->additional_xid && !e->deciphered) clear_interface(t, e); /* additional: the same PDU again, for another XID */
    if (e->kind == INTERCEPT_CONTROL || e->kind == INTERCEPT_ORDER) {
        if (e->kind == INTERCEPT_CONTROL)
            provisioning_event(t, e);
        else
            hi1_orders_take(&t->orders, e);
        return CLASS_HOUSEKEEPING;
    }
    if (e->kind == INTERCEPT_KEEPALIVE || (!e->has_liid && !e->has_xid)) {
        t->keepalives++;
        return CLASS_HOUSEKEEPING;
    }
    struct intercept *it = intercept_of(t, e, NULL);
    if (!it) return CLASS_HOUSEKEEPING;
    const struct warrant *w = it->warrant;
    struct sequence_step step = sequence_add(t->sequences, e);
    it->in_clear |= !e->deciphered;
    count_kind(it, e);
    sight(&it->all, e);
    timeline_add(&it->timeline, e->time_ns);
    live(t, it, e);
    if ((step.missing && !step.excused) || step.repeated || e->counted_gap) sight(&it->gap, e);
    if (w && !warrant_covers(w, e->time_ns)) {
        /* a renewal may share its identifiers with the warrant before it */
        const struct warrant *renewed = warrant_of(t, e);
        if (renewed && warrant_covers(renewed, e->time_ns)) w = it->warrant = renewed;
    }
    if (w) t->seen[w - t->warrants->list] = true;
    if (!is_product(e)) return w ? CLASS_WARRANTED : CLASS_HOUSEKEEPING;
    deliver_to_place(t, it, e);
    bool his = delivered_take(&it->delivered, e, t->network, w, t->seal_key);
    if (!w) return CLASS_UNWARRANTED;
    bool valid = warrant_covers(w, e->time_ns), within = w->cc || e->kind != INTERCEPT_CC;
    if (!valid) sight(&it->outside_validity, e);
    if (!within) sight(&it->beyond_scope, e);
    return valid && within && his ? CLASS_WARRANTED : CLASS_UNWARRANTED;
}

bool intercepts_saw(const struct intercepts *t, const struct warrant *w)
{
    return t->seen[w - t->warrants->list];
}

/* --- integrity ---------------------------------------------------------------------------------------------------------- */

/* Place plus one in the list of kinds; 0: no room. */
static uint32_t integrity_kind_of(struct intercepts *t, const struct integrity_result *r)
{
    for (size_t i = 0; i < t->integrity_kind_count; i++) {
        const struct integrity_kind *k = &t->integrity_kinds[i];
        if (k->signature == r->signature && k->of == r->of && k->content_tag == r->content_tag &&
            ip_equal(&k->sender, &r->check->stream.src))
            return (uint32_t)i + 1;
    }
    if (t->integrity_kind_count == INTEGRITY_KINDS) {
        t->refused++;
        return 0;
    }
    t->integrity_kinds[t->integrity_kind_count++] = (struct integrity_kind){
        .sender = r->check->stream.src, .signature = r->signature, .of = r->of, .content_tag = r->content_tag};
    return (uint32_t)t->integrity_kind_count;
}

static void check_failed(struct intercept *it, uint32_t kind, const struct integrity_result *r)
{
    for (size_t i = 0; i < INTERCEPT_BROKEN; i++) {
        struct broken_checks *b = &it->broken[i];
        if (b->kind && b->kind != kind) continue;
        b->kind = kind;
        sight(&b->seen, r->check);
        for (unsigned k = 0; k < r->proof_count && b->seen.proof_count < ARRAY_LEN(b->seen.proof); k++)
            b->seen.proof[b->seen.proof_count++] = r->proof[k];
        return;
    }
}

void intercepts_integrity(struct intercepts *t, const struct integrity_result *r)
{
    struct intercept *it = intercept_of(t, r->check, NULL);
    t->checks[r->outcome]++;
    if (!it) return;
    it->checks[r->outcome]++;
    if (r->outcome != INTEGRITY_VERIFIED && r->outcome != INTEGRITY_FAILED) return;
    uint32_t kind = integrity_kind_of(t, r);
    if (!kind) return;
    struct integrity_kind *k = &t->integrity_kinds[kind - 1];
    if (r->outcome == INTEGRITY_VERIFIED)
        k->verified++;
    else
        k->failed++, check_failed(it, kind, r);
}
