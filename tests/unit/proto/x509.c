/* Names in certificates: what is there, and nothing from broken ones. */
#include "proto/x509.h"

#include "check.h"
#include "seeds.h"

/* Written by OpenSSL: RSA, P-256 and Ed25519 keys. */
static const struct {
    const char *file, *subject;
    unsigned count;
    bool more;
    const char *last;
} golden[] = {
    {"names", "upf-1", 5, false, "urn:ne:upf-1"},
    {"rsa", "mdf-1.example", 2, false, "*.mdf.example"},
    {"ec", "smf-2.example", 2, true, "198.51.100.7"}, /* two common names; a name of another kind and a registered one */
    {"ed25519", "??berwachung-1", 0, false, NULL},    /* UTF-8 */
    {"many-names", "", X509_NAMES_MAX, true, "upf-8.example"},
    {"version-1", "old.example", 0, false, NULL},
};

TEST(names_of_certificates)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes der = seed("proto_x509", golden[i].file);
        struct x509_names n;
        REQUIRE(x509_names(der, &n));
        CHECK_TEXT(n.subject, golden[i].subject);
        CHECK_TEXT(n.issuer, golden[i].subject); /* each is signed by its own key */
        CHECK_INT(n.count, golden[i].count);
        CHECK_INT(n.more, golden[i].more);
        if (n.count) CHECK_TEXT(n.others[n.count - 1], golden[i].last);
        seed_free(der);
    }
}

TEST(names_of_every_kind)
{
    static const char *const others[] = {"upf-1.example", "li@upf-1.example", "192.0.2.2", "2001:db8::2", "urn:ne:upf-1"};
    struct bytes der = seed("proto_x509", "names");
    struct x509_names n;
    REQUIRE(x509_names(der, &n) && n.count == ARRAY_LEN(others));
    for (size_t i = 0; i < ARRAY_LEN(others); i++) CHECK_TEXT(n.others[i], others[i]);
    CHECK(x509_names_have(&n, "UPF-1") && x509_names_have(&n, "urn:ne:upf-1") && !x509_names_have(&n, "upf-2"));
    seed_free(der);
}

TEST(long_names_are_cut_and_say_so)
{
    struct bytes der = seed("proto_x509", "long-names");
    struct x509_names n;
    REQUIRE(x509_names(der, &n));
    CHECK_INT(strlen(n.subject), 64);
    CHECK(n.count == 3 && n.more);
    static const char labels[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
                                 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    static const char *const begin[] = {"", "li@", "urn:x:"};
    for (unsigned i = 0; i < n.count; i++) {
        char whole[X509_TEXT + 64];
        snprintf(whole, sizeof whole, "%s%s", begin[i], labels);
        whole[X509_TEXT - 1] = 0;
        CHECK_TEXT(n.others[i], whole);
    }
    seed_free(der);
}

static void names_nobody(struct bytes prefix)
{
    struct x509_names n;
    CHECK(!x509_names(prefix, &n));
    CHECK(n.count == 0 && !*n.subject);
}

TEST(cut_short_it_names_nobody)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes der = seed("proto_x509", golden[i].file);
        REQUIRE(der.len);
        seed_prefixes(der, names_nobody);
        seed_free(der);
    }
}

TEST(damaged_it_stays_within_its_bounds)
{
    for (size_t i = 0; i < ARRAY_LEN(golden); i++) {
        struct bytes der = seed("proto_x509", golden[i].file);
        uint8_t copy[2048];
        struct x509_names n;
        REQUIRE(der.len && der.len <= sizeof copy);
        memcpy(copy, der.data, der.len);
        for (size_t bit = 0; bit < 8 * der.len; bit++) {
            copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
            if (x509_names(bytes_of(copy, der.len), &n))
                CHECK(n.count <= X509_NAMES_MAX && memchr(n.subject, 0, sizeof n.subject));
            copy[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        seed_free(der);
    }
}
