/* What a signer does, without the process around it: it holds a key and a state, and signs a checkpoint only when what it signed
 * last is a prefix of it (C2SP tlog-checkpoint: a log must not sign a checkpoint that is inconsistent with one it signed before).
 * The state is durable before a signature leaves. */
#ifndef CUSTOS_SIGNER_CORE_H
#define CUSTOS_SIGNER_CORE_H

#include "signer/key.h"
#include "signer/message.h"
#include "signer/state.h"

struct signer_core {
    struct signer_key key;
    struct signer_state state;
    uint64_t size; /* what was signed last */
    uint8_t root[32];
    bool failed; /* the disk or the key did: nothing more is signed */
};

/* Key as in signer/key.h, state a directory. The state's last note must be by this key. */
enum err signer_core_open(const char *key, const char *state, struct signer_core *ret, struct fault *f) MUST_USE;
void signer_core_close(struct signer_core *c);

/* `note` and `f` are filled as the verdict says. The same checkpoint again is signed again, with the same bytes. */
enum signer_verdict signer_core_sign(struct signer_core *c, const struct signer_request *r, char note[static SIGNER_NOTE_MAX],
                                     size_t *ret_len, struct fault *f) MUST_USE;

/* One request as it came (a frame without its length field) -> one frame to send. */
void signer_core_answer(struct signer_core *c, struct bytes request, uint8_t answer[static SIGNER_ANSWER_MAX], size_t *ret_len);

/* Make a signer: its state, with the empty tree signed, and its key where `key` is a file; other keys must be there. A key's file
 * that exists is refused: it has signed before, somewhere. `vkey`: what checks its signatures. */
enum err signer_create(const char *key, const char *state, const char *origin, char vkey[static SIGNER_VKEY_MAX],
                       struct fault *f) MUST_USE;

#endif
