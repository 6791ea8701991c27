/* A strict reader of our own HTML, and what holds of every page of ours. */
#ifndef CUSTOS_TESTS_REPORT_HTML_READER_H
#define CUSTOS_TESTS_REPORT_HTML_READER_H

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

/* A strict reader of our own HTML: every element is closed in order, every attribute is quoted, no reference leaves the page. */
struct reader {
    const char *at;
    char open[64][16];
    unsigned depth;
    bool ok;
};

static inline bool fail(struct reader *r, const char *why)
{
    if (r->ok) printf("        %s at: %.60s\n", why, r->at);
    r->ok = false;
    return false;
}

static inline bool is_void(const char *tag)
{
    return strcmp(tag, "meta") == 0 || strcmp(tag, "br") == 0 || strcmp(tag, "input") == 0;
}

static inline void name(struct reader *r, char *tag, size_t size)
{
    size_t len = 0;
    for (; isalnum((unsigned char)*r->at) || *r->at == '-'; r->at++)
        if (len + 1 < size) tag[len++] = *r->at;
    tag[len] = 0;
}

/* Allowed: no event handlers, no style, links only within the page or to the evidence beside it. */
static inline bool attribute_allowed(const char *attribute, const char *value)
{
    if (strncmp(attribute, "on", 2) == 0 || strcmp(attribute, "src") == 0 || strcmp(attribute, "style") == 0) return false;
    if (strcmp(attribute, "href") == 0) return value[0] == '#' || strncmp(value, "evidence/F-", 11) == 0;
    return true;
}

static inline bool attributes(struct reader *r)
{
    char attribute[32];
    while (*r->at == ' ') {
        r->at++;
        name(r, attribute, sizeof attribute);
        if (*attribute == 0) return fail(r, "attribute name");
        if (*r->at != '=') continue;
        if (r->at[1] != '"') return fail(r, "attribute without quotes");
        const char *value = r->at + 2;
        r->at = value + strcspn(value, "\"<");
        if (*r->at != '"') return fail(r, "attribute value");
        r->at++;
        if (!attribute_allowed(attribute, value)) return fail(r, "attribute not allowed");
    }
    return true;
}

static inline bool tag(struct reader *r)
{
    char text[16];
    bool closing = r->at[1] == '/';
    r->at += closing ? 2 : 1;
    name(r, text, sizeof text);
    if (*text == 0 || strcmp(text, "script") == 0 || strcmp(text, "link") == 0 || strcmp(text, "iframe") == 0)
        return fail(r, "tag");
    if (closing) {
        if (*r->at++ != '>' || r->depth == 0 || strcmp(r->open[--r->depth], text) != 0) return fail(r, "closing tag");
        return true;
    }
    if (!attributes(r)) return false;
    bool self = *r->at == '/';
    r->at += self;
    if (*r->at++ != '>') return fail(r, "end of tag");
    if (self || is_void(text)) return true;
    if (r->depth == 64) return fail(r, "depth");
    snprintf(r->open[r->depth++], sizeof r->open[0], "%s", text);
    if (strcmp(text, "style") == 0) {
        const char *end = strstr(r->at, "</style>");
        if (!end) return fail(r, "style");
        r->at = end;
    }
    return true;
}

static inline bool reference(struct reader *r)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#183;"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strncmp(r->at, known[i], strlen(known[i])) == 0) {
            r->at += strlen(known[i]);
            return true;
        }
    return fail(r, "reference");
}

static inline bool is_page(const char *text)
{
    struct reader r = {.at = text, .ok = true};
    const char *type = "<!DOCTYPE html>\n";
    if (strncmp(text, type, strlen(type)) != 0) return false;
    r.at += strlen(type);
    while (*r.at && r.ok) {
        if (*r.at == '<')
            tag(&r);
        else if (*r.at == '&')
            reference(&r);
        else if (*r.at == '>' || ((unsigned char)*r.at < 0x20 && *r.at != '\n') || *r.at == 0x7f)
            fail(&r, "character");
        else
            r.at++;
    }
    return r.ok && r.depth == 0;
}

/* Every id stands once, every link within the page and every reference of a drawing has its id. */
static inline void check_ids(const char *text)
{
    static const char *const uses[] = {"href=\"#", "url(#", "aria-labelledby=\"", "for=\""};
    char id[64], needle[80];
    for (const char *at = text; (at = strstr(at, " id=\"")) != NULL; at += 5) {
        snprintf(needle, sizeof needle, "%.*s\"", (int)strcspn(at + 5, "\"") + 5, at);
        const char *again = strstr(at + 5, needle);
        if (!CHECK(again == NULL)) printf("        %s\n", needle);
    }
    for (size_t u = 0; u < sizeof uses / sizeof uses[0]; u++)
        for (const char *at = text; (at = strstr(at, uses[u])) != NULL;) {
            at += strlen(uses[u]);
            snprintf(id, sizeof id, "%.*s", (int)strcspn(at, "\") "), at);
            snprintf(needle, sizeof needle, " id=\"%s\"", id);
            if (!CHECK(strstr(text, needle) != NULL)) printf("        %s\n", id);
        }
}

static inline void check_page(const char *text)
{
    CHECK(is_page(text));
    check_ids(text);
    CHECK(strstr(text, "://") == NULL);
    CHECK(strstr(text, "@import") == NULL);
    CHECK(strstr(text, "default-src &#39;none&#39;") != NULL);
    for (const char *at = text; (at = strstr(at, "url(")) != NULL; at += 4) CHECK_INT(at[4], '#');
}

#endif
