#include "audit/rule.h"

#include <string.h>

#include "check.h"

TEST(names_are_those_of_the_contract)
{
    static const char *const names[] = {"covert-copy",
                                        "undeclared-conversation",
                                        "mirror-session",
                                        "intercept-without-warrant",
                                        "intercept-outside-validity",
                                        "content-beyond-scope",
                                        "undeclared-destination",
                                        "delivery-gap",
                                        "unknown-provisioner",
                                        "unprotected-interface"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        unsigned found = 0;
        for (int r = 0; r < RULE_COUNT; r++) found += strcmp(rule_name((enum rule)r), names[i]) == 0;
        CHECK_INT(found, 1);
    }
}

TEST(each_has_a_text_and_a_severity)
{
    for (int r = 0; r < RULE_COUNT; r++) {
        CHECK(rule_text((enum rule)r) && strlen(rule_text((enum rule)r)) > 10);
        CHECK((unsigned)rule_severity((enum rule)r) < SEVERITY_COUNT);
        for (int other = 0; other < r; other++) CHECK(strcmp(rule_name((enum rule)r), rule_name((enum rule)other)) != 0);
    }
    CHECK_INT(rule_severity(RULE_COVERT_COPY), SEVERITY_CRITICAL);
    CHECK_INT(rule_severity(RULE_INTERCEPT_WITHOUT_WARRANT), SEVERITY_CRITICAL);
}
