/* Names in certificates: what is there, and nothing from broken ones. */
#include "proto/x509.h"

#include <stdlib.h>

#include "check.h"

static uint8_t *certificate(size_t *ret_len)
{
    return check_file("tests/fuzz/corpus/proto_x509/names", ret_len);
}

TEST(names_of_a_certificate)
{
    static const char *const others[] = {"upf-1.example", "li@upf-1.example", "192.0.2.2", "2001:db8::2", "urn:ne:upf-1"};
    struct x509_names n;
    size_t len;
    uint8_t *der = certificate(&len);
    REQUIRE(der && x509_names(bytes_of(der, len), &n));
    CHECK_TEXT(n.subject, "upf-1");
    REQUIRE(n.count == ARRAY_LEN(others) && !n.more);
    for (size_t i = 0; i < ARRAY_LEN(others); i++) CHECK_TEXT(n.others[i], others[i]);
    CHECK(x509_names_have(&n, "UPF-1") && x509_names_have(&n, "urn:ne:upf-1") && !x509_names_have(&n, "upf-2"));
    free(der);
}

TEST(cut_short_it_names_nobody)
{
    struct x509_names n;
    size_t len;
    uint8_t *der = certificate(&len);
    REQUIRE(der);
    for (size_t cut = 0; cut < len; cut++) {
        CHECK(!x509_names(bytes_of(der, cut), &n));
        CHECK(n.count == 0 && !*n.subject);
    }
    free(der);
}

TEST(damaged_it_stays_within_its_bounds)
{
    struct x509_names n;
    size_t len;
    uint8_t *der = certificate(&len);
    REQUIRE(der);
    for (size_t at = 0; at < len; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            der[at] ^= (uint8_t)(1u << bit);
            if (x509_names(bytes_of(der, len), &n)) CHECK(n.count <= X509_NAMES_MAX && memchr(n.subject, 0, sizeof n.subject));
            der[at] ^= (uint8_t)(1u << bit);
        }
    free(der);
}
