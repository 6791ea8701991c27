#include "audit/provisioning.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "audit/intercepts.h"
#include "audit/x1_target.h"
#include "base/clock.h"

bool provisioning_init(struct provisioning *p)
{
    p->list = calloc(PROVISIONS_MAX, sizeof *p->list);
    p->elements = calloc(PROVISIONED_ELEMENTS_MAX, sizeof *p->elements);
    return p->list && p->elements && index_init(&p->index, PROVISIONS_MAX);
}

void provisioning_done(struct provisioning *p)
{
    index_done(&p->index);
    free(p->list);
    free(p->elements);
}

struct x1_uuid provision_liid(const char *liid)
{
    struct x1_uuid key;
    XXH128_canonical_t digest;
    XXH128_canonicalFromHash(&digest, XXH3_128bits(liid, strlen(liid)));
    memcpy(key.bytes, digest.digest, sizeof key.bytes);
    return key;
}

/* Look-up */

struct provision_key {
    const struct provisioning *table;
    enum provision_kind kind;
    uint32_t element;
    const struct x1_uuid *id;
};

static bool same_provision(const void *ctx, uint32_t value)
{
    const struct provision_key *k = ctx;
    const struct provision *p = &k->table->list[value - 1];
    return p->kind == k->kind && p->element == k->element && memcmp(&p->id, k->id, sizeof p->id) == 0;
}

static uint64_t provision_hash(enum provision_kind kind, uint32_t element, const struct x1_uuid *id)
{
    return XXH3_64bits_withSeed(id->bytes, sizeof id->bytes, (uint64_t)element << 2 | kind);
}

struct provision *provision_find(const struct provisioning *p, enum provision_kind kind, uint32_t element,
                                 const struct x1_uuid *id)
{
    struct provision_key key = {p, kind, element, id};
    uint32_t at = index_find(&p->index, provision_hash(kind, element, id), same_provision, &key);
    return at ? &p->list[at - 1] : NULL;
}

static struct provision *provision_of(struct provisioning *p, enum provision_kind kind, uint32_t element,
                                      const struct x1_uuid *id)
{
    struct provision *known = provision_find(p, kind, element, id);
    if (known) return known;
    if (p->count == PROVISIONS_MAX || !index_put(&p->index, provision_hash(kind, element, id), (uint32_t)p->count + 1)) {
        p->refused++;
        return NULL;
    }
    struct provision *it = &p->list[p->count++];
    *it = (struct provision){
        .kind = kind, .element = element, .id = *id, .since_ns = INT64_MAX, .ended_ns = INT64_MAX, .end_ns = CLOCK_NONE};
    return it;
}

/* The element with that address and name; NULL when there is no place left. *ret_index is its place. */
static struct provisioned_element *element_of(struct provisioning *p, const struct ip_addr *address, const char *ne,
                                              uint32_t *ret_index)
{
    for (size_t i = 0; i < p->element_count; i++) {
        struct provisioned_element *e = &p->elements[i];
        if (!ip_equal(&e->address, address) || strncmp(e->ne, ne, sizeof e->ne - 1) != 0) continue;
        *ret_index = (uint32_t)i;
        return e;
    }
    if (p->element_count == PROVISIONED_ELEMENTS_MAX) {
        p->refused++;
        return NULL;
    }
    *ret_index = (uint32_t)p->element_count;
    struct provisioned_element *e = &p->elements[p->element_count++];
    *e = (struct provisioned_element){.address = *address, .known_ns = CLOCK_NONE};
    snprintf(e->ne, sizeof e->ne, "%s", ne);
    return e;
}

/* Does the element ask (a report), and not the administration? */
static bool from_element(enum x1_type t)
{
    return t == X1_REPORT_TASK_ISSUE || t == X1_REPORT_DESTINATION_ISSUE || t == X1_REPORT_NE_ISSUE;
}

static bool is_control(enum x1_type t)
{
    return !from_element(t) && t != X1_PING && t != X1_KEEPALIVE && t != X1_ERROR && t != X1_UNKNOWN;
}

/* What would leave a doubt whether all of its X1 was seen. */
static void note_doubts(struct provisioned_element *at, const struct intercept_event *e, const struct x1_message *request)
{
    if (!at->admf[0]) snprintf(at->admf, sizeof at->admf, "%s", request->admf);
    at->several |= strncmp(at->admf, request->admf, sizeof at->admf - 1) != 0;
    at->lossy |= e->losses > 0;
    at->keyed |= e->deciphered;
    at->clear |= !e->deciphered;
}

static void note_provisioner(struct provisioning *p, const struct intercept_event *e, uint32_t element)
{
    for (size_t i = 0; i < p->provisioner_count; i++) {
        struct provisioner *r = &p->provisioners[i];
        if (r->element != element || !ip_equal(&r->address, &e->stream.src)) continue;
        sight(&r->seen, e);
        return;
    }
    if (p->provisioner_count == PROVISIONERS_MAX) {
        p->refused++;
        return;
    }
    struct provisioner *r = &p->provisioners[p->provisioner_count++];
    *r = (struct provisioner){.address = e->stream.src, .element = element, .stream = e->stream};
    sight(&r->seen, e);
}

/* For sessions in TLS: whether certificates name those who speak. */
static void note_speakers(struct provisioning *p, const struct intercept_event *e, const struct x1_message *m)
{
    if (!e->deciphered || !e->control->request) return;
    for (size_t i = 0; i < p->speaker_count; i++) {
        struct x1_speakers *s = &p->speakers[i];
        bool same = five_tuple_equal(&s->flow, &e->stream) && strncmp(s->admf, m->admf, sizeof s->admf - 1) == 0 &&
                    strncmp(s->ne, m->ne, sizeof s->ne - 1) == 0;
        if (!same) continue;
        sight(&s->seen, e);
        return;
    }
    if (p->speaker_count == X1_SPEAKERS_MAX) {
        p->refused++;
        return;
    }
    struct x1_speakers *s = &p->speakers[p->speaker_count++];
    *s = (struct x1_speakers){.flow = e->stream, .reports = from_element(m->type)};
    snprintf(s->admf, sizeof s->admf, "%s", m->admf);
    snprintf(s->ne, sizeof s->ne, "%s", m->ne);
    sight(&s->seen, e);
}

/* Tasks */

/* Independent of the order of targets, and of how each is written. 0: none. */
static uint64_t targets_digest(const struct x1_targets *l)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < l->count; i++) {
        struct identity id;
        identity_of(l->list[i].kind, l->list[i].value, &id);
        const char *text = id.count ? id.text[0] : l->list[i].value;
        sum += XXH3_64bits(text, strlen(text)) | 1;
        identity_done(&id);
    }
    return sum;
}

static void hold_targets(struct intercepts *t, struct intercept *it, const struct intercept_event *e, const struct x1_task *task)
{
    bool compared = false;
    for (size_t i = 0; it->warrant && i < task->targets.count; i++) {
        enum x1_cover cover = x1_target_covered(it->warrant, t->seal_key, &task->targets.list[i]);
        compared |= cover != X1_NOT_COMPARABLE;
        if (cover != X1_NOT_COVERED) continue;
        struct identity id;
        identity_of(task->targets.list[i].kind, task->targets.list[i].value, &id);
        sight(&it->wrong_target, e);
        if (!it->wrong) it->wrong = strdup(id.text[0]);
        identity_done(&id);
        return;
    }
    if (it->warrant && task->targets.count && !compared) t->provisioning.incomparable++;
}

/* The interceptions of the task: under its XID, and under the one that stands on X2 and X3 instead. */
static struct intercept *join(struct intercepts *t, const struct intercept_event *e, const struct x1_task *task,
                              uint32_t *ret_product)
{
    struct intercept *it = intercepts_of_task(t, e, task);
    if (!it) return NULL;
    for (size_t i = 0; i < task->liids.count; i++) {
        struct x1_uuid key = provision_liid(task->liids.list[i]);
        struct provision *p = provision_of(&t->provisioning, PROVISION_LIID, 0, &key);
        if (!p) continue;
        p->shared |= p->intercept && p->intercept != it->position;
        p->intercept = it->position;
    }
    if (task->has_product_id && memcmp(&task->product_id, &task->xid, sizeof task->xid) != 0) {
        struct x1_task product = {.has_xid = true, .xid = task->product_id, .liids = task->liids};
        struct intercept *other = intercepts_of_task(t, e, &product);
        if (other && !other->warrant) other->warrant = it->warrant;
        if (other) other->by_product_id = true, *ret_product = other->position;
    }
    return it;
}

static void task_provisioned(struct intercepts *t, const struct intercept_event *e, uint32_t element, const struct x1_task *task)
{
    const struct control_exchange *x = e->control;
    if (!task->has_xid) return;
    uint32_t product = 0;
    struct intercept *it = join(t, e, task, &product);
    struct provision *p = provision_of(&t->provisioning, PROVISION_TASK, element, &task->xid);
    if (it) {
        sight(&it->provisioned, e);
        it->provisioner = e->stream.src;
        hold_targets(t, it, e, task);
    }
    if (!p) return;
    if (p->listing != LISTING_RIGHT && x->request_ns <= p->listing_ns) p->listing = LISTING_RIGHT; /* crossed on the way */
    bool fresh = !p->active;
    if (fresh) p->since_ns = x->answer ? x->answer_ns : INT64_MAX;
    p->active = true;
    p->implicit_end = task->implicit_end;
    if (task->end_ns != CLOCK_NONE) p->end_ns = task->end_ns;
    if (task->targets.count) p->details = targets_digest(&task->targets);
    if (task->delivery != X1_DELIVERY_UNSAID) p->delivery = task->delivery;
    if (task->dids.count) {
        p->did_count = task->dids.count < PROVISION_DIDS ? (unsigned)task->dids.count : PROVISION_DIDS;
        memcpy(p->dids, task->dids.list, p->did_count * sizeof *p->dids);
    }
    if (it) p->intercept = it->position;
    if (product) p->product = product;
    provisioning_begun(t, p, fresh ? LIFECYCLE_ACTIVATED : LIFECYCLE_MODIFIED);
    sight(&p->seen, e);
}

static void provision_ended(struct intercepts *t, const struct intercept_event *e, struct provision *p)
{
    const struct control_exchange *x = e->control;
    if (p->listing == LISTING_HIDDEN && x->request_ns <= p->listing_ns) p->listing = LISTING_RIGHT; /* crossed on the way */
    p->active = false;
    p->ended_ns = x->answer ? x->answer_ns : INT64_MAX;
    p->ended_tap = t->tap;
    sight(&p->seen, e);
    provisioning_over(t, e, p);
    if (!p->intercept) return;
    t->list[p->intercept - 1]->withdrawer = e->stream.src;
    sight(&t->list[p->intercept - 1]->provisioned, e);
}

/* One that was never seen is known by its warrant: its handover may go on. NULL: none. */
static struct intercept *withdrawn_intercept(struct intercepts *t, const struct intercept_event *e, const struct x1_uuid *xid)
{
    struct x1_task task = {.has_xid = true, .xid = *xid};
    struct intercept *it = intercepts_of_xid(t, xid->bytes);
    bool warranted = !it && t->warrants && warrants_by_xid_at(t->warrants, xid->bytes, e->time_ns);
    return warranted ? intercepts_of_task(t, e, &task) : it;
}

static void end_named(struct intercepts *t, const struct intercept_event *e, enum provision_kind kind, uint32_t element,
                      const struct x1_uuids *l)
{
    for (size_t i = 0; i < l->count; i++) {
        /* a task may have begun before the capture: then it has ended all the same */
        struct provision *p = kind == PROVISION_TASK ? provision_of(&t->provisioning, kind, element, &l->list[i])
                                                     : provision_find(&t->provisioning, kind, element, &l->list[i]);
        if (!p) continue;
        struct intercept *it = kind == PROVISION_TASK ? withdrawn_intercept(t, e, &l->list[i]) : NULL;
        if (it) p->intercept = it->position;
        provision_ended(t, e, p);
    }
}

static void end_all(struct intercepts *t, const struct intercept_event *e, enum provision_kind kind, uint32_t element)
{
    for (size_t i = 0; i < t->provisioning.count; i++) {
        struct provision *p = &t->provisioning.list[i];
        if (p->kind == kind && p->element == element && p->active) provision_ended(t, e, p);
    }
    if (kind == PROVISION_TASK && e->control->answer) provisioning_known(t, e, element, LIFECYCLE_DEACTIVATED);
}

/* Destinations */

static uint64_t address_digest(const struct x1_destination *d)
{
    char text[ENDPOINT_TEXT];
    if (!d->has_address) return 0;
    endpoint_text(&d->address, d->port, text);
    return XXH3_64bits(text, strlen(text)) | 1;
}

static void destination_provisioned(struct intercepts *t, const struct intercept_event *e, uint32_t element,
                                    const struct x1_destination *d)
{
    const struct control_exchange *x = e->control;
    struct provision *p = d->has_did ? provision_of(&t->provisioning, PROVISION_DESTINATION, element, &d->did) : NULL;
    if (!p) return;
    if (p->listing != LISTING_RIGHT && x->request_ns <= p->listing_ns) p->listing = LISTING_RIGHT;
    if (!p->active) p->since_ns = x->answer ? x->answer_ns : INT64_MAX;
    p->active = true;
    if (d->delivery != X1_DELIVERY_UNSAID) p->delivery = d->delivery;
    if (d->has_address) {
        p->details = address_digest(d);
        p->has_address = true;
        p->address = d->address;
        p->port = d->port;
        p->udp = d->udp;
    }
    sight(&p->seen, e);
}

/* What the element says of itself */

static void hold_against(struct provision *p, const struct intercept_event *e, enum listing listing)
{
    p->listing = listing;
    p->listing_ns = e->control->answer_ns;
    sight(&p->against, e);
}

/* It says that it has this one. */
static struct provision *listed(struct intercepts *t, const struct intercept_event *e, enum provision_kind kind, uint32_t element,
                                const struct x1_uuid *id, uint32_t list)
{
    struct provision *p = provision_find(&t->provisioning, kind, element, id);
    if (!p && (p = provision_of(&t->provisioning, kind, element, id))) { /* from before the capture, or by another way */
        p->active = true;
        if (kind == PROVISION_TASK) {
            struct x1_task task = {.has_xid = true, .xid = *id};
            struct intercept *it = intercepts_of_task(t, e, &task);
            if (it) {
                sight(&it->provisioned, e);
                p->intercept = it->position;
                provisioning_begun(t, p, LIFECYCLE_ACTIVATED);
            }
        }
    }
    if (!p) return NULL;
    p->listed = list;
    if (!p->active && p->ended_ns < e->control->request_ns) hold_against(p, e, LISTING_LINGERING);
    return p;
}

static void details_listed(struct provision *p, const struct intercept_event *e, uint64_t details, enum x1_delivery delivery)
{
    if (!p || !p->active || p->since_ns >= e->control->request_ns) return;
    bool other = p->details && details && p->details != details;
    other |= p->delivery && delivery && p->delivery != delivery;
    if (other) hold_against(p, e, LISTING_ALTERED);
}

/* What was provisioned and is not in the whole list. */
static void search_hidden(struct intercepts *t, const struct intercept_event *e, enum provision_kind kind, uint32_t element,
                          uint32_t list)
{
    for (size_t i = 0; i < t->provisioning.count; i++) {
        struct provision *p = &t->provisioning.list[i];
        if (p->kind != kind || p->element != element || !p->active || p->listed == list || p->implicit_end) continue;
        bool over = p->end_ns != CLOCK_NONE && p->end_ns <= e->control->answer_ns;
        if (p->since_ns < e->control->request_ns && !over) hold_against(p, e, LISTING_HIDDEN);
    }
}

static void take_list(struct intercepts *t, const struct intercept_event *e, uint32_t element, uint32_t list)
{
    const struct x1_message *m = e->control->answer;
    enum x1_type type = m->type;
    bool both = type == X1_LIST_ALL_DETAILS || type == X1_GET_ALL_DETAILS;
    for (size_t i = 0; i < m->xids.count; i++) (void)listed(t, e, PROVISION_TASK, element, &m->xids.list[i], list);
    for (size_t i = 0; i < m->dids.count; i++) (void)listed(t, e, PROVISION_DESTINATION, element, &m->dids.list[i], list);
    for (size_t i = 0; i < m->task_count; i++) {
        const struct x1_task *task = &m->tasks[i];
        if (task->has_xid)
            details_listed(listed(t, e, PROVISION_TASK, element, &task->xid, list), e, targets_digest(&task->targets),
                           task->delivery);
    }
    for (size_t i = 0; i < m->destination_count; i++) {
        const struct x1_destination *d = &m->destinations[i];
        if (d->has_did)
            details_listed(listed(t, e, PROVISION_DESTINATION, element, &d->did, list), e, address_digest(d), d->delivery);
    }
    if (both || type == X1_GET_ALL_TASK_DETAILS) search_hidden(t, e, PROVISION_TASK, element, list);
    if (both || type == X1_GET_ALL_DESTINATION_DETAILS) search_hidden(t, e, PROVISION_DESTINATION, element, list);
    if ((both || type == X1_GET_ALL_TASK_DETAILS) && provisioning_list_tells(t, m, element))
        provisioning_known(t, e, element, LIFECYCLE_DISOWN);
}

static void take_request(struct intercepts *t, const struct intercept_event *e, uint32_t element)
{
    const struct x1_message *m = e->control->request;
    switch (m->type) {
    case X1_ACTIVATE_TASK:
    case X1_MODIFY_TASK:
        for (size_t i = 0; i < m->task_count; i++) task_provisioned(t, e, element, &m->tasks[i]);
        break;
    case X1_CREATE_DESTINATION:
    case X1_MODIFY_DESTINATION:
        for (size_t i = 0; i < m->destination_count; i++) destination_provisioned(t, e, element, &m->destinations[i]);
        break;
    case X1_DEACTIVATE_TASK: end_named(t, e, PROVISION_TASK, element, &m->xids); break;
    case X1_REMOVE_DESTINATION: end_named(t, e, PROVISION_DESTINATION, element, &m->dids); break;
    case X1_DEACTIVATE_ALL_TASKS: end_all(t, e, PROVISION_TASK, element); break;
    case X1_REMOVE_ALL_DESTINATIONS: end_all(t, e, PROVISION_DESTINATION, element); break;
    case X1_REPORT_TASK_ISSUE:
        if (m->terminated) end_named(t, e, PROVISION_TASK, element, &m->xids);
        break;
    default: break;
    }
}

static bool is_list(enum x1_type t)
{
    return t == X1_LIST_ALL_DETAILS || t == X1_GET_ALL_DETAILS || t == X1_GET_ALL_TASK_DETAILS ||
           t == X1_GET_ALL_DESTINATION_DETAILS || t == X1_GET_TASK_DETAILS || t == X1_GET_DESTINATION_DETAILS;
}

void provisioning_event(struct intercepts *t, const struct intercept_event *e)
{
    const struct control_exchange *x = e->control;
    const struct x1_message *m = x->request ? x->request : x->answer;
    struct provisioning *p = &t->provisioning;
    const struct ip_addr *address = from_element(m->type) ? &e->stream.src : &e->stream.dst;
    uint32_t index;
    p->messages++;
    p->unknown += e->unknown_elements;
    note_speakers(p, e, m);
    struct provisioned_element *element = element_of(p, address, m->ne, &index);
    if (!element || !x->request) return; /* an answer alone does not tell what was asked, nor when */
    if (is_control(m->type)) note_provisioner(p, e, index);
    if (!from_element(m->type)) note_doubts(element, e, m);
    if (x->refused) return;
    take_request(t, e, index);
    if (x->answer && is_list(x->answer->type)) take_list(t, e, index, ++element->lists);
}
