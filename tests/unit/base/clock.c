#include "base/clock.h"

#include <stdio.h>

#include "check.h"

/* 2026-11-21T23:16:53Z */
#define MOMENT INT64_C(1795303013)

static const char *shown(int64_t ns)
{
    static char text[CLOCK_TEXT];
    return clock_rfc3339(ns, text);
}

TEST(rfc3339_out)
{
    CHECK_TEXT(shown(0), "1970-01-01T00:00:00.000000000Z");
    CHECK_TEXT(shown(1), "1970-01-01T00:00:00.000000001Z");
    CHECK_TEXT(shown(-1), "1969-12-31T23:59:59.999999999Z");
    CHECK_TEXT(shown(MOMENT * CLOCK_SECOND + 123456789), "2026-11-21T23:16:53.123456789Z");
    CHECK_TEXT(shown(INT64_C(951782400) * CLOCK_SECOND), "2000-02-29T00:00:00.000000000Z");
    CHECK_TEXT(shown(INT64_MAX), "2262-04-11T23:47:16.854775807Z");
    CHECK_TEXT(shown(INT64_MIN + 1), "1677-09-21T00:12:43.145224193Z");
    CHECK_TEXT(shown(CLOCK_NONE), "");
}

TEST(time_of_day)
{
    char text[CLOCK_TEXT];
    CHECK_TEXT(clock_of_day(MOMENT * CLOCK_SECOND + 123999999, text), "23:16:53.123");
    CHECK_TEXT(clock_of_day(-1, text), "23:59:59.999");
    CHECK_TEXT(clock_of_day(CLOCK_NONE, text), "");
}

TEST(rfc3339_in)
{
    static const struct {
        const char *text;
        int64_t seconds, nanos;
    } good[] = {
        {"1970-01-01T00:00:00Z", 0, 0},
        {"2026-11-21T23:16:53Z", MOMENT, 0},
        {"2026-11-21t23:16:53z", MOMENT, 0},           /* cl. 5.6: lower case is allowed */
        {"2026-11-21 23:16:53Z", MOMENT, 0},           /* and a space for the T */
        {"2026-11-21T23:16:53.5Z", MOMENT, 500000000}, /* a fraction of any length */
        {"2026-11-21T23:16:53.123456789Z", MOMENT, 123456789},
        {"2026-11-21T23:16:53.1234567899999Z", MOMENT, 123456789}, /* what a nanosecond cannot hold is cut */
        {"2026-11-22T00:16:53+01:00", MOMENT, 0},
        {"2026-11-21T17:46:53-05:30", MOMENT, 0},
        {"2026-11-21T23:16:53-00:00", MOMENT, 0}, /* cl. 4.3: offset not known */
        {"2026-11-22T23:15:53+23:59", MOMENT, 0},
        {"2000-02-29T00:00:00Z", 951782400, 0},  /* a leap year because of 400 */
        {"2016-12-31T23:59:60Z", 1483228800, 0}, /* leap second: the next moment */
        {"1969-12-31T23:59:59.25Z", -1, 250000000},
    };
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        int64_t ns = 0;
        if (!CHECK(clock_parse_rfc3339(good[i].text, &ns))) printf("        refused %s\n", good[i].text);
        CHECK_INT(ns, good[i].seconds * CLOCK_SECOND + good[i].nanos);
    }
}

TEST(rfc3339_refuses)
{
    static const char *const bad[] = {"",
                                      "2026",
                                      "2026-11-21",
                                      "2026-11-21T23:16:53",
                                      "2026-11-21T23:16Z",
                                      "2026-11-21T24:00:00Z",
                                      "2026-11-21T23:60:00Z",
                                      "2026-11-21T23:16:61Z",
                                      "2026-13-01T00:00:00Z",
                                      "2026-00-01T00:00:00Z",
                                      "2026-01-00T00:00:00Z",
                                      "2026-04-31T00:00:00Z",
                                      "2026-02-29T00:00:00Z",
                                      "1900-02-29T00:00:00Z",
                                      "2026-11-21T23:16:53.Z",
                                      "2026-11-21T23:16:53,5Z",
                                      "2026-11-21T23:16:53Z ",
                                      " 2026-11-21T23:16:53Z",
                                      "2026-11-21T23:16:53+0100",
                                      "2026-11-21T23:16:53+01",
                                      "2026-11-21T23:16:53+24:00",
                                      "2026-11-21T23:16:53+01:60",
                                      "2026-11-21T23:16:53ZZ",
                                      "26-11-21T23:16:53Z",
                                      "2026-1-21T23:16:53Z",
                                      "+2026-11-21T23:16:53Z",
                                      "2026-11-21T-1:16:53Z",
                                      "2026/11/21T23:16:53Z",
                                      "9999-01-01T00:00:00Z",
                                      "0001-01-01T00:00:00Z",
                                      "2026-11-21_23:16:53Z"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        int64_t ns = 4711;
        if (!CHECK(!clock_parse_rfc3339(bad[i], &ns))) printf("        accepted \"%s\"\n", bad[i]);
        CHECK_INT(ns, 4711);
    }
}

/* Every prefix of a good time is none: nothing is read past the end of the text. */
TEST(rfc3339_refuses_every_short_length)
{
    static const char whole[] = "2026-11-21T23:16:53.123456789+01:00";
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        char *text = malloc(len + 1);
        int64_t ns;
        REQUIRE(text);
        for (size_t i = 0; i < len; i++) text[i] = whole[i];
        text[len] = 0;
        if (!CHECK(!clock_parse_rfc3339(text, &ns))) printf("        accepted \"%s\"\n", text);
        free(text);
    }
}

TEST(every_day_round_trips)
{
    for (int64_t day = -98600; day < 106000; day += 13) { /* 1700 to 2260 */
        char text[CLOCK_TEXT];
        int64_t in = day * 86400 * CLOCK_SECOND + 86399 * CLOCK_SECOND + 999999999, out = 0;
        if (!CHECK(clock_parse_rfc3339(clock_rfc3339(in, text), &out)) || !CHECK_INT(out, in)) return;
    }
}

TEST(generalized_time)
{
    static const struct {
        const char *text;
        int64_t seconds, nanos;
    } good[] = {
        {"20261121231653Z", MOMENT, 0},
        {"20261121231653", MOMENT, 0},
        {"20261121231653.067Z", MOMENT, 67000000},
        {"20261121231653,067Z", MOMENT, 67000000},
        {"20261122001653+0100", MOMENT, 0},
        {"20261121181653.5-0500", MOMENT, 500000000},
        {"202611212316Z", MOMENT - 53, 0},
        {"2026112123Z", MOMENT - 16 * 60 - 53, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        int64_t ns = 0;
        if (!CHECK(clock_parse_generalized(good[i].text, &ns))) printf("        refused %s\n", good[i].text);
        CHECK_INT(ns, good[i].seconds * CLOCK_SECOND + good[i].nanos);
    }
    static const char *const bad[] = {"",
                                      "2026",
                                      "20261121",
                                      "2026112",
                                      "20261121231653X",
                                      "20261121231653.Z",
                                      "20261121231653z",
                                      "202611212316531Z",
                                      "20261321231653Z",
                                      "20261121241653Z",
                                      "20261121231653+01",
                                      "20261121231653+01:00"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        int64_t ns = 4711;
        if (!CHECK(!clock_parse_generalized(bad[i], &ns))) printf("        accepted \"%s\"\n", bad[i]);
        CHECK_INT(ns, 4711);
    }
}
