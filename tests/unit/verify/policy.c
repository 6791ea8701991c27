/* Policies: what stands in C2SP's text on them, line by line. */
#include "verify/policy.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "small_bundle.h"

enum { COSIGNERS = 6 };

static struct small_key log_key, other_log, cosigner[COSIGNERS];

static void make_keys(void)
{
    static const char *const names[COSIGNERS] = {"x/1", "x/2", "x/3", "y/1", "y/2", "y/3"};
    small_key_init(&log_key, "log.example/1", NOTE_ED25519, 1);
    small_key_init(&other_log, "log.example/2", NOTE_ED25519, 9);
    for (unsigned i = 0; i < COSIGNERS; i++) small_key_init(&cosigner[i], names[i], NOTE_COSIGNATURE, (uint8_t)(20 + i));
}

/* $L and $M are logs' keys, $1 to $6 those of witnesses. */
static const char *filled(const char *pattern)
{
    static char text[1 << 14];
    size_t at = 0;
    make_keys();
    for (const char *p = pattern; *p; p++)
        if (*p == '$') {
            p++;
            at += (size_t)sprintf(text + at, "%s",
                                  *p == 'L'   ? log_key.vkey
                                  : *p == 'M' ? other_log.vkey
                                              : cosigner[*p - '1'].vkey);
        } else {
            text[at++] = *p;
        }
    text[at] = '\0';
    return text;
}

static bool parses(const char *pattern, struct policy *p)
{
    unsigned line;
    return policy_parse(span_of(filled(pattern)), p, &line);
}

#define TWO_LEVELS                                                                                                               \
    "log $L\n\nwitness X1 $1\nwitness X2 $2\nwitness X3 $3\ngroup X 2 X1 X2 X3\n\n"                                              \
    "witness Y1 $4\nwitness Y2 $5\nwitness Y3 $6\ngroup Y any Y1 Y2 Y3\n\ngroup X-and-Y all X Y\nquorum X-and-Y\n"

TEST(well_formed)
{
    static const char *const good[] = {"quorum none\n",
                                       "log $L\nquorum none\n",
                                       "log $L https://log.example/\nlog $M\nquorum none\n",
                                       "# comment\n  # another\n\n \t\n\tlog\t$L \nquorum none",
                                       "witness w $1\nquorum w\n",
                                       "witness w $1 https://w.example/\nquorum w\n",
                                       "witness caf\xc3\xa9 $1\ngroup \xff 1 caf\xc3\xa9\nquorum \xff\n",
                                       "quorum none\nwitness w $1\n",
                                       TWO_LEVELS};
    struct policy p;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        bool ended = good[i][strlen(good[i]) - 1] == '\n';
        if (!CHECK_INT(parses(good[i], &p), ended)) printf("        case %zu\n", i);
    }
}

TEST(malformed)
{
    static const char *const bad[] = {"",
                                      "log $L\n",                      /* no quorum */
                                      "quorum none\nquorum none\n",    /* two */
                                      "quorum w\nwitness w $1\n",      /* used before it is defined */
                                      "quorum\n",                      /* of whom? */
                                      "quorum none none\n",            /* too many words */
                                      "log $L\nlog $L\nquorum none\n", /* twice the same key */
                                      "witness a $1\nwitness b $1\nquorum a\n",
                                      "witness a $1\nwitness a $2\nquorum a\n", /* twice the same name */
                                      "witness none $1\nquorum none\n",
                                      "witness w $L\nquorum w\n", /* a log's key signs no cosignatures */
                                      "witness w\nquorum w\n",
                                      "witness w $1 url more\nquorum w\n",
                                      "log\nquorum none\n",
                                      "log nonsense\nquorum none\n",
                                      "witness a $1\ngroup a any a\nquorum a\n",
                                      "group g any\nquorum g\n", /* nobody */
                                      "group g\nquorum g\n",
                                      "witness a $1\ngroup g 0 a\nquorum g\n",
                                      "witness a $1\ngroup g 2 a\nquorum g\n",
                                      "witness a $1\ngroup g -1 a\nquorum g\n",
                                      "witness a $1\ngroup g 01 a\nquorum g\n",
                                      "witness a $1\ngroup g some a\nquorum g\n",
                                      "witness a $1\ngroup g any a a\nquorum g\n", /* twice in a group */
                                      "witness a $1\ngroup g any a\ngroup h any a g\nquorum h\n",
                                      "group g any g\nquorum g\n",
                                      "witness a $1\ngroup g any none a\nquorum g\n",
                                      "witness a $1\ngroup g any b a\nquorum g\n",
                                      "wizard a $1\nquorum none\n",
                                      "quorum none\r\n",
                                      "quorum\x01 none\n",
                                      "quorum none\x7f\n",
                                      "Quorum none\n"};
    struct policy p;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(!parses(bad[i], &p))) printf("        case %zu: %s\n", i, bad[i]);
}

TEST(where_it_is_wrong)
{
    struct policy p;
    unsigned line = 0;
    CHECK(!policy_parse(span_of("# one\n\nquorum w\n"), &p, &line));
    CHECK_INT(line, 3);
    CHECK(!policy_parse(span_of("# one\n\n"), &p, &line));
    CHECK_INT(line, 0);
}

/* Two levels of groups, every set of witnesses. */
TEST(every_set_of_witnesses)
{
    struct policy p;
    REQUIRE(parses(TWO_LEVELS, &p));
    for (unsigned set = 0; set < 1U << COSIGNERS; set++) {
        static const char body[] = "log.example/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
        char note[4096];
        struct note n;
        struct checkpoint c;
        uint64_t times[POLICY_NAMES];
        sprintf(note, "%s\n", body);
        small_sign(&log_key, body, 0, note);
        for (unsigned i = 0; i < COSIGNERS; i++)
            if (set & 1U << i) small_sign(&cosigner[i], body, 1000 + i, note);
        const struct policy_key *log = policy_open(&p, span_of(note), &n, &c);
        REQUIRE(log == &p.logs[0]);
        bool x = __builtin_popcount(set & 7) >= 2, y = (set & 56) != 0;
        CHECK_INT(policy_judge(&p, &n, times), x && y ? POLICY_MET : POLICY_UNMET);
        CHECK_INT(times[0], set & 1 ? 1000 : 0);
    }
}

TEST(a_known_witness_that_did_not_sign)
{
    static const char body[] = "log.example/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    struct policy p;
    char note[2048];
    struct note n;
    struct checkpoint c;
    uint64_t times[POLICY_NAMES];
    REQUIRE(parses("log $L\nwitness a $1\nwitness b $2\nquorum a\n", &p));
    sprintf(note, "%s\n", body);
    small_sign(&log_key, body, 0, note);
    small_sign(&cosigner[0], body, 7, note);
    small_sign(&cosigner[1], "something else\n", 7, note);
    REQUIRE(policy_open(&p, span_of(note), &n, &c));
    CHECK_INT(policy_judge(&p, &n, times), POLICY_FORGED);
    /* another log's checkpoint is nobody's */
    REQUIRE(parses("log $M\nquorum none\n", &p));
    CHECK(!policy_open(&p, span_of(note), &n, &c));
}

/* Witnesses of algorithms to come may be named; they only cannot count. */
TEST(an_algorithm_to_come)
{
    static const char body[] = "log.example/1\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    uint8_t key[1313] = {0x06};
    char vkey[2048], b64[1800], text[8192], note[2048];
    struct policy p;
    struct note n;
    struct checkpoint c;
    unsigned line;
    uint64_t times[POLICY_NAMES];
    make_keys();
    sodium_bin2base64(b64, sizeof b64, key, sizeof key, sodium_base64_VARIANT_ORIGINAL);
    snprintf(vkey, sizeof vkey, "later+%08x+%s", note_key_id(span_of("later"), 0x06, key + 1, sizeof key - 1), b64);
    snprintf(text, sizeof text, "log %s\nwitness later %s\nwitness now %s\ngroup g any later now\nquorum g\n", log_key.vkey, vkey,
             cosigner[0].vkey);
    REQUIRE(policy_parse(span_of(text), &p, &line));
    sprintf(note, "%s\n", body);
    small_sign(&log_key, body, 0, note);
    REQUIRE(policy_open(&p, span_of(note), &n, &c));
    CHECK_INT(policy_judge(&p, &n, times), POLICY_UNMET);
    small_sign(&cosigner[0], body, 7, note);
    REQUIRE(policy_open(&p, span_of(note), &n, &c));
    CHECK_INT(policy_judge(&p, &n, times), POLICY_MET);
}

TEST(thirty_two_of_each)
{
    static char text[1 << 15];
    struct policy p;
    unsigned line;
    for (unsigned i = 0; i < 32; i++) {
        struct small_key log, witness;
        char name[16];
        snprintf(name, sizeof name, "n%u", i);
        small_key_init(&log, name, NOTE_ED25519, (uint8_t)(100 + i));
        small_key_init(&witness, name, NOTE_COSIGNATURE, (uint8_t)(150 + i));
        sprintf(text + strlen(text), "log %s\nwitness w%u %s\n", log.vkey, i, witness.vkey);
        if (i == 0) strcat(text, "group g0 any w0\n");
        if (i > 0) sprintf(text + strlen(text), "group g%u all w%u g%u\n", i, i, i - 1);
    }
    strcat(text, "quorum g31\n");
    REQUIRE(policy_parse(span_of(text), &p, &line));
    CHECK_INT(p.log_count, 32);
    CHECK_INT(p.name_count, 64);
}
