/* Signed notes: the published examples of Go's sumdb/note, cosignatures, and everything that is none. */
#include "verify/note.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define PETER      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define ENOCH      "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
#define TEXT       "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#define PETER_LINE "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
#define BY_PETER   "\xe2\x80\x94 PeterNeumann " PETER_LINE
#define BY_ENOCH                                                                                                                 \
    "\xe2\x80\x94 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

static struct note_key key_of(const char *vkey)
{
    struct note_key k = {.id = 0};
    CHECK_INT(note_key_parse(span_of(vkey), &k), NOTE_KEY_GOOD);
    return k;
}

static enum note_signed verify(const char *whole, const char *vkey)
{
    struct note n;
    struct note_key k = key_of(vkey);
    return CHECK(note_parse(span_of(whole), &n)) ? note_verify(&n, &k, NULL) : NOTE_FORGED;
}

TEST(keys)
{
    struct note_key k = key_of(PETER);
    CHECK(span_is(k.name, "PeterNeumann"));
    CHECK_INT(k.id, 0xc74f20a3);
    CHECK_INT(k.type, NOTE_ED25519);
    CHECK_INT(key_of("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2").type, NOTE_COSIGNATURE);
}

TEST(mangled_keys)
{
    struct note_key k;
    char text[] = PETER;
    size_t len = sizeof text - 1;
    for (size_t from = 0; from < len; from++)
        for (size_t to = from; to <= len; to++)
            if (from != 0 || to != len) CHECK(note_key_parse((struct span){text + from, to - from}, &k) != NOTE_KEY_GOOD);
    for (size_t i = 0; i < len; i++) {
        text[i]++;
        CHECK(note_key_parse(span_of(text), &k) != NOTE_KEY_GOOD);
        text[i]--;
    }
    /* a key too long, with its right id; an algorithm that nobody has, with its right id */
    CHECK_INT(note_key_parse(span_of("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY=="), &k),
              NOTE_KEY_MALFORMED);
    CHECK_INT(note_key_parse(span_of("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), &k),
              NOTE_KEY_UNKNOWN);
    CHECK_INT(note_key_parse(span_of("bananas.sigstore.dev+12344556"), &k), NOTE_KEY_MALFORMED);
    CHECK_INT(note_key_parse(span_of("rekor.sigstore.dev+12345678+THIS_IS_NOT_BASE64!"), &k), NOTE_KEY_MALFORMED);
    CHECK_INT(note_key_parse(span_of(""), &k), NOTE_KEY_MALFORMED);
}

/* Points of small order and encodings that are not canonical are no keys, whatever their id. */
TEST(weak_keys)
{
    static const uint8_t identity[32] = {1}, order2[32] = {[0] = 0xec, [1 ... 30] = 0xff, [31] = 0x7f},
                         not_canonical[32] = {[0] = 0xee, [1 ... 30] = 0xff, [31] = 0x7f};
    static const uint8_t *const weak[] = {identity, order2, not_canonical};
    for (size_t i = 0; i < sizeof weak / sizeof *weak; i++) {
        uint8_t typed[33] = {NOTE_ED25519};
        char b64[64], vkey[128];
        struct note_key k;
        memcpy(typed + 1, weak[i], 32);
        sodium_bin2base64(b64, sizeof b64, typed, sizeof typed, sodium_base64_VARIANT_ORIGINAL);
        snprintf(vkey, sizeof vkey, "weak+%08x+%s", note_key_id(span_of("weak"), NOTE_ED25519, weak[i], 32), b64);
        CHECK_INT(note_key_parse(span_of(vkey), &k), NOTE_KEY_MALFORMED);
    }
}

TEST(signed_by_one_and_by_both)
{
    CHECK_INT(verify(TEXT "\n" BY_PETER BY_ENOCH, PETER), NOTE_SIGNED);
    CHECK_INT(verify(TEXT "\n" BY_PETER BY_ENOCH, ENOCH), NOTE_SIGNED);
    CHECK_INT(verify(TEXT "\n" BY_PETER, ENOCH), NOTE_UNSIGNED);
    CHECK_INT(verify(TEXT "\n" BY_ENOCH, PETER), NOTE_UNSIGNED);
    struct note n;
    REQUIRE(note_parse(span_of(TEXT "\n" BY_PETER BY_ENOCH), &n));
    CHECK(span_is(n.text, TEXT));
    CHECK(span_is(n.signatures, BY_PETER BY_ENOCH));
}

TEST(every_bit_of_a_signed_note)
{
    char whole[] = TEXT "\n" BY_PETER;
    struct note_key k = key_of(PETER);
    for (size_t i = 0; i < (sizeof whole - 1) * 8; i++) {
        struct note n;
        whole[i / 8] = (char)((unsigned char)whole[i / 8] ^ 1U << i % 8);
        CHECK(!note_parse((struct span){whole, sizeof whole - 1}, &n) || note_verify(&n, &k, NULL) != NOTE_SIGNED);
        whole[i / 8] = (char)((unsigned char)whole[i / 8] ^ 1U << i % 8);
    }
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        struct note n;
        CHECK(!note_parse((struct span){whole, len}, &n));
    }
}

TEST(forged)
{
    /* a signature too long; the first of two lines of a key counts */
    static const char longer[] =
        "\xe2\x80\x94 PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInABCDNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    char whole[2048];
    snprintf(whole, sizeof whole, "%s\n%s", TEXT, longer);
    CHECK_INT(verify(whole, PETER), NOTE_FORGED);
    snprintf(whole, sizeof whole, "%s\n%s%s", TEXT, longer, BY_PETER);
    CHECK_INT(verify(whole, PETER), NOTE_FORGED);
    snprintf(whole, sizeof whole, "%s\n%s%s", TEXT, BY_PETER, longer);
    CHECK_INT(verify(whole, PETER), NOTE_SIGNED);
    snprintf(whole, sizeof whole, "x%s\n%s", TEXT, BY_PETER);
    CHECK_INT(verify(whole, PETER), NOTE_FORGED);
}

TEST(malformed)
{
    static const char *const bad[] = {"",
                                      "\n",
                                      TEXT,
                                      TEXT "\n",
                                      "\x01" TEXT "\n" BY_PETER,
                                      "\xff" TEXT "\n" BY_PETER,
                                      "\xed\xa0\x80" TEXT "\n" BY_PETER,     /* a surrogate */
                                      "\xc0\x80" TEXT "\n" BY_PETER,         /* an overlong form */
                                      "\xf4\x90\x80\x80" TEXT "\n" BY_PETER, /* beyond Unicode */
                                      "tab\t" TEXT "\n" BY_PETER,
                                      TEXT "\n\xe2\x80\x94 Bad Name " PETER_LINE,
                                      TEXT "\n\xe2\x80\x94 Bad\xc2\xa0Name " PETER_LINE,
                                      TEXT "\n\xe2\x80\x94 Bad+Name " PETER_LINE,
                                      TEXT "\n\xe2\x80\x94  " PETER_LINE,
                                      TEXT "\n\xe2\x80\x94 PeterNeumann \n",
                                      TEXT "\n\xe2\x80\x94 PeterNeumann\n",
                                      TEXT "\n\xe2\x80\x94 PeterNeumann x08gow==\n", /* an id alone */
                                      TEXT "\n\xe2\x80\x94 PeterNeumann x08gozz=\n", /* unused bits */
                                      TEXT "\n\xe2\x80\x94 PeterNeumann x08gozz\n",  /* no padding */
                                      TEXT "\n- PeterNeumann " PETER_LINE,
                                      TEXT BY_PETER,
                                      TEXT "\n" BY_PETER "Unexpected line.\n",
                                      TEXT "\n" BY_PETER "\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct note n;
        if (!CHECK(!note_parse(span_of(bad[i]), &n))) printf("        case %zu\n", i);
    }
}

TEST(so_many_signatures_and_no_more)
{
    static char whole[101 * sizeof BY_PETER + sizeof TEXT + 2];
    strcpy(whole, TEXT "\n");
    for (unsigned i = 0; i < 100; i++) strcat(whole, BY_PETER);
    CHECK_INT(verify(whole, PETER), NOTE_SIGNED);
    strcat(whole, BY_PETER);
    struct note n;
    CHECK(!note_parse(span_of(whole), &n));
}

/* A blank line in the text: the last one divides. */
TEST(the_last_blank_line_divides)
{
    struct note n;
    REQUIRE(note_parse(span_of("a\n\nb\n\n" BY_PETER), &n));
    CHECK(span_is(n.text, "a\n\nb\n"));
}

/* --- cosignatures --------------------------------------------------------------------------------------------------------- */

struct cosigner {
    uint8_t public_key[32], secret[64];
    char vkey[160];
};

static void cosigner_init(struct cosigner *c, const char *name, uint8_t type)
{
    uint8_t seed[32] = {42}, typed[33] = {type};
    char b64[64];
    crypto_sign_seed_keypair(c->public_key, c->secret, seed);
    memcpy(typed + 1, c->public_key, 32);
    sodium_bin2base64(b64, sizeof b64, typed, sizeof typed, sodium_base64_VARIANT_ORIGINAL);
    snprintf(c->vkey, sizeof c->vkey, "%s+%08x+%s", name, note_key_id(span_of(name), type, c->public_key, 32), b64);
}

/* `what` is signed as it stands; `len` octets of filling behind the signature. */
static void line_of(const struct cosigner *c, const char *name, const char *what, uint64_t time, bool timed, size_t filling,
                    char *line, size_t room)
{
    static uint8_t blob[8192];
    struct note_key k = key_of(c->vkey);
    size_t len = 0;
    for (unsigned i = 0; i < 4; i++) blob[len++] = (uint8_t)(k.id >> (24 - 8 * i));
    for (unsigned i = 0; timed && i < 8; i++) blob[len++] = (uint8_t)(time >> (56 - 8 * i));
    crypto_sign_detached(blob + len, NULL, (const uint8_t *)what, strlen(what), c->secret);
    len += 64 + filling;
    int at = snprintf(line, room, "\xe2\x80\x94 %s ", name);
    sodium_bin2base64(line + at, room - (size_t)at, blob, len, sodium_base64_VARIANT_ORIGINAL);
    strcat(line, "\n");
}

TEST(cosignature)
{
    struct cosigner c;
    struct note n;
    char line[256], whole[512];
    uint64_t time = 0;
    cosigner_init(&c, "witness.example/w1", NOTE_COSIGNATURE);
    line_of(&c, "witness.example/w1", "cosignature/v1\ntime 1700000005\norigin\n0\nroot\n", 1700000005, true, 0, line,
            sizeof line);
    snprintf(whole, sizeof whole, "origin\n0\nroot\n\n%s", line);
    struct note_key k = key_of(c.vkey);
    REQUIRE(note_parse(span_of(whole), &n));
    CHECK_INT(note_verify(&n, &k, &time), NOTE_SIGNED);
    CHECK_INT(time, 1700000005);
    /* the time is signed; so is every line */
    line_of(&c, "witness.example/w1", "cosignature/v1\ntime 1700000005\norigin\n0\nroot\n", 1700000006, true, 0, line,
            sizeof line);
    snprintf(whole, sizeof whole, "origin\n0\nroot\n\n%s", line);
    CHECK_INT(verify(whole, c.vkey), NOTE_FORGED);
    line_of(&c, "witness.example/w1", "cosignature/v1\ntime 1700000005\norigin\n0\nroot\n", 1700000005, true, 0, line,
            sizeof line);
    snprintf(whole, sizeof whole, "origin\n0\nroot\nmore\n\n%s", line);
    CHECK_INT(verify(whole, c.vkey), NOTE_FORGED);
    /* a plain signature with a cosigner's key and name is none */
    line_of(&c, "witness.example/w1", "origin\n0\nroot\n", 0, false, 0, line, sizeof line);
    snprintf(whole, sizeof whole, "origin\n0\nroot\n\n%s", line);
    CHECK_INT(verify(whole, c.vkey), NOTE_FORGED);
}

/* Sixteen signatures of 5 kB of algorithms to come, beside one that counts. */
TEST(large_signatures_of_others)
{
    static char line[8192], whole[160000];
    struct cosigner c;
    cosigner_init(&c, "post.quantum", NOTE_ED25519);
    line_of(&c, "post.quantum", "anything", 0, false, 5000, line, sizeof line);
    strcpy(whole, TEXT "\n");
    for (unsigned i = 0; i < 16; i++) strcat(whole, line);
    strcat(whole, BY_PETER);
    CHECK_INT(verify(whole, PETER), NOTE_SIGNED);
    CHECK_INT(verify(whole, ENOCH), NOTE_UNSIGNED);
}
