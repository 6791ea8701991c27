/* Secrets of TLS sessions by client random, as a key log gives them (draft-ietf-tls-keylogfile). They never leave this store but
 * by tls_secrets_of, and are zeroised where they were. */
#ifndef CUSTOS_INTERCEPT_TLS_SECRETS_H
#define CUSTOS_INTERCEPT_TLS_SECRETS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"
#include "proto/tls.h"

enum { TLS_SECRET_MAX = 48, TLS_SECRETS_MAX = 65536 }; /* bytes of one; sessions */

enum tls_secret_kind {
    TLS_MASTER, /* CLIENT_RANDOM: TLS 1.2 */
    TLS_CLIENT_HANDSHAKE,
    TLS_SERVER_HANDSHAKE,
    TLS_CLIENT_TRAFFIC, /* the first: CLIENT_TRAFFIC_SECRET_0 */
    TLS_SERVER_TRAFFIC,
    TLS_SECRET_KINDS
};

struct tls_secrets {
    uint8_t secret[TLS_SECRET_KINDS][TLS_SECRET_MAX];
    uint8_t len[TLS_SECRET_KINDS]; /* 0: not known */
};

struct tls_secret_store; /* opaque; each call may come from any thread */

struct tls_secret_store *tls_secret_store_new(void) MUST_USE;  /* NULL when out of memory */
void tls_secret_store_free(struct tls_secret_store *s);        /* accepts NULL */
bool tls_secret_store_empty(const struct tls_secret_store *s); /* cheap: one load */

/* Take a line of a key log. Labels other than those above are passed over, as are secrets of other lengths; of two secrets of one
 * kind and session the first one counts. False when there is no more room. */
bool tls_secret_store_add(struct tls_secret_store *s, struct bytes label, const uint8_t client_random[static TLS_RANDOM_LEN],
                          struct bytes secret);

/* Copy a session's secrets, for the caller to zeroise. False, and nothing written, when there are none. */
bool tls_secrets_of(struct tls_secret_store *s, const uint8_t client_random[static TLS_RANDOM_LEN],
                    struct tls_secrets *ret) MUST_USE;

/* Note that a session's secrets opened records of it; were they ever? */
void tls_secrets_fit(struct tls_secret_store *s, const uint8_t client_random[static TLS_RANDOM_LEN]);
enum tls_secret_use { TLS_SECRETS_NONE, TLS_SECRETS_UNFIT, TLS_SECRETS_FIT };
enum tls_secret_use tls_secrets_use(struct tls_secret_store *s, const uint8_t client_random[static TLS_RANDOM_LEN]);

#endif
