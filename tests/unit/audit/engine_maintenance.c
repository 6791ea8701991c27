/* Management sessions: the rule fires on strangers and on what follows, and stays silent on every innocent twin. */
#include "seeds.h"
#include "world.h"

static struct world w;

enum { MAINTAINED_S = 10 };

/* Subscribers' traffic, a packet every half second, so that the element is watched meanwhile. */
static void watch(unsigned seconds)
{
    struct packet p;
    for (unsigned i = 0; i < 2 * seconds; i++) {
        forward(&w, w.number, &p);
        w.now_ns += CLOCK_SECOND / 2;
    }
}

struct session {
    const char *client;
    uint16_t sport, dport;
    const char *greeting;
    bool started, answered;
};

static void run(const struct session *s)
{
    struct stream to = {s->client, "10.0.9.1", s->sport, s->dport, 10, 9, OAM, 1, 1};
    struct stream back = {"10.0.9.1", s->client, s->dport, s->sport, 9, 10, OAM, 1, 1};
    if (s->started) {
        post_tcp(&w, &to, SYN, (struct bytes){0}, false);
        if (s->answered) post_tcp(&w, &back, SYN | ACK, (struct bytes){0}, false);
        to.seq++;
        back.seq++;
        if (s->answered) post_tcp(&w, &back, PUSH, bytes_of_text(s->greeting), false);
        post_tcp(&w, &to, PUSH, bytes_of_text(s->greeting), false);
    }
    for (int i = 0; i < 4; i++) {
        post_tcp(&w, &to, PUSH, bytes_of_text("\1\2\3 enciphered \4\5\6"), false);
        if (s->answered) post_tcp(&w, &back, PUSH, bytes_of_text("\7\1\2 what came of it \3"), false);
    }
}

static const struct session stranger = {"203.0.113.5", 50100, 22, "SSH-2.0-x\r\n", true, true};
static const struct session maintainer = {"10.0.9.2", 50101, 22, "SSH-2.0-x\r\n", true, true};

static void send_out(const char *to, uint16_t port, unsigned packets)
{
    for (unsigned i = 0; i < packets; i++) {
        uint8_t text[200];
        noise(text, sizeof text, 9000 + w.number);
        post_udp(&w, OAM, 9, 10, "10.0.9.1", to, 40000, port, bytes_of(text, sizeof text));
    }
}

TEST(a_stranger_logs_in)
{
    struct session again = stranger;
    again.sport++;
    open_world(&w);
    watch(1);
    run(&stranger);
    run(&again);
    judge(&w);
    CHECK_INT(fired(&w, "maintenance-reach"), 1);
    const struct verdict_finding *f = finding(&w, "maintenance-reach");
    REQUIRE(f != NULL);
    CHECK_TEXT(f->conversation.src, "203.0.113.5");
    CHECK_TEXT(f->element, "upf-1");
    CHECK(strstr(f->summary, "2 sessions") && strstr(f->summary, "SSH") && f->confidence > 0.9);
    CHECK(f->evidence_count > 0 && f->evidence[0].headers_only);
    REQUIRE(w.verdict.management_count == 2);
    CHECK(!w.verdict.management[0].declared && w.verdict.management[0].opened && w.verdict.management[0].by_content);
    close_world(&w);
}

/* A knock that nobody opens, and what is seen only from its middle, of one side. */
TEST(without_an_answer_there_is_no_session)
{
    struct session s = stranger;
    s.answered = false;
    open_world(&w);
    run(&s);
    s.started = false;
    run(&s);
    judge(&w);
    CHECK_INT(fired(&w, "maintenance-reach"), 0);
    close_world(&w);
}

TEST(a_session_seen_from_its_middle_is_told_by_its_port)
{
    struct session s = stranger;
    s.started = false;
    open_world(&w);
    run(&s);
    judge(&w);
    CHECK_INT(fired(&w, "maintenance-reach"), 1);
    REQUIRE(finding(&w, "maintenance-reach") != NULL);
    CHECK(finding(&w, "maintenance-reach")->confidence < 0.9);
    close_world(&w);
}

TEST(who_may_and_who_is_judged_by_other_rules)
{
    static const struct session others[] = {{"10.0.5.1", 50102, 22, "SSH-2.0-x\r\n", true, true},  /* another maker's element */
                                            {"10.0.9.60", 50103, 22, "SSH-2.0-x\r\n", true, true}, /* the ADMF */
                                            {"203.0.113.6", 50104, 443, "no session", true, true}};
    open_world(&w);
    watch(1);
    run(&maintainer);
    for (size_t i = 0; i < ARRAY_LEN(others); i++) run(&others[i]);
    judge(&w);
    CHECK_INT(fired(&w, "maintenance-reach"), 0);
    close_world(&w);
    open_sized(&w, false, true, 32 << 20); /* only surveyed */
    run(&stranger);
    judge(&w);
    CHECK_INT(fired(&w, "maintenance-reach"), 0);
    close_world(&w);
}

/* The protocol that is declared is SSH. */
TEST(another_protocol_than_declared)
{
    struct session s = {"10.0.9.2", 50105, 23, "\xff\xfd\x18\xff\xfd\x20", true, true};
    open_world(&w);
    run(&s);
    judge(&w);
    CHECK_INT(fired(&w, "maintenance-reach"), 1);
    CHECK(strstr(finding(&w, "maintenance-reach")->summary, "Telnet") != NULL);
    close_world(&w);
}

/* `before`, then a declared session, then `after` until 20 packets go to that place. */
static unsigned followed(unsigned before, unsigned after, const char *place, uint16_t port, bool already)
{
    open_world(&w);
    watch(before / 2);
    if (already) send_out(place, port, 20);
    watch(before - before / 2);
    run(&maintainer);
    watch(after);
    send_out(place, port, 20);
    watch(1);
    judge(&w);
    unsigned n = fired(&w, "maintenance-reach");
    const struct verdict_finding *f = finding(&w, "maintenance-reach");
    CHECK(!f || (strcmp(f->conversation.src, "10.0.9.2") == 0 && f->confidence < 1 && f->limit_max_delay_s == 60));
    close_world(&w);
    return n;
}

TEST(new_egress_after_a_declared_session)
{
    CHECK_INT(followed(MAINTAINED_S, 2, "203.0.113.77", 4000, false), 1);
    CHECK_INT(followed(MAINTAINED_S, 2, "203.0.113.77", 4000, true), 0);   /* it had been there before */
    CHECK_INT(followed(MAINTAINED_S, 2, "10.0.9.40", 4789, false), 0);     /* declared */
    CHECK_INT(followed(2, 1, "203.0.113.77", 4000, false), 0);             /* watched too short before */
    CHECK_INT(followed(MAINTAINED_S, 20, "203.0.113.77", 4000, false), 0); /* it took longer than it had been watched without */
    CHECK_INT(followed(80, 70, "203.0.113.77", 4000, false), 0);           /* too late */
    CHECK_INT(followed(80, 50, "203.0.113.77", 4000, false), 1);
}

TEST(snmp_version_3_by_peer_user_and_time)
{
    struct bytes b = seed("proto_snmp", "v3-encrypted");
    open_world(&w);
    for (int i = 0; i < 3; i++) {
        post_udp(&w, OAM, 10, 9, "203.0.113.5", "10.0.9.1", (uint16_t)(40000 + i), 161, b);
        post_udp(&w, OAM, 9, 10, "10.0.9.1", "203.0.113.5", 161, (uint16_t)(40000 + i), b);
    }
    judge(&w);
    CHECK_INT(fired(&w, "maintenance-reach"), 1);
    CHECK_INT(fired(&w, "unknown-provisioner"), 0);
    REQUIRE(w.verdict.management_count == 1);
    CHECK_TEXT(w.verdict.management[0].user, "li-admin");
    CHECK(w.verdict.management[0].enciphered && w.verdict.management[0].packets == 6);
    CHECK(strstr(finding(&w, "maintenance-reach")->detail, "li-admin") != NULL);
    close_world(&w);
    seed_free(b);
}

/* An order is told as an order. */
TEST(orders_are_no_second_finding)
{
    struct bytes b = seed("proto_snmp", "v2c-mediation");
    open_world(&w);
    post_udp(&w, OAM, 10, 9, "203.0.113.5", "10.0.9.1", 40000, 161, b);
    post_udp(&w, OAM, 9, 10, "10.0.9.1", "203.0.113.5", 161, 40000, b);
    judge(&w);
    CHECK_INT(fired(&w, "unknown-provisioner"), 1);
    CHECK_INT(fired(&w, "maintenance-reach"), 0);
    close_world(&w);
    seed_free(b);
}

TEST(capture_files_and_the_end_of_the_table)
{
    static const char file[] = "\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0\1\0\0\0";
    struct stream out = {"10.0.9.1", "203.0.113.9", 40000, 5000, 9, 10, OAM, 1, 1};
    open_world(&w);
    post_tcp(&w, &out, PUSH, bytes_of(file, sizeof file - 1), false);
    for (unsigned i = 0; i < MAINTENANCE_SESSIONS + 5; i++) {
        struct stream to = {"10.0.9.2", "10.0.9.1", (uint16_t)(20000 + i), 22, 10, 9, OAM, 1, 1};
        post_tcp(&w, &to, PUSH, bytes_of_text("SSH-2.0-x\r\n"), false);
    }
    CHECK_INT(w.engine->maintenance.refused, 6);
    judge(&w);
    REQUIRE(w.verdict.management_count == MAINTENANCE_SESSIONS);
    CHECK(w.verdict.management[0].capture_file);
    CHECK_TEXT(w.verdict.management[0].protocol, "unknown");
    close_world(&w);
}
