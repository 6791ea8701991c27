/* Which names of a record stand for their organisations: whole names, no false friends, ambiguous ones with a second cue. */
#include "people/boundary.h"
#include "people/extract_internal.h"
#include "people/second_cue.h"
#include "text/fold.h"

/* The texts of a record that may tell what an abbreviation stands for: the part itself, or of an entry its other parts. */
static bool has_false_friend(const struct extractor *e, const struct spot *s)
{
    uint8_t folded[NEAR_OCTETS];
    const struct cv_part *p = spot_part(e, s);
    uint32_t reach = sizeof folded / 6, from = s->named.start > reach ? s->named.start - reach : 0;
    struct bytes near = bytes_slice(
        p->text, from, s->named.end + reach - from < sizeof folded / 3 ? s->named.end + reach - from : sizeof folded / 3);
    if (false_friend(spot_name(e, s), bytes_of(folded, fold_text(near, folded)))) return true;
    for (enum cv_field f = CV_PROSE; f <= CV_STUDY; f++)
        if (false_friend(spot_name(e, s), cv_entry_text(e->cv, p->entry, f, s->part, folded, sizeof folded))) return true;
    return false;
}

/* The sentence of the name without the name, and the entry that it stands in. */
static struct bytes near_text(struct extractor *e, const struct spot *s, uint8_t ret[static NEAR_OCTETS])
{
    const struct cv_part *p = spot_part(e, s);
    size_t len = 0;
    memcpy(ret, e->words.before, e->words.before_len);
    len = e->words.before_len;
    ret[len++] = ' ';
    memcpy(ret + len, e->words.after, e->words.after_len);
    len += e->words.after_len;
    ret[len++] = ' ';
    for (enum cv_field f = CV_PROSE; f <= CV_STUDY; f++)
        len += cv_entry_text(e->cv, p->entry, f, s->part, ret + len, (NEAR_OCTETS - len) / 2).len;
    return bytes_of(ret, len);
}

static bool same_place(const struct extractor *e, const struct spot *a, const struct spot *b)
{
    uint32_t entry = spot_part(e, a)->entry;
    if (entry) return spot_part(e, b)->entry == entry;
    return a->part == b->part && b->named.start < a->sentence_end && a->sentence < b->named.end;
}

/* Another name of the record that says which organisation is meant: its own name or one of its house anywhere, or a body of the
 * same country in the same sentence or entry. */
static const char *other_name(const struct extractor *e, const struct spot *s)
{
    uint32_t o = s->named.organisation;
    const struct organisation *own = spot_organisation(e, s);
    for (size_t i = 0; i < e->count; i++) {
        const struct spot *b = &e->spots[i];
        if (!b->sure || b->named.ambiguous) continue;
        uint32_t other = b->named.organisation;
        if (other == o) return "full-name";
        if (names_is_part(&e->x->names, other, o) || names_is_part(&e->x->names, o, other)) return "same-house";
        const struct organisation *theirs = spot_organisation(e, b);
        if (own->class == ORGANISATION_BODY && theirs->class == ORGANISATION_BODY && strcmp(own->country, theirs->country) == 0 &&
            same_place(e, s, b))
            return "same-country";
    }
    return NULL;
}

static void look_around(struct extractor *e, const struct spot *s)
{
    words_around(spot_part(e, s)->text, s->named.start, s->named.end, &e->words);
}

static void judge_whole(struct extractor *e, struct spot *s)
{
    look_around(e, s);
    s->sentence = e->words.sentence;
    s->sentence_end = e->words.sentence_end;
    s->whole =
        boundary_holds(spot_organisation(e, s), spot_name(e, s), spot_part(e, s)->text, s->named.start, s->named.end, &e->words);
    if (s->whole && s->named.ambiguous) s->whole = !has_false_friend(e, s);
    s->sure = s->whole && !s->named.ambiguous && !spot_refused(e, s);
}

/* An employer's ambiguous name that is all of the field for an employer. */
static bool is_field(const struct extractor *e, const struct spot *s)
{
    const struct cv_part *p = spot_part(e, s);
    return p->field == CV_ORGANISATION && p->section == CV_EMPLOYMENT && s->named.start == 0 && s->named.end == p->text.len;
}

static void judge_ambiguous(struct extractor *e, struct spot *s)
{
    uint8_t room[NEAR_OCTETS];
    s->cue = other_name(e, s);
    if (!s->cue) {
        look_around(e, s);
        s->cue = second_cue(spot_organisation(e, s), spot_name(e, s), near_text(e, s, room));
    }
    if (!s->cue && spot_organisation(e, s)->class == ORGANISATION_EMPLOYER && !s->named.shared && is_field(e, s))
        s->cue = "employer-field";
    s->sure = s->cue != NULL;
}

/* Of organisations with the same name at the same place at most one can be meant. */
static void judge_shared(struct spot *first, size_t count)
{
    size_t sure = 0;
    for (size_t i = 0; i < count; i++) sure += first[i].sure;
    for (size_t i = 0; i < count && sure > 1; i++) first[i].sure = false;
}

bool spots_judge(struct extractor *e)
{
    for (size_t i = 0; i < e->count; i++) judge_whole(e, &e->spots[i]);
    for (size_t i = 0; i < e->count; i++)
        if (e->spots[i].whole && e->spots[i].named.ambiguous) judge_ambiguous(e, &e->spots[i]);
    for (size_t i = 0, count; i < e->count; i += count) {
        for (count = 1; e->spots[i + count - 1].named.shared; count++) {
        }
        judge_shared(&e->spots[i], count);
        bool any = false, whole = false;
        for (size_t k = i; k < i + count; k++) any |= e->spots[k].sure, whole |= e->spots[k].whole;
        e->out->ambiguous += whole && !any;
    }
    size_t left = 0;
    for (size_t i = 0; i < e->count; i++) {
        struct spot *one = &e->spots[i];
        if (one->named.ambiguous) one->sure = one->sure && !spot_refused(e, one);
        left += one->sure;
    }
    return left > 0;
}
