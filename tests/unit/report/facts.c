#include "report/facts.h"

#include "sample.h"

static char said[4096];
static unsigned gaps;

static void listen(void *ctx, const char *sentence, bool is_gap)
{
    size_t len = strlen(said);
    (void)ctx;
    gaps += is_gap;
    snprintf(said + len, sizeof said - len, "%s%s", len ? "; " : "", sentence);
}

static const char *coverage_of(const struct verdict *v)
{
    said[0] = 0;
    gaps = 0;
    facts_coverage(v, listen, NULL);
    return said;
}

TEST(taps_are_counted_once)
{
    static const struct verdict_capture captures[] = {
        {.tap = "n3, n6"}, {.tap = "n6"}, {.tap = NULL}, {.tap = "n9, n9"}, {.tap = "n"}};
    struct verdict v = {.captures = captures, .capture_count = 5};
    CHECK_INT(facts_tap_count(&v), 4);
    CHECK_INT(facts_tap_count(&sample_empty), 0);
}

TEST(coverage_of_a_full_view)
{
    CHECK_TEXT(coverage_of(sample_picture()),
               "3 of 3 sides of ggsn-1 tapped; no capture loss; 22 s of content remembered (all); nothing left undecrypted");
    CHECK_INT(gaps, 0);
}

TEST(coverage_names_every_gap)
{
    static const struct verdict_capture captures[] = {{.dropped_packets = 7, .snapped_packets = 1}, {.dropped_packets = -1}};
    struct verdict v = {.captures = captures,
                        .capture_count = 2,
                        .first_ns = SAMPLE_AT(0),
                        .last_ns = SAMPLE_AT(100),
                        .window_s = 20,
                        .long_memory_s = 60,
                        .memory_bytes = 64000000,
                        .undecrypted_sessions = 1};
    CHECK_TEXT(coverage_of(&v),
               "7 packets lost by the capture itself; capture loss not known for 1 of 2 captures; 1 packet cut short by the "
               "capture's snap length; content remembered for 20 s of 1 min 40 s, sparsely (one print in 32) for 1 min 00 s in "
               "64.0 MB of memory; 1 session left undecrypted; no network file was given: the inventory is what the captures "
               "themselves suggest");
    CHECK_INT(gaps, 6);
}

static const char *memory_of(double window_s, double long_memory_s)
{
    struct verdict v = {.network_name = "X",
                        .first_ns = SAMPLE_AT(0),
                        .last_ns = SAMPLE_AT(100),
                        .window_s = window_s,
                        .long_memory_s = long_memory_s};
    return coverage_of(&v);
}

TEST(memory_is_told_in_every_case)
{
    CHECK_TEXT(memory_of(100, 100), "1 min 40 s of content remembered (all); nothing left undecrypted");
    CHECK_TEXT(memory_of(20, 100), "content remembered for 20 s of 1 min 40 s, sparsely (one print in 32) for 1 min 40 s (all); "
                                   "nothing left undecrypted");
    CHECK_TEXT(memory_of(20, 10), "content remembered for 20 s of 1 min 40 s; nothing left undecrypted");
}

TEST(limits_in_words)
{
    char text[TEXT_NUMBER];
    struct verdict_finding f = {.limit_min_bytes = -1, .limit_max_delay_s = -1};
    CHECK_TEXT(facts_smallest(&f, text), "");
    CHECK_TEXT(facts_latest(&f, text), "");
    f = (struct verdict_finding){.limit_min_bytes = 1, .limit_max_delay_s = 18.2};
    CHECK_TEXT(facts_smallest(&f, text), "one packet");
    CHECK_TEXT(facts_latest(&f, text), "18 s");
    f.limit_min_bytes = 384;
    CHECK_TEXT(facts_smallest(&f, text), "384 B");
}

TEST(likeness_in_words)
{
    char text[256];
    struct verdict_correlation c = {false, 0.9884, 0.048, 0.067, -12.34, 40, "both directions"};
    CHECK_TEXT(facts_correlation(&c, text, sizeof text), "0.988 at a lag of 48 ms, bins of 67 ms, both directions; by chance "
                                                         "10^-12.3 after correction for 40 pairs tried");
    c = (struct verdict_correlation){true, 0.5, 0.002, 0, -7, 1, NULL};
    CHECK_TEXT(facts_correlation(&c, text, sizeof text), "0.500 of its messages have the size of a packet 2 ms before; by chance "
                                                         "10^-7.0 after correction for 1 pair tried");
}

TEST(remainder_only_without_findings)
{
    struct verdict v = *sample_picture();
    CHECK_INT(facts_remainder(&v).bytes, 0);
    v.finding_count = 0;
    CHECK_INT(facts_remainder(&v).bytes, 1126135);
    CHECK(facts_add(UINT64_MAX, 1) == UINT64_MAX);
}

TEST(only_plain_names_become_files)
{
    struct verdict_finding f = {.id = "F-0001", .evidence_count = 1};
    CHECK(facts_has_evidence_file(&f));
    f.id = "../F-0001";
    CHECK(!facts_has_evidence_file(&f));
    f.id = "";
    CHECK(!facts_has_evidence_file(&f));
    f = (struct verdict_finding){.id = "F-0001"};
    CHECK(!facts_has_evidence_file(&f));
}

TEST(conversations_in_words)
{
    char text[512];
    struct verdict_conversation c = {"10.0.0.1", "2001:db8::1", -1, 443, "tcp", NULL, 0};
    CHECK_TEXT(facts_conversation(&c, text, sizeof text), "10.0.0.1 -> [2001:db8::1]:443 tcp");
    c = (struct verdict_conversation){NULL, NULL, -1, -1, NULL, NULL, 0};
    CHECK_TEXT(facts_conversation(&c, text, sizeof text), "? -> ?");
}
