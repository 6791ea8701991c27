#include "base/json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "check.h"

static struct json j;
static FILE *out;
static char *text;
static size_t text_len;

static void start(bool pretty)
{
    out = open_memstream(&text, &text_len);
    json_init(&j, out, pretty);
}

/* What was written since start(); valid until the next start(). */
static const char *written(void)
{
    static char copy[4096];
    fclose(out);
    snprintf(copy, sizeof copy, "%s", text);
    free(text);
    return copy;
}

static const char *quoted(const char *value)
{
    start(false);
    json_string(&j, NULL, value);
    return written();
}

TEST(strings_are_escaped)
{
    CHECK_TEXT(quoted("plain"), "\"plain\"");
    CHECK_TEXT(quoted(""), "\"\"");
    CHECK_TEXT(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
    CHECK_TEXT(quoted("line\nnext\ttab\rend\x01"), "\"line\\nnext\\u0009tab\\u000dend\\u0001\"");
    CHECK_TEXT(quoted("\x7f"), "\"\\u007f\"");
    CHECK_TEXT(quoted("</script>"), "\"\\u003c/script\\u003e\"");
    CHECK_TEXT(quoted(NULL), "null");
}

TEST(good_utf8_passes)
{
    CHECK_TEXT(quoted("\xc3\xa9"), "\"\xc3\xa9\"");                 /* U+00E9 */
    CHECK_TEXT(quoted("\xe2\x82\xac"), "\"\xe2\x82\xac\"");         /* U+20AC */
    CHECK_TEXT(quoted("\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\""); /* U+1F600 */
    CHECK_TEXT(quoted("\xed\x9f\xbf"), "\"\xed\x9f\xbf\"");         /* U+D7FF, below the surrogates */
    CHECK_TEXT(quoted("\xf4\x8f\xbf\xbf"), "\"\xf4\x8f\xbf\xbf\""); /* U+10FFFF */
}

TEST(broken_utf8_is_replaced)
{
    static const char *const broken[] = {
        "\x80",         "\xff",         "\xc3",     "\xc0\xaf",         "\xc1\xbf",         "\xe2\x82",
        "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x9f", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        const char *got = quoted(broken[i]);
        for (const char *c = got; *c; c++) CHECK((unsigned char)*c < 0x80);
        CHECK(strstr(got, "\\ufffd") != NULL);
    }
    CHECK_TEXT(quoted("a\xff"
                      "b"),
               "\"a\\ufffdb\""); /* what stands around it is kept */
    CHECK_TEXT(quoted("\xe2\x82\"x"), "\"\\ufffd\\ufffd\\\"x\"");
}

TEST(numbers)
{
    start(false);
    json_array_begin(&j, NULL);
    json_unsigned(&j, NULL, UINT64_MAX);
    json_signed(&j, NULL, INT64_MIN);
    json_number(&j, NULL, 0.25);
    json_number(&j, NULL, 1e300);
    json_number(&j, NULL, (double)NAN);
    json_number(&j, NULL, (double)-INFINITY);
    json_bool(&j, NULL, true);
    json_bool(&j, NULL, false);
    json_null(&j, NULL);
    json_time(&j, NULL, 0);
    json_time(&j, NULL, CLOCK_NONE);
    json_array_end(&j);
    CHECK_TEXT(written(), "[18446744073709551615,-9223372036854775808,0.25,1e+300,null,null,true,false,null,"
                          "\"1970-01-01T00:00:00.000000000Z\",null]");
}

static void nested(void)
{
    json_object_begin(&j, NULL);
    json_string(&j, "k\"", "v");
    json_array_begin(&j, "list");
    json_object_begin(&j, NULL);
    json_object_end(&j);
    json_array_begin(&j, NULL);
    json_array_end(&j);
    json_unsigned(&j, NULL, 1);
    json_array_end(&j);
    json_null(&j, "none");
    json_object_end(&j);
}

TEST(nesting)
{
    start(false);
    nested();
    CHECK_TEXT(written(), "{\"k\\\"\":\"v\",\"list\":[{},[],1],\"none\":null}");
    start(true);
    nested();
    CHECK_TEXT(written(), "{\n  \"k\\\"\": \"v\",\n  \"list\": [\n    {},\n    [],\n    1\n  ],\n  \"none\": null\n}\n");
}

TEST(deepest_nesting)
{
    char want[2 * JSON_DEPTH];
    start(false);
    for (int i = 0; i < JSON_DEPTH - 1; i++) json_array_begin(&j, NULL);
    for (int i = 0; i < JSON_DEPTH - 1; i++) json_array_end(&j);
    memset(want, '[', JSON_DEPTH - 1);
    memset(want + JSON_DEPTH - 1, ']', JSON_DEPTH - 1);
    want[2 * (JSON_DEPTH - 1)] = 0;
    CHECK_TEXT(written(), want);
}

TEST(one_document_after_another)
{
    start(false); /* JSON lines */
    json_object_begin(&j, NULL);
    json_object_end(&j);
    fputc('\n', out);
    json_init(&j, out, false);
    json_object_begin(&j, NULL);
    json_bool(&j, "b", true);
    json_object_end(&j);
    CHECK_TEXT(written(), "{}\n{\"b\":true}");
}
