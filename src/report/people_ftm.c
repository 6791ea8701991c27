#include "report/people_ftm.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/macros.h"
#include "report/digest.h"
#include "report/people_words.h"

/* What a tie, or the employment that it is held against, gives; in the order in which the lines stand. */
enum entity { PERSON, BODY, EMPLOYER, WORK, POST, OCCUPANCY, TIE, SPAN, ENTITIES };

struct item {
    char id[UUID_TEXT];
    const struct study_tie *tie;
};

static const char *or_none(const char *text)
{
    return text ? text : "";
}

static bool kind_is(const struct study_tie *t, const char *kind)
{
    return strcmp(or_none(t->kind), kind) == 0;
}

static bool is_posted(const struct study_tie *t)
{
    return kind_is(t, "posted");
}

/* Ids are of what an entity is, so that a tie's ends are found again in other lines, and in other studies of the same key. */
static const char *id_of(enum entity e, const struct study_tie *t, struct arena *a, char id[static UUID_TEXT])
{
    const char *name = NULL;
    switch (e) {
    case PERSON: name = arena_printf(a, "person:%s", or_none(t->person)); break;
    case BODY: name = arena_printf(a, "organisation:%s", or_none(t->organisation_id)); break;
    case EMPLOYER: name = arena_printf(a, "organisation:%s", or_none(t->employer_id)); break;
    case WORK:
        name = arena_printf(a, "employment:%s:%s:%s:%s", or_none(t->person), or_none(t->employer_id), or_none(t->employer_from),
                            or_none(t->employer_until));
        break;
    case POST: name = arena_printf(a, "post:%s:%s", or_none(t->organisation_id), or_none(t->employer_id)); break;
    default:
        name = arena_printf(a, "%u:%s:%s:%s:%s:%s:%s:%s:%llu", (unsigned)e, or_none(t->person), or_none(t->organisation_id),
                            or_none(t->employer_id), or_none(t->kind), or_none(t->from), or_none(t->until), or_none(t->record),
                            (unsigned long long)t->name_from);
        break;
    }
    return uuid5(&uuid_custos, name, id);
}

static bool gives(enum entity e, const struct study_tie *t)
{
    return (e != POST && e != OCCUPANCY) || is_posted(t);
}

/* --- one entity --------------------------------------------------------------------------------------------------------------
 */

static void value(struct json *j, const char *name, const char *text)
{
    if (!text || !*text) return;
    json_array_begin(j, name);
    json_string(j, NULL, text);
    json_array_end(j);
}

static void reference(struct json *j, const char *name, enum entity e, const struct study_tie *t, struct arena *a)
{
    char id[UUID_TEXT];
    value(j, name, id_of(e, t, a, id));
}

static void dates(struct json *j, const char *from, const char *until)
{
    value(j, "startDate", from);
    value(j, "endDate", until);
}

/* What the state itself is. Schools, research and industry of theirs are organisations. */
static const char *body_schema(const char *kind)
{
    static const char *const others[] = {"university", "school", "research", "contractor", "industry", "ffrdc", "investment"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (strstr(or_none(kind), others[i])) return "Organization";
    return "PublicBody";
}

static const char *tie_schema(const struct study_tie *t)
{
    if (is_posted(t)) return "Representation";
    if (kind_is(t, "education")) return "Education";
    return kind_is(t, "project") || kind_is(t, "conscription") || kind_is(t, "reserve") ? "Membership" : "Employment";
}

static const char *schema_of_entity(enum entity e, const struct study_tie *t)
{
    static const char *const names[ENTITIES] = {[PERSON] = "Person", [EMPLOYER] = "Organization", [WORK] = "Employment",
                                                [POST] = "Position", [OCCUPANCY] = "Occupancy",   [SPAN] = "Span"};
    return e == BODY ? body_schema(t->organisation_kind) : e == TIE ? tie_schema(t) : names[e];
}

/* FollowTheMoney has countries as codes in small letters. */
static void country(struct json *j, const char *code)
{
    char small[3] = {0};
    if (!code || strlen(code) != 2 || !isalpha((unsigned char)code[0]) || !isalpha((unsigned char)code[1])) return;
    for (unsigned i = 0; i < 2; i++) small[i] = (char)tolower((unsigned char)code[i]);
    value(j, "country", small);
}

static void tie_properties(struct json *j, const struct study_tie *t, struct arena *a)
{
    static const struct {
        const char *schema, *person, *body;
    } ends[] = {{"Representation", "agent", "client"},
                {"Education", "student", "school"},
                {"Membership", "member", "organization"},
                {"Employment", "employee", "employer"}};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (strcmp(ends[i].schema, tie_schema(t)) != 0) continue;
        reference(j, ends[i].person, PERSON, t, a);
        reference(j, ends[i].body, BODY, t, a);
    }
    value(j, "status", t->kind);
    value(j, "role", t->relation);
    dates(j, t->from, t->until);
    value(j, "recordId", t->record);
}

static void number(struct json *j, const char *name, uint64_t n)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)n);
    value(j, name, text);
}

static void span_properties(struct json *j, const struct study_tie *t, struct arena *a)
{
    char confidence[TEXT_NUMBER];
    reference(j, "tie", TIE, t, a);
    value(j, "quote", t->quote);
    value(j, "record", t->record);
    value(j, "contentHash", t->digest);
    number(j, "start", t->name_from);
    number(j, "end", t->name_until);
    number(j, "quoteStart", t->quote_from);
    number(j, "quoteEnd", t->quote_until);
    value(j, "rule", t->rule);
    value(j, "pattern", t->pattern);
    value(j, "confidence", people_confidence(t->confidence, confidence));
}

static void properties(struct json *j, enum entity e, const struct study_tie *t, struct arena *a)
{
    switch (e) {
    case PERSON: value(j, "name", t->person); break;
    case BODY:
        value(j, "name", t->organisation);
        country(j, t->country);
        value(j, "classification", t->organisation_kind);
        break;
    case EMPLOYER: value(j, "name", t->employer); break;
    case WORK:
        reference(j, "employee", PERSON, t, a);
        reference(j, "employer", EMPLOYER, t, a);
        dates(j, t->employer_from, t->employer_until);
        if (t->employer_present) value(j, "status", "present");
        break;
    case POST:
        value(j, "name", arena_printf(a, "posted between %s and %s", or_none(t->organisation), or_none(t->employer)));
        reference(j, "organization", EMPLOYER, t, a);
        break;
    case OCCUPANCY:
        reference(j, "holder", PERSON, t, a);
        reference(j, "post", POST, t, a);
        dates(j, t->from, t->until);
        break;
    case TIE: tie_properties(j, t, a); break;
    default: span_properties(j, t, a); break;
    }
}

static void entity(FILE *out, enum entity e, const struct item *item, struct arena *a)
{
    struct json j;
    json_init(&j, out, false);
    json_object_begin(&j, NULL);
    json_string(&j, "id", item->id);
    json_string(&j, "schema", schema_of_entity(e, item->tie));
    json_object_begin(&j, "properties");
    properties(&j, e, item->tie, a);
    json_object_end(&j);
    json_object_end(&j);
    putc('\n', out);
}

static int by_id(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->tie > y->tie) - (x->tie < y->tie);
}

void people_ftm(const struct study *s, struct arena *a, FILE *out)
{
    struct item *items = arena_alloc(a, (s->tie_count + 1) * sizeof *items);
    for (unsigned e = 0; e < ENTITIES; e++) {
        size_t count = 0;
        for (size_t i = 0; i < s->tie_count; i++) {
            if (!gives((enum entity)e, &s->ties[i])) continue;
            items[count].tie = &s->ties[i];
            id_of((enum entity)e, &s->ties[i], a, items[count++].id);
        }
        qsort(items, count, sizeof *items, by_id);
        for (size_t i = 0; i < count; i++)
            if (i == 0 || strcmp(items[i - 1].id, items[i].id) != 0) entity(out, (enum entity)e, &items[i], a);
    }
}
