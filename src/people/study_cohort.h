/* Two groups of persons, counted stratum by stratum. */
#ifndef CUSTOS_PEOPLE_STUDY_COHORT_H
#define CUSTOS_PEOPLE_STUDY_COHORT_H

#include "people/study_facts.h"
#include "statistics/hypergeometric.h"

enum { COHORT_EMPLOYER, COHORT_COMPARATOR, COHORT_GROUPS };
enum { COHORT_ANY, COHORT_FIRST_KIND, COHORT_FIRST_BODY = COHORT_FIRST_KIND + TIE_KINDS }; /* what ties are asked for */

/* How fine strata are, the finest first. */
enum cohort_level { COHORT_ROLE, COHORT_DECADE, COHORT_COUNTRY, COHORT_LEVELS };
extern const char *const cohort_level_names[COHORT_LEVELS]; /* "country, cohort, role", ... */

struct cohort {
    uint32_t employer;
    const bool *compared; /* by organisation; borrowed */
    size_t strata, kinds;
    uint32_t *people, *tied; /* [stratum][group]; [kind][stratum][group] */
    struct table *tables;    /* room for cohort_tables() */
};

/* Room for all counts of one comparison. */
void cohort_init(struct cohort *c, const struct facts *f, struct arena *a);

/* Count `employer` against those whom `compared` marks. Who worked for both counts for the employer. */
void cohort_count(struct cohort *c, const struct facts *f, uint32_t employer, const bool *compared);

struct table cohort_crude(const struct cohort *c, unsigned kind);

/* The tables of all strata that hold persons of both groups; how many in *ret_count. They stay until the next call. */
const struct table *cohort_tables(struct cohort *c, unsigned kind, enum cohort_level level, size_t *ret_count);

/* What one person is to a comparison: the group, and the ties that count there; false: neither. `first` is the first stint of
 * the person, *ret_next the first of the next one. */
struct cohort_member {
    unsigned group;
    uint16_t kinds;
    uint32_t bodies;
    uint8_t role;
};
bool cohort_member(const struct facts *f, uint32_t employer, const bool *compared, size_t first, size_t *ret_next,
                   struct cohort_member *ret);

#endif
