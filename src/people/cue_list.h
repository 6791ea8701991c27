/* The words of cue.h. */
#ifndef CUSTOS_PEOPLE_CUE_LIST_H
#define CUSTOS_PEOPLE_CUE_LIST_H

#include "people/cue.h"

extern const struct cue cue_list[];
extern const unsigned cue_count;

#endif
