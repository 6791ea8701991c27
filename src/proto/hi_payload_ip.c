/* IP access: ETSI TS 102 232-3 annex A. */
#include "proto/hi_payload.h"

/* A sequence inside a sequence, one CHOICE: OtherTargetIdentifiers, each an address. */
static void add_others(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        if (x.tag == BER_CONTEXT(0))
            hi_add_address(p, &r, &x);
        else
            p->unknown_elements++;
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* IPIRIContents. A user's name without a realm is nothing that a warrant could name. */
static void read_record(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        switch (BER_NUMBER(x.tag)) {
        case 0: p->event = hi_number(p, x.value); break;
        case 1:
            if (x.value.len && memchr(x.value.data, '@', x.value.len)) hi_add_target(p, "nai", x.value);
            break;
        case 4:
        case 21: hi_add_address(p, &r, &x); break;
        case 23: add_others(p, &r, &x); break;
        default: p->unknown_elements += BER_NUMBER(x.tag) > 26;
        }
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* IPCCContents: a packet, or {[0] what is left of it, [1] its length}. */
static void read_packet(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x, part;
    if (!ber_next(&r, &x)) {
        p->malformed = true;
        return;
    }
    if (x.tag == BER_CONTEXT(0)) {
        hi_content_ip(p, x.value);
    } else if (x.tag == BER_CONTEXT(1)) {
        struct ber cut = ber_enter(&r, &x);
        if (ber_next(&cut, &part) && part.tag == BER_CONTEXT(0)) hi_content_ip(p, part.value);
        if (!ber_ok(&cut)) p->malformed = true;
    } else {
        p->unknown_elements++;
    }
}

/* IPIRI and IPCC: {[0] object identifier, [1] contents}. IRI-only reports tell of packets, not of the target's names. */
void hi_payload_ip(bool iri, uint8_t tag, struct bytes contents, struct hi_payload *p)
{
    struct ber r = ber_of(contents);
    struct ber_element x;
    unsigned last = tag == HI_TAG_IP_ONLY ? 5 : 1;
    if (iri && tag == HI_TAG_IP) p->service = HI_SERVICE_IP;
    while (ber_next(&r, &x)) {
        if (BER_NUMBER(x.tag) > last)
            p->unknown_elements++;
        else if (x.tag == BER_CONTEXT(1) && iri && tag == HI_TAG_IP)
            read_record(p, &r, &x);
        else if (x.tag == BER_CONTEXT(1) && !iri)
            read_packet(p, &r, &x);
    }
    if (!ber_ok(&r)) p->malformed = true;
}
