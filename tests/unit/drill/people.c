#include "drill/people.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "drill/people_date.h"
#include "drill/people_pen.h"
#include "drill/people_words.h"

/* What a corpus and its truth are, owned by the caller. */
struct made {
    char *corpus, *truth;
    size_t corpus_len, truth_len;
    uint64_t persons;
};

static struct made make(const char *name, uint64_t seed, uint64_t records)
{
    struct made m = {NULL};
    FILE *corpus = open_memstream(&m.corpus, &m.corpus_len), *truth = open_memstream(&m.truth, &m.truth_len);
    if (!corpus || !truth) abort();
    m.persons = people_play(people_corpus_find(name), seed, records, corpus, truth);
    fclose(corpus);
    fclose(truth);
    return m;
}

static void done(struct made *m)
{
    free(m->corpus);
    free(m->truth);
}

static size_t occurrences(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, what)); at += strlen(what)) n++;
    return n;
}

TEST(corpora_have_as_many_lines_as_asked_for_and_are_the_same_for_a_seed)
{
    for (size_t i = 0; i < people_corpus_count(); i++) {
        const char *name = people_corpus_at(i)->name;
        struct made a = make(name, 7, 300), b = make(name, 7, 300), c = make(name, 8, 300);
        CHECK(occurrences(a.corpus, "\n") == 300);
        CHECK(a.persons < 300 && a.persons > 200);
        CHECK(occurrences(a.truth, "{\"person\": ") == a.persons);
        CHECK(a.corpus_len == b.corpus_len && memcmp(a.corpus, b.corpus, a.corpus_len) == 0);
        CHECK(strcmp(a.truth, b.truth) == 0);
        CHECK(a.corpus_len != c.corpus_len || memcmp(a.corpus, c.corpus, a.corpus_len) != 0);
        done(&a), done(&b), done(&c);
    }
    CHECK(people_corpus_find("clean-day") == NULL);
}

TEST(nothing_is_planted_in_the_innocent_corpus_but_false_friends)
{
    struct made planted = make("people", 1, 2000), innocent = make("people-innocent", 1, 2000);
    CHECK(occurrences(planted.truth, "\"kind\": \"prior\"") > 5);
    CHECK(occurrences(innocent.truth, "\"ties\": [{") == 0);
    CHECK(occurrences(innocent.truth, "\"class\": \"customers\"") > 5);
    done(&planted), done(&innocent);
}

/* Months of an item that are certainly its own, whatever the day. */
static bool overlaps_by_a_month(const struct people_item *a, const struct people_item *b)
{
    int from = a->from > b->from ? a->from : b->from, until = a->until < b->until ? a->until : b->until;
    return from < until;
}

static void check_item(const struct people_item *job, const struct people_item *i)
{
    switch (i->tie) {
    case PLANT_PRIOR: CHECK(i->until <= job->from && i->from < job->from); break;
    case PLANT_LATER: CHECK(!job->open && i->from / 12 > job->until / 12); break;
    case PLANT_CONCURRENT:
    case PLANT_POSTED:
    case PLANT_PROJECT:
        CHECK(overlaps_by_a_month(job, i) && i->from / 12 > job->from / 12);
        CHECK(i->open ? job->open : i->until / 12 < job->until / 12 && i->until / 12 > i->from / 12);
        break;
    case PLANT_POSSIBLY: CHECK(i->years && job->years && i->from / 12 == i->until / 12 && i->until / 12 == job->from / 12); break;
    default: break;
    }
}

TEST(what_is_planted_is_what_the_dates_say)
{
    size_t planted = 0;
    for (uint64_t n = 0; n < 20000; n++) {
        struct people_person p;
        people_draw(3, PEOPLE_PLANTED, n, &p);
        const struct people_item *job = NULL;
        for (unsigned i = 0; i < p.item_count && !job; i++)
            if (p.items[i].kind == ITEM_EMPLOYER) job = &p.items[i];
        CHECK((job == NULL) == p.none);
        for (unsigned i = 0; i < p.item_count; i++) {
            CHECK(p.items[i].from <= p.items[i].until && p.items[i].until <= PEOPLE_NOW);
            CHECK(p.items[i].tie == PLANT_NONE || job);
            if (!job || p.items[i].tie == PLANT_NONE) continue;
            check_item(job, &p.items[i]);
            planted++;
        }
    }
    CHECK(planted > 500);
}

TEST(rates_are_what_the_table_says)
{
    uint64_t people = 0, prior = 0;
    for (uint64_t n = 0; n < 200000; n++) {
        struct people_person p;
        people_draw(5, PEOPLE_PLANTED, n, &p);
        if (p.none || p.employer != 0) continue;
        people++;
        for (unsigned i = 0; i < p.item_count; i++) prior += p.items[i].tie == PLANT_PRIOR;
    }
    CHECK(people > 15000);
    double rate = (double)prior / (double)people;
    CHECK(rate > 0.035 && rate < 0.045); /* 0.04, with more than three standard deviations to each side */
}

TEST(templates_are_filled_and_spelled)
{
    static struct pen p;
    struct pen_slots s = {{NULL}};
    s.slot['o' - 'a'] = "华岚通信";
    pen_clear(&p);
    pen_fill(&p, "任{o}经理{t}。", &s);
    CHECK(strcmp(p.text, "任华岚通信经理。") == 0);
    pen_clear(&p);
    pen_spell(&p, "国家安全部2009", strlen("国家安全部2009"), &(struct pen_spelling){.traditional = true, .wide = true});
    CHECK(strcmp(p.text, "國家安全部２００９") == 0);
    pen_clear(&p);
    pen_json(&p, "a\"\\\n\xe5\x9b\xbd\xf0\x9f\x98\x80", 11, true);
    CHECK(strcmp(p.text, "\"a\\\"\\\\\\n\\u56fd\\ud83d\\ude00\"") == 0);
}

TEST(dates_are_written_in_the_hand_of_their_writer)
{
    static struct pen p;
    struct people_item i = {.from = 2009 * 12 + 2, .until = 2013 * 12 + 5};
    struct people_hand h = {.language = PEOPLE_CHINESE, .precision = TOLD_MONTH};
    pen_clear(&p);
    people_range(&p, &h, &i);
    CHECK(strcmp(p.text, "2009年3月至2013年6月") == 0);
    i.open = true;
    h.language = PEOPLE_ENGLISH;
    pen_clear(&p);
    people_range(&p, &h, &i);
    CHECK(strcmp(p.text, "Mar 2009 – present") == 0);
    pen_clear(&p);
    people_iso(&p, TOLD_MONTH, i.from);
    CHECK(strcmp(p.text, "2009-03") == 0);
}
