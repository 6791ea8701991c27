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
enum { STUDY_SMALL_CELL = 10 }; /* smaller counts of persons, but 0, are withheld */

/* A proportion: count of total, with its Wilson 95 % interval. */
struct study_rate {
    uint64_t count, total;
    double rate, low, high;
};

/* A step of the funnel, and why what did not pass it did not. */
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

/* Why a test has no verdict. */
enum study_verdict { STUDY_MORE, STUDY_FEWER, STUDY_NO_DIFFERENCE, STUDY_UNDERPOWERED, STUDY_NO_COMPARATOR };

static inline const char *study_verdict_name(enum study_verdict v)
{
    static const char *const names[] = {"more", "fewer", "no-difference", "underpowered", "no-comparator"};
    return (unsigned)v < sizeof names / sizeof *names ? names[v] : "unknown";
}

/* One employer against one comparator (or against all of them), of one kind of tie. */
struct study_test {
    const char *kind, *employer, *comparator;           /* kind: of a tie, "any", or "organisation:<kind>" */
    bool declared;                                      /* fixed before the run: Holm; else Benjamini-Hochberg */
    bool stratified;                                    /* Mantel-Haenszel over `strata` */
    const char *strata;                                 /* "country, cohort, role" */
    uint64_t a, b, c, d;                                /* employer tied, not; comparator tied, not */
    double odds_ratio, low, high;                       /* conditional maximum likelihood; exact 95 % interval (mid-p) */
    double difference, difference_low, difference_high; /* Newcombe */
    double p, q;                                        /* exact two-sided; adjusted */
    double detectable;                                  /* the smallest odds ratio seen with a power of 0.8; infinite: none */
    double power;                                       /* to see an odds ratio of 2 */
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

/* The same test without one pattern, rule or kind of organisation. */
struct study_sensitivity {
    const char *left_out;
    double odds_ratio, low, high, p;
    uint64_t a, c;
};

/* Overlaps against what permuted intervals give. */
struct study_permutation {
    const char *employer;
    uint64_t overlapping, permutations;
    double expected, p;
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
