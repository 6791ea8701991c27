/* Requests as they are sent, and answers put under a checkpoint. */
#include "witness/exchange.h"

#include <stdlib.h>

#include "check.h"
#include "small_bundle.h"

TEST(the_golden_request)
{
    size_t len, written;
    char *text = (char *)check_file("tests/golden/ledger/add-checkpoint.2-5.request", &len), out[4096];
    struct exchange_request r;
    REQUIRE(text && exchange_parse((struct span){text, len}, &r));
    CHECK_INT(r.old_size, 2);
    CHECK_INT(r.count, 2);
    REQUIRE(exchange_format(&r, out, sizeof out, &written) == ERR_OK);
    CHECK_INT(written, len);
    CHECK_MEM(out, text, len);
    CHECK_INT(exchange_format(&r, out, 100, &written), ERR_LIMIT);
    for (size_t part = 0; part + 300 < len; part++) CHECK(!exchange_parse((struct span){text, part}, &r) || part > 100);
    free(text);
}

static struct small_key log_key, witness[3];
static struct policy policy;
static const char body[] = "log.example/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
static char note[8192];

/* A checkpoint, and a policy that knows the first two of three witnesses. */
static void set_up(void)
{
    static char text[2048];
    static const char *const names[3] = {"w/1", "w/2", "w/3"};
    unsigned line;
    small_key_init(&log_key, "log.example/1", NOTE_ED25519, 1);
    for (unsigned i = 0; i < 3; i++) small_key_init(&witness[i], names[i], NOTE_COSIGNATURE, (uint8_t)(2 + i));
    snprintf(text, sizeof text, "log %s\nwitness a %s\nwitness b %s\ngroup g all a b\nquorum g\n", log_key.vkey, witness[0].vkey,
             witness[1].vkey);
    CHECK(policy_parse(span_of(text), &policy, &line));
    sprintf(note, "%s\n", body);
    small_sign(&log_key, body, 0, note);
}

static enum err join(const char *answer, char *out, size_t room, unsigned *count)
{
    size_t len = 0;
    enum err err = exchange_join(span_of(note), span_of(answer), &policy, out, room - 1, &len, count);
    out[err ? 0 : len] = '\0';
    return err;
}

TEST(answers_are_joined)
{
    char answer[2048] = "", out[8192], want[8192];
    unsigned count = 0;
    set_up();
    small_sign(&witness[2], body, 5, answer); /* of a stranger: ignored */
    small_sign(&witness[0], body, 6, answer);
    small_sign(&witness[1], body, 7, answer);
    snprintf(want, sizeof want, "%s", note);
    small_sign(&witness[0], body, 6, want);
    small_sign(&witness[1], body, 7, want);
    CHECK_INT(join(answer, out, sizeof out, &count), ERR_OK);
    CHECK_INT(count, 2);
    CHECK_TEXT(out, want);
    /* once more: it stands there */
    snprintf(note, sizeof note, "%s", want);
    CHECK_INT(join(answer, out, sizeof out, &count), ERR_INVALID);
}

TEST(answers_that_are_none)
{
    char answer[2048] = "", out[8192];
    unsigned count = 0;
    set_up();
    CHECK_INT(join("", out, sizeof out, &count), ERR_FORMAT);
    CHECK_INT(join("<html>\n", out, sizeof out, &count), ERR_FORMAT);
    small_sign(&witness[0], body, 6, answer);
    answer[strlen(answer) - 1] = '\0';
    CHECK_INT(join(answer, out, sizeof out, &count), ERR_FORMAT);
    *answer = '\0';
    small_sign(&witness[0], "another text\n", 6, answer); /* for another checkpoint */
    CHECK_INT(join(answer, out, sizeof out, &count), ERR_INVALID);
    *answer = '\0';
    small_sign(&witness[2], body, 6, answer);
    CHECK_INT(join(answer, out, sizeof out, &count), ERR_INVALID);
    *answer = '\0';
    small_sign(&witness[0], body, 6, answer);
    CHECK_INT(join(answer, out, 64, &count), ERR_LIMIT);
}
