#include "intercept/sniff.h"

#include "intercept/tracker.h"
#include "proto/hi_bare.h"
#include "proto/hi_payload.h"
#include "proto/http1.h"
#include "proto/http2.h"
#include "proto/pspdu.h"
#include "proto/x2x3.h"

static bool starts_hi(struct bytes b)
{
    size_t len;
    return b.len >= SNIFF_HI_MIN && b.data[0] == 0x30 && pspdu_length(b, PSPDU_SIZE_MAX, &len) != FRAMING_NONE;
}

/* The first offset from `from` on where an X2/X3 header is believable. Most offsets fail on two octets of type and one of length.
 */
static size_t find_x2x3(struct bytes b, size_t from)
{
    for (size_t at = from; at + X2X3_HEADER_LEN <= b.len; at++) {
        uint32_t type_and_len = load_be32(b.data + at + 2);
        if (type_and_len - 0x00010000 > 0x0003ffff || type_and_len & 0xff00) continue;
        if (x2x3_believable(bytes_slice(b, at, SIZE_MAX))) return at;
    }
    return b.len;
}

static size_t find_hi(struct bytes b, size_t from)
{
    size_t at = from;
    while ((at = pspdu_find(b, at)) < b.len) {
        if (starts_hi(bytes_slice(b, at, SIZE_MAX))) return at;
        at++;
    }
    return b.len;
}

/* Does what follows the PDU at the head of `b` look like the next one? True when nothing follows yet. */
static bool chain_goes_on(struct bytes b, enum intercept_protocol protocol)
{
    size_t len, next_len;
    bool hi = protocol == INTERCEPT_HI;
    enum framing f = hi ? pspdu_length(b, SNIFF_PDU_MAX, &len) : x2x3_length(b, SNIFF_PDU_MAX, &len);
    if (f != FRAMING_WHOLE) return f == FRAMING_MORE;
    struct bytes next = bytes_slice(b, len, SIZE_MAX);
    if (!next.len) return true;
    return (hi ? pspdu_length(next, PSPDU_SIZE_MAX, &next_len) : x2x3_length(next, X2X3_SIZE_MAX, &next_len)) != FRAMING_NONE;
}

bool sniff_bare(struct bytes b)
{
    struct hi_bare record;
    size_t len, next_len;
    enum framing f = b.len < HI_BARE_MIN ? FRAMING_NONE : hi_bare_length(b, SNIFF_PDU_MAX, &len);
    if (f != FRAMING_WHOLE) return f == FRAMING_MORE;
    struct bytes next = bytes_slice(b, len, SIZE_MAX);
    return hi_bare_decode(bytes_slice(b, 0, len), &record) && !record.malformed &&
           hi_bare_length(next, HI_BARE_SIZE_MAX, &next_len) != FRAMING_NONE;
}

size_t sniff_find_bare(struct bytes b, size_t from)
{
    while (from < b.len && !sniff_bare(bytes_slice(b, from, SIZE_MAX))) from++;
    return from;
}

struct sniffed sniff_find(struct bytes b, size_t from)
{
    size_t hi = find_hi(b, from), x = find_x2x3(b, from);
    while (hi < b.len || x < b.len) {
        struct sniffed s = hi < x ? (struct sniffed){hi, INTERCEPT_HI} : (struct sniffed){x, INTERCEPT_X2X3};
        if (chain_goes_on(bytes_slice(b, s.at, SIZE_MAX), s.protocol)) return s;
        if (hi < x)
            hi = find_hi(b, hi + 1);
        else
            x = find_x2x3(b, x + 1);
    }
    return (struct sniffed){b.len, INTERCEPT_HI};
}

bool intercept_sniff(struct bytes payload, bool deep)
{
    if (payload.len < SNIFF_HI_MIN) return false;
    const uint8_t *p = payload.data;
    if (p[0] == 0x30 && starts_hi(payload)) return true;
    if (x2x3_maybe(payload) && x2x3_believable(payload)) return true;
    if ((p[0] == 0x30 || p[0] - 0xa1U < 4 || (p[0] & 0xf9) == 0x18) && sniff_bare(payload)) return true;
    return deep && sniff_find(payload, 0).at < payload.len;
}

/* A datagram is a whole record, with a packet inside. */
bool intercept_sniff_datagram(struct bytes payload)
{
    struct hi_bare record;
    struct hi_payload h;
    return payload.len >= HI_BARE_MIN && payload.data[0] == 0x30 && hi_bare_decode(payload, &record) &&
           record.kind == HI_BARE_CC && !record.malformed && hi_payload_decode(false, record.tag, payload, &h) && !h.malformed &&
           h.content_kind == HI_CONTENT_IP;
}

bool intercept_sniff_control(struct bytes payload)
{
    return http1_starts(payload) || http2_starts(payload);
}
