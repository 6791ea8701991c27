#include "drill/orders.h"

#include "drill/control.h"
#include "drill/pfcp.h"
#include "wire/writer.h"

enum {
    OAM_AAA = 33,
    CLIENT_PORT = 40161,
    SNMP_PORT = 161,
    COA_PORT = 3799,
    DTCP_PORT = 32001,
    GTPV2_PORT = 2123,
    PRODUCT_PORT = 42003
};
enum { ORDERED_SUBSCRIBER = 5, FIRST_SEQUENCE = 0x700000, ANSWER_US = 900, MESSAGE_ROOM = 512 };

struct orders {
    struct upf *upf;
    struct order_plan plan;
    struct ip_addr place; /* of the product */
};

struct ip_addr orders_stranger(void)
{
    return addr_v4(203, 0, 113, 67);
}

struct ip_addr orders_sender(const struct order_plan *p)
{
    if (p->way == ORDER_PFCP) return upf_oam_host(OAM_SMF).addr;
    if (p->elsewhere) return orders_stranger();
    return upf_oam_host(p->way == ORDER_RADIUS ? OAM_AAA : p->way == ORDER_GTPV2 ? OAM_SMF : OAM_MDF3).addr;
}

static uint16_t port_of(enum order_way way)
{
    static const uint16_t ports[] = {[ORDER_PFCP] = PFCP_PORT,
                                     [ORDER_SNMP] = SNMP_PORT,
                                     [ORDER_RADIUS] = COA_PORT,
                                     [ORDER_DTCP] = DTCP_PORT,
                                     [ORDER_GTPV2] = GTPV2_PORT};
    return ports[way];
}

static void write_pfcp(struct writer *w, const struct orders *o, bool answer)
{
    const struct subscriber *s = &o->upf->subscribers[ORDERED_SUBSCRIBER];
    struct pfcp_session session = {.smf = orders_sender(&o->plan),
                                   .upf = upf_addr(TAP_OAM),
                                   .n3 = upf_addr(TAP_N3),
                                   .gnb = upf_gnb(s->gnb).addr,
                                   .subscriber = s->v4,
                                   .duplicate_to = o->place,
                                   .seid = s->index + 1,
                                   .teid_up = s->teid_up,
                                   .teid_down = s->teid_down};
    pfcp_write(w, PFCP_MODIFICATION, answer, FIRST_SEQUENCE, &session);
}

/* --- SNMP: a row of cTap2MediationTable --------------------------------------------------------------------------------- */

static size_t open_ber(struct writer *w, uint8_t tag)
{
    writer_u8(w, tag);
    writer_u8(w, 0);
    return w->len;
}

static void close_ber(struct writer *w, size_t start)
{
    ENSURE(!w->failed && w->len - start < 0x80);
    w->data[start - 1] = (uint8_t)(w->len - start);
}

static void ber_value(struct writer *w, uint8_t tag, const void *value, size_t len)
{
    size_t at = open_ber(w, tag);
    writer_bytes(w, bytes_of(value, len));
    close_ber(w, at);
}

/* 1.3.6.1.4.1.9.9.399.1.1.2.1.<column>.1 */
static void tap_variable(struct writer *w, uint8_t column, uint8_t tag, const void *value, size_t len)
{
    const uint8_t name[] = {0x2b, 6, 1, 4, 1, 9, 9, 0x83, 0x0f, 1, 1, 2, 1, column, 1};
    size_t at = open_ber(w, 0x30);
    ber_value(w, 6, name, sizeof name);
    ber_value(w, tag, value, len);
    close_ber(w, at);
}

static void write_snmp(struct writer *w, const struct orders *o, bool answer)
{
    static const uint8_t zero[] = {0}, one[] = {1}, four[] = {4};
    const uint8_t port[] = {0, PRODUCT_PORT >> 8, PRODUCT_PORT & 0xff};
    size_t message = open_ber(w, 0x30);
    ber_value(w, 2, one, 1);
    ber_value(w, 4, "drill", 5);
    size_t pdu = open_ber(w, answer ? 0xa2 : 0xa3);
    ber_value(w, 2, one, 1);
    ber_value(w, 2, zero, 1);
    ber_value(w, 2, zero, 1);
    size_t list = open_ber(w, 0x30);
    tap_variable(w, 3, 4, o->place.bytes, 4);
    tap_variable(w, 4, 0x42, port, sizeof port);
    tap_variable(w, 13, 2, four, 1); /* create and go */
    close_ber(w, list);
    close_ber(w, pdu);
    close_ber(w, message);
}

/* --- RADIUS: Huawei's attributes in a CoA-Request ------------------------------------------------------------------------- */

static void attribute(struct writer *w, uint8_t type, const void *value, size_t len)
{
    writer_u8(w, type);
    writer_u8(w, (uint8_t)(len + 2));
    writer_bytes(w, bytes_of(value, len));
}

static void vendor_attribute(struct writer *w, uint8_t type, const void *value, size_t len)
{
    uint8_t inner[64];
    struct writer v = writer_of(inner, sizeof inner);
    writer_u32(&v, 2011);
    attribute(&v, type, value, len);
    attribute(w, 26, inner, v.len);
}

static void write_radius(struct writer *w, const struct orders *o, bool answer)
{
    uint8_t authenticator[16];
    const uint8_t port[] = {0, 0, PRODUCT_PORT >> 8, PRODUCT_PORT & 0xff};
    content_fill(world_seed(o->upf->world), answer, authenticator, sizeof authenticator);
    size_t start = w->len;
    writer_u8(w, answer ? 44 : 43);
    writer_u8(w, 9);
    writer_u16(w, 0);
    writer_bytes(w, bytes_of(authenticator, sizeof authenticator));
    if (!answer) {
        attribute(w, 8, o->upf->subscribers[ORDERED_SUBSCRIBER].v4.bytes, 4);
        vendor_attribute(w, 101, "LI-0007", 7);
        vendor_attribute(w, 102, o->place.bytes, 4);
        vendor_attribute(w, 103, port, sizeof port);
    }
    writer_patch_u16(w, start + 2, (uint16_t)(w->len - start));
}

static void write_dtcp(struct writer *w, const struct orders *o, bool answer)
{
    char text[MESSAGE_ROOM], who[ADDR_TEXT], place[ADDR_TEXT];
    int len = answer
                  ? snprintf(text, sizeof text, "DTCP/0.7 200 OK\r\nSeq: 1\r\nCriteria-ID: 1\r\n\r\n")
                  : snprintf(text, sizeof text,
                             "ADD DTCP/0.7\r\nCsource-ID: drill\r\nCdest-ID: cd1\r\nSource-Address: %s\r\nDest-Address: *\r\n"
                             "X-JTap-Cdest-Dest-Address: %s\r\nX-JTap-Cdest-Dest-Port: %d\r\nSeq: 1\r\n\r\n",
                             ip_text(&o->upf->subscribers[ORDERED_SUBSCRIBER].v4, who), ip_text(&o->place, place), PRODUCT_PORT);
    ENSURE(len > 0 && (size_t)len < sizeof text);
    writer_bytes(w, bytes_of(text, (size_t)len));
}

/* --- GTPv2-C (TS 29.274): a Trace Session Activation, which has no answer ------------------------------------------------- */

static void gtpv2_element(struct writer *w, uint8_t type, const void *value, size_t len)
{
    writer_u8(w, type);
    writer_u16(w, (uint16_t)len);
    writer_u8(w, 0);
    writer_bytes(w, bytes_of(value, len));
}

static void write_gtpv2(struct writer *w, const struct orders *o, bool answer)
{
    static const uint8_t imsi[] = {0x00, 0x01, 0x01, 0, 0, 0, 0x60, 0xf6};
    uint8_t trace[34] = {0x00, 0xf1, 0x10, 0, 0, 42};
    if (answer) return;
    memset(trace + 6, 1, 24); /* events, elements, depth, interfaces */
    memcpy(trace + 30, o->place.bytes, 4);
    size_t start = w->len;
    writer_u8(w, 0x48); /* version 2, with a tunnel endpoint */
    writer_u8(w, 71);
    writer_u16(w, 0);
    writer_u32(w, ORDERED_SUBSCRIBER);
    writer_u32(w, 0x00001100);
    gtpv2_element(w, 1, imsi, sizeof imsi);
    gtpv2_element(w, 96, trace, sizeof trace);
    writer_patch_u16(w, start + 2, (uint16_t)(w->len - start - 4));
}

static void give_order(struct world *world, void *ctx)
{
    static void (*const writers[])(struct writer *, const struct orders *, bool) = {[ORDER_PFCP] = write_pfcp,
                                                                                    [ORDER_SNMP] = write_snmp,
                                                                                    [ORDER_RADIUS] = write_radius,
                                                                                    [ORDER_DTCP] = write_dtcp,
                                                                                    [ORDER_GTPV2] = write_gtpv2};
    const struct orders *o = ctx;
    uint16_t port = port_of(o->plan.way), peer_port = o->plan.way == ORDER_PFCP ? port : CLIENT_PORT;
    struct host peer = {orders_sender(&o->plan), upf_oam_host(o->plan.elsewhere ? OAM_ROUTER : OAM_MDF3).mac};
    if (o->plan.way == ORDER_PFCP) peer = upf_oam_host(OAM_SMF);
    (void)world;
    for (int answer = 0; answer < 2; answer++) {
        uint8_t room[MESSAGE_ROOM];
        struct writer w = writer_of(room, sizeof room);
        writers[o->plan.way](&w, o, answer);
        ENSURE(!w.failed);
        if (!w.len) continue;
        struct datagram d = {answer, port, peer_port, answer ? ANSWER_US * MICROSECOND : 0, bytes_of(room, w.len)};
        control_datagram(o->upf, &peer, &d);
    }
}

void orders_start(struct upf *u, const struct order_plan *p)
{
    if (p->way == ORDER_NONE) return;
    struct orders *o = arena_alloc(u->world->arena, sizeof *o);
    *o = (struct orders){u, *p, p->elsewhere ? orders_stranger() : upf_oam_host(OAM_MDF3).addr};
    world_at(u->world, (u->world->end_ns - u->world->start_ns) / 2, give_order, o);
}

void orders_declare(const struct order_plan *p, FILE *out)
{
    char text[ADDR_TEXT];
    struct ip_addr sender = orders_sender(p);
    if (p->way == ORDER_NONE || p->way == ORDER_PFCP || p->elsewhere) return;
    fprintf(out, "  - {from: %s/32, to: upf-1, over: udp/%u, as: signalling}\n", ip_text(&sender, text), port_of(p->way));
}
