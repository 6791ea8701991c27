/* Cipher suites with authenticated encryption (AEAD): RFC 8446 app. B.4; RFC 5288, 5289, 5487, 6655, 7251, 7905, 8442. */
#ifndef CUSTOS_PROTO_TLS_SUITE_H
#define CUSTOS_PROTO_TLS_SUITE_H

#include <stdbool.h>
#include <stdint.h>

enum tls_aead { TLS_AES_GCM, TLS_AES_CCM, TLS_CHACHA20_POLY1305 };

struct tls_suite {
    uint16_t id;
    uint8_t aead;     /* enum tls_aead */
    uint8_t key_len;  /* 16 or 32 */
    uint8_t tag_len;  /* 16, of the short CCM suites 8 */
    uint8_t hash_len; /* of the key derivation: 32 SHA-256, 48 SHA-384 */
};

/* NULL: not an AEAD suite, or not known. */
const struct tls_suite *tls_suite(uint16_t id);

/* Bytes that a record of that version has beyond its plaintext and its header (without TLS 1.3's padding). */
unsigned tls_suite_overhead(const struct tls_suite *s, bool tls13);

#endif
