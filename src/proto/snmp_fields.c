/* The fields of an SNMP message (RFC 1157, RFC 3416 cl. 3, RFC 3412 cl. 6), and what it orders of Cisco's interception tables.
 * Communities, and octets in variables, are told by their length only: the one lets in, the other may name a person. */
#include "proto/snmp.h"
#include "wire/ber_fields.h"

#define ROW(row_tag, row_name, ...)                                                                                              \
    {                                                                                                                            \
        .tag = (row_tag), .name = (row_name), .as = __VA_ARGS__                                                                  \
    }
#define U(n)       BER_UNIVERSAL(n)
#define APPLIED(n) (UINT32_C(1) << 30 | (n))

BER_TABLE(variable, ROW(U(6), "name", BER_AS_OID), ROW(U(2), "integer", BER_AS_NUMBER), ROW(U(4), "octets", BER_AS_CONTENT),
          ROW(U(5), "null", BER_AS_NULL), ROW(APPLIED(0), "address", BER_AS_TARGET_ADDRESS),
          ROW(APPLIED(1), "counter32", BER_AS_NUMBER), ROW(APPLIED(2), "unsigned32", BER_AS_NUMBER),
          ROW(APPLIED(3), "ticks", BER_AS_NUMBER), ROW(APPLIED(6), "counter64", BER_AS_NUMBER));
BER_TABLE(variables, ROW(U(BER_SEQUENCE), "variable", BER_AS_GROUP, .inside = &variable));

static bool next_number(struct ber *r, struct fields *f, const char *name)
{
    struct ber_element e;
    uint64_t v;
    if (!ber_next(r, &e) || e.tag != U(BER_INTEGER)) return false;
    if (ber_unsigned(e.value, UINT32_MAX, &v))
        field_number(f, name, v);
    else
        field_octets(f, name, e.value); /* a negative one */
    return true;
}

static bool next_content(struct ber *r, struct fields *f, const char *name)
{
    struct ber_element e;
    if (!ber_next(r, &e) || e.tag != U(4)) return false;
    field_content(f, name, e.value);
    return true;
}

static bool tell_pdu(struct ber *parent, struct fields *f)
{
    static const char *const names[] = {"get", "get-next", "response", "set", "trap-v1", "get-bulk", "inform", "trap", "report"};
    struct ber_element e;
    if (!ber_next(parent, &e)) return false;
    uint32_t number = BER_NUMBER(e.tag);
    if (e.tag != BER_CONTEXT(number) || number >= ARRAY_LEN(names)) return false;
    field_word(f, "pdu", number, names[number]);
    struct ber r = ber_enter(parent, &e);
    if (!next_number(&r, f, "request_id") || !next_number(&r, f, "error_status") || !next_number(&r, f, "error_index"))
        return false;
    if (!ber_next(&r, &e) || e.tag != U(BER_SEQUENCE)) return false;
    fields_list(f, "variables");
    ber_fields(ber_enter(&r, &e), &variables, f);
    fields_list_end(f);
    return true;
}

static bool tell_version_3(struct ber *r, struct fields *f)
{
    struct ber_element e;
    if (!ber_next(r, &e) || e.tag != U(BER_SEQUENCE)) return false;
    struct ber header = ber_enter(r, &e);
    if (!next_number(&header, f, "message_id") || !next_number(&header, f, "max_size") ||
        !next_content(&header, f, "message_flags") || !next_number(&header, f, "security_model"))
        return false;
    if (!next_content(r, f, "security_parameters") || !ber_next(r, &e)) return false;
    if (e.tag == U(4)) {
        field_content(f, "enciphered", e.value);
        return true;
    }
    struct ber scoped = ber_enter(r, &e);
    return next_content(&scoped, f, "context_engine_id") && next_content(&scoped, f, "context_name") && tell_pdu(&scoped, f);
}

static void tell_order(struct bytes pdu, struct fields *f)
{
    struct snmp_tap tap;
    if (!snmp_tap_parse(pdu, &tap)) return;
    fields_begin(f, "order");
    field_number(f, "writes", tap.writes);
    field_flag(f, "destroys", tap.destroys);
    if (tap.has_content_id) field_number(f, "content_id", tap.content_id);
    field_address(f, "mediation_address", &tap.place);
    if (tap.port) field_number(f, "mediation_port", tap.port);
    field_target_address(f, "subscriber", &tap.subscriber);
    fields_end(f);
}

void snmp_fields(struct bytes pdu, struct fields *f)
{
    static const char *const versions[] = {"v1", "v2c", NULL, "v3"};
    struct ber top = ber_of(pdu);
    struct ber_element e;
    uint64_t version;
    if (!ber_next(&top, &e) || e.tag != U(BER_SEQUENCE)) {
        fields_flaw(f, pdu.data, "no whole SEQUENCE stands here");
        return;
    }
    struct ber r = ber_enter(&top, &e);
    if (!ber_next(&r, &e) || !ber_unsigned(e.value, 3, &version)) {
        fields_flaw(f, pdu.data, "no version of SNMP");
        return;
    }
    field_word(f, "version", version, versions[version]);
    bool whole = version == 3 ? tell_version_3(&r, f) : next_content(&r, f, "community") && tell_pdu(&r, f);
    if (!whole) fields_flaw(f, r.at, "no message of SNMP as its version has it");
    tell_order(pdu, f);
}
