/* One whole PDU to an event: the part of it that the PDU itself tells (not stream, frames, times of capture). */
#ifndef CUSTOS_INTERCEPT_DECODE_H
#define CUSTOS_INTERCEPT_DECODE_H

#include "base/bytes.h"
#include "base/macros.h"
#include "intercept/event.h"
#include "proto/x2x3.h"

/* What an event does not hold. */
struct decoded_pdu {
    bool malformed; /* header sound, payload not */
    uint8_t extra_xid_count;
    uint8_t extra_xids[X2X3_EXTRA_XIDS_MAX][16];
};

/* False when the header is not sound; `e` and `ret` are untouched then. */
bool decode_hi(struct bytes pdu, struct intercept_event *e, struct decoded_pdu *ret) MUST_USE;
bool decode_x2x3(struct bytes pdu, struct intercept_event *e, struct decoded_pdu *ret) MUST_USE;

#endif
