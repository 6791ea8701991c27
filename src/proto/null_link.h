/* Link types with little or no header (tcpdump.org/linktypes): BSD loopback in either byte order, and raw IP. */
#ifndef CUSTOS_PROTO_NULL_LINK_H
#define CUSTOS_PROTO_NULL_LINK_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

/* LINKTYPE_* values that the decoder knows. */
enum link_type {
    LINK_NULL = 0,
    LINK_ETHERNET = 1,
    LINK_PPP = 9,
    LINK_RAW_BSD = 12,
    LINK_RAW_OPENBSD = 14,
    LINK_PPP_HDLC = 50,
    LINK_RAW = 101,
    LINK_LOOP = 108,
    LINK_SLL = 113,
    LINK_IPV4 = 228,
    LINK_IPV6 = 229,
    LINK_SLL2 = 276
};

enum { NULL_LINK_HEADER = 4 };

/* The address family of the capturing host (its byte order is not known) told apart: ret_version 4, 6, or 0 for another family.
 */
bool null_link_parse(struct bytes b, unsigned *ret_version) MUST_USE;

#endif
