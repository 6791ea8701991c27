#include "markup/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

struct xml_parser {
    xmlParserCtxtPtr xml;
    const struct xml_handler *handler;
    void *ctx;
    bool stopped, malformed, text_cut;
    unsigned depth;
    size_t text_len;
    char text[XML_TEXT_MAX];
};

void xml_stop(struct xml_parser *p)
{
    p->stopped = true;
    xmlStopParser(p->xml);
}

static void refuse(struct xml_parser *p)
{
    p->malformed = true;
    xml_stop(p);
}

static void begin(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                  const xmlChar **declared, int attribute_count, int defaulted, const xmlChar **attributes)
{
    struct xml_parser *p = ctx;
    (void)prefix, (void)namespaces, (void)declared, (void)defaulted;
    if (p->stopped) return;
    if (p->depth == XML_DEPTH_MAX) {
        refuse(p);
        return;
    }
    p->depth++;
    p->text_len = 0;
    p->text_cut = false;
    struct xml_element e = {(const char *)name, uri ? (const char *)uri : "", attributes, attribute_count};
    p->handler->begin(p->ctx, &e);
}

static void characters(void *ctx, const xmlChar *text, int len)
{
    struct xml_parser *p = ctx;
    if (p->stopped || len <= 0) return;
    size_t room = sizeof p->text - 1 - p->text_len, n = (size_t)len < room ? (size_t)len : room;
    memcpy(p->text + p->text_len, text, n);
    p->text_len += n;
    p->text_cut |= n < (size_t)len;
}

/* The text without the blanks around it. */
static const char *trimmed(struct xml_parser *p)
{
    static const char blanks[] = " \t\r\n";
    size_t len = p->text_len;
    p->text[len] = 0;
    size_t from = strspn(p->text, blanks);
    while (len > from && strchr(blanks, p->text[len - 1])) len--;
    p->text[len] = 0;
    p->text_len = 0;
    return p->text + from;
}

static void end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xml_parser *p = ctx;
    (void)name, (void)prefix, (void)uri;
    if (p->stopped || !p->depth) return;
    p->depth--;
    const char *text = trimmed(p);
    bool cut = p->text_cut;
    p->text_cut = false;
    p->handler->end(p->ctx, text, cut);
}

/* A document type declaration is where entities come from. */
static void refuse_declarations(void *ctx, const xmlChar *name, const xmlChar *external, const xmlChar *system)
{
    (void)name, (void)external, (void)system;
    refuse(ctx);
}

static xmlEntityPtr predefined_entity(void *ctx, const xmlChar *name)
{
    (void)ctx;
    return xmlGetPredefinedEntity(name);
}

static void silent(void *ctx, xmlErrorPtr error)
{
    (void)ctx, (void)error;
}

static void PRINTF_LIKE(2, 3) silent_text(void *ctx, const char *format, ...)
{
    (void)ctx, (void)format;
}

struct xml_parser *xml_parser_new(const struct xml_handler *h, void *ctx)
{
    struct xml_parser *p = calloc(1, sizeof *p);
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .internalSubset = refuse_declarations,
                         .getEntity = predefined_entity,
                         .characters = characters,
                         .cdataBlock = characters,
                         .ignorableWhitespace = characters,
                         .startElementNs = begin,
                         .endElementNs = end,
                         .serror = silent};
    if (!p) return NULL;
    xmlInitParser();
    /* of this thread: what libxml2 says of input that is not in its encoding it says past the parser, octets included */
    xmlSetStructuredErrorFunc(NULL, silent);
    xmlSetGenericErrorFunc(NULL, silent_text);
    p->handler = h;
    p->ctx = ctx;
    p->xml = xmlCreatePushParserCtxt(&sax, p, NULL, 0, NULL);
    if (!p->xml) {
        free(p);
        return NULL;
    }
    /* which encoding is declared is not asked: messages are UTF-8, or UTF-16 with its mark, and libxml2 takes the declaration of
     * any other differently where it comes in pieces */
    xmlCtxtUseOptions(p->xml, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_IGNORE_ENC);
    p->xml->sax->serror = silent;
    return p;
}

bool xml_parser_feed(struct xml_parser *p, struct bytes b)
{
    if (p->stopped || !b.len) return !p->stopped;
    if (xmlParseChunk(p->xml, (const char *)b.data, (int)b.len, 0) != 0 && !p->stopped) refuse(p);
    return !p->stopped;
}

bool xml_parser_done(struct xml_parser *p)
{
    if (!p->stopped && xmlParseChunk(p->xml, NULL, 0, 1) != 0 && !p->stopped) p->malformed = true;
    bool well_formed = !p->malformed;
    xmlDocPtr none = p->xml->myDoc;
    if (none) xmlFreeDoc(none);
    p->xml->myDoc = NULL;
    xmlFreeParserCtxt(p->xml);
    explicit_bzero(p, sizeof *p);
    free(p);
    return well_formed;
}

/* libxml2 gives five pointers an attribute: name, prefix, namespace, value, end of value. */
struct bytes xml_attribute(const struct xml_element *e, const char *uri, const char *name)
{
    const xmlChar *const *a = e->attributes;
    for (int i = 0; i < e->attribute_count; i++, a += 5)
        if (strcmp((const char *)a[0], name) == 0 && a[2] && strncmp((const char *)a[2], uri, strlen(uri)) == 0)
            return bytes_of(a[3], (size_t)(a[4] - a[3]));
    return (struct bytes){0};
}
