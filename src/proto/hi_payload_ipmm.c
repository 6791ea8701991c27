/* IP multimedia: ETSI TS 102 232-5 annex A. */
#include "proto/hi_payload.h"

#include <strings.h>

enum { ORIGINAL = 0, SIP = 1, IRI_ONLY_ORIGINAL = 5, IRI_ONLY_SIP = 6, LAST_MESSAGE = 7, FRAME_IP = 0, LAST_FRAME = 7 };

/* Where the headers of a SIP message end (RFC 3261 cl. 7): what follows may quote anybody. */
static struct bytes headers_of(struct bytes message)
{
    const uint8_t *end = message.len ? memmem(message.data, message.len, "\r\n\r\n", 4) : NULL;
    return end ? bytes_slice(message, 0, (size_t)(end - message.data)) : message;
}

static bool ends_uri(uint8_t c)
{
    switch (c) {
    case '<':
    case '>':
    case '"':
    case '\'':
    case ',':
    case ';':
    case '?':
    case ')': return true;
    default: return c <= ' ' || c >= 0x7f;
    }
}

/* Where the scheme of a URI that names a person begins, if it stands before the colon at `colon`, not before `from` and not in a
 * word; b.len: none does. */
static size_t scheme_before(struct bytes b, size_t from, size_t colon)
{
    static const char *const schemes[] = {"sip", "tel", "sips"};
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        size_t len = i < 2 ? 3 : 4;
        if (colon - from < len || strncasecmp((const char *)b.data + colon - len, schemes[i], len) != 0) continue;
        return colon == len || ends_uri(b.data[colon - len - 1]) ? colon - len : b.len;
    }
    return b.len;
}

static bool is_told(const struct hi_payload *p, struct bytes uri)
{
    for (unsigned i = 0; i < p->target_count; i++)
        if (bytes_equal(p->targets[i].value, uri)) return true;
    return false;
}

/* Every party that the headers name, the target among them. */
static void add_parties(struct hi_payload *p, struct bytes message)
{
    struct bytes headers = headers_of(message);
    size_t from = 0;
    while (from < headers.len) {
        const uint8_t *colon = memchr(headers.data + from, ':', headers.len - from);
        if (!colon) return;
        size_t end = (size_t)(colon - headers.data) + 1, at = scheme_before(headers, from, end - 1);
        from = end;
        if (at == headers.len || end == headers.len) continue;
        bool person = false, tel = headers.data[at] == 't' || headers.data[at] == 'T';
        while (end < headers.len && !ends_uri(headers.data[end])) person |= headers.data[end++] == '@';
        struct bytes uri = bytes_slice(headers, at, end - at);
        if ((person || tel) && !is_told(p, uri)) hi_add_target(p, tel ? "telUri" : "sipUri", uri);
        from = end;
    }
}

/* SIPMessage: {[0] source, [1] destination, [2] content}. */
static void read_sip(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    while (ber_next(&r, &x)) {
        if (x.tag == BER_CONTEXT(2))
            add_parties(p, x.value);
        else
            p->unknown_elements += BER_NUMBER(x.tag) > 2;
    }
    if (!ber_ok(&r)) p->malformed = true;
}

/* IPMMIRIContents, a CHOICE. */
static void read_message(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x;
    if (!ber_next(&r, &x)) {
        p->malformed = true;
        return;
    }
    unsigned kind = BER_NUMBER(x.tag);
    p->event = (uint16_t)(kind <= LAST_MESSAGE ? kind : HI_EVENT_NONE);
    p->unknown_elements += kind > LAST_MESSAGE;
    if (kind == SIP || kind == IRI_ONLY_SIP) read_sip(p, &r, &x);
    if (kind == ORIGINAL || kind == IRI_ONLY_ORIGINAL) add_parties(p, x.value);
}

static void read_iri(struct ber *r, struct hi_payload *p)
{
    struct ber_element x;
    p->service = HI_SERVICE_IPMM;
    while (ber_next(r, &x)) {
        if (x.tag == BER_CONTEXT(1))
            read_message(p, r, &x);
        else
            p->unknown_elements += BER_NUMBER(x.tag) > 3;
    }
}

/* Without a frame type it is RTP alone. */
static void read_cc(struct ber *r, struct hi_payload *p)
{
    struct ber_element x;
    while (ber_next(r, &x)) {
        if (x.tag == BER_CONTEXT(1)) {
            p->content = x.value;
            p->content_kind = HI_CONTENT_OTHER;
        } else if (x.tag == BER_CONTEXT(2)) {
            uint16_t frame = hi_number(p, x.value);
            p->unknown_elements += frame > LAST_FRAME;
            if (frame == FRAME_IP) hi_content_ip(p, p->content);
        } else {
            p->unknown_elements += BER_NUMBER(x.tag) > 4;
        }
    }
}

void hi_payload_ipmm(bool iri, struct bytes contents, struct hi_payload *p)
{
    hi_read(iri ? read_iri : read_cc, contents, p);
}
