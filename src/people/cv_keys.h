/* What a field of a structured record is, by its name, in English and Chinese. */
#ifndef CUSTOS_PEOPLE_CV_KEYS_H
#define CUSTOS_PEOPLE_CV_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum cv_key {
    CV_KEY_PROSE,   /* not known: its texts are prose */
    CV_KEY_IGNORED, /* about the record, not the person: "url", "version" */
    CV_KEY_DROPPED, /* of the person, and not asked: attribute.h */
    CV_KEY_ID,
    CV_KEY_LABEL, /* "name": the person's of a record, an organisation's of an entry */
    CV_KEY_NAME,
    CV_KEY_GIVEN_NAME,
    CV_KEY_FAMILY_NAME,
    CV_KEY_BASICS, /* a part of the record that is as the record itself */
    CV_KEY_EMPLOYMENT,
    CV_KEY_EDUCATION,
    CV_KEY_PROJECT,
    CV_KEY_SERVICE,
    CV_KEY_OTHER_ENTRIES, /* entries of a history that are none of these: volunteering */
    CV_KEY_ORGANISATION,
    CV_KEY_SCHOOL,
    CV_KEY_TITLE,
    CV_KEY_STUDY,
    CV_KEY_FROM,
    CV_KEY_UNTIL,
    CV_KEY_GRADUATED, /* the end of a study */
    CV_KEY_DATES,
    CV_KEY_PLACE,
    CV_KEY_COUNTRY,
    CV_KEY_CURRENT, /* "true": it lasts still */
    CV_KEY_YEAR,    /* parts of a date that is written as an object */
    CV_KEY_MONTH,
    CV_KEY_DAY
};

enum { CV_KEY_OCTETS = 40, CV_KEY_SLOTS = 1024, CV_KEY_WAYS = 2 };

/* Names that were asked for before: one of CV_KEY_WAYS slots each. Starts as { 0 }. */
struct cv_keys {
    struct cv_key_slot {
        char name[CV_KEY_OCTETS];
        uint8_t len, key; /* len 0: free */
    } slots[CV_KEY_SLOTS];
    uint32_t turn; /* which slot gives way next */
};

/* Case, blanks, '_', '-' and '.' aside. */
enum cv_key cv_key_of(struct cv_keys *k, struct bytes name);

/* The same for a column's name, which may have a number behind it ("employer_2") and what it belongs to before it
 * ("education_start"): *ret_number is 0 without one, *ret_section is CV_KEY_EDUCATION or CV_KEY_PROSE. */
enum cv_key cv_key_of_column(struct cv_keys *k, struct bytes name, uint32_t *ret_number, enum cv_key *ret_section);

#endif
