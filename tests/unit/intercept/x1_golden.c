/* X1 messages of every type (tests/golden/x1): understood, and, cut short or damaged at any byte, never more than they were. */
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "intercept/x1.h"

static struct x1_body *parse(struct bytes b)
{
    struct x1_parser *p = x1_parser_new();
    ENSURE(p);
    (void)x1_parser_feed(p, b);
    return x1_parser_done(p);
}

/* NULL when there is none. */
static uint8_t *golden(const char *name, size_t *ret_len)
{
    char path[128];
    snprintf(path, sizeof path, "tests/golden/x1/%s.xml", name);
    return check_file(path, ret_len);
}

static size_t details(const struct x1_body *b)
{
    size_t sum = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct x1_message *m = &b->list[i];
        sum += m->task_count + m->destination_count + m->xids.count + m->dids.count;
        for (size_t k = 0; k < m->task_count; k++) sum += m->tasks[k].targets.count + m->tasks[k].liids.count;
    }
    return sum;
}

/* Nothing is told of what is not there to its end, and damage adds nothing. */
static void cut_and_damage(const char *name)
{
    size_t len;
    uint8_t *text = golden(name, &len);
    REQUIRE(text);
    struct x1_body *whole = parse(bytes_of(text, len));
    CHECK(whole->is_x1 && !whole->malformed && whole->count > 0);
    for (size_t cut = 0; cut < len; cut++) {
        struct x1_body *b = parse(bytes_of(text, cut));
        CHECK(b->count <= whole->count && details(b) <= details(whole));
        CHECK(!b->is_x1 || b->malformed || cut + 1 == len); /* the last byte is a line's end */
        x1_body_free(b);
        text[cut] ^= (uint8_t)(1u << cut % 8);
        b = parse(bytes_of(text, len));
        CHECK(b->count <= whole->count && details(b) <= details(whole));
        x1_body_free(b);
        text[cut] ^= (uint8_t)(1u << cut % 8);
    }
    x1_body_free(whole);
    free(text);
}

static const char *const extra[] = {"CreateDestinationRequest-IPv6",
                                    "CreateDestinationRequest-Mail",
                                    "CreateDestinationRequest-Number",
                                    "CreateDestinationRequest-Uri",
                                    "X1TopLevelErrorResponse",
                                    "prefixed-Request",
                                    "several-Request"};

/* Files of that type, request or answer; generic objects are of other namespaces, and an error is no request. */
static bool has_file(enum x1_type t, bool answer)
{
    bool object = t == X1_CREATE_OBJECT || t == X1_MODIFY_OBJECT;
    return answer ? t != X1_GET_OBJECT : !object && t != X1_ERROR;
}

TEST(every_type_is_understood)
{
    for (unsigned t = X1_UNKNOWN + 1; t < X1_TYPE_COUNT; t++)
        for (int answer = 0; answer < 2; answer++) {
            char name[64];
            size_t len;
            snprintf(name, sizeof name, "%s%s", x1_type_name((enum x1_type)t), answer ? "Response" : "Request");
            if (!has_file((enum x1_type)t, answer)) continue;
            uint8_t *text = golden(name, &len);
            REQUIRE(text);
            struct x1_body *b = parse(bytes_of(text, len));
            REQUIRE(b->is_x1 && !b->malformed && b->count == 1);
            CHECK_INT(b->list[0].type, t);
            CHECK_INT(b->list[0].answer, answer);
            CHECK_INT(b->list[0].failed, t == X1_ERROR);
            CHECK_INT(b->list[0].unknown_elements, 0);
            CHECK_TEXT(b->list[0].admf, "admf-1");
            CHECK_TEXT(b->list[0].ne, "upf-1");
            x1_body_free(b);
            free(text);
        }
}

TEST(a_whole_task)
{
    static const char *const want[][2] = {{"imsi", "001010000000001"}, {"ipv4Cidr", "10.46.0.0/29"}, {"tcpPortRange", ""}};
    size_t len;
    uint8_t *text = golden("GetAllDetailsResponse", &len);
    REQUIRE(text);
    struct x1_body *b = parse(bytes_of(text, len));
    REQUIRE(b->count == 1 && b->list[0].task_count == 1 && b->list[0].destination_count == 1);
    const struct x1_task *t = &b->list[0].tasks[0];
    CHECK(t->has_xid && t->has_product_id && !t->implicit_end && t->delivery == X1_X2_AND_X3);
    CHECK_INT(t->targets.count, 28);
    CHECK_INT(t->liids.count, 1);
    for (size_t k = 0; k < ARRAY_LEN(want); k++) {
        const char *value = NULL;
        for (size_t i = 0; i < t->targets.count; i++)
            if (strcmp(t->targets.list[i].kind, want[k][0]) == 0) value = t->targets.list[i].value;
        REQUIRE(value);
        CHECK_TEXT(value, want[k][1]);
    }
    CHECK(b->list[0].destinations[0].has_address && b->list[0].destinations[0].port == 42001);
    x1_body_free(b);
    free(text);
}

TEST(a_top_level_error)
{
    size_t len;
    uint8_t *text = golden("X1TopLevelErrorResponse", &len);
    REQUIRE(text);
    struct x1_body *b = parse(bytes_of(text, len));
    REQUIRE(b->count == 1);
    CHECK(b->list[0].failed && b->list[0].answer && b->list[0].type == X1_ERROR && !*b->list[0].transaction);
    x1_body_free(b);
    free(text);
}

TEST(cut_and_damaged_at_every_byte)
{
    for (unsigned t = X1_UNKNOWN + 1; t < X1_TYPE_COUNT; t++)
        for (int answer = 0; answer < 2; answer++) {
            char name[64];
            snprintf(name, sizeof name, "%s%s", x1_type_name((enum x1_type)t), answer ? "Response" : "Request");
            if (has_file((enum x1_type)t, answer)) cut_and_damage(name);
        }
    for (size_t i = 0; i < ARRAY_LEN(extra); i++) cut_and_damage(extra[i]);
}

/* What refers to a scope that stands elsewhere, and what no standard has, is no silence. */
TEST(what_is_not_understood_is_counted)
{
    static const char *const parts[] = {
        "<taskDetailsExtensions><Owner>x</Owner><o:narrow xmlns:o='urn:o'/></taskDetailsExtensions>",
        "<listOfTrafficPolicyReferences><trafficPolicyReference>11111111-1111-4111-8111-111111111111</trafficPolicyReference>"
        "</listOfTrafficPolicyReferences>",
        "<listOfDIDs><dSId>11111111-1111-4111-8111-111111111111</dSId></listOfDIDs>", "<sampling>1</sampling>"};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        char text[1024];
        int len = snprintf(
            text, sizeof text,
            "<X1Request xmlns='http://uri.etsi.org/03221/X1/2017/10' xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>"
            "<x1RequestMessage i:type='ActivateTaskRequest'><taskDetails>%s</taskDetails></x1RequestMessage></X1Request>",
            parts[i]);
        struct x1_body *b = parse(bytes_of(text, (size_t)len));
        REQUIRE(b->count == 1);
        CHECK(b->list[0].unknown_elements > 0);
        x1_body_free(b);
    }
}
