/* Ambiguous names: an abbreviation or a word that stands for more than one thing makes no tie alone. doc/people.md lists what
 * counts as a second cue, and the false friends that outweigh it. */
#ifndef CUSTOS_PEOPLE_SECOND_CUE_H
#define CUSTOS_PEOPLE_SECOND_CUE_H

#include "people/organisations.h"
#include "people/words.h"

/* Whether what is around an ambiguous name says that it is meant: `near` is the folded text of the sentence, and of the entry of
 * a history, that the name stands in, the name left out. Words of a trade count for bodies of that trade only; the organisation's
 * country for names that are spelled out. Returns the published name of the cue, or NULL. */
const char *second_cue(const struct organisation *o, const struct organisation_name *name, struct bytes near);

/* Whether something else is meant by the name, as its words or an expansion in the folded `text` tell: "Certified Internal
 * Auditor (CIA)", "GRU" beside "LSTM". */
bool false_friend(const struct organisation_name *name, struct bytes text);

/* The false friends and vocabularies, for the manual and its test. */
struct friend
{
    const char *abbreviation;
    const char *words[12]; /* folded */
};
extern const struct friend false_friends[];
extern const size_t false_friend_count;

#endif
