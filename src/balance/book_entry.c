#include "balance/book_internal.h"

/* A slot as this entry leaves it, but for its tag and its count. */
static inline struct print_slot slot_of(const struct book_unit *u)
{
    return (struct print_slot){.owner = u->flow,
                               .number = u->ref.number,
                               .tick = print_tick(u->time_ns),
                               .capture = u->ref.capture < 0xff ? (uint8_t)u->ref.capture : 0xff};
}

static inline void stamp(struct print_slot *s, struct print_slot entry, int8_t count)
{
    entry.tag = s->tag;
    entry.count = count;
    *s = entry;
}

/* Whether it is seen for the first time, or for another time before it has left, or neither. */
enum sight { SIGHT_FIRST, SIGHT_AGAIN, SIGHT_OTHER };

/* `used`: it has left already. */
static inline enum sight enter_whole(struct book *b, const struct book_unit *u, struct flow *f, uint64_t whole, bool used)
{
    enum sight sight = SIGHT_OTHER;
    bool found;
    uint64_t key = print_bind(whole, f->hash);
    struct print_slot *s = print_claim(&b->window, key, print_tick(u->time_ns), &found);
    int8_t count = s->count;
    if (!found) {
        count = !used;
        sight = SIGHT_FIRST;
    } else if (slot_awaits(s)) {
        late_entry(b, u, s, key);
        if (++s->count < 0) return sight;
        count = s->count;
    } else {
        if (whole == u->id.whole) rule_out_again(b, u, f, f->entry_tap);
        if (count > 0) sight = SIGHT_AGAIN;
        if (count < INT8_MAX) count = (int8_t)(count + !used);
    }
    stamp(s, slot_of(u), count);
    return sight;
}

/* Are these the two directions of one conversation? */
static bool opposite(const struct flow *x, const struct flow *y)
{
    const struct five_tuple *a = &x->tuple, *b = &y->tuple;
    return a->sport == b->dport && a->dport == b->sport && a->protocol == b->protocol && ip_equal(&a->src, &b->dst) &&
           ip_equal(&a->dst, &b->src);
}

/* Content that two conversations bring (a popular page) is nobody's in particular; the two directions of one conversation (an
 * echo) are one. */
static bool same_conversation(const struct book *b, const struct flow *other, const struct flow *f)
{
    if (opposite(other, f)) return other->hash != 0;
    if (!other->hash || (!other->face && !f->face)) return false;
    /* a translated conversation shows two faces; the directions meet on one of them */
    const struct flow *face = other->face ? book_flow(b, other->face) : other, *own = f->face ? book_flow(b, f->face) : f;
    return opposite(face, f) || opposite(other, own) || opposite(face, own);
}

/* Has another conversation brought what the slot stands for? */
static inline bool brought_by_other(const struct book *b, const struct print_slot *s, uint32_t flow, const struct flow *f)
{
    uint8_t state = (uint8_t)s->count;
    if (state & PRINT_SHARED) return true;
    if (s->owner == flow || s->owner >= b->flows.top) return false;
    const struct flow *other = book_flow(b, s->owner);
    return other->generation == (state & PRINT_GENERATION) && !same_conversation(b, other, f);
}

static inline void enter_print(struct book *b, struct print_table *t, const struct book_unit *u, struct flow *f, uint64_t print,
                               struct print_slot entry)
{
    bool found;
    struct print_slot *s = print_claim(t, print, entry.tick, &found);
    bool shared = found && brought_by_other(b, s, entry.owner, f);
    if (shared) rule_out_shared(b, u, f);
    stamp(s, entry, (int8_t)(f->generation | (shared ? PRINT_SHARED : 0)));
}

static inline void enter_prints(struct book *b, const struct book_unit *u, struct flow *f)
{
    struct print_slot entry = slot_of(u);
    for (unsigned i = 0; i < u->print_count; i++) {
        enter_print(b, &b->window, u, f, u->prints[i], entry);
        if (UNLIKELY(print_lasts(u->prints[i]))) enter_print(b, &b->memory, u, f, u->prints[i], entry);
    }
}

/* What the flow itself keeps of its entries. */
static inline void enter_flow(struct book *b, const struct book_unit *u, struct flow *f)
{
    int64_t owed = (int64_t)f->owed + u->payload_wire_len;
    f->owed = owed < INT32_MAX ? (int32_t)owed : INT32_MAX;
    f->entry_peer = u->way.src;
    if (u->way.in_gtpu) f->flags |= FLOW_SUBJECT;
    if (f->entered++ == 0) flow_subject(b, f, &f->tuple);
    if (UNLIKELY(f->alias)) { /* what comes in itself is nobody's translated face */
        book_flow(b, f->alias)->face = 0;
        f->alias = 0;
    }
}

/* Where some packets are cut, whole ones are remembered in the form, too, in which they may leave. */
OUTLINE static void enter_cut(struct book *b, const struct book_unit *u, struct flow *f, bool used)
{
    if (u->id.snapped && snapped_vague(u->stack)) b->loss[u->tap].vague++;
    if (!u->id.snapped) (void)enter_whole(b, u, f, snapped_print(b, u->stack, 0), used);
    if (b->snaps_seen) snapped_entry(b, u);
}

void book_entry(struct book *b, struct book_unit *u)
{
    if (!u->flow) return;
    struct flow *f = book_flow(b, u->flow);
    book_print(b, u);
    enter_flow(b, u, f);
    if (f->subject) {
        volume_packet(&b->volume, f->subject, u->time_ns, u->id.bytes);
        if (u->payload_wire_len) volume_entered(&b->volume, f->subject, f->subject_sends, u->time_ns, 1, u->id.bytes);
    }
    bool used = late_awaited(b, u->time_ns) && late_translation(b, u);
    enum sight sight = enter_whole(b, u, f, u->id.whole, used);
    if (sight != SIGHT_OTHER) beyond_entry(b, f, u, sight == SIGHT_FIRST);
    if (UNLIKELY(b->cut_seen)) enter_cut(b, u, f, used);
    f->entry_tap = (uint16_t)u->tap;
    enter_prints(b, u, f);
}
