/* Nokia SR OS lawful interception in UDP ("ip-udp-shim"): eight bytes before an IP packet or Ethernet frame. As OpenLI's
 * alushim_parser.c reads it. Mirror header version 1 carries the direction; version 0 looks like JMirror and is taken for it. */
#ifndef CUSTOS_PROTO_NOKIA_H
#define CUSTOS_PROTO_NOKIA_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { NOKIA_HEADER = 8 };

struct nokia {
    bool from_subscriber;  /* direction bit 0: ingress */
    uint32_t intercept_id; /* 29 bits */
    uint32_t session_id;
};

/* Refuses mirror header versions other than 1. */
bool nokia_parse(struct bytes b, struct nokia *ret) MUST_USE;

#endif
