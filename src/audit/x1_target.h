/* Target identifiers of X1 against warrants. */
#ifndef CUSTOS_AUDIT_X1_TARGET_H
#define CUSTOS_AUDIT_X1_TARGET_H

#include "intercept/x1.h"
#include "register/identity.h"

enum x1_cover { X1_COVERED, X1_NOT_COVERED, X1_NOT_COMPARABLE };

/* Has the warrant this target? See identity_covered. */
enum x1_cover x1_target_covered(const struct warrant *w, const struct seal_key *k, const struct x1_target *t);

#endif
