/* Ties as entities of FollowTheMoney, one JSON object a line: Person (a pseudonym, nothing else), Organization, PublicBody,
 * Position, Employment, Membership, Occupancy, Representation, and two schemata of ours, Education and Span
 * (share/followthemoney). The same study gives the same lines with the same ids. doc/people.md has the mapping. */
#ifndef CUSTOS_REPORT_PEOPLE_FTM_H
#define CUSTOS_REPORT_PEOPLE_FTM_H

#include <stdio.h>

#include "base/arena.h"
#include "people/study.h"

/* `a` holds what is needed meanwhile. Errors of `out` are the caller's to check (ferror). */
void people_ftm(const struct study *s, struct arena *a, FILE *out);

#endif
