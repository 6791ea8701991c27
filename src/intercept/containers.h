/* EncryptionContainers of HI2/HI3 opened with the carrier's keys (TS 102 232-1 cl. 7.3 and annex A): AES-192 and AES-256 in CBC
 * mode, and containers that say they are not encrypted. The initialisation vector is the PDU's sequence number, 32 bits big
 * endian, four times (as one real sender makes it).
 *
 * What is inside counts the bytes of PDUs sent before: a gap there shows PDUs that were taken out and the rest renumbered. What a
 * sender's counter runs over is learnt: only one that fitted exactly several times in a row can show a gap.
 *
 * By libcrypto. Keys are only held in its contexts, which it wipes when they are freed; nothing is allocated per PDU once the
 * largest was seen. */
#ifndef CUSTOS_INTERCEPT_CONTAINERS_H
#define CUSTOS_INTERCEPT_CONTAINERS_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"
#include "intercept/event.h"

struct pspdu;
struct containers; /* opaque */

enum { CONTAINERS_KEYS_MAX = 1024, CONTAINERS_PLAIN_MAX = 1 << 20 };

struct containers_counts {
    uint64_t opened, without_key, misfit; /* misfit: the key does not fit, or it is larger than CONTAINERS_PLAIN_MAX */
};

struct opened_container {
    uint64_t byte_counter;
    struct bytes plain; /* an EncryptedPayload, zeros may follow it; borrowed until the next call */
};

struct containers *containers_new(void) MUST_USE;
void containers_free(struct containers *c); /* accepts NULL */

/* A key for an interception; `country` NULL: of any. `type`: EncryptionType, 3 AES-192-CBC (24 bytes), 4 AES-256-CBC (32). The
 * key is copied. False: of another type or length, or too many. */
bool containers_add(struct containers *c, const char *liid, const char *country, uint8_t type, struct bytes key) MUST_USE;

/* Put what is in the container in its place: the payload of `p`, an encrypted one. Its views then borrow from `c` until the next
 * call. `liid` and `country` as text. False, and `p` as it was: no key, or it does not fit. */
bool containers_open(struct containers *c, const char *liid, const char *country, struct pspdu *p,
                     struct opened_container *ret) MUST_USE;

/* Bytes of PDUs that its sender counted and that did not come, right before the opened PDU of `e`; 0: none, or not known. */
uint64_t containers_gap(struct containers *c, const struct intercept_event *e, uint64_t byte_counter) MUST_USE;

const struct containers_counts *containers_counts(const struct containers *c);

#endif
