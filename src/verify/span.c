#include "verify/span.h"

#include <sodium.h>

bool span_until(struct span *rest, char end, struct span *ret)
{
    const char *found = rest->len ? memchr(rest->at, end, rest->len) : NULL;
    if (!found) return false;
    size_t len = (size_t)(found - rest->at);
    *ret = (struct span){rest->at, len};
    *rest = (struct span){found + 1, rest->len - len - 1};
    return true;
}

bool span_line(struct span *rest, struct span *ret)
{
    return span_until(rest, '\n', ret);
}

bool span_word(struct span *rest, struct span *ret)
{
    size_t from = 0;
    while (from < rest->len && memchr(" \t", rest->at[from], 2)) from++;
    size_t to = from;
    while (to < rest->len && !memchr(" \t", rest->at[to], 2)) to++;
    if (to == from) return false;
    *ret = (struct span){rest->at + from, to - from};
    *rest = (struct span){rest->at + to, rest->len - to};
    return true;
}

bool span_skip(struct span *rest, const char *prefix)
{
    size_t len = strlen(prefix);
    if (rest->len < len || memcmp(rest->at, prefix, len) != 0) return false;
    *rest = (struct span){rest->at + len, rest->len - len};
    return true;
}

bool span_field(struct span *rest, const char *word, struct span *ret)
{
    struct span line, more = *rest;
    if (!span_line(&more, &line) || !span_skip(&line, word) || !span_skip(&line, " ") || line.len == 0) return false;
    *ret = line;
    *rest = more;
    return true;
}

bool span_count(struct span *rest, const char *word, uint64_t *ret)
{
    struct span value, more = *rest;
    if (!span_field(&more, word, &value) || !span_decimal(value, ret)) return false;
    *rest = more;
    return true;
}

bool span_decimal(struct span s, uint64_t *ret)
{
    uint64_t value = 0;
    if (s.len == 0 || (s.len > 1 && s.at[0] == '0')) return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned digit = (unsigned)((unsigned char)s.at[i] - '0');
        if (digit > 9 || value > (UINT64_MAX - digit) / 10) return false;
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

bool span_base64(struct span s, uint8_t *out, size_t room, size_t *ret_len)
{
    size_t len;
    /* libsodium 1.0.18 reads octets that are no ASCII as if each were '/' */
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] > 127) return false;
    /* without a place for the end, libsodium takes all of the text or nothing; it refuses unused bits that are set */
    if (s.len == 0 || sodium_base642bin(out, room, s.at, s.len, NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    *ret_len = len;
    return true;
}

bool span_base64_exact(struct span s, uint8_t *out, size_t len)
{
    size_t got;
    return span_base64(s, out, len, &got) && got == len;
}

bool span_hex(struct span s, uint8_t *out, size_t len)
{
    return s.len == 2 * len && sodium_hex2bin(out, len, s.at, s.len, NULL, NULL, NULL) == 0;
}

/* One character of UTF-8 (RFC 3629 section 3) from the front; false: there is none, or none that is allowed. */
static bool take_character(struct span *rest, uint32_t *ret)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (rest->len == 0) return false;
    uint8_t lead = (uint8_t)rest->at[0];
    size_t len = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
    if (len == 0 || len > rest->len) return false;
    uint32_t value = len == 1 ? lead : lead & (0x7fU >> len);
    for (size_t i = 1; i < len; i++) {
        uint8_t next = (uint8_t)rest->at[i];
        if ((next & 0xc0) != 0x80) return false;
        value = value << 6 | (next & 0x3fU);
    }
    if (value < least[len] || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return false;
    *ret = value;
    *rest = (struct span){rest->at + len, rest->len - len};
    return true;
}

bool span_is_text(struct span s)
{
    uint32_t c;
    while (s.len > 0)
        if (!take_character(&s, &c) || (c < 0x20 && c != '\n')) return false;
    return true;
}

/* Unicode's property White_Space, above the control characters. */
static bool is_space(uint32_t c)
{
    return c == ' ' || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

bool span_is_name(struct span s)
{
    uint32_t c;
    if (s.len == 0) return false;
    while (s.len > 0)
        if (!take_character(&s, &c) || c < 0x20 || c == '+' || is_space(c)) return false;
    return true;
}

bool span_is_path(struct span s)
{
    bool begins = true; /* a part */
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!plain && (begins || (c != '.' && c != '/'))) return false;
        begins = c == '/';
    }
    return !begins;
}
