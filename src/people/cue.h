/* Words by which a CV tells what a clause is about: English and Chinese, found at a place of a text. */
#ifndef CUSTOS_PEOPLE_CUE_H
#define CUSTOS_PEOPLE_CUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum cue_kind {
    CUE_NOTHING, /* a longer word that holds a cue and is none: "工作调动" */
    /* what dates are made of */
    CUE_MONTH, /* value: 1 to 12 */
    CUE_SEASON,
    CUE_NUMERAL,  /* value: 0 to 10 */
    CUE_YEAR,     /* value: years after the one told last: 同年 0, 次年 1 */
    CUE_REPUBLIC, /* 民国 */
    CUE_OPEN,     /* what ends an interval that lasts: present, 今 */
    CUE_UNTIL,    /* between two dates, or before the last: to, until, 至 */
    /* what stands before a date */
    CUE_SINCE,
    CUE_IN, /* in, from, 自, 于: a date is meant, not a number */
    /* what becomes of a date */
    CUE_LASTING, /* anywhere in its clause: 至今, 以来 */
    CUE_BIRTH,
    CUE_PARTY,   /* joining a party: nothing that is kept */
    CUE_END,     /* resigned, 辞去 */
    CUE_HEADING, /* of a part of a CV; value: enum section */
    /* what somebody did */
    CUE_WORK,
    CUE_STUDY_BEGINS, /* 就读, studied */
    CUE_STUDY_ENDS,   /* 毕业, graduated */
    CUE_DEGREE,       /* a noun: 硕士, MSc; value 1: in capitals only, MA */
    CUE_SCHOOL,       /* a noun: 大学, university */
    CUE_SERVICE,
    CUE_DISCHARGE, /* 转业, demobilised */
    CUE_AWARD,
    CUE_FORMER,  /* 曾任, formerly */
    CUE_SEVERAL, /* 历任: several posts one after another */
    CUE_PRESENT, /* 现任, currently */
    CUE_AT,      /* before an organisation: 在, at, joined */
    CUE_AS,      /* before a title: as */
    CUE_BODY,    /* ends an organisation's name: 公司, Ltd */
    CUE_TITLE    /* ends a title: 经理, engineer */
};

struct cue {
    const char *text; /* lower case; a space stands for any number of them */
    uint8_t kind, value;
};

/* What begins a cue, for a quick look: a bit a code point of three octets. */
struct cue_filter {
    uint64_t begins[1024];
};

struct cues; /* opaque but for its filter: an index, never changed after cues_new() */

struct cues *cues_new(void);    /* NULL: no memory */
void cues_free(struct cues *c); /* accepts NULL */
const struct cue_filter *cues_filter(const struct cues *c);

/* The longest cue at octet `at`, NULL for none. A cue of letters is a whole word: whoever asks stands at the beginning of one. */
const struct cue *cue_at(const struct cues *c, struct bytes text, uint32_t at, uint32_t *ret_end);

static inline uint32_t cue_code(const uint8_t *p)
{
    return (uint32_t)(p[0] & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63U);
}

static inline bool cue_bit(const uint64_t *bits, uint32_t at)
{
    return bits[at / 64] >> (at % 64) & 1;
}

/* Can a cue begin with the character of three octets at `p`? For scanning: one look at a bitmap. */
static inline bool cue_may_begin(const struct cue_filter *f, const uint8_t *p)
{
    return cue_bit(f->begins, cue_code(p));
}

static inline bool cue_letter(uint8_t c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26;
}

#endif
