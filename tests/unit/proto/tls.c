#include "proto/tls.h"

#include <stdlib.h>

#include "check.h"
#include "seeds.h"

TEST(client_hello)
{
    struct bytes b = seed("proto_tls", "client-hello");
    struct tls_client_hello h;
    REQUIRE(b.len > 0);
    CHECK(tls_sniff(b));
    REQUIRE(tls_client_hello(b, &h));
    CHECK(bytes_equal(h.server_name, bytes_of_text("example.net")));
    CHECK(h.complete);
    REQUIRE(h.version_count == 2); /* GREASE left out */
    CHECK_INT(h.versions[0], TLS_1_3);
    CHECK_INT(h.versions[1], TLS_1_2);
    for (unsigned i = 0; i < TLS_RANDOM_LEN; i++) CHECK_INT(h.random[i], i);
    struct tls_server_hello s;
    CHECK(!tls_server_hello(b, &s));
    seed_free(b);
}

TEST(server_hello)
{
    struct bytes b = seed("proto_tls", "server-hello");
    struct tls_server_hello h;
    REQUIRE(b.len > 0);
    REQUIRE(tls_server_hello(b, &h));
    CHECK_INT(h.version, TLS_1_3);
    CHECK_INT(h.cipher_suite, 0x1301);
    CHECK_INT(h.random[0], 32);
    CHECK(h.complete);
    seed_free(b);
}

TEST(every_prefix)
{
    struct bytes b = seed("proto_tls", "client-hello");
    REQUIRE(b.len > 0);
    for (size_t n = 0; n < b.len; n++) {
        uint8_t *copy = malloc(n ? n : 1);
        struct tls_client_hello h;
        memcpy(copy, b.data, n);
        bool ok = tls_client_hello(bytes_of(copy, n), &h);
        CHECK_INT(ok, n >= 11 + 32); /* record, message and version before the random */
        if (ok) CHECK(!h.complete);
        free(copy);
    }
    seed_free(b);
}

TEST(not_tls)
{
    CHECK(!tls_sniff(bytes_of_text("GET / HTTP/1.1\r\n")));
    CHECK(!tls_sniff(bytes_of("\x16\x03\x01\x00\x00\x01", 6)));
    CHECK(!tls_sniff(bytes_of("\x16\x03\x01\xff\xff\x01", 6)));
    CHECK(!tls_sniff(bytes_of("\x16\x02\x01\x00\x20\x01", 6)));
    CHECK(!tls_sniff(bytes_of("\x14\x03\x03\x00\x02\x01", 6)));
    CHECK(tls_sniff(bytes_of("\x17\x03\x03\x00\x20\x01", 6)));
    CHECK(!tls_sniff(bytes_of("\x17\x03\x03", 3)));
}
