/* SHA-256 as the ledger's writer needs it: many short texts a second. By OpenSSL with a digest that is fetched once and contexts
 * that are used again; what is checked is checked by verify/, which hashes by other code. */
#ifndef CUSTOS_LEDGER_HASH_H
#define CUSTOS_LEDGER_HASH_H

#include "base/bytes.h"
#include "base/macros.h"
#include "verify/merkle.h"

struct hasher; /* opaque; one a thread */

struct hasher *hasher_new(void) MUST_USE; /* NULL: out of memory, or OpenSSL has no SHA-256 */
void hasher_free(struct hasher *h);       /* accepts NULL; wipes it */

/* The leaf of an entry and the node above two (RFC 6962 section 2.1); the empty tree is merkle_empty's. */
void hash_leaf(struct hasher *h, struct bytes entry, struct hash *ret);
void hash_node(struct hasher *h, const struct hash *left, const struct hash *right, struct hash *ret);

/* Of a text in parts. */
void hash_begin(struct hasher *h);
void hash_part(struct hasher *h, struct bytes part);
void hash_end(struct hasher *h, struct hash *ret);

/* HMAC-SHA-256 (RFC 2104) under a key of 32 bytes, for any number of messages. */
void hash_mac_key(struct hasher *h, const uint8_t key[static 32]);
void hash_mac(struct hasher *h, struct bytes message, struct hash *ret);

#endif
