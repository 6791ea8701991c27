/* Mobile networks: 3GPP TS 33.108 annex B (modules UmtsHI2Operations, UmtsCS-HI2Operations, EpsHI2Operations, Umts-HI3-PS,
 * Eps-HI3-PS of release 16), and ETSI TS 101 671 annex D (HI2Operations version18), whose IRI-Parameters share their tags. */
#include "proto/hi_payload.h"

enum { QUALIFIER_TARGET = 3, LAST_PARAMETER = 81, NATIONAL = 255 };

/* An AddressString begins with the nature of the number (bit 8 set), which some senders leave out: then the same octet is two
 * digits. */
static void add_number(struct hi_payload *p, struct bytes value)
{
    if (!value.len) return;
    bool has_nature = value.data[0] & 0x80;
    if (has_nature) hi_add_digits(p, "msisdn", bytes_slice(value, 1, SIZE_MAX));
    bool digits = (value.data[0] & 15) <= 9 && value.data[0] >> 4 <= 9;
    if (digits) hi_add_digits(p, "msisdn", value);
}

/* Eight octets: fourteen digits, then the check digit or the software's version. */
static void add_imei(struct hi_payload *p, struct bytes value)
{
    hi_add_digits(p, "imei", value);
}

/* partyIdentity. [10] is an NAI only in the EPS module. */
static void read_identity(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        switch (BER_NUMBER(x.tag)) {
        case 1: add_imei(p, x.value); break;
        case 3: hi_add_digits(p, "imsi", x.value); break;
        case 6: add_number(p, x.value); break;
        case 8: hi_add_target(p, "sipUri", x.value); break;
        case 9: hi_add_target(p, "telUri", x.value); break;
        case 10:
            if (p->service == HI_SERVICE_EPS) hi_add_target(p, "nai", x.value);
            break;
        case 13:
            if (p->service == HI_SERVICE_EPS) hi_add_target(p, "impi", x.value);
            break;
        default: p->unknown_elements += BER_NUMBER(x.tag) > 14;
        }
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* PartyInformation, from inside its sequence. Only of the party that is qualified as the target; calls of TS 101 671 do not say
 * which it is. */
static void read_party(struct hi_payload *p, struct ber *r)
{
    struct ber_element x;
    bool target = false;
    while (ber_next(r, &x)) {
        if (x.tag == BER_CONTEXT(0))
            target = hi_number(p, x.value) == QUALIFIER_TARGET;
        else if (x.tag == BER_CONTEXT(1) && target)
            read_identity(p, r, &x);
        else
            p->unknown_elements += BER_NUMBER(x.tag) > 4;
    }
    if (!ber_ok(r)) p->malformed = true;
}

/* SET OF PartyInformation. One real sender leaves out the sequence around its only party. */
static void read_parties(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e), only = r;
    struct ber_element x;
    while (ber_next(&r, &x)) {
        if (x.tag != BER_UNIVERSAL(BER_SEQUENCE)) {
            read_party(p, &only);
            return;
        }
        struct ber party = ber_enter(&r, &x);
        read_party(p, &party);
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* IRI-Parameters, from inside their sequence. The event of circuit-switched calls is [33]. */
static void read_parameters(struct hi_payload *p, struct ber *r)
{
    struct ber_element x;
    while (ber_next(r, &x)) {
        switch (BER_NUMBER(x.tag)) {
        case 9: read_parties(p, r, &x); break;
        case 20: p->event = hi_number(p, x.value); break;
        case 33:
            if (p->service == HI_SERVICE_CS) p->event = hi_number(p, x.value);
            break;
        default: p->unknown_elements += BER_NUMBER(x.tag) > LAST_PARAMETER && BER_NUMBER(x.tag) != NATIONAL;
        }
    }
    if (!ber_ok(r)) p->malformed = true;
}

/* IRIsContent: a record (Begin 1, End 2, Continue 3, Report 4), or a sequence of such. */
static void read_records(struct hi_payload *p, struct ber r)
{
    struct ber_element x, record;
    while (ber_next(&r, &x)) {
        unsigned kind = BER_NUMBER(x.tag);
        struct ber inner = ber_enter(&r, &x);
        if (x.tag == BER_UNIVERSAL(BER_SEQUENCE)) {
            while (ber_next(&inner, &record)) {
                struct ber parameters = ber_enter(&inner, &record);
                read_parameters(p, &parameters);
            }
            if (!ber_ok(&inner)) p->malformed = true;
        } else if (x.tag == BER_CONTEXT(kind) && kind >= 1 && kind <= 4) {
            read_parameters(p, &inner);
        } else {
            p->unknown_elements++;
        }
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* UMTSIRI, ETSI671IRI, EPSIRI: [0] IRI-Parameters, [1] IRIsContent; UMTS also [2], [3] of the CS module. */
static void read_iri(uint8_t tag, struct bytes contents, struct hi_payload *p)
{
    struct ber r = ber_of(contents);
    struct ber_element x;
    if (!ber_next(&r, &x)) {
        p->malformed = true;
        return;
    }
    unsigned which = BER_NUMBER(x.tag);
    p->service = tag == HI_TAG_EPS       ? HI_SERVICE_EPS
                 : tag == HI_TAG_ETSI671 ? HI_SERVICE_ETSI671
                 : which > 1             ? HI_SERVICE_CS
                                         : HI_SERVICE_UMTS;
    if (which > (tag == HI_TAG_UMTS ? 3U : 1U)) {
        p->unknown_elements++;
    } else if (which % 2) {
        read_records(p, ber_enter(&r, &x));
    } else {
        struct ber parameters = ber_enter(&r, &x);
        read_parameters(p, &parameters);
    }
}

/* ULIC-header: {[6] direction, from the target 1, to it 2}. */
static void read_ulic(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        if (x.tag == BER_CONTEXT(6)) {
            uint16_t direction = hi_number(p, x.value);
            p->direction = direction == 1 ? 0 : direction == 2 ? 1 : 0xff;
        } else {
            p->unknown_elements += BER_NUMBER(x.tag) > 8;
        }
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* CC-PDU: {[1] ULIC-header, [2] payload}, from inside its sequence. */
static void read_cc_pdu(struct ber *r, struct hi_payload *p)
{
    struct ber_element x;
    while (ber_next(r, &x)) {
        if (x.tag == BER_CONTEXT(1))
            read_ulic(p, r, &x);
        else if (x.tag == BER_CONTEXT(2))
            hi_content_ip(p, x.value);
        else
            p->unknown_elements++;
    }
    if (!ber_ok(r)) p->malformed = true;
}

/* uMTSCC and ePSCC are octets that hold a whole CC-PDU; uMTSCC-CC-PDU and ePSCC-CC-PDU are one. */
static void read_cc(uint8_t tag, struct bytes contents, struct hi_payload *p)
{
    struct ber r = ber_of(contents);
    struct ber_element x;
    if (tag == HI_TAG_UMTS_CC_PDU || tag == HI_TAG_EPS_CC_PDU) {
        read_cc_pdu(&r, p);
    } else if (ber_next(&r, &x) && x.tag == BER_UNIVERSAL(BER_SEQUENCE)) {
        struct ber inner = ber_enter(&r, &x);
        read_cc_pdu(&inner, p);
    } else {
        p->malformed = true;
    }
}

void hi_payload_mobile(bool iri, uint8_t tag, struct bytes contents, struct hi_payload *p)
{
    if (iri)
        read_iri(tag, contents, p);
    else
        read_cc(tag, contents, p);
}

void hi_payload_records(bool circuit_switched, uint8_t tag, struct bytes records, struct hi_payload *p)
{
    hi_payload_clear(p);
    p->service = tag == HI_TAG_EPS       ? HI_SERVICE_EPS
                 : tag == HI_TAG_ETSI671 ? HI_SERVICE_ETSI671
                 : circuit_switched      ? HI_SERVICE_CS
                                         : HI_SERVICE_UMTS;
    read_records(p, ber_of(records));
    if (p->targets_cut) p->target_count = 0;
}
