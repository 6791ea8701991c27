/* UUIDs in text: RFC 4122 cl. 3, 8-4-4-4-12 hexadecimal digits. */
#ifndef CUSTOS_BASE_UUID_H
#define CUSTOS_BASE_UUID_H

#include <stdbool.h>
#include <stdint.h>

enum { UUID_BYTES = 16, UUID_TEXT = 37 };

/* Returns `text`: lower case. */
const char *uuid_text(const uint8_t uuid[static UUID_BYTES], char text[static UUID_TEXT]);
/* False, and *ret untouched, for all but a UUID; its digits may be of either case. */
bool uuid_parse(const char *text, uint8_t ret[static UUID_BYTES]);

#endif
