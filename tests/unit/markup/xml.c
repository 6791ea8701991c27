#include "markup/xml.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"

/* What the handler saw, as text: "<ns|name" and ">text". */
struct seen {
    char text[8192];
    size_t len;
    bool cut, stop_at_stop;
    struct xml_parser *parser;
};

static void note(struct seen *s, const char *mark, const char *a, const char *b)
{
    int len = snprintf(s->text + s->len, sizeof s->text - s->len, "%s%s%s", mark, a, b);
    if (len > 0 && s->len + (size_t)len < sizeof s->text) s->len += (size_t)len;
}

static void begin(void *ctx, const struct xml_element *e)
{
    struct seen *s = ctx;
    char kind[32] = "";
    struct bytes type = xml_attribute(e, "urn:types", "type");
    if (type.len && type.len < sizeof kind - 1) snprintf(kind, sizeof kind, "=%.*s", (int)type.len, (const char *)type.data);
    note(s, "<", e->uri, "|");
    note(s, e->name, kind, "");
    if (s->stop_at_stop && strcmp(e->name, "stop") == 0) xml_stop(s->parser);
}

static void end(void *ctx, const char *text, bool cut)
{
    struct seen *s = ctx;
    s->cut |= cut;
    note(s, ">", cut ? "" : text, "");
}

static const struct xml_handler handler = {begin, end};

/* Fed in pieces of `step` bytes. */
static bool parse(struct seen *s, struct bytes b, size_t step)
{
    *s = (struct seen){.stop_at_stop = true};
    struct xml_parser *p = xml_parser_new(&handler, s);
    s->parser = p;
    if (!CHECK(p)) return false;
    for (size_t at = 0; at < b.len; at += step)
        if (!xml_parser_feed(p, bytes_slice(b, at, step))) break;
    return xml_parser_done(p);
}

static const struct {
    const char *document, *seen;
    bool well_formed;
} cases[] = {
    {"<a/>", "<|a>", true},
    {"<a xmlns='urn:x'> <b> 1 2\n</b>tail </a>", "<urn:x|a<urn:x|b>1 2>tail", true},
    {"<p:a xmlns:p='urn:p' xmlns:t='urn:types:1' t:type='p:Task' type='no'/>", "<urn:p|a=p:Task>", true},
    {"<a>&lt;&amp;&#x41;<![CDATA[<b>]]></a>", "<|a><&A<b>", true},
    {"<a><stop/><b/></a>", "<|a<|stop", true}, /* all that was read was well formed */
    {"", "", false},
    {"text", "", false},
    {"<a>", "<|a", false},
    {"<a></b>", "<|a", false},
    {"<a>&other;</a>", "<|a", false},
    {"<p:a/>", "<|a>", true}, /* a prefix that nobody declared is no namespace */
    {"<!DOCTYPE a><a/>", "", false},
    {"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "", false},
    {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "", false},
};

TEST(documents_whole_and_in_pieces)
{
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct seen s;
        struct bytes b = bytes_of_text(cases[i].document);
        for (size_t step = b.len ? b.len : 1; step; step = step == b.len && step > 3 ? 3 : step - 1) {
            CHECK_INT(parse(&s, b, step), cases[i].well_formed);
            if (cases[i].well_formed) CHECK_TEXT(s.text, cases[i].seen);
        }
        if (!cases[i].well_formed && *cases[i].seen == 0) CHECK_TEXT(s.text, "");
    }
}

TEST(depth_is_capped)
{
    for (unsigned depth = XML_DEPTH_MAX - 1; depth <= XML_DEPTH_MAX + 1; depth++) {
        char text[8 * XML_DEPTH_MAX] = "";
        struct seen s;
        for (unsigned i = 0; i < depth; i++) strcat(text, "<a>");
        for (unsigned i = 0; i < depth; i++) strcat(text, "</a>");
        CHECK_INT(parse(&s, bytes_of_text(text), 50), depth <= XML_DEPTH_MAX);
    }
}

TEST(text_is_capped_and_said_so)
{
    for (unsigned len = XML_TEXT_MAX - 2; len <= XML_TEXT_MAX + 1; len++) {
        char text[2 * XML_TEXT_MAX];
        struct seen s;
        snprintf(text, sizeof text, "<a>%*d</a>", (int)len, 1);
        CHECK(parse(&s, bytes_of_text(text), 7));
        CHECK_INT(s.cut, len >= XML_TEXT_MAX);
    }
}

/* An entity that doubles with every level is refused before it is one. */
TEST(entities_are_not_expanded)
{
    static const char bomb[] = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;&c;&c;</a>";
    struct seen s;
    CHECK(!parse(&s, bytes_of_text(bomb), 11));
    CHECK_TEXT(s.text, "");
}
