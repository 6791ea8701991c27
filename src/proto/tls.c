#include "proto/tls.h"

#include "wire/reader.h"

enum { EXT_SERVER_NAME = 0, EXT_SUPPORTED_VERSIONS = 43 };

/* SHA-256 of "HelloRetryRequest": RFC 8446 cl. 4.1.3. */
static const uint8_t retry_random[TLS_RANDOM_LEN] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                                     0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                                     0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

bool tls_record(struct bytes b, size_t *ret_len)
{
    const uint8_t *p = b.data;
    if (b.len < TLS_HEADER_LEN || p[0] < TLS_CHANGE_CIPHER || p[0] > TLS_HEARTBEAT || p[1] != 3 || p[2] > 4) return false;
    *ret_len = load_be16(p + 3);
    return *ret_len > 0 && *ret_len <= TLS_RECORD_MAX;
}

bool tls_sniff(struct bytes payload)
{
    size_t len;
    if (payload.len <= TLS_HEADER_LEN || !tls_record(payload, &len)) return false;
    if (payload.data[0] == TLS_CHANGE_CIPHER) return len == 1 && payload.data[TLS_HEADER_LEN] == 1;
    return true;
}

/* As much of a length-prefixed vector as is there: a ClientHello may be longer than the captured part. Clears `complete` when
 * clipped. */
static struct reader clipped(struct reader *r, size_t len, bool *complete)
{
    if (len > reader_left(r)) {
        *complete = false;
        len = reader_left(r);
    }
    return reader_sub(r, len);
}

/* A reader over the body of the first handshake message if it is of this type. */
static bool open_hello(struct bytes payload, uint8_t type, struct reader *ret, bool *complete)
{
    if (!tls_sniff(payload) || payload.data[0] != TLS_HANDSHAKE) return false;
    struct reader r = reader_of(payload);
    *complete = true;
    reader_skip(&r, 3);
    size_t record_len = reader_u16(&r);
    struct reader record = clipped(&r, record_len, complete);
    if (reader_u8(&record) != type) return false;
    size_t message_len = reader_u24(&record);
    if (!reader_ok(&record)) return false;
    *ret = clipped(&record, message_len, complete);
    return true;
}

/* The extensions at the end of a hello; none when the message ends before them. */
static struct reader open_extensions(struct reader *r, bool *complete)
{
    if (reader_left(r) < 2) return reader_of(bytes_of(NULL, 0));
    size_t len = reader_u16(r);
    return clipped(r, len, complete);
}

static bool next_extension(struct reader *extensions, uint16_t *ret_type, struct reader *ret, bool *complete)
{
    if (reader_left(extensions) < 4) return false;
    *ret_type = reader_u16(extensions);
    size_t len = reader_u16(extensions);
    *ret = clipped(extensions, len, complete);
    return true;
}

static void read_server_name(struct reader list, struct tls_client_hello *h)
{
    struct reader names = clipped(&list, reader_u16(&list), &h->complete);
    while (reader_left(&names)) {
        uint8_t name_type = reader_u8(&names);
        struct bytes name = reader_bytes(&names, reader_u16(&names));
        if (!reader_ok(&names)) return;
        if (name_type == 0 && h->server_name.len == 0) h->server_name = name;
    }
}

static void read_versions(struct reader ext, struct tls_client_hello *h)
{
    struct reader list = clipped(&ext, reader_u8(&ext), &h->complete);
    while (reader_left(&list) >= 2 && h->version_count < TLS_VERSIONS_MAX) {
        uint16_t v = reader_u16(&list);
        if (!tls_is_grease(v)) h->versions[h->version_count++] = v;
    }
}

static bool read_client_hello(struct reader r, bool complete, struct tls_client_hello *ret)
{
    struct tls_client_hello h = {.complete = complete};
    uint16_t legacy_version = reader_u16(&r);
    const uint8_t *random = reader_take(&r, TLS_RANDOM_LEN);
    if (!random || legacy_version >> 8 != 3) return false;
    memcpy(h.random, random, TLS_RANDOM_LEN);
    reader_skip(&r, reader_u8(&r));  /* legacy_session_id */
    reader_skip(&r, reader_u16(&r)); /* cipher_suites */
    reader_skip(&r, reader_u8(&r));  /* legacy_compression_methods */
    if (!reader_ok(&r)) h.complete = false;
    struct reader extensions = open_extensions(&r, &h.complete), ext;
    uint16_t type;
    while (next_extension(&extensions, &type, &ext, &h.complete)) {
        if (type == EXT_SERVER_NAME)
            read_server_name(ext, &h);
        else if (type == EXT_SUPPORTED_VERSIONS && h.version_count == 0)
            read_versions(ext, &h);
    }
    if (h.version_count == 0) h.versions[h.version_count++] = legacy_version;
    *ret = h;
    return true;
}

bool tls_client_hello(struct bytes payload, struct tls_client_hello *ret)
{
    struct reader r;
    bool complete;
    return open_hello(payload, TLS_CLIENT_HELLO, &r, &complete) && read_client_hello(r, complete, ret);
}

bool tls_client_hello_body(struct bytes body, struct tls_client_hello *ret)
{
    return read_client_hello(reader_of(body), true, ret);
}

static bool read_server_hello(struct reader r, bool complete, struct tls_server_hello *ret)
{
    struct tls_server_hello h = {.complete = complete};
    h.version = reader_u16(&r);
    const uint8_t *random = reader_take(&r, TLS_RANDOM_LEN);
    reader_skip(&r, reader_u8(&r)); /* legacy_session_id_echo */
    h.cipher_suite = reader_u16(&r);
    reader_skip(&r, 1); /* legacy_compression_method */
    if (!reader_ok(&r) || h.version >> 8 != 3) return false;
    memcpy(h.random, random, TLS_RANDOM_LEN);
    h.retry = memcmp(random, retry_random, sizeof retry_random) == 0;
    struct reader extensions = open_extensions(&r, &h.complete), ext;
    uint16_t type;
    while (next_extension(&extensions, &type, &ext, &h.complete)) {
        if (type != EXT_SUPPORTED_VERSIONS || reader_left(&ext) != 2) continue;
        uint16_t chosen = reader_u16(&ext);
        if (chosen >> 8 == 3) h.version = chosen;
    }
    *ret = h;
    return true;
}

bool tls_server_hello(struct bytes payload, struct tls_server_hello *ret)
{
    struct reader r;
    bool complete;
    return open_hello(payload, TLS_SERVER_HELLO, &r, &complete) && read_server_hello(r, complete, ret);
}

bool tls_server_hello_body(struct bytes body, struct tls_server_hello *ret)
{
    return read_server_hello(reader_of(body), true, ret);
}
