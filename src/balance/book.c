#include "balance/book.h"

#include <stdlib.h>

#include "balance/book_internal.h"
#include "base/prefetch.h"
#include "table/memory.h"

/* Shares of the memory budget. */
enum {
    SHARE_WINDOW = 50,
    SHARE_MEMORY = 6,
    SHARE_FLOWS = 18,
    SHARE_PATHS = 12,
    SHARE_VOLUME = 4,
    SHARE_PARTIES = 6,
    SHARE_PROOFS = 2
};

enum { SETTLE_AHEAD = 8 }; /* flows for which memory is asked before they are settled */
enum { SERIES = 65 };      /* parties whose copies are kept over time: what a report can show */

static size_t share(size_t memory_bytes, unsigned percent, size_t record_bytes)
{
    size_t n = memory_bytes / 100 * percent / record_bytes;
    return n < 256 ? 256 : n;
}

bool book_init(struct book *b, const struct book_limits *limits, const struct scope *scope, struct directions *d)
{
    size_t m = limits->memory_bytes;
    size_t flows = share(m, SHARE_FLOWS, sizeof(struct flow) + 2 * sizeof(struct index_bucket) / INDEX_WAYS);
    size_t parties = share(m, SHARE_PARTIES, sizeof(struct party) + 2 * sizeof(struct index_bucket) / INDEX_WAYS);
    *b = (struct book){.scope = scope, .directions = d, .now_ns = CLOCK_NONE, .awaited_ns = CLOCK_NONE};
    bool ok = print_key_random(&b->key) && print_table_init(&b->window, m / 100 * SHARE_WINDOW, limits->window_ns) &&
              print_table_init(&b->memory, m / 100 * SHARE_MEMORY, 0) && index_init(&b->flow_index, flows) &&
              index_init(&b->party_index, parties) && pool_init(&b->flows, sizeof(struct flow), flows) &&
              pool_init(&b->paths, sizeof(struct path), share(m, SHARE_PATHS, sizeof(struct path))) &&
              volume_init(&b->volume, m / 100 * SHARE_VOLUME) && pool_init(&b->parties, sizeof(struct party), parties) &&
              pool_init(&b->series, sizeof(struct copy_series), SERIES) &&
              pool_init(&b->proofs, sizeof(struct proof), share(m, SHARE_PROOFS, sizeof(struct proof)));
    b->loss = calloc(scope->tap_count + 1, sizeof *b->loss);
    b->taps = calloc(scope->tap_count + 1, sizeof *b->taps);
    ok = ok && b->loss && b->taps;
    for (uint32_t i = 0; ok && i < scope->tap_count; i++) book_tap_init(b, i, &b->taps[i]);
    if (!ok) book_done(b);
    return ok;
}

void book_populate(const struct book *b, unsigned part, unsigned parts)
{
    memory_populate(b->window.buckets, b->window.bucket_count * sizeof *b->window.buckets, part, parts);
    memory_populate(b->memory.buckets, b->memory.bucket_count * sizeof *b->memory.buckets, part, parts);
    memory_populate(b->flow_index.buckets, b->flow_index.bucket_count * sizeof *b->flow_index.buckets, part, parts);
}

void book_done(struct book *b)
{
    print_table_done(&b->window);
    print_table_done(&b->memory);
    index_done(&b->flow_index);
    index_done(&b->party_index);
    pool_done(&b->flows);
    pool_done(&b->paths);
    pool_done(&b->parties);
    pool_done(&b->proofs);
    pool_done(&b->series);
    volume_done(&b->volume);
    free(b->loss);
    free(b->taps);
    b->loss = NULL;
    b->taps = NULL;
}

void book_touch(const struct book *b, const struct book_unit *u)
{
    if (u->has_ip) index_prefetch(&b->flow_index, u->id.hash);
}

void book_guess(const struct book *b, struct book_unit *u)
{
    u->flow = u->has_ip ? index_guess(&b->flow_index, u->id.hash) : 0;
    if (u->flow) prefetch_lines_write(book_flow(b, u->flow), sizeof(struct flow));
}

static void note_cut(struct book *b, const struct book_unit *u)
{
    b->cut_seen = true;
    b->snaps_seen |= u->payload_len < u->payload_wire_len || u->stack->stop == STACK_SNAPPED;
}

void book_look(struct book *b, struct book_unit *u)
{
    if (!u->has_ip) return;
    if (UNLIKELY(u->id.snapped)) note_cut(b, u);
    if (u->time_ns > b->now_ns) b->now_ns = u->time_ns;
    uint32_t element = b->scope->taps[u->tap].element;
    if (!u->flow || !flow_is(book_flow(b, u->flow), element, &u->id.tuple))
        u->flow = flow_get(b, element, &u->id.tuple, u->id.hash);
    if (!u->flow) return;
    book_flow(b, u->flow)->turn = b->turn;
}

void book_reach_entry(const struct book *b, struct book_unit *u)
{
    if (!u->flow) return;
    const struct flow *f = book_flow(b, u->flow);
    if (f->subject)
        volume_prefetch(&b->volume, f->subject, f->subject_sends);
    else if (!f->entered)
        flow_subject_prefetch(b, f);
    book_print(b, u);
}

void book_reach_exit(const struct book *b, const struct book_unit *u)
{
    if (!u->flow) return;
    const struct flow *f = book_flow(b, u->flow);
    /* which flows leave translated is random, and not asked: records of number 0 are nobody's, but there */
    prefetch_lines_write(book_flow(b, f->alias), sizeof(struct flow));
}

/* As book_draw_entry, for the forms in which an entry is remembered besides where some packets are cut. */
OUTLINE static void draw_cut(const struct book *b, const struct book_unit *u, const struct flow *f)
{
    if (!u->id.snapped) print_prefetch(&b->window, print_bind(snapped_print(b, u->stack, 0), f->hash));
    if (b->snaps_seen) snapped_draw(b, u);
}

void book_draw_entry(const struct book *b, const struct book_unit *u)
{
    if (!u->flow) return;
    const struct flow *f = book_flow(b, u->flow);
    if (f->subject)
        volume_prefetch_ends(&b->volume, f->subject, f->subject_sends);
    else if (!f->entered)
        flow_subject_draw(b, f);
    print_prefetch(&b->window, print_bind(u->id.whole, u->id.hash));
    if (UNLIKELY(b->cut_seen)) draw_cut(b, u, f);
    for (unsigned i = 0; i < u->print_count; i++) {
        print_prefetch(&b->window, u->prints[i]);
        if (UNLIKELY(print_lasts(u->prints[i]))) print_prefetch(&b->memory, u->prints[i]);
    }
}

void book_draw_exit(const struct book *b, const struct book_unit *u)
{
    if (!u->flow) return;
    const struct flow *f = book_flow(b, u->flow);
    const struct flow *source = book_flow(b, !f->entered && f->alias ? f->alias : u->flow);
    prefetch_lines_write(book_path(b, source->paths), PATH_HOT_BYTES);
    print_prefetch(&b->window, print_bind(u->id.whole, source->hash));
}

void book_post(struct book *b, struct book_unit *u)
{
    if (u->passage.direction == DIRECTION_IN)
        book_entry(b, u);
    else if (u->passage.direction == DIRECTION_OUT)
        book_exit(b, u);
}

void book_turn(struct book *b, int64_t time_ns)
{
    b->turn++;
    volume_turn(&b->volume, time_ns, false);
}

void book_close(struct book *b)
{
    volume_turn(&b->volume, b->now_ns, true);
    /* flows stay where they are: settling one looks at its reverse and its face */
    for (uint32_t i = 1; i < b->flows.top; i++) {
        if (i + 2 * SETTLE_AHEAD < b->flows.top) book_settle_prefetch(b, i + 2 * SETTLE_AHEAD, false);
        if (i + SETTLE_AHEAD < b->flows.top) book_settle_prefetch(b, i + SETTLE_AHEAD, true);
        if (book_flow(b, i)->hash) book_settle(b, i);
    }
    book_conclude(b);
}

bool book_entered_elsewhere(const struct book *b, const struct book_unit *u)
{
    if (!u->flow) return false;
    const struct flow *f = book_flow(b, u->flow);
    if (!f->entered || f->entry_tap == u->tap) return false;
    const struct print_slot *s = print_find(&b->window, print_bind(u->id.whole, f->hash), print_tick(u->time_ns));
    return s && !slot_awaits(s);
}
