/* Unit designators: names that a list gives as "re:" and a pattern, since they differ in digits only ("re:[0-9]{5}部队").
 *
 * A pattern is a row of atoms: characters as they are, a full stop for any character but a blank, a class of characters in
 * brackets ([0-9], [东西南北中], [a-z0-9]), each with a count {n}, {n,m} or ? behind it. A backslash takes the next character as
 * it is. There are no alternatives, groups, open repetitions or anchors: a pattern with ( ) | * + ^ $ or a negated class is an
 * error that names it. It must
 * hold a character beyond ASCII, or three letters of ASCII together: by them it is found.
 * Everything is compared as folded (text/fold.h): width, case, and traditional or simplified characters make no difference. */
#ifndef CUSTOS_PEOPLE_PATTERNS_H
#define CUSTOS_PEOPLE_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

enum { PATTERN_RANGES = 64, PATTERN_STEPS = 64, PATTERN_ANCHOR = 96 };

/* A character of the pattern, counts resolved: {2,3} is three steps, the last optional. */
struct pattern_step {
    uint8_t first, count; /* its ranges */
    bool optional;
};

struct pattern {
    struct {
        uint32_t from, until;
    } ranges[PATTERN_RANGES];
    struct pattern_step steps[PATTERN_STEPS];
    unsigned range_count, step_count;
    unsigned before;             /* steps before the anchor */
    char anchor[PATTERN_ANCHOR]; /* the longest stretch of single characters, for the scan */
    size_t anchor_len;
    bool scannable;   /* the scan takes the anchor; else it is looked for by its first character */
    bool whole_words; /* no letter or digit of the pattern stands right beside the anchor's own */
};

/* Whether a name of a list is a pattern: "re:...". */
bool pattern_is(struct bytes name);

/* ERR_FORMAT with `f` naming the pattern and what is wrong with it. */
enum err pattern_compile(struct bytes name, struct pattern *ret, struct fault *f) MUST_USE;

/* A pattern of the name as it stands, for names that are too short for the scan. False: it is longer than a pattern may be, or
 * nothing of it can be looked for. */
bool pattern_literal(struct bytes name, struct pattern *ret);

/* Whether the pattern matches around its anchor, which was found at [anchor, ...): the longest match that begins at most `before`
 * characters earlier and has no letter or digit of the same kind beside it. False: none. */
bool pattern_match(const struct pattern *p, struct bytes text, size_t anchor, size_t *ret_start, size_t *ret_end);

#endif
