#include "balance/messages.h"

#include "base/clock.h"
#include "check.h"

static const int64_t START = 1700000000 * CLOCK_SECOND;

struct talk {
    struct messages m;
    struct sizes z;
    int64_t now_ns;
    uint32_t seq;
};

static void begin(struct talk *t)
{
    *t = (struct talk){.now_ns = START, .seq = 0xffffff00};
    ENSURE(sizes_init(&t->z, 1, 1 << 16, 60 * CLOCK_SECOND));
}

/* A segment with `len` bytes of payload of which `captured` were captured. */
static void segment(struct talk *t, uint32_t seq, const uint8_t *data, uint32_t len, uint32_t captured)
{
    uint8_t header[20] = {0x12, 0x34, 0x01, 0xbb, (uint8_t)(seq >> 24), (uint8_t)(seq >> 16), (uint8_t)(seq >> 8), (uint8_t)seq};
    struct stack s = {.inner_transport = 0, .payload = bytes_of(data, captured), .payload_wire_len = len};
    s.layer[0] = (struct layer){.data = header, .cap_len = sizeof header, .wire_len = 20 + len, .kind = LAYER_TCP};
    messages_of(&t->m, &s, t->now_ns, &t->z, 0);
    t->now_ns += 1000000;
}

static void next(struct talk *t, const uint8_t *data, uint32_t len)
{
    segment(t, t->seq, data, len, len);
    t->seq += len;
}

static unsigned occurrences(const struct sizes_entry *e, uint32_t n, uint16_t size)
{
    unsigned sum = 0;
    for (uint32_t i = 0; i < n; i++) sum += e[i].size == size;
    return sum;
}

/* Messages in order; what ends in one tick has none. */
static void check_sizes(struct talk *t, const uint16_t *size, uint32_t count)
{
    struct sizes_entry e[16];
    CHECK_INT(sizes_count(&t->z, 0), count);
    uint32_t n = sizes_count(&t->z, 0) <= ARRAY_LEN(e) ? sizes_copy(&t->z, 0, e) : 0;
    for (uint32_t i = 0; i < count; i++) CHECK(occurrences(e, n, size[i]) > 0);
    for (uint32_t i = 1; i < n; i++) CHECK(e[i - 1].first <= e[i].first);
    sizes_done(&t->z);
}

static uint32_t record(uint8_t *to, uint16_t len)
{
    const uint8_t header[5] = {23, 3, 3, (uint8_t)(len >> 8), (uint8_t)len};
    memcpy(to, header, sizeof header);
    memset(to + sizeof header, 0xa5, len);
    return len + 5u;
}

TEST(a_datagram_is_a_message)
{
    struct talk t;
    begin(&t);
    struct stack s = {.inner_transport = STACK_NO_LAYER, .payload_wire_len = 777};
    messages_of(&t.m, &s, t.now_ns, &t.z, 0);
    s.payload_wire_len = 0;
    messages_of(&t.m, &s, t.now_ns, &t.z, 0);
    check_sizes(&t, (uint16_t[]){777}, 1);
}

/* Borders of records and of segments have nothing to do with each other; every cut of the stream tells the same. */
TEST(tls_records_are_messages_wherever_segments_end)
{
    uint8_t stream[2000];
    uint32_t len = record(stream, 100);
    len += record(stream + len, 700);
    len += record(stream + len, 33);
    len += record(stream + len, 300);
    for (uint32_t cut = 6; cut < len; cut++) {
        struct talk t;
        begin(&t);
        next(&t, stream, cut);
        next(&t, stream + cut, len - cut);
        check_sizes(&t, (uint16_t[]){100, 700, 33, 300}, 4);
    }
}

TEST(what_is_sent_again_counts_once_and_a_gap_is_survived)
{
    uint8_t one[200], two[400];
    uint32_t first = record(one, 120), second = record(two, 250);
    struct talk t;
    begin(&t);
    next(&t, one, first);
    segment(&t, t.seq - first, one, first, first);
    segment(&t, t.seq + 5000, two, second, second);
    check_sizes(&t, (uint16_t[]){120, 250}, 2);
}

TEST(a_stream_without_records_is_cut_where_a_segment_is_not_full)
{
    static const uint8_t data[1448];
    struct talk t;
    begin(&t);
    next(&t, data, 1448);
    next(&t, data, 100);
    next(&t, data, 60);
    t.now_ns += 20000000;
    next(&t, data, 1448);
    t.now_ns += 20000000;
    next(&t, data, 90);
    check_sizes(&t, (uint16_t[]){1548, 60, 1448, 90}, 4);
}

/* Headers that were not captured cannot be read: segments, then, and no guess. */
TEST(snapped_records_are_taken_as_they_are)
{
    uint8_t one[200];
    uint32_t len = record(one, 120);
    struct talk t;
    begin(&t);
    segment(&t, 1, one, len, 60);
    segment(&t, 1 + len, one + 5, 60, 60);
    check_sizes(&t, (uint16_t[]){185}, 1);
}
