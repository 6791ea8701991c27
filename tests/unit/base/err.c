#include "base/err.h"

#include <string.h>

#include "check.h"

TEST(every_code_has_its_own_name_and_a_sentence)
{
    for (int i = 0; i < ERR_COUNT; i++) {
        CHECK(strlen(err_name((enum err)i)) > 0);
        CHECK(strlen(err_text((enum err)i)) > 0);
        for (int k = 0; k < i; k++) CHECK(strcmp(err_name((enum err)i), err_name((enum err)k)) != 0);
    }
    CHECK_TEXT(err_name(ERR_TRUNCATED), "truncated");
    CHECK_TEXT(err_name(ERR_COUNT), "unknown");
    CHECK_TEXT(err_text(ERR_COUNT), "unknown error");
}

TEST(fault_holds_code_and_sentence)
{
    struct fault f;
    CHECK_INT(fault_set(&f, ERR_FORMAT, "%s:%d: %s", "network.yaml", 7, "no such key"), ERR_FORMAT);
    CHECK_INT(f.code, ERR_FORMAT);
    CHECK_TEXT(f.text, "network.yaml:7: no such key");
    CHECK_INT(fault_set(NULL, ERR_IO, "%d", 1), ERR_IO);
}

TEST(a_long_sentence_is_cut)
{
    struct fault f;
    char text[2000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    CHECK_INT(fault_set(&f, ERR_LIMIT, "%s", text), ERR_LIMIT);
    CHECK_INT(strlen(f.text), sizeof f.text - 1);
}
