#include "base/uuid.h"

#include <stdio.h>
#include <string.h>

#include "base/hex.h"

static bool hyphen_before(unsigned octet)
{
    return octet == 4 || octet == 6 || octet == 8 || octet == 10;
}

const char *uuid_text(const uint8_t uuid[static UUID_BYTES], char text[static UUID_TEXT])
{
    size_t at = 0;
    for (unsigned i = 0; i < UUID_BYTES; i++)
        at += (size_t)snprintf(text + at, UUID_TEXT - at, "%s%02x", hyphen_before(i) ? "-" : "", uuid[i]);
    return text;
}

bool uuid_parse(const char *text, uint8_t ret[static UUID_BYTES])
{
    uint8_t uuid[UUID_BYTES];
    for (unsigned i = 0; i < UUID_BYTES; i++, text += 2) {
        if (hyphen_before(i) && *text++ != '-') return false;
        int octet = hex_octet(text);
        if (octet < 0) return false;
        uuid[i] = (uint8_t)octet;
    }
    if (*text) return false;
    memcpy(ret, uuid, sizeof uuid);
    return true;
}
