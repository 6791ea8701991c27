/* What the pages of a study need beside the common style sheet. */
#ifndef CUSTOS_REPORT_STYLE_PEOPLE_H
#define CUSTOS_REPORT_STYLE_PEOPLE_H

const char *style_people(void); /* static */

#endif
