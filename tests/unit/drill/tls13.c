/* The synthetic TLS 1.3 session: its hellos parse, and what is sealed opens with what the key log says. */
#include "drill/tls13.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static uint8_t room[TLS13_RECORD];

TEST(hellos_are_records)
{
    struct tls13 t;
    tls13_init(&t, 7, "upf-1.li.example");
    struct bytes client = tls13_hello(&t, TLS13_CLIENT, room);
    CHECK(client.data[0] == 22 && client.data[5] == 1);
    CHECK_INT(load_be16(client.data + 3) + 5, client.len);
    CHECK(memmem(client.data, client.len, "upf-1.li.example", 16));
    struct bytes server = tls13_hello(&t, TLS13_SERVER, room);
    CHECK(server.data[0] == 22 && server.data[5] == 2);
    CHECK_INT(load_be16(server.data + 3) + 5, server.len);
}

TEST(records_are_sealed_and_numbered)
{
    struct tls13 t;
    uint8_t first[TLS13_RECORD];
    tls13_init(&t, 7, "x");
    struct bytes a = tls13_seal(&t, TLS13_CLIENT, TLS13_TRAFFIC, 23, bytes_of_text("the same"), first);
    struct bytes b = tls13_seal(&t, TLS13_CLIENT, TLS13_TRAFFIC, 23, bytes_of_text("the same"), room);
    CHECK_INT(a.len, 8 + TLS13_OVERHEAD);
    CHECK(a.len == b.len && memcmp(a.data + 5, b.data + 5, a.len - 5) != 0);
    CHECK(!memmem(a.data, a.len, "the same", 8));
}

TEST(one_seed_one_key_log)
{
    char *text[2] = {NULL};
    for (int i = 0; i < 2; i++) {
        struct tls13 t;
        size_t len;
        FILE *out = open_memstream(&text[i], &len);
        REQUIRE(out);
        tls13_init(&t, 7, "x");
        tls13_write_secrets(&t, out);
        fclose(out);
        CHECK_INT(len, 2 * (31 + 23) + 4 * (2 + 128 + 1));
    }
    CHECK_TEXT(text[0], text[1]);
    free(text[0]);
    free(text[1]);
}
