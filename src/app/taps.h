/* Which tap a capture's interface is. */
#ifndef CUSTOS_APP_TAPS_H
#define CUSTOS_APP_TAPS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "capture/capture.h"
#include "register/network.h"

/* An input as the command line names it: [TAP=]FILE. */
struct tap_input {
    const char *tap;  /* NULL: not given */
    const char *path; /* "-": standard input */
};

/* A file of that very name is meant as a file, even with a '=' in it. Text lives in `a`. */
struct tap_input tap_input_of(struct arena *a, const char *argument);

/* The name by which an interface is looked up: what the command line gave, else the interface's own, else the file's base name
 * without its endings. */
const char *tap_name_of(struct arena *a, const struct tap_input *input, const struct capture_interface *interface);

/* Index of the interface's tap, in this order: given name, interface name, base name, the only tap. -1: none. */
int tap_of(struct arena *a, const struct network *n, const struct tap_input *input, const struct capture_interface *interface);

#endif
