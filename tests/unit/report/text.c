#include "report/text.h"

#include <math.h>
#include <string.h>

#include "check.h"

static char number[TEXT_NUMBER];

TEST(counts_have_thousands)
{
    CHECK_TEXT(text_count(0, number), "0");
    CHECK_TEXT(text_count(999, number), "999");
    CHECK_TEXT(text_count(37112, number), "37,112");
    CHECK_TEXT(text_count(100000, number), "100,000");
    CHECK_TEXT(text_count(UINT64_MAX, number), "18,446,744,073,709,551,615");
    CHECK_TEXT(text_counted(1, "packet", number), "1 packet");
    CHECK_TEXT(text_counted(1359, "packet", number), "1,359 packets");
    CHECK_TEXT(text_counted(0, "finding", number), "0 findings");
}

TEST(bytes_are_si)
{
    CHECK_TEXT(text_bytes(0, number), "0 B");
    CHECK_TEXT(text_bytes(999, number), "999 B");
    CHECK_TEXT(text_bytes(1000, number), "1.0 kB");
    CHECK_TEXT(text_bytes(98049, number), "98.0 kB");
    CHECK_TEXT(text_bytes(98050, number), "98.1 kB");
    CHECK_TEXT(text_bytes(999949, number), "999.9 kB");
    CHECK_TEXT(text_bytes(999950, number), "1.0 MB");
    CHECK_TEXT(text_bytes(14100000, number), "14.1 MB");
    CHECK_TEXT(text_bytes(UINT64_MAX, number), "18.4 EB");
}

TEST(shares_are_honest)
{
    CHECK_TEXT(text_share(92, 100, number), "92.0 %");
    CHECK_TEXT(text_share(0, 100, number), "0.0 %");
    CHECK_TEXT(text_share(1, 1000000, number), "<0.1 %");
    CHECK_TEXT(text_share(999999, 1000000, number), "99.9 %");
    CHECK_TEXT(text_share(7, 7, number), "100.0 %");
    CHECK_TEXT(text_share(3, 0, number), "");
    CHECK_TEXT(text_share(UINT64_MAX, UINT64_MAX, number), "100.0 %");
}

TEST(durations_for_people)
{
    CHECK_TEXT(text_duration(0, number), "0 s");
    CHECK_TEXT(text_duration(0.0001, number), "<1 ms");
    CHECK_TEXT(text_duration(0.035, number), "35 ms");
    CHECK_TEXT(text_duration(0.2, number), "0.2 s");
    CHECK_TEXT(text_duration(9.96, number), "10 s");
    CHECK_TEXT(text_duration(22, number), "22 s");
    CHECK_TEXT(text_duration(59.6, number), "1 min 00 s");
    CHECK_TEXT(text_duration(200, number), "3 min 20 s");
    CHECK_TEXT(text_duration(7500, number), "2 h 05 min");
    CHECK_TEXT(text_duration(90000, number), "1 d 1 h");
    CHECK_TEXT(text_duration(-1, number), "");
    CHECK_TEXT(text_duration((double)NAN, number), "");
    CHECK_TEXT(text_duration(1e300, number), "");
}

TEST(fixed_decimals)
{
    CHECK_TEXT(text_fixed(1.25, 1, number), "1.3");
    CHECK_TEXT(text_fixed(-0.5, 2, number), "-0.50");
    CHECK_TEXT(text_fixed(12, 0, number), "12");
    CHECK_TEXT(text_fixed((double)INFINITY, 1, number), "0.0");
}

TEST(spans_name_the_day_once)
{
    char span[TEXT_SPAN];
    int64_t start = INT64_C(1795303013000000000);
    CHECK_TEXT(text_span(start, start + 22 * CLOCK_SECOND, span), "2026-11-21 23:16:53 - 23:17:15 UTC (22 s)");
    CHECK_TEXT(text_span(start, start + 7200 * CLOCK_SECOND, span), "2026-11-21 23:16:53 - 2026-11-22 01:16:53 UTC (2 h 00 min)");
    CHECK_TEXT(text_span(CLOCK_NONE, start, span), "");
    CHECK(text_seconds(INT64_MIN + 1, INT64_MAX) > 1.8e10);
    CHECK(text_seconds(5, 4) == 0);
}

static const char *shown_of(const char *s, bool utf8)
{
    static char all[256];
    char shown[TEXT_CHAR];
    unsigned columns;
    all[0] = 0;
    for (size_t len; (len = text_char(s, utf8, shown, &columns)) > 0; s += len) strcat(all, shown);
    return all;
}

TEST(foreign_text_is_tamed)
{
    CHECK_TEXT(shown_of("plain ~", false), "plain ~");
    CHECK_TEXT(shown_of("\x1b[2J\r\n\x7f", true), "\\x1b[2J\\x0d\\x0a\\x7f");
    CHECK_TEXT(shown_of("\xff\xc0\xaf", true), "\\xff\\xc0\\xaf");
    CHECK_TEXT(shown_of("\xed\xa0\x80", true), "\\xed\\xa0\\x80");
    CHECK_TEXT(shown_of("\xe0\x80\x80\xf4\x90\x80\x80", true), "\\xe0\\x80\\x80\\xf4\\x90\\x80\\x80");
    CHECK_TEXT(shown_of("a\xe2\x80\xae"
                        "b\xc2\x9b",
                        true),
               "a\\u{202e}b\\u{9b}");
    CHECK_TEXT(shown_of("\xe4\xb8\xad\xe6", true), "\xe4\xb8\xad\\xe6");
    CHECK_TEXT(shown_of("\xe4\xb8\xad", false), "\\u{4e2d}");
    CHECK_INT(text_columns("\xe4\xb8\xad"
                           "a",
                           true),
              3);
    CHECK_INT(text_columns("e\xcc\x81", true), 1);
    CHECK_INT(text_columns("\x01", true), 4);
    CHECK_INT(text_columns(NULL, true), 0);
}
