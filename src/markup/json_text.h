/* Escapes in the strings of JSON (RFC 8259 section 7), one at a time, so that whoever undoes them knows what stood where. */
#ifndef CUSTOS_MARKUP_JSON_TEXT_H
#define CUSTOS_MARKUP_JSON_TEXT_H

#include <stdint.h>

#include "base/bytes.h"

enum { JSON_ESCAPE_TEXT = 4 };

/* The escape that `raw` begins with (a backslash): its text in UTF-8 to `ret`, *ret_len octets. Returns how many octets of `raw`
 * it takes. A surrogate without its other half becomes U+FFFD; what is no escape stands for itself. */
unsigned json_escape(struct bytes raw, uint8_t ret[static JSON_ESCAPE_TEXT], unsigned *ret_len);

#endif
