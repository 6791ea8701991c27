#include "people/manifest.h"

#include <stdio.h>

#include "check.h"

static const char example[] = "origin: public register of directors, https://register.example/\n"
                              "lawful_basis: public interest, GDPR article 6(1)(e)\n"
                              "retention: until 2027-12-31\n";

static enum err read_text(struct arena *a, const char *text, struct manifest *m, struct fault *f)
{
    return manifest_read(bytes_of_text(text), "m.yaml", a, m, f);
}

TEST(the_example_is_one)
{
    struct arena *a = arena_new();
    struct manifest m;
    struct fault f;
    REQUIRE(read_text(a, example, &m, &f) == ERR_OK);
    CHECK_TEXT(m.retention, "until 2027-12-31");
    CHECK(m.lawful_basis && !m.name && !m.collected && !m.notes && !m.leaked);
    CHECK_INT(manifest_allowed(&m, "m.yaml", NULL, &f), ERR_OK);
    arena_free(a);
}

TEST(json_and_what_is_free)
{
    struct arena *a = arena_new();
    struct manifest m;
    struct fault f;
    REQUIRE(
        read_text(a,
                  "{\"origin\": \"made\", \"lawful_basis\": \"no person\", \"retention\": \"none\", \"name\": \"n\", \"notes\": "
                  "\"\", \"collected\": 2026, \"columns\": [1, {\"a\": 2}]}\n",
                  &m, &f) == ERR_OK);
    CHECK_TEXT(m.name, "n");
    CHECK_TEXT(m.collected, "2026");
    CHECK(!m.notes);
    arena_free(a);
}

TEST(what_is_missing_is_named)
{
    static const struct {
        const char *text, *fault;
    } rows[] = {{"origin: x\nlawful_basis: y\n", "m.yaml: retention: is missing; a manifest says \"origin: "},
                {"origin: x\nretention: y\n", "m.yaml: lawful_basis: is missing"},
                {"lawful_basis: x\nretention: y\n", "m.yaml: origin: is missing"},
                {"origin: ''\nlawful_basis: x\nretention: y\n", "m.yaml: origin: is missing"},
                {"origin: [x]\nlawful_basis: x\nretention: y\n", "m.yaml:1: origin: must be a text"},
                {"- origin\n", "m.yaml:1: a manifest says"},
                {"", "m.yaml:1: the file holds nothing"},
                {"origin: x\norigin: y\n", "m.yaml:2: origin: key stands twice"}};
    struct arena *a = arena_new();
    struct manifest m;
    struct fault f;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(read_text(a, rows[i].text, &m, &f) != ERR_OK);
        if (!CHECK(strstr(f.text, rows[i].fault) == f.text)) printf("  %s\n", f.text);
    }
    arena_free(a);
}

TEST(leaked_is_refused_without_a_reason)
{
    static const struct {
        const char *origin;
        bool leaked;
    } rows[] = {{"leaked", true},    {"Leaked: 2016, from a job board", true}, {"stolen", true},          {"泄露的数据库", true},
                {"hacked in", true}, {"published, never leaked", false},       {"leakproof tests", false}};
    struct arena *a = arena_new();
    struct manifest m;
    struct fault f;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[256];
        snprintf(text, sizeof text, "origin: \"%s\"\nlawful_basis: x\nretention: y\n", rows[i].origin);
        REQUIRE(read_text(a, text, &m, &f) == ERR_OK);
        CHECK_INT(m.leaked, rows[i].leaked);
        CHECK_INT(manifest_allowed(&m, "m.yaml", NULL, &f), rows[i].leaked ? ERR_INVALID : ERR_OK);
        CHECK_INT(manifest_allowed(&m, "m.yaml", "", &f), rows[i].leaked ? ERR_INVALID : ERR_OK);
        CHECK_INT(manifest_allowed(&m, "m.yaml", "court order 7", &f), ERR_OK);
    }
    arena_free(a);
}
