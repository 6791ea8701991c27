/* What exports say of a rule: texts that name nobody. */
#ifndef CUSTOS_REPORT_EXPORT_RULES_H
#define CUSTOS_REPORT_EXPORT_RULES_H

enum { EXPORT_RULE_REVISION = 1 };

struct export_rule {
    const char *name;   /* the contract's: "covert-copy" */
    unsigned signature; /* the number that EVE knows it by; in the range for local rules; never changes */
    const char *title;  /* without a final stop */
    const char *remedy; /* what to do next, one sentence */
};

/* The rule of that name (NULL: withheld); one that is not in the list has a number and a title all the same. Never NULL. */
const struct export_rule *export_rule(const char *name);

#endif
