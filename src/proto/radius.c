#include "proto/radius.h"

#include <stdio.h>

#include "wire/reader.h"

enum { FRAMED_IP_ADDRESS = 8, VENDOR_SPECIFIC = 26 };
enum {
    VENDOR_ASCEND = 529,
    VENDOR_ALU_AAA = 831,
    VENDOR_HUAWEI = 2011,
    VENDOR_ERICSSON_AB = 2352,
    VENDOR_LUCENT = 4846,
    VENDOR_UNISPHERE = 4874,
    VENDOR_NOKIA_SR = 6527
};

/* Names as in the vendors' dictionaries. */
static const struct {
    uint16_t vendor;
    uint8_t type, says; /* enum radius_meaning */
} attributes[] = {
    {VENDOR_UNISPHERE, 58, RADIUS_SAYS_ENCIPHERED}, /* LI-Action */
    {VENDOR_UNISPHERE, 59, RADIUS_SAYS_ENCIPHERED}, /* Med-Dev-Handle */
    {VENDOR_UNISPHERE, 60, RADIUS_SAYS_ENCIPHERED}, /* Med-Ip-Address */
    {VENDOR_UNISPHERE, 61, RADIUS_SAYS_ENCIPHERED}, /* Med-Port-Number */
    {VENDOR_HUAWEI, 101, RADIUS_SAYS_ID},           /* LI-ID */
    {VENDOR_HUAWEI, 102, RADIUS_SAYS_PLACE},        /* LI-Md-Address */
    {VENDOR_HUAWEI, 103, RADIUS_SAYS_PORT},         /* LI-Md-Port */
    {VENDOR_HUAWEI, 104, RADIUS_SAYS_IT},           /* LI-Md-VpnInstance */
    {VENDOR_HUAWEI, 183, RADIUS_SAYS_SWITCH},       /* Port-Mirror */
    {VENDOR_ASCEND, 52, RADIUS_SAYS_IT},            /* Access-Intercept-LEA */
    {VENDOR_ASCEND, 53, RADIUS_SAYS_IT},            /* Access-Intercept-Log */
    {VENDOR_LUCENT, 52, RADIUS_SAYS_IT},            /* Lucent-Access-Intercept-LEA */
    {VENDOR_LUCENT, 53, RADIUS_SAYS_IT},            /* Lucent-Access-Intercept-Log */
    {VENDOR_ALU_AAA, 10, RADIUS_SAYS_SWITCH},       /* Lawful-Intercept-Status */
    {VENDOR_ERICSSON_AB, 159, RADIUS_SAYS_NUMBER},  /* LI-Id */
    {VENDOR_ERICSSON_AB, 160, RADIUS_SAYS_PLACE},   /* LI-Md-Address */
    {VENDOR_ERICSSON_AB, 161, RADIUS_SAYS_PORT},    /* LI-Md-Port */
    {VENDOR_ERICSSON_AB, 162, RADIUS_SAYS_SWITCH},  /* LI-Action */
    {VENDOR_ERICSSON_AB, 163, RADIUS_SAYS_IT},      /* LI-Profile */
    {VENDOR_NOKIA_SR, 122, RADIUS_SAYS_ACTION},     /* Alc-LI-Action */
    {VENDOR_NOKIA_SR, 123, RADIUS_SAYS_IT},         /* Alc-LI-Destination: names a mirror destination of the element */
    {VENDOR_NOKIA_SR, 124, RADIUS_SAYS_IT},         /* Alc-LI-FC */
    {VENDOR_NOKIA_SR, 125, RADIUS_SAYS_IT},         /* Alc-LI-Direction */
    {VENDOR_NOKIA_SR, 138, RADIUS_SAYS_NUMBER},     /* Alc-LI-Intercept-Id */
    {VENDOR_NOKIA_SR, 139, RADIUS_SAYS_IT},         /* Alc-LI-Session-Id */
};

enum radius_meaning radius_meaning_of(uint32_t vendor, uint8_t type)
{
    for (size_t i = 0; i < ARRAY_LEN(attributes); i++)
        if (attributes[i].vendor == vendor && attributes[i].type == type) return (enum radius_meaning)attributes[i].says;
    return RADIUS_SAYS_NOTHING;
}

static void take_id(struct bytes v, struct radius_li *li)
{
    size_t len = v.len < RADIUS_ID_TEXT - 1 ? v.len : RADIUS_ID_TEXT - 1;
    for (size_t i = 0; i < len; i++) li->id[i] = v.data[i] > ' ' && v.data[i] < 0x7f ? (char)v.data[i] : '?';
    li->id[len] = 0;
}

static bool all_zero(struct bytes v)
{
    for (size_t i = 0; i < v.len; i++)
        if (v.data[i]) return false;
    return true;
}

/* A number is four octets; with salt before it, it is blocks of sixteen (RFC 2868 cl. 3.5). */
static bool is_salted(struct bytes v)
{
    return v.len >= 18 && (v.len - 2) % 16 == 0;
}

/* Alc-LI-Action: no action 1, enable 2, disable 3, clear the destination 4. */
static bool ends_action(struct bytes v)
{
    return v.len == 4 && (load_be32(v.data) == 3 || load_be32(v.data) == 4);
}

static void take_value(enum radius_meaning says, struct bytes v, struct radius_li *li)
{
    bool number = says == RADIUS_SAYS_NUMBER || says == RADIUS_SAYS_ACTION || says == RADIUS_SAYS_SWITCH;
    bool off = (says == RADIUS_SAYS_SWITCH && all_zero(v)) || (says == RADIUS_SAYS_ACTION && ends_action(v));
    li->off = off && (li->attributes == 0 || li->off);
    if (li->attributes < UINT8_MAX) li->attributes++;
    if (says == RADIUS_SAYS_ENCIPHERED || (number && is_salted(v))) li->enciphered = true;
    if (says == RADIUS_SAYS_NUMBER && v.len == 4) snprintf(li->id, sizeof li->id, "%u", (unsigned)load_be32(v.data));
    if (says == RADIUS_SAYS_ID) take_id(v, li);
    if (says == RADIUS_SAYS_PLACE && v.len == 4) li->place = ip_from_v4(v.data);
    if (says == RADIUS_SAYS_PORT && v.len == 4) li->port = load_be16(v.data + 2);
}

/* A vendor's attributes: type, length, value, as RFC 2865 cl. 5.26 suggests; other forms are other vendors'. */
static void vendor_attributes(struct reader r, struct radius_li *li)
{
    uint32_t vendor = reader_u32(&r);
    while (reader_ok(&r) && reader_left(&r)) {
        uint8_t type = reader_u8(&r), len = reader_u8(&r);
        if (len < 2) return;
        struct bytes value = reader_bytes(&r, len - 2U);
        enum radius_meaning says = reader_ok(&r) ? radius_meaning_of(vendor, type) : RADIUS_SAYS_NOTHING;
        if (says == RADIUS_SAYS_NOTHING) continue;
        if (!li->attributes) li->vendor = vendor;
        take_value(says, value, li);
    }
}

bool radius_li_parse(struct bytes b, struct radius_li *ret)
{
    struct reader packet = reader_of(b);
    *ret = (struct radius_li){.code = reader_u8(&packet)};
    if (ret->code != RADIUS_ACCESS_ACCEPT && ret->code != RADIUS_COA_REQUEST) return false;
    reader_skip(&packet, 1);
    uint16_t len = reader_u16(&packet);
    if (len < RADIUS_HEADER) return false;
    reader_skip(&packet, 16);
    struct reader r = reader_sub(&packet, len - (size_t)RADIUS_HEADER);
    while (reader_ok(&r) && reader_left(&r)) {
        uint8_t type = reader_u8(&r), size = reader_u8(&r);
        if (size < 2) return false;
        struct reader value = reader_sub(&r, size - 2U);
        if (type == VENDOR_SPECIFIC) vendor_attributes(value, ret);
        const uint8_t *p = type == FRAMED_IP_ADDRESS ? reader_take(&value, 4) : NULL;
        if (p) ret->subscriber = ip_from_v4(p);
    }
    return reader_ok(&r) && ret->attributes > 0;
}
