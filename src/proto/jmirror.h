/* Juniper packet mirroring (JUNOSe): eight bytes in UDP, default port 30030, before an IP packet or a PPP frame. */
#ifndef CUSTOS_PROTO_JMIRROR_H
#define CUSTOS_PROTO_JMIRROR_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { JMIRROR_PORT = 30030, JMIRROR_HEADER = 8 };

struct jmirror {
    uint32_t mirror_id;  /* 30 bits: the intercept, as the RADIUS attribute Med-Dev-Handle names it */
    uint32_t session_id; /* the subscriber's accounting session */
};

bool jmirror_parse(struct bytes b, struct jmirror *ret) MUST_USE;

#endif
