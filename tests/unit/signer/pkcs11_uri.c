#include "signer/pkcs11_uri.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

static enum err parse(const char *text, struct pkcs11_uri *u)
{
    struct fault f;
    return pkcs11_uri_parse(text, u, &f);
}

TEST(what_a_signer_needs)
{
    struct pkcs11_uri u;
    REQUIRE(parse("pkcs11:token=My%20token;object=ledger;id=%01%00%ff?module-path=/usr/lib/m.so&pin-source=file:/run/pin", &u) ==
            ERR_OK);
    CHECK_TEXT(u.token, "My token");
    CHECK_TEXT(u.object, "ledger");
    CHECK_INT(u.id_len, 3);
    CHECK_MEM(u.id, "\1\0\377", 3);
    CHECK_TEXT(u.module, "/usr/lib/m.so");
    CHECK_TEXT(u.pin_file, "/run/pin");
    REQUIRE(parse("pkcs11:id=%41?pin-source=/pin&module-path=/m", &u) == ERR_OK);
    CHECK_TEXT(u.token, "");
    CHECK_TEXT(u.pin_file, "/pin");
    CHECK_INT(u.id_len, 1);
}

TEST(what_is_refused)
{
    static const char *const wrong[] = {"",
                                        "pkcs11",
                                        "pkcs11:",
                                        "pkcs12:object=a?module-path=/m",
                                        "pkcs11:object=a",
                                        "pkcs11:object=a?module-path=m",
                                        "pkcs11:token=a?module-path=/m",
                                        "pkcs11:object=?module-path=/m",
                                        "pkcs11:object=a;object=b?module-path=/m",
                                        "pkcs11:object=a?module-path=/m&module-path=/n",
                                        "pkcs11:object=%4?module-path=/m",
                                        "pkcs11:object=%zz?module-path=/m",
                                        "pkcs11:object=a%00b?module-path=/m",
                                        "pkcs11:serial=1;object=a?module-path=/m",
                                        "pkcs11:object=a?module-path=/m&pin-value=1234",
                                        "pkcs11:object?module-path=/m",
                                        "pkcs11:module-path=/m;object=a",
                                        "pkcs11:id=a?object=b&module-path=/m",
                                        "pkcs11:object=a?module-path=/m%"};
    struct pkcs11_uri u;
    char longest[300] = "pkcs11:object=";
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (!CHECK(parse(wrong[i], &u) != ERR_OK)) printf("%s\n", wrong[i]);
    memset(longest + 14, 'a', 127);
    strcpy(longest + 14 + 127, "?module-path=/m");
    CHECK(parse(longest, &u) == ERR_OK);
    memset(longest + 14, 'a', 128);
    strcpy(longest + 14 + 128, "?module-path=/m");
    CHECK(parse(longest, &u) != ERR_OK);
}
