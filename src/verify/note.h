/* Signed notes (C2SP signed-note): a text, a blank line, signature lines. Signatures: Ed25519 (type 0x01) and Ed25519
 * cosignatures with a time (C2SP tlog-cosignature, "cosignature/v1", type 0x04). Lines of other keys and algorithms are
 * ignored, of whatever length up to NOTE_SIGNATURE_MAX; a line of a known key that does not hold makes the whole note worthless.
 */
#ifndef CUSTOS_VERIFY_NOTE_H
#define CUSTOS_VERIFY_NOTE_H

#include "verify/span.h"

enum { NOTE_MAX = 1 << 20, NOTE_SIGNATURE_MAX = 1 << 16 }; /* octets of a note; of a signature with its key id */
enum { NOTE_SIGNATURES_MAX = 100 };                        /* lines */
enum { NOTE_ED25519 = 0x01, NOTE_COSIGNATURE = 0x04 };     /* types of keys */

struct note {
    struct span text;       /* what is signed, with its last line feed; borrowed */
    struct span signatures; /* the lines, each well-formed */
};

/* False: not a signed note. */
bool note_parse(struct span whole, struct note *ret);

/* A verifier key: NAME+hex8(id)+base64(type || public key). */
struct note_key {
    struct span name;
    uint32_t id;
    uint8_t type; /* NOTE_ED25519 or NOTE_COSIGNATURE */
    uint8_t public_key[32];
};

enum note_key_result { NOTE_KEY_GOOD, NOTE_KEY_MALFORMED, NOTE_KEY_UNKNOWN };

/* NOTE_KEY_UNKNOWN: a well-formed key of another algorithm; name and id are set, nothing can be checked with it. Keys that are no
 * point of prime order in canonical form are malformed. */
enum note_key_result note_key_parse(struct span vkey, struct note_key *ret);
/* Eight hexadecimal digits. */
bool note_id_parse(struct span hex, uint32_t *ret);
/* The first four octets of SHA-256(name || LF || type || public key). */
uint32_t note_key_id(struct span name, uint8_t type, const uint8_t *public_key, size_t len);

enum note_signed {
    NOTE_SIGNED,
    NOTE_UNSIGNED, /* no line of this key */
    NOTE_FORGED    /* its line does not hold */
};

/* The first line of that key; further ones do not count. ret_time: seconds since 1970 of a cosignature, else 0; may be NULL. */
enum note_signed note_verify(const struct note *n, const struct note_key *k, uint64_t *ret_time);

#endif
