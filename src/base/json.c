#include "base/json.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"

void json_init(struct json *j, FILE *out, bool pretty)
{
    *j = (struct json){.out = out, .pretty = pretty};
}

/* The writer has its file for itself: locks for every character would cost more than all else. */
static void put(struct json *j, const void *text, size_t size)
{
    fwrite_unlocked(text, 1, size, j->out);
}

/* Length of the well-formed UTF-8 sequence at `s` (RFC 3629), 0 when there is none. */
static int utf8_len(const unsigned char *s)
{
    if (s[0] < 0x80) return 1;
    int len = s[0] >= 0xf0 && s[0] < 0xf5 ? 4 : s[0] >= 0xe0 && s[0] < 0xf0 ? 3 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : 0;
    for (int i = 1; i < len; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    if (len == 3 && ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f))) return 0;
    if (len == 4 && ((s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))) return 0;
    return len;
}

/* The same for the first of `len` bytes. */
static int utf8_len_within(const unsigned char *s, size_t len)
{
    unsigned char next[4] = {0};
    if (s[0] < 0x80) return 1;
    memcpy(next, s, len < sizeof next ? len : sizeof next);
    return utf8_len(next);
}

/* '<' and '>' are escaped so that a report may stand inside an HTML script element. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\' && c != 0x7f && c != '<' && c != '>';
}

/* How many octets from `s` on stand for themselves. */
static size_t plain_len(const unsigned char *s, size_t size)
{
    size_t at = 0;
    while (at < size && is_plain(s[at])) {
        int len = s[at] < 0x80 ? 1 : utf8_len_within(s + at, size - at);
        if (len == 0) break;
        at += (size_t)len;
    }
    return at;
}

static void escaped(struct json *j, unsigned char c)
{
    if (c == '"' || c == '\\')
        fprintf(j->out, "\\%c", c);
    else if (c == '\n')
        put(j, "\\n", 2);
    else if (c >= 0x80)
        put(j, "\\ufffd", 6);
    else
        fprintf(j->out, "\\u%04x", c);
}

static void quoted(struct json *j, const char *text, size_t size)
{
    putc_unlocked('"', j->out);
    for (const unsigned char *s = (const unsigned char *)text, *end = s + size; s < end;) {
        size_t len = plain_len(s, (size_t)(end - s));
        put(j, s, len);
        s += len;
        if (s < end) escaped(j, *s++);
    }
    putc_unlocked('"', j->out);
}

static void new_line(struct json *j)
{
    if (!j->pretty) return;
    putc('\n', j->out);
    for (unsigned i = 0; i < j->depth; i++) fputs("  ", j->out);
}

static void before_value(struct json *j, const char *key)
{
    if (j->started[j->depth]) putc_unlocked(',', j->out);
    if (j->depth) new_line(j);
    j->started[j->depth] = true;
    if (key) {
        quoted(j, key, strlen(key));
        put(j, ": ", j->pretty ? 2 : 1);
    }
}

static void open_with(struct json *j, const char *key, char c)
{
    before_value(j, key);
    putc_unlocked(c, j->out);
    ENSURE(j->depth + 1 < JSON_DEPTH);
    j->started[++j->depth] = false;
}

static void close_with(struct json *j, char c)
{
    ENSURE(j->depth > 0);
    bool any = j->started[j->depth--];
    if (any) new_line(j);
    putc_unlocked(c, j->out);
    if (j->depth == 0 && j->pretty) putc('\n', j->out);
}

void json_object_begin(struct json *j, const char *key)
{
    open_with(j, key, '{');
}

void json_object_end(struct json *j)
{
    close_with(j, '}');
}

void json_array_begin(struct json *j, const char *key)
{
    open_with(j, key, '[');
}

void json_array_end(struct json *j)
{
    close_with(j, ']');
}

void json_string(struct json *j, const char *key, const char *value)
{
    if (!value) {
        json_null(j, key);
        return;
    }
    before_value(j, key);
    quoted(j, value, strlen(value));
}

void json_text(struct json *j, const char *key, struct bytes text)
{
    before_value(j, key);
    quoted(j, text.len ? (const char *)text.data : "", text.len);
}

void json_hex(struct json *j, const char *key, struct bytes octets)
{
    before_value(j, key);
    putc('"', j->out);
    for (size_t i = 0; i < octets.len; i++) fprintf(j->out, "%02x", octets.data[i]);
    putc('"', j->out);
}

static void digits(struct json *j, uint64_t value)
{
    char text[20];
    size_t at = sizeof text;
    do text[--at] = (char)('0' + value % 10);
    while (value /= 10);
    put(j, text + at, sizeof text - at);
}

void json_unsigned(struct json *j, const char *key, uint64_t value)
{
    before_value(j, key);
    digits(j, value);
}

void json_signed(struct json *j, const char *key, int64_t value)
{
    before_value(j, key);
    if (value < 0) putc_unlocked('-', j->out);
    digits(j, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void json_number(struct json *j, const char *key, double value)
{
    if (!isfinite(value)) {
        json_null(j, key);
        return;
    }
    before_value(j, key);
    fprintf(j->out, "%.6g", value);
}

void json_bool(struct json *j, const char *key, bool value)
{
    before_value(j, key);
    put(j, value ? "true" : "false", value ? 4 : 5);
}

void json_null(struct json *j, const char *key)
{
    before_value(j, key);
    put(j, "null", 4);
}

void json_time(struct json *j, const char *key, int64_t time_ns)
{
    char text[CLOCK_TEXT];
    json_string(j, key, time_ns == CLOCK_NONE ? NULL : clock_rfc3339(time_ns, text));
}
