/* One CV of an invented person as a line of JSON: prose, JSON Resume, or a profile of a career network. */
#ifndef CUSTOS_DRILL_PEOPLE_WRITE_H
#define CUSTOS_DRILL_PEOPLE_WRITE_H

#include "drill/people_date.h"
#include "drill/people_pen.h"
#include "drill/people_person.h"
#include "drill/people_words.h"

/* All that is decided about one CV before its first word. */
struct people_voice {
    const struct people_person *person;
    const struct people_words *words;
    unsigned cv; /* which one of the person's, from 0 */
    struct people_hand hand;
    struct pen_spelling spelling;
    bool ascii; /* JSON with \u escapes */
    bool wrote[PEOPLE_ITEMS];
};

struct people_writer {
    struct rng rng;
    struct people_voice voice;
    struct pen line;  /* the record, with its line end */
    struct pen text;  /* a text as it grows */
    struct pen slots; /* what stands in a template, each with a NUL */
    struct pen spelled;
};

/* Compose CV `cv` of `p` into w->line; w->voice.wrote tells which items it has. */
void people_write_cv(struct people_writer *w, uint64_t seed, const struct people_person *p, unsigned cv);

/* --- for the forms of record: people_prose.c, people_records.c */

const char *people_pick(struct people_writer *w, const char *const *list);
bool people_chance(struct people_writer *w, unsigned percent);
/* The person's name as this CV has it; the text stands in w->slots. */
const char *people_name(struct people_writer *w, uint64_t number);
/* What the letters of a template stand for; `item` may be NULL. Texts stand in w->slots, cleared first. */
struct pen_slots people_slots(struct people_writer *w, const struct people_item *item);
struct pen_slots people_decoy_slots(struct people_writer *w, const struct people_decoy *d);
/* The precision at which this CV tells an item. */
struct people_hand people_hand_of(struct people_writer *w, const struct people_item *i);
/* The template of an item: dates together, apart, open, or none. */
const char *people_line_of(struct people_writer *w, const struct people_item *i);

/* JSON: a key, the text in w->text as its value, and the text is empty again. */
void people_field_key(struct people_writer *w, const char *key);
void people_value(struct people_writer *w);
void people_field(struct people_writer *w, const char *key, const char *text);
void people_write_id(struct people_writer *w, const char *key);

void people_write_prose(struct people_writer *w, bool named);
void people_write_resume(struct people_writer *w);
void people_write_profile(struct people_writer *w, bool flat);

#endif
