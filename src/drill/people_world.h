/* The world of the invented CVs: bodies and employers of the list that comes with a corpus, and everything that is in no list.
 *
 * Employers and persons are invented; so are some bodies. Of the public bodies only names stand here. */
#ifndef CUSTOS_DRILL_PEOPLE_WORLD_H
#define CUSTOS_DRILL_PEOPLE_WORLD_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum people_language { PEOPLE_ENGLISH, PEOPLE_CHINESE, PEOPLE_LANGUAGES };

/* For what a CV may name a body. */
enum people_use {
    USE_WORK = 1,
    USE_STUDY = 2,
    USE_PROJECT = 4,
    USE_POST = 8,
    USE_SERVE = 16 /* conscripts and reservists */
};

enum { PEOPLE_FORMS = 4 };

struct people_body {
    const char *id, *country, *kind, *name, *aliases;  /* as in organisations.csv */
    unsigned uses;                                     /* of enum people_use */
    const char *forms[PEOPLE_LANGUAGES][PEOPLE_FORMS]; /* full names that a CV may use; none: not in that language */
    const char *cued[PEOPLE_LANGUAGES];                /* a short form with what else makes plain what is meant; or NULL */
};
extern const struct people_body people_bodies[];
extern const size_t people_body_count;

/* The likelihood of a tie of somebody who works there, by enum people_tie (people_person.h), in millionths. */
enum { PEOPLE_TIES = 10 };
struct people_employer {
    const char *id, *country, *kind, *name, *aliases;
    const char *forms[PEOPLE_LANGUAGES][PEOPLE_FORMS];
    const char *places[PEOPLE_LANGUAGES];
    uint32_t rates[PEOPLE_TIES];
};
extern const struct people_employer people_employers[];
enum { PEOPLE_EMPLOYERS = 6 };

/* Lists of words that end with NULL. */
extern const char *const people_companies[PEOPLE_LANGUAGES][40]; /* of no list */
extern const unsigned people_plain_companies[PEOPLE_LANGUAGES];  /* so many of them, from the first, look like no body */
extern const char *const people_schools[PEOPLE_LANGUAGES][24];
extern const char *const people_cities[PEOPLE_LANGUAGES][16];
extern const char *const people_countries[PEOPLE_LANGUAGES][16]; /* of the cities, ISO 3166 */
extern const char *const people_surnames[PEOPLE_LANGUAGES][128];
extern const char *const people_given[PEOPLE_LANGUAGES][96]; /* English: whole names; Chinese: single characters */

void people_write_organisations(FILE *out); /* CSV: id,country,kind,name,aliases */
void people_write_manifest(FILE *out, uint64_t seed);

#endif
