/* Rules of the balance, and what an engine owes whatever it is given. */
#include "allocations.h"
#include "world.h"

static struct world w;

enum { PACKETS = 40 };

static void tunnelled(struct packet *p, const char *to, bool vxlan)
{
    struct ip_addr upf = address("10.0.9.1"), collector = address(to);
    if (vxlan) {
        packet_link(p, 90, 91);
        packet_vxlan(p, 42);
        packet_udp(p, 50000, 4789);
    } else {
        packet_gre(p, 0x0800);
    }
    packet_ip(p, &upf, &collector, vxlan ? 17 : 47);
    packet_link(p, 9, 10);
    post(&w, OAM, p);
}

static void copy_all(const char *to, bool vxlan)
{
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct packet p;
        forward(&w, i, &p);
        tunnelled(&p, to, vxlan);
    }
}

TEST(plain_forwarding_balances)
{
    struct packet p;
    open_world(&w);
    for (uint32_t i = 0; i < PACKETS; i++) forward(&w, i, &p);
    judge(&w);
    CHECK_INT(w.verdict.finding_count, 0);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_FORWARDED), PACKETS);
    REQUIRE(element_named(&w, "upf-1") != NULL);
    CHECK_INT(element_named(&w, "upf-1")->in.packets, PACKETS);
    CHECK(element_named(&w, "lemf-1") == NULL); /* not tapped */
    CHECK_INT(engine_judged(w.engine), 2 * PACKETS);
    close_world(&w);
}

TEST(covert_copy)
{
    open_world(&w);
    copy_all("10.0.9.66", true);
    judge(&w);
    CHECK_INT(fired(&w, "covert-copy"), 1);
    CHECK_INT(w.verdict.finding_count, 1); /* one finding for a conversation: the gravest */
    const struct verdict_finding *f = finding(&w, "covert-copy");
    REQUIRE(f != NULL);
    CHECK_INT(f->severity, SEVERITY_CRITICAL);
    CHECK_TEXT(f->element, "upf-1");
    CHECK_TEXT(f->supplier, "Acme");
    CHECK_TEXT(f->conversation.dst, "10.0.9.66");
    CHECK_INT(f->conversation.dport, 4789);
    REQUIRE(f->conversation.encapsulation_count == 1);
    CHECK_TEXT(f->conversation.encapsulation[0], "vxlan");
    CHECK_INT(f->packets, PACKETS);
    REQUIRE(f->copied_count == 1);
    CHECK_TEXT(f->copied[0].src, "10.46.0.7");
    CHECK(f->detected_packets >= COPY_MIN_PACKETS && f->detected_packets <= 2 * COPY_MIN_PACKETS);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_COPIED), PACKETS);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_FORWARDED), PACKETS);
    CHECK(strstr(f->summary, "10.46.0.7") && strstr(f->summary, "10.0.9.66:4789"));
    /* its line in the books names it */
    const struct verdict_element *e = element_named(&w, "upf-1");
    REQUIRE(e != NULL);
    unsigned named = 0;
    for (size_t i = 0; i < e->line_count; i++)
        if (e->lines[i].account == ACCOUNT_COPIED && e->lines[i].finding) {
            CHECK_TEXT(e->lines[i].finding, f->id);
            named++;
        }
    CHECK_INT(named, 1);
    close_world(&w);
}

TEST(covert_copy_without_an_inventory)
{
    open_sized(&w, false, false, 32 << 20);
    copy_all("10.0.9.66", false);
    judge(&w);
    CHECK_INT(fired(&w, "covert-copy"), 1);
    close_world(&w);
}

TEST(an_approved_probe)
{
    open_world(&w);
    copy_all("10.0.9.40", true);
    judge(&w);
    CHECK_INT(w.verdict.finding_count, 0);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_DECLARED), PACKETS);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_COPIED), 0);
    close_world(&w);
}

static void unknown_content(uint32_t seed, struct packet *p)
{
    uint8_t payload[200];
    struct ip_addr src = address("10.46.9.9"), dst = address("192.0.2.77");
    noise(payload, sizeof payload, 50000 + seed);
    packet_start(p, bytes_of(payload, sizeof payload));
    packet_udp(p, 1234, 5678);
    packet_ip(p, &src, &dst, 17);
}

TEST(mirror_session)
{
    open_world(&w);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct packet p;
        unknown_content(i, &p);
        tunnelled(&p, "10.0.9.66", false);
    }
    judge(&w);
    CHECK_INT(fired(&w, "mirror-session"), 1);
    CHECK_INT(w.verdict.finding_count, 1);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_UNEXPLAINED), PACKETS);
    close_world(&w);
    open_world(&w); /* the approved list */
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct packet p;
        unknown_content(i, &p);
        tunnelled(&p, "10.0.9.40", true);
    }
    judge(&w);
    CHECK_INT(w.verdict.finding_count, 0);
    close_world(&w);
}

static void call_home(const char *to, uint16_t port)
{
    uint8_t payload[100];
    for (uint32_t i = 0; i < PACKETS; i++) {
        noise(payload, sizeof payload, 900 + i);
        post_udp(&w, OAM, 9, 10, "10.0.9.1", to, 5000, port, bytes_of(payload, sizeof payload));
    }
}

TEST(undeclared_conversation)
{
    open_world(&w);
    call_home("203.0.113.77", 6000);
    judge(&w);
    CHECK_INT(fired(&w, "undeclared-conversation"), 1);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_UNEXPLAINED), PACKETS);
    REQUIRE(finding(&w, "undeclared-conversation") != NULL);
    CHECK_INT(finding(&w, "undeclared-conversation")->packets, PACKETS);
    CHECK_TEXT(finding(&w, "undeclared-conversation")->conversation.dst, "203.0.113.77");
    close_world(&w);
    open_sized(&w, false, true, 32 << 20); /* a rule that needs an inventory */
    call_home("203.0.113.77", 6000);
    judge(&w);
    CHECK_INT(fired(&w, "undeclared-conversation"), 0);
    close_world(&w);
    open_world(&w);
    struct stream ssh = {"10.0.9.1", "10.0.9.5", 22, 50000, 9, 10, OAM, 1, 1}; /* declared, in its answering direction */
    for (uint32_t i = 0; i < PACKETS; i++) post_tcp(&w, &ssh, PUSH, bytes_of("some answer of the element's own", 32), false);
    judge(&w);
    CHECK_INT(w.verdict.finding_count, 0);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_DECLARED), PACKETS);
    close_world(&w);
}

/* Refusing is no conversation: somebody scans the element, and it answers with resets. */
TEST(resets_only)
{
    open_world(&w);
    for (uint16_t i = 0; i < PACKETS; i++) {
        struct stream scan = {"203.0.113.9", "10.0.9.1", 40000, (uint16_t)(i + 1), 10, 9, OAM, 1, 0};
        struct stream reset = {"10.0.9.1", "203.0.113.9", (uint16_t)(i + 1), 40000, 9, 10, OAM, 0, 2};
        post_tcp(&w, &scan, SYN, bytes_of(NULL, 0), false);
        post_tcp(&w, &reset, RST, bytes_of(NULL, 0), false);
    }
    judge(&w);
    CHECK_INT(w.verdict.finding_count, 0);
    close_world(&w);
    open_world(&w); /* one that answers */
    struct stream scan = {"203.0.113.9", "10.0.9.1", 40000, 23, 10, 9, OAM, 1, 0};
    struct stream answer = {"10.0.9.1", "203.0.113.9", 23, 40000, 9, 10, OAM, 0, 2};
    post_tcp(&w, &scan, SYN, bytes_of(NULL, 0), false);
    post_tcp(&w, &answer, SYN | ACK, bytes_of(NULL, 0), false);
    post_tcp(&w, &answer, PUSH, bytes_of("login: ", 7), false);
    judge(&w);
    CHECK_INT(fired(&w, "undeclared-conversation"), 1);
    close_world(&w);
}

TEST(worst_first)
{
    struct stream hi = hi_stream, x = x_stream;
    open_world(&w);
    call_home("203.0.113.77", 6000);
    copy_all("10.0.9.66", true);
    for (uint8_t i = 0; i < 9; i++) send_hi(&w, &hi, true, "LI-2", i);
    for (uint32_t i = 0; i < 9; i++) send_x(&w, &x, X3, 9, i);
    judge(&w); /* checks order and numbers */
    CHECK(w.verdict.finding_count >= 5);
    CHECK_INT(w.verdict.findings[0].severity, SEVERITY_CRITICAL);
    CHECK_TEXT(w.verdict.findings[0].rule, "covert-copy"); /* of two critical ones the larger */
    CHECK_INT(w.verdict.findings[w.verdict.finding_count - 1].severity, SEVERITY_LOW);
    close_world(&w);
}

/* A copy of a datagram so large that it left in fragments; and fragments that never become whole. */
static void fragments(struct packet *whole, unsigned interface, bool all)
{
    struct bytes b = packet_bytes(whole);
    size_t half = (b.len - 14 - 20) / 16 * 8;
    for (unsigned i = 0; i < (all ? 2 : 1); i++) {
        uint8_t frame[2048];
        size_t from = i ? half : 0, len = i ? b.len - 34 - half : half;
        memcpy(frame, b.data, 34);
        memcpy(frame + 34, b.data + 34 + from, len);
        uint8_t *ip = frame + 14;
        store_be16(ip + 2, (uint16_t)(len + 20));
        store_be16(ip + 4, (uint16_t)(w.number / 2 + (all ? 0 : 30000)));
        store_be16(ip + 6, (uint16_t)(i ? half / 8 : 0x2000));
        store_be16(ip + 10, 0);
        uint32_t sum = 0;
        for (size_t k = 0; k < 20; k += 2) sum += load_be16(ip + k);
        while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
        store_be16(ip + 10, (uint16_t)~sum);
        post_bytes(&w, interface, bytes_of(frame, 34 + len), (uint32_t)(34 + len));
    }
}

TEST(a_copy_in_fragments)
{
    open_world(&w);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct packet p;
        struct ip_addr upf = address("10.0.9.1"), collector = address("10.0.9.66");
        forward(&w, i, &p);
        packet_gre(&p, 0x0800);
        packet_ip(&p, &upf, &collector, 47);
        packet_link(&p, 9, 10);
        w.number += w.number % 2; /* both fragments get one identification */
        fragments(&p, OAM, true);
    }
    w.number = (uint32_t)w.engine->frames;
    judge(&w);
    CHECK_INT(fired(&w, "covert-copy"), 1);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_COPIED), 2 * PACKETS);
    close_world(&w);
}

/* A smaller MTU on the way out: one packet in, two frames out. */
TEST(fragmented_on_its_route)
{
    open_world(&w);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct packet p;
        forward(&w, i, &p);
        uint8_t payload[300];
        struct ip_addr src = address("10.46.0.7"), dst = address("192.0.2.1"), gnb = address("10.0.3.2"),
                       upf = address("10.0.3.1");
        noise(payload, sizeof payload, 100000 + i);
        packet_start(&p, bytes_of(payload, sizeof payload));
        packet_udp(&p, 40000, 443);
        packet_ip(&p, &src, &dst, 17);
        struct packet inside = p;
        packet_gtpu(&inside, 100);
        packet_udp(&inside, 2152, 2152);
        packet_ip(&inside, &gnb, &upf, 17);
        packet_link(&inside, 2, 3);
        post(&w, N3, &inside);
        packet_link(&p, 6, 7);
        w.number += w.number % 2;
        fragments(&p, N6, true);
    }
    w.number = (uint32_t)w.engine->frames;
    judge(&w);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_FORWARDED), 3 * PACKETS);
    CHECK_INT(w.verdict.finding_count, 0);
    close_world(&w);
}

TEST(fragments_that_never_become_whole)
{
    open_world(&w);
    for (uint32_t i = 0; i < PACKETS; i++) {
        struct packet p;
        struct ip_addr upf = address("10.0.9.1"), collector = address("10.0.9.66");
        unknown_content(i, &p);
        packet_gre(&p, 0x0800);
        packet_ip(&p, &upf, &collector, 47);
        packet_link(&p, 9, 10);
        w.number += w.number % 2;
        fragments(&p, OAM, false);
        w.number++;
    }
    w.number = (uint32_t)w.engine->frames;
    judge(&w);
    CHECK_INT(account(&w, "upf-1", ACCOUNT_UNEXPLAINED), PACKETS);
    CHECK(w.verdict.note_count > 0);
    close_world(&w);
}

/* Whatever comes: each frame is counted once, and what left is in some account. */
static void check_all_counted(void)
{
    uint64_t packets = w.engine->elsewhere.packets, bytes = w.engine->elsewhere.bytes;
    for (unsigned i = 0; i < TAPS; i++) {
        const struct tap_tally *t = &w.engine->taps[i];
        packets += t->passed[DIRECTION_IN].packets + t->passed[DIRECTION_OUT].packets + t->passed[DIRECTION_UNKNOWN].packets;
        bytes += t->passed[DIRECTION_IN].bytes + t->passed[DIRECTION_OUT].bytes + t->passed[DIRECTION_UNKNOWN].bytes;
    }
    CHECK_INT(packets, w.number);
    CHECK_INT(bytes, w.bytes);
}

static uint32_t dice = 1;

static uint32_t roll(uint32_t sides)
{
    dice = dice * 1664525 + 1013904223;
    return (dice >> 8) % sides;
}

static void random_frame(void)
{
    static const char *const ends[] = {"10.0.3.1", "10.0.9.1", "10.0.5.1", "10.46.0.7", "192.0.2.1", "203.0.113.9", "10.0.3.2"};
    struct packet p;
    uint8_t room[300], payload[1400];
    struct ip_addr src = address(ends[roll(7)]), dst = address(ends[roll(7)]);
    noise(payload, sizeof payload, roll(50));
    struct bytes b = bytes_of(payload, roll(1400));
    if (roll(5) == 0) b = hi_pdu(room, sizeof room, roll(2), roll(2) ? "LI-1" : "NONE", (uint8_t)roll(100));
    if (roll(5) == 0) b = x_pdu(room, sizeof room, X3, 1 + roll(9), roll(100), 120);
    packet_start(&p, b);
    bool tcp = roll(2);
    if (tcp)
        packet_tcp(&p, (uint16_t)(1 + roll(5)), (uint16_t)(1 + roll(5)), roll(3000), 1, PUSH);
    else
        packet_udp(&p, (uint16_t)(1 + roll(5)), roll(2) ? 2152 : 4789);
    packet_ip(&p, &src, &dst, tcp ? 6 : 17);
    packet_link(&p, (uint8_t)(2 + roll(8)), (uint8_t)(2 + roll(8)));
    struct bytes frame = packet_bytes(&p);
    if (roll(10) == 0) p.room[p.at + roll((uint32_t)frame.len)] ^= (uint8_t)(1 << roll(8));
    if (roll(10) == 0) frame.len = roll((uint32_t)frame.len);
    w.step_ns = roll(10) ? roll(100) * 100000 : -(int64_t)roll(1000000);
    post_bytes(&w, roll(TAPS + 2), frame, (uint32_t)packet_bytes(&p).len);
}

TEST(every_byte_is_in_some_account)
{
    for (uint32_t seed = 1; seed <= 4; seed++) {
        open_sized(&w, seed % 2, seed % 3, ENGINE_MEMORY_MIN);
        dice = seed * 7919;
        for (unsigned i = 0; i < 3000; i++) random_frame();
        judge(&w);
        check_all_counted();
        close_world(&w);
    }
}

TEST(nothing_at_all)
{
    open_world(&w);
    engine_frames(w.engine, NULL, 0);
    judge(&w);
    CHECK_INT(w.verdict.finding_count, 0);
    CHECK_INT(w.verdict.first_ns, CLOCK_NONE);
    CHECK_INT(w.verdict.packets, 0);
    close_world(&w);
}

/* A capture may say any time. */
TEST(the_ends_of_time)
{
    static const int64_t times[] = {-INT64_MAX, INT64_MAX, 0, -1, INT64_MAX - 5, -INT64_MAX + 3};
    struct stream x = x_stream, hi = hi_stream;
    open_world(&w);
    for (uint32_t i = 0; i < 60; i++) {
        struct packet p;
        w.step_ns = 0;
        w.now_ns = times[i % 6];
        forward(&w, i, &p);
        tunnelled(&p, "10.0.9.66", true);
        send_x(&w, &x, X3, 1, i);
        send_hi(&w, &hi, true, "LI-3", (uint8_t)i);
    }
    judge(&w);
    CHECK_INT(fired(&w, "covert-copy"), 1);
    CHECK_INT(w.verdict.first_ns, -INT64_MAX);
    CHECK_INT(w.verdict.last_ns, INT64_MAX);
    close_world(&w);
}

TEST(too_little_memory_is_refused)
{
    struct fault f = {0};
    struct engine *e = NULL;
    open_world(&w);
    struct engine_options o = {.network = w.network, .inventory_given = true, .memory_bytes = ENGINE_MEMORY_MIN - 1};
    CHECK_INT(engine_new(&o, &e, &f), ERR_USAGE);
    CHECK(e == NULL && f.text[0]);
    engine_free(NULL);
    close_world(&w);
}

/* The three steps give the same result as engine_frames, whatever the size of a batch. */
TEST(batches_of_any_size)
{
    for (size_t size = 1; size <= ENGINE_BATCH_FRAMES; size += 21) {
        static struct packet packet[ENGINE_BATCH_FRAMES];
        struct frame frames[ENGINE_BATCH_FRAMES];
        struct engine_batch *b = engine_batch_new();
        size_t filled = 0;
        REQUIRE(b != NULL);
        open_world(&w);
        for (uint32_t i = 0; i < 300; i++) {
            struct ip_addr src = address("10.46.0.7"), dst = address("192.0.2.1");
            uint8_t payload[200];
            noise(payload, sizeof payload, i / 3);
            packet_start(&packet[filled], bytes_of(payload, sizeof payload));
            packet_udp(&packet[filled], 40000, 443);
            packet_ip(&packet[filled], &src, &dst, 17);
            packet_link(&packet[filled], i % 3 == 0 ? 2 : i % 3 == 1 ? 6 : 9, i % 3 == 0 ? 3 : 10);
            struct bytes bytes = packet_bytes(&packet[filled]);
            frames[filled++] =
                (struct frame){w.now_ns += 1000,  bytes.data, (uint32_t)bytes.len, (uint32_t)bytes.len, {0, ++w.number},
                               (uint16_t)(i % 3), 1,          FRAME_UNKNOWN};
            w.bytes += bytes.len;
            if (filled < size && i < 299) continue;
            engine_load(w.engine, b, frames, filled);
            engine_prepare(w.engine, b);
            engine_judge(w.engine, b, NULL);
            filled = 0;
        }
        engine_batch_free(b);
        judge(&w);
        check_all_counted();
        CHECK_INT(account(&w, "upf-1", ACCOUNT_FORWARDED), 100);
        CHECK_INT(account(&w, "upf-1", ACCOUNT_COPIED), 100);
        CHECK_INT(fired(&w, "covert-copy"), 1);
        close_world(&w);
    }
}

TEST(no_allocation_on_the_packet_path)
{
    struct packet p;
    open_world(&w);
    forward(&w, 0, &p);
    uint64_t before = allocations;
    CHECK(before > 0);
    copy_all("10.0.9.66", true);
    for (uint32_t i = 0; i < 5000; i++) forward(&w, 1000 + i, &p);
    call_home("203.0.113.77", 6000);
    CHECK_INT(allocations - before, 0);
    judge(&w);
    close_world(&w);
}
