#include "drill/score.h"

#include <string.h>

#include "check.h"

static struct truth planted(void)
{
    struct truth t = {.copied_min = 90, .copied_max = 110, .unexplained_max = -1, .exit_status = 1};
    struct truth_match *m = truth_expect(&t, "covert-copy");
    truth_text(m->dst, "10.66.0.99");
    truth_text(m->subject, "10.45.0.7");
    m->dport = 4789;
    m = truth_allow(&t, "mirror-session");
    m->rules[1] = "undeclared-conversation";
    truth_text(m->dst, "10.66.0.99");
    struct truth_intercept *i = truth_intercept(&t, "xid-1", "");
    truth_text(i->warrant, "W-1");
    i->iri = 3;
    i->cc = 40;
    return t;
}

static const struct verdict_conversation copied = {.src = "192.0.2.1", .dst = "10.45.0.7", .sport = 80, .dport = 40000};

static struct verdict_finding copy_finding(void)
{
    return (struct verdict_finding){.rule = "covert-copy",
                                    .summary = "a copy",
                                    .conversation = {.src = "10.66.0.1", .dst = "10.66.0.99", .sport = 1, .dport = 4789},
                                    .copied = &copied,
                                    .copied_count = 1};
}

static const struct verdict_intercept intercept = {.xid = "xid-1", .warrant = "W-1", .iri = 3, .cc = 40};

static struct score judge(const struct verdict_finding *f, size_t n, const struct verdict_intercept *i, uint64_t copied_packets)
{
    struct verdict_element e = {.name = "upf-1", .out = {1000, 100000}};
    e.account[ACCOUNT_COPIED].packets = copied_packets;
    struct verdict v = {
        .elements = &e, .element_count = 1, .findings = f, .finding_count = n, .intercepts = i, .intercept_count = 1};
    struct truth t = planted();
    struct score s;
    score_verdict(&t, &v, &s);
    return s;
}

TEST(a_right_verdict_is_right)
{
    struct verdict_finding f[2] = {copy_finding(), copy_finding()};
    f[1].rule = "mirror-session";
    struct score s = judge(f, 2, &intercept, 100);
    CHECK(score_ok(&s));
    CHECK_INT(s.expected, 1);
    CHECK_INT(s.found, 1);
    CHECK_INT(s.note_count, 0);
}

TEST(nothing_found_is_missed)
{
    struct score s = judge(NULL, 0, &intercept, 100);
    CHECK(!score_ok(&s));
    CHECK_INT(s.missed, 1);
    CHECK_INT(s.false_alarms, 0);
    CHECK_INT(s.wrong, 1); /* findings 0, exit status 1 */
}

TEST(each_key_of_a_match_counts)
{
    for (int broken = 0; broken < 4; broken++) {
        struct verdict_finding f = copy_finding();
        struct verdict_conversation other = copied;
        if (broken == 0) f.rule = "encrypted-copy";
        if (broken == 1) f.conversation.dst = "10.66.0.98";
        if (broken == 2) f.conversation.dport = 4790;
        if (broken == 3) {
            other.dst = "10.45.0.8";
            f.copied = &other;
        }
        struct score s = judge(&f, 1, &intercept, 100);
        CHECK_INT(s.missed, 1);
        CHECK_INT(s.false_alarms, 1);
        CHECK_INT(s.note_count, 2);
    }
}

TEST(unknown_text_of_a_finding_matches_nothing_wanted)
{
    struct verdict_finding f = copy_finding();
    f.conversation.dst = NULL;
    struct score s = judge(&f, 1, &intercept, 100);
    CHECK_INT(s.missed, 1);
}

TEST(an_allowance_is_not_a_licence)
{
    struct verdict_finding f[2] = {copy_finding(), copy_finding()};
    f[1].rule = "undeclared-conversation";
    f[1].conversation.dst = "203.0.113.9";
    struct score s = judge(f, 2, &intercept, 100);
    CHECK_INT(s.found, 1);
    CHECK_INT(s.false_alarms, 1);
    CHECK(strstr(s.notes[0], "undeclared-conversation") != NULL);
}

TEST(counts_of_intercepts_and_accounts_are_held_against_the_truth)
{
    struct verdict_finding f = copy_finding();
    struct verdict_intercept i = intercept;
    i.cc = 41;
    struct score s = judge(&f, 1, &i, 100);
    CHECK_INT(s.wrong, 1);
    i = intercept;
    i.warrant = NULL;
    s = judge(&f, 1, &i, 100);
    CHECK_INT(s.wrong, 1);
    i = intercept;
    i.xid = "xid-2";
    s = judge(&f, 1, &i, 100);
    CHECK_INT(s.wrong, 1);
    s = judge(&f, 1, &intercept, 111);
    CHECK_INT(s.wrong, 1);
    CHECK(!score_ok(&s));
}

TEST(too_often_is_wrong)
{
    struct verdict_finding f[2] = {copy_finding(), copy_finding()};
    struct verdict_element e = {.name = "upf-1", .out = {10, 100}};
    struct verdict v = {.elements = &e, .element_count = 1, .findings = f, .finding_count = 2};
    struct truth t = {.copied_max = UINT64_MAX, .unexplained_max = 0.02, .exit_status = 1};
    truth_expect(&t, "covert-copy")->max = 1;
    struct score s;
    score_verdict(&t, &v, &s);
    CHECK_INT(s.found, 1);
    CHECK_INT(s.wrong, 1);
}

TEST(a_verdict_about_nothing_is_no_verdict)
{
    struct verdict v = {.version = "x"};
    struct truth t = {.copied_max = 3, .unexplained_max = 0.02};
    struct score s;
    score_verdict(&t, &v, &s);
    CHECK(!score_ok(&s));
}

TEST(the_finding_that_was_certain_first_says_how_long_it_took)
{
    struct verdict_finding f[3] = {copy_finding(), copy_finding(), copy_finding()};
    f[0] = (struct verdict_finding){.rule = "undeclared-conversation", .conversation = {.dst = "10.66.0.99", .dport = -1}};
    f[0].detected_packets = f[0].detected_bytes = 1; /* merely allowed */
    f[1].first_ns = 5 * CLOCK_SECOND;
    f[1].detected_packets = 6;
    f[1].detected_bytes = 700;
    f[1].detected_seconds = 1.5;
    f[2].first_ns = 4 * CLOCK_SECOND;
    f[2].detected_packets = 6;
    f[2].detected_bytes = 900;
    f[2].detected_seconds = 2;
    struct score s = judge(f, 3, &intercept, 100);
    CHECK_INT(s.detected_bytes, 900);
    CHECK(s.detected_seconds == 2);
    s = judge(NULL, 0, &intercept, 100);
    CHECK_INT(s.detected_bytes, 0);
}

static struct score judge_notes(const char *const *notes, size_t count, uint64_t cc)
{
    struct verdict_element e = {.name = "upf-1", .out = {1000, 100000}};
    struct verdict_finding f = copy_finding();
    struct verdict v = {.elements = &e,
                        .element_count = 1,
                        .findings = &f,
                        .finding_count = 1,
                        .intercepts = &intercept,
                        .intercept_count = 1,
                        .notes = notes,
                        .note_count = count};
    struct truth t = planted();
    struct score s;
    e.account[ACCOUNT_COPIED].packets = 100;
    t.intercepts[0].cc = cc;
    t.says[0] = "other targets";
    t.never[0] = "another time";
    score_verdict(&t, &v, &s);
    return s;
}

TEST(what_coverage_must_and_must_not_say)
{
    static const char *const right[] = {"2 packets ...", "1 interceptions with other targets: LI-1"};
    static const char *const wrong[] = {"1 interceptions with other targets: LI-1", "1 interceptions for another time: LI-2"};
    struct score s = judge_notes(right, 2, 40);
    CHECK(score_ok(&s));
    s = judge_notes(right, 1, 40);
    CHECK_INT(s.wrong, 1);
    CHECK(s.note_count == 1 && strstr(s.notes[0], "does not say: other targets"));
    s = judge_notes(wrong, 2, 40);
    CHECK_INT(s.wrong, 1);
    CHECK(s.note_count == 1 && strstr(s.notes[0], "coverage says: another time"));
}

TEST(counts_that_are_not_known_are_not_judged)
{
    static const char *const right[] = {"1 interceptions with other targets: LI-1"};
    struct score s = judge_notes(right, 1, 41);
    CHECK_INT(s.wrong, 1);
    s = judge_notes(right, 1, TRUTH_UNKNOWN);
    CHECK(score_ok(&s));
}
