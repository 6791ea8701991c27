#include "proto/xiri.h"

#include "seeds.h"

static struct bytes message;

static bool parse_seed(const char *name, struct xiri *ret)
{
    seed_free(message); /* the one before: views borrow from it */
    message = seed("proto_xiri", name);
    CHECK(message.len > 0);
    return xiri_decode(message, ret);
}

static bool names(const struct xiri *x, const char *kind, const char *value)
{
    for (unsigned i = 0; i < x->target_count; i++)
        if (strcmp(x->targets[i].kind, kind) == 0 && bytes_equal(x->targets[i].value, bytes_of_text(value))) return true;
    return false;
}

TEST(events_of_a_session)
{
    struct xiri x;
    REQUIRE(parse_seed("registration", &x));
    CHECK_INT(x.kind, XIRI_XIRI);
    CHECK_INT(x.release, 17);
    CHECK_TEXT(xiri_event_name(x.event), "registration");
    CHECK_TEXT(xiri_event_function(x.event), "AMF");
    CHECK_INT(x.target_count, 3);
    CHECK(names(&x, "imsi", "001010000000001") && names(&x, "imeisv", "3534900698733190") && names(&x, "msisdn", "31612345678"));
    CHECK(!x.has_session && x.unknown_elements == 0);

    REQUIRE(parse_seed("establishment", &x));
    CHECK_TEXT(xiri_event_name(x.event), "pDUSessionEstablishment");
    CHECK_INT(x.target_count, 5);
    CHECK(names(&x, "imei", "35349006987331"));
    CHECK_TEXT(x.targets[3].kind, "ipv4Address");
    CHECK_MEM(x.targets[3].value.data, "\x0a\x2d\0\x08", 4);
    CHECK(x.has_session && x.session == 5 && bytes_equal(x.network, bytes_of_text("internet")));
    REQUIRE(parse_seed("establishment-r19", &x));
    CHECK_INT(x.release, 19);
}

TEST(events_of_eps_and_messages)
{
    struct xiri x;
    REQUIRE(parse_seed("mme-attach", &x));
    CHECK_TEXT(xiri_event_function(x.event), "MME");
    CHECK_INT(x.target_count, 3);
    REQUIRE(parse_seed("eps-establishment", &x));
    CHECK_TEXT(xiri_event_name(x.event), "ePSPDNConnectionEstablishment");
    CHECK(names(&x, "imsi", "001010000000001") && names(&x, "msisdn", "31612345678") && x.target_count == 3);
    CHECK(x.session == 6 && bytes_equal(x.network, bytes_of_text("ims")));
    REQUIRE(parse_seed("sms", &x));
    CHECK(names(&x, "msisdn", "31612345678") && names(&x, "msisdn", "31687654321") && x.target_count == 2);
    REQUIRE(parse_seed("service-accept", &x));
    CHECK(x.target_count == 4 && names(&x, "imei", "35349006987331"));
}

TEST(handover_names_targets)
{
    struct xiri x;
    REQUIRE(parse_seed("iri-release", &x));
    CHECK_INT(x.kind, XIRI_IRI);
    CHECK_INT(x.event, 8);
    CHECK_INT(x.target_count, 6); /* one in the event */
    CHECK(names(&x, "sipUri", "sip:a@example.net") && names(&x, "nai", "user@example.net") && names(&x, "msisdn", "31612345678"));
}

TEST(content)
{
    struct xiri x;
    REQUIRE(parse_seed("cc-upf", &x));
    CHECK(x.kind == XIRI_CC && x.content_kind == XIRI_CONTENT_IP && x.content.len == 36 && x.content.data[0] == 0x45);
    REQUIRE(parse_seed("cc-extended", &x));
    CHECK(x.content_kind == XIRI_CONTENT_IP && x.content.len == 36);
    REQUIRE(parse_seed("cc-extended-ethernet", &x));
    CHECK(x.content_kind == XIRI_CONTENT_ETHERNET && x.content.len == 50);
}

TEST(what_is_not_known_is_counted)
{
    struct xiri x;
    REQUIRE(parse_seed("unknown-event", &x));
    CHECK_INT(x.event, 300);
    CHECK_INT(x.unknown_elements, 1);
    CHECK(!xiri_event_name(300) && !xiri_event_function(300) && !xiri_event_name(0));
    REQUIRE(parse_seed("notification", &x));
    CHECK(x.kind == XIRI_NOTIFICATION && x.event == 0 && x.unknown_elements == 0);
}

TEST(every_event_has_a_name)
{
    for (uint32_t i = 1; i <= XIRI_EVENT_LAST; i++) CHECK(xiri_event_name(i) && xiri_event_function(i));
}

static void refused(struct bytes prefix)
{
    struct xiri x;
    CHECK(!xiri_decode(prefix, &x));
}

static const char *const all[] = {"registration", "establishment", "mme-attach",  "eps-establishment",    "sms",
                                  "iri-release",  "cc-upf",        "cc-extended", "cc-extended-ethernet", "service-accept"};

TEST(every_prefix)
{
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct bytes b = seed("proto_xiri", all[i]);
        seed_prefixes(b, refused);
        seed_free(b);
    }
}

/* Whatever becomes of it, no view leaves the message and no nameless event goes uncounted. */
TEST(every_bit_flipped)
{
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct bytes b = seed("proto_xiri", all[i]);
        uint8_t *copy = malloc(b.len + 1);
        REQUIRE(copy && b.len);
        for (size_t at = 0; at < b.len * 8; at++) {
            struct xiri x;
            memcpy(copy, b.data, b.len);
            copy[at / 8] ^= (uint8_t)(1 << at % 8);
            if (!xiri_decode(bytes_of(copy, b.len), &x)) continue;
            CHECK(x.event == 0 || xiri_event_name(x.event) || x.unknown_elements > 0);
            for (unsigned k = 0; k < x.target_count; k++)
                CHECK(x.targets[k].value.data >= copy && x.targets[k].value.data + x.targets[k].value.len <= copy + b.len);
        }
        free(copy);
        seed_free(b);
    }
}
