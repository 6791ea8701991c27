/* The published rules by which the words around a name tell what somebody had to do with the organisation: doc/people.md lists
 * them. The first rule that holds decides; rules that refuse come first. They know no country and no vendor. */
#ifndef CUSTOS_PEOPLE_RULES_H
#define CUSTOS_PEOPLE_RULES_H

#include "people/tie.h"
#include "people/words.h"

/* What the name stands for. */
enum rule_about { ABOUT_BODY = 1, ABOUT_SCHOOL = 2, ABOUT_EMPLOYER = 4 };

struct rule {
    const char *name;
    uint8_t about;          /* enum rule_about, any of these; of employers only what stands before the name refuses */
    enum relation relation; /* RELATION_NAMED: no tie */
    float confidence;
    const struct hints *any, *also, *unless; /* one of these, and one of these, and none of these; NULL: not asked */
};

/* Of prose: the words of the sentence around the name. Why there is no tie, or NULL. */
const struct rule *rule_that_refuses(const struct words *w, enum rule_about about);

/* The words of the dated clause around it, or of the sentence without one. NULL: none of them says anything. */
const struct rule *rule_of_words(const struct words *w, enum rule_about about);

/* Of an entry's title and text, folded, when the entry's organisation is the name. NULL: it says nothing beyond that. */
const struct rule *rule_of_title(struct bytes title);

/* The same name stands in an entry's or episode's field for the organisation, or the episode's kind tells. */
enum place_rule {
    RULE_EMPLOYER, /* the organisation of an entry of employment */
    RULE_SCHOOL,
    RULE_CLIENT,   /* of an entry of projects */
    RULE_SERVICE,  /* of an entry of service */
    RULE_EPISODE,  /* prose: the organisation of a dated clause of employment */
    RULE_ATTENDED, /* prose: of a dated clause of education */
    RULE_CLAUSE,   /* prose: in a dated clause with a title, or of employment without a telling organisation */
    RULE_PLACES
};
extern const struct rule place_rules[RULE_PLACES];

/* All rules of words and of titles, for the manual and its test. */
size_t rules_all(const struct rule *ret[], size_t max);

#endif
