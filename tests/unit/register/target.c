#include "register/target.h"

#include <stdio.h>

#include "check.h"

static const struct {
    const char *written, *canonical;
    enum target_kind kind;
} good[] = {
    {"imsi:001010000000001", "imsi:001010000000001", TARGET_IMSI},
    {"imsi:001 01 0000000001", "imsi:001010000000001", TARGET_IMSI},
    {"imei:35-209900-176148", "imei:35209900176148", TARGET_IMEI},
    {"imei:352099001761481", "imei:35209900176148", TARGET_IMEI},  /* with check digit */
    {"imei:3520990017614823", "imei:35209900176148", TARGET_IMEI}, /* IMEISV */
    {"msisdn:+64211234567", "msisdn:64211234567", TARGET_MSISDN},
    {"msisdn:64211234567", "msisdn:64211234567", TARGET_MSISDN},
    {"supi:imsi-001010000000001", "supi:imsi-001010000000001", TARGET_SUPI},
    {"supi:001010000000001", "supi:imsi-001010000000001", TARGET_SUPI},
    {"supi:nai-Bob@Realm.Example", "supi:nai-Bob@realm.example", TARGET_SUPI},
    {"supi:gli-3q2-7w", "supi:gli-3q2-7w", TARGET_SUPI},
    {"sip:Bad.Guy@IMS.Example", "sip:Bad.Guy@ims.example", TARGET_SIP},
    {"sip:a@[2001:DB8::1]:5060", "sip:a@[2001:db8::1]:5060", TARGET_SIP},
    {"tel:+64 (21) 123-4567", "tel:+64211234567", TARGET_TEL},
    {"tel:111", "tel:111", TARGET_TEL},
    {"ip:10.46.0.7", "ip:10.46.0.7", TARGET_IP},
    {"ip:10.46.0.7/32", "ip:10.46.0.7", TARGET_IP},
    {"ip:10.46.0.0/29", "ip:10.46.0.0/29", TARGET_IP},
    {"ip:2001:DB8:0:0::/64", "ip:2001:db8::/64", TARGET_IP},
    {"ip:2001:db8::1/128", "ip:2001:db8::1", TARGET_IP},
    {"mail:Mallory@EXAMPLE.org", "mail:Mallory@example.org", TARGET_MAIL},
    {"mail:j\xc3\xb6rg@m\xc3\xbcller.EXAMPLE", "mail:j\xc3\xb6rg@m\xc3\xbcller.example", TARGET_MAIL},
    {"nai:alice@ISP.example", "nai:alice@isp.example", TARGET_NAI},
    {"nai:Alice", "nai:Alice", TARGET_NAI},
    {"msisdn:0064211234567", "msisdn:64211234567", TARGET_MSISDN}, /* E.164 */
    {"msisdn:00 64 21 1234567", "msisdn:64211234567", TARGET_MSISDN},
    {"gpsi:msisdn-64211234567", "msisdn:64211234567", TARGET_MSISDN}, /* TS 29.571 cl. 5.3.2 */
    {"gpsi:extid-Meter-7@IoT.Example", "gpsi:extid-Meter-7@iot.example", TARGET_GPSI},
    {"imei:35-209900-176148-1", "imei:35209900176148", TARGET_IMEI},
    {"sip:%61lice@Atlanta.COM", "sip:alice@atlanta.com", TARGET_SIP}, /* RFC 3261 cl. 19.1.4 */
    {"sip:%41lice@atlanta.com", "sip:Alice@atlanta.com", TARGET_SIP}, /* a user part keeps its case */
    {"sip:a%3Bb@atlanta.com", "sip:a%3Bb@atlanta.com", TARGET_SIP},   /* reserved: not the same as ; */
    {"sip:bob@[2001:0DB8:0:0::0001]", "sip:bob@[2001:db8::1]", TARGET_SIP},
    {"sip:bob@192.0.2.4:5060", "sip:bob@192.0.2.4:5060", TARGET_SIP},  /* RFC 3261 cl. 19.1.4: not the same as without port */
    {"ip:2001:0db8:0:0:1:0:0:1", "ip:2001:db8::1:0:0:1", TARGET_IP},   /* RFC 5952 cl. 4.2.3 */
    {"ip:2001:db8:0:1:1:1:1:1", "ip:2001:db8:0:1:1:1:1:1", TARGET_IP}, /* cl. 4.2.2 */
    {"ip:2001:DB8::AA:0", "ip:2001:db8::aa:0", TARGET_IP},             /* cl. 4.3 */
    {"ip:::ffff:10.46.0.7", "ip:10.46.0.7", TARGET_IP},
    {"ip:::ffff:0a2e:0007", "ip:10.46.0.7", TARGET_IP},
    {"ip:::ffff:10.46.0.0/125", "ip:10.46.0.0/29", TARGET_IP},
    {"hmac-sha256:00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff",
     "hmac-sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", TARGET_SEALED},
};

TEST(canonical_texts)
{
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        char text[TARGET_TEXT], again[TARGET_TEXT];
        struct target t = {0}, u = {0};
        CHECK_TEXT(target_canonical(good[i].written, text, &t), NULL);
        CHECK_TEXT(t.text, good[i].canonical);
        CHECK_INT(t.kind, good[i].kind);
        CHECK_TEXT(target_canonical(text, again, &u), NULL); /* canonical stays canonical */
        CHECK_TEXT(again, text);
    }
}

TEST(prefix_of_ip_targets)
{
    char text[TARGET_TEXT], prefix[PREFIX_TEXT];
    struct target t;
    REQUIRE(!target_canonical("ip:10.46.0.0/29", text, &t));
    CHECK_TEXT(prefix_text(&t.prefix, prefix), "10.46.0.0/29");
    REQUIRE(!target_canonical("ip:10.46.0.7", text, &t));
    CHECK_INT(t.prefix.bits, 32);
}

#define KINDS "is not KIND:VALUE with a kind of imsi, imei, msisdn, supi, sip, tel, ip, mail, nai, gpsi, hmac-sha256"

static const struct {
    const char *written, *cause;
} bad[] = {
    {"", KINDS},
    {"001010000000001", KINDS},
    {"IMSI:001010000000001", KINDS},
    {"imsi", KINDS},
    {"imsi :001010000000001", KINDS},
    {"phone:123456", KINDS},
    {"imsi:", "an imsi is 6 to 15 digits"},
    {"imsi:00101", "an imsi is 6 to 15 digits"},
    {"imsi:0010100000000011", "an imsi is 6 to 15 digits"},
    {"imsi:+00101000000001", "an imsi is 6 to 15 digits"},
    {"imsi:00101000000000x", "an imsi is 6 to 15 digits"},
    {"imei:3520990017614", "an imei is 14, 15 or 16 digits"},
    {"imei:35209900176148234", "an imei is 14, 15 or 16 digits"},
    {"msisdn:++64211234567", "an msisdn is 3 to 15 digits"},
    {"msisdn:1234567890123456", "an msisdn is 3 to 15 digits"},
    {"tel:+", "a tel is 3 to 15 digits, with or without + before them"},
    {"supi:", "a supi is imsi-, nai-, gci- or gli- and its value"},
    {"supi:gci-", "a supi is imsi-, nai-, gci- or gli- and its value"},
    {"supi:gci-a b", "a supi is imsi-, nai-, gci- or gli- and its value"},
    {"supi:imsi-12", "a supi's imsi is 6 to 15 digits"},
    {"supi:12", "a supi's imsi is 6 to 15 digits"},
    {"supi:nai-@x", "a supi's nai is USER or USER@REALM"},
    {"sip:ims.example", "a sip is USER@HOST, without parameters"},
    {"sip:a@", "a sip is USER@HOST, without parameters"},
    {"sip:@host", "a sip is USER@HOST, without parameters"},
    {"sip:a@host;transport=tcp", "a sip is USER@HOST, without parameters"},
    {"sip:a b@host", "a sip is USER@HOST, without parameters"},
    {"sip:a@b@host", "a sip is USER@HOST, without parameters"},
    {"sip:a%2@atlanta.com", "a sip is USER@HOST, without parameters"},
    {"sip:%%341@atlanta.com", "a sip is USER@HOST, without parameters"},
    {"sip:a@[::1", "a sip is USER@HOST, without parameters"},
    {"sip:a@[::1]x", "a sip is USER@HOST, without parameters"},
    {"sip:a@[192.0.2.4]", "a sip is USER@HOST, without parameters"},
    {"sip:a@b]", "a sip is USER@HOST, without parameters"},
    {"gpsi:64211234567", "a gpsi is msisdn-DIGITS or extid-USER@DOMAIN"},
    {"gpsi:extid-meter", "a gpsi is msisdn-DIGITS or extid-USER@DOMAIN"},
    {"gpsi:msisdn-", "a gpsi's msisdn is 3 to 15 digits"},
    {"msisdn:00", "an msisdn is 3 to 15 digits"},
    {"mail:a@host:25", "a mail is LOCAL@DOMAIN"},
    {"nai:", "a nai is USER or USER@REALM"},
    {"nai:a b", "a nai is USER or USER@REALM"},
    {"nai:a@r/x", "a nai is USER or USER@REALM"},
    {"ip:10.46.0.7/24", "an ip is an address, or a prefix whose bits after the length are zero"},
    {"ip:10.46.0", "an ip is an address, or a prefix whose bits after the length are zero"},
    {"ip:", "an ip is an address, or a prefix whose bits after the length are zero"},
    {"hmac-sha256:9f2c", "a seal is 64 hexadecimal digits"},
    {"hmac-sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0", "a seal is 64 hexadecimal digits"},
    {"hmac-sha256:0011223344556677_899aabbccddeeff00112233445566778899aabbccddeeff", "a seal is 64 hexadecimal digits"},
};

TEST(causes_tell_what_is_wrong_and_never_the_value)
{
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        char text[TARGET_TEXT];
        struct target t = {.kind = TARGET_KIND_COUNT};
        CHECK_TEXT(target_canonical(bad[i].written, text, &t), bad[i].cause);
        CHECK_INT(t.kind, TARGET_KIND_COUNT);
    }
}

/* A value of every length around the room there is. */
TEST(long_values)
{
    static const char *const starts[] = {"imsi:", "imei:", "msisdn:", "supi:nai-", "supi:gci-", "sip:a@",
                                         "tel:",  "ip:",   "mail:a@", "nai:",      "nai:a@",    "hmac-sha256:"};
    static char written[2 * TARGET_TEXT];
    for (size_t i = 0; i < ARRAY_LEN(starts); i++)
        for (size_t len = TARGET_TEXT - 20; len < TARGET_TEXT + 20; len++) {
            char text[TARGET_TEXT];
            struct target t;
            snprintf(written, sizeof written, "%s", starts[i]);
            memset(written + strlen(starts[i]), '1', len - strlen(starts[i]));
            written[len] = 0;
            bool fits = !target_canonical(written, text, &t);
            if (fits) CHECK_TEXT(text, written);
            CHECK(!fits || len < TARGET_TEXT);
        }
}

TEST(names_of_kinds)
{
    CHECK_TEXT(target_kind_name(TARGET_IMSI), "imsi");
    CHECK_TEXT(target_kind_name(TARGET_SEALED), "hmac-sha256");
    CHECK_TEXT(target_kind_name((enum target_kind)99), "unknown");
}
