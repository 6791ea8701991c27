/* What is left of a name when spellings that mean the same are made alike, so that it can be hashed: folded (text/fold.h),
 * without punctuation. Of organisations the legal form goes too ("Co., Ltd.", "GmbH", 有限公司); of persons the form of address
 * and initials, and their words are put in order, so that "SMITH, John A." is "John Smith". */
#ifndef CUSTOS_PEOPLE_NAME_KEY_H
#define CUSTOS_PEOPLE_NAME_KEY_H

#include <stddef.h>

#include "base/bytes.h"

enum { NAME_KEY = 512 }; /* octets; of longer names the beginning counts */

/* The length; 0: nothing is left. */
size_t name_key_person(struct bytes name, char ret[static NAME_KEY]);
size_t name_key_organisation(struct bytes name, char ret[static NAME_KEY]);
/* Letters and digits alone, folded: of the names of fields ("Date_of-birth", "dateOfBirth"). */
size_t name_key_letters(struct bytes name, char ret[static NAME_KEY]);

#endif
