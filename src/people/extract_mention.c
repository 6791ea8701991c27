/* What a name makes of a record: an employment at an employer, or a mention of a body. */
#include "base/macros.h"
#include "people/attribute.h"
#include "people/extract_internal.h"
#include "people/role.h"
#include "text/fold.h"

/* A sentence with the longest name: names of the list have FORM_CODES at most, and may be spelled with more octets. */
enum { MASKED_OCTETS = 2 * WORDS_REACH + 8 * FORM_CODES };

/* ---- quotes ---- */

static const char *const separators[] = {" ", "\t", "\n", "\r", ",", ";", ":", "-", "，", "；", "：", "、", "　", "•", "●", "|"};

/* The octets of a separator that text[from, until) begins or ends with, or 0. */
static uint32_t separator(struct bytes text, uint32_t from, uint32_t until, bool at_end)
{
    for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
        struct bytes one = bytes_of_text(separators[i]);
        if (one.len > until - from) continue;
        if (bytes_equal(bytes_slice(text, at_end ? until - one.len : from, one.len), one)) return (uint32_t)one.len;
    }
    return 0;
}

/* Separators do not belong to either end. */
static void trim_quote(struct bytes text, const struct spot *s, uint32_t *from, uint32_t *until)
{
    for (uint32_t len; (len = separator(text, *from, s->named.start, false)) > 0;) *from += len;
    for (uint32_t len; (len = separator(text, s->named.end, *until, true)) > 0;) *until -= len;
}

/* At most TIE_QUOTE octets, cut at characters around the name. */
static void cut_quote(struct bytes text, const struct spot *s, uint32_t *from, uint32_t *until)
{
    uint32_t name = s->named.end - s->named.start, side = name < TIE_QUOTE ? (TIE_QUOTE - name) / 2 : 0;
    if (*until - *from <= TIE_QUOTE) return;
    if (s->named.start - *from > side) *from = s->named.start - side;
    if (*until - s->named.end > side) *until = s->named.end + side;
    while (*from < s->named.start && (text.data[*from] & 0xc0) == 0x80) ++*from;
    while (*until > s->named.end && *until < text.len && (text.data[*until] & 0xc0) == 0x80) --*until;
}

/* Where a quote of the name begins and ends in the part's text: its clause, without personal attributes. */
static void quote_bounds(const struct extractor *e, const struct spot *s, uint32_t *ret_from, uint32_t *ret_until)
{
    struct bytes text = spot_part(e, s)->text;
    struct attribute_span at;
    uint32_t from = e->clause.sentence, until = e->clause.sentence_end;
    for (size_t next = from; next < until && attribute_next(text, e->cv->name, next, until, &at); next = at.end) {
        if (at.start >= s->named.start && at.end <= s->named.end) continue; /* of the organisation's own name */
        if (at.start < s->named.end) {
            from = at.end < s->named.start ? (uint32_t)at.end : s->named.start;
        } else {
            until = (uint32_t)at.start;
            break;
        }
    }
    cut_quote(text, s, &from, &until);
    trim_quote(text, s, &from, &until);
    *ret_from = from;
    *ret_until = until;
}

/* ---- where it stands ---- */

/* What a spot stands in. */
struct setting {
    const struct cv_part *part;
    const struct episode *episode; /* or NULL */
    bool field;                    /* it stands in an entry's organisation */
    bool told;                     /* or in what a clause's organisation was told to be */
};

/* An entry's own organisation. */
static bool is_field(const struct cv_part *p)
{
    return p->field == CV_ORGANISATION && p->section != CV_LOOSE;
}

static struct setting setting_of(const struct extractor *e, const struct spot *s)
{
    struct setting t = {.part = spot_part(e, s), .episode = history_at(&e->history, e->cv, s->part, s->named.start)};
    t.field = is_field(t.part);
    const struct episode *ep = t.episode;
    t.told = ep && !t.field && ep->organisation.end > ep->organisation.start && ep->organisation.part == s->part &&
             ep->organisation.start < s->named.end && s->named.start < ep->organisation.end;
    return t;
}

/* A school, by its kind or by the name that was found. */
static enum rule_about about_of(const struct organisation *o, const struct organisation_name *name)
{
    static const char *const schools[] = {"university", "college", "academy",  "school",  "大学",
                                          "学院",       "军校",    "akademie", "академия"};
    uint8_t room[TITLE_OCTETS];
    struct bytes folded = bytes_of(room, fold_text(bytes_slice(name->text, 0, sizeof room / 3), room));
    if (o->class == ORGANISATION_EMPLOYER) return ABOUT_EMPLOYER;
    for (size_t i = 0; i < ARRAY_LEN(schools); i++)
        if (strstr(o->kind, schools[i]) || hint_in(folded, schools[i])) return ABOUT_SCHOOL;
    return ABOUT_BODY;
}

/* An entry's title and the rest of its field for the organisation. */
static struct bytes title_of(const struct extractor *e, const struct cv_part *p, uint8_t ret[static TITLE_OCTETS])
{
    size_t len = cv_entry_text(e->cv, p->entry, CV_TITLE, SIZE_MAX, ret, TITLE_OCTETS - 2 * WORDS_REACH).len;
    len += fold_text(bytes_slice(p->text, 0, (TITLE_OCTETS - len) / 3), ret + len);
    return bytes_of(ret, len);
}

static const struct rule *rule_of_field(const struct extractor *e, const struct cv_part *p, enum rule_about about)
{
    uint8_t room[TITLE_OCTETS];
    const struct rule *r = rule_of_title(title_of(e, p, room));
    switch (p->section) {
    case CV_EDUCATION: return &place_rules[RULE_SCHOOL];
    case CV_PROJECT: return r && r->relation == RELATION_POSTED ? r : &place_rules[RULE_CLIENT];
    case CV_SERVICE: return r ? r : &place_rules[RULE_SERVICE];
    case CV_EMPLOYMENT:
    case CV_LOOSE: break;
    }
    if (r && (about != ABOUT_EMPLOYER || r->relation == RELATION_POSTED) &&
        (about == ABOUT_SCHOOL || r->relation != RELATION_STUDIED))
        return r;
    return &place_rules[RULE_EMPLOYER];
}

/* A title on the same line as the organisation and its dates. */
static bool has_title_beside(const struct extractor *e, const struct episode *ep)
{
    if (ep->title.end <= ep->title.start || ep->title.part != ep->organisation.part || ep->dates.part != ep->title.part)
        return false;
    struct bytes text = e->cv->parts[ep->title.part].text;
    uint32_t from = ep->title.start, until = ep->title.end;
    const struct span others[] = {ep->organisation, ep->dates};
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        if (others[i].start < from) from = others[i].start;
        if (others[i].end > until) until = others[i].end;
    }
    return !memchr(text.data + from, '\n', until - from);
}

/* Nothing but separators. */
static bool is_gap(struct bytes text, uint32_t from, uint32_t until)
{
    for (uint32_t len; from < until; from += len)
        if ((len = separator(text, from, until, false)) == 0) return false;
    return true;
}

/* Whether the name stands where a clause names an employer: right at its beginning, behind its dates or behind its title, and
 * nothing but a separator follows. */
static bool is_cell(const struct setting *t, const struct spot *s)
{
    static const char *const ends[] = {"(", "（", "@"};
    const struct episode *ep = t->episode;
    struct bytes text = t->part->text;
    bool begins = is_gap(text, ep->whole.start, s->named.start) ||
                  (ep->dates.part == s->part && ep->dates.end <= s->named.start && is_gap(text, ep->dates.end, s->named.start)) ||
                  (ep->title.part == s->part && ep->title.end > ep->title.start && ep->title.end <= s->named.start &&
                   is_gap(text, ep->title.end, s->named.start));
    bool stops = s->named.end >= ep->whole.end || separator(text, s->named.end, ep->whole.end, false) > 0;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        stops |= bytes_equal(bytes_slice(text, s->named.end, strlen(ends[i])), bytes_of_text(ends[i]));
    return ep->whole.part == s->part && begins && stops;
}

/* A clause whose kind the history has told, and of which this name is the organisation, or may be. */
static const struct rule *rule_of_episode(const struct extractor *e, const struct setting *t, const struct spot *s,
                                          enum rule_about about)
{
    const struct episode *ep = t->episode;
    if (!ep || ep->entry) return NULL;
    if (ep->kind == EPISODE_UNKNOWN) return t->told && has_title_beside(e, ep) ? &place_rules[RULE_CLAUSE] : NULL;
    bool nobody = ep->organisation.end == ep->organisation.start;
    if (!t->told && ep->kind == EPISODE_EMPLOYMENT && (nobody || is_cell(t, s))) return &place_rules[RULE_CLAUSE];
    if (!t->told && !(ep->kind == EPISODE_EDUCATION && about == ABOUT_SCHOOL)) return NULL;
    switch (ep->kind) {
    case EPISODE_EMPLOYMENT: return &place_rules[RULE_EPISODE];
    case EPISODE_EDUCATION: return about == ABOUT_EMPLOYER ? NULL : &place_rules[RULE_ATTENDED];
    case EPISODE_PROJECT: return about == ABOUT_EMPLOYER ? NULL : &place_rules[RULE_CLIENT];
    case EPISODE_SERVICE: return &place_rules[RULE_SERVICE];
    case EPISODE_UNKNOWN: break;
    }
    return NULL;
}

/* "Army Reserve": what the name itself says. */
static const struct rule *rule_of_name(const struct organisation_name *name)
{
    uint8_t room[TITLE_OCTETS];
    const struct rule *r = rule_of_title(bytes_of(room, fold_text(bytes_slice(name->text, 0, sizeof room / 3), room)));
    return r && r->relation == RELATION_RESERVE ? r : NULL;
}

static const struct rule *rule_of_spot(const struct extractor *e, const struct setting *t, const struct spot *s,
                                       enum rule_about about)
{
    if (t->field) return rule_of_field(e, t->part, about);
    const struct rule *r = rule_of_words(&e->clause, about), *own = rule_of_name(spot_name(e, s));
    if (own && (!r || r->relation == RELATION_WORKED)) return own;
    return r ? r : rule_of_episode(e, t, s, about);
}

/* ---- an employment ---- */

static enum role role_at(const struct extractor *e, const struct setting *t)
{
    uint8_t room[TITLE_OCTETS];
    struct bytes title = cv_entry_text(e->cv, t->part->entry, CV_TITLE, SIZE_MAX, room, sizeof room);
    const struct episode *ep = t->episode;
    if (title.len == 0 && ep && ep->title.end > ep->title.start) {
        struct bytes text = bytes_slice(e->cv->parts[ep->title.part].text, ep->title.start, ep->title.end - ep->title.start);
        title = bytes_of(room, fold_text(bytes_slice(text, 0, sizeof room / 3), room));
    }
    if (title.len == 0) {
        enum role after = role_of(bytes_slice(bytes_of(e->clause.after, e->clause.after_len), 0, e->clause.clause_end));
        if (after != ROLE_OTHER && after != ROLE_UNKNOWN) return after;
        title = bytes_of(e->clause.before + e->clause.clause, e->clause.before_len - e->clause.clause);
        return role_of(title) == ROLE_OTHER ? ROLE_UNKNOWN : role_of(title);
    }
    return role_of(title);
}

static bool same_date(const struct date *a, const struct date *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day && a->precision == b->precision;
}

static bool same_interval(const struct interval *a, const struct interval *b)
{
    return a->open == b->open && same_date(&a->from, &b->from) && same_date(&a->until, &b->until);
}

static void add_employment(struct extractor *e, uint32_t organisation, const struct setting *t)
{
    struct extract *x = e->out;
    struct employment made = {.organisation = organisation, .role = (uint8_t)role_at(e, t)};
    if (t->episode) {
        made.when = t->episode->when;
        made.present = t->episode->present;
        made.former = t->episode->former;
    }
    for (size_t i = 0; i < x->employment_count; i++) {
        struct employment *known = &x->employments[i];
        if (known->organisation != organisation || !same_interval(&known->when, &made.when)) continue;
        if (known->role == ROLE_UNKNOWN) known->role = made.role;
        return;
    }
    x->employments = arena_room(e->arena, x->employments, x->employment_count, &e->employment_room, sizeof made);
    x->employments[x->employment_count++] = made;
}

/* The other house of a post between two: a sure name of that class in the same sentence or entry. */
static const struct spot *other_house(const struct extractor *e, const struct spot *s, enum organisation_class class)
{
    uint32_t entry = spot_part(e, s)->entry;
    for (size_t i = 0; i < e->count; i++) {
        const struct spot *b = &e->spots[i];
        if (!b->sure || spot_organisation(e, b)->class != class) continue;
        bool same = entry ? spot_part(e, b)->entry == entry
                          : b->part == s->part && b->named.start < s->sentence_end && s->sentence < b->named.end;
        if (same) return b;
    }
    return NULL;
}

static void take_employer(struct extractor *e, const struct spot *s, const struct setting *t)
{
    const struct rule *r = rule_of_spot(e, t, s, ABOUT_EMPLOYER);
    if (!r) return;
    bool works = r->relation == RELATION_WORKED || r->relation == RELATION_SERVED;
    bool posted = r->relation == RELATION_POSTED;
    if (t->part->entry && !t->field) works = false; /* named in what an entry tells of another employer */
    if (posted) works = t->field || other_house(e, s, ORGANISATION_BODY) != NULL;
    if (works && (t->part->section == CV_EMPLOYMENT || t->part->section == CV_LOOSE || posted))
        add_employment(e, s->named.organisation, t);
}

/* ---- a mention ---- */

static bool is_outside(const struct organisation *o, const struct interval *when)
{
    bool dated = when->from.precision != DATE_UNKNOWN || when->until.precision != DATE_UNKNOWN;
    bool valid = o->valid.from.precision != DATE_UNKNOWN || o->valid.until.precision != DATE_UNKNOWN;
    return dated && valid && interval_overlap(when, &o->valid, NULL) == OVERLAP_NEVER;
}

/* The rule's name, with what else decided. */
static const char *rule_text(const struct extractor *e, const struct rule *r, const struct spot *s, bool outside)
{
    if (!s->cue && !outside) return r->name;
    return arena_printf(e->arena, "%s%s%s%s", r->name, s->cue ? "+" : "", s->cue ? s->cue : "",
                        outside ? "+outside-validity" : "");
}

static void place_mention(const struct extractor *e, const struct spot *s, struct mention *m)
{
    const struct cv_part *p = spot_part(e, s);
    uint32_t from, until;
    quote_bounds(e, s, &from, &until);
    m->from = cv_original(p, s->named.start);
    m->until = cv_original(p, s->named.end);
    m->quote.from = cv_original(p, from);
    m->quote.until = cv_original(p, until);
    m->quote.text = arena_copy(e->arena, (const char *)p->text.data + from, until - from);
}

/* One of each kind of an organisation in a sentence or entry: "National Security Agency (NSA)" is one mention. */
static bool is_repeated(const struct extractor *e, const struct mention *m, const struct spot *s)
{
    const struct cv_part *p = spot_part(e, s);
    uint64_t from = cv_original(p, s->sentence), until = cv_original(p, s->sentence_end);
    for (size_t i = 0; i < e->out->mention_count; i++) {
        const struct mention *known = &e->out->mentions[i];
        if (known->organisation != m->organisation || known->relation != m->relation || !same_interval(&known->when, &m->when))
            continue;
        if (known->from < until && known->until > from) return true;
    }
    return false;
}

static void take_body(struct extractor *e, const struct spot *s, const struct setting *t)
{
    const struct organisation *o = spot_organisation(e, s);
    const struct rule *r = rule_of_spot(e, t, s, about_of(o, spot_name(e, s)));
    if (!r) return;
    struct mention m = {
        .organisation = s->named.organisation, .relation = r->relation, .pattern = (const char *)spot_name(e, s)->text.data};
    if (t->episode) {
        m.when = t->episode->when;
        m.present = t->episode->present;
        m.former = t->episode->former;
    }
    if (is_repeated(e, &m, s)) return;
    bool outside = is_outside(o, &m.when);
    const struct spot *house = r->relation == RELATION_POSTED ? other_house(e, s, ORGANISATION_EMPLOYER) : NULL;
    if (house) { /* who is posted between two houses is at both */
        m.via = house->named.organisation + 1;
        add_employment(e, house->named.organisation, t);
    }
    m.rule = rule_text(e, r, s, outside);
    m.confidence = (double)r->confidence * (s->cue ? 0.85 : 1.0) * (outside ? 0.5 : 1.0);
    place_mention(e, s, &m);
    struct extract *x = e->out;
    x->mentions = arena_room(e->arena, x->mentions, x->mention_count, &e->mention_room, sizeof m);
    x->mentions[x->mention_count++] = m;
}

/* The words around a name, other names blanked out: those speak of themselves, not of what somebody did ("Defense Advanced
 * Research Projects Agency"). */
static void read_words(struct extractor *e, const struct spot *s, const struct episode *ep)
{
    uint8_t masked[MASKED_OCTETS];
    struct bytes text = spot_part(e, s)->text;
    uint32_t from = s->sentence, len = s->sentence_end - from;
    if (len > sizeof masked) len = sizeof masked;
    memcpy(masked, text.data + from, len);
    for (size_t i = 0; i < e->count; i++) {
        const struct named *other = &e->spots[i].named;
        if (e->spots[i].part != s->part || other->start < from || other->end > from + len || other->end <= other->start) continue;
        if (other->end <= s->named.start || other->start >= s->named.end)
            memset(masked + other->start - from, ' ', other->end - other->start);
    }
    struct bytes own = bytes_of(masked, len);
    uint32_t start = s->named.start - from, end = s->named.end - from;
    words_around(own, start, end, &e->words);
    e->clause = e->words;
    if (ep && ep->entry == 0 && ep->whole.part == s->part && ep->whole.end > from)
        words_within(own, start, end, ep->whole.start > from ? ep->whole.start - from : 0, ep->whole.end - from, &e->clause);
    e->clause.sentence += from;
    e->clause.sentence_end += from;
}

bool spot_refused(struct extractor *e, const struct spot *s)
{
    if (s->named.end - s->sentence > MASKED_OCTETS) return true;
    if (is_field(spot_part(e, s))) return false;
    read_words(e, s, NULL);
    return rule_that_refuses(&e->words, about_of(spot_organisation(e, s), spot_name(e, s))) != NULL;
}

void spot_take(struct extractor *e, const struct spot *s)
{
    struct setting t = setting_of(e, s);
    read_words(e, s, t.episode);
    if (spot_organisation(e, s)->class == ORGANISATION_EMPLOYER)
        take_employer(e, s, &t);
    else
        take_body(e, s, &t);
}
