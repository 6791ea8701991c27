#include "drill/people_person.h"

#include <string.h>

#include "base/macros.h"
#include "drill/people_words.h"

const char *const people_tie_names[PLANT_NONE] = {
    "prior", "concurrent",   "posted",  "education", "project", "possibly-concurrent",
    "later", "conscription", "reserve", "undated"};

enum {
    YEAR = 12,
    SPARSE_DIVISOR = 60,    /* of people at an employer or a body, and of false friends, in a corpus of everybody */
    EMPLOYED_PERCENT = 54,  /* of all persons, at an employer of the list */
    ELSEWHERE_PERCENT = 10, /* of the others, at a body all the same: a tie to nobody */
    SECOND_PERMILLE = 10,   /* at a second employer of the list */
    FOLLOWS_PERCENT = 30,   /* of prior ties: the employer follows at once */
    NAMESAKE_PERCENT = 6,   /* of every other person */
    TWICE_PERCENT = 10,     /* persons with a second CV */
    THRICE_PERCENT = 2,
    SPLIT_PERCENT = 10, /* of those with two and something planted */
    DECOY_PERCENT = 45,
};

uint32_t people_rate(enum people_plan plan, unsigned employer, enum people_tie kind)
{
    if (plan == PEOPLE_INNOCENT) return 0;
    return people_employers[plan == PEOPLE_EVEN ? 0 : employer].rates[kind];
}

static bool chance(struct rng *r, uint32_t percent)
{
    return rng_below(r, 100) < percent;
}

/* The same, but for a corpus of everybody so many times rarer. */
static bool rare_chance(const struct people_person *p, struct rng *r, uint32_t percent)
{
    return chance(r, percent) && (!p->sparse || rng_below(r, SPARSE_DIVISOR) == 0);
}

static bool knows(const struct people_body *b, enum people_language language, unsigned use)
{
    return (b->uses & use) && b->forms[language][0];
}

static bool named(const struct people_person *p, uint16_t body)
{
    for (unsigned i = 0; i < p->item_count; i++)
        if (p->items[i].kind >= ITEM_WORK && p->items[i].who == body) return true;
    return false;
}

/* A body that the person's language has a name for and that no item names yet. */
static uint16_t draw_body(const struct people_person *p, struct rng *r, unsigned use)
{
    for (;;) {
        uint16_t i = (uint16_t)rng_below(r, (uint32_t)people_body_count);
        if (knows(&people_bodies[i], p->language, use) && !named(p, i)) return i;
    }
}

static uint16_t draw_word(const char *const *list, struct rng *r)
{
    uint32_t n = 0;
    while (list[n]) n++;
    return (uint16_t)rng_below(r, n);
}

static struct people_item *add(struct people_person *p, enum people_item_kind kind, int from, int until)
{
    ENSURE(p->item_count < PEOPLE_ITEMS);
    struct people_item *i = &p->items[p->item_count++];
    *i = (struct people_item){.kind = kind, .tie = PLANT_NONE, .from = from, .until = until};
    return i;
}

static struct people_item *add_body(struct people_person *p, struct rng *r, enum people_item_kind kind, enum people_tie tie,
                                    unsigned use, int from, int until)
{
    uint16_t who = draw_body(p, r, use);
    struct people_item *i = add(p, kind, from, until);
    i->who = who;
    i->tie = tie;
    return i;
}

static int january_after(int month)
{
    return (month / YEAR + 1) * YEAR;
}

/* A company, or nothing, from `from` on; returns when it ended. */
static int add_companies(struct people_person *p, struct rng *r, unsigned count, int from)
{
    for (; count; count--) {
        int until = from + (int)rng_range(r, 10, 48);
        if (until >= PEOPLE_NOW - 2) break;
        uint32_t plain = people_plain_companies[p->language];
        uint16_t who = p->sparse ? (uint16_t)rng_below(r, plain) : draw_word(people_companies[p->language], r);
        add(p, ITEM_COMPANY, from, until)->who = who;
        from = until;
    }
    return from;
}

static int add_schooling(struct people_person *p, struct rng *r, const bool *tie, int from)
{
    int until = (from / YEAR + 4) * YEAR + 6; /* to summer */
    from = from / YEAR * YEAR + 8;
    if (tie[PLANT_EDUCATION] && chance(r, 50))
        add_body(p, r, ITEM_STUDY, PLANT_EDUCATION, USE_STUDY, from, until);
    else
        add(p, ITEM_SCHOOL, from, until)->who = draw_word(people_schools[p->language], r);
    if (tie[PLANT_EDUCATION] && p->items[p->item_count - 1].kind == ITEM_SCHOOL) {
        add_body(p, r, ITEM_STUDY, PLANT_EDUCATION, USE_STUDY, until + 2, until + 2 + 34);
        return until + 36;
    }
    return until;
}

/* What comes before the employer of the list; returns when that begins. */
static int add_youth(struct people_person *p, struct rng *r, const bool *tie, int from)
{
    if (tie[PLANT_CONSCRIPTION]) {
        int until = from + (int)rng_range(r, 12, 24);
        add_body(p, r, ITEM_CONSCRIPT, PLANT_CONSCRIPTION, USE_SERVE, from, until);
        from = january_after(until);
    }
    from = add_schooling(p, r, tie, from);
    if (tie[PLANT_UNDATED]) add_body(p, r, ITEM_WORK, PLANT_UNDATED, USE_WORK, from, from)->undated = true;
    if (tie[PLANT_PRIOR]) {
        int until = from + (int)rng_range(r, 18, 60);
        add_body(p, r, ITEM_WORK, PLANT_PRIOR, USE_WORK, from + 1, until);
        if (chance(r, FOLLOWS_PERCENT)) return until;
        from = january_after(until) + (int)rng_below(r, 10);
    }
    from = add_companies(p, r, rng_below(r, 3), from);
    if (!tie[PLANT_POSSIBLY]) return from;
    add_body(p, r, ITEM_WORK, PLANT_POSSIBLY, USE_WORK, from / YEAR * YEAR, from / YEAR * YEAR + 11)->years = true;
    return from / YEAR * YEAR + 6;
}

/* A stretch inside the employment, at least a whole year from its ends. */
static void stretch(struct rng *r, const struct people_item *job, int *ret_from, int *ret_until, bool *ret_open)
{
    int first = job->from / YEAR + 1, last = (job->open ? PEOPLE_NOW : job->until) / YEAR - 1;
    int from = first + (int)rng_below(r, (uint32_t)(last - first)), until = (int)rng_range(r, (uint32_t)from + 1, (uint32_t)last);
    *ret_from = from * YEAR + (int)rng_below(r, YEAR);
    *ret_until = until * YEAR + (int)rng_below(r, YEAR);
    *ret_open = job->open && chance(r, 30);
}

static void add_meanwhile(struct people_person *p, struct rng *r, const bool *tie, const struct people_item *job)
{
    static const struct {
        enum people_tie tie;
        enum people_item_kind kind;
        unsigned use;
    } kinds[] = {{PLANT_CONCURRENT, ITEM_WORK, USE_WORK},
                 {PLANT_POSTED, ITEM_POSTED, USE_POST},
                 {PLANT_PROJECT, ITEM_PROJECT, USE_PROJECT},
                 {PLANT_RESERVE, ITEM_RESERVE, USE_SERVE}};
    const struct people_item employment = *job;
    for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
        int from, until;
        bool open;
        if (!tie[kinds[k].tie]) continue;
        stretch(r, &employment, &from, &until, &open);
        struct people_item *i = add_body(p, r, kinds[k].kind, kinds[k].tie, kinds[k].use, from, until);
        i->open = open && kinds[k].tie != PLANT_POSTED && kinds[k].tie != PLANT_PROJECT;
        i->employer = p->employer;
    }
}

static struct people_item *add_employment(struct people_person *p, struct rng *r, uint16_t employer, int from, bool ends)
{
    int until = from + (int)rng_range(r, 50, 120);
    bool late = until > PEOPLE_NOW - YEAR, open = !ends && (late || chance(r, 40));
    if (late) until = PEOPLE_NOW - YEAR; /* whoever ends began long before */
    struct people_item *i = add(p, ITEM_EMPLOYER, from, open ? PEOPLE_NOW : until);
    i->who = employer;
    i->open = open;
    return i;
}

static void add_career(struct people_person *p, struct rng *r, const bool *tie, int from)
{
    from = add_youth(p, r, tie, from);
    struct people_item *job = add_employment(p, r, p->employer, from, tie[PLANT_LATER] || p->second);
    job->years = tie[PLANT_POSSIBLY];
    const struct people_item employment = *job;
    add_meanwhile(p, r, tie, job);
    if (employment.open) return;
    from = january_after(employment.until) + (int)rng_below(r, 6);
    if (tie[PLANT_LATER])
        add_body(p, r, ITEM_WORK, PLANT_LATER, USE_WORK, from, PEOPLE_NOW - (int)rng_range(r, 0, 2));
    else if (p->second)
        add_employment(p, r, (uint16_t)((p->employer + 1 + rng_below(r, PEOPLE_EMPLOYERS - 1)) % PEOPLE_EMPLOYERS), from, false);
    else
        (void)add_companies(p, r, 1 + rng_below(r, 2), from);
}

static void add_elsewhere(struct people_person *p, struct rng *r, int from)
{
    static const bool nothing[PLANT_NONE];
    from = add_schooling(p, r, nothing, from);
    if (rare_chance(p, r, ELSEWHERE_PERCENT)) {
        add_body(p, r, ITEM_WORK, PLANT_NONE, USE_WORK, from, from + 40);
        from += 40;
    }
    (void)add_companies(p, r, 2 + rng_below(r, 3), from);
}

static void add_decoys(struct people_person *p, struct rng *r)
{
    const struct people_words *words = people_words(p->language);
    for (unsigned i = 0; i < PEOPLE_DECOYS && rare_chance(p, r, DECOY_PERCENT); i++) {
        struct people_decoy d = {.class = (uint16_t)rng_below(r, (uint32_t)words->decoy_count)};
        unsigned uses = words->decoys[d.class].uses;
        if (uses) d.body = draw_body(p, r, uses);
        p->decoys[p->decoy_count++] = d;
    }
}

static bool has_planted(const struct people_person *p)
{
    for (unsigned i = 0; i < p->item_count; i++)
        if (p->items[i].tie != PLANT_NONE) return true;
    return false;
}

static void draw_cvs(struct people_person *p, struct rng *r)
{
    uint32_t n = rng_below(r, 100);
    p->cvs = n < THRICE_PERCENT ? 3 : n < THRICE_PERCENT + TWICE_PERCENT ? 2 : 1;
    p->split = p->cvs > 1 && !p->none && has_planted(p) && chance(r, SPLIT_PERCENT);
}

/* Each kind on its own: whoever has one tie is no likelier to have another. */
static void draw_ties(struct rng *r, enum people_plan plan, unsigned employer, bool *ret)
{
    for (unsigned k = 0; k < PLANT_NONE; k++) ret[k] = rng_below(r, 1000000) < people_rate(plan, employer, (enum people_tie)k);
}

void people_draw(uint64_t seed, enum people_plan plan, uint64_t number, struct people_person *ret)
{
    struct rng r;
    bool tie[PLANT_NONE] = {false};
    *ret = (struct people_person){.number = number, .name = number, .sparse = plan == PEOPLE_SPARSE};
    rng_seed(&r, random_mix(seed, number));
    ret->language = rng_below(&r, 2) ? PEOPLE_CHINESE : PEOPLE_ENGLISH;
    ret->namesake = number % 2 && chance(&r, NAMESAKE_PERCENT); /* of one who has a name of their own */
    if (ret->namesake) ret->name = number - 1;
    int start = (int)rng_range(&r, 1979, 1994);
    ret->born = start - 18;
    ret->none = !rare_chance(ret, &r, EMPLOYED_PERCENT);
    if (ret->none) {
        add_elsewhere(ret, &r, start * YEAR + 8);
    } else {
        ret->employer = (uint16_t)rng_below(&r, PEOPLE_EMPLOYERS);
        draw_ties(&r, plan, ret->employer, tie);
        bool any = false;
        for (unsigned k = 0; k < PLANT_NONE; k++) any |= tie[k];
        ret->second = !any && rng_below(&r, 1000) < SECOND_PERMILLE;
        add_career(ret, &r, tie, start * YEAR + 8);
    }
    add_decoys(ret, &r);
    draw_cvs(ret, &r);
}
