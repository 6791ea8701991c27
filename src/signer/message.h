/* What is said over the signer's socket. Both ways frames: u32 length of what follows, u8 kind, payload; big endian. One answer
 * to each request, in their order.
 *
 *   request 1, last:  no payload                      answer 0: u64 size, root[32] of what was signed last
 *   request 2, sign:  u64 size, root[32], u64 size where the proof starts, u8 count, count * hash[32]
 *                                                     answer 0: the signed note
 *   any other answer is a refusal: its kind says why, its payload is a sentence. */
#ifndef CUSTOS_SIGNER_MESSAGE_H
#define CUSTOS_SIGNER_MESSAGE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"
#include "signer/signer.h"
#include "wire/writer.h"

#define SIGNER_VERDICTS(X)                                                                                                       \
    X(SIGNER_DONE, "done")                                                                                                       \
    X(SIGNER_MALFORMED, "the request is malformed")                                                                              \
    X(SIGNER_SHRUNK, "a larger tree was signed before")                                                                          \
    X(SIGNER_FORKED, "another root was signed for this size")                                                                    \
    X(SIGNER_NOT_LAST, "the proof does not start at what was signed last")                                                       \
    X(SIGNER_UNPROVEN, "the proof does not show that the tree grew out of what was signed last")                                 \
    X(SIGNER_FAILED, "the signer's key or state failed: it signs no more")

#define X(id, text) id,
enum signer_verdict { SIGNER_VERDICTS(X) SIGNER_VERDICT_COUNT };
#undef X

enum signer_ask { SIGNER_ASK_LAST = 1, SIGNER_ASK_SIGN = 2 };

enum {
    SIGNER_HEAD = 4, /* a frame's length field */
    SIGNER_ASK_MAX = SIGNER_HEAD + 1 + 8 + 32 + 8 + 1 + SIGNER_PROOF_MAX * 32,
    SIGNER_ANSWER_MAX = SIGNER_HEAD + 1 + SIGNER_NOTE_MAX
};

/* A sentence; never NULL, for numbers that are no verdict either. */
const char *signer_verdict_text(unsigned verdict);

/* Length of the frame that starts in `have`, its length field included. 0: not known yet. False: longer than `max`, or empty. */
bool signer_frame_length(struct bytes have, size_t max, size_t *ret) MUST_USE;

/* A frame with its length field patched last. */
struct writer signer_frame_begin(void *data, size_t size, uint8_t kind);
void signer_frame_end(struct writer *w);

/* Payload of a request to sign. *ret->proof points into `proof`. False: malformed (a hash missing, bytes left over, too many). */
bool signer_read_sign(struct bytes payload, struct signer_request *ret, uint8_t proof[static SIGNER_PROOF_MAX][32]) MUST_USE;
void signer_write_sign(struct writer *w, const struct signer_request *r);

/* The address of the UNIX socket at `path`. ERR_LIMIT: too long for the name of one. */
struct sockaddr_un;
enum err signer_address(const char *path, struct sockaddr_un *ret, struct fault *f) MUST_USE;

#endif
