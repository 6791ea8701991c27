/* The cues of the rules: const lists, for rules.c. */
#ifndef CUSTOS_PEOPLE_RULES_INTERNAL_H
#define CUSTOS_PEOPLE_RULES_INTERNAL_H

#include "base/macros.h"
#include "people/words.h"

/* rules_refuse.c */
extern const struct hints hints_negation, hints_family, hints_customer, hints_no_customer, hints_award, hints_regulation,
    hints_reading, hints_place, hints_others, hints_other_delegate;

/* rules_between.c */
extern const struct hints hints_seconded, hints_representative, hints_no_representative, hints_liaison, hints_reserve,
    hints_no_reserve, hints_service, hints_officer, hints_panel, hints_project, hints_undertaking, hints_undertaken,
    hints_project_staff;

/* rules_of.c */
extern const struct hints hints_worked, hints_posts, hints_employed, hints_studied, hints_degree, hints_teaching, hints_no_study;

#endif
