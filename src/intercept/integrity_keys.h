/* Public keys by which a carrier's integrity signatures are verified: DSA, ECDSA, EdDSA (TS 102 232-1 cl. 7.2.3), by libcrypto.
 *
 * What a signature is made over is read in several ways, since senders differ: over the integrity checks that it lists, whole or
 * their contents, or over the PDUs themselves; with DSA and ECDSA by any of the four hashes, which the PDU does not name. */
#ifndef CUSTOS_INTERCEPT_INTEGRITY_KEYS_H
#define CUSTOS_INTERCEPT_INTEGRITY_KEYS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { INTEGRITY_KEYS_MAX = 256, INTEGRITY_DIGEST_MAX = 64 };

struct integrity_keys; /* opaque */

struct integrity_keys *integrity_keys_new(void) MUST_USE;
void integrity_keys_free(struct integrity_keys *k); /* accepts NULL */

/* Add a public key in PEM (SubjectPublicKeyInfo). `liid` and `country` NULL: of every interception. False: no such key, of a kind
 * that does not sign so, or too many. */
bool integrity_keys_add(struct integrity_keys *k, const char *liid, const char *country, struct bytes pem) MUST_USE;

/* A key for that interception is at hand. */
bool integrity_keys_has(const struct integrity_keys *k, const char *liid, const char *country);

/* Does some key of that interception verify `signature` over `data`? */
bool integrity_keys_verify(const struct integrity_keys *k, const char *liid, const char *country, struct bytes data,
                           struct bytes signature);

/* A hash by its number in IntegrityCheck: SHA-1 1, SHA-256 2, SHA-384 3, SHA-512 4. An incremental context, NULL: unknown. */
struct integrity_hash; /* opaque */
struct integrity_hash *integrity_hash_new(uint8_t algorithm) MUST_USE;
void integrity_hash_add(struct integrity_hash *h, struct bytes data);
size_t integrity_hash_end(struct integrity_hash *h, uint8_t ret[static INTEGRITY_DIGEST_MAX]); /* bytes of it; 0: failed */
void integrity_hash_free(struct integrity_hash *h);                                            /* accepts NULL */

#endif
