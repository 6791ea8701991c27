/* A strict reader of RFC 8259: it checks the grammar and finds members by path. */
#ifndef CUSTOS_TESTS_REPORT_JSON_READER_H
#define CUSTOS_TESTS_REPORT_JSON_READER_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at;
    bool ok;
    unsigned depth;
};

static void value(struct reader *r);

static void blanks(struct reader *r)
{
    r->at += strspn(r->at, " \n\t\r");
}

static bool take(struct reader *r, char c)
{
    if (*r->at != c) return false;
    r->at++;
    return true;
}

static void fail(struct reader *r)
{
    r->ok = false;
    r->at += strlen(r->at);
}

static bool utf8_tail(struct reader *r, unsigned char lead)
{
    unsigned more = lead < 0x80                   ? 0
                    : lead >= 0xc2 && lead < 0xe0 ? 1
                    : (lead & 0xf0) == 0xe0       ? 2
                    : lead >= 0xf0 && lead < 0xf5 ? 3
                                                  : 9;
    if (more == 9) return false;
    for (unsigned i = 0; i < more; i++)
        if (((unsigned char)*r->at++ & 0xc0) != 0x80) return false;
    return true;
}

static void string(struct reader *r)
{
    if (!take(r, '"')) return fail(r);
    while (*r->at != '"') {
        unsigned char c = (unsigned char)*r->at;
        if (c < 0x20) return fail(r);
        r->at++;
        if (c != '\\') {
            if (!utf8_tail(r, c)) return fail(r);
        } else if (take(r, 'u')) {
            for (int i = 0; i < 4; i++)
                if (!isxdigit((unsigned char)*r->at++)) return fail(r);
        } else if (!*r->at || !strchr("\"\\/bfnrt", *r->at++)) {
            return fail(r);
        }
    }
    r->at++;
}

static void number(struct reader *r)
{
    take(r, '-');
    size_t whole = strspn(r->at, "0123456789");
    if (whole == 0 || (whole > 1 && *r->at == '0') || whole > 19) return fail(r);
    r->at += whole;
    if (take(r, '.')) {
        size_t part = strspn(r->at, "0123456789");
        if (part == 0) return fail(r);
        r->at += part;
    }
    if (*r->at == 'e' || *r->at == 'E') {
        r->at++;
        r->at += strspn(r->at, "+-");
        size_t power = strspn(r->at, "0123456789");
        if (power == 0) return fail(r);
        r->at += power;
    }
}

static void members(struct reader *r, char close)
{
    r->at++;
    blanks(r);
    if (take(r, close)) return;
    do {
        blanks(r);
        if (close == '}') {
            string(r);
            blanks(r);
            if (!take(r, ':')) return fail(r);
        }
        value(r);
        blanks(r);
    } while (take(r, ','));
    if (!take(r, close)) fail(r);
}

static void value(struct reader *r)
{
    static const char *const words[] = {"true", "false", "null"};
    blanks(r);
    if (++r->depth > 64) return fail(r);
    if (*r->at == '{')
        members(r, '}');
    else if (*r->at == '[')
        members(r, ']');
    else if (*r->at == '"')
        string(r);
    else if (*r->at == '-' || isdigit((unsigned char)*r->at))
        number(r);
    else {
        size_t i = 0;
        while (i < 3 && strncmp(r->at, words[i], strlen(words[i])) != 0) i++;
        if (i == 3) return fail(r);
        r->at += strlen(words[i]);
    }
    r->depth--;
}

static inline bool is_json(const char *text)
{
    struct reader r = {text, true, 0};
    value(&r);
    blanks(&r);
    return r.ok && *r.at == 0;
}

/* The value of `key` in the object at `object`, or of index `key` ("3") in the array there; NULL when there is none. */
static const char *child(const char *object, const char *key)
{
    struct reader r = {object, true, 0};
    unsigned index = 0;
    char close = *object == '{' ? '}' : ']';
    if (*object != '{' && *object != '[') return NULL;
    r.at++;
    for (blanks(&r); *r.at && *r.at != close; blanks(&r), take(&r, ','), blanks(&r), index++) {
        const char *name = r.at + 1;
        bool match = close == ']' && (unsigned)atoi(key) == index;
        if (close == '}') {
            string(&r);
            match = (size_t)(r.at - 1 - name) == strlen(key) && strncmp(name, key, strlen(key)) == 0;
            blanks(&r);
            take(&r, ':');
            blanks(&r);
        }
        if (match) return r.at;
        value(&r);
    }
    return NULL;
}

/* The value at "findings/0/id" as it is written, without blanks around it; "(none)" when there is none. */
static inline const char *at_path(const char *text, const char *path)
{
    static char found[256];
    char key[64];
    while (text && *path) {
        size_t len = strcspn(path, "/");
        snprintf(key, sizeof key, "%.*s", (int)len, path);
        text = child(text, key);
        path += len + (path[len] == '/');
    }
    if (!text) return "(none)";
    struct reader r = {text, true, 0};
    value(&r);
    snprintf(found, sizeof found, "%.*s", (int)(r.at - text), text);
    return found;
}

#endif
