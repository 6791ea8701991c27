#include "proto/x509.h"

#include <stdio.h>
#include <string.h>

#include "base/addr.h"
#include "wire/ber.h"

enum { BER_OID = 6, BER_OCTETS = 4, NAME_MAIL = 1, NAME_DNS = 2, NAME_URI = 6, NAME_IP = 7, EXTENSIONS = 3 };

static const uint8_t common_name[] = {0x55, 4, 3}, alternative_names[] = {0x55, 0x1d, 17};

static bool is_oid(const struct ber_element *e, const uint8_t *oid, size_t len)
{
    return e->tag == BER_UNIVERSAL(BER_OID) && bytes_equal(e->value, bytes_of(oid, len));
}

static bool set_text(char text[static X509_TEXT], struct bytes b)
{
    bool whole = b.len < X509_TEXT;
    size_t len = whole ? b.len : X509_TEXT - 1;
    for (size_t i = 0; i < len; i++) text[i] = (char)(b.data[i] >= 0x20 && b.data[i] < 0x7f ? b.data[i] : '?');
    text[len] = 0;
    return whole;
}

/* Name: a sequence of sets of (type, value); the last common name counts. False: it is longer than `text`. */
static bool read_common_name(struct ber *parent, const struct ber_element *name, char text[static X509_TEXT])
{
    struct ber sets = ber_enter(parent, name);
    struct ber_element set, pair, type, value;
    bool whole = true;
    while (ber_next(&sets, &set)) {
        struct ber pairs = ber_enter(&sets, &set);
        while (ber_next(&pairs, &pair)) {
            struct ber parts = ber_enter(&pairs, &pair);
            if (ber_next(&parts, &type) && ber_next(&parts, &value) && is_oid(&type, common_name, sizeof common_name) &&
                !value.constructed)
                whole &= set_text(text, value.value);
        }
    }
    return whole;
}

static void add_name(struct x509_names *n, const struct ber_element *e)
{
    unsigned kind = e->tag >> 30 == BER_CONTEXT(0) >> 30 ? BER_NUMBER(e->tag) : 0;
    bool known = kind == NAME_MAIL || kind == NAME_DNS || kind == NAME_URI || kind == NAME_IP;
    if (!known || e->constructed || n->count == X509_NAMES_MAX) {
        n->more = true;
        return;
    }
    char *text = n->others[n->count++], address[ADDR_TEXT];
    if (kind == NAME_IP && (e->value.len == 4 || e->value.len == 16)) {
        struct ip_addr a = e->value.len == 4 ? ip_from_v4(e->value.data) : ip_from_v6(e->value.data);
        snprintf(text, X509_TEXT, "%s", ip_text(&a, address));
    } else {
        n->more |= !set_text(text, e->value);
    }
}

/* Extension: type, whether it is critical, an OCTET STRING with its value. */
static void read_extension(struct ber *parent, const struct ber_element *extension, struct x509_names *n)
{
    struct ber parts = ber_enter(parent, extension);
    struct ber_element e, name;
    if (!ber_next(&parts, &e) || !is_oid(&e, alternative_names, sizeof alternative_names)) return;
    while (ber_next(&parts, &e))
        if (e.tag == BER_UNIVERSAL(BER_OCTETS) && !e.constructed) {
            struct ber value = ber_of(e.value);
            if (!ber_next(&value, &name)) return;
            struct ber names = ber_enter(&value, &name);
            while (ber_next(&names, &name)) add_name(n, &name);
        }
}

static void read_extensions(struct ber *parent, const struct ber_element *tagged, struct x509_names *n)
{
    struct ber outer = ber_enter(parent, tagged);
    struct ber_element list, extension;
    if (!ber_next(&outer, &list)) return;
    struct ber extensions = ber_enter(&outer, &list);
    while (ber_next(&extensions, &extension)) read_extension(&extensions, &extension, n);
}

/* TBSCertificate: [0] version, serial number, algorithm, issuer, validity, subject, key, ..., [3] extensions. */
static bool read_body(struct ber *body, struct x509_names *n)
{
    struct ber_element e;
    unsigned sequences = 0;
    while (ber_next(body, &e)) {
        bool sequence = e.tag == BER_UNIVERSAL(BER_SEQUENCE);
        sequences += sequence;
        if (sequence && sequences == 2) (void)read_common_name(body, &e, n->issuer);
        if (sequence && sequences == 4) n->more |= !read_common_name(body, &e, n->subject);
        if (e.tag == BER_CONTEXT(EXTENSIONS)) read_extensions(body, &e, n);
    }
    return ber_ok(body) && sequences >= 4;
}

bool x509_names(struct bytes der, struct x509_names *ret)
{
    struct ber outer = ber_of(der);
    struct ber_element certificate, body;
    *ret = (struct x509_names){.count = 0};
    if (!ber_next(&outer, &certificate) || certificate.tag != BER_UNIVERSAL(BER_SEQUENCE)) return false;
    struct ber parts = ber_enter(&outer, &certificate);
    if (!ber_next(&parts, &body) || body.tag != BER_UNIVERSAL(BER_SEQUENCE)) return false;
    struct ber inside = ber_enter(&parts, &body);
    if (read_body(&inside, ret)) return true;
    *ret = (struct x509_names){.count = 0};
    return false;
}

bool x509_names_have(const struct x509_names *n, const char *name)
{
    if (strcasestr(n->subject, name)) return true;
    for (unsigned i = 0; i < n->count; i++)
        if (strcasestr(n->others[i], name)) return true;
    return false;
}
