#include "drill/hi1.h"

#include "drill/feed.h"
#include "drill/text.h"

enum { MESSAGE_ROOM = 8192, HEAD_ROOM = 256, ORDER_MS = 60, ANSWER_MS = 35 };

#define AUTHORISATION "a0000000-0000-4000-8000-000000000001"
#define TASK          "b0000000-0000-4000-8000-000000000001"

struct hi1 {
    struct feed *feed;
    enum hi1_plan plan;
    const struct hi1_order *order;
};

static struct ip_addr authority(void)
{
    return addr_v4(203, 0, 113, 20);
}

static void put_begin(struct text *t, const char *sender, const char *receiver, int64_t now_ns)
{
    char when[CLOCK_TEXT];
    text_put(
        t,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<HI1Message xmlns=\"http://uri.etsi.org/03120/common/2019/10/Core\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
        "xmlns:common=\"http://uri.etsi.org/03120/common/2016/02/Common\" "
        "xmlns:auth=\"http://uri.etsi.org/03120/common/2020/09/Authorisation\" "
        "xmlns:task=\"http://uri.etsi.org/03120/common/2020/09/Task\" xmlns:etsi=\"http://uri.etsi.org/03280/common/2017/07\">"
        "<Header><SenderIdentifier><CountryCode>NL</CountryCode><UniqueIdentifier>%s</UniqueIdentifier></SenderIdentifier>"
        "<ReceiverIdentifier><CountryCode>NL</CountryCode><UniqueIdentifier>%s</UniqueIdentifier></ReceiverIdentifier>"
        "<TransactionIdentifier>1c1f0c1e-4d0f-4a36-9a0e-0f3a7b1c0001</TransactionIdentifier><Timestamp>%s</Timestamp>"
        "<Version><ETSIVersion>V1.13.1</ETSIVersion></Version></Header><Payload>",
        sender, receiver, clock_rfc3339(now_ns, when));
}

static void put_destinations(struct text *t, const struct hi1_order *o)
{
    char address[ADDR_TEXT];
    text_put(t, "<task:DeliveryDetails>");
    for (int i = 0; i < 2; i++)
        text_put(t,
                 "<task:DeliveryDestination><task:DeliveryAddress><task:IPAddressPort><etsi:address><etsi:IPv4Address>%s"
                 "</etsi:IPv4Address></etsi:address><etsi:port><etsi:TCPPort>%u</etsi:TCPPort></etsi:port></task:IPAddressPort>"
                 "</task:DeliveryAddress></task:DeliveryDestination>",
                 ip_text(&o->deliver_to[i], address), o->ports[i]);
    text_put(t, "</task:DeliveryDetails>");
}

/* An authorisation and the task that goes with it. */
static void put_request(struct text *t, const struct hi1 *h)
{
    const struct hi1_order *o = h->order;
    char target[ADDR_TEXT];
    text_put(t,
             "<RequestPayload><ActionRequests><ActionRequest><ActionIdentifier>0</ActionIdentifier><CREATE>"
             "<HI1Object xsi:type=\"auth:AuthorisationObject\"><ObjectIdentifier>" AUTHORISATION "</ObjectIdentifier>"
             "<auth:AuthorisationReference>%s</auth:AuthorisationReference><auth:AuthorisationTimespan><auth:StartTime>%s"
             "</auth:StartTime><auth:EndTime>%s</auth:EndTime></auth:AuthorisationTimespan></HI1Object></CREATE></ActionRequest>"
             "<ActionRequest><ActionIdentifier>1</ActionIdentifier><CREATE><HI1Object xsi:type=\"task:LITaskObject\">"
             "<ObjectIdentifier>" TASK "</ObjectIdentifier><AssociatedObjects><AssociatedObject>" AUTHORISATION
             "</AssociatedObject></AssociatedObjects><task:Reference>%s</task:Reference><task:TargetIdentifier>"
             "<task:TargetIdentifierValues><task:TargetIdentifierValue><task:FormatType><task:FormatOwner>ETSI</task:FormatOwner>"
             "<task:FormatName>IPv4Address</task:FormatName></task:FormatType><task:Value>%s</task:Value>"
             "</task:TargetIdentifierValue></task:TargetIdentifierValues></task:TargetIdentifier><task:DeliveryType>"
             "<common:Value>%s</common:Value></task:DeliveryType>",
             o->warrant, o->from, h->plan == HI1_LONGER ? o->longer : o->until, h->plan == HI1_UNHELD ? "NL-LEA9-0001" : o->liid,
             ip_text(h->plan == HI1_OTHER_TARGET ? &o->other : &o->target, target), o->content ? "IRIandCC" : "IRIOnly");
    put_destinations(t, o);
    text_put(t, "</HI1Object></CREATE></ActionRequest></ActionRequests></RequestPayload>");
}

static void put_answer(struct text *t)
{
    text_put(t, "<ResponsePayload><ActionResponses><ActionResponse><ActionIdentifier>0</"
                "ActionIdentifier><CREATEResponse><Identifier>" AUTHORISATION
                "</Identifier></CREATEResponse></ActionResponse><ActionResponse><ActionIdentifier>1</ActionIdentifier>"
                "<CREATEResponse><Identifier>" TASK "</Identifier></CREATEResponse></ActionResponse></ActionResponses>"
                "</ResponsePayload>");
}

/* In HTTP, in segments. */
static void send_message(struct hi1 *h, bool answer)
{
    char body[MESSAGE_ROOM], all[MESSAGE_ROOM + HEAD_ROOM];
    int64_t now_ns = h->feed->upf->world->now_ns;
    struct text b = {body, 0, sizeof body}, t = {all, 0, sizeof all};
    put_begin(&b, answer ? "CSP1" : "LEA1", answer ? "LEA1" : "CSP1", now_ns);
    if (answer)
        put_answer(&b);
    else
        put_request(&b, h);
    text_put(&b, "</Payload></HI1Message>");
    text_put(&t, "%s\r\nContent-Type: application/xml\r\nContent-Length: %zu\r\n\r\n%s",
             answer ? "HTTP/1.1 200 OK" : "POST /hi1 HTTP/1.1\r\nHost: csp", b.len, body);
    for (size_t at = 0; at < t.len; at += TCP_MSS) {
        struct bytes piece = bytes_slice(bytes_of(all, t.len), at, TCP_MSS);
        if (answer)
            feed_write(h->feed, piece);
        else
            feed_answer(h->feed, piece);
    }
}

static void answer(struct world *w, void *ctx)
{
    (void)w;
    send_message(ctx, true);
}

static void order(struct world *w, void *ctx)
{
    send_message(ctx, false);
    world_at(w, ANSWER_MS * MILLISECOND, answer, ctx);
}

void hi1_start(struct upf *u, enum hi1_plan p, const struct hi1_order *o)
{
    struct feed_options options = {
        .tap = TAP_ADMF, .next_hop = upf_oam_host(OAM_ROUTER), .dst = authority(), .port = HI1_PORT, .serves = true};
    if (p == HI1_NONE) return;
    struct hi1 *h = arena_alloc(u->world->arena, sizeof *h);
    *h = (struct hi1){feed_new(u, &options), p, o};
    world_at(u->world, ORDER_MS * MILLISECOND, order, h);
}

void hi1_declare_elements(enum hi1_plan p, FILE *out)
{
    char address[ADDR_TEXT];
    struct ip_addr a = authority();
    if (p != HI1_NONE)
        fprintf(out, "  - {name: authority-1, supplier: State, role: LEMF, zone: outside, addresses: [%s]}\n",
                ip_text(&a, address));
}

void hi1_declare(enum hi1_plan p, FILE *out)
{
    if (p != HI1_NONE) fprintf(out, "  - {from: authority-1, to: admf-1, over: tcp/%d, as: signalling}\n", HI1_PORT);
}

const char *hi1_remark(enum hi1_plan p)
{
    switch (p) {
    case HI1_OTHER_TARGET: return "1 interceptions are ordered over HI1 that the register holds with other targets: ";
    case HI1_LONGER: return "1 interceptions are ordered over HI1 that the register holds for another time: ";
    case HI1_UNHELD: return "1 interceptions are ordered over HI1 that the register does not hold: NL-LEA9-0001";
    case HI1_NONE:
    case HI1_MATCHING: break;
    }
    return NULL;
}
