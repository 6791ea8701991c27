/* What can be said of parties only when all flows are settled. */
#include "balance/book_internal.h"

enum { UNSEEN_FACTOR = 2 };

/* What leaves from the element's own address and was forwarded is translated. */
static void measure_loss(struct book *b, const struct party *p)
{
    struct book_loss *l = &b->loss[p->tap];
    if (!p->own || p->layer_count || !p->forwarded.packets) return;
    l->forwarded += p->forwarded.packets;
    l->unseen += p->unseen;
}

uint64_t book_vague(const struct book *b, uint32_t element)
{
    uint64_t vague = 0;
    for (size_t i = 0; i < b->scope->tap_count; i++)
        if (b->scope->taps[i].element == element) vague += b->loss[i].vague;
    return vague;
}

uint64_t book_missed(const struct book *b, const struct party *p)
{
    const struct book_loss *l = &b->loss[p->tap];
    if (!p->own || p->layer_count) return 0;
    uint64_t vague = book_vague(b, p->element);
    if (!l->unseen) return vague;
    double expected = (double)p->forwarded.packets * (double)l->unseen / (double)l->forwarded;
    uint64_t missed = (double)p->unseen > expected ? p->unseen : (uint64_t)expected;
    return COPY_MIN_PACKETS - 1 + UNSEEN_FACTOR * missed + vague;
}

/* Conversations of which the capture shows no entry at all may look like copies of others with the same content. How often it
 * misses entries is seen on those that did come in. */
static void decide(struct book *b, struct party *p)
{
    struct ruled_tally *ruled = &b->counts.ruled[RULED_UNSEEN_ENTRY];
    bool missed = p->doubtful.packets < COPY_MIN_PACKETS + UNSEEN_FACTOR * p->unseen;
    book_add(missed ? &p->unmatched : &p->copied, p->doubtful.packets, p->doubtful.bytes);
    if (missed) {
        ruled->packets += p->doubtful.packets;
        ruled->bytes += p->doubtful.bytes;
        party_sample_proof(b, p, p->proof);
    } else {
        p->doubtful = (struct book_tally){0, 0};
    }
}

struct receiver {
    const struct book *book;
    const struct party *party;
};

static bool same_receiver(const void *ctx, uint32_t value)
{
    const struct receiver *r = ctx;
    const struct party *p = book_party(r->book, value);
    return p->element == r->party->element && p->side == r->party->side && ip_equal(&p->outer.dst, &r->party->outer.dst);
}

/* The few packets of `p` go to the same receiver as those of `to`: one copy, spread over ports. */
static void join(struct book *b, struct party *to, struct party *p)
{
    book_add(&to->total, p->copied.packets, p->copied.bytes);
    book_add(&to->copied, p->copied.packets, p->copied.bytes);
    p->total.packets -= p->copied.packets;
    p->total.bytes -= p->copied.bytes;
    p->copied = (struct book_tally){0, 0};
    for (unsigned i = 0; i < PARTY_COPIED && p->copied_flows[i].tuple.src.family; i++)
        party_list_copied(to, &p->copied_flows[i].tuple, &p->copied_flows[i].tally);
    party_keep_proof(b, to, p->proof);
    if (p->copied_first_ns < to->copied_first_ns) to->copied_first_ns = p->copied_first_ns;
    if (p->copied_last_ns > to->copied_last_ns) to->copied_last_ns = p->copied_last_ns;
}

/* A copy that stays below what is certain with each of many ports of one receiver is summed up. */
static void sum_receivers(struct book *b)
{
    struct index receivers;
    if (!index_init(&receivers, b->parties.top)) return;
    for (uint32_t i = 1; i < b->parties.top; i++) {
        struct party *p = book_party(b, i);
        struct receiver r = {b, p};
        if (!p->own || p->link_only || !p->copied.packets || p->standing == STANDING_PROBE) continue;
        uint64_t hash = address_hash(&p->outer.dst) ^ p->element;
        uint32_t first = index_find(&receivers, hash, same_receiver, &r);
        if (first && p->copied.packets < COPY_MIN_PACKETS)
            join(b, book_party(b, first), p);
        else if (!first && !index_put(&receivers, hash, i))
            break; /* no room: the rest stands as it is */
    }
    index_done(&receivers);
}

/* Of copies in many small conversations, or doubtful ones, the end is when they were certain at the latest. */
static void date_copies(struct book *b)
{
    for (uint32_t i = 1; i < b->parties.top; i++) {
        struct party *p = book_party(b, i);
        if (p->copied.packets < COPY_MIN_PACKETS || p->detected.packets) continue;
        p->detected = p->copied;
        p->detected_ns = p->copied_last_ns;
        p->live_first_ns = p->copied_first_ns;
    }
}

void book_conclude(struct book *b)
{
    for (uint32_t i = 1; i < b->parties.top; i++) {
        struct party *p = book_party(b, i);
        measure_loss(b, p);
        if (p->doubtful.packets) decide(b, p);
    }
    sum_receivers(b);
    date_copies(b);
}
