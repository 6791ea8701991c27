/* What a study counts: who worked where, and the ties that stand between that and the bodies of the list. */
#ifndef CUSTOS_PEOPLE_STUDY_FACTS_H
#define CUSTOS_PEOPLE_STUDY_FACTS_H

#include "base/arena.h"
#include "people/organisations.h"
#include "people/person.h"

enum {
    FACTS_COUNTRIES = 256, /* what comes after so many countries shares the first, as those who tell none do */
    FACTS_DECADES = 22,    /* of cohorts: not told, 1900 to 2100 */
    FACTS_BODY_KINDS = 32  /* kinds of bodies told apart */
};

/* A tie of one of the five kinds. */
struct bond {
    const struct person_mention *mention;
    const struct employment *employment;
    enum tie_kind kind;
    unsigned overlap_months;
};

/* One person's time at one employer, however many employments it has. */
struct stint {
    uint32_t person, organisation;
    uint16_t kinds;  /* bit k: a tie of enum tie_kind k */
    uint32_t bodies; /* bit k: one of the five kinds with a body of kind facts.body_kinds[k] */
    uint8_t role;
    uint32_t bond_first, bond_count;
};

struct facts {
    const struct organisations *organisations;
    const struct persons *persons;
    struct stint *stints; /* by person, then by organisation */
    size_t stint_count, stint_room;
    struct bond *bonds; /* by stint */
    size_t bond_count, bond_room;
    const char *body_kinds[FACTS_BODY_KINDS];
    unsigned body_kind_count;
    uint8_t *body_kind_of;                  /* of each organisation: index into body_kinds, FACTS_BODY_KINDS when beyond */
    uint16_t *person_strata;                /* of each person: country * FACTS_DECADES + decade */
    const char *countries[FACTS_COUNTRIES]; /* the first is "": not told */
    unsigned country_count;
};

enum { FACTS_TIED = (1 << TIE_KINDS) - 1 }; /* bits of the five kinds */

void facts_of(const struct organisations *o, const struct persons *p, struct arena *a, struct facts *ret);

#endif
