/* Whether a name found is all of the organisation's name there, or part of another's: 公安部门, 公安大学出版社, 王海军, Salvation
 * Army, Navy Pier. */
#ifndef CUSTOS_PEOPLE_BOUNDARY_H
#define CUSTOS_PEOPLE_BOUNDARY_H

#include "people/organisations.h"
#include "people/words.h"

/* `text`[start, end) is the name, w the words around it. False: it is part of another name, or of a thing named after it. */
bool boundary_holds(const struct organisation *o, const struct organisation_name *name, struct bytes text, uint32_t start,
                    uint32_t end, const struct words *w);

#endif
