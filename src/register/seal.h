/* Seals: a target held as HMAC-SHA-256 of its canonical text under the carrier's key (RFC 2104, FIPS 180-4), so that a register,
 * a log or a report can be matched against a target without naming it. Who holds the key can try identities; keep it with the
 * warrants. */
#ifndef CUSTOS_REGISTER_SEAL_H
#define CUSTOS_REGISTER_SEAL_H

#include "base/bytes.h"
#include "register/warrant.h"

enum {
    SEAL_KEY_MIN = 32,
    SEAL_KEY_MAX = 128,                    /* bytes */
    SEAL_TEXT = sizeof "hmac-sha256:" + 64 /* a seal as text, NUL included */
};

struct seal_key {
    uint8_t bytes[SEAL_KEY_MAX];
    size_t len;
};

/* Read a key file: one line of 64 to 256 hexadecimal digits. *ret_exposed (may be NULL) says that others than the file's owner
 * may read it. No fault holds anything of the key. */
enum err seal_key_read(const char *path, struct seal_key *ret, bool *ret_exposed, struct fault *f) MUST_USE;
void seal_key_done(struct seal_key *k); /* wipes it */

/* The seal of a canonical text (target_canonical) that is not a seal itself. Returns `text`. */
const char *seal_target(const struct seal_key *k, const char *canonical, char text[static SEAL_TEXT]);

/* Is `t` the target of that canonical text? Compares seals, in constant time, when t is sealed, else the texts. A sealed prefix
 * matches only the same prefix. `k` may be NULL: then no seal matches. */
bool seal_matches(const struct seal_key *k, const struct target *t, const char *canonical);

/* A warrants file with every clear target replaced by its seal and all else, comments too, as it was, byte for byte. *ret is
 * allocated and transferred: free() it. *ret_sealed: how many were replaced. The file must be a valid one. */
enum err seal_warrants(const char *name, struct bytes text, const struct seal_key *k, char **ret, size_t *ret_len,
                       size_t *ret_sealed, struct fault *f) MUST_USE;

#endif
