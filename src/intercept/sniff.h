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

/* Does a record without a PS-PDU (proto/hi_bare.h) stand at the head of `b`, whole and sound with another behind it, as far as
 * they are there? */
bool sniff_bare(struct bytes b) MUST_USE;

/* The first such place from `from` on; b.len: none. */
size_t sniff_find_bare(struct bytes b, size_t from) MUST_USE;

/* The first believable PDU at or behind `from`: its header is consistent, and what stands behind it, as far as it is there, goes
 * on with another one. */
struct sniffed sniff_find(struct bytes b, size_t from) MUST_USE;

#endif
