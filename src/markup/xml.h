/* XML that an attacker may have written, pushed piece by piece: libxml2's SAX2 interface with namespaces.
 *
 * Document type declarations, entities other than the five predefined ones, and everything from the network are refused: a
 * document that declares anything is malformed from there on. Depth and text are capped. Nothing is kept but the text under way,
 * which is wiped at the end. Source: XML 1.0, Namespaces in XML 1.0. */
#ifndef CUSTOS_MARKUP_XML_H
#define CUSTOS_MARKUP_XML_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { XML_DEPTH_MAX = 32, XML_TEXT_MAX = 512 };

struct xml_parser; /* opaque */

/* An element's start. Borrowed for the call. */
struct xml_element {
    const char *name, *uri; /* local name; namespace, "" without one */
    const void *attributes; /* for xml_attribute only */
    int attribute_count;
};

/* The handler may call xml_stop. `text` is what stands between an element's end and the tag before it, without the blanks around
 * it; `cut`: there was more than XML_TEXT_MAX - 1 bytes of it. */
struct xml_handler {
    void (*begin)(void *ctx, const struct xml_element *e);
    void (*end)(void *ctx, const char *text, bool cut);
};

struct xml_parser *xml_parser_new(const struct xml_handler *h, void *ctx) MUST_USE; /* NULL when out of memory */

/* The next bytes, however cut. False: no more is needed (stopped, or malformed). */
bool xml_parser_feed(struct xml_parser *p, struct bytes b);

/* No more callbacks. */
void xml_stop(struct xml_parser *p);

/* The end of the document; frees the parser. True when it was well formed, as far as it was read when stopped before. */
bool xml_parser_done(struct xml_parser *p);

/* The value of the attribute `name` of the namespace that begins with `uri`; empty when there is none. */
struct bytes xml_attribute(const struct xml_element *e, const char *uri, const char *name);

#endif
