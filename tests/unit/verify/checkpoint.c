/* Checkpoints of our own golden ledger, and of other people's logs. */
#include "verify/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define ROOT "IwXwHbYcWLXGytPRP9OowLjBWB7Wtj6R3l+9Hs1x9AA=\n"

TEST(bodies)
{
    struct checkpoint c;
    REQUIRE(checkpoint_parse(span_of("log.example\n5\n" ROOT), &c));
    CHECK(span_is(c.origin, "log.example"));
    CHECK_INT(c.size, 5);
    CHECK_INT(c.root.octets[0], 0x23);
    CHECK_INT(c.extensions.len, 0);
    REQUIRE(checkpoint_parse(span_of("log.example\n18446744073709551615\n" ROOT "one\ntwo\n"), &c));
    CHECK(c.size == UINT64_MAX);
    CHECK(span_is(c.extensions, "one\ntwo\n"));
}

TEST(what_is_no_body)
{
    static const char *const bad[] = {"",
                                      "log.example\n",
                                      "log.example\n5\n",
                                      "\n5\n" ROOT,
                                      "log.example\n\n" ROOT,
                                      "log.example\n05\n" ROOT,
                                      "log.example\n+5\n" ROOT,
                                      "log.example\n5 \n" ROOT,
                                      "log.example\n-1\n" ROOT,
                                      "log.example\n18446744073709551616\n" ROOT,
                                      "log.example\n5\nIwXwHbYcWLXGytPRP9OowLjBWB7Wtj6R3l+9Hs1x9A==\n",
                                      "log.example\n5\nIwXwHbYcWLXGytPRP9OowLjBWB7Wtj6R3l+9Hs1x9AB=\n",
                                      "log.example\n5\nIwXwHbYcWLXGytPRP9OowLjBWB7Wtj6R3l+9Hs1x9AA\n",
                                      "log.example\n5\n" ROOT "\n",
                                      "log.example\n5\n" ROOT "unended"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct checkpoint c;
        if (!CHECK(!checkpoint_parse(span_of(bad[i]), &c))) printf("        case %zu\n", i);
    }
}

static char *read_text(const char *path)
{
    size_t len;
    char *text = (char *)check_file(path, &len);
    if (!text) return NULL;
    if (len > 0 && text[len - 1] == '\n') len--;
    text[len] = '\0';
    return text;
}

TEST(golden_checkpoints)
{
    char *log_text = read_text("tests/golden/ledger/log.vkey"), *witness_text = read_text("tests/golden/ledger/witness.vkey");
    struct note_key log, witness;
    REQUIRE(log_text && witness_text);
    REQUIRE(note_key_parse(span_of(log_text), &log) == NOTE_KEY_GOOD);
    REQUIRE(note_key_parse(span_of(witness_text), &witness) == NOTE_KEY_GOOD);
    for (unsigned i = 0; i <= 5; i++) {
        char path[64];
        size_t len = 0;
        uint64_t time = 0;
        struct note n;
        struct checkpoint c;
        snprintf(path, sizeof path, "tests/golden/ledger/checkpoint.%u", i);
        char *whole = (char *)check_file(path, &len);
        REQUIRE(whole && checkpoint_open((struct span){whole, len}, &log, &n, &c));
        CHECK_INT(c.size, i);
        CHECK_INT(note_verify(&n, &witness, &time), NOTE_SIGNED);
        CHECK_INT(time, 1700000000 + i);
        /* neither is the other's key, and a log does not open another's checkpoint */
        CHECK(!checkpoint_open((struct span){whole, len}, &witness, &n, &c));
        free(whole);
    }
    free(log_text);
    free(witness_text);
}

static bool open_vector(const char *path, const char *vkey, const char *origin, uint64_t *ret_size)
{
    size_t len;
    struct note_key k;
    struct note n;
    struct checkpoint c;
    char *whole = (char *)check_vector(path, &len);
    if (!whole) return false;
    bool good = CHECK_INT(note_key_parse(span_of(vkey), &k), NOTE_KEY_GOOD) && CHECK(note_parse((struct span){whole, len}, &n)) &&
                CHECK(checkpoint_parse(n.text, &c)) && CHECK_INT(note_verify(&n, &k, NULL), NOTE_SIGNED) &&
                CHECK(span_is(c.origin, origin));
    if (good) *ret_size = c.size;
    free(whole);
    return good;
}

TEST(checkpoints_of_tessera)
{
    for (unsigned i = 0; i <= 15; i++) {
        char path[64];
        uint64_t size = 0;
        snprintf(path, sizeof path, i == 15 ? "tessera/testdata/log/checkpoint" : "tessera/testdata/log/checkpoint.%u", i);
        if (!open_vector(path, "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
                         "example.com/log/testdata", &size))
            return;
        CHECK_INT(size, i);
    }
}

/* Cosigned only: the log's own signature is of certificate transparency's kind. */
TEST(checkpoint_of_sunlight)
{
    uint64_t size = 0;
    if (open_vector(
            "sunlight/cmd/skylight/testdata/witness/mirror/000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706/"
            "checkpoint",
            "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O", "rome2026h1.example.org", &size))
        CHECK_INT(size, 300);
}
