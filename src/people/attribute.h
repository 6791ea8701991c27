/* What says something of a person that a study does not ask: name and form of address, sex, birth date, age, ethnicity,
 * nationality, birthplace, religion, party, union, marital status, health, and how the person is reached (mail, telephone,
 * address, pages, numbers of identity papers). Found in free text, English and Chinese, so that no quote contains it; and as
 * names of fields of structured records, which are dropped on reading. */
#ifndef CUSTOS_PEOPLE_ATTRIBUTE_H
#define CUSTOS_PEOPLE_ATTRIBUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct attribute_span {
    size_t start, end; /* octets of the text */
};

/* The first attribute that ends behind `from` and begins before `until`; false when there is none. `name`: what the record says
 * its person is called (empty: it does not), which is one wherever it stands, whole or one of its words. */
bool attribute_next(struct bytes text, struct bytes name, size_t from, size_t until, struct attribute_span *ret);

/* Whether text[start, end) has anything of one. */
bool attribute_in(struct bytes text, struct bytes name, size_t start, size_t end);

/* What the field of a structured record is, by its name ("email", "birthDate", "民族"), case and separators aside. */
enum attribute_field { ATTRIBUTE_NONE, ATTRIBUTE_NAME, ATTRIBUTE_DROPPED };
enum attribute_field attribute_field(struct bytes key);

#endif
