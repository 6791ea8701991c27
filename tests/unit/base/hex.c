#include "base/hex.h"

#include "check.h"

TEST(every_octet_is_written_and_read_again)
{
    for (unsigned i = 0; i < 256; i++) {
        uint8_t octet = (uint8_t)i;
        char text[3];
        CHECK(hex_text(&octet, 1, text) == text && text[2] == '\0');
        CHECK_INT(hex_octet(text), (int)i);
    }
}

TEST(digits_are_lower_case_and_in_order)
{
    static const uint8_t octets[] = {0x00, 0x1f, 0xab, 0xff};
    char text[9];
    CHECK_TEXT(hex_text(octets, 4, text), "001fabff");
    CHECK_TEXT(hex_text(octets, 0, text), "");
}
