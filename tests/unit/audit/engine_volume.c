/* Content handed over (HI3) held against what the target sent: fires on the planted cases, and not on what only comes late, is
 * lost by the capture, or cut by the sender. */
#include "x1_world.h"

enum { TARGET_TRAFFIC = 300, PER_SECOND = 33, LATE = 4 * PER_SECOND, PDU_ROOM = 1024 };

static struct stream x3, hi;
static uint32_t x_sequence, hi_sequence;
static struct packet sent[TARGET_TRAFFIC];

static void begin(void)
{
    start();
    x3 = x_stream;
    hi = hi_stream;
    x_sequence = hi_sequence = 0;
}

static size_t open_element(struct writer *wr, uint8_t tag)
{
    writer_u8(wr, tag);
    writer_u8(wr, 0x82);
    writer_u16(wr, 0);
    return wr->len;
}

static void close_element(struct writer *wr, size_t from)
{
    writer_patch_u16(wr, from - 2, (uint16_t)(wr->len - from));
}

static void put_element(struct writer *wr, uint8_t tag, const void *value, size_t len)
{
    size_t at = len < 128 ? 0 : open_element(wr, tag);
    if (!at) writer_u8(wr, tag), writer_u8(wr, (uint8_t)len);
    writer_bytes(wr, bytes_of(value, len));
    if (at) close_element(wr, at);
}

/* CCPayload with IPCC (TS 102 232-3) of LI-1, of the whole packet or of its first `cut` bytes. */
static void hand_over(const struct packet *inner, size_t cut, bool lost)
{
    static const uint8_t of_ip[] = {5, 3, 14, 2}, from_target = 0, module[] = {4, 0, 2, 2, 5, 1, 0x28};
    const uint8_t number[] = {0, (uint8_t)(hi_sequence >> 8), (uint8_t)hi_sequence};
    uint8_t room[PDU_ROOM];
    struct writer wr = writer_of(room, sizeof room);
    struct bytes content = bytes_slice(packet_bytes(inner), 0, cut ? cut : SIZE_MAX);
    size_t pdu = open_element(&wr, 0x30), header = open_element(&wr, 0xa1);
    put_element(&wr, 0x80, module, sizeof module);
    put_element(&wr, 0x81, "LI-1", 4);
    put_element(&wr, 0x82, "NL", 2);
    put_element(&wr, 0x84, number, sizeof number);
    close_element(&wr, header);
    size_t payload = open_element(&wr, 0xa2), list = open_element(&wr, 0xa1), item = open_element(&wr, 0x30);
    put_element(&wr, 0x80, &from_target, 1);
    size_t choice = open_element(&wr, 0xa2), ip = open_element(&wr, 0xa2);
    put_element(&wr, 0x80, of_ip, sizeof of_ip);
    size_t contents = open_element(&wr, 0xa1), part = cut ? open_element(&wr, 0xa1) : 0;
    put_element(&wr, 0x80, content.data, content.len);
    if (cut) close_element(&wr, part);
    const size_t open[] = {contents, ip, choice, item, list, payload, pdu};
    for (size_t i = 0; i < ARRAY_LEN(open); i++) close_element(&wr, open[i]);
    ENSURE(!wr.failed);
    hi_sequence++;
    post_tcp(&w, &hi, PUSH, bytes_of(room, wr.len), lost);
}

static void deliver_packet(const struct packet *inner)
{
    uint8_t room[2048];
    struct bytes content = packet_bytes(inner), pdu = x_pdu(room, sizeof room, X3, 1, x_sequence++, content.len);
    memcpy(room + pdu.len - content.len, content.data, content.len);
    post_tcp(&w, &x3, PUSH, pdu, false);
}

struct course_of_things {
    unsigned one_in; /* is not handed over; 0: all are */
    unsigned times, late, cut;
    bool intercepted; /* X3 is seen too, whole */
    uint32_t lost_at; /* the capture misses this one; 0: none */
};

/* The target sends for nine seconds. */
static void traffic(const struct course_of_things *c)
{
    for (uint32_t i = 0; i < TARGET_TRAFFIC + c->late; i++) {
        if (i < TARGET_TRAFFIC) forward(&w, i, &sent[i]);
        if (i < TARGET_TRAFFIC && c->intercepted) deliver_packet(&sent[i]);
        uint32_t at = i - c->late;
        if (i >= c->late && (!c->one_in || at % c->one_in != 1))
            for (unsigned k = c->times; k; k--) hand_over(&sent[at], c->cut, c->lost_at && at == c->lost_at);
        w.now_ns += CLOCK_SECOND / PER_SECOND;
    }
}

static bool noted(const char *words)
{
    for (size_t i = 0; i < w.verdict.note_count; i++)
        if (strstr(w.verdict.notes[i], words)) return true;
    return false;
}

static unsigned told(const char *rule, const struct course_of_things *c)
{
    begin();
    traffic(c);
    judge(&w);
    unsigned n = fired(&w, rule);
    CHECK_INT(fired(&w, "over-delivery") + fired(&w, "under-delivery"), n);
    return n;
}

TEST(handed_over_as_it_passed)
{
    static const struct course_of_things innocent[] = {
        {.times = 1}, {.times = 1, .late = LATE}, {.times = 1, .intercepted = true}};
    for (size_t i = 0; i < ARRAY_LEN(innocent); i++) {
        CHECK_INT(told("none", &innocent[i]), 0);
        CHECK(!noted("deliver records only"));
        CHECK(!noted("under-delivery"));
        close_world(&w);
    }
}

TEST(not_all_handed_over)
{
    static const struct course_of_things planted[] = {
        {.times = 1, .one_in = 3}, {.times = 1, .one_in = 3, .late = LATE}, {.times = 1, .one_in = 3, .intercepted = true}};
    for (size_t i = 0; i < ARRAY_LEN(planted); i++) {
        CHECK_INT(told("under-delivery", &planted[i]), 1);
        const struct verdict_finding *f = finding(&w, "under-delivery");
        REQUIRE(f);
        CHECK_TEXT(f->liid, "LI-1");
        CHECK(f->packets > (planted[i].late ? 25 : 60) && f->packets <= 100);
        close_world(&w);
    }
}

TEST(handed_over_too_often)
{
    CHECK_INT(told("over-delivery", &(struct course_of_things){.times = 2}), 1);
    close_world(&w);
    CHECK_INT(told("over-delivery", &(struct course_of_things){.times = 2, .intercepted = true}), 1);
    close_world(&w);
}

/* Not the packets, but what is left of them: nothing can be compared. */
TEST(handed_over_in_part)
{
    CHECK_INT(told("none", &(struct course_of_things){.times = 1, .one_in = 3, .cut = 120}), 0);
    CHECK(noted("cannot be compared"));
    close_world(&w);
}

/* X2 alone: nothing to compare, and coverage says so. */
TEST(records_only)
{
    begin();
    for (uint32_t i = 0; i < 4; i++) send_x(&w, &x3, X2, 2, i);
    judge(&w);
    CHECK_INT(fired(&w, "over-delivery") + fired(&w, "under-delivery"), 0);
    CHECK(noted("deliver records only"));
    close_world(&w);
}

TEST(lost_by_the_capture)
{
    begin();
    traffic(&(struct course_of_things){.times = 1, .one_in = 3, .lost_at = 120});
    w.now_ns += 20 * CLOCK_SECOND;
    traffic(&(struct course_of_things){.times = 1, .one_in = 3});
    judge(&w);
    CHECK_INT(fired(&w, "under-delivery"), 0);
    CHECK(noted("part is missing in the capture"));
    close_world(&w);
}
