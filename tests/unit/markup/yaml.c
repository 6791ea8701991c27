#include "markup/yaml.h"

#include <stdio.h>

#include "check.h"

static enum err parse(const char *text, struct yaml *y, struct fault *f)
{
    return yaml_parse("f.yaml", bytes_of_text(text), y, f);
}

TEST(tree_keeps_order_places_and_text)
{
    static const char text[] = "a: 007\nb:\n  - x\n  - {c: 'y', d: \"\\u00e9\"}\n";
    struct yaml y;
    struct fault f;
    char path[YAML_PATH];
    REQUIRE(parse(text, &y, &f) == ERR_OK);
    CHECK_INT(y.root->kind, YAML_MAP);
    CHECK_INT(y.root->count, 2);
    const struct yaml_node *a = y.root->first, *b = a->next, *map = b->first->next, *c = map->first, *d = c->next;
    CHECK_TEXT(a->key, "a");
    CHECK_TEXT(a->text, "007");
    CHECK_INT(a->quote, YAML_PLAIN);
    CHECK_INT(b->kind, YAML_LIST);
    CHECK_INT(b->line, 3);
    CHECK_INT(b->key_line, 2);
    CHECK_INT(map->index, 1);
    CHECK_INT(c->line, 4);
    CHECK_INT(c->quote, YAML_SINGLE);
    CHECK_TEXT(d->text, "é");
    CHECK_INT(d->quote, YAML_DOUBLE);
    CHECK_TEXT(yaml_path(d, path), "b[1].d");
    CHECK_TEXT(yaml_path(y.root, path), "");
    yaml_done(&y);
}

TEST(spans_are_bytes_of_the_file)
{
    /* a byte order mark, characters of two, three and four bytes, and line ends of two */
    static const char text[] = "\xef\xbb\xbf# \xc3\xa4\r\na: \xe2\x82\xac \xf0\x9f\x98\x80\r\nb: 'x'  \r\nc: [\"y\",z]\r\n";
    static const char *const written[] = {"\xe2\x82\xac \xf0\x9f\x98\x80", "'x'", "\"y\"", "z"};
    struct yaml y;
    struct fault f;
    REQUIRE(parse(text, &y, &f) == ERR_OK);
    const struct yaml_node *a = y.root->first, *b = a->next, *list = b->next->first;
    const struct yaml_node *const nodes[] = {a, b, list, list->next};
    for (size_t i = 0; i < ARRAY_LEN(nodes); i++) {
        CHECK_INT(nodes[i]->end - nodes[i]->start, strlen(written[i]));
        CHECK_MEM(text + nodes[i]->start, written[i], strlen(written[i]));
    }
    yaml_done(&y);
}

static const struct {
    const char *text, *fault;
} broken[] = {
    {"", "f.yaml:1: the file holds nothing"},
    {"# only a comment\n", "f.yaml:1: the file holds nothing"},
    {"a: &x 1\n", "f.yaml:1: a: anchors are refused"},
    {"a:\n  b: [1, &x [2]]\n", "f.yaml:2: a.b[1]: anchors are refused"},
    {"&x a: 1\n", "f.yaml:1: anchors are refused"},
    {"a: &x {b: 1}\n", "f.yaml:1: a: anchors are refused"},
    {"a: 1\nb: *x\n", "f.yaml:2: b: aliases are refused"},
    {"a: !!int 1\n", "f.yaml:1: a: tags are refused"},
    {"a: !x [1]\n", "f.yaml:1: a: tags are refused"},
    {"a: !x {b: 1}\n", "f.yaml:1: a: tags are refused"},
    {"a: 1\nb: 2\na: 3\n", "f.yaml:3: a: key stands twice, first in line 1"},
    {"l:\n- {a: 1, a: 2}\n", "f.yaml:2: l[0].a: key stands twice, first in line 2"},
    {"? [a]\n: 1\n", "f.yaml:1: a key must be a text"},
    {"a: 1\n---\nb: 2\n", "f.yaml:2: a second document; a file holds one"},
    {"a: \"x\\ey\"\n", "f.yaml:1: a: control character in the text"},
    {"a: \"x\\0y\"\n", "f.yaml:1: a: control character in the text"},
    {"a: \"x\\x9by\"\n", "f.yaml:1: a: control character in the text"},
    {"a: |\n  x\n", "f.yaml:1: a: control character in the text"},
    {"\"a\\n\": 1\n", "f.yaml:1: control character in the text"},
    {"a: [1, 2\n", "f.yaml:2: column 1: did not find expected ',' or ']'"},
    {"a: 1\n b: 2\n", "f.yaml:2: column 3: mapping values are not allowed in this context"},
    {"a: 1\nb: \xff\n", "f.yaml:2: byte 8: invalid leading UTF-8 octet"},
    {"a: \xc3\x28\n", "f.yaml:1: byte 4: invalid trailing UTF-8 octet"},
    {"a: \x01\n", "f.yaml:1: byte 3: control characters are not allowed"},
    {"[[[[[[[[[1]]]]]]]]]", "f.yaml:1: [0][0][0][0][0][0][0][0]: nested too deeply"},
};

TEST(faults_of_form)
{
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct yaml y = {.name = "untouched"};
        struct fault f = {0};
        CHECK(parse(broken[i].text, &y, &f) != ERR_OK);
        CHECK_TEXT(f.text, broken[i].fault);
        CHECK_TEXT(y.name, "untouched");
    }
}

TEST(depth_at_the_limit_is_read)
{
    struct yaml y;
    struct fault f;
    REQUIRE(parse("[[[[[[[[1]]]]]]]]", &y, &f) == ERR_OK);
    yaml_done(&y);
}

TEST(long_text_is_refused)
{
    struct yaml y;
    struct fault f;
    char *text = calloc(1, YAML_SCALAR_BYTES + 8);
    REQUIRE(text);
    memset(text, 'x', YAML_SCALAR_BYTES);
    if (CHECK(parse(text, &y, &f) == ERR_OK)) yaml_done(&y);
    text[YAML_SCALAR_BYTES] = 'x';
    CHECK_INT(parse(text, &y, &f), ERR_LIMIT);
    CHECK_TEXT(f.text, "f.yaml:1: longer than 4096 bytes");
    free(text);
}

TEST(many_keys_are_refused)
{
    char text[1024];
    size_t len = 0;
    struct yaml y;
    struct fault f;
    for (int i = 0; i < YAML_KEYS; i++) len += (size_t)snprintf(text + len, sizeof text - len, "k%d: 1\n", i);
    if (CHECK(parse(text, &y, &f) == ERR_OK)) yaml_done(&y);
    snprintf(text + len, sizeof text - len, "more: 1\n");
    CHECK_INT(parse(text, &y, &f), ERR_LIMIT);
    CHECK_TEXT(f.text, "f.yaml:65: more than 64 keys");
}

/* `count` values in one list. */
static enum err parse_many(size_t count, struct yaml *y, struct fault *f)
{
    char *text = malloc(2 * count + 2);
    if (!text) return ERR_MEMORY;
    text[0] = '[';
    for (size_t i = 0; i < 2 * count; i++) text[1 + i] = i % 2 ? ',' : '1';
    text[2 * count] = ']';
    enum err err = yaml_parse("f.yaml", bytes_of(text, 2 * count + 1), y, f);
    free(text);
    return err;
}

TEST(many_values_are_refused)
{
    struct yaml y;
    struct fault f;
    CHECK_INT(parse_many(YAML_NODES, &y, &f), ERR_LIMIT); /* and the list itself */
    CHECK_TEXT(f.text, "f.yaml:1: [999999]: more than 1000000 values in one file");
}

TEST(large_file_is_refused_unread)
{
    struct yaml y;
    struct fault f;
    CHECK_INT(yaml_parse("f.yaml", bytes_of("", (size_t)YAML_FILE_BYTES + 1), &y, &f), ERR_LIMIT);
    CHECK_TEXT(f.text, "f.yaml: larger than 32 MiB");
}

static const struct yaml_field fields[] = {{"name", YAML_TEXT, true}, {"list", YAML_LIST, false}, {"map", YAML_MAP, false}};

static const struct {
    const char *text, *fault;
} misfits[] = {
    {"[1]", "f.yaml:1: must be a mapping of keys to values, not a list"},
    {"x", "f.yaml:1: must be a mapping of keys to values, not a text"},
    {"list: []\n", "f.yaml:1: name: is missing"},
    {"name: x\nlust: []\n", "f.yaml:2: lust: unknown key; allowed are name, list, map"},
    {"name: [x]\n", "f.yaml:1: name: must be a text, not a list"},
    {"name: ''\n", "f.yaml:1: name: is empty"},
    {"name:\n", "f.yaml:1: name: is empty"},
    {"name: x\nlist:\n", "f.yaml:2: list: is empty; an empty list is written []"},
    {"name: x\nlist: y\n", "f.yaml:2: list: must be a list, not a text"},
    {"name: x\nmap:\n  - y\n", "f.yaml:3: map: must be a mapping of keys to values, not a list"},
    {"name: x\nmap:\n", "f.yaml:2: map: must be a mapping of keys to values, not empty"},
};

TEST(faults_of_fields)
{
    for (size_t i = 0; i < ARRAY_LEN(misfits); i++) {
        struct yaml y;
        struct fault f = {0};
        const struct yaml_node *v[ARRAY_LEN(fields)];
        REQUIRE(parse(misfits[i].text, &y, &f) == ERR_OK);
        CHECK(yaml_fields(&y, y.root, fields, ARRAY_LEN(fields), v, &f) != ERR_OK);
        CHECK_TEXT(f.text, misfits[i].fault);
        yaml_done(&y);
    }
}

TEST(fields_are_sorted_by_the_table)
{
    struct yaml y;
    struct fault f;
    const struct yaml_node *v[ARRAY_LEN(fields)];
    REQUIRE(parse("list: [1, 2]\nname: ~\n", &y, &f) == ERR_OK);
    if (CHECK_INT(yaml_fields(&y, y.root, fields, ARRAY_LEN(fields), v, &f), ERR_OK)) {
        CHECK_TEXT(v[0]->text, "~"); /* no implicit null */
        CHECK_INT(v[1]->count, 2);
        CHECK(!v[2]);
    }
    yaml_done(&y);
}

TEST(choice_and_format)
{
    static const char *const names[] = {"red", "green"};
    struct yaml y;
    struct fault f;
    size_t chosen = 9;
    REQUIRE(parse("custos: test/1\ncolour: green\nother: blue\n", &y, &f) == ERR_OK);
    const struct yaml_node *colour = y.root->first->next;
    CHECK_INT(yaml_choice(&y, colour, names, 2, &chosen, &f), ERR_OK);
    CHECK_INT(chosen, 1);
    CHECK_INT(yaml_choice(&y, colour->next, names, 2, &chosen, &f), ERR_INVALID);
    CHECK_TEXT(f.text, "f.yaml:3: other: \"blue\" is none of red, green");
    CHECK_INT(yaml_format(&y, "test/1", &f), ERR_OK);
    CHECK_INT(yaml_format(&y, "test/2", &f), ERR_UNSUPPORTED);
    CHECK_TEXT(f.text, "f.yaml:1: custos: is \"test/1\", not test/2");
    CHECK_TEXT(yaml_head(&y, "colour"), "green");
    CHECK(!yaml_head(&y, "color"));
    yaml_done(&y);
}

TEST(file_without_format)
{
    static const char *const texts[] = {"- custos\n", "name: x\n", "custos\n"};
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct yaml y;
        struct fault f;
        REQUIRE(parse(texts[i], &y, &f) == ERR_OK);
        CHECK_INT(yaml_format(&y, "test/1", &f), ERR_FORMAT);
        CHECK_TEXT(f.text, "f.yaml:1: custos: is missing; the file must say \"custos: test/1\"");
        CHECK(!yaml_head(&y, "custos"));
        yaml_done(&y);
    }
}
