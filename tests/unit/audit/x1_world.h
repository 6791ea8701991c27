/* X1 between an administration function and the element of the world. */
#ifndef CUSTOS_TESTS_X1_WORLD_H
#define CUSTOS_TESTS_X1_WORLD_H

#include "world.h"
#include "x1_text.h"

static struct world w;
static struct stream ask, reply;
static unsigned transaction;

#define XID_1 "11111111-1111-4111-8111-111111111111"
#define XID_9 "99999999-9999-4999-8999-999999999999"
#define DID_1 "d1d1d1d1-0000-4000-8000-000000000001"

static inline void connect_from(const char *admf)
{
    ask = (struct stream){admf, "10.0.9.1", 40000, 8080, 10, 9, OAM, 1, 1};
    reply = (struct stream){"10.0.9.1", admf, 8080, 40000, 9, 10, OAM, 1, 1};
    transaction = 0;
}

static inline void start(void)
{
    open_world(&w);
    connect_from("10.0.9.60");
}

static inline void request(const char *type, const char *inner)
{
    char text[X1_TEXT_ROOM], name[64];
    snprintf(name, sizeof name, "%sRequest", type);
    post_tcp(&w, &ask, PUSH, x1_http(text, name, ++transaction, inner), false);
}

static inline void respond(const char *type, unsigned to, const char *inner)
{
    char text[X1_TEXT_ROOM], name[64];
    snprintf(name, sizeof name, "%sResponse", type);
    post_tcp(&w, &reply, PUSH, x1_http(text, name, to, inner), false);
}

static inline void exchange(const char *type, const char *inner, const char *answer)
{
    request(type, inner);
    respond(type, transaction, answer);
}

static inline const char *details(const char *xid, const char *kind, const char *target)
{
    static char text[1024];
    snprintf(text, sizeof text,
             "<taskDetails><xId>%s</xId><targetIdentifiers><targetIdentifier><%s>%s</%s></targetIdentifier></targetIdentifiers>"
             "<deliveryType>X2andX3</deliveryType><listOfDIDs><dId>" DID_1 "</dId></listOfDIDs></taskDetails>",
             xid, kind, target, kind);
    return text;
}

static inline const char *listing(const char *xid, const char *did)
{
    static char text[512];
    snprintf(text, sizeof text, "<listOfXIDs>%s%s%s</listOfXIDs><listOfDIDs>%s%s%s</listOfDIDs>", xid ? "<xId>" : "",
             xid ? xid : "", xid ? "</xId>" : "", did ? "<dId>" : "", did ? did : "", did ? "</dId>" : "");
    return text;
}

static inline void activate(const char *xid, const char *kind, const char *target)
{
    exchange("ActivateTask", details(xid, kind, target), "<oK>AcknowledgedAndCompleted</oK>");
}

#endif
