/* Full tables, hostile order, and books that add up whatever happens. */
#include <stdio.h>

#include "allocations.h"
#include "traffic.h"

static struct traffic t;

static uint32_t dice;

static uint32_t roll(uint32_t sides)
{
    dice = dice * 1664525 + 1013904223;
    return (dice >> 8) % sides;
}

/* A packet of a conversation that `i` names, of many. */
static struct said conversation(uint32_t i, uint32_t packet, size_t len)
{
    static char subscriber[24], server[24];
    struct said s = up(i * 1000 + packet, len);
    snprintf(subscriber, sizeof subscriber, "10.46.%u.%u", i / 250 % 250, i % 250 + 1);
    snprintf(server, sizeof server, "192.0.2.%u", i % 7 + 1);
    s.src = subscriber;
    s.dst = server;
    s.sport = (uint16_t)(1024 + i % 60000);
    return s;
}

/* As settled(), where parties may have been refused: what is missing from the books is counted there. */
static void check_adds_up(void)
{
    struct sums s = {0};
    book_close(&t.book);
    for (uint32_t i = 1; i < t.book.parties.top; i++) sum_party(&s, book_party(&t.book, i));
    uint64_t refused = t.book.counts.paths_refused + t.book.counts.parties_refused;
    CHECK_INT(s.forwarded.packets + s.copied.packets + s.warranted.packets + s.unmatched.packets, s.total.packets);
    CHECK_INT(s.forwarded.bytes + s.copied.bytes + s.warranted.bytes + s.unmatched.bytes, s.total.bytes);
    CHECK(s.total.packets <= t.out.packets && s.total.bytes <= t.out.bytes);
    CHECK(s.total.packets + refused >= t.out.packets);
    CHECK(refused > 0 || s.total.bytes == t.out.bytes);
}

/* Many more conversations than places, each only once: all are settled, the early ones early. */
TEST(more_flows_than_places)
{
    enum { FLOWS = 20000 };
    traffic_open_sized(&t, 1 << 20, 0);
    for (uint32_t i = 0; i < FLOWS; i++) {
        struct said s = conversation(i, 0, 100);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
    }
    CHECK(t.book.counts.flows_evicted > FLOWS / 2);
    CHECK_INT(t.book.counts.flows_refused, 0);
    CHECK(t.book.counts.flows == FLOWS);
    CHECK(t.book.flows.capacity < FLOWS);
    struct sums s = settled(&t);
    CHECK_INT(s.forwarded.packets, FLOWS);
    traffic_close(&t);
}

/* A copy goes on while a flood of conversations pushes its flow out of the table again and again. */
TEST(a_copy_under_a_flood)
{
    traffic_open_sized(&t, 1 << 20, 0);
    unsigned copies = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        struct said s = conversation(i + 10, 0, 100);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        if (i % 50) continue;
        struct said target = up(700000 + i, 300);
        pass(&t, &n3_in, &target);
        pass(&t, &n6_out, &target);
        pass(&t, &oam_vxlan, &target);
        copies++;
    }
    CHECK(t.book.counts.flows_evicted > 0);
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, copies);
    CHECK_INT(copied_on(&t, &oam_vxlan).packets, copies);
    traffic_close(&t);
}

/* Not to be given up: flows of the batch under way. What finds no place is counted, not booked elsewhere. */
TEST(all_places_busy)
{
    traffic_open_sized(&t, 1 << 20, 0);
    t.one_batch = true;
    for (uint32_t i = 0; i < 5000; i++) {
        struct said s = conversation(i, 0, 100);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
    }
    CHECK_INT(t.book.counts.flows_evicted, 0);
    CHECK(t.book.counts.flows_refused > 0);
    check_adds_up();
    traffic_close(&t);
}

/* A capture without time stamps, or with a clock that runs backwards: flows are given up as ever. */
TEST(time_is_no_help)
{
    enum { FLOWS = 20000 };
    for (int64_t step_ns = 0; step_ns >= -1000000; step_ns -= 1000000) {
        traffic_open_sized(&t, 1 << 20, 0);
        t.step_ns = step_ns;
        for (uint32_t i = 0; i < FLOWS; i++) {
            struct said s = conversation(i, 0, 100);
            pass(&t, &n3_in, &s);
            pass(&t, &n6_out, &s);
        }
        CHECK(t.book.counts.flows_evicted > FLOWS / 2);
        CHECK_INT(t.book.counts.flows_refused, 0);
        struct sums s = settled(&t);
        CHECK_INT(s.forwarded.packets, FLOWS);
        traffic_close(&t);
    }
}

/* More receivers than the party table holds: the rest is missing from the parties' totals, and counted. */
TEST(more_parties_than_places)
{
    traffic_open_sized(&t, 1 << 20, 0);
    for (uint32_t i = 0; i < 4000; i++) {
        char receiver[24];
        snprintf(receiver, sizeof receiver, "198.51.%u.%u", i / 250, i % 250 + 1);
        struct said s = {"10.0.9.1", receiver, 5000, 6000, UDP, 0, 0, 0, up(i, 50).payload};
        pass(&t, &oam_tee, &s);
    }
    check_adds_up();
    CHECK(t.book.counts.parties_refused > 0);
    traffic_close(&t);
}

/* Random traffic: entries and exits of some hundred conversations on random legs, with repetitions, tiny payloads, empty ones,
 * constants, translations, deliveries, snapped frames. Whatever each is taken for, each exit is in the books once. */
static void random_traffic(uint32_t seed, size_t memory, uint32_t conversations, uint32_t packets)
{
    static const uint8_t zeros[1400];
    traffic_open_sized(&t, memory, roll(2) ? 0 : 2 * CLOCK_SECOND);
    dice = seed * 7919;
    for (uint32_t i = 0; i < packets; i++) {
        static const size_t lengths[] = {0, 1, 8, 15, 16, 40, 200, 700, 1400};
        size_t len = lengths[roll(ARRAY_LEN(lengths))];
        struct said s = conversation(roll(conversations), roll(20), len);
        if (roll(10) == 0) s.payload = bytes_of(zeros, len);
        if (roll(3) == 0) {
            s.protocol = TCP;
            s.seq = roll(5);
            s.flags = roll(20) ? TCP_ACK : TCP_RST;
        }
        if (roll(4) == 0) s.src = "203.0.113.5";
        if (roll(4) == 0) s = (struct said){s.dst, s.src, s.dport, s.sport, s.protocol, s.seq, s.ack, s.flags, s.payload};
        t.warranted = roll(50) == 0;
        t.snap = roll(20) == 0 ? 60 + roll(80) : 0;
        t.step_ns = roll(3) ? roll(200) * 1000000 : -(int64_t)roll(50) * 1000000;
        for (uint32_t times = 1 + roll(3); times; times--) pass(&t, all_legs[roll(ARRAY_LEN(all_legs))], &s);
    }
    check_adds_up();
}

TEST(books_add_up_with_room)
{
    for (uint32_t seed = 1; seed <= 6; seed++) {
        random_traffic(seed, 64 << 20, 200, 3000);
        CHECK_INT(t.book.counts.paths_refused + t.book.counts.parties_refused + t.book.counts.flows_evicted, 0);
        traffic_close(&t);
    }
}

TEST(books_add_up_without_room)
{
    for (uint32_t seed = 1; seed <= 6; seed++) {
        random_traffic(seed, 2 << 20, 12000, 6000);
        CHECK(t.book.counts.flows_evicted > 0);
        traffic_close(&t);
    }
}

/* As the engine does it: a whole batch is looked up before the first of it is booked. */
static void post_batch(struct packet *p, const unsigned *tap, const int64_t *time_ns, unsigned count)
{
    static struct stack stacks[64];
    static struct book_unit units[64];
    for (unsigned i = 0; i < count; i++) {
        struct bytes b = packet_bytes(&p[i]);
        struct frame f = {time_ns[i], b.data, (uint32_t)b.len, (uint32_t)b.len, {0, ++t.number}, (uint16_t)tap[i], 1, 0};
        stack_decode(&stacks[i], 1, b.data, f.cap_len, f.wire_len);
        units[i] = (struct book_unit){
            .stack = &stacks[i], .tap = tap[i], .time_ns = f.time_ns, .ref = f.ref, .packets = 1, .bytes = b.len};
        units[i].passage = direction_of(&t.directions, tap[i], link_addresses(&stacks[i]), &f, &stacks[i]);
        if (units[i].passage.direction == DIRECTION_OUT) book_add(&t.out, 1, b.len);
        book_identify(&t.book, &units[i]);
    }
    book_turn(&t.book, units[0].time_ns);
    for (unsigned i = 0; i < count; i++) book_touch(&t.book, &units[i]);
    for (unsigned i = 0; i < count; i++) book_look(&t.book, &units[i]);
    for (unsigned i = 0; i < count; i++) {
        const struct flow *f = units[i].flow ? book_flow(&t.book, units[i].flow) : NULL;
        CHECK(!f || (f->hash == units[i].id.hash && five_tuple_equal(&f->tuple, &units[i].id.tuple)));
        book_post(&t.book, &units[i]);
    }
}

static void batches(int64_t step_ns)
{
    static struct packet p[64];
    unsigned tap[64];
    int64_t time_ns[64];
    traffic_open_sized(&t, 1 << 20, 0);
    for (unsigned batch = 0, flow = 0; batch < 400; batch++) {
        for (unsigned i = 0; i < 64; i++, t.now_ns += step_ns) {
            const struct leg *l = i % 2 ? &n6_out : &n3_in;
            struct said s = conversation(flow, 0, 60);
            compose_inner(&p[i], &s);
            wrap(&p[i], l);
            tap[i] = l->tap;
            time_ns[i] = t.now_ns;
            flow += i % 2;
        }
        post_batch(p, tap, time_ns, 64);
    }
    CHECK_INT(t.out.packets, 400 * 32);
    check_adds_up();
}

TEST(batches_in_order)
{
    batches(1000000);
    struct sums s = settled(&t);
    CHECK(t.book.counts.flows_evicted > 0);
    CHECK(s.forwarded.packets >= t.out.packets * 99 / 100); /* a bucket of prints may have been full */
    traffic_close(&t);
}

/* When time steps back, flows must not be given up between look and post: their places are others' by then. */
TEST(batches_whose_time_steps_back)
{
    batches(-1000000);
    traffic_close(&t);
}

/* A datagram of several frames is one unit of several packets. */
TEST(units_of_several_frames)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 40; i++) {
        static const struct leg *const legs[] = {&n3_in, &n6_out, &oam_vxlan};
        struct said s = up(i, 1400);
        for (unsigned k = 0; k < 3; k++) {
            struct packet p;
            struct stack stack;
            struct frame f = {0};
            compose_inner(&p, &s);
            wrap(&p, legs[k]);
            struct bytes b = packet_bytes(&p);
            struct book_unit u = {.stack = &stack, .tap = legs[k]->tap, .ref = {0, ++t.number}, .packets = 3, .bytes = 4300};
            u.time_ns = t.now_ns += 1000000;
            stack_decode(&stack, 1, b.data, (uint32_t)b.len, (uint32_t)b.len);
            u.passage = direction_of(&t.directions, u.tap, link_addresses(&stack), &f, &stack);
            book_identify(&t.book, &u);
            book_touch(&t.book, &u);
            book_look(&t.book, &u);
            book_post(&t.book, &u);
            if (u.passage.direction == DIRECTION_OUT) book_add(&t.out, 3, 4300);
        }
    }
    struct sums s = settled(&t);
    CHECK_INT(s.forwarded.packets, 120);
    CHECK_INT(s.forwarded.bytes, 40 * 4300);
    CHECK_INT(s.copied.packets, 120);
    CHECK_INT(s.copied.bytes, 40 * 4300);
    traffic_close(&t);
}

TEST(entered_elsewhere)
{
    struct stack s;
    struct packet p;
    struct said said = up(1, 300);
    traffic_open(&t);
    pass(&t, &n3_in, &said);
    for (unsigned tap = 0; tap < TAPS; tap++)
        for (unsigned known = 0; known < 2; known++) {
            struct said now = known ? up(1, 300) : up(2, 300);
            compose_inner(&p, &now);
            packet_link(&p, 50, 51);
            struct bytes b = packet_bytes(&p);
            struct book_unit u = {.stack = &s, .tap = tap, .time_ns = t.now_ns, .ref = {0, 9}, .packets = 1, .bytes = b.len};
            stack_decode(&s, 1, b.data, (uint32_t)b.len, (uint32_t)b.len);
            book_identify(&t.book, &u);
            book_touch(&t.book, &u);
            book_look(&t.book, &u);
            CHECK_INT(book_entered_elsewhere(&t.book, &u), known && tap != ACCESS);
        }
    traffic_close(&t);
}

/* Frames without IP, and frames that end anywhere. */
TEST(broken_frames)
{
    traffic_open(&t);
    for (unsigned l = 0; l < ARRAY_LEN(all_legs); l++)
        for (unsigned len = 0; len < 140; len++) {
            struct packet p;
            struct said s = up(len, 60);
            compose_inner(&p, &s);
            wrap(&p, all_legs[l]);
            uint8_t head[140];
            struct bytes b = packet_bytes(&p);
            if (len > b.len) continue;
            memcpy(head, b.data, len);
            packet_start(&p, bytes_of(head, len));
            post(&t, all_legs[l]->tap, &p);
        }
    (void)settled(&t);
    traffic_close(&t);
}

TEST(no_allocation_on_the_packet_path)
{
    struct traffic *own = malloc(sizeof *own); /* the counter itself must work */
    CHECK(allocations > 0);
    free(own);
    traffic_open_sized(&t, 2 << 20, 0);
    uint64_t before = allocations;
    for (uint32_t i = 0; i < 5000; i++) {
        struct said s = conversation(i, 0, 100 + i % 1000);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        pass(&t, all_legs[i % ARRAY_LEN(all_legs)], &s);
    }
    CHECK(t.book.counts.flows_evicted > 0);
    book_close(&t.book);
    CHECK_INT(allocations - before, 0);
    traffic_close(&t);
}
