/* An invented person: what there is to tell of them, before it is worded. The same seed and number give the same person. */
#ifndef CUSTOS_DRILL_PEOPLE_PERSON_H
#define CUSTOS_DRILL_PEOPLE_PERSON_H

#include <stdbool.h>
#include <stdint.h>

#include "drill/people_world.h"
#include "drill/random.h"

/* Kinds of ties, the names of which stand in CONTRACT order in people_tie_names; the first five are a study's. */
enum people_tie {
    PLANT_PRIOR,
    PLANT_CONCURRENT,
    PLANT_POSTED,
    PLANT_EDUCATION,
    PLANT_PROJECT,
    PLANT_COUNTED,
    PLANT_POSSIBLY = PLANT_COUNTED,
    PLANT_LATER,
    PLANT_CONSCRIPTION,
    PLANT_RESERVE,
    PLANT_UNDATED,
    PLANT_NONE
};
extern const char *const people_tie_names[PLANT_NONE];

enum people_item_kind {
    ITEM_SCHOOL,   /* a civil one */
    ITEM_COMPANY,  /* of no list */
    ITEM_EMPLOYER, /* of the list */
    ITEM_WORK,     /* at a body */
    ITEM_POSTED,   /* between an employer and a body */
    ITEM_STUDY,    /* at a school that is a body */
    ITEM_PROJECT,
    ITEM_CONSCRIPT,
    ITEM_RESERVE
};

/* Months are counted from the year 0 on. */
struct people_item {
    enum people_item_kind kind;
    enum people_tie tie; /* what is planted with it; PLANT_NONE: nothing */
    uint16_t who;        /* index in the list that the kind asks for; ITEM_COMPANY, ITEM_SCHOOL: in that of the language */
    uint16_t employer;   /* ITEM_POSTED, ITEM_PROJECT: which one it happened at, of people_employers; else 0 */
    int from, until;     /* until: that of an open one is when the CVs were written */
    bool open, undated;
    bool years; /* only told by the year */
};

/* False friends: words that look like a tie and are none. */
enum { PEOPLE_DECOYS = 3 };
struct people_decoy {
    uint16_t class; /* of people_words.h */
    uint16_t body;  /* that it names, where it names one */
};

enum { PEOPLE_ITEMS = 20, PEOPLE_CVS = 3, PEOPLE_NOW = 2025 * 12 + 9 };

struct people_person {
    uint64_t number, name; /* `name`: what the name is drawn from; that of a namesake is another's */
    bool namesake;         /* of the person before */
    enum people_language language;
    int born;          /* year */
    bool sparse;       /* of a corpus of everybody */
    bool none, second; /* works at no employer of the list; at two */
    uint16_t employer; /* index */
    unsigned cvs;      /* how many CVs there are of them */
    bool split;        /* the first CV leaves out the employer, the second what is planted */
    struct people_item items[PEOPLE_ITEMS];
    unsigned item_count;
    struct people_decoy decoys[PEOPLE_DECOYS];
    unsigned decoy_count;
};

/* What is planted: rates as they stand in the table, those of the first employer at all of them, nothing at all; or those of the
 * table among so few that one CV in a hundred has to do with the list, as in a corpus of everybody. */
enum people_plan { PEOPLE_PLANTED, PEOPLE_EVEN, PEOPLE_INNOCENT, PEOPLE_SPARSE };

uint32_t people_rate(enum people_plan plan, unsigned employer, enum people_tie kind); /* in millionths */
void people_draw(uint64_t seed, enum people_plan plan, uint64_t number, struct people_person *ret);

#endif
