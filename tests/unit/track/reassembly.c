#include "track/reassembly.h"

#include <stdio.h>

#include "base/clock.h"
#include "check.h"
#include "packet.h"

static struct packet packet;
static uint32_t frame_number;
enum { LINKTYPE_RAW = 101 };

/* One fragment of a datagram whose bytes are a function of `seed`, as a frame would bring it. */
struct piece {
    uint16_t id;
    uint32_t offset, len;
    bool more;
    uint8_t seed;
    bool v6;
    uint32_t captured; /* of the fragment's data; 0: all */
    int64_t time_ns;
    uint64_t scope;
};

static uint8_t byte_at(uint8_t seed, size_t i)
{
    return (uint8_t)(seed + i * 31 + i / 256);
}

static void build_piece(const struct piece *f)
{
    packet_payload(&packet, f->len);
    for (size_t i = 0; i < f->len; i++) packet.at[i] = byte_at(f->seed, f->offset + i);
    if (f->v6) {
        uint8_t *h = packet_before(&packet, 8);
        h[0] = 17;
        put16(h + 2, f->offset | f->more);
        put32(h + 4, f->id);
        before_ipv6(&packet, 1, 2, 44);
        return;
    }
    before_ipv4(&packet, 1, 2, 17);
    put16(packet.at + 4, f->id);
    put16(packet.at + 6, f->offset / 8 | (f->more ? 0x2000u : 0));
}

static bool add(struct reassembly *r, const struct piece *f, struct reassembled *ret)
{
    struct stack s;
    build_piece(f);
    uint32_t wire = (uint32_t)packet.len, cap = f->captured ? wire - f->len + f->captured : wire;
    stack_decode(&s, LINKTYPE_RAW, packet.at, cap, wire);
    if (!CHECK_INT(s.stop, STACK_FRAGMENT)) return false;
    struct frame frame = {.time_ns = f->time_ns, .data = packet.at, .cap_len = cap, .wire_len = wire, .ref = {0, ++frame_number}};
    return reassembly_add(r, &s, &frame, f->scope, frame_number, ret);
}

static struct reassembly *start(size_t memory)
{
    frame_number = 0;
    return reassembly_new(&(struct reassembly_limits){.memory_bytes = memory});
}

static bool bytes_are(const struct reassembled *d, uint8_t seed, size_t len)
{
    bool ok = d->cap_len == len;
    for (size_t i = 0; ok && i < len; i++) ok = d->data[i] == byte_at(seed, i);
    return ok;
}

TEST(pieces_in_any_order)
{
    static const uint8_t orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (unsigned v6 = 0; v6 < 2; v6++) {
        for (size_t o = 0; o < ARRAY_LEN(orders); o++) {
            struct piece pieces[3] = {{.id = 7, .offset = 0, .len = 1480, .more = true, .v6 = v6},
                                      {.id = 7, .offset = 1480, .len = 1480, .more = true, .v6 = v6},
                                      {.id = 7, .offset = 2960, .len = 333, .v6 = v6}};
            struct reassembly *r = start(0);
            struct reassembled d;
            CHECK(!add(r, &pieces[orders[o][0]], &d));
            CHECK(!add(r, &pieces[orders[o][1]], &d));
            REQUIRE(add(r, &pieces[orders[o][2]], &d));
            CHECK(bytes_are(&d, 0, 3293));
            CHECK_INT(d.wire_len, 3293);
            CHECK_INT(d.frame_count, 3);
            CHECK_INT(d.frame_bytes, 3293 + 3 * (v6 ? 48 : 20));
            CHECK_INT(d.frames[2].number, 3);
            CHECK_INT(d.cookie, 1);
            CHECK(d.complete && !d.duplicate);
            CHECK(!reassembly_expire(r, CLOCK_NONE, &d));
            CHECK_INT(reassembly_counts(r)->datagrams, 1);
            reassembly_free(r);
        }
    }
}

/* Everything that names a datagram keeps it apart: identification, version, scope. */
TEST(interleaved_datagrams_stay_apart)
{
    struct reassembly *r = start(0);
    struct reassembled d;
    unsigned complete = 0;
    for (unsigned part = 0; part < 2; part++) {
        for (unsigned i = 0; i < 400; i++) {
            struct piece f = {.id = (uint16_t)(i / 4),
                              .offset = part * 800,
                              .len = part ? 100 : 800,
                              .more = !part,
                              .seed = (uint8_t)i,
                              .v6 = i & 1,
                              .scope = i & 2};
            bool done = add(r, &f, &d);
            CHECK_INT(done, part);
            complete += done && bytes_are(&d, (uint8_t)i, 900);
        }
    }
    CHECK_INT(complete, 400);
    CHECK_INT(reassembly_counts(r)->overlaps, 0);
    reassembly_free(r);
}

TEST(largest_datagram_and_beyond)
{
    struct reassembly *r = start(1);
    struct reassembled d;
    bool done = false;
    for (uint32_t at = 0; at < 65535; at += 8192) {
        uint32_t len = at + 8192 > 65535 ? 65535 - at : 8192;
        done = add(r, &(struct piece){.id = 1, .offset = at, .len = len, .more = at + len < 65535}, &d);
    }
    REQUIRE(done);
    CHECK(bytes_are(&d, 0, 65535));
    CHECK(!add(r, &(struct piece){.id = 2, .offset = 65528, .len = 16}, &d)); /* the ping of death */
    CHECK_INT(reassembly_counts(r)->oversized, 1);
    reassembly_free(r);
}

TEST(duplicates_and_overlaps)
{
    struct reassembly *r = start(0);
    struct reassembled d;
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 0, .len = 800, .more = true}, &d));
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 0, .len = 800, .more = true}, &d));
    CHECK_INT(reassembly_counts(r)->duplicates, 1);
    /* other bytes over the second half of the first piece: those seen first stay */
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 400, .len = 800, .more = true, .seed = 99}, &d));
    CHECK_INT(reassembly_counts(r)->overlaps, 1);
    REQUIRE(add(r, &(struct piece){.id = 1, .offset = 1200, .len = 5}, &d));
    CHECK_INT(d.frame_count, 4);
    CHECK_INT(d.cap_len, 1205);
    CHECK_INT(d.data[799], byte_at(0, 799));
    CHECK_INT(d.data[800], byte_at(99, 800));
    CHECK_INT(d.data[1204], byte_at(0, 1204));
    reassembly_free(r);
}

/* Two ends, or bytes behind the end: the first word counts. */
TEST(contradicting_ends)
{
    struct reassembly *r = start(0);
    struct reassembled d;
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 800, .len = 100}, &d));
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 880, .len = 100}, &d));
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 1600, .len = 80, .more = true}, &d));
    CHECK_INT(reassembly_counts(r)->overlaps, 2);
    REQUIRE(add(r, &(struct piece){.id = 1, .offset = 0, .len = 800, .more = true}, &d));
    CHECK(bytes_are(&d, 0, 900));
    CHECK(!add(r, &(struct piece){.id = 2, .offset = 800, .len = 800, .more = true}, &d));
    CHECK(!add(r, &(struct piece){.id = 2, .offset = 400, .len = 100}, &d)); /* an end before bytes already seen */
    CHECK_INT(reassembly_counts(r)->overlaps, 3);
    reassembly_free(r);
}

/* A piece before the last whose length is no multiple of eight: the odd bytes are left to the next. */
TEST(odd_lengths)
{
    struct reassembly *r = start(0);
    struct reassembled d;
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 0, .len = 13, .more = true}, &d));
    REQUIRE(add(r, &(struct piece){.id = 1, .offset = 8, .len = 20}, &d));
    CHECK(bytes_are(&d, 0, 28));
    CHECK_INT(reassembly_counts(r)->overlaps, 0);
    reassembly_free(r);
}

/* Pieces cut by the capture: the datagram completes on the wire, and its bytes are good up to the first cut. */
TEST(snapped_pieces)
{
    struct reassembly *r = start(0);
    struct reassembled d;
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 0, .len = 800, .more = true}, &d));
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 800, .len = 800, .more = true, .captured = 101}, &d));
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 800, .len = 800, .more = true, .captured = 101}, &d));
    REQUIRE(add(r, &(struct piece){.id = 1, .offset = 1600, .len = 100, .captured = 50}, &d));
    CHECK(bytes_are(&d, 0, 901));
    CHECK_INT(d.wire_len, 1700);
    CHECK(d.complete);
    CHECK_INT(reassembly_counts(r)->duplicates, 1);
    CHECK_INT(reassembly_counts(r)->overlaps, 0);
    reassembly_free(r);
}

TEST(time_runs_out)
{
    struct reassembly *r = start(0);
    struct reassembled d;
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 0, .len = 800, .more = true, .time_ns = CLOCK_SECOND}, &d));
    CHECK(!add(r, &(struct piece){.id = 1, .offset = 1600, .len = 100, .time_ns = 2 * CLOCK_SECOND}, &d));
    CHECK(!add(r, &(struct piece){.id = 2, .offset = 0, .len = 800, .more = true, .time_ns = 20 * CLOCK_SECOND}, &d));
    CHECK(!reassembly_expire(r, 31 * CLOCK_SECOND, &d));
    REQUIRE(reassembly_expire(r, 31 * CLOCK_SECOND + 1, &d));
    CHECK(bytes_are(&d, 0, 800)); /* up to the hole */
    CHECK_INT(d.wire_len, 1700);
    CHECK_INT(d.frame_count, 2);
    CHECK_INT(d.cookie, 1);
    CHECK(!d.complete);
    CHECK(!reassembly_expire(r, 31 * CLOCK_SECOND + 1, &d));
    /* a fragment with the same identification, much later, does not join the old one */
    CHECK(!add(r, &(struct piece){.id = 2, .offset = 800, .len = 100, .seed = 5, .time_ns = 60 * CLOCK_SECOND}, &d));
    REQUIRE(reassembly_expire(r, CLOCK_NONE, &d));
    CHECK_INT(d.cookie, 3);
    REQUIRE(reassembly_expire(r, CLOCK_NONE, &d));
    CHECK_INT(d.cookie, 4);
    CHECK(!reassembly_expire(r, CLOCK_NONE, &d));
    CHECK_INT(reassembly_counts(r)->incomplete, 3);
    reassembly_free(r);
}

/* A switch that mirrors both sides shows every fragment twice: the second sight of the last one opens no new datagram. */
TEST(repeats_after_completion)
{
    struct reassembly *r = start(0);
    struct reassembled d;
    struct piece first = {.id = 1, .offset = 0, .len = 800, .more = true}, last = {.id = 1, .offset = 800, .len = 100};
    CHECK(!add(r, &first, &d));
    CHECK(!add(r, &first, &d));
    REQUIRE(add(r, &last, &d));
    CHECK(!add(r, &last, &d));
    CHECK(!reassembly_expire(r, CLOCK_SECOND / 20, &d));
    REQUIRE(reassembly_expire(r, CLOCK_SECOND, &d));
    CHECK(d.duplicate && !d.complete);
    CHECK_INT(d.frame_count, 1);
    CHECK_INT(d.frame_bytes, 120);
    CHECK_INT(d.frames[0].number, 4);
    CHECK_INT(reassembly_counts(r)->incomplete, 0);
    /* and the identification is free again */
    first.time_ns = last.time_ns = CLOCK_SECOND;
    CHECK(!add(r, &first, &d));
    CHECK(add(r, &last, &d));
    reassembly_free(r);
}

/* A flood of first fragments: memory stays bounded, and each datagram comes out once, as evicted or incomplete. */
TEST(flood_is_bounded_and_counted)
{
    struct reassembly *r = start(1);
    struct reassembled d;
    unsigned out = 0, frames = 0;
    enum { FLOOD = 20000 };
    for (unsigned i = 0; i < FLOOD; i++) {
        struct piece f = {.id = (uint16_t)i, .offset = i % 5 * 8192, .len = 8000, .more = true, .time_ns = i};
        CHECK(!add(r, &f, &d));
        while (reassembly_expire(r, i, &d)) {
            out++;
            frames += d.frame_count;
            CHECK(!d.complete);
        }
    }
    while (reassembly_expire(r, CLOCK_NONE, &d)) {
        out++;
        frames += d.frame_count;
    }
    CHECK_INT(out, FLOOD);
    CHECK_INT(frames, FLOOD);
    CHECK(reassembly_counts(r)->evicted > FLOOD / 2);
    CHECK_INT(reassembly_counts(r)->evicted + reassembly_counts(r)->incomplete, FLOOD);
    /* nobody asks for what was evicted: still bounded, and the frames that nobody got are counted */
    for (unsigned i = 0; i < FLOOD; i++)
        CHECK(!add(r, &(struct piece){.id = (uint16_t)i, .offset = 8, .len = 8, .more = true}, &d));
    for (frames = 0; reassembly_expire(r, CLOCK_NONE, &d);) frames += d.frame_count;
    CHECK(frames < FLOOD / 2);
    CHECK_INT(frames + reassembly_counts(r)->lost_frames, FLOOD);
    reassembly_free(r);
}

/* A fragment inside a datagram that was fragmented itself, several levels deep, all readable together. */
TEST(nested_datagrams_stay_readable)
{
    enum { LEVELS = REASSEMBLY_NESTED };
    struct reassembly *r = start(0);
    struct reassembled d;
    struct stack s;
    char text[400];
    packet_payload(&packet, 40);
    before_udp(&packet, 1, 2);
    static uint8_t data[4096];
    /* each level: the datagram so far in two fragments, of which the first travels alone and the second carries on */
    size_t len = packet.len;
    memcpy(data, packet.at, len);
    for (unsigned level = 0; level < LEVELS; level++) {
        struct stack first;
        packet_payload(&packet, 16);
        memcpy(packet.at, data, 16);
        before_ipv4(&packet, 1, 2, level ? 4 : 17);
        put16(packet.at + 4, level + 1);
        put16(packet.at + 6, 0x2000);
        stack_decode(&first, LINKTYPE_RAW, packet.at, (uint32_t)packet.len, (uint32_t)packet.len);
        REQUIRE(first.stop == STACK_FRAGMENT);
        struct frame frame = {.wire_len = (uint32_t)packet.len};
        CHECK(!reassembly_add(r, &first, &frame, 0, level, &d));
        packet_payload(&packet, len - 16);
        memcpy(packet.at, data + 16, len - 16);
        before_ipv4(&packet, 1, 2, level ? 4 : 17);
        put16(packet.at + 4, level + 1);
        put16(packet.at + 6, 2);
        len = packet.len;
        memcpy(data, packet.at, len);
    }
    stack_decode(&s, LINKTYPE_RAW, data, (uint32_t)len, (uint32_t)len);
    struct frame frame = {.wire_len = (uint32_t)len};
    for (unsigned level = 0; level < LEVELS; level++) {
        REQUIRE(s.stop == STACK_FRAGMENT);
        REQUIRE(reassembly_add(r, &s, &frame, 0, 0, &d));
        stack_resume(&s, d.data, d.cap_len, d.wire_len);
    }
    CHECK_INT(s.depth, LEVELS + 1);
    CHECK_INT(s.layer[LEVELS].kind, LAYER_UDP);
    CHECK_INT(s.payload.len, 40);
    for (unsigned level = 0; level < LEVELS; level++) {
        stack_describe(&s, level, text, sizeof text);
        CHECK(strncmp(text, "IPv4 192.0.2.1 -> 198.51.100.2", 30) == 0); /* none was overwritten */
        CHECK_INT(load_be16(s.layer[level].data + 4), LEVELS - level);
    }
    reassembly_free(r);
}

/* Any clock: unknown, backwards, at the ends of its range. */
TEST(odd_clocks)
{
    static const int64_t times[] = {CLOCK_NONE, INT64_MAX, INT64_MIN + 1, 0, -1, INT64_MAX};
    struct reassembly *r = start(0);
    struct reassembled d;
    unsigned out = 0;
    for (unsigned i = 0; i < ARRAY_LEN(times); i++) {
        CHECK(!add(r, &(struct piece){.id = (uint16_t)(i % 2), .offset = 0, .len = 8, .more = true, .time_ns = times[i]}, &d));
        while (i && times[i] != CLOCK_NONE && reassembly_expire(r, times[i], &d)) out++;
    }
    while (reassembly_expire(r, CLOCK_NONE, &d)) out++;
    CHECK(out >= 2);
    CHECK_INT(reassembly_counts(r)->fragments, 6);
    reassembly_free(r);
}
