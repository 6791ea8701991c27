#include "verify/span.h"

#include "check.h"

TEST(base64_has_64_digits)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (unsigned c = 0; c < 256; c++) {
        const char text[4] = {'A', 'A', (char)c, 'A'};
        const char *at = c ? strchr(digits, (char)c) : NULL;
        uint8_t out[3] = {9, 9, 9};
        size_t len = 9;
        CHECK_INT(span_base64((struct span){text, 4}, out, sizeof out, &len), at != NULL);
        if (at) CHECK(len == 3 && out[0] == 0 && (out[1] << 8 | out[2]) == (at - digits) << 6);
    }
}

TEST(base64_is_whole_padded_and_canonical)
{
    static const char *const bad[] = {
        "", "A", "AA", "AAA", "AA=", "AAAAA", "AAAA=", "AB==", "AAB=", "=AAA", "AA==AAAA", "AAAA ", "AAAA\n", "AA-_"};
    uint8_t out[8];
    size_t len;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) CHECK(!span_base64(span_of(bad[i]), out, sizeof out, &len));
    CHECK(span_base64(span_of("AQ=="), out, sizeof out, &len) && len == 1 && out[0] == 1);
    CHECK(span_base64(span_of("AQI="), out, sizeof out, &len) && len == 2 && out[1] == 2);
    CHECK(span_base64_exact(span_of("AQID"), out, 3) && !span_base64_exact(span_of("AQID"), out, 4));
    CHECK(!span_base64(span_of("AQID"), out, 2, &len));
}
