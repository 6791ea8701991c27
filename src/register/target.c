#include "register/target.h"

#include <stdio.h>

#include "base/hex.h"

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

/* E.164 cl. 6: no country code begins with 0, so 00 can only be the prefix that stands for the plus. */
static const char *msisdn(const char *value, char *out, size_t size)
{
    size_t prefix = *value == '+' ? 1 : strncmp(value, "00", 2) == 0 ? 2 : 0;
    size_t len = digits(value + prefix, out, size);
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

/* RFC 3261 cl. 19.1.4: outside of the reserved set a character and its escape are the same. In place; false
 * when there is a % that begins no escape. */
static bool unescape_user(char *text)
{
    char *to = text, *from = text;
    for (; *from && *from != '@'; from++) {
        int octet = *from == '%' ? hex_octet(from + 1) : -1;
        if (*from == '%' && octet < 0) return false;
        char c = octet < 0 ? 0 : (char)octet;
        bool plain = c && (is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || strchr("-_.!~*'()", c));
        *to++ = plain ? c : *from;
        if (plain) from += 2;
    }
    memmove(to, from, strlen(from) + 1);
    return true;
}

/* An IPv6 reference of the host (RFC 3261 cl. 25.1) in the form of RFC 5952. False when there is something else in brackets. */
static bool tidy_host(char *text, size_t size)
{
    char *open = strrchr(text, '[') ? strrchr(text, '@') : NULL, *close = strchr(text, ']');
    struct ip_addr a;
    char address[ADDR_TEXT], port[16];
    if (!open) return !close && !strchr(text, '[');
    if (open[1] != '[' || !close || strlen(close + 1) >= sizeof port || (close[1] && close[1] != ':')) return false;
    snprintf(port, sizeof port, "%s", close + 1);
    *close = 0;
    if (!ip_parse(open + 2, &a) || a.family != 6) return false;
    size_t room = size - (size_t)(open - text);
    return (size_t)snprintf(open, room, "@[%s]%s", ip_text(&a, address), port) < room;
}

static const char *sip(const char *value, char *out, size_t size)
{
    static const char cause[] = "a sip is USER@HOST, without parameters";
    return user_at_host(value, "-.:[]", out, size) && tidy_host(out, size) && unescape_user(out) ? NULL : cause;
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

/* A gpsi that is an msisdn is canonical as such: see target_canonical. */
static const char *gpsi(const char *value, char *out, size_t size)
{
    static const char cause[] = "a gpsi is msisdn-DIGITS or extid-USER@DOMAIN";
    if (strncmp(value, "extid-", 6) != 0) return cause;
    snprintf(out, size, "extid-");
    return user_at_host(value + 6, "-.", out + 6, size - 6) ? NULL : cause;
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

/* ::ffff:a.b.c.d is a.b.c.d (RFC 4291 cl. 2.5.5.2), and so are prefixes of it. */
static void unmap(struct ip_prefix *p)
{
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    if (p->addr.family != 6 || p->bits < 96 || memcmp(p->addr.bytes, mapped, sizeof mapped) != 0) return;
    p->addr = ip_from_v4(p->addr.bytes + sizeof mapped);
    p->bits = (uint8_t)(p->bits - 96);
}

static const char *ip(const char *value, char *out, size_t size)
{
    struct ip_prefix p;
    char text[PREFIX_TEXT];
    if (!prefix_parse(value, &p)) return "an ip is an address, or a prefix whose bits after the length are zero";
    unmap(&p);
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
                              [TARGET_GPSI] = {"gpsi", gpsi},
                              [TARGET_SEALED] = {"hmac-sha256", seal}};

const char *target_kind_name(enum target_kind k)
{
    return (unsigned)k < TARGET_KIND_COUNT ? kinds[k].name : "unknown";
}

static const char *write_canonical(enum target_kind k, const char *value, char text[static TARGET_TEXT], struct target *ret)
{
    size_t at = (size_t)snprintf(text, TARGET_TEXT, "%s:", kinds[k].name);
    const char *cause = kinds[k].canonical(value, text + at, TARGET_TEXT - at);
    if (cause) return cause;
    struct target t = {.kind = k, .text = text};
    if (k == TARGET_IP && !prefix_parse(text + at, &t.prefix)) return "not an ip";
    *ret = t;
    return NULL;
}

const char *target_canonical(const char *written, char text[static TARGET_TEXT], struct target *ret)
{
    static const char number[] = "gpsi:msisdn-"; /* a name of TS 29.571 for the same thing */
    if (strncmp(written, number, sizeof number - 1) == 0) {
        const char *cause = write_canonical(TARGET_MSISDN, written + sizeof number - 1, text, ret);
        return cause ? "a gpsi's msisdn is 3 to 15 digits" : NULL;
    }
    for (size_t k = 0; k < TARGET_KIND_COUNT; k++) {
        size_t len = strlen(kinds[k].name);
        if (strncmp(written, kinds[k].name, len) != 0 || written[len] != ':') continue;
        return write_canonical((enum target_kind)k, written + len + 1, text, ret);
    }
    return "is not KIND:VALUE with a kind of imsi, imei, msisdn, supi, sip, tel, ip, mail, nai, gpsi, hmac-sha256";
}
