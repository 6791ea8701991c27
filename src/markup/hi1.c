#include "markup/hi1.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/secret.h"
#include "markup/hi1_build.h"

#define NAMESPACE_HI1    "http://uri.etsi.org/03120/"
#define NAMESPACE_COMMON "http://uri.etsi.org/03280/"
#define NAMESPACE_XSI    "http://www.w3.org/2001/XMLSchema-instance"

enum form { FORM_OPEN, FORM_XML, FORM_JSON, FORM_NONE };

struct hi1_parser {
    struct hi1_builder builder;
    enum form form;
    uint8_t mark_len;       /* FORM_OPEN: octets of a byte order mark so far, */
    bool blank;             /* and were there blanks? */
    struct xml_parser *xml; /* FORM_XML */
    uint8_t *json;          /* FORM_JSON: what came so far */
    size_t json_len, json_room;
};

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static void begin_element(void *ctx, const struct xml_element *e)
{
    struct hi1_parser *p = ctx;
    bool own = begins_with(e->uri, NAMESPACE_HI1) || begins_with(e->uri, NAMESPACE_COMMON);
    if (!hi1_begin(&p->builder, e->name, own, xml_attribute(e, NAMESPACE_XSI, "type"))) xml_stop(p->xml);
}

static void end_element(void *ctx, const char *text, bool cut)
{
    struct hi1_parser *p = ctx;
    hi1_end(&p->builder, text, cut);
    if (p->builder.full) xml_stop(p->xml);
}

struct hi1_parser *hi1_parser_new(void)
{
    struct hi1_parser *p = calloc(1, sizeof *p);
    struct hi1_message *m = calloc(1, sizeof *m);
    struct arena *a = arena_new();
    if (!p || !m || !a) {
        free(p);
        free(m);
        arena_free(a);
        return NULL;
    }
    *m = (struct hi1_message){.arena = a,
                              .sender_country = "",
                              .sender = "",
                              .receiver_country = "",
                              .receiver = "",
                              .transaction = "",
                              .version = "",
                              .time_ns = CLOCK_NONE};
    p->builder.m = m;
    return p;
}

static const uint8_t mark[] = {0xef, 0xbb, 0xbf};

/* Passes over what may stand before either form, a byte order mark and blanks, however it was cut. Returns how much of `b` it is.
 */
static size_t front(struct hi1_parser *p, struct bytes b)
{
    size_t at = 0;
    while (at < b.len && !p->blank && p->mark_len < sizeof mark && b.data[at] == mark[p->mark_len]) at++, p->mark_len++;
    if (at < b.len && p->mark_len % sizeof mark) return at;
    for (; at < b.len && memchr(" \t\r\n", b.data[at], 4); at++) p->blank = true;
    return at;
}

/* By the first character behind it: what form the body has. XML is told of all that stood before. */
static void choose_form(struct hi1_parser *p, uint8_t first)
{
    static const struct xml_handler handler = {begin_element, end_element};
    bool whole = p->mark_len % sizeof mark == 0;
    p->form = whole && first == '<' ? FORM_XML : whole && first == '{' ? FORM_JSON : FORM_NONE;
    if (p->form != FORM_XML) return;
    p->xml = xml_parser_new(&handler, p);
    if (!p->xml) p->form = FORM_NONE;
    if (p->xml) (void)xml_parser_feed(p->xml, bytes_of(mark, p->mark_len));
    if (p->xml && p->blank) (void)xml_parser_feed(p->xml, bytes_of_text(" "));
}

static bool collect(struct hi1_parser *p, struct bytes b)
{
    if (p->json_len + b.len > HI1_JSON_MAX) {
        p->form = FORM_NONE;
        p->builder.m->malformed = true;
        return false;
    }
    if (p->json_len + b.len > p->json_room) {
        size_t room = p->json_len + b.len > 2 * p->json_room ? p->json_len + b.len : 2 * p->json_room;
        uint8_t *bigger = secret_alloc(room);
        if (!bigger) return false;
        if (p->json_len) memcpy(bigger, p->json, p->json_len);
        secret_free(p->json);
        p->json = bigger;
        p->json_room = room;
    }
    memcpy(p->json + p->json_len, b.data, b.len);
    p->json_len += b.len;
    return true;
}

bool hi1_parser_feed(struct hi1_parser *p, struct bytes b)
{
    if (!b.len) return p->form != FORM_NONE;
    if (p->form == FORM_OPEN) {
        b = bytes_slice(b, front(p, b), SIZE_MAX);
        if (!b.len) return true;
        choose_form(p, b.data[0]);
    }
    if (p->form == FORM_XML) return xml_parser_feed(p->xml, b);
    return p->form == FORM_JSON && collect(p, b);
}

/* Most JSON is no HI1: parsed only when the words stand in it. */
static bool may_be_hi1(struct bytes b)
{
    static const char *const words[] = {"RequestPayload", "ResponsePayload"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (b.len && memmem(b.data, b.len, words[i], strlen(words[i]))) return true;
    return false;
}

struct hi1_message *hi1_parser_done(struct hi1_parser *p)
{
    struct hi1_message *m = p->builder.m;
    struct bytes json = bytes_of(p->json, p->json_len);
    if (p->form == FORM_XML) {
        if (!xml_parser_done(p->xml)) m->malformed = true;
    } else if (p->form == FORM_JSON && may_be_hi1(json)) {
        m->json = true;
        if (!hi1_json(&p->builder, json)) m->malformed = true;
    }
    if (p->builder.item && m->count) m->count--; /* its end was not seen */
    secret_free(p->json);
    explicit_bzero(p, sizeof *p);
    free(p);
    return m;
}

void hi1_message_free(struct hi1_message *m)
{
    if (!m) return;
    arena_free_secret(m->arena);
    free(m);
}
