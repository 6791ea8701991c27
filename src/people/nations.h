/* Countries as texts name them, in English and Chinese: "UK", "British", 英国. For what a CV says of somebody's place of work,
 * and for whose navy a navy is. Never for what somebody is. */
#ifndef CUSTOS_PEOPLE_NATIONS_H
#define CUSTOS_PEOPLE_NATIONS_H

#include "base/bytes.h"

/* The country of a folded text that is a place ("berlin, germany", "US", "中国北京"): the last it names, or of a code alone.
 * NULL: none that is known. */
const char *nation_of_place(struct bytes folded);

/* The country whose name or adjective stands right at the end, or beginning, of folded text ("the indian", "of india", "(india)",
 * 印度); NULL: none. */
const char *nation_at_end(struct bytes folded);
const char *nation_at_start(struct bytes folded);

/* Whether folded text names the country. */
int nation_in(struct bytes folded, const char *country);

#endif
