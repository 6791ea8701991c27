#include "balance/book_internal.h"

static void stamp(struct print_slot *s, const struct book_unit *u)
{
    s->number = u->ref.number;
    s->capture = u->ref.capture < 0xff ? (uint8_t)u->ref.capture : 0xff;
}

/* Whether it is seen for the first time, or for another time before it has left, or neither. */
enum sight { SIGHT_FIRST, SIGHT_AGAIN, SIGHT_OTHER };

/* `used`: it has left already. */
static enum sight enter_whole(struct book *b, const struct book_unit *u, struct flow *f, uint64_t whole, bool used)
{
    enum sight sight = SIGHT_OTHER;
    bool found;
    uint64_t key = print_bind(whole, f->hash);
    struct print_slot *s = print_claim(&b->window, key, print_tick(u->time_ns), &found);
    if (found && slot_awaits(s)) {
        late_entry(b, u, s, key);
        if (++s->count < 0) return sight;
    } else if (!found) {
        s->count = !used;
        sight = SIGHT_FIRST;
    } else {
        if (whole == u->id.whole) rule_out_again(b, u, f, f->entry_tap);
        if (s->count > 0) sight = SIGHT_AGAIN;
        if (s->count < INT8_MAX) s->count = (int8_t)(s->count + !used);
    }
    s->owner = u->flow;
    stamp(s, u);
    return sight;
}

/* Content that two conversations bring (a popular page) is nobody's in particular; the two directions of one conversation (an
 * echo) are one. */
static bool same_conversation(const struct book *b, uint32_t owner, const struct flow *f)
{
    const struct flow *other = book_flow(b, owner);
    /* a translated conversation shows two faces; the directions meet on one of them */
    const struct flow *faces[] = {other, other->face ? book_flow(b, other->face) : other};
    struct five_tuple back[] = {five_tuple_reverse(&f->tuple), five_tuple_reverse(&(f->face ? book_flow(b, f->face) : f)->tuple)};
    for (unsigned i = 0; other->hash && i < 4; i++)
        if (five_tuple_equal(&faces[i % 2]->tuple, &back[i / 2])) return true;
    return false;
}

static void enter_print(struct book *b, struct print_table *t, const struct book_unit *u, struct flow *f, uint64_t print)
{
    bool found;
    struct print_slot *s = print_claim(t, print, print_tick(u->time_ns), &found);
    uint8_t state = (uint8_t)s->count;
    bool shared = found && (state & PRINT_SHARED);
    if (found && !shared && s->owner != u->flow) {
        bool alive = s->owner < b->flows.top && book_flow(b, s->owner)->generation == (state & PRINT_GENERATION);
        shared = alive && !same_conversation(b, s->owner, f);
    }
    if (shared) rule_out_shared(b, u, f);
    s->owner = u->flow;
    s->count = (int8_t)(f->generation | (shared ? PRINT_SHARED : 0));
    stamp(s, u);
}

void book_entry(struct book *b, struct book_unit *u)
{
    if (!u->flow) return;
    struct flow *f = book_flow(b, u->flow);
    f->entered++;
    if (UNLIKELY(u->id.snapped) && snapped_vague(u->stack)) b->loss[u->tap].vague++;
    int64_t owed = (int64_t)f->owed + u->payload_wire_len;
    f->owed = owed < INT32_MAX ? (int32_t)owed : INT32_MAX;
    f->entry_peer = u->way.src;
    if (u->way.in_gtpu) f->flags |= FLOW_SUBJECT;
    if (f->entered == 1) flow_subject(b, f, &f->tuple);
    if (f->alias) { /* what comes in itself is nobody's translated face */
        book_flow(b, f->alias)->face = 0;
        f->alias = 0;
    }
    if (f->subject) volume_packet(&b->volume, f->subject, u->time_ns, u->way.inner_bytes);
    if (f->subject && u->payload_wire_len)
        volume_entered(&b->volume, f->subject, f->subject_sends, u->time_ns, 1, u->way.inner_bytes);
    bool used = late_translation(b, u);
    enum sight sight = enter_whole(b, u, f, u->id.whole, used);
    if (sight != SIGHT_OTHER) beyond_entry(b, f, u, sight == SIGHT_FIRST);
    if (b->cut_seen && !u->id.snapped) (void)enter_whole(b, u, f, snapped_print(b, u->stack, 0), used);
    if (b->snaps_seen) snapped_entry(b, u);
    f->entry_tap = (uint16_t)u->tap;
    for (unsigned i = 0; i < u->print_count; i++) {
        enter_print(b, &b->window, u, f, u->prints[i]);
        if (print_lasts(u->prints[i])) enter_print(b, &b->memory, u, f, u->prints[i]);
    }
}
