#include "intercept/product.h"

#include <strings.h>

#include "proto/gtpu.h"
#include "proto/hi_bare.h"
#include "proto/hi_payload.h"
#include "proto/null_link.h"
#include "proto/pspdu.h"
#include "proto/stack.h"

void product_clear(struct product *p)
{
    p->target_count = p->matched_count = 0;
    p->event = 0;
    p->has_session = false;
    p->session = 0;
    p->network[0] = 0;
    p->inner = (struct five_tuple){0};
    p->inner_bytes = 0;
    p->packet = (struct bytes){0};
    p->unknown_elements = 0;
    p->malformed = false;
    p->used = 0;
}

static void put_text(char *to, struct bytes b)
{
    for (size_t i = 0; i < b.len; i++) to[i] = b.data[i] >= 0x20 && b.data[i] < 0x7f ? (char)b.data[i] : '?';
    to[b.len] = 0;
}

void product_add(struct product *p, const char *kind, struct bytes value)
{
    if (p->target_count == PRODUCT_TARGETS || value.len == 0 || value.len >= sizeof p->text - p->used) {
        p->unknown_elements++;
        return;
    }
    char *text = p->text + p->used;
    put_text(text, value);
    p->used += value.len + 1;
    p->targets[p->target_count++] = (struct x1_target){kind, text};
}

/* --- Target identifier attributes: TS 103 221-2 cl. 5.3.18: an element of X1's TargetIdentifier as XML; some send the bare value
 * - */

static const char *const kinds[] = {"imsi",        "supiImsi",   "supiNai", "imei",       "imeisv",       "peiImei",
                                    "peiImeisv",   "e164Number", "msisdn",  "gpsiMsisdn", "gpsiNai",      "nai",
                                    "telUri",      "impi",       "impu",    "sipUri",     "emailAddress", "ipv4Address",
                                    "ipv6Address", "ipv4Cidr",   "ipv6Cidr"};

static const char *kind_named(struct bytes name)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strlen(kinds[i]) == name.len && strncasecmp(kinds[i], (const char *)name.data, name.len) == 0) return kinds[i];
    return NULL;
}

static size_t find(struct bytes b, size_t from, char what)
{
    const uint8_t *at = from < b.len ? memchr(b.data + from, what, b.len - from) : NULL;
    return at ? (size_t)(at - b.data) : b.len;
}

/* The name in a start tag that begins behind `<`, without its prefix and attributes. */
static struct bytes tag_name(struct bytes tag)
{
    size_t len = 0;
    while (len < tag.len && tag.data[len] > ' ' && tag.data[len] != '/') len++;
    size_t colon = find(bytes_slice(tag, 0, len), 0, ':');
    return colon < len ? bytes_slice(tag, colon + 1, len - colon - 1) : bytes_slice(tag, 0, len);
}

/* Elements with text of their own, whatever stands around them. */
static void add_xml(struct product *p, struct bytes b)
{
    unsigned before = p->target_count;
    size_t at = find(b, 0, '<');
    while (at < b.len) {
        size_t end = find(b, at, '>'), next = find(b, end, '<');
        struct bytes name = tag_name(bytes_slice(b, at + 1, end - at - 1));
        bool closed = next + 1 < b.len && b.data[next + 1] == '/';
        const char *kind = closed ? kind_named(name) : NULL;
        struct bytes value = end < b.len ? bytes_slice(b, end + 1, next - end - 1) : (struct bytes){0};
        if (kind && value.len && find(value, 0, '&') == value.len) product_add(p, kind, value);
        at = next;
    }
    p->unknown_elements += p->target_count == before;
}

/* Digits alone do not tell what they number. */
static void add_bare(struct product *p, struct bytes b)
{
    static const struct {
        const char *scheme, *kind;
    } schemes[] = {{"sip:", "sipUri"}, {"sips:", "sipUri"}, {"tel:", "telUri"}, {"mailto:", "emailAddress"}};
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        size_t len = strlen(schemes[i].scheme);
        if (b.len <= len || strncasecmp((const char *)b.data, schemes[i].scheme, len) != 0) continue;
        product_add(p, schemes[i].kind, b);
        return;
    }
    p->unknown_elements++;
}

/* --- Content -------------------------------------------------------------------------------------------------------------- */

static void look_inside(struct product *p, uint16_t link_type, struct bytes packet)
{
    struct stack s;
    stack_decode(&s, link_type, packet.data, (uint32_t)packet.len, (uint32_t)packet.len);
    if (s.outer_ip == STACK_NO_LAYER) {
        p->malformed |= link_type != LINK_ETHERNET;
        return;
    }
    stack_tuple(&s, s.outer_ip, &p->inner);
    p->inner_bytes = s.layer[s.outer_ip].wire_len;
    p->packet = packet;
    p->packet_link = link_type;
}

static void look_into_gtpu(struct product *p, struct bytes b)
{
    struct gtpu g;
    if (!gtpu_parse(b, &g))
        p->malformed = true;
    else if (g.type == GTPU_GPDU)
        look_inside(p, LINK_RAW, bytes_slice(b, g.header_len, SIZE_MAX));
}

static void add_xiri_target(struct product *p, const struct xiri_target *t)
{
    char text[ADDR_TEXT];
    struct ip_addr a;
    if (strcmp(t->kind, "ipv4Address") == 0)
        a = ip_from_v4(t->value.data);
    else if (strcmp(t->kind, "ipv6Address") == 0)
        a = ip_from_v6(t->value.data);
    else if (strcmp(t->kind, "macAddress") == 0 || strcmp(t->kind, "eui64") == 0)
        return; /* nothing that a warrant could name */
    else {
        product_add(p, t->kind, t->value);
        return;
    }
    product_add(p, t->kind, bytes_of_text(ip_text(&a, text)));
}

void product_of_xiri(struct product *p, struct bytes payload)
{
    struct xiri x;
    if (!xiri_decode(payload, &x)) {
        p->malformed = true;
        return;
    }
    p->event = x.event;
    p->has_session = x.has_session;
    p->session = x.session;
    p->unknown_elements += x.unknown_elements;
    put_text(p->network, bytes_slice(x.network, 0, sizeof p->network - 1));
    for (unsigned i = 0; i < x.target_count; i++) add_xiri_target(p, &x.targets[i]);
    if (x.content_kind == XIRI_CONTENT_IP) look_inside(p, LINK_RAW, x.content);
    if (x.content_kind == XIRI_CONTENT_ETHERNET) look_inside(p, LINK_ETHERNET, x.content);
}

/* Events of HI2 beside those of TS 33.128: service and number. TS 102 232-1 annex A: tags of IRIContents and CCContents. */
enum { EVENT_OF_HI = 1 << 30, IRI_CONTENTS_33128 = 19, CC_CONTENTS_33128 = 23 };

static void take_hi(struct product *p, const struct hi_payload *h)
{
    if (h->service != HI_SERVICE_NONE && h->event != HI_EVENT_NONE)
        p->event = EVENT_OF_HI | (uint32_t)h->service << 16 | h->event;
    p->unknown_elements += h->unknown_elements;
    p->malformed |= h->malformed;
    for (unsigned i = 0; i < h->target_count; i++) product_add(p, h->targets[i].kind, h->targets[i].value);
    if (h->content_kind == HI_CONTENT_IP) look_inside(p, LINK_RAW, h->content);
    if (h->content_kind == HI_CONTENT_ETHERNET) look_inside(p, LINK_ETHERNET, h->content);
}

void product_of_hi(struct product *p, const struct pspdu *pdu, uint8_t *ret_direction)
{
    struct hi_payload h;
    bool iri = pdu->payload == PSPDU_IRI;
    if (pdu->content_tag == (iri ? IRI_CONTENTS_33128 : CC_CONTENTS_33128)) {
        product_of_xiri(p, pdu->contents);
    } else if (hi_payload_decode(iri, pdu->content_tag, pdu->contents, &h)) {
        take_hi(p, &h);
        if (h.direction != 0xff) *ret_direction = h.direction;
    }
}

void product_of_bare(struct product *p, const struct hi_bare *b, uint8_t *ret_direction)
{
    struct hi_payload h;
    if (b->kind == HI_BARE_IRI)
        hi_payload_records(b->circuit_switched, b->tag, b->contents, &h);
    else if (b->kind == HI_BARE_CC_0)
        hi_payload_clear(&h), hi_content_ip(&h, b->contents);
    else if (!hi_payload_decode(false, b->tag, b->contents, &h))
        return;
    take_hi(p, &h);
    if (h.direction != 0xff) *ret_direction = h.direction;
}

const char *product_event_name(uint32_t event)
{
    return event & EVENT_OF_HI ? hi_event_name((uint8_t)(event >> 16), (uint16_t)event) : xiri_event_name(event);
}

const char *product_event_function(uint32_t event)
{
    return event & EVENT_OF_HI ? hi_service_name((uint8_t)(event >> 16)) : xiri_event_function(event);
}

static void add_attributes(struct product *p, const struct x2x3 *x, bool matched)
{
    for (unsigned i = 0; i < x->target_count; i++) {
        struct bytes text = x->targets[i].text;
        if (x->targets[i].matched != matched) continue;
        if (find(text, 0, '<') < text.len)
            add_xml(p, text);
        else
            add_bare(p, text);
    }
}

void product_of_x2x3(struct product *p, const struct x2x3 *x)
{
    add_attributes(p, x, true);
    p->matched_count = p->target_count;
    add_attributes(p, x, false);
    switch (x->format) {
    case X2X3_FORMAT_TS33128: product_of_xiri(p, x->payload); break;
    case X2X3_FORMAT_IPV4:
    case X2X3_FORMAT_IPV6: look_inside(p, LINK_RAW, x->payload); break;
    case X2X3_FORMAT_ETHERNET: look_inside(p, LINK_ETHERNET, x->payload); break;
    case X2X3_FORMAT_GTPU: look_into_gtpu(p, x->payload); break;
    default: break;
    }
    if (!p->inner.src.family) p->inner = x->flow; /* RTP and the like: the sender's word */
}
