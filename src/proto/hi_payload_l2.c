/* Layer 2 access: ETSI TS 102 232-4 annex A. */
#include "proto/hi_payload.h"

enum { ETHERNET = 5, LAST_WHOLE = 7, TRUNCATED = 7, LAST = 14 };

/* L2IRIContents. What names its target there (a line, a MAC address) is nothing that a warrant could name. */
static void read_record(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        if (x.tag == BER_CONTEXT(0))
            p->event = hi_number(p, x.value);
        else
            p->unknown_elements += BER_NUMBER(x.tag) > 16;
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* l2CCContents: a CHOICE of protocols; 8 to 14 are 1 to 7 cut short, {[0] what is left, [1] length}. */
static void read_datagram(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x, part;
    if (!ber_next(&r, &x)) {
        p->malformed = true;
        return;
    }
    unsigned kind = BER_NUMBER(x.tag);
    if (kind < 1 || kind > LAST) {
        p->unknown_elements++;
        return;
    }
    p->content = x.value;
    if (kind > LAST_WHOLE) {
        struct ber cut = ber_enter(&r, &x);
        p->content = ber_next(&cut, &part) && part.tag == BER_CONTEXT(0) ? part.value : (struct bytes){0};
        if (!ber_ok(&cut)) p->malformed = true;
        kind -= TRUNCATED;
    }
    p->content_kind = kind == ETHERNET ? HI_CONTENT_ETHERNET : HI_CONTENT_OTHER;
}

void hi_payload_l2(bool iri, uint8_t tag, struct bytes contents, struct hi_payload *p)
{
    struct ber r = ber_of(contents);
    struct ber_element x;
    unsigned last = tag == HI_TAG_L2_ONLY ? 4 : 1;
    if (iri && tag == HI_TAG_L2) p->service = HI_SERVICE_L2;
    while (ber_next(&r, &x)) {
        if (BER_NUMBER(x.tag) > last)
            p->unknown_elements++;
        else if (x.tag == BER_CONTEXT(1) && iri && tag == HI_TAG_L2)
            read_record(p, &r, &x);
        else if (x.tag == BER_CONTEXT(1) && !iri)
            read_datagram(p, &r, &x);
    }
    if (!ber_ok(&r)) p->malformed = true;
}
