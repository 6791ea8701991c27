/* The wording of invented CVs, per language. In templates stand {d} both dates, {f} and {u} the first and the last, {y} the year
 * of the last, {o} the body, school, company or employer, {e} the employer at which it happened, {t} a title, {g} a degree, {s} a
 * subject, {n} somebody's name, {p} a place, {c} a company of no list. */
#ifndef CUSTOS_DRILL_PEOPLE_WORDS_H
#define CUSTOS_DRILL_PEOPLE_WORDS_H

#include <stddef.h>

#include "drill/people_world.h"

/* A sentence that looks like a tie and is none; which uses the body that it names has (enum people_use). */
struct people_decoy_words {
    const char *class;
    unsigned uses;
    const char *text;
};

struct people_words {
    /* Lists end with NULL. Of each item: lines with both dates, with dates told apart (of what has ended), of what goes on, and
     * without any. */
    const char *const *job_dated, *const *job_closed, *const *job_open;
    const char *const *work_dated, *const *work_closed, *const *work_open, *const *work_undated;
    const char *const *school_dated;
    const char *const *posted_dated, *const *project_dated, *const *conscript_dated, *const *reserve_dated;
    /* The same inside an entry that has its own fields for dates: what the text says, and as a title beside the body's name. */
    const char *const *posted_note, *const *project_note;
    const char *const *posted_title, *const *conscript_title, *const *reserve_title;
    const char *const *job_titles, *const *work_titles, *const *degrees, *const *subjects;
    const char *const *headings_work, *const *headings_school, *const *headings_other;
    const char *const *fillers, *const *achievements, *const *personal; /* personal: what must never be quoted */
    const struct people_decoy_words *decoys;
    size_t decoy_count;
};
extern const struct people_words people_words_english, people_words_chinese;

const struct people_words *people_words(enum people_language l);

#endif
