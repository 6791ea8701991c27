#include "register/target.h"

#include <stdio.h>

/* Writes the canonical value to out[0..size); NULL, or the cause. */
typedef const char *canonical_fn(const char *value, char *out, size_t size);

enum { SEAL_DIGITS = 64 };

/* ASCII only: the C library's answers depend on the locale. */
static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_separator(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')';
}

/* The digits of `value` without separators; their number, or 0 when there is something else or too many. */
static size_t digits(const char *value, char *out, size_t size)
{
    size_t len = 0;
    for (; *value; value++) {
        if (is_separator(*value)) continue;
        if (!is_digit(*value) || len + 1 >= size) return 0;
        out[len++] = *value;
    }
    out[len] = 0;
    return len;
}

static const char *imsi(const char *value, char *out, size_t size)
{
    size_t len = digits(value, out, size);
    return len >= 6 && len <= 15 ? NULL : "an imsi is 6 to 15 digits";
}

static const char *imei(const char *value, char *out, size_t size)
{
    size_t len = digits(value, out, size);
    if (len < 14 || len > 16) return "an imei is 14, 15 or 16 digits";
    out[14] = 0;
    return NULL;
}

static const char *msisdn(const char *value, char *out, size_t size)
{
    size_t len = digits(value + (*value == '+'), out, size);
    return len >= 3 && len <= 15 ? NULL : "an msisdn is 3 to 15 digits";
}

static const char *tel(const char *value, char *out, size_t size)
{
    size_t plus = *value == '+';
    if (plus) *out = '+';
    size_t len = digits(value + plus, out + plus, size - plus);
    return len >= 3 && len <= 15 ? NULL : "a tel is 3 to 15 digits, with or without + before them";
}

/* USER@HOST with the host in lower case; `host_marks` are the characters a host may hold besides letters, digits and UTF-8. */
static bool user_at_host(const char *value, const char *host_marks, char *out, size_t size)
{
    const char *at = strrchr(value, '@');
    size_t len = strlen(value), user = at ? (size_t)(at - value) : 0;
    if (!user || user + 1 == len || len >= size) return false;
    for (size_t i = 0; i <= len; i++) {
        unsigned char c = (unsigned char)lower(value[i]);
        bool host_char = is_digit(value[i]) || (c >= 'a' && c <= 'z') || c >= 0x80 || (c && strchr(host_marks, c));
        if (value[i] == ' ' || (i < user && value[i] == '@') || (i > user && i < len && !host_char)) return false;
        out[i] = i > user ? (char)c : value[i];
    }
    return true;
}

static const char *sip(const char *value, char *out, size_t size)
{
    return user_at_host(value, "-.:[]", out, size) ? NULL : "a sip is USER@HOST, without parameters";
}

static const char *mail(const char *value, char *out, size_t size)
{
    return user_at_host(value, "-.", out, size) ? NULL : "a mail is LOCAL@DOMAIN";
}

static const char *nai(const char *value, char *out, size_t size)
{
    static const char cause[] = "a nai is USER or USER@REALM";
    if (strchr(value, '@')) return user_at_host(value, "-._", out, size) ? NULL : cause;
    if (!*value || strchr(value, ' ') || strlen(value) >= size) return cause;
    snprintf(out, size, "%s", value);
    return NULL;
}

static const char *supi(const char *value, char *out, size_t size)
{
    const char *rest = value + 4;
    if (is_digit(*value) || strncmp(value, "imsi-", 5) == 0) {
        snprintf(out, size, "imsi-");
        return imsi(is_digit(*value) ? value : value + 5, out + 5, size - 5) ? "a supi's imsi is 6 to 15 digits" : NULL;
    }
    if (strncmp(value, "nai-", 4) == 0) {
        snprintf(out, size, "nai-");
        return nai(rest, out + 4, size - 4) ? "a supi's nai is USER or USER@REALM" : NULL;
    }
    bool line = strncmp(value, "gci-", 4) == 0 || strncmp(value, "gli-", 4) == 0; /* cable and fixed lines: kept as written */
    if (!line || !*rest || strchr(rest, ' ') || strlen(value) >= size) return "a supi is imsi-, nai-, gci- or gli- and its value";
    snprintf(out, size, "%s", value);
    return NULL;
}

static const char *seal(const char *value, char *out, size_t size)
{
    size_t len = 0;
    for (; value[len]; len++) {
        char c = lower(value[len]);
        if (len == SEAL_DIGITS || len + 1 >= size || !(is_digit(c) || (c >= 'a' && c <= 'f'))) break;
        out[len] = c;
    }
    out[len < size ? len : 0] = 0;
    return len == SEAL_DIGITS && !value[len] ? NULL : "a seal is 64 hexadecimal digits";
}

static const char *ip(const char *value, char *out, size_t size)
{
    struct ip_prefix p;
    char text[PREFIX_TEXT];
    if (!prefix_parse(value, &p)) return "an ip is an address, or a prefix whose bits after the length are zero";
    bool whole = p.bits == (p.addr.family == 4 ? 32 : 128);
    snprintf(out, size, "%s", whole ? ip_text(&p.addr, text) : prefix_text(&p, text));
    return NULL;
}

static const struct {
    const char *name;
    canonical_fn *canonical;
} kinds[TARGET_KIND_COUNT] = {[TARGET_IMSI] = {"imsi", imsi},
                              [TARGET_IMEI] = {"imei", imei},
                              [TARGET_MSISDN] = {"msisdn", msisdn},
                              [TARGET_SUPI] = {"supi", supi},
                              [TARGET_SIP] = {"sip", sip},
                              [TARGET_TEL] = {"tel", tel},
                              [TARGET_IP] = {"ip", ip},
                              [TARGET_MAIL] = {"mail", mail},
                              [TARGET_NAI] = {"nai", nai},
                              [TARGET_SEALED] = {"hmac-sha256", seal}};

const char *target_kind_name(enum target_kind k)
{
    return (unsigned)k < TARGET_KIND_COUNT ? kinds[k].name : "unknown";
}

const char *target_canonical(const char *written, char text[static TARGET_TEXT], struct target *ret)
{
    for (size_t k = 0; k < TARGET_KIND_COUNT; k++) {
        size_t len = strlen(kinds[k].name);
        if (strncmp(written, kinds[k].name, len) != 0 || written[len] != ':') continue;
        snprintf(text, TARGET_TEXT, "%s:", kinds[k].name);
        const char *cause = kinds[k].canonical(written + len + 1, text + len + 1, TARGET_TEXT - len - 1);
        if (cause) return cause;
        struct target t = {.kind = (enum target_kind)k, .text = text};
        if (k == TARGET_IP && !prefix_parse(text + len + 1, &t.prefix)) return "not an ip";
        *ret = t;
        return NULL;
    }
    return "is not KIND:VALUE with a kind of imsi, imei, msisdn, supi, sip, tel, ip, mail, nai, hmac-sha256";
}
