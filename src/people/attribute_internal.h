/* What the parts of attribute.c share. */
#ifndef CUSTOS_PEOPLE_ATTRIBUTE_INTERNAL_H
#define CUSTOS_PEOPLE_ATTRIBUTE_INTERNAL_H

#include "people/attribute.h"

/* How far an attribute reaches that a form gives away. */
enum attribute_reach {
    REACH_LABEL,  /* only before a colon: to the end of the value */
    REACH_ALONE,  /* only by itself between commas, brackets or line ends */
    REACH_CLAUSE, /* wherever it stands: all from comma to comma, where that is short, else the form */
    REACH_VALUE,  /* wherever it stands: to the next comma */
    REACH_NAME,   /* a form of address: with the name behind it */
    REACH_BEFORE, /* a form of address: with the name before it */
    REACH_TOKEN,  /* of a page: to the next white space */
    REACH_ORIGIN  /* a place by which a short clause begins that ends in 人 */
};

struct attribute_form {
    const char *text; /* folded (text/fold.h) */
    enum attribute_reach reach;
};

extern const struct attribute_form attribute_forms[];
extern const size_t attribute_form_count;

#endif
