#include "people/person.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "base/mix.h"
#include "check.h"
#include "people/lists.h"

/* --- made records --------------------------------------------------------------------------------------------------------- */

struct random {
    uint64_t state;
};

static uint32_t below(struct random *r, uint32_t n)
{
    r->state += UINT64_C(0x9e3779b97f4a7c15);
    return (uint32_t)(mix(r->state, 1) >> 20) % n;
}

/* Small numbers are frequent, as surnames and employers are. */
static uint32_t skewed(struct random *r, uint32_t n)
{
    uint32_t a = below(r, n), b = below(r, n), c = below(r, n);
    return (uint32_t)((uint64_t)a * b / n * c / n);
}

struct record {
    struct extract x;
    struct employment jobs[4];
    struct mention mentions[2];
};

static struct trait_fact *add_fact(struct record *r, enum fact_kind kind, uint64_t what, int from_year, int until_year, int month)
{
    struct trait_fact *f = &r->x.traits.facts[r->x.traits.fact_count++];
    uint8_t precision = month ? DATE_MONTH : DATE_YEAR;
    *f = (struct trait_fact){.what = mix(what, kind), .kind = (uint8_t)kind, .precision = precision};
    f->from_month = 12 * from_year + (month ? month - 1 : 0);
    f->until_month = INT32_MAX;
    if (until_year) {
        f->until_month = 12 * until_year + (month ? month - 1 : 11);
        f->precision |= (uint8_t)(precision << 2);
    }
    return f;
}

static void begin(struct record *r, const char *pseudonym, uint64_t name)
{
    *r = (struct record){.x = {.file = "made.jsonl", .line = 1, .country = "XX"}};
    memset(r->x.digest, '0', 64);
    snprintf(r->x.record, sizeof r->x.record, "%s", pseudonym);
    r->x.traits.name = name;
    r->x.employments = r->jobs;
    r->x.mentions = r->mentions;
}

/* "r-" and a number, in the alphabet of pseudonyms. */
static const char *pseudonym_of(uint64_t number, char ret[static PSEUDONYM_TEXT])
{
    memcpy(ret, "r-aaaaaaaaaaaaaaaaaaaaaaaaaa", PSEUDONYM_TEXT - 3);
    number = mix(number, 99);
    for (int i = 2; i < 14; i++, number >>= 5) ret[i] = "abcdefghijklmnopqrstuvwxyz234567"[number & 31];
    ret[28] = '\0';
    return ret;
}

static void resolve(struct resolution **r, const struct record *records, size_t count, const struct erasures *e,
                    struct persons *p)
{
    *r = resolution_new();
    if (!*r) abort();
    for (size_t i = 0; i < count; i++) {
        struct extract x = records[i].x;
        struct employment jobs[4];
        struct mention mentions[2];
        memcpy(jobs, records[i].jobs, sizeof jobs);
        memcpy(mentions, records[i].mentions, sizeof mentions);
        x.employments = jobs;
        x.mentions = mentions;
        resolution_add(*r, &x);
    }
    if (!resolution_persons(*r, e, p)) abort();
}

#define A "r-aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "r-bbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "r-cccccccccccccccccccccccccc"

/* --- rules ---------------------------------------------------------------------------------------------------------------- */

static size_t persons_of(const struct record *records, size_t count)
{
    struct resolution *r;
    struct persons p;
    resolve(&r, records, count, NULL, &p);
    size_t n = p.count;
    resolution_free(r);
    return n;
}

TEST(same_name_and_facts)
{
    struct record r[2];
    begin(&r[0], A, 7);
    add_fact(&r[0], FACT_EMPLOYMENT, 1, 2009, 2014, 0);
    begin(&r[1], B, 7);
    add_fact(&r[1], FACT_EMPLOYMENT, 1, 2009, 2014, 0);
    CHECK_INT(persons_of(r, 2), 1);
    r[1].x.traits.name = 8; /* another name */
    CHECK_INT(persons_of(r, 2), 2);
    r[1].x.traits.name = 7;
    r[1].x.traits.facts[0].what++; /* nothing but the name */
    CHECK_INT(persons_of(r, 2), 2);
}

TEST(without_a_name_more_is_wanted)
{
    struct record r[2];
    for (int i = 0; i < 2; i++) {
        begin(&r[i], i ? B : A, 0);
        add_fact(&r[i], FACT_EMPLOYMENT, 1, 2009, 2014, 3);
    }
    CHECK_INT(persons_of(r, 2), 2);
    for (int i = 0; i < 2; i++) add_fact(&r[i], FACT_EMPLOYMENT, 2, 2005, 2009, 4);
    CHECK_INT(persons_of(r, 2), 2);
    for (int i = 0; i < 2; i++) add_fact(&r[i], FACT_EDUCATION, 3, 2001, 2005, 9);
    CHECK_INT(persons_of(r, 2), 1);
}

/* Different schools for years at the same time: somebody else, whatever agrees. */
TEST(studies_at_the_same_time_bar)
{
    struct record r[2];
    for (int i = 0; i < 2; i++) {
        begin(&r[i], i ? B : A, 7);
        add_fact(&r[i], FACT_EMPLOYMENT, 1, 2009, 2014, 0);
        add_fact(&r[i], FACT_EMPLOYMENT, 2, 2014, 2019, 0);
    }
    CHECK_INT(persons_of(r, 2), 1);
    add_fact(&r[0], FACT_EDUCATION, 10, 2001, 2005, 0);
    add_fact(&r[1], FACT_EDUCATION, 11, 2003, 2007, 0);
    CHECK_INT(persons_of(r, 2), 2);
    add_fact(&r[1], FACT_EDUCATION, 10, 2001, 2005, 0); /* who names both studied at both */
    CHECK_INT(persons_of(r, 2), 1);
}

TEST(one_school_under_two_names_does_not)
{
    struct record r[2];
    for (int i = 0; i < 2; i++) {
        begin(&r[i], i ? B : A, 7);
        add_fact(&r[i], FACT_EMPLOYMENT, 1, 2009, 2014, 0);
        add_fact(&r[i], FACT_EDUCATION, (uint64_t)(10 + i), 2001, 2005, i ? 9 : 0);
    }
    CHECK_INT(persons_of(r, 2), 1);
}

TEST(more_than_a_life_bars)
{
    struct record r[2];
    for (int i = 0; i < 2; i++) {
        begin(&r[i], i ? B : A, 7);
        add_fact(&r[i], FACT_EMPLOYMENT, 1, 1980, 1990, 0);
        add_fact(&r[i], FACT_EMPLOYMENT, 2, i ? 2015 : 1935, 0, 0);
    }
    CHECK_INT(persons_of(r, 2), 2);
}

/* A is B, B is C by what they tell, but A and C cannot be the same: the better pair counts. */
TEST(no_chains)
{
    struct record r[3];
    static const char *const names[] = {A, B, C};
    for (int i = 0; i < 3; i++) {
        begin(&r[i], names[i], 7);
        add_fact(&r[i], FACT_EMPLOYMENT, 1, 2009, 2014, 0);
    }
    add_fact(&r[1], FACT_EMPLOYMENT, 2, 2014, 2019, 0);
    add_fact(&r[2], FACT_EMPLOYMENT, 2, 2014, 2019, 0);
    CHECK_INT(persons_of(r, 3), 1);
    add_fact(&r[0], FACT_EDUCATION, 10, 2001, 2005, 0);
    add_fact(&r[2], FACT_EDUCATION, 11, 2003, 2007, 0);
    struct resolution *s;
    struct persons p;
    resolve(&s, r, 3, NULL, &p);
    REQUIRE(p.count == 2);
    CHECK_INT(p.list[0].cvs, 1);
    CHECK_INT(p.list[1].cvs, 2);
    CHECK_TEXT(p.list[1].pseudonym, "p-bbbbbbbbbbbbbbbbbbbbbbbbbb");
    CHECK(p.barred > 0);
    resolution_free(s);
}

TEST(ids_that_are_line_numbers_tell_nothing)
{
    static struct record r[40];
    char pseudonym[PSEUDONYM_TEXT];
    for (uint32_t i = 0; i < 40; i++) {
        begin(&r[i], pseudonym_of(i, pseudonym), 100 + i);
        add_fact(&r[i], FACT_SOURCE_ID, i % 20, 0, 0, 0)->from_month = INT32_MIN;
        r[i].x.traits.facts[0].precision = 0;
    }
    CHECK_INT(persons_of(r, 40), 40);
    for (uint32_t i = 0; i < 40; i++) r[i].x.traits.name = 100 + i % 20; /* they are a person's */
    CHECK_INT(persons_of(r, 40), 20);
}

/* --- what persons hold ------------------------------------------------------------------------------------------------------ */

static const struct interval year = {{2009, 0, 0, DATE_YEAR}, {2014, 0, 0, DATE_YEAR}, false};
static const struct interval month = {{2009, 3, 0, DATE_MONTH}, {2014, 6, 0, DATE_MONTH}, false};
static const struct interval open_end = {{2009, 0, 0, DATE_YEAR}, {0}, true};

static void two_cvs(struct record r[static 2])
{
    for (int i = 0; i < 2; i++) {
        begin(&r[i], i ? B : A, 7);
        add_fact(&r[i], FACT_EMPLOYMENT, 1, 2009, 2014, 0);
        r[i].x.line = 10 + (uint64_t)i;
        r[i].x.cohort = (int16_t)(2001 - i);
    }
    r[0].jobs[0] = (struct employment){.organisation = 5, .when = open_end};
    r[0].jobs[1] = (struct employment){.organisation = 5, .when = year, .role = ROLE_TECHNICAL};
    r[0].x.employment_count = 2;
    r[1].jobs[0] = (struct employment){.organisation = 5, .when = month};
    r[1].jobs[1] = (struct employment){.organisation = 4, .present = true};
    r[1].jobs[2] = (struct employment){.organisation = 5, .when = {{2016, 0, 0, DATE_YEAR}, {0}, false}};
    r[1].x.employment_count = 3;
    r[0].mentions[0] =
        (struct mention){.organisation = 2, .when = year, .rule = "a", .pattern = "p", .confidence = 0.9, .quote = {0, 1, "q0"}};
    r[0].x.mention_count = 1;
    r[1].mentions[0] =
        (struct mention){.organisation = 2, .when = month, .rule = "a", .pattern = "p", .confidence = 0.8, .quote = {0, 1, "q1"}};
    r[1].mentions[1] = (struct mention){.organisation = 3, .rule = "b", .pattern = "p", .from = 9, .quote = {0, 1, "q2"}};
    r[1].x.mention_count = 2;
}

TEST(each_employment_and_mention_once)
{
    struct record r[2];
    struct resolution *s;
    struct persons p;
    two_cvs(r);
    resolve(&s, r, 2, NULL, &p);
    REQUIRE(p.count == 1);
    const struct person *one = &p.list[0];
    CHECK_TEXT(one->pseudonym, "p-aaaaaaaaaaaaaaaaaaaaaaaaaa");
    CHECK_TEXT(one->country, "XX");
    CHECK_INT(one->cohort, 2000);
    CHECK_INT(one->cvs, 2);
    REQUIRE(one->employment_count == 3 && one->mention_count == 2);
    CHECK_INT(one->employments[0].organisation, 4);
    CHECK_MEM(&one->employments[1].when, &month, sizeof month); /* the most precise of three */
    CHECK_INT(one->employments[1].role, ROLE_TECHNICAL);
    CHECK_INT(one->employments[2].when.from.year, 2016);
    CHECK_TEXT(one->mentions[0].mention.quote.text, "q1");
    CHECK_INT(one->mentions[0].line, 11);
    CHECK_TEXT(one->mentions[0].record, B);
    CHECK_TEXT(one->mentions[1].mention.quote.text, "q2");
    REQUIRE(p.link_count == 1);
    CHECK(p.links[0].bits[EVIDENCE_PRIOR] < 0 && p.links[0].bits[EVIDENCE_NAME] > 0 && p.links[0].bits[EVIDENCE_EMPLOYMENT] > 0);
    resolution_free(s);
}

/* What cv and tie lines hold, in any order; the same octets twice; ties without their cv. */
TEST(in_parts)
{
    struct record r[2];
    struct persons p;
    two_cvs(r);
    struct resolution *s = resolution_new();
    REQUIRE(s);
    struct extract ties = {.file = r[1].x.file, .line = 11, .mentions = r[1].mentions, .mention_count = 2}, lost = ties;
    memcpy(ties.record, r[1].x.record, sizeof ties.record);
    memcpy(lost.record, C, sizeof C);
    resolution_add_mentions(s, &ties);
    resolution_add_mentions(s, &lost);
    resolution_add_mentions(s, &ties);
    r[1].x.mention_count = 0;
    for (int i = 1; i >= 0; i--) {
        r[i].x.employments = r[i].jobs;
        r[i].x.mentions = r[i].mentions;
        resolution_add(s, &r[i].x);
        resolution_add(s, &r[i].x);
    }
    REQUIRE(resolution_persons(s, NULL, &p));
    REQUIRE(p.count == 1);
    CHECK_INT(p.cvs, 4);
    CHECK_INT(p.list[0].cvs, 4);
    CHECK_INT(p.list[0].record_count, 2);
    CHECK_INT(p.list[0].mention_count, 2);
    CHECK_INT(p.orphans, 2);
    resolution_free(s);
}

TEST(who_is_erased_is_not_there)
{
    struct record r[3];
    struct resolution *s;
    struct persons p;
    struct fault f;
    struct erasures e;
    struct arena *a = arena_new();
    two_cvs(r);
    begin(&r[2], C, 9);
    /* the person goes as a whole, also by a record that is not its smallest */
    REQUIRE(erasures_read(bytes_of_text("p-bbbbbbbbbbbbbbbbbbbbbbbbbb\n"), "e", a, &e, &f) == ERR_OK);
    resolve(&s, r, 3, &e, &p);
    REQUIRE(p.count == 1);
    CHECK_TEXT(p.list[0].pseudonym, "p-cccccccccccccccccccccccccc");
    CHECK_INT(p.erased, 1);
    CHECK_INT(p.erased_records, 2);
    CHECK_INT(p.cvs, 1);
    CHECK_INT(p.link_count, 0);
    resolution_free(s);
    REQUIRE(erasures_read(bytes_of_text("r-aaaaaaaaaaaaaaaaaaaaaaaaaa\n"), "e", a, &e, &f) == ERR_OK);
    resolve(&s, r, 3, &e, &p);
    REQUIRE(p.count == 2);
    CHECK_TEXT(p.list[0].pseudonym, "p-bbbbbbbbbbbbbbbbbbbbbbbbbb");
    CHECK_INT(p.erased, 0);
    CHECK_INT(p.erased_records, 1);
    CHECK_INT(p.orphans, 0);
    resolution_free(s);
    arena_free(a);
}

TEST(nobody)
{
    struct resolution *s;
    struct persons p;
    resolve(&s, NULL, 0, NULL, &p);
    CHECK_INT(p.count, 0);
    resolution_free(s);
}

/* --- many ------------------------------------------------------------------------------------------------------------------- */

enum { PERSONS = 4000, RECORDS_MAX = 6000 };

struct life {
    uint64_t name;
    uint32_t school, employers[3];
    int born, jobs[4];
};

static void live(struct random *r, struct life *l)
{
    l->name = 1 + mix(skewed(r, 900), 3) % 4000;
    l->school = skewed(r, 300);
    l->born = 1950 + (int)below(r, 45);
    l->jobs[0] = l->born + 22 + (int)below(r, 3);
    for (int i = 0; i < 3; i++) {
        l->employers[i] = skewed(r, 800);
        l->jobs[i + 1] = l->jobs[i] + 1 + (int)below(r, 8);
    }
}

/* A CV of that life: years alone or months, perhaps without the last employer or the school, perhaps with a year mistaken. */
static void write_cv(struct random *r, const struct life *l, uint32_t number, struct record *ret)
{
    char pseudonym[PSEUDONYM_TEXT];
    bool months = below(r, 3) == 0;
    int jobs = below(r, 4) ? 3 : 2;
    begin(ret, pseudonym_of(number, pseudonym), l->name);
    if (below(r, 5)) add_fact(ret, FACT_EDUCATION, l->school, l->born + 18, l->born + 22, months ? 9 : 0);
    for (int i = 0; i < jobs; i++) {
        bool last = i == jobs - 1;
        int mistake = below(r, 30) ? 0 : 1;
        add_fact(ret, FACT_EMPLOYMENT, l->employers[i], l->jobs[i] + mistake, last ? 0 : l->jobs[i + 1],
                 months ? 1 + (int)(l->employers[i] % 12) : 0);
    }
}

/* Pairs of records that are rightly, wrongly, not found to be one person's. */
struct tally {
    uint64_t right, wrong, missed;
};

static int truth_of(const char *record, char (*names)[PSEUDONYM_TEXT], const int *truth, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], record) == 0) return truth[i];
    return -1;
}

TEST(precision_and_recall)
{
    static struct record records[RECORDS_MAX];
    static char names[RECORDS_MAX][PSEUDONYM_TEXT];
    static int truth[RECORDS_MAX];
    struct random random = {2026};
    struct tally t = {0};
    size_t count = 0;
    uint64_t pairs = 0;
    for (int i = 0; i < PERSONS; i++) {
        struct life l;
        live(&random, &l);
        uint32_t cvs = below(&random, 5) ? 1 : 2 + below(&random, 2);
        for (uint32_t k = 0; k < cvs && count < RECORDS_MAX; k++) {
            write_cv(&random, &l, (uint32_t)count, &records[count]);
            memcpy(names[count], records[count].x.record, PSEUDONYM_TEXT);
            truth[count++] = i;
            pairs += k;
        }
    }
    struct resolution *r;
    struct persons p;
    resolve(&r, records, count, NULL, &p);
    for (size_t i = 0; i < p.count; i++)
        for (uint32_t a = 0; a < p.list[i].record_count; a++)
            for (uint32_t b = a + 1; b < p.list[i].record_count; b++) {
                bool same =
                    truth_of(p.list[i].records[a], names, truth, count) == truth_of(p.list[i].records[b], names, truth, count);
                t.right += same;
                t.wrong += !same;
            }
    t.missed = pairs - t.right;
    double precision = (double)t.right / (double)(t.right + t.wrong), recall = (double)t.right / (double)pairs;
    printf("  %zu records, %zu of %d persons, %llu pairs: precision %.4f, recall %.4f\n", count, p.count, PERSONS,
           (unsigned long long)pairs, precision, recall);
    CHECK(precision >= 0.99);
    CHECK(recall >= 0.97);
    resolution_free(r);
}

/* Whatever the order of lines, the same persons. */
TEST(any_order)
{
    static struct record records[500];
    struct random random = {7};
    size_t count = 0;
    while (count + 3 < ARRAY_LEN(records)) {
        struct life l;
        live(&random, &l);
        l.name = 1 + l.name % 20;
        for (uint32_t k = below(&random, 3) + 1; k; k--, count++) write_cv(&random, &l, (uint32_t)count, &records[count]);
    }
    struct resolution *first, *second;
    struct persons p, q;
    resolve(&first, records, count, NULL, &p);
    for (int round = 0; round < 3; round++) {
        for (size_t i = count; i-- > 1;) {
            size_t k = below(&random, (uint32_t)i + 1);
            struct record swap = records[i];
            records[i] = records[k];
            records[k] = swap;
        }
        resolve(&second, records, count, NULL, &q);
        CHECK_INT(q.count, p.count);
        CHECK_INT(q.link_count, p.link_count);
        for (size_t i = 0; i < p.count && i < q.count; i++) {
            CHECK_TEXT(q.list[i].pseudonym, p.list[i].pseudonym);
            CHECK_INT(q.list[i].record_count, p.list[i].record_count);
        }
        for (size_t i = 0; i < p.link_count && i < q.link_count; i++)
            CHECK_MEM(q.links[i].bits, p.links[i].bits, sizeof p.links[i].bits);
        resolution_free(second);
    }
    CHECK(p.count < count);
    resolution_free(first);
}
