/* What X1 says of a handover: an interception that is withdrawn wherever it was provisioned is withdrawn there too.
 *
 * Decided by the X1 of whoever hands over, where that is seen (a mediation function has tasks of its own). Else by that of the
 * elements that intercept, and only when all of them are known: every XID of the warrant, every element that the warrant lists,
 * no product from elsewhere, and by an administration function, since a session's end lets an SMF withdraw what goes on at
 * another element. */
#include <string.h>
#include <strings.h>

#include "audit/intercepts.h"

/* The interceptions behind a handover, their places, and what X1 says of those. */
struct behind {
    struct handover_word word;
    bool incomplete, running;
    int64_t over_ns;
    struct sighting control;
};

static bool is_behind(const struct intercepts *t, const struct intercept *it, const struct intercept *x)
{
    if (x == it) return x->has_xid;
    if (it->has_xid || !x->has_xid || (it->warrant && x->warrant && it->warrant != x->warrant)) return false;
    return (it->warrant && x->warrant == it->warrant) || strcmp(x->liid, it->liid) == 0 || x == intercepts_joined(t, it->liid);
}

static int node_of(const struct intercepts *t, uint32_t element)
{
    return t->network ? network_element_of(t->network, &t->provisioning.elements[element].address) : -1;
}

static void add_course(struct behind *b, const struct course *c)
{
    bool over = c->state == LIFECYCLE_ENDED || c->state == LIFECYCLE_OVERRUN;
    if (b->word.by_count == HANDOVER_PLACES) {
        b->incomplete = true;
        return;
    }
    b->word.by[b->word.by_count++] = c->element;
    b->running |= !over;
    if (over && (c->over_ns > b->over_ns || b->over_ns == INT64_MIN)) b->over_ns = c->over_ns;
    if (over) sight_all(&b->control, &c->control);
}

/* Where it was withdrawn, was it so by the administration? */
static bool by_administration(const struct intercepts *t, const struct intercept *x)
{
    if (!x->withdrawer.family) return true;
    int node = t->network ? network_element_of(t->network, &x->withdrawer) : -1;
    return node >= 0 && strcasecmp(t->network->elements[node].role, "ADMF") == 0;
}

/* `node`: only places at that element of the network; -1: all. */
static struct behind look_behind(const struct intercepts *t, const struct intercept *it, int node)
{
    struct behind b = {.over_ns = INT64_MIN};
    for (size_t i = it->has_xid ? it->position - 1 : 0; i < (it->has_xid ? it->position : t->count); i++) {
        const struct intercept *x = t->list[i];
        if (!is_behind(t, it, x)) continue;
        for (unsigned k = 0; k < x->course_count; k++)
            if (node < 0 || node_of(t, x->courses[k].element) == node) add_course(&b, &x->courses[k]);
        b.incomplete |= node < 0 && (x->unprovisioned || !x->course_count || !by_administration(t, x));
    }
    return b;
}

static bool has_place(const struct intercepts *t, const struct behind *b, const char *element)
{
    for (unsigned i = 0; i < b->word.by_count; i++) {
        int node = node_of(t, b->word.by[i]);
        if (node >= 0 && strcmp(t->network->elements[node].name, element) == 0) return true;
    }
    return false;
}

/* Are these all of the places where the warrant's interception may run? */
static bool is_complete(const struct intercepts *t, const struct intercept *it, const struct behind *b)
{
    const struct warrant *w = it->warrant;
    if (b->incomplete || !b->word.by_count) return false;
    if (!w) return true;
    for (size_t i = 0; i < w->xid_count; i++) {
        const struct intercept *x = intercepts_of_xid(t, w->xids[i]);
        if (!x || !is_behind(t, it, x)) return false;
    }
    for (size_t i = 0; i < w->element_count; i++)
        if (!has_place(t, b, w->elements[i])) return false;
    return true;
}

void provisioning_handover(struct intercepts *t, struct intercept *it, const struct intercept_event *e)
{
    if (it->handover.asked == t->provisioning.messages) return;
    int sender = t->network ? network_element_of(t->network, &e->stream.src) : -1;
    struct behind b = {.incomplete = true};
    if (sender >= 0) b = look_behind(t, it, sender);
    bool own = sender >= 0 && b.word.by_count > 0;
    if (!own) b = look_behind(t, it, -1);
    enum handover_says before = it->handover.says;
    bool told = own ? !b.incomplete && !it->unprovisioned : is_complete(t, it, &b);
    b.word.says = !told ? HANDOVER_UNTOLD : b.running ? HANDOVER_RUNS : HANDOVER_OVER;
    b.word.asked = t->provisioning.messages;
    it->handover = b.word;
    if (b.word.says == before) return;
    if (b.word.says == HANDOVER_OVER) {
        course_over_upstream(&it->course, b.over_ns);
        sight_all(&it->course.control, &b.control);
    } else if (before == HANDOVER_OVER) {
        course_begun(&it->course, LIFECYCLE_ACTIVATED);
    }
}
