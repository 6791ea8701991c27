/* What the parts of person.c share. */
#ifndef CUSTOS_PEOPLE_PERSON_INTERNAL_H
#define CUSTOS_PEOPLE_PERSON_INTERNAL_H

#include "people/person.h"

/* A record, those with the same octets taken together. Sorted by pseudonym, so that the smallest index has the smallest one. */
struct unit {
    char record[PSEUDONYM_TEXT];
    uint64_t name; /* struct traits */
    const struct trait_fact *facts;
    const struct employment *employments;
    const char *file; /* where it stands; of those with the same octets the first by name and line */
    uint64_t line;
    uint32_t employment_count;
    uint32_t name_count; /* units with this name; 0: no name */
    uint32_t copies;     /* how often it stands in the input */
    uint8_t fact_count;
    int16_t cohort;
    char country[4];
};

/* How often the values of all records are: for what agreement in one of them is worth. */
struct person_counts {
    uint64_t *whats, *dates, *years; /* sorted, as often as they occur; owned */
    size_t what_count, dates_count;
    size_t units;
    bool ids_tell;    /* records with the same source id have the same name: an id is a person's */
    bool any_unnamed; /* records without a name */
};

bool person_counts_init(struct person_counts *c, struct unit *units,
                        size_t count); /* fills in name_count, too; false: no memory */
void person_counts_done(struct person_counts *c);

/* The dates of a fact as one number, months or years as they are told; 0: its beginning is not. */
uint64_t person_dates(const struct trait_fact *f);
/* And what it was; 0: it is not dated at both ends, or open. */
uint64_t person_exact(const struct trait_fact *f);

/* Why two records cannot be one person's, whatever else agrees. */
enum person_bar {
    BAR_NONE,
    BAR_NAME,  /* different names, and no source that says that they are one person's */
    BAR_STUDY, /* certainly a year or more at different schools at the same time */
    BAR_LIFE   /* more than a working life between what they tell */
};
enum person_bar person_barred(const struct person_counts *c, const struct unit *a, const struct unit *b);

/* Evidence in bits, of two that are not barred; whether it is enough. */
bool person_compare(const struct person_counts *c, const struct unit *a, const struct unit *b, float ret[static EVIDENCE_COUNT]);

/* Two units that are one person's. */
struct unit_link {
    uint32_t a, b; /* a < b */
    float total, bits[EVIDENCE_COUNT];
};

struct unit_links {
    struct unit_link *list; /* owned */
    size_t count, room;
    uint64_t compared, barred, unlooked;
};

/* All pairs that share a block and are one person's. False: no memory. */
bool person_links(const struct person_counts *c, const struct unit *units, size_t count, struct unit_links *ret);

/* Join the best first; links that joined nothing go. root[i]: the smallest index of the cluster of i, next[i]: the next one in
 * it, or UINT32_MAX. */
void person_join(const struct person_counts *c, const struct unit *units, size_t count, struct unit_links *links, uint32_t *root,
                 uint32_t *next);

/* Each employment and mention once (person_merge.c): in place, the new counts are returned. */
size_t person_merge_employments(struct employment *list, size_t count);
size_t person_merge_mentions(struct person_mention *list, size_t count);

#endif
