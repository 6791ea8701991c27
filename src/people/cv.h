/* A CV as it was read: parts of text, each with what the source has told apart already and where it stands in the original.
 *
 * A record in a structured format (JSON Resume, CSV) gives parts that belong together as entries of a history; free text is one
 * part of prose. What a person is called and where is kept only until the record's traits are taken (traits.h); contacts,
 * photographs, birth dates, ethnicity, religion, party and union are never put into a struct cv. */
#ifndef CUSTOS_PEOPLE_CV_H
#define CUSTOS_PEOPLE_CV_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* The list of a record that a part stood in. */
enum cv_section { CV_LOOSE, CV_EMPLOYMENT, CV_EDUCATION, CV_PROJECT, CV_SERVICE };

enum cv_field {
    CV_PROSE,        /* text of any kind: a whole CV, a summary, a highlight */
    CV_ORGANISATION, /* employer, school, client */
    CV_TITLE,        /* position, role */
    CV_STUDY,        /* degree, area */
    CV_FROM,         /* a date, as it stands there */
    CV_UNTIL,
    CV_DATES, /* both dates in one text */
    CV_PLACE
};

/* From octet `at` of a part's text on, text octet at + n stands at original + n of the (decompressed) input: a new one after
 * every escape of JSON or doubled quote of CSV. */
struct cv_origin {
    uint32_t at;
    uint64_t original;
};

struct cv_part {
    enum cv_section section;
    enum cv_field field;
    uint32_t entry;                 /* parts of one entry of a history have the same number, from 1; 0: of none */
    struct bytes text;              /* UTF-8, escapes resolved; what is no UTF-8 stands as it was */
    const struct cv_origin *origin; /* ascending, the first at 0 */
    uint32_t origin_count;
};

enum { CV_PARTS = 4096 }; /* of one record at most; the rest is counted in `dropped` */

/* All text is borrowed from whoever read the record, until the next one is read. */
struct cv {
    const char *file;
    uint64_t line;      /* where the record begins, from 1 */
    uint64_t offset;    /* octets of the (decompressed) input before it */
    struct bytes bytes; /* the record as it stands there */
    struct bytes id;    /* the source's own, or empty */
    struct bytes name;  /* of the person, or empty */
    struct bytes place; /* country or place of work or residence that the source has told apart, or empty */
    struct cv_part *parts;
    size_t count, dropped;
};

/* Where octet `at` of a part's text stands in the original. */
uint64_t cv_original(const struct cv_part *p, uint32_t at);

#endif
