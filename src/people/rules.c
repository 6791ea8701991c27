#include "people/rules.h"

#include "people/rules_internal.h"

#define BODIES (ABOUT_BODY | ABOUT_SCHOOL)
#define ALL    (BODIES | ABOUT_EMPLOYER)
#define B      HINT_BEFORE

static const struct rule word_rules[] = {
    {"negated", ALL, RELATION_NAMED, 0.0F, &hints_negation, NULL, NULL},
    {"family", ALL, RELATION_NAMED, 0.0F, &hints_family, NULL, NULL},
    {"delegate-elsewhere", BODIES, RELATION_NAMED, 0.0F, &hints_other_delegate, NULL, NULL},
    {"customer", ALL, RELATION_NAMED, 0.0F, &hints_customer, NULL, &hints_no_customer},
    {"award", BODIES, RELATION_NAMED, 0.0F, &hints_award, NULL, NULL},
    {"regulation", BODIES, RELATION_NAMED, 0.0F, &hints_regulation, NULL, NULL},
    {"subject-matter", ALL, RELATION_NAMED, 0.0F, &hints_reading, NULL, NULL},
    {"place", ALL, RELATION_NAMED, 0.0F, &hints_place, NULL, NULL},
    {"others", ALL, RELATION_NAMED, 0.0F, &hints_others, NULL, NULL},
    {"seconded", ALL, RELATION_POSTED, 0.95F, &hints_seconded, NULL, NULL},
    {"representative", ALL, RELATION_POSTED, 0.9F, &hints_representative, NULL, &hints_no_representative},
    {"liaison", ALL, RELATION_POSTED, 0.9F, &hints_liaison, NULL, NULL},
    {"reserve", BODIES, RELATION_RESERVE, 0.9F, &hints_reserve, NULL, &hints_no_reserve},
    {"career-service", BODIES, RELATION_WORKED, 0.9F, &hints_service, &hints_officer, NULL},
    {"service", BODIES, RELATION_SERVED, 0.9F, &hints_service, NULL, NULL},
    {"studied", BODIES, RELATION_STUDIED, 0.95F, &hints_studied, NULL, &hints_no_study},
    {"employed", ALL, RELATION_WORKED, 0.95F, &hints_employed, NULL, NULL},
    {"panel", BODIES, RELATION_PROJECT, 0.7F, &hints_panel, NULL, NULL},
    {"project", BODIES, RELATION_PROJECT, 0.85F, &hints_project, NULL, &hints_project_staff},
    {"undertaking", BODIES, RELATION_PROJECT, 0.75F, &hints_undertaking, &hints_undertaken, &hints_project_staff},
    {"taught", ABOUT_SCHOOL, RELATION_WORKED, 0.85F, &hints_teaching, NULL, &hints_studied},
    {"degree", ABOUT_SCHOOL, RELATION_STUDIED, 0.9F, &hints_degree, NULL, &hints_no_study},
    {"worked", ALL, RELATION_WORKED, 0.9F, &hints_worked, NULL, NULL},
    {"post", ALL, RELATION_WORKED, 0.8F, &hints_posts, NULL, NULL},
};

const struct rule place_rules[RULE_PLACES] = {
    [RULE_EMPLOYER] = {"employer-field", ALL, RELATION_WORKED, 0.98F, NULL, NULL, NULL},
    [RULE_SCHOOL] = {"school-field", ALL, RELATION_STUDIED, 0.98F, NULL, NULL, NULL},
    [RULE_CLIENT] = {"project-field", ALL, RELATION_PROJECT, 0.9F, NULL, NULL, NULL},
    [RULE_SERVICE] = {"service-field", ALL, RELATION_SERVED, 0.9F, NULL, NULL, NULL},
    [RULE_EPISODE] = {"dated-employer", ALL, RELATION_WORKED, 0.9F, NULL, NULL, NULL},
    [RULE_CLAUSE] = {"dated-clause", ALL, RELATION_WORKED, 0.75F, NULL, NULL, NULL},
    [RULE_ATTENDED] = {"dated-school", ALL, RELATION_STUDIED, 0.9F, NULL, NULL, NULL},
};

static bool holds(const struct rule *r, const struct words *w, enum rule_about about)
{
    if (!(r->about & about)) return false;
    uint8_t places = about == ABOUT_EMPLOYER && r->relation == RELATION_NAMED ? HINT_BEFORE : HINT_BEFORE | HINT_AFTER;
    if (!hints_found(w, r->any, places)) return false;
    if (r->also && !hints_found(w, r->also, HINT_BEFORE | HINT_AFTER)) return false;
    return !r->unless || !hints_found(w, r->unless, HINT_BEFORE | HINT_AFTER);
}

static const struct rule *first_rule(const struct words *w, enum rule_about about, bool refuses)
{
    for (size_t i = 0; i < ARRAY_LEN(word_rules); i++)
        if ((word_rules[i].relation == RELATION_NAMED) == refuses && holds(&word_rules[i], w, about)) return &word_rules[i];
    return NULL;
}

const struct rule *rule_that_refuses(const struct words *w, enum rule_about about)
{
    return first_rule(w, about, true);
}

const struct rule *rule_of_words(const struct words *w, enum rule_about about)
{
    return first_rule(w, about, false);
}

/* ---- titles ---- */

static bool title_has(struct bytes title, const struct word_grams *grams, const struct hints *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (word_grams_may(grams, c->list[i].text) && hint_in(title, c->list[i].text)) return true;
    return false;
}

static const struct hint title_seconded[] = {{"secondment", B, 0}, {"secondee", B, 0}, {"seconded", B, 0}, {"on loan", B, 0},
                                             {"detailee", B, 0},   {"派驻", B, 0},     {"派往", B, 0},     {"借调", B, 0},
                                             {"挂职", B, 0},       {"特派员", B, 0},   {"外派", B, 0}};
static const struct hints title_seconded_hints = {title_seconded, ARRAY_LEN(title_seconded)};
static const struct hint title_representative[] = {{"representative", B, 0}, {"军代表", B, 0}, {"军事代表", B, 0},
                                                   {"驻*代表", B, 0},        {"代表", B, 0},   {"delegate", B, 0}};
static const struct hints title_representative_hints = {title_representative, ARRAY_LEN(title_representative)};
static const struct hint title_liaison[] = {{"liaison", B, 0}, {"联络官", B, 0}, {"联络员", B, 0}};
static const struct hints title_liaison_hints = {title_liaison, ARRAY_LEN(title_liaison)};
static const struct hint title_reserve[] = {
    {"reserve", B, 0}, {"reserves", B, 0}, {"reservist", B, 0}, {"预备役", B, 0}, {"民兵", B, 0}};
static const struct hints title_reserve_hints = {title_reserve, ARRAY_LEN(title_reserve)};
static const struct hint title_student[] = {
    {"cadet", B, 0}, {"student", B, 0}, {"学员", B, 0}, {"学生", B, 0}, {"курсант", B, 0}};
static const struct hints title_student_hints = {title_student, ARRAY_LEN(title_student)};

static const struct rule title_rules[] = {
    {"title-seconded", ALL, RELATION_POSTED, 0.95F, &title_seconded_hints, NULL, NULL},
    {"title-representative", ALL, RELATION_POSTED, 0.9F, &title_representative_hints, NULL, &hints_no_representative},
    {"title-liaison", ALL, RELATION_POSTED, 0.9F, &title_liaison_hints, NULL, NULL},
    {"title-reserve", ALL, RELATION_RESERVE, 0.9F, &title_reserve_hints, NULL, &hints_no_reserve},
    {"title-career", ALL, RELATION_WORKED, 0.95F, &hints_service, &hints_officer, NULL},
    {"title-service", ALL, RELATION_SERVED, 0.9F, &hints_service, NULL, NULL},
    {"title-student", ALL, RELATION_STUDIED, 0.9F, &title_student_hints, NULL, NULL},
};

const struct rule *rule_of_title(struct bytes title)
{
    struct word_grams g;
    word_grams_of(title, &g);
    for (size_t i = 0; i < ARRAY_LEN(title_rules); i++) {
        const struct rule *r = &title_rules[i];
        if (!title_has(title, &g, r->any) || (r->also && !title_has(title, &g, r->also))) continue;
        if (!r->unless || !title_has(title, &g, r->unless)) return r;
    }
    return NULL;
}

size_t rules_all(const struct rule *ret[], size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(word_rules) && n < max; i++) ret[n++] = &word_rules[i];
    for (size_t i = 0; i < ARRAY_LEN(title_rules) && n < max; i++) ret[n++] = &title_rules[i];
    for (size_t i = 0; i < RULE_PLACES && n < max; i++) ret[n++] = &place_rules[i];
    return n;
}
