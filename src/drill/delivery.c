#include "drill/delivery.h"

#include "drill/traffic.h"

#include "wire/writer.h"

enum pdu_type { PDU_X2 = 1, PDU_X3 = 2, PDU_KEEPALIVE = 3, PDU_KEEPALIVE_ACK = 4 };
enum { FORMAT_NONE = 0, FORMAT_33128 = 2, FORMAT_IPV4 = 5 };
enum { DIRECTION_NONE = 0, DIRECTION_TO_TARGET = 2, DIRECTION_FROM_TARGET = 3, DIRECTION_NOT_APPLICABLE = 5 };
enum { VERSION = 0x0005, HEADER_BYTES = 40, ATTRIBUTE_SEQUENCE = 8, ATTRIBUTE_TIMESTAMP = 9 };
enum { REPORT_MS = 1500, KEEPALIVE_MS = 4000 };

struct pdu {
    enum pdu_type type;
    uint16_t format, direction;
    const uint8_t *xid;
    uint64_t correlation;
    uint32_t sequence;
    int64_t time_ns;
};

/* TS 103 221-2 cl. 5: header, conditional attributes, payload. */
static void write_pdu(struct writer *w, const struct pdu *d, struct bytes payload)
{
    writer_u16(w, VERSION);
    writer_u16(w, (uint16_t)d->type);
    writer_u32(w, 0);
    writer_u32(w, (uint32_t)payload.len);
    writer_u16(w, d->format);
    writer_u16(w, d->direction);
    writer_bytes(w, bytes_of(d->xid, XID_BYTES));
    writer_u64(w, d->correlation);
    writer_u16(w, ATTRIBUTE_SEQUENCE);
    writer_u16(w, 4);
    writer_u32(w, d->sequence);
    if (d->time_ns != CLOCK_NONE) {
        writer_u16(w, ATTRIBUTE_TIMESTAMP);
        writer_u16(w, 8);
        writer_u32(w, (uint32_t)(d->time_ns / CLOCK_SECOND));
        writer_u32(w, (uint32_t)(d->time_ns % CLOCK_SECOND));
    }
    writer_patch_u32(w, 4, (uint32_t)w->len);
    writer_bytes(w, payload);
    ENSURE(!w->failed);
}

static void send_content(void *ctx, bool uplink, const struct packet *ip)
{
    struct delivery *d = ctx;
    struct bytes content = packet_bytes(ip);
    if (content.data[0] >> 4 != 4 || !d->x3 || !d->x3->open) return;
    if (d->handover && !d->mediated) {
        handover_content(d->handover, uplink, content, d->upf->world->now_ns);
        d->cc++;
        return;
    }
    uint8_t text[HEADER_BYTES + 32 + PACKET_ROOM];
    struct writer w = writer_of(text, sizeof text);
    struct pdu pdu = {PDU_X3, FORMAT_IPV4,          uplink ? DIRECTION_FROM_TARGET : DIRECTION_TO_TARGET, d->xid, d->correlation,
                      0,      d->upf->world->now_ns};
    pdu.sequence = d->cc_sequence++;
    if (d->flaw == FLAW_LOST && pdu.sequence % 40 == 39) return;
    write_pdu(&w, &pdu, content);
    feed_write(d->x3, bytes_of(text, w.len));
    d->cc++;
}

/* What a mediation function makes of it. */
static void hand_over(struct delivery *d, bool uplink, const struct packet *ip)
{
    struct bytes content = packet_bytes(ip);
    if (content.data[0] >> 4 != 4 || !d->mediated || !d->handover->feed->open) return;
    if (d->flaw == FLAW_HANDED_IN_PART && d->seen++ % 3 == 1) return;
    for (unsigned times = d->flaw == FLAW_HANDED_TWICE ? 2 : 1; times; times--) {
        handover_content(d->handover, uplink, content, d->upf->world->now_ns);
        d->handed++;
    }
}

static bool is_active(const struct delivery *d)
{
    int64_t now_ns = d->upf->world->now_ns;
    return now_ns >= d->from_ns && now_ns < d->until_ns;
}

/* Bytes that begin no PDU, then the packet. */
static void send_between(struct delivery *d, const struct packet *ip)
{
    uint8_t text[4 + PACKET_ROOM];
    struct writer w = writer_of(text, sizeof text);
    writer_u32(&w, (uint32_t)ip->len);
    writer_bytes(&w, packet_bytes(ip));
    ENSURE(!w.failed);
    if (d->x3 && d->x3->open) feed_write(d->x3, bytes_of(text, w.len));
}

static void see_other(void *ctx, bool uplink, const struct packet *ip)
{
    struct delivery *d = ctx;
    if (!is_active(d)) return;
    if (d->flaw == FLAW_BETWEEN)
        send_between(d, ip);
    else
        send_content(d, uplink, ip);
}

static void see_packet(void *ctx, bool uplink, const struct packet *ip)
{
    struct delivery *d = ctx;
    if (d->flaw == FLAW_GOES_ON && d->upf->world->now_ns >= d->until_ns) hand_over(d, uplink, ip);
    if (!is_active(d)) return;
    int side = uplink ? 0 : 1;
    if (d->summary[side].packets++ == 0) d->summary[side].first_ns = d->upf->world->now_ns;
    d->summary[side].last_ns = d->upf->world->now_ns;
    d->summary[side].bytes += ip->len;
    if (d->flaw == FLAW_GAPS && d->seen++ % 3 == 1) return;
    send_content(ctx, uplink, ip);
    hand_over(d, uplink, ip);
    if (d->flaw == FLAW_TWICE) send_content(ctx, uplink, ip);
}

/* BER with short lengths: everything in a summary report is small. */
static void tlv(struct writer *w, uint8_t tag, const void *value, size_t len)
{
    ENSURE(len < 128);
    writer_u8(w, tag);
    writer_u8(w, (uint8_t)len);
    writer_bytes(w, bytes_of(value, len));
}

static void tlv_integer(struct writer *w, uint8_t tag, uint32_t v)
{
    uint8_t text[5] = {0};
    store_be32(text + 1, v);
    size_t skip = 0;
    while (skip < 4 && text[skip] == 0 && text[skip + 1] < 0x80) skip++;
    tlv(w, tag, text + skip, sizeof text - skip);
}

static void tlv_address(struct writer *w, uint8_t tag, const struct ip_addr *a)
{
    uint8_t choice[6] = {0x81, 4};
    memcpy(choice + 2, a->bytes, 4);
    tlv(w, tag, choice, sizeof choice);
}

static void tlv_time(struct writer *w, uint8_t tag, int64_t time_ns)
{
    char t[CLOCK_TEXT]; /* 2026-11-21T10:00:00.000000000Z to 20261121100000Z */
    clock_rfc3339(time_ns, t);
    const uint8_t g[15] = {(uint8_t)t[0],  (uint8_t)t[1],  (uint8_t)t[2],  (uint8_t)t[3],  (uint8_t)t[5],
                           (uint8_t)t[6],  (uint8_t)t[8],  (uint8_t)t[9],  (uint8_t)t[11], (uint8_t)t[12],
                           (uint8_t)t[14], (uint8_t)t[15], (uint8_t)t[17], (uint8_t)t[18], 'Z'};
    tlv(w, tag, g, sizeof g);
}

/* PDSummaryReport, XIRIEvent [15] (TS 33.128 cl. 6.2.3.5 and Annex A): what the target exchanged with the packet network. */
static void write_summary(struct writer *w, const struct delivery *d, int side)
{
    static const uint8_t oid[] = {4, 19, 17, 0, 1}; /* threeGPP ts33128 r17 version0 xIRI */
    uint8_t inner[128], event[128], choice[128];
    struct ip_addr far = traffic_server(false, 0);
    struct writer r = writer_of(inner, sizeof inner), c = writer_of(choice, sizeof choice), e = writer_of(event, sizeof event);
    tlv_integer(&r, 0x81, 1); /* PDU session */
    tlv_address(&r, 0xa2, side == 0 ? &d->target->v4 : &far);
    tlv_address(&r, 0xa4, side == 0 ? &far : &d->target->v4);
    tlv_integer(&r, 0x86, IP_TCP);
    tlv_integer(&r, 0x88, side == 0 ? 1 : 2); /* from, to the target */
    tlv_integer(&r, 0x89, 1);                 /* timer expiry */
    tlv_time(&r, 0x8a, d->summary[side].first_ns);
    tlv_time(&r, 0x8b, d->summary[side].last_ns);
    tlv_integer(&r, 0x8c, d->summary[side].packets);
    tlv_integer(&r, 0x8d, d->summary[side].bytes);
    tlv(&c, 0xaf, inner, r.len);
    tlv(&e, 0x81, oid, sizeof oid);
    tlv(&e, 0xa2, choice, c.len);
    tlv(w, 0x30, event, e.len);
    ENSURE(!r.failed && !c.failed && !e.failed && !w->failed);
}

static void report(struct world *w, void *ctx)
{
    struct delivery *d = ctx;
    for (int side = 0; side < 2; side++) {
        if (d->summary[side].packets == 0 || !d->x2->open || !is_active(d)) continue;
        uint8_t payload[160], text[256];
        struct writer body = writer_of(payload, sizeof payload), out = writer_of(text, sizeof text);
        struct pdu pdu = {PDU_X2, FORMAT_33128, DIRECTION_NOT_APPLICABLE, d->xid, d->correlation, d->iri_sequence++, w->now_ns};
        write_summary(&body, d, side);
        write_pdu(&out, &pdu, bytes_of(payload, body.len));
        feed_write(d->x2, bytes_of(text, out.len));
        d->iri++;
        d->summary[side].packets = d->summary[side].bytes = 0;
    }
    if (!world_closing(w)) world_at(w, REPORT_MS * MILLISECOND, report, d);
}

struct delivery *delivery_start(struct upf *u, const struct delivery_options *o)
{
    struct delivery *d = arena_alloc(u->world->arena, sizeof *d);
    *d = (struct delivery){.upf = u, .target = o->target, .x2 = o->x2, .x3 = o->x3, .flaw = o->flaw};
    d->from_ns = u->world->start_ns + o->from_ns;
    d->until_ns = o->until_ns ? u->world->start_ns + o->until_ns : INT64_MAX;
    d->correlation = world_seed(u->world);
    memcpy(d->xid, o->xid, XID_BYTES);
    d->mirror = (struct mirror){see_packet, d, NULL};
    upf_watch(o->target, &d->mirror);
    d->other = (struct mirror){see_other, d, NULL};
    d->other_target = &u->subscribers[(o->target->index + 1) % u->options.subscribers];
    if (o->flaw == FLAW_OTHERS || o->flaw == FLAW_BETWEEN) upf_watch(d->other_target, &d->other);
    if (o->x2) world_at(u->world, REPORT_MS * MILLISECOND, report, d);
    return d;
}

void delivery_hand_over(struct delivery *d, const char *liid, enum handover_hashes hashes)
{
    d->handover = arena_alloc(d->upf->world->arena, sizeof *d->handover);
    *d->handover = (struct handover){.feed = d->x3, .liid = liid, .hashes = hashes, .cin = (uint32_t)d->correlation};
}

void delivery_mediate(struct delivery *d, const char *liid, struct feed *hi3)
{
    delivery_hand_over(d, liid, HANDOVER_SOUND);
    d->handover->feed = hi3;
    d->mediated = true;
}

static void write_keepalive(struct feed *f, enum pdu_type type, uint32_t sequence)
{
    static const uint8_t nobody[XID_BYTES];
    uint8_t text[64];
    struct writer w = writer_of(text, sizeof text);
    struct pdu pdu = {type, FORMAT_NONE, DIRECTION_NONE, nobody, 0, sequence, CLOCK_NONE};
    write_pdu(&w, &pdu, bytes_of(NULL, 0));
    if (type == PDU_KEEPALIVE)
        feed_write(f, bytes_of(text, w.len));
    else
        feed_answer(f, bytes_of(text, w.len));
}

struct keepalive {
    struct feed *feed;
    uint32_t sequence;
    bool answer_due;
};

static void keepalive_tick(struct world *w, void *ctx)
{
    struct keepalive *k = ctx;
    if (k->answer_due)
        write_keepalive(k->feed, PDU_KEEPALIVE_ACK, k->sequence++);
    else if (world_closing(w))
        return;
    else
        write_keepalive(k->feed, PDU_KEEPALIVE, k->sequence);
    k->answer_due = !k->answer_due;
    world_at(w, k->answer_due ? MILLISECOND : KEEPALIVE_MS * MILLISECOND, keepalive_tick, k);
}

void delivery_keepalive(struct feed *f)
{
    struct keepalive *k = arena_alloc(f->upf->world->arena, sizeof *k);
    k->feed = f;
    world_at(f->upf->world, 20 * MILLISECOND, keepalive_tick, k);
}
