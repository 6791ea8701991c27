/* What a signer remembers, in a directory of its own:
 *
 *   vkey   the key's name and public half (C2SP signed-note), written once
 *   last   the note signed last, whole; at the beginning the empty tree's
 *
 * `last` is replaced as a whole (write, fsync, rename, fsync of the directory), so that after a crash it is the old one or the
 * new one. A directory without it is not a new signer but one that lost its memory, and is refused. The directory is locked while
 * it is open: one signer to a state. */
#ifndef CUSTOS_SIGNER_STATE_H
#define CUSTOS_SIGNER_STATE_H

#include "base/bytes.h"
#include "base/err.h"
#include "signer/key.h"

struct signer_state {
    int dir; /* open and locked; -1: none */
    char path[4096];
};

/* Make the directory (0700; it may be there, but without a state) and put the first note into it. Leaves it closed. */
enum err signer_state_create(const char *path, const char *vkey, struct bytes note, struct fault *f) MUST_USE;
/* Is there a state already? */
bool signer_state_exists(const char *path);
/* Is a signer at work with it? */
bool signer_state_busy(const char *path);

/* Open, lock and read. Waits up to two seconds for a signer that is just ending. `vkey` is one line without its end. */
enum err signer_state_open(const char *path, struct signer_state *ret, char vkey[static SIGNER_VKEY_MAX],
                           char note[static SIGNER_NOTE_MAX], size_t *ret_len, struct fault *f) MUST_USE;
void signer_state_close(struct signer_state *s);

/* Durable when it returns ERR_OK. After any error nothing is known of the disk: store no more (a second fsync may report success
 * over lost data). */
enum err signer_state_store(const struct signer_state *s, struct bytes note, struct fault *f) MUST_USE;

#endif
