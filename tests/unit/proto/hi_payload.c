#include "proto/hi_payload.h"

#include "check.h"
#include "golden_file.h"
#include "proto/pspdu.h"
#include "wire/writer.h"

/* What each golden PDU must tell; identities joined by blanks, in order. */
static const struct golden {
    const char *file;
    uint8_t service;
    int event;
    const char *targets;
    uint8_t content, direction;
} golden[] = {
    {"iri-begin-ip", HI_SERVICE_IP, 7, "ipv4Address=203.0.113.10", 0, 0xff},
    {"iri-email", HI_SERVICE_MAIL, 5, "", 0, 0xff},
    {"iri-email-login", HI_SERVICE_MAIL, 5, "emailAddress=owner@example.org", 0, 0xff},
    {"iri-email-receive", HI_SERVICE_MAIL, 2, "emailAddress=a@example.org emailAddress=b@example.org emailAddress=c@example.org",
     0, 0xff},
    {"cc-email", 0, -1, "", HI_CONTENT_OTHER, 0xff},
    {"cc-ip", 0, -1, "", HI_CONTENT_IP, 0xff},
    {"cc-ip-truncated", 0, -1, "", HI_CONTENT_IP, 0xff},
    {"iri-ip-addresses", HI_SERVICE_IP, 1,
     "nai=user@isp.example ipv4Cidr=198.51.100.7/29 ipv6Cidr=2001:db8:10::/64 ipv4Address=198.51.100.9", 0, 0xff},
    {"iri-ip-only", 0, -1, "", 0, 0xff},
    {"iri-packet-report", 0, -1, "", 0, 0xff},
    {"iri-l2", HI_SERVICE_L2, 1, "", 0, 0xff},
    {"iri-l2-only", 0, -1, "", 0, 0xff},
    {"cc-l2-ethernet", 0, -1, "", HI_CONTENT_ETHERNET, 0xff},
    {"cc-l2-ppp-cut", 0, -1, "", HI_CONTENT_OTHER, 0xff},
    {"iri-voip", HI_SERVICE_IPMM, 1, NULL, 0, 0xff},
    {"cc-voip", 0, -1, "", HI_CONTENT_IP, 0xff},
    {"cc-ipmm-rtp", 0, -1, "", HI_CONTENT_OTHER, 0xff},
    {"iri-pstn", 0, -1, "", 0, 0xff},
    {"cc-pstn", 0, -1, "", HI_CONTENT_IP, 0xff},
    {"iri-eps", HI_SERVICE_EPS, 18, "imei=3512345678901234 imsi=530011234567890 msisdn=64211234567", 0, 0xff},
    {"iri-eps-parameters", HI_SERVICE_EPS, 16,
     "imei=3512345678901234 imsi=204081234567890 msisdn=31612345678 msisdn=1931612345678 sipUri=sip:target@ims.example "
     "nai=target@nai.example",
     0, 0xff},
    {"iri-eps-content", HI_SERVICE_EPS, 16, NULL, 0, 0xff},
    {"iri-eps-sequence", HI_SERVICE_EPS, 16, NULL, 0, 0xff},
    {"iri-umts-parameters", HI_SERVICE_UMTS, 1, "imsi=204081234567890 msisdn=31612345678 msisdn=1931612345678", 0, 0xff},
    {"iri-umts-content", HI_SERVICE_UMTS, 1, "imsi=204081234567890 msisdn=31612345678 msisdn=1931612345678", 0, 0xff},
    {"iri-cs-parameters", HI_SERVICE_CS, -1, NULL, 0, 0xff},
    {"iri-etsi671-parameters", HI_SERVICE_ETSI671, -1, "imsi=204081234567890", 0, 0xff},
    {"iri-etsi671-content", HI_SERVICE_ETSI671, -1, "imsi=204081234567890", 0, 0xff},
    {"cc-eps-pdu", 0, -1, "", HI_CONTENT_IP, 1},
    {"cc-eps-octets", 0, -1, "", HI_CONTENT_IP, 1},
    {"cc-umts-pdu", 0, -1, "", HI_CONTENT_IP, 0},
    {"cc-umts-octets", 0, -1, "", HI_CONTENT_IP, 0},
};

static struct bytes load(const char *name)
{
    return golden_file("tests/golden/pspdu/%s.ber", name);
}

static bool decode(struct bytes pdu, struct hi_payload *ret)
{
    struct pspdu p;
    if (pspdu_decode(pdu, &p) != ERR_OK || (p.payload != PSPDU_IRI && p.payload != PSPDU_CC)) return false;
    return hi_payload_decode(p.payload == PSPDU_IRI, p.content_tag, p.contents, ret);
}

static const char *joined(const struct hi_payload *p, char *text, size_t size)
{
    size_t at = 0;
    text[0] = 0;
    for (unsigned i = 0; i < p->target_count && at < size; i++)
        at += (size_t)snprintf(text + at, size - at, "%s%s=%.*s", i ? " " : "", p->targets[i].kind, (int)p->targets[i].value.len,
                               (const char *)p->targets[i].value.data);
    return text;
}

TEST(golden_payloads)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        const struct golden *g = &golden[i];
        struct bytes b = load(g->file);
        struct hi_payload p;
        char text[1024];
        REQUIRE(b.len);
        CHECK_TEXT(decode(b, &p) ? g->file : "not decoded", g->file);
        CHECK_INT(p.service, g->service);
        CHECK_INT(p.event == HI_EVENT_NONE ? -1 : p.event, g->event);
        CHECK_INT(p.content_kind, g->content);
        CHECK_INT(p.direction, g->direction);
        CHECK_INT(p.unknown_elements, 0);
        CHECK(!p.malformed && !p.targets_cut);
        if (g->targets) CHECK_TEXT(joined(&p, text, sizeof text), g->targets);
        if (p.event != HI_EVENT_NONE) CHECK(hi_event_name(p.service, p.event) != NULL);
        CHECK((p.service != HI_SERVICE_NONE) == (hi_service_name(p.service) != NULL));
        golden_file_free(b);
    }
}

/* All whom a message names; what its body quotes is not told. */
TEST(parties_of_a_sip_message)
{
    struct bytes b = load("iri-voip");
    struct hi_payload p;
    char text[1024];
    REQUIRE(b.len && decode(b, &p));
    joined(&p, text, sizeof text);
    CHECK(strstr(text, "sipUri=sip:bob@ims.example"));
    CHECK(strstr(text, "sipUri=sip:badguy@ims.example"));
    golden_file_free(b);
}

/* More parties than can be told: then none is, so that nobody is missed among them. */
TEST(too_many_parties_are_none)
{
    uint8_t room[2048];
    size_t at = 0;
    for (int i = 0; i < 40; i++) at += (size_t)snprintf((char *)room + at, sizeof room - at, "X: <sip:u%d@ims.example>\r\n", i);
    uint8_t message[2200] = {0xa1, 0x82}, *m = message;
    struct hi_payload p;
    size_t sip = at + 4, sequence = sip + 4;
    store_be16(m + 2, (uint16_t)sequence);
    m[4] = 0xa1, m[5] = 0x82, store_be16(m + 6, (uint16_t)sip);
    m[8] = 0x82, m[9] = 0x82, store_be16(m + 10, (uint16_t)at);
    memcpy(m + 12, room, at);
    REQUIRE(hi_payload_decode(true, HI_TAG_IPMM_IRI, bytes_of(message, 12 + at), &p));
    CHECK(p.targets_cut);
    CHECK_INT(p.target_count, 0);
    CHECK(!p.malformed);
}

static void inside(struct bytes view, struct bytes all, const struct hi_payload *p)
{
    const uint8_t *text = (const uint8_t *)p->text;
    bool own = view.data >= text && view.data + view.len <= text + sizeof p->text;
    CHECK(view.len == 0 || own || (view.data >= all.data && view.data + view.len <= all.data + all.len));
}

/* Contents cut at every octet and with every bit changed: views stay inside, nothing whole comes of a part. */
TEST(cut_and_flipped)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes b = load(golden[i].file);
        struct pspdu whole;
        struct hi_payload p;
        REQUIRE(b.len && pspdu_decode(b, &whole) == ERR_OK);
        bool iri = whole.payload == PSPDU_IRI;
        for (size_t n = 0; n < whole.contents.len; n++) {
            uint8_t *copy = malloc(n ? n : 1);
            memcpy(copy, whole.contents.data, n);
            struct bytes cut = bytes_of(copy, n);
            if (hi_payload_decode(iri, whole.content_tag, cut, &p)) {
                for (unsigned k = 0; k < p.target_count; k++) inside(p.targets[k].value, cut, &p);
                inside(p.content, cut, &p);
                CHECK(p.content_kind != HI_CONTENT_IP || p.content.len >= 20);
            }
            free(copy);
        }
        uint8_t *copy = malloc(b.len);
        for (size_t bit = 0; bit < b.len * 8; bit++) {
            memcpy(copy, b.data, b.len);
            copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
            struct bytes flipped = bytes_of(copy, b.len);
            if (!decode(flipped, &p)) continue;
            for (unsigned k = 0; k < p.target_count; k++) inside(p.targets[k].value, flipped, &p);
            inside(p.content, flipped, &p);
        }
        free(copy);
        golden_file_free(b);
    }
}

TEST(contents_of_other_services_are_left_alone)
{
    static const uint8_t none[2] = {0x80, 0};
    struct hi_payload p;
    for (unsigned tag = 0; tag < 256; tag++) {
        bool iri = hi_payload_decode(true, (uint8_t)tag, bytes_of(none, 2), &p);
        bool cc = hi_payload_decode(false, (uint8_t)tag, bytes_of(none, 2), &p);
        CHECK_INT(iri, tag && tag <= 20 && strchr("\1\2\3\4\5\6\7\12\13\17\24", (int)tag) != NULL);
        CHECK_INT(cc, tag && tag <= 20 && strchr("\1\2\4\6\13\14\17\20\21", (int)tag) != NULL);
    }
}
