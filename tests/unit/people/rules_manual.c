/* Every rule that a tie may name is published. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "people/rules.h"

enum { RULES = 128 };

TEST(the_manual_names_every_rule)
{
    const struct rule *list[RULES];
    size_t len, count = rules_all(list, RULES);
    char name[64];
    uint8_t *manual = check_file("doc/people.md", &len);
    REQUIRE(manual != NULL && count > 0 && count < RULES);
    char *text = strndup((const char *)manual, len);
    free(manual);
    REQUIRE(text != NULL);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "`%s`", list[i]->name);
        if (!CHECK(strstr(text, name) != NULL)) printf("        %s\n", name);
    }
    free(text);
}
