/* Whole scenarios, held against what they promise. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "check.h"
#include "drill/drill.h"
#include "drill/random.h"
#include "wire/reader.h"

enum { MAC_UPF_LAST = 1, GTPU_HEADERS = 20 + 8 + 16 };

/* A sum of hashes is the same for the same multiset, whatever its order. */
struct book {
    uint64_t sum, count;
};

struct observer {
    uint64_t digest, frames, bytes;
    int64_t last_ns;
    bool disordered;
    struct book n3_in, n3_out, n6_in, n6_out, call_in, call_out;
    uint8_t whole[2][4096]; /* outer packets being put together, by direction */
    size_t whole_len[2];
    uint8_t inner[2][4096]; /* the same of subscribers' own fragments */
    size_t inner_len[2];
    uint64_t oam_out, copies; /* copies: frames to the collector */
};

static uint64_t hash(const uint8_t *data, size_t len, uint64_t h)
{
    for (; len >= 8; data += 8, len -= 8) h = random_mix(h, load_be64(data));
    for (; len; data++, len--) h = random_mix(h, *data);
    return h;
}

static void enter(struct book *b, const uint8_t *payload, size_t len)
{
    b->sum += hash(payload, len, len);
    b->count++;
}

/* An IP packet of a subscriber: `payload` counts; addresses and ports may have been rewritten. */
static void subscriber_packet(struct observer *o, bool n3, bool out, const uint8_t *ip)
{
    bool v6 = ip[0] >> 4 == 6;
    size_t header = v6 ? 40 : (size_t)(ip[0] & 15) * 4, len = v6 ? 40u + load_be16(ip + 4) : load_be16(ip + 2);
    uint8_t protocol = v6 ? ip[6] : ip[9];
    size_t l4 = protocol == 6 ? (size_t)(ip[header + 12] >> 4) * 4 : 8; /* UDP, ICMP */
    bool call = !v6 && ip[12] == 10 && ip[13] == 45 && ip[16] == 10 && ip[17] == 45;
    struct book *b = call ? (out ? &o->call_out : &o->call_in)
                     : n3 ? (out ? &o->n3_out : &o->n3_in)
                          : (out ? &o->n6_out : &o->n6_in);
    enter(b, ip + header + l4, len - header - l4);
}

/* Puts fragments that come one after the other together. True once `*ret` is whole. */
static bool assemble(uint8_t *whole, size_t size, size_t *have, const uint8_t *ip, const uint8_t **ret)
{
    size_t len = load_be16(ip + 2);
    uint16_t fragment = load_be16(ip + 6);
    *ret = ip;
    if ((fragment & 0x3fff) == 0) return true;
    size_t at = (fragment & 0x1fff) * 8u, from = at ? 20 : 0;
    if (at == 0) *have = 0;
    if (!CHECK(*have == at + from) || !CHECK(*have + len - from <= size)) return false;
    memcpy(whole + *have, ip + from, len - from);
    *have += len - from;
    whole[2] = (uint8_t)(*have >> 8);
    whole[3] = (uint8_t)*have;
    *ret = whole;
    return !(fragment & 0x2000);
}

static void n3_packet(struct observer *o, bool out, const uint8_t *ip)
{
    const uint8_t *outer, *inner;
    if (!assemble(o->whole[out], sizeof o->whole[out], &o->whole_len[out], ip, &outer)) return;
    inner = outer + GTPU_HEADERS;
    if (inner[0] >> 4 == 4 && !assemble(o->inner[out], sizeof o->inner[out], &o->inner_len[out], inner, &inner)) return;
    subscriber_packet(o, true, out, inner);
}

static void on_interface(void *ctx, const char *name, uint16_t link_type)
{
    (void)ctx;
    CHECK(name != NULL);
    CHECK_INT(link_type, 1);
}

static void on_frame(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction d, const uint8_t *data, size_t len)
{
    struct observer *o = ctx;
    (void)d;
    o->digest = hash(data, len, random_mix(o->digest, (uint64_t)time_ns + interface));
    o->frames++;
    o->bytes += len;
    o->disordered |= time_ns < o->last_ns;
    o->last_ns = time_ns;
    bool out = data[11] == MAC_UPF_LAST;
    size_t type_at = load_be16(data + 12) == 0x8100 ? 16 : 12;
    uint16_t type = load_be16(data + type_at);
    const uint8_t *ip = data + type_at + 2;
    if (type == 0x0806) return;
    if (interface == 0)
        n3_packet(o, out, ip);
    else if (interface == 1)
        subscriber_packet(o, false, out, ip);
    else if (interface == 2 && out) {
        o->oam_out++;
        o->copies += data[5] >= 60 && data[5] < 210; /* collectors */
    }
}

static void play(const char *name, uint64_t seed, uint64_t bytes, struct observer *o, struct truth *t)
{
    struct drill_sink sink = {o, on_interface, on_frame};
    struct drill_options options = {.seed = seed, .bytes = bytes};
    memset(o, 0, sizeof *o);
    drill_play(drill_find(name), &options, &sink, t);
}

TEST(the_same_seed_gives_the_same_bytes_and_another_other_bytes)
{
    static struct observer a, b, c;
    static struct truth t;
    for (size_t i = 0; i < drill_count(); i++) {
        const char *name = drill_name(drill_at(i));
        play(name, 9, 400000, &a, &t);
        play(name, 9, 400000, &b, &t);
        play(name, 10, 400000, &c, &t);
        CHECK(a.digest == b.digest);
        CHECK(a.digest != c.digest);
        CHECK(!a.disordered && !c.disordered);
        CHECK_INT(t.packets, c.frames);
        CHECK_INT(t.bytes, c.bytes);
    }
}

/* Every payload that enters by one side leaves by the other exactly once. */
TEST(clean_scenarios_conserve_payloads)
{
    static const char *const names[] = {"clean-day",           "clean-nat",       "clean-nat-ports",       "clean-busy",
                                        "clean-handover",      "clean-fragments", "clean-inner-fragments", "clean-ipv6",
                                        "clean-clamped",       "clean-silence",   "clean-retransmission",  "clean-keepalives",
                                        "clean-backup-steady", "clean-cover",     "clean-two-taps",        "warranted-iri",
                                        "warranted-two"};
    static struct observer o;
    static struct truth t;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (uint64_t seed = 1; seed < 3; seed++) {
            play(names[i], seed, 0, &o, &t);
            CHECK(o.n3_in.count > 500 && o.n6_in.count > 1000);
            CHECK_INT(o.n3_in.count, o.n6_out.count);
            CHECK_INT(o.n6_in.count, o.n3_out.count);
            CHECK(o.n3_in.sum == o.n6_out.sum);
            CHECK(o.n6_in.sum == o.n3_out.sum);
            CHECK_INT(o.call_in.count, o.call_out.count);
            CHECK(o.call_in.sum == o.call_out.sum);
            CHECK(!o.disordered);
        }
}

/* Conservation where the element also speaks itself: what else enters or leaves than what is forwarded. */
TEST(what_the_element_says_itself_is_all_that_is_left_over)
{
    static struct observer o;
    static struct truth t;
    play("clean-errors", 1, 0, &o, &t);
    CHECK_INT(o.n3_in.count + o.n6_in.count, o.n3_out.count + o.n6_out.count); /* each error answers one that was not forwarded */
    CHECK(o.n3_in.sum != o.n6_out.sum && o.n6_in.sum != o.n3_out.sum);
    play("clean-names", 1, 0, &o, &t);
    CHECK_INT(o.n3_in.count, o.n6_out.count); /* each question is asked again */
    CHECK_INT(o.n6_in.count, o.n3_out.count);
    CHECK(o.n3_in.sum != o.n6_out.sum); /* under another number */
}

static bool one_of(const char *rule, const struct truth *t)
{
    for (uint32_t i = 0; i < t->expect_count; i++)
        for (int k = 0; k < TRUTH_RULES && t->expect[i].rules[k]; k++)
            if (strcmp(t->expect[i].rules[k], rule) == 0) return true;
    return false;
}

/* At least 200 packets, 300 where nothing of the content is left, unless fewer are the point. */
TEST(every_copy_is_large_enough_to_be_found)
{
    static struct observer o;
    static struct truth t;
    for (size_t i = 0; i < drill_count(); i++)
        for (uint64_t seed = 1; seed < 3; seed++) {
            play(drill_name(drill_at(i)), seed, 0, &o, &t);
            if (!t.plant.carrier) break; /* this and other seeds */
            if (strstr(t.scenario, "fifty"))
                CHECK_INT(t.plant.carried, 50);
            else
                CHECK(t.plant.carried >= (one_of("encrypted-copy", &t) ? 300u : 200u));
            CHECK(t.plant.packets > 0 && t.plant.bytes > 60 * t.plant.packets);
            CHECK(t.plant.first_ns < t.plant.last_ns && t.plant.last_ns <= o.last_ns);
            CHECK(t.plant.subjects[0][0] != 0);
        }
}

TEST(what_is_planted_is_what_the_truth_says)
{
    static const char *const names[] = {"copy-gre",    "copy-ipip",       "copy-vxlan",   "copy-geneve", "copy-erspan",
                                        "copy-l2tpv3", "copy-tzsp",       "copy-udp",     "copy-udp-37", "copy-tee",
                                        "copy-packed", "copy-fragmented", "copy-cut-128", "copy-rtp",    "copy-one-in-4",
                                        "copy-late",   "copy-ipv6"};
    static struct observer o;
    static struct truth t;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        play(names[i], 4, 0, &o, &t);
        CHECK_INT(t.expect_count, 1);
        CHECK_INT(t.exit_status, 1);
        CHECK_INT(o.copies, t.plant.packets);
        CHECK(o.n6_in.sum == o.n3_out.sum);
    }
    play("copy-tcp-relay", 4, 0, &o, &t);
    CHECK(o.copies >= t.plant.packets && o.copies <= t.plant.packets + 4); /* and a handshake */
    play("copy-gtp", 4, 0, &o, &t);
    CHECK_INT(o.n6_out.count, o.n3_in.count + t.plant.packets);
    play("copy-gtp-declared", 4, 0, &o, &t);
    CHECK_INT(o.n3_out.count, o.n6_in.count + t.plant.packets);
    CHECK_TEXT(t.allow[0].rules[0], "covert-copy");
    CHECK(t.allow[0].rules[1] == NULL); /* a declared place is nothing to be told of */
}

TEST(two_subjects_are_both_expected)
{
    static struct observer o;
    static struct truth t;
    play("copy-two", 4, 0, &o, &t);
    CHECK_INT(t.expect_count, 2);
    CHECK_TEXT(t.expect[0].subject, t.plant.subjects[0]);
    CHECK_TEXT(t.expect[1].subject, t.plant.subjects[1]);
    CHECK(strcmp(t.plant.subjects[0], t.plant.subjects[1]) != 0);
}

TEST(another_seed_is_about_another_subscriber)
{
    static struct observer o;
    static struct truth t;
    char first[TRUTH_TEXT], place[TRUTH_TEXT];
    play("copy-vxlan", 1, 0, &o, &t);
    CHECK_TEXT(t.plant.subjects[0], "10.45.0.7");
    memcpy(first, t.plant.subjects[0], sizeof first);
    memcpy(place, t.expect[0].dst, sizeof place);
    play("copy-vxlan", 2, 0, &o, &t);
    CHECK(strcmp(first, t.plant.subjects[0]) != 0);
    CHECK(strcmp(place, t.expect[0].dst) != 0);
}

/* Count X3 PDUs on the wire by their own lengths (TS 103 221-2 cl. 5). */
struct stream {
    uint8_t *data;
    size_t len, size;
};

static void on_delivery_frame(void *ctx, uint32_t interface, int64_t time_ns, enum frame_direction d, const uint8_t *data,
                              size_t len)
{
    struct stream *s = ctx;
    (void)time_ns;
    (void)d;
    if (interface != 2 || data[11] != MAC_UPF_LAST || load_be16(data + 12) != 0x0800 || data[23] != 6) return;
    if (load_be16(data + 36) != 42003 || len <= 54) return;
    size_t header = (size_t)(data[46] >> 4) * 4, n = load_be16(data + 16) - 20 - header;
    if (s->len + n > s->size) return;
    memcpy(s->data + s->len, data + 34 + header, n);
    s->len += n;
}

TEST(x3_pdus_are_whole_and_in_sequence)
{
    static struct truth t;
    struct stream s = {malloc(8 << 20), 0, 8 << 20};
    struct drill_sink sink = {&s, on_interface, on_delivery_frame};
    struct drill_options options = {.seed = 2};
    REQUIRE(s.data != NULL);
    drill_play(drill_find("clean-day"), &options, &sink, &t);
    struct reader r = reader_of(bytes_of(s.data, s.len));
    uint64_t cc = 0, keepalives = 0;
    while (reader_left(&r) && reader_ok(&r)) {
        CHECK_INT(reader_u16(&r), 5);
        uint16_t type = reader_u16(&r);
        uint32_t header = reader_u32(&r), payload = reader_u32(&r);
        reader_skip(&r, 28);
        struct reader attributes = reader_sub(&r, header - 40);
        struct bytes content = reader_bytes(&r, payload);
        CHECK_INT(reader_u32(&attributes), 8 << 16 | 4);
        uint32_t sequence = reader_u32(&attributes);
        if (type == 3) {
            keepalives++;
            continue;
        }
        CHECK_INT(type, 2);
        CHECK_INT(sequence, cc++);
        CHECK(content.len >= 20 && content.data[0] == 0x45 && load_be16(content.data + 2) == content.len);
    }
    CHECK(reader_ok(&r));
    CHECK_INT(t.intercept_count, 1);
    CHECK_INT(cc, t.intercepts[0].cc);
    CHECK(cc > 200 && t.intercepts[0].iri > 2 && keepalives > 0);
    free(s.data);
}

TEST(bench_drills_have_their_packet_sizes_and_reach_their_volume)
{
    static const struct {
        const char *name;
        uint64_t low, high;
    } rows[] = {{"bench-gtpu", 990, 1210}, {"bench-mixed", 430, 530}};
    static struct observer o;
    static struct truth t;
    for (size_t i = 0; i < 2; i++) {
        play(rows[i].name, 1, UINT64_C(256) << 20, &o, &t);
        uint64_t average = o.bytes / o.frames, file = o.bytes + 34 * o.frames;
        CHECK(average >= rows[i].low && average <= rows[i].high);
        CHECK(file >= UINT64_C(256) << 20 && file < UINT64_C(260) << 20);
        CHECK(!o.disordered);
        CHECK(o.n3_in.sum == o.n6_out.sum && o.n6_in.sum == o.n3_out.sum);
    }
}

/* What a clean drill may be told of is only that drills deliver in clear. */
TEST(clean_drills_expect_nothing_but_clear_interfaces)
{
    static struct observer o;
    static struct truth t;
    for (size_t i = 0; i < drill_count(); i++) {
        if (drill_kind(drill_at(i)) != DRILL_CLEAN) continue;
        play(drill_name(drill_at(i)), 1, 1 << 20, &o, &t);
        CHECK(t.expect_count <= 1 && t.copied_max <= 3);
        CHECK(t.expect_count == 0 || strcmp(t.expect[0].rules[0], "unprotected-interface") == 0);
        CHECK_INT(t.allow_count, 0);
    }
}

TEST(names_are_unique_and_found)
{
    for (size_t i = 0; i < drill_count(); i++) {
        CHECK(drill_find(drill_name(drill_at(i))) == drill_at(i));
        CHECK(drill_summary(drill_at(i))[0] != 0);
    }
    CHECK(drill_find("no-such-drill") == NULL);
}
