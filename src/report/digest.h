/* Names made of digests: the same input gives the same name everywhere. */
#ifndef CUSTOS_REPORT_DIGEST_H
#define CUSTOS_REPORT_DIGEST_H

#include <stdint.h>

#include "base/addr.h"
#include "base/uuid.h"

enum { COMMUNITY_TEXT = 32, DIGEST_TEXT = 65 };

struct uuid {
    uint8_t octets[UUID_BYTES];
};

/* Namespaces: of our own names, and of STIX cyber-observables (STIX 2.1, clause 2.9). */
extern const struct uuid uuid_custos, uuid_stix;

/* Name-based, by SHA-1 (RFC 9562, clause 5.5), as text. Returns `text`. */
const char *uuid5(const struct uuid *space, const char *name, char text[static UUID_TEXT]);

/* Community ID 1 with seed 0 of a conversation over TCP, UDP or SCTP (github.com/corelight/community-id-spec): the same for both
 * directions. "" unless both ends are of one family. Returns `text`. */
const char *community_id(const struct five_tuple *t, char text[static COMMUNITY_TEXT]);

/* 32 octets as hexadecimal digits. Returns `text`. */
const char *digest_text(const uint8_t digest[static 32], char text[static DIGEST_TEXT]);

#endif
