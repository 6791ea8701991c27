/* One whole PDU to an event: the part of it that the PDU itself tells (not stream, frames, times of capture). */
#ifndef CUSTOS_INTERCEPT_DECODE_H
#define CUSTOS_INTERCEPT_DECODE_H

#include "base/bytes.h"
#include "base/macros.h"
#include "intercept/containers.h"
#include "intercept/event.h"
#include "intercept/product.h"

/* What an event does not hold, or only borrows. */
struct decoded_pdu {
    struct opened_container opened; /* when the event says so */
    bool malformed;                 /* header sound, payload not */
    uint8_t extra_xid_count;
    struct x2x3_xid extra_xids[X2X3_EXTRA_XIDS_MAX];
    struct product product; /* filled only when the event points to it */
};

/* `c`: opens encryption containers; NULL: they stay closed. What an opened one holds is borrowed from it until the next call.
 * False when the header is not sound; `e` and `ret` are untouched then. */
bool decode_hi(struct bytes pdu, struct containers *c, struct intercept_event *e, struct decoded_pdu *ret) MUST_USE;
bool decode_bare(struct bytes pdu, struct intercept_event *e, struct decoded_pdu *ret) MUST_USE; /* hi_bare.h */
bool decode_x2x3(struct bytes pdu, struct intercept_event *e, struct decoded_pdu *ret) MUST_USE;

#endif
