#include "audit/x1_target.h"

#include <stdio.h>
#include <strings.h>

/* Element names of TS 103 221-1 and TS 103 280, compared without case, and the register's kinds for them. */
static const struct {
    const char *element;
    const char *names[X1_TARGET_NAMES];
} kinds[] = {
    {"imsi", {"imsi:", "supi:imsi-"}},
    {"supiImsi", {"imsi:", "supi:imsi-"}},
    {"supiNai", {"supi:nai-", "nai:"}},
    {"imei", {"imei:"}},
    {"imeisv", {"imei:"}},
    {"peiImei", {"imei:"}},
    {"peiImeisv", {"imei:"}},
    {"e164Number", {"msisdn:", "tel:+", "tel:"}},
    {"msisdn", {"msisdn:", "tel:+", "tel:"}},
    {"gpsiMsisdn", {"msisdn:", "tel:+", "tel:"}},
    {"telUri", {"msisdn:", "tel:+", "tel:"}},
    {"gpsiNai", {"nai:"}},
    {"nai", {"nai:"}},
    {"impi", {"nai:", "sip:"}},
    {"impu", {"sip:", "tel:+", "msisdn:"}},
    {"sipUri", {"sip:"}},
    {"emailAddress", {"mail:"}},
    {"ipv4Address", {"ip:"}},
    {"ipv6Address", {"ip:"}},
    {"ipv4Cidr", {"ip:"}},
    {"ipv6Cidr", {"ip:"}},
};

/* Without a URI's scheme, its parameters and a number's plus. */
static const char *bare(const char *value, char out[static X1_TEXT_MAX])
{
    static const char *const schemes[] = {"sip:", "sips:", "tel:", "mailto:"};
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
        size_t len = strlen(schemes[i]);
        if (strncasecmp(value, schemes[i], len) != 0) continue;
        value += len;
        break;
    }
    snprintf(out, X1_TEXT_MAX, "%s", value + (*value == '+'));
    char *end = strpbrk(out, ";?");
    if (end) *end = 0;
    return out;
}

void x1_identity_of(const struct x1_target *t, struct x1_identity *ret)
{
    char value[X1_TEXT_MAX], written[X1_TEXT_MAX + 16];
    ret->count = 0;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        if (strcasecmp(kinds[i].element, t->kind) != 0) continue;
        bare(t->value, value);
        for (unsigned k = 0; k < X1_TARGET_NAMES && kinds[i].names[k]; k++) {
            snprintf(written, sizeof written, "%s%s", kinds[i].names[k], value);
            if (!target_canonical(written, ret->text[ret->count], &ret->target[ret->count])) ret->count++;
        }
    }
}

static bool covers(const struct target *w, const struct seal_key *k, const struct target *t)
{
    if (w->kind == TARGET_IP && t->kind == TARGET_IP) return prefix_covers(&w->prefix, &t->prefix);
    return seal_matches(k, w, t->text);
}

enum x1_cover x1_target_covered(const struct warrant *w, const struct seal_key *k, const struct x1_target *t)
{
    struct x1_identity id;
    bool closed = false;
    x1_identity_of(t, &id);
    for (size_t i = 0; i < w->target_count; i++) {
        closed |= w->targets[i].kind == TARGET_SEALED && !k;
        for (unsigned n = 0; n < id.count; n++)
            if (covers(&w->targets[i], k, &id.target[n])) return X1_COVERED;
    }
    return !id.count || !w->target_count || closed ? X1_NOT_COMPARABLE : X1_NOT_COVERED;
}
