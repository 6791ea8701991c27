/* Text of one record as it is composed: UTF-8 in a buffer of fixed size, templates, and what is done to it before it is written
 * (traditional characters, full-width digits, JSON escapes). */
#ifndef CUSTOS_DRILL_PEOPLE_PEN_H
#define CUSTOS_DRILL_PEOPLE_PEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PEN_ROOM = 1 << 16 }; /* octets; a CV of a drill has about a tenth of it */

struct pen {
    size_t len;
    char text[PEN_ROOM];
};

void pen_clear(struct pen *p);
void pen_put(struct pen *p, const char *text);
void pen_octets(struct pen *p, const char *text, size_t len);
void pen_number(struct pen *p, unsigned value, unsigned digits); /* decimal, with zeroes in front up to so many digits */

/* What the letters of a template stand for, "{o}" for slot['o' - 'a']; a letter without a text stands for nothing. */
struct pen_slots {
    const char *slot[26];
};
void pen_fill(struct pen *p, const char *template, const struct pen_slots *s);

/* How a whole text is spelled. */
struct pen_spelling {
    bool traditional; /* Chinese characters */
    bool wide;        /* digits, Latin letters, brackets in full width */
};
void pen_spell(struct pen *to, const char *text, size_t len, const struct pen_spelling *s);

/* A JSON string with its quotation marks; `ascii`: what is not ASCII as \u escapes. */
void pen_json(struct pen *to, const char *text, size_t len, bool ascii);

#endif
