/* What libsodium takes for a signature: Wycheproof's 151 cases, and the twelve of "Taming the many EdDSAs" (Chalkias, Garillot,
 * Nikolaenko, 2020), of which the small-order and the non-canonical ones must be refused. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

/* The octets of the next "KEY": "HEX" after *at, which is moved behind it. False: no more before `end`. */
static bool next_hex(const char **at, const char *end, const char *key, uint8_t *ret, size_t room, size_t *ret_len)
{
    const char *found = strstr(*at, key);
    if (!found || found >= end) return false;
    found = strchr(found + strlen(key), '"') + 1;
    const char *close = strchr(found, '"');
    if (sodium_hex2bin(ret, room, found, (size_t)(close - found), NULL, ret_len, NULL) != 0) return false;
    *at = close;
    return true;
}

static char *vector_text(const char *path)
{
    size_t len;
    char *text = (char *)check_vector(path, &len);
    if (text) text[len] = '\0';
    return text;
}

TEST(wycheproof)
{
    char *text = vector_text("ed25519/wycheproof_ed25519_test.json");
    if (!text) return;
    uint8_t key[64], message[4096], signature[4096];
    size_t key_len = 0, message_len, signature_len;
    unsigned cases = 0, right = 0, valid = 0;
    for (const char *at = text, *test; (test = strstr(at, "\"tcId\"")); cases++) {
        const char *group = at;
        while (next_hex(&group, test, "\"pk\":", key, sizeof key, &key_len)) {
        }
        const char *end = strstr(test, "\"result\"");
        at = test;
        REQUIRE(next_hex(&at, end, "\"msg\":", message, sizeof message, &message_len));
        REQUIRE(next_hex(&at, end, "\"sig\":", signature, sizeof signature, &signature_len));
        bool wanted = strncmp(end + strlen("\"result\": "), "\"valid\"", 7) == 0;
        bool holds =
            key_len == 32 && signature_len == 64 && crypto_sign_verify_detached(signature, message, message_len, key) == 0;
        right += holds == wanted;
        valid += wanted;
    }
    CHECK_INT(cases, 151);
    CHECK_INT(right, 151);
    CHECK(valid > 50 && valid < 151);
    free(text);
}

TEST(small_order_and_not_canonical)
{
    static const bool refused[12] = {true, true, true, false, true, true, true, true, true, true, true, true};
    char *text = vector_text("ed25519/speccheck-cases.json");
    if (!text) return;
    const char *at = text, *end = text + strlen(text);
    uint8_t message[64], key[64], signature[64];
    size_t message_len, key_len, signature_len;
    for (unsigned i = 0; i < 12; i++) {
        REQUIRE(next_hex(&at, end, "\"message\":", message, sizeof message, &message_len));
        REQUIRE(next_hex(&at, end, "\"pub_key\":", key, sizeof key, &key_len));
        REQUIRE(next_hex(&at, end, "\"signature\":", signature, sizeof signature, &signature_len));
        CHECK_INT(crypto_sign_verify_detached(signature, message, message_len, key) != 0, refused[i]);
    }
    free(text);
}

/* Known to everybody: RFC 8032 section 7.1, test 1. */
TEST(rfc8032)
{
    uint8_t seed[32], key[32], secret[64], signature[64];
    static const char seed_hex[] = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    static const char key_hex[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    sodium_hex2bin(seed, 32, seed_hex, 64, NULL, NULL, NULL);
    crypto_sign_seed_keypair(key, secret, seed);
    char hex[65];
    CHECK_TEXT(sodium_bin2hex(hex, sizeof hex, key, 32), key_hex);
    crypto_sign_detached(signature, NULL, NULL, 0, secret);
    CHECK_INT(crypto_sign_verify_detached(signature, NULL, 0, key), 0);
}
