/* What a survey concludes, on its way to YAML. */
#ifndef CUSTOS_AUDIT_SURVEY_DRAFT_H
#define CUSTOS_AUDIT_SURVEY_DRAFT_H

#include "audit/survey_internal.h"
#include "base/arena.h"

enum { SURVEY_ELEMENTS = 64, SURVEY_ELEMENT_ADDRESSES = 256, SURVEY_POOLS = 64, SURVEY_LINE = 160 };

struct survey_element {
    char name[24];
    const char *role;
    enum zone zone;
    struct ip_addr *addresses; /* in the draft's arena */
    size_t address_count;
    size_t left_out; /* addresses without room */
    char why[SURVEY_LINE];
};

struct survey_draft {
    struct survey_element elements[SURVEY_ELEMENTS]; /* the first is the one in the middle */
    size_t element_count, elements_left_out;
    struct ip_prefix pools[SURVEY_POOLS];
    size_t pool_count, subscriber_count;
    size_t pools_left_out; /* subscribers in no pool, for want of room */
    bool user_plane;       /* the middle is an end of GTP-U */
    struct arena *arena;
};

/* Fill the concluded members of the survey, and the draft. */
void survey_conclude(struct survey *s, struct survey_draft *d);
void survey_pools(const struct survey *s, struct survey_draft *d);
void survey_elements(struct survey *s, struct survey_draft *d, const struct ip_addr *primary); /* family 0: none was seen */
/* The section of conversations: those that may be declared, then the others as comments. */
void survey_write_conversations(const struct survey *s, const struct survey_draft *d, FILE *out);
void survey_write_text(FILE *out, const char *text); /* as a double-quoted scalar */

#endif
