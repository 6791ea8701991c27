/* The form of a study that may be published: no single person, no count of fewer than STUDY_SMALL_CELL persons, and none that
 * could be worked out from what is left. */
#ifndef CUSTOS_PEOPLE_STUDY_PUBLISH_H
#define CUSTOS_PEOPLE_STUDY_PUBLISH_H

#include "base/arena.h"
#include "people/study.h"

/* Put `s`, which study_make() built, into that form. New text and lists lie in `a`. */
void study_publish(struct study *s, struct arena *a);

#endif
