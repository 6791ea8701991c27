#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/fields_write.h"
#include "check.h"

static const uint8_t pdu[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

static void tell_all(struct fields *f)
{
    static const uint8_t machine[] = {192, 0, 2, 1};
    struct ip_addr a = ip_from_v4(machine), none = {0};
    field_number(f, "number", UINT64_MAX);
    field_word(f, "word", 2, "two");
    field_flag(f, "flag", true);
    field_text(f, "text", bytes_of("a b\"\\\n\0\xff", 8));
    field_string(f, "plain", "plain");
    field_text(f, "nothing", bytes_of(NULL, 0));
    field_octets(f, "octets", bytes_of(pdu, 3));
    field_uuid(f, "uuid", pdu);
    field_time(f, "time", 0);
    field_time(f, "no_time", CLOCK_NONE);
    field_address(f, "address", &a);
    field_address(f, "no_address", &none);
    field_target(f, "target", "imsi", bytes_of_text("001010000000001"));
    field_target_address(f, "target_address", &a);
    field_content(f, "content", bytes_of(pdu, 16));
    field_unknown(f, "element_9", bytes_of(pdu + 4, 2));
    fields_list(f, "list");
    field_number(f, NULL, 1);
    fields_begin(f, NULL);
    field_number(f, "a", 1);
    field_number(f, "a", 2);
    fields_end(f);
    field_unknown(f, "element_9", bytes_of(pdu + 6, 1));
    fields_list_end(f);
    fields_begin(f, "group");
    fields_end(f);
    fields_flaw(f, pdu + 3, "first");
    fields_flaw(f, pdu, "second");
}

static const char *seal(const void *ctx, const char *kind, struct bytes identity, char text[static FIELDS_SEAL_TEXT])
{
    snprintf(text, FIELDS_SEAL_TEXT, "%s-%s-%zu", (const char *)ctx, kind, identity.len);
    return text;
}

static char *told(struct fields_writer *w, bool as_json, struct fields *f)
{
    char *text = NULL;
    size_t len = 0;
    struct json j;
    FILE *out = open_memstream(&text, &len);
    json_init(&j, out, false);
    w->out = out;
    w->json = as_json ? &j : NULL;
    if (as_json) json_object_begin(&j, NULL);
    fields_write(f, w, bytes_of(pdu, sizeof pdu));
    tell_all(f);
    if (as_json) json_object_end(&j);
    fclose(out);
    return text;
}

TEST(text)
{
    struct fields f;
    struct fields_writer w = {0};
    char *text = told(&w, false, &f);
    CHECK_TEXT(text,
               "number=18446744073709551615 word=2(two) flag=yes text=\"a b\\\"\\\\\\x0a\\x00\\xff\" plain=plain nothing=\"\" "
               "octets=010203 "
               "uuid=01020304-0506-0708-090a-0b0c0d0e0f10 time=1970-01-01T00:00:00.000000000Z address=192.0.2.1 target=imsi:* "
               "target_address=ip:* content=16B element_9?at:4,2B list[1 {a=1 a=2} element_9?at:6,1B] group{}");
    CHECK_INT(f.unknown, 2);
    CHECK_INT(f.flaw_offset, 3);
    CHECK_TEXT(f.flaw, "first");
    free(text);
}

TEST(json)
{
    struct fields f;
    struct fields_writer w = {0};
    char *text = told(&w, true, &f);
    CHECK_TEXT(text, "{\"number\":18446744073709551615,\"word\":2,\"word_name\":\"two\",\"flag\":true,"
                     "\"text\":\"a b\\\"\\\\\\n\\u0000\\ufffd\",\"plain\":\"plain\",\"nothing\":\"\",\"octets\":\"010203\","
                     "\"uuid\":\"01020304-0506-0708-090a-0b0c0d0e0f10\",\"time\":\"1970-01-01T00:00:00.000000000Z\","
                     "\"address\":\"192.0.2.1\",\"target\":\"imsi:*\",\"target_address\":\"ip:*\",\"content\":16,"
                     "\"element_9\":{\"unknown\":\"element_9\",\"offset\":4,\"bytes\":2},"
                     "\"list\":[1,{\"a\":1,\"a#2\":2},{\"unknown\":\"element_9\",\"offset\":6,\"bytes\":1}],\"group\":{}}");
    free(text);
}

TEST(identities_sealed_and_revealed)
{
    struct fields f;
    struct fields_writer sealed = {.seal = seal, .seal_ctx = "key"}, revealed = {.reveal = true};
    char *text = told(&sealed, false, &f);
    CHECK(strstr(text, " target=key-imsi-15 target_address=key-ip-9 ") != NULL);
    free(text);
    text = told(&revealed, false, &f);
    CHECK(strstr(text, " target=imsi:001010000000001 target_address=ip:192.0.2.1 content=16B element_9?at:4,2B,0506 ") != NULL);
    free(text);
    text = told(&revealed, true, &f);
    CHECK(strstr(text, "\"target\":{\"kind\":\"imsi\",\"value\":\"001010000000001\"}") != NULL);
    CHECK(strstr(text, "\"octets\":\"0506\"") != NULL);
    free(text);
}

/* More members than names are kept of: each has a name of its own all the same. */
TEST(many_members)
{
    char *text = NULL;
    size_t len = 0;
    struct json j;
    struct fields f;
    struct fields_writer w = {.json = &j};
    FILE *out = open_memstream(&text, &len);
    json_init(&j, out, false);
    json_object_begin(&j, NULL);
    fields_write(&f, &w, bytes_of(pdu, sizeof pdu));
    for (unsigned i = 0; i < 3 * FIELDS_NAMES; i++) field_number(&f, "same", i);
    json_object_end(&j);
    fclose(out);
    CHECK(strstr(text, "\"same#64\":63,\"same#65\":64,\"same#66\":65,") != NULL);
    free(text);
}
