/* All that a ClientHello offers, as far as it tells one kind of client from another (RFC 8446 cl. 4.1.2, 4.2; RFC 7301). */
#ifndef CUSTOS_PROTO_TLS_OFFER_H
#define CUSTOS_PROTO_TLS_OFFER_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { TLS_OFFER_MAX = 256 };

struct tls_list {
    uint16_t value[TLS_OFFER_MAX];
    unsigned count; /* as many as fit */
};

/* Without GREASE (RFC 8701); in the order of the message. */
struct tls_offer {
    struct tls_list ciphers, extensions, signatures;
    uint16_t version; /* the highest */
    bool server_name;
    struct bytes protocol; /* the first of ALPN; empty without; a view */
};

/* `body`: of the handshake message. False when it is cut short or broken. */
bool tls_offer(struct bytes body, struct tls_offer *ret) MUST_USE;

#endif
