/* The encrypted records of one direction of a TLS session: opened in order, found again after a gap.
 *
 * What a record is encrypted with is not concluded from what was said before it, but tried: the key at hand, then the one that
 * comes after it (handshake to application, application to its update). The tag tells, so neither a lost Finished nor a lost
 * KeyUpdate message matters. After a gap the sequence number is found the same way. */
#ifndef CUSTOS_INTERCEPT_TLS_SIDE_H
#define CUSTOS_INTERCEPT_TLS_SIDE_H

#include "intercept/tls_crypt.h"
#include "intercept/tls_secrets.h"

struct tls_side {
    struct tls_key key, next;       /* next: for after a change of keys; TLS 1.3 only */
    uint8_t secret[TLS_SECRET_MAX]; /* that of `next` */
    uint64_t sequence;              /* of the next record */
    uint64_t ahead;                 /* so many records may be missing before it */
    uint64_t missed;                /* bytes that were not opened since the last record that was */
    uint64_t skip;                  /* bytes to come of a record that lost some in a gap */
    uint64_t budget;                /* bytes that may still be tried in vain */
    bool scanning;                  /* where the next record starts is not known */
    bool fits;                      /* a record was opened */
    bool given_up;
};

struct tls_opened {
    size_t len;    /* of what is in clear */
    uint8_t type;  /* enum tls_content */
    uint64_t lost; /* bytes in clear that are missing before it */
};

/* Keys of a session. `server`: of the server's direction. False when the secrets are not those of the suite. */
bool tls_side_start(struct tls_side *d, const struct tls_suite *suite, bool tls13, const struct tls_secrets *secrets,
                    const uint8_t client_random[static TLS_RANDOM_LEN], const uint8_t server_random[static TLS_RANDOM_LEN],
                    bool server) MUST_USE;
void tls_side_done(struct tls_side *d); /* zeroises */

/* Go one step in the bytes that are next: returns how many are used up, 0 when more are needed or nothing is left to hope for
 * (given_up). A record was opened into `out` (TLS_RECORD_MAX bytes) when ret->len is not 0. */
size_t tls_side_step(struct tls_side *d, struct bytes b, uint8_t *out, struct tls_opened *ret);

/* `lost` bytes are missing behind `kept`, which were not used up. */
void tls_side_gap(struct tls_side *d, struct bytes kept, uint64_t lost);

#endif
