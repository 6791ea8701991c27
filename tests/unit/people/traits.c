#include "people/traits.h"

#include <string.h>

#include "base/macros.h"
#include "check.h"

static const struct pseudonym_key key_a = {{1, 2, 3}}, key_b = {{1, 2, 4}};

struct sample {
    struct cv cv;
    struct cv_part parts[2];
    struct episode episodes[2];
    struct history history;
};

static struct cv_part part(const char *text)
{
    static const struct cv_origin start;
    return (struct cv_part){.text = bytes_of_text(text), .origin = &start, .origin_count = 1};
}

/* One employment and one study. */
static void make(struct sample *s, const char *name, const char *id, const char *employer, const char *school)
{
    *s = (struct sample){.cv = {.name = bytes_of_text(name), .id = bytes_of_text(id)}, .parts = {part(employer), part(school)}};
    s->cv.parts = s->parts;
    s->cv.count = 2;
    s->episodes[0] = (struct episode){.kind = EPISODE_EMPLOYMENT,
                                      .when = {.from = {2009, 3, 0, DATE_MONTH}, .open = true},
                                      .organisation = {0, 0, (uint32_t)strlen(employer)}};
    s->episodes[1] = (struct episode){.kind = EPISODE_EDUCATION,
                                      .when = {{2001, 0, 0, DATE_YEAR}, {2005, 0, 0, DATE_YEAR}, false},
                                      .organisation = {1, 0, (uint32_t)strlen(school)}};
    s->history = (struct history){.list = s->episodes, .count = 2};
}

TEST(same_spellings_same_traits)
{
    struct sample s, u;
    struct traits a, b;
    make(&s, "Dr. John Smith", "x1", "Acme Networks Co., Ltd.", "Example University");
    make(&u, "SMITH, John", "x1", "ACME Networks", "example  university");
    traits_of(&key_a, &s.cv, &s.history, &a);
    traits_of(&key_a, &u.cv, &u.history, &b);
    CHECK_INT(a.fact_count, 3);
    CHECK(a.name == b.name && b.fact_count == 3);
    for (size_t i = 0; i < 3; i++)
        CHECK(a.facts[i].what == b.facts[i].what && a.facts[i].from_month == b.facts[i].from_month &&
              a.facts[i].kind == b.facts[i].kind);
    CHECK_INT(a.facts[0].kind, FACT_SOURCE_ID);
    CHECK_INT(a.facts[1].from_month, 2009 * 12 + 2);
    CHECK_INT(a.facts[1].until_month, INT32_MAX);
    CHECK_INT(a.facts[1].precision, DATE_MONTH);
    CHECK_INT(a.facts[2].from_month, 2001 * 12);
    CHECK_INT(a.facts[2].until_month, 2005 * 12 + 11);
    CHECK_INT(a.facts[2].precision, DATE_YEAR | DATE_YEAR << 2);
}

/* Without the key nothing can be tried against them. */
TEST(another_key_tells_nothing)
{
    struct sample s;
    struct traits a, b;
    char digest[65], other_digest[65], record[PSEUDONYM_TEXT], other[PSEUDONYM_TEXT];
    make(&s, "John Smith", "x1", "Acme", "Example University");
    traits_of(&key_a, &s.cv, &s.history, &a);
    traits_of(&key_b, &s.cv, &s.history, &b);
    CHECK(a.name != b.name);
    for (size_t i = 0; i < a.fact_count; i++) CHECK(a.facts[i].what != b.facts[i].what);
    record_identify(&key_a, bytes_of_text("{}"), digest, record);
    record_identify(&key_b, bytes_of_text("{}"), other_digest, other);
    CHECK_TEXT(digest, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    CHECK_TEXT(other_digest, digest);
    CHECK(strcmp(record, other) != 0);
    CHECK(pseudonym_valid(record));
}

/* What is equal as text is not equal as a hash when it means something else. */
TEST(kinds_are_kept_apart)
{
    struct sample s;
    struct traits t;
    make(&s, "acme", "acme", "acme", "acme");
    traits_of(&key_a, &s.cv, &s.history, &t);
    CHECK_INT(t.fact_count, 3);
    CHECK(t.name != t.facts[0].what && t.facts[0].what != t.facts[1].what && t.facts[1].what != t.facts[2].what);
}

TEST(nothing_to_tell)
{
    struct traits t;
    struct cv cv = {0};
    struct history h = {0};
    traits_of(&key_a, &cv, &h, &t);
    CHECK_INT(t.name, 0);
    CHECK_INT(t.fact_count, 0);
}

TEST(facts_are_bounded_and_told_once)
{
    static struct episode many[200];
    struct sample s;
    struct traits t;
    make(&s, "John Smith", "", "Acme", "");
    for (size_t i = 0; i < ARRAY_LEN(many); i++) many[i] = s.episodes[0];
    s.history = (struct history){.list = many, .count = ARRAY_LEN(many)};
    traits_of(&key_a, &s.cv, &s.history, &t);
    CHECK_INT(t.fact_count, 1);
    for (size_t i = 0; i < ARRAY_LEN(many); i++) many[i].when.from.year = (int16_t)(1900 + i);
    traits_of(&key_a, &s.cv, &s.history, &t);
    CHECK_INT(t.fact_count, TRAITS_FACTS);
}

TEST(pseudonyms_as_text)
{
    static const char *const bad[] = {"",
                                      "r",
                                      "r-",
                                      "x-aaaaaaaaaaaaaaaaaaaaaaaaaa",
                                      "r-aaaaaaaaaaaaaaaaaaaaaaaaa",
                                      "r-aaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                      "r-Aaaaaaaaaaaaaaaaaaaaaaaaaa",
                                      "r-1aaaaaaaaaaaaaaaaaaaaaaaaa"};
    CHECK(pseudonym_valid("r-aaaaaaaaaaaaaaaaaaaaaaaaaa") && pseudonym_valid("p-234567aaaaaaaaaaaaaaaaaaaa"));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) CHECK(!pseudonym_valid(bad[i]));
}
