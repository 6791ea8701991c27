#include "wire/ber_fields.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "wire/tbcd.h"

enum { OID_TEXT = 160, DIGITS_MAX = 32, TIME_MAX = 40 };

static const struct ber_row *row_of(const struct ber_table *t, uint32_t tag)
{
    for (size_t i = 0; t && i < t->count; i++)
        if (t->rows[i].tag == tag) return &t->rows[i];
    return NULL;
}

/* "universal_16", "context_3" */
static void tell_unknown(struct fields *f, const struct ber_element *e)
{
    static const char *const classes[] = {"universal", "application", "context", "private"};
    char name[40];
    snprintf(name, sizeof name, "%s_%" PRIu32, classes[e->tag >> 30], BER_NUMBER(e->tag));
    field_unknown(f, name, e->value);
}

static bool tell_number(struct fields *f, const char *name, const struct ber_row *row, struct bytes v)
{
    uint64_t number;
    if (v.len == 0 || v.len > 9) return false;
    if (!ber_unsigned(v, UINT64_MAX, &number)) {
        field_octets(f, name, v);
        return true;
    }
    const char *word = NULL;
    for (uint64_t i = 0; row->words && row->words[i]; i++)
        if (i == number && row->words[i][0]) word = row->words[i];
    field_word(f, name, number, word);
    return true;
}

/* X.690 cl. 8.19 and 8.20. False when an arc is cut off or too large. */
static bool tell_oid(struct fields *f, const char *name, struct bytes v, bool relative)
{
    char text[OID_TEXT];
    size_t used = 0;
    uint32_t arc = 0;
    bool begun = false;
    if (!v.len) return false;
    for (size_t i = 0; i < v.len; i++) {
        if (arc >> 25) return false;
        arc = arc << 7 | (v.data[i] & 0x7f);
        begun = v.data[i] & 0x80;
        if (begun) continue;
        bool first = used == 0;
        unsigned top = arc < 80 ? arc / 40 : 2;
        int n = first && !relative ? snprintf(text, sizeof text, "%u.%" PRIu32, top, arc - 40 * top)
                                   : snprintf(text + used, sizeof text - used, first ? "%" PRIu32 : ".%" PRIu32, arc);
        if (n < 0 || used + (size_t)n >= sizeof text) return false;
        used += (size_t)n;
        arc = 0;
    }
    if (!begun) field_string(f, name, text);
    return !begun;
}

static bool tell_time(struct fields *f, const char *name, struct bytes v, bool two_digits)
{
    char text[TIME_MAX];
    int64_t time_ns;
    if (v.len + 3 > sizeof text || v.len < 2 || memchr(v.data, 0, v.len)) return false;
    const char *century = !two_digits ? "" : v.data[0] >= '5' ? "19" : "20";
    snprintf(text, sizeof text, "%s%.*s", century, (int)v.len, (const char *)v.data);
    if (!clock_parse_generalized(text, &time_ns)) return false;
    field_time(f, name, time_ns);
    return true;
}

static bool tell_address(struct fields *f, const char *name, struct bytes v, bool target)
{
    if (v.len != 4 && v.len != 16) return false;
    struct ip_addr a = v.len == 4 ? ip_from_v4(v.data) : ip_from_v6(v.data);
    if (target)
        field_target_address(f, name, &a);
    else
        field_address(f, name, &a);
    return true;
}

static bool tell_digits(struct fields *f, const char *name, const char *kind, struct bytes v)
{
    char text[DIGITS_MAX];
    if (!v.len || 2 * v.len > sizeof text) return false;
    size_t used = tbcd_text(v, TBCD_ALL, text, sizeof text);
    if (used + 1 < 2 * v.len) return false; /* a filler stands at the end only */
    field_target(f, name, kind, bytes_of(text, used));
    return true;
}

/* A value that is no group. False when it is not what the row says. */
static bool tell_value(struct fields *f, const char *name, const struct ber_row *row, const struct ber_element *e)
{
    struct bytes v = e->value;
    if (e->constructed && row->as < BER_AS_OTHER) return false;
    switch (row->as) {
    case BER_AS_NUMBER: return tell_number(f, name, row, v);
    case BER_AS_FLAG:
        if (v.len == 1) field_flag(f, name, v.data[0] != 0);
        return v.len == 1;
    case BER_AS_OID: return tell_oid(f, name, v, false);
    case BER_AS_RELATIVE_OID: return tell_oid(f, name, v, true);
    case BER_AS_TEXT: field_text(f, name, v); return true;
    case BER_AS_OCTETS: field_octets(f, name, v); return true;
    case BER_AS_TIME: return tell_time(f, name, v, false);
    case BER_AS_UTC_TIME: return tell_time(f, name, v, true);
    case BER_AS_ADDRESS: return tell_address(f, name, v, false);
    case BER_AS_TARGET_ADDRESS: return tell_address(f, name, v, true);
    case BER_AS_TARGET: field_target(f, name, row->word, v); return true;
    case BER_AS_TBCD: return tell_digits(f, name, row->word, v);
    case BER_AS_ADDRESS_STRING: return v.len > 1 && tell_digits(f, name, row->word, bytes_slice(v, 1, SIZE_MAX));
    case BER_AS_NULL:
        if (v.len == 0) field_flag(f, name, true);
        return v.len == 0;
    case BER_AS_OTHER:
        fields_begin(f, name);
        row->tell(v, f);
        fields_end(f);
        return true;
    case BER_AS_CONTENT: field_content(f, name, v); return true;
    case BER_AS_GROUP:
    case BER_AS_LIST: break;
    }
    return false;
}

static void tell_level(struct ber *r, const struct ber_table *t, bool named, struct fields *f);

static void tell_inside(const struct ber *r, const struct ber_element *e, const char *name, const struct ber_row *row,
                        struct fields *f)
{
    bool list = row->as == BER_AS_LIST;
    struct ber inside = ber_enter(r, e);
    if (list)
        fields_list(f, name);
    else
        fields_begin(f, name);
    tell_level(&inside, row->inside, !list, f);
    if (list)
        fields_list_end(f);
    else
        fields_end(f);
}

static void tell_level(struct ber *r, const struct ber_table *t, bool named, struct fields *f)
{
    struct ber_element e;
    const uint8_t *at = r->at;
    while (ber_next(r, &e)) {
        const struct ber_row *row = row_of(t, e.tag);
        const char *name = row && named ? row->name : NULL;
        at = r->at;
        if (!row)
            tell_unknown(f, &e);
        else if (row->as <= BER_AS_LIST && e.constructed)
            tell_inside(r, &e, name, row, f);
        else if (!tell_value(f, name, row, &e))
            field_unknown(f, row->name, e.value);
    }
    if (!ber_ok(r)) fields_flaw(f, at, "no BER element that fits its parent stands here");
}

void ber_fields(struct ber r, const struct ber_table *t, struct fields *f)
{
    tell_level(&r, t, true, f);
}
