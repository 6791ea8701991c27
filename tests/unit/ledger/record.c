/* Records, frames and tiles against the golden ledger, which other code made (tests/golden/ledger/README). */
#include "ledger/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "golden_file.h"
#include "ledger/frame.h"

enum { GOLDEN = 5, SLOTS = 12 };

/* The text behind `"key": "` from `at` on; NULL: none. */
static const char *quoted(const char *at, const char *key, char *value, size_t room)
{
    char pattern[64];
    snprintf(pattern, sizeof pattern, "\"%s\": \"", key);
    const char *from = strstr(at, pattern);
    if (!from) return NULL;
    from += strlen(pattern);
    size_t len = strcspn(from, "\"");
    snprintf(value, room, "%.*s", (int)len, from);
    return from + len;
}

static void take_hex(const char *text, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned octet = 0;
        CHECK(sscanf(text + 2 * i, "%2x", &octet) == 1);
        out[i] = (uint8_t)octet;
    }
}

/* A golden record's private side, as the file tells it. */
struct golden {
    struct bytes json, text;
    uint8_t key[RECORD_KEY];
    char names[SLOTS][64], values[SLOTS][256];
    struct hash salts[SLOTS];
    struct record_slot slots[SLOTS];
    struct record record;
};

static bool golden_begin(struct golden *g, unsigned number)
{
    char hex[65];
    g->text = golden_file("tests/golden/ledger/record.%u", number);
    g->json = golden_file("tests/golden/ledger/record.%u.private.json", number);
    char *json = g->json.data ? strndup((const char *)g->json.data, g->json.len) : NULL;
    const char *at = json ? quoted(json, "record_key", hex, sizeof hex) : NULL;
    if (at) take_hex(hex, g->key, sizeof g->key);
    for (unsigned i = 0; at && i < SLOTS; i++) {
        at = quoted(at, "name", g->names[i], sizeof g->names[i]);
        if (at) at = quoted(at, "salt", hex, sizeof hex);
        if (at) take_hex(hex, g->salts[i].octets, 32);
        const char *null = at ? strstr(at, "\"value\": null") : NULL, *text = at ? strstr(at, "\"value\": \"") : NULL;
        bool absent = null && (!text || null < text);
        at = absent ? null + 1 : at ? quoted(at, "value", g->values[i], sizeof g->values[i]) : NULL;
        g->slots[i] = (struct record_slot){.name = bytes_of_text(g->names[i]), .absent = absent};
        if (!absent) g->slots[i].value = bytes_of_text(g->values[i]);
    }
    bool whole = at != NULL;
    free(json);
    g->record = (struct record){bytes_of_text("finding"), bytes_of_text("finding/1"), g->slots, SLOTS};
    return whole;
}

static void golden_end(struct golden *g)
{
    golden_file_free(g->json);
    golden_file_free(g->text);
}

TEST(golden_records)
{
    static uint8_t public_part[RECORD_PUBLIC_MAX], private_part[RECORD_PRIVATE_MAX];
    struct hasher *h = hasher_new();
    for (unsigned i = 0; i < GOLDEN; i++) {
        struct golden g;
        struct fault f;
        struct writer p = writer_of(public_part, sizeof public_part), q = writer_of(private_part, sizeof private_part);
        REQUIRE(golden_begin(&g, i));
        CHECK_INT(record_check(&g.record, &f), ERR_OK);
        record_write(h, &g.record, i, g.key, &p, &q);
        CHECK(bytes_equal(bytes_of(p.data, p.len), g.text));
        for (unsigned slot = 0; slot < SLOTS; slot++) {
            struct hash salt;
            record_salt(h, slot, &salt);
            CHECK(hash_equal(&salt, &g.salts[slot]));
        }
        golden_end(&g);
    }
    hasher_free(h);
}

static const uint8_t *slots_again(struct bytes private_part, unsigned count, struct record_slot *slots)
{
    const uint8_t *key;
    return record_slots(private_part, count, slots, &key) ? key : NULL;
}

TEST(private_parts_at_every_length)
{
    static uint8_t public_part[RECORD_PUBLIC_MAX], private_part[RECORD_PRIVATE_MAX];
    static struct record_slot slots[RECORD_SLOTS_MAX];
    struct hasher *h = hasher_new();
    struct golden g;
    REQUIRE(golden_begin(&g, 3));
    g.slots[4].absent = true;
    struct writer p = writer_of(public_part, sizeof public_part), q = writer_of(private_part, sizeof private_part);
    record_write(h, &g.record, 3, g.key, &p, &q);
    const uint8_t *key = slots_again(bytes_of(q.data, q.len), SLOTS, slots);
    REQUIRE(key);
    CHECK_MEM(key, g.key, RECORD_KEY);
    for (unsigned i = 0; i < SLOTS; i++) {
        CHECK(bytes_equal(slots[i].name, g.slots[i].name));
        CHECK_INT(slots[i].absent, g.slots[i].absent);
        if (!slots[i].absent) CHECK(bytes_equal(slots[i].value, g.slots[i].value));
    }
    CHECK(!slots_again(bytes_of(q.data, q.len), SLOTS - 1, slots));
    for (size_t len = 0; len < q.len; len++) {
        uint8_t *exact = malloc(len + 1);
        memcpy(exact, q.data, len);
        CHECK(!slots_again(bytes_of(exact, len), SLOTS, slots));
        free(exact);
    }
    golden_end(&g);
    hasher_free(h);
}

TEST(texts_that_are_no_records)
{
    struct record_text t;
    struct bytes good = golden_file("tests/golden/ledger/record.2");
    REQUIRE(good.len && record_parse(good, &t));
    CHECK_INT(t.index, 2);
    CHECK_INT(t.slots, 12);
    CHECK(bytes_equal(t.type, bytes_of_text("finding")));
    for (size_t len = 0; len < good.len; len++) CHECK(!record_parse(bytes_of(good.data, len), &t));
    static const char *const bad[] = {
        "custos/record/v1\nindex 01\ntype a\nschema a/1\nslots 0\n", "custos/record/v1\nindex 1\ntype \nschema a/1\nslots 0\n",
        "custos/record/v1\nindex 1\ntype a\nschema a/1\nslots 1\n",  "custos/record/v1\nindex 1\ntype a\nschema a//1\nslots 0\n",
        "custos/record/v2\nindex 1\ntype a\nschema a/1\nslots 0\n",  "custos/record/v1\nindex 1\ntype a\nschema a/1\nslots 0\nx"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) CHECK(!record_parse(bytes_of_text(bad[i]), &t));
    CHECK(record_parse(bytes_of_text("custos/record/v1\nindex 1\ntype a\nschema a/1\nslots 0\n"), &t));
    golden_file_free(good);
}

TEST(limits)
{
    static struct record_slot slots[RECORD_SLOTS_MAX + 1];
    static uint8_t large[RECORD_PRIVATE_MAX];
    struct fault f;
    struct record r = {bytes_of_text("a"), bytes_of_text("a/1"), slots, RECORD_SLOTS_MAX};
    for (size_t i = 0; i < ARRAY_LEN(slots); i++) slots[i] = (struct record_slot){.name = bytes_of_text("n"), .absent = true};
    CHECK_INT(record_check(&r, &f), ERR_OK);
    r.slot_count++;
    CHECK_INT(record_check(&r, &f), ERR_LIMIT);
    r.slot_count = 1;
    slots[0] = (struct record_slot){.name = bytes_of_text("n"), .value = bytes_of(large, sizeof large - RECORD_KEY - 8)};
    CHECK_INT(record_check(&r, &f), ERR_OK);
    slots[0].value.len++;
    CHECK_INT(record_check(&r, &f), ERR_LIMIT);
    static const char *const names[] = {"", ".a", "a/", "/a", "a//b", "a b", "a\n", "\xc3\xa4"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) CHECK(!record_name_valid(bytes_of_text(names[i])));
    CHECK(record_name_valid(bytes_of_text("evidence.blob")) && record_name_valid(bytes_of_text("finding/1")));
}

/* RFC 3720 appendix B.4 has CRC-32C of 32 zeros: aa 36 91 8a; a frame's is over all before it. */
TEST(frames)
{
    static uint8_t buffer[FRAME_MAX], again[FRAME_MAX];
    struct hasher *h = hasher_new();
    struct golden g;
    struct frame_view v;
    struct hash leaf;
    struct writer w = writer_of(buffer, sizeof buffer);
    REQUIRE(golden_begin(&g, 1));
    frame_write(h, &g.record, 1, g.key, &w, &leaf);
    CHECK_INT(frame_len(bytes_of(buffer, w.len)), w.len);
    CHECK(frame_read(h, bytes_of(buffer, w.len), 1, &v) && hash_equal(&v.leaf, &leaf) && bytes_equal(v.public_part, g.text));
    CHECK(!frame_read(h, bytes_of(buffer, w.len), 2, &v));
    for (size_t len = 0; len < w.len; len++) CHECK(!frame_read(h, bytes_of(buffer, len), 1, &v));
    for (size_t bit = 0; bit < 8 * w.len; bit++) {
        buffer[bit / 8] ^= (uint8_t)(1 << bit % 8);
        CHECK(!frame_read(h, bytes_of(buffer, w.len), 1, &v));
        buffer[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    memcpy(again, buffer, w.len);
    REQUIRE(frame_read(h, bytes_of(again, w.len), 1, &v));
    frame_erase(again, &v);
    REQUIRE(frame_read(h, bytes_of(again, w.len), 1, &v));
    CHECK(record_erased(v.private_part) && hash_equal(&v.leaf, &leaf));
    golden_end(&g);
    hasher_free(h);
}
