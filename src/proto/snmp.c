#include "proto/snmp.h"

#include "wire/ber.h"

enum { BER_OCTETS = 4, BER_OBJECT = 6, PDU_SET = 3, V2C = 1, V3 = 3, VARIABLES_MAX = 256 };
enum { ROW_DESTROY = 6 };
enum { OID_ARCS = 16 };

/* What stands behind 1.3.6.1.4.1.9.9 in a variable's name. */
struct oid {
    uint32_t arc[OID_ARCS];
    unsigned count;
};

enum { MIB_TAP = 252, MIB_IP_TAP = 394, MIB_TAP2 = 399 };

enum column { COLUMN_OTHER, COLUMN_PLACE, COLUMN_PORT, COLUMN_STATUS, COLUMN_FILTER };

/* Columns of rows of table 1.1.2.1 (mediation in TAP2, streams in IP-TAP) and 1.2.1.1 (streams in TAP2). */
static const struct {
    uint16_t mib, table; /* the table's second and third arc as 10 * a + b */
    uint8_t column, means;
} columns[] = {
    {MIB_TAP2, 12, 3, COLUMN_PLACE},    /* cTap2MediationDestAddress */
    {MIB_TAP2, 12, 4, COLUMN_PORT},     /* cTap2MediationDestPort */
    {MIB_TAP2, 12, 13, COLUMN_STATUS},  /* cTap2MediationStatus */
    {MIB_TAP2, 21, 6, COLUMN_STATUS},   /* cTap2StreamStatus */
    {MIB_IP_TAP, 12, 3, COLUMN_FILTER}, /* citapStreamDestinationAddress */
    {MIB_IP_TAP, 12, 5, COLUMN_FILTER}, /* citapStreamSourceAddress */
    {MIB_IP_TAP, 12, 16, COLUMN_STATUS} /* citapStreamStatus */
};

/* Arcs beyond the array are left out: nothing here needs them. */
static bool read_oid(struct bytes b, struct oid *ret)
{
    static const uint8_t cisco[] = {0x2b, 6, 1, 4, 1, 9, 9};
    uint32_t arc = 0;
    ret->count = 0;
    if (b.len <= sizeof cisco || memcmp(b.data, cisco, sizeof cisco) != 0) return false;
    for (size_t i = sizeof cisco; i < b.len && ret->count < OID_ARCS; i++) {
        if (arc >> 25) return false;
        arc = arc << 7 | (b.data[i] & 0x7f);
        if (b.data[i] & 0x80) continue;
        ret->arc[ret->count++] = arc;
        arc = 0;
    }
    return ret->count > 0 && (ret->arc[0] == MIB_TAP || ret->arc[0] == MIB_IP_TAP || ret->arc[0] == MIB_TAP2);
}

/* MIB . 1 . table . table . 1 . column . index: the objects' branch, the table, its entry. */
static enum column column_of(const struct oid *o)
{
    if (o->count < 6 || o->arc[1] != 1 || o->arc[2] > 9 || o->arc[3] > 9 || o->arc[4] != 1) return COLUMN_OTHER;
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        if (columns[i].mib == o->arc[0] && columns[i].table == 10 * o->arc[2] + o->arc[3] && columns[i].column == o->arc[5])
            return (enum column)columns[i].means;
    return COLUMN_OTHER;
}

static bool read_addr(struct bytes v, struct ip_addr *ret)
{
    if (v.len == 4)
        *ret = ip_from_v4(v.data);
    else if (v.len == 16)
        *ret = ip_from_v6(v.data);
    return v.len == 4 || v.len == 16;
}

static void take_variable(struct bytes name, struct bytes value, struct snmp_tap *tap)
{
    struct oid o;
    uint64_t number = 0;
    struct ip_addr filter;
    if (!read_oid(name, &o)) return;
    tap->writes++;
    if (o.count > 6 && !tap->has_content_id && o.arc[0] != MIB_TAP) tap->has_content_id = true, tap->content_id = o.arc[6];
    switch (column_of(&o)) {
    case COLUMN_PLACE: (void)read_addr(value, &tap->place); break;
    case COLUMN_PORT:
        if (ber_unsigned(value, UINT16_MAX, &number)) tap->port = (uint16_t)number;
        break;
    case COLUMN_STATUS:
        if (ber_unsigned(value, UINT8_MAX, &number) && number == ROW_DESTROY) tap->destroys = true;
        break;
    case COLUMN_FILTER: /* an address of zeros filters nothing */
        if (read_addr(value, &filter) && (load_be32(filter.bytes) || filter.family == 6)) tap->subscriber = filter;
        break;
    case COLUMN_OTHER: break;
    }
}

/* SEQUENCE OF SEQUENCE { name, value } (RFC 3416 cl. 3). */
static bool variables(struct ber list, struct snmp_tap *tap)
{
    struct ber_element e, name, value;
    for (unsigned i = 0; i < VARIABLES_MAX && ber_next(&list, &e); i++) {
        struct ber pair = ber_enter(&list, &e);
        if (!ber_next(&pair, &name) || name.tag != BER_UNIVERSAL(BER_OBJECT) || !ber_next(&pair, &value)) return false;
        take_variable(name.value, value.value, tap);
    }
    return ber_ok(&list);
}

static bool set_request(const struct ber *parent, const struct ber_element *pdu, struct snmp_tap *tap)
{
    struct ber_element e;
    if (pdu->tag != BER_CONTEXT(PDU_SET)) return false;
    struct ber r = ber_enter(parent, pdu);
    for (int i = 0; i < 3; i++) /* request-id, error-status, error-index */
        if (!ber_next(&r, &e) || e.tag != BER_UNIVERSAL(BER_INTEGER)) return false;
    if (!ber_next(&r, &e) || e.tag != BER_UNIVERSAL(BER_SEQUENCE)) return false;
    return variables(ber_enter(&r, &e), tap) && tap->writes > 0;
}

static bool next_is(struct ber *r, uint32_t tag, struct ber_element *ret)
{
    return ber_next(r, ret) && ret->tag == tag;
}

/* RFC 3412 cl. 6: header, security parameters, and a ScopedPDU { contextEngineID, contextName, PDU } unless it is encrypted. */
static bool version_3(struct ber *r, struct snmp_tap *tap)
{
    struct ber_element e;
    if (!next_is(r, BER_UNIVERSAL(BER_SEQUENCE), &e) || !next_is(r, BER_UNIVERSAL(BER_OCTETS), &e)) return false;
    if (!next_is(r, BER_UNIVERSAL(BER_SEQUENCE), &e)) return false;
    struct ber scoped = ber_enter(r, &e);
    for (int i = 0; i < 2; i++)
        if (!next_is(&scoped, BER_UNIVERSAL(BER_OCTETS), &e)) return false;
    if (!ber_next(&scoped, &e)) return false;
    return set_request(&scoped, &e, tap);
}

/* HeaderData { msgID, msgMaxSize, msgFlags, msgSecurityModel } */
static bool header_3(struct ber *r, struct snmp3 *ret)
{
    enum { FLAG_AUTHENTICATED = 1, FLAG_ENCRYPTED = 2, USER_BASED = 3 };
    struct ber_element e, flags;
    uint64_t model;
    if (!next_is(r, BER_UNIVERSAL(BER_SEQUENCE), &e)) return false;
    struct ber h = ber_enter(r, &e);
    for (int i = 0; i < 2; i++)
        if (!next_is(&h, BER_UNIVERSAL(BER_INTEGER), &e)) return false;
    if (!next_is(&h, BER_UNIVERSAL(BER_OCTETS), &flags) || flags.value.len != 1) return false;
    if (!next_is(&h, BER_UNIVERSAL(BER_INTEGER), &e) || !ber_unsigned(e.value, INT32_MAX, &model)) return false;
    ret->authenticated = flags.value.data[0] & FLAG_AUTHENTICATED;
    ret->encrypted = flags.value.data[0] & FLAG_ENCRYPTED;
    return model == USER_BASED;
}

/* UsmSecurityParameters, in an OCTET STRING: engine, boots, time, user, and what authenticates and deciphers. */
static bool security_3(struct bytes parameters, struct snmp3 *ret)
{
    struct ber outer = ber_of(parameters);
    struct ber_element e;
    if (!next_is(&outer, BER_UNIVERSAL(BER_SEQUENCE), &e)) return false;
    struct ber r = ber_enter(&outer, &e);
    if (!next_is(&r, BER_UNIVERSAL(BER_OCTETS), &e)) return false;
    ret->engine = e.value;
    for (int i = 0; i < 2; i++)
        if (!next_is(&r, BER_UNIVERSAL(BER_INTEGER), &e)) return false;
    if (!next_is(&r, BER_UNIVERSAL(BER_OCTETS), &e)) return false;
    ret->user = e.value;
    return true;
}

bool snmp3_parse(struct bytes b, struct snmp3 *ret)
{
    struct ber outer = ber_of(b);
    struct ber_element e;
    uint64_t version;
    *ret = (struct snmp3){0};
    if (!next_is(&outer, BER_UNIVERSAL(BER_SEQUENCE), &e)) return false;
    struct ber r = ber_enter(&outer, &e);
    if (!next_is(&r, BER_UNIVERSAL(BER_INTEGER), &e) || !ber_unsigned(e.value, V3, &version) || version != V3) return false;
    if (!header_3(&r, ret) || !next_is(&r, BER_UNIVERSAL(BER_OCTETS), &e) || !security_3(e.value, ret)) return false;
    /* ScopedPduData: what is encrypted is an OCTET STRING, whatever the flags say */
    return next_is(&r, ret->encrypted ? BER_UNIVERSAL(BER_OCTETS) : BER_UNIVERSAL(BER_SEQUENCE), &e);
}

bool snmp_tap_parse(struct bytes b, struct snmp_tap *ret)
{
    struct ber outer = ber_of(b);
    struct ber_element e;
    uint64_t version;
    *ret = (struct snmp_tap){0};
    if (!ber_next(&outer, &e) || e.tag != BER_UNIVERSAL(BER_SEQUENCE)) return false;
    struct ber r = ber_enter(&outer, &e);
    if (!ber_next(&r, &e) || e.tag != BER_UNIVERSAL(BER_INTEGER) || !ber_unsigned(e.value, V3, &version)) return false;
    ret->version = version == V3 ? 3 : (uint8_t)(version + 1);
    if (version == V3) return version_3(&r, ret);
    if (version > V2C || !ber_next(&r, &e) || e.tag != BER_UNIVERSAL(BER_OCTETS)) return false; /* community */
    return ber_next(&r, &e) && set_request(&r, &e, ret);
}
