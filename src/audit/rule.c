#include "audit/rule.h"

#define X(id, name, severity, text) {name, severity, text},
static const struct {
    const char *name;
    enum severity severity;
    const char *text;
} rules[RULE_COUNT] = {RULE_LIST(X)};
#undef X

const char *rule_name(enum rule r)
{
    return rules[r].name;
}

const char *rule_text(enum rule r)
{
    return rules[r].text;
}

enum severity rule_severity(enum rule r)
{
    return rules[r].severity;
}
