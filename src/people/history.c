#include "people/history.h"

#include <stdlib.h>

#include "people/history_internal.h"

enum { ROOM_FIRST = 64 };

struct episode *history_add(struct history *h, bool *ret_failed)
{
    if (h->count == HISTORY_EPISODES) {
        h->dropped++;
        return NULL;
    }
    if (h->count == h->room) {
        size_t room = h->room ? 2 * h->room : ROOM_FIRST;
        struct episode *list = realloc(h->list, room * sizeof *list);
        if (!list) {
            *ret_failed = true;
            return NULL;
        }
        h->list = list;
        h->room = room;
    }
    struct episode *e = &h->list[h->count++];
    *e = (struct episode){0};
    return e;
}

static struct history_work *work_new(void)
{
    struct history_work *w = calloc(1, sizeof *w);
    if (w) w->cues = cues_new();
    if (!w || !w->cues) {
        free(w);
        return NULL;
    }
    w->filter = cues_filter(w->cues);
    line_prepare(w);
    return w;
}

void history_done(struct history *h)
{
    if (h->work) cues_free(h->work->cues);
    free(h->work);
    free(h->list);
    *h = (struct history){0};
}

/* ---- entries of structured histories ---- */

static struct episode *entry_of(struct history *h, uint32_t entry)
{
    for (size_t i = h->count; i-- > 0;)
        if (h->list[i].entry == entry) return &h->list[i];
    return NULL;
}

static enum episode_kind kind_of(enum cv_section s)
{
    static const uint8_t kinds[] = {[CV_LOOSE] = EPISODE_EMPLOYMENT,
                                    [CV_EMPLOYMENT] = EPISODE_EMPLOYMENT,
                                    [CV_EDUCATION] = EPISODE_EDUCATION,
                                    [CV_PROJECT] = EPISODE_PROJECT,
                                    [CV_SERVICE] = EPISODE_SERVICE};
    return (enum episode_kind)kinds[s];
}

/* What one field says of dates. A text that is none (and not empty) makes the entry undated. */
static bool field_dates(const struct history_work *w, const struct cv_part *p, struct date_found *ret)
{
    uint32_t at = text_spaces(p->text, 0), end;
    *ret = (struct date_found){0};
    for (uint32_t start = at; start < p->text.len && start < at + 32; start++) {
        uint8_t before = start ? p->text.data[start - 1] : ' ';
        if ((p->text.data[start] & 0xc0) == 0x80 || (cue_letter(before) && cue_letter(p->text.data[start]))) continue;
        if (dates_at(w->cues, p->text, start, NULL, ret)) return true;
        const struct cue *c = cue_at(w->cues, p->text, start, &end);
        if (c && (c->kind == CUE_OPEN || c->kind == CUE_PRESENT || c->kind == CUE_LASTING)) {
            ret->when.open = true;
            return true;
        }
    }
    return false;
}

/* Marks an entry until all of it is read. */
static const struct interval impossible = {.from = {.year = -1}};

static void entry_date(struct history *h, struct episode *e, const struct cv_part *p, uint32_t part)
{
    struct date_found f;
    if (text_spaces(p->text, 0) >= p->text.len) return;
    if (p->field == CV_UNTIL) e->told |= ENTRY_ENDED;
    if (!field_dates(h->work, p, &f)) return;
    if (e->dates.end == 0) e->dates = (struct span){part, 0, (uint32_t)p->text.len};
    if (f.impossible) {
        e->when = impossible;
    } else if (p->field == CV_UNTIL) {
        e->when.until = f.single ? f.when.from : f.when.until;
        if (f.when.open) e->when.until = (struct date){0};
        e->when.open = f.when.open;
    } else if (p->field == CV_FROM) {
        e->when.from = f.when.from;
        e->told |= e->when.from.precision != DATE_UNKNOWN ? ENTRY_BEGUN : 0;
    } else if (f.single && e->kind == EPISODE_EDUCATION) {
        e->when = (struct interval){.until = f.when.from};
    } else {
        e->when = f.when;
    }
}

/* An entry of work that names military service as such is service. */
static bool names_service(const struct history_work *w, struct bytes text)
{
    uint32_t end;
    for (uint32_t at = 0; at < text.len;) {
        uint8_t c = text.data[at];
        bool word = cue_letter(c) && (at == 0 || !cue_letter(text.data[at - 1]));
        if (word || (c >= 0xe0 && text.len - at >= 3 && cue_may_begin(w->filter, text.data + at))) {
            const struct cue *cue = cue_at(w->cues, text, at, &end);
            if (cue && cue->kind == CUE_SERVICE) return true;
        }
        at += c >= 0xe0 ? 3 : 1;
    }
    return false;
}

/* By the schema of JSON Resume, and in profiles, an entry that has begun and has no end goes on. */
static void open_entry(struct episode *e)
{
    if (e->told == ENTRY_BEGUN && e->when.until.precision == DATE_UNKNOWN) e->when.open = true;
}

static void entry_part(struct history *h, const struct cv_part *p, uint32_t part, struct episode *e)
{
    struct span all = {part, 0, (uint32_t)p->text.len};
    switch (p->field) {
    case CV_ORGANISATION:
        if (!e->organisation.end) e->organisation = all;
        break;
    case CV_TITLE:
        if (!e->title.end) e->title = all;
        break;
    case CV_FROM:
    case CV_UNTIL:
    case CV_DATES: entry_date(h, e, p, part); break;
    default: break;
    }
    bool told = p->field == CV_ORGANISATION || p->field == CV_TITLE;
    if (told && e->kind == EPISODE_EMPLOYMENT && names_service(h->work, p->text)) e->kind = EPISODE_SERVICE;
    if (p->field == CV_STUDY && p->section == CV_LOOSE) e->kind = EPISODE_EDUCATION;
}

static bool read_entry(struct history *h, const struct cv_part *p, uint32_t part)
{
    bool failed = false;
    struct episode *e = entry_of(h, p->entry);
    if (!e) {
        e = history_add(h, &failed);
        if (!e) return !failed;
        e->entry = p->entry;
        e->kind = kind_of(p->section);
        e->whole = (struct span){part, 0, (uint32_t)p->text.len};
    }
    entry_part(h, p, part, e);
    return true;
}

/* Entries with impossible dates, or an end before the beginning, are undated. */
static void finish_entries(struct history *h)
{
    for (size_t i = 0; i < h->count; i++) {
        struct episode *e = &h->list[i];
        if (!e->entry) continue;
        h->dated_lines += e->dates.end > 0;
        if (!interval_valid(&e->when)) {
            e->when = (struct interval){0};
            h->undated++;
        } else {
            open_entry(e);
        }
    }
}

bool history_read(struct history *h, const struct cv *cv)
{
    h->count = h->dated_lines = h->undated = h->dropped = 0;
    if (!h->work) h->work = work_new();
    if (!h->work) return false;
    for (size_t i = 0; i < cv->count; i++) {
        const struct cv_part *p = &cv->parts[i];
        bool ok = true;
        if (p->entry)
            ok = read_entry(h, p, (uint32_t)i);
        else if (p->field == CV_PROSE)
            ok = history_prose(h, h->work, p, (uint32_t)i);
        if (!ok) return false;
    }
    finish_entries(h);
    return true;
}

const struct episode *history_at(const struct history *h, const struct cv *cv, uint32_t part, uint32_t at)
{
    if (part >= cv->count) return NULL;
    uint32_t entry = cv->parts[part].entry;
    for (size_t i = 0; i < h->count; i++) {
        const struct episode *e = &h->list[i];
        if (entry ? e->entry == entry : !e->entry && e->whole.part == part && at >= e->whole.start && at < e->whole.end) return e;
    }
    return NULL;
}
