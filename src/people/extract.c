#include "people/extract.h"

#include <stdlib.h>

#include "people/extract_internal.h"
#include "people/name_text.h"
#include "people/nations.h"
#include "text/fold.h"

enum { PLACE_OCTETS = 256, PARTS_MANY = 6 };

const char *const exclusion_names[EXCLUSION_COUNT] = {
    [EXCLUDED_NOT] = "none",          [EXCLUDED_MALFORMED] = "malformed", [EXCLUDED_EMPTY] = "empty",
    [EXCLUDED_TOO_LONG] = "too long", [EXCLUDED_UNRELATED] = "unrelated", [EXCLUDED_ERASED] = "erased",
};

/* ---- what threads share, and what each has ---- */

enum err extraction_new(const struct organisations *o, const struct pseudonym_key *key, struct extraction **ret, struct fault *f)
{
    struct extraction *x = calloc(1, sizeof *x);
    if (!x) return fault_set(f, ERR_MEMORY, "not enough memory for a list of organisations");
    x->organisations = o;
    x->key = *key;
    enum err err = names_init(&x->names, o, f);
    if (err != ERR_OK) {
        free(x);
        return err;
    }
    *ret = x;
    return ERR_OK;
}

void extraction_free(struct extraction *x)
{
    if (!x) return;
    names_done(&x->names);
    free(x);
}

struct extractor *extractor_new(const struct extraction *x)
{
    struct extractor *e = calloc(1, sizeof *e);
    if (e) e->x = x;
    return e;
}

void extractor_free(struct extractor *e)
{
    if (!e) return;
    history_done(&e->history);
    named_list_done(&e->found);
    free(e->spots);
    free(e);
}

/* ---- names of a record ---- */

static bool may_name(const struct cv_part *p)
{
    return p->field == CV_PROSE || p->field == CV_ORGANISATION || p->field == CV_TITLE || p->field == CV_STUDY;
}

static bool add_spots(struct extractor *e, uint32_t part)
{
    if (e->count + e->found.count > e->room) {
        size_t room = 2 * (e->count + e->found.count) + 16;
        struct spot *grown = realloc(e->spots, room * sizeof *grown);
        if (!grown) return false;
        e->spots = grown;
        e->room = room;
    }
    for (size_t i = 0; i < e->found.count; i++) e->spots[e->count++] = (struct spot){.named = e->found.list[i], .part = part};
    return true;
}

/* Whether there may be a name in the record: one look at all of its octets costs less than one at each of many parts, and most
 * records have none. A part that stands elsewhere otherwise, with escapes, is not told by it. */
static enum err may_hold_names(struct extractor *e, bool *ret)
{
    *ret = true;
    if (e->cv->count < PARTS_MANY) return ERR_OK;
    for (size_t i = 0; i < e->cv->count; i++)
        if (may_name(&e->cv->parts[i]) && e->cv->parts[i].origin_count != 1) return ERR_OK;
    enum err err = names_in_text(&e->x->names, e->cv->bytes, &e->found);
    *ret = e->found.count > 0;
    return err;
}

static enum err find_spots(struct extractor *e, bool *ret_text)
{
    bool may;
    enum err err = may_hold_names(e, &may);
    e->count = 0;
    *ret_text = false;
    for (size_t i = 0; i < e->cv->count && err == ERR_OK; i++) {
        const struct cv_part *p = &e->cv->parts[i];
        if (!may_name(p) || p->text.len == 0) continue;
        *ret_text = true;
        if (!may) break;
        err = names_in_text(&e->x->names, p->text, &e->found);
        if (err == ERR_OK && e->found.count && !add_spots(e, (uint32_t)i)) err = ERR_MEMORY;
    }
    return err;
}

struct bytes cv_entry_text(const struct cv *cv, uint32_t entry, enum cv_field field, size_t skip, uint8_t *ret, size_t room)
{
    size_t len = 0;
    for (size_t i = 0; i < cv->count && entry; i++) {
        const struct cv_part *p = &cv->parts[i];
        if (p->entry != entry || p->field != field || i == skip) continue;
        size_t take = (room - len) / 3;
        if (take < 2) break;
        len += fold_text(bytes_slice(p->text, 0, take - 1), ret + len);
        ret[len++] = ' ';
    }
    return bytes_of(ret, len);
}

/* ---- the person's strata ---- */

static const char *country_of_text(struct bytes text)
{
    uint8_t folded[3 * PLACE_OCTETS];
    return nation_of_place(bytes_of(folded, fold_text(bytes_slice(text, 0, PLACE_OCTETS), folded)));
}

static const char *country_of(const struct cv *cv)
{
    const char *found = cv->place.len ? country_of_text(cv->place) : NULL;
    for (size_t i = 0; !found && i < cv->count; i++)
        if (cv->parts[i].field == CV_PLACE && cv->parts[i].section == CV_EMPLOYMENT) found = country_of_text(cv->parts[i].text);
    return found ? found : "";
}

static int16_t cohort_of(const struct history *h)
{
    int16_t first = 0;
    for (size_t i = 0; i < h->count; i++) {
        const struct episode *ep = &h->list[i];
        if ((ep->kind != EPISODE_EMPLOYMENT && ep->kind != EPISODE_EDUCATION) || ep->when.from.precision == DATE_UNKNOWN)
            continue;
        if (first == 0 || ep->when.from.year < first) first = ep->when.from.year;
    }
    return first;
}

static bool any_sure(const struct extractor *e)
{
    for (size_t i = 0; i < e->count; i++)
        if (e->spots[i].sure) return true;
    return false;
}

/* The CV with what its person is called, where only its text tells. */
static struct cv named(const struct cv *cv)
{
    struct cv c = *cv;
    if (c.name.len == 0 && c.count > 0 && c.parts[0].section == CV_LOOSE && c.parts[0].field == CV_PROSE)
        c.name = name_in_text(c.parts[0].text);
    return c;
}

enum err extract_cv(struct extractor *e, const struct cv *cv, struct arena *a, struct extract *ret)
{
    bool text;
    *ret = (struct extract){.exclusion = EXCLUDED_UNRELATED, .file = cv->file, .line = cv->line, .country = ""};
    e->cv = cv, e->arena = a, e->out = ret;
    e->employment_room = e->mention_room = 0;
    enum err err = find_spots(e, &text);
    if (err != ERR_OK) return err;
    if (!text) ret->exclusion = EXCLUDED_EMPTY;
    if (e->count == 0) return ERR_OK;
    spots_judge(e);
    if (!any_sure(e)) return ERR_OK;
    e->named = named(cv);
    e->cv = cv = &e->named;
    if (!history_read(&e->history, cv)) return ERR_MEMORY;
    for (size_t i = 0; i < e->count; i++)
        if (e->spots[i].sure) spot_take(e, &e->spots[i]);
    if (ret->employment_count == 0 && ret->mention_count == 0) return ERR_OK;
    ret->exclusion = EXCLUDED_NOT;
    ret->country = country_of(cv);
    ret->cohort = cohort_of(&e->history);
    record_identify(&e->x->key, cv->bytes, ret->digest, ret->record);
    traits_of(&e->x->key, cv, &e->history, &ret->traits);
    return ERR_OK;
}
