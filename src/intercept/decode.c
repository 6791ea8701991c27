#include "intercept/decode.h"

#include "proto/hi_bare.h"
#include "proto/pspdu.h"

/* Octets as text of at most size - 1 characters. True when nothing was lost. */
static bool set_text(char *text, size_t size, struct bytes b)
{
    bool whole = b.len < size;
    size_t len = whole ? b.len : size - 1;
    for (size_t i = 0; i < len; i++) {
        bool printable = b.data[i] >= 0x20 && b.data[i] < 0x7f;
        text[i] = printable ? (char)b.data[i] : '?';
    }
    text[len] = '\0';
    return whole;
}

static enum intercept_kind tri_kind(const struct pspdu *p)
{
    if (p->type == PSPDU_TRI_INTEGRITY) return INTERCEPT_INTEGRITY;
    if (p->type == PSPDU_TRI_OPERATOR_MESSAGE) return INTERCEPT_NOTICE;
    return p->type <= 13 ? INTERCEPT_KEEPALIVE : INTERCEPT_UNKNOWN;
}

static enum intercept_kind hi_kind(const struct pspdu *p)
{
    switch (p->payload) {
    case PSPDU_IRI: return INTERCEPT_IRI;
    case PSPDU_CC: return INTERCEPT_CC;
    case PSPDU_TRI: return tri_kind(p);
    case PSPDU_ENCRYPTED: return INTERCEPT_ENCRYPTED;
    case PSPDU_HI1:
    case PSPDU_HI1_3GPP:
    case PSPDU_ILHI:
    case PSPDU_HI4: return INTERCEPT_NOTICE;
    default: return INTERCEPT_UNKNOWN;
    }
}

/* What the contents of a PS-PDU say. */
static void open_hi(const struct pspdu *p, struct intercept_event *e, struct decoded_pdu *d)
{
    if (p->payload != PSPDU_IRI && p->payload != PSPDU_CC) return;
    product_clear(&d->product);
    product_of_hi(&d->product, p, &e->direction);
    e->product = &d->product;
}

/* What a container holds takes its place, if a key opens it. */
static void open_container(struct containers *c, struct pspdu *p, struct intercept_event *e, struct decoded_pdu *ret)
{
    if (p->payload == PSPDU_ENCRYPTED && c) e->opened = containers_open(c, e->liid, e->country, p, &ret->opened);
}

bool decode_hi(struct bytes pdu, struct containers *c, struct intercept_event *e, struct decoded_pdu *ret)
{
    struct pspdu p;
    if (pspdu_decode(pdu, &p) != ERR_OK) return false;
    e->protocol = INTERCEPT_HI;
    bool fits = set_text(e->liid, sizeof e->liid, p.liid);
    fits &= set_text(e->country, sizeof e->country, p.country);
    fits &= set_text(e->neid, sizeof e->neid, p.neid);
    fits &= set_text(e->operator_id, sizeof e->operator_id, p.operator_id);
    open_container(c, &p, e, ret);
    e->kind = hi_kind(&p);
    e->said_ns = p.time_ns;
    e->pdu_bytes = (uint32_t)pdu.len;
    e->content_bytes = (uint32_t)p.contents.len;
    e->has_liid = true;
    e->has_seq = p.has_seq;
    e->has_cin = p.has_cin;
    e->cin = p.cin;
    e->seq = p.seq;
    bool product = p.payload == PSPDU_IRI || p.payload == PSPDU_CC;
    e->iri_type = p.payload == PSPDU_IRI ? p.type : 0;
    e->content_tag = product ? p.content_tag : 0;
    e->direction = p.direction;
    e->items = product ? p.items : 1;
    e->notice = e->kind == INTERCEPT_NOTICE && p.payload != PSPDU_TRI ? p.type : 0;
    e->integrity_check = p.check_type;
    e->integrity_of = p.checked;
    e->unknown_elements = p.unknown_elements || p.malformed || !fits;
    ret->malformed = p.malformed;
    ret->extra_xid_count = 0;
    open_hi(&p, e, ret);
    if (e->product) {
        e->unknown_elements |= e->product->unknown_elements > 0;
        ret->malformed |= e->product->malformed;
    }
    return true;
}

/* There is no authority's country in it, and its sequence number, of sixteen bits, is nothing to judge by. */
bool decode_bare(struct bytes pdu, struct intercept_event *e, struct decoded_pdu *ret)
{
    struct hi_bare b;
    if (!hi_bare_decode(pdu, &b)) return false;
    bool iri = b.kind == HI_BARE_IRI;
    e->protocol = INTERCEPT_HI;
    e->kind = iri ? INTERCEPT_IRI : INTERCEPT_CC;
    bool fits = set_text(e->liid, sizeof e->liid, b.liid);
    e->has_liid = b.liid.len > 0;
    e->has_cin = b.correlation.len && b.correlation.len <= sizeof e->cin;
    for (size_t i = 0; e->has_cin && i < b.correlation.len; i++) e->cin = e->cin << 8 | b.correlation.data[i];
    e->said_ns = CLOCK_NONE;
    e->pdu_bytes = (uint32_t)pdu.len;
    e->content_bytes = (uint32_t)b.contents.len;
    e->iri_type = b.iri_type;
    e->content_tag = b.tag;
    e->direction = 0xff;
    e->items = iri ? b.items : 1;
    product_clear(&ret->product);
    product_of_bare(&ret->product, &b, &e->direction);
    e->product = &ret->product;
    e->unknown_elements = ret->product.unknown_elements || b.malformed || !fits;
    ret->malformed = b.malformed || ret->product.malformed;
    ret->extra_xid_count = 0;
    return true;
}

bool decode_x2x3(struct bytes pdu, struct intercept_event *e, struct decoded_pdu *ret)
{
    static const enum intercept_kind kinds[] = {[X2X3_X2] = INTERCEPT_IRI,
                                                [X2X3_X3] = INTERCEPT_CC,
                                                [X2X3_KEEPALIVE] = INTERCEPT_KEEPALIVE,
                                                [X2X3_KEEPALIVE_ACK] = INTERCEPT_KEEPALIVE};
    struct x2x3 x;
    if (x2x3_decode(pdu, &x) != ERR_OK || x.type < X2X3_X2 || x.type > X2X3_KEEPALIVE_ACK) return false;
    e->protocol = INTERCEPT_X2X3;
    e->kind = kinds[x.type];
    e->said_ns = x.time_ns;
    e->pdu_bytes = (uint32_t)pdu.len;
    e->content_bytes = x.payload_len;
    e->has_xid = e->has_cin = e->kind != INTERCEPT_KEEPALIVE;
    e->cin = x.correlation;
    memcpy(e->xid, x.xid, sizeof e->xid);
    e->has_seq = x.has_seq;
    e->seq = x.seq;
    e->content_tag = x.format < 0xff ? (uint8_t)x.format : 0xff;
    e->direction = x.direction < 0xff ? (uint8_t)x.direction : 0xff;
    e->items = 1;
    for (unsigned i = 0; i < x.target_count; i++) e->has_matched_target |= x.targets[i].matched;
    if (e->kind != INTERCEPT_KEEPALIVE) {
        product_clear(&ret->product);
        product_of_x2x3(&ret->product, &x);
        e->product = &ret->product;
    }
    bool fits = set_text(e->neid, sizeof e->neid, bytes_slice(x.nfid, 0, sizeof e->neid - 1));
    fits &= set_text(e->operator_id, sizeof e->operator_id, bytes_slice(x.domain, 0, sizeof e->operator_id - 1));
    e->unknown_elements = x.unknown_elements || !fits || (e->product && e->product->unknown_elements);
    ret->malformed = e->product && e->product->malformed;
    ret->extra_xid_count = x.extra_xid_count;
    memcpy(ret->extra_xids, x.extra_xids, x.extra_xid_count * sizeof *x.extra_xids);
    return true;
}
