/* The draft of a network from frames made here: what is concluded, what is not declared, and that it is always valid. */
#include "audit/survey.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "proto/null_link.h"
#include "register/network.h"

enum { GN, SGI, OAM, TAPS, ROOM = 512, SYN = 2, ACK = 16 };
enum { MAC_ELEMENT = 1, MAC_SGSN, MAC_ROUTER, MAC_COPY };

struct bench {
    struct survey *survey;
    uint32_t number;
    char *yaml;
    struct network *network;
};

/* --- frames, from the inside out ----------------------------------------------------------------------------------------- */

struct packet {
    uint8_t room[ROOM];
    uint8_t *at;
    size_t len;
};

static void put16(uint8_t *p, size_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static uint8_t *before(struct packet *p, size_t len)
{
    p->at -= len;
    p->len += len;
    memset(p->at, 0, len);
    return p->at;
}

static void payload(struct packet *p, const void *data, size_t len)
{
    p->at = p->room + sizeof p->room;
    p->len = 0;
    memcpy(before(p, len), data, len);
}

static void udp(struct packet *p, uint16_t sport, uint16_t dport)
{
    uint8_t *h = before(p, 8);
    put16(h, sport);
    put16(h + 2, dport);
    put16(h + 4, p->len);
}

static void tcp(struct packet *p, uint16_t sport, uint16_t dport, uint8_t flags)
{
    uint8_t *h = before(p, 20);
    put16(h, sport);
    put16(h + 2, dport);
    h[12] = 0x50;
    h[13] = flags;
}

static void address(uint8_t *to, const char *text)
{
    struct ip_addr a;
    memset(to, 0, 4);
    if (CHECK(ip_parse(text, &a))) memcpy(to, a.bytes, 4);
}

static void ip(struct packet *p, const char *src, const char *dst, uint8_t protocol, uint8_t ttl)
{
    uint8_t *h = before(p, 20);
    uint32_t sum = 0;
    h[0] = 0x45;
    put16(h + 2, p->len);
    h[8] = ttl;
    h[9] = protocol;
    address(h + 12, src);
    address(h + 16, dst);
    for (int i = 0; i < 20; i += 2) sum += (uint32_t)(h[i] << 8 | h[i + 1]);
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    put16(h + 10, (uint16_t)~sum);
}

static void gtpu(struct packet *p, const char *src, const char *dst)
{
    size_t len = p->len;
    uint8_t *h = before(p, 8);
    h[0] = 0x30;
    h[1] = 255;
    put16(h + 2, len);
    h[7] = 9;
    udp(p, 2152, 2152);
    ip(p, src, dst, 17, 64);
}

static void send_as(struct bench *b, unsigned tap, struct packet *p, uint8_t from, uint8_t to, uint16_t type)
{
    uint8_t *h = before(p, 14);
    h[0] = h[6] = 2;
    h[5] = to;
    h[11] = from;
    put16(h + 12, type);
    struct frame f = {.time_ns = b->number * INT64_C(1000000),
                      .data = p->at,
                      .cap_len = (uint32_t)p->len,
                      .wire_len = (uint32_t)p->len,
                      .ref = {0, ++b->number},
                      .interface = (uint16_t)tap,
                      .link_type = LINK_ETHERNET};
    survey_frames(b->survey, &f, 1);
}

static void send(struct bench *b, unsigned tap, struct packet *p, uint8_t from, uint8_t to)
{
    send_as(b, tap, p, from, to, 0x0800);
}

static void arp(struct bench *b, unsigned tap, const char *sender, uint8_t from, uint8_t to)
{
    struct packet p;
    payload(&p, "\0\1\x08\0\6\4\0\2", 8);
    uint8_t body[28] = {0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, from};
    address(body + 14, sender);
    payload(&p, body, sizeof body);
    send_as(b, tap, &p, from, to, 0x0806);
}

/* --- bench -------------------------------------------------------------------------------------------------------------- */

static bool bench_start(struct bench *b, const struct survey_limits *limits)
{
    static const char *const names[TAPS] = {"gn0", "sgi0", "oam0"};
    static const struct survey_limits none = {0};
    *b = (struct bench){.survey = survey_new(limits ? limits : &none)};
    for (uint16_t i = 0; b->survey && i < TAPS; i++) survey_interface(b->survey, i, names[i]);
    return b->survey != NULL;
}

/* Draft, and read the draft as the register does. */
static bool bench_finish(struct bench *b)
{
    struct fault f = {0};
    size_t len = 0;
    FILE *out = open_memstream(&b->yaml, &len);
    if (!CHECK(out != NULL)) return false;
    survey_text(b->survey, out);
    fclose(out);
    bool parsed = network_parse("draft", (const uint8_t *)b->yaml, len, &b->network, &f) == ERR_OK;
    if (!parsed) printf("%s\n%s", f.text, b->yaml);
    return CHECK(parsed);
}

static void bench_done(struct bench *b)
{
    network_free(b->network);
    survey_free(b->survey);
    free(b->yaml);
}

static const struct element *element_at(const struct bench *b, const char *text)
{
    struct ip_addr a;
    if (!ip_parse(text, &a)) return NULL;
    int i = network_element_of(b->network, &a);
    return i < 0 ? NULL : &b->network->elements[i];
}

static const struct declaration *declared(const struct bench *b, const char *src, uint16_t sport, const char *dst, uint16_t dport,
                                          uint8_t protocol)
{
    struct five_tuple t = {.sport = sport, .dport = dport, .protocol = protocol};
    return ip_parse(src, &t.src) && ip_parse(dst, &t.dst) ? network_declared(b->network, &t, NULL) : NULL;
}

/* --- a GGSN with two SGSNs ------------------------------------------------------------------------------------------------ */

/* A subscriber asks a server and gets an answer: through GTP-U at gn0, and at sgi0 as it is or from the address `nat`. */
static void exchange(struct bench *b, const char *sgsn, const char *subscriber, const char *server, uint16_t port,
                     const char *nat)
{
    struct packet p;
    const char *outside = nat ? nat : subscriber;
    payload(&p, "a question", 10);
    udp(&p, 50000, port);
    ip(&p, subscriber, server, 17, 64);
    gtpu(&p, sgsn, "10.23.0.1");
    send(b, GN, &p, MAC_SGSN, MAC_ELEMENT);
    payload(&p, "a question", 10);
    udp(&p, 50000, port);
    ip(&p, outside, server, 17, 63);
    send(b, SGI, &p, MAC_ELEMENT, MAC_ROUTER);
    payload(&p, "an answer", 9);
    udp(&p, port, 50000);
    ip(&p, server, outside, 17, 60);
    send(b, SGI, &p, MAC_ROUTER, MAC_ELEMENT);
    payload(&p, "an answer", 9);
    udp(&p, port, 50000);
    ip(&p, server, subscriber, 17, 59);
    gtpu(&p, "10.23.0.1", sgsn);
    send(b, GN, &p, MAC_ELEMENT, MAC_SGSN);
}

static void day_of_a_ggsn(struct bench *b, const char *nat)
{
    static const char *const subscribers[] = {"10.45.0.3", "10.45.0.9", "10.45.0.77"};
    for (unsigned i = 0; i < 12; i++)
        exchange(b, i % 3 ? "10.23.0.2" : "10.23.0.3", subscribers[i % 3], i % 2 ? "198.51.100.20" : "192.0.2.30", 8000, nat);
}

static void create_pdp_context(struct bench *b)
{
    static const uint8_t request[12] = {0x32, 16, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0};
    static const uint8_t response[12] = {0x32, 17, 0, 4, 0, 0, 0, 7, 0, 1, 0, 0};
    struct packet p;
    payload(&p, request, sizeof request);
    udp(&p, 2123, 2123);
    ip(&p, "10.23.0.2", "10.23.0.1", 17, 64);
    send(b, GN, &p, MAC_SGSN, MAC_ELEMENT);
    payload(&p, response, sizeof response);
    udp(&p, 2123, 2123);
    ip(&p, "10.23.0.1", "10.23.0.2", 17, 64);
    send(b, GN, &p, MAC_ELEMENT, MAC_SGSN);
}

TEST(a_ggsn_is_found_by_its_protocols)
{
    struct bench b;
    REQUIRE(bench_start(&b, NULL));
    arp(&b, SGI, "198.51.100.1", MAC_ELEMENT, MAC_ROUTER);
    arp(&b, SGI, "198.51.100.2", MAC_ROUTER, MAC_ELEMENT);
    create_pdp_context(&b);
    day_of_a_ggsn(&b, NULL);
    if (bench_finish(&b)) {
        const struct element *ggsn = element_at(&b, "10.23.0.1"), *router = element_at(&b, "198.51.100.2");
        CHECK_TEXT(ggsn ? ggsn->role : "", "GGSN");
        CHECK(ggsn && ggsn == element_at(&b, "198.51.100.1"));
        CHECK(ggsn && ggsn->subscriber_count == 1 && element_serves(ggsn, &(struct ip_addr){{10, 45, 0, 200}, 4}));
        CHECK(ggsn && !element_serves(ggsn, &(struct ip_addr){{10, 45, 1, 0}, 4}));
        CHECK_TEXT(element_at(&b, "10.23.0.2") ? element_at(&b, "10.23.0.2")->role : "", "SGSN");
        CHECK_TEXT(router ? router->role : "", "ROUTER");
        CHECK(router && router->zone == ZONE_OUTSIDE);
        CHECK_INT(b.network->tap_count, TAPS);
        CHECK_INT(b.network->taps[GN].side, SIDE_ACCESS);
        CHECK_INT(b.network->taps[SGI].side, SIDE_OUTSIDE);
        CHECK_INT(b.network->taps[OAM].side, SIDE_MANAGEMENT);
        const struct declaration *d = declared(&b, "10.23.0.2", 2152, "10.23.0.1", 2152, 17);
        CHECK(d && d->as == PURPOSE_TRANSPORT);
        d = declared(&b, "10.23.0.2", 2123, "10.23.0.1", 2123, 17);
        CHECK(d && d->as == PURPOSE_SIGNALLING);
    }
    bench_done(&b);
}

TEST(translated_traffic_is_transport_of_the_elements_own_address)
{
    struct bench b;
    REQUIRE(bench_start(&b, NULL));
    day_of_a_ggsn(&b, "198.51.100.1");
    if (bench_finish(&b)) {
        const struct declaration *d = declared(&b, "198.51.100.1", 50000, "198.51.100.20", 8000, 17);
        CHECK(d && d->as == PURPOSE_TRANSPORT);
        CHECK(declared(&b, "198.51.100.1", 50000, "192.0.2.30", 8000, 17) != NULL);
        CHECK(declared(&b, "198.51.100.1", 50000, "192.0.2.31", 8000, 17) == NULL);
        CHECK(element_at(&b, "198.51.100.1") && element_at(&b, "198.51.100.1") == element_at(&b, "10.23.0.1"));
        CHECK_INT(b.network->taps[SGI].side, SIDE_OUTSIDE);
    }
    bench_done(&b);
}

/* --- what may be a copy ------------------------------------------------------------------------------------------------- */

TEST(what_may_be_a_copy_is_not_declared)
{
    struct bench b;
    REQUIRE(bench_start(&b, NULL));
    day_of_a_ggsn(&b, "198.51.100.1");
    for (unsigned i = 0; i < 20; i++) {
        struct packet p;
        payload(&p, "a question", 10); /* in a second GTP-U tunnel that nobody answers */
        udp(&p, 50000, 8000);
        ip(&p, "10.45.0.3", "198.51.100.20", 17, 63);
        gtpu(&p, "198.51.100.1", "203.0.113.7");
        send(&b, SGI, &p, MAC_ELEMENT, MAC_ROUTER);
        payload(&p, "\x5a\x5b\x5c\x5d\x5a\x5b\x5c\x5d\x5a\x5b\x5c\x5d\x5a\x5b\x5c\x5d\x5a\x5b", 18); /* not DNS */
        udp(&p, 40001, 53);
        ip(&p, "198.51.100.1", "10.9.9.9", 17, 64);
        send(&b, SGI, &p, MAC_ELEMENT, MAC_ROUTER);
        payload(&p, "unknown", 7);
        tcp(&p, 40002, 9999, i ? ACK : SYN);
        ip(&p, "10.66.0.1", "10.66.0.2", 6, 64);
        send(&b, OAM, &p, MAC_ELEMENT, MAC_COPY);
        payload(&p, "", 0);
        tcp(&p, 9999, 40002, ACK);
        ip(&p, "10.66.0.2", "10.66.0.1", 6, 64);
        send(&b, OAM, &p, MAC_COPY, MAC_ELEMENT);
    }
    if (bench_finish(&b)) {
        CHECK(declared(&b, "198.51.100.1", 2152, "203.0.113.7", 2152, 17) == NULL);
        CHECK(declared(&b, "198.51.100.1", 40001, "10.9.9.9", 53, 17) == NULL);
        CHECK(declared(&b, "10.66.0.1", 40002, "10.66.0.2", 9999, 6) == NULL);
        CHECK(strstr(b.yaml, "#- {from: upf-1, to: \"203.0.113.7\", over: udp/2152") != NULL);
        CHECK(strstr(b.yaml, "#- {from: upf-1, to: \"10.9.9.9\", over: udp/53") != NULL);
        CHECK(element_at(&b, "203.0.113.7") == NULL);
    }
    bench_done(&b);
}

TEST(a_tap_by_which_subscribers_packets_only_leave_is_no_route)
{
    struct bench b;
    REQUIRE(bench_start(&b, NULL));
    day_of_a_ggsn(&b, NULL);
    for (unsigned i = 0; i < 10; i++) {
        struct packet p;
        bool up = i % 2;
        payload(&p, "teed", 4);
        udp(&p, up ? 50000 : 8000, up ? 8000 : 50000);
        ip(&p, up ? "10.45.0.3" : "198.51.100.20", up ? "198.51.100.20" : "10.45.0.3", 17, 62);
        send(&b, OAM, &p, MAC_ELEMENT, MAC_COPY);
    }
    if (bench_finish(&b)) {
        CHECK_INT(b.network->taps[OAM].side, SIDE_MANAGEMENT);
        CHECK(strstr(b.yaml, "look whether this is a copy") != NULL);
    }
    bench_done(&b);
}

TEST(ssh_into_the_element_is_maintenance_and_out_of_it_is_not_declared)
{
    struct bench b;
    REQUIRE(bench_start(&b, NULL));
    day_of_a_ggsn(&b, NULL);
    arp(&b, OAM, "10.66.0.1", MAC_ELEMENT, MAC_COPY);
    for (unsigned i = 0; i < 8; i++) {
        bool in = i % 4 < 2, question = i % 2 == 0;
        uint16_t client = in ? 40100 : 40200;
        struct packet p;
        payload(&p, "encrypted", 9);
        tcp(&p, question ? client : 22, question ? 22 : client, i < 2 || i == 4 ? (question ? SYN : SYN | ACK) : ACK);
        const char *asker = in ? "10.66.0.9" : "10.66.0.1", *server = in ? "10.66.0.1" : "10.66.0.2";
        ip(&p, question ? asker : server, question ? server : asker, 6, 64);
        bool leaves = question != in;
        send(&b, OAM, &p, leaves ? MAC_ELEMENT : MAC_COPY, leaves ? MAC_COPY : MAC_ELEMENT);
    }
    if (bench_finish(&b)) {
        const struct declaration *d = declared(&b, "10.66.0.9", 40100, "10.66.0.1", 22, 6);
        CHECK(d && d->as == PURPOSE_MAINTENANCE);
        CHECK(declared(&b, "10.66.0.1", 40200, "10.66.0.2", 22, 6) == NULL);
    }
    bench_done(&b);
}

/* --- PFCP, and little or nothing ------------------------------------------------------------------------------------------ */

TEST(pfcp_sessions_tell_smf_and_upf)
{
    static const uint8_t request[16] = {0x21, 50, 0, 12};
    struct bench b;
    struct packet p;
    REQUIRE(bench_start(&b, NULL));
    payload(&p, request, sizeof request);
    udp(&p, 8805, 8805);
    ip(&p, "10.0.3.80", "10.0.3.1", 17, 64);
    send(&b, GN, &p, MAC_ROUTER, MAC_ELEMENT);
    if (bench_finish(&b)) {
        CHECK_TEXT(element_at(&b, "10.0.3.80") ? element_at(&b, "10.0.3.80")->role : "", "SMF");
        CHECK_TEXT(element_at(&b, "10.0.3.1") ? element_at(&b, "10.0.3.1")->role : "", "UPF");
        const struct declaration *d = declared(&b, "10.0.3.80", 8805, "10.0.3.1", 8805, 17);
        CHECK(d && d->as == PURPOSE_SIGNALLING);
    }
    bench_done(&b);
}

TEST(nothing_gives_a_valid_draft)
{
    struct bench b;
    REQUIRE(bench_start(&b, NULL));
    if (bench_finish(&b)) {
        CHECK_INT(b.network->element_count, 1);
        CHECK_INT(b.network->tap_count, TAPS);
        CHECK_TEXT(b.network->elements[0].role, "HOST");
    }
    bench_done(&b);
}

TEST(frames_of_unnamed_interfaces_are_counted)
{
    struct bench b;
    struct packet p;
    REQUIRE(bench_start(&b, NULL));
    payload(&p, "x", 1);
    udp(&p, 1, 2);
    ip(&p, "10.0.0.1", "10.0.0.2", 17, 64);
    send(&b, 9, &p, 1, 2);
    if (bench_finish(&b)) CHECK(strstr(b.yaml, "1 packets of unnamed interfaces") != NULL);
    bench_done(&b);
}

/* --- hostile input -------------------------------------------------------------------------------------------------------- */

TEST(names_that_yaml_would_read_otherwise_stay_names)
{
    static const struct {
        const char *name, *tap;
    } cases[] = {{"a\"b\\c", "a\"b\\c"},      {"]}: # x", "]}: # x"},
                 {"Köln-Gn", "Köln-Gn"},      {"two\nlines", "interface-3"},
                 {"\xff\xfe", "interface-3"}, {"\xe2\x80\xa8", "interface-3"}, /* U+2028, a line break of YAML */
                 {"\xc0\xaf", "interface-3"},                                  /* an overlong '/' */
                 {"\xe2\x82", "interface-3"},                                  /* cut */
                 {"", "interface-3"},         {NULL, "interface-3"}};
    char longest[200];
    memset(longest, 'n', sizeof longest);
    longest[199] = 0;
    for (size_t i = 0; i <= sizeof cases / sizeof *cases; i++) {
        bool last = i == sizeof cases / sizeof *cases;
        struct bench b;
        REQUIRE(bench_start(&b, NULL));
        survey_interface(b.survey, TAPS, last ? longest : cases[i].name);
        if (bench_finish(&b)) CHECK(network_tap(b.network, last ? "interface-3" : cases[i].tap) == TAPS);
        bench_done(&b);
    }
}

TEST(more_interfaces_than_taps)
{
    struct bench b;
    char name[32];
    REQUIRE(bench_start(&b, NULL));
    for (unsigned i = TAPS; i < 2000; i++) {
        snprintf(name, sizeof name, "if%u", i);
        survey_interface(b.survey, (uint16_t)i, name);
    }
    if (bench_finish(&b)) {
        CHECK_INT(b.network->tap_count, 256);
        CHECK(strstr(b.yaml, "1744 interfaces") != NULL);
    }
    bench_done(&b);
}

TEST(full_tables_are_told_and_the_element_is_still_found)
{
    struct survey_limits small = {.addresses = 32, .conversations = 32, .subscribers = 32};
    struct bench b;
    char src[40];
    REQUIRE(bench_start(&b, &small));
    day_of_a_ggsn(&b, NULL);
    for (unsigned i = 0; i < 3000; i++) {
        struct packet p;
        snprintf(src, sizeof src, "203.0.%u.%u", i / 250, i % 250 + 1);
        payload(&p, "flood", 5);
        udp(&p, (uint16_t)(1000 + i), (uint16_t)(60000 - i));
        ip(&p, src, "10.23.0.1", 17, 55);
        send(&b, GN, &p, (uint8_t)(i % 200 + 10), MAC_ELEMENT);
    }
    if (bench_finish(&b)) {
        CHECK(strstr(b.yaml, "# Incomplete: ") != NULL);
        CHECK(element_at(&b, "10.23.0.1") == &b.network->elements[0]);
        CHECK_TEXT(b.network->elements[0].role, "UPF");
    }
    bench_done(&b);
}

/* Every frame of a day, cut at every length and with every byte changed. */
TEST(broken_frames_give_a_valid_draft)
{
    uint8_t copy[ROOM];
    struct bench b;
    struct packet p;
    REQUIRE(bench_start(&b, NULL));
    payload(&p, "a question", 10);
    udp(&p, 50000, 8000);
    ip(&p, "10.45.0.3", "198.51.100.20", 17, 64);
    gtpu(&p, "10.23.0.2", "10.23.0.1");
    uint8_t *h = before(&p, 14);
    memcpy(h, "\2\0\0\0\0\1\2\0\0\0\0\2\x08\0", 14);
    for (size_t i = 0; i < p.len * 4; i++) {
        size_t cut = i < p.len ? i : p.len;
        memcpy(copy, p.at, p.len);
        if (i >= p.len) copy[i % p.len] ^= (uint8_t)(1u << (i / p.len * 2));
        uint8_t *exact = malloc(cut ? cut : 1);
        REQUIRE(exact != NULL);
        memcpy(exact, copy, cut);
        struct frame f = {.data = exact, .cap_len = (uint32_t)cut, .wire_len = (uint32_t)p.len, .link_type = LINK_ETHERNET};
        survey_frames(b.survey, &f, 1);
        free(exact);
    }
    bench_finish(&b);
    bench_done(&b);
}
