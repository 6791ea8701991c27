#include "people/extract_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define A     "r-aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SHA   "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
#define QUOTE "在<某部>服役 \"1990\"\\\n末"

static struct organisation bodies[] = {
    {.id = "xx-body"}, {.id = "xx-vendor", .class = ORGANISATION_EMPLOYER}, {.id = "xx-other", .class = ORGANISATION_EMPLOYER}};
static const struct organisations list = {.list = bodies, .count = 3};

static const struct interval first = {{1990, 0, 0, DATE_YEAR}, {1994, 7, 0, DATE_MONTH}, false};
static const struct interval later = {{2009, 3, 15, DATE_DAY}, {0}, true};

static struct employment jobs[] = {{.organisation = 1, .when = {{2009, 3, 15, DATE_DAY}, {0}, true}, .role = ROLE_MANAGEMENT},
                                   {.organisation = 2, .present = true}};
static struct mention mentions[] = {{.organisation = 0,
                                     .via = 2,
                                     .relation = RELATION_POSTED,
                                     .when = {{1990, 0, 0, DATE_YEAR}, {1994, 7, 0, DATE_MONTH}, false},
                                     .rule = "posted-to",
                                     .pattern = "某部",
                                     .confidence = 0.85,
                                     .from = 10,
                                     .until = 16,
                                     .quote = {7, 40, QUOTE}},
                                    {.organisation = 0,
                                     .relation = RELATION_NAMED,
                                     .former = true,
                                     .rule = "named",
                                     .pattern = "Body",
                                     .from = UINT32_MAX,
                                     .until = UINT64_C(5000000000),
                                     .quote = {UINT32_MAX, UINT64_C(5000000001), ""}}};

static struct extract sample(void)
{
    struct extract x = {.file = "dir/a:b.jsonl",
                        .line = 77,
                        .digest = SHA,
                        .record = A,
                        .country = "XX",
                        .cohort = 1988,
                        .employments = jobs,
                        .employment_count = 2,
                        .mentions = mentions,
                        .mention_count = 2,
                        .ambiguous = 3};
    x.traits = (struct traits){.name = UINT64_C(0xfedcba9876543210), .fact_count = 2};
    x.traits.facts[0] = (struct trait_fact){1, INT32_MIN, INT32_MAX, FACT_SOURCE_ID, 0};
    x.traits.facts[1] = (struct trait_fact){UINT64_MAX, 1990 * 12, 1994 * 12 + 6, FACT_EDUCATION, DATE_YEAR | DATE_MONTH << 2};
    return x;
}

/* Lines and what they are read as. */
struct read_back {
    struct arena *arena;
    struct extract_line lines[16];
    size_t count;
    char *text;
};

static void read_all(struct read_back *b, char *text)
{
    struct extract_lines *r = extract_lines_new(&list);
    struct fault f;
    *b = (struct read_back){.arena = arena_new(), .text = text};
    for (char *at = text; *at;) {
        size_t len = strcspn(at, "\n");
        REQUIRE(b->count < 16);
        if (!CHECK_INT(extract_lines_read(r, bytes_of(at, len), "lines", b->count + 1, b->arena, &b->lines[b->count], &f),
                       ERR_OK))
            printf("  %s\n", f.text);
        b->count++;
        at += len + 1;
    }
    extract_lines_free(r);
}

static void read_back_done(struct read_back *b)
{
    arena_free(b->arena);
    free(b->text);
}

static char *written(const struct extract *x, const struct extract_input *i)
{
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    if (i) extract_line_input(out, i);
    if (x) extract_line_record(out, &list, x);
    fclose(out);
    return text;
}

static void check_mention(const struct mention *got, const struct mention *want)
{
    CHECK_INT(got->organisation, want->organisation);
    CHECK_INT(got->via, want->via);
    CHECK_INT(got->relation, want->relation);
    CHECK_MEM(&got->when, &want->when, sizeof got->when);
    CHECK(got->present == want->present && got->former == want->former);
    CHECK_TEXT(got->rule, want->rule);
    CHECK_TEXT(got->pattern, want->pattern);
    CHECK(got->confidence == want->confidence);
    CHECK(got->from == want->from && got->until == want->until);
    CHECK(got->quote.from == want->quote.from && got->quote.until == want->quote.until);
    CHECK_TEXT(got->quote.text, want->quote.text);
}

TEST(what_is_written_is_read)
{
    struct extract x = sample();
    struct read_back b;
    read_all(&b, written(&x, NULL));
    REQUIRE(b.count >= 3);
    REQUIRE(b.lines[0].kind == EXTRACT_LINE_CV);
    const struct extract *got = &b.lines[0].extract;
    CHECK_TEXT(got->file, x.file);
    CHECK_INT(got->line, 77);
    CHECK_TEXT(got->digest, x.digest);
    CHECK_TEXT(got->record, x.record);
    CHECK_TEXT(got->country, x.country);
    CHECK_INT(got->cohort, x.cohort);
    CHECK_INT(got->ambiguous, 3);
    CHECK(got->traits.name == x.traits.name && got->traits.fact_count == 2);
    for (size_t i = 0; i < 2; i++) {
        const struct trait_fact *a = &got->traits.facts[i], *w = &x.traits.facts[i];
        CHECK(a->what == w->what && a->from_month == w->from_month && a->until_month == w->until_month && a->kind == w->kind &&
              a->precision == w->precision);
    }
    REQUIRE(got->employment_count == 2);
    CHECK_MEM(&got->employments[0].when, &later, sizeof later);
    CHECK_INT(got->employments[0].role, ROLE_MANAGEMENT);
    CHECK_INT(got->employments[1].organisation, 2);
    CHECK(got->employments[1].present);
    for (size_t i = 1; i < b.count; i++) {
        REQUIRE(b.lines[i].kind == EXTRACT_LINE_TIE && b.lines[i].extract.mention_count == 1);
        const struct mention *m = b.lines[i].extract.mentions;
        CHECK_TEXT(b.lines[i].extract.record, x.record);
        check_mention(m, &mentions[m->relation == RELATION_NAMED]);
    }
    CHECK_MEM(&b.lines[1].extract.mentions->when, &first, sizeof first);
    read_back_done(&b);
}

TEST(a_mention_without_employment_is_written)
{
    struct extract x = sample();
    struct read_back b;
    x.employment_count = 0;
    read_all(&b, written(&x, NULL));
    CHECK_INT(b.count, 3);
    CHECK(strstr(b.text, "\"employer\":\"\",\"organisation\":\"xx-body\",\"kind\":\"\""));
    read_back_done(&b);
}

TEST(excluded_records_are_not_written)
{
    struct extract x = sample();
    x.exclusion = EXCLUDED_UNRELATED;
    char *text = written(&x, NULL);
    CHECK_TEXT(text, "");
    free(text);
}

TEST(inputs)
{
    struct extract_input i = {.file = "-",
                              .sha256 = SHA,
                              .records = 10,
                              .octets = 4096,
                              .origin = "made",
                              .lawful_basis = "b",
                              .retention = "c",
                              .collected = "2026",
                              .override = "asked \"for\"",
                              .organisations = SHA};
    struct read_back b;
    i.excluded[EXCLUDED_MALFORMED] = 2;
    i.excluded[EXCLUDED_UNRELATED] = 3;
    CHECK_INT(extract_input_parsed(&i), 8);
    read_all(&b, written(NULL, &i));
    REQUIRE(b.count == 1 && b.lines[0].kind == EXTRACT_LINE_INPUT);
    const struct extract_input *got = &b.lines[0].input;
    CHECK(strstr(b.text, "\"parsed\":8"));
    CHECK_INT(got->records, 10);
    CHECK_INT(got->octets, 4096);
    CHECK_MEM(got->excluded, i.excluded, sizeof i.excluded);
    CHECK_TEXT(got->override, i.override);
    CHECK(!got->name && !got->notes);
    CHECK_TEXT(got->organisations, SHA);
    read_back_done(&b);
}

/* `text` with `from` replaced by `to`. */
static char *changed(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (!at) abort();
    char *ret = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&ret, &len);
    fprintf(out, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    fclose(out);
    return ret;
}

TEST(what_is_wrong_is_named)
{
    static const struct {
        const char *from, *to, *cause;
        enum err err;
    } rows[] = {
        {"{", "", "l:9: no JSON", ERR_FORMAT},
        {"\"cv\"", "\"person\"", "l:9: type is unknown: person", ERR_FORMAT},
        {"\"type\":\"cv\",", "", "l:9: type is missing", ERR_FORMAT},
        {"b.jsonl:77", "b.jsonl", "l:9: record is not FILE:LINE", ERR_FORMAT},
        {"\"digest\":\"4", "\"digest\":\"x", "l:9: digest is no SHA-256", ERR_FORMAT},
        {A, "p-aaaaaaaaaaaaaaaaaaaaaaaaaa", "l:9: id is no pseudonym", ERR_FORMAT},
        {A, A A, "l:9: id is too long", ERR_FORMAT},
        {"\"fedcba9876543210\"", "\"fedcba98765432\"", "l:9: a keyed hash is not", ERR_FORMAT},
        {"\"fedcba9876543210\"", "7", "l:9: a keyed hash is not", ERR_FORMAT},
        {"[2,", "[3,", "l:9: a number is out of its range: 3", ERR_FORMAT},
        {"[2,", "[2.5,", "l:9: a number is out of its range: 2.5", ERR_FORMAT},
        {"[2,", "[99999999999999999999999999,", "l:9: a number is out of its range", ERR_FORMAT},
        {"[[", "[7,[", "l:9: facts hold something else", ERR_FORMAT},
        {"\"cohort\":1988", "\"cohort\":\"1988\"", "l:9: cohort has a value of another type", ERR_FORMAT},
        {"\"2009-03-15\"", "\"2009-03-32\"", "l:9: from is no date: 2009-03-32", ERR_FORMAT},
        {"\"open\":true", "\"open\":1", "l:9: open is neither true nor false", ERR_FORMAT},
        {"\"management\"", "\"king\"", "l:9: role is unknown: king", ERR_FORMAT},
        {"xx-vendor", "xx-gone", "l:9: organisation is on another list than the one given: xx-gone", ERR_INVALID},
    };
    struct extract x = sample();
    x.mention_count = 0;
    char *good = written(&x, NULL);
    struct extract_lines *r = extract_lines_new(&list);
    struct arena *a = arena_new();
    struct extract_line l;
    struct fault f;
    *strchr(good, '\n') = '\0';
    CHECK_INT(extract_lines_read(r, bytes_of_text(good), "l", 9, a, &l, &f), ERR_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *bad = changed(good, rows[i].from, rows[i].to);
        CHECK_INT(extract_lines_read(r, bytes_of_text(bad), "l", 9, a, &l, &f), rows[i].err);
        if (!CHECK(strstr(f.text, rows[i].cause) == f.text)) printf("  %s\n", f.text);
        free(bad);
    }
    for (size_t len = 0; len < strlen(good); len++)
        CHECK(extract_lines_read(r, bytes_of(good, len), "l", 9, a, &l, &f) != ERR_OK);
    CHECK(extract_lines_read(r, bytes_of_text("[]"), "l", 9, a, &l, &f) == ERR_FORMAT);
    arena_free(a);
    extract_lines_free(r);
    free(good);
}

TEST(too_many_left_out)
{
    struct extract_lines *r = extract_lines_new(&list);
    struct arena *a = arena_new();
    struct extract_line l;
    struct fault f;
    const char *text =
        "{\"type\":\"input\",\"file\":\"x\",\"sha256\":\"" SHA "\",\"records\":3,\"octets\":1,\"excluded\":{\"unrelated\":4},"
        "\"origin\":\"\",\"lawful_basis\":\"\",\"retention\":\"\",\"organisations\":\"" SHA "\"}";
    CHECK_INT(extract_lines_read(r, bytes_of_text(text), "l", 1, a, &l, &f), ERR_FORMAT);
    CHECK(strstr(f.text, "more than there are records"));
    arena_free(a);
    extract_lines_free(r);
}
