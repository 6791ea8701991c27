#include "intercept/tracker.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "check.h"

enum { EVENTS_MAX = 4096 };

static struct intercept_event events[EVENTS_MAX];
static unsigned event_count;

static void on_event(void *ctx, const struct intercept_event *e)
{
    (void)ctx;
    if (event_count < EVENTS_MAX) events[event_count] = *e;
    event_count++;
}

static struct intercept_tracker *fresh(void)
{
    static const struct intercept_limits limits = {.memory_bytes = 256 << 10};
    struct intercept_tracker *t = intercept_tracker_new(&limits, on_event, NULL);
    ENSURE(t);
    event_count = 0;
    return t;
}

static void send_on(struct intercept_tracker *t, uint16_t sport, uint32_t seq, struct bytes b)
{
    static uint32_t number;
    static const uint8_t src[] = {192, 0, 2, 1}, dst[] = {192, 0, 2, 2};
    number++;
    struct tcp_segment g = {.flow = {ip_from_v4(src), ip_from_v4(dst), sport, 41002, 6},
                            .seq = seq,
                            .payload = b,
                            .wire_len = (uint32_t)b.len,
                            .time_ns = CLOCK_SECOND * number,
                            .ref = {0, number}};
    intercept_segment(t, &g);
}

static void send(struct intercept_tracker *t, uint32_t seq, struct bytes b)
{
    send_on(t, 40000, seq, b);
}

static const char *const hi_files[] = {"iri-begin-ip", "integrity-hash", "cc-ip",          "hi1-activated",
                                       "encrypted",    "keepalive",      "iri-voip",       "cc-email",
                                       "iri-eps",      "cc-voip",        "hi1-deactivated"};
static const enum intercept_kind hi_kinds[] = {INTERCEPT_IRI,       INTERCEPT_INTEGRITY, INTERCEPT_CC,    INTERCEPT_NOTICE,
                                               INTERCEPT_ENCRYPTED, INTERCEPT_KEEPALIVE, INTERCEPT_IRI,   INTERCEPT_CC,
                                               INTERCEPT_IRI,       INTERCEPT_CC,        INTERCEPT_NOTICE};
static const char *const x_files[] = {
    "keepalive", "x2-sip-v1", "x3-ip-v5", "x3-ip-v0500-time12", "x3-ipv6-v2", "x2-unknown-attribute", "keepalive"};

/* Golden PDUs back to back; ends[i] is where the i-th ends. Free the result's data. */
static struct bytes chain(const char *folder, const char *suffix, const char *const *files, size_t count, size_t *ends)
{
    uint8_t *all = malloc(16384);
    size_t len = 0;
    for (size_t i = 0; i < count; i++) {
        char path[128];
        size_t one = 0;
        snprintf(path, sizeof path, "tests/golden/%s/%s.%s", folder, files[i], suffix);
        uint8_t *data = check_file(path, &one);
        ENSURE(data && len + one <= 16384);
        memcpy(all + len, data, one);
        ends[i] = len += one;
        free(data);
    }
    return bytes_of(all, len);
}

static struct bytes hi_chain(size_t *ends)
{
    return chain("pspdu", "ber", hi_files, ARRAY_LEN(hi_files), ends);
}

static struct bytes x_chain(size_t *ends)
{
    return chain("x2x3", "bin", x_files, ARRAY_LEN(x_files), ends);
}

static void drop(struct bytes b)
{
    free((void *)(uintptr_t)b.data);
}

TEST(all_kinds_interleaved)
{
    size_t ends[ARRAY_LEN(hi_files)];
    struct bytes b = hi_chain(ends);
    struct intercept_tracker *t = fresh();
    send(t, 1, b);
    REQUIRE(event_count == ARRAY_LEN(hi_files));
    for (size_t i = 0; i < event_count; i++) CHECK_INT(events[i].kind, hi_kinds[i]);
    CHECK_TEXT(events[0].liid, "NZP2026IP01");
    CHECK_TEXT(events[0].country, "NZ");
    CHECK_TEXT(events[0].neid, "lab-ne-1");
    CHECK_TEXT(events[0].operator_id, "CUSTOSLAB");
    CHECK_INT(events[0].iri_type, 1);
    CHECK_INT(events[0].content_tag, 2);
    CHECK_INT(events[0].pdu_bytes, ends[0]);
    CHECK_INT(events[1].integrity_check, 1);
    CHECK_INT(events[3].notice, 1);
    CHECK_INT(events[10].notice, 2);
    CHECK_INT(intercept_counts(t)->pdus, ARRAY_LEN(hi_files));
    CHECK_INT(intercept_counts(t)->skipped_bytes + intercept_counts(t)->malformed_pdus + intercept_counts(t)->gaps, 0);
    intercept_tracker_free(t);
    drop(b);
}

/* Cut anywhere: the events are exactly those of the whole PDUs, and the rest comes with the rest. */
static void check_prefixes(struct bytes b, const size_t *ends, size_t count, unsigned hints)
{
    for (size_t cut = 1; cut <= b.len; cut++) {
        struct intercept_tracker *t = fresh();
        unsigned whole = 0;
        while (whole < count && ends[whole] <= cut) whole++;
        send(t, 1, bytes_slice(b, 0, cut));
        CHECK_INT(event_count, whole <= hints ? 0 : whole);
        send(t, 1 + (uint32_t)cut, bytes_slice(b, cut, SIZE_MAX));
        CHECK_INT(event_count, count);
        CHECK_INT(intercept_counts(t)->malformed_pdus, 0);
        intercept_tracker_free(t);
        t = fresh();
        send(t, 1, bytes_slice(b, 0, cut));
        intercept_flush(t);
        CHECK_INT(event_count, whole <= hints ? 0 : whole);
        intercept_tracker_free(t);
    }
}

TEST(every_prefix_hi)
{
    size_t ends[ARRAY_LEN(hi_files)];
    struct bytes b = hi_chain(ends);
    check_prefixes(b, ends, ARRAY_LEN(hi_files), 0);
    drop(b);
}

TEST(every_prefix_x)
{
    size_t ends[ARRAY_LEN(x_files)];
    struct bytes b = x_chain(ends);
    check_prefixes(b, ends, ARRAY_LEN(x_files), 1); /* the keepalive alone is a hint */
    drop(b);
}

TEST(octet_by_octet_and_frames)
{
    size_t ends[ARRAY_LEN(x_files)];
    struct bytes b = x_chain(ends);
    struct intercept_tracker *t = fresh();
    for (size_t i = 0; i < b.len; i++) send(t, (uint32_t)i, bytes_slice(b, i, 1));
    REQUIRE(event_count == ARRAY_LEN(x_files));
    for (size_t i = 1; i < event_count; i++) {
        CHECK_INT(events[i].last.number - events[i].first.number, ends[i] - ends[i - 1] - 1);
        CHECK_INT(events[i].time_ns, CLOCK_SECOND * events[i].last.number);
        CHECK_INT(events[i].first.number, events[i - 1].last.number + 1);
    }
    intercept_tracker_free(t);
    drop(b);
}

TEST(x_events)
{
    size_t ends[ARRAY_LEN(x_files)];
    struct bytes b = x_chain(ends);
    struct intercept_tracker *t = fresh();
    send(t, 1, b);
    REQUIRE(event_count == ARRAY_LEN(x_files));
    CHECK_INT(events[0].kind, INTERCEPT_KEEPALIVE);
    CHECK_INT(events[1].kind, INTERCEPT_IRI);
    CHECK_INT(events[2].kind, INTERCEPT_CC);
    CHECK(events[1].has_xid && !events[0].has_xid && !events[1].has_liid);
    CHECK_INT(events[1].xid[0], 0x7c);
    CHECK_INT(events[2].seq, 7);
    CHECK_INT(events[2].direction, 2);
    CHECK_INT(events[2].content_tag, 5);
    CHECK_TEXT(events[1].neid, "nf-1");
    CHECK(events[1].has_matched_target);
    CHECK(events[5].unknown_elements && !events[1].unknown_elements);
    intercept_tracker_free(t);
    drop(b);
}

TEST(additional_xids_have_events_of_their_own)
{
    static const char *const files[] = {"x3-additional-xid"};
    size_t ends[1];
    struct bytes b = chain("x2x3", "bin", files, 1, ends);
    struct intercept_tracker *t = fresh();
    send(t, 1, b);
    REQUIRE(event_count == 2);
    CHECK(!events[0].additional_xid && events[1].additional_xid);
    CHECK_INT(events[1].xid[0], 0x0e);
    CHECK_INT(intercept_counts(t)->pdus, 1);
    intercept_tracker_free(t);
    drop(b);
}

TEST(seen_twice_and_shuffled)
{
    size_t ends[ARRAY_LEN(hi_files)];
    struct bytes b = hi_chain(ends);
    struct intercept_tracker *t = fresh();
    for (unsigned tap = 0; tap < 2; tap++)
        for (size_t at = 0; at < b.len; at += 200) {
            size_t other = at % 400 ? at - 200 : at + 200; /* pairs swapped, but for the first */
            if (at < 400 || other >= b.len) other = at;
            send(t, (uint32_t)other, bytes_slice(b, other, 200));
            send(t, (uint32_t)other, bytes_slice(b, other, 200));
        }
    CHECK_INT(event_count, ARRAY_LEN(hi_files));
    CHECK_INT(intercept_counts(t)->gaps, 0);
    intercept_tracker_free(t);
    drop(b);
}

/* A gap loses the PDUs that it touches and no other. */
static void check_gaps(struct bytes b, const size_t *ends, size_t count)
{
    for (size_t from = 1; from + 1 < b.len; from += 13) {
        size_t to = from + 150 < b.len ? from + 150 : b.len - 1;
        unsigned intact = 0;
        for (size_t i = 0; i < count; i++) intact += ends[i] <= from || (i ? ends[i - 1] : 0) >= to;
        struct intercept_tracker *t = fresh();
        send(t, 0, bytes_slice(b, 0, from));
        send(t, (uint32_t)to, bytes_slice(b, to, SIZE_MAX));
        intercept_flush(t);
        CHECK(event_count >= intact - (intact > 0) && event_count <= intact); /* a lone keepalive may stay a hint */
        if (event_count == intact && intact && ends[0] > from) CHECK(events[0].losses > 0 || ends[0] <= from);
        CHECK_INT(intercept_counts(t)->gaps, 1);
        CHECK_INT(intercept_counts(t)->lost_bytes, to - from);
        intercept_tracker_free(t);
    }
}

TEST(resynchronised_after_a_gap)
{
    size_t hi_ends[ARRAY_LEN(hi_files)], x_ends[ARRAY_LEN(x_files)];
    struct bytes hi = hi_chain(hi_ends), x = x_chain(x_ends);
    check_gaps(hi, hi_ends, ARRAY_LEN(hi_files));
    check_gaps(x, x_ends, ARRAY_LEN(x_files));
    drop(hi);
    drop(x);
}

/* Bytes behind a whole PDU that begin none are the sender's doing; behind a gap they may be the rest of one. */
TEST(broken_off_only_where_nothing_is_missing)
{
    static const uint8_t other[] = "none of these bytes begins a PDU, whatever comes before or behind them";
    size_t ends[ARRAY_LEN(x_files)];
    struct bytes b = x_chain(ends);
    for (unsigned missing = 0; missing < 2; missing++) {
        struct intercept_tracker *t = fresh();
        send(t, 0, bytes_slice(b, 0, ends[0]));
        CHECK_INT(intercept_counts(t)->broken_off, 0);
        send(t, (uint32_t)ends[0] + 100 * missing, bytes_of(other, sizeof other));
        intercept_flush(t);
        CHECK_INT(intercept_counts(t)->broken_off, !missing);
        intercept_tracker_free(t);
    }
    drop(b);
}

TEST(joined_in_the_middle_of_a_pdu)
{
    size_t ends[ARRAY_LEN(hi_files)];
    struct bytes b = hi_chain(ends);
    for (size_t from = 1; from < ends[ARRAY_LEN(hi_files) - 2]; from++) {
        unsigned whole = 0;
        while (ends[whole] < from) whole++;
        struct intercept_tracker *t = fresh();
        for (size_t at = from; at < b.len; at += 100) send(t, (uint32_t)at, bytes_slice(b, at, 100));
        CHECK_INT(event_count, ARRAY_LEN(hi_files) - whole - 1);
        intercept_tracker_free(t);
    }
    drop(b);
}

/* The last of three PDUs is found whatever bit of the first one's framing or content is wrong, unless the wrong length swallows
 * it. */
TEST(every_bit_flipped)
{
    size_t ends[ARRAY_LEN(x_files)], hi_ends[ARRAY_LEN(hi_files)];
    struct bytes chains[2] = {x_chain(ends), hi_chain(hi_ends)};
    for (unsigned c = 0; c < 2; c++) {
        uint8_t *copy = malloc(chains[c].len);
        unsigned most = c ? ARRAY_LEN(hi_files) : ARRAY_LEN(x_files), last_found = 0, tries = 0;
        for (size_t bit = 0; bit < 8 * chains[c].len; bit += 5) {
            struct intercept_tracker *t = fresh();
            memcpy(copy, chains[c].data, chains[c].len);
            copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
            send(t, 0, bytes_of(copy, chains[c].len));
            intercept_flush(t);
            CHECK(event_count <= most + 16);
            tries++;
            last_found +=
                event_count > 0 && events[event_count - 1].pdu_bytes == chains[c].len - (c ? hi_ends[most - 2] : ends[most - 2]);
            intercept_tracker_free(t);
        }
        CHECK(last_found * 100 > tries * 85);
        free(copy);
        drop(chains[c]);
    }
}

TEST(a_lone_keepalive_is_no_intercept)
{
    static const char *const files[] = {"keepalive"};
    size_t ends[1];
    struct bytes b = chain("x2x3", "bin", files, 1, ends);
    struct intercept_tracker *t = fresh();
    send(t, 1, b);
    intercept_flush(t);
    CHECK_INT(event_count, 0);
    CHECK_INT(intercept_counts(t)->pdus, 0);
    send(t, 41, b);
    CHECK_INT(event_count, 2);
    intercept_tracker_free(t);
    drop(b);
}

TEST(streams_do_not_mix)
{
    size_t ends[ARRAY_LEN(hi_files)], x_ends[ARRAY_LEN(x_files)];
    struct bytes a = hi_chain(ends), x = x_chain(x_ends);
    struct intercept_tracker *t = fresh();
    for (size_t at = 0; at < a.len || at < x.len; at += 50) {
        if (at < a.len) send_on(t, 1, (uint32_t)at, bytes_slice(a, at, 50));
        if (at < x.len) send_on(t, 2, (uint32_t)at, bytes_slice(x, at, 50));
    }
    CHECK_INT(event_count, ARRAY_LEN(hi_files) + ARRAY_LEN(x_files));
    for (unsigned i = 0; i < event_count; i++) CHECK_INT(events[i].stream.sport, events[i].protocol == INTERCEPT_HI ? 1 : 2);
    CHECK_INT(intercept_counts(t)->streams, 2);
    intercept_tracker_free(t);
    drop(a);
    drop(x);
}

/* A gap inside a large PDU: its end is still known. */
TEST(damaged_large_pdu_keeps_the_chain)
{
    size_t ends[ARRAY_LEN(x_files)];
    struct bytes b = x_chain(ends);
    uint8_t *big = calloc(1, 100000);
    memcpy(big, b.data + ends[1], ends[2] - ends[1]); /* x3-ip-v5 with a payload of 90000 */
    size_t header = ends[2] - ends[1] - 28;
    big[8] = 0, big[9] = 1, big[10] = 0x5f, big[11] = 0x90;
    size_t len = header + 0x15f90;
    memcpy(big + len, b.data + ends[1], ends[2] - ends[1]);
    struct intercept_tracker *t = fresh();
    send(t, 0, bytes_of(big, 20000));
    send(t, 50000, bytes_of(big + 50000, len - 50000 + (ends[2] - ends[1])));
    intercept_flush(t);
    CHECK_INT(event_count, 1);
    CHECK_INT(events[0].losses, 1);
    CHECK_INT(intercept_counts(t)->resynchronised, 0);
    intercept_tracker_free(t);
    free(big);
    drop(b);
}

/* --- records without PS-PDUs -------------------------------------------------------------------------------------------- */

static const char *const bare_files[] = {"iri-umts",    "iri-eps", "cc-eps",       "cc-eps-nameless", "cc-umts",
                                         "iri-etsi671", "iri-cs",  "cc-version-0", "iri-rose",        "iri-sequence"};

/* However cut; content that names nobody is of whom its correlation number is, if that is known. */
TEST(records_without_pspdus)
{
    static const size_t sizes[] = {1, 7, 100, 1400};
    size_t ends[ARRAY_LEN(bare_files)];
    struct bytes b = chain("hi-bare", "ber", bare_files, ARRAY_LEN(bare_files), ends);
    CHECK(intercept_sniff(b, false));
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct intercept_tracker *t = fresh();
        for (size_t at = 0; at < b.len; at += sizes[i]) send(t, 1 + (uint32_t)at, bytes_slice(b, at, sizes[i]));
        REQUIRE(event_count == ARRAY_LEN(bare_files));
        for (size_t k = 0; k < event_count; k++) {
            CHECK(events[k].protocol == INTERCEPT_HI && !events[k].has_seq && !events[k].country[0]);
            CHECK_INT(events[k].kind, bare_files[k][0] == 'c' ? INTERCEPT_CC : INTERCEPT_IRI);
            CHECK_TEXT(events[k].liid, strcmp(bare_files[k], "cc-version-0") == 0 ? "" : "GOLDEN-1");
            CHECK_INT(events[k].pdu_bytes, ends[k] - (k ? ends[k - 1] : 0));
        }
        CHECK(events[2].direction == 1 && events[4].direction == 0 && events[7].direction == 0xff);
        CHECK(events[1].has_cin && events[1].cin == 1 && events[3].cin == 1 && events[7].cin == UINT64_C(0x5c0000209));
        CHECK_INT(intercept_counts(t)->skipped_bytes + intercept_counts(t)->malformed_pdus, 0);
        intercept_tracker_free(t);
    }
    drop(b);
}

/* Behind a gap the next record is found, if need be those of a sequence or what a damaged invocation holds, and nothing is
 * made of the rest. */
TEST(records_are_found_behind_a_gap)
{
    size_t ends[ARRAY_LEN(bare_files)];
    struct bytes b = chain("hi-bare", "ber", bare_files, ARRAY_LEN(bare_files), ends);
    for (size_t from = 50; from + 60 < b.len; from += 3) {
        struct intercept_tracker *t = fresh();
        size_t whole = 0;
        send(t, 1, bytes_slice(b, 0, from));
        send(t, 1 + (uint32_t)from + 60, bytes_slice(b, from + 60, SIZE_MAX));
        intercept_flush(t);
        for (size_t k = 0; k < ARRAY_LEN(bare_files); k++) whole += ends[k] <= from || (k ? ends[k - 1] : 0) >= from + 60;
        CHECK(event_count + 2 >= whole && event_count <= whole + 2);
        for (size_t k = 0; k < event_count; k++) CHECK(!events[k].liid[0] || strcmp(events[k].liid, "GOLDEN-1") == 0);
        intercept_tracker_free(t);
    }
    drop(b);
}

/* A datagram is content of version 1, whole; another tap's copy of it is the same. */
TEST(datagrams)
{
    size_t end;
    for (size_t i = 0; i < ARRAY_LEN(bare_files); i++) {
        struct bytes b = chain("hi-bare", "ber", &bare_files[i], 1, &end);
        bool content = strncmp(bare_files[i], "cc-", 3) == 0 && strcmp(bare_files[i], "cc-version-0") != 0;
        CHECK(intercept_sniff_datagram(b) == content);
        for (size_t n = 0; n < b.len; n++) CHECK(!intercept_sniff_datagram(bytes_slice(b, 0, n)));
        if (content) {
            struct intercept_tracker *t = fresh();
            struct tcp_segment g = {.flow = {.sport = 1, .dport = 2, .protocol = 17}, .payload = b, .ref = {0, 9}};
            intercept_datagram(t, &g);
            intercept_datagram(t, &g);
            REQUIRE(event_count == 1);
            CHECK(events[0].kind == INTERCEPT_CC && events[0].stream.dport == 2 && events[0].last.number == 9);
            intercept_tracker_free(t);
        }
        drop(b);
    }
}

/* One record alone is believed, but not before something that is none. */
TEST(a_record_before_something_else)
{
    size_t ends[2];
    struct bytes b = chain("hi-bare", "ber", bare_files, 2, ends);
    uint8_t *copy = (uint8_t *)(uintptr_t)b.data;
    CHECK(intercept_sniff(bytes_slice(b, 0, ends[0]), false));
    for (unsigned other = 0; other < 256; other++) {
        copy[ends[0]] = (uint8_t)other;
        bool may_go_on = other == 0xa4; /* as it did */
        CHECK(intercept_sniff(b, false) == may_go_on || other == 0xa1 || other == 0xa2 || other == 0xa3);
    }
    drop(b);
}
