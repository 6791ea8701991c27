#include "markup/hi1.h"

#include <stdlib.h>

#include "base/clock.h"
#include "check.h"
#include "hi1_text.h"

static uint8_t *golden(const char *name, struct bytes *ret)
{
    char path[128];
    size_t len;
    snprintf(path, sizeof path, "tests/golden/hi1/%s", name);
    uint8_t *data = check_file(path, &len);
    *ret = bytes_of(data, data ? len : 0);
    return data;
}

static int64_t at(const char *time)
{
    int64_t ns = CLOCK_NONE;
    CHECK(clock_parse_rfc3339(time, &ns));
    return ns;
}

static void check_header(const struct hi1_message *m)
{
    CHECK(m->is_hi1 && !m->malformed && !m->answer);
    CHECK_TEXT(m->sender, "LEA1");
    CHECK_TEXT(m->sender_country, "NL");
    CHECK_TEXT(m->receiver, "CSP1");
    CHECK_TEXT(m->transaction, "1c1f0c1e-4d0f-4a36-9a0e-0f3a7b1c0001");
    CHECK_TEXT(m->version, "V1.13.1");
    CHECK_INT(m->time_ns, at("2026-10-30T09:00:00Z"));
    CHECK_INT(m->unknown, 0);
}

static void check_orders(const struct hi1_message *m)
{
    REQUIRE(m->count == 4);
    const struct hi1_object *a = &m->items[0].object, *t = &m->items[1].object, *u = &m->items[2].object;
    for (size_t i = 0; i < 4; i++) {
        CHECK_INT(m->items[i].action, HI1_CREATE);
        CHECK_INT(m->items[i].unknown, 0);
        CHECK(!m->items[i].bad_value && !m->items[i].failed);
    }
    CHECK_INT(a->kind, HI1_AUTHORISATION);
    CHECK_TEXT(a->reference, "W-2026-0417");
    CHECK_TEXT(a->desired, "Approved");
    CHECK_TEXT(a->owner, "District Court, 3rd chamber");
    CHECK_INT(a->end_ns, at("2026-12-01T00:00:00Z"));
    REQUIRE(a->cspids.count == 1);
    CHECK_TEXT(a->cspids.list[0], "NL:CSP1");
    CHECK_INT(t->kind, HI1_TASK);
    CHECK_TEXT(t->reference, "NL-LEA1-0417");
    CHECK_TEXT(t->delivery, "IRIandCC");
    CHECK_INT(t->start_ns, CLOCK_NONE);
    REQUIRE(t->target_count == 1 && t->destination_count == 2 && t->associated.count == 1);
    CHECK_TEXT(t->targets[0].owner, "ETSI");
    CHECK_TEXT(t->targets[0].format, "InternationalE164");
    CHECK_TEXT(t->targets[0].value, "31612345678");
    CHECK_TEXT(t->destinations[0].kind, "IPAddressPort");
    CHECK(t->destinations[0].has_address && t->destinations[0].has_port && !t->destinations[0].udp);
    CHECK_INT(t->destinations[0].port, 41002);
    CHECK_INT(t->destinations[1].address.family, 6);
    CHECK_INT(u->start_ns, at("2026-11-04T23:00:00Z"));
    CHECK_INT(m->items[3].object.kind, HI1_DOCUMENT);
    CHECK_TEXT(m->items[3].object.reference, "");
}

TEST(orders_in_xml_and_json)
{
    static const char *const names[] = {"create.xml", "create.json"};
    char *texts[2];
    for (size_t i = 0; i < 2; i++) {
        struct bytes b;
        uint8_t *data = golden(names[i], &b);
        REQUIRE(data);
        struct hi1_message *m = hi1_parse(b, SIZE_MAX / 2);
        check_header(m);
        check_orders(m);
        CHECK_INT(m->json, i == 1);
        texts[i] = hi1_text(m, SIZE_MAX);
        hi1_message_free(m);
        free(data);
    }
    CHECK_TEXT(texts[0], texts[1]);
    free(texts[0]);
    free(texts[1]);
}

TEST(other_actions)
{
    struct bytes b;
    uint8_t *data = golden("update.xml", &b);
    REQUIRE(data);
    struct hi1_message *m = hi1_parse(b, 13);
    REQUIRE(m->count == 4);
    CHECK_INT(m->items[0].action, HI1_UPDATE);
    CHECK_INT(m->items[0].object.start_ns, CLOCK_NONE);
    CHECK_TEXT(m->items[1].object.delivery, "CCOnly");
    CHECK_INT(m->items[2].action, HI1_GET);
    CHECK_TEXT(m->items[2].identifier, "b0000000-0000-4000-8000-000000000001");
    CHECK_INT(m->items[3].action, HI1_LIST);
    CHECK_INT(m->items[3].unknown, 0);
    hi1_message_free(m);
    free(data);
    data = golden("cancel.xml", &b);
    REQUIRE(data);
    m = hi1_parse(b, SIZE_MAX / 2);
    REQUIRE(m->count == 2);
    CHECK_INT(m->items[0].action, HI1_CANCEL);
    CHECK_TEXT(m->items[0].identifier, "b0000000-0000-4000-8000-000000000002");
    CHECK_TEXT(m->items[1].object.desired, "Cancelled");
    hi1_message_free(m);
    free(data);
}

TEST(answers)
{
    struct bytes b;
    uint8_t *data = golden("response.xml", &b);
    REQUIRE(data);
    struct hi1_message *m = hi1_parse(b, SIZE_MAX / 2);
    CHECK(m->answer && !m->malformed);
    REQUIRE(m->count == 2);
    CHECK_INT(m->items[0].action, HI1_CREATE);
    CHECK(!m->items[0].failed && m->items[1].failed);
    hi1_message_free(m);
    free(data);
}

TEST(what_is_not_understood_is_counted_and_named)
{
    struct bytes b;
    uint8_t *data = golden("lossy.xml", &b);
    REQUIRE(data);
    struct hi1_message *m = hi1_parse(b, SIZE_MAX / 2);
    REQUIRE(m->count == 14);
    const struct hi1_item *bad = &m->items[8], *action = &m->items[12], *delivery = &m->items[13];
    CHECK(bad->bad_value); /* "soon" is no time */
    CHECK_INT(bad->unknown, 2);
    CHECK_TEXT(bad->unknown_names[0], "NationalLITaskingParameters");
    CHECK_TEXT(bad->unknown_names[1], "Unheard");
    CHECK_TEXT(bad->unknown_names[2], NULL);
    CHECK_INT(action->action, HI1_OTHER);
    CHECK_TEXT(action->unknown_names[0], "FROBNICATE");
    CHECK_TEXT(m->items[9].object.targets[0].value, "user & \"co\"");
    CHECK_TEXT(m->items[10].object.destinations[0].kind, "EmailAddress");
    CHECK_INT(delivery->action, HI1_DELIVER);
    CHECK_INT(delivery->object.kind, HI1_OTHER_OBJECT); /* what it carries is not looked at */
    CHECK_INT(delivery->unknown, 0);
    CHECK_TEXT(delivery->object.id, "e0000000-0000-4000-8000-000000000001");
    hi1_message_free(m);
    free(data);
}

static const char *const all[] = {"create.xml", "create.json", "update.xml", "cancel.xml", "response.xml", "lossy.xml"};

/* However a message is cut into pieces, it is the same. Cut off, it holds the first of its actions and says that it is malformed;
 * an action under way is none. */
TEST(every_length)
{
    for (size_t f = 0; f < ARRAY_LEN(all); f++) {
        struct bytes b;
        uint8_t *data = golden(all[f], &b);
        REQUIRE(data);
        while (b.data[b.len - 1] == '\n') b.len--;
        struct hi1_message *whole = hi1_parse(b, SIZE_MAX / 2), *pieces = hi1_parse(b, 1);
        char *want = hi1_text(whole, SIZE_MAX), *got = hi1_text(pieces, SIZE_MAX);
        CHECK_TEXT(got, want);
        free(got);
        for (size_t len = 0; len < b.len; len++) {
            struct hi1_message *m = hi1_parse(bytes_slice(b, 0, len), SIZE_MAX / 2);
            CHECK(m->malformed || !m->is_hi1);
            CHECK(m->count <= whole->count);
            if (m->count) {
                char *part = hi1_text(m, SIZE_MAX), *same = hi1_text(whole, m->count);
                const char *a = strchr(part, '\n'), *e = strchr(same, '\n'); /* whether it answers may not be known yet */
                if (!CHECK(a && e && strcmp(a, e) == 0)) len = b.len;
                free(part);
                free(same);
            }
            hi1_message_free(m);
        }
        free(want);
        hi1_message_free(whole);
        hi1_message_free(pieces);
        free(data);
    }
}

/* Any byte altered: never an action more. */
TEST(every_byte_altered)
{
    for (size_t f = 0; f < ARRAY_LEN(all); f++) {
        struct bytes b;
        uint8_t *data = golden(all[f], &b);
        REQUIRE(data);
        struct hi1_message *whole = hi1_parse(b, SIZE_MAX / 2);
        for (size_t i = 0; i < b.len; i++) {
            data[i] ^= (uint8_t)(1u << i % 8);
            struct hi1_message *m = hi1_parse(b, SIZE_MAX / 2);
            CHECK(m->count <= whole->count);
            hi1_message_free(m);
            data[i] ^= (uint8_t)(1u << i % 8);
        }
        hi1_message_free(whole);
        free(data);
    }
}

/* Is none of HI1, or none that is whole. */
static const struct {
    const char *text;
    bool is_hi1, malformed;
} others[] = {
    {"", false, false},
    {" \n ", false, false},
    {"HTTP", false, false},
    {"<X1Request xmlns='http://uri.etsi.org/03221/X1/2017/10'/>", false, false},
    {"<HI1Message/>", false, false}, /* of no namespace */
    {"<HI1Message xmlns='http://uri.etsi.org/03120/common/2019/10/Core'/>", true, false},
    {"<!DOCTYPE x><HI1Message xmlns='http://uri.etsi.org/03120/common/2019/10/Core'/>", false, true},
    {"{\"a\": 1}", false, false},
    {"{\"RequestPayload\": 1}", false, false},
    {"{\"RequestPayload\": ", false, true},
    {"{\"Header\": {}, \"Payload\": {\"RequestPayload\": {}}}", true, false},
    {"{\"HI1Message\": {\"Header\": {}, \"Payload\": {\"RequestPayload\": {}}}}", true, false},
    {"{\"HI1Message\": [], \"a\": \"RequestPayload\"}", false, false},
    {"{\"Header\": {}, \"Header\": {}, \"Payload\": {\"RequestPayload\": {}}}", false, true},
    {"{\"Header\": {}, \"Payload\": {\"RequestPayload\": [[]]}}", true, true},
    {"\xef\xbb\xbf{\"Header\": {}, \"Payload\": {\"ResponsePayload\": {}}}", true, false},
};

TEST(what_is_none)
{
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct hi1_message *m = hi1_parse(bytes_of_text(others[i].text), SIZE_MAX / 2);
        if (!CHECK_INT(m->is_hi1, others[i].is_hi1) | !CHECK_INT(m->malformed, others[i].malformed))
            printf("    %s\n", others[i].text);
        CHECK_INT(m->count, 0);
        hi1_message_free(m);
    }
}

TEST(json_is_capped_in_depth_and_size)
{
    static char deep[4096];
    int len = snprintf(deep, sizeof deep, "{\"Header\": {}, \"Payload\": {\"RequestPayload\": ");
    for (unsigned i = 0; i < 100; i++) len += snprintf(deep + len, sizeof deep - (size_t)len, "{\"CREATE\": ");
    len += snprintf(deep + len, sizeof deep - (size_t)len, "1");
    for (unsigned i = 0; i < 102; i++) len += snprintf(deep + len, sizeof deep - (size_t)len, "}");
    struct hi1_message *m = hi1_parse(bytes_of_text(deep), SIZE_MAX / 2);
    CHECK(m->is_hi1 && m->malformed && m->count == 0);
    hi1_message_free(m);
    char *large = malloc(HI1_JSON_MAX + 16);
    REQUIRE(large);
    memset(large, ' ', HI1_JSON_MAX + 16);
    static const char start[] = "{\"Header\": {}, \"Payload\": {\"RequestPayload\": {}}}";
    memcpy(large, start, sizeof start - 1);
    m = hi1_parse(bytes_of(large, HI1_JSON_MAX), 100000);
    CHECK(m->is_hi1);
    hi1_message_free(m);
    m = hi1_parse(bytes_of(large, HI1_JSON_MAX + 1), 100000);
    CHECK(!m->is_hi1 && m->malformed);
    hi1_message_free(m);
    free(large);
}

/* A byte order mark, blanks or both in front: the same message, however it is cut. */
TEST(what_stands_in_front_is_passed_over_in_pieces_too)
{
    static const char *const files[] = {"create.xml", "create.json"};
    static const char *const fronts[] = {"\xef\xbb\xbf", "\xef\xbb\xbf\r\n"};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct bytes b;
        uint8_t *data = golden(files[i], &b);
        REQUIRE(data);
        struct hi1_message *plain = hi1_parse(b, SIZE_MAX / 2);
        char *want = hi1_text(plain, SIZE_MAX);
        for (size_t k = 0; k < ARRAY_LEN(fronts); k++)
            for (size_t step = 1; step < 6; step++) {
                bool declared = i == 0 && k == 1; /* blanks before <?xml are not allowed */
                size_t len = strlen(fronts[k]);
                uint8_t *whole = malloc(len + b.len);
                REQUIRE(whole);
                memcpy(whole, fronts[k], len);
                memcpy(whole + len, b.data, b.len);
                struct hi1_message *m = hi1_parse(bytes_of(whole, len + b.len), step);
                char *got = hi1_text(m, SIZE_MAX);
                CHECK_INT(m->malformed, declared);
                if (!declared) CHECK_TEXT(got, want);
                free(got);
                hi1_message_free(m);
                free(whole);
            }
        free(want);
        hi1_message_free(plain);
        free(data);
    }
}

TEST(half_a_mark_is_no_message)
{
    static const char *const bad[] = {"\xef<a/>", "\xef\xbb{}", "\xef\xbb <a/>", " \xef\xbb\xbf<a/>",
                                      "\xef\xbb\xbf\xef\xbb\xbf{}"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        for (size_t step = 1; step < 9; step++) {
            struct hi1_message *m = hi1_parse(bytes_of_text(bad[i]), step);
            CHECK(!m->is_hi1 && !m->malformed && !m->json);
            hi1_message_free(m);
        }
}
