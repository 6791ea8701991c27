/* The fields of a RADIUS packet (RFC 2865 cl. 3 and 5): who, where, and what orders an interception. Passwords and other
 * attributes are told by their length only. */
#include <stdio.h>

#include "proto/radius.h"
#include "wire/reader.h"

enum attribute_kind { AS_TARGET, AS_TARGET_ADDRESS, AS_ADDRESS, AS_TEXT, AS_NUMBER };

static const struct {
    uint8_t type, kind; /* enum attribute_kind */
    const char *name, *identity;
} attributes[] = {{1, AS_TARGET, "user_name", "nai"},
                  {4, AS_ADDRESS, "nas_ip_address", NULL},
                  {5, AS_NUMBER, "nas_port", NULL},
                  {6, AS_NUMBER, "service_type", NULL},
                  {8, AS_TARGET_ADDRESS, "framed_ip_address", NULL},
                  {30, AS_TEXT, "called_station_id", NULL},
                  {31, AS_TARGET, "calling_station_id", "msisdn"},
                  {32, AS_TEXT, "nas_identifier", NULL},
                  {44, AS_TEXT, "acct_session_id", NULL}};

static const char *code_name(unsigned code)
{
    return code == RADIUS_ACCESS_ACCEPT ? "access-accept" : code == RADIUS_COA_REQUEST ? "coa-request" : NULL;
}

static void tell_attribute(struct fields *f, unsigned type, struct bytes v)
{
    char text[40];
    size_t i = 0;
    while (i < ARRAY_LEN(attributes) && attributes[i].type != type) i++;
    bool known = i < ARRAY_LEN(attributes), four = v.len == 4;
    unsigned kind = known ? attributes[i].kind : 0;
    if (!known || (!four && kind != AS_TARGET && kind != AS_TEXT)) {
        snprintf(text, sizeof text, "attribute_%u", type);
        field_content(f, text, v);
        return;
    }
    struct ip_addr a = four ? ip_from_v4(v.data) : (struct ip_addr){0};
    switch ((enum attribute_kind)kind) {
    case AS_TARGET: field_target(f, attributes[i].name, attributes[i].identity, v); break;
    case AS_TARGET_ADDRESS: field_target_address(f, attributes[i].name, &a); break;
    case AS_ADDRESS: field_address(f, attributes[i].name, &a); break;
    case AS_TEXT: field_text(f, attributes[i].name, v); break;
    case AS_NUMBER: field_number(f, attributes[i].name, load_be32(v.data)); break;
    }
}

static void tell_vendor_attribute(struct fields *f, uint32_t vendor, uint8_t type, struct bytes v)
{
    char text[40];
    enum radius_meaning says = radius_meaning_of(vendor, type);
    struct ip_addr a = v.len == 4 ? ip_from_v4(v.data) : (struct ip_addr){0};
    if (says == RADIUS_SAYS_ID) {
        field_text(f, "interception_id", v);
    } else if (says == RADIUS_SAYS_PLACE && v.len == 4) {
        field_address(f, "mediation_address", &a);
    } else if (says == RADIUS_SAYS_PORT && v.len == 4) {
        field_number(f, "mediation_port", load_be32(v.data));
    } else if (says == RADIUS_SAYS_NUMBER && v.len == 4) {
        field_number(f, "interception_id", load_be32(v.data));
    } else if (says == RADIUS_SAYS_ACTION && v.len == 4) {
        field_number(f, "interception_action", load_be32(v.data));
    } else if (says == RADIUS_SAYS_SWITCH) {
        field_octets(f, "interception_switch", v);
    } else {
        snprintf(text, sizeof text, "%s_%u", says == RADIUS_SAYS_NOTHING ? "attribute" : "interception_attribute", type);
        field_content(f, text, v);
    }
}

static void tell_vendor(struct fields *f, struct bytes v)
{
    struct reader r = reader_of(v);
    uint32_t vendor = reader_u32(&r);
    if (!reader_ok(&r)) return;
    fields_begin(f, "vendor_specific");
    field_number(f, "vendor", vendor);
    while (reader_left(&r)) {
        uint8_t type = reader_u8(&r), len = reader_u8(&r);
        struct bytes value = reader_bytes(&r, len > 2 ? len - 2U : 0);
        if (len < 2 || !reader_ok(&r)) break; /* other forms are other vendors' */
        tell_vendor_attribute(f, vendor, type, value);
    }
    fields_end(f);
}

void radius_fields(struct bytes pdu, struct fields *f)
{
    struct reader packet = reader_of(pdu);
    uint8_t code = reader_u8(&packet), identifier = reader_u8(&packet);
    uint16_t len = reader_u16(&packet);
    reader_skip(&packet, 16);
    struct reader r = reader_sub(&packet, len >= RADIUS_HEADER ? len - (size_t)RADIUS_HEADER : SIZE_MAX);
    if (!reader_ok(&packet)) {
        fields_flaw(f, pdu.data, "no whole RADIUS packet stands here");
        return;
    }
    field_word(f, "code", code, code_name(code));
    field_number(f, "identifier", identifier);
    while (reader_left(&r)) {
        const uint8_t *at = r.at;
        uint8_t type = reader_u8(&r), size = reader_u8(&r);
        struct bytes value = reader_bytes(&r, size >= 2 ? size - 2U : 0);
        if (size < 2 || !reader_ok(&r)) {
            fields_flaw(f, at, "an attribute reaches beyond the packet");
            return;
        }
        if (type == 26)
            tell_vendor(f, value);
        else
            tell_attribute(f, type, value);
    }
}
