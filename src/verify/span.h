/* A view of text that somebody else owns, and the few ways in which the formats of the ledger are taken apart. What fails changes
 * nothing. */
#ifndef CUSTOS_VERIFY_SPAN_H
#define CUSTOS_VERIFY_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const char *at; /* borrowed; not NULL unless len is 0 */
    size_t len;
};

static inline struct span span_of(const char *text)
{
    return (struct span){text, strlen(text)};
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool span_is(struct span s, const char *text)
{
    return span_equal(s, span_of(text));
}

/* Take what stands before the first `end` from the front of `rest`, and `end` itself. False: it does not occur. */
bool span_until(struct span *rest, char end, struct span *ret);
bool span_line(struct span *rest, struct span *ret); /* until a line feed */
/* The next of the words of a line, separated by any number of spaces and tabs. False: no more. */
bool span_word(struct span *rest, struct span *ret);
/* Take exactly `prefix` from the front. */
bool span_skip(struct span *rest, const char *prefix);
/* Take a line "WORD VALUE", of which VALUE is not empty. */
bool span_field(struct span *rest, const char *word, struct span *ret);
/* The same where VALUE is a decimal number. */
bool span_count(struct span *rest, const char *word, uint64_t *ret);

/* The whole of `s`: decimal digits without a leading zero, below 2^64. */
bool span_decimal(struct span s, uint64_t *ret);
/* The whole of `s`: base64 (RFC 4648 section 4), padded, its unused bits 0. At most `room` octets; exactly `len`. */
bool span_base64(struct span s, uint8_t *out, size_t room, size_t *ret_len);
bool span_base64_exact(struct span s, uint8_t *out, size_t len);
/* The whole of `s`: 2 * len hexadecimal digits. */
bool span_hex(struct span s, uint8_t *out, size_t len);

/* Valid UTF-8 (no overlong forms, no surrogates) without control characters below U+0020 other than the line feed. */
bool span_is_text(struct span s);
/* A key's name: not empty, UTF-8, no white space (Unicode's), no '+', no control characters. */
bool span_is_name(struct span s);
/* A name or path of ours: parts between '/', each of ASCII letters, digits, '.', '_', '-', and not begun by '.'. */
bool span_is_path(struct span s);

#endif
