#include "wire/tbcd.h"

#include <stdio.h>

#include "check.h"

/* The text, and behind a slash the number of its digits. */
static const char *read(const char *octets, size_t len, enum tbcd_alphabet alphabet, size_t size)
{
    static char out[64];
    char text[32];
    size_t n = tbcd_text(bytes_of(octets, len), alphabet, text, size);
    snprintf(out, sizeof out, "%.*s/%zu", (int)n, text, n);
    return out;
}

TEST(the_low_half_stands_first)
{
    CHECK_TEXT(read("\x21\x43\x65", 3, TBCD_DECIMAL, 32), "123456/6");
    CHECK_TEXT(read("", 0, TBCD_DECIMAL, 32), "/0");
}

TEST(a_filler_ends_a_number)
{
    CHECK_TEXT(read("\x21\xf3", 2, TBCD_DECIMAL, 32), "123/3");
    CHECK_TEXT(read("\x21\xf3", 2, TBCD_ALL, 32), "123/3");
    CHECK_TEXT(read("\x2f\x43", 2, TBCD_ALL, 32), "/0");
}

TEST(signs_are_digits_of_the_whole_alphabet_only)
{
    CHECK_TEXT(read("\xa1\xcb\xed", 3, TBCD_DECIMAL, 32), "1/1");
    CHECK_TEXT(read("\xa1\xcb\xed", 3, TBCD_ALL, 32), "1*#abc/6");
}

TEST(no_more_is_written_than_there_is_room)
{
    CHECK_TEXT(read("\x21\x43\x65", 3, TBCD_DECIMAL, 5), "12345/5");
    CHECK_TEXT(read("\x21\x43\x65", 3, TBCD_DECIMAL, 0), "/0");
}
