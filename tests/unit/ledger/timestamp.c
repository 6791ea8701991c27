/* Time stamps: what an authority of our own answers, and what others would like us to take for its answer. */
#include "ledger/timestamp.h"

#include "check.h"
#include "time_authority.h"

enum { DAY = 86400, ANSWER_MAX = 4096 };

static const struct bytes text = {
    (const uint8_t *)"example.org/log\n5\nQ2hlY2twb2ludHMgYXJlIHN0YW1wZWQsIG5vdCBzaWduYXR1cmVzIQ==\n", 74};

struct exchange {
    struct time_authority authority;
    uint8_t request[TIMESTAMP_REQUEST_MAX], answer[ANSWER_MAX];
    size_t request_len, answer_len;
    struct timestamp t;
    struct fault f;
};

static bool ask(struct exchange *e)
{
    if (timestamp_request(text, e->request, &e->request_len, &e->f) != ERR_OK) return false;
    e->answer_len = authority_answer(&e->authority, e->request, e->request_len, e->answer, sizeof e->answer);
    return e->answer_len > 0;
}

static bool begin(struct exchange *e, const char *usage, long from, long until)
{
    *e = (struct exchange){.f.text = ""};
    return authority_open(&e->authority, usage, from, until) && ask(e);
}

static bool begin_well(struct exchange *e)
{
    return begin(e, "critical,timeStamping", -DAY, DAY);
}

static enum err check_it(struct exchange *e, enum timestamp_valid valid)
{
    return timestamp_check(text, bytes_of(e->request, e->request_len), bytes_of(e->answer, e->answer_len), e->authority.file,
                           valid, &e->t, &e->f);
}

TEST(a_good_answer)
{
    struct exchange e;
    uint8_t want[32], got[32] = {0};
    REQUIRE(begin_well(&e));
    if (!CHECK_INT(check_it(&e, TIMESTAMP_VALID_NOW), ERR_OK)) printf("%s\n", e.f.text);
    CHECK_INT(e.t.time_ns / 1000000000, e.authority.clock);
    CHECK_TEXT(e.t.serial, "1D");
    CHECK_TEXT(e.t.authority, "/CN=Clock of tests");
    CHECK_INT(timestamp_imprint(text, want, &e.f), ERR_OK);
    CHECK_INT(timestamp_answered(bytes_of(e.answer, e.answer_len), got, &e.f), ERR_OK);
    CHECK_MEM(got, want, sizeof want);
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_THEN), ERR_OK);
    authority_done(&e.authority);
}

TEST(every_request_has_a_nonce_of_its_own)
{
    uint8_t one[TIMESTAMP_REQUEST_MAX], two[TIMESTAMP_REQUEST_MAX];
    size_t one_len = 0, two_len = 0;
    struct fault f;
    REQUIRE(timestamp_request(text, one, &one_len, &f) == ERR_OK && timestamp_request(text, two, &two_len, &f) == ERR_OK);
    CHECK(one_len != two_len || memcmp(one, two, one_len) != 0);
}

TEST(an_answer_to_another_request)
{
    struct exchange e;
    struct bytes shorter = bytes_slice(text, 0, text.len - 1);
    REQUIRE(begin_well(&e));
    REQUIRE(timestamp_request(text, e.request, &e.request_len, &e.f) == ERR_OK); /* another nonce */
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_NOW), ERR_INVALID);
    CHECK(strstr(e.f.text, "nonce") != NULL);
    REQUIRE(timestamp_request(shorter, e.request, &e.request_len, &e.f) == ERR_OK); /* another text */
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_NOW), ERR_INVALID);
    e.answer_len = authority_answer(&e.authority, e.request, e.request_len, e.answer, sizeof e.answer);
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_NOW), ERR_INVALID); /* rightly stamped, but not this text */
    CHECK(strstr(e.f.text, "another text") != NULL);
    authority_done(&e.authority);
}

/* What was asked for this text, answered for another one with the same nonce. */
TEST(a_stamp_on_another_imprint)
{
    struct exchange e;
    uint8_t other[TIMESTAMP_REQUEST_MAX], imprint[32];
    REQUIRE(begin_well(&e));
    REQUIRE(timestamp_imprint(text, imprint, &e.f) == ERR_OK);
    memcpy(other, e.request, e.request_len);
    uint8_t *at = memmem(other, e.request_len, imprint, sizeof imprint);
    REQUIRE(at != NULL);
    at[0] ^= 1;
    e.answer_len = authority_answer(&e.authority, other, e.request_len, e.answer, sizeof e.answer);
    CHECK(e.answer_len > 0);
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_NOW), ERR_INVALID);
    authority_done(&e.authority);
}

TEST(authorities_that_are_not_trusted)
{
    struct exchange e, other;
    REQUIRE(begin_well(&e) && begin_well(&other));
    CHECK_INT(timestamp_check(text, bytes_of(e.request, e.request_len), bytes_of(e.answer, e.answer_len), other.authority.file,
                              TIMESTAMP_VALID_NOW, &e.t, &e.f),
              ERR_INVALID);
    CHECK_INT(timestamp_check(text, bytes_of(e.request, e.request_len), bytes_of(e.answer, e.answer_len), "/dev/null",
                              TIMESTAMP_VALID_NOW, &e.t, &e.f),
              ERR_IO);
    authority_done(&other.authority);
    authority_done(&e.authority);
}

/* OpenSSL's authority will not stamp with it: the answer is a refusal. */
TEST(a_refusal_is_no_stamp)
{
    struct exchange e;
    REQUIRE(begin(&e, "critical,serverAuth", -DAY, DAY));
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_NOW), ERR_INVALID);
    CHECK(strstr(e.f.text, "refused") != NULL);
    authority_done(&e.authority);
}

TEST(certificates_out_of_their_time)
{
    struct exchange e;
    REQUIRE(begin(&e, "critical,timeStamping", -20 * DAY, -10 * DAY));
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_NOW), ERR_INVALID);
    CHECK(strstr(e.f.text, "expired") != NULL);
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_THEN), ERR_INVALID); /* stamped after its end */
    e.authority.clock -= 15 * DAY;
    REQUIRE(ask(&e));
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_NOW), ERR_INVALID);
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_THEN), ERR_OK); /* it was valid when it stamped */
    authority_done(&e.authority);
    REQUIRE(begin(&e, "critical,timeStamping", DAY, 2 * DAY));
    CHECK_INT(check_it(&e, TIMESTAMP_VALID_NOW), ERR_INVALID);
    authority_done(&e.authority);
}

TEST(answers_that_are_none)
{
    static const uint8_t refusal[] = {0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02}; /* rejection, without a token */
    struct exchange e;
    struct bytes request;
    uint8_t imprint[32];
    REQUIRE(begin_well(&e));
    request = bytes_of(e.request, e.request_len);
    for (size_t len = 0; len < e.answer_len; len++)
        CHECK(timestamp_check(text, request, bytes_of(e.answer, len), e.authority.file, TIMESTAMP_VALID_NOW, &e.t, &e.f) ==
              ERR_FORMAT);
    e.answer[e.answer_len] = 0; /* more than an answer */
    CHECK_INT(
        timestamp_check(text, request, bytes_of(e.answer, e.answer_len + 1), e.authority.file, TIMESTAMP_VALID_NOW, &e.t, &e.f),
        ERR_FORMAT);
    CHECK_INT(timestamp_answered(bytes_of(refusal, sizeof refusal), imprint, &e.f), ERR_INVALID);
    CHECK_INT(timestamp_answered(bytes_of(e.answer, e.answer_len / 2), imprint, &e.f), ERR_FORMAT);
    CHECK_INT(
        timestamp_check(text, request, bytes_of(refusal, sizeof refusal), e.authority.file, TIMESTAMP_VALID_NOW, &e.t, &e.f),
        ERR_INVALID);
    for (size_t len = 0; len < e.request_len; len++)
        CHECK(timestamp_check(text, bytes_of(e.request, len), bytes_of(e.answer, e.answer_len), e.authority.file,
                              TIMESTAMP_VALID_NOW, &e.t, &e.f) == ERR_FORMAT);
    authority_done(&e.authority);
}

/* A few bytes mean nothing (a version, "granted" or "granted with modifications"); what an accepted answer says never changes. */
TEST(every_byte_flipped)
{
    struct exchange e;
    struct timestamp was;
    size_t accepted = 0;
    REQUIRE(begin_well(&e));
    REQUIRE(check_it(&e, TIMESTAMP_VALID_NOW) == ERR_OK);
    was = e.t;
    for (size_t i = 0; i < e.answer_len; i++) {
        e.answer[i] ^= (uint8_t)(1U << i % 8);
        e.t = (struct timestamp){0};
        if (check_it(&e, TIMESTAMP_VALID_NOW) == ERR_OK) {
            accepted++;
            CHECK_INT(e.t.time_ns, was.time_ns);
            CHECK_TEXT(e.t.authority, was.authority);
            CHECK_TEXT(e.t.serial, was.serial);
        }
        e.answer[i] ^= (uint8_t)(1U << i % 8);
    }
    CHECK(accepted < e.answer_len / 20);
    authority_done(&e.authority);
}
