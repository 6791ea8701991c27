#include "proto/hi_payload.h"

#include <stdio.h>

#include "base/addr.h"
#include "wire/tbcd.h"

void hi_payload_clear(struct hi_payload *p)
{
    p->service = HI_SERVICE_NONE;
    p->event = HI_EVENT_NONE;
    p->target_count = 0;
    p->targets_cut = p->malformed = false;
    p->content_kind = HI_CONTENT_NONE;
    p->content = (struct bytes){0};
    p->direction = 0xff;
    p->unknown_elements = 0;
    p->used = 0;
}

bool hi_payload_decode(bool iri, uint8_t tag, struct bytes contents, struct hi_payload *ret)
{
    hi_payload_clear(ret);
    switch (tag) {
    case HI_TAG_MAIL: hi_payload_mail(iri, contents, ret); break;
    case HI_TAG_IP: hi_payload_ip(iri, tag, contents, ret); break;
    case HI_TAG_IP_ONLY:
    case HI_TAG_PACKET_REPORT:
        if (!iri) return false;
        hi_payload_ip(iri, tag, contents, ret);
        break;
    case HI_TAG_L2: hi_payload_l2(iri, tag, contents, ret); break;
    case HI_TAG_L2_ONLY:
        if (!iri) return false;
        hi_payload_l2(iri, tag, contents, ret);
        break;
    case HI_TAG_PSTN_IRI:
        if (!iri) return false;
        hi_payload_pstn(iri, contents, ret);
        break;
    case HI_TAG_IPMM_IRI: /* which is HI_TAG_PSTN_CC too */
        if (iri)
            hi_payload_ipmm(iri, contents, ret);
        else
            hi_payload_pstn(iri, contents, ret);
        break;
    case HI_TAG_IPMM_CC:
        if (iri) return false;
        hi_payload_ipmm(iri, contents, ret);
        break;
    case HI_TAG_ETSI671:
        if (!iri) return false;
        hi_payload_mobile(iri, tag, contents, ret);
        break;
    case HI_TAG_UMTS_CC_PDU:
    case HI_TAG_EPS_CC_PDU:
        if (iri) return false;
        hi_payload_mobile(iri, tag, contents, ret);
        break;
    case HI_TAG_UMTS:
    case HI_TAG_EPS: hi_payload_mobile(iri, tag, contents, ret); break;
    default: return false;
    }
    if (ret->targets_cut) ret->target_count = 0;
    return true;
}

void hi_read(hi_read_fn *read, struct bytes contents, struct hi_payload *p)
{
    struct ber r = ber_of(contents);
    read(&r, p);
    if (!ber_ok(&r)) p->malformed = true;
}

void hi_add_target(struct hi_payload *p, const char *kind, struct bytes value)
{
    if (!value.len) return;
    if (p->target_count == HI_TARGETS_MAX)
        p->targets_cut = true;
    else
        p->targets[p->target_count++] = (struct hi_target){kind, value};
}

/* Text of its own; NULL when there is no room. */
static char *text_of(struct hi_payload *p, size_t size)
{
    if (size > sizeof p->text - p->used) {
        p->targets_cut = true;
        return NULL;
    }
    char *text = p->text + p->used;
    p->used += size;
    return text;
}

/* How many of the mask's bits are one, from the left; 32 when there is none. */
static unsigned mask_bits(struct bytes mask)
{
    unsigned bits = 0;
    if (mask.len != 4) return 32;
    while (bits < 32 && mask.data[bits / 8] >> (7 - bits % 8) & 1) bits++;
    return bits;
}

static void add_binary_address(struct hi_payload *p, struct bytes octets, unsigned bits)
{
    bool v4 = octets.len == 4;
    struct ip_addr a = v4 ? ip_from_v4(octets.data) : ip_from_v6(octets.data);
    unsigned whole = v4 ? 32 : 128;
    char *text = text_of(p, ADDR_TEXT + 5);
    if (!text) return;
    size_t len = strlen(ip_text(&a, text));
    if (bits < whole) len += (size_t)snprintf(text + len, 5, "/%u", bits);
    const char *kind = bits < whole ? (v4 ? "ipv4Cidr" : "ipv6Cidr") : (v4 ? "ipv4Address" : "ipv6Address");
    hi_add_target(p, kind, bytes_of(text, len));
}

static void add_text_address(struct hi_payload *p, struct bytes text)
{
    bool v6 = text.len && memchr(text.data, ':', text.len), cidr = text.len && memchr(text.data, '/', text.len);
    hi_add_target(p, cidr ? (v6 ? "ipv6Cidr" : "ipv4Cidr") : (v6 ? "ipv6Address" : "ipv4Address"), text);
}

void hi_add_address(struct hi_payload *p, const struct ber *parent, const struct ber_element *e)
{
    struct ber r = ber_enter(parent, e);
    struct ber_element x, value;
    struct bytes binary = {0}, text = {0}, mask = {0};
    uint64_t prefix = 128;
    while (ber_next(&r, &x)) {
        switch (x.tag) {
        case BER_CONTEXT(2): {
            struct ber choice = ber_enter(&r, &x);
            if (!ber_next(&choice, &value)) break;
            if (value.tag == BER_CONTEXT(1)) binary = value.value;
            if (value.tag == BER_CONTEXT(2)) text = value.value;
            break;
        }
        case BER_CONTEXT(4): p->unknown_elements += !ber_unsigned(x.value, 128, &prefix); break;
        case BER_CONTEXT(5): mask = x.value; break;
        case BER_CONTEXT(1):
        case BER_CONTEXT(3):
        case BER_CONTEXT(6): break; /* type, assignment, whether it was translated */
        default: p->unknown_elements++;
        }
    }
    if (!ber_ok(&r)) p->malformed = true;
    if (binary.len == 4 || binary.len == 16)
        add_binary_address(p, binary, binary.len == 4 ? mask_bits(mask) : (unsigned)prefix);
    else if (text.len)
        add_text_address(p, text);
    else
        p->unknown_elements++;
}

void hi_add_digits(struct hi_payload *p, const char *kind, struct bytes tbcd)
{
    char *text = text_of(p, 2 * tbcd.len);
    if (!text) return;
    size_t len = tbcd_text(tbcd, TBCD_DECIMAL, text, 2 * tbcd.len);
    if (len < 2 * tbcd.len && tbcd_half(tbcd, len) != TBCD_FILLER)
        p->unknown_elements++;
    else
        hi_add_target(p, kind, bytes_of(text, len));
}

uint16_t hi_number(struct hi_payload *p, struct bytes value)
{
    uint64_t v = HI_EVENT_NONE;
    if (!ber_unsigned(value, HI_EVENT_NONE - 1, &v)) p->unknown_elements++;
    return (uint16_t)v;
}

void hi_content_ip(struct hi_payload *p, struct bytes packet)
{
    bool ip = packet.len >= 20 && (packet.data[0] >> 4 == 4 || (packet.data[0] >> 4 == 6 && packet.len >= 40));
    p->content = packet;
    p->content_kind = ip ? HI_CONTENT_IP : HI_CONTENT_OTHER;
}

const char *hi_service_name(uint8_t service)
{
    static const char *const names[HI_SERVICES] = {[HI_SERVICE_MAIL] = "e-mail",       [HI_SERVICE_IP] = "IP access",
                                                   [HI_SERVICE_L2] = "layer 2 access", [HI_SERVICE_IPMM] = "IP multimedia",
                                                   [HI_SERVICE_UMTS] = "UMTS",         [HI_SERVICE_CS] = "UMTS CS",
                                                   [HI_SERVICE_EPS] = "EPS",           [HI_SERVICE_ETSI671] = "TS 101 671"};
    return service < HI_SERVICES ? names[service] : NULL;
}

/* E-mail-Event; AccessEventType of IP and of layer 2; IMSevent and GPRSEvent; EPSEvent (TS 33.108 annex B). */
static const char *const mail_events[] = {
    NULL,           "e-mail-send",          "e-mail-receive", "e-mail-download",         "e-mail-logon-attempt",
    "e-mail-logon", "e-mail-logon-failure", "e-mail-logoff",  "e-mail-partial-download", "e-mail-upload"};
static const char *const ip_events[] = {"accessAttempt",
                                        "accessAccept",
                                        "accessReject",
                                        "accessFailed",
                                        "sessionStart",
                                        "sessionEnd",
                                        "interimUpdate",
                                        "startOfInterceptionWithSessionActive",
                                        "accessEnd",
                                        "endOfInterceptionWithSessionActive",
                                        "unknown",
                                        "startOfInterceptionWithoutNetworkSession",
                                        "endOfInterceptionWithoutNetworkSession",
                                        "sessionExpired"};
static const char *const l2_events[] = {"accessAttempt",
                                        "accessAccept",
                                        "accessReject",
                                        "accessFailed",
                                        "sessionStart",
                                        "sessionEnd",
                                        "interimUpdate",
                                        "unknown",
                                        "startOfInterceptionWithSessionActive",
                                        "accessEnd",
                                        "endOfInterceptionWithSessionActive",
                                        "startOfInterceptionWithoutNetworkSession",
                                        "endOfInterceptionWithoutNetworkSession",
                                        "sessionExpired"};
static const char *const ipmm_messages[] = {"originalIPMMMessage",       "sIPMessage",      "h323Message",
                                            "nationalIPMMIRIParameters", "xCAPMessage",     "iRIOnlyOriginalIPMMMessage",
                                            "iRIOnlySIPMessage",         "iRIOnlyRTPPacket"};
static const char *const umts_events[] = {NULL,
                                          "pDPContextActivation",
                                          "startOfInterceptionWithPDPContextActive",
                                          NULL,
                                          "pDPContextDeactivation",
                                          "gPRSAttach",
                                          "gPRSDetach",
                                          NULL,
                                          NULL,
                                          NULL,
                                          "locationInfoUpdate",
                                          "sMS",
                                          NULL,
                                          "pDPContextModification",
                                          "servingSystem",
                                          "startOfInterceptionWithMSAttached",
                                          "packetDataHeaderInformation",
                                          "hSS-Subscriber-Record-Change",
                                          "registration-Termination",
                                          "location-Up-Date",
                                          "cancel-Location",
                                          "register-Location",
                                          "location-Information-Request"};
static const char *const eps_events[] = {NULL,
                                         "pDPContextActivation",
                                         "startOfInterceptionWithPDPContextActive",
                                         NULL,
                                         "pDPContextDeactivation",
                                         "gPRSAttach",
                                         "gPRSDetach",
                                         NULL,
                                         NULL,
                                         NULL,
                                         "locationInfoUpdate",
                                         "sMS",
                                         NULL,
                                         "pDPContextModification",
                                         "servingSystem",
                                         "startOfInterceptionWithMSAttached",
                                         "e-UTRANAttach",
                                         "e-UTRANDetach",
                                         "bearerActivation",
                                         "startOfInterceptionWithActiveBearer",
                                         "bearerModification",
                                         "bearerDeactivation",
                                         "uERequestedBearerResourceModification",
                                         "uERequestedPDNConnectivity",
                                         "uERequestedPDNDisconnection",
                                         "trackingAreaEpsLocationUpdate",
                                         "servingEvolvedPacketSystem"};

const char *hi_event_name(uint8_t service, uint16_t event)
{
    static const struct {
        const char *const *names;
        size_t count;
    } lists[HI_SERVICES] = {
        [HI_SERVICE_MAIL] = {mail_events, ARRAY_LEN(mail_events)}, [HI_SERVICE_IP] = {ip_events, ARRAY_LEN(ip_events)},
        [HI_SERVICE_L2] = {l2_events, ARRAY_LEN(l2_events)},       [HI_SERVICE_IPMM] = {ipmm_messages, ARRAY_LEN(ipmm_messages)},
        [HI_SERVICE_UMTS] = {umts_events, ARRAY_LEN(umts_events)}, [HI_SERVICE_ETSI671] = {umts_events, ARRAY_LEN(umts_events)},
        [HI_SERVICE_EPS] = {eps_events, ARRAY_LEN(eps_events)}};
    return service < HI_SERVICES && event < lists[service].count ? lists[service].names[event] : NULL;
}
