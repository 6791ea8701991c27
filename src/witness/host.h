/* A witness on HTTP/1.1 (C2SP tlog-witness): POST /add-checkpoint, GET /HEX64/checkpoint. Plain HTTP, one request after the
 * other; a server in front of it adds TLS where the network between is not trusted. What is signed needs none. */
#ifndef CUSTOS_WITNESS_HOST_H
#define CUSTOS_WITNESS_HOST_H

#include "witness/witness.h"

/* Serve until SIGTERM or SIGINT. Port 0: any that is free. `ready` is called with the port when requests are taken. */
enum err host_run(struct witness *w, const char *address, uint16_t port, void (*ready)(void *ctx, uint16_t port), void *ctx,
                  struct fault *f) MUST_USE;

#endif
