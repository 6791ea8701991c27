/* The drills, one row each. */
#include "drill/scenario.h"

#define MS MILLISECOND

/* kind, every, first, bytes, gap, rest, per answer, sent again per million */
static const struct activity day[] = {
    {ACTIVITY_WEB, 2, 1, 15000, 80000, 3 * MS, 1500 * MS, 2, 3000},
    {ACTIVITY_SHARED, 4, 2, 20000, 40000, 2 * MS, 2500 * MS, 2, 0},
    {ACTIVITY_TLS, 3, 0, 10000, 90000, 3 * MS, 1800 * MS, 2, 0},
    {ACTIVITY_UPLOAD, 7, 4, 20000, 60000, 5 * MS, 2500 * MS, 2, 2000},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 1200 * MS, 1, 0},
    {ACTIVITY_RTP, 7, 5, 92, 252, 20 * MS, 0, 1, 0},
    {ACTIVITY_CALL, 20, 8, 92, 252, 20 * MS, 0, 1, 0},
    {ACTIVITY_MEDIA, 10, 3, 700, 1300, 14 * MS, 0, 6, 0},
};
/* everybody fetches the same few objects, again and again */
static const struct activity busy[] = {
    {ACTIVITY_SHARED, 1, 0, 20000, 60000, 2 * MS, 900 * MS, 2, 1000},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 1500 * MS, 1, 0},
    {ACTIVITY_RTP, 10, 5, 92, 252, 20 * MS, 0, 1, 0},
};
/* one segment in twelve is sent again */
static const struct activity lossy[] = {
    {ACTIVITY_WEB, 2, 1, 15000, 90000, 3 * MS, 1200 * MS, 2, 80000},
    {ACTIVITY_UPLOAD, 4, 2, 20000, 60000, 4 * MS, 2000 * MS, 2, 80000},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 1500 * MS, 1, 0},
};
/* payloads that are all alike, beside some that are not */
static const struct activity alike[] = {
    {ACTIVITY_KEEPALIVE, 1, 0, 48, 48, 40 * MS, 0, 1, 0},
    {ACTIVITY_WEB, 4, 1, 15000, 60000, 3 * MS, 1500 * MS, 2, 0},
    {ACTIVITY_RTP, 10, 5, 92, 252, 20 * MS, 0, 1, 0},
};
/* what one stores others fetch, and they fetch it again; everybody looks at the same */
static const struct activity popular[] = {
    {ACTIVITY_POST, 3, 0, 20000, 40000, 3 * MS, 1800 * MS, 2, 0},
    {ACTIVITY_SHARED, 2, 1, 20000, 40000, 2 * MS, 1500 * MS, 2, 0},
    {ACTIVITY_LIVE, 1, 0, 0, 1100, 14 * MS, 0, 6, 0},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 1500 * MS, 1, 0},
};
static const struct activity carrier[] = {
    {ACTIVITY_WEB, 2, 0, 30000, 300000, 4 * MS, 3000 * MS, 3, 800},
    {ACTIVITY_TLS, 2, 1, 30000, 300000, 4 * MS, 3000 * MS, 4, 0},
    {ACTIVITY_SHARED, 40, 7, 60000, 90000, 4 * MS, 4000 * MS, 3, 0},
    {ACTIVITY_UPLOAD, 20, 3, 30000, 90000, 6 * MS, 4000 * MS, 3, 800},
    {ACTIVITY_MEDIA, 10, 4, 900, 1350, 12 * MS, 0, 8, 0},
    {ACTIVITY_DNS, 4, 0, 0, 0, 0, 4000 * MS, 1, 0},
};
static const struct activity mixture[] = {
    {ACTIVITY_WEB, 6, 0, 3000, 90000, 4 * MS, 2600 * MS, 2, 800},
    {ACTIVITY_TLS, 8, 1, 3000, 80000, 4 * MS, 2600 * MS, 2, 0},
    {ACTIVITY_SHARED, 40, 7, 20000, 60000, 4 * MS, 4000 * MS, 2, 0},
    {ACTIVITY_UPLOAD, 20, 3, 10000, 60000, 6 * MS, 4000 * MS, 2, 800},
    {ACTIVITY_MEDIA, 20, 4, 300, 1250, 12 * MS, 0, 2, 0},
    {ACTIVITY_RTP, 8, 2, 172, 172, 20 * MS, 0, 1, 0},
    {ACTIVITY_CALL, 100, 11, 172, 172, 20 * MS, 0, 1, 0},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 2500 * MS, 1, 0},
};
/* everybody fetches and looks up, in bursts with pauses of their own */
static const struct activity evening[] = {
    {ACTIVITY_WEB, 1, 0, 15000, 80000, 3 * MS, 1500 * MS, 2, 2000},
    {ACTIVITY_TLS, 2, 1, 10000, 90000, 3 * MS, 2200 * MS, 2, 0},
    {ACTIVITY_UPLOAD, 7, 4, 20000, 60000, 5 * MS, 2500 * MS, 2, 2000},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 1200 * MS, 1, 0},
    {ACTIVITY_MEDIA, 10, 3, 700, 1300, 14 * MS, 0, 6, 0},
};
/* calls in which nobody speaks */
static const struct activity silence[] = {
    {ACTIVITY_SILENCE, 1, 0, 92, 252, 20 * MS, 0, 1, 0},
    {ACTIVITY_WEB, 4, 1, 15000, 60000, 3 * MS, 1500 * MS, 2, 0},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 1500 * MS, 1, 0},
};
/* thousands who do little */
static const struct activity crowd[] = {
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 2500 * MS, 1, 0},
    {ACTIVITY_WEB, 40, 5, 8000, 40000, 3 * MS, 1200 * MS, 2, 0},
    {ACTIVITY_RTP, 400, 5, 92, 252, 20 * MS, 0, 1, 0},
};
/* little now and then, for minutes */
static const struct activity sparse[] = {
    {ACTIVITY_WEB, 2, 1, 9000, 20000, 4 * MS, 7000 * MS, 2, 0},
    {ACTIVITY_DNS, 1, 0, 0, 0, 0, 9000 * MS, 1, 0},
};
static const struct profile day_profile = {day, ARRAY_LEN(day)}, busy_profile = {busy, ARRAY_LEN(busy)},
                            lossy_profile = {lossy, ARRAY_LEN(lossy)}, alike_profile = {alike, ARRAY_LEN(alike)},
                            carrier_profile = {carrier, ARRAY_LEN(carrier)}, mixture_profile = {mixture, ARRAY_LEN(mixture)},
                            evening_profile = {evening, ARRAY_LEN(evening)}, silence_profile = {silence, ARRAY_LEN(silence)},
                            crowd_profile = {crowd, ARRAY_LEN(crowd)}, sparse_profile = {sparse, ARRAY_LEN(sparse)},
                            popular_profile = {popular, ARRAY_LEN(popular)};

#define XID_A      "29f28e1c-f230-486a-a860-f5a784ab9172"
#define XID_B      "5d1c3f0a-7b64-4b1e-9c55-0e3a6f2d8b41"
#define XID_SHADOW "c0ffee00-5bad-4c0d-8e11-1d0c5ec2e7a9"

/* XID, warrant, LIID, target, paper */
static const struct interception_plan warranted[] = {
    {XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, .x2 = true, .x3 = true}};
static const struct interception_plan shadow[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, .x2 = true, .x3 = true},
                                                  {XID_SHADOW, "", "", 13, PAPER_NONE, .x3 = true}};
static const struct interception_plan shadow_elsewhere[] = {
    {XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, .x2 = true, .x3 = true},
    {XID_SHADOW, "", "", 13, PAPER_NONE, .x3 = true, .elsewhere = true}};
static const struct interception_plan expired[] = {
    {XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_EXPIRED, .x2 = true, .x3 = true}};
static const struct interception_plan beyond[] = {
    {XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_IRI_ONLY, .x2 = true, .x3 = true}};
static const struct interception_plan within[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_IRI_ONLY, .x2 = true}};
static const struct interception_plan swapped[] = {
    {XID_A, "W-2026-0417", "NL-LEA1-0417", 13, PAPER_VALID, .x2 = true, .x3 = true, .instead = 7}};
static const struct interception_plan two[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, .x2 = true, .x3 = true},
                                               {XID_B, "W-2026-0502", "NL-LEA2-0091", 11, PAPER_VALID, .x2 = true, .x3 = true}};
static const struct interception_plan several[] = {
    {XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, .x2 = true, .x3 = true},
    {XID_B, "W-2026-0502", "NL-LEA2-0091", 42, PAPER_VALID, .x2 = true, .x3 = true}};
static const struct interception_plan content_only[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, .x3 = true}};
/* the same under the eyes of X1 */
#define LAWFUL XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, .x2 = true, .x3 = true
static const struct interception_plan ended[] = {{LAWFUL, .from_ms = 400, .until_ms = 6300}};
static const struct interception_plan twice_active[] = {{LAWFUL, .from_ms = 400}};
static const struct interception_plan late[] = {{LAWFUL, .from_ms = 400, .breaks = "delivery-after-withdrawal"}};
static const struct interception_plan handed_late[] = {
    {LAWFUL, .from_ms = 400, .until_ms = 3300, .flaw = FLAW_GOES_ON, .breaks = "delivery-after-withdrawal"}};
static const struct interception_plan handed_twice[] = {{LAWFUL, .flaw = FLAW_HANDED_TWICE, .breaks = "over-delivery"}};
static const struct interception_plan handed_in_part[] = {{LAWFUL, .flaw = FLAW_HANDED_IN_PART, .breaks = "under-delivery"}};
#define LAWFUL_CONTENT XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, .x3 = true
static const struct interception_plan ended_content[] = {{LAWFUL_CONTENT, .from_ms = 400, .until_ms = 6300}};
static const struct interception_plan late_content[] = {{LAWFUL_CONTENT, .from_ms = 400, .breaks = "delivery-after-withdrawal"}};
static const struct interception_plan misdirected[] = {
    {LAWFUL, .from_ms = 400, .until_ms = 6300, .breaks = "intercept-wrong-target"}};
static const struct interception_plan mislisted[] = {
    {LAWFUL, .from_ms = 400, .until_ms = 6300, .breaks = "provisioning-mismatch"}};
static const struct interception_plan stray[] = {{LAWFUL, .breaks = "delivery-without-provisioning"}};
static const struct interception_plan twice_sent[] = {{LAWFUL, .flaw = FLAW_TWICE, .breaks = "over-delivery"}};
static const struct interception_plan with_gaps[] = {{LAWFUL, .flaw = FLAW_GAPS, .breaks = "under-delivery"}};
static const struct interception_plan with_holes[] = {{LAWFUL, .flaw = FLAW_LOST, .breaks = "delivery-gap"}};
static const struct interception_plan quiet[] = {{XID_A, "W-2026-0417", "NL-LEA1-0417", 7, PAPER_VALID, .x3 = false}};
static const struct interception_plan with_others[] = {{LAWFUL, .flaw = FLAW_OTHERS, .breaks = "intercept-wrong-target"}};
static const struct interception_plan with_hidden[] = {{LAWFUL, .flaw = FLAW_BETWEEN}};
/* ms, request, task, listed */
static const struct x1_step whole_life[] = {{200, X1_CREATE, 0, 0}, {300, X1_ACTIVATE, 0, 0},    {1500, X1_PING, 0, 0},
                                            {3000, X1_LIST, 0, 1},  {6000, X1_DEACTIVATE, 0, 0}, {7000, X1_LIST, 0, 0}};
static const struct x1_step renewed[] = {{200, X1_CREATE, 0, 0},
                                         {300, X1_ACTIVATE, 0, 0},
                                         {2500, X1_DEACTIVATE, 0, 0},
                                         {2600, X1_ACTIVATE, 0, 0},
                                         {6000, X1_LIST, 0, 1}};
static const struct x1_step cut_short[] = {
    {200, X1_CREATE, 0, 0}, {300, X1_ACTIVATE, 0, 0}, {3000, X1_DEACTIVATE, 0, 0}, {6000, X1_LIST, 0, 0}};
static const struct x1_step known_before[] = {{500, X1_PING, 0, 0}, {2500, X1_LIST, 0, 1}, {6000, X1_PING, 0, 0}};
static const struct x1_step never_asked[] = {{500, X1_PING, 0, 0}, {6000, X1_PING, 0, 0}};
static const struct x1_step disowned[] = {{500, X1_PING, 0, 0}, {2500, X1_LIST, 0, 0}, {6000, X1_PING, 0, 0}};
static const struct x1_step lingering[] = {
    {200, X1_CREATE, 0, 0}, {300, X1_ACTIVATE, 0, 0}, {3000, X1_LIST, 0, 1}, {6000, X1_DEACTIVATE, 0, 0}, {7000, X1_LIST, 0, 1}};
static const struct x1_step hidden[] = {
    {200, X1_CREATE, 0, 0}, {300, X1_ACTIVATE, 0, 0}, {3000, X1_LIST, 0, 0}, {6000, X1_DEACTIVATE, 0, 0}, {7000, X1_LIST, 0, 0}};
#define X1(p)           .x1 = {(p), ARRAY_LEN(p)}
#define X1_WITH(p, ...) .x1 = {(p), ARRAY_LEN(p), __VA_ARGS__}
#define PLANS(p)        .interceptions = (p), .interception_count = ARRAY_LEN(p)
#define FEW             .subscribers = 20, .gnbs = 3
#define DAY             .profile = &day_profile, .duration_ns = 8 * CLOCK_SECOND
#define SMALL           DAY, .upf = {FEW}
#define BY_NAME         .profile = &day_profile, .upf = {FEW, .names = true}, .duration_ns = 16 * CLOCK_SECOND
#define MEDIATED        DAY, .upf = {FEW, .mdf_tap = true}
#define WITH_ADMF       DAY, .upf = {FEW, .admf_tap = true}
#define WATCHED         .profile = &day_profile, .upf = {FEW}, .duration_ns = 16 * CLOCK_SECOND
#define LONGER          .profile = &day_profile, .upf = {FEW}, .duration_ns = 20 * CLOCK_SECOND
#define EVENING         .profile = &evening_profile, .upf = {FEW}, .duration_ns = 12 * CLOCK_SECOND
#define CROWD           .profile = &crowd_profile, .upf = {.subscribers = 2000, .gnbs = 8}, .duration_ns = 4 * CLOCK_SECOND
#define SPARSE          .profile = &sparse_profile, .upf = {FEW}, .duration_ns = 240 * CLOCK_SECOND
#define FORGETFUL       .profile = &day_profile, .upf = {FEW}, .duration_ns = 50 * CLOCK_SECOND, .memory_bytes = 16 << 20
#define COPY(...)       .copy = {.carrier = __VA_ARGS__}

const struct scenario scenario_table[] = {
    /* innocent traffic */
    {"clean-day", "a UPF with 20 subscribers, signalling, maintenance and one warranted interception", DRILL_CLEAN, SMALL,
     PLANS(warranted)},
    {"clean-nat", "the same with source NAT on n6", DRILL_CLEAN, DAY, .upf = {FEW, .nat = NAT_ADDRESS}},
    {"clean-nat-ports", "NAT that rewrites only ports", DRILL_CLEAN, DAY, .upf = {FEW, .nat = NAT_PORT}},
    {"clean-busy", "40 subscribers fetch the same few objects", DRILL_CLEAN, .profile = &busy_profile,
     .upf = {.subscribers = 40, .gnbs = 3}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-popular", "a live stream that everybody gets at the same time, and objects that some store and others fetch",
     DRILL_CLEAN, .profile = &popular_profile, .upf = {FEW}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-crowd", "two thousand subscribers who do little", DRILL_CLEAN, CROWD},
    {"clean-handover", "every subscriber moves to another gNB and other TEIDs half-way", DRILL_CLEAN, SMALL, .handover = true},
    {"clean-fragments", "n3 with a small MTU: GTP-U packets are fragmented outside", DRILL_CLEAN, DAY,
     .upf = {FEW, .n3_mtu = 1300}},
    {"clean-inner-fragments", "subscribers' packets are fragments inside GTP-U and whole on n6", DRILL_CLEAN, DAY,
     .upf = {FEW, .inner_mtu = 900}},
    {"clean-ipv6", "half of the subscribers use IPv6 too; n6 is tagged; taps know directions", DRILL_CLEAN, DAY,
     .upf = {FEW, .ipv6_share = 2, .n6_vlan = 106, .directions = true}},
    {"clean-clamped", "the element lowers the maximum segment size that TCP announces", DRILL_CLEAN, DAY,
     .upf = {FEW, .clamp_mss = 1340}},
    {"clean-retransmission", "one segment in twelve is sent again", DRILL_CLEAN, .profile = &lossy_profile, .upf = {FEW},
     .duration_ns = 8 * CLOCK_SECOND},
    {"clean-duplicates", "the n6 tap is a SPAN port that shows one frame in three twice", DRILL_CLEAN, DAY,
     .upf = {FEW, .span = SPAN_TWICE}},
    {"clean-duplicates-aged", "the n6 tap shows one frame in three again with another TTL", DRILL_CLEAN, DAY,
     .upf = {FEW, .span = SPAN_AGED}},
    {"clean-duplicates-hops", "the n6 tap shows one frame in three before and behind the next router", DRILL_CLEAN, DAY,
     .upf = {FEW, .span = SPAN_HOPS}},
    {"clean-two-taps", "two taps on n6 see the same frames", DRILL_CLEAN, DAY, .upf = {FEW, .n6_taps = true}},
    {"clean-keepalives", "every subscriber sends the same octets over and over", DRILL_CLEAN, .profile = &alike_profile,
     .upf = {FEW}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-silence", "every subscriber holds a call in which nobody speaks", DRILL_CLEAN, .profile = &silence_profile,
     .upf = {FEW}, .duration_ns = 8 * CLOCK_SECOND},
    {"clean-reordered", "packets overtake each other inside the element", DRILL_CLEAN, DAY, .upf = {FEW, .reorders = true}},
    {"clean-clocks", "the clock of the n3 tap is 5 ms ahead: what subscribers send seems to leave before it comes in",
     DRILL_CLEAN, DAY, .upf = {FEW, .n3_ahead_us = 5000}},
    {"clean-clocks-nat", "the same by two seconds, with source NAT on n6", DRILL_CLEAN, DAY,
     .upf = {FEW, .nat = NAT_ADDRESS, .n3_ahead_us = 2000000}},
    {"clean-tap-loss", "the n6 tap missed one frame in two hundred", DRILL_CLEAN, DAY, .upf = {FEW, .n6_loss_ppm = 5000}},
    {"clean-tap-loss-access", "the n3 tap missed one frame in a hundred", DRILL_CLEAN, DAY, .upf = {FEW, .n3_loss_ppm = 10000}},
    {"clean-snapped", "the capture keeps 128 bytes of every frame", DRILL_CLEAN, SMALL, .snap = 128},
    {"clean-forgetful", "the audit's memory is much shorter than the capture", DRILL_CLEAN, FORGETFUL},
    {"clean-names", "the element resolves names for its subscribers and asks another resolver", DRILL_CLEAN, DAY,
     .upf = {FEW, .forwards_names = true}},
    {"clean-errors", "ICMP errors quote packets: from hosts in transit, and the element's own", DRILL_CLEAN, SMALL,
     .service = SERVICE_ERRORS},
    {"clean-backup", "bulk TCP of stored data to a declared host, in bursts", DRILL_CLEAN, SMALL, .service = SERVICE_BACKUP},
    {"clean-backup-steady", "the same at a constant rate", DRILL_CLEAN, SMALL, .service = SERVICE_STEADY_BACKUP},
    {"clean-flow-export", "IPFIX to a declared collector, as much as there is traffic", DRILL_CLEAN, SMALL,
     .service = SERVICE_FLOW_EXPORT},
    {"clean-admin", "a maintainer types in a secure shell all the time", DRILL_CLEAN, EVENING, .service = SERVICE_ADMIN},
    {"clean-cover", "a padded tunnel of constant rate to a declared maintainer", DRILL_CLEAN, EVENING, .service = SERVICE_COVER},
    /* approved copies */
    {"probe-vxlan", "a copy in VXLAN to a monitoring probe on the approved list", DRILL_CLEAN, SMALL, COPY(CARRIER_VXLAN),
     .probe = true},
    {"probe-erspan", "a copy in ERSPAN to a monitoring probe on the approved list", DRILL_CLEAN, SMALL, COPY(CARRIER_ERSPAN),
     .probe = true},
    {"probe-udp", "a copy in private framing to a monitoring probe on the approved list", DRILL_CLEAN, SMALL, COPY(CARRIER_UDP),
     .probe = true},
    {"probe-tls", "a copy inside TLS to a monitoring probe on the approved list", DRILL_CLEAN, EVENING, COPY(CARRIER_TLS),
     .probe = true},
    {"probe-relay", "a copy in a TCP stream to a monitoring probe on the approved list", DRILL_CLEAN, SMALL, COPY(CARRIER_RELAY),
     .probe = true},
    {"probe-packed", "up to four packets in a message to a monitoring probe on the approved list", DRILL_CLEAN, SMALL,
     COPY(CARRIER_UDP, .pack = 4), .probe = true},
    {"probe-sampled", "one packet in ten, cut short to 96 bytes, to a monitoring probe on the approved list", DRILL_CLEAN, LONGER,
     COPY(CARRIER_UDP, .one_in = 10, .cut = 96), .probe = true},
    {"probe-late", "a copy in fragments, three seconds late, to a monitoring probe on the approved list", DRILL_CLEAN, SMALL,
     COPY(CARRIER_VXLAN, .mtu = 576, .delay_ns = 3 * CLOCK_SECOND), .probe = true},
    {"probe-internet", "a copy to a monitoring probe on the approved list beyond n6", DRILL_CLEAN, SMALL,
     COPY(CARRIER_UDP, .place = PLACE_INTERNET), .probe = true},
    /* interceptions */
    {"warranted-iri", "an IRI-only warrant, and only IRI is delivered", DRILL_CLEAN, SMALL, PLANS(within)},
    {"warranted-two", "two warranted interceptions on the same delivery connections", DRILL_CLEAN, SMALL, PLANS(two)},
    {"handover-sound", "content over HI3, every ten PDUs hashed", DRILL_CLEAN, SMALL, PLANS(content_only), .hi3 = HANDOVER_SOUND},
    {"handover-placeholder", "content over HI3; the hashes are of a template without the packets, as one real sender makes them",
     DRILL_CLEAN, SMALL, PLANS(content_only), .hi3 = HANDOVER_PLACEHOLDER},
    {"handover-altered", "content over HI3; one PDU is altered behind its hash", DRILL_PLANTED, SMALL, PLANS(content_only),
     .hi3 = HANDOVER_ALTERED, .twin = "handover-sound"},
    {"shadow-interception", "X3 for an XID without warrant, to the declared MDF, beside a warranted one", DRILL_PLANTED, SMALL,
     PLANS(shadow), .twin = "clean-day"},
    {"shadow-destination", "X3 for an XID without warrant, to a place that nothing declares", DRILL_PLANTED, SMALL,
     PLANS(shadow_elsewhere), .twin = "clean-day"},
    {"expired-warrant", "delivery goes on a week after the warrant ended", DRILL_PLANTED, SMALL, PLANS(expired),
     .twin = "clean-day"},
    {"content-beyond-scope", "the warrant grants IRI, X3 content flows", DRILL_PLANTED, SMALL, PLANS(beyond),
     .twin = "warranted-iri"},
    {"swapped-target", "X2 and X3 under a valid warrant, of a subscriber whom it does not name", DRILL_PLANTED, SMALL,
     PLANS(swapped), .twin = "clean-day"},
    {"over-delivery", "every packet of the target is delivered twice", DRILL_PLANTED, SMALL, PLANS(twice_sent),
     .twin = "clean-day"},
    {"under-delivery", "one packet in three of the target is not delivered", DRILL_PLANTED, LONGER, PLANS(with_gaps),
     .twin = "clean-day"},
    {"over-handover", "the mediation function hands over every packet of the target twice", DRILL_PLANTED, MEDIATED,
     PLANS(handed_twice), .mediated = true, .twin = "handover-mediated"},
    {"under-handover", "the mediation function does not hand over one packet in three of the target", DRILL_PLANTED,
     .profile = &day_profile, .upf = {FEW, .mdf_tap = true}, .duration_ns = 20 * CLOCK_SECOND, PLANS(handed_in_part),
     .mediated = true, .twin = "handover-mediated"},
    {"handover-mediated", "content over X3, and from the mediation function over HI3, while taps miss frames", DRILL_CLEAN,
     .profile = &day_profile, .upf = {FEW, .mdf_tap = true, .n3_loss_ppm = 10000, .n6_loss_ppm = 5000},
     .duration_ns = 12 * CLOCK_SECOND, PLANS(warranted), .mediated = true},
    {"over-delivery-imsi", "every packet is delivered twice of a target whom the warrant names by IMSI, whose address PFCP tells",
     DRILL_PLANTED, BY_NAME, PLANS(twice_sent), .twin = "warranted-imsi"},
    {"under-delivery-imsi", "one packet in three is not delivered of a target whom the warrant names by IMSI", DRILL_PLANTED,
     BY_NAME, PLANS(with_gaps), .twin = "warranted-imsi"},
    {"warranted-imsi", "a warrant names its target by IMSI, and PFCP says whose sessions are", DRILL_CLEAN, BY_NAME,
     PLANS(warranted)},
    {"delivery-gap", "one PDU in forty never leaves, though it had its number", DRILL_PLANTED, SMALL, PLANS(with_holes),
     .twin = "delivery-unseen"},
    {"delivery-unseen", "the tap on the management side missed one frame in fifty of the delivery", DRILL_CLEAN, DAY,
     .upf = {FEW, .oam_loss_ppm = 20000}, PLANS(warranted)},
    {"delivery-of-others", "another subscriber's packets are delivered with the target's", DRILL_PLANTED, SMALL,
     PLANS(with_others), .twin = "warranted-two"},
    {"delivery-between", "another subscriber's packets stand between the PDUs of a warranted delivery, in none", DRILL_PLANTED,
     SMALL, PLANS(with_hidden), .twin = "warranted-two"},
    {"warranted-duplicates", "a warranted interception, and the n6 tap shows one frame in three twice", DRILL_CLEAN, DAY,
     .upf = {FEW, .span = SPAN_TWICE}, PLANS(warranted)},
    {"warranted-nat", "a warranted interception with source NAT on n6, and taps that miss frames", DRILL_CLEAN, DAY,
     .upf = {FEW, .nat = NAT_ADDRESS, .n3_loss_ppm = 10000}, PLANS(warranted)},
    {"warranted-retransmission", "a warranted interception where one segment in twelve is sent again", DRILL_CLEAN,
     .profile = &lossy_profile, .upf = {FEW}, .duration_ns = 8 * CLOCK_SECOND, PLANS(warranted)},
    {"warranted-clocks", "a warranted interception, and the clock of the n3 tap is two seconds ahead", DRILL_CLEAN, DAY,
     .upf = {FEW, .n3_ahead_us = 2000000}, PLANS(warranted)},
    /* seen with the X1 that provisions them */
    {"x1-lawful", "X1 activates an interception and ends it, and delivery ends within half a second", DRILL_CLEAN, SMALL,
     PLANS(ended), X1(whole_life)},
    {"x1-renewed", "X1 ends an interception and activates it again at once", DRILL_CLEAN, SMALL, PLANS(twice_active),
     X1(renewed)},
    {"x1-before", "an interception from before the capture, which the element lists", DRILL_CLEAN, SMALL, PLANS(warranted),
     X1(known_before)},
    {"x1-unasked", "an interception from before the capture, and nobody asks the element for its list", DRILL_CLEAN, SMALL,
     PLANS(warranted), X1(never_asked)},
    {"x1-prefix", "the same, and the target is written as a prefix of its own", DRILL_CLEAN, SMALL, PLANS(ended),
     X1_WITH(whole_life, .target = X1_TARGET_PREFIX)},
    {"x1-tls", "X1 inside TLS 1.3 with a key log activates an interception, lists it and ends it", DRILL_CLEAN, SMALL,
     PLANS(ended), X1_WITH(whole_life, .tls = true)},
    {"x1-wider-target", "X1 activates a warranted interception for a prefix around its target", DRILL_PLANTED, SMALL,
     PLANS(misdirected), X1_WITH(whole_life, .target = X1_TARGET_WIDER), .twin = "x1-prefix"},
    {"x1-other-target", "X1 activates a warranted interception for somebody else", DRILL_PLANTED, SMALL, PLANS(misdirected),
     X1_WITH(whole_life, .target = X1_TARGET_OTHER), .twin = "x1-lawful"},
    {"x1-more-targets", "X1 activates a warranted interception for its target and for somebody else", DRILL_PLANTED, SMALL,
     PLANS(misdirected), X1_WITH(whole_life, .target = X1_TARGET_MORE), .twin = "x1-lawful"},
    {"x1-stranger", "somebody who is no administration function activates and ends an interception", DRILL_PLANTED, SMALL,
     PLANS(ended), X1_WITH(whole_life, .stranger = true), .twin = "x1-lawful"},
    {"x1-hidden-task", "the element's own list lacks what X1 activated", DRILL_PLANTED, SMALL, PLANS(mislisted), X1(hidden),
     .twin = "x1-lawful"},
    {"x1-lingering-task", "the element's own list still has what X1 ended", DRILL_PLANTED, SMALL, PLANS(mislisted), X1(lingering),
     .twin = "x1-lawful"},
    {"x1-tls-wider-target", "a prefix around the target, inside TLS 1.3 with a key log", DRILL_PLANTED, SMALL, PLANS(misdirected),
     X1_WITH(whole_life, .target = X1_TARGET_WIDER, .tls = true), .twin = "x1-tls"},
    {"x1-tls-stranger", "a stranger provisions inside TLS 1.3 with a key log", DRILL_PLANTED, SMALL, PLANS(ended),
     X1_WITH(whole_life, .stranger = true, .tls = true), .twin = "x1-tls"},
    {"x1-tls-hidden-task", "the list inside TLS 1.3 with a key log lacks what X1 activated", DRILL_PLANTED, SMALL,
     PLANS(mislisted), X1_WITH(hidden, .tls = true), .twin = "x1-tls"},
    {"late-delivery", "X1 ends an interception, and delivery goes on", DRILL_PLANTED, SMALL, PLANS(late), X1(cut_short),
     .twin = "x1-lawful"},
    {"handover-lawful", "X1 ends an interception, X3 ends, and what is mediated to HI3", DRILL_CLEAN, MEDIATED, PLANS(ended),
     X1(whole_life), .mediated = true},
    {"late-handover", "X1 ends an interception and X3 ends, but the mediation function hands content over on HI3", DRILL_PLANTED,
     MEDIATED, PLANS(handed_late), X1(cut_short), .mediated = true, .twin = "handover-lawful"},
    {"late-handover-direct", "X1 ends an interception that the element hands over itself, and HI3 goes on", DRILL_PLANTED, SMALL,
     PLANS(late_content), X1(cut_short), .hi3 = HANDOVER_SOUND, .twin = "handover-lawful-direct"},
    {"handover-lawful-direct", "X1 ends an interception that the element hands over itself, and HI3 ends", DRILL_CLEAN, SMALL,
     PLANS(ended_content), X1(whole_life), .hi3 = HANDOVER_SOUND},
    {"stray-delivery", "the element delivers an interception that its own list does not have", DRILL_PLANTED, SMALL, PLANS(stray),
     X1(disowned), .twin = "x1-before"},
    {"interface-tls", "X1 inside TLS 1.3, and nothing is delivered", DRILL_CLEAN, SMALL, PLANS(quiet),
     X1_WITH(whole_life, .tls = true)},
    {"interface-clear", "X1 in clear, and nothing is delivered", DRILL_PLANTED, SMALL, PLANS(quiet), X1(whole_life),
     .twin = "interface-tls"},
    /* with what the authority orders over HI1, seen at the administration function */
    {"hi1-matching", "an authority orders over HI1 what the register holds, X1 provisions it and it is delivered", DRILL_CLEAN,
     WITH_ADMF, PLANS(ended), X1(whole_life), .hi1 = HI1_MATCHING},
    {"hi1-other-target", "the order over HI1 names another target than the register holds", DRILL_PLANTED, WITH_ADMF,
     PLANS(ended), X1(whole_life), .hi1 = HI1_OTHER_TARGET, .twin = "hi1-matching"},
    {"hi1-longer", "the order over HI1 lasts a month longer than the register holds", DRILL_PLANTED, WITH_ADMF, PLANS(ended),
     X1(whole_life), .hi1 = HI1_LONGER, .twin = "hi1-matching"},
    {"hi1-unheld", "the order over HI1 is none that the register holds", DRILL_PLANTED, WITH_ADMF, PLANS(ended), X1(whole_life),
     .hi1 = HI1_UNHELD, .twin = "hi1-matching"},
    /* ordered by the vendors' own ways */
    {"order-pfcp-approved", "the SMF orders a duplicate of a session to the declared mediation function", DRILL_CLEAN, SMALL,
     PLANS(warranted), .order = {ORDER_PFCP}},
    {"order-snmp-approved", "the mediation function writes a row of Cisco's TAP-MIB", DRILL_CLEAN, SMALL, PLANS(warranted),
     .order = {ORDER_SNMP}},
    {"order-radius-approved", "the declared RADIUS server changes a session to be intercepted", DRILL_CLEAN, SMALL,
     PLANS(warranted), .order = {ORDER_RADIUS}},
    {"order-dtcp-approved", "the mediation function adds a FlowTap filter", DRILL_CLEAN, SMALL, PLANS(warranted),
     .order = {ORDER_DTCP}},
    {"order-trace-approved", "the control plane orders a subscriber's trace, to the declared mediation function", DRILL_CLEAN,
     SMALL, PLANS(warranted), .order = {ORDER_GTPV2}},
    {"order-trace", "a stranger orders a subscriber's trace by GTPv2-C, to himself", DRILL_PLANTED, SMALL, PLANS(warranted),
     .order = {ORDER_GTPV2, true}, .twin = "order-trace-approved"},
    {"order-pfcp", "the SMF orders a duplicate of a session to a place that nothing declares", DRILL_PLANTED, SMALL,
     PLANS(warranted), .order = {ORDER_PFCP, true}, .twin = "order-pfcp-approved"},
    {"order-snmp", "a stranger writes a row of Cisco's TAP-MIB", DRILL_PLANTED, SMALL, PLANS(warranted),
     .order = {ORDER_SNMP, true}, .twin = "order-snmp-approved"},
    {"order-radius", "a stranger changes a session by RADIUS to be intercepted", DRILL_PLANTED, SMALL, PLANS(warranted),
     .order = {ORDER_RADIUS, true}, .twin = "order-radius-approved"},
    {"order-dtcp", "a stranger adds a FlowTap filter", DRILL_PLANTED, SMALL, PLANS(warranted), .order = {ORDER_DTCP, true},
     .twin = "order-dtcp-approved"},
    /* maintenance sessions and what follows them */
    {"reach-quiet", "a declared maintainer logs in, and nothing new is sent", DRILL_CLEAN, WATCHED,
     .reach = {REACH_MAINTAINER, EGRESS_NONE}},
    {"reach-declared", "a declared maintainer logs in, and then the element begins to send to a declared place", DRILL_CLEAN,
     WATCHED, .reach = {REACH_MAINTAINER, EGRESS_DECLARED}},
    {"reach-before", "what the element sends to a place that nothing declares began long before a declared maintainer logs in",
     DRILL_PLANTED, WATCHED, .reach = {REACH_MAINTAINER, EGRESS_BEFORE}, .twin = "reach-declared"},
    {"reach-egress", "a declared maintainer logs in, and then the element begins to send to a place that nothing declares",
     DRILL_PLANTED, WATCHED, .reach = {REACH_MAINTAINER, EGRESS_AFTER}, .twin = "reach-declared"},
    {"reach-stranger", "somebody whom nothing declares logs in by SSH", DRILL_PLANTED, WATCHED,
     .reach = {REACH_STRANGER, EGRESS_NONE}, .twin = "reach-quiet"},
    {"reach-stranger-egress",
     "somebody whom nothing declares logs in by SSH, and then the element begins to send to another such place", DRILL_PLANTED,
     WATCHED, .reach = {REACH_STRANGER, EGRESS_AFTER}, .twin = "reach-declared"},
    /* one subscriber copied on the management side, carrier by carrier */
    {"copy-gre", "one subscriber copied in GRE", DRILL_PLANTED, SMALL, COPY(CARRIER_GRE)},
    {"copy-ipip", "one subscriber copied in IP-in-IP", DRILL_PLANTED, SMALL, COPY(CARRIER_IPIP)},
    {"copy-vxlan", "one subscriber copied in VXLAN", DRILL_PLANTED, SMALL, COPY(CARRIER_VXLAN)},
    {"copy-geneve", "one subscriber copied in Geneve", DRILL_PLANTED, SMALL, COPY(CARRIER_GENEVE)},
    {"copy-erspan", "one subscriber copied in ERSPAN II", DRILL_PLANTED, SMALL, COPY(CARRIER_ERSPAN)},
    {"copy-l2tpv3", "one subscriber copied in L2TPv3 over IP", DRILL_PLANTED, SMALL, COPY(CARRIER_L2TPV3)},
    {"copy-tzsp", "one subscriber copied in TZSP", DRILL_PLANTED, SMALL, COPY(CARRIER_TZSP)},
    {"copy-udp", "one subscriber copied behind a private 13-byte header in UDP", DRILL_PLANTED, SMALL, COPY(CARRIER_UDP)},
    {"copy-udp-37", "one subscriber copied behind a private 37-byte header in UDP", DRILL_PLANTED, SMALL, COPY(CARRIER_UDP_37)},
    {"copy-tcp-relay", "one subscriber's packets in a TCP stream with other segment borders", DRILL_PLANTED, SMALL,
     COPY(CARRIER_RELAY)},
    {"copy-tee", "one subscriber's packets unaltered to another next hop on the management side", DRILL_PLANTED, SMALL,
     COPY(CARRIER_TEE)},
    {"copy-ipv6", "a subscriber with IPv6 copied in VXLAN over IPv6", DRILL_PLANTED, DAY, .upf = {FEW, .ipv6_share = 1},
     COPY(CARRIER_VXLAN, .subject = 8, .v6 = true)},
    {"copy-ipv6-private", "a subscriber with IPv6 copied behind a private header in UDP over IPv6", DRILL_PLANTED, DAY,
     .upf = {FEW, .ipv6_share = 1}, COPY(CARRIER_UDP_37, .subject = 8, .v6 = true)},
    {"copy-ip-protocol", "one subscriber copied behind a private header in an IP protocol that nobody uses", DRILL_PLANTED, SMALL,
     COPY(CARRIER_PROTOCOL)},
    {"copy-mpls", "one subscriber's packets behind an MPLS label, without an outer IP packet", DRILL_PLANTED, SMALL,
     COPY(CARRIER_MPLS)},
    {"copy-ethertype", "one subscriber copied behind a private header in Ethernet frames of an unused type", DRILL_PLANTED, SMALL,
     COPY(CARRIER_ETHERTYPE)},
    /* by other ways */
    {"copy-gtp", "a second GTP tunnel, to a peer beyond n6", DRILL_PLANTED, SMALL, COPY(CARRIER_GTPU, .place = PLACE_INTERNET)},
    {"copy-gtp-declared", "a second GTP tunnel, to another gNB, which is declared", DRILL_PLANTED, SMALL,
     COPY(CARRIER_GTPU, .place = PLACE_GNB)},
    {"copy-gtp-own-gnb", "a second GTP tunnel to the subscriber's own gNB", DRILL_PLANTED, SMALL,
     COPY(CARRIER_GTPU, .place = PLACE_OWN_GNB)},
    {"copy-tee-n6", "unaltered to another next hop on n6", DRILL_PLANTED, SMALL, COPY(CARRIER_TEE, .place = PLACE_NEIGHBOUR)},
    {"copy-payload", "what TCP and UDP carried, as plain UDP to a host on the internet", DRILL_PLANTED, SMALL,
     COPY(CARRIER_PAYLOAD, .place = PLACE_INTERNET)},
    {"copy-internet", "behind a private header in UDP to a host on the internet", DRILL_PLANTED, SMALL,
     COPY(CARRIER_UDP, .place = PLACE_INTERNET)},
    {"copy-internet-relay", "in a TCP stream with other segment borders to a host on the internet", DRILL_PLANTED, SMALL,
     COPY(CARRIER_RELAY, .place = PLACE_INTERNET)},
    {"copy-spoofed", "the same under another subscriber's address", DRILL_PLANTED, SMALL,
     COPY(CARRIER_PAYLOAD, .place = PLACE_INTERNET, .spoofed = true)},
    {"copy-maintenance", "in clear through a declared maintenance connection to the SSH port", DRILL_PLANTED, SMALL,
     COPY(CARRIER_RELAY, .place = PLACE_ADMIN)},
    {"copy-nat", "NAT, and a copy in VXLAN of what it had not yet translated", DRILL_PLANTED, DAY,
     .upf = {FEW, .nat = NAT_ADDRESS}, COPY(CARRIER_VXLAN)},
    {"copy-nat-after", "NAT, and a copy in VXLAN of what it had translated", DRILL_PLANTED, DAY, .upf = {FEW, .nat = NAT_ADDRESS},
     COPY(CARRIER_VXLAN, .translated = true)},
    /* in other forms */
    {"copy-packed", "up to four packets in one message", DRILL_PLANTED, SMALL, COPY(CARRIER_UDP, .pack = 4)},
    {"copy-fragmented", "copies fragmented outside", DRILL_PLANTED, SMALL, COPY(CARRIER_VXLAN, .mtu = 576)},
    {"copy-cut-64", "packets cut short to 64 bytes", DRILL_PLANTED, SMALL, COPY(CARRIER_UDP_37, .cut = 64)},
    {"copy-cut-96", "packets cut short to 96 bytes", DRILL_PLANTED, SMALL, COPY(CARRIER_GRE, .cut = 96)},
    {"copy-cut-128", "frames cut short to 128 bytes", DRILL_PLANTED, SMALL, COPY(CARRIER_ERSPAN, .cut = 128)},
    {"copy-cut-256", "packets cut short to 256 bytes in a TCP stream", DRILL_PLANTED, SMALL, COPY(CARRIER_RELAY, .cut = 256)},
    {"copy-uplink", "only what the subscriber sends", DRILL_PLANTED, SMALL, COPY(CARRIER_GRE, .part = COPY_UPLINK)},
    {"copy-downlink", "only what the subscriber receives", DRILL_PLANTED, SMALL, COPY(CARRIER_GENEVE, .part = COPY_DOWNLINK)},
    {"copy-one-in-4", "one packet in four", DRILL_PLANTED, LONGER, COPY(CARRIER_GRE, .one_in = 4)},
    {"copy-one-in-10", "one packet in ten", DRILL_PLANTED, LONGER, COPY(CARRIER_UDP, .one_in = 10)},
    {"copy-fifty", "fifty packets and no more", DRILL_PLANTED, SMALL, COPY(CARRIER_GRE, .at_most = 50)},
    {"copy-fifty-relay", "fifty packets and no more in a TCP stream", DRILL_PLANTED, SMALL, COPY(CARRIER_RELAY, .at_most = 50)},
    {"copy-crowd", "one subscriber of two thousand", DRILL_PLANTED, CROWD, COPY(CARRIER_VXLAN)},
    {"copy-crowd-rtp", "a single call of one subscriber of two thousand", DRILL_PLANTED, CROWD,
     COPY(CARRIER_UDP, .part = COPY_RTP)},
    {"copy-rtp", "a single call of 50 packets a second", DRILL_PLANTED, SMALL, COPY(CARRIER_UDP, .part = COPY_RTP)},
    {"copy-late", "three seconds later", DRILL_PLANTED, SMALL, COPY(CARRIER_GRE, .delay_ns = 3 * CLOCK_SECOND)},
    {"copy-much-later", "three minutes later", DRILL_PLANTED, SPARSE, COPY(CARRIER_VXLAN, .delay_ns = 180 * CLOCK_SECOND)},
    {"copy-long-memory", "forty seconds later, five times as long as the audit is sure to remember", DRILL_PLANTED, FORGETFUL,
     COPY(CARRIER_VXLAN, .delay_ns = 40 * CLOCK_SECOND)},
    {"copy-two", "two subscribers in one tunnel", DRILL_PLANTED, SMALL, COPY(CARRIER_GRE, .two = true)},
    {"copy-clocks", "a copy in GRE, and the clock of the n3 tap is 5 ms ahead", DRILL_PLANTED, DAY,
     .upf = {FEW, .n3_ahead_us = 5000}, COPY(CARRIER_GRE)},
    {"copy-tap-loss", "a copy in GRE, and the n6 tap missed one frame in two hundred", DRILL_PLANTED, DAY,
     .upf = {FEW, .n6_loss_ppm = 5000}, COPY(CARRIER_GRE)},
    {"copy-duplicates", "a copy in VXLAN, and the n6 tap shows one frame in three twice", DRILL_PLANTED, DAY,
     .upf = {FEW, .span = SPAN_TWICE}, COPY(CARRIER_VXLAN)},
    {"copy-handover", "a copy in GRE of a subscriber who moves to another gNB and other TEIDs half-way", DRILL_PLANTED, SMALL,
     COPY(CARRIER_GRE), .handover = true},
    {"copy-snapped", "a copy in GRE, and the capture keeps 128 bytes of every frame", DRILL_PLANTED, SMALL, COPY(CARRIER_GRE),
     .snap = 128},
    /* enciphered or transformed, to a place that nothing declares */
    {"encrypted-tls", "one subscriber copied inside TLS", DRILL_PLANTED, EVENING, COPY(CARRIER_TLS, .place = PLACE_INTERNET)},
    {"encrypted-ssh", "one subscriber copied inside SSH", DRILL_PLANTED, EVENING, COPY(CARRIER_SSH, .place = PLACE_INTERNET)},
    {"encrypted-wireguard", "one subscriber copied inside WireGuard", DRILL_PLANTED, EVENING,
     COPY(CARRIER_WIREGUARD, .place = PLACE_INTERNET)},
    {"encrypted-openvpn", "one subscriber copied inside OpenVPN", DRILL_PLANTED, EVENING,
     COPY(CARRIER_OPENVPN, .place = PLACE_INTERNET)},
    {"encrypted-xor", "frames XORed with a key, in UDP", DRILL_PLANTED, EVENING, COPY(CARRIER_XOR, .place = PLACE_INTERNET)},
    {"encrypted-compressed", "compressed to an eighth, then TLS", DRILL_PLANTED, EVENING,
     COPY(CARRIER_TLS, .place = PLACE_INTERNET, .batch_ns = 50 * MS, .compressed = 8)},
    {"encrypted-bursts", "stored, and sent inside TLS every two seconds", DRILL_PLANTED, EVENING,
     COPY(CARRIER_TLS, .place = PLACE_INTERNET, .batch_ns = 2 * CLOCK_SECOND)},
    {"encrypted-two", "two subscribers in one WireGuard tunnel", DRILL_PLANTED, EVENING,
     COPY(CARRIER_WIREGUARD, .place = PLACE_INTERNET, .two = true)},
    {"encrypted-jitter", "inside WireGuard, up to 200 ms later", DRILL_PLANTED, EVENING,
     COPY(CARRIER_WIREGUARD, .place = PLACE_INTERNET, .jitter_ns = 200 * MS)},
    {"encrypted-cover", "a padded tunnel of constant rate to a place that nothing declares", DRILL_PLANTED, EVENING,
     .service = SERVICE_COVER_ABROAD, .twin = "clean-cover"},
    /* the same through declared maintenance, where only what it follows tells */
    {"maintenance-tls", "one subscriber copied inside TLS to a declared maintainer", DRILL_PLANTED, EVENING,
     COPY(CARRIER_TLS, .place = PLACE_SUPPORT)},
    {"maintenance-ssh", "inside a secure shell to which a maintainer has logged in", DRILL_PLANTED, EVENING,
     COPY(CARRIER_SSH, .place = PLACE_ADMIN)},
    {"maintenance-wireguard", "inside a maintenance tunnel", DRILL_PLANTED, EVENING,
     COPY(CARRIER_WIREGUARD, .place = PLACE_SUPPORT)},
    {"maintenance-openvpn", "inside a maintenance tunnel of another make", DRILL_PLANTED, EVENING,
     COPY(CARRIER_OPENVPN, .place = PLACE_SUPPORT)},
    {"maintenance-xor", "XORed with a key, in UDP to a declared maintainer", DRILL_PLANTED, EVENING,
     COPY(CARRIER_XOR, .place = PLACE_SUPPORT)},
    {"maintenance-jitter", "inside a maintenance tunnel, up to 200 ms later", DRILL_PLANTED, EVENING,
     COPY(CARRIER_WIREGUARD, .place = PLACE_SUPPORT, .jitter_ns = 200 * MS)},
    {"maintenance-short", "three hundred packets inside a maintenance tunnel, up to 200 ms later", DRILL_PLANTED, EVENING,
     COPY(CARRIER_OPENVPN, .place = PLACE_SUPPORT, .jitter_ns = 200 * MS, .at_most = 300)},
    {"maintenance-compressed",
     "one subscriber compressed to an eighth, inside a secure shell to which a maintainer has logged in", DRILL_PLANTED, EVENING,
     COPY(CARRIER_SSH, .place = PLACE_ADMIN, .batch_ns = 50 * MS, .compressed = 8)},
    {"maintenance-two", "two subscribers copied inside one tunnel to a declared maintainer", DRILL_PLANTED, EVENING,
     COPY(CARRIER_WIREGUARD, .place = PLACE_SUPPORT, .two = true)},
    /* volume */
    {"bench-gtpu", "volume: carrier traffic in GTP-U and on n6, about 1,100 bytes a packet", DRILL_BENCH,
     .profile = &carrier_profile, .upf = {.subscribers = 4000, .gnbs = 16}, .duration_ns = 8 * CLOCK_SECOND,
     .bytes = UINT64_C(256) << 20},
    {"bench-mixed", "volume: GTP-U, VLAN, IPv6, calls, names, deliveries, about 480 bytes a packet", DRILL_BENCH,
     .profile = &mixture_profile, .upf = {.subscribers = 4000, .gnbs = 16, .ipv6_share = 3, .n6_vlan = 106},
     .duration_ns = 8 * CLOCK_SECOND, .bytes = UINT64_C(256) << 20, PLANS(several)},
};
const size_t scenario_count = ARRAY_LEN(scenario_table);
