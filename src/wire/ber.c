#include "wire/ber.h"

enum { TAG_OCTETS_MAX = 4, LENGTH_OCTETS_MAX = 8 };

/* The identifier's continuation octets (X.690 cl. 8.1.2.4); `at` stands behind the leading octet. */
static enum ber_status long_tag(struct bytes b, size_t *at, uint32_t *ret_number)
{
    uint32_t number = 0;
    for (unsigned i = 0; i < TAG_OCTETS_MAX; i++) {
        if (*at >= b.len) return BER_MORE;
        uint8_t octet = b.data[(*at)++];
        if (i == 0 && octet == 0x80) return BER_BAD; /* cl. 8.1.2.4.2 c: no leading zeros */
        number = number << 7 | (octet & 0x7f);
        if (!(octet & 0x80)) {
            *ret_number = number;
            return BER_WHOLE;
        }
    }
    return BER_BAD;
}

/* The long form of a length (cl. 8.1.3.5); `at` stands behind the initial octet. Leading zeros are legal. */
static enum ber_status long_length(struct bytes b, size_t *at, unsigned octets, uint32_t *ret_len)
{
    if (octets > LENGTH_OCTETS_MAX) return BER_BAD;
    uint64_t len = 0;
    for (unsigned i = 0; i < octets; i++) {
        if (*at >= b.len) return BER_MORE;
        len = len << 8 | b.data[(*at)++];
        if (len > UINT32_MAX) return BER_BAD;
    }
    *ret_len = (uint32_t)len;
    return BER_WHOLE;
}

enum ber_status ber_header(struct bytes b, struct ber_header *ret)
{
    if (b.len < 1) return BER_MORE;
    uint8_t lead = b.data[0];
    uint32_t number = lead & 0x1f, len = 0;
    bool constructed = lead & 0x20;
    size_t at = 1;
    if (UNLIKELY(number == 0x1f)) {
        enum ber_status s = long_tag(b, &at, &number);
        if (s != BER_WHOLE) return s;
    }
    if (at >= b.len) return BER_MORE;
    uint8_t first = b.data[at++];
    bool indefinite = first == 0x80;
    if (first < 0x80) {
        len = first;
    } else if (indefinite) {
        if (!constructed) return BER_BAD; /* cl. 8.1.3.2 a */
    } else {
        enum ber_status s = long_length(b, &at, first & 0x7f, &len);
        if (s != BER_WHOLE) return s;
    }
    *ret = (struct ber_header){(uint32_t)(lead >> 6) << 30 | number, (uint8_t)at, constructed, indefinite, len};
    return BER_WHOLE;
}

/* Where an indefinite element ends: `at` stands behind its header. Elements with a definite length are stepped over, not entered.
 */
static enum ber_status find_end(struct bytes b, size_t at, size_t max, size_t *ret_end)
{
    unsigned open = 1;
    while (open) {
        if (at > max) return BER_BAD;
        struct ber_header h;
        struct bytes rest = bytes_slice(b, at, SIZE_MAX);
        enum ber_status s = ber_header(rest, &h);
        if (s != BER_WHOLE) return s;
        bool end_of_contents = h.tag == BER_UNIVERSAL(0) && !h.constructed;
        if (end_of_contents && (h.octets != 2 || h.content_len != 0)) return BER_BAD;
        if (h.content_len > rest.len - h.octets) return h.content_len > max ? BER_BAD : BER_MORE;
        at += h.octets + (size_t)h.content_len;
        if (end_of_contents)
            open--;
        else if (h.indefinite && ++open > BER_DEPTH_MAX)
            return BER_BAD;
    }
    if (at > max) return BER_BAD;
    *ret_end = at;
    return BER_WHOLE;
}

enum ber_status ber_measure(struct bytes b, size_t max, size_t *ret_len)
{
    struct ber_header h;
    size_t len = 0;
    enum ber_status s = ber_header(b, &h);
    if (s == BER_WHOLE && h.indefinite) {
        s = find_end(b, h.octets, max, &len);
    } else if (s == BER_WHOLE) {
        len = h.octets + (size_t)h.content_len;
        if (len > max) return BER_BAD;
        if (len > b.len) s = BER_MORE;
    }
    if (s != BER_BAD) *ret_len = len;
    return s;
}

static bool fail(struct ber *r)
{
    r->failed = true;
    r->at = r->end;
    return false;
}

bool ber_next_long(struct ber *r, struct ber_element *ret)
{
    if (r->at == r->end) return false;
    struct bytes rest = bytes_of(r->at, (size_t)(r->end - r->at));
    struct ber_header h;
    if (UNLIKELY(ber_header(rest, &h) != BER_WHOLE)) return fail(r);
    size_t len = h.content_len, total;
    if (UNLIKELY(h.indefinite)) {
        if (find_end(rest, h.octets, rest.len, &total) != BER_WHOLE) return fail(r);
        len = total - h.octets - 2;
    } else {
        if (UNLIKELY(len > rest.len - h.octets)) return fail(r);
        total = h.octets + len;
    }
    *ret = (struct ber_element){h.tag, h.constructed, bytes_of(r->at + h.octets, len)};
    r->at += total;
    return true;
}

bool ber_unsigned(struct bytes value, uint64_t max, uint64_t *ret)
{
    if (value.len == 0 || value.len > 9 || (value.data[0] & 0x80)) return false;
    if (value.len == 9 && value.data[0] != 0) return false;
    uint64_t v = 0;
    for (size_t i = 0; i < value.len; i++) v = v << 8 | value.data[i];
    if (v > max) return false;
    *ret = v;
    return true;
}
