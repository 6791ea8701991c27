#include "markup/json_text.h"

#include <stdbool.h>

#include "base/hex.h"

enum { UNIT = 6 }; /* octets of \uXXXX */

/* The UTF-16 code unit that \uXXXX at the beginning of `raw` stands for. */
static bool unit_read(struct bytes raw, uint32_t *ret)
{
    if (raw.len < UNIT || raw.data[0] != '\\' || raw.data[1] != 'u') return false;
    uint32_t unit = 0;
    for (unsigned i = 2; i < UNIT; i++) {
        int digit = hex_digit((char)raw.data[i]);
        if (digit < 0) return false;
        unit = unit << 4 | (uint32_t)digit;
    }
    *ret = unit;
    return true;
}

static unsigned utf8_write(uint32_t code, uint8_t *out)
{
    if (code < 0x80) {
        out[0] = (uint8_t)code;
        return 1;
    }
    unsigned more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const uint8_t lead[4] = {0, 0xc0, 0xe0, 0xf0};
    out[0] = (uint8_t)(lead[more] | code >> (6 * more));
    for (unsigned i = 1; i <= more; i++) out[i] = (uint8_t)(0x80 | (code >> (6 * (more - i)) & 0x3f));
    return more + 1;
}

static unsigned unicode_escape(struct bytes raw, uint8_t *out, unsigned *ret_len)
{
    uint32_t code, low;
    unsigned taken = UNIT;
    if (!unit_read(raw, &code)) {
        out[0] = '\\';
        *ret_len = 1;
        return 1;
    }
    if (code >= 0xd800 && code < 0xdc00 && unit_read(bytes_slice(raw, UNIT, UNIT), &low) && low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        taken += UNIT;
    }
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    *ret_len = utf8_write(code, out);
    return taken;
}

unsigned json_escape(struct bytes raw, uint8_t ret[static JSON_ESCAPE_TEXT], unsigned *ret_len)
{
    ret[0] = '\\';
    *ret_len = 1;
    if (raw.len < 2) return 1;
    switch (raw.data[1]) {
    case '"':
    case '\\':
    case '/': ret[0] = raw.data[1]; return 2;
    case 'b': ret[0] = '\b'; return 2;
    case 'f': ret[0] = '\f'; return 2;
    case 'n': ret[0] = '\n'; return 2;
    case 'r': ret[0] = '\r'; return 2;
    case 't': ret[0] = '\t'; return 2;
    case 'u': return unicode_escape(raw, ret, ret_len);
    default: return 1;
    }
}
