#include "intercept/decode.h"

#include "check.h"
#include "golden_file.h"
#include "intercept/lifecycle.h"

static const char *const all[] = {"cc-email",
                                  "cc-eps-octets",
                                  "cc-eps-pdu",
                                  "cc-ip",
                                  "cc-ip-truncated",
                                  "cc-ipmm-rtp",
                                  "cc-l2-ethernet",
                                  "cc-l2-ppp-cut",
                                  "cc-pstn",
                                  "cc-umts-octets",
                                  "cc-umts-pdu",
                                  "cc-voip",
                                  "encrypted",
                                  "hi1-activated",
                                  "hi1-deactivated",
                                  "hi4-activation",
                                  "hi4-deactivation",
                                  "hi4-modified",
                                  "integrity-hash",
                                  "integrity-signature",
                                  "iri-begin-ip",
                                  "iri-cs-parameters",
                                  "iri-email",
                                  "iri-email-login",
                                  "iri-email-receive",
                                  "iri-eps",
                                  "iri-eps-content",
                                  "iri-eps-parameters",
                                  "iri-eps-sequence",
                                  "iri-etsi671-content",
                                  "iri-etsi671-parameters",
                                  "iri-ip-addresses",
                                  "iri-ip-only",
                                  "iri-l2",
                                  "iri-l2-only",
                                  "iri-packet-report",
                                  "iri-pstn",
                                  "iri-umts-content",
                                  "iri-umts-parameters",
                                  "iri-voip",
                                  "keepalive"};

static struct bytes load(const char *name)
{
    return golden_file("tests/golden/pspdu/%s.ber", name);
}

static bool decode(const char *name, struct intercept_event *e, struct decoded_pdu *d)
{
    struct bytes b = load(name);
    *e = (struct intercept_event){0};
    bool ok = b.len && decode_hi(b, NULL, e, d);
    golden_file_free(b);
    return ok;
}

TEST(all_are_understood)
{
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct intercept_event e;
        struct decoded_pdu d;
        CHECK_TEXT(decode(all[i], &e, &d) ? all[i] : "not decoded", all[i]);
        CHECK_TEXT(e.unknown_elements || d.malformed ? "not understood" : all[i], all[i]);
        CHECK(e.kind != INTERCEPT_UNKNOWN);
        CHECK((e.product != NULL) == (e.kind == INTERCEPT_IRI || e.kind == INTERCEPT_CC));
    }
}

TEST(notices_move_the_lifecycle)
{
    static const struct {
        const char *file;
        enum lifecycle_event event;
    } notices[] = {{"hi1-activated", LIFECYCLE_ACTIVATED},  {"hi1-deactivated", LIFECYCLE_DEACTIVATED},
                   {"hi4-activation", LIFECYCLE_ACTIVATED}, {"hi4-deactivation", LIFECYCLE_DEACTIVATED},
                   {"hi4-modified", LIFECYCLE_MODIFIED},    {"keepalive", LIFECYCLE_NOTHING},
                   {"integrity-hash", LIFECYCLE_NOTHING}};
    for (size_t i = 0; i < ARRAY_LEN(notices); i++) {
        struct intercept_event e;
        struct decoded_pdu d;
        REQUIRE(decode(notices[i].file, &e, &d));
        CHECK_INT(lifecycle_event_of(&e), notices[i].event);
    }
}

TEST(product_says_whose_it_is_and_what_it_carries)
{
    static const char *const carriers[] = {"cc-l2-ethernet", "cc-pstn",        "cc-eps-pdu",     "cc-eps-octets",
                                           "cc-umts-pdu",    "cc-umts-octets", "cc-ip-truncated"};
    struct intercept_event e;
    struct decoded_pdu d;
    char text[ADDR_TEXT];
    for (size_t i = 0; i < ARRAY_LEN(carriers); i++) {
        REQUIRE(decode(carriers[i], &e, &d));
        CHECK_TEXT(ip_text(&d.product.inner.src, text), "10.45.0.3");
        CHECK_TEXT(ip_text(&d.product.inner.dst, text), "198.51.100.1");
    }
    REQUIRE(decode("cc-eps-pdu", &e, &d));
    CHECK_INT(e.direction, 1);
    REQUIRE(decode("cc-umts-octets", &e, &d));
    CHECK_INT(e.direction, 0);
    REQUIRE(decode("iri-eps", &e, &d));
    REQUIRE(d.product.target_count == 3);
    CHECK_TEXT(d.product.targets[2].kind, "msisdn");
    CHECK_TEXT(d.product.targets[2].value, "64211234567");
    CHECK_TEXT(product_event_name(d.product.event), "bearerActivation");
    CHECK_TEXT(product_event_function(d.product.event), "EPS");
}

/* No event of a part; whatever a changed bit makes of it, sizes stay sane. */
TEST(cut_and_flipped)
{
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct bytes b = load(all[i]);
        REQUIRE(b.len);
        for (size_t n = 0; n < b.len; n++) {
            struct intercept_event e = {0};
            struct decoded_pdu d;
            uint8_t *copy = malloc(n ? n : 1);
            memcpy(copy, b.data, n);
            CHECK(!decode_hi(bytes_of(copy, n), NULL, &e, &d));
            free(copy);
        }
        uint8_t *copy = malloc(b.len);
        for (size_t bit = 0; bit < b.len * 8; bit++) {
            struct intercept_event e = {0};
            struct decoded_pdu d;
            memcpy(copy, b.data, b.len);
            copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
            if (!decode_hi(bytes_of(copy, b.len), NULL, &e, &d)) continue;
            CHECK(e.content_bytes <= b.len && e.pdu_bytes == b.len && !e.opened);
            CHECK(!e.product || e.product->target_count <= PRODUCT_TARGETS);
        }
        free(copy);
        golden_file_free(b);
    }
}
