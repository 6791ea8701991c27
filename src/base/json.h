/* A streaming JSON writer: no tree, no allocation per value. Strings must be UTF-8; broken bytes become U+FFFD. */
#ifndef CUSTOS_BASE_JSON_H
#define CUSTOS_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/bytes.h"

enum { JSON_DEPTH = 32 };

struct json {
    FILE *out;                /* borrowed */
    bool pretty;              /* two-space indentation and line ends */
    unsigned depth;           /* nesting, asserted below JSON_DEPTH */
    bool started[JSON_DEPTH]; /* a value stands already at this depth */
};

void json_init(struct json *j, FILE *out, bool pretty);

/* `key` is NULL inside arrays and at the top. */
void json_object_begin(struct json *j, const char *key);
void json_object_end(struct json *j);
void json_array_begin(struct json *j, const char *key);
void json_array_end(struct json *j);
void json_string(struct json *j, const char *key, const char *value); /* NULL value: null */
void json_text(struct json *j, const char *key, struct bytes text);   /* octets taken for text, NULs and all */
void json_hex(struct json *j, const char *key, struct bytes octets);  /* two hexadecimal digits an octet */
void json_unsigned(struct json *j, const char *key, uint64_t value);
void json_signed(struct json *j, const char *key, int64_t value);
void json_number(struct json *j, const char *key, double value); /* not finite: null */
void json_bool(struct json *j, const char *key, bool value);
void json_null(struct json *j, const char *key);
void json_time(struct json *j, const char *key, int64_t time_ns); /* RFC 3339, or null for CLOCK_NONE */

#endif
