#include "proto/tls_suite.h"

#include <stddef.h>

#include "base/macros.h"

enum { TYPE_LEN = 1, EXPLICIT_NONCE = 8, SHA_256 = 32, SHA_384 = 48 };

/* Names without TLS_ and WITH_: by key exchange.. */
static const struct tls_suite suites[] = {
    {0x009c, TLS_AES_GCM, 16, 16, SHA_256},           /* RSA */
    {0x009d, TLS_AES_GCM, 32, 16, SHA_384},           /* RSA */
    {0x009e, TLS_AES_GCM, 16, 16, SHA_256},           /* DHE_RSA */
    {0x009f, TLS_AES_GCM, 32, 16, SHA_384},           /* DHE_RSA */
    {0x00a0, TLS_AES_GCM, 16, 16, SHA_256},           /* DH_RSA */
    {0x00a1, TLS_AES_GCM, 32, 16, SHA_384},           /* DH_RSA */
    {0x00a2, TLS_AES_GCM, 16, 16, SHA_256},           /* DHE_DSS */
    {0x00a3, TLS_AES_GCM, 32, 16, SHA_384},           /* DHE_DSS */
    {0x00a8, TLS_AES_GCM, 16, 16, SHA_256},           /* PSK */
    {0x00a9, TLS_AES_GCM, 32, 16, SHA_384},           /* PSK */
    {0x00aa, TLS_AES_GCM, 16, 16, SHA_256},           /* DHE_PSK */
    {0x00ab, TLS_AES_GCM, 32, 16, SHA_384},           /* DHE_PSK */
    {0x1301, TLS_AES_GCM, 16, 16, SHA_256},           /* TLS 1.3 */
    {0x1302, TLS_AES_GCM, 32, 16, SHA_384},           /* TLS 1.3 */
    {0x1303, TLS_CHACHA20_POLY1305, 32, 16, SHA_256}, /* TLS 1.3 */
    {0x1304, TLS_AES_CCM, 16, 16, SHA_256},           /* TLS 1.3 */
    {0x1305, TLS_AES_CCM, 16, 8, SHA_256},            /* TLS 1.3 */
    {0xc02b, TLS_AES_GCM, 16, 16, SHA_256},           /* ECDHE_ECDSA */
    {0xc02c, TLS_AES_GCM, 32, 16, SHA_384},           /* ECDHE_ECDSA */
    {0xc02d, TLS_AES_GCM, 16, 16, SHA_256},           /* ECDH_ECDSA */
    {0xc02e, TLS_AES_GCM, 32, 16, SHA_384},           /* ECDH_ECDSA */
    {0xc02f, TLS_AES_GCM, 16, 16, SHA_256},           /* ECDHE_RSA */
    {0xc030, TLS_AES_GCM, 32, 16, SHA_384},           /* ECDHE_RSA */
    {0xc031, TLS_AES_GCM, 16, 16, SHA_256},           /* ECDH_RSA */
    {0xc032, TLS_AES_GCM, 32, 16, SHA_384},           /* ECDH_RSA */
    {0xc09c, TLS_AES_CCM, 16, 16, SHA_256},           /* RSA */
    {0xc09d, TLS_AES_CCM, 32, 16, SHA_256},           /* RSA */
    {0xc09e, TLS_AES_CCM, 16, 16, SHA_256},           /* DHE_RSA */
    {0xc09f, TLS_AES_CCM, 32, 16, SHA_256},           /* DHE_RSA */
    {0xc0a0, TLS_AES_CCM, 16, 8, SHA_256},            /* RSA */
    {0xc0a1, TLS_AES_CCM, 32, 8, SHA_256},            /* RSA */
    {0xc0a2, TLS_AES_CCM, 16, 8, SHA_256},            /* DHE_RSA */
    {0xc0a3, TLS_AES_CCM, 32, 8, SHA_256},            /* DHE_RSA */
    {0xc0a4, TLS_AES_CCM, 16, 16, SHA_256},           /* PSK */
    {0xc0a5, TLS_AES_CCM, 32, 16, SHA_256},           /* PSK */
    {0xc0a8, TLS_AES_CCM, 16, 8, SHA_256},            /* PSK */
    {0xc0a9, TLS_AES_CCM, 32, 8, SHA_256},            /* PSK */
    {0xc0ac, TLS_AES_CCM, 16, 16, SHA_256},           /* ECDHE_ECDSA */
    {0xc0ad, TLS_AES_CCM, 32, 16, SHA_256},           /* ECDHE_ECDSA */
    {0xc0ae, TLS_AES_CCM, 16, 8, SHA_256},            /* ECDHE_ECDSA */
    {0xc0af, TLS_AES_CCM, 32, 8, SHA_256},            /* ECDHE_ECDSA */
    {0xcca8, TLS_CHACHA20_POLY1305, 32, 16, SHA_256}, /* ECDHE_RSA */
    {0xcca9, TLS_CHACHA20_POLY1305, 32, 16, SHA_256}, /* ECDHE_ECDSA */
    {0xccaa, TLS_CHACHA20_POLY1305, 32, 16, SHA_256}, /* DHE_RSA */
    {0xccab, TLS_CHACHA20_POLY1305, 32, 16, SHA_256}, /* PSK */
    {0xccac, TLS_CHACHA20_POLY1305, 32, 16, SHA_256}, /* ECDHE_PSK */
    {0xccad, TLS_CHACHA20_POLY1305, 32, 16, SHA_256}, /* DHE_PSK */
    {0xd001, TLS_AES_GCM, 16, 16, SHA_256},           /* ECDHE_PSK */
    {0xd002, TLS_AES_GCM, 32, 16, SHA_384},           /* ECDHE_PSK */
};

const struct tls_suite *tls_suite(uint16_t id)
{
    for (size_t i = 0; i < ARRAY_LEN(suites); i++)
        if (suites[i].id == id) return &suites[i];
    return NULL;
}

unsigned tls_suite_overhead(const struct tls_suite *s, bool tls13)
{
    if (tls13) return s->tag_len + (unsigned)TYPE_LEN;
    return s->tag_len + (s->aead == TLS_CHACHA20_POLY1305 ? 0 : (unsigned)EXPLICIT_NONCE);
}
