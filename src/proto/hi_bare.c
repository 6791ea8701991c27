#include "proto/hi_bare.h"

#include "proto/content.h"
#include "proto/hi_payload.h"
#include "wire/ber.h"

/* 0.4.0.2.2 (lawful interception), then 4 (3GPP) with the module's arc, or 1 (HI2 of TS 101 671); versions follow. */
static const uint8_t oid_stem[] = {0x04, 0x00, 0x02, 0x02};
enum { ARC_671 = 1, ARC_3GPP = 4, UMTS_IRI = 1, UMTS_CC = 2, CS_IRI = 3, EPS_IRI = 8, EPS_CC = 9 };
enum { OID_LEN_MIN = 6, OID_LEN_MAX = 10, LIID_MAX = 25, INDEFINITE_MAX = 64 * 1024, ROSE_ID_MAX = 4 };
enum { TAG_BEGIN = 0xa1, TAG_REPORT = 0xa4, TAG_SEQUENCE = 0x30, TAG_INTEGER = 2, TAG_OID = 6, TAG_ULIC = 0xa1 };

/* What the head of a record says. */
struct head {
    uint8_t kind, tag;
    bool circuit_switched, invoked;
    size_t argument; /* where the record itself begins */
};

/* [0] object identifier, then [1] LIID or version, [2] LIID or [3] correlation number: is it of that kind? */
static bool read_domain(struct bytes b, bool cc, struct head *ret)
{
    if (b.len < 2 || b.data[0] != 0x80 || b.data[1] < OID_LEN_MIN || b.data[1] > OID_LEN_MAX) return false;
    size_t len = b.data[1];
    if (b.len < 2 + len + 2 || memcmp(b.data + 2, oid_stem, sizeof oid_stem) != 0) return false;
    uint8_t whose = b.data[2 + sizeof oid_stem], module = b.data[2 + sizeof oid_stem + 1];
    const uint8_t *next = b.data + 2 + len;
    ret->circuit_switched = whose == ARC_3GPP && module == CS_IRI;
    ret->tag = whose == ARC_671 ? HI_TAG_ETSI671 : module == EPS_IRI || module == EPS_CC ? HI_TAG_EPS : HI_TAG_UMTS;
    if (cc) {
        ret->kind = HI_BARE_CC;
        return whose == ARC_3GPP && (module == UMTS_CC || module == EPS_CC) && next[0] >= 0x81 && next[0] <= 0x83 && next[1] &&
               next[1] <= LIID_MAX;
    }
    ret->kind = HI_BARE_IRI;
    bool known = whose == ARC_671 || (whose == ARC_3GPP && (module == UMTS_IRI || module == CS_IRI || module == EPS_IRI));
    return known && next[0] == 0x81 && next[1] && next[1] <= LIID_MAX;
}

/* Behind the identifier and length octets of an element of that tag; empty when there is none. */
static struct bytes behind_header(struct bytes b, uint8_t tag)
{
    struct ber_header h;
    if (!b.len || b.data[0] != tag || ber_header(b, &h) != BER_WHOLE) return (struct bytes){0};
    return bytes_slice(b, h.octets, SIZE_MAX);
}

static bool iri_head(struct bytes b, struct head *ret)
{
    struct bytes record = b.len && b.data[0] == TAG_SEQUENCE ? behind_header(b, TAG_SEQUENCE) : b;
    if (!record.len || record.data[0] < TAG_BEGIN || record.data[0] > TAG_REPORT) return false;
    return read_domain(behind_header(record, record.data[0]), false, ret);
}

/* Invoke of X.880: {INTEGER, operation (INTEGER or OBJECT IDENTIFIER), argument}. */
static bool invoked_head(struct bytes b, struct head *ret)
{
    struct bytes in = behind_header(b, TAG_BEGIN);
    if (in.len < 2 || in.data[0] != TAG_INTEGER || !in.data[1] || in.data[1] > ROSE_ID_MAX) return false;
    in = bytes_slice(in, 2U + in.data[1], SIZE_MAX);
    if (in.len < 2 || (in.data[0] != TAG_INTEGER && in.data[0] != TAG_OID) || !in.data[1] || in.data[1] > OID_LEN_MAX)
        return false;
    in = bytes_slice(in, 2U + in.data[1], SIZE_MAX);
    ret->invoked = true;
    ret->argument = (size_t)(in.data - b.data);
    return iri_head(in, ret);
}

static bool read_head(struct bytes b, struct head *ret)
{
    *ret = (struct head){0};
    if (b.len && b.data[0] == TAG_SEQUENCE && read_domain(behind_header(behind_header(b, TAG_SEQUENCE), TAG_ULIC), true, ret))
        return true;
    return iri_head(b, ret) || invoked_head(b, ret);
}

static bool ulic_0_starts(struct bytes b)
{
    static const uint8_t unused[] = {0, 0, 0xff, 0xff, 0xff, 0xff};
    return b.len >= 12 && (b.data[0] & 0xf9) == 0x18 && b.data[1] == 0xff && memcmp(b.data + 6, unused, sizeof unused) == 0;
}

bool ulic_0_fits(struct bytes b, size_t wire_len)
{
    if (!ulic_0_starts(b) || b.len < ULIC_0_HEADER + IPV4_HEADER) return false;
    uint32_t len = load_be16(b.data + 2);
    return len + ULIC_0_HEADER <= wire_len && content_ip_exact(bytes_slice(b, ULIC_0_HEADER, len), len) != 0;
}

enum framing hi_bare_length(struct bytes b, size_t max, size_t *ret_len)
{
    struct head h;
    struct ber_header outer;
    *ret_len = 0;
    if (!b.len) return FRAMING_MORE;
    bool binary = (b.data[0] & 0xf9) == 0x18,
         element = b.data[0] == TAG_SEQUENCE || (b.data[0] >= TAG_BEGIN && b.data[0] <= TAG_REPORT);
    if (!binary && !element) return FRAMING_NONE;
    if (b.len < HI_BARE_MIN && !(element && read_head(b, &h))) return FRAMING_MORE;
    if (binary) {
        if (!ulic_0_fits(b, SIZE_MAX)) return FRAMING_NONE;
        *ret_len = ULIC_0_HEADER + (size_t)load_be16(b.data + 2);
        return *ret_len <= b.len ? FRAMING_WHOLE : FRAMING_MORE;
    }
    if (!read_head(b, &h) || ber_header(b, &outer) != BER_WHOLE) return FRAMING_NONE;
    enum ber_status s = ber_measure(b, outer.indefinite && max > INDEFINITE_MAX ? INDEFINITE_MAX : max, ret_len);
    return s == BER_WHOLE ? FRAMING_WHOLE : s == BER_MORE ? FRAMING_MORE : FRAMING_NONE;
}

/* A time written in digits, with zone or fractions behind. */
static bool is_time(struct bytes b)
{
    enum { DIGITS = 10, LONGEST = 24 };
    for (size_t i = 0; i < b.len; i++) {
        bool digit = b.data[i] >= '0' && b.data[i] <= '9';
        if (!digit && (i < DIGITS || !memchr("Z+-.,", b.data[i], 5))) return false;
    }
    return b.len >= DIGITS && b.len <= LONGEST;
}

/* TimeStamp: [0] LocalTimeStamp {[0] GeneralizedTime, ...} or [1] UTCTime. A PS-PDU has its communication identifier there. */
static bool is_time_stamp(struct ber r)
{
    struct ber_element x;
    if (!ber_next(&r, &x)) return false;
    if (x.tag == BER_CONTEXT(0) && x.constructed) {
        r = ber_enter(&r, &x);
        return ber_next(&r, &x) && x.tag == BER_CONTEXT(0) && !x.constructed && is_time(x.value);
    }
    return x.tag == BER_CONTEXT(1) && !x.constructed && is_time(x.value) && r.at == r.end;
}

/* IRI-Parameters: who is intercepted, when, and the number that IRI and CC share ([18]; circuit switched calls have none). False:
 * who or when is missing. */
static bool read_parameters(struct ber r, struct hi_bare *ret)
{
    struct bytes liid = {0}, correlation = {0};
    struct ber_element x;
    bool dated = false;
    while (ber_next(&r, &x)) {
        if (x.tag == BER_CONTEXT(1) && !liid.len) liid = x.value;
        if (x.tag == BER_CONTEXT(3)) dated |= is_time_stamp(ber_enter(&r, &x));
        if (x.tag == BER_CONTEXT(18) && !correlation.len) correlation = x.value;
    }
    if (!ret->items) {
        ret->liid = liid;
        ret->correlation = correlation;
    }
    ret->malformed |= !ber_ok(&r);
    return dated && liid.len;
}

/* False: something else than records stands among them. */
static bool read_records(struct ber r, struct hi_bare *ret)
{
    struct ber_element x;
    while (ber_next(&r, &x)) {
        uint32_t kind = BER_NUMBER(x.tag);
        if (x.tag == BER_UNIVERSAL(BER_SEQUENCE) && !ret->items) {
            if (!read_records(ber_enter(&r, &x), ret)) return false;
            continue;
        }
        if (x.tag != BER_CONTEXT(kind) || !x.constructed || kind < 1 || kind > 4) return false;
        if (!read_parameters(ber_enter(&r, &x), ret)) return false;
        if (!ret->items++) ret->iri_type = (uint8_t)kind;
    }
    ret->malformed |= !ber_ok(&r);
    return true;
}

/* CC-PDU: [1] ULIC-header with [2] LIID and [3] correlation number, [2] payload. False: it is none. */
static bool read_ulic(struct bytes record, struct hi_bare *ret)
{
    struct ber top = ber_of(record);
    struct ber_element pdu, header, payload, x;
    if (!ber_next(&top, &pdu)) return false;
    struct ber r = ber_enter(&top, &pdu);
    if (!ber_next(&r, &header) || !ber_next(&r, &payload) || payload.tag != BER_CONTEXT(2) || payload.constructed) return false;
    struct ber h = ber_enter(&r, &header);
    while (ber_next(&h, &x)) {
        if (x.tag == BER_CONTEXT(2) && !ret->liid.len) ret->liid = x.value;
        if (x.tag == BER_CONTEXT(3) && !ret->correlation.len) ret->correlation = x.value;
    }
    ret->malformed |= !ber_ok(&h);
    return ret->correlation.len > 0;
}

bool hi_bare_decode(struct bytes b, struct hi_bare *ret)
{
    struct head h;
    size_t len;
    if (hi_bare_length(b, HI_BARE_SIZE_MAX, &len) != FRAMING_WHOLE || len != b.len) return false;
    if (ulic_0_starts(b)) {
        *ret = (struct hi_bare){.kind = HI_BARE_CC_0,
                                .tag = HI_TAG_UMTS,
                                .correlation = bytes_slice(b, 12, 8),
                                .contents = bytes_slice(b, ULIC_0_HEADER, SIZE_MAX)};
        return true;
    }
    if (!read_head(b, &h)) return false;
    *ret = (struct hi_bare){.kind = h.kind,
                            .tag = h.tag,
                            .circuit_switched = h.circuit_switched,
                            .invoked = h.invoked,
                            .contents = bytes_slice(b, h.argument, SIZE_MAX)};
    bool sound = ret->kind == HI_BARE_IRI ? read_records(ber_of(ret->contents), ret) : read_ulic(b, ret);
    return sound && ret->correlation.len <= HI_BARE_CORRELATION_MAX;
}
