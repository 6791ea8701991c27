/* Rules that need more than was to be seen: coverage names each of them, where, and why, once. */
#include "audit/cut_streams.h"
#include "seeds.h"
#include "tls_sessions.h"
#include "world.h"

static struct world w;
static struct played session;

static const struct verdict_undecided *undecided(const char *where)
{
    for (size_t i = 0; i < w.verdict.undecided_count; i++)
        if (strstr(w.verdict.undecided[i].where, where)) return &w.verdict.undecided[i];
    return NULL;
}

static bool names(const struct verdict_undecided *u, const char *rule)
{
    for (size_t i = 0; u && i < u->rule_count; i++)
        if (strcmp(u->rules[i], rule) == 0) return true;
    return false;
}

/* One note says all of it. */
static bool noted(const struct verdict_undecided *u)
{
    unsigned notes = 0;
    for (size_t i = 0; u && i < w.verdict.note_count; i++)
        notes += strstr(w.verdict.notes[i], u->where) && strstr(w.verdict.notes[i], u->why) &&
                 strstr(w.verdict.notes[i], u->rules[0]) && strstr(w.verdict.notes[i], u->rules[u->rule_count - 1]);
    return notes == 1;
}

static void play(const char *name, const char *client, uint16_t sport, const char *server, uint16_t dport)
{
    struct stream ends[2] = {{client, server, sport, dport, 9, 10, OAM, 1, 1}, {server, client, dport, sport, 10, 9, OAM, 1, 1}};
    played_read(name, &session);
    for (size_t i = 0; i < session.chunks; i++)
        post_tcp(&w, &ends[session.chunk[i].end], PUSH, bytes_of(session.bytes + session.chunk[i].at, session.chunk[i].len),
                 false);
}

TEST(product_in_tls_without_its_key_log)
{
    open_world(&w);
    play("tls13-aes-256-gcm-sha384", "10.0.9.1", 50000, "10.0.5.1", 42001);
    play("tls12-chacha20-poly1305", "10.0.9.1", 50001, "10.0.5.1", 42001);
    judge(&w);
    REQUIRE(w.verdict.undecided_count == 1);
    const struct verdict_undecided *u = &w.verdict.undecided[0];
    CHECK_TEXT(u->where, "2 TLS sessions from upf-1 to mdf-1, tcp/42001");
    CHECK(strstr(u->why, "--keylog") && noted(u));
    CHECK(names(u, "intercept-without-warrant") && names(u, "intercept-wrong-target") && names(u, "content-beyond-scope"));
    CHECK(names(u, "intercept-outside-validity") && names(u, "delivery-gap") && names(u, "over-delivery"));
    CHECK(!names(u, "provisioning-mismatch") && !names(u, "maintenance-reach"));
    close_world(&w);
}

TEST(with_its_key_log_nothing_is_left_open)
{
    open_world(&w);
    played_read("tls13-aes-256-gcm-sha384", &session);
    for (size_t i = 0; i < session.secrets; i++)
        engine_secret(w.engine, bytes_of_text(session.secret[i].label), session.secret[i].random,
                      bytes_of(session.secret[i].secret, session.secret[i].len));
    play("tls13-aes-256-gcm-sha384", "10.0.9.1", 50000, "10.0.5.1", 42001);
    play("tls12-chacha20-poly1305", "10.0.9.1", 50001, "10.0.5.1", 42001);
    judge(&w);
    REQUIRE(w.verdict.undecided_count == 1);
    CHECK_TEXT(w.verdict.undecided[0].where, "1 TLS session from upf-1 to mdf-1, tcp/42001");
    CHECK(strstr(w.verdict.undecided[0].why, "no secrets of them") != NULL);
    close_world(&w);
}

TEST(control_in_tls_without_its_key_log)
{
    open_world(&w);
    play("tls13-x1", "10.0.9.60", 50000, "10.0.9.1", 8080);
    judge(&w);
    REQUIRE(w.verdict.undecided_count == 1);
    const struct verdict_undecided *u = &w.verdict.undecided[0];
    CHECK_TEXT(u->where, "1 TLS session from admf-1 to upf-1, tcp/8080");
    CHECK(names(u, "provisioning-mismatch") && names(u, "unknown-provisioner") && names(u, "delivery-after-withdrawal"));
    CHECK(!names(u, "content-beyond-scope") && noted(u));
    close_world(&w);
}

/* Its start is not in the capture. */
TEST(what_is_declared_and_shows_nothing)
{
    uint8_t records[400];
    struct stream x = x_stream, back = {"10.0.9.1", "10.0.9.60", 8080, 50001, 9, 10, OAM, 1, 1};
    open_world(&w);
    for (unsigned i = 0; i < 20; i++) {
        noise(records, sizeof records, 500 + i);
        records[0] = 0x17;
        post_tcp(&w, &x, PUSH, bytes_of(records, sizeof records), false);
        post_tcp(&w, &back, PUSH, bytes_of(records, sizeof records), false);
    }
    judge(&w);
    CHECK_INT(w.verdict.undecided_count, 2);
    const struct verdict_undecided *u = undecided("from upf-1 to mdf-1, tcp/42001");
    CHECK(names(u, "intercept-without-warrant") && names(u, "delivery-gap") && noted(u));
    u = undecided("from admf-1 to upf-1, tcp/8080");
    CHECK(names(u, "provisioning-mismatch") && !names(u, "delivery-gap") && noted(u));
    close_world(&w);
}

static void ask_snmp(const char *seed_name, unsigned times)
{
    struct bytes b = seed("proto_snmp", seed_name);
    for (unsigned i = 0; i < times; i++) post_udp(&w, OAM, 10, 9, "203.0.113.5", "10.0.9.1", (uint16_t)(40000 + i), 161, b);
    seed_free(b);
}

TEST(snmp_version_3_with_privacy)
{
    open_world(&w);
    ask_snmp("v3-mediation", 3); /* in clear */
    judge(&w);
    CHECK_INT(w.verdict.undecided_count, 0);
    CHECK_INT(fired(&w, "unknown-provisioner"), 1);
    close_world(&w);
    open_world(&w);
    ask_snmp("v3-encrypted", 5);
    judge(&w);
    REQUIRE(w.verdict.undecided_count == 1);
    const struct verdict_undecided *u = &w.verdict.undecided[0];
    CHECK_TEXT(u->where, "SNMPv3 from 203.0.113.5 to upf-1, udp/161");
    CHECK(names(u, "unknown-provisioner") && names(u, "undeclared-destination") && noted(u));
    close_world(&w);
}

static void log_in(uint16_t sport, const char *greeting)
{
    struct stream to = {"10.0.9.2", "10.0.9.1", sport, 22, 10, 9, OAM, 1, 1};
    struct stream back = {"10.0.9.1", "10.0.9.2", 22, sport, 9, 10, OAM, 1, 1};
    post_tcp(&w, &to, SYN, (struct bytes){0}, false);
    to.seq++;
    post_tcp(&w, &back, PUSH, bytes_of_text(greeting), false);
    post_tcp(&w, &to, PUSH, bytes_of_text(greeting), false);
}

TEST(orders_inside_a_secure_shell)
{
    open_world(&w);
    log_in(50100, "SSH-2.0-x\r\n");
    log_in(50101, "SSH-2.0-x\r\n");
    judge(&w);
    REQUIRE(w.verdict.undecided_count == 1);
    CHECK_TEXT(w.verdict.undecided[0].where, "SSH from 10.0.9.2 to upf-1, tcp/22");
    CHECK(names(&w.verdict.undecided[0], "unknown-provisioner") && noted(&w.verdict.undecided[0]));
    close_world(&w);
}

TEST(encryption_containers_without_a_key)
{
    size_t len = 0;
    uint8_t *pdu = check_file("tests/golden/pspdu/encrypted.ber", &len);
    struct stream hi = hi_stream;
    REQUIRE(pdu && len > 0);
    open_world(&w);
    for (unsigned i = 0; i < 4; i++) post_tcp(&w, &hi, PUSH, bytes_of(pdu, len), false);
    judge(&w);
    REQUIRE(w.verdict.undecided_count == 1);
    const struct verdict_undecided *u = &w.verdict.undecided[0];
    CHECK(strstr(u->where, "4 PDUs of LIID ") && strstr(u->why, "--keys") && noted(u));
    CHECK(names(u, "intercept-wrong-target") && names(u, "content-beyond-scope") && names(u, "under-delivery"));
    CHECK(!names(u, "intercept-without-warrant") && !names(u, "delivery-gap")); /* their headers tell enough */
    close_world(&w);
    free(pdu);
}

TEST(interceptions_cut_short_by_the_capture)
{
    uint8_t room[512];
    struct stream x = x_stream;
    open_world(&w);
    send_x(&w, &x, X3, 1, 0);
    for (uint32_t i = 1; i < 6; i++) {
        struct packet p;
        struct ip_addr from = address(x.src), to = address(x.dst);
        struct bytes pdu = x_pdu(room, sizeof room, X3, 1, i, 120), whole;
        packet_start(&p, pdu);
        packet_tcp(&p, x.sport, x.dport, x.seq, x.ack, PUSH);
        packet_ip(&p, &from, &to, 6);
        packet_link(&p, x.src_mac, x.dst_mac);
        whole = packet_bytes(&p);
        post_bytes(&w, x.interface, bytes_slice(whole, 0, whole.len - 40), (uint32_t)whole.len);
        x.seq += (uint32_t)pdu.len;
    }
    judge(&w);
    REQUIRE(w.verdict.undecided_count == 1);
    const struct verdict_undecided *u = &w.verdict.undecided[0];
    CHECK_TEXT(u->where, "5 packets of the conversation from upf-1 to mdf-1, tcp/42001");
    CHECK(names(u, "delivery-gap") && names(u, "under-delivery") && noted(u));
    CHECK_INT(fired(&w, "delivery-gap"), 0);
    close_world(&w);
}

TEST(the_list_of_cut_conversations_ends)
{
    static struct cut_streams c;
    struct five_tuple t = {.src = address("10.0.9.1"), .dst = address("10.0.5.1"), .sport = 50000, .protocol = 6};
    for (unsigned i = 0; i < CUT_STREAMS_MAX + 3; i++) {
        t.dport = (uint16_t)(1000 + i);
        cut_streams_add(&c, NULL, &t);
    }
    struct five_tuple back = five_tuple_reverse(&t);
    t.dport = back.sport = 1000;
    cut_streams_add(&c, NULL, &back);
    t.sport++;
    cut_streams_add(&c, NULL, &t);
    CHECK_INT(c.count, CUT_STREAMS_MAX);
    CHECK_INT(c.refused, 3);
    CHECK_INT(c.list[0].packets, 3);
}

/* All is clear and whole: nothing is left open. */
TEST(nothing_to_say)
{
    struct stream x = x_stream;
    open_world(&w);
    for (uint32_t i = 0; i < 4; i++) send_x(&w, &x, X2, 1, i);
    judge(&w);
    CHECK_INT(w.verdict.undecided_count, 0);
    close_world(&w);
}
