/* Persons, not CVs: which records are one person's, and what they say together.
 *
 * Records are compared only with those that share a block (the same name and a fact; a source's id). A comparison adds up
 * evidence in bits: how rare the name is among all records, how rare each fact that both have (employer or school, with the same
 * dates, with dates that may be the same, or the dates alone where the place is spelt otherwise), the source's id; and against it
 * what only one of them has for the same time, and how rarely any two records are one person's. Some things no evidence outweighs
 * (enum person_bar). Method: Fellegi and Sunter 1969, with frequencies of values as Winkler 1989 has them.
 *
 * The best pairs are joined first, and no two clusters are joined that hold a pair which cannot be the same person: there are no
 * chains over a doubtful middle. The result does not depend on the order in which records come. */
#ifndef CUSTOS_PEOPLE_PERSON_H
#define CUSTOS_PEOPLE_PERSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "people/extract.h"
#include "people/tie.h"
#include "people/traits.h"

struct person_mention {
    struct mention mention;
    const char *file; /* of the record that it is quoted from */
    uint64_t line;
    const char *digest;
    const char *record; /* that record's pseudonym */
};

/* What all CVs of one person say, each employment and mention once. */
struct person {
    char pseudonym[PSEUDONYM_TEXT]; /* "p-" and the rest of the smallest pseudonym of its records */
    const char *country;            /* that most of the records tell, "" when none does */
    int16_t cohort;                 /* the earliest that a record tells; 0: none */
    uint32_t cvs;
    uint32_t employment_count, mention_count, record_count;
    struct employment *employments;  /* by organisation, then by time */
    struct person_mention *mentions; /* by organisation, then by time */
    const char **records;            /* pseudonyms; fewer than CVs where the same octets came more than once */
    const char *file;                /* where the first of them stands */
    uint64_t line;
};

/* What speaks for and against two records being one person's. */
enum person_evidence {
    EVIDENCE_PRIOR, /* any two records: against */
    EVIDENCE_NAME,
    EVIDENCE_SOURCE_ID,
    EVIDENCE_EMPLOYMENT, /* same employer, same dates */
    EVIDENCE_EDUCATION,  /* same school, same dates */
    EVIDENCE_EMPLOYER,   /* same employer, dates that may be the same */
    EVIDENCE_SCHOOL,
    EVIDENCE_DATES,     /* same dates, the place spelt otherwise */
    EVIDENCE_DIFFERENT, /* each tells employers or schools that the other does not: against */
    EVIDENCE_COUNT
};
extern const char *const person_evidence_names[EVIDENCE_COUNT];

/* Two records that were found to be one person's, and why. */
struct person_link {
    uint32_t person;        /* index */
    const char *records[2]; /* pseudonyms */
    float bits[EVIDENCE_COUNT];
};

struct persons {
    const struct person *list; /* by pseudonym */
    size_t count;
    uint64_t cvs;                    /* records, erased ones left out */
    uint64_t erased, erased_records; /* persons left out because the list of erasures names them, and their records */
    const struct person_link *links; /* by person; as many for one as make it one */
    size_t link_count;
    uint64_t compared, barred; /* pairs compared; those of them that cannot be one person's */
    uint64_t unlooked;         /* blocks too large to be compared */
    uint64_t orphans;          /* mentions whose record was not told: left out */
};

struct resolution;                          /* opaque: all records of a study */
struct resolution *resolution_new(void);    /* NULL: no memory */
void resolution_free(struct resolution *r); /* accepts NULL; and all that was told of persons */

/* What a record yields, of one that is not excluded; copied. Or in parts, in any order: what a cv line and what tie lines hold.
 */
void resolution_add(struct resolution *r, const struct extract *x);
void resolution_add_mentions(struct resolution *r, const struct extract *x);

/* Resolve what was added, once. `e` may be NULL: nobody is erased. *ret lies in `r`. False: no memory. */
struct erasures;
bool resolution_persons(struct resolution *r, const struct erasures *e, struct persons *ret);

#endif
