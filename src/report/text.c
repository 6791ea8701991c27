#include "report/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"

const char *text_count(uint64_t n, char text[static TEXT_NUMBER])
{
    char plain[24];
    int len = snprintf(plain, sizeof plain, "%" PRIu64, n), at = 0;
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0) text[at++] = ',';
        text[at++] = plain[i];
    }
    text[at] = 0;
    return text;
}

const char *text_counted(uint64_t n, const char *noun, char text[static TEXT_NUMBER])
{
    char count[TEXT_NUMBER];
    snprintf(text, TEXT_NUMBER, "%s %s%s", text_count(n, count), noun, n == 1 ? "" : "s");
    return text;
}

const char *text_bytes(uint64_t bytes, char text[static TEXT_NUMBER])
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    if (bytes < 1000) {
        snprintf(text, TEXT_NUMBER, "%" PRIu64 " B", bytes);
        return text;
    }
    uint64_t tenth = 100, tenths = 0;
    size_t unit = 0;
    for (;; unit++, tenth *= 1000) {
        tenths = bytes / tenth + (bytes % tenth >= tenth / 2);
        if (tenths < 10000 || unit + 1 == ARRAY_LEN(units)) break;
    }
    snprintf(text, TEXT_NUMBER, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10, units[unit]);
    return text;
}

const char *text_share(uint64_t part, uint64_t whole, char text[static TEXT_NUMBER])
{
    text[0] = 0;
    if (whole == 0) return text;
    double share = (double)part / (double)whole;
    unsigned tenths = share < 1000 ? (unsigned)(share * 1000 + 0.5) : 1000000;
    if (part && tenths == 0) {
        snprintf(text, TEXT_NUMBER, "<0.1 %%");
        return text;
    }
    if (part < whole && tenths >= 1000) tenths = 999;
    snprintf(text, TEXT_NUMBER, "%u.%u %%", tenths / 10, tenths % 10);
    return text;
}

const char *text_fixed(double value, unsigned decimals, char text[static TEXT_NUMBER])
{
    static const unsigned scales[] = {1, 10, 100, 1000};
    unsigned scale = scales[decimals < 3 ? decimals : 3];
    if (!isfinite(value) || fabs(value) > 1e12) value = 0;
    int64_t scaled = (int64_t)llround(value * scale);
    const char *sign = scaled < 0 ? "-" : "";
    uint64_t size = (uint64_t)(scaled < 0 ? -scaled : scaled);
    if (scale == 1)
        snprintf(text, TEXT_NUMBER, "%s%" PRIu64, sign, size);
    else
        snprintf(text, TEXT_NUMBER, "%s%" PRIu64 ".%0*" PRIu64, sign, size / scale, (int)decimals, size % scale);
    return text;
}

const char *text_duration(double seconds, char text[static TEXT_NUMBER])
{
    char number[TEXT_NUMBER];
    text[0] = 0;
    if (!isfinite(seconds) || seconds < 0 || seconds > 1e12) return text;
    uint64_t whole = (uint64_t)(seconds + 0.5);
    if (seconds == 0)
        snprintf(text, TEXT_NUMBER, "0 s");
    else if (seconds < 0.001)
        snprintf(text, TEXT_NUMBER, "<1 ms");
    else if (seconds < 0.0995)
        snprintf(text, TEXT_NUMBER, "%s ms", text_fixed(seconds * 1000, 0, number));
    else if (seconds < 9.95)
        snprintf(text, TEXT_NUMBER, "%s s", text_fixed(seconds, 1, number));
    else if (whole < 60)
        snprintf(text, TEXT_NUMBER, "%" PRIu64 " s", whole);
    else if (whole < 3600)
        snprintf(text, TEXT_NUMBER, "%" PRIu64 " min %02" PRIu64 " s", whole / 60, whole % 60);
    else if (whole < 86400)
        snprintf(text, TEXT_NUMBER, "%" PRIu64 " h %02" PRIu64 " min", whole / 3600, whole / 60 % 60);
    else
        snprintf(text, TEXT_NUMBER, "%" PRIu64 " d %" PRIu64 " h", whole / 86400, whole / 3600 % 24);
    return text;
}

const char *text_date(int64_t time_ns, char text[static CLOCK_TEXT])
{
    clock_rfc3339(time_ns, text);
    char *t = strchr(text, 'T');
    if (t) *t = 0;
    return text;
}

const char *text_date_time(int64_t time_ns, char text[static CLOCK_TEXT])
{
    clock_rfc3339(time_ns, text);
    char *t = strchr(text, 'T'), *point = strchr(text, '.');
    if (t) *t = ' ';
    if (point) *point = 0;
    return text;
}

double text_seconds(int64_t first_ns, int64_t last_ns)
{
    if (first_ns == CLOCK_NONE || last_ns == CLOCK_NONE || last_ns <= first_ns) return 0;
    return (double)((uint64_t)last_ns - (uint64_t)first_ns) / 1e9;
}

const char *text_span(int64_t first_ns, int64_t last_ns, char text[static TEXT_SPAN])
{
    char first[CLOCK_TEXT], last[CLOCK_TEXT], length[TEXT_NUMBER];
    text[0] = 0;
    if (first_ns == CLOCK_NONE || last_ns == CLOCK_NONE) return text;
    text_date_time(first_ns, first);
    text_date_time(last_ns, last);
    size_t day = strcspn(first, " ");
    bool same_day = strncmp(first, last, day + 1) == 0;
    snprintf(text, TEXT_SPAN, "%s - %s UTC (%s)", first, same_day ? last + day + 1 : last,
             text_duration(text_seconds(first_ns, last_ns), length));
    return text;
}

/* Decode the well-formed UTF-8 sequence at `s` (RFC 3629 cl. 4). Returns its length, 0 when there is none. */
static size_t utf8_decode(const unsigned char *s, uint32_t *ret)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = s[0] < 0x80                   ? 1
                 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
                 : (s[0] & 0xf0) == 0xe0       ? 3
                 : s[0] >= 0xf0 && s[0] < 0xf5 ? 4
                                               : 0;
    if (len == 0) return 0;
    uint32_t c = len == 1 ? s[0] : s[0] & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++) {
        if ((s[i] & 0xc0) != 0x80) return 0;
        c = c << 6 | (s[i] & 0x3f);
    }
    if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) return 0;
    *ret = c;
    return len;
}

struct range {
    uint32_t first, last;
};

static bool within(const struct range *ranges, size_t count, uint32_t c)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last) return true;
    return false;
}

/* What a reader cannot see, or what turns the text around it. */
static bool is_hidden(uint32_t c)
{
    static const struct range hidden[] = {{0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},       {0x34f, 0x34f},
                                          {0x61c, 0x61c},   {0x115f, 0x1160}, {0x17b4, 0x17b5},   {0x180b, 0x180f},
                                          {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},   {0x3164, 0x3164},
                                          {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
                                          {0xfffe, 0xffff}, {0xe000, 0xf8ff}, {0xe0000, 0x10ffff}};
    return within(hidden, ARRAY_LEN(hidden), c);
}

static unsigned columns_of(uint32_t c)
{
    static const struct range none[] = {{0x300, 0x36f}, {0x483, 0x489}, {0x591, 0x5bd},
                                        {0x610, 0x61a}, {0x64b, 0x65f}, {0x20d0, 0x20ff}};
    static const struct range wide[] = {{0x1100, 0x115e},   {0x2e80, 0x303e},  {0x3041, 0xa4cf}, {0xac00, 0xd7a3},
                                        {0xf900, 0xfaff},   {0xfe30, 0xfe6f},  {0xff01, 0xff60}, {0xffe0, 0xffe6},
                                        {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};
    if (within(none, ARRAY_LEN(none), c)) return 0;
    return within(wide, ARRAY_LEN(wide), c) ? 2 : 1;
}

size_t text_char(const char *s, bool utf8, char shown[static TEXT_CHAR], unsigned *ret_columns)
{
    const unsigned char *u = (const unsigned char *)s;
    uint32_t c = 0;
    shown[0] = 0;
    *ret_columns = 0;
    if (*u == 0) return 0;
    size_t len = utf8_decode(u, &c);
    if (len == 0 || (len == 1 && is_hidden(c))) {
        *ret_columns = (unsigned)snprintf(shown, TEXT_CHAR, "\\x%02x", u[0]);
        return 1;
    }
    if (is_hidden(c) || (len > 1 && !utf8)) {
        *ret_columns = (unsigned)snprintf(shown, TEXT_CHAR, "\\u{%x}", (unsigned)c);
        return len;
    }
    memcpy(shown, s, len);
    shown[len] = 0;
    *ret_columns = columns_of(c);
    return len;
}

unsigned text_columns(const char *s, bool utf8)
{
    char shown[TEXT_CHAR];
    unsigned sum = 0, columns;
    if (!s) return 0;
    for (size_t len; (len = text_char(s, utf8, shown, &columns)) > 0; s += len) sum += columns;
    return sum;
}
