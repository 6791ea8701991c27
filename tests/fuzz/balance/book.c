/* Arbitrary frames at arbitrary taps through direction and book, and the books still add up.
 *
 * Input: u8 options (1: a tiny book, 2: given MACs, 4: a window of one second), then frames: u8 tap and flags, u8 time step,
 * u16 length, bytes. */
#include <stdlib.h>
#include <string.h>

#include "balance/book.h"
#include "wire/reader.h"

enum { TAPS = 4, BATCH = 16, LINK_ETHERNET = 1 };

struct fuzzed {
    struct ip_prefix own[2], pool[1];
    struct mac_addr macs[1];
    struct scope_element element;
    struct scope_tap taps[TAPS];
    struct scope scope;
    struct directions directions;
    struct book book;
    struct book_tally out;
    int64_t now_ns;
    uint32_t number;
    unsigned filled;
    struct stack stacks[BATCH];
    struct book_unit units[BATCH];
};

static enum standing standing_by_port(void *ctx, uint32_t element, const struct five_tuple *outer)
{
    (void)ctx;
    (void)element;
    return (enum standing)(outer->dport % (STANDING_LINK_LOCAL + 1));
}

static void begin(struct fuzzed *z, uint8_t options)
{
    static const enum scope_side sides[TAPS] = {SCOPE_ACCESS, SCOPE_OUTSIDE, SCOPE_MANAGEMENT, SCOPE_ALL};
    struct book_limits limits = {options & 1 ? 4096 : 1 << 20, options & 4 ? CLOCK_SECOND : 0};
    ENSURE(prefix_parse("10.0.3.1", &z->own[0]) && prefix_parse("2001:db8:3::/64", &z->own[1]));
    ENSURE(prefix_parse("10.46.0.0/16", &z->pool[0]));
    z->macs[0] = (struct mac_addr){{2, 0, 0, 0, 0, 3}};
    z->element = (struct scope_element){z->own, 2, z->pool, 1, z->macs, options & 2 ? 1 : 0};
    for (unsigned i = 0; i < TAPS; i++) z->taps[i] = (struct scope_tap){0, sides[i]};
    z->scope = (struct scope){&z->element, 1, z->taps, TAPS, standing_by_port, NULL};
    ENSURE(directions_init(&z->directions, &z->scope) && book_init(&z->book, &limits, &z->scope, &z->directions));
}

static void finish(struct fuzzed *z)
{
    if (!z->filled) return;
    book_turn(&z->book, z->units[0].time_ns);
    for (unsigned i = 0; i < z->filled; i++) book_touch(&z->book, &z->units[i]);
    for (unsigned i = 0; i < z->filled; i++) book_look(&z->book, &z->units[i]);
    for (unsigned i = 0; i < z->filled; i++) {
        struct book_unit *u = &z->units[i];
        const struct flow *f = u->flow ? book_flow(&z->book, u->flow) : NULL;
        ENSURE(!f || five_tuple_equal(&f->tuple, &u->id.tuple));
        if (u->passage.weak && u->passage.link && u->flow) {
            bool entered = book_entered_elsewhere(&z->book, u);
            direction_by_content(&z->directions, u->tap, &u->passage, entered);
            if (entered) u->passage.direction = DIRECTION_OUT;
        }
        if (u->passage.direction == DIRECTION_OUT) book_add(&z->out, u->packets, u->bytes);
        book_post(&z->book, u);
    }
    z->filled = 0;
}

static void take(struct fuzzed *z, uint8_t how, uint8_t step, struct bytes b)
{
    struct book_unit *u = &z->units[z->filled];
    struct stack *s = &z->stacks[z->filled];
    uint32_t wire_len = (uint32_t)b.len + (how & 0x80 ? 100 : 0); /* snapped */
    struct frame f = {.time_ns = z->now_ns += (int64_t)(step & 0x7f) * 30000000 * (step & 0x80 ? -1 : 1),
                      .data = b.data,
                      .cap_len = (uint32_t)b.len,
                      .wire_len = wire_len,
                      .ref = {0, ++z->number},
                      .link_type = LINK_ETHERNET,
                      .direction = (uint8_t)(how >> 2 & 3)};
    stack_decode(s, LINK_ETHERNET, b.data, f.cap_len, wire_len);
    *u = (struct book_unit){.stack = s,
                            .tap = how & 3,
                            .time_ns = f.time_ns,
                            .ref = f.ref,
                            .packets = how & 0x40 ? 3 : 1,
                            .bytes = wire_len,
                            .warranted = (how & 0x30) == 0x30};
    u->passage = direction_of(&z->directions, u->tap, link_addresses(s), &f, s);
    book_identify(&z->book, u);
    if (++z->filled == BATCH) finish(z);
}

static void check(const struct fuzzed *z)
{
    const struct book *b = &z->book;
    uint64_t total = 0, accounts = 0, bytes = 0, accounts_bytes = 0;
    for (uint32_t i = 1; i < b->parties.top; i++) {
        const struct party *p = book_party(b, i);
        total += p->total.packets;
        bytes += p->total.bytes;
        accounts += p->forwarded.packets + p->copied.packets + p->warranted.packets + p->unmatched.packets;
        accounts_bytes += p->forwarded.bytes + p->copied.bytes + p->warranted.bytes + p->unmatched.bytes;
    }
    ENSURE(total == accounts && bytes == accounts_bytes);
    ENSURE(total <= z->out.packets && bytes <= z->out.bytes);
    if (!b->counts.paths_refused && !b->counts.parties_refused) ENSURE(total == z->out.packets && bytes == z->out.bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader r = reader_of(bytes_of(data, size));
    struct fuzzed *z = aligned_alloc(_Alignof(struct fuzzed), sizeof *z);
    ENSURE(z != NULL);
    memset(z, 0, sizeof *z);
    begin(z, reader_u8(&r));
    while (reader_left(&r) >= 4) {
        uint8_t how = reader_u8(&r), step = reader_u8(&r);
        size_t len = reader_u16(&r);
        take(z, how, step, reader_bytes(&r, len < reader_left(&r) ? len : reader_left(&r)));
    }
    finish(z);
    book_close(&z->book);
    check(z);
    book_done(&z->book);
    directions_done(&z->directions);
    free(z);
    return 0;
}
