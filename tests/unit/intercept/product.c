#include "intercept/product.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"

/* What the golden PDU of that name says. */
static void read_pdu(const char *name, struct product *ret)
{
    char path[128];
    size_t len = 0;
    struct x2x3 x;
    snprintf(path, sizeof path, "tests/golden/x2x3/%s.bin", name);
    uint8_t *data = check_file(path, &len);
    REQUIRE(data && x2x3_decode(bytes_of(data, len), &x) == ERR_OK);
    memset(ret, 0xff, sizeof *ret); /* what was there before must not matter */
    product_clear(ret);
    product_of_x2x3(ret, &x);
    free(data);
}

static bool names(const struct product *p, const char *kind, const char *value)
{
    for (unsigned i = 0; i < p->target_count; i++)
        if (strcmp(p->targets[i].kind, kind) == 0 && strcmp(p->targets[i].value, value) == 0) return true;
    return false;
}

TEST(attributes_and_record)
{
    struct product p;
    read_pdu("x2-xiri-targets", &p);
    CHECK_INT(p.target_count, 6);
    CHECK(names(&p, "imsi", "001010000000001") && names(&p, "gpsiMsisdn", "31612345678") &&
          names(&p, "peiImei", "35349006987331"));
    CHECK(names(&p, "msisdn", "31612345678") && names(&p, "imeisv", "3534900698733190"));
    CHECK_TEXT(xiri_event_name(p.event), "registration");
    CHECK(!p.has_session && !p.inner.src.family && !p.malformed && p.unknown_elements == 0);
    read_pdu("x2-sip-v1", &p);
    CHECK(p.target_count == 1 && names(&p, "sipUri", "sip:a@example.net"));
}

TEST(packets_inside)
{
    static const char *const files[] = {"x3-gtpu", "x3-ethernet"};
    char text[ENDPOINT_TEXT];
    struct product p;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        read_pdu(files[i], &p);
        CHECK_TEXT(endpoint_text(&p.inner.src, p.inner.sport, text), "10.45.0.8:40000");
        CHECK_TEXT(endpoint_text(&p.inner.dst, p.inner.dport, text), "8.8.8.8:53");
        CHECK_INT(p.inner_bytes, 36);
    }
    CHECK(names(&p, "sipUri", "sip:a@example.net"));
    read_pdu("x3-rtp", &p);
    CHECK_TEXT(endpoint_text(&p.inner.dst, p.inner.dport, text), "192.0.2.9:5004");
    CHECK_INT(p.inner_bytes, 0);
    read_pdu("x3-ipv6-v2", &p);
    CHECK_INT(p.inner.src.family, 6);
}

static void with_target(const char *text, struct product *p)
{
    struct x2x3 x = {.type = X2X3_X2, .format = 9, .targets = {{bytes_of_text(text), true}}, .target_count = 1};
    product_clear(p);
    product_of_x2x3(p, &x);
}

TEST(target_texts)
{
    struct product p;
    with_target("<a:IMSI xmlns:a='u' b=\"c\">001010000000001</a:IMSI>", &p);
    CHECK(p.target_count == 1 && names(&p, "imsi", "001010000000001"));
    with_target("<targetIdentifiers><targetIdentifier><imsi>1</imsi></targetIdentifier><nai>b@c</nai></targetIdentifiers>", &p);
    CHECK(p.target_count == 2 && names(&p, "imsi", "1") && names(&p, "nai", "b@c"));
    static const char *const nothing[] = {"",
                                          "<",
                                          "<imsi>",
                                          "<imsi>1",
                                          "<imsi></imsi>",
                                          "imsi>1</imsi",
                                          "<x>1</x",
                                          "<imsi/>1<",
                                          "<imsi>a&amp;</imsi>",
                                          "001010000000001",
                                          "sip:"};
    for (size_t i = 0; i < ARRAY_LEN(nothing); i++) {
        with_target(nothing[i], &p);
        CHECK_INT(p.target_count, 0);
        CHECK_INT(p.unknown_elements, 1);
    }
}

TEST(content_that_is_not_what_it_says)
{
    struct x2x3 x = {.type = X2X3_X3, .format = X2X3_FORMAT_IPV4, .payload = bytes_of_text("no packet at all")};
    struct product p;
    static const uint16_t formats[] = {X2X3_FORMAT_IPV4, X2X3_FORMAT_IPV6, X2X3_FORMAT_GTPU, X2X3_FORMAT_TS33128};
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        x.format = formats[i];
        product_clear(&p);
        product_of_x2x3(&p, &x);
        CHECK(p.malformed && !p.inner.src.family && p.event == 0);
    }
}

TEST(room_for_names_ends)
{
    struct product p;
    char value[400];
    memset(value, '7', sizeof value);
    product_clear(&p);
    for (int i = 0; i < 4; i++) product_add(&p, "imsi", bytes_of(value, sizeof value));
    CHECK_INT(p.target_count, 2);
    CHECK_INT(p.unknown_elements, 2);
    product_clear(&p);
    for (int i = 0; i < PRODUCT_TARGETS + 1; i++) product_add(&p, "imsi", bytes_of_text("\x01"));
    CHECK_INT(p.target_count, PRODUCT_TARGETS);
    CHECK_TEXT(p.targets[3].value, "?");
}
