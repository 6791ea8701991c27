#include "register/warrant.h"

#include "base/clock.h"
#include "check.h"

static struct network *golden_network(void)
{
    size_t len = 0;
    struct network *n = NULL;
    struct fault f = {.text = "no golden file"};
    uint8_t *text = check_file("tests/golden/register/network.yaml", &len);
    if (!text || network_parse("network.yaml", text, len, &n, &f)) CHECK_TEXT(f.text, "");
    free(text);
    return n;
}

static struct warrants *golden(void)
{
    size_t len = 0;
    struct warrants *w = NULL;
    struct fault f = {.text = "no golden file"};
    struct network *n = golden_network();
    uint8_t *text = check_file("tests/golden/register/warrants.yaml", &len);
    if (!n || !text || warrants_parse("warrants.yaml", text, len, n, &w, &f)) CHECK_TEXT(f.text, "");
    free(text);
    network_free(n);
    return w;
}

TEST(golden_warrant)
{
    struct warrants *w = golden();
    char text[CLOCK_TEXT], end[ENDPOINT_TEXT];
    REQUIRE(w && w->count == 4);
    const struct warrant *one = &w->list[0];
    CHECK_TEXT(one->id, "W-2026-0417");
    CHECK_TEXT(one->authority, "District Court, 3rd chamber");
    CHECK_TEXT(one->country, "NL");
    CHECK_TEXT(one->liid, "NL-LEA1-0417");
    REQUIRE(one->xid_count == 2);
    CHECK_MEM(one->xids[1], "\x29\xf2\x8e\x1c\xf2\x30\x48\x6a\xa8\x60\xf5\xa7\x84\xab\x91\x73", 16);
    REQUIRE(one->target_count == 3);
    CHECK_TEXT(one->targets[0].text, "imsi:001010000000001");
    CHECK_INT(one->targets[1].prefix.bits, 32);
    CHECK_INT(one->targets[2].kind, TARGET_SEALED);
    CHECK_TEXT(one->targets[2].text, "hmac-sha256:9f2c00000000000000000000000000000000000000000000000000000000abcd");
    CHECK(one->iri && one->cc);
    CHECK_TEXT(clock_rfc3339(one->from_ns, text), "2026-11-01T00:00:00.000000000Z");
    CHECK_TEXT(clock_rfc3339(one->until_ns, text), "2026-12-01T00:00:00.000000000Z");
    CHECK_INT(one->element_count, 1);
    CHECK_TEXT(one->elements[0], "upf-1");
    REQUIRE(one->deliver_to_count == 2);
    CHECK_TEXT(endpoint_text(&one->deliver_to[1].addr, one->deliver_to[1].port, end), "[2001:db8::7]:41003");
    CHECK_INT(one->line, 4);
    warrants_free(w);
}

TEST(golden_optional_parts)
{
    struct warrants *w = golden();
    REQUIRE(w && w->count == 4);
    CHECK_TEXT(w->list[1].country, "NL"); /* written nl */
    CHECK(w->list[1].iri && !w->list[1].cc);
    CHECK_INT(w->list[1].from_ns, w->list[0].until_ns); /* an offset from UTC */
    CHECK_INT(w->list[1].element_count, 0);
    CHECK_INT(w->list[1].deliver_to_count, 0);
    CHECK(!w->list[3].country);
    CHECK_TEXT(w->list[3].liid, "000123"); /* leading zeros stay */
    CHECK_INT(w->list[3].xid_count, 0);
    CHECK_TEXT(w->list[3].targets[4].text, "imei:35209900176148");
    warrants_free(w);
}

TEST(places_of_delivery)
{
    struct warrants *w = golden();
    struct ip_addr a, other;
    REQUIRE(w && ip_parse("198.51.100.7", &a) && ip_parse("198.51.100.8", &other));
    CHECK(warrant_delivers_to(&w->list[0], &a, 41002));
    CHECK(!warrant_delivers_to(&w->list[0], &a, 41003));
    CHECK(!warrant_delivers_to(&w->list[0], &other, 41002));
    CHECK(!warrant_delivers_to(&w->list[1], &a, 41002));
    warrants_free(w);
}

TEST(every_prefix_of_a_good_file)
{
    size_t len = 0;
    uint8_t *text = check_file("tests/golden/register/warrants.yaml", &len);
    REQUIRE(text);
    for (size_t cut = 0; cut < len; cut++) {
        struct warrants *w = NULL;
        struct fault f = {0};
        uint8_t *part = malloc(cut ? cut : 1); /* of that size, so that a read past the end shows */
        REQUIRE(part);
        memcpy(part, text, cut);
        if (warrants_parse("cut", part, cut, NULL, &w, &f)) CHECK(!w && strncmp(f.text, "cut:", 4) == 0);
        warrants_free(w);
        free(part);
    }
    free(text);
}

#define HEAD  "custos: warrants/1\nwarrants:\n"
#define WHO   "authority: P, country: NL, "
#define WHAT  "targets: [imsi:001010000000001], scope: [cc], "
#define WHEN  "from: 2026-11-01T00:00:00Z, until: 2026-12-01T00:00:00Z"
#define LATER "from: 2026-12-01T00:00:00Z, until: 2027-01-01T00:00:00Z"
#define XID   "xids: [29f28e1c-f230-486a-a860-f5a784ab9172], "

static const struct {
    const char *text, *fault;
} broken[] = {
    {"custos: network/1\n", "w.yaml:1: custos: is \"network/1\", not warrants/1"},
    {"custos: warrants/1\n", "w.yaml:1: warrants: is missing"},
    {"custos: warrants/1\nwarrants:\n", "w.yaml:2: warrants: is empty; an empty list is written []"},
    {HEAD "- {id: A}\n", "w.yaml:3: warrants[0].authority: is missing"},
    {HEAD "- {id: A, target: x}\n",
     "w.yaml:3: warrants[0].target: unknown key; allowed are id, authority, country, liid, xids, targets, scope, from, until, "
     "elements, deliver_to"},
    {HEAD "- {id: A, authority: P, " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0]: needs liid or xids: nothing on the wire could be held against it"},
    {HEAD "- {id: A, authority: P, xids: [], " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0]: needs liid or xids: nothing on the wire could be held against it"},
    {HEAD "- {id: A, authority: P, country: NLD, liid: L, " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0].country: \"NLD\" is not a country code of two letters (ISO 3166-1)"},
    {HEAD "- {id: A, authority: P, country: N1, liid: L, " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0].country: \"N1\" is not a country code of two letters (ISO 3166-1)"},
    {HEAD "- {id: A, " WHO "liid: '', " WHAT WHEN "}\n", "w.yaml:3: warrants[0].liid: is empty"},
    {HEAD "- {id: A, " WHO "liid: abcdefghijklmnopqrstuvwxyz, " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0].liid: \"abcdefghijklmnopqrstuvwxyz\" is longer than 25 octets"},
    {HEAD "- {id: A, " WHO "liid: Lé, " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0].liid: \"Lé\" holds characters that are not ASCII"},
    {HEAD "- {id: A, " WHO "xids: [29f28e1c-f230-486a-a860-f5a784ab917], " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0].xids[0]: \"29f28e1c-f230-486a-a860-f5a784ab917\" is not a UUID"},
    {HEAD "- {id: A, " WHO "xids: [29f28e1cf230486aa860f5a784ab9172], " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0].xids[0]: \"29f28e1cf230486aa860f5a784ab9172\" is not a UUID"},
    {HEAD "- {id: A, " WHO "xids: [29f28e1c-f230-486a-a860-f5a784ab91723], " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0].xids[0]: \"29f28e1c-f230-486a-a860-f5a784ab91723\" is not a UUID"},
    {HEAD "- {id: A, " WHO "liid: L, targets: [], scope: [cc], " WHEN "}\n",
     "w.yaml:3: warrants[0].targets: needs at least one target"},
    {HEAD "- {id: A, " WHO "liid: L, targets: [imsi: 1], scope: [cc], " WHEN "}\n",
     "w.yaml:3: warrants[0].targets[0]: must be a text, not a mapping of keys to values"},
    {HEAD "- {id: A, " WHO "liid: L, scope: [cc], " WHEN ",\n   targets: [ip:10.0.0.1,\n     imsi:0010100x0000001]}\n",
     "w.yaml:5: warrants[0].targets[1]: an imsi is 6 to 15 digits"}, /* the identity is not repeated */
    {HEAD "- {id: A, " WHO "liid: L, targets: [ip:10.0.0.1], scope: [], " WHEN "}\n",
     "w.yaml:3: warrants[0].scope: needs iri, cc or both"},
    {HEAD "- {id: A, " WHO "liid: L, targets: [ip:10.0.0.1], scope: [content], " WHEN "}\n",
     "w.yaml:3: warrants[0].scope[0]: \"content\" is none of iri, cc"},
    {HEAD "- {id: A, " WHO "liid: L, " WHAT "from: 2026-11-01, until: 2026-12-01T00:00:00Z}\n",
     "w.yaml:3: warrants[0].from: \"2026-11-01\" is not an RFC 3339 time such as 2026-11-01T00:00:00Z"},
    {HEAD "- {id: A, " WHO "liid: L, " WHAT "from: 2026-11-01T00:00:00Z, until: 2026-02-30T00:00:00Z}\n",
     "w.yaml:3: warrants[0].until: \"2026-02-30T00:00:00Z\" is not an RFC 3339 time such as 2026-11-01T00:00:00Z"},
    {HEAD "- {id: A, " WHO "liid: L, " WHAT "from: 2026-11-01T00:00:00Z, until: 2026-11-01T01:00:00+01:00}\n",
     "w.yaml:3: warrants[0].until: is not after from"},
    {HEAD "- {id: A, " WHO "liid: L, " WHAT WHEN ", elements: [upf-9]}\n",
     "w.yaml:3: warrants[0].elements[0]: no element of the network is named \"upf-9\""},
    {HEAD "- {id: A, " WHO "liid: L, " WHAT WHEN ", deliver_to: [198.51.100.7]}\n",
     "w.yaml:3: warrants[0].deliver_to[0]: \"198.51.100.7\" is not ADDRESS:PORT such as 198.51.100.7:41002 or "
     "[2001:db8::7]:41002"},
    {HEAD "- {id: A, " WHO "liid: L, " WHAT WHEN ", deliver_to: ['198.51.100.7:0']}\n",
     "w.yaml:3: warrants[0].deliver_to[0]: \"198.51.100.7:0\" is not ADDRESS:PORT such as 198.51.100.7:41002 or "
     "[2001:db8::7]:41002"},
    {HEAD "- {id: A, " WHO "liid: L, " WHAT WHEN "}\n- {id: A, " WHO "liid: M, " WHAT WHEN "}\n",
     "w.yaml:4: warrants[1].id: \"A\" is already the id of warrant A (line 3)"},
    {HEAD "- {id: A, " WHO "liid: L, " WHAT WHEN "}\n- {id: B, " WHO "liid: L, " WHAT WHEN "}\n",
     "w.yaml:4: warrants[1].liid: \"L\" is already claimed, at the same time, by warrant A (line 3)"},
    {HEAD "- {id: A, authority: P, liid: L, " WHAT WHEN "}\n- {id: B, " WHO "liid: L, " WHAT WHEN "}\n",
     "w.yaml:4: warrants[1].liid: \"L\" is already claimed, at the same time, by warrant A (line 3)"},
    {HEAD "- {id: A, " WHO XID WHAT LATER "}\n- {id: B, " WHO XID WHAT WHEN "}\n- {id: C, " WHO XID WHAT WHEN "}\n",
     "w.yaml:5: warrants[2].xids[0]: \"29f28e1c-f230-486a-a860-f5a784ab9172\" is already claimed, at the same time, by warrant B "
     "(line 4)"},
    {HEAD "- {id: A, " WHO "xids: [29f28e1c-f230-486a-a860-f5a784ab9172, 29F28E1C-f230-486a-a860-f5a784ab9172], " WHAT WHEN "}\n",
     "w.yaml:3: warrants[0].xids[1]: \"29F28E1C-f230-486a-a860-f5a784ab9172\" is already claimed, at the same time, by warrant A "
     "(line 3)"},
};

TEST(broken_files_name_line_key_and_cause)
{
    struct network *n = golden_network();
    REQUIRE(n);
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct warrants *w = NULL;
        struct fault f = {0};
        CHECK(warrants_parse("w.yaml", (const uint8_t *)broken[i].text, strlen(broken[i].text), n, &w, &f) != ERR_OK);
        CHECK_TEXT(f.text, broken[i].fault);
        CHECK(!w);
    }
    network_free(n);
}

TEST(elements_are_not_checked_without_network)
{
    static const char text[] = HEAD "- {id: A, " WHO "liid: L, " WHAT WHEN ", elements: [upf-9]}\n";
    struct warrants *w;
    struct fault f;
    REQUIRE(warrants_parse("w.yaml", (const uint8_t *)text, strlen(text), NULL, &w, &f) == ERR_OK);
    CHECK_TEXT(w->list[0].elements[0], "upf-9");
    warrants_free(w);
}

TEST(missing_file)
{
    struct warrants *w = NULL;
    struct fault f;
    CHECK_INT(warrants_read("no-such-file.yaml", NULL, &w, &f), ERR_IO);
    CHECK_TEXT(f.text, "no-such-file.yaml: No such file or directory");
    CHECK(!w);
    warrants_free(NULL);
}
