#include "balance/book_internal.h"

/* The tables stand in memory that an element's traffic fills, so their hashes are keyed by the address of a table of this
 * process, which address space randomisation makes unknown outside. */
static const int hash_key;

uint64_t flow_hash_of(uint32_t element, const struct five_tuple *t, const struct address_hashes *of)
{
    uint64_t rest = (uint64_t)t->sport << 48 | (uint64_t)t->dport << 32 | (uint32_t)t->protocol << 24;
    uint64_t hash = mix(of->src ^ rest ^ element, of->dst);
    return hash ? hash : 1;
}

uint64_t flow_hash(uint32_t element, const struct five_tuple *t)
{
    struct address_hashes of = {address_hash(&t->src), address_hash(&t->dst)};
    return flow_hash_of(element, t, &of);
}

uint64_t address_hash(const struct ip_addr *a)
{
    return mix(load_word(a->bytes) ^ (uintptr_t)&hash_key, load_word(a->bytes + 8) + a->family);
}

struct flow_key {
    const struct book *book;
    uint32_t element;
    const struct five_tuple *tuple;
};

static bool flow_matches(const void *ctx, uint32_t value)
{
    const struct flow_key *k = ctx;
    const struct flow *f = book_flow(k->book, value);
    return flow_is(f, k->element, k->tuple);
}

uint32_t flow_find(const struct book *b, uint32_t element, const struct five_tuple *t, uint64_t hash)
{
    struct flow_key key = {b, element, t};
    return index_find(&b->flow_index, hash, flow_matches, &key);
}

static void flow_forget(struct book *b, uint32_t index)
{
    struct flow *f = book_flow(b, index);
    if (f->alias) book_flow(b, f->alias)->face = 0;
    if (f->face) book_flow(b, f->face)->alias = 0;
    index_remove(&b->flow_index, f->hash, index);
    f->hash = 0;
    f->element = FLOW_NOWHERE;
    pool_give(&b->flows, index);
}

/* The longest idle of the next few flows under the clock hand goes. Idle is counted in batches, not by the packets' own time,
 * which may stand still or run backwards. */
bool flow_give_up(struct book *b)
{
    uint32_t oldest = 0;
    for (unsigned i = 0; i < 64; i++) {
        if (++b->sweep >= b->flows.top) b->sweep = 1;
        struct flow *f = book_flow(b, b->sweep);
        if (!f->hash || f->turn == b->turn) continue;
        if (!oldest || b->turn - f->turn > b->turn - book_flow(b, oldest)->turn) oldest = b->sweep;
    }
    if (!oldest) return false;
    book_settle(b, oldest);
    flow_forget(b, oldest);
    b->counts.flows_evicted++;
    return true;
}

static uint8_t flags_of(const struct scope_element *e, const struct five_tuple *t)
{
    unsigned flags = 0;
    if (scope_pool(e, &t->src) || scope_pool(e, &t->dst)) flags |= FLOW_SUBJECT;
    if (scope_own(e, &t->dst)) flags |= FLOW_TO_OWN;
    if (scope_own(e, &t->src)) flags |= FLOW_FROM_OWN;
    return (uint8_t)flags;
}

uint32_t flow_get(struct book *b, uint32_t element, const struct five_tuple *t, uint64_t hash)
{
    uint32_t index = flow_find(b, element, t, hash);
    if (index) return index;
    index = pool_take(&b->flows);
    if (!index && flow_give_up(b)) index = pool_take(&b->flows);
    if (!index || !index_put(&b->flow_index, hash, index)) {
        if (index) pool_give(&b->flows, index);
        b->counts.flows_refused++;
        return 0;
    }
    struct flow *f = book_flow(b, index);
    *f = (struct flow){.tuple = *t,
                       .hash = hash,
                       .element = element,
                       .turn = b->turn,
                       .certain_ns = CLOCK_NONE,
                       .generation = b->generation++ & 0x7f,
                       .flags = flags_of(&b->scope->elements[element], t)};
    b->counts.flows++;
    return index;
}

/* The end of a conversation of the element that is a subscriber's: the sender's if both are. NULL when neither is. */
static const struct ip_addr *subject_of(const struct book *b, uint32_t element, const struct five_tuple *t)
{
    const struct scope_element *e = &b->scope->elements[element];
    return scope_pool(e, &t->src) ? &t->src : scope_pool(e, &t->dst) ? &t->dst : NULL;
}

void flow_subject(struct book *b, struct flow *f, const struct five_tuple *t)
{
    if (f->subject) return;
    const struct ip_addr *subject = subject_of(b, f->element, t);
    if (!subject) return;
    f->subject = volume_subject(&b->volume, f->element, subject);
    f->subject_sends = subject == &t->src;
}

void flow_subject_prefetch(const struct book *b, const struct flow *f)
{
    const struct ip_addr *subject = subject_of(b, f->element, &f->tuple);
    if (subject) volume_subject_prefetch(&b->volume, f->element, subject);
}

void flow_subject_draw(const struct book *b, const struct flow *f)
{
    const struct ip_addr *subject = subject_of(b, f->element, &f->tuple);
    if (subject) volume_subject_draw(&b->volume, f->element, subject);
}
