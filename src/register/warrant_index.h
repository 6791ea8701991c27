/* Finding warrants by what the wire shows of them: LIID and XID. */
#ifndef CUSTOS_REGISTER_WARRANT_INDEX_H
#define CUSTOS_REGISTER_WARRANT_INDEX_H

#include "base/arena.h"
#include "register/warrant.h"

/* Two warrants that are valid at the same time and claim the same LIID (of one country) or the same XID. Indices into the list.
 */
struct warrant_clash {
    bool by_xid;
    uint32_t earlier, later, xid; /* in the file; which XID of the later */
};

/* Index w's list. False when two warrants cannot be told apart: *ret_clash. The index lives in `a`. */
bool warrants_index(struct warrants *w, struct arena *a, struct warrant_clash *ret_clash) MUST_USE;

#endif
