/* A bundle sealed for its receiver: "custos/sealed/v1", a line feed, and crypto_box_seal (X25519, XSalsa20, Poly1305) of an
 * archive of its files. Keys of receivers are lines of text: custos-receiver+NAME+hex8(id)+base64(public key)
 *   custos-receiver-secret+NAME+hex8(id)+base64(secret key)
 * id: as note_key_id() has it for the public key and type 0xff. */
#ifndef CUSTOS_VERIFY_SEALED_H
#define CUSTOS_VERIFY_SEALED_H

#include "verify/note.h"

#define SEALED_START "custos/sealed/v1\n"
enum { RECEIVER_TYPE = 0xff };

struct receiver {
    struct span name; /* borrowed */
    uint32_t id;
    uint8_t public_key[32];
};

/* A line, with or without its line feed. */
bool receiver_parse(struct span line, struct receiver *ret);
bool receiver_parse_secret(struct span line, struct receiver *ret, uint8_t ret_secret[32]);

/* The archive within; parcel_file_done() it. False: not sealed for that key, or altered, or no memory. */
bool sealed_open(struct span sealed, const struct receiver *r, const uint8_t secret[32], struct span *ret);

#endif
