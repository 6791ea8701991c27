/* Verdicts made by hand: the one of the design's picture together with the interceptions of a lab, one of hostile text and
 * extreme figures, and an empty one. Text is static. */
#ifndef CUSTOS_TESTS_REPORT_SAMPLE_H
#define CUSTOS_TESTS_REPORT_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/verdict.h"
#include "check.h"

#define SAMPLE_START       INT64_C(1795303013000000000) /* 2026-11-21T23:16:53Z */
#define SAMPLE_AT(seconds) (SAMPLE_START + (int64_t)((seconds)*1e9))
#define SAMPLE_DAY         (INT64_C(86400) * CLOCK_SECOND)
#define SAMPLE_OF(array)   array, sizeof(array) / sizeof((array)[0])

static const struct verdict sample_empty = {.version = "0.1.0", .first_ns = CLOCK_NONE, .last_ns = CLOCK_NONE};

static const struct verdict_capture sample_captures[] = {
    {.file = "core.pcapng.zst",
     .tap = "gn0, sgi0, oam0",
     .format = "pcapng",
     .seen = {37112, 29200000},
     .first_ns = SAMPLE_AT(0),
     .last_ns = SAMPLE_AT(22),
     .dropped_packets = 0},
    {.file = "handover.pcap",
     .tap = "handover",
     .format = "pcap",
     .seen = {1894, 221900},
     .first_ns = SAMPLE_AT(0.5),
     .last_ns = SAMPLE_AT(21.25),
     .truncated = true,
     .break_text = "record 1895 at offset 252242 claims 4294967295 bytes",
     .undecoded_packets = 3,
     .dropped_packets = -1},
};

static const struct verdict_side sample_sides[] = {
    {"gn0", "access", {7904, 4100000}, {10101, 9770000}, {{10089, 9768800}, {12, 1200}, {0, 0}, {0, 0}, {0, 0}}},
    {"sgi0", "outside", {10288, 9999000}, {7801, 4131200}, {{7801, 4131200}, {0, 0}, {0, 0}, {0, 0}, {0, 0}}},
    {"oam0", "management", {12, 1000}, {1661, 1126135}, {{0, 0}, {0, 0}, {0, 0}, {1359, 1028135}, {302, 98000}}},
};

static const struct verdict_line sample_lines[] = {
    {ACCOUNT_DECLARED,
     "gn0",
     "10.23.0.1:2123 -> 10.23.0.2:2123 udp, gtp-c",
     "declared as signalling",
     NULL,
     {12, 1200},
     SAMPLE_AT(1),
     SAMPLE_AT(20)},
    {ACCOUNT_COPIED,
     "oam0",
     "10.66.0.1 -> 10.66.0.2:4789 udp, vxlan",
     "the same payload left by sgi0",
     "F-0001",
     {1359, 1028135},
     SAMPLE_AT(6.81),
     SAMPLE_AT(16.571)},
    {ACCOUNT_UNEXPLAINED,
     "oam0",
     "10.66.0.1:39412 -> 10.66.0.9:8443 tcp",
     "no declaration",
     "F-0003",
     {290, 96800},
     SAMPLE_AT(2),
     SAMPLE_AT(19)},
    {ACCOUNT_UNEXPLAINED, "oam0", "3 more conversations", "no declaration", NULL, {12, 1200}, SAMPLE_AT(2), SAMPLE_AT(19)},
};

static const struct verdict_side sample_mediator_sides[] = {
    {"handover", "outside", {884, 61900}, {1010, 160000}, {{0, 0}, {702, 76000}, {268, 76400}, {0, 0}, {40, 7600}}},
};

static const struct verdict_line sample_mediator_lines[] = {
    {ACCOUNT_DECLARED,
     "handover",
     "10.77.1.1:40112 -> 10.77.1.10:41002 tcp",
     "declared as delivery",
     NULL,
     {402, 46000},
     SAMPLE_AT(0.5),
     SAMPLE_AT(21)},
    {ACCOUNT_DECLARED,
     "handover",
     "10.77.1.1:40120 -> 10.77.1.20:42003 tcp",
     "declared as delivery",
     NULL,
     {300, 30000},
     SAMPLE_AT(0.5),
     SAMPLE_AT(21)},
    {ACCOUNT_UNEXPLAINED,
     "handover",
     "10.77.1.1:40166 -> 10.77.1.66:49003 tcp",
     "no declaration",
     "F-0002",
     {40, 7600},
     SAMPLE_AT(8),
     SAMPLE_AT(10)},
};

static const struct verdict_element sample_elements[] = {
    {.name = "ggsn-1",
     .supplier = "Osmo",
     .role = "GGSN",
     .zone = "core",
     .in = {18204, 14100000},
     .out = {19563, 15027335},
     .account = {{17890, 13900000}, {12, 1200}, {0, 0}, {1359, 1028135}, {302, 98000}},
     .sides = sample_sides,
     .side_count = 3,
     .lines = sample_lines,
     .line_count = 4},
    {.name = "mediator-1",
     .supplier = "OpenLI",
     .role = "MF",
     .zone = "core",
     .in = {884, 61900},
     .out = {1010, 160000},
     .account = {{0, 0}, {702, 76000}, {268, 76400}, {0, 0}, {40, 7600}},
     .sides = sample_mediator_sides,
     .side_count = 1,
     .lines = sample_mediator_lines,
     .line_count = 3},
};

static const char *const sample_police[] = {"10.77.1.10:41002", "10.77.1.10:41003"};
static const char *const sample_security[] = {"10.77.1.20:42002", "10.77.1.20:42003"};
static const char *const sample_ghost[] = {"10.77.1.66:49002", "10.77.1.66:49003"};

#define SAMPLE_INTERCEPT(id, warrant_id, where, first, last, iris, ccs, secret, size)                                            \
    {                                                                                                                            \
        .liid = id, .country = "NZ", .warrant = warrant_id, .element = "mediator-1", .protocol = "HI2/HI3", .depth = "clear",    \
        .state = "active", .first_ns = SAMPLE_AT(first), .last_ns = SAMPLE_AT(last), .iri = iris, .cc = ccs,                     \
        .encrypted = secret, .bytes = size, .destinations = where, .destination_count = 2                                        \
    }

static const struct verdict_intercept sample_intercepts[] = {
    SAMPLE_INTERCEPT("X9SHADOW01", NULL, sample_ghost, 7.9, 16.8, 2, 20, 0, 7690),
    SAMPLE_INTERCEPT("NZP2026IP01", "W-26-001", sample_police, 1.1, 20.4, 1, 108, 0, 41250),
    SAMPLE_INTERCEPT("NZP2026IP02", "W-26-002", sample_police, 3.0, 18.0, 6, 20, 0, 9120),
    SAMPLE_INTERCEPT("NZSMOB0003", "W-26-003", sample_security, 6.0, 6.6, 2, 0, 0, 310),
    SAMPLE_INTERCEPT("NZSENC0004", "W-26-004", sample_security, 4.0, 15.0, 0, 0, 13, 5540),
    SAMPLE_INTERCEPT("NZPALU0005", "W-26-005", sample_police, 12.0, 13.1, 0, 6, 0, 2210),
    SAMPLE_INTERCEPT("NZPJUN0006", "W-26-006", sample_police, 12.2, 14.0, 0, 6, 0, 2190),
    SAMPLE_INTERCEPT("NZPVOIP0007", "W-26-007", sample_police, 9.0, 19.5, 6, 30, 0, 11320),
    SAMPLE_INTERCEPT("NZSMAIL0008", "W-26-008", sample_security, 10.0, 17.0, 3, 12, 0, 4470),
};

#define SAMPLE_WARRANT(name, who, its_liid, from, until, was_seen)                                                               \
    {                                                                                                                            \
        .id = name, .authority = who, .country = "NZ", .liid = its_liid, .iri = true, .cc = true, .from_ns = from,               \
        .until_ns = until, .seen = was_seen                                                                                      \
    }

static const struct verdict_warrant sample_warrants[] = {
    SAMPLE_WARRANT("W-26-001", "Police", "NZP2026IP01", SAMPLE_AT(0) - 20 * SAMPLE_DAY, SAMPLE_AT(0) + 40 * SAMPLE_DAY, true),
    SAMPLE_WARRANT("W-26-002", "Police", "NZP2026IP02", SAMPLE_AT(0) - 20 * SAMPLE_DAY, SAMPLE_AT(12), true),
    SAMPLE_WARRANT("W-26-003", "Security", "NZSMOB0003", SAMPLE_AT(5), SAMPLE_AT(0) + 40 * SAMPLE_DAY, true),
    SAMPLE_WARRANT("W-26-004", "Security", "NZSENC0004", SAMPLE_AT(0) - 20 * SAMPLE_DAY, SAMPLE_AT(0) + 40 * SAMPLE_DAY, true),
    SAMPLE_WARRANT("W-26-005", "Police", "NZPALU0005", SAMPLE_AT(0) - 20 * SAMPLE_DAY, SAMPLE_AT(0) + 40 * SAMPLE_DAY, true),
    SAMPLE_WARRANT("W-26-006", "Police", "NZPJUN0006", SAMPLE_AT(0) - 20 * SAMPLE_DAY, SAMPLE_AT(0) - 2 * SAMPLE_DAY, true),
    SAMPLE_WARRANT("W-26-007", "Police", "NZPVOIP0007", SAMPLE_AT(0) - 20 * SAMPLE_DAY, SAMPLE_AT(0) + 40 * SAMPLE_DAY, true),
    SAMPLE_WARRANT("W-26-008", "Security", "NZSMAIL0008", SAMPLE_AT(0) - 20 * SAMPLE_DAY, SAMPLE_AT(0) + 40 * SAMPLE_DAY, true),
    SAMPLE_WARRANT("W-26-009", "Customs", "NZCQUIET09", SAMPLE_AT(0) - 20 * SAMPLE_DAY, SAMPLE_AT(18), false),
};

static const char *const sample_vxlan[] = {"vxlan"};
static const struct verdict_conversation sample_copied[] = {
    {"10.45.0.3", "203.0.113.80", 50122, 443, "tcp", NULL, 0},
    {"203.0.113.80", "10.45.0.3", 443, 50122, "tcp", NULL, 0},
};
static const char *const sample_layers_copy[] = {"Ethernet 02:00:00:66:00:01 -> 02:00:00:66:00:02",
                                                 "IPv4 10.66.0.1 -> 10.66.0.2",
                                                 "UDP 39021 -> 4789",
                                                 "VXLAN VNI 4242",
                                                 "Ethernet 02:00:00:19:00:01 -> 02:00:00:19:00:02",
                                                 "IPv4 10.45.0.3 -> 203.0.113.80",
                                                 "TCP 50122 -> 443",
                                                 "payload 1348 bytes"};
static const char *const sample_layers_route[] = {"Ethernet 02:00:00:19:00:01 -> 02:00:00:19:00:02",
                                                  "IPv4 10.45.0.3 -> 203.0.113.80", "TCP 50122 -> 443", "payload 1348 bytes"};
static const char *const sample_layers_in[] = {"Ethernet 02:00:00:17:00:02 -> 02:00:00:17:00:01",
                                               "IPv4 10.23.0.2 -> 10.23.0.1",
                                               "UDP 2152 -> 2152",
                                               "GTP-U TEID 0x00000a17",
                                               "IPv4 10.45.0.3 -> 203.0.113.80",
                                               "TCP 50122 -> 443",
                                               "payload 1348 bytes"};
static const char *const sample_layers_hi3[] = {"Ethernet 02:00:00:77:00:01 -> 02:00:00:77:00:66", "IPv4 10.77.1.1 -> 10.77.1.66",
                                                "TCP 40166 -> 49003", "HI3 PS-PDU, LIID X9SHADOW01, CC, sequence 4"};
static const struct verdict_evidence sample_evidence[] = {
    {{0, 11873}, SAMPLE_AT(6.8098), "entered", "entered by gn0 in GTP-U", SAMPLE_OF(sample_layers_in), 1442, false},
    {{0, 11874}, SAMPLE_AT(6.8099), "left by its route", "left by sgi0", SAMPLE_OF(sample_layers_route), 1402, false},
    {{0, 11875}, SAMPLE_AT(6.81), "copy", "left again by oam0", SAMPLE_OF(sample_layers_copy), 1452, false},
};
static const struct verdict_evidence sample_evidence_shadow[] = {
    {{1, 702}, SAMPLE_AT(8.02), "delivery", "X9SHADOW01, no warrant", SAMPLE_OF(sample_layers_hi3), 672, false},
};

#define SAMPLE_NO_LIMITS .limit_min_bytes = -1, .limit_max_delay_s = -1

static const char *const sample_subscribers[] = {"10.45.0.7", "2001:db8:45::9"};
static const struct verdict_correlation sample_correlation = {false, 0.9884, 0.048, 0.067, -12.34, 40, "both directions"};

static const struct verdict_ruled_out sample_ruled_out[] = {
    {"shared-content", "several conversations brought in the same content", {4100, 5200000}, 38},
    {"icmp-quote", "ICMP errors that quote a packet back to its own sender", {1, 98}, 1},
};

static const uint64_t sample_entered[] = {0, 2000, 90000, 0, 1}, sample_left[] = {100, 4000, 180000, 0, 0};
static const struct verdict_series sample_series = {.unit = "bytes",
                                                    .caption = "Above the subscribers, below the conversation.",
                                                    .first_ns = SAMPLE_AT(2),
                                                    .step_ns = CLOCK_SECOND,
                                                    .points = 5,
                                                    .own_scales = true,
                                                    .lanes = 2,
                                                    .name = {"subscribers", "conversation"},
                                                    .values = {sample_entered, sample_left}};

static const struct verdict_finding sample_findings[] = {
    {.id = "F-0001",
     .rule = "covert-copy",
     .severity = SEVERITY_CRITICAL,
     .confidence = 1,
     .summary = "ggsn-1 (Osmo) sends a copy of subscriber 10.45.0.3's traffic to 10.66.0.2:4789 in VXLAN 4242",
     .detail = "the same payload left twice: by sgi0, its route, and by oam0",
     .element = "ggsn-1",
     .supplier = "Osmo",
     .conversation = {"10.66.0.1", "10.66.0.2", -1, 4789, "udp", sample_vxlan, 1},
     .copied = sample_copied,
     .copied_count = 2,
     .first_ns = SAMPLE_AT(6.81),
     .last_ns = SAMPLE_AT(16.571),
     .packets = 1359,
     .bytes = 1028135,
     .detected_packets = 12,
     .detected_bytes = 9100,
     .detected_seconds = 0.2,
     SAMPLE_NO_LIMITS,
     .evidence = sample_evidence,
     .evidence_count = 3},
    {.id = "F-0002",
     .rule = "intercept-without-warrant",
     .severity = SEVERITY_CRITICAL,
     .confidence = 1,
     .summary = "mediator-1 (OpenLI) delivers interception X9SHADOW01, 2 IRI and 20 CC, to 10.77.1.66; no warrant covers it",
     .element = "mediator-1",
     .supplier = "OpenLI",
     .liid = "X9SHADOW01",
     .conversation = {"10.77.1.1", "10.77.1.66", 40166, 49003, "tcp", NULL, 0},
     .first_ns = SAMPLE_AT(7.9),
     .last_ns = SAMPLE_AT(16.8),
     .packets = 40,
     .bytes = 7600,
     SAMPLE_NO_LIMITS,
     .evidence = sample_evidence_shadow,
     .evidence_count = 1},
    {.id = "F-0003",
     .rule = "encrypted-copy",
     .severity = SEVERITY_MEDIUM,
     .confidence = 0.93,
     .depth = "metadata",
     .summary = "the conversation from ggsn-1 to 10.66.0.9:8443 follows the traffic of subscriber 10.45.0.7 in volume and time",
     .detail = "bytes per 100 ms rise and fall together at a lag of 40 ms; by chance once in 40,000 pairs",
     .element = "ggsn-1",
     .supplier = "Osmo",
     .conversation = {"10.66.0.1", "10.66.0.9", 39412, 8443, "tcp", NULL, 0},
     .first_ns = SAMPLE_AT(2),
     .last_ns = SAMPLE_AT(19),
     .packets = 290,
     .bytes = 96800,
     .limit_min_bytes = 64000,
     .limit_max_delay_s = 2,
     .subscribers = sample_subscribers,
     .subscriber_count = 2,
     .series = &sample_series,
     .correlation = &sample_correlation},
    {.id = "F-0004",
     .rule = "unprotected-interface",
     .severity = SEVERITY_LOW,
     .confidence = 1,
     .summary = "the delivery to 10.77.1.10:41002 is in clear",
     .element = "mediator-1",
     .supplier = "OpenLI",
     .warrant = "W-26-001",
     .conversation = {NULL, "10.77.1.10", -1, 41002, "tcp", NULL, 0},
     .first_ns = SAMPLE_AT(0.5),
     .last_ns = CLOCK_NONE,
     SAMPLE_NO_LIMITS},
};

static const char *const sample_untapped[] = {"mediator-1: management"};
static const char *const sample_undecided_rules[] = {"intercept-wrong-target", "delivery-gap"};
static const struct verdict_undecided sample_undecided[] = {
    {sample_undecided_rules, 2, "1 TLS session from upf-1 to mdf-1, tcp/42001", "it is encrypted"}};
static const char *const sample_notes[] = {
    "handover.pcap has no interface names; it was put on tap handover because of its file name"};

/* Activity between the intercept's first and last time, two bursts. */
static inline void sample_fill_bins(struct verdict_intercept *i)
{
    uint64_t pdus = i->iri + i->cc + i->encrypted;
    unsigned from = (unsigned)((double)(i->first_ns - SAMPLE_AT(0)) / 22e9 * VERDICT_BINS);
    unsigned until = (unsigned)((double)(i->last_ns - SAMPLE_AT(0)) / 22e9 * VERDICT_BINS);
    for (uint64_t k = 0; k < pdus; k++) i->bins[from + (unsigned)((k * 7 % (pdus + 1)) * (until - from) / (pdus + 1))]++;
}

/* The rich verdict; its intercepts have activity. The result is static and made once. */
static inline const struct verdict *sample_rich(void)
{
    static struct verdict_intercept intercepts[9];
    static struct verdict v;
    if (v.version) return &v;
    memcpy(intercepts, sample_intercepts, sizeof intercepts);
    for (size_t i = 0; i < 9; i++) sample_fill_bins(&intercepts[i]);
    v = (struct verdict){.version = "0.1.0",
                         .network_name = "Example Mobile",
                         .first_ns = SAMPLE_AT(0),
                         .last_ns = SAMPLE_AT(22),
                         .packets = 39006,
                         .bytes = 29421900,
                         .captures = sample_captures,
                         .capture_count = 2,
                         .elements = sample_elements,
                         .element_count = 2,
                         .intercepts = intercepts,
                         .intercept_count = 9,
                         .warrants = sample_warrants,
                         .warrant_count = 9,
                         .findings = sample_findings,
                         .finding_count = 4,
                         .untapped = sample_untapped,
                         .untapped_count = 1,
                         .undecrypted_sessions = 2,
                         .window_s = 22,
                         .long_memory_s = 600,
                         .memory_bytes = 512000000,
                         .ruled_out = sample_ruled_out,
                         .ruled_out_count = 2,
                         .undecided = sample_undecided,
                         .undecided_count = 1,
                         .notes = sample_notes,
                         .note_count = 1};
    return &v;
}

/* The design's picture: one element, one finding. */
static inline const struct verdict *sample_picture(void)
{
    static struct verdict v;
    v = *sample_rich();
    v.packets = 37112;
    v.capture_count = v.element_count = v.finding_count = 1;
    v.intercept_count = v.warrant_count = v.untapped_count = v.note_count = 0;
    v.undecrypted_sessions = 0;
    v.memory_bytes = v.ruled_out_count = 0;
    return &v;
}

#define SAMPLE_EVIL "\"'><script>alert(1)</script>&\x1b[2J\x01\xff\xc0\xaf\xe2\x80\xae\xed\xa0\x80 \xe4\xb8\xad\n\t\x7f]]>-->"

/* Every text hostile or NULL, every figure at its end, every optional thing missing in its turn. */
static inline const struct verdict *sample_hostile(void)
{
    static const char *const evil[] = {SAMPLE_EVIL, NULL, ""};
    static const struct tally most = {UINT64_MAX, UINT64_MAX};
    static struct verdict_side sides[40];
    static struct verdict_line lines[8];
    static struct verdict_element elements[3];
    static struct verdict_capture captures[2];
    static struct verdict_intercept intercepts[3];
    static struct verdict_warrant warrants[3];
    static struct verdict_conversation copied[2];
    static struct verdict_evidence evidence[2];
    static struct verdict_finding findings[3];
    static const struct verdict_correlation correlation = {true, -2e300, 1e308, -1e308, -1e300, UINT64_MAX, SAMPLE_EVIL};
    static uint64_t points[VERDICT_POINTS];
    static const struct verdict_series series = {SAMPLE_EVIL,
                                                 SAMPLE_EVIL,
                                                 INT64_MAX - 5,
                                                 INT64_MAX,
                                                 UINT32_MAX,
                                                 false,
                                                 77,
                                                 {SAMPLE_EVIL, NULL, ""},
                                                 {points, points, points}};
    for (size_t i = 0; i < VERDICT_POINTS; i++) points[i] = i % 2 ? UINT64_MAX : i;
    static const struct verdict_ruled_out ruled_out[] = {
        {SAMPLE_EVIL, SAMPLE_EVIL, {UINT64_MAX, UINT64_MAX}, UINT64_MAX}, {NULL, NULL, {0, 0}, 0}, {"", "", {1, 1}, 1}};
    static struct verdict v;
    for (size_t i = 0; i < 40; i++) {
        sides[i] = (struct verdict_side){evil[i % 3], evil[(i + 1) % 3], most, most, {most, most, most, most, most}};
        if (i % 5 == 4) sides[i] = (struct verdict_side){NULL, NULL, {1, 0}, {0, 1}, {{0, 1}}};
    }
    for (size_t i = 0; i < 8; i++)
        lines[i] = (struct verdict_line){(enum account)i, evil[i % 3], evil[(i + 1) % 3], evil[(i + 2) % 3],
                                         evil[i % 3],     most,        INT64_MIN,         INT64_MAX};
    elements[0] = (struct verdict_element){
        SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL, most, most, {most, most, most, most, most}, sides, 40, lines, 8};
    elements[1] =
        (struct verdict_element){.name = NULL, .in = {1, 1}, .account = {{0, 0}, {0, 0}, {0, 0}, {1, 1}, {UINT64_MAX, 0}}};
    elements[2] = (struct verdict_element){.name = ""};
    captures[0] = (struct verdict_capture){SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL, most,       INT64_MAX, INT64_MIN + 1,
                                           true,        SAMPLE_EVIL, UINT64_MAX,  UINT64_MAX, INT64_MAX};
    captures[1] =
        (struct verdict_capture){.first_ns = CLOCK_NONE, .last_ns = CLOCK_NONE, .truncated = true, .dropped_packets = INT64_MAX};
    static const struct verdict_record records[] = {{SAMPLE_EVIL, SAMPLE_EVIL, UINT64_MAX}, {"", NULL, 0}};
    intercepts[0] = (struct verdict_intercept){
        SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL,    INT64_MIN + 1,
        INT64_MAX,   UINT64_MAX,  UINT64_MAX,  UINT64_MAX,  UINT64_MAX,  UINT64_MAX,  SAMPLE_EVIL, UINT64_MAX,     UINT64_MAX,
        UINT64_MAX,  evil,        3,           records,     2,           evil,        3,           {UINT32_MAX, 1}};
    intercepts[1] = (struct verdict_intercept){.first_ns = CLOCK_NONE, .last_ns = CLOCK_NONE};
    intercepts[2] = (struct verdict_intercept){
        .xid = "29f28e1c-f230-486a-a860-f5a784ab9172", .warrant = "W-\xf0\x9f\x98\x80", .first_ns = 5, .last_ns = 4};
    warrants[0] = (struct verdict_warrant){SAMPLE_EVIL, SAMPLE_EVIL,   SAMPLE_EVIL, SAMPLE_EVIL, true, true,
                                           INT64_MAX,   INT64_MIN + 1, true,        evil,        3};
    warrants[1] = (struct verdict_warrant){.from_ns = CLOCK_NONE, .until_ns = CLOCK_NONE};
    warrants[2] = (struct verdict_warrant){.id = "", .from_ns = INT64_MIN + 1, .until_ns = INT64_MAX};
    copied[0] = (struct verdict_conversation){SAMPLE_EVIL, SAMPLE_EVIL, INT32_MAX, INT32_MIN, SAMPLE_EVIL, evil, 3};
    copied[1] = (struct verdict_conversation){NULL, NULL, -1, -1, NULL, NULL, 0};
    evidence[0] =
        (struct verdict_evidence){{UINT32_MAX, UINT32_MAX}, INT64_MAX, SAMPLE_EVIL, SAMPLE_EVIL, evil, 3, UINT32_MAX, true};
    evidence[1] = (struct verdict_evidence){.ref = {1, 0}, .time_ns = CLOCK_NONE};
    findings[0] = (struct verdict_finding){
        SAMPLE_EVIL,  SAMPLE_EVIL,   SEVERITY_CRITICAL, 2e300,       SAMPLE_EVIL, SAMPLE_EVIL, SAMPLE_EVIL,
        SAMPLE_EVIL,  SAMPLE_EVIL,   SAMPLE_EVIL,       SAMPLE_EVIL, copied[0],   copied,      2,
        INT64_MAX,    INT64_MIN + 1, UINT64_MAX,        UINT64_MAX,  UINT64_MAX,  UINT64_MAX,  1e308,
        1e308,        1e308,         evidence,          2,           evil,        3,           &series,
        &correlation, SAMPLE_EVIL};
    findings[1] = (struct verdict_finding){.id = "../../etc/passwd",
                                           .severity = (enum severity)77,
                                           .conversation = copied[1],
                                           .first_ns = CLOCK_NONE,
                                           .last_ns = CLOCK_NONE,
                                           .evidence = evidence,
                                           .evidence_count = 2};
    findings[2] = (struct verdict_finding){.id = "F-0003",
                                           .confidence = -1,
                                           .conversation = copied[1],
                                           .limit_min_bytes = -1,
                                           .limit_max_delay_s = -1,
                                           .evidence = evidence,
                                           .evidence_count = 2};
    v = (struct verdict){.version = SAMPLE_EVIL,
                         .network_name = SAMPLE_EVIL,
                         .first_ns = INT64_MIN + 1,
                         .last_ns = INT64_MAX,
                         .packets = UINT64_MAX,
                         .bytes = UINT64_MAX,
                         .captures = captures,
                         .capture_count = 2,
                         .elements = elements,
                         .element_count = 3,
                         .intercepts = intercepts,
                         .intercept_count = 3,
                         .warrants = warrants,
                         .warrant_count = 3,
                         .findings = findings,
                         .finding_count = 3,
                         .ruled_out = ruled_out,
                         .ruled_out_count = 3,
                         .untapped = evil,
                         .untapped_count = 3,
                         .undecrypted_sessions = UINT64_MAX,
                         .window_s = 1e300,
                         .long_memory_s = -1,
                         .memory_bytes = UINT64_MAX,
                         .notes = evil,
                         .note_count = 3,
                         .reveal_targets = true};
    return &v;
}

/* What `write` puts out, as text; free() it. */
static inline char *sample_render(void (*write)(const struct verdict *, FILE *), const struct verdict *v, size_t *ret_len)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, ret_len);
    if (!out) abort();
    write(v, out);
    if (fclose(out) != 0) abort();
    return text;
}

#endif
