/* One record -> employments, mentions and traits: the map of map and reduce. The lines that stand between them are
 * extract_line.h.
 */
#ifndef CUSTOS_PEOPLE_EXTRACT_H
#define CUSTOS_PEOPLE_EXTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "people/cv.h"
#include "people/organisations.h"
#include "people/tie.h"
#include "people/traits.h"

/* Why a record goes no further, for the funnel. */
enum exclusion {
    EXCLUDED_NOT, /* it names an employer or a body of the list */
    EXCLUDED_MALFORMED,
    EXCLUDED_EMPTY,    /* no text that may be looked at */
    EXCLUDED_TOO_LONG, /* beyond CORPUS_RECORD_MAX */
    EXCLUDED_UNRELATED,
    EXCLUDED_ERASED, /* its person is on the list of erasures */
    EXCLUSION_COUNT
};
extern const char *const exclusion_names[EXCLUSION_COUNT];

/* What a record yields. All lies in the arena given. */
struct extract {
    enum exclusion exclusion;
    const char *file;
    uint64_t line;
    char digest[65];             /* SHA-256 of the record's octets; set when not excluded */
    char record[PSEUDONYM_TEXT]; /* keyed pseudonym of the record */
    struct traits traits;        /* what persons are resolved by */
    const char *country;         /* ISO 3166, of the person's work, "" when not told */
    int16_t cohort;              /* year in which the first employment or study began; 0: not told */
    struct employment *employments;
    size_t employment_count;
    struct mention *mentions;
    size_t mention_count;
    uint32_t ambiguous; /* names found that lacked a second cue */
};

struct extractor; /* opaque: history, hits and buffers of one thread */

/* What all threads share; built once. */
struct extraction;
enum err extraction_new(const struct organisations *o, const struct pseudonym_key *key, struct extraction **ret,
                        struct fault *f) MUST_USE;
void extraction_free(struct extraction *x); /* accepts NULL */

struct extractor *extractor_new(const struct extraction *x); /* NULL: no memory */
void extractor_free(struct extractor *e);                    /* accepts NULL */

/* ERR_MEMORY is the only error: what a record holds never is one. */
enum err extract_cv(struct extractor *e, const struct cv *cv, struct arena *a, struct extract *ret) MUST_USE;

#endif
