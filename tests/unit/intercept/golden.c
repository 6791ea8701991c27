/* Every golden PDU (tests/golden/PROTOCOL): decoded, its fields are those of the JSON beside it; cut at any byte it gives no
 * event; with any byte changed it gives none that tells of more than it held, unless the change is in what is told. A new PDU is
 * a file in such a folder; CUSTOS_UPDATE=1 writes the JSON. */
#include <stdio.h>
#include <stdlib.h>

#include "base/fields_write.h"
#include "base/macros.h"
#include "check.h"
#include "inside_out.h"
#include "intercept/control.h"
#include "intercept/shims.h"
#include "intercept/tracker.h"
#include "intercept/x1.h"
#include "proto/null_link.h"
#include "wire/ber.h"

enum { PDU_MAX = 16384, FACTS_MAX = 64, FACT_BYTES = 40 };

struct protocol {
    enum li_protocol protocol;
    const char *folder, *ending;
    uint16_t dport; /* UDP; 0: TCP */
    bool text;      /* identifiers and addresses are written out */
    size_t before;  /* octets of type and length, or between a name and its value, before a value */
};

static const struct protocol protocols[] = {
    {LI_HI, "tests/golden/pspdu", ".ber", 0, false, 4},
    {LI_X2X3, "tests/golden/x2x3", ".bin", 0, false, 4},
    {LI_X1, "tests/golden/x1", ".xml", 0, true, 1},
    {LI_PFCP, "tests/golden/pfcp", ".bin", 8805, false, 4},
    {LI_SNMP, "tests/golden/snmp", ".bin", 161, false, 4},
    {LI_RADIUS, "tests/golden/radius", ".bin", 3799, false, 2},
    {LI_GTPV2, "tests/golden/gtpv2", ".bin", 2123, false, 4},
    {LI_DTCP, "tests/golden/dtcp", ".bin", 32001, true, 2},
    {LI_HI_BARE, "tests/golden/hi-bare", ".ber", 0, false, 4},
    {LI_HI1, "tests/golden/hi1", ".xml", 0, true, 1},
    {LI_JMIRROR, "tests/golden/shim", ".jmirror", 30030, false, 0},
    {LI_PCLI, "tests/golden/shim", ".pcli", 9000, false, 0},
    {LI_NOKIA, "tests/golden/shim", ".nokia", 49152, false, 0},
    {LI_RTBRICK, "tests/golden/shim", ".rtbrick", 49152, false, 0},
    {LI_SHIM, "tests/golden/shim", ".unknown", 12345, false, 0},
};

/* --- what its events tell ------------------------------------------------------------------------------------------------ */

enum fact_kind { FACT_KIND, FACT_XID, FACT_LIID, FACT_PLACE, FACT_SUBSCRIBER, FACT_ID };

struct fact {
    enum fact_kind kind;
    size_t len;
    uint8_t bytes[FACT_BYTES];
};

struct told {
    const struct protocol *protocol;
    unsigned events, facts;
    struct fact fact[FACTS_MAX];
};

static bool knows(const struct told *t, const struct fact *f)
{
    for (unsigned i = 0; i < t->facts; i++)
        if (t->fact[i].kind == f->kind && t->fact[i].len == f->len && memcmp(t->fact[i].bytes, f->bytes, f->len) == 0)
            return true;
    return false;
}

static void add(struct told *t, enum fact_kind kind, const void *bytes, size_t len)
{
    struct fact f = {.kind = kind, .len = len < FACT_BYTES ? len : FACT_BYTES};
    if (kind == FACT_KIND && len == 7 && memcmp(bytes, "unknown", 7) == 0) return; /* which alleges nothing */
    memcpy(f.bytes, bytes, f.len);
    if (len && !knows(t, &f) && t->facts < FACTS_MAX) t->fact[t->facts++] = f;
}

/* As it stands in the PDU. */
static void add_uuid(struct told *t, const uint8_t *u)
{
    char text[FACT_BYTES];
    snprintf(text, sizeof text, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", u[0], u[1], u[2], u[3],
             u[4], u[5], u[6], u[7], u[8], u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
    add(t, FACT_XID, t->protocol->text ? (const void *)text : u, t->protocol->text ? 36 : 16);
}

static void add_uuids(struct told *t, const struct x1_uuids *u)
{
    for (size_t i = 0; i < u->count; i++) add_uuid(t, u->list[i].bytes);
}

static void add_address(struct told *t, enum fact_kind kind, const struct ip_addr *a)
{
    char text[ADDR_TEXT];
    ip_text(a, text);
    if (t->protocol->text)
        add(t, kind, text, strlen(text));
    else
        add(t, kind, a->bytes, a->family == 6 ? 16 : a->family);
}

static void add_message(struct told *t, const struct x1_message *m)
{
    if (!m) return;
    add(t, FACT_KIND, x1_type_name(m->type), strlen(x1_type_name(m->type)));
    add_uuids(t, &m->xids);
    add_uuids(t, &m->dids);
    for (size_t i = 0; i < m->task_count; i++) {
        const struct x1_task *k = &m->tasks[i];
        if (k->has_xid) add_uuid(t, k->xid.bytes);
        add_uuids(t, &k->dids);
        for (size_t n = 0; n < k->liids.count; n++) add(t, FACT_LIID, k->liids.list[n], strlen(k->liids.list[n]));
        for (size_t n = 0; n < k->targets.count; n++)
            add(t, FACT_SUBSCRIBER, k->targets.list[n].value, strlen(k->targets.list[n].value));
    }
}

static void on_event(void *ctx, const struct intercept_event *e)
{
    struct told *t = ctx;
    t->events++;
    if (e->control) {
        add_message(t, e->control->request);
        add_message(t, e->control->answer);
        return;
    }
    add(t, FACT_KIND, intercept_kind_name(e->kind), strlen(intercept_kind_name(e->kind)));
    if (e->has_xid) add_uuid(t, e->xid);
    if (e->has_liid) add(t, FACT_LIID, e->liid, strlen(e->liid));
}

/* A trace's reference is told in hexadecimal. */
static void add_hex(struct told *t, const char *id)
{
    uint8_t octets[FACT_BYTES];
    size_t len = 0;
    unsigned octet;
    for (; len < sizeof octets && *id; id += *id == '-' ? 1 : 2)
        if (*id != '-' && sscanf(id, "%2x", &octet) == 1) octets[len++] = (uint8_t)octet;
    add(t, FACT_ID, octets, len);
}

static void add_order(struct told *t, const struct control_order *o)
{
    t->events++;
    add_address(t, FACT_PLACE, &o->place);
    add_address(t, FACT_SUBSCRIBER, &o->subscriber);
    if (t->protocol->protocol == LI_GTPV2)
        add_hex(t, o->id);
    else
        add(t, FACT_ID, o->id, strlen(o->id));
}

/* X1 travels in HTTP, with the length of the whole. */
static size_t in_http(uint8_t *room, struct bytes xml)
{
    bool request = !memmem(xml.data, xml.len, "Response", 8); /* which X1 and HI1 both say */
    int head = snprintf((char *)room, PDU_MAX, "%s\r\nContent-Length: %zu\r\n\r\n",
                        request ? "POST /X1/NE HTTP/1.1" : "HTTP/1.1 200 OK", xml.len);
    ENSURE(head > 0 && (size_t)head + xml.len <= PDU_MAX);
    memcpy(room + head, xml.data, xml.len);
    return (size_t)head + xml.len;
}

static struct five_tuple flow_of(const struct protocol *p)
{
    static const uint8_t src[] = {192, 0, 2, 1}, dst[] = {192, 0, 2, 2};
    return (struct five_tuple){ip_from_v4(src), ip_from_v4(dst), 40000, p->dport ? p->dport : 25000, p->dport ? 17 : 6};
}

struct witness {
    struct fields_writer *writer;
    struct fields fields;
    unsigned pdus;
};

static void on_pdu(void *ctx, const struct li_pdu *pdu)
{
    struct witness *w = ctx;
    if (w->pdus++) return; /* the golden one is the first */
    fields_write(&w->fields, w->writer, pdu->bytes);
    li_pdu_fields(pdu, &w->fields);
}

/* A mirror header is found by the walk over a frame: an event of these tests, of which only its first octets are told. */
static void play_shim(const struct protocol *p, struct bytes pdu, struct told *ret, struct witness *w)
{
    static struct packet packet;
    struct stack s;
    struct li_pdu shim;
    packet.len = pdu.len;
    packet.at = packet.room + sizeof packet.room - pdu.len;
    memcpy(packet.at, pdu.data, pdu.len);
    before_udp(&packet, 40000, p->dport);
    before_ipv6(&packet, 1, 2, 17);
    stack_decode(&s, LINK_RAW, packet.at, (uint32_t)packet.len, (uint32_t)packet.len);
    if (!shim_pdu(&s, &shim)) return;
    CHECK(shim.flow.dport == p->dport && shim.flow.protocol == 17);
    ret->events++;
    add(ret, FACT_ID, shim.bytes.data, 4);
    if (w) on_pdu(w, &shim);
}

static bool is_shim(const struct protocol *p)
{
    return p->protocol >= LI_JMIRROR;
}

/* What a PDU gives, in a block of exactly its size. `w` may be NULL. */
static void play(const struct protocol *p, struct bytes pdu, struct told *ret, struct witness *w)
{
    struct intercept_limits limits = {.memory_bytes = 4096};
    struct five_tuple flow = flow_of(p);
    uint8_t *copy = malloc(pdu.len ? pdu.len : 1);
    struct bytes b = bytes_of(copy, pdu.len);
    ENSURE(copy);
    if (pdu.len) memcpy(copy, pdu.data, pdu.len);
    *ret = (struct told){.protocol = p};
    if (is_shim(p)) {
        play_shim(p, b, ret, w);
        free(copy);
        return;
    }
    if (p->dport) {
        struct control_order orders[CONTROL_ORDERS];
        struct li_pdu whole;
        unsigned count = control_read(&flow, b, orders);
        for (unsigned i = 0; i < count; i++) add_order(ret, &orders[i]);
        if (control_pdu(&flow, b, &whole) && w) on_pdu(w, &whole);
        free(copy);
        return;
    }
    struct intercept_tracker *t = intercept_tracker_new(&limits, on_event, ret);
    struct tcp_segment s = {.flow = flow, .seq = 1000, .payload = b, .wire_len = (uint32_t)b.len, .ref = {0, 1}};
    ENSURE(t);
    if (w) intercept_observe(t, on_pdu, w);
    intercept_segment(t, &s);
    intercept_flush(t);
    intercept_tracker_free(t);
    free(copy);
}

/* --- decoded ------------------------------------------------------------------------------------------------------------- */

struct secrets {
    const char *text; /* that must not hold them */
    size_t len;
    unsigned count, shown;
};

static void ignore_begin(void *ctx, const char *name, bool list)
{
    (void)ctx, (void)name, (void)list;
}

static void ignore_end(void *ctx, bool list)
{
    (void)ctx, (void)list;
}

static void look_for_secret(void *ctx, const char *name, const struct field_value *v)
{
    struct secrets *s = ctx;
    (void)name;
    if (v->kind != FIELD_TARGET && v->kind != FIELD_CONTENT) return;
    s->count++;
    s->shown += v->bytes.len > 3 && memmem(s->text, s->len, v->bytes.data, v->bytes.len) != NULL;
}

static void write_json(const struct protocol *p, struct bytes pdu, bool reveal, char **ret, size_t *ret_len)
{
    struct json j;
    struct fields_writer writer = {.json = &j, .reveal = reveal};
    struct witness w = {.writer = &writer};
    struct told told;
    FILE *out = open_memstream(ret, ret_len);
    ENSURE(out);
    json_init(&j, out, true);
    json_object_begin(&j, NULL);
    json_string(&j, "protocol", li_protocol_name(p->protocol));
    json_object_begin(&j, "fields");
    play(p, pdu, &told, &w);
    json_object_end(&j);
    json_unsigned(&j, "unknown", w.fields.unknown);
    json_string(&j, "malformed", w.fields.flaw);
    json_unsigned(&j, "events", told.events);
    json_object_end(&j);
    fclose(out);
    CHECK_INT(w.pdus, 1);
}

/* Sealed, neither text nor JSON shows a target or content. */
static void check_secrecy(const struct protocol *p, struct bytes pdu, const char *text, size_t len)
{
    static const struct field_sink sink = {look_for_secret, ignore_begin, ignore_end};
    struct secrets s = {.text = text, .len = len};
    struct five_tuple flow = flow_of(p);
    struct li_pdu whole = {.protocol = p->protocol, .bytes = pdu, .flow = flow};
    struct fields f = {.sink = &sink, .ctx = &s};
    if (p->protocol == LI_X1 || p->protocol == LI_HI1) return; /* their bodies are lent only for the call; see x1_golden.c */
    if (is_shim(p)) whole.header_len = p->protocol == LI_PCLI || p->protocol == LI_RTBRICK ? 4 : 8;
    li_pdu_fields(&whole, &f);
    CHECK_INT(s.shown, 0);
}

static void check_decoded(const struct protocol *p, struct bytes pdu, const char *path)
{
    char *text = NULL, json_path[300];
    size_t len = 0;
    write_json(p, pdu, true, &text, &len);
    snprintf(json_path, sizeof json_path, "%.*s%s", (int)(strlen(path) - strlen(p->ending)), path,
             p->protocol == LI_HI1 ? ".fields.json" : ".json");
    check_golden(json_path, text, len);
    free(text);
    write_json(p, pdu, false, &text, &len);
    check_secrecy(p, pdu, text, len);
    free(text);
}

/* --- cut and changed ----------------------------------------------------------------------------------------------------- */

static void check_cut(const struct protocol *p, struct bytes pdu, const char *path)
{
    struct told told;
    for (size_t n = 0; n < pdu.len; n++) {
        play(p, bytes_slice(pdu, 0, n), &told, NULL);
        if (!told.events) continue;
        CHECK_INT(told.events, 0);
        printf("        %s: an event when cut at %zu of %zu\n", path, n, pdu.len);
        return;
    }
}

/* The octets of identifiers and lengths that lead to the payload of a PS-PDU and say what it is. */
static bool tells_hi_kind(struct bytes pdu, size_t at)
{
    struct ber_header h;
    struct bytes rest = pdu;
    size_t from = 0;
    for (unsigned level = 0; level < 5 && ber_header(rest, &h) == BER_WHOLE; level++) {
        if (at >= from && at < from + h.octets) return true;
        size_t step = level == 1 ? h.octets + (size_t)h.content_len : h.octets; /* over the header, into the others */
        from += step;
        rest = bytes_slice(rest, step, SIZE_MAX);
    }
    return false;
}

/* In the name of a variable of Cisco's tables: its column says what the value is, its index is the identifier. */
static bool in_snmp_name(struct bytes pdu, size_t at)
{
    static const uint8_t stem[] = {0x2b, 6, 1, 4, 1, 9, 9};
    for (size_t from = 2; from + sizeof stem < pdu.len; from++)
        if (memcmp(pdu.data + from, stem, sizeof stem) == 0 && at + 2 >= from && at < from + pdu.data[from - 1]) return true;
    return false;
}

/* Is a changed octet one of those that tell what `f` is about? Type and length before a value, his and that of what is now taken
 * for it, belong to it. */
static bool tells(const struct protocol *p, const struct told *whole, struct bytes pdu, size_t at, const struct fact *f)
{
    if (p->protocol == LI_HI && f->kind == FACT_KIND) return tells_hi_kind(pdu, at);
    if (p->protocol == LI_SNMP && in_snmp_name(pdu, at)) return true;
    for (size_t from = at + 1; from <= at + p->before && from + f->len <= pdu.len; from++)
        if (memcmp(pdu.data + from, f->bytes, f->len) == 0) return true;
    for (unsigned i = 0; i < whole->facts; i++) {
        const struct fact *was = &whole->fact[i];
        for (size_t from = 0; was->kind == f->kind && from + was->len <= pdu.len; from++)
            if (memcmp(pdu.data + from, was->bytes, was->len) == 0 && at + p->before >= from &&
                at < from + was->len + 2U * p->text)
                return true;
    }
    return false;
}

static void check_changed(const struct protocol *p, const struct told *whole, struct bytes pdu, size_t at, uint8_t mask,
                          const char *path)
{
    static uint8_t room[PDU_MAX];
    struct told told;
    memcpy(room, pdu.data, pdu.len);
    room[at] ^= mask;
    play(p, bytes_of(room, pdu.len), &told, NULL);
    for (unsigned i = 0; i < told.facts; i++) {
        const struct fact *f = &told.fact[i];
        if (knows(whole, f) || tells(p, whole, pdu, at, f)) continue;
        CHECK(knows(whole, f));
        printf("        %s: octet %zu changed by %02x tells of kind %d: %.*s\n", path, at, mask, f->kind, (int)f->len,
               (const char *)f->bytes);
    }
}

static void check_file_of(void *ctx, const char *path, const char *name)
{
    const struct protocol *p = ctx;
    static uint8_t room[PDU_MAX];
    size_t len = 0;
    uint8_t *data = check_file(path, &len);
    struct told whole;
    (void)name;
    REQUIRE(data && len <= PDU_MAX);
    if (p->protocol == LI_X1 || p->protocol == LI_HI1)
        len = in_http(room, bytes_of(data, len));
    else
        memcpy(room, data, len);
    free(data);
    struct bytes pdu = bytes_of(room, len);
    check_decoded(p, pdu, path);
    check_cut(p, pdu, path);
    play(p, pdu, &whole, NULL);
    for (size_t at = 0; at < len; at++) {
        if (p->protocol != LI_HI1) check_changed(p, &whole, pdu, at, 0xff, path); /* long texts, in which one change is enough */
        check_changed(p, &whole, pdu, at, 0x01, path);
    }
}

#define GOLDEN(id, index)                                                                                                        \
    TEST(id)                                                                                                                     \
    {                                                                                                                            \
        struct protocol p = protocols[index];                                                                                    \
        CHECK(check_files(p.folder, p.ending, check_file_of, &p) > 0);                                                           \
    }

GOLDEN(hi, 0)
GOLDEN(x2x3, 1)
GOLDEN(x1, 2)
GOLDEN(pfcp, 3)
GOLDEN(snmp, 4)
GOLDEN(radius, 5)
GOLDEN(gtpv2, 6)
GOLDEN(dtcp, 7)
GOLDEN(hi_bare, 8)
GOLDEN(hi1, 9)
GOLDEN(jmirror, 10)
GOLDEN(pcli, 11)
GOLDEN(nokia, 12)
GOLDEN(rtbrick, 13)
GOLDEN(unknown_shim, 14)
