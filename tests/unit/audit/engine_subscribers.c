/* Targets that are names: their volume is compared when the address is known from a session's set-up, or from a record, and not
 * when it is not, or was somebody else's. */
#include "audit/subscribers.h"
#include "seeds.h"
#include "world.h"

enum { TARGET_TRAFFIC = 300, PER_SECOND = 33, CORE = 10 };

static struct world w;
static struct stream x3;
static uint32_t sequence;

/* W-1 names 10.46.0.7 by its IMSI. */
static const char by_imsi[] = "custos: warrants/1\n"
                              "warrants:\n"
                              "  - {id: W-1, authority: Court, country: NL, liid: LI-1,\n"
                              "     xids: [11111111-1111-4111-8111-111111111111], targets: ['imsi:001010000000008'],\n"
                              "     scope: [iri, cc], from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z}\n";
static const char by_number[] = "custos: warrants/1\n"
                                "warrants:\n"
                                "  - {id: W-1, authority: Court, country: NL, liid: LI-1,\n"
                                "     xids: [11111111-1111-4111-8111-111111111111], targets: ['msisdn:31612345678'],\n"
                                "     scope: [iri, cc], from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z}\n";

static void begin(const char *warrants)
{
    struct fault f = {0};
    open_world(&w);
    engine_free(w.engine);
    warrants_free(w.warrants);
    ENSURE(warrants_parse("warrants", (const uint8_t *)warrants, strlen(warrants), w.network, &w.warrants, &f) == ERR_OK);
    struct engine_options o = {.network = w.network, .inventory_given = true, .warrants = w.warrants, .memory_bytes = 32 << 20};
    ENSURE(engine_new(&o, &w.engine, &f) == ERR_OK);
    for (unsigned i = 0; i < TAPS; i++) ENSURE(engine_interface(w.engine, (uint16_t)i, (int)i) == ERR_OK);
    x3 = x_stream;
    sequence = 0;
}

/* From the session's other end to the element, or back. */
static void say(const char *seed_name, bool back)
{
    struct bytes b = seed("proto_gtp_session", seed_name);
    ENSURE(b.len > 0);
    post_udp(&w, OAM, back ? 9 : CORE, back ? CORE : 9, back ? "10.0.9.1" : "10.0.9.70", back ? "10.0.9.70" : "10.0.9.1", 2123,
             2123, b);
    seed_free(b);
}

static void traffic(uint32_t from, unsigned one_in)
{
    uint8_t room[2048];
    for (uint32_t i = from; i < from + TARGET_TRAFFIC; i++) {
        struct packet inner;
        forward(&w, i, &inner);
        if (i % one_in != 1) {
            struct bytes content = packet_bytes(&inner), pdu = x_pdu(room, sizeof room, X3, 1, sequence++, content.len);
            memcpy(room + pdu.len - content.len, content.data, content.len);
            post_tcp(&w, &x3, PUSH, pdu, false);
        }
        w.now_ns += CLOCK_SECOND / PER_SECOND;
    }
}

static bool noted(const char *words)
{
    for (size_t i = 0; i < w.verdict.note_count; i++)
        if (strstr(w.verdict.notes[i], words)) return true;
    return false;
}

static unsigned missing(void)
{
    judge(&w);
    unsigned n = fired(&w, "under-delivery");
    CHECK_INT(fired(&w, "over-delivery"), 0);
    return n;
}

TEST(the_address_is_known_from_the_set_up)
{
    static const char *const asks[] = {"v2-request", "v1-request"}, *const answers[] = {"v2-answer", "v1-answer"};
    for (size_t i = 0; i < ARRAY_LEN(asks); i++)
        for (unsigned one_in = 3; one_in < 4000; one_in += 3000) {
            begin(i ? by_number : by_imsi);
            say(asks[i], false);
            say(answers[i], true);
            traffic(0, one_in);
            CHECK_INT(missing(), one_in == 3);
            CHECK(!noted("no address of the target"));
            close_world(&w);
        }
}

/* In the middle of his traffic: what was nobody's conversation is looked at again. */
TEST(the_address_is_learnt_late)
{
    begin(by_imsi);
    traffic(0, 3);
    say("v2-handover", false);
    traffic(1000, 3);
    CHECK_INT(missing(), 1);
    close_world(&w);
}

TEST(the_address_is_not_known)
{
    begin(by_imsi);
    say("v2-request", false); /* whose answer is not seen */
    traffic(0, 3);
    CHECK_INT(missing(), 0);
    CHECK(noted("no address of the target is known"));
    close_world(&w);
    begin(by_imsi);
    say("v2-answer", true); /* whose request is not */
    traffic(0, 3);
    CHECK_INT(missing(), 0);
    close_world(&w);
}

/* Somebody else gets the address: what he sends is not the target's. */
TEST(the_address_is_somebody_elses_later)
{
    struct bytes b = seed("proto_gtp_session", "v2-handover");
    uint8_t *other = malloc(b.len);
    REQUIRE(b.len > 0 && other);
    memcpy(other, b.data, b.len);
    other[22] ^= 0x01; /* a digit of the IMSI */
    begin(by_imsi);
    say("v2-handover", false);
    traffic(0, 5000);
    post_udp(&w, OAM, CORE, 9, "10.0.9.70", "10.0.9.1", 2123, 2123, bytes_of(other, b.len));
    traffic(1000, 2);
    CHECK_INT(missing(), 0);
    CHECK(noted("cannot be compared"));
    close_world(&w);
    free(other);
    seed_free(b);
}

/* X2: a PDU session of the number 31612345678 (TS 33.128), at that address. */
static void record(const char *at)
{
    static const uint8_t stands[] = {10, 45, 0, 8};
    uint8_t room[512];
    struct bytes b = seed("proto_xiri", "establishment"), pdu = x_pdu(room, sizeof room, X2, 1, sequence++, b.len);
    struct ip_addr address_of = address(at);
    uint8_t *content = room + pdu.len - b.len;
    memcpy(content, b.data, b.len);
    room[13] = 2; /* the payload's format */
    uint8_t *place = memmem(content, b.len, stands, sizeof stands);
    ENSURE(place);
    memcpy(place, address_of.bytes, sizeof stands);
    post_tcp(&w, &x3, PUSH, pdu, false);
    seed_free(b);
}

TEST(a_record_tells_the_address)
{
    begin(by_number);
    record("10.46.0.7");
    traffic(0, 3);
    CHECK_INT(missing(), 1);
    close_world(&w);
    begin(by_imsi); /* which the record does not have: it is another subscriber's */
    record("10.46.0.7");
    traffic(0, 3);
    CHECK_INT(missing(), 0);
    close_world(&w);
    begin(by_number);
    record("10.99.0.7"); /* of no pool */
    traffic(0, 3);
    CHECK_INT(missing(), 0);
    CHECK(noted("no address of the target is known"));
    close_world(&w);
}

TEST(requests_wait_for_their_answers)
{
    static struct subscribers s;
    struct five_tuple ask = {address("10.0.9.70"), address("10.0.9.1"), 2123, 2123, 17}, answer = five_tuple_reverse(&ask);
    struct bytes request = seed("proto_gtp_session", "v2-request"), reply = seed("proto_gtp_session", "v2-answer");
    struct assignment a;
    CHECK(!subscribers_take(&s, &ask, request, &a));
    CHECK(!subscribers_take(&s, &ask, reply, &a)); /* from the wrong end */
    CHECK(subscribers_take(&s, &answer, reply, &a));
    CHECK_TEXT(a.imsi, "001010000000008");
    CHECK(!subscribers_take(&s, &answer, reply, &a)); /* it was answered */
    CHECK(!subscribers_take(&s, &ask, request, &a));
    for (unsigned i = 0; i < SUBSCRIBERS_ASKED; i++) {
        struct five_tuple other = ask;
        other.src.bytes[2] = (uint8_t)(100 + i / 200), other.src.bytes[3] = (uint8_t)i;
        CHECK(!subscribers_take(&s, &other, request, &a));
    }
    CHECK(!subscribers_take(&s, &answer, reply, &a)); /* it gave way */
    seed_free(request);
    seed_free(reply);
}
