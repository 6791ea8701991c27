/* Nodes of JSON documents: where everything stands, and what is refused. */
#include "markup/json_nodes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

struct reading {
    struct json_nodes *nodes;
    const struct json_node *list;
    size_t count;
    enum json_nodes_status status;
};

static enum json_nodes_status read_octets(struct reading *r, struct bytes document)
{
    if (!r->nodes) r->nodes = json_nodes_new();
    /* a copy of exactly its size: what looks behind it is seen */
    uint8_t *copy = malloc(document.len ? document.len : 1);
    if (!r->nodes || !copy) abort();
    memcpy(copy, document.data, document.len);
    r->status = json_nodes_read(r->nodes, bytes_of(copy, document.len), &r->list, &r->count);
    free(copy);
    return r->status;
}

static enum json_nodes_status read_text(struct reading *r, const char *document)
{
    return read_octets(r, bytes_of_text(document));
}

static bool stands(const char *document, uint32_t from, uint32_t len, const char *want)
{
    return len == strlen(want) && memcmp(document + from, want, len) == 0;
}

TEST(everything_has_its_place)
{
    struct reading r = {0};
    const char *text =
        " {\"a\" : [1, -2.5e+3 ,{}, []],\n\"b\\u0063\": \"x \\\"y\\\" \" , \"n\":null,\"t\":true ,\"f\":false}\r\n";
    REQUIRE(read_text(&r, text) == JSON_NODES_OK);
    static const struct {
        int kind;
        const char *key, *value;
        uint32_t next, depth;
    } want[] = {{JSON_NODE_OBJECT, "", NULL, 10, 0},
                {JSON_NODE_ARRAY, "a", "[1, -2.5e+3 ,{}, []]", 6, 1},
                {JSON_NODE_NUMBER, "", "1", 3, 2},
                {JSON_NODE_NUMBER, "", "-2.5e+3", 4, 2},
                {JSON_NODE_OBJECT, "", "{}", 5, 2},
                {JSON_NODE_ARRAY, "", "[]", 6, 2},
                {JSON_NODE_STRING, "b\\u0063", "x \\\"y\\\" ", 7, 1},
                {JSON_NODE_NULL, "n", "null", 8, 1},
                {JSON_NODE_TRUE, "t", "true", 9, 1},
                {JSON_NODE_FALSE, "f", "false", 10, 1}};
    REQUIRE(r.count == sizeof want / sizeof *want);
    for (size_t i = 0; i < r.count; i++) {
        const struct json_node *n = &r.list[i];
        CHECK_INT(n->kind, want[i].kind);
        CHECK_INT(n->next, want[i].next);
        CHECK_INT(n->depth, want[i].depth);
        CHECK(stands(text, n->key, n->key_len, want[i].key));
        if (want[i].value) CHECK(stands(text, n->from, n->len, want[i].value));
    }
    CHECK(r.list[6].escaped && r.list[6].key_escaped && !r.list[1].key_escaped);
    CHECK_INT(r.list[0].len, strlen(text) - 3);
    json_nodes_free(r.nodes);
}

TEST(what_is_no_json_is_refused)
{
    static const char *const wrong[] = {"",
                                        " ",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        "[1,]",
                                        "[,1]",
                                        "{\"a\"}",
                                        "{\"a\":}",
                                        "{,}",
                                        "{\"a\":1,}",
                                        "{a:1}",
                                        "\"",
                                        "\"\\\"",
                                        "nul",
                                        "truex",
                                        "tru e",
                                        "01",
                                        "-",
                                        "1.",
                                        ".5",
                                        "1e",
                                        "+1",
                                        "0x1",
                                        "NaN",
                                        "[1 2]",
                                        "[1}",
                                        "{\"a\":1]",
                                        "{} {}",
                                        "[] 1",
                                        "\"a\" \"b\"",
                                        "\"a\"x",
                                        "{\"a\" 1}",
                                        "{\"a\"::1}",
                                        "[1,,2]",
                                        "{\"a\":1 \"b\":2}",
                                        "\"a\nb\"",
                                        "[\"a\" x]",
                                        "{1:2}",
                                        "[\f1]",
                                        "1:2",
                                        "[1:2]",
                                        "{\"a\",1}",
                                        "\x1a",
                                        "{\"a\"\x1a 1}"};
    struct reading r = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (!CHECK(read_text(&r, wrong[i]) == JSON_NODES_MALFORMED)) printf("    taken: %s\n", wrong[i]);
        CHECK(r.count <= strlen(wrong[i]));
    }
    json_nodes_free(r.nodes);
}

TEST(every_prefix_is_refused)
{
    const char *text = "{\"work\":[{\"name\":\"a\\u00e9\",\"n\":[1.5,true,null]}],\"x\":\"\\\\\"}";
    struct reading r = {0};
    for (size_t len = 0; len < strlen(text); len++) CHECK(read_octets(&r, bytes_of(text, len)) == JSON_NODES_MALFORMED);
    CHECK(read_text(&r, text) == JSON_NODES_OK);
    json_nodes_free(r.nodes);
}

TEST(depth_and_number_have_an_end)
{
    struct reading r = {0};
    char deep[2 * JSON_NODES_DEPTH + 3] = "";
    memset(deep, '[', JSON_NODES_DEPTH);
    memset(deep + JSON_NODES_DEPTH, ']', JSON_NODES_DEPTH);
    CHECK(read_text(&r, deep) == JSON_NODES_OK);
    CHECK_INT(r.list[r.count - 1].depth, JSON_NODES_DEPTH - 1);
    memset(deep, '[', JSON_NODES_DEPTH + 1);
    CHECK(read_text(&r, deep) == JSON_NODES_TOO_DEEP);

    size_t many = JSON_NODES_MAX; /* and the list itself: one more than there may be */
    char *wide = malloc(2 * many + 2);
    REQUIRE(wide);
    for (size_t i = 0; i < many; i++) memcpy(wide + 1 + 2 * i, "0,", 2);
    wide[0] = '[';
    wide[2 * many] = ']';
    CHECK(read_octets(&r, bytes_of(wide, 2 * many + 1)) == JSON_NODES_TOO_MANY);
    wide[2 * many - 2] = ']';
    CHECK(read_octets(&r, bytes_of(wide, 2 * many - 1)) == JSON_NODES_OK);
    CHECK_INT(r.count, JSON_NODES_MAX);
    free(wide);
    json_nodes_free(r.nodes);
}

TEST(octets_that_are_no_text_pass)
{
    struct reading r = {0};
    const char *text = "[\"\xff\xfe\",\"\xe5\x8d\x8e\xe4\xb8\"]";
    REQUIRE(read_text(&r, text) == JSON_NODES_OK);
    CHECK(r.count == 3 && stands(text, r.list[1].from, r.list[1].len, "\xff\xfe"));
    CHECK(read_octets(&r, bytes_of("[\"a\0b\"]", 7)) == JSON_NODES_MALFORMED);
    CHECK(read_octets(&r, bytes_of("[1\0]", 4)) == JSON_NODES_MALFORMED);
    json_nodes_free(r.nodes);
}

TEST(buffers_grow_and_stay)
{
    struct reading r = {0};
    size_t len = 300000;
    char *text = malloc(len + 3);
    REQUIRE(text);
    memset(text, 'a', len + 2);
    text[0] = text[len + 1] = '"';
    for (int i = 0; i < 3; i++) {
        REQUIRE(read_octets(&r, bytes_of(text, len + 2)) == JSON_NODES_OK);
        CHECK_INT(r.list[0].len, len);
        REQUIRE(read_text(&r, "[1]") == JSON_NODES_OK);
        CHECK_INT(r.count, 2);
    }
    free(text);
    json_nodes_free(r.nodes);
}
