/* Records, disclosures and proofs of the golden ledger. */
#include "verify/leaf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "verify/checkpoint.h"
#include "verify/proof.h"

#define GOLDEN "tests/golden/ledger/"

static char *golden(const char *name, struct span *ret)
{
    char path[128];
    snprintf(path, sizeof path, GOLDEN "%s", name);
    char *text = (char *)check_file(path, &ret->len);
    ret->at = text;
    return text;
}

TEST(golden_records)
{
    for (unsigned i = 0; i < 5; i++) {
        char name[32];
        struct span text;
        struct leaf leaf;
        snprintf(name, sizeof name, "record.%u", i);
        REQUIRE(golden(name, &text));
        CHECK(leaf_parse(text, &leaf));
        CHECK_INT(leaf.index, i);
        CHECK(span_is(leaf.type, "finding"));
        CHECK(span_is(leaf.schema, "finding/1"));
        CHECK_INT(leaf.slots, 12);
        for (size_t len = 0; len < text.len; len++) CHECK(!leaf_parse((struct span){text.at, len}, &leaf));
        free((char *)(uintptr_t)text.at);
    }
}

TEST(what_is_no_record)
{
#define ZERO "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    static const char *const bad[] = {"custos/record/v2\nindex 1\ntype t\nschema s/1\nslots 1\n" ZERO,
                                      "custos/record/v1\nindex 01\ntype t\nschema s/1\nslots 1\n" ZERO,
                                      "custos/record/v1\nindex 1\ntype \nschema s/1\nslots 1\n" ZERO,
                                      "custos/record/v1\nindex 1\ntype t\x1b[m\nschema s/1\nslots 1\n" ZERO,
                                      "custos/record/v1\nindex 1\ntype ../t\nschema s/1\nslots 1\n" ZERO,
                                      "custos/record/v1\nindex 1\ntype t\nschema s 1\nslots 1\n" ZERO,
                                      "custos/record/v1\nindex 1\ntype t\nschema s/1\nslots 2\n" ZERO,
                                      "custos/record/v1\nindex 1\ntype t\nschema s/1\nslots 0\n" ZERO,
                                      "custos/record/v1\nindex 1\ntype t\nschema s/1\nslots 18446744073709551615\n" ZERO,
                                      "custos/record/v1\nindex 1\ntype t\nschema s/1\nslots 1\n" ZERO "\n",
                                      "custos/record/v1\nindex 1\nschema s/1\ntype t\nslots 1\n" ZERO};
    struct leaf leaf;
    CHECK(leaf_parse(span_of("custos/record/v1\nindex 1\ntype t\nschema s/1\nslots 1\n" ZERO), &leaf));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(!leaf_parse(span_of(bad[i]), &leaf))) printf("        case %zu\n", i);
}

/* Every slot that is shown fits its commitment, and no other; slots 7 to 9 stay withheld. */
TEST(golden_disclosure)
{
    struct span record, text;
    struct leaf leaf;
    uint64_t index = 0;
    unsigned shown = 0;
    REQUIRE(golden("record.3", &record) && golden("record3.disclosed", &text));
    char *memory = malloc(text.len + 1);
    REQUIRE(memory && leaf_parse(record, &leaf));
    struct span rest = text;
    CHECK(disclosure_begin(&rest, &index));
    CHECK_INT(index, 3);
    while (rest.len > 0) {
        struct disclosure d;
        struct hash h;
        REQUIRE(disclosure_next(&rest, &d, memory));
        leaf_commit(d.salt, d.slot, d.name, &d.value, &h);
        for (unsigned i = 0; i < leaf.slots; i++) CHECK_INT(hash_equal(&h, &leaf.commitments[i]), i == d.slot);
        leaf_commit(d.salt, d.slot, d.name, NULL, &h); /* an absent value is another thing than what is there */
        CHECK(!hash_equal(&h, &leaf.commitments[d.slot]));
        if (d.slot == 4) CHECK(span_is(d.name, "nf.id") && span_is(d.value, "amf-7.op1.example"));
        shown |= 1U << d.slot;
    }
    CHECK_INT(shown, 0xc7f);
    free(memory);
    free((char *)(uintptr_t)record.at);
    free((char *)(uintptr_t)text.at);
}

TEST(what_is_no_disclosure)
{
#define SALT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    static const char *const bad[] = {"0 name " SALT " =TEkt",    /* no line feed */
                                      "0 name " SALT " TEkt\n",   /* no sign */
                                      "0 name " SALT " =TEk\n",   /* no padding */
                                      "0 name " SALT " -TEkt\n",  /* absent, and yet */
                                      "00 name " SALT " =TEkt\n", /* a leading zero */
                                      "0  name " SALT " =TEkt\n", /* two spaces */
                                      "0 na\x1bme " SALT " =TEkt\n", "1024 name " SALT " =TEkt\n", "65536 name " SALT " =TEkt\n",
                                      "0 name AAAA =TEkt\n",         "0 name " SALT "\n"};
    char memory[64];
    struct disclosure d;
    struct span rest = span_of("0 name " SALT " =TEkt\n5 a/b.c " SALT " -\n6 empty " SALT " =\n");
    REQUIRE(disclosure_next(&rest, &d, memory));
    CHECK(!d.absent && span_is(d.value, "LI-"));
    REQUIRE(disclosure_next(&rest, &d, memory));
    CHECK(d.absent && d.slot == 5);
    REQUIRE(disclosure_next(&rest, &d, memory));
    CHECK(!d.absent && d.value.len == 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        rest = span_of(bad[i]);
        if (!CHECK(!disclosure_next(&rest, &d, memory))) printf("        case %zu\n", i);
    }
}

/* --- proofs --------------------------------------------------------------------------------------------------------------- */

TEST(golden_proof)
{
    struct span text, record, vkey;
    struct proof p;
    struct note_key log;
    struct note n;
    struct checkpoint c;
    struct hash h;
    REQUIRE(golden("record3.tlog-proof", &text) && golden("record.3", &record) && golden("log.vkey", &vkey));
    vkey.len -= vkey.at[vkey.len - 1] == '\n';
    REQUIRE(note_key_parse(vkey, &log) == NOTE_KEY_GOOD && proof_parse(text, &p));
    CHECK_INT(p.index, 3);
    CHECK_INT(p.count, 3);
    REQUIRE(checkpoint_open(p.checkpoint, &log, &n, &c));
    merkle_leaf(record.at, record.len, &h);
    CHECK(merkle_included(p.index, c.size, &h, p.hashes, p.count, &c.root));
    free((char *)(uintptr_t)text.at);
    free((char *)(uintptr_t)record.at);
    free((char *)(uintptr_t)vkey.at);
}

TEST(proofs)
{
#define HEAD "c2sp.org/tlog-proof@v1\n"
    static const char *const good[] = {HEAD "index 0\n\ncheckpoint\n", HEAD "index 5\n" SALT "\n" SALT "\n\ntest checkpoint\n",
                                       HEAD "extra ZXh0cmE=\nindex 10\n" SALT "\n\ncheckpoint data\n"};
    static const char *const bad[] = {"wrong-header\nindex 0\n\ncheckpoint\n",
                                      HEAD "extra !!notbase64!!\nindex 0\n\ncheckpoint\n",
                                      HEAD "\n\ncheckpoint\n",
                                      HEAD "index notanumber\n\ncheckpoint\n",
                                      HEAD "index -5\n\ncheckpoint\n",
                                      HEAD "index 05\n\ncheckpoint\n",
                                      HEAD "index 0\n!!notbase64!!\n\ncheckpoint\n",
                                      HEAD "index 0\n" SALT SALT "\n\ncheckpoint\n",
                                      HEAD "index 0\nAAAA\n\ncheckpoint\n",
                                      HEAD "index 0\n" SALT "\n",
                                      HEAD "index 0\n\n",
                                      HEAD "index 0\nindex 0\n\ncheckpoint\n",
                                      ""};
    struct proof p;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) CHECK(proof_parse(span_of(good[i]), &p));
    CHECK_INT(p.index, 10);
    CHECK(span_is(p.extra, "ZXh0cmE=") && span_is(p.checkpoint, "checkpoint data\n"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(!proof_parse(span_of(bad[i]), &p))) printf("        case %zu\n", i);
    /* 64 hashes, and one more */
    char text[66 * 45 + 128] = HEAD "index 0\n";
    for (unsigned i = 0; i < 64; i++) strcat(text, SALT "\n");
    size_t len = strlen(text);
    strcpy(text + len, "\ncheckpoint\n");
    CHECK(proof_parse(span_of(text), &p) && p.count == 64);
    strcpy(text + len, SALT "\n\ncheckpoint\n");
    CHECK(!proof_parse(span_of(text), &p));
}
