#include "drill/people_write.h"

#include <string.h>

#include "base/macros.h"

enum {
    DROPPED_PERCENT = 15, /* of the items in the second and third CV of somebody */
    CUED_PERCENT = 15,    /* bodies named by a short form with a second cue */
};

const struct people_words *people_words(enum people_language l)
{
    return l == PEOPLE_CHINESE ? &people_words_chinese : &people_words_english;
}

const char *people_pick(struct people_writer *w, const char *const *list)
{
    uint32_t n = 0;
    while (list[n]) n++;
    return list[rng_below(&w->rng, n)];
}

bool people_chance(struct people_writer *w, unsigned percent)
{
    return rng_below(&w->rng, 100) < percent;
}

/* --- slots ------------------------------------------------------------------------------------------------------------------ */

/* What was put into w->slots from `from` on, as a text of its own. */
static const char *kept(struct people_writer *w, size_t from)
{
    pen_octets(&w->slots, "", 1);
    return w->slots.text + from;
}

const char *people_name(struct people_writer *w, uint64_t number)
{
    struct rng r;
    size_t from = w->slots.len;
    enum people_language l = w->voice.person->language;
    const char *const *surnames = people_surnames[l], *const *given = people_given[l];
    uint32_t surname_count = 0, given_count = 0;
    while (surnames[surname_count]) surname_count++;
    while (given[given_count]) given_count++;
    rng_seed(&r, random_mix(number, 77));
    const char *surname = surnames[rng_below(&r, surname_count)], *first = given[rng_below(&r, given_count)];
    const char *second = rng_below(&r, 100) < (l == PEOPLE_CHINESE ? 85 : 60) ? given[rng_below(&r, given_count)] : "";
    if (l == PEOPLE_CHINESE) {
        pen_put(&w->slots, surname);
        pen_put(&w->slots, first);
        pen_put(&w->slots, second);
        return kept(w, from);
    }
    pen_put(&w->slots, first);
    pen_put(&w->slots, " ");
    pen_put(&w->slots, second);
    if (second[0]) pen_put(&w->slots, " ");
    pen_put(&w->slots, surname);
    return kept(w, from);
}

struct people_hand people_hand_of(struct people_writer *w, const struct people_item *i)
{
    struct people_hand h = w->voice.hand;
    if (i->years) h.precision = TOLD_YEAR;
    return h;
}

static const char *form(struct people_writer *w, const char *const forms[PEOPLE_FORMS])
{
    uint32_t n = 0;
    while (n < PEOPLE_FORMS && forms[n]) n++;
    return forms[rng_below(&w->rng, n)];
}

static const char *body_name(struct people_writer *w, uint16_t body, bool decoy)
{
    const struct people_body *b = &people_bodies[body];
    enum people_language l = w->voice.person->language;
    return b->cued[l] && !decoy && people_chance(w, CUED_PERCENT) ? b->cued[l] : form(w, b->forms[l]);
}

static const char *item_name(struct people_writer *w, const struct people_item *i)
{
    enum people_language l = w->voice.person->language;
    switch (i->kind) {
    case ITEM_SCHOOL: return people_schools[l][i->who];
    case ITEM_COMPANY: return people_companies[l][i->who];
    case ITEM_EMPLOYER: return form(w, people_employers[i->who].forms[l]);
    default: return body_name(w, i->who, false);
    }
}

static void fill_dates(struct people_writer *w, const struct people_item *i, struct pen_slots *s)
{
    struct people_hand h = people_hand_of(w, i);
    size_t from = w->slots.len;
    people_range(&w->slots, &h, i);
    s->slot['d' - 'a'] = kept(w, from);
    from = w->slots.len;
    people_moment(&w->slots, &h, i->from);
    s->slot['f' - 'a'] = kept(w, from);
    from = w->slots.len;
    people_moment(&w->slots, &h, i->until);
    s->slot['u' - 'a'] = kept(w, from);
}

struct pen_slots people_slots(struct people_writer *w, const struct people_item *i)
{
    struct pen_slots s = {{NULL}};
    const struct people_words *words = w->voice.words;
    enum people_language l = w->voice.person->language;
    pen_clear(&w->slots);
    s.slot['p' - 'a'] = people_pick(w, people_cities[l]);
    s.slot['c' - 'a'] = people_pick(w, people_companies[l]);
    s.slot['g' - 'a'] = people_pick(w, words->degrees);
    s.slot['s' - 'a'] = people_pick(w, words->subjects);
    size_t from = w->slots.len;
    pen_number(&w->slots, (unsigned)w->voice.person->born, 4);
    s.slot['y' - 'a'] = kept(w, from);
    if (!i) return s;
    bool body = i->kind >= ITEM_WORK;
    s.slot['t' - 'a'] = people_pick(w, body ? words->work_titles : words->job_titles);
    s.slot['o' - 'a'] = item_name(w, i);
    s.slot['e' - 'a'] = form(w, people_employers[i->employer].forms[l]);
    if (i->kind == ITEM_EMPLOYER) s.slot['p' - 'a'] = people_employers[i->who].places[l];
    fill_dates(w, i, &s);
    return s;
}

struct pen_slots people_decoy_slots(struct people_writer *w, const struct people_decoy *d)
{
    struct pen_slots s = people_slots(w, NULL);
    s.slot['o' - 'a'] = body_name(w, d->body, true);
    s.slot['n' - 'a'] = people_name(w, rng_next(&w->rng));
    return s;
}

/* --- items ------------------------------------------------------------------------------------------------------------------ */

const char *people_line_of(struct people_writer *w, const struct people_item *i)
{
    const struct people_words *t = w->voice.words;
    bool work = i->kind == ITEM_WORK;
    switch (i->kind) {
    case ITEM_SCHOOL:
    case ITEM_STUDY: return people_pick(w, t->school_dated);
    case ITEM_POSTED: return people_pick(w, t->posted_dated);
    case ITEM_PROJECT: return people_pick(w, t->project_dated);
    case ITEM_CONSCRIPT: return people_pick(w, t->conscript_dated);
    case ITEM_RESERVE: return people_pick(w, t->reserve_dated);
    default: break;
    }
    if (i->undated) return people_pick(w, t->work_undated);
    if (!people_chance(w, 25)) return people_pick(w, work ? t->work_dated : t->job_dated);
    if (i->open) return people_pick(w, work ? t->work_open : t->job_open);
    return people_pick(w, work ? t->work_closed : t->job_closed);
}

/* Which items this CV has: the first one all of them, unless the person's are split. */
static void choose_items(struct people_writer *w)
{
    struct people_voice *v = &w->voice;
    const struct people_person *p = v->person;
    for (unsigned i = 0; i < p->item_count; i++) {
        const struct people_item *item = &p->items[i];
        bool employer = item->kind == ITEM_EMPLOYER, planted = item->tie != PLANT_NONE;
        v->wrote[i] = v->cv == 0 || employer || !people_chance(w, DROPPED_PERCENT);
        if (p->split && v->cv == 0 && employer) v->wrote[i] = false;
        if (p->split && v->cv > 0 && planted) v->wrote[i] = false;
    }
}

/* --- JSON ------------------------------------------------------------------------------------------------------------------- */

void people_field_key(struct people_writer *w, const char *key)
{
    char last = w->line.len ? w->line.text[w->line.len - 1] : '{';
    if (last != '{' && last != '[') pen_put(&w->line, ",");
    if (!key) return;
    pen_put(&w->line, "\"");
    pen_put(&w->line, key);
    pen_put(&w->line, "\":");
}

void people_value(struct people_writer *w)
{
    pen_clear(&w->spelled);
    pen_spell(&w->spelled, w->text.text, w->text.len, &w->voice.spelling);
    pen_json(&w->line, w->spelled.text, w->spelled.len, w->voice.ascii);
    pen_clear(&w->text);
}

void people_field(struct people_writer *w, const char *key, const char *text)
{
    people_field_key(w, key);
    pen_put(&w->text, text);
    people_value(w);
}

void people_write_id(struct people_writer *w, const char *key)
{
    people_field_key(w, key);
    pen_put(&w->line, "\"cv-");
    pen_number(&w->line, (unsigned)(random_mix(w->voice.person->number, w->voice.cv) >> 34), 10);
    pen_put(&w->line, "\"");
}

/* --- a CV ------------------------------------------------------------------------------------------------------------------- */

static void choose_voice(struct people_writer *w, const struct people_person *p, unsigned cv)
{
    bool chinese = p->language == PEOPLE_CHINESE;
    uint32_t precision = rng_below(&w->rng, 100);
    w->voice = (struct people_voice){.person = p, .words = people_words(p->language), .cv = cv};
    w->voice.hand =
        (struct people_hand){.language = p->language, .form = rng_below(&w->rng, 1u << 16), .open = rng_below(&w->rng, 1u << 16)};
    w->voice.hand.precision = precision < 25 ? TOLD_YEAR : precision < 92 ? TOLD_MONTH : TOLD_DAY;
    w->voice.spelling.traditional = chinese && people_chance(w, 12);
    w->voice.spelling.wide = chinese && people_chance(w, 8);
    w->voice.ascii = people_chance(w, 6);
}

void people_write_cv(struct people_writer *w, uint64_t seed, const struct people_person *p, unsigned cv)
{
    rng_seed(&w->rng, random_mix(random_mix(seed, p->number), 1000 + cv));
    pen_clear(&w->line);
    pen_clear(&w->text);
    choose_voice(w, p, cv);
    choose_items(w);
    uint32_t form = rng_below(&w->rng, 100);
    if (form < 45)
        people_write_prose(w, form < 15);
    else if (form < 75)
        people_write_resume(w);
    else
        people_write_profile(w, form < 88);
    pen_put(&w->line, "\n");
}
