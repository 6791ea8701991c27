/* All formats against stored files (tests/golden/report/export), which tests/scenario/exports.py holds against the schemas. */
#include "report/export.h"

#include "base/macros.h"
#include "export_sample.h"
#include "report/export_rules.h"

static const char *const kinds[] = {
    "covert-copy",
    "encrypted-copy",
    "undeclared-conversation",
    "mirror-session",
    "intercept-without-warrant",
    "intercept-outside-validity",
    "intercept-wrong-target",
    "content-beyond-scope",
    "undeclared-destination",
    "delivery-without-provisioning",
    "delivery-after-withdrawal",
    "delivery-gap",
    "over-delivery",
    "under-delivery",
    "unknown-provisioner",
    "provisioning-mismatch",
    "unprotected-interface",
    "maintenance-reach",
    "witness-gap",
    "integrity-broken",
};

static void golden(const struct export_job *job, const char *folder)
{
    for (unsigned i = 0; i < EXPORT_FORMATS; i++) {
        char path[128];
        size_t len = 0;
        char *text = export_render((enum export_format)i, job, &len);
        snprintf(path, sizeof path, "tests/golden/report/export/%s/%s", folder, export_file_name((enum export_format)i));
        check_golden(path, text, len);
        free(text);
    }
}

/* A finding of every kind, each recorded and with an excerpt, marked; the conversation of the seventh has IPv6 ends. */
static const struct export_job *job_of_kinds(void)
{
    enum { COUNT = ARRAY_LEN(kinds) };
    static struct verdict_finding findings[COUNT];
    static struct export_item items[COUNT];
    static struct export_evidence evidence[COUNT];
    static struct ledger_ref refs[COUNT];
    static char ids[COUNT][8];
    static struct export_job job;
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(ids[i], sizeof ids[i], "F-%04zu", i + 1);
        findings[i] = sample_findings[i % 3];
        findings[i].id = ids[i];
        findings[i].rule = kinds[i];
        findings[i].severity = (enum severity)(i % SEVERITY_COUNT);
        findings[i].warrant = i % 2 ? "W-26-001" : NULL;
        findings[i].xid = i % 2 ? NULL : "29f28e1c-f230-486a-a860-f5a784ab9172";
        findings[i].evidence_count = 3;
        if (i == 6) findings[i].conversation = (struct verdict_conversation){"2001:db8::1", "2001:db8::2", 1, 2, "sctp", NULL, 0};
        snprintf(evidence[i].name, sizeof evidence[i].name, "evidence/%s.pcapng", ids[i]);
        evidence[i].bytes = 1000 + i;
        memset(evidence[i].sha256, (int)i, sizeof evidence[i].sha256);
        refs[i] = (struct ledger_ref){.origin = "ledger.example/custos", .index = 40 + i, .checkpoint_size = i % 4 ? 64 : 0};
        memset(refs[i].leaf_hash, (int)(0xa0 + i), sizeof refs[i].leaf_hash);
        memset(refs[i].checkpoint_root, 0xcc, sizeof refs[i].checkpoint_root);
        items[i] = (struct export_item){&findings[i], "GGSN", i > 3 ? "HI2/HI3" : NULL, &refs[i], &evidence[i]};
    }
    job = (struct export_job){.version = "0.1.0",
                              .items = items,
                              .item_count = COUNT,
                              .tlp = TLP_AMBER_STRICT,
                              .classification = "EXERCISE ONLY",
                              .made_ns = SAMPLE_AT(22)};
    return &job;
}

TEST(one_of_each_kind)
{
    golden(job_of_kinds(), "kinds");
}

TEST(a_run_in_no_ledger_and_unmarked)
{
    golden(export_sample_job(sample_rich()), "rich");
}

TEST(nothing_found)
{
    golden(export_sample_job(&sample_empty), "empty");
}

TEST(hostile_text)
{
    struct export_job *job = export_sample_job(sample_hostile());
    job->tlp = TLP_RED;
    job->classification = "\"RESTRICTED\" </script> \xff \xe2\x80\xae & \xc3\xa9";
    golden(job, "hostile");
}

/* A finding of which all is withheld, one of which only the element is shown, one of which only the times. */
TEST(withheld)
{
    static const struct ledger_ref ref = {"ledger.example/custos", 7, {1}, 9, {2}},
                                   second = {"ledger.example/custos", 8, {1}, 9, {2}},
                                   third = {"ledger.example/custos", 9, {1}, 12, {2}};
    struct verdict_finding nothing = {.severity = SEVERITY_COUNT,
                                      .confidence = -1,
                                      .conversation = {.sport = -1, .dport = -1},
                                      .first_ns = CLOCK_NONE,
                                      .last_ns = CLOCK_NONE,
                                      .limit_min_bytes = -1,
                                      .limit_max_delay_s = -1};
    struct verdict_finding element = nothing, times = nothing;
    element.element = "upf-1";
    times.first_ns = SAMPLE_AT(1);
    times.last_ns = SAMPLE_AT(2);
    const struct export_item items[] = {
        {.finding = &nothing, .ledger = &ref}, {.finding = &element, .ledger = &second}, {.finding = &times, .ledger = &third}};
    const struct export_job job = {
        .version = "0.1.0", .items = items, .item_count = 3, .tlp = TLP_GREEN, .made_ns = SAMPLE_AT(1000)};
    golden(&job, "withheld");
}

TEST(a_copy_that_keeps_its_addresses_names_no_subscriber)
{
    struct verdict_finding tee = sample_findings[0];
    const struct export_item item = {.finding = &tee};
    const struct export_job job = {.version = "0.1.0", .items = &item, .item_count = 1, .made_ns = SAMPLE_AT(22)};
    tee.conversation = sample_copied[0];
    for (unsigned i = 0; i < EXPORT_FORMATS; i++) {
        size_t len = 0;
        char *text = export_render((enum export_format)i, &job, &len);
        CHECK(!strstr(text, "10.45.0.3"));
        CHECK(!strstr(text, "203.0.113.80"));
        CHECK(strstr(text, "ggsn-1") != NULL);
        free(text);
    }
}

static void mark(void *ctx, const char *canonical, char seal[static EXPORT_SEAL])
{
    snprintf(seal, EXPORT_SEAL, "hmac-sha256:%064zu", strlen(canonical) + *(const size_t *)ctx);
}

TEST(identifiers_as_seals_only)
{
    size_t more = 1000;
    struct export_job job = *job_of_kinds();
    for (unsigned i = 0; i < EXPORT_FORMATS; i++) {
        size_t len = 0;
        char *plain = export_render((enum export_format)i, &job, &len);
        CHECK(!strstr(plain, "hmac-sha256"));
        free(plain);
    }
    job.seal = mark;
    job.seal_ctx = &more;
    for (unsigned i = 0; i < EXPORT_FORMATS; i++) {
        size_t len = 0;
        char *text = export_render((enum export_format)i, &job, &len);
        CHECK(strstr(text, "hmac-sha256:000000000000000000000000000000000000000000000000000000000000101") != NULL);
        CHECK(!strstr(text, "W-26-001"));
        CHECK(!strstr(text, "X9SHADOW01"));
        CHECK(!strstr(text, "29f28e1c"));
        free(text);
    }
}

TEST(numbers_of_rules_never_change)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        CHECK_INT(export_rule(kinds[i])->signature, 1900001 + i);
        CHECK_TEXT(export_rule(kinds[i])->name, kinds[i]);
    }
    CHECK_INT(export_rule("no-such-rule")->signature, 1900000);
    CHECK_INT(export_rule(NULL)->signature, 1900000);
}

TEST(levels_of_the_traffic_light_protocol)
{
    enum tlp level = TLP_NONE;
    CHECK(tlp_parse("amber+strict", &level) && level == TLP_AMBER_STRICT);
    CHECK(tlp_parse("TLP:CLEAR", &level) && level == TLP_CLEAR);
    CHECK(!tlp_parse("white", &level) && level == TLP_CLEAR);
    CHECK(!tlp_parse("", &level) && !tlp_parse("tlp:", &level));
    CHECK(tlp_name(TLP_NONE) == NULL);
    CHECK_TEXT(tlp_name(TLP_RED), "red");
}
