/* Where an LI PDU starts in bytes of unknown kind. */
#ifndef CUSTOS_INTERCEPT_SNIFF_H
#define CUSTOS_INTERCEPT_SNIFF_H

#include "base/bytes.h"
#include "base/macros.h"
#include "intercept/event.h"

enum {
    SNIFF_HI_MIN = 32, /* by then a PSHeader has shown its OID, however its lengths are coded */
    /* Found in the midst of something, a PDU is believed only up to this size: a false start inside intercepted content must not
     * swallow what follows it. */
    SNIFF_PDU_MAX = 256 * 1024
};

struct sniffed {
    size_t at; /* offset of the PDU; b.len when there is none */
    enum intercept_protocol protocol;
};

/* The first believable PDU at or behind `from`: its header is consistent, and what stands behind it, as far as it is there, goes
 * on with another one. */
struct sniffed sniff_find(struct bytes b, size_t from) MUST_USE;

#endif
