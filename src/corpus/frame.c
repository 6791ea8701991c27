#include "corpus/frame.h"

#include <string.h>

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void frame_reset(struct frame *f)
{
    f->begun = f->string = f->escaped = false;
    f->field = true;
    f->depth = 0;
}

/* Whether an octet of JSON lies between values; opens and closes the array that holds the records. */
static bool json_between(struct frame *f, uint8_t c)
{
    if (is_space(c) || c == ',') return true;
    if (c == (f->array ? ']' : '[')) {
        f->array = !f->array;
        return true;
    }
    return false;
}

static bool is_between(struct frame *f, uint8_t c)
{
    switch (f->format) {
    case CORPUS_JSON: return json_between(f, c);
    case CORPUS_CSV: return c == '\n' || c == '\r';
    case CORPUS_TEXT: return is_space(c) || c == '\f';
    default: return is_space(c);
    }
}

size_t frame_between(struct frame *f, struct bytes text)
{
    size_t at = 0;
    while (at < text.len && is_between(f, text.data[at])) at++;
    return at;
}

static bool end_at(struct bytes text, uint8_t end, size_t *ret_len, size_t *ret_end)
{
    const uint8_t *p = text.len ? memchr(text.data, end, text.len) : NULL;
    *ret_len = p ? (size_t)(p - text.data) : text.len;
    *ret_end = 1;
    return p != NULL;
}

/* Behind the string that the octets at `at` are inside of, or their end. */
static size_t json_string(struct frame *f, struct bytes text, size_t at)
{
    for (; at < text.len; at++) {
        uint8_t c = text.data[at];
        if (f->escaped)
            f->escaped = false;
        else if (c == '\\')
            f->escaped = true;
        else if (c == '"') {
            f->string = false;
            return at + 1;
        }
    }
    return at;
}

/* One octet outside strings. True: the record ended, *taken tells whether with this octet or before it. */
static bool json_octet(struct frame *f, uint8_t c, bool *taken)
{
    *taken = true;
    switch (c) {
    case '"': f->string = true; return false;
    case '{':
    case '[': f->depth++; return false;
    case '}':
    case ']':
        *taken = f->depth > 0;
        if (f->depth > 0) f->depth--;
        return f->depth == 0;
    default:
        /* a value without brackets is no record, but it ends somewhere */
        *taken = f->depth > 0 || !(c == ',' || is_space(c));
        return !*taken;
    }
}

static bool json_end(struct frame *f, struct bytes text, size_t *ret_len, size_t *ret_end)
{
    *ret_end = 0;
    for (size_t at = 0; at < text.len;) {
        bool taken = true, ended = false;
        if (f->string) {
            at = json_string(f, text, at);
            ended = !f->string && f->depth == 0;
        } else {
            ended = json_octet(f, text.data[at], &taken);
            /* a bracket that closes nothing is a record of its own, so that there is an end to it */
            at += taken || !f->begun;
        }
        f->begun = true;
        if (ended) {
            *ret_len = at;
            return true;
        }
    }
    *ret_len = text.len;
    return false;
}

/* A quote opens at the beginning of a field and closes wherever the next one stands; a doubled one opens again at once. */
static bool csv_end(struct frame *f, struct bytes text, size_t *ret_len, size_t *ret_end)
{
    *ret_end = 1;
    for (size_t at = 0; at < text.len; at++) {
        uint8_t c = text.data[at];
        if (f->string) {
            if (c == '"') {
                f->string = false;
                f->escaped = true; /* the next quote doubles this one */
            }
            continue;
        }
        if (c == '"' && (f->field || f->escaped))
            f->string = true;
        else if (c == '\n') {
            *ret_len = at;
            return true;
        }
        f->field = c == (uint8_t)f->delimiter;
        f->escaped = false;
    }
    *ret_len = text.len;
    return false;
}

bool frame_end(struct frame *f, struct bytes text, size_t *ret_len, size_t *ret_end)
{
    switch (f->format) {
    case CORPUS_JSON: return json_end(f, text, ret_len, ret_end);
    case CORPUS_CSV: return csv_end(f, text, ret_len, ret_end);
    case CORPUS_TEXT: return end_at(text, '\f', ret_len, ret_end);
    default: return end_at(text, '\n', ret_len, ret_end);
    }
}

bool frame_may_end(const struct frame *f)
{
    return !f->string && f->depth == 0;
}
