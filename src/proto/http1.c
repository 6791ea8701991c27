#include "proto/http1.h"

#include <strings.h>

enum { CHUNK_LINE_MAX = 256 };

static bool starts_with(struct bytes b, const char *text)
{
    size_t len = strlen(text);
    return b.len >= len && memcmp(b.data, text, len) == 0;
}

bool http1_starts(struct bytes b)
{
    return b.len >= HTTP1_START_MIN && (starts_with(b, "POST ") || starts_with(b, "HTTP/1."));
}

size_t http1_find(struct bytes b, size_t from)
{
    for (size_t at = from; at + HTTP1_START_MIN <= b.len; at++) {
        const uint8_t *p = b.data + at;
        if ((p[0] == 'P' || p[0] == 'H') && http1_starts(bytes_slice(b, at, SIZE_MAX))) return at;
    }
    return b.len;
}

/* The line at `at` without its end; its length with it in *ret_len, 0 when the end is not there. */
static struct bytes line_at(struct bytes b, size_t at, size_t *ret_len)
{
    struct bytes rest = bytes_slice(b, at, SIZE_MAX);
    const uint8_t *end = rest.len ? memchr(rest.data, '\n', rest.len) : NULL;
    *ret_len = end ? (size_t)(end - rest.data) + 1 : 0;
    size_t len = end ? *ret_len - 1 : 0;
    if (len && rest.data[len - 1] == '\r') len--;
    return bytes_slice(rest, 0, len);
}

static struct bytes trimmed(struct bytes b)
{
    while (b.len && (b.data[0] == ' ' || b.data[0] == '\t')) b = bytes_slice(b, 1, SIZE_MAX);
    while (b.len && (b.data[b.len - 1] == ' ' || b.data[b.len - 1] == '\t')) b.len--;
    return b;
}

static bool same_word(struct bytes b, const char *word)
{
    return b.len == strlen(word) && strncasecmp((const char *)b.data, word, b.len) == 0;
}

/* Request or status line (RFC 9112 cl. 3, 4). */
static bool read_start_line(struct http1 *h, struct bytes line)
{
    if (starts_with(line, "HTTP/1.")) {
        struct bytes status = bytes_slice(line, 9, 3);
        if (status.len < 3 || line.data[8] != ' ') return false;
        for (size_t i = 0; i < 3; i++) {
            if (status.data[i] < '0' || status.data[i] > '9') return false;
            h->status = h->status * 10 + (status.data[i] - '0');
        }
        return true;
    }
    size_t method = 0;
    while (method < line.len && line.data[method] >= 'A' && line.data[method] <= 'Z') method++;
    h->request = true;
    return method && line.len > method + 10 && line.data[method] == ' ' &&
           starts_with(bytes_slice(line, line.len - 9, SIZE_MAX), " HTTP/1.");
}

static bool read_length(struct http1 *h, struct bytes value, bool *seen)
{
    uint64_t len = 0;
    if (!value.len || value.len > 18) return false;
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] < '0' || value.data[i] > '9') return false;
        len = len * 10 + (value.data[i] - '0');
    }
    if (*seen && len != h->body_len) return false; /* RFC 9112 cl. 6.3: two lengths are none */
    h->body_len = len;
    *seen = true;
    return true;
}

static bool read_field(struct http1 *h, struct bytes line, bool *length_seen)
{
    const uint8_t *colon = line.len ? memchr(line.data, ':', line.len) : NULL;
    if (line.len && (line.data[0] == ' ' || line.data[0] == '\t')) return true; /* a folded value goes on */
    if (!colon) return false;
    size_t name_len = (size_t)(colon - line.data);
    struct bytes name = bytes_slice(line, 0, name_len), value = trimmed(bytes_slice(line, name_len + 1, SIZE_MAX));
    if (same_word(name, "content-length")) return read_length(h, value, length_seen);
    if (same_word(name, "transfer-encoding"))
        h->chunked = value.len >= 7 && same_word(bytes_slice(value, value.len - 7, 7), "chunked");
    if (same_word(name, "content-encoding")) h->encoded = !same_word(value, "identity");
    return true;
}

/* RFC 9112 cl. 6.3: what the head says of the body's length. */
static void settle_body(struct http1 *h, bool length_seen)
{
    bool bodiless = !h->request && (h->status / 100 == 1 || h->status == 204 || h->status == 304);
    if (bodiless || (h->request && !length_seen && !h->chunked)) {
        h->chunked = false;
        h->body_len = 0;
    } else if (h->chunked) {
        h->body_len = 0;
    } else {
        h->until_close = !length_seen;
    }
}

/* FRAMING_WHOLE: the head is there. */
static enum framing read_head(struct http1 *h, struct bytes b)
{
    size_t at = 0, len;
    bool length_seen = false, ended = false;
    struct bytes window = bytes_slice(b, 0, HTTP1_HEAD_MAX);
    if (window.len && (window.data[0] < 'A' || window.data[0] > 'Z')) return FRAMING_NONE;
    /* an empty line ends it: looked for only in what is new */
    for (size_t i = h->scanned > 3 ? h->scanned - 3 : 0; i + 1 < window.len && !ended; i++)
        ended = window.data[i] == '\n' &&
                (window.data[i + 1] == '\n' || (i + 2 < window.len && window.data[i + 1] == '\r' && window.data[i + 2] == '\n'));
    h->scanned = window.len;
    if (!ended) return b.len >= HTTP1_HEAD_MAX ? FRAMING_NONE : FRAMING_MORE;
    struct bytes line = line_at(window, at, &len);
    if (!read_start_line(h, line)) return FRAMING_NONE;
    for (at += len;; at += len) {
        line = line_at(window, at, &len);
        if (!len) return FRAMING_NONE;
        if (!line.len) break;
        if (!read_field(h, line, &length_seen)) return FRAMING_NONE;
    }
    h->head_len = h->scanned = at + len;
    settle_body(h, length_seen);
    return FRAMING_WHOLE;
}

static bool chunk_size(struct bytes line, uint64_t *ret)
{
    uint64_t size = 0;
    size_t digits = 0;
    for (; digits < line.len; digits++) {
        uint8_t c = line.data[digits] | 0x20;
        if (c >= '0' && c <= '9')
            size = size << 4 | (unsigned)(c - '0');
        else if (c >= 'a' && c <= 'f')
            size = size << 4 | (unsigned)(c - 'a' + 10);
        else
            break;
        if (digits == 8) return false;
    }
    *ret = size;
    return digits && (digits == line.len || line.data[digits] == ';' || line.data[digits] == ' ' || line.data[digits] == '\t');
}

/* The chunk (RFC 9112 cl. 7.1) whose size line stands at `at`. False: none. *ret_next: behind it; 0 when it is not all there. */
static bool next_chunk(struct bytes b, size_t at, struct bytes *ret, size_t *ret_next)
{
    uint64_t size;
    size_t len, end_len;
    struct bytes line = line_at(bytes_slice(b, 0, at + CHUNK_LINE_MAX), at, &len);
    *ret_next = 0;
    *ret = (struct bytes){0};
    if (!len) return b.len < at + CHUNK_LINE_MAX;
    if (!chunk_size(line, &size)) return false;
    if (size > HTTP1_BODY_MAX) return false;
    *ret = bytes_slice(b, at + len, size);
    if (!size) {
        *ret_next = at + len;
        return true;
    }
    size_t end = at + len + size;
    if (b.len < end + 2) return true;
    line = line_at(bytes_slice(b, 0, end + 2), end, &end_len);
    if (!end_len || line.len) return false;
    *ret_next = end + end_len;
    return true;
}

static enum framing read_chunks(struct http1 *h, struct bytes b)
{
    while (!h->trailing) {
        struct bytes chunk;
        size_t next;
        if (!next_chunk(b, h->scanned, &chunk, &next)) return FRAMING_NONE;
        if (!next) return FRAMING_MORE;
        h->trailing = chunk.len == 0;
        h->body_len += chunk.len;
        h->scanned = next;
        if (h->body_len > HTTP1_BODY_MAX) return FRAMING_NONE;
    }
    for (size_t from = h->scanned;;) { /* trailer fields, up to an empty line */
        size_t len;
        struct bytes line = line_at(b, h->scanned, &len);
        if (!len) return b.len - h->scanned > HTTP1_HEAD_MAX ? FRAMING_NONE : FRAMING_MORE;
        h->scanned += len;
        if (h->scanned - from > HTTP1_HEAD_MAX) return FRAMING_NONE;
        if (!line.len) break;
    }
    h->len = h->scanned;
    return FRAMING_WHOLE;
}

enum framing http1_frame(struct http1 *h, struct bytes b)
{
    if (!h->head_len) {
        enum framing f = read_head(h, b);
        if (f != FRAMING_WHOLE) return f;
    }
    if (h->chunked) return read_chunks(h, b);
    if (h->until_close) return b.len - h->head_len > HTTP1_BODY_MAX ? FRAMING_NONE : FRAMING_MORE;
    h->len = h->head_len + (size_t)h->body_len;
    if (h->body_len > HTTP1_BODY_MAX) return FRAMING_NONE;
    return b.len >= h->len ? FRAMING_WHOLE : FRAMING_MORE;
}

bool http1_close(struct http1 *h, struct bytes b)
{
    if (!h->head_len || !h->until_close || b.len - h->head_len > HTTP1_BODY_MAX) return false;
    h->len = b.len;
    return true;
}

struct bytes http1_body(const struct http1 *h, struct bytes message, size_t *at)
{
    struct bytes none = {0};
    if (!*at) *at = h->head_len;
    if (*at >= h->len) return none;
    if (!h->chunked) {
        struct bytes all = bytes_slice(message, *at, h->len - *at);
        *at = h->len;
        return all;
    }
    struct bytes chunk;
    size_t next;
    bool ok = next_chunk(bytes_slice(message, 0, h->len), *at, &chunk, &next);
    *at = ok && chunk.len && next ? next : h->len;
    return ok ? chunk : none;
}
