#include "proto/xiri.h"

#include "proto/xiri_events.h"
#include "wire/ber.h"

enum { ARC_3GPP = 4, ARC_TS33128 = 19, OID_ARCS = 5, LIST_MAX = 64 };
enum { UTF8_TEXT_MAX = 255 };

static void add(struct xiri *x, const char *kind, struct bytes value)
{
    if (x->target_count == XIRI_TARGETS_MAX || value.len == 0)
        x->unknown_elements++;
    else
        x->targets[x->target_count++] = (struct xiri_target){kind, value};
}

/* Octets of the length that such an identity has. */
static void add_octets(struct xiri *x, const char *kind, size_t len, struct bytes value)
{
    if (value.len == len)
        add(x, kind, value);
    else
        x->unknown_elements++;
}

/* A CHOICE of primitive alternatives: its tags in order, from 1. */
static bool choice(const struct ber *parent, const struct ber_element *e, const char *const *kinds, uint32_t count,
                   struct xiri *x)
{
    struct ber_element of;
    struct ber r = ber_enter(parent, e);
    if (!ber_next(&r, &of)) return false;
    uint32_t number = BER_NUMBER(of.tag);
    if (of.tag == BER_CONTEXT(number) && number >= 1 && number <= count && !of.constructed)
        add(x, kinds[number - 1], of.value);
    else
        x->unknown_elements++;
    return !ber_next(&r, &of) && ber_ok(&r);
}

static const char *const supi[] = {"imsi", "supiNai"}, *const gpsi[] = {"msisdn", "gpsiNai"},
                         *const pei[] = {"imei", "imeisv", "macAddress", "eui64"}, *const impu[] = {"sipUri", "telUri"};

static void address(struct ber_element *e, struct xiri *x)
{
    if (e->tag == BER_CONTEXT(1))
        add_octets(x, "ipv4Address", 4, e->value);
    else if (e->tag == BER_CONTEXT(2))
        add_octets(x, "ipv6Address", 16, e->value);
    else if (e->tag == BER_CONTEXT(3))
        add_octets(x, "macAddress", 6, e->value);
    else
        x->unknown_elements++;
}

/* `one`: a CHOICE, of which there is one; else a SEQUENCE OF it. Written alike but for the count. */
static bool addresses(const struct ber *parent, const struct ber_element *e, bool one, struct xiri *x)
{
    struct ber_element of;
    unsigned count = 0;
    struct ber r = ber_enter(parent, e);
    while (count < LIST_MAX && ber_next(&r, &of)) {
        address(&of, x);
        count++;
    }
    return ber_ok(&r) && (!one || count == 1);
}

/* EPSSubscriberIDs and the like: optional identities that are no CHOICE. */
static bool identities(const struct ber *parent, const struct ber_element *e, const char *const *kinds, uint32_t count,
                       struct xiri *x)
{
    struct ber_element of;
    struct ber r = ber_enter(parent, e);
    for (unsigned i = 0; i < LIST_MAX && ber_next(&r, &of); i++) {
        uint32_t number = BER_NUMBER(of.tag);
        if (of.tag == BER_CONTEXT(number) && number >= 1 && number <= count && !of.constructed)
            add(x, kinds[number - 1], of.value);
        else
            x->unknown_elements++;
    }
    return ber_ok(&r);
}

static const char *const eps_ids[] = {"imsi", "msisdn", "imei"};

/* FiveGSSubscriberID: SUPI, SUCI (conceals whose it is), PEI or GPSI. */
static bool subscriber_id(const struct ber *r, const struct ber_element *e, struct xiri *x)
{
    switch (e->tag) {
    case BER_CONTEXT(1): return choice(r, e, supi, ARRAY_LEN(supi), x);
    case BER_CONTEXT(2): return true;
    case BER_CONTEXT(3): return choice(r, e, pei, ARRAY_LEN(pei), x);
    case BER_CONTEXT(4): return choice(r, e, gpsi, ARRAY_LEN(gpsi), x);
    default: x->unknown_elements++; return true;
    }
}

static bool five_g_ids(const struct ber *parent, const struct ber_element *e, struct xiri *x)
{
    struct ber_element list, id;
    struct ber r = ber_enter(parent, e);
    while (ber_next(&r, &list)) {
        if (list.tag != BER_CONTEXT(1)) continue;
        struct ber ids = ber_enter(&r, &list);
        for (unsigned i = 0; i < LIST_MAX && ber_next(&ids, &id); i++)
            if (!subscriber_id(&ids, &id, x)) return false;
        if (!ber_ok(&ids)) return false;
    }
    return ber_ok(&r);
}

static bool users(const struct ber *parent, const struct ber_element *e, struct xiri *x)
{
    struct ber_element of;
    struct ber r = ber_enter(parent, e);
    while (ber_next(&r, &of)) {
        if (of.tag == BER_CONTEXT(1) && !five_g_ids(&r, &of, x)) return false;
        if (of.tag == BER_CONTEXT(2) && !identities(&r, &of, eps_ids, ARRAY_LEN(eps_ids), x)) return false;
    }
    return ber_ok(&r);
}

static bool party(const struct ber *parent, const struct ber_element *e, struct xiri *x)
{
    struct ber_element of;
    struct ber r = ber_enter(parent, e);
    while (ber_next(&r, &of)) {
        if (of.tag == BER_CONTEXT(1) && !choice(&r, &of, supi, ARRAY_LEN(supi), x)) return false;
        if (of.tag == BER_CONTEXT(2) && !choice(&r, &of, pei, ARRAY_LEN(pei), x)) return false;
        if (of.tag == BER_CONTEXT(3) && !choice(&r, &of, gpsi, ARRAY_LEN(gpsi), x)) return false;
    }
    return ber_ok(&r);
}

static bool plain(const struct ber_element *e, const char *kind, struct xiri *x)
{
    if (!e->constructed) add(x, kind, e->value);
    return !e->constructed;
}

static bool session(const struct ber_element *e, struct xiri *x)
{
    uint64_t number;
    if (e->constructed || !ber_unsigned(e->value, UINT8_MAX, &number)) return false;
    x->session = (uint8_t)number;
    x->has_session = true;
    return true;
}

static bool network(const struct ber_element *e, struct xiri *x)
{
    if (e->constructed || e->value.len > UTF8_TEXT_MAX) return false;
    x->network = e->value;
    return true;
}

static bool member(const struct ber *r, const struct ber_element *e, enum xiri_member is, struct xiri *x)
{
    switch (is) {
    case XIRI_SUPI: return choice(r, e, supi, ARRAY_LEN(supi), x);
    case XIRI_PEI: return choice(r, e, pei, ARRAY_LEN(pei), x);
    case XIRI_GPSI: return choice(r, e, gpsi, ARRAY_LEN(gpsi), x);
    case XIRI_IMSI: return plain(e, "imsi", x);
    case XIRI_IMEI: return plain(e, "imei", x);
    case XIRI_MSISDN: return plain(e, "msisdn", x);
    case XIRI_NAI: return plain(e, "gpsiNai", x);
    case XIRI_USERS: return users(r, e, x);
    case XIRI_EPS_IDS: return identities(r, e, eps_ids, ARRAY_LEN(eps_ids), x);
    case XIRI_PARTY: return party(r, e, x);
    case XIRI_ADDRESS: return addresses(r, e, true, x);
    case XIRI_ADDRESSES: return addresses(r, e, false, x);
    case XIRI_SESSION: return session(e, x);
    case XIRI_NETWORK: return network(e, x);
    case XIRI_END: break;
    }
    return true;
}

/* event [2]: a CHOICE, so explicit. */
static bool event(const struct ber *parent, const struct ber_element *e, struct xiri *x)
{
    struct ber_element of, m;
    struct ber outer = ber_enter(parent, e);
    if (!ber_next(&outer, &of) || of.tag != BER_CONTEXT(BER_NUMBER(of.tag)) || !of.constructed) return false;
    x->event = BER_NUMBER(of.tag);
    const struct xiri_event *known = xiri_event_of(x->event);
    struct ber r = ber_enter(&outer, &of);
    x->unknown_elements += !known;
    while (ber_next(&r, &m)) {
        for (unsigned i = 0; known && i < XIRI_MEMBERS && known->member[i].is != XIRI_END; i++)
            if (m.tag == BER_CONTEXT(known->member[i].tag) && !member(&r, &m, (enum xiri_member)known->member[i].is, x))
                return false;
    }
    return ber_ok(&r) && !ber_next(&outer, &of) && ber_ok(&outer);
}

/* TargetIdentifier: a CHOICE with CHOICEs in it. */
static bool target(const struct ber *parent, const struct ber_element *e, struct xiri *x)
{
    static const char *const kinds[] = {NULL,          "imsi",        NULL,         "imei", NULL,   "msisdn",     "nai",
                                        "ipv4Address", "ipv6Address", "macAddress", NULL,   "impi", "e164Number", "emailAddress"};
    struct ber_element of;
    struct ber r = ber_enter(parent, e);
    if (!ber_next(&r, &of)) return false;
    uint32_t number = BER_NUMBER(of.tag);
    if (of.tag != BER_CONTEXT(number)) return false;
    switch (number) {
    case 1: return choice(&r, &of, supi, ARRAY_LEN(supi), x);
    case 3: return choice(&r, &of, pei, ARRAY_LEN(pei), x);
    case 5: return choice(&r, &of, gpsi, ARRAY_LEN(gpsi), x);
    case 11: return choice(&r, &of, impu, ARRAY_LEN(impu), x);
    case 8: add_octets(x, kinds[7], 4, of.value); return true;
    case 9: add_octets(x, kinds[8], 16, of.value); return true;
    default: break;
    }
    if (number >= 1 && number <= ARRAY_LEN(kinds) && kinds[number - 1]) return plain(&of, kinds[number - 1], x);
    x->unknown_elements++;
    return true;
}

/* targetIdentifiers [3]: SEQUENCE OF { identifier [1], provenance [2] }. */
static bool targets(const struct ber *parent, const struct ber_element *e, struct xiri *x)
{
    struct ber_element item, of;
    struct ber r = ber_enter(parent, e);
    for (unsigned i = 0; i < LIST_MAX && ber_next(&r, &item); i++) {
        struct ber one = ber_enter(&r, &item);
        while (ber_next(&one, &of))
            if (of.tag == BER_CONTEXT(1) && !target(&one, &of, x)) return false;
        if (!ber_ok(&one)) return false;
    }
    return ber_ok(&r);
}

/* ExtendedUPFCCPDU: payload [1], a CHOICE. */
static bool extended_content(const struct ber *parent, const struct ber_element *e, struct xiri *x)
{
    struct ber_element payload, of;
    struct ber r = ber_enter(parent, e);
    while (ber_next(&r, &payload)) {
        if (payload.tag != BER_CONTEXT(1)) continue;
        struct ber choice_of = ber_enter(&r, &payload);
        if (!ber_next(&choice_of, &of) || of.constructed) return false;
        x->content = of.value;
        x->content_kind = of.tag == BER_CONTEXT(1)   ? XIRI_CONTENT_IP
                          : of.tag == BER_CONTEXT(2) ? XIRI_CONTENT_ETHERNET
                                                     : XIRI_CONTENT_OTHER;
        x->unknown_elements += of.tag != BER_CONTEXT(BER_NUMBER(of.tag)) || BER_NUMBER(of.tag) > 3;
    }
    return ber_ok(&r) && x->content_kind != XIRI_CONTENT_NONE;
}

/* pDU [2]: a CHOICE. Of those after the second only that they are there is told. */
static bool content(const struct ber *parent, const struct ber_element *e, struct xiri *x)
{
    enum { UPF_CC = 1, EXTENDED_UPF_CC = 2, LAST_CC = 7 };
    struct ber_element of;
    struct ber r = ber_enter(parent, e);
    if (!ber_next(&r, &of) || of.tag != BER_CONTEXT(BER_NUMBER(of.tag))) return false;
    uint32_t number = BER_NUMBER(of.tag);
    if (number == EXTENDED_UPF_CC) return extended_content(&r, &of, x);
    if (number == UPF_CC && of.constructed) return false;
    x->content = of.value;
    x->content_kind = number == UPF_CC ? XIRI_CONTENT_IP : XIRI_CONTENT_OTHER;
    x->unknown_elements += number < UPF_CC || number > LAST_CC;
    return true;
}

/* {threeGPP(4) ts33128(19) release version kind}: arcs below 128 are an octet each; a version may take two. */
static bool object_identifier(struct bytes b, struct xiri *x)
{
    if (b.len < OID_ARCS || b.len > OID_ARCS + 1 || b.data[0] != ARC_3GPP || b.data[1] != ARC_TS33128) return false;
    x->release = b.data[2];
    x->kind = b.data[b.len - 1];
    return x->release < 0x80 && x->kind >= XIRI_XIRI && x->kind <= XIRI_NOTIFICATION;
}

static bool body(const struct ber *r, const struct ber_element *e, struct xiri *x)
{
    if (e->tag == BER_CONTEXT(2) && (x->kind == XIRI_XIRI || x->kind == XIRI_IRI)) return event(r, e, x);
    if (e->tag == BER_CONTEXT(2) && x->kind != XIRI_NOTIFICATION) return content(r, e, x);
    if (e->tag == BER_CONTEXT(3) && x->kind == XIRI_IRI) return targets(r, e, x);
    return true;
}

bool xiri_decode(struct bytes b, struct xiri *ret)
{
    struct ber outer = ber_of(b);
    struct ber_element e;
    bool has_body = false;
    *ret = (struct xiri){0};
    if (!ber_next(&outer, &e) || e.tag != BER_UNIVERSAL(BER_SEQUENCE)) return false;
    struct ber r = ber_enter(&outer, &e);
    if (!ber_next(&r, &e) || e.tag != BER_CONTEXT(1) || e.constructed || !object_identifier(e.value, ret)) return false;
    while (ber_next(&r, &e)) {
        has_body |= e.tag == BER_CONTEXT(2);
        if (!body(&r, &e, ret)) return false;
    }
    return has_body && ber_ok(&r) && !ber_next(&outer, &e) && ber_ok(&outer);
}
