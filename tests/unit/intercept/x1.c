#include "intercept/x1.h"

#include <stdlib.h>

#include "base/clock.h"
#include "check.h"
#include "markup/xml.h"
#include "x1_text.h"

static struct x1_body *parse_in_two(struct bytes b, size_t cut)
{
    struct x1_parser *p = x1_parser_new();
    ENSURE(p);
    if (x1_parser_feed(p, bytes_slice(b, 0, cut))) (void)x1_parser_feed(p, bytes_slice(b, cut, SIZE_MAX));
    return x1_parser_done(p);
}

static struct x1_body *parse(const char *text)
{
    return parse_in_two(bytes_of_text(text), SIZE_MAX);
}

static struct x1_body *message(const char *type, const char *inner)
{
    char text[X1_TEXT_ROOM];
    return parse_in_two(x1_xml(text, type, 7, inner), SIZE_MAX);
}

static const char task[] =
    "<taskDetails><xId>29f28e1c-f230-486a-a860-f5a784ab9172</xId><targetIdentifiers>"
    "<targetIdentifier><sipUri>sip:a&amp;b@ims.example</sipUri></targetIdentifier>"
    "<targetIdentifier><imsi>001010000000001</imsi></targetIdentifier></targetIdentifiers><deliveryType>X2andX3</deliveryType>"
    "<listOfDIDs><dId>d1d1d1d1-0000-4000-8000-000000000001</dId></listOfDIDs><listOfMediationDetails><mediationDetails>"
    "<LIID>LI-1</LIID><deliveryType>HI2Only</deliveryType><EndTime>2026-11-21T13:00:00Z</EndTime></mediationDetails>"
    "</listOfMediationDetails><implicitDeactivationAllowed>true</implicitDeactivationAllowed></taskDetails>";

static void check_task(const struct x1_body *b)
{
    REQUIRE(b->is_x1 && !b->malformed && b->count == 1);
    const struct x1_message *m = &b->list[0];
    CHECK_INT(m->type, X1_ACTIVATE_TASK);
    CHECK(!m->answer && m->unknown_elements == 0);
    CHECK_TEXT(m->admf, "admf");
    CHECK_TEXT(m->ne, "ne");
    REQUIRE(m->task_count == 1);
    const struct x1_task *t = &m->tasks[0];
    CHECK(t->has_xid && t->implicit_end);
    CHECK_INT(t->xid.bytes[0], 0x29);
    CHECK_INT(t->delivery, X1_X2_AND_X3);
    REQUIRE(t->targets.count == 2 && t->dids.count == 1 && t->liids.count == 1);
    CHECK_TEXT(t->targets.list[0].kind, "sipUri");
    CHECK_TEXT(t->targets.list[0].value, "sip:a&b@ims.example");
    CHECK_TEXT(t->targets.list[1].value, "001010000000001");
    CHECK_TEXT(t->liids.list[0], "LI-1");
    CHECK(t->start_ns == CLOCK_NONE && t->end_ns != CLOCK_NONE);
}

TEST(a_task_cut_at_every_byte)
{
    char text[X1_TEXT_ROOM];
    struct bytes b = x1_xml(text, "ActivateTaskRequest", 7, task);
    for (size_t cut = 0; cut <= b.len; cut++) {
        struct x1_body *body = parse_in_two(b, cut);
        check_task(body);
        x1_body_free(body);
    }
}

TEST(a_task_that_ends_early_is_none)
{
    char text[X1_TEXT_ROOM];
    struct bytes b = x1_xml(text, "ActivateTaskRequest", 7, task);
    size_t message_end = (size_t)(strstr(text, "</x1RequestMessage>") - text) + strlen("</x1RequestMessage>");
    for (size_t len = 0; len < b.len; len++) {
        struct x1_body *body = parse_in_two(bytes_of(text, len), SIZE_MAX);
        CHECK_INT(body->count, len >= message_end);
        CHECK(!body->is_x1 || body->malformed);
        x1_body_free(body);
    }
}

TEST(every_type)
{
    for (unsigned t = X1_UNKNOWN + 1; t < X1_TYPE_COUNT; t++) {
        char name[64];
        for (int answer = 0; answer < 2; answer++) {
            snprintf(name, sizeof name, "%s%s", x1_type_name((enum x1_type)t), answer ? "Response" : "Request");
            struct x1_body *b = message(name, "");
            REQUIRE(b->count == 1);
            CHECK_INT(b->list[0].type, t);
            CHECK_INT(b->list[0].answer, answer);
            x1_body_free(b);
        }
    }
    struct x1_body *b = message("OverthrowRequest", "");
    CHECK_INT(b->list[0].type, X1_UNKNOWN);
    x1_body_free(b);
}

TEST(destinations_and_lists)
{
    struct x1_body *b =
        message("CreateDestinationRequest",
                "<destinationDetails><dId>d2d2d2d2-0000-4000-8000-000000000666</dId><deliveryType>X3Only</deliveryType>"
                "<deliveryAddress><ipAddressAndPort><c:address><c:IPv6Address>2001:db8::1</c:IPv6Address></c:address>"
                "<c:port><c:TCPPort>8443</c:TCPPort></c:port></ipAddressAndPort></deliveryAddress></destinationDetails>");
    REQUIRE(b->count == 1 && b->list[0].destination_count == 1);
    const struct x1_destination *d = &b->list[0].destinations[0];
    CHECK(d->has_did && d->has_address && !d->udp && d->address.family == 6);
    CHECK_INT(d->port, 8443);
    CHECK_INT(b->list[0].unknown_elements, 0);
    x1_body_free(b);
    b = message("ListAllDetailsResponse", "<listOfXIDs><xId>29f28e1c-f230-486a-a860-f5a784ab9172</xId></listOfXIDs><ListOfDIDs>"
                                          "<dId>d2d2d2d2-0000-4000-8000-000000000666</dId></ListOfDIDs>");
    CHECK_INT(b->list[0].xids.count, 1);
    CHECK_INT(b->list[0].dids.count, 1);
    x1_body_free(b);
}

TEST(refusals_and_unknown_elements)
{
    struct x1_body *b = message("ErrorResponse", "<errorInformation><errorCode>3010</errorCode></errorInformation>");
    CHECK(b->list[0].failed);
    CHECK_INT(b->list[0].type, X1_ERROR);
    x1_body_free(b);
    b = message("PingRequest", "<alsoCopyTo>x</alsoCopyTo><oK xmlns=\"urn:else\"/>");
    CHECK_INT(b->list[0].unknown_elements, 2);
    x1_body_free(b);
}

TEST(not_x1)
{
    static const char *const texts[] = {"<html/>", "<X1Request/>", "{\"a\":1}", "",
                                        "<X1Request xmlns=\"urn:else\"><x1RequestMessage/>"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct x1_body *b = parse(texts[i]);
        CHECK(!b->is_x1 && b->count == 0);
        x1_body_free(b);
    }
}

/* Entities that multiply, and such that read files: refused with the declaration. */
TEST(declarations_are_refused)
{
    char text[X1_TEXT_ROOM], all[2 * X1_TEXT_ROOM];
    struct bytes b = x1_xml(text, "PingRequest", 1, "&b;");
    const char *root = strstr(text, "<X1Request");
    snprintf(all, sizeof all,
             "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">"
             "<!ENTITY f SYSTEM \"file:///etc/hostname\">]>%s",
             root);
    struct x1_body *body = parse(all);
    CHECK(body->malformed && body->count == 0);
    x1_body_free(body);
    body = parse_in_two(b, SIZE_MAX); /* and one that was never declared */
    CHECK(body->malformed && body->count == 0);
    x1_body_free(body);
}

TEST(depth_and_text_are_capped)
{
    static char deep[X1_TEXT_ROOM / 2];
    for (unsigned i = 0; i < XML_DEPTH_MAX; i++) memcpy(deep + 3 * i, "<a>", 4);
    struct x1_body *b = message("PingRequest", deep);
    CHECK(b->malformed && b->count == 0);
    x1_body_free(b);
    memset(deep, 'x', XML_TEXT_MAX + 10);
    memcpy(deep, "<oK>", 4);
    snprintf(deep + XML_TEXT_MAX + 10, 8, "</oK>");
    b = message("PingRequest", deep);
    REQUIRE(b->count == 1);
    CHECK_INT(b->list[0].unknown_elements, 1);
    x1_body_free(b);
}
