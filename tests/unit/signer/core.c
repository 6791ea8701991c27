/* What a signer signs and what it refuses, and what it remembers. */
#include "signer/core.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "merkle_tree.h"
#include "signer_folder.h"
#include "verify/checkpoint.h"

static struct tree tree;

/* A request that holds: the tree's growth from `from` to `to`. */
struct growth {
    struct signer_request request;
    struct hash proof[SIGNER_PROOF_MAX];
};

static void grow(struct growth *g, unsigned from, unsigned to)
{
    struct hash root;
    if (!tree.full[0][1].octets[0]) tree_init(&tree);
    root = tree_root(&tree, 0, to);
    *g = (struct growth){.request = {.size = to, .old_size = from}};
    memcpy(g->request.root, root.octets, sizeof g->request.root);
    if (from > 0 && from < to) g->request.proof_len = tree_subproof(&tree, from, 0, to, true, g->proof);
    g->request.proof = (const uint8_t(*)[32])g->proof;
}

static enum signer_verdict ask(struct signer_core *c, const struct growth *g)
{
    char note[SIGNER_NOTE_MAX];
    struct fault f;
    size_t len;
    return signer_core_sign(c, &g->request, note, &len, &f);
}

/* As if it had signed the tree's first `size` leaves. */
static void set_last(struct signer_core *c, unsigned size)
{
    struct hash root = tree_root(&tree, 0, size);
    c->size = size;
    memcpy(c->root, root.octets, sizeof c->root);
}

static bool holds(const struct signer_core *c, const char *note, size_t len, const struct growth *g)
{
    char vkey[SIGNER_VKEY_MAX];
    struct note_key key;
    struct note parsed;
    struct checkpoint checkpoint;
    signer_key_vkey(&c->key, vkey);
    return note_key_parse(span_of(vkey), &key) == NOTE_KEY_GOOD &&
           checkpoint_open((struct span){note, len}, &key, &parsed, &checkpoint) && checkpoint.size == g->request.size &&
           memcmp(checkpoint.root.octets, g->request.root, 32) == 0 && checkpoint.extensions.len == 0;
}

TEST(signs_what_grew_out_of_what_it_signed)
{
    struct folder d;
    struct signer_core c;
    struct growth g;
    char note[SIGNER_NOTE_MAX];
    struct fault f;
    size_t len = 0;
    REQUIRE(folder_open(&d, &c));
    CHECK_INT(c.size, 0);
    for (unsigned n = 0; n <= 40; n += 1 + n / 7) {
        grow(&g, (unsigned)c.size, n);
        CHECK_INT(signer_core_sign(&c, &g.request, note, &len, &f), SIGNER_DONE);
        CHECK(holds(&c, note, len, &g));
        CHECK_INT(c.size, n);
    }
    signer_core_close(&c);
    REQUIRE(signer_core_open(d.key, d.state, &c, &f) == ERR_OK); /* it remembers */
    CHECK_INT(c.size, g.request.size);
    CHECK_MEM(c.root, g.request.root, 32);
    folder_done(&d, &c);
}

TEST(every_growth_of_small_trees)
{
    struct folder d;
    struct signer_core c;
    struct growth g;
    REQUIRE(folder_open(&d, &c));
    for (unsigned n = 0; n <= 17; n++)
        for (unsigned m = 0; m <= n; m++) {
            grow(&g, m, n);
            set_last(&c, m);
            CHECK_INT(ask(&c, &g), SIGNER_DONE);
        }
    folder_done(&d, &c);
}

TEST(the_same_again_is_the_same)
{
    struct folder d;
    struct signer_core c;
    struct growth g;
    char one[SIGNER_NOTE_MAX], two[SIGNER_NOTE_MAX];
    struct fault f;
    size_t len_one = 0, len_two = 0;
    REQUIRE(folder_open(&d, &c));
    grow(&g, 0, 5);
    CHECK_INT(signer_core_sign(&c, &g.request, one, &len_one, &f), SIGNER_DONE);
    grow(&g, 5, 5);
    CHECK_INT(signer_core_sign(&c, &g.request, two, &len_two, &f), SIGNER_DONE);
    CHECK_INT(len_one, len_two);
    CHECK_MEM(one, two, len_one);
    folder_done(&d, &c);
}

TEST(nothing_else_is_signed)
{
    struct folder d;
    struct signer_core c;
    struct growth g;
    struct hash other;
    REQUIRE(folder_open(&d, &c));
    grow(&g, 0, 0);
    set_last(&c, 11);
    CHECK_INT(ask(&c, &g), SIGNER_SHRUNK); /* back to nothing */
    grow(&g, 11, 10);
    CHECK_INT(ask(&c, &g), SIGNER_SHRUNK);
    grow(&g, 11, 11);
    g.request.root[31] ^= 1;
    CHECK_INT(ask(&c, &g), SIGNER_FORKED);
    grow(&g, 7, 20); /* a proof that holds, from elsewhere */
    CHECK_INT(ask(&c, &g), SIGNER_NOT_LAST);
    grow(&g, 0, 20); /* an empty beginning is none any more */
    CHECK_INT(ask(&c, &g), SIGNER_NOT_LAST);
    grow(&g, 12, 20);
    CHECK_INT(ask(&c, &g), SIGNER_NOT_LAST);
    grow(&g, 11, 20);
    g.request.proof_len--;
    CHECK_INT(ask(&c, &g), SIGNER_UNPROVEN);
    g.request.proof_len = 0;
    CHECK_INT(ask(&c, &g), SIGNER_UNPROVEN);
    grow(&g, 11, 20);
    merkle_leaf("x", 1, &other);
    memcpy(g.request.root, other.octets, 32);
    CHECK_INT(ask(&c, &g), SIGNER_UNPROVEN);
    grow(&g, 11, 11);
    g.request.proof_len = 1;
    CHECK_INT(ask(&c, &g), SIGNER_UNPROVEN);
    grow(&g, 11, 20);
    g.request.proof_len = SIGNER_PROOF_MAX + 1;
    CHECK_INT(ask(&c, &g), SIGNER_MALFORMED);
    CHECK_INT(c.size, 11);
    grow(&g, 11, 20);
    CHECK_INT(ask(&c, &g), SIGNER_DONE);
    folder_done(&d, &c);
}

TEST(size_zero_has_one_root)
{
    struct folder d;
    struct signer_core c;
    struct growth g;
    REQUIRE(folder_open(&d, &c));
    grow(&g, 0, 0);
    CHECK_INT(ask(&c, &g), SIGNER_DONE);
    g.request.root[0] ^= 1;
    CHECK_INT(ask(&c, &g), SIGNER_FORKED);
    memset(g.request.root, 0, 32);
    CHECK_INT(ask(&c, &g), SIGNER_FORKED);
    grow(&g, 0, 3);
    g.request.proof_len = 1;
    CHECK_INT(ask(&c, &g), SIGNER_UNPROVEN);
    folder_done(&d, &c);
}

/* --- requests as bytes -------------------------------------------------------------------------------------------------- */

static enum signer_verdict answer_to(struct signer_core *c, struct bytes request)
{
    static uint8_t answer[SIGNER_ANSWER_MAX];
    size_t len = 0, frame = 0;
    signer_core_answer(c, request, answer, &len);
    CHECK(signer_frame_length(bytes_of(answer, len), sizeof answer, &frame));
    CHECK_INT(frame, len);
    CHECK(answer[4] == SIGNER_DONE || len > 5); /* a refusal says why */
    return answer[4];
}

static size_t write_request(uint8_t frame[static SIGNER_ASK_MAX], const struct growth *g)
{
    struct writer w = signer_frame_begin(frame, SIGNER_ASK_MAX, SIGNER_ASK_SIGN);
    signer_write_sign(&w, &g->request);
    signer_frame_end(&w);
    return w.failed ? 0 : w.len;
}

/* A proof does not bind the size of its tree (merkle.h), so that a flipped size may be signed; nothing else that is flipped. */
TEST(every_bit_of_a_request_counts)
{
    enum { SIZE_AT = 1, SIZE_LEN = 8 };
    struct folder d;
    struct signer_core c;
    struct growth g;
    uint8_t frame[SIGNER_ASK_MAX];
    REQUIRE(folder_open(&d, &c));
    grow(&g, 11, 20);
    size_t len = write_request(frame, &g);
    REQUIRE(len > 0);
    for (size_t bit = 0; bit < (len - SIGNER_HEAD) * 8; bit++) {
        uint8_t *request = frame + SIGNER_HEAD;
        set_last(&c, 11);
        request[bit / 8] ^= (uint8_t)(1 << bit % 8);
        enum signer_verdict verdict = answer_to(&c, bytes_of(request, len - SIGNER_HEAD));
        bool in_size = bit / 8 >= SIZE_AT && bit / 8 < SIZE_AT + SIZE_LEN;
        CHECK(verdict != SIGNER_DONE || in_size);
        CHECK(verdict != SIGNER_FAILED);
        request[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    for (size_t cut = 0; cut < len - SIGNER_HEAD; cut++)
        CHECK_INT(answer_to(&c, bytes_of(frame + SIGNER_HEAD, cut)), SIGNER_MALFORMED);
    set_last(&c, 11);
    CHECK_INT(answer_to(&c, bytes_of(frame + SIGNER_HEAD, len - SIGNER_HEAD)), SIGNER_DONE);
    folder_done(&d, &c);
}

TEST(garbage_is_refused)
{
    struct folder d;
    struct signer_core c;
    uint8_t garbage[SIGNER_ASK_MAX];
    const uint8_t last[] = {SIGNER_ASK_LAST, 0};
    REQUIRE(folder_open(&d, &c));
    for (unsigned kind = 0; kind < 256; kind++) {
        for (size_t i = 0; i < sizeof garbage; i++) garbage[i] = (uint8_t)(i * 31 + kind);
        garbage[0] = (uint8_t)kind;
        CHECK(answer_to(&c, bytes_of(garbage, sizeof garbage - SIGNER_HEAD)) != SIGNER_DONE);
    }
    CHECK_INT(answer_to(&c, bytes_of(NULL, 0)), SIGNER_MALFORMED);
    CHECK_INT(answer_to(&c, bytes_of(last, 2)), SIGNER_MALFORMED);
    CHECK_INT(answer_to(&c, bytes_of(last, 1)), SIGNER_DONE);
    folder_done(&d, &c);
}

TEST(frames_are_bounded)
{
    size_t len = 7;
    const uint8_t none[] = {0, 0, 0, 0}, most[] = {0, 0, 0, 96}, over[] = {0, 0, 0, 97}, huge[] = {255, 255, 255, 255};
    CHECK(signer_frame_length(bytes_of(most, 3), 100, &len) && len == 0);
    CHECK(signer_frame_length(bytes_of(most, 4), 100, &len) && len == 100);
    CHECK(!signer_frame_length(bytes_of(none, 4), 100, &len));
    CHECK(!signer_frame_length(bytes_of(over, 4), 100, &len));
    CHECK(!signer_frame_length(bytes_of(huge, 4), 100, &len));
}

/* --- the state ---------------------------------------------------------------------------------------------------------- */

static size_t load(const char *path, char *data, size_t room)
{
    FILE *in = fopen(path, "rb");
    size_t len = in ? fread(data, 1, room, in) : 0;
    if (in) fclose(in);
    return len;
}

static void save(const char *path, const char *data, size_t len)
{
    FILE *out = fopen(path, "wb");
    REQUIRE(out != NULL);
    CHECK_INT(fwrite(data, 1, len, out), len);
    fclose(out);
}

TEST(a_damaged_state_is_refused)
{
    struct folder d;
    struct signer_core c;
    struct growth g;
    struct fault f;
    char path[256], note[SIGNER_NOTE_MAX];
    REQUIRE(folder_open(&d, &c));
    grow(&g, 0, 9);
    CHECK_INT(ask(&c, &g), SIGNER_DONE);
    signer_core_close(&c);
    snprintf(path, sizeof path, "%s/last", d.state);
    size_t len = load(path, note, sizeof note);
    REQUIRE(len > 100);
    for (size_t i = 0; i < len; i++) {
        note[i] ^= 1;
        save(path, note, len);
        CHECK(signer_core_open(d.key, d.state, &c, &f) != ERR_OK);
        note[i] ^= 1;
        save(path, note, i);
        CHECK(signer_core_open(d.key, d.state, &c, &f) != ERR_OK);
    }
    unlink(path); /* a state that is lost is not a new one */
    CHECK_INT(signer_core_open(d.key, d.state, &c, &f), ERR_INVALID);
    save(path, note, len);
    CHECK(signer_core_open(d.key, d.state, &c, &f) == ERR_OK);
    CHECK_INT(c.size, 9);
    folder_done(&d, &c);
}

TEST(one_signer_to_a_state)
{
    struct folder d;
    struct signer_core c, second;
    struct fault f;
    char vkey[SIGNER_VKEY_MAX];
    REQUIRE(folder_open(&d, &c));
    CHECK_INT(signer_core_open(d.key, d.state, &second, &f), ERR_IO);
    CHECK_INT(signer_create(d.key, d.state, "example.org/log", vkey, &f), ERR_INVALID); /* no second beginning either */
    folder_done(&d, &c);
}

TEST(a_key_that_exists_gets_no_new_state)
{
    struct folder d;
    struct signer_core c;
    struct fault f;
    char vkey[SIGNER_VKEY_MAX], elsewhere[256];
    REQUIRE(folder_open(&d, &c));
    snprintf(elsewhere, sizeof elsewhere, "%s-2", d.state);
    CHECK_INT(signer_create(d.key, elsewhere, "example.org/log", vkey, &f), ERR_IO);
    CHECK(access(d.key, F_OK) == 0);
    folder_done(&d, &c);
}

/* After an error of the disk nothing is signed any more, though the disk may have come back. */
TEST(a_broken_disk_ends_it)
{
    struct folder d;
    struct signer_core c;
    struct growth g;
    REQUIRE(folder_open(&d, &c));
    int dir = c.state.dir;
    grow(&g, 0, 4);
    c.state.dir = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CHECK_INT(ask(&c, &g), SIGNER_FAILED);
    close(c.state.dir);
    c.state.dir = dir;
    CHECK_INT(ask(&c, &g), SIGNER_FAILED);
    CHECK_INT(c.size, 0);
    CHECK_INT(answer_to(&c, bytes_of("\1", 1)), SIGNER_FAILED);
    folder_done(&d, &c);
}
