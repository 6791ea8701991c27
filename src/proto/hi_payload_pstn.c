/* PSTN and ISDN: ETSI TS 102 232-6 annex A. */
#include "proto/hi_payload.h"

enum { FRAME_IP = 0, FRAME_UNSAID = 0xff, SUPPLEMENTARY_LAST = 8 };

/* SupplementaryInfo: how content is packed; whom it is about only the session's description tells. */
static uint16_t frame_type(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    uint16_t frame = FRAME_UNSAID;
    while (ber_next(&r, &x)) {
        if (x.tag == BER_CONTEXT(7))
            frame = hi_number(p, x.value);
        else
            p->unknown_elements += BER_NUMBER(x.tag) > SUPPLEMENTARY_LAST;
    }
    if (!ber_ok(&r)) p->malformed = true;
    return frame;
}

static void read_iri(struct ber *r, struct hi_payload *p)
{
    struct ber_element x, information;
    while (ber_next(r, &x)) {
        if (x.tag == BER_CONTEXT(1)) {
            struct ber choice = ber_enter(r, &x);
            if (ber_next(&choice, &information) && information.tag == BER_CONTEXT(0))
                (void)frame_type(p, &choice, &information);
            else
                p->unknown_elements++;
            if (!ber_ok(&choice)) p->malformed = true;
        } else {
            p->unknown_elements += x.tag != BER_CONTEXT(0);
        }
    }
}

/* Content is RTP in UDP in IP unless the supplementary information says that headers are missing (clause 6.2). */
static void read_cc(struct ber *r, struct hi_payload *p)
{
    struct ber_element x;
    uint16_t frame = FRAME_UNSAID;
    while (ber_next(r, &x)) {
        if (x.tag == BER_CONTEXT(1))
            p->content = x.value;
        else if (x.tag == BER_CONTEXT(3))
            frame = frame_type(p, r, &x);
        else
            p->unknown_elements += BER_NUMBER(x.tag) > 3;
    }
    p->content_kind = HI_CONTENT_OTHER;
    if (frame == FRAME_UNSAID || frame == FRAME_IP) hi_content_ip(p, p->content);
}

void hi_payload_pstn(bool iri, struct bytes contents, struct hi_payload *p)
{
    hi_read(iri ? read_iri : read_cc, contents, p);
}
