/* Entries that the capture missed, and what would pass for such. */
#include "traffic.h"

static struct traffic t;

/* A name server's answer, whose entry was missed, repeats the question. */
TEST(answers_that_quote_the_question)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 60; i++) {
        static uint8_t text[200];
        struct said ask = up(i, 120);
        ask.sport = (uint16_t)(20000 + i);
        ask.dport = 53;
        memcpy(text, ask.payload.data, 120);
        pass(&t, &n3_in, &ask);
        pass(&t, &n6_out, &ask);
        struct said answer = {ask.dst, ask.src, 53, ask.sport, UDP, 0, 0, 0, bytes_of(text, sizeof text)};
        pass(&t, &n3_out, &answer);
    }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 0);
    CHECK_INT(s.unmatched.packets, 60);
    traffic_close(&t);
}

/* The same goes back into the tunnel that the question came from, or it is somebody else's. */
TEST(a_quoted_question_in_another_tunnel)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 60; i++) {
        static uint8_t text[200];
        struct said ask = up(i, 120);
        memcpy(text, ask.payload.data, 120);
        pass(&t, &n3_in, &ask);
        pass(&t, &n6_out, &ask);
        struct said answer = {ask.dst, ask.src, ask.dport, ask.sport, UDP, 0, 0, 0, bytes_of(text, sizeof text)};
        pass(&t, &n3_out_second, &answer);
    }
    struct sums s = settled(&t);
    CHECK(s.copied.packets >= 30); /* of some payloads the key of the day selects no window */
    traffic_close(&t);
}

/* What one subscriber has fetched another fetches later, and the capture misses one entry in five, the first ones among them. */
TEST(popular_content_whose_first_entries_were_missed)
{
    traffic_open(&t);
    for (unsigned k = 0; k < 2; k++)
        for (uint32_t i = 0; i < 200; i++) {
            struct said s = down(i, 1200);
            s.dst = k ? "10.46.0.8" : "10.46.0.7";
            if (!k || (i >= 8 && i % 5)) pass(&t, &n6_in, &s);
            pass(&t, &n3_out, &s);
        }
    struct sums s = settled(&t);
    CHECK_INT(s.copied.packets, 0);
    CHECK(s.forwarded.packets >= 200 + 150);
    traffic_close(&t);
}

/* A conversation of an accomplice's that did come in once is filled up with what another subscriber says: more leaves of it
 * without an entry than any capture misses. */
TEST(a_conversation_filled_up)
{
    traffic_open(&t);
    struct said own = up(500000, 200);
    own.src = "10.46.0.9";
    own.dst = "198.51.100.9";
    pass(&t, &n3_in, &own);
    pass(&t, &n6_out, &own);
    for (uint32_t i = 0; i < 200; i++) {
        static uint8_t text[403];
        struct said s = up(i, 400);
        pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &s);
        memcpy(text + 3, s.payload.data, 400);
        own.payload = bytes_of(text, sizeof text);
        pass(&t, &n6_out, &own);
    }
    struct sums s = settled(&t);
    CHECK(s.copied.packets >= 140);
    CHECK(s.forwarded.packets >= 201);
    traffic_close(&t);
}

/* Translated traffic whose entries the capture missed is measured, and what goes beyond it is not missed. */
TEST(missed_entries_of_translated_traffic)
{
    traffic_open(&t);
    for (uint32_t i = 0; i < 400; i++) {
        struct said s = up(i, 300), outside = s;
        s.sport = (uint16_t)(40000 + i % 8);
        outside.src = "10.0.6.1";
        outside.sport = (uint16_t)(1024 + i % 8);
        if (i % 5) pass(&t, &n3_in, &s);
        pass(&t, &n6_out, &outside);
    }
    CHECK_INT(settled(&t).copied.packets, 0);
    unsigned parties = 0;
    for (uint32_t i = 1; i < t.book.parties.top; i++) {
        const struct party *p = book_party(&t.book, i);
        if (!p->total.packets) continue;
        parties++;
        CHECK(p->unmatched.packets >= 70 && p->unmatched.packets <= book_missed(&t.book, p));
        CHECK(book_missed(&t.book, p) < 200);
    }
    CHECK_INT(parties, 1);
    traffic_close(&t);
}

/* Two subscribers behind one translated address fetch the same content from one server, one a little after the other, and the
 * capture misses one entry in eight: what left of one without an entry is not taken for the other's. */
TEST(missed_entries_of_translated_and_popular_content)
{
    static const char *const subscribers[] = {"10.46.0.7", "10.46.0.8"};
    traffic_open(&t);
    for (uint32_t i = 0; i < 400; i++)
        for (uint32_t k = 0; k < 2; k++) {
            struct said s = down(i - 30 * k, 1200), outside;
            if (i < 30 * k) continue;
            s.dst = subscribers[k];
            outside = s;
            outside.dst = "203.0.113.5";
            outside.dport = (uint16_t)(61000 + k);
            if (i < 40 + 30 * k || (i + 3 * k) % 8) pass(&t, &n6_in, &outside);
            pass(&t, &n3_out, &s);
        }
    CHECK_INT(settled(&t).copied.packets, 0);
    traffic_close(&t);
}
