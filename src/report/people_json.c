#include "report/people_json.h"

#include <math.h>

#include "base/json.h"
#include "report/people_words.h"

static void count(struct json *j, const char *key, uint64_t n)
{
    if (n == STUDY_WITHHELD)
        json_null(j, key);
    else
        json_unsigned(j, key, n < INT64_MAX ? n : INT64_MAX);
}

static void pair(struct json *j, const char *key, double low, double high)
{
    json_array_begin(j, key);
    json_number(j, NULL, low);
    json_number(j, NULL, high);
    json_array_end(j);
}

static void rate(struct json *j, const char *key, const struct study_rate *r)
{
    json_object_begin(j, key);
    count(j, "count", r->count);
    count(j, "total", r->total);
    json_number(j, "rate", r->rate);
    pair(j, "ci95", r->low, r->high);
    json_object_end(j);
}

/* "funnel" has the five counts; why what did not pass a step did not stands in "exclusions". */
static void funnel(struct json *j, const struct study *s)
{
    json_object_begin(j, "funnel");
    for (size_t i = 0; i < s->step_count; i++) count(j, s->funnel[i].name, s->funnel[i].count);
    json_object_end(j);
    json_array_begin(j, "exclusions");
    for (size_t i = 0; i < s->step_count; i++)
        for (size_t k = 0; k < s->funnel[i].reason_count; k++) {
            json_object_begin(j, NULL);
            json_string(j, "step", s->funnel[i].name);
            json_string(j, "reason", s->funnel[i].reasons[k].reason);
            count(j, "count", s->funnel[i].reasons[k].count);
            json_object_end(j);
        }
    json_array_end(j);
}

static void years(struct json *j, const struct study_employer *e)
{
    json_array_begin(j, "years");
    for (size_t i = 0; i < e->timeline_count; i++) {
        json_object_begin(j, NULL);
        json_signed(j, "year", e->timeline[i].year);
        count(j, "employed", e->timeline[i].employed);
        count(j, "overlapping", e->timeline[i].overlapping);
        json_object_end(j);
    }
    json_array_end(j);
}

static void employer(struct json *j, const struct study *s, const struct study_employer *e)
{
    json_object_begin(j, NULL);
    json_string(j, "name", e->name);
    json_string(j, "id", e->id);
    json_string(j, "country", e->country);
    count(j, "people", e->tied.total);
    count(j, "tied", e->tied.count);
    count(j, "cvs", e->cvs);
    json_number(j, "rate", e->tied.rate);
    pair(j, "ci95", e->tied.low, e->tied.high);
    json_object_begin(j, "kinds");
    for (unsigned k = 0; k < STUDY_KINDS; k++) count(j, people_kind(s, k), e->kinds[k]);
    json_object_end(j);
    json_object_begin(j, "beside");
    for (unsigned k = STUDY_KINDS; k < STUDY_SHOWN_KINDS; k++) count(j, people_kind(s, k), e->kinds[k]);
    json_object_end(j);
    json_object_begin(j, "rates");
    for (unsigned k = 0; k < STUDY_KINDS; k++) rate(j, people_kind(s, k), &e->by_kind[k]);
    json_object_end(j);
    years(j, e);
    json_object_end(j);
}

static void test(struct json *j, const struct study_test *t)
{
    char words[PEOPLE_LINE];
    json_object_begin(j, NULL);
    json_string(j, "kind", t->kind);
    json_string(j, "employer", t->employer);
    json_string(j, "comparator", t->comparator);
    count(j, "a", t->a);
    count(j, "b", t->b);
    count(j, "c", t->c);
    count(j, "d", t->d);
    json_number(j, "odds_ratio", t->odds_ratio);
    pair(j, "ci95", t->low, t->high);
    json_number(j, "p", t->p);
    json_number(j, "q", t->q);
    json_bool(j, "declared", t->declared);
    json_string(j, "strata", t->stratified ? t->strata : NULL);
    if (t->stratified) json_unsigned(j, "strata_count", t->strata_count);
    json_bool(j, "approximate", t->approximate);
    pair(j, "mid_p_ci95", t->mid_low, t->mid_high);
    json_number(j, "mantel_haenszel", t->mantel_haenszel);
    json_number(j, "p_less", t->p_less);
    json_number(j, "p_greater", t->p_greater);
    json_number(j, "difference", t->difference);
    pair(j, "difference_ci95", t->difference_low, t->difference_high);
    json_number(j, "detectable_odds_ratio", t->detectable);
    json_number(j, "detectable_below", t->detectable_below);
    json_number(j, "power_at_2", t->power);
    json_string(j, "verdict", study_verdict_name(t->verdict));
    json_string(j, "words", people_verdict(t, words));
    json_object_end(j);
}

static void span(struct json *j, const char *key, uint64_t from, uint64_t until)
{
    json_array_begin(j, key);
    json_unsigned(j, NULL, from);
    json_unsigned(j, NULL, until);
    json_array_end(j);
}

static void tie(struct json *j, const struct study_tie *t)
{
    json_object_begin(j, NULL);
    json_string(j, "person", t->person);
    json_string(j, "employer", t->employer);
    json_string(j, "organisation", t->organisation);
    json_string(j, "kind", t->kind);
    json_string(j, "from", t->from);
    json_string(j, "until", t->until);
    json_unsigned(j, "overlap_months", t->overlap_months);
    json_string(j, "quote", t->quote);
    json_string(j, "record", t->record);
    json_number(j, "confidence", t->confidence);
    json_string(j, "organisation_id", t->organisation_id);
    json_string(j, "organisation_kind", t->organisation_kind);
    json_string(j, "country", t->country);
    json_string(j, "relation", t->relation);
    json_string(j, "rule", t->rule);
    json_string(j, "pattern", t->pattern);
    json_string(j, "employer_id", t->employer_id);
    json_string(j, "employer_from", t->employer_from);
    json_string(j, "employer_until", t->employer_until);
    json_bool(j, "employer_present", t->employer_present);
    span(j, "span", t->name_from, t->name_until);
    span(j, "quote_span", t->quote_from, t->quote_until);
    json_string(j, "digest", t->digest);
    json_object_end(j);
}

static void sensitivity(struct json *j, const struct study_sensitivity *v)
{
    json_object_begin(j, NULL);
    json_string(j, "left_out", v->left_out);
    count(j, "a", v->a);
    count(j, "c", v->c);
    json_number(j, "odds_ratio", v->odds_ratio);
    pair(j, "ci95", v->low, v->high);
    json_number(j, "p", v->p);
    json_object_end(j);
}

static void permutation(struct json *j, const struct study_permutation *v)
{
    json_object_begin(j, NULL);
    json_string(j, "employer", v->employer);
    count(j, "overlapping", v->overlapping);
    json_number(j, "expected", v->expected);
    json_number(j, "p", v->p);
    json_unsigned(j, "permutations", v->permutations);
    json_object_end(j);
}

static void input(struct json *j, const struct study_input *i)
{
    json_object_begin(j, NULL);
    json_string(j, "file", i->file);
    json_string(j, "sha256", i->sha256);
    json_unsigned(j, "records", i->records);
    json_unsigned(j, "octets", i->octets);
    json_string(j, "origin", i->origin);
    json_string(j, "lawful_basis", i->lawful_basis);
    json_string(j, "retention", i->retention);
    json_string(j, "collected", i->collected);
    json_string(j, "notes", i->notes);
    json_string(j, "override", i->override);
    json_object_end(j);
}

static void left_out(void *ctx, const char *sentence)
{
    json_string(ctx, NULL, sentence);
}

static void head(struct json *j, const struct study *s)
{
    json_object_begin(j, "custos");
    json_string(j, "version", CUSTOS_VERSION);
    json_unsigned(j, "schema", 1);
    json_object_end(j);
    json_string(j, "employer", s->employer);
    json_bool(j, "public", s->public_mode);
    json_unsigned(j, "seed", s->seed);
    json_object_begin(j, "organisations");
    json_string(j, "file", s->organisations_file);
    json_string(j, "version", s->organisations_version);
    json_string(j, "sha256", s->organisations_sha256);
    json_object_end(j);
}

static void texts(struct json *j, const struct study *s)
{
    json_array_begin(j, "left_out");
    people_left_out(s, left_out, j);
    json_array_end(j);
    json_array_begin(j, "notes");
    for (size_t i = 0; i < s->note_count; i++) json_string(j, NULL, s->notes[i]);
    json_array_end(j);
}

void people_json(const struct study *s, FILE *out)
{
    struct json j;
    json_init(&j, out, true);
    json_object_begin(&j, NULL);
    head(&j, s);
    json_array_begin(&j, "inputs");
    for (size_t i = 0; i < s->input_count; i++) input(&j, &s->inputs[i]);
    json_array_end(&j);
    count(&j, "cvs", s->cvs);
    count(&j, "people", s->people);
    count(&j, "ambiguous", s->ambiguous);
    funnel(&j, s);
    json_array_begin(&j, "employers");
    for (size_t i = 0; i < s->employer_count; i++) employer(&j, s, &s->employers[i]);
    json_array_end(&j);
    json_array_begin(&j, "tests");
    for (size_t i = 0; i < s->test_count; i++) test(&j, &s->tests[i]);
    json_array_end(&j);
    json_array_begin(&j, "sensitivity");
    for (size_t i = 0; i < s->sensitivity_count; i++) sensitivity(&j, &s->sensitivity[i]);
    json_array_end(&j);
    json_array_begin(&j, "permutations");
    for (size_t i = 0; i < s->permutation_count; i++) permutation(&j, &s->permutations[i]);
    json_array_end(&j);
    json_array_begin(&j, "ties");
    for (size_t i = 0; i < s->tie_count; i++) tie(&j, &s->ties[i]);
    json_array_end(&j);
    texts(&j, s);
    json_object_end(&j);
    fputc('\n', out);
}
