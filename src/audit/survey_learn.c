/* What packets tell about the ends of a conversation: subscribers, signalling roles, LI product. */
#include "audit/survey_learn.h"
#include "proto/gtpu.h"
#include "proto/ip.h"
#include "proto/tcp.h"

enum { SNIFF_PAYLOADS = 32 }; /* of a conversation's direction, before it is taken to be no LI product */

/* --- inside GTP-U ------------------------------------------------------------------------------------------------------- */

/* Before it can be taken as a subscriber's or a service's. */
static bool plausible(const struct ip_addr *a)
{
    if (a->family == 4) return a->bytes[0] != 0 && a->bytes[0] != 127 && a->bytes[0] < 224;
    return a->family == 6 && a->bytes[0] != 0 && a->bytes[0] != 0xff && !(a->bytes[0] == 0xfe && a->bytes[1] >> 6 == 2);
}

static void add_carrier(struct survey_inner *i, const struct ip_addr *to)
{
    for (unsigned k = 0; k < SURVEY_CARRIERS; k++) {
        if (i->carrier[k].packets && !ip_equal(&i->carrier[k].to, to)) continue;
        i->carrier[k].to = *to;
        if (i->carrier[k].packets < UINT32_MAX) i->carrier[k].packets++;
        return;
    }
}

/* Who asks: the higher port, or the sender of an echo request. Two ports from the range that systems choose from tell nothing. */
enum asker { ASKER_UNKNOWN, ASKER_SENDER, ASKER_RECEIVER };
enum { EPHEMERAL = 32768 };

static enum asker asker_of(const struct stack *st, unsigned ip, const struct five_tuple *t)
{
    if (t->sport >= EPHEMERAL && t->dport >= EPHEMERAL) return ASKER_UNKNOWN;
    if (t->sport != t->dport) return t->sport > t->dport ? ASKER_SENDER : ASKER_RECEIVER;
    if (ip + 1u >= st->depth) return ASKER_UNKNOWN;
    const struct layer *l = &st->layer[ip + 1];
    bool v4 = l->kind == LAYER_ICMP, v6 = l->kind == LAYER_ICMPV6;
    if ((v4 && l->detail == 8) || (v6 && l->detail == 128)) return ASKER_SENDER;
    if ((v4 && l->detail == 0) || (v6 && l->detail == 129)) return ASKER_RECEIVER;
    return ASKER_UNKNOWN;
}

static void add_place(struct survey *s, const struct ip_addr *a, uint8_t protocol, uint16_t port)
{
    struct survey_place key = {.addr = *a, .protocol = protocol, .port = port};
    struct survey_place *place = survey_store_add(&s->places, &key);
    if (place && place->packets < UINT32_MAX) place->packets++;
}

bool survey_take_inner(struct survey *s, const struct stack *st, unsigned ip, const struct ip_addr *carrier)
{
    struct five_tuple t;
    stack_tuple(st, ip, &t);
    if (!plausible(&t.src) || !plausible(&t.dst)) return false;
    enum asker asker = asker_of(st, ip, &t);
    struct survey_inner *src = survey_store_add(&s->inner, &t.src);
    if (src) add_carrier(src, carrier);
    if (!survey_store_add(&s->inner, &t.dst)) return false; /* counted by the store */
    if (asker != ASKER_RECEIVER) add_place(s, &t.dst, t.protocol, t.dport);
    if (asker != ASKER_SENDER) add_place(s, &t.src, t.protocol, t.sport);
    return asker == ASKER_SENDER;
}

/* --- signalling --------------------------------------------------------------------------------------------------------- */

enum { GTPC_PORT = 2123, PFCP_PORT = 8805 };
enum { GTPC1_CREATE_REQUEST = 16 };                                           /* TS 29.060 table 1 */
enum { PFCP_ASSOCIATION_SETUP_REQUEST = 5, PFCP_ESTABLISHMENT_REQUEST = 50 }; /* TS 29.244 table 7.3-1 */

static void add_traits(struct survey *s, uint16_t tap, const struct ip_addr *a, uint32_t traits)
{
    struct survey_address *r = survey_address_at(s, tap, a);
    if (r) r->traits |= traits;
}

void survey_take_signalling(struct survey *s, uint16_t tap, const struct five_tuple *t, const struct stack *st)
{
    const uint8_t *p = st->payload.data;
    if (st->payload.len < 8) return;
    if (t->dport == GTPC_PORT || t->sport == GTPC_PORT) {
        bool v1 = p[0] >> 5 == 1;
        add_traits(s, tap, &t->src, v1 ? TRAIT_GTPC1 : TRAIT_GTPC2);
        add_traits(s, tap, &t->dst, v1 ? TRAIT_GTPC1 : TRAIT_GTPC2);
        if (v1 && p[1] == GTPC1_CREATE_REQUEST) {
            add_traits(s, tap, &t->src, TRAIT_SGSN);
            add_traits(s, tap, &t->dst, TRAIT_GGSN);
        }
    }
    /* either side may ask for an association (cl. 6.2.6), but only control functions ask for sessions */
    if (t->dport == PFCP_PORT && p[1] == PFCP_ESTABLISHMENT_REQUEST) {
        add_traits(s, tap, &t->src, TRAIT_PFCP_CONTROL);
        add_traits(s, tap, &t->dst, TRAIT_PFCP_USER);
    } else if (t->dport == PFCP_PORT && p[1] == PFCP_ASSOCIATION_SETUP_REQUEST) {
        add_traits(s, tap, &t->src, TRAIT_PFCP_ASKED);
        add_traits(s, tap, &t->dst, TRAIT_PFCP_ANSWERED);
    }
}

/* --- LI product --------------------------------------------------------------------------------------------------------- */

void survey_take_segment(struct survey *s, struct survey_conversation *c, unsigned direction, const struct five_tuple *t,
                         const struct stack *st)
{
    const struct layer *l = &st->layer[st->outer_transport];
    struct tcp tcp;
    const uint8_t *p = st->payload.data;
    if (!tcp_parse(bytes_of(l->data, l->cap_len), &tcp)) return;
    /* a TLS record (RFC 8446 cl. 5.1): handshake or application data, version 3.1 to 3.4 */
    if (st->payload.len >= 5 && (p[0] == 22 || p[0] == 23) && p[1] == 3 && p[2] <= 4) c->tls = true;
    if (!c->product[direction]) {
        if (c->sniffed[direction] >= SNIFF_PAYLOADS) return;
        c->sniffed[direction]++;
        if (!intercept_sniff(st->payload, true)) return;
        c->product[direction] = true;
    }
    struct tcp_segment segment = {.flow = *t,
                                  .seq = tcp.seq,
                                  .flags = tcp.flags,
                                  .payload = st->payload,
                                  .wire_len = st->payload_wire_len,
                                  .time_ns = s->frame->time_ns,
                                  .ref = s->frame->ref};
    intercept_segment(s->tracker, &segment);
}

/* Streams are followed over all taps together, so the event's tap is where its conversation is known as product. */
static struct survey_conversation *product_conversation(struct survey *s, const struct five_tuple *t, unsigned *ret_direction,
                                                        uint16_t *ret_tap)
{
    bool forward = memcmp(&t->src, &t->dst, sizeof t->src) <= 0;
    struct survey_conversation key = {.key = {forward ? t->src : t->dst, forward ? t->dst : t->src, 0, 0, t->protocol, 0}};
    uint16_t ports[] = {t->dport, t->sport};
    *ret_direction = !forward;
    for (unsigned tap = 0; tap < s->tap_count; tap++) {
        for (size_t i = 0; i < ARRAY_LEN(ports); i++) {
            key.key.tap = *ret_tap = (uint16_t)tap;
            key.key.port = ports[i];
            struct survey_conversation *c = survey_store_find(&s->conversations, &key.key);
            if (c && c->product[!forward]) return c;
        }
    }
    return NULL;
}

void survey_take_event(void *ctx, const struct intercept_event *e)
{
    struct survey *s = ctx;
    unsigned direction;
    uint16_t tap;
    struct survey_conversation *c = product_conversation(s, &e->stream, &direction, &tap);
    if (!c || e->kind == INTERCEPT_KEEPALIVE || e->kind == INTERCEPT_CONTROL || e->kind == INTERCEPT_ORDER) return;
    bool hi = e->protocol == INTERCEPT_HI;
    c->pdus[direction]++;
    *(hi ? &c->hi : &c->x) = true;
    add_traits(s, tap, &e->stream.src, hi ? TRAIT_HI_SENDER : TRAIT_X_SENDER);
    add_traits(s, tap, &e->stream.dst, hi ? TRAIT_HI_RECEIVER : TRAIT_X_RECEIVER);
}
