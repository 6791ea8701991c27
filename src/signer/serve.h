/* The signer's loop: several connections, one request of each at a time. Frames are bounded; who sends half a frame and no more
 * is dropped, and so is who sat idle longest when there is no room for another. */
#ifndef CUSTOS_SIGNER_SERVE_H
#define CUSTOS_SIGNER_SERVE_H

#include "signer/core.h"

enum { SERVE_CLIENTS = 16, SERVE_PATIENCE_MS = 10000 };

/* Listen on a UNIX socket (0660). One that nobody listens on any more is replaced, any other file is refused. */
enum err serve_listen(const char *path, int *ret_fd, struct fault *f) MUST_USE;

/* SIGTERM and SIGINT end serve_run; blocked from here on, outside of its waiting. */
void serve_signals(void);

/* Serve until a signal comes, or, where `listener` is -1, until `channel` is closed by its other end; `channel` is -1 with a
 * listener. Returns too when key or state failed: ERR_IO. */
enum err serve_run(struct signer_core *c, int listener, int channel, struct fault *f) MUST_USE;

#endif
