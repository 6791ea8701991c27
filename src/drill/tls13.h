/* A TLS 1.3 session (RFC 8446) as it would be seen on the wire, written into a capture file for custos to open. Keys are not
 * agreed on: they come from the seed, so that the key log can be written beside the capture. Nothing here talks to anybody. */
#ifndef CUSTOS_DRILL_TLS13_H
#define CUSTOS_DRILL_TLS13_H

#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"

enum { TLS13_SECRET = 32, TLS13_PIECE = 1200, TLS13_OVERHEAD = 5 + 1 + 16, TLS13_RECORD = TLS13_PIECE + TLS13_OVERHEAD };
enum tls13_end { TLS13_CLIENT, TLS13_SERVER };
enum tls13_phase { TLS13_HANDSHAKE, TLS13_TRAFFIC };

struct tls13 {
    uint8_t random[2][TLS13_SECRET], share[2][TLS13_SECRET];
    uint8_t secret[2][2][TLS13_SECRET]; /* by end and phase */
    uint64_t sequence[2][2];
    const char *server_name;
};

/* The session of that seed; `server_name` is borrowed. */
void tls13_init(struct tls13 *t, uint64_t seed, const char *server_name);
/* An end's hello, as a record in `room`. */
struct bytes tls13_hello(const struct tls13 *t, enum tls13_end end, uint8_t room[static TLS13_RECORD]);
/* At most TLS13_PIECE bytes, sealed with AES-128-GCM, as a record in `room`. `type`: 22 handshake, 23 application. */
struct bytes tls13_seal(struct tls13 *t, enum tls13_end end, enum tls13_phase phase, uint8_t type, struct bytes data,
                        uint8_t room[static TLS13_RECORD]);
/* The lines of a key log. */
void tls13_write_secrets(const struct tls13 *t, FILE *out);

#endif
