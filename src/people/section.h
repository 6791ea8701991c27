/* Headings of a CV's parts, in English and Chinese: Experience, Education, 工作经历, 教育背景, Military service. */
#ifndef CUSTOS_PEOPLE_SECTION_H
#define CUSTOS_PEOPLE_SECTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "people/cue.h"

/* In the order of the values of CUE_HEADING. */
enum section {
    SECTION_NONE,
    SECTION_EMPLOYMENT,
    SECTION_EDUCATION,
    SECTION_PROJECT,
    SECTION_SERVICE,
    SECTION_OTHER /* skills, publications, references: what is dated there is no history */
};

/* Is the line [start, end) a heading, alone or before a colon? Returns where what follows it begins (`end`: nothing), 0 for none.
 */
uint32_t section_heading(const struct cues *c, struct bytes text, uint32_t start, uint32_t end, enum section *ret);

#endif
