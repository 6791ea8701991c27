/* A small bundle as it should be, and altered in every octet of every file. */
#include "verify/bundle.h"

#include "check.h"
#include "small_bundle.h"

static enum bundle_result judge_text(const struct parcel *f, const char *policy, char *text, size_t room, char *why)
{
    FILE *out = fmemopen(text, room, "w");
    enum bundle_result result = bundle_check(f, policy ? span_of(policy) : (struct span){NULL, 0}, out, why, 256);
    fclose(out);
    return result;
}

static enum bundle_result judge(const struct parcel *f, const char *policy)
{
    static char text[1 << 16];
    char why[256] = "";
    return judge_text(f, policy, text, sizeof text, why);
}

TEST(what_is_shown_and_what_is_withheld)
{
    struct small_bundle *b = small_bundle_new("both", true, true);
    static char text[1 << 16];
    char why[256] = "";
    CHECK_INT(judge_text(&b->files, NULL, text, sizeof text, why), BUNDLE_VALID);
    CHECK_TEXT(why, "");
    CHECK(strstr(text, "\n  shown summary: copies leave\n"));
    CHECK(strstr(text, "\n  shown xid: (has no value)\n"));
    CHECK(strstr(text, "\n  withheld slots: 1\n"));
    CHECK(strstr(text, "\n  tlp: amber\n"));
    CHECK(strstr(text, "\n  witnessed at 2023-11-14T22:13:20Z by witness.example/1+"));
    CHECK(!strstr(text, "001010000000001") && !strstr(text, "target"));
    free(b);
}

TEST(witnessed_by_nobody)
{
    struct small_bundle *b = small_bundle_new("none", false, false);
    static char text[1 << 16];
    char why[256] = "";
    CHECK_INT(judge_text(&b->files, NULL, text, sizeof text, why), BUNDLE_VALID);
    CHECK(strstr(text, "\n  witnessed by nobody that the policy names\n"));
    free(b);
}

TEST(witnesses)
{
    static const struct {
        const char *quorum;
        bool first, second;
        enum bundle_result want;
    } cases[] = {{"none", false, false, BUNDLE_VALID}, {"w1", true, false, BUNDLE_VALID},  {"w1", false, true, BUNDLE_UNMET},
                 {"both", true, false, BUNDLE_UNMET},  {"both", true, true, BUNDLE_VALID}, {"both", false, false, BUNDLE_UNMET}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct small_bundle *b = small_bundle_new(cases[i].quorum, cases[i].first, cases[i].second);
        CHECK_INT(judge(&b->files, NULL), cases[i].want);
        free(b);
    }
}

/* The reader's policy counts, not the bundle's. */
TEST(the_readers_policy)
{
    struct small_bundle *b = small_bundle_new("none", true, false);
    char policy[1024];
    snprintf(policy, sizeof policy, "log %s\nwitness a %s\nquorum a\n", b->keys[SMALL_LOG].vkey, b->keys[SMALL_W1].vkey);
    CHECK_INT(judge(&b->files, policy), BUNDLE_VALID);
    snprintf(policy, sizeof policy, "log %s\nwitness a %s\nquorum a\n", b->keys[SMALL_LOG].vkey, b->keys[SMALL_W2].vkey);
    CHECK_INT(judge(&b->files, policy), BUNDLE_UNMET);
    snprintf(policy, sizeof policy, "log %s\nquorum none\n", b->keys[SMALL_ONCE].vkey);
    CHECK_INT(judge(&b->files, policy), BUNDLE_INVALID);
    CHECK_INT(judge(&b->files, "quorum none\n"), BUNDLE_INVALID);
    CHECK_INT(judge(&b->files, ""), BUNDLE_MALFORMED);
    free(b);
}

/* Every octet of every file, every bit of the manifest: never valid. */
TEST(every_octet_of_every_file)
{
    struct small_bundle *b = small_bundle_new("w1", true, true);
    unsigned cases = 0, accepted = 0;
    for (size_t i = 0; i < b->files.count; i++) {
        char *data = (char *)(uintptr_t)b->list[i].data.at;
        unsigned bits = span_is(b->list[i].path, "MANIFEST") ? 8 : 1;
        for (size_t k = 0; k < b->list[i].data.len * bits; k++, cases++) {
            unsigned char flip = (unsigned char)(bits == 8 ? 1U << k % 8 : 1U << (k * 5 + i) % 8);
            data[k / bits] = (char)((unsigned char)data[k / bits] ^ flip);
            enum bundle_result result = judge(&b->files, NULL);
            if (result == BUNDLE_VALID || result == BUNDLE_UNMET) {
                printf("        %.*s octet %zu\n", (int)b->list[i].path.len, b->list[i].path.at, k / bits);
                accepted++;
            }
            data[k / bits] = (char)((unsigned char)data[k / bits] ^ flip);
        }
        /* cut, and lengthened */
        b->list[i].data.len--;
        CHECK(judge(&b->files, NULL) != BUNDLE_VALID);
        b->list[i].data.len += 2;
        CHECK(judge(&b->files, NULL) != BUNDLE_VALID);
        b->list[i].data.len--;
    }
    CHECK(cases > 5000);
    CHECK_INT(accepted, 0);
    CHECK_INT(judge(&b->files, NULL), BUNDLE_VALID);
    free(b);
}

TEST(a_file_more_and_a_file_less)
{
    struct small_bundle *b = small_bundle_new("none", true, true);
    struct parcel_file all[SMALL_FILES + 1];
    struct parcel f = {.list = all};
    for (size_t left_out = 0; left_out < b->files.count; left_out++) {
        f.count = 0;
        for (size_t i = 0; i < b->files.count; i++)
            if (i != left_out) all[f.count++] = b->list[i];
        CHECK(judge(&f, NULL) != BUNDLE_VALID);
    }
    memcpy(all, b->list, b->files.count * sizeof *all);
    f.count = b->files.count + 1;
    all[f.count - 1] = (struct parcel_file){span_of("z"), span_of("")};
    CHECK_INT(judge(&f, NULL), BUNDLE_INVALID);
    free(b);
}

static void set_manifest_len(struct small_bundle *b)
{
    for (size_t i = 0; i < b->files.count; i++)
        if (span_is(b->list[i].path, "MANIFEST")) b->list[i].data.len = strlen(b->list[i].data.at);
}

/* A line of somebody else's signature under the manifest: nobody signed that it may stand there. */
TEST(a_second_signature_under_the_manifest)
{
    struct small_bundle *b = small_bundle_new("none", true, true);
    small_sign(&b->keys[SMALL_W1], "x", 0, small_find(b, "MANIFEST"));
    set_manifest_len(b);
    CHECK_INT(judge(&b->files, NULL), BUNDLE_MALFORMED);
    free(b);
}

/* A bundle put together anew around the same records, with the very key: the release record does not know it. */
TEST(a_manifest_that_the_release_does_not_commit_to)
{
    struct small_bundle *b = small_bundle_new("none", true, true);
    char *manifest = small_find(b, "MANIFEST"), text[SMALL_ROOM];
    *strstr(manifest, "\n\n\xe2") = '\0';
    snprintf(text, sizeof text, "%s\n", manifest);
    memcpy(strstr(text, "tlp amber"), "tlp green", 9);
    sprintf(manifest, "%s\n", text);
    small_sign(&b->keys[SMALL_ONCE], text, 0, manifest);
    set_manifest_len(b);
    CHECK_INT(judge(&b->files, NULL), BUNDLE_INVALID);
    free(b);
}

TEST(terminals_are_safe)
{
    struct small_bundle *b = small_bundle_new("none", true, true);
    static char text[1 << 16];
    char why[256];
    CHECK_INT(judge_text(&b->files, NULL, text, sizeof text, why), BUNDLE_VALID);
    for (const char *c = text; *c; c++) CHECK(*c == '\n' || (unsigned char)*c >= 0x20);
    free(b);
}
