/* Target identifiers of X1 against warrants. */
#ifndef CUSTOS_AUDIT_X1_TARGET_H
#define CUSTOS_AUDIT_X1_TARGET_H

#include "intercept/x1.h"
#include "register/identity.h"

enum x1_cover { X1_COVERED, X1_NOT_COVERED, X1_NOT_COMPARABLE };

/* Has the warrant this target? See identity_covered. */
enum x1_cover x1_target_covered(const struct warrant *w, const struct seal_key *k, const struct x1_target *t);

/* The same of names that all stand for one subscriber, as records of him have: covered when one of them is the warrant's; not
 * covered when none is although the warrant has clear names of the same kind (an address: of the same family), of which
 * `ret_other` is then one that the subscriber has instead. SIP URIs, mail addresses and NAIs, of which one may have several,
 * count only among the first `matched` names: those by which the sender knew its target. A sealed target may be of any kind:
 * nothing is held against it. */
enum x1_cover x1_names_covered(const struct warrant *w, const struct seal_key *k, const struct x1_target *names, unsigned count,
                               unsigned matched, char ret_other[static TARGET_TEXT]);

#endif
