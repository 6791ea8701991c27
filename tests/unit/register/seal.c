#include "register/seal.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "register/target.h"

static struct seal_key key_of(uint8_t byte)
{
    struct seal_key k = {.len = SEAL_KEY_MIN};
    memset(k.bytes, byte, k.len);
    return k;
}

/* RFC 4231 cl. 4.3, test case 2. Its key is shorter than a key file's may be, and yet a key. */
TEST(hmac_of_the_standard)
{
    struct seal_key k = {.bytes = "Jefe", .len = 4};
    char text[SEAL_TEXT];
    CHECK_TEXT(seal_target(&k, "what do ya want for nothing?", text),
               "hmac-sha256:5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(same_target_same_seal)
{
    struct seal_key k = key_of(0x11), other = key_of(0x12);
    char canonical[TARGET_TEXT], spelled[TARGET_TEXT], text[SEAL_TEXT];
    struct target t, u;
    REQUIRE(!target_canonical("msisdn:+64 21 123 4567", canonical, &t));
    REQUIRE(!target_canonical(seal_target(&k, canonical, text), spelled, &u));
    CHECK_INT(u.kind, TARGET_SEALED);
    CHECK(seal_matches(&k, &u, "msisdn:64211234567"));
    CHECK(!seal_matches(&k, &u, "msisdn:64211234568"));
    CHECK(!seal_matches(&other, &u, "msisdn:64211234567"));
    CHECK(!seal_matches(NULL, &u, "msisdn:64211234567"));
    CHECK(seal_matches(NULL, &t, "msisdn:64211234567")); /* in clear */
    CHECK(!seal_matches(&k, &t, "msisdn:6421123456"));
}

/* The whole of a file of this text, as a key. */
static enum err read_key(const char *text, unsigned mode, struct seal_key *k, bool *exposed, struct fault *f)
{
    char path[] = "register-key-XXXXXX";
    int fd = mkstemp(path);
    if (fd < 0) return ERR_IO;
    bool written = write(fd, text, strlen(text)) == (ssize_t)strlen(text) && fchmod(fd, mode) == 0;
    close(fd);
    enum err err = written ? seal_key_read(path, k, exposed, f) : ERR_IO;
    unlink(path);
    return err;
}

#define HEX64 "000102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f"

TEST(key_files)
{
    static const char *const good[] = {HEX64, HEX64 "\n", HEX64 "\r\n"};
    static const char *const bad[] = {"",
                                      "\n",
                                      "00\n",
                                      HEX64 "0\n",
                                      HEX64 "\n\n",
                                      " " HEX64,
                                      HEX64 HEX64 HEX64 HEX64 "00",
                                      "0x" HEX64,
                                      "g00102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f"};
    struct seal_key k;
    struct fault f;
    bool exposed = true;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        REQUIRE(read_key(good[i], 0600, &k, &exposed, &f) == ERR_OK);
        CHECK_INT(k.len, 32);
        CHECK_INT(k.bytes[10], 10);
        CHECK_INT(k.bytes[31], 31);
        CHECK(!exposed);
    }
    CHECK_INT(read_key(good[0], 0640, &k, &exposed, &f), ERR_OK);
    CHECK(exposed);
    CHECK_INT(read_key(HEX64 HEX64 HEX64 HEX64, 0600, &k, NULL, &f), ERR_OK);
    CHECK_INT(k.len, SEAL_KEY_MAX);
    seal_key_done(&k);
    CHECK_INT(k.len, 0);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        CHECK_INT(read_key(bad[i], 0600, &k, &exposed, &f), ERR_FORMAT);
        CHECK(strstr(f.text, ":1: a seal key is one line of 64 to 256 hexadecimal digits") != NULL);
        CHECK_INT(k.len, 0);
    }
    CHECK_INT(seal_key_read("no-such-key", &k, &exposed, &f), ERR_IO);
}

#define HEAD "\xef\xbb\xbf# \xc3\xa9\r\ncustos: warrants/1 # imsi:001010000000001 stays in a comment\nwarrants:\n"
#define TAIL "\n  scope: [cc]\n  from: 2026-11-01T00:00:00Z\n  until: 2026-12-01T00:00:00Z # end"

TEST(only_targets_are_replaced)
{
    static const char before[] = HEAD "- id: \"imsi:001010000000001\"\n  authority: \xf0\x9f\x98\x80\n  liid: L\n"
                                      "  targets: [ imsi:001010000000001 , 'tel:+64 21',\"mail:a@B.c\" ] # three\n" TAIL;
    char seals[3][SEAL_TEXT], want[1024], *after = NULL;
    struct seal_key k = key_of(0x33);
    struct fault f;
    size_t len = 0, sealed = 0;
    REQUIRE(seal_warrants("w.yaml", bytes_of_text(before), &k, &after, &len, &sealed, &f) == ERR_OK);
    snprintf(want, sizeof want,
             HEAD "- id: \"imsi:001010000000001\"\n  authority: \xf0\x9f\x98\x80\n  liid: L\n"
                  "  targets: [ \"%s\" , '%s',\"%s\" ] # three\n" TAIL,
             seal_target(&k, "imsi:001010000000001", seals[0]), seal_target(&k, "tel:+6421", seals[1]),
             seal_target(&k, "mail:a@b.c", seals[2]));
    CHECK_TEXT(after, want);
    CHECK_INT(len, strlen(want));
    CHECK_INT(sealed, 3);
    free(after);
}

TEST(sealing_twice_changes_nothing)
{
    struct seal_key k = key_of(0x44), other = key_of(0x45);
    struct fault f;
    char *once = NULL, *twice = NULL;
    size_t len = 0, once_len = 0, twice_len = 0, sealed = 0, again = 9;
    uint8_t *text = check_file("tests/golden/register/warrants.yaml", &len);
    REQUIRE(text);
    REQUIRE(seal_warrants("w.yaml", bytes_of(text, len), &k, &once, &once_len, &sealed, &f) == ERR_OK);
    CHECK_INT(sealed, 10); /* of 11: one was */
    REQUIRE(seal_warrants("w.yaml", bytes_of(once, once_len), &other, &twice, &twice_len, &again, &f) == ERR_OK);
    CHECK_INT(again, 0);
    CHECK_INT(twice_len, once_len);
    CHECK_MEM(twice, once, once_len);
    free(text);
    free(once);
    free(twice);
}

TEST(a_file_that_cannot_be_sealed)
{
    static const char block[] = HEAD "- id: A\n  authority: P\n  liid: L\n  targets:\n  - |-\n    imsi:001010000000001\n" TAIL;
    static const char wrong[] = HEAD "- id: A\n  authority: P\n  liid: L\n  targets: [imsi:12]\n" TAIL;
    struct seal_key k = key_of(0x55);
    struct fault f;
    char *out = NULL;
    size_t len = 0, sealed = 7;
    CHECK_INT(seal_warrants("w.yaml", bytes_of_text(block), &k, &out, &len, &sealed, &f), ERR_UNSUPPORTED);
    CHECK_TEXT(f.text, "w.yaml:8: warrants[0].targets[0]: cannot seal a text in block style (| or >); write it in quotes");
    CHECK_INT(seal_warrants("w.yaml", bytes_of_text(wrong), &k, &out, &len, &sealed, &f), ERR_INVALID);
    CHECK_TEXT(f.text, "w.yaml:7: warrants[0].targets[0]: an imsi is 6 to 15 digits");
    CHECK(!out && !len && sealed == 7);
}
