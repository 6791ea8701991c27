#include "proto/pspdu.h"

#include "wire/ber.h"

/* 0.4.0.2.2.5.1 without its last arc (X.690 cl. 8.19); the arc that follows is the schema's version. */
static const uint8_t oid_stem[] = {0x04, 0x00, 0x02, 0x02, 0x05, 0x01};
enum { OID_LEN_MAX = sizeof oid_stem + 4, HEADER_LEN_MAX = 64 * 1024, INDEFINITE_MAX = 64 * 1024, LONGEST_TLV_HEADER = 10 };

/* Tags of IRIContents and CCContents (TS 102 232-1 annex A, v43) as bit sets; 0 is undefinedIRI/undefinedCC. */
static const uint32_t iri_contents_known = 0x1fcfff, cc_contents_known = 0xffdfd7;

enum framing pspdu_length(struct bytes b, size_t max, size_t *ret_len)
{
    struct ber_header outer, inner;
    if (b.len && b.data[0] != 0x30) return FRAMING_NONE;
    enum ber_status s = ber_header(b, &outer);
    if (s == BER_BAD) return FRAMING_NONE;
    *ret_len = 0;
    if (s == BER_MORE) return FRAMING_MORE;
    if (outer.octets + (size_t)outer.content_len > max) return FRAMING_NONE;

    struct bytes rest = bytes_slice(b, outer.octets, SIZE_MAX);
    if (rest.len && rest.data[0] != 0xa1) return FRAMING_NONE;
    s = ber_header(rest, &inner);
    if (s == BER_BAD) return FRAMING_NONE;
    if (s == BER_MORE) return FRAMING_MORE;
    if (inner.content_len > HEADER_LEN_MAX) return FRAMING_NONE;
    if (!outer.indefinite && inner.octets + (size_t)inner.content_len > outer.content_len) return FRAMING_NONE;
    if (!inner.indefinite && inner.content_len < 2 + sizeof oid_stem + 1) return FRAMING_NONE;

    rest = bytes_slice(rest, inner.octets, SIZE_MAX);
    if (rest.len > 0 && rest.data[0] != 0x80) return FRAMING_NONE;
    if (rest.len > 1 && (rest.data[1] <= sizeof oid_stem || rest.data[1] > OID_LEN_MAX)) return FRAMING_NONE;
    struct bytes oid = bytes_slice(rest, 2, sizeof oid_stem);
    if (oid.len && memcmp(oid.data, oid_stem, oid.len) != 0) return FRAMING_NONE;
    if (oid.len < sizeof oid_stem) {
        *ret_len = 0;
        return FRAMING_MORE;
    }
    /* the end of an indefinite length is searched for anew with every segment: not for ever */
    s = ber_measure(b, outer.indefinite && max > INDEFINITE_MAX ? INDEFINITE_MAX : max, ret_len);
    return s == BER_WHOLE ? FRAMING_WHOLE : s == BER_MORE ? FRAMING_MORE : FRAMING_NONE;
}

size_t pspdu_find(struct bytes b, size_t from)
{
    size_t search = from, unused;
    while (search < b.len) {
        const uint8_t *hit = memmem(b.data + search, b.len - search, oid_stem, sizeof oid_stem);
        if (!hit) break;
        size_t oid_at = (size_t)(hit - b.data);
        /* before the OID stand its own tag and length and the identifier and length octets of PSHeader and of the PDU */
        size_t farthest = oid_at > 2 + 2 * LONGEST_TLV_HEADER ? oid_at - 2 - 2 * LONGEST_TLV_HEADER : 0;
        for (size_t at = farthest > from ? farthest : from; at < oid_at; at++) {
            if (b.data[at] != 0x30) continue;
            struct bytes candidate = bytes_slice(b, at, SIZE_MAX);
            if (pspdu_length(candidate, PSPDU_SIZE_MAX, &unused) != FRAMING_NONE) return at;
        }
        search = oid_at + 1;
    }
    return b.len;
}

/* A small INTEGER or ENUMERATED; anything else counts as not understood. */
static uint8_t small(struct bytes value, struct pspdu *p)
{
    uint64_t v = 0;
    if (!ber_unsigned(value, 0xfe, &v)) p->unknown_elements++;
    return (uint8_t)v;
}

static void read_network_identifier(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        if (x.tag == BER_CONTEXT(0) && !x.constructed)
            p->operator_id = x.value;
        else if (x.tag == BER_CONTEXT(1) && !x.constructed)
            p->neid = x.value;
        else if (x.tag != BER_CONTEXT(2))
            p->unknown_elements++; /* [2] eTSI671NEID: the same in another form */
    }
    if (!ber_ok(&r)) p->unknown_elements++;
}

static void read_communication_identifier(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        switch (x.tag) {
        case BER_CONTEXT(0): read_network_identifier(&r, &x, p); break;
        case BER_CONTEXT(1):
            p->has_cin = ber_unsigned(x.value, UINT64_MAX, &p->cin);
            p->unknown_elements += !p->has_cin;
            break;
        case BER_CONTEXT(2): p->delivery_country = x.value; break;
        case BER_CONTEXT(3): break; /* cINExtension */
        default: p->unknown_elements++;
        }
    }
    if (!ber_ok(&r)) p->unknown_elements++;
}

/* MicroSecondTimeStamp {[0] seconds, [1] microseconds}. */
static void read_microseconds(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    uint64_t seconds = UINT64_MAX, micros = UINT64_MAX;
    while (ber_next(&r, &x)) {
        bool ok = false;
        if (x.tag == BER_CONTEXT(0))
            ok = ber_unsigned(x.value, UINT32_MAX, &seconds);
        else if (x.tag == BER_CONTEXT(1))
            ok = ber_unsigned(x.value, 999999, &micros);
        p->unknown_elements += !ok;
    }
    if (seconds != UINT64_MAX && micros != UINT64_MAX)
        p->time_ns = (int64_t)seconds * CLOCK_SECOND + (int64_t)micros * 1000;
    else
        p->unknown_elements++;
}

static void read_generalized_time(struct bytes value, struct pspdu *p)
{
    char text[CLOCK_TEXT];
    int64_t time_ns;
    if (value.len < sizeof text) {
        memcpy(text, value.data, value.len);
        text[value.len] = '\0';
        if (strlen(text) == value.len && clock_parse_generalized(text, &time_ns)) {
            if (p->time_ns == CLOCK_NONE) p->time_ns = time_ns;
            return;
        }
    }
    p->unknown_elements++;
}

static bool read_oid(struct bytes value, struct pspdu *p)
{
    if (value.len <= sizeof oid_stem || value.len > OID_LEN_MAX || memcmp(value.data, oid_stem, sizeof oid_stem) != 0)
        return false;
    p->schema = 0;
    for (size_t i = sizeof oid_stem; i < value.len; i++) p->schema = p->schema << 7 | (value.data[i] & 0x7f);
    return true;
}

static void read_seq(struct bytes value, struct pspdu *p)
{
    uint64_t v = 0;
    p->has_seq = ber_unsigned(value, UINT32_MAX, &v);
    p->seq = (uint32_t)v;
    p->unknown_elements += !p->has_seq;
}

/* PSHeader. False when it is not one; an LIID is mandatory. */
static bool read_header(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    bool has_oid = false;
    while (ber_next(&r, &x)) {
        switch (x.tag) {
        case BER_CONTEXT(0): has_oid = read_oid(x.value, p); break;
        case BER_CONTEXT(1): p->liid = x.value; break;
        case BER_CONTEXT(2): p->country = x.value; break;
        case BER_CONTEXT(3): read_communication_identifier(&r, &x, p); break;
        case BER_CONTEXT(4): read_seq(x.value, p); break;
        case BER_CONTEXT(5): read_generalized_time(x.value, p); break;
        case BER_CONTEXT(6): p->interception_point = x.value; break;
        case BER_CONTEXT(7): read_microseconds(&r, &x, p); break;
        case BER_CONTEXT(8): p->time_qualifier = small(x.value, p); break;
        case BER_CONTEXT(9):
        case BER_CONTEXT(10): break; /* extended interception point, network function: known, not needed */
        default: p->unknown_elements++;
        }
    }
    return ber_ok(&r) && has_oid && p->liid.len > 0;
}

static void read_integrity(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    uint8_t hash = 0, signature = 0;
    while (ber_next(&r, &x)) {
        switch (x.tag) {
        case BER_CONTEXT(0): p->numbers = x.value; break;
        case BER_CONTEXT(1): p->check_type = small(x.value, p); break;
        case BER_CONTEXT(2): p->checked = small(x.value, p); break;
        case BER_CONTEXT(3): p->check = x.value; break;
        case BER_CONTEXT(4): hash = small(x.value, p); break;
        case BER_CONTEXT(5): signature = small(x.value, p); break;
        default: p->unknown_elements++;
        }
    }
    p->algorithm = p->check_type == PSPDU_CHECK_SIGNATURE ? signature : hash;
    if (!ber_ok(&r)) p->malformed = true;
}

/* A CHOICE, hence inside an explicit tag: TRIPayload, HI1-Operation, IRIContents, CCContents. `known`: bit set of its tags. */
static void read_choice(const struct ber *parent, const struct ber_element *e, uint32_t known, uint8_t *ret_tag, struct pspdu *p)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    if (!ber_next(&r, &x)) {
        p->malformed = true;
        return;
    }
    uint32_t number = BER_NUMBER(x.tag);
    bool understood = x.tag == BER_CONTEXT(number) && number < 32 && known >> number & 1;
    p->unknown_elements += !understood;
    *ret_tag = number < PSPDU_NO_TAG ? (uint8_t)number : PSPDU_NO_TAG;
    p->contents = x.value;
    if (p->payload == PSPDU_TRI && x.tag == BER_CONTEXT(PSPDU_TRI_INTEGRITY)) read_integrity(&r, &x, p);
    if (r.at != r.end) p->unknown_elements++;
}

/* One IRIPayload or CCPayload. */
static void read_item(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    bool iri = p->payload == PSPDU_IRI;
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        switch (x.tag) {
        case BER_CONTEXT(0):
            if (iri)
                p->type = small(x.value, p);
            else
                p->direction = small(x.value, p);
            break;
        case BER_CONTEXT(1):
        case BER_CONTEXT(3):
        case BER_CONTEXT(4): break; /* time stamps and their qualifier */
        case BER_CONTEXT(2): read_choice(&r, &x, iri ? iri_contents_known : cc_contents_known, &p->content_tag, p); break;
        case BER_CONTEXT(5): p->unknown_elements += !iri; break; /* sessionDirection */
        case BER_CONTEXT(6):
            if (iri)
                p->direction = small(x.value, p);
            else
                p->unknown_elements++;
            break;
        default: p->unknown_elements++;
        }
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* A CHOICE with that number inside `e`, which becomes the reader of what is chosen; false: it is another, or none. */
static bool enter_choice(struct ber *r, const struct ber_element *e, uint32_t number)
{
    struct ber_element x;
    *r = ber_enter(r, e);
    while (ber_next(r, &x)) {
        if (x.tag != BER_CONTEXT(number)) continue;
        *r = ber_enter(r, &x);
        return ber_ok(r);
    }
    return false;
}

/* What an HI4Payload notifies, numbered as HI1-Operation is: [1] LINotificationPayload of TS 33.128 {[2] {[1] LINotification {[1]
 * type}}}, [2] HI4Notification, a CHOICE. 0: not told. */
static uint8_t read_hi4(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    struct ber r = *parent;
    struct ber_element x;
    if (e->tag == BER_CONTEXT(2)) {
        r = ber_enter(parent, e);
        bool known = ber_next(&r, &x) && x.tag == BER_CONTEXT(BER_NUMBER(x.tag)) && BER_NUMBER(x.tag) <= PSPDU_HI1_MODIFIED;
        p->unknown_elements += !known;
        return known ? (uint8_t)BER_NUMBER(x.tag) : 0;
    }
    bool notification = e->tag == BER_CONTEXT(1) && enter_choice(&r, e, 2) && ber_next(&r, &x) && x.tag == BER_CONTEXT(1);
    if (notification) r = ber_enter(&r, &x);
    if (notification && ber_next(&r, &x) && x.tag == BER_CONTEXT(1)) return small(x.value, p);
    p->unknown_elements++;
    return 0;
}

/* SEQUENCE OF IRIPayload, CCPayload or HI4Payload. The first item is opened; the others are counted, and opened into a scratch
 * copy so that nothing unknown hides in them. */
static void read_items(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        bool item = x.tag == BER_UNIVERSAL(BER_SEQUENCE) || (p->payload == PSPDU_HI4 && x.constructed);
        if (!item) {
            p->unknown_elements++;
        } else if (p->items++ == 0) {
            if (p->payload == PSPDU_HI4)
                p->contents = x.value, p->type = read_hi4(&r, &x, p);
            else
                read_item(&r, &x, p);
        } else if (p->payload != PSPDU_HI4) {
            struct pspdu other = {.payload = p->payload};
            read_item(&r, &x, &other);
            p->unknown_elements += other.unknown_elements;
            p->malformed |= other.malformed;
        }
    }
    if (!ber_ok(&r) || p->items == 0) p->malformed = true;
}

static void read_encryption_container(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        switch (x.tag) {
        case BER_CONTEXT(0): p->type = small(x.value, p); break;
        case BER_CONTEXT(1): p->contents = x.value; break;
        case BER_CONTEXT(2): p->encrypted_type = small(x.value, p); break;
        default: p->unknown_elements++;
        }
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* Payload: a CHOICE, hence inside the explicit tag [2] of the PDU. */
static void read_payload(const struct ber *parent, const struct ber_element *e, struct pspdu *p)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    if (!ber_next(&r, &x)) {
        p->malformed = true;
        return;
    }
    uint32_t number = BER_NUMBER(x.tag);
    bool understood = x.tag == BER_CONTEXT(number) && number <= PSPDU_HI4;
    p->payload = understood ? (uint8_t)number : PSPDU_PAYLOAD_UNKNOWN;
    switch (p->payload) {
    case PSPDU_IRI:
    case PSPDU_CC:
    case PSPDU_HI4: read_items(&r, &x, p); break;
    case PSPDU_TRI: read_choice(&r, &x, 0x3fff, &p->type, p); break;
    case PSPDU_HI1:
    case PSPDU_HI1_3GPP: read_choice(&r, &x, 0x1e, &p->type, p); break;
    case PSPDU_ENCRYPTED: read_encryption_container(&r, &x, p); break;
    case PSPDU_ILHI: p->contents = x.value; break;
    default: p->unknown_elements++;
    }
    if (r.at != r.end) p->unknown_elements++;
}

enum err pspdu_decode(struct bytes b, struct pspdu *ret)
{
    struct pspdu p;
    struct ber top = ber_of(b);
    struct ber_element e, x;
    bytes_clear(&p, sizeof p);
    p.payload = PSPDU_PAYLOAD_UNKNOWN;
    p.content_tag = PSPDU_NO_TAG;
    p.direction = PSPDU_NO_DIRECTION;
    p.time_ns = CLOCK_NONE;
    if (!ber_next(&top, &e) || e.tag != BER_UNIVERSAL(BER_SEQUENCE)) return ERR_FORMAT;
    struct ber r = ber_enter(&top, &e);
    if (!ber_next(&r, &x) || x.tag != BER_CONTEXT(1) || !read_header(&r, &x, &p)) return ERR_FORMAT;
    bool has_payload = false;
    while (ber_next(&r, &x)) {
        if (x.tag == BER_CONTEXT(2) && !has_payload)
            read_payload(&r, &x, &p), has_payload = true;
        else
            p.unknown_elements++;
    }
    if (!ber_ok(&r) || !has_payload) p.malformed = true;
    *ret = p;
    return ERR_OK;
}

/* Block ciphers need whole blocks: what follows is zeros (TS 102 232-1 cl. 7.3). */
static bool only_zeros(const struct ber *r)
{
    for (const uint8_t *at = r->at; at < r->end; at++)
        if (*at) return false;
    return true;
}

bool pspdu_open(struct bytes plain, struct pspdu *p, uint64_t *ret_byte_counter)
{
    struct pspdu opened = *p;
    struct ber top = ber_of(plain);
    struct ber_element e, x;
    if (!ber_next(&top, &e) || e.tag != BER_UNIVERSAL(BER_SEQUENCE) || !only_zeros(&top)) return false;
    struct ber r = ber_enter(&top, &e);
    if (!ber_next(&r, &x) || x.tag != BER_CONTEXT(0) || !ber_unsigned(x.value, UINT64_MAX, ret_byte_counter)) return false;
    if (!ber_next(&r, &x) || x.tag != BER_CONTEXT(1)) return false;
    opened.payload = PSPDU_PAYLOAD_UNKNOWN;
    opened.type = opened.encrypted_type = 0;
    opened.contents = (struct bytes){0};
    read_payload(&r, &x, &opened);
    while (ber_next(&r, &x)) opened.unknown_elements++;
    /* a container in a container could go on for ever, and no sender makes one */
    if (!ber_ok(&r) || opened.malformed || opened.payload == PSPDU_ENCRYPTED) return false;
    *p = opened;
    return true;
}

bool pspdu_number(struct bytes numbers, size_t *at, uint32_t *ret)
{
    struct ber r = ber_of(bytes_slice(numbers, *at, SIZE_MAX));
    struct ber_element x;
    uint64_t v;
    if (!ber_next(&r, &x) || x.tag != BER_UNIVERSAL(BER_INTEGER) || !ber_unsigned(x.value, UINT32_MAX, &v)) return false;
    *at = (size_t)(r.at - numbers.data);
    *ret = (uint32_t)v;
    return true;
}
