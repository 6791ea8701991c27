#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/msan.h"
#include "intercept/tls_facts.h"

enum { EXT_SERVER_NAME = 0, EXT_ALPN = 16, LIST_TEXT = 2 * 5 * TLS_OFFER_MAX + 2, DIGITS = 12 };

static int by_value(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* "0a0b,1301": returns the length. */
static size_t list_text(const struct tls_list *l, char *text)
{
    size_t at = 0;
    for (unsigned i = 0; i < l->count; i++) at += (size_t)sprintf(text + at, "%s%04x", i ? "," : "", l->value[i]);
    return at;
}

/* The first digits of SHA-256; zeros for no text. */
static void digest(const char *text, size_t len, char out[static DIGITS + 1])
{
    uint8_t hash[SHA256_DIGEST_LENGTH] = {0};
    LIBRARY_BEGIN();
    if (len) SHA256((const uint8_t *)text, len, hash);
    LIBRARY_END();
    LIBRARY_WROTE(hash, sizeof hash);
    hex_text(hash, DIGITS / 2, out);
}

static bool alphanumeric(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* First and last character of the first protocol; of their hexadecimal digits where one of them is no letter or digit. */
static void protocol_mark(struct bytes p, char out[static 3])
{
    static const char hex[] = "0123456789abcdef";
    out[0] = out[1] = '0';
    out[2] = 0;
    if (!p.len) return;
    uint8_t first = p.data[0], last = p.data[p.len - 1];
    bool plain = alphanumeric(first) && alphanumeric(last);
    out[0] = plain ? (char)first : hex[first >> 4];
    out[1] = plain ? (char)last : hex[last & 15];
}

static const char *version_mark(uint16_t v)
{
    switch (v) {
    case TLS_1_3: return "13";
    case TLS_1_2: return "12";
    case TLS_1_1: return "11";
    case TLS_1_0: return "10";
    case 0x0300: return "s3";
    default: return "00";
    }
}

static unsigned at_most_99(unsigned n)
{
    return n < 99 ? n : 99;
}

void tls_ja4(const struct tls_offer *o, char ret[static JA4_TEXT])
{
    char text[LIST_TEXT], mark[3], suites[DIGITS + 1], rest[DIGITS + 1];
    struct tls_list sorted = o->ciphers, extensions = {.count = 0};
    qsort(sorted.value, sorted.count, sizeof *sorted.value, by_value);
    digest(text, list_text(&sorted, text), suites);
    for (unsigned i = 0; i < o->extensions.count; i++)
        if (o->extensions.value[i] != EXT_SERVER_NAME && o->extensions.value[i] != EXT_ALPN)
            extensions.value[extensions.count++] = o->extensions.value[i];
    qsort(extensions.value, extensions.count, sizeof *extensions.value, by_value);
    size_t len = list_text(&extensions, text);
    if (len && o->signatures.count) {
        text[len++] = '_';
        len += list_text(&o->signatures, text + len);
    }
    digest(text, len, rest);
    protocol_mark(o->protocol, mark);
    snprintf(ret, JA4_TEXT, "t%s%c%02u%02u%s_%s_%s", version_mark(o->version), o->server_name ? 'd' : 'i',
             at_most_99(o->ciphers.count), at_most_99(o->extensions.count), mark, suites, rest);
}
