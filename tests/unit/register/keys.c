#include "register/keys.h"

#include <stdio.h>
#include <unistd.h>

#include "check.h"

#define K24 "000102030405060708090a0b0c0d0e0f1011121314151617"
#define K32 K24 "18191a1b1c1d1e1F"

static enum err parse(const char *text, struct handover_keys **ret, struct fault *f)
{
    return keys_parse("k.yaml", bytes_of_text(text), ret, f);
}

TEST(containers)
{
    struct handover_keys *k = NULL;
    struct fault f;
    REQUIRE(parse("custos: keys/1\nhandover:\n  - {liid: LI-1, country: NZ, algorithm: aes-192-cbc, key: " K24 "}\n"
                  "  - {liid: LI-2, algorithm: aes-256-cbc, key: " K32 "}\n",
                  &k, &f) == ERR_OK);
    REQUIRE(k->container_count == 2);
    CHECK_TEXT(k->containers[0].liid, "LI-1");
    CHECK_TEXT(k->containers[0].country, "NZ");
    CHECK_INT(k->containers[0].cipher, CONTAINER_AES_192_CBC);
    CHECK_INT(k->containers[0].len, 24);
    CHECK_INT(k->containers[1].cipher, CONTAINER_AES_256_CBC);
    CHECK(!k->containers[1].country);
    CHECK_INT(k->containers[1].len, 32);
    for (uint8_t i = 0; i < 32; i++) CHECK_INT(k->containers[1].key[i], i);
    CHECK_INT(k->integrity_count, 0);
    keys_free(k);
    keys_free(NULL);
}

/* What is wrong is said; what is secret is not. */
TEST(faults_hold_no_key)
{
    static const char *const bad[] = {
        "custos: keys/2\n",
        "custos: keys/1\nhandover: [{liid: LI-1, algorithm: aes-192-cbc, key: " K32 "}]\n",
        "custos: keys/1\nhandover: [{liid: LI-1, algorithm: aes-256-cbc, key: " K24 "}]\n",
        "custos: keys/1\nhandover: [{liid: LI-1, algorithm: aes-256-cbc, key: " K24 "18191a1b1c1d1e1g}]\n",
        "custos: keys/1\nhandover: [{liid: LI-1, algorithm: aes-128-cbc, key: " K24 "}]\n",
        "custos: keys/1\nhandover: [{algorithm: aes-192-cbc, key: " K24 "}]\n",
        "custos: keys/1\nhandover: [{liid: 01234567890123456789012345, algorithm: aes-192-cbc, key: " K24 "}]\n",
        "custos: keys/1\nhandover: [{liid: LI-1, country: NZL, algorithm: aes-192-cbc, key: " K24 "}]\n",
        "custos: keys/1\nhandover: [{liid: LI-1, algorithm: aes-192-cbc, key: " K24 ", more: 1}]\n",
        "custos: keys/1\nintegrity: [{liid: LI-1}]\n",
    };
    for (unsigned i = 0; i < ARRAY_LEN(bad); i++) {
        struct handover_keys *k = NULL;
        struct fault f = {.text = ""};
        CHECK(parse(bad[i], &k, &f) != ERR_OK);
        CHECK(!k && strncmp(f.text, "k.yaml:", 7) == 0);
        CHECK(!strstr(f.text, "0a0b0c"));
    }
}

TEST(public_keys_lie_beside_the_file)
{
    char dir[] = "/tmp/custos-keys-XXXXXX", path[64], pem[64];
    struct handover_keys *k = NULL;
    struct fault f;
    REQUIRE(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/keys.yaml", dir);
    snprintf(pem, sizeof pem, "%s/a.pem", dir);
    FILE *out = fopen(path, "w");
    REQUIRE(out);
    fputs("custos: keys/1\nintegrity:\n  - {liid: LI-1, public_key: a.pem}\n", out);
    fclose(out);
    out = fopen(pem, "w");
    REQUIRE(out);
    fputs("-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n", out);
    fclose(out);
    CHECK_INT(keys_read(path, &k, &f), ERR_OK);
    REQUIRE(k && k->integrity_count == 1);
    CHECK_TEXT(k->integrity[0].liid, "LI-1");
    CHECK(strncmp(k->integrity[0].pem, "-----BEGIN", 10) == 0);
    keys_free(k);
    struct handover_keys *none = NULL;
    CHECK(keys_read(dir, &none, &f) != ERR_OK);
    unlink(pem);
    CHECK(keys_read(path, &none, &f) != ERR_OK);
    CHECK(!none && strstr(f.text, "keys.yaml:3: ") && strstr(f.text, "a.pem"));
    unlink(path);
    rmdir(dir);
}
