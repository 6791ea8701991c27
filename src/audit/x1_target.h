/* Target identifiers of X1 in the canonical words of the register, and the question whether a warrant has them. */
#ifndef CUSTOS_AUDIT_X1_TARGET_H
#define CUSTOS_AUDIT_X1_TARGET_H

#include "intercept/x1.h"
#include "register/seal.h"
#include "register/target.h"

/* The same identity has several names: an IMSI is a SUPI too, a number a tel. */
enum { X1_TARGET_NAMES = 3 };

struct x1_identity {
    char text[X1_TARGET_NAMES][TARGET_TEXT];
    struct target target[X1_TARGET_NAMES];
    unsigned count; /* 0: nothing that a warrant could name (a port, an identifier of a session) */
};

void x1_identity_of(const struct x1_target *t, struct x1_identity *ret);

enum x1_cover { X1_COVERED, X1_NOT_COVERED, X1_NOT_COMPARABLE };

/* Has the warrant this target? An address is covered by a prefix around it. Not comparable: no name, or the warrant's targets are
 * sealed by a key that is not here (`k` NULL). */
enum x1_cover x1_target_covered(const struct warrant *w, const struct seal_key *k, const struct x1_target *t);

#endif
