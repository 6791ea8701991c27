#include "register/identity.h"

#include <stdio.h>

#include "check.h"

enum { NAMES_MAX = 6 };

/* What a wire says, and the words of the register for it. */
static const struct {
    const char *format, *value;
    const char *names[NAMES_MAX];
} cases[] = {
    /* TS 23.003 cl. 2.2, 2.2A; TS 29.571 cl. 5.3.2 */
    {"imsi", "234150999999999", {"imsi:234150999999999", "supi:imsi-234150999999999"}},
    {"SUPIIMSI", "234150999999999", {"imsi:234150999999999", "supi:imsi-234150999999999"}},
    {"supiImsi", "imsi-234150999999999", {"imsi:234150999999999", "supi:imsi-234150999999999"}},
    {"SUPINAI", "user17@Example.COM", {"supi:nai-user17@example.com", "nai:user17@example.com"}},
    {"supiNai", "nai-user17@example.com", {"supi:nai-user17@example.com", "nai:user17@example.com"}},
    {"nai", "nai-user17@example.com", {"nai:nai-user17@example.com"}}, /* no type there: it is the user's name */
    /* TS 23.003 cl. 28.7.2, 19.3.2, 13.3: an IMSI as the user of a home network's realm */
    {"SUPINAI",
     "234150999999999@nai.5gc.mnc015.mcc234.3gppnetwork.org",
     {"supi:nai-234150999999999@nai.5gc.mnc015.mcc234.3gppnetwork.org",
      "nai:234150999999999@nai.5gc.mnc015.mcc234.3gppnetwork.org", "imsi:234150999999999", "supi:imsi-234150999999999"}},
    {"nai",
     "0234150999999999@nai.epc.mnc015.mcc234.3gppnetwork.org",
     {"nai:0234150999999999@nai.epc.mnc015.mcc234.3gppnetwork.org", "imsi:234150999999999", "supi:imsi-234150999999999"}},
    {"sipUri",
     "sip:310150123456789@ims.MNC150.mcc310.3gppnetwork.org",
     {"sip:310150123456789@ims.mnc150.mcc310.3gppnetwork.org", "imsi:310150123456789", "supi:imsi-310150123456789"}},
    {"nai",
     "234150999999999@nai.5gc.mnc016.mcc234.3gppnetwork.org",
     {"nai:234150999999999@nai.5gc.mnc016.mcc234.3gppnetwork.org"}},
    {"nai", "234150999999999@mnc015.mcc234.example.org", {"nai:234150999999999@mnc015.mcc234.example.org"}},
    /* TS 23.003 cl. 6.2: the check digit and the software version are no part of who it is */
    {"imei", "352099001761481", {"imei:35209900176148"}},
    {"imeisv", "3520990017614823", {"imei:35209900176148"}},
    {"peiImeisv", "imeisv-3520990017614823", {"imei:35209900176148"}},
    {"PEIIMEI", "imei-352099001761481", {"imei:35209900176148"}},
    /* E.164, RFC 3966 */
    {"InternationalE164", "442079460223", {"msisdn:442079460223", "tel:+442079460223", "tel:442079460223"}},
    {"e164Number", "00442079460223", {"msisdn:442079460223", "tel:+442079460223", "tel:442079460223"}},
    {"gpsiMsisdn", "msisdn-442079460223", {"msisdn:442079460223", "tel:+442079460223", "tel:442079460223"}},
    {"TELURI", "tel:+1-201-555-0123", {"msisdn:12015550123", "tel:+12015550123", "tel:12015550123"}}, /* RFC 3966 cl. 1 */
    {"telUri", "TEL:+12015550123;ext=22", {"msisdn:12015550123", "tel:+12015550123", "tel:12015550123"}},
    {"GPSINAI", "extid-Meter@IoT.example", {"nai:Meter@iot.example", "gpsi:extid-Meter@iot.example"}},
    /* RFC 3261 cl. 19.1.1, 19.1.4, 19.1.6 */
    {"sipUri", "SIP:alice@AtLanTa.CoM;Transport=udp", {"sip:alice@atlanta.com"}},
    {"sipUri", "sips:alice@atlanta.com?subject=project%20x", {"sip:alice@atlanta.com"}},
    {"sipUri", "sip:%61lice@atlanta.com;transport=TCP", {"sip:alice@atlanta.com"}},
    {"sipUri",
     "sip:+1-212-555-1212@gateway.com;user=phone",
     {"sip:+1-212-555-1212@gateway.com", "msisdn:12125551212", "tel:+12125551212"}},
    {"sipUri", "sip:+12125551212@gateway.com", {"sip:+12125551212@gateway.com"}}, /* a user's name that looks like a number */
    {"IMPU", "tel:+12125551212", {"tel:+12125551212", "msisdn:12125551212"}},
    {"IMPU", "sip:bob@biloxi.com", {"sip:bob@biloxi.com"}},
    /* RFC 5321 cl. 2.4 */
    {"emailAddress", "Bob@Example.COM", {"mail:Bob@example.com"}},
    {"EmailAddress", "mailto:bob@example.com", {"mail:bob@example.com"}},
    {"emailAddress", "a;b@example.com", {"mail:a;b@example.com"}},
    /* RFC 5952, RFC 4291 cl. 2.5.5.2 */
    {"IPv6Address", "2001:0DB8:0:0:0:0:0:0001", {"ip:2001:db8::1"}},
    {"ipv6Address", "::ffff:192.0.2.7", {"ip:192.0.2.7"}},
    {"IPv4CIDR", "10.46.0.0/29", {"ip:10.46.0.0/29"}},
    {"ipv4Cidr", "10.46.0.7/29", {"ip:10.46.0.0/29"}},
    {"ipv4Cidr", "10.46.0.7/32", {"ip:10.46.0.7"}},
    {"IPv6CIDR", "2001:db8:0:0:1::/64", {"ip:2001:db8::/64"}},
    {"ipv6Cidr", "2001:db8::/0", {"ip:::/0"}},
    /* nothing that a warrant could name */
    {"ipv4Cidr", "10.46.0.7/33", {NULL}},
    {"ipv4Cidr", "10.46.0.7/", {NULL}},
    {"imsi", "12", {NULL}},
    {"tcpPort", "443", {NULL}},
    {"", "", {NULL}},
};

TEST(names_of_what_a_wire_says)
{
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct identity id;
        unsigned want = 0;
        identity_of(cases[i].format, cases[i].value, &id);
        while (want < NAMES_MAX && cases[i].names[want]) want++;
        CHECK_INT(id.count, want);
        for (unsigned n = 0; n < id.count && n < want; n++) {
            CHECK_TEXT(id.text[n], cases[i].names[n]);
            CHECK_TEXT(id.target[n].text, id.text[n]);
        }
    }
}

/* A warrant's target, what is seen, and whether the one covers the other. */
static const struct {
    const char *warrant, *format, *value;
    bool covered;
} covers[] = {
    {"imsi:001010000000001", "imsi", "001010000000001", true},
    {"supi:imsi-001010000000001", "imsi", "001010000000001", true},
    {"imsi:001010000000001", "supiImsi", "001010000000001", true},
    {"imsi:001010000000001", "imsi", "001010000000002", false},
    {"imsi:001010000000001", "msisdn", "001010000000001", false}, /* a number is no IMSI */
    {"imsi:234150999999999", "supiNai", "234150999999999@nai.5gc.mnc015.mcc234.3gppnetwork.org", true},
    {"imei:35209900176148", "imeisv", "3520990017614899", true},
    {"imei:35209900176148", "imei", "35209900176149", false},
    {"msisdn:+64211234567", "e164Number", "64211234567", true},
    {"tel:+64211234567", "gpsiMsisdn", "64211234567", true},
    {"msisdn:64211234567", "telUri", "tel:+64-21-123-4567", true},
    {"msisdn:64211234567", "sipUri", "sip:+64211234567@ims.example;user=phone", true},
    {"msisdn:64211234567", "sipUri", "sip:+64211234567@ims.example", false},
    {"gpsi:msisdn-64211234567", "gpsiMsisdn", "64211234567", true},
    {"gpsi:extid-m@x.example", "gpsiNai", "m@X.example", true},
    {"sip:alice@ims.example", "sipUri", "sip:alice@IMS.example;transport=tcp", true},
    {"sip:alice@ims.example", "sipUri", "sip:Alice@ims.example", false},
    {"sip:alice@ims.example", "sipUri", "sip:alice@ims.example:5060", false},
    {"sip:+64211234567@ims.example", "sipUri", "sip:+64211234567@ims.example", true},
    {"mail:bob@example.org", "emailAddress", "bob@EXAMPLE.org", true},
    {"mail:bob@example.org", "emailAddress", "Bob@example.org", false},
    {"nai:alice@isp.example", "nai", "alice@ISP.example", true},
    {"ip:10.46.0.7", "ipv4Address", "10.46.0.7", true},
    {"ip:10.46.0.7", "ipv4Cidr", "10.46.0.7/32", true},
    {"ip:10.46.0.7", "ipv4Cidr", "10.46.0.0/29", false}, /* a warrant for a /32 does not cover a /29 */
    {"ip:10.46.0.7", "ipv4Cidr", "10.46.0.7/29", false},
    {"ip:10.46.0.0/29", "ipv4Address", "10.46.0.7", true},
    {"ip:10.46.0.0/29", "ipv4Cidr", "10.46.0.4/30", true},
    {"ip:10.46.0.0/29", "ipv4Address", "10.46.0.8", false},
    {"ip:10.46.0.0/29", "ipv4Cidr", "10.46.0.0/28", false},
    {"ip:10.46.0.7", "ipv6Address", "::ffff:10.46.0.7", true},
    {"ip:0.0.0.0/0", "ipv4Address", "192.0.2.1", true},
    {"ip:2001:db8::/64", "ipv6Address", "2001:db8::abcd:1", true},
    {"ip:2001:db8::/64", "ipv6Address", "2001:db8:0:1::1", false},
    {"ip:2001:db8::/64", "ipv6Cidr", "2001:db8::/63", false},
    {"ip:2001:db8::1", "ipv6Cidr", "2001:db8::/64", false},
    {"ip:2001:db8::/61", "ipv6Cidr", "2001:db8:0:7::/64", true},
    {"ip:::/0", "ipv4Address", "10.46.0.7", false}, /* the other family */
};

/* Clear, sealed with the key at hand, and sealed without it. */
TEST(what_a_warrant_covers)
{
    struct seal_key k = {.len = SEAL_KEY_MIN}, other = {.len = SEAL_KEY_MIN, .bytes = {1}};
    for (size_t i = 0; i < ARRAY_LEN(covers); i++) {
        char text[TARGET_TEXT], seal[SEAL_TEXT];
        struct target t;
        struct identity id;
        struct warrant w = {.targets = &t, .target_count = 1};
        enum identity_cover want = covers[i].covered ? IDENTITY_COVERED : IDENTITY_NOT_COVERED;
        REQUIRE(!target_canonical(covers[i].warrant, text, &t));
        identity_of(covers[i].format, covers[i].value, &id);
        REQUIRE(id.count > 0);
        if (!CHECK_INT(identity_covered(&w, NULL, &id), want)) printf("    %s\n", covers[i].warrant);
        t = (struct target){.kind = TARGET_SEALED, .text = seal_target(&k, text, seal)};
        if (!CHECK_INT(identity_covered(&w, &k, &id), want)) printf("    %s sealed\n", covers[i].warrant);
        CHECK_INT(identity_covered(&w, &other, &id), IDENTITY_NOT_COVERED);
        CHECK_INT(identity_covered(&w, NULL, &id), IDENTITY_NOT_COMPARABLE);
    }
}

TEST(several_targets_and_none)
{
    char texts[2][TARGET_TEXT];
    struct target t[2];
    struct identity id, none;
    struct warrant w = {.targets = t, .target_count = 2};
    REQUIRE(!target_canonical("imsi:001010000000001", texts[0], &t[0]));
    REQUIRE(!target_canonical("ip:10.46.0.0/29", texts[1], &t[1]));
    identity_of("ipv4Address", "10.46.0.3", &id);
    identity_of("tcpPort", "3", &none);
    CHECK_INT(identity_covered(&w, NULL, &id), IDENTITY_COVERED);
    CHECK_INT(identity_covered(&w, NULL, &none), IDENTITY_NOT_COMPARABLE);
    w.target_count = 0;
    CHECK_INT(identity_covered(&w, NULL, &id), IDENTITY_NOT_COMPARABLE);
    identity_done(&id);
    CHECK_INT(id.count, 0);
}

/* Any value and format stays inside its room. */
TEST(long_values)
{
    static char value[2 * IDENTITY_VALUE];
    static const char *const formats[] = {"imsi", "supiNai", "sipUri", "impu", "ipv6Cidr", "emailAddress", "gpsiNai"};
    for (size_t len = 0; len < sizeof value - 1; len += 7) {
        memset(value, 'a', len);
        if (len > 3) value[len / 2] = '@';
        value[len] = 0;
        for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
            struct identity id;
            identity_of(formats[i], value, &id);
            for (unsigned n = 0; n < id.count; n++) CHECK(strlen(id.text[n]) < TARGET_TEXT);
        }
    }
}
