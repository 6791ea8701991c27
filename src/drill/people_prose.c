/* CVs as running text: sections with headings, plain lines, or one paragraph. */
#include <string.h>

#include "base/macros.h"
#include "drill/people_write.h"

enum layout { LAYOUT_SECTIONS, LAYOUT_LINES, LAYOUT_PARAGRAPH };

static bool chinese(const struct people_writer *w)
{
    return w->voice.person->language == PEOPLE_CHINESE;
}

static bool ends_with(const struct pen *p, const char *end)
{
    size_t n = strlen(end);
    return p->len >= n && memcmp(p->text + p->len - n, end, n) == 0;
}

/* After a line: a line end, or what separates sentences of a paragraph; after a stop that only ends an abbreviation a semicolon.
 */
static void end_line(struct people_writer *w, enum layout layout, bool sentence)
{
    struct pen *p = &w->text;
    if (layout != LAYOUT_PARAGRAPH)
        pen_put(p, "\n");
    else if (chinese(w))
        pen_put(p, ends_with(p, "。") || ends_with(p, "；") ? "" : "。");
    else
        pen_put(p, !ends_with(p, ".") ? ". " : sentence ? " " : "; ");
}

static void write_line(struct people_writer *w, enum layout layout, const char *bullet, const char *template,
                       const struct pen_slots *s)
{
    pen_put(&w->text, layout == LAYOUT_PARAGRAPH ? "" : bullet);
    size_t from = w->text.len;
    pen_fill(&w->text, template, s);
    for (char *c = w->text.text + from; layout == LAYOUT_PARAGRAPH && *c; c++)
        if (*c == '\n') *c = ',';
    end_line(w, layout, template[strlen(template) - 1] == '.');
}

static void write_header(struct people_writer *w, enum layout layout, bool named)
{
    struct pen_slots s = people_slots(w, NULL);
    const char *name = people_name(w, w->voice.person->name);
    s.slot['n' - 'a'] = name;
    if (!named && chinese(w))
        write_line(w, layout, "", people_chance(w, 50) ? "姓名：{n}" : "{n}，现居{p}", &s);
    else if (!named)
        write_line(w, layout, "", people_chance(w, 50) ? "{n}" : "Name: {n}", &s);
    if (people_chance(w, 50)) write_line(w, layout, "", people_pick(w, w->voice.words->personal), &s);
    if (!people_chance(w, 50)) return;
    unsigned number = 1000 + rng_below(&w->rng, 9000);
    pen_put(&w->text, chinese(w) ? "电话：138 0013 " : "Phone +44 20 7946 ");
    pen_number(&w->text, number, 4);
    pen_put(&w->text, chinese(w) ? "  邮箱：m" : "  m");
    pen_number(&w->text, number, 4);
    pen_put(&w->text, "@mail.example");
    end_line(w, layout, false);
}

/* The items, of work or of learning or both, from the first to the last or from the last to the first. */
static void write_items(struct people_writer *w, enum layout layout, const char *bullet, bool backwards, bool work, bool learning)
{
    const struct people_person *p = w->voice.person;
    for (unsigned n = 0; n < p->item_count; n++) {
        unsigned i = backwards ? p->item_count - 1 - n : n;
        bool learnt = p->items[i].kind == ITEM_SCHOOL || p->items[i].kind == ITEM_STUDY;
        if (!w->voice.wrote[i] || !(learnt ? learning : work)) continue;
        const char *template = people_line_of(w, &p->items[i]);
        struct pen_slots s = people_slots(w, &p->items[i]);
        write_line(w, layout, bullet, template, &s);
        if (p->items[i].kind == ITEM_COMPANY && people_chance(w, 40))
            write_line(w, layout, layout == LAYOUT_SECTIONS ? "  " : "", people_pick(w, w->voice.words->achievements), &s);
    }
}

static void write_decoys(struct people_writer *w, enum layout layout, const char *bullet)
{
    for (unsigned i = 0; i < w->voice.person->decoy_count; i++) {
        const struct people_decoy *d = &w->voice.person->decoys[i];
        struct pen_slots s = people_decoy_slots(w, d);
        write_line(w, layout, bullet, w->voice.words->decoys[d->class].text, &s);
    }
}

static void write_fillers(struct people_writer *w, enum layout layout, unsigned count)
{
    struct pen_slots s = people_slots(w, NULL);
    for (; count; count--) write_line(w, layout, "", people_pick(w, w->voice.words->fillers), &s);
}

static void write_heading(struct people_writer *w, enum layout layout, const char *const *list)
{
    if (layout != LAYOUT_SECTIONS) return;
    pen_put(&w->text, "\n");
    pen_put(&w->text, people_pick(w, list));
    pen_put(&w->text, "\n");
}

static void write_body(struct people_writer *w, enum layout layout)
{
    static const char *const bullets[] = {"", "", "- ", "• ", NULL};
    const struct people_words *t = w->voice.words;
    const char *bullet = people_pick(w, bullets);
    bool backwards = layout == LAYOUT_SECTIONS && people_chance(w, 60), decoys_first = people_chance(w, 20);
    write_fillers(w, layout, rng_below(&w->rng, 3));
    if (decoys_first) write_decoys(w, layout, bullet);
    if (layout == LAYOUT_SECTIONS) {
        write_heading(w, layout, t->headings_work);
        write_items(w, layout, bullet, backwards, true, false);
        write_heading(w, layout, t->headings_school);
        write_items(w, layout, bullet, backwards, false, true);
    } else {
        write_items(w, layout, bullet, backwards, true, true);
    }
    write_heading(w, layout, t->headings_other);
    if (!decoys_first) write_decoys(w, layout, bullet);
    write_fillers(w, layout, 1 + rng_below(&w->rng, 4));
}

void people_write_prose(struct people_writer *w, bool named)
{
    uint32_t chosen = rng_below(&w->rng, 100);
    enum layout layout = chosen < 50 ? LAYOUT_SECTIONS : chosen < 85 ? LAYOUT_LINES : LAYOUT_PARAGRAPH;
    pen_put(&w->line, "{");
    people_write_id(w, "id");
    pen_clear(&w->slots);
    if (named) people_field(w, "name", people_name(w, w->voice.person->name));
    write_header(w, layout, named);
    write_body(w, layout);
    people_field_key(w, "text");
    people_value(w);
    pen_put(&w->line, "}");
}
