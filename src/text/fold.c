#include "text/fold.h"

unsigned fold_before(const uint8_t *start, const uint8_t *p, uint32_t *ret)
{
    size_t room = (size_t)(p - start) < 4 ? (size_t)(p - start) : 4;
    for (unsigned len = 1; len <= room; len++)
        if (utf8_next(p - len, p, ret) == len && (len > 1 || *ret < FOLD_ALIEN)) {
            *ret = fold_code(*ret);
            return len;
        }
    *ret = FOLD_ALIEN + p[-1];
    return 1;
}

unsigned utf8_put(uint32_t code, uint8_t *ret)
{
    if (code < 0x80) {
        ret[0] = (uint8_t)code;
        return 1;
    }
    unsigned len = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (unsigned i = len - 1; i > 0; i--, code >>= 6) ret[i] = (uint8_t)(0x80 | (code & 0x3f));
    ret[0] = (uint8_t)(0xf00U >> len | code);
    return len;
}

size_t fold_text(struct bytes text, uint8_t *ret)
{
    const uint8_t *p = text.data, *end = p + text.len;
    size_t len = 0;
    while (p < end) {
        uint32_t code;
        p += fold_next(p, end, &code);
        if (code == FOLD_NOTHING || (code == ' ' && (len == 0 || ret[len - 1] == ' '))) continue;
        len += utf8_put(code >= FOLD_ALIEN ? 0xfffd : code, ret + len);
    }
    return len > 0 && ret[len - 1] == ' ' ? len - 1 : len;
}

struct span {
    uint32_t first, last;
};

/* Letters and digits of alphabets; folded, so capitals are not among them. */
static const struct span words[] = {
    {'0', '9'},     {'a', 'z'},     {0xaa, 0xaa},   {0xb5, 0xb5},     {0xba, 0xba},     {0xdf, 0xf6},
    {0xf8, 0x2af},  {0x300, 0x36f}, {0x371, 0x373}, {0x377, 0x377},   {0x37b, 0x37d},   {0x386, 0x386},
    {0x388, 0x481}, {0x483, 0x52f}, {0x561, 0x587}, {0x5d0, 0x5ea},   {0x620, 0x669},   {0x66e, 0x6d3},
    {0x900, 0x963}, {0x966, 0x96f}, {0x980, 0xdff}, {0x10d0, 0x10fa}, {0x1e01, 0x1fff},
};

bool fold_in_word(uint32_t code)
{
    if (code < 0x80) return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (code <= words[i].last) return code >= words[i].first;
    return false;
}
