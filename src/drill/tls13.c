#include "drill/tls13.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "base/macros.h"
#include "drill/random.h"
#include "wire/writer.h"

enum { KEY = 16, IV = 12, TAG = 16, SUITE = 0x1301 };

static void fill(struct rng *r, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++) out[i] = (uint8_t)rng_next(r);
}

void tls13_init(struct tls13 *t, uint64_t seed, const char *server_name)
{
    struct rng r;
    *t = (struct tls13){.server_name = server_name};
    rng_seed(&r, seed);
    fill(&r, t->random[0], sizeof t->random);
    fill(&r, t->share[0], sizeof t->share);
    fill(&r, t->secret[0][0], sizeof t->secret);
}

/* --- hellos (cl. 4.1) ------------------------------------------------------------------------------------------------------ */

static void put_extension(struct writer *w, uint16_t type, struct bytes value)
{
    writer_u16(w, type);
    writer_u16(w, (uint16_t)value.len);
    writer_bytes(w, value);
}

/* Key share of x25519 (cl. 4.2.8), in a list where a client sends it. */
static void put_share(struct writer *w, const struct tls13 *t, enum tls13_end end)
{
    writer_u16(w, 51);
    writer_u16(w, end == TLS13_CLIENT ? TLS13_SECRET + 6 : TLS13_SECRET + 4);
    if (end == TLS13_CLIENT) writer_u16(w, TLS13_SECRET + 4);
    writer_u16(w, 0x001d);
    writer_u16(w, TLS13_SECRET);
    writer_bytes(w, bytes_of(t->share[end], TLS13_SECRET));
}

static void put_server_name(struct writer *w, const char *name)
{
    size_t len = strlen(name);
    writer_u16(w, 0);
    writer_u16(w, (uint16_t)(len + 5));
    writer_u16(w, (uint16_t)(len + 3));
    writer_u8(w, 0);
    writer_u16(w, (uint16_t)len);
    writer_bytes(w, bytes_of(name, len));
}

static void put_extensions(struct writer *w, const struct tls13 *t, enum tls13_end end)
{
    if (end == TLS13_CLIENT) {
        put_server_name(w, t->server_name);
        put_extension(w, 10, bytes_of("\0\2\0\x1d", 4));   /* supported_groups */
        put_extension(w, 13, bytes_of("\0\4\4\3\b\4", 6)); /* signature_algorithms */
        put_extension(w, 43, bytes_of("\2\3\4", 3));       /* supported_versions */
    } else {
        put_extension(w, 43, bytes_of("\3\4", 2));
    }
    put_share(w, t, end);
}

struct bytes tls13_hello(const struct tls13 *t, enum tls13_end end, uint8_t room[static TLS13_RECORD])
{
    uint8_t body[512], extensions[256];
    struct writer b = writer_of(body, sizeof body), e = writer_of(extensions, sizeof extensions),
                  w = writer_of(room, TLS13_RECORD);
    put_extensions(&e, t, end);
    writer_u16(&b, 0x0303);
    writer_bytes(&b, bytes_of(t->random[end], TLS13_SECRET));
    writer_u8(&b, 0); /* legacy_session_id */
    if (end == TLS13_CLIENT) writer_u16(&b, 2);
    writer_u16(&b, SUITE);
    if (end == TLS13_CLIENT) writer_u8(&b, 1);
    writer_u8(&b, 0); /* no compression */
    writer_u16(&b, (uint16_t)e.len);
    writer_bytes(&b, bytes_of(extensions, e.len));
    writer_u8(&w, 22);
    writer_u16(&w, end == TLS13_CLIENT ? 0x0301 : 0x0303);
    writer_u16(&w, (uint16_t)(b.len + 4));
    writer_u8(&w, end == TLS13_CLIENT ? 1 : 2);
    writer_u8(&w, 0);
    writer_u16(&w, (uint16_t)b.len);
    writer_bytes(&w, bytes_of(body, b.len));
    ENSURE(!b.failed && !e.failed && !w.failed);
    return bytes_of(room, w.len);
}

/* --- records (cl. 5.2, 7.1, 7.3) ---------------------------------------------------------------------------------------------
 */

/* HKDF-Expand-Label without context, of at most one block. */
static void expand(const uint8_t *secret, const char *label, uint8_t *out, size_t len)
{
    uint8_t info[64], block[EVP_MAX_MD_SIZE];
    unsigned made = 0;
    int n = snprintf((char *)info + 3, sizeof info - 3, "tls13 %s", label);
    info[0] = 0;
    info[1] = (uint8_t)len;
    info[2] = (uint8_t)n;
    info[3 + n] = 0;
    info[4 + n] = 1; /* the first block */
    ENSURE(HMAC(EVP_sha256(), secret, TLS13_SECRET, info, (size_t)n + 5, block, &made) && len <= made);
    memcpy(out, block, len);
}

struct bytes tls13_seal(struct tls13 *t, enum tls13_end end, enum tls13_phase phase, uint8_t type, struct bytes data,
                        uint8_t room[static TLS13_RECORD])
{
    uint8_t key[KEY], iv[IV], inner[TLS13_PIECE + 1];
    int done = 0, last = 0, len = (int)data.len + 1;
    uint64_t sequence = t->sequence[end][phase]++;
    ENSURE(data.len <= TLS13_PIECE);
    expand(t->secret[end][phase], "key", key, sizeof key);
    expand(t->secret[end][phase], "iv", iv, sizeof iv);
    for (unsigned i = 0; i < 8; i++) iv[IV - 1 - i] ^= (uint8_t)(sequence >> 8 * i);
    if (data.len) memcpy(inner, data.data, data.len);
    inner[data.len] = type;
    const uint8_t head[] = {23, 3, 3, (uint8_t)((len + TAG) >> 8), (uint8_t)(len + TAG)};
    memcpy(room, head, sizeof head);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    ENSURE(c && EVP_EncryptInit_ex(c, EVP_aes_128_gcm(), NULL, key, iv) == 1);
    ENSURE(EVP_EncryptUpdate(c, NULL, &done, head, sizeof head) == 1);
    ENSURE(EVP_EncryptUpdate(c, room + sizeof head, &done, inner, len) == 1 && done == len);
    ENSURE(EVP_EncryptFinal_ex(c, room + sizeof head + done, &last) == 1);
    ENSURE(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, room + sizeof head + done) == 1);
    EVP_CIPHER_CTX_free(c);
    return bytes_of(room, sizeof head + (size_t)len + TAG);
}

static void put_hex(const uint8_t *p, FILE *out)
{
    for (size_t i = 0; i < TLS13_SECRET; i++) fprintf(out, "%02x", p[i]);
}

void tls13_write_secrets(const struct tls13 *t, FILE *out)
{
    static const char *const labels[2][2] = {{"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "CLIENT_TRAFFIC_SECRET_0"},
                                             {"SERVER_HANDSHAKE_TRAFFIC_SECRET", "SERVER_TRAFFIC_SECRET_0"}};
    for (unsigned end = 0; end < 2; end++)
        for (unsigned phase = 0; phase < 2; phase++) {
            fprintf(out, "%s ", labels[end][phase]);
            put_hex(t->random[TLS13_CLIENT], out);
            fputc(' ', out);
            put_hex(t->secret[end][phase], out);
            fputc('\n', out);
        }
}
