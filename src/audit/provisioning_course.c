/* The lives of interceptions at the elements whose X1 is seen: what X1 says of them, and who sends their product. */
#include <string.h>

#include "audit/intercepts.h"
#include "base/clock.h"

static void begin_course(struct intercepts *t, uint32_t intercept, uint32_t element, enum lifecycle_event what)
{
    struct course *c = intercept ? intercept_course(t->list[intercept - 1], element) : NULL;
    if (c) course_begun(c, what);
}

void provisioning_begun(struct intercepts *t, const struct provision *p, enum lifecycle_event what)
{
    begin_course(t, p->intercept, p->element, what);
    begin_course(t, p->product, p->element, what);
}

void provisioning_over(struct intercepts *t, const struct intercept_event *e, const struct provision *p)
{
    const uint32_t of[] = {p->intercept, p->product};
    for (size_t i = 0; i < ARRAY_LEN(of); i++) {
        struct course *c = of[i] ? intercept_course(t->list[of[i] - 1], p->element) : NULL;
        if (!c) continue;
        course_over(c, LIFECYCLE_DEACTIVATED, p->ended_ns, p->ended_tap);
        sight(&c->control, e);
    }
}

static const struct provision *task_at(const struct intercepts *t, const struct intercept *it, uint32_t element)
{
    struct x1_uuid id;
    memcpy(id.bytes, it->xid, sizeof id.bytes);
    return it->has_xid ? provision_find(&t->provisioning, PROVISION_TASK, element, &id) : NULL;
}

void provisioning_known(struct intercepts *t, const struct intercept_event *e, uint32_t element, enum lifecycle_event what)
{
    struct provisioned_element *at = &t->provisioning.elements[element];
    at->known_ns = e->control->answer_ns;
    at->known_tap = t->tap;
    at->known_as = what;
    at->known_by = (struct sighting){0};
    sight(&at->known_by, e);
    for (size_t i = 0; i < t->count; i++) {
        struct intercept *it = t->list[i];
        for (unsigned k = 0; k < it->course_count; k++) {
            const struct provision *p = it->courses[k].element == element ? task_at(t, it, element) : NULL;
            if (it->courses[k].element != element || (p && (p->active || p->seen.pdus)) || it->by_product_id) continue;
            course_over(&it->courses[k], what, at->known_ns, at->known_tap);
            sight(&it->courses[k].control, e);
        }
    }
}

bool provisioning_list_tells(const struct intercepts *t, const struct x1_message *m, uint32_t element)
{
    for (size_t i = 0; i < m->task_count; i++)
        if (m->tasks[i].has_product_id) return false;
    for (size_t i = 0; i < m->xids.count; i++) {
        const struct provision *p = provision_find(&t->provisioning, PROVISION_TASK, element, &m->xids.list[i]);
        bool activated = p && p->seen.pdus, delivers = p && p->intercept && t->list[p->intercept - 1]->x.pdus;
        if (!activated && !delivers) return false;
    }
    return true;
}

/* The element of X1 that sends the product; -1: its X1 was not seen, or several share the address. */
static int sender_element(const struct intercepts *t, const struct intercept *it, const struct ip_addr *sender)
{
    const struct provisioning *p = &t->provisioning;
    int node = t->network ? network_element_of(t->network, sender) : -1, found = -1, named = -1;
    unsigned count = 0;
    for (size_t i = 0; i < p->element_count; i++) {
        const struct ip_addr *address = &p->elements[i].address;
        bool same = ip_equal(address, sender) || (node >= 0 && network_element_of(t->network, address) == node);
        if (!same) continue;
        count++;
        found = (int)i;
        if (task_at(t, it, (uint32_t)i)) named = (int)i;
    }
    return named >= 0 ? named : count == 1 ? found : -1;
}

/* What was told of it before it delivered. */
static void catch_up(const struct intercepts *t, const struct intercept *it, struct course *c)
{
    const struct provisioned_element *at = &t->provisioning.elements[c->element];
    const struct provision *p = task_at(t, it, c->element);
    if (p && p->active) {
        course_begun(c, LIFECYCLE_ACTIVATED);
    } else if (p && p->seen.pdus) {
        course_over(c, LIFECYCLE_DEACTIVATED, p->ended_ns, p->ended_tap);
        c->control = p->seen;
    } else if (at->known_ns != CLOCK_NONE) {
        course_over(c, c->state == LIFECYCLE_UNSEEN ? LIFECYCLE_DISOWN : at->known_as, at->known_ns, at->known_tap);
        c->control = at->known_by;
    }
}

struct course *provisioning_course(struct intercepts *t, struct intercept *it, const struct intercept_event *e)
{
    size_t elements = t->provisioning.element_count;
    if (it->sender_known == elements && ip_equal(&it->sender, &e->stream.src)) return it->sender_course;
    unsigned before = it->course_count;
    int element = sender_element(t, it, &e->stream.src);
    struct course *c = element >= 0 ? intercept_course(it, (uint32_t)element) : NULL;
    if (c && it->course_count > before) catch_up(t, it, c);
    it->sender = e->stream.src;
    it->sender_known = elements;
    it->sender_course = c;
    return c;
}
