/* Exits that are seen before their entries, because the clocks of two taps differ. Word is left for the entry in the table of
 * what came in, under the payload and what the entry will have in common with the exit: its conversation or, where that has not
 * come in at all and may be a translated face, its far end. Words are bounded and forgotten as entries are. */
#include "balance/book_internal.h"

#define SECOND_WAY UINT64_C(0x2545f4914f6cdd1d)

uint64_t far_hash(const struct book *b, const struct book_unit *u)
{
    const struct scope_tap *tap = &b->scope->taps[u->tap];
    const struct scope_element *e = &b->scope->elements[tap->element];
    const struct five_tuple *t = &u->id.tuple;
    bool from = scope_pool(e, &t->src) || scope_own(e, &t->src), to = scope_pool(e, &t->dst) || scope_own(e, &t->dst);
    bool leaves = u->passage.direction == DIRECTION_OUT;
    bool at_src = from != to ? to : (tap->side == SCOPE_ACCESS) == leaves;
    struct five_tuple far = {.src = at_src ? t->src : t->dst, .sport = at_src ? t->sport : t->dport, .protocol = t->protocol};
    return flow_hash(tap->element, &far);
}

/* One more exit by `path` waits; its word names the frame. */
static void leave_word(struct print_slot *s, uint32_t path, const struct book_unit *u)
{
    if (s->count > INT8_MIN) s->count--;
    s->owner = path;
    s->number = u->ref.number;
    s->capture = u->ref.capture < 0xff ? (uint8_t)u->ref.capture : 0xff;
}

/* What both an exit and its entry are known by, whichever of them the capture has cut; 0: nothing. */
static uint64_t common_print(const struct book *b, const struct book_unit *u)
{
    return b->snaps_seen ? sure_print(b, u->stack, cut_off(u->stack)) : u->id.whole;
}

void late_exit(struct book *b, const struct path *p, const struct book_unit *u)
{
    const struct flow *f = book_flow(b, p->flow);
    enum standing standing = book_party(b, p->party)->standing;
    bool found, said = standing == STANDING_DECLARED || standing == STANDING_DELIVERY || standing == STANDING_LINK_LOCAL;
    uint64_t print = common_print(b, u);
    if (u->packets != 1 || p->via || !print || (!f->entered && (!p->routable || said))) return;
    uint32_t path = (uint32_t)((size_t)((const uint8_t *)p - b->paths.data) / b->paths.record_bytes);
    uint64_t key = print_bind(print, f->entered ? f->hash : far_hash(b, u));
    struct print_slot *s = print_claim(&b->window, key, print_tick(u->time_ns), &found);
    if (found && !slot_awaits(s)) return;
    if (found && s->owner != path) { /* it left by another way, too, and before its entry */
        s = print_claim(&b->window, print_bind(key, SECOND_WAY), print_tick(u->time_ns), &found);
        if (found && (!slot_awaits(s) || s->owner != path)) return;
    }
    leave_word(s, path, u);
    if (!f->entered) b->awaited_ns = u->time_ns;
}

/* The path that left word in `s`, if it is still there: its place may have passed to another since, and now and then another
 * print has the same tag. */
static struct path *waiting(const struct book *b, const struct print_slot *s)
{
    if (!s || !slot_awaits(s) || s->owner == 0 || s->owner >= b->paths.top) return NULL;
    struct path *wanted = book_path(b, s->owner);
    if (wanted->flow == 0 || wanted->flow >= b->flows.top || !book_flow(b, wanted->flow)->hash) return NULL;
    for (uint32_t i = book_flow(b, wanted->flow)->paths; i;) {
        if (i == s->owner) return wanted->unmatched.packets ? wanted : NULL;
        i = book_path(b, i)->next;
    }
    return NULL;
}

/* The way of `p`, of which it now turns out that it is `f` that leaves by it, translated. */
static struct path *translated_way(struct book *b, uint32_t flow, const struct path *p)
{
    struct flow *f = book_flow(b, flow);
    uint64_t key = path_key_via(p->key, p->flow);
    for (uint32_t i = f->paths; i;) {
        struct path *q = book_path(b, i);
        if (q->key == key && q->kind == PATH_TRANSLATED) return q;
        i = q->next;
    }
    uint32_t index = pool_take(&b->paths);
    if (!index) return NULL;
    struct path *q = book_path(b, index);
    const struct book_tally none = {0, 0};
    *q = *p;
    q->next = f->paths;
    q->flow = flow;
    q->via = p->flow;
    q->key = key;
    q->kind = PATH_TRANSLATED;
    q->proof = 0;
    q->explained = q->repeated = q->unmatched = none;
    q->certain_packets = 0;
    book_party(b, q->party)->path_count++;
    f->paths = index;
    return q;
}

/* The exit that left word in `s` by `from` is explained by the entry `u`: as one of `to`, or as a repeat. */
static void explain(struct book *b, const struct book_unit *u, const struct print_slot *s, struct path *from, struct path *to,
                    bool repeated)
{
    uint64_t bytes = from->unmatched.bytes / from->unmatched.packets;
    from->unmatched.packets--;
    from->unmatched.bytes -= bytes;
    book_add(repeated ? &to->repeated : &to->explained, 1, bytes);
    if (repeated) note_repeat(b, book_flow(b, u->flow), u->time_ns);
    if (repeated || !to->routable) path_prove(b, to, (struct frame_ref){s->capture, s->number}, u->ref);
    if (!repeated) rule_out(b, book_flow(b, u->flow), RULED_LATE_ENTRY, 1, bytes);
}

void late_entry(struct book *b, const struct book_unit *u, const struct print_slot *s, uint64_t key)
{
    struct path *p = waiting(b, s);
    if (p && p->flow == u->flow) explain(b, u, s, p, p, false);
    /* what left by a second way left again: the first has used the entry up */
    struct print_slot *second = print_find(&b->window, print_bind(key, SECOND_WAY), print_tick(u->time_ns));
    p = waiting(b, second);
    if (!p || p->flow != u->flow) return;
    explain(b, u, second, p, p, true);
    second->count++;
}

bool late_translation(struct book *b, const struct book_unit *u)
{
    uint64_t print = common_print(b, u);
    struct print_slot *s = print ? print_find(&b->window, print_bind(print, far_hash(b, u)), print_tick(u->time_ns)) : NULL;
    struct path *p = waiting(b, s), *to = p;
    if (!p) return false;
    if (p->flow != u->flow) {
        struct flow *f = book_flow(b, u->flow), *x = book_flow(b, p->flow);
        if (x->entered || x->element != f->element || !same_far_end(&f->tuple, &x->tuple)) return false;
        if (x->alias != u->flow) make_alias(b, p->flow, u->flow);
        x->misses = 0;
        to = translated_way(b, u->flow, p);
    }
    if (!to) return false;
    s->count++;
    explain(b, u, s, p, to, false);
    return true;
}
