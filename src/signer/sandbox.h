/* Shuts the signer in, once its key and state are open: what a fault in it could do is to answer wrongly, not to read or write
 * elsewhere, to reach the network, or to start a program. Landlock (since Linux 5.13) leaves it one directory; seccomp leaves it
 * the system calls it needs, and ends the process on any other. */
#ifndef CUSTOS_SIGNER_SANDBOX_H
#define CUSTOS_SIGNER_SANDBOX_H

#include <stdbool.h>

#include "base/err.h"

struct sandbox {
    int directory;   /* the one in which files may be made, written, renamed and removed */
    bool in_module;  /* a PKCS#11 module runs in this process: what it needs is unknown. Then only what no module needs is taken
                        away */
    bool landlocked; /* out: the kernel has Landlock, and it was used */
};

/* For good. ERR_UNSUPPORTED: the system refuses seccomp. */
enum err sandbox_enter(struct sandbox *s, struct fault *f) MUST_USE;

#endif
