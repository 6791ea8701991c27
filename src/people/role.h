/* What somebody does at work, roughly: a stratum, told from the words of a title. */
#ifndef CUSTOS_PEOPLE_ROLE_H
#define CUSTOS_PEOPLE_ROLE_H

#include "base/bytes.h"
#include "people/tie.h"

/* Of a folded title, English or Chinese: commercial words count first ("sales manager"), then those of management ("head of
 * engineering"), then technical ones; ROLE_OTHER when it says something else, ROLE_UNKNOWN when there is none. */
enum role role_of(struct bytes folded);

#endif
