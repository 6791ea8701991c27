/* The messages of a conversation, as far as their borders can be told without its keys: a datagram is one; of a TCP stream the
 * TLS records, whose headers stay in clear (RFC 8446 cl. 5.1), and where there are none what was written at once: segments up to
 * the first that is not full. One connection at a time; what another one says in between is taken as it is. */
#ifndef CUSTOS_BALANCE_MESSAGES_H
#define CUSTOS_BALANCE_MESSAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "balance/sizes.h"
#include "proto/stack.h"

struct messages {
    uint32_t ports;    /* of the connection that is followed */
    uint32_t next_seq; /* expected */
    uint32_t held;     /* bytes of full segments, or of the present record */
    uint32_t record_left;
    int64_t held_ns;
    uint16_t full; /* the largest segment so far */
    uint8_t header_len;
    bool records; /* it speaks TLS */
    uint8_t header[5];
};

/* Add what the innermost payload of `s` shows to series `series` of `z`. */
void messages_of(struct messages *m, const struct stack *s, int64_t time_ns, struct sizes *z, uint32_t series);

#endif
