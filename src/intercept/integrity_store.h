/* The last PDUs of HI2/HI3 deliveries by series and sequence number, in one ring of bytes: what a later integrity check covers.
 * Memory is fixed; the oldest go first. A series is whatever the caller numbers so. */
#ifndef CUSTOS_INTERCEPT_INTEGRITY_STORE_H
#define CUSTOS_INTERCEPT_INTEGRITY_STORE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/frame.h"
#include "base/macros.h"

struct integrity_store; /* opaque */

struct stored_pdu {
    struct bytes pdu;     /* borrowed until the next put */
    struct frame_ref ref; /* frame with its last byte */
    uint8_t tag;          /* as put */
    bool ambiguous;       /* the number was borne by several different PDUs; this is the last */
};

/* `memory_bytes` at least 64 KiB. NULL without memory. */
struct integrity_store *integrity_store_new(size_t memory_bytes) MUST_USE;
void integrity_store_free(struct integrity_store *s); /* accepts NULL */

/* Keep a PDU. The same PDU again (delivered twice) changes nothing. False: it is larger than a quarter of the ring. */
bool integrity_store_put(struct integrity_store *s, uint64_t series, uint32_t number, const struct stored_pdu *p);

/* False: not seen, or no longer kept. */
bool integrity_store_find(const struct integrity_store *s, uint64_t series, uint32_t number, struct stored_pdu *ret) MUST_USE;

#endif
