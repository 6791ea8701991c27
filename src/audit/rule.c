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

const char *rule_depth(enum rule r)
{
    bool metadata = r == RULE_ENCRYPTED_COPY || r == RULE_UNDECLARED_CONVERSATION || r == RULE_MAINTENANCE_REACH;
    return metadata ? "metadata" : "clear";
}

enum severity rule_severity(enum rule r)
{
    return rules[r].severity;
}
