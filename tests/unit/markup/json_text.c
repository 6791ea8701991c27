/* Escapes of JSON strings. */
#include "markup/json_text.h"

#include <string.h>

#include "check.h"

static void check_escape(struct bytes raw, unsigned taken, const char *text, unsigned text_len)
{
    uint8_t got[JSON_ESCAPE_TEXT];
    unsigned len;
    CHECK_INT(json_escape(raw, got, &len), taken);
    CHECK_INT(len, text_len);
    if (len == text_len) CHECK_MEM(got, text, text_len);
}

TEST(escapes_of_one_letter)
{
    static const char letters[] = "\"\\/bfnrt", stands[] = "\"\\/\b\f\n\r\t";
    for (size_t i = 0; letters[i]; i++) check_escape(bytes_of((char[]){'\\', letters[i], 'n'}, 3), 2, &stands[i], 1);
}

TEST(code_points_of_every_length)
{
    check_escape(bytes_of_text("\\u0041b"), 6, "A", 1);
    check_escape(bytes_of_text("\\u0000"), 6, "\0", 1);
    check_escape(bytes_of_text("\\u00E9"), 6, "\xc3\xa9", 2);
    check_escape(bytes_of_text("\\u534E"), 6, "\xe5\x8d\x8e", 3);
    check_escape(bytes_of_text("\\ud840\\udc00"), 12, "\xf0\xa0\x80\x80", 4);
    check_escape(bytes_of_text("\\uDBFF\\uDFFF"), 12, "\xf4\x8f\xbf\xbf", 4);
}

TEST(halves_of_surrogates_are_told_as_such)
{
    check_escape(bytes_of_text("\\ud840"), 6, "\xef\xbf\xbd", 3);
    check_escape(bytes_of_text("\\ud840x"), 6, "\xef\xbf\xbd", 3);
    check_escape(bytes_of_text("\\ud840\\u0041"), 6, "\xef\xbf\xbd", 3);
    check_escape(bytes_of_text("\\ud840\\udc0"), 6, "\xef\xbf\xbd", 3);
    check_escape(bytes_of_text("\\udc00\\ud840"), 6, "\xef\xbf\xbd", 3);
}

TEST(what_is_no_escape_stands_for_itself)
{
    static const char *const wrong[] = {"\\", "\\x41", "\\u", "\\u12", "\\u12g4", "\\ ", "\\\xff"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) check_escape(bytes_of_text(wrong[i]), 1, "\\", 1);
}
