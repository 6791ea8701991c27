#include "base/uuid.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "check.h"

static const uint8_t sample[UUID_BYTES] = {0x29, 0xf2, 0x8e, 0x1c, 0xf2, 0x30, 0x48, 0x6a,
                                           0xa8, 0x60, 0xf5, 0xa7, 0x84, 0xab, 0x91, 0x72};

TEST(text_is_in_lower_case)
{
    char text[UUID_TEXT];
    CHECK_TEXT(uuid_text(sample, text), "29f28e1c-f230-486a-a860-f5a784ab9172");
}

TEST(digits_of_either_case_are_read)
{
    uint8_t uuid[UUID_BYTES] = {0};
    CHECK(uuid_parse("29F28e1C-f230-486A-A860-f5a784aB9172", uuid));
    CHECK(memcmp(uuid, sample, sizeof sample) == 0);
}

TEST(all_but_a_uuid_is_refused)
{
    static const char *const bad[] = {"",
                                      "-",
                                      "2",
                                      "29f28e1c",
                                      "29f28e1cf230486aa860f5a784ab9172",
                                      "29f28e1c-f230-486a-a860f5a7-84ab9172",
                                      "29f28e1c-f230-486a-a860-f5a784ab917",
                                      "29f28e1c-f230-486a-a860-f5a784ab91723",
                                      "29f28e1c-f230-486a-a860-f5a784ab9172 ",
                                      "29f28e1c-f230-486a-a860-f5a784ab91-2",
                                      "{29f28e1c-f230-486a-a860-f5a784ab9172}",
                                      "29f28e1g-f230-486a-a860-f5a784ab9172"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        uint8_t uuid[UUID_BYTES] = {0}, before[UUID_BYTES] = {0};
        if (!CHECK(!uuid_parse(bad[i], uuid))) printf("        accepted \"%s\"\n", bad[i]);
        CHECK(memcmp(uuid, before, sizeof uuid) == 0); /* outputs stay untouched on failure */
    }
}
