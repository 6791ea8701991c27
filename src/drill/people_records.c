/* CVs as structured records: JSON Resume (https://jsonresume.org/schema, 1.0.0), and profiles of career networks in two shapes, a
 * nested one and a flat one. */
#include <string.h>

#include "base/macros.h"
#include "drill/people_write.h"

enum shape { SHAPE_RESUME, SHAPE_NESTED, SHAPE_FLAT };

/* The keys of an entry. */
struct keys {
    const char *organisation, *title, *from, *until, *note;
    const char *school, *degree, *subject;
};
static const struct keys keys[] = {
    [SHAPE_RESUME] = {"name", "position", "startDate", "endDate", "summary", "institution", "studyType", "area"},
    [SHAPE_NESTED] = {"company", "title", "start_date", "end_date", "summary", "school", "degree", "major"},
    [SHAPE_FLAT] = {"companyName", "title", "startDate", "endDate", "description", "schoolName", "degreeName", "fieldOfStudy"},
};

static void begin(struct people_writer *w, const char *key, const char *bracket)
{
    people_field_key(w, key);
    pen_put(&w->line, bracket);
}

static void end(struct people_writer *w, const char *bracket)
{
    pen_put(&w->line, bracket);
}

static void put_date(struct people_writer *w, enum shape shape, const char *key, const struct people_item *i, int month)
{
    enum people_precision precision = i->years ? TOLD_YEAR : w->voice.hand.precision;
    if (shape != SHAPE_FLAT) {
        people_iso(&w->text, precision, month);
        people_field_key(w, key);
        people_value(w);
        return;
    }
    begin(w, key, "{");
    people_field_key(w, "year");
    pen_number(&w->line, (unsigned)month / 12, 4);
    if (precision != TOLD_YEAR) {
        people_field_key(w, "month");
        pen_number(&w->line, (unsigned)month % 12 + 1, 1);
    }
    end(w, "}");
}

/* An end that has not come: by the schemas the field is missing or null; many write a word. */
static void put_open(struct people_writer *w, enum shape shape, const char *key)
{
    if (shape == SHAPE_NESTED) {
        people_field_key(w, key);
        pen_put(&w->line, "null");
    } else if (shape == SHAPE_RESUME && people_chance(w, 60)) {
        people_field(w, key, w->voice.person->language == PEOPLE_CHINESE ? "至今" : "Present");
    }
}

static void put_dates(struct people_writer *w, enum shape shape, const struct people_item *i)
{
    if (i->undated) return;
    put_date(w, shape, keys[shape].from, i, i->from);
    if (i->open)
        put_open(w, shape, keys[shape].until);
    else
        put_date(w, shape, keys[shape].until, i, i->until);
}

/* {"company": {"name": ...}} of the nested shape, else a field. */
static void put_name(struct people_writer *w, enum shape shape, const char *key, const char *name)
{
    if (shape != SHAPE_NESTED) {
        people_field(w, key, name);
        return;
    }
    begin(w, key, "{");
    people_field(w, "name", name);
    end(w, "}");
}

static void put_filled(struct people_writer *w, const char *key, const char *template, const struct pen_slots *s)
{
    pen_fill(&w->text, template, s);
    people_field_key(w, key);
    people_value(w);
}

/* --- entries -----------------------------------------------------------------------------------------------------------------
 */

static const char *const *titles_of(const struct people_writer *w, const struct people_item *i)
{
    const struct people_words *t = w->voice.words;
    switch (i->kind) {
    case ITEM_POSTED: return t->posted_title;
    case ITEM_CONSCRIPT: return t->conscript_title;
    case ITEM_RESERVE: return t->reserve_title;
    case ITEM_WORK: return t->work_titles;
    default: return t->job_titles;
    }
}

/* Somebody posted or on a project has an entry at the employer whose text says so, or one at the body whose title does. */
static void put_entry(struct people_writer *w, enum shape shape, const struct people_item *i)
{
    const struct people_words *t = w->voice.words;
    struct pen_slots s = people_slots(w, i);
    bool at_employer = i->kind == ITEM_PROJECT || (i->kind == ITEM_POSTED && people_chance(w, 60));
    begin(w, NULL, "{");
    put_name(w, shape, keys[shape].organisation, s.slot[(at_employer ? 'e' : 'o') - 'a']);
    put_filled(w, keys[shape].title, people_pick(w, at_employer ? t->job_titles : titles_of(w, i)), &s);
    put_dates(w, shape, i);
    if (at_employer)
        put_filled(w, keys[shape].note, people_pick(w, i->kind == ITEM_PROJECT ? t->project_note : t->posted_note), &s);
    else if (i->kind == ITEM_COMPANY || i->kind == ITEM_EMPLOYER)
        put_filled(w, keys[shape].note, people_pick(w, t->achievements), &s);
    end(w, "}");
}

static bool is_learning(const struct people_item *i)
{
    return i->kind == ITEM_SCHOOL || i->kind == ITEM_STUDY;
}

static void put_entries(struct people_writer *w, enum shape shape, const char *key, bool with_projects)
{
    const struct people_person *p = w->voice.person;
    begin(w, key, "[");
    for (unsigned n = p->item_count; n-- > 0;) {
        const struct people_item *i = &p->items[n];
        if (!w->voice.wrote[n] || is_learning(i) || (i->kind == ITEM_PROJECT && !with_projects)) continue;
        put_entry(w, shape, i);
    }
    end(w, "]");
}

static void put_schools(struct people_writer *w, enum shape shape, const char *key)
{
    const struct people_person *p = w->voice.person;
    begin(w, key, "[");
    for (unsigned n = p->item_count; n-- > 0;) {
        const struct people_item *i = &p->items[n];
        if (!w->voice.wrote[n] || !is_learning(i)) continue;
        struct pen_slots s = people_slots(w, i);
        begin(w, NULL, "{");
        put_name(w, shape, keys[shape].school, s.slot['o' - 'a']);
        put_filled(w, keys[shape].degree, "{g}", &s);
        put_filled(w, keys[shape].subject, "{s}", &s);
        put_dates(w, shape, i);
        end(w, "}");
    }
    end(w, "]");
}

static void put_projects(struct people_writer *w)
{
    const struct people_person *p = w->voice.person;
    begin(w, "projects", "[");
    for (unsigned n = 0; n < p->item_count; n++) {
        if (!w->voice.wrote[n] || p->items[n].kind != ITEM_PROJECT) continue;
        struct pen_slots s = people_slots(w, &p->items[n]);
        begin(w, NULL, "{");
        put_filled(w, "name", "{s}", &s);
        put_filled(w, "description", people_pick(w, w->voice.words->project_note), &s);
        put_dates(w, SHAPE_RESUME, &p->items[n]);
        end(w, "}");
    }
    end(w, "]");
}

/* --- texts of a whole record --------------------------------------------------------------------------------------------------
 */

/* What is said of oneself, false friends among it: sentences that end with a stop. */
static void put_summary(struct people_writer *w, const char *key)
{
    bool chinese = w->voice.person->language == PEOPLE_CHINESE;
    for (unsigned n = 1 + rng_below(&w->rng, 3); n; n--) {
        pen_put(&w->text, people_pick(w, w->voice.words->fillers));
        pen_put(&w->text, chinese ? "" : " ");
    }
    for (unsigned n = 0; n < w->voice.person->decoy_count; n++) {
        const struct people_decoy *d = &w->voice.person->decoys[n];
        struct pen_slots s = people_decoy_slots(w, d);
        pen_fill(&w->text, w->voice.words->decoys[d->class].text, &s);
        pen_put(&w->text, chinese ? "。" : ". ");
    }
    people_field_key(w, key);
    people_value(w);
}

static void put_contact(struct people_writer *w, const char *key)
{
    pen_put(&w->text, "m");
    pen_number(&w->text, 1000 + rng_below(&w->rng, 9000), 4);
    pen_put(&w->text, "@mail.example");
    people_field_key(w, key);
    people_value(w);
}

static void put_person(struct people_writer *w, const char *key)
{
    pen_clear(&w->slots);
    people_field(w, key, people_name(w, w->voice.person->name));
}

void people_write_resume(struct people_writer *w)
{
    enum people_language l = w->voice.person->language;
    uint32_t city = rng_below(&w->rng, 10);
    begin(w, NULL, "{");
    if (people_chance(w, 50)) people_write_id(w, "id");
    begin(w, "basics", "{");
    put_person(w, "name");
    people_field(w, "label", people_pick(w, w->voice.words->job_titles));
    put_contact(w, "email");
    put_summary(w, "summary");
    begin(w, "location", "{");
    people_field(w, "city", people_cities[l][city]);
    people_field(w, "countryCode", people_countries[l][city]);
    end(w, "}}");
    bool apart = people_chance(w, 60); /* projects in a list of their own */
    put_entries(w, SHAPE_RESUME, "work", !apart);
    put_schools(w, SHAPE_RESUME, "education");
    if (apart) put_projects(w);
    end(w, "}");
}

void people_write_profile(struct people_writer *w, bool flat)
{
    enum shape shape = flat ? SHAPE_FLAT : SHAPE_NESTED;
    enum people_language l = w->voice.person->language;
    begin(w, NULL, "{");
    people_write_id(w, flat ? "publicIdentifier" : "id");
    put_person(w, flat ? "fullName" : "full_name");
    people_field(w, "headline", people_pick(w, w->voice.words->job_titles));
    people_field(w, flat ? "locationName" : "location_name", people_pick(w, people_cities[l]));
    put_summary(w, flat ? "about" : "summary");
    put_entries(w, shape, flat ? "positions" : "experience", true);
    put_schools(w, shape, flat ? "educations" : "education");
    end(w, "}");
}
