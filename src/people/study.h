/* The result of a study as plain data: what every report shows and nothing more. Text is UTF-8 and belongs to the arena of
 * whoever built it. */
#ifndef CUSTOS_PEOPLE_STUDY_H
#define CUSTOS_PEOPLE_STUDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STUDY_KINDS = 5, STUDY_SHOWN_KINDS = 10 }; /* tie.h: enum tie_kind */

/* A count that the published form of a study does not show; a number that goes with it is not finite. */
#define STUDY_WITHHELD UINT64_MAX
enum { STUDY_SMALL_CELL = 10 }; /* smaller counts of persons are withheld, 0 too */

/* A proportion: count of total, with its Wilson 95 % interval. */
struct study_rate {
    uint64_t count, total;
    double rate, low, high;
};

/* A step of the funnel, and why what came from the step before did not reach it. */
struct study_step {
    const char *name; /* "records", "parsed", "people", "employer", "tied" */
    uint64_t count;
    struct study_reason {
        const char *reason;
        uint64_t count;
    } * reasons;
    size_t reason_count;
};

struct study_input {
    const char *file, *sha256, *origin, *lawful_basis, *retention;
    const char *collected, *notes, *override; /* of the manifest, and why its origin was let pass; or NULL */
    uint64_t records, octets;
};

struct study_employer {
    const char *id, *name, *country;
    uint64_t cvs;
    struct study_rate tied;            /* persons with a tie of the five kinds */
    uint64_t kinds[STUDY_SHOWN_KINDS]; /* persons by enum tie_kind */
    struct study_rate by_kind[STUDY_KINDS];
    struct study_timeline { /* persons with a certain overlap, by year */
        int16_t year;
        uint64_t employed, overlapping;
    } * timeline;
    size_t timeline_count;
};

/* What a test says, or why it says nothing (doc/people.md). */
enum study_verdict { STUDY_MORE, STUDY_FEWER, STUDY_NO_DIFFERENCE, STUDY_UNDERPOWERED, STUDY_NO_COMPARATOR, STUDY_NOT_SHOWN };

static inline const char *study_verdict_name(enum study_verdict v)
{
    static const char *const names[] = {"more", "fewer", "no-difference", "underpowered", "no-comparator", "not-shown"};
    return (unsigned)v < sizeof names / sizeof *names ? names[v] : "unknown";
}

/* One employer against one comparator (or against several together), of one kind of tie. Persons who worked for both count for
 * the employer. Where persons can be stratified a test stands twice: the crude one, and behind it the same over strata, whose
 * verdict both carry. */
struct study_test {
    const char *kind, *employer, *comparator;           /* kind: of a tie, "any", or "organisation:<kind>" */
    bool declared;                                      /* fixed before the run: Holm; else Benjamini-Hochberg */
    bool stratified;                                    /* over `strata`, with one odds ratio for all of them */
    bool approximate;                                   /* too large for the exact test: statistics/exact.h */
    const char *strata;                                 /* "country, cohort, role", "country, cohort" or "country"; else NULL */
    uint32_t strata_count;                              /* of those that hold persons of both */
    uint64_t a, b, c, d;                                /* employer tied, not; comparator tied, not */
    double odds_ratio, low, high;                       /* conditional maximum likelihood, 0 to infinite; exact 95 % interval */
    double mid_low, mid_high;                           /* the mid-p interval */
    double mantel_haenszel;                             /* the common odds ratio of the strata; NaN when not stratified */
    double difference, difference_low, difference_high; /* of the crude rates: Newcombe */
    double p, p_less, p_greater, q;                     /* exact two-sided, one-sided; two-sided adjusted */
    double detectable;       /* the smallest odds ratio above 1 seen with a power of 0.8; infinite: none */
    double detectable_below; /* the greatest below 1; 0: none */
    double power;            /* to see an odds ratio of 2 */
    enum study_verdict verdict;
};

/* A tie, in the mode that shows single persons. */
struct study_tie {
    const char *person, *employer, *organisation_id, *organisation, *country, *kind, *rule, *pattern, *from, *until;
    const char *organisation_kind, *relation;                 /* of the list; of tie.h */
    const char *employer_id, *employer_from, *employer_until; /* the employment; until "" and present: it lasts */
    bool employer_present;
    unsigned overlap_months;
    const char *quote, *record, *digest; /* record: "file:line" */
    uint64_t name_from, name_until, quote_from, quote_until;
    double confidence;
};

/* The first test of any tie, crude, without one pattern, rule or kind of organisation. */
struct study_sensitivity {
    const char *left_out; /* "pattern <name>", "rule <name>", "organisation kind <kind>" */
    double odds_ratio, low, high, p;
    uint64_t a, c;
};

/* Persons with a certain overlap, against what is found when each person's employments are held against the service of another of
 * the same cohort. */
struct study_permutation {
    const char *employer;
    uint64_t overlapping, permutations;
    double expected, p; /* p: that chance gives as many, or more */
};

struct study {
    const char *const *kind_names; /* of STUDY_SHOWN_KINDS: tie.h */
    const char *employer;          /* the first one looked at, or NULL */
    bool public_mode;              /* no single person, small cells suppressed */
    uint64_t seed;
    const char *organisations_file, *organisations_version, *organisations_sha256;
    const struct study_input *inputs;
    size_t input_count;
    uint64_t cvs, people;
    uint64_t ambiguous; /* names found that lacked a second cue */
    const struct study_step *funnel;
    size_t step_count;
    const struct study_employer *employers;
    size_t employer_count;
    const struct study_test *tests;
    size_t test_count;
    const struct study_tie *ties; /* empty in public mode */
    size_t tie_count;
    const struct study_sensitivity *sensitivity;
    size_t sensitivity_count;
    const struct study_permutation *permutations;
    size_t permutation_count;
    const char *const *notes; /* limits, rival explanations */
    size_t note_count;
};

#endif
