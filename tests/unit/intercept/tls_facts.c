/* TLS without its secrets: names, certificates, fingerprints and volumes of recorded sessions, and of broken ones. */
#include "intercept/tls_facts.h"
#include "tls_sessions.h"

static struct played session;
static struct tls_facts *facts;

static void play(const char *name, size_t size)
{
    size_t sent[2] = {0};
    played_read(name, &session);
    facts = tls_facts_new(7);
    REQUIRE(facts);
    for (size_t i = 0; i < session.chunks; i++) {
        int end = session.chunk[i].end;
        for (size_t at = 0; at < session.chunk[i].len; at += size) {
            struct bytes b = bytes_slice(bytes_of(session.bytes + session.chunk[i].at, session.chunk[i].len), at, size);
            struct tcp_segment g = played_segment(end, sent[end], b);
            tls_facts_segment(facts, &g, 1, b.len + 40);
            tls_facts_segment(facts, &g, 2, b.len + 40); /* at another tap */
            sent[end] += b.len;
        }
    }
}

static const struct tls_session_facts *only(void)
{
    enum tls_end end;
    CHECK_INT(tls_facts_count(facts), 1);
    const struct tls_session_facts *f = tls_facts_at(facts, 0);
    struct five_tuple back = five_tuple_reverse(&f->flow);
    CHECK(tls_facts_of(facts, &f->flow, &end) == f && end == TLS_CLIENT);
    CHECK(tls_facts_of(facts, &back, &end) == f && end == TLS_SERVER);
    CHECK(f->flow.dport == 25000 && f->hello[TLS_CLIENT] && f->hello[TLS_SERVER]);
    return f;
}

TEST(a_session_of_tls_1_2)
{
    static const size_t sizes[] = {100, 1400, SIZE_MAX / 2};
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        play("tls12-x1", sizes[i]);
        const struct tls_session_facts *f = only();
        CHECK_INT(f->version, TLS_1_2);
        CHECK(f->suite != 0 && !f->certified[TLS_CLIENT]);
        REQUIRE(f->certified[TLS_SERVER]);
        CHECK_TEXT(f->certificate[TLS_SERVER].subject, "upf-1");
        CHECK_TEXT(f->certificate[TLS_SERVER].issuer, "upf-1");
        REQUIRE(f->certificate[TLS_SERVER].count == 2);
        CHECK_TEXT(f->certificate[TLS_SERVER].others[0], "upf-1.example");
        CHECK_TEXT(f->certificate[TLS_SERVER].others[1], "10.0.9.1");
        CHECK(x509_names_have(&f->certificate[TLS_SERVER], "UPF-1") && !x509_names_have(&f->certificate[TLS_SERVER], "admf-1"));
        CHECK_INT(f->bytes[0] + f->bytes[1], session.used + 40 * (f->packets[0] + f->packets[1]));
        CHECK(f->last_ns > f->first_ns);
        CHECK(strncmp(f->ja4, "t12i", 4) == 0);
        tls_facts_free(facts);
    }
}

TEST(a_session_of_tls_1_3)
{
    play("tls13-x1-http2", 1400);
    const struct tls_session_facts *f = only();
    CHECK_INT(f->version, TLS_1_3);
    CHECK_TEXT(f->server_name, "localhost");
    CHECK(!f->certified[TLS_CLIENT] && !f->certified[TLS_SERVER]);
    CHECK(strncmp(f->ja4, "t13d", 4) == 0 && strncmp(f->ja4 + 8, "h2_", 3) == 0);
    tls_facts_free(facts);
}

struct opener {
    struct tls_tracker *tls;
    bool gaps;       /* say that something is missing before each */
    uint8_t *random; /* NULL: as it is */
    size_t told;
};

static void on_clear(void *ctx, const struct tcp_segment *clear, bool *mark)
{
    (void)ctx, (void)clear, (void)mark;
}

static void on_handshake(void *ctx, const struct tls_handshake_part *h)
{
    struct opener *o = ctx;
    struct tls_handshake_part piece = *h;
    o->told++;
    piece.gap |= o->gaps;
    if (o->random) piece.random = o->random;
    for (size_t at = 0; at < h->content.len; at += 50) { /* messages in pieces */
        piece.content = bytes_slice(h->content, at, 50);
        tls_facts_opened(facts, &piece);
        piece.gap = false;
    }
}

/* Played with its key log, by a tracker that opens it. */
static const struct tls_session_facts *play_opened(const char *name, struct opener *o)
{
    struct tls_limits limits = {0};
    size_t sent[2] = {0};
    play(name, 1400);
    struct tls_secret_store *secrets = played_secrets(&session);
    o->tls = tls_tracker_new(&limits, secrets, on_clear, o);
    ENSURE(o->tls);
    tls_tracker_observe(o->tls, on_handshake);
    for (size_t i = 0; i < session.chunks; i++) {
        int end = session.chunk[i].end;
        struct bytes b = bytes_of(session.bytes + session.chunk[i].at, session.chunk[i].len);
        struct tcp_segment g = played_segment(end, sent[end], b);
        (void)!tls_tracker_segment(o->tls, &g);
        sent[end] += b.len;
    }
    tls_tracker_flush(o->tls);
    tls_tracker_free(o->tls);
    tls_secret_store_free(secrets);
    return only();
}

/* Where secrets open the handshake of TLS 1.3, both ends' certificates are told as those of TLS 1.2 are. */
TEST(certificates_of_tls_1_3)
{
    struct opener o = {0};
    const struct tls_session_facts *f = play_opened("tls13-x1", &o);
    REQUIRE(f->certified[TLS_SERVER] && f->certified[TLS_CLIENT]);
    CHECK_TEXT(f->certificate[TLS_SERVER].subject, "upf-1");
    CHECK_TEXT(f->certificate[TLS_SERVER].issuer, "upf-1");
    REQUIRE(f->certificate[TLS_SERVER].count == 2);
    CHECK_TEXT(f->certificate[TLS_SERVER].others[0], "upf-1.example");
    CHECK_TEXT(f->certificate[TLS_CLIENT].subject, "admf-1");
    tls_facts_free(facts);
    o = (struct opener){0};
    CHECK(!play_opened("tls13-resumed", &o)->certified[TLS_SERVER]); /* by a ticket: no certificate is shown again */
    CHECK(o.told > 0);
    tls_facts_free(facts);
}

/* A message that may have lost a part, and another session between the same ports. */
TEST(no_certificate_is_pieced_together)
{
    uint8_t random[TLS_RANDOM_LEN] = {1};
    struct opener gaps = {.gaps = true}, other = {.random = random};
    CHECK(!play_opened("tls13-x1", &gaps)->certified[TLS_SERVER]);
    tls_facts_free(facts);
    CHECK(!play_opened("tls13-x1", &other)->certified[TLS_SERVER]);
    tls_facts_free(facts);
}

TEST(the_hello_behind_a_retry_is_the_same_session)
{
    play("tls13-retry", 1400);
    CHECK_INT(only()->version, TLS_1_3);
    tls_facts_free(facts);
}

/* The example of the published description of JA4. */
TEST(a_published_fingerprint)
{
    static const uint16_t suites[] = {0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9,
                                      0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
    static const uint16_t extensions[] = {0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d,
                                          0x0005, 0x0023, 0x0012, 0x002b, 0xff01, 0x000b, 0x000a, 0x0015};
    static const uint16_t signatures[] = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601};
    struct tls_offer o = {.version = TLS_1_3, .server_name = true, .protocol = bytes_of_text("h2")};
    char text[JA4_TEXT];
    memcpy(o.ciphers.value, suites, sizeof suites);
    o.ciphers.count = ARRAY_LEN(suites);
    memcpy(o.extensions.value, extensions, sizeof extensions);
    o.extensions.count = ARRAY_LEN(extensions);
    memcpy(o.signatures.value, signatures, sizeof signatures);
    o.signatures.count = ARRAY_LEN(signatures);
    tls_ja4(&o, text);
    CHECK_TEXT(text, "t13d1516h2_8daaf6152771_e5627efa2ab1");
    o = (struct tls_offer){.version = TLS_1_0,
                           .protocol = bytes_of("\xab"
                                                "c\xcd",
                                                3)};
    tls_ja4(&o, text);
    CHECK_TEXT(text, "t10i0000ad_000000000000_000000000000");
}

/* Whatever is cut or damaged, nothing is read beyond it, and there is still one session at most. */
TEST(cut_and_damaged_at_every_byte)
{
    played_read("tls12-x1", &session);
    for (int end = 0; end < 2; end++)
        for (size_t at = 0; at < session.chunk[end].len; at++) {
            uint8_t *p = session.bytes + session.chunk[end].at;
            facts = tls_facts_new(7);
            REQUIRE(facts);
            p[at] ^= (uint8_t)(1u << at % 8);
            struct tcp_segment g = played_segment(session.chunk[end].end, 0, bytes_of(p, session.chunk[end].len));
            tls_facts_segment(facts, &g, 1, 1);
            p[at] ^= (uint8_t)(1u << at % 8);
            CHECK(tls_facts_count(facts) <= 1);
            g.payload.len = g.wire_len = (uint32_t)at;
            g.flow.sport++;
            tls_facts_segment(facts, &g, 1, 1);
            CHECK(tls_facts_count(facts) <= 2);
            tls_facts_free(facts);
        }
}
