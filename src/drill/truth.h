/* What is in a capture, as its maker knows it: one struct from which truth.json is written and against which verdicts are scored.
 */
#ifndef CUSTOS_DRILL_TRUTH_H
#define CUSTOS_DRILL_TRUTH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { TRUTH_MATCHES = 12, TRUTH_REMARKS = 4, TRUTH_INTERCEPTS = 8, TRUTH_RULES = 3, TRUTH_SUBJECTS = 2, TRUTH_TEXT = 64 };

/* A finding that must (expect) or may (allow) be there. Empty text and -1 match anything. */
struct truth_match {
    const char *rules[TRUTH_RULES]; /* any of these; NULL ends */
    char xid[TRUTH_TEXT], warrant[TRUTH_TEXT], element[TRUTH_TEXT];
    char src[TRUTH_TEXT], dst[TRUTH_TEXT]; /* addresses of the finding's conversation */
    char subject[TRUTH_TEXT];              /* an end of one of its copied conversations */
    int32_t dport;
    uint32_t min, max; /* how many findings; of expectations only */
};

struct truth_intercept {
    char xid[TRUTH_TEXT], liid[TRUTH_TEXT]; /* one of them: how it is known on the wire */
    char warrant[TRUTH_TEXT];               /* "": none */
    uint64_t iri, cc;                       /* TRUTH_UNKNOWN: not judged */
};

#define TRUTH_UNKNOWN UINT64_MAX

/* What was planted, for people and for measuring how fast it was found. */
struct truth_plant {
    const char *carrier;                       /* NULL: no copy */
    char subjects[TRUTH_SUBJECTS][TRUTH_TEXT]; /* "": no more */
    uint64_t carried;                          /* packets of theirs that were copied, or parts of them */
    uint64_t packets, bytes;                   /* of frames that left with them, outermost length */
    int64_t first_ns, last_ns;
};

struct truth {
    const char *scenario, *summary, *kind;
    uint64_t seed;
    uint64_t packets, bytes;
    struct truth_match expect[TRUTH_MATCHES], allow[TRUTH_MATCHES];
    uint32_t expect_count, allow_count;
    struct truth_intercept intercepts[TRUTH_INTERCEPTS];
    uint32_t intercept_count;
    const char *says[TRUTH_REMARKS], *never[TRUTH_REMARKS]; /* of coverage's notes: in one of them; in none; NULL ends */
    uint64_t copied_min, copied_max;                        /* packets in the account; max UINT64_MAX: not judged */
    double unexplained_max;                                 /* share of all packets out; negative: not judged */
    struct truth_plant plant;
    uint32_t memory_bytes; /* --memory of the audit; 0: its default */
    int exit_status;
};

struct truth_match *truth_expect(struct truth *t, const char *rule); /* any number of times, at least once */
struct truth_match *truth_allow(struct truth *t, const char *rule);
struct truth_intercept *truth_intercept(struct truth *t, const char *xid, const char *liid); /* one of them "" */
void truth_text(char field[static TRUTH_TEXT], const char *text);                            /* asserts that it fits */

/* truth.json as the judge of capture folders reads it. */
void truth_write(const struct truth *t, const char *capture_file, FILE *out);

#endif
