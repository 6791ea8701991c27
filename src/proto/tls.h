/* What TLS shows before it encrypts: record header, ClientHello and ServerHello (RFC 8446 cl. 4.1, 5.1; RFC 5246; RFC 6066 cl.
 * 3). */
#ifndef CUSTOS_PROTO_TLS_H
#define CUSTOS_PROTO_TLS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { TLS_1_0 = 0x0301, TLS_1_1 = 0x0302, TLS_1_2 = 0x0303, TLS_1_3 = 0x0304, TLS_RANDOM_LEN = 32, TLS_VERSIONS_MAX = 16 };
enum tls_content { TLS_CHANGE_CIPHER = 20, TLS_ALERT = 21, TLS_HANDSHAKE = 22, TLS_APPLICATION = 23, TLS_HEARTBEAT = 24 };
enum tls_handshake { TLS_CLIENT_HELLO = 1, TLS_SERVER_HELLO = 2, TLS_CERTIFICATE = 11 };
enum {
    TLS_HEADER_LEN = 5,
    TLS_RECORD_MAX = (1 << 14) + 2048 /* behind the header: RFC 5246 cl. 6.2.3; TLS 1.3 allows less */
};

struct tls_client_hello {
    uint8_t random[TLS_RANDOM_LEN];
    struct bytes server_name;            /* SNI host name, empty without; a view, not checked for printable text */
    uint16_t versions[TLS_VERSIONS_MAX]; /* offered: supported_versions without GREASE (RFC 8701), else legacy_version; the first
                                            ones */
    uint8_t version_count;
    bool complete; /* false: the record goes on behind the payload; what the captured part told is filled in */
};

struct tls_server_hello {
    uint8_t random[TLS_RANDOM_LEN];
    uint16_t version; /* chosen */
    uint16_t cipher_suite;
    bool complete;
    bool retry; /* a HelloRetryRequest: the true ServerHello is still to come */
};

/* Does this TCP payload start with a TLS record? A few compares. */
bool tls_sniff(struct bytes payload) MUST_USE;

/* Does a record start here: header sound, first byte of its content not looked at? Wants TLS_HEADER_LEN bytes. `ret_len`: of what
 * follows the header, not 0. */
bool tls_record(struct bytes b, size_t *ret_len) MUST_USE;

/* The first handshake message of a payload that starts with its record. False when it is another message, or cut off before its
 * random (ServerHello: before its cipher suite). */
bool tls_client_hello(struct bytes payload, struct tls_client_hello *ret) MUST_USE;
bool tls_server_hello(struct bytes payload, struct tls_server_hello *ret) MUST_USE;
/* The same of a handshake message's body, put together before. */
bool tls_client_hello_body(struct bytes body, struct tls_client_hello *ret) MUST_USE;
bool tls_server_hello_body(struct bytes body, struct tls_server_hello *ret) MUST_USE;

/* Values without meaning that clients throw in (RFC 8701). */
static inline bool tls_is_grease(uint16_t v)
{
    return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff);
}

#endif
