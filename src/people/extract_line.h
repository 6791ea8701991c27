/* What stands between map and reduce: what records yield, as JSON lines (doc/people.md). One "input" line for each input, one
 * "cv" line for each record that names an employer or a body, one "tie" line for each mention in it and each employment of that
 * record (or one without employer when it has none). Lines may come in any order and from any split of the input. */
#ifndef CUSTOS_PEOPLE_EXTRACT_LINE_H
#define CUSTOS_PEOPLE_EXTRACT_LINE_H

#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "people/extract.h"
#include "people/organisations.h"

enum { EXTRACT_LINE_MAX = 1 << 20 }; /* octets of one; what is longer is malformed */

/* One input, when it is read to its end, and what its manifest says of it. */
struct extract_input {
    const char *file;
    char sha256[65];                                     /* of the file as it is stored */
    uint64_t records, octets, excluded[EXCLUSION_COUNT]; /* [EXCLUDED_NOT] stays 0 */
    const char *origin, *lawful_basis, *retention;
    const char *name, *collected, *notes, *override; /* NULL: not told; override: why a leaked corpus is used all the same */
    char organisations[65];                          /* SHA-256 of the list that was looked for */
};

/* Records that are well formed: all but the malformed, the empty and those too long. */
uint64_t extract_input_parsed(const struct extract_input *i);

void extract_line_input(FILE *out, const struct extract_input *i);
/* Nothing for an excluded record. */
void extract_line_record(FILE *out, const struct organisations *o, const struct extract *x);

enum extract_line_kind { EXTRACT_LINE_INPUT, EXTRACT_LINE_CV, EXTRACT_LINE_TIE };

struct extract_line {
    enum extract_line_kind kind;
    struct extract_input input;
    struct extract extract; /* of a cv line without mentions; of a tie line only where the record stands, its pseudonym, its
                               digest and the one mention, which comes once for each employment */
};

struct extract_lines;                                                   /* opaque: a parser, and the organisations by their ids */
struct extract_lines *extract_lines_new(const struct organisations *o); /* `o` is borrowed; NULL: no memory */
void extract_lines_free(struct extract_lines *r);                       /* accepts NULL */

/* One line without its end; `file` and `number` are for faults only. All text lies in the arena. ERR_FORMAT: it is no such line;
 * the fault names file, line and cause. ERR_INVALID: it names an organisation that the list does not have, so that the list is
 * another one than that of the extraction: nothing that is read from it would be right. */
enum err extract_lines_read(struct extract_lines *r, struct bytes line, const char *file, uint64_t number, struct arena *a,
                            struct extract_line *ret, struct fault *f) MUST_USE;

#endif
