/* By what two CVs are seen to be one person's, without keeping who that is: keyed hashes (HMAC-SHA-256, cut to 64 bits) under the
 * study's key of the name and of what the CV says was when and where. Without the key nothing can be tried against them. */
#ifndef CUSTOS_PEOPLE_TRAITS_H
#define CUSTOS_PEOPLE_TRAITS_H

#include <stdbool.h>
#include <stdint.h>

#include "people/cv.h"
#include "people/history.h"

enum { PSEUDONYM_KEY = 32, PSEUDONYM_TEXT = 32, TRAITS_FACTS = 32 };

struct pseudonym_key {
    uint8_t octets[PSEUDONYM_KEY];
};

enum fact_kind { FACT_EMPLOYMENT, FACT_EDUCATION, FACT_SOURCE_ID, FACT_KINDS };

struct trait_fact {
    uint64_t what;                   /* keyed: the organisation's or school's folded name */
    int32_t from_month, until_month; /* months since year 0 at the least and most; INT32_MIN, INT32_MAX: not told, or open */
    uint8_t kind;
    uint8_t precision; /* enum date_precision of the beginning, and four times that of the end */
};

struct traits {
    uint64_t name; /* keyed: the folded name, 0 without one */
    struct trait_fact facts[TRAITS_FACTS];
    uint8_t fact_count;
};

void traits_of(const struct pseudonym_key *key, const struct cv *cv, const struct history *h, struct traits *ret);

/* The SHA-256 of the octets that a record consists of, in hexadecimal, and its pseudonym: "r-" and 26 characters, keyed: the same
 * wherever the input is split. */
void record_identify(const struct pseudonym_key *key, struct bytes record, char ret_digest[static 65],
                     char ret_pseudonym[static PSEUDONYM_TEXT]);

/* Whether a text is a pseudonym of a record ("r-...") or person ("p-..."). */
bool pseudonym_valid(const char *text);

#endif
