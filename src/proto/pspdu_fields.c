/* All fields of a PS-PDU, as tables of its ASN.1: TS 102 232-1 annex A, TS 102 232-3 (IP), 102 232-5 (multimedia), TS 101 671
 * annex D (HI1 notifications), TS 33.108 annex B (EPS). */
#include "proto/pspdu.h"

#include <inttypes.h>
#include <stdio.h>

#include "proto/hi_bare.h"
#include "proto/hi_payload.h"
#include "proto/xiri.h"
#include "wire/ber_fields.h"

#define ROW(row_tag, row_name, ...)                                                                                              \
    {                                                                                                                            \
        .tag = (row_tag), .name = (row_name), .as = __VA_ARGS__                                                                  \
    }
#define C(n)   BER_CONTEXT(n)
#define SEQ    BER_UNIVERSAL(BER_SEQUENCE)
#define INT    BER_UNIVERSAL(BER_INTEGER)
#define GROUP  BER_AS_GROUP
#define LIST   BER_AS_LIST
#define NUMBER BER_AS_NUMBER

typedef const char *const words[];

static words time_qualifiers = {"unknown", "interception", "mediation", "aggregation", NULL};
static words iri_types = {"", "begin", "end", "continue", "report", NULL};
static words directions = {"from-target", "to-target", "indeterminate", "combined", "not-applicable", NULL};
static words session_directions = {"", "from-target", "to-target", "unknown", NULL};
static words ip_types = {"IPv4", "IPv6", NULL};
static words ip_versions = {"", "IPv4", "IPv6", "IPv4 and IPv6", NULL};
static words assignments = {"", "static", "dynamic", "not-known", NULL};
static words access_events = {"attempt",           "accept",     "reject",          "failed", "", "", "interim",
                              "start-with-active", "access-end", "end-with-active", NULL};
static words check_types = {"", "hash", "signature", NULL};
static words checked_types = {"", "IRI", "CC", "ILHI", NULL};
static words hashes = {"", "SHA-1", "SHA-256", "SHA-384", "SHA-512", NULL};
static words signatures = {"", "DSA", "ECDSA", "EdDSA", NULL};
static words ciphers = {"", "none", "national", "AES-192-CBC", "AES-256-CBC", "blowfish-192", "blowfish-256", "3DES", NULL};
static words encrypted_payloads = {"", "", "part 2", "part 3", "part 4", "part 5", "part 6", "part 7", "part 1", NULL};
static words intercept_types = {"", "iri-and-cc", "iri-only", "cc-only", NULL};
static words notifications = {"", "activation", "deactivation", "modification", NULL};
static words operator_priorities = {"", "error", "informational", NULL};

/* --- header ------------------------------------------------------------------------------------------------------------- */

BER_TABLE(network_identifier, ROW(C(0), "operator_id", BER_AS_TEXT), ROW(C(1), "network_element_id", BER_AS_TEXT),
          ROW(C(2), "etsi_671_network_element_id", BER_AS_CONTENT));
BER_TABLE(communication_identifier, ROW(C(0), "network_identifier", GROUP, .inside = &network_identifier),
          ROW(C(1), "cin", NUMBER), ROW(C(2), "delivery_country", BER_AS_TEXT), ROW(C(3), "cin_extension", BER_AS_OCTETS));
BER_TABLE(microseconds, ROW(C(0), "seconds", NUMBER), ROW(C(1), "microseconds", NUMBER));
BER_TABLE(ps_header, ROW(C(0), "domain", BER_AS_OID), ROW(C(1), "liid", BER_AS_TEXT), ROW(C(2), "country", BER_AS_TEXT),
          ROW(C(3), "communication", GROUP, .inside = &communication_identifier), ROW(C(4), "sequence_number", NUMBER),
          ROW(C(5), "time", BER_AS_TIME), ROW(C(6), "interception_point_id", BER_AS_TEXT),
          ROW(C(7), "microsecond_time", GROUP, .inside = &microseconds),
          ROW(C(8), "time_qualifier", NUMBER, .words = time_qualifiers),
          ROW(C(9), "extended_interception_point_id", BER_AS_CONTENT), ROW(C(10), "network_function_identifier", BER_AS_CONTENT));

/* --- IP: TS 102 232-3 --------------------------------------------------------------------------------------------------- */

BER_TABLE(ip_value, ROW(C(1), "binary", BER_AS_TARGET_ADDRESS), ROW(C(2), "text", BER_AS_TARGET, .word = "ip"));
BER_TABLE(ip_address, ROW(C(1), "type", NUMBER, .words = ip_types), ROW(C(2), "value", GROUP, .inside = &ip_value),
          ROW(C(3), "assignment", NUMBER, .words = assignments), ROW(C(4), "ipv6_prefix_bits", NUMBER),
          ROW(C(5), "ipv4_mask", BER_AS_OCTETS));
BER_TABLE(machine_value, ROW(C(1), "binary", BER_AS_ADDRESS), ROW(C(2), "text", BER_AS_TEXT));
BER_TABLE(machine_address, ROW(C(1), "type", NUMBER, .words = ip_types), ROW(C(2), "value", GROUP, .inside = &machine_value),
          ROW(C(3), "assignment", NUMBER, .words = assignments), ROW(C(4), "ipv6_prefix_bits", NUMBER),
          ROW(C(5), "ipv4_mask", BER_AS_OCTETS));
BER_TABLE(ip_iri_contents, ROW(C(0), "access_event", NUMBER, .words = access_events),
          ROW(C(1), "username", BER_AS_TARGET, .word = "nai"), ROW(C(2), "access_type", NUMBER),
          ROW(C(3), "ip_version", NUMBER, .words = ip_versions), ROW(C(4), "target_address", GROUP, .inside = &ip_address),
          ROW(C(5), "network_id", BER_AS_CONTENT), ROW(C(6), "cpe_id", BER_AS_CONTENT), ROW(C(7), "location", BER_AS_CONTENT),
          ROW(C(8), "pop_port", NUMBER), ROW(C(9), "callback_number", BER_AS_CONTENT), ROW(C(10), "start", BER_AS_TIME),
          ROW(C(11), "end", BER_AS_TIME), ROW(C(12), "end_reason", NUMBER), ROW(C(13), "octets_received", NUMBER),
          ROW(C(14), "octets_sent", NUMBER), ROW(C(15), "raw_aaa_data", BER_AS_CONTENT), ROW(C(16), "expected_end", BER_AS_TIME),
          ROW(C(17), "pop_phone_number", BER_AS_CONTENT), ROW(C(18), "pop_identifier", BER_AS_CONTENT),
          ROW(C(19), "pop_address", GROUP, .inside = &machine_address), ROW(C(20), "national_parameters", BER_AS_CONTENT),
          ROW(C(21), "additional_address", GROUP, .inside = &ip_address), ROW(C(22), "authentication_type", NUMBER),
          ROW(C(23), "other_identifiers", BER_AS_CONTENT));
BER_TABLE(ip_iri, ROW(C(0), "schema", BER_AS_RELATIVE_OID), ROW(C(1), "contents", GROUP, .inside = &ip_iri_contents));
BER_TABLE(ip_cc_contents, ROW(C(0), "packet", BER_AS_CONTENT), ROW(C(1), "truncated_packet", BER_AS_CONTENT));
BER_TABLE(ip_cc, ROW(C(0), "schema", BER_AS_RELATIVE_OID), ROW(C(1), "contents", GROUP, .inside = &ip_cc_contents));

/* --- multimedia: TS 102 232-5 ------------------------------------------------------------------------------------------- */

BER_TABLE(sip_message, ROW(C(0), "source", GROUP, .inside = &ip_address), ROW(C(1), "destination", GROUP, .inside = &ip_address),
          ROW(C(2), "message", BER_AS_CONTENT));
BER_TABLE(ipmm_iri_contents, ROW(C(0), "original", BER_AS_CONTENT), ROW(C(1), "sip", GROUP, .inside = &sip_message),
          ROW(C(2), "h323", BER_AS_CONTENT), ROW(C(4), "national_parameters", BER_AS_CONTENT), ROW(C(5), "xcap", BER_AS_CONTENT));
BER_TABLE(ipmm_iri, ROW(C(0), "schema", BER_AS_RELATIVE_OID), ROW(C(1), "contents", GROUP, .inside = &ipmm_iri_contents),
          ROW(C(2), "target_location", BER_AS_CONTENT), ROW(C(3), "additional_signalling", BER_AS_CONTENT));
BER_TABLE(ipmm_cc, ROW(C(0), "schema", BER_AS_RELATIVE_OID), ROW(C(1), "contents", BER_AS_CONTENT),
          ROW(C(2), "frame_type", NUMBER), ROW(C(3), "stream_id", BER_AS_OCTETS), ROW(C(4), "protocol", NUMBER));

/* --- EPS: TS 33.108 annex B.9 ------------------------------------------------------------------------------------------- */

BER_TABLE(local_time, ROW(C(0), "time", BER_AS_TIME), ROW(C(1), "season", NUMBER));
BER_TABLE(time_stamp, ROW(C(0), "local", GROUP, .inside = &local_time), ROW(C(1), "utc", BER_AS_UTC_TIME));
BER_TABLE(party_identity, ROW(C(1), "imei", BER_AS_TBCD, .word = "imei"), ROW(C(2), "tei", BER_AS_CONTENT),
          ROW(C(3), "imsi", BER_AS_TBCD, .word = "imsi"), ROW(C(4), "calling_number", BER_AS_CONTENT),
          ROW(C(5), "called_number", BER_AS_CONTENT), ROW(C(6), "msisdn", BER_AS_ADDRESS_STRING, .word = "msisdn"),
          ROW(C(7), "e164", BER_AS_ADDRESS_STRING, .word = "msisdn"), ROW(C(8), "sip_uri", BER_AS_TARGET, .word = "sip"),
          ROW(C(9), "tel_uri", BER_AS_TARGET, .word = "tel"), ROW(C(10), "nai", BER_AS_TARGET, .word = "nai"));
BER_TABLE(pdp_address, ROW(C(1), "ip_address", GROUP, .inside = &ip_address), ROW(C(2), "x25_address", BER_AS_CONTENT));
BER_TABLE(node_address, ROW(C(1), "ip_address", GROUP, .inside = &machine_address), ROW(C(2), "x25_address", BER_AS_CONTENT));
BER_TABLE(gprs_parameters, ROW(C(1), "pdp_address", GROUP, .inside = &pdp_address), ROW(C(2), "apn", BER_AS_TEXT),
          ROW(C(3), "pdp_type", BER_AS_OCTETS), ROW(C(4), "nsapi", BER_AS_OCTETS));
BER_TABLE(services_data, ROW(C(1), "gprs_parameters", GROUP, .inside = &gprs_parameters));
BER_TABLE(party, ROW(C(0), "qualifier", NUMBER), ROW(C(1), "identity", GROUP, .inside = &party_identity),
          ROW(C(2), "services", BER_AS_CONTENT), ROW(C(3), "supplementary_services", BER_AS_CONTENT),
          ROW(C(4), "data_services", GROUP, .inside = &services_data));
/* a SET OF PartyInformation; one sender leaves the set's elements out */
BER_TABLE(parties, ROW(SEQ, "party", GROUP, .inside = &party), ROW(C(0), "qualifier", NUMBER),
          ROW(C(1), "identity", GROUP, .inside = &party_identity), ROW(C(4), "data_services", GROUP, .inside = &services_data));
BER_TABLE(element_identifier, ROW(C(1), "e164", BER_AS_OCTETS), ROW(C(5), "ip_address", GROUP, .inside = &machine_address));
BER_TABLE(eps_network, ROW(C(0), "operator_id", BER_AS_TEXT),
          ROW(C(1), "network_element_id", GROUP, .inside = &element_identifier));
BER_TABLE(eps_parameters, ROW(C(0), "schema", BER_AS_OID), ROW(C(1), "liid", BER_AS_TEXT),
          ROW(C(3), "time", GROUP, .inside = &time_stamp), ROW(C(4), "initiator", NUMBER), ROW(C(8), "location", BER_AS_CONTENT),
          ROW(C(9), "parties", GROUP, .inside = &parties), ROW(C(18), "correlation", BER_AS_OCTETS), ROW(C(20), "event", NUMBER),
          ROW(C(24), "ggsn", GROUP, .inside = &node_address), ROW(C(26), "network", GROUP, .inside = &eps_network),
          ROW(C(36), "gtpv2_parameters", BER_AS_CONTENT));
BER_TABLE(eps_iri, ROW(C(0), "parameters", GROUP, .inside = &eps_parameters), ROW(C(1), "contents", BER_AS_CONTENT));

/* --- payloads ----------------------------------------------------------------------------------------------------------- */

BER_TABLE(iri_contents, ROW(C(0), "undefined", BER_AS_CONTENT), ROW(C(1), "email", BER_AS_CONTENT),
          ROW(C(2), "ip", GROUP, .inside = &ip_iri), ROW(C(3), "ip_only", BER_AS_CONTENT), ROW(C(4), "umts", BER_AS_CONTENT),
          ROW(C(5), "etsi_671", BER_AS_CONTENT), ROW(C(6), "l2", BER_AS_CONTENT), ROW(C(7), "l2_only", BER_AS_CONTENT),
          ROW(C(8), "ts101909_20_1", BER_AS_CONTENT), ROW(C(9), "ts101909_20_2", BER_AS_CONTENT),
          ROW(C(10), "pstn", BER_AS_CONTENT), ROW(C(11), "ipmm", GROUP, .inside = &ipmm_iri),
          ROW(C(14), "messaging", BER_AS_CONTENT), ROW(C(15), "eps", GROUP, .inside = &eps_iri),
          ROW(C(16), "conference", BER_AS_CONTENT), ROW(C(17), "proximity", BER_AS_CONTENT), ROW(C(18), "gcse", BER_AS_CONTENT),
          ROW(C(19), "ts33128", BER_AS_OTHER, .tell = xiri_fields), ROW(C(20), "packet_report", BER_AS_CONTENT));
BER_TABLE(iri_payload, ROW(C(0), "type", NUMBER, .words = iri_types), ROW(C(1), "time", BER_AS_TIME),
          ROW(C(2), "contents", GROUP, .inside = &iri_contents), ROW(C(3), "microsecond_time", GROUP, .inside = &microseconds),
          ROW(C(4), "time_qualifier", NUMBER, .words = time_qualifiers),
          ROW(C(5), "session_direction", NUMBER, .words = session_directions),
          ROW(C(6), "payload_direction", NUMBER, .words = directions));
BER_TABLE(cc_contents, ROW(C(0), "undefined", BER_AS_CONTENT), ROW(C(1), "email", BER_AS_CONTENT),
          ROW(C(2), "ip", GROUP, .inside = &ip_cc), ROW(C(4), "umts", BER_AS_CONTENT), ROW(C(6), "l2", BER_AS_CONTENT),
          ROW(C(7), "ts101909_20_1", BER_AS_CONTENT), ROW(C(8), "ts101909_20_2", BER_AS_CONTENT),
          ROW(C(9), "ts101909_9", BER_AS_CONTENT), ROW(C(10), "ts101909_10", BER_AS_CONTENT), ROW(C(11), "pstn", BER_AS_CONTENT),
          ROW(C(12), "ipmm", GROUP, .inside = &ipmm_cc), ROW(C(14), "messaging", BER_AS_CONTENT),
          ROW(C(15), "eps", BER_AS_CONTENT), ROW(C(16), "umts_cc_pdu", BER_AS_CONTENT), ROW(C(17), "eps_cc_pdu", BER_AS_CONTENT),
          ROW(C(18), "mms", BER_AS_CONTENT), ROW(C(19), "conference", BER_AS_CONTENT), ROW(C(20), "voip", BER_AS_CONTENT),
          ROW(C(21), "gcse", BER_AS_CONTENT), ROW(C(22), "cs_voice", BER_AS_CONTENT),
          ROW(C(23), "ts33128", BER_AS_OTHER, .tell = xiri_fields));
BER_TABLE(cc_payload, ROW(C(0), "direction", NUMBER, .words = directions), ROW(C(1), "time", BER_AS_TIME),
          ROW(C(2), "contents", GROUP, .inside = &cc_contents), ROW(C(3), "microsecond_time", GROUP, .inside = &microseconds),
          ROW(C(4), "time_qualifier", NUMBER, .words = time_qualifiers));
BER_TABLE(iri_payloads, ROW(SEQ, "iri", GROUP, .inside = &iri_payload));
BER_TABLE(cc_payloads, ROW(SEQ, "cc", GROUP, .inside = &cc_payload));

BER_TABLE(numbers, ROW(INT, "number", NUMBER));
BER_TABLE(integrity_check, ROW(C(0), "sequence_numbers", LIST, .inside = &numbers),
          ROW(C(1), "check", NUMBER, .words = check_types), ROW(C(2), "of", NUMBER, .words = checked_types),
          ROW(C(3), "value", BER_AS_OCTETS), ROW(C(4), "hash", NUMBER, .words = hashes),
          ROW(C(5), "signature", NUMBER, .words = signatures));
BER_TABLE(operator_message, ROW(C(0), "priority", NUMBER, .words = operator_priorities), ROW(C(1), "message", BER_AS_CONTENT));
BER_TABLE(tri_payload, ROW(C(0), "integrity_check", GROUP, .inside = &integrity_check), ROW(C(1), "test_pdu", BER_AS_NULL),
          ROW(C(2), "padding", BER_AS_CONTENT), ROW(C(3), "keepalive", BER_AS_NULL), ROW(C(4), "keepalive_response", BER_AS_NULL),
          ROW(C(5), "first_segment", BER_AS_NULL), ROW(C(6), "last_segment", BER_AS_NULL), ROW(C(7), "cin_reset", BER_AS_NULL),
          ROW(C(8), "operator_message", GROUP, .inside = &operator_message), ROW(C(9), "option_request", BER_AS_CONTENT),
          ROW(C(10), "option_response", BER_AS_CONTENT), ROW(C(11), "option_complete", BER_AS_NULL),
          ROW(C(12), "acknowledgement_request", BER_AS_CONTENT), ROW(C(13), "acknowledgement_response", BER_AS_CONTENT));

/* --- notices: TS 101 671 annex D.4 -------------------------------------------------------------------------------------- */

BER_TABLE(hi1_network, ROW(C(0), "operator_id", BER_AS_TEXT), ROW(C(1), "network_element_id", BER_AS_CONTENT));
BER_TABLE(hi1_communication, ROW(C(0), "cin", BER_AS_OCTETS), ROW(C(1), "network_identifier", GROUP, .inside = &hi1_network));
BER_TABLE(hi1_notification, ROW(C(0), "domain", BER_AS_OID), ROW(C(1), "liid", BER_AS_TEXT),
          ROW(C(2), "communication", GROUP, .inside = &hi1_communication), ROW(C(3), "time", GROUP, .inside = &time_stamp),
          ROW(C(4), "third_party", BER_AS_CONTENT), ROW(C(5), "national_parameters", BER_AS_CONTENT),
          ROW(C(6), "target_information", BER_AS_TARGET, .word = "text"));
BER_TABLE(hi1_operation, ROW(C(1), "activated", GROUP, .inside = &hi1_notification),
          ROW(C(2), "deactivated", GROUP, .inside = &hi1_notification), ROW(C(3), "modified", GROUP, .inside = &hi1_notification),
          ROW(C(4), "alarm", GROUP, .inside = &hi1_notification));
BER_TABLE(hi4_change, ROW(C(1), "activated", BER_AS_TIME), ROW(C(2), "deactivated", BER_AS_TIME),
          ROW(C(3), "targets", BER_AS_CONTENT), ROW(C(6), "intercept_type", NUMBER, .words = intercept_types),
          ROW(C(8), "authorisation_reference", BER_AS_TEXT));
BER_TABLE(hi4_notification, ROW(C(1), "activated", GROUP, .inside = &hi4_change),
          ROW(C(2), "deactivated", GROUP, .inside = &hi4_change), ROW(C(3), "modified", GROUP, .inside = &hi4_change));
/* TS 33.128: LINotificationPayload */
BER_TABLE(li_notification, ROW(C(1), "type", NUMBER, .words = notifications), ROW(C(2), "target", BER_AS_CONTENT),
          ROW(C(3), "deliveries", BER_AS_CONTENT), ROW(C(4), "start", BER_AS_TIME), ROW(C(5), "end", BER_AS_TIME));
BER_TABLE(li_message, ROW(C(1), "notification", GROUP, .inside = &li_notification));
BER_TABLE(li_payload, ROW(C(1), "schema", BER_AS_RELATIVE_OID), ROW(C(2), "message", GROUP, .inside = &li_message));
/* a SEQUENCE OF a CHOICE */
BER_TABLE(hi4_payloads, ROW(C(1), "ts33128", GROUP, .inside = &li_payload),
          ROW(C(2), "notification", GROUP, .inside = &hi4_notification));

BER_TABLE(encryption_container, ROW(C(0), "cipher", NUMBER, .words = ciphers), ROW(C(1), "enciphered", BER_AS_CONTENT),
          ROW(C(2), "payload_type", NUMBER, .words = encrypted_payloads));
BER_TABLE(payload, ROW(C(PSPDU_IRI), "iri", LIST, .inside = &iri_payloads), ROW(C(PSPDU_CC), "cc", LIST, .inside = &cc_payloads),
          ROW(C(PSPDU_TRI), "tri", GROUP, .inside = &tri_payload), ROW(C(PSPDU_HI1), "hi1", GROUP, .inside = &hi1_operation),
          ROW(C(PSPDU_ENCRYPTED), "encryption_container", GROUP, .inside = &encryption_container),
          ROW(C(PSPDU_HI1_3GPP), "hi1_3gpp", GROUP, .inside = &hi1_operation), ROW(C(PSPDU_ILHI), "ilhi", BER_AS_CONTENT),
          ROW(C(PSPDU_HI4), "hi4", LIST, .inside = &hi4_payloads));

BER_TABLE(encrypted_payload, ROW(C(0), "byte_counter", NUMBER), ROW(C(1), "payload", GROUP, .inside = &payload));

BER_TABLE(ps_pdu, ROW(C(1), "header", GROUP, .inside = &ps_header), ROW(C(2), "payload", GROUP, .inside = &payload));

void pspdu_fields(struct bytes pdu, struct fields *f)
{
    struct ber top = ber_of(pdu);
    struct ber_element e;
    struct pspdu p;
    if (!ber_next(&top, &e) || e.tag != SEQ) {
        fields_flaw(f, pdu.data, "no whole SEQUENCE stands here");
        return;
    }
    ber_fields(ber_enter(&top, &e), &ps_pdu, f);
    if (pspdu_decode(pdu, &p) != ERR_OK)
        fields_flaw(f, e.value.data, "the header lacks its OID or its LIID");
    else if (p.malformed)
        fields_flaw(f, e.value.data, "the payload is not as the schema has it");
}

void pspdu_opened_fields(struct bytes plain, struct fields *f)
{
    struct bytes pdu = f->pdu;
    struct ber top = ber_of(plain);
    struct ber_element e;
    if (!ber_next(&top, &e)) return;
    f->pdu = plain;
    fields_begin(f, "opened");
    ber_fields(ber_enter(&top, &e), &encrypted_payload, f);
    fields_end(f);
    f->pdu = pdu;
}

/* --- records without a PS-PDU: TS 33.108 annexes B and C, TS 101 671 annex D --------------------------------------------- */

static words ulic_directions = {"", "from-target", "to-target", "unknown", NULL};

BER_TABLE(ulic_header, ROW(C(0), "schema", BER_AS_OID), ROW(C(1), "version", NUMBER), ROW(C(2), "liid", BER_AS_TEXT),
          ROW(C(3), "correlation", BER_AS_OCTETS), ROW(C(4), "time", GROUP, .inside = &time_stamp),
          ROW(C(5), "sequence_number", NUMBER), ROW(C(6), "direction", NUMBER, .words = ulic_directions),
          ROW(C(7), "national_parameters", BER_AS_CONTENT), ROW(C(8), "element_type", NUMBER));
BER_TABLE(cc_pdu_parts, ROW(C(1), "ulic_header", GROUP, .inside = &ulic_header), ROW(C(2), "payload", BER_AS_CONTENT));
BER_TABLE(cc_pdu, ROW(SEQ, "cc", GROUP, .inside = &cc_pdu_parts));

/* IRI-Parameters, whose modules share the tags of what is told here, but not of [2] and [4]; others by number and length. */
static void tell_parameters(struct ber r, const struct hi_bare *b, struct fields *f)
{
    bool calls = b->circuit_switched || b->tag == HI_TAG_ETSI671;
    struct ber_element e;
    for (struct ber at = r; ber_next(&r, &e); at = r) {
        uint32_t number = BER_NUMBER(e.tag);
        bool told = false;
        for (size_t i = 0; i < eps_parameters.count; i++) told |= eps_parameters.rows[i].tag == e.tag;
        at.end = r.at;
        bool known = e.tag == C(number) && (number <= 81 || number == 255); /* the last, and national ones */
        if (known && (!told || (calls && number == 4))) {
            char name[24];
            snprintf(name, sizeof name, "parameter_%" PRIu32, number);
            field_content(f, name, e.value);
        } else {
            ber_fields(at, &eps_parameters, f); /* or as unknown */
        }
    }
    if (!ber_ok(&r)) fields_flaw(f, r.end, "no BER element that fits its parent stands here");
}

static void tell_records(struct ber r, const struct hi_bare *b, struct fields *f)
{
    struct ber_element e;
    for (struct ber at = r; ber_next(&r, &e); at = r) {
        uint32_t number = BER_NUMBER(e.tag);
        at.end = r.at;
        if (e.tag == SEQ) {
            tell_records(ber_enter(&r, &e), b, f);
        } else if (e.tag == C(number) && number >= 1 && number <= 4) {
            fields_begin(f, NULL);
            field_word(f, "type", number, iri_types[number]);
            tell_parameters(ber_enter(&at, &e), b, f);
            fields_end(f);
        } else {
            ber_fields(at, &cc_pdu, f); /* which tells it as unknown */
        }
    }
    if (!ber_ok(&r)) fields_flaw(f, r.end, "no BER element that fits its parent stands here");
}

static void tell_ulic_0(struct bytes record, struct fields *f)
{
    fields_begin(f, "ulic_header");
    field_number(f, "version", 0);
    field_octets(f, "first_octet", bytes_slice(record, 0, 1)); /* direction and intercepting element among its bits */
    field_number(f, "sequence_number", load_be16(record.data + 4));
    field_octets(f, "correlation", bytes_slice(record, 12, 8));
    fields_end(f);
    field_content(f, "payload", bytes_slice(record, ULIC_0_HEADER, SIZE_MAX));
}

void hi_bare_fields(struct bytes record, struct fields *f)
{
    struct hi_bare b;
    if (!hi_bare_decode(record, &b)) {
        fields_flaw(f, record.data, "no whole record of HI2 or HI3 stands here");
        return;
    }
    if (b.invoked) field_flag(f, "rose_invocation", true);
    if (b.kind == HI_BARE_CC_0) {
        tell_ulic_0(record, f);
    } else if (b.kind == HI_BARE_CC) {
        ber_fields(ber_of(record), &cc_pdu, f);
    } else {
        fields_list(f, "iri");
        tell_records(ber_of(b.contents), &b, f);
        fields_list_end(f);
    }
}
