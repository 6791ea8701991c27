/* Records of a corpus: every format, every way to store it, and what is wrong with it. */
#include "corpus/corpus.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include "base/macros.h"
#include "check.h"

/* All records as text: "LINE@OFFSET:OCTETS|", a fault before it ("long:", "cut:"). */
struct told {
    char text[8192];
    size_t len;
    struct corpus_input input;
};

static void tell(struct told *t, const struct corpus_record *r)
{
    static const char *const faults[] = {"", "long:", "cut:"};
    t->len += (size_t)snprintf(t->text + t->len, sizeof t->text - t->len, "%s%u@%u:%.*s|", faults[r->fault], (unsigned)r->line,
                               (unsigned)r->offset, (int)r->bytes.len, (const char *)r->bytes.data);
}

static enum err tell_corpus(struct corpus *c, struct told *t, struct fault *f)
{
    struct corpus_batch b = {0};
    enum err err;
    while ((err = corpus_next(c, &b, f)) == ERR_OK && b.input) {
        for (size_t i = 0; i < b.count && t->len < sizeof t->text / 2; i++) tell(t, &b.records[i]);
        if (b.last) t->input = *b.input;
    }
    corpus_batch_done(&b);
    return err;
}

static struct arena *arena;

static enum err tell_memory(struct told *t, struct bytes data, const char *name, const struct corpus_options *o)
{
    struct corpus *c = NULL;
    struct fault f;
    memset(t, 0, sizeof *t);
    if (!arena) arena = arena_new();
    enum err err = corpus_new_memory(data, name, o, arena, &c, &f);
    if (err == ERR_OK) err = tell_corpus(c, t, &f);
    corpus_free(c);
    return err;
}

/* The same whatever the size of batches. */
static void check_records(const char *data, const char *name, const char *want)
{
    static const size_t sizes[] = {0, 1, 2, 3, 7, 64};
    static struct told t;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        CHECK_INT(tell_memory(&t, bytes_of_text(data), name, &(struct corpus_options){.batch = sizes[i]}), ERR_OK);
        CHECK_TEXT(t.text, want);
        CHECK_INT(t.input.octets, strlen(data));
    }
}

TEST(lines_of_json)
{
    check_records("{\"a\":1}\n\n  {\"b\":2}\r\nnot json\n{\"c\"", "x.jsonl",
                  "1@0:{\"a\":1}|3@11:{\"b\":2}|4@20:not json|5@29:{\"c\"|");
    check_records("\xef\xbb\xbf{}\n{}\n", "-", "1@3:{}|2@6:{}|");
    check_records("", "x.jsonl", "");
    check_records("\n\r\n  \n", "x.jsonl", "");
}

TEST(documents_of_json)
{
    check_records("[\n{\"a\":\"]\\\"}\"},\n {\"b\":[1,{}]}]\n", "x.json", "2@2:{\"a\":\"]\\\"}\"}|3@17:{\"b\":[1,{}]}|");
    check_records("{\n \"a\": 1\n}\n", "-", "1@0:{\n \"a\": 1\n}|");
    check_records("{\n \"a\": 1\n}\n{\n}", "x.json", "1@0:{\n \"a\": 1\n}|4@12:{\n}|");
    check_records("[1, \"x y\", null, {}]", "x.json", "1@1:1|1@4:\"x y\"|1@11:null|1@17:{}|");
    check_records("[{\"a\": [1, 2}", "x.json", "cut:1@1:{\"a\": [1, 2}|");
    check_records("}]{} \"a", "x.json", "1@0:}|1@1:]|1@2:{}|cut:1@5:\"a|");
}

TEST(rows)
{
    check_records("id,text\r\n1,\"a\nb\"\r\n2,\"c \"\"d\"\", e\"\n\n3,x\"y\nz,\"\"\n", "x.csv",
                  "2@9:1,\"a\nb\"|4@18:2,\"c \"\"d\"\", e\"|6@34:3,x\"y|7@40:z,\"\"|");
    static struct told t;
    CHECK_INT(tell_memory(&t, bytes_of_text("id;text\n1;\"a;\nb\"\n"), "x.csv", NULL), ERR_OK);
    CHECK_TEXT(t.text, "2@8:1;\"a;\nb\"|");
    CHECK(t.input.delimiter == ';' && t.input.header.len == 7 && memcmp(t.input.header.data, "id;text", 7) == 0);
    check_records("a,b\n1,\"never closed\n2,3\n", "x.csv", "cut:2@4:1,\"never closed|3@20:2,3|");
}

TEST(a_quote_that_is_never_closed_costs_one_row)
{
    static struct told t;
    struct corpus_options o = {.record_max = 40, .batch = 16};
    const char *text = "a,b\n1,\"never closed\n2,3\n4,5\n6,7\n8,9\n10,11\n12,13\n14,15\n";
    CHECK_INT(tell_memory(&t, bytes_of_text(text), "x.csv", &o), ERR_OK);
    CHECK(strstr(t.text, "2@4:1,\"never closed"));
    CHECK(strstr(t.text, "|3@20:2,3|4@24:4,5|5@28:6,7|6@32:8,9|7@36:10,11|8@42:12,13|9@48:14,15|"));
}

TEST(texts)
{
    check_records("one\nCV\n\fthe other\n\f\f\n", "x.txt", "1@0:one\nCV\n|3@8:the other\n|");
    check_records("{ this is no JSON }", "x.txt", "1@0:{ this is no JSON }|");
}

TEST(formats_are_found_by_content_and_name)
{
    static const struct {
        const char *text, *name;
        enum corpus_format want;
    } cases[] = {{"{\"a\":1}\n{\"a\":2}\n", "-", CORPUS_JSON_LINES},
                 {"{\"a\":1}", "x.json", CORPUS_JSON_LINES},
                 {"{\n", "x.jsonl.gz", CORPUS_JSON_LINES},
                 {"{\"a\":\n1}", "-", CORPUS_JSON},
                 {" [{}]", "-", CORPUS_JSON},
                 {"[Name] Somebody", "x.txt", CORPUS_TEXT},
                 {"id,name,text\n1,,\"a\n,b\"\n", "-", CORPUS_CSV},
                 {"id\tname\n1\t2\n", "-", CORPUS_CSV},
                 {"Engineer, Example Networks, since 2009.\nBefore that: sales\n", "-", CORPUS_TEXT},
                 {"Engineer, Example\nsince 2009, sales, trade\n", "-", CORPUS_TEXT},
                 {"one column\nof words", "x.CSV.zst", CORPUS_CSV},
                 {"\xe5\x8d\x8e", "-", CORPUS_TEXT}};
    static struct told t;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CHECK_INT(tell_memory(&t, bytes_of_text(cases[i].text), cases[i].name, NULL), ERR_OK);
        if (!CHECK_INT(t.input.format, cases[i].want)) printf("    of %s: %s\n", cases[i].name, cases[i].text);
    }
    CHECK_INT(tell_memory(&t, bytes_of_text("{}\n"), "x.csv", &(struct corpus_options){.format = CORPUS_TEXT}), ERR_OK);
    CHECK_INT(t.input.format, CORPUS_TEXT);
    CHECK_INT(tell_memory(&t, bytes_of("\xff\xfe{\0}\0", 6), "x.json", NULL), ERR_UNSUPPORTED);
}

TEST(what_is_too_long_is_named_and_passed_over)
{
    static struct told t;
    static const struct {
        const char *text, *name, *want;
    } cases[] = {{"{\"a\":1}\n{\"b\":\"0123456789012345678901234567890123456789\"}\n{\"c\":1}\n", "x.jsonl",
                  "1@0:{\"a\":1}|long:2@8:{\"b\":\"0123456789012345678901234567890123456789\"}|3@57:{\"c\":1}|"},
                 {"[{\"a\":1},{\"b\":\"}]01234567890123456789\\\"0123456789{[\"},{\"c\":1}]", "x.json",
                  "1@1:{\"a\":1}|long:1@9:{\"b\":\"}]01234567890123456789\\\"0123456789{[\"}|1@54:{\"c\":1}|"},
                 {"a\f0123456789012345678901234567890123456789\fb", "x.txt",
                  "1@0:a|long:1@2:0123456789012345678901234567890123456789|1@43:b|"},
                 {"0123456789012345678901234567890123456789", "x.txt", "long:1@0:0123456789012345678901234567890123456789|"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct bytes data = bytes_of_text(cases[i].text);
        CHECK_INT(tell_memory(&t, data, cases[i].name, &(struct corpus_options){.record_max = 32}), ERR_OK);
        CHECK_TEXT(t.text, cases[i].want);
        /* in small batches the excerpt is shorter, the places are the same */
        CHECK_INT(tell_memory(&t, data, cases[i].name, &(struct corpus_options){.record_max = 32, .batch = 8}), ERR_OK);
        CHECK(strstr(t.text, "long:"));
        CHECK_INT(t.input.octets, data.len);
    }
    struct bytes data = bytes_of_text(cases[0].text);
    CHECK_INT(tell_memory(&t, data, "x.jsonl", &(struct corpus_options){.record_max = 32, .batch = 8}), ERR_OK);
    CHECK(strstr(t.text, "|3@57:{\"c\":1}|"));
}

TEST(a_record_that_fills_many_batches)
{
    size_t len = 3 * 1024 * 1024;
    char *text = malloc(len + 16);
    REQUIRE(text);
    memset(text, 'x', len);
    memcpy(text, "{\"a\":\"", 6);
    memcpy(text + len, "\"}\n{}\n", 7);
    struct corpus *c = NULL;
    struct fault f;
    struct corpus_batch b = {0};
    struct arena *a = arena_new();
    REQUIRE(corpus_new_memory(bytes_of(text, len + 6), "x.jsonl", NULL, a, &c, &f) == ERR_OK);
    CHECK(corpus_next(c, &b, &f) == ERR_OK && b.count > 0 && b.records[0].bytes.len == len + 2);
    free(text);
    corpus_batch_done(&b);
    corpus_free(c);
    arena_free(a);
}

/* --- stored --- */

static char folder[64];

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void store(const char *name, struct bytes data)
{
    if (!folder[0]) {
        memcpy(folder, "/tmp/custos-corpus-XXXXXX", 26);
        if (!mkdtemp(folder)) abort();
    }
    FILE *out = fopen(path_of(name), "wb");
    if (!out || fwrite(data.data, 1, data.len, out) != data.len || fclose(out) != 0) abort();
}

static enum err tell_path(struct told *t, const char *path, struct fault *f)
{
    struct corpus *c = NULL;
    memset(t, 0, sizeof *t);
    if (!arena) arena = arena_new();
    enum err err = corpus_new(&path, 1, NULL, arena, &c, f);
    if (err == ERR_OK) err = tell_corpus(c, t, f);
    corpus_free(c);
    return err;
}

TEST(a_compressed_input_has_the_hash_of_what_is_stored)
{
    static struct told t;
    struct fault f;
    const char *text = "{\"a\":1}\n{\"b\":2}\n";
    uint8_t packed[256];
    size_t len = ZSTD_compress(packed, sizeof packed, text, strlen(text), 3);
    REQUIRE(!ZSTD_isError(len));
    store("x.jsonl", bytes_of_text(text));
    CHECK_INT(tell_path(&t, path_of("x.jsonl"), &f), ERR_OK);
    CHECK_TEXT(t.input.sha256, "3881dc2ee848fe04d776737c86afbc783e482e7c5be6431d3aab36fa8fa2c928");
    store("x.jsonl.zst", bytes_of(packed, len));
    CHECK_INT(tell_path(&t, path_of("x.jsonl.zst"), &f), ERR_OK);
    CHECK_TEXT(t.text, "1@0:{\"a\":1}|2@8:{\"b\":2}|");
    CHECK(strcmp(t.input.sha256, "3881dc2ee848fe04d776737c86afbc783e482e7c5be6431d3aab36fa8fa2c928") != 0);
    CHECK(t.input.stored_octets == len && t.input.octets == strlen(text) && !t.input.cause);
    store("x.jsonl.zst", bytes_of(packed, len - 4));
    CHECK_INT(tell_path(&t, path_of("x.jsonl.zst"), &f), ERR_OK);
    CHECK(t.input.cause && strstr(t.input.cause, "cut short"));
    (void)unlink(path_of("x.jsonl"));
    (void)unlink(path_of("x.jsonl.zst"));
}

TEST(a_folder_is_read_in_order_without_what_stands_beside)
{
    static struct told t;
    struct fault f;
    static const char *const names[] = {"b.jsonl",  "a.txt", "manifest.json",  "truth.json",
                                        ".c.jsonl", "d.pdf", "e.manifest.json"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) store(names[i], bytes_of_text(names[i]));
    REQUIRE(mkdir(path_of("aa"), 0700) == 0);
    store("aa/z.csv", bytes_of_text("h,i\nz,1\n"));
    CHECK_INT(tell_path(&t, folder, &f), ERR_OK);
    CHECK_TEXT(t.text, "1@0:a.txt|2@4:z,1|1@0:b.jsonl|");
    for (size_t i = 0; i < ARRAY_LEN(names); i++) (void)unlink(path_of(names[i]));
    (void)unlink(path_of("aa/z.csv"));
    (void)rmdir(path_of("aa"));
    CHECK_INT(tell_path(&t, folder, &f), ERR_USAGE);
    CHECK_INT(tell_path(&t, path_of("nothing"), &f), ERR_IO);
    CHECK(strstr(f.text, "nothing"));
    (void)rmdir(folder);
    folder[0] = '\0';
}
