#include "app/exports_slots.h"

#include "check.h"

#define SLOT(slot_name, text)                                                                                                    \
    {                                                                                                                            \
        .name = {(const uint8_t *)(slot_name), sizeof(slot_name) - 1}, .value = {(const uint8_t *)(text), sizeof(text) - 1 }     \
    }
#define SLOTS(list) list, sizeof(list) / sizeof((list)[0])

static struct verdict_finding of(struct arena *a, const struct record_slot *slots, size_t count)
{
    struct verdict_finding f;
    exports_finding_of_slots(slots, count, a, &f);
    return f;
}

TEST(every_slot)
{
    static const struct record_slot slots[] = {
        SLOT("id", "F-0007"),
        SLOT("rule", "covert-copy"),
        SLOT("severity", "high"),
        SLOT("confidence", "0.93"),
        SLOT("summary", "names somebody"),
        SLOT("element", "ggsn-1"),
        SLOT("supplier", "Osmo"),
        SLOT("liid", "X9"),
        SLOT("conversation", "10.66.0.1 > [2001:db8::2]:4789 udp, vxlan, gre"),
        SLOT("copied", "10.45.0.3:50122 > 203.0.113.80:443 tcp\n203.0.113.80:443 > 10.45.0.3:50122 tcp"),
        SLOT("times", "2026-11-21T23:16:59.810000000Z/2026-11-21T23:17:09.571000000Z"),
        SLOT("packets", "1359"),
        SLOT("bytes", "1028135"),
        SLOT("detected", "12 packets 9100 bytes 0.200 s"),
        SLOT("limits", "min_bytes 384 max_delay_s -1"),
        SLOT("subscribers", "10.45.0.3\n10.45.0.7"),
        SLOT("depth", "clear"),
        SLOT("correlation", "volume 0.988 lag_s 0.048 bin_s 0.067 log10_p -12.3 pairs 40 both directions"),
        SLOT("evidence.packets", "core.pcapng 1\ncore.pcapng 2\ncore.pcapng 3"),
    };
    struct arena *a = arena_new();
    REQUIRE(a != NULL);
    struct verdict_finding f = of(a, SLOTS(slots));
    CHECK_TEXT(f.id, "F-0007");
    CHECK_TEXT(f.rule, "covert-copy");
    CHECK_INT(f.severity, SEVERITY_HIGH);
    CHECK(f.confidence > 0.92 && f.confidence < 0.94);
    CHECK_TEXT(f.element, "ggsn-1");
    CHECK_TEXT(f.supplier, "Osmo");
    CHECK_TEXT(f.depth, "clear");
    CHECK_TEXT(f.conversation.src, "10.66.0.1");
    CHECK_INT(f.conversation.sport, -1);
    CHECK_TEXT(f.conversation.dst, "2001:db8::2");
    CHECK_INT(f.conversation.dport, 4789);
    CHECK_TEXT(f.conversation.protocol, "udp");
    CHECK_INT(f.conversation.encapsulation_count, 2);
    CHECK_TEXT(f.conversation.encapsulation[1], "gre");
    CHECK_INT(f.copied_count, 2);
    CHECK_TEXT(f.copied[1].dst, "10.45.0.3");
    CHECK_INT(f.copied[1].sport, 443);
    CHECK_INT(f.last_ns - f.first_ns, INT64_C(9761000000));
    CHECK_INT(f.packets, 1359);
    CHECK_INT(f.bytes, 1028135);
    CHECK_INT(f.detected_packets, 12);
    CHECK_INT(f.detected_bytes, 9100);
    CHECK(f.detected_seconds > 0.19 && f.detected_seconds < 0.21);
    CHECK_INT(f.limit_min_bytes, 384);
    CHECK(f.limit_max_delay_s < 0);
    CHECK_INT(f.subscriber_count, 2);
    CHECK_TEXT(f.subscribers[1], "10.45.0.7");
    REQUIRE(f.correlation != NULL);
    CHECK(!f.correlation->by_sizes && f.correlation->coefficient > 0.98 && f.correlation->log10_p < -12);
    CHECK_INT(f.correlation->pairs, 40);
    CHECK_INT(f.evidence_count, 3);
    CHECK(!f.summary && !f.liid && !f.warrant && !f.xid); /* exports tell none of these */
    arena_free(a);
}

TEST(nothing_is_shown)
{
    static const struct record_slot slots[] = {{.name = {(const uint8_t *)"element", 7}, .absent = true}};
    struct arena *a = arena_new();
    REQUIRE(a != NULL);
    struct verdict_finding f = of(a, SLOTS(slots));
    CHECK(!f.id && !f.rule && !f.element && !f.conversation.src && !f.copied && !f.subscribers && !f.correlation);
    CHECK_INT(f.severity, SEVERITY_COUNT);
    CHECK(f.confidence < 0 && f.limit_min_bytes < 0 && f.limit_max_delay_s < 0);
    CHECK(f.first_ns == CLOCK_NONE && f.last_ns == CLOCK_NONE);
    CHECK_INT(f.conversation.dport, -1);
    arena_free(a);
}

/* Half a text says half of it, and what is no such text nothing. */
TEST(torn_and_wrong_texts)
{
    static const char *const names[] = {"severity", "confidence",  "conversation", "copied",
                                        "times",    "packets",     "bytes",        "detected",
                                        "limits",   "subscribers", "correlation",  "evidence.packets"};
    static const char *const texts[] = {"",
                                        "\n\n",
                                        " > ",
                                        "? > ?",
                                        "1.2.3.4:99999 > x:1 ,",
                                        "/",
                                        "2026-11-21T23:16:59Z",
                                        "-5",
                                        "99999999999999999999999",
                                        "nan",
                                        "12 packets",
                                        "min_bytes",
                                        "sizes",
                                        "volume x lag_s",
                                        "critical!"};
    struct arena *a = arena_new();
    REQUIRE(a != NULL);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
            const struct record_slot slot = {.name = bytes_of_text(names[i]), .value = bytes_of_text(texts[k])};
            struct verdict_finding f = of(a, &slot, 1);
            CHECK_INT(f.severity, SEVERITY_COUNT);
            CHECK(!f.conversation.src && !f.conversation.dst);
            CHECK(f.first_ns == CLOCK_NONE || k == 6);
            CHECK(f.copied_count < 3 && f.subscriber_count < 3 && f.evidence_count < 4);
        }
    arena_free(a);
}
