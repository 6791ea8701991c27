/* PDUs told field by field: whatever comes, groups and lists end as often as they begin, every view lies inside the input, and
 * both writers take it all. Input: one octet for the protocol, then the PDU; of X1 and HI1 the body. */
#include <stdio.h>

#include "base/fields_write.h"
#include "hi1_text.h"
#include "intercept/control.h"
#include "intercept/pdu.h"
#include "intercept/x1.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct listener {
    struct bytes pdu;
    unsigned depth, values;
    bool parsed; /* what is told stands in what was made of the PDU, not in it */
};

static void on_value(void *ctx, const char *name, const struct field_value *v)
{
    struct listener *l = ctx;
    (void)name;
    l->values++;
    if (!l->parsed && (v->kind == FIELD_CONTENT || v->kind == FIELD_UNKNOWN || v->kind == FIELD_UUID))
        ENSURE(!v->bytes.len || (v->bytes.data >= l->pdu.data && v->bytes.data + v->bytes.len <= l->pdu.data + l->pdu.len));
    ENSURE(v->kind != FIELD_TARGET || v->word);
}

static void on_begin(void *ctx, const char *name, bool list)
{
    struct listener *l = ctx;
    (void)name, (void)list;
    ENSURE(++l->depth < JSON_DEPTH);
}

static void on_end(void *ctx, bool list)
{
    struct listener *l = ctx;
    (void)list;
    ENSURE(l->depth-- > 0);
}

static void listen(const struct li_pdu *p)
{
    static const struct field_sink sink = {on_value, on_begin, on_end};
    struct listener l = {.pdu = p->bytes, .parsed = p->x1 || p->hi1};
    struct fields f = {.sink = &sink, .ctx = &l};
    li_pdu_fields(p, &f);
    ENSURE(l.depth == 0 && f.flaw_offset <= p->bytes.len && (f.flaw || l.values || l.parsed || !p->bytes.len));
    ENSURE(li_pdu_flawed(p) == (f.flaw != NULL));
}

static void write_both(const struct li_pdu *p, FILE *out)
{
    struct json j;
    struct fields f;
    struct fields_writer w = {.out = out, .reveal = true};
    fields_write(&f, &w, p->bytes);
    li_pdu_fields(p, &f);
    json_init(&j, out, false);
    w.json = &j;
    json_object_begin(&j, NULL);
    fields_write(&f, &w, p->bytes);
    li_pdu_fields(p, &f);
    json_object_end(&j);
    ENSURE(j.depth == 0);
}

/* Orders come with their conversation: what is an order is shown too. */
static void read_orders(struct bytes b)
{
    static const uint16_t ports[] = {8805, 161, 3799, 2123};
    struct control_order orders[CONTROL_ORDERS];
    struct li_pdu p;
    for (size_t i = 0; i < ARRAY_LEN(ports); i++) {
        struct five_tuple t = {.dport = ports[i], .protocol = 17};
        unsigned count = control_read(&t, b, orders);
        ENSURE(count <= CONTROL_ORDERS);
        if (count) ENSURE(control_pdu(&t, b, &p));
    }
}

static void tell(const struct li_pdu *p, FILE *out)
{
    listen(p);
    write_both(p, out);
}

static void tell_x1(struct li_pdu *p, FILE *out)
{
    struct x1_parser *parser = x1_parser_new();
    ENSURE(parser);
    (void)x1_parser_feed(parser, p->bytes);
    struct x1_body *body = x1_parser_done(parser);
    p->x1 = body;
    if (body->is_x1) tell(p, out);
    x1_body_free(body);
}

static void tell_hi1(struct li_pdu *p, FILE *out)
{
    struct hi1_message *m = hi1_parse(p->bytes, SIZE_MAX / 2);
    p->hi1 = m;
    if (m->is_hi1) tell(p, out);
    hi1_message_free(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FILE *out;
    if (!out) out = fopen("/dev/null", "w");
    if (!out || !size) return 0;
    struct li_pdu p = {.protocol = (enum li_protocol)(data[0] % LI_PROTOCOLS), .bytes = bytes_of(data + 1, size - 1)};
    if (p.protocol == LI_X1) tell_x1(&p, out);
    if (p.protocol == LI_HI1) tell_hi1(&p, out);
    if (p.protocol == LI_X1 || p.protocol == LI_HI1) return 0;
    if (p.protocol >= LI_JMIRROR) p.header_len = size % 2 ? 4 : 8;
    if (p.protocol == LI_HI && size % 8 == 0) p.opened = p.bytes;
    tell(&p, out);
    read_orders(p.bytes);
    return 0;
}
