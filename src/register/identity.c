#include "register/identity.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { NAMES = 3 };

/* What the value of a format may be. */
enum shape {
    PLAIN,
    URI = 1,     /* parameters and headers follow the identity */
    PREFIXED = 2 /* values of TS 29.571 begin with their type */
};

static const struct {
    const char *format;
    const char *names[NAMES];
    enum shape shape;
} formats[] = {
    {"imsi", {"imsi:", "supi:imsi-"}, PLAIN},
    {"supiImsi", {"imsi:", "supi:imsi-"}, PREFIXED},
    {"supiNai", {"supi:nai-", "nai:"}, PREFIXED},
    {"imei", {"imei:"}, PLAIN},
    {"imeiCheckDigit", {"imei:"}, PLAIN},
    {"imeisv", {"imei:"}, PLAIN},
    {"peiImei", {"imei:"}, PREFIXED},
    {"peiImeiCheckDigit", {"imei:"}, PREFIXED},
    {"peiImeisv", {"imei:"}, PREFIXED},
    {"e164Number", {"msisdn:", "tel:+", "tel:"}, PLAIN},
    {"InternationalE164", {"msisdn:", "tel:+", "tel:"}, PLAIN},
    {"msisdn", {"msisdn:", "tel:+", "tel:"}, PLAIN},
    {"gpsiMsisdn", {"msisdn:", "tel:+", "tel:"}, PREFIXED},
    {"telUri", {"msisdn:", "tel:+", "tel:"}, URI},
    {"gpsiNai", {"nai:", "gpsi:extid-"}, PREFIXED},
    {"nai", {"nai:"}, PLAIN},
    {"impi", {"nai:", "sip:"}, PLAIN},
    {"impu", {"sip:", "tel:+", "msisdn:"}, URI},
    {"sipUri", {"sip:"}, URI},
    {"emailAddress", {"mail:"}, PLAIN},
    {"internationalizedEmailAddress", {"mail:"}, PLAIN},
    {"ipv4Address", {"ip:"}, PLAIN},
    {"ipv6Address", {"ip:"}, PLAIN},
    {"ipv4Cidr", {"ip:"}, PLAIN},
    {"ipv6Cidr", {"ip:"}, PLAIN},
};

static bool starts(const char *text, const char *with)
{
    return strncasecmp(text, with, strlen(with)) == 0;
}

static const char *behind(const char *value, const char *const *starts_of, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (starts(value, starts_of[i])) return value + strlen(starts_of[i]);
    return value;
}

/* The identity alone, without scheme, type and parameters. *ret_phone: the parameters say that a SIP URI is a number. */
static void bare(const char *value, enum shape shape, char out[static IDENTITY_VALUE], bool *ret_phone)
{
    static const char *const schemes[] = {"sip:", "sips:", "tel:", "mailto:"};
    static const char *const types[] = {"imsi-", "nai-", "msisdn-", "extid-", "imei-", "imeisv-"};
    value = behind(value, schemes, ARRAY_LEN(schemes));
    if (shape == PREFIXED) value = behind(value, types, ARRAY_LEN(types));
    snprintf(out, IDENTITY_VALUE, "%s", value);
    char *end = shape == URI ? strpbrk(out, ";?") : NULL;
    *ret_phone = end && strcasestr(end, ";user=phone");
    if (end) *end = 0;
}

static bool is_number(const char *name)
{
    return starts(name, "msisdn:") || starts(name, "tel:");
}

static void add(struct identity *id, const char *name, const char *value)
{
    char written[IDENTITY_VALUE + 16];
    if (id->count == IDENTITY_NAMES) return;
    if (is_number(name)) value += *value == '+' ? 1 : strncmp(value, "00", 2) == 0 ? 2 : 0;
    snprintf(written, sizeof written, "%s%s", name, value);
    if (!target_canonical(written, id->text[id->count], &id->target[id->count])) id->count++;
    OPENSSL_cleanse(written, sizeof written);
}

/* A wire may leave bits behind a prefix's length: what it means is the prefix. */
static void add_ip(struct identity *id, const char *value)
{
    struct ip_prefix p = {.bits = 0};
    char text[IDENTITY_VALUE], prefix[PREFIX_TEXT];
    snprintf(text, sizeof text, "%s", value);
    char *slash = strchr(text, '/');
    if (slash) *slash = 0;
    if (!ip_parse(text, &p.addr)) return;
    unsigned long whole = p.addr.family == 4 ? 32 : 128, bits = slash ? strtoul(slash + 1, NULL, 10) : whole;
    if (bits > whole || (slash && (slash[1] < '0' || slash[1] > '9'))) return;
    p.bits = (uint8_t)bits;
    for (size_t i = 0; i < sizeof p.addr.bytes; i++) {
        size_t keep = bits >= 8 * (i + 1) ? 8 : bits > 8 * i ? bits - 8 * i : 0;
        p.addr.bytes[i] &= (uint8_t)(0xff00u >> keep);
    }
    add(id, "ip:", prefix_text(&p, prefix));
}

/* Do the digits begin with that network's code? The MNC of a realm is always written with three digits (TS 23.003 cl. 13.2). */
static bool of_network(const char *digits, const char *mcc, const char *mnc)
{
    if (strncmp(digits, mcc, 3) != 0) return false;
    return strncmp(digits + 3, mnc, 3) == 0 || (*mnc == '0' && strncmp(digits + 3, mnc + 1, 2) == 0);
}

/* USER@[...]mncNNN.mccNNN.3gppnetwork.org where the user is an IMSI, for EAP with one digit before it (TS 23.003 cl. 19.3.2). */
static void add_imsi_of(struct identity *id, const char *value)
{
    static const char pattern[] = "mnc###.mcc###.3gppnetwork.org";
    const char *at = strchr(value, '@');
    size_t user = at ? (size_t)(at - value) : 0, len = strlen(value), tail = sizeof pattern - 1;
    char digits[17];
    if (user < 6 || user >= sizeof digits || len < user + 1 + tail) return;
    const char *home = value + len - tail;
    for (size_t i = 0; i < tail; i++) {
        bool digit = home[i] >= '0' && home[i] <= '9';
        if (pattern[i] == '#' ? !digit : strncasecmp(&pattern[i], &home[i], 1) != 0) return;
    }
    memcpy(digits, value, user);
    digits[user] = 0;
    const char *imsi = of_network(digits, home + 10, home + 3) ? digits : digits + 1;
    if (!of_network(imsi, home + 10, home + 3)) return;
    add(id, "imsi:", imsi);
    add(id, "supi:imsi-", imsi);
}

void identity_of(const char *format, const char *value, struct identity *ret)
{
    char text[IDENTITY_VALUE];
    bool phone;
    ret->count = 0;
    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        if (strcasecmp(formats[i].format, format) != 0) continue;
        bare(value, formats[i].shape, text, &phone);
        for (unsigned k = 0; k < NAMES && formats[i].names[k]; k++) {
            if (strcmp(formats[i].names[k], "ip:") == 0)
                add_ip(ret, text);
            else
                add(ret, formats[i].names[k], text);
        }
        add_imsi_of(ret, text);
        char *at = phone ? strchr(text, '@') : NULL;
        if (!at) break;
        *at = 0;
        add(ret, "msisdn:", text);
        add(ret, "tel:+", text);
        break;
    }
    OPENSSL_cleanse(text, sizeof text);
}

void identity_done(struct identity *id)
{
    OPENSSL_cleanse(id, sizeof *id);
}

/* A seal says nothing of a prefix's length: every prefix around `t` is tried. */
static bool sealed_around(const struct target *w, const struct seal_key *k, const struct target *t)
{
    char text[sizeof "ip:" + PREFIX_TEXT], prefix[PREFIX_TEXT];
    struct ip_prefix p = t->prefix;
    for (unsigned bits = p.bits; bits-- > 0;) {
        p.addr.bytes[bits / 8] &= (uint8_t) ~(0x80u >> bits % 8);
        p.bits = (uint8_t)bits;
        snprintf(text, sizeof text, "ip:%s", prefix_text(&p, prefix));
        if (seal_matches(k, w, text)) return true;
    }
    return false;
}

static bool covers(const struct target *w, const struct seal_key *k, const struct target *t)
{
    if (w->kind == TARGET_IP && t->kind == TARGET_IP) return prefix_covers(&w->prefix, &t->prefix);
    if (seal_matches(k, w, t->text)) return true;
    return k && w->kind == TARGET_SEALED && t->kind == TARGET_IP && sealed_around(w, k, t);
}

enum identity_cover identity_covered(const struct warrant *w, const struct seal_key *k, const struct identity *id)
{
    bool closed = false;
    for (size_t i = 0; i < w->target_count; i++) {
        closed |= w->targets[i].kind == TARGET_SEALED && !k;
        for (unsigned n = 0; n < id->count; n++)
            if (covers(&w->targets[i], k, &id->target[n])) return IDENTITY_COVERED;
    }
    return !id->count || !w->target_count || closed ? IDENTITY_NOT_COMPARABLE : IDENTITY_NOT_COVERED;
}
