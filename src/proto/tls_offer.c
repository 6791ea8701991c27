#include "proto/tls_offer.h"

#include "proto/tls.h"
#include "wire/reader.h"

enum { EXT_SERVER_NAME = 0, EXT_SIGNATURES = 13, EXT_ALPN = 16, EXT_VERSIONS = 43 };

static void add(struct tls_list *l, uint16_t v)
{
    if (!tls_is_grease(v) && l->count < TLS_OFFER_MAX) l->value[l->count++] = v;
}

static void read_list(struct reader r, struct tls_list *l)
{
    while (reader_left(&r) >= 2) add(l, reader_u16(&r));
}

static bool read_extension(struct reader *extensions, struct tls_offer *o, struct tls_list *versions)
{
    uint16_t type = reader_u16(extensions);
    struct reader ext = reader_sub(extensions, reader_u16(extensions));
    add(&o->extensions, type);
    o->server_name |= type == EXT_SERVER_NAME;
    if (type == EXT_SIGNATURES) read_list(reader_sub(&ext, reader_u16(&ext)), &o->signatures);
    if (type == EXT_VERSIONS) read_list(reader_sub(&ext, reader_u8(&ext)), versions);
    if (type == EXT_ALPN) {
        struct reader list = reader_sub(&ext, reader_u16(&ext));
        o->protocol = reader_bytes(&list, reader_u8(&list));
    }
    return reader_ok(extensions);
}

bool tls_offer(struct bytes body, struct tls_offer *ret)
{
    struct reader r = reader_of(body);
    struct tls_list versions = {.count = 0};
    *ret = (struct tls_offer){.version = reader_u16(&r)};
    reader_skip(&r, TLS_RANDOM_LEN);
    reader_skip(&r, reader_u8(&r)); /* legacy_session_id */
    read_list(reader_sub(&r, reader_u16(&r)), &ret->ciphers);
    reader_skip(&r, reader_u8(&r)); /* legacy_compression_methods */
    if (!reader_ok(&r)) return false;
    struct reader extensions = reader_sub(&r, reader_left(&r) ? reader_u16(&r) : 0);
    while (reader_left(&extensions))
        if (!read_extension(&extensions, ret, &versions)) return false;
    for (unsigned i = 0; i < versions.count; i++)
        if (i == 0 || versions.value[i] > ret->version) ret->version = versions.value[i];
    return reader_ok(&r);
}
