/* One identity as a wire names it (format and value), in all the words by which a warrant may name the same thing, and the
 * question whether a warrant has it. Clear and sealed targets are compared alike.
 *
 * Formats are the element names of TS 103 221-1 and the format names of TS 103 120 (both of TS 103 280), compared without case.
 * The same thing has several names: an IMSI is a SUPI too (TS 23.003 cl. 2.2A); a number is an msisdn and a tel; a SIP URI with
 * user=phone is a number (RFC 3261 cl. 19.1.6); a NAI or URI at mncNNN.mccNNN.3gppnetwork.org that holds an IMSI of that network
 * is that IMSI (TS 23.003 cl. 13, 19.3, 28.7). */
#ifndef CUSTOS_REGISTER_IDENTITY_H
#define CUSTOS_REGISTER_IDENTITY_H

#include "register/seal.h"
#include "register/target.h"

enum { IDENTITY_NAMES = 8, IDENTITY_VALUE = 512 };

struct identity {
    char text[IDENTITY_NAMES][TARGET_TEXT]; /* canonical, the most usual first; secret */
    struct target target[IDENTITY_NAMES];
    unsigned count; /* 0: nothing that a warrant could name (a port, an identifier of a session), or not well formed */
};

void identity_of(const char *format, const char *value, struct identity *ret);
void identity_done(struct identity *id); /* wipes it */

enum identity_cover { IDENTITY_COVERED, IDENTITY_NOT_COVERED, IDENTITY_NOT_COMPARABLE };

/* Has the warrant this identity? An address or prefix is covered by a prefix around it, sealed or not. Not comparable: no name,
 * or the warrant's targets are sealed by a key that is not here (`k` NULL). */
enum identity_cover identity_covered(const struct warrant *w, const struct seal_key *k, const struct identity *id);

#endif
