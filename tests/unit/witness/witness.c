/* A witness's answers: to the golden ledger, octet for octet; to everything that it must refuse; to another project's
 * conversation. */
#include "witness/witness.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "small_bundle.h"
#include "witness/exchange.h"

static uint8_t secret[64];
static uint64_t clock_now = 1700000005;

static uint64_t now(void)
{
    return clock_now;
}

static enum err sign(void *ctx, struct bytes message, uint8_t ret_signature[static 64], struct fault *f)
{
    (void)ctx;
    (void)f;
    crypto_sign_detached(ret_signature, NULL, message.data, message.len, secret);
    return ERR_OK;
}

/* The golden witness, its store in a folder of its own, and a policy. */
struct bench {
    char folder[64], text[4096];
    struct signer_key key;
    struct policy policy;
    struct store store;
    struct witness witness;
    struct witness_answer answer;
};

static void bench_init(struct bench *b, const char *policy)
{
    uint8_t seed[32];
    char vkey[WITNESS_VKEY_MAX];
    unsigned line;
    struct fault f = {.text = ""};
    memset(b, 0, sizeof *b);
    for (unsigned i = 0; i < 32; i++) seed[i] = (uint8_t)(0x20 + i);
    strcpy(b->key.name, "witness.example/w1");
    b->key.sign = sign;
    crypto_sign_seed_keypair(b->key.public_key, secret, seed);
    strcpy(b->folder, "/tmp/custos-witness-XXXXXX");
    CHECK(mkdtemp(b->folder) != NULL);
    witness_vkey(&b->key, vkey);
    if (!CHECK_INT(store_create(b->folder, vkey, &f), ERR_OK)) printf("        %s\n", f.text);
    CHECK_INT(store_open(b->folder, vkey, &b->store, &f), ERR_OK);
    snprintf(b->text, sizeof b->text, "%s", policy);
    CHECK(policy_parse(span_of(b->text), &b->policy, &line));
    b->witness = (struct witness){.key = &b->key, .policy = &b->policy, .store = &b->store, .now = now};
}

static void bench_done(struct bench *b)
{
    char command[128];
    store_close(&b->store);
    snprintf(command, sizeof command, "rm -r %s", b->folder);
    CHECK_INT(system(command), 0); /* NOLINT(cert-env33-c): of this test's own folder */
}

static int ask(struct bench *b, struct span body)
{
    witness_answer(&b->witness, body, &b->answer);
    CHECK(b->answer.len < sizeof b->answer.body);
    return b->answer.status;
}

static int ask_text(struct bench *b, const char *text)
{
    return ask(b, span_of(text));
}

static char *golden(const char *name, struct span *ret)
{
    char path[128];
    snprintf(path, sizeof path, "tests/golden/ledger/%s", name);
    char *text = (char *)check_file(path, &ret->len);
    ret->at = text;
    return text;
}

static char *golden_policy(char *room, size_t len)
{
    struct span vkey;
    char *text = golden("log.vkey", &vkey);
    snprintf(room, len, "log %.*s\nquorum none\n", (int)(vkey.len - (vkey.at[vkey.len - 1] == '\n')), vkey.at);
    free(text);
    return room;
}

/* A request for a golden checkpoint with its log's line alone. */
static const char *request(const char *head, unsigned size)
{
    static char text[4096];
    char name[32];
    struct span whole;
    snprintf(name, sizeof name, "checkpoint.%u", size);
    char *note = golden(name, &whole);
    const char *second = memmem(note, whole.len, "\n\xe2\x80\x94 witness", 12);
    snprintf(text, sizeof text, "%s\n%.*s", head, (int)(second ? second + 1 - note : (long)whole.len), note);
    free(note);
    return text;
}

TEST(the_golden_conversation)
{
    struct bench b;
    char policy[512], name[STORE_NAME_LEN + 1], kept[STORE_NOTE_MAX];
    struct span want, body;
    size_t len;
    bench_init(&b, golden_policy(policy, sizeof policy));
    CHECK_INT(ask_text(&b, request("old 0\n", 2)), 200);
    char *text = golden("add-checkpoint.2-5.request", &body);
    REQUIRE(text);
    CHECK_INT(ask(&b, body), 200);
    /* the very cosignature that stands under the golden checkpoint, and what is remembered is that note */
    char *note = golden("checkpoint.5", &want);
    REQUIRE(note && want.len > b.answer.len);
    CHECK_MEM(b.answer.body, note + want.len - b.answer.len, b.answer.len);
    store_name(span_of("custos.example/op1/ledger-0001"), name);
    REQUIRE(store_read_named(&b.store, name, kept, &len));
    CHECK_INT(len, want.len);
    CHECK_MEM(kept, note, want.len);
    /* the same again is stale now; it says what it knows */
    CHECK_INT(ask(&b, body), 409);
    CHECK_TEXT(b.answer.content_type, "text/x.tlog.size");
    CHECK_INT(b.answer.len, 2);
    CHECK_MEM(b.answer.body, "5\n", 2);
    CHECK_INT(ask_text(&b, request("old 5\n", 5)), 200);
    free(text);
    free(note);
    bench_done(&b);
}

#define HASH_A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"

TEST(what_is_refused)
{
    struct bench b;
    char policy[512], text[8192];
    bench_init(&b, golden_policy(policy, sizeof policy));
    CHECK_INT(ask_text(&b, ""), 400);
    CHECK_INT(ask_text(&b, "old 0\n"), 400);
    CHECK_INT(ask_text(&b, "old 00\n\nx\n"), 400);
    CHECK_INT(ask_text(&b, "old 0\nnonsense\n\nx\n"), 400);
    CHECK_INT(ask_text(&b, "old 0\n\nno checkpoint\n"), 400);
    CHECK_INT(ask_text(&b, request("old 6\n", 5)), 400);
    CHECK_INT(ask_text(&b, request("old 1\n", 5)), 409);
    CHECK_MEM(b.answer.body, "0\n", 2);
    CHECK_INT(ask_text(&b, request("old 0\n" HASH_A, 2)), 422); /* a proof from nothing */
    CHECK_INT(ask_text(&b, request("old 0\n", 2)), 200);
    CHECK_INT(ask_text(&b, request("old 2\n", 5)), 422);        /* no proof */
    CHECK_INT(ask_text(&b, request("old 2\n" HASH_A, 5)), 422); /* a wrong one */
    CHECK_INT(ask_text(&b, request("old 2\n" HASH_A, 2)), 422); /* one too many */
    CHECK_INT(ask_text(&b, request("old 1\n", 1)), 409);        /* rolled back */
    CHECK_INT(ask_text(&b, request("old 2\n", 1)), 400);
    /* altered, and unknown */
    snprintf(text, sizeof text, "%s", request("old 2\n", 2));
    char *line = strstr(text, "\xe2\x80\x94 ");
    line[60] = line[60] == 'A' ? 'B' : 'A';
    CHECK_INT(ask_text(&b, text), 403);
    snprintf(text, sizeof text, "%s", request("old 2\n", 2));
    memcpy(strstr(text, "op1"), "op2", 3);
    CHECK_INT(ask_text(&b, text), 404);
    /* 63 hashes may be sent, no more */
    char head[65 * 45 + 16] = "old 2\n";
    for (unsigned i = 0; i < 63; i++) strcat(head, HASH_A);
    CHECK_INT(ask_text(&b, request(head, 5)), 422);
    strcat(head, HASH_A);
    CHECK_INT(ask_text(&b, request(head, 5)), 400);
    bench_done(&b);
}

/* A log that signs two trees: the witness stays with the one it saw, at the same size and beyond. */
TEST(a_forked_log)
{
    struct bench b;
    struct small_key log;
    char policy[512], text[2048], body[512];
    struct hash leaf[2], root;
    small_key_init(&log, "log.example/f", NOTE_ED25519, 1);
    snprintf(policy, sizeof policy, "log %s\nquorum none\n", log.vkey);
    bench_init(&b, policy);
    for (unsigned i = 0; i < 2; i++) merkle_leaf(&i, sizeof i, &leaf[i]);
    for (unsigned i = 0; i < 2; i++) {
        snprintf(body, sizeof body, "log.example/f\n1\n%s\n", small_base64(leaf[i].octets, 32));
        snprintf(text, sizeof text, "old %u\n\n%s\n", i, body);
        small_sign(&log, body, 0, text);
        CHECK_INT(ask_text(&b, text), i == 0 ? 200 : 422);
    }
    merkle_node(&leaf[1], &leaf[0], &root);
    snprintf(body, sizeof body, "log.example/f\n2\n%s\n", small_base64(root.octets, 32));
    snprintf(text, sizeof text, "old 1\n%s\n", small_base64(leaf[0].octets, 32));
    snprintf(text + strlen(text), sizeof text - strlen(text), "\n%s\n", body);
    small_sign(&log, body, 0, text);
    CHECK_INT(ask_text(&b, text), 422);
    bench_done(&b);
}

/* An empty tree has one root. */
TEST(an_empty_log)
{
    struct bench b;
    struct small_key log;
    struct hash empty;
    char policy[512], text[2048], body[512];
    small_key_init(&log, "log.example/e", NOTE_ED25519, 1);
    snprintf(policy, sizeof policy, "log %s\nquorum none\n", log.vkey);
    bench_init(&b, policy);
    merkle_empty(&empty);
    for (unsigned wrong = 0; wrong < 2; wrong++) {
        empty.octets[5] ^= 1; /* wrong, and right again */
        snprintf(body, sizeof body, "log.example/e\n0\n%s\n", small_base64(empty.octets, 32));
        snprintf(text, sizeof text, "old 0\n\n%s\n", body);
        small_sign(&log, body, 0, text);
        CHECK_INT(ask_text(&b, text), wrong ? 200 : 422);
    }
    bench_done(&b);
}

/* What cannot be remembered is not cosigned, and nothing is any more. */
TEST(a_disk_that_fails)
{
    struct bench b;
    char policy[512], path[192], name[STORE_NAME_LEN + 1];
    bench_init(&b, golden_policy(policy, sizeof policy));
    store_name(span_of("custos.example/op1/ledger-0001"), name);
    snprintf(path, sizeof path, "%s/%s", b.folder, name);
    REQUIRE(mkdir(path, 0700) == 0);
    snprintf(path, sizeof path, "%s/%s/checkpoint.tmp", b.folder, name); /* in the way */
    REQUIRE(mkdir(path, 0700) == 0);
    CHECK_INT(ask_text(&b, request("old 0\n", 2)), 500);
    REQUIRE(rmdir(path) == 0);
    CHECK_INT(ask_text(&b, request("old 0\n", 2)), 500);
    CHECK(access(path, F_OK) != 0);
    /* a new start may try again */
    char vkey[WITNESS_VKEY_MAX];
    struct fault f;
    witness_vkey(&b.key, vkey);
    store_close(&b.store);
    REQUIRE(store_open(b.folder, vkey, &b.store, &f) == ERR_OK);
    CHECK_INT(ask_text(&b, request("old 0\n", 2)), 200);
    bench_done(&b);
}

TEST(one_witness_to_a_store)
{
    struct bench b;
    struct store second;
    struct fault f;
    char policy[512], vkey[WITNESS_VKEY_MAX];
    bench_init(&b, golden_policy(policy, sizeof policy));
    witness_vkey(&b.key, vkey);
    CHECK_TEXT(vkey, "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X");
    CHECK_INT(store_open(b.folder, vkey, &second, &f), ERR_IO);
    store_close(&b.store);
    CHECK_INT(store_open(b.folder, "another", &second, &f), ERR_INVALID);
    CHECK_INT(store_create(b.folder, vkey, &f), ERR_IO);
    CHECK_INT(store_open("/tmp", vkey, &second, &f), ERR_IO);
    bench_done(&b);
}

/* --- torchwood's conversation with litewitness ---------------------------------------------------------------------------- */

/* Its log signs roots of a tree whose leaves were set by hand, as are the hashes of the proofs. An unknown log was 403 then. */
TEST(torchwoods_conversation)
{
    size_t len;
    char *text = (char *)check_vector("torchwood/cmd/litewitness/testdata/litewitness.txt", &len);
    if (!text) return;
    text[len] = '\0';
    static const char key_hex[] = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f";
    static const char origin[] = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
    uint8_t typed[33] = {NOTE_ED25519};
    char policy[1024];
    struct bench b;
    REQUIRE(sodium_hex2bin(typed + 1, 32, key_hex, 64, NULL, NULL, NULL) == 0);
    snprintf(policy, sizeof policy, "log %s+%08x+%s\nquorum none\n", origin,
             note_key_id(span_of(origin), NOTE_ED25519, typed + 1, 32), small_base64(typed, sizeof typed));
    bench_init(&b, policy);
    unsigned requests = 0;
    const char *at = text;
    while ((at = strstr(at, "add-checkpoint\n```\n"))) {
        const char *body = at + strlen("add-checkpoint\n```\n"), *end = strstr(body, "```\nHTTP ");
        REQUIRE(end);
        int want = atoi(end + strlen("```\nHTTP ")); /* NOLINT(cert-err34-c): three digits */
        bool unknown = strncmp(strstr(end, "body "), "body contains \"unknown log\"", 27) == 0;
        int got = ask(&b, (struct span){body, (size_t)(end - body)});
        CHECK_INT(got, unknown ? 404 : want);
        if (got == 409) {
            char stated[32];
            snprintf(stated, sizeof stated, "body == \"%.*s\\n\"", (int)b.answer.len - 1, b.answer.body);
            CHECK(strstr(end, stated) && strstr(end, stated) < end + 64);
        }
        requests++;
        at = end;
    }
    CHECK_INT(requests, 9);
    free(text);
    bench_done(&b);
}
