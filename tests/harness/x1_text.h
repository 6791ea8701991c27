/* X1 messages for tests, as a sender writes them. */
#ifndef CUSTOS_TESTS_X1_TEXT_H
#define CUSTOS_TESTS_X1_TEXT_H

#include <stdio.h>

#include "base/bytes.h"
#include "base/macros.h"

enum { X1_TEXT_ROOM = 8192 };

/* One message in its container; `type` with Request or Response; `inner` stands behind the header fields. */
static inline struct bytes x1_xml(char text[static X1_TEXT_ROOM], const char *type, unsigned transaction, const char *inner)
{
    const char *kind = strstr(type, "Request") ? "Request" : "Response";
    int len = snprintf(text, X1_TEXT_ROOM,
                       "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<X1%s xmlns=\"http://uri.etsi.org/03221/X1/2017/10\" "
                       "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                       "xmlns:c=\"http://uri.etsi.org/03280/common/2017/07\"><x1%sMessage xsi:type=\"%s\">"
                       "<admfIdentifier>admf</admfIdentifier><neIdentifier>ne</neIdentifier>"
                       "<messageTimestamp>2026-11-21T12:00:00Z</messageTimestamp><version>v1.13.1</version>"
                       "<x1TransactionId>00000000-0000-4000-8000-%012u</x1TransactionId>%s</x1%sMessage></X1%s>",
                       kind, kind, type, transaction, inner, kind, kind);
    ENSURE(len > 0 && len < X1_TEXT_ROOM);
    return bytes_of(text, (size_t)len);
}

/* The same in HTTP. */
static inline struct bytes x1_http(char text[static X1_TEXT_ROOM], const char *type, unsigned transaction, const char *inner)
{
    char body[X1_TEXT_ROOM];
    struct bytes xml = x1_xml(body, type, transaction, inner);
    const char *start = strstr(type, "Request") ? "POST /X1/NE HTTP/1.1\r\nHost: ne" : "HTTP/1.1 200 OK\r\nServer: ne";
    int len = snprintf(text, X1_TEXT_ROOM, "%s\r\nContent-Type: application/xml\r\nContent-Length: %zu\r\n\r\n%s", start, xml.len,
                       body);
    ENSURE(len > 0 && len < X1_TEXT_ROOM);
    return bytes_of(text, (size_t)len);
}

#endif
