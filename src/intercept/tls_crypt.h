/* Keys of TLS 1.2 and 1.3 from secrets, and records in clear by them. All cryptography is libcrypto's. */
#ifndef CUSTOS_INTERCEPT_TLS_CRYPT_H
#define CUSTOS_INTERCEPT_TLS_CRYPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/macros.h"
#include "proto/tls.h"
#include "proto/tls_suite.h"

enum { TLS_KEY_MAX = 32, TLS_IV_LEN = 12 };

/* What opens the records of one direction. All zero: none. */
struct tls_key {
    struct evp_cipher_ctx_st *cipher; /* owned */
    const struct tls_suite *suite;
    bool tls13;
    uint8_t key[TLS_KEY_MAX];
    uint8_t iv[TLS_IV_LEN]; /* of TLS 1.2 with GCM and CCM only the first 4: the rest is in the record */
};

/* Each replaces what `k` was. False when the secret's length is not the suite's, or libcrypto refuses. */
/* From a traffic secret: RFC 8446 cl. 7.3. */
bool tls_key_13(struct tls_key *k, const struct tls_suite *suite, struct bytes secret) MUST_USE;
/* From the master secret: RFC 5246 cl. 6.3. */
bool tls_key_12(struct tls_key *k, const struct tls_suite *suite, struct bytes master,
                const uint8_t client_random[static TLS_RANDOM_LEN], const uint8_t server_random[static TLS_RANDOM_LEN],
                bool of_server) MUST_USE;
void tls_key_done(struct tls_key *k); /* zeroises */

/* The traffic secret after a key update, in place: RFC 8446 cl. 7.2. */
bool tls_next_secret(const struct tls_suite *suite, uint8_t *secret) MUST_USE;

/* Open a whole record (header and all) as the one with that sequence number. `out` has room for TLS_RECORD_MAX bytes. False when
 * it is not authentic by this key: it is another's, or has another number. `ret_type` is the content's own, enum tls_content.
 * RFC 8446 cl. 5.2 to 5.4; RFC 5246 cl. 6.2.3.3. */
bool tls_open(const struct tls_key *k, uint64_t sequence, struct bytes record, uint8_t *out, size_t *ret_len,
              uint8_t *ret_type) MUST_USE;

#endif
