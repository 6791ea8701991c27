/* What the readers of organisation lists share: rows of text become organisations, with everything checked. */
#ifndef CUSTOS_PEOPLE_ORGANISATIONS_INTERNAL_H
#define CUSTOS_PEOPLE_ORGANISATIONS_INTERNAL_H

#include "people/organisations.h"

enum { ORGANISATION_NAMES = 4096, ORGANISATIONS_MAX = 1 << 20 };

/* One organisation as a list gives it: texts as they stand there, empty when they do not. */
struct organisation_row {
    struct bytes id, country, kind, name, valid_from, valid_to, parent;
    struct bytes *names; /* `name` and all others, blanks trimmed, none empty */
    bool *ambiguous;     /* beside each */
    size_t name_count, name_room, ambiguous_room;
    uint32_t line; /* of the list */
    bool judged;   /* the list says which names are ambiguous; else it is guessed */
};

struct organisation_builder {
    struct arena *arena;
    const char *file;
    struct fault *fault;
    struct organisations *made;
    size_t room;
};

/* One more name, unless it is blank, a single character, or there already (then it only becomes ambiguous). */
void organisation_row_name(struct organisation_builder *b, struct organisation_row *row, struct bytes name, bool ambiguous);

/* All names of a list separated by ';'. */
void organisation_row_names(struct organisation_builder *b, struct organisation_row *row, struct bytes list, bool ambiguous);

enum err organisation_build(struct organisation_builder *b, const struct organisation_row *row) MUST_USE;

/* Text without the blanks around it. */
struct bytes organisation_trim(struct bytes text);

enum err organisations_read_csv(struct organisation_builder *b, struct bytes file) MUST_USE;
enum err organisations_read_ftm(struct organisation_builder *b, struct bytes file) MUST_USE;

/* Whether a body's name in a list that does not judge its names is taken for ambiguous: abbreviations of up to four letters,
 * ideographic names of two characters, and the words that every country has ("Navy", "Ministry of Defence"); the few
 * abbreviations excepted that mean one thing everywhere. */
bool organisation_name_seems_ambiguous(struct bytes name);

#endif
