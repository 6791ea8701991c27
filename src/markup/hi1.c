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

/* A byte order mark may stand before either form. */
static struct bytes behind_mark(struct bytes b)
{
    static const uint8_t mark[] = {0xef, 0xbb, 0xbf};
    bool marked = b.len >= sizeof mark && memcmp(b.data, mark, sizeof mark) == 0;
    return bytes_slice(b, marked ? sizeof mark : 0, SIZE_MAX);
}

/* By the first character that is no blank: what form the body has. */
static void choose_form(struct hi1_parser *p, struct bytes b)
{
    static const struct xml_handler handler = {begin_element, end_element};
    size_t at = 0;
    b = behind_mark(b);
    while (at < b.len && memchr(" \t\r\n", b.data[at], 4)) at++;
    if (at == b.len) return;
    p->form = b.data[at] == '<' ? FORM_XML : b.data[at] == '{' ? FORM_JSON : FORM_NONE;
    if (p->form == FORM_XML) p->xml = xml_parser_new(&handler, p);
    if (p->form == FORM_XML && !p->xml) p->form = FORM_NONE;
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
    if (p->form == FORM_OPEN) choose_form(p, b);
    if (p->form == FORM_XML) return xml_parser_feed(p->xml, b);
    return p->form == FORM_JSON ? collect(p, b) : p->form == FORM_OPEN;
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
    struct bytes json = behind_mark(bytes_of(p->json, p->json_len));
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
