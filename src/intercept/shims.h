/* Mirror headers in UDP as PDUs: each datagram in which the walk over a frame's layers found one. */
#ifndef CUSTOS_INTERCEPT_SHIMS_H
#define CUSTOS_INTERCEPT_SHIMS_H

#include <stdbool.h>

#include "base/macros.h"
#include "intercept/pdu.h"
#include "proto/stack.h"

/* What `custos decode` is to show of a frame: `protocol`, `bytes` (the header with the packet behind it), `header_len` and `flow`
 * of *ret, of the outermost header. False when it has none. */
bool shim_pdu(const struct stack *s, struct li_pdu *ret) MUST_USE;

/* Tell the fields of such a PDU; of the packet only its length. */
void shim_fields(const struct li_pdu *p, struct fields *f);

#endif
