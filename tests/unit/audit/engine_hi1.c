/* HI1 seen on the wire: where it differs from the register is told under coverage; the only finding is the interface that runs in
 * clear. */
#include "world.h"

enum { ROOM = 8192 };

static struct world w;
static struct stream ask;

#define A_ID "a0000000-0000-4000-8000-000000000001"

static void start(void)
{
    open_world(&w);
    ask = (struct stream){"10.0.9.60", "10.0.9.1", 40000, 8080, 10, 9, OAM, 1, 1};
}

static void post_http(const char *body)
{
    char text[ROOM];
    int len = snprintf(text, sizeof text, "POST /hi1 HTTP/1.1\r\nHost: csp\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);
    ENSURE(len > 0 && len < ROOM);
    for (size_t at = 0; at < (size_t)len; at += 1000)
        post_tcp(&w, &ask, PUSH, bytes_slice(bytes_of(text, (size_t)len), at, 1000), false);
}

/* What is ordered, where it differs from warrant W-1 of the register. */
struct order {
    const char *liid, *format, *value, *until, *delivery, *port;
};

static void order(const struct order *o)
{
    char body[ROOM - 512];
    int len = snprintf(
        body, sizeof body,
        "<HI1Message xmlns='http://uri.etsi.org/03120/common/2019/10/Core' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' "
        "xmlns:c='http://uri.etsi.org/03120/common/2016/02/Common' "
        "xmlns:a='http://uri.etsi.org/03120/common/2020/09/Authorisation' "
        "xmlns:t='http://uri.etsi.org/03120/common/2020/09/Task' xmlns:e='http://uri.etsi.org/03280/common/2017/07'>"
        "<Header><SenderIdentifier><CountryCode>NL</CountryCode><UniqueIdentifier>LEA1</UniqueIdentifier></SenderIdentifier>"
        "<Timestamp>2026-10-30T09:00:00Z</Timestamp></Header><Payload><RequestPayload><ActionRequests>"
        "<ActionRequest><CREATE><HI1Object xsi:type='a:AuthorisationObject'><ObjectIdentifier>" A_ID "</ObjectIdentifier>"
        "<a:AuthorisationReference>W-1</a:AuthorisationReference><a:AuthorisationTimespan><a:StartTime>2026-11-01T00:00:00Z"
        "</a:StartTime><a:EndTime>%s</a:EndTime></a:AuthorisationTimespan></HI1Object></CREATE></ActionRequest>"
        "<ActionRequest><CREATE><HI1Object xsi:type='t:LITaskObject'><ObjectIdentifier>b0000000-0000-4000-8000-000000000001"
        "</ObjectIdentifier><AssociatedObjects><AssociatedObject>" A_ID "</AssociatedObject></AssociatedObjects>"
        "<t:Reference>%s</t:Reference><t:TargetIdentifier><t:TargetIdentifierValues><t:TargetIdentifierValue><t:FormatType>"
        "<t:FormatOwner>ETSI</t:FormatOwner><t:FormatName>%s</t:FormatName></t:FormatType><t:Value>%s</t:Value>"
        "</t:TargetIdentifierValue></t:TargetIdentifierValues></t:TargetIdentifier>"
        "<t:DeliveryType><c:Value>%s</c:Value></t:DeliveryType><t:DeliveryDetails>"
        "<t:DeliveryDestination><t:DeliveryAddress><t:IPAddressPort><e:address><e:IPv4Address>198.51.100.7</e:IPv4Address>"
        "</e:address><e:port><e:TCPPort>%s</e:TCPPort></e:port></t:IPAddressPort></t:DeliveryAddress></t:DeliveryDestination>"
        "<t:DeliveryDestination><t:DeliveryAddress><t:IPAddressPort><e:address><e:IPv4Address>198.51.100.7</e:IPv4Address>"
        "</e:address><e:port><e:TCPPort>41003</e:TCPPort></e:port></t:IPAddressPort></t:DeliveryAddress></t:DeliveryDestination>"
        "</t:DeliveryDetails></HI1Object></CREATE></ActionRequest></ActionRequests></RequestPayload></Payload></HI1Message>",
        o->until, o->liid, o->format, o->value, o->delivery, o->port);
    ENSURE(len > 0 && (size_t)len < sizeof body);
    post_http(body);
}

/* The notes that speak of HI1, one a line. */
static const char *said(void)
{
    static char text[4096];
    size_t len = 0;
    text[0] = 0;
    for (size_t i = 0; i < w.verdict.note_count; i++)
        if (strstr(w.verdict.notes[i], "HI1")) len += (size_t)snprintf(text + len, sizeof text - len, "%s\n", w.verdict.notes[i]);
    return text;
}

static const struct {
    struct order order;
    const char *said;
} cases[] = {
    {{"LI-1", "IPv4Address", "10.46.0.7", "2026-12-01T00:00:00Z", "IRIandCC", "41002"}, ""},
    {{"LI-1", "IPv4CIDR", "10.46.0.7/32", "2026-12-01T00:00:00Z", "IRIandCC", "41002"}, ""}, /* the same in other words */
    {{"LI-9", "IPv4Address", "10.46.0.7", "2026-12-01T00:00:00Z", "IRIandCC", "41002"},
     "1 interceptions are ordered over HI1 that the register does not hold: LI-9; judged by the register alone\n"},
    {{"LI-1", "IPv4CIDR", "10.46.0.0/29", "2026-12-01T00:00:00Z", "IRIandCC", "41002"},
     "1 interceptions are ordered over HI1 that the register holds with other targets: LI-1; judged by the register alone\n"},
    {{"LI-1", "IMSI", "204041234567890", "2026-12-01T00:00:00Z", "IRIandCC", "41002"},
     "1 interceptions are ordered over HI1 that the register holds with other targets: LI-1; judged by the register alone\n"},
    {{"LI-1", "IPv4Address", "10.46.0.7", "2026-11-21T00:00:00Z", "IRIandCC", "41002"},
     "1 interceptions are ordered over HI1 that the register holds for another time: LI-1; judged by the register alone\n"},
    {{"LI-1", "IPv4Address", "10.46.0.7", "2026-12-01T00:00:00Z", "IRIOnly", "41002"},
     "1 interceptions are ordered over HI1 that the register holds with another scope: LI-1; judged by the register alone\n"},
    {{"LI-1", "IPv4Address", "10.46.0.7", "2026-12-01T00:00:00Z", "IRIandCC", "41004"},
     "1 interceptions are ordered over HI1 that the register holds with other places of delivery: LI-1; judged by the register "
     "alone\n"},
    {{"LI-1", "MACAddress", "02:00:00:00:00:01", "2026-12-01T00:00:00Z", "IRIandCC", "41002"},
     "1 orders of HI1 say what a warrant has no word for, or are not complete: not wholly compared\n"},
};

TEST(orders_against_the_register)
{
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        start();
        order(&cases[i].order);
        judge(&w);
        CHECK_TEXT(said(), cases[i].said);
        CHECK_INT(w.verdict.finding_count, 1);
        const struct verdict_finding *f = finding(&w, "unprotected-interface");
        REQUIRE(f);
        CHECK(strstr(f->summary, "The HI1 interface at 10.0.9.1:8080 runs in clear"));
        CHECK(f->evidence_count && f->evidence[0].headers_only); /* its packets name targets */
        CHECK_INT(w.verdict.intercept_count, 0);                 /* an order is no interception */
        close_world(&w);
    }
}

/* An interception that only HI1 speaks of is as much without warrant as one that nobody speaks of. */
TEST(an_order_that_was_only_seen_is_no_warrant)
{
    struct stream hi = hi_stream;
    start();
    order(&cases[2].order);
    send_hi(&w, &hi, true, "LI-9", 0);
    judge(&w);
    CHECK_INT(fired(&w, "intercept-without-warrant"), 1);
    close_world(&w);
}

/* Messages of something else, with the same words, are nobody's concern. */
TEST(other_http_is_no_hi1)
{
    start();
    post_http("<HI1Message xmlns='http://example.org/'><Header/></HI1Message>");
    post_http("{\"Header\": {}, \"RequestPayload\": {}}");
    judge(&w);
    CHECK_TEXT(said(), "");
    CHECK_INT(w.verdict.finding_count, 0);
    close_world(&w);
}

TEST(json_is_read_too)
{
    start();
    post_http("{\"Header\": {\"Timestamp\": \"2026-10-30T09:00:00Z\"}, \"Payload\": {\"RequestPayload\": {\"ActionRequests\": {"
              "\"ActionRequest\": [{\"CREATE\": {\"HI1Object\": {\"@xsi:type\": \"task:LITaskObject\", \"ObjectIdentifier\": "
              "\"1\"}}}]}}}}");
    judge(&w);
    CHECK_TEXT(said(), "1 orders of HI1 say what a warrant has no word for, or are not complete: not wholly compared\n");
    CHECK_INT(fired(&w, "unprotected-interface"), 1);
    close_world(&w);
}
