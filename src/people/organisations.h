/* The published list of organisations that a study looks for, and the employers it compares. */
#ifndef CUSTOS_PEOPLE_ORGANISATIONS_H
#define CUSTOS_PEOPLE_ORGANISATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/err.h"
#include "people/interval.h"

enum { ORGANISATION_DEPTH = 16 }; /* of parents */

/* What an organisation's kind makes of it in a study. */
enum organisation_class {
    ORGANISATION_BODY,     /* a body of state security, military, police, or research, schools and industry of theirs: a tie */
    ORGANISATION_EMPLOYER, /* a vendor, an operator, a company: whose staff is looked at and compared */
};

/* How a name is searched for. */
struct organisation_name {
    struct bytes text;
    bool ambiguous; /* no tie without a second cue */
    bool pattern;   /* a unit designator (patterns.h): "re:..." */
};

struct organisation {
    const char *id, *country, *kind, *name;
    enum organisation_class class;
    struct interval valid; /* when it existed, as far as told */
    const char *parent_id; /* or NULL */
    int32_t parent;        /* index, or -1 */
    struct organisation_name *names;
    size_t name_count;
    uint32_t line; /* of the list */
};

struct organisations {
    struct organisation *list; /* in the order of the file */
    size_t count;
    const char *version; /* as the file's comment or column states it, else "" */
    char digest[65];     /* SHA-256 of the file, hexadecimal */
};

/* A list in CSV (RFC 4180; columns found by the names in the first line: id, country, kind, name or name_en, and as far as they
 * are there name_native, abbrev, aliases separated by ';', ambiguous_needs_context, valid_from, valid_to, parent) or as lines of
 * FollowTheMoney JSON (Organization, PublicBody, Company). `name` stands in faults, with line and cause: duplicate ids, unknown
 * parents, bad dates, no names, patterns that are none. All lies in the arena. A list without ambiguous_needs_context does not
 * judge its names: then bodies' short abbreviations and the words that every country has for its services are taken for
 * ambiguous. */
enum err organisations_read(struct bytes file, const char *name, struct arena *a, struct organisations *ret,
                            struct fault *f) MUST_USE;

/* The list that the program comes with: a CSV file, "organisations.csv". */
struct bytes organisations_shipped(void);

/* The organisation with this id or, case and width aside, this name, abbreviation or alias; -1 when there is none. */
int organisations_find(const struct organisations *o, const char *name);

/* One more employer, which the list does not have: NAME as given with --employer. Returns its index. */
uint32_t organisations_add_employer(struct organisations *o, struct arena *a, const char *name);

#endif
