#include "intercept/tls_side.h"

#include <openssl/crypto.h>

/* Records that may be missing at once: more are given up. Records of the handshake that no secret opens, since its secrets need
 * not be in the log, are fewer than STRANGERS_MAX. */
enum { AHEAD_MAX = 1024, STRANGERS_MAX = 64, BUDGET = 64 << 20 };

static bool start_13(struct tls_side *d, const struct tls_suite *suite, const struct tls_secrets *s, bool server)
{
    int handshake = server ? TLS_SERVER_HANDSHAKE : TLS_CLIENT_HANDSHAKE,
        traffic = server ? TLS_SERVER_TRAFFIC : TLS_CLIENT_TRAFFIC;
    struct bytes first = bytes_of(s->secret[handshake], s->len[handshake]);
    struct bytes second = bytes_of(s->secret[traffic], s->len[traffic]);
    if (second.len != suite->hash_len) return false;
    memcpy(d->secret, second.data, second.len);
    if (first.len) return tls_key_13(&d->key, suite, first) && tls_key_13(&d->next, suite, second);
    return tls_key_13(&d->key, suite, second) && tls_next_secret(suite, d->secret) &&
           tls_key_13(&d->next, suite, bytes_of(d->secret, suite->hash_len));
}

bool tls_side_start(struct tls_side *d, const struct tls_suite *suite, bool tls13, const struct tls_secrets *secrets,
                    const uint8_t client_random[static TLS_RANDOM_LEN], const uint8_t server_random[static TLS_RANDOM_LEN],
                    bool server)
{
    struct bytes master = bytes_of(secrets->secret[TLS_MASTER], secrets->len[TLS_MASTER]);
    d->budget = BUDGET;
    if (tls13) return start_13(d, suite, secrets, server);
    return master.len && tls_key_12(&d->key, suite, master, client_random, server_random, server);
}

void tls_side_done(struct tls_side *d)
{
    tls_key_done(&d->key);
    tls_key_done(&d->next);
    OPENSSL_cleanse(d, sizeof *d);
}

/* The key after `key` becomes the current one. */
static void change_key(struct tls_side *d)
{
    const struct tls_suite *suite = d->next.suite;
    tls_key_done(&d->key);
    d->key = d->next;
    d->next = (struct tls_key){0};
    d->sequence = 0;
    if (tls_next_secret(suite, d->secret) && tls_key_13(&d->next, suite, bytes_of(d->secret, suite->hash_len))) return;
    tls_key_done(&d->next);
}

static bool try_one(struct tls_side *d, const struct tls_key *k, uint64_t sequence, struct bytes record, uint8_t *out,
                    struct tls_opened *ret)
{
    if (!k->cipher || d->budget < record.len) return false;
    d->budget -= record.len;
    return tls_open(k, sequence, record, out, &ret->len, &ret->type);
}

/* Which key and number is it? The likeliest first. `ret_before`: records missing before it. */
static bool find_number(struct tls_side *d, struct bytes record, uint8_t *out, struct tls_opened *ret, uint64_t *ret_before)
{
    for (uint64_t n = 0; n <= d->ahead; n++) {
        *ret_before = n;
        if (try_one(d, &d->key, d->sequence + n, record, out, ret)) return true;
        if (!try_one(d, &d->next, n, record, out, ret)) continue;
        change_key(d);
        return true;
    }
    return false;
}

static bool open_record(struct tls_side *d, struct bytes record, uint8_t *out, struct tls_opened *ret)
{
    uint64_t before;
    if (!find_number(d, record, out, ret, &before)) {
        ret->len = 0;
        if (d->budget < record.len) d->given_up = true;
        return false;
    }
    uint64_t around = before * (TLS_HEADER_LEN + tls_suite_overhead(d->key.suite, d->key.tls13));
    ret->lost = d->missed > around ? d->missed - around : 0;
    d->sequence += before + 1;
    d->ahead = d->missed = 0;
    d->budget = BUDGET;
    d->scanning = false;
    d->fits = true;
    return true;
}

static void may_be_missing(struct tls_side *d, uint64_t records)
{
    d->ahead = records > AHEAD_MAX - d->ahead ? AHEAD_MAX : d->ahead + records;
}

/* Where the header of a record of application data may stand, whole or cut off. */
static size_t find_header(struct bytes b)
{
    for (size_t at = 0; at < b.len; at++) {
        size_t len, left = b.len - at;
        const uint8_t *p = b.data + at;
        if (p[0] != TLS_APPLICATION || (left > 1 && p[1] != 3) || (left > 2 && p[2] != 3)) continue;
        if (left < TLS_HEADER_LEN || tls_record(bytes_slice(b, at, SIZE_MAX), &len)) return at;
    }
    return b.len;
}

static size_t scan(struct tls_side *d, struct bytes b, uint8_t *out, struct tls_opened *ret)
{
    size_t used = find_header(b), len;
    if (!used) {
        if (b.len < TLS_HEADER_LEN || !tls_record(b, &len) || b.len < TLS_HEADER_LEN + len) return 0;
        if (open_record(d, bytes_slice(b, 0, TLS_HEADER_LEN + len), out, ret)) return TLS_HEADER_LEN + len;
        used = 1;
    }
    d->missed += used;
    return used;
}

size_t tls_side_step(struct tls_side *d, struct bytes b, uint8_t *out, struct tls_opened *ret)
{
    size_t len;
    *ret = (struct tls_opened){0};
    if (d->given_up) return 0;
    if (d->skip) {
        size_t used = d->skip < b.len ? (size_t)d->skip : b.len;
        d->skip -= used;
        return used;
    }
    if (d->scanning) return scan(d, b, out, ret);
    if (b.len < TLS_HEADER_LEN) return 0;
    if (!tls_record(b, &len)) {
        d->scanning = true;
        may_be_missing(d, 1);
        return scan(d, b, out, ret);
    }
    len += TLS_HEADER_LEN;
    if (b.len < len) return 0;
    if (d->key.tls13 && b.data[0] == TLS_CHANGE_CIPHER) return len; /* means nothing: RFC 8446 app. D.4 */
    if (open_record(d, bytes_slice(b, 0, len), out, ret)) return len;
    d->missed += len;
    may_be_missing(d, 1);
    if (!d->fits && d->ahead > STRANGERS_MAX) d->given_up = true;
    return len;
}

void tls_side_gap(struct tls_side *d, struct bytes kept, uint64_t lost)
{
    size_t len = 0;
    if (d->skip && d->skip >= lost) {
        d->skip -= lost;
        return;
    }
    if (!d->skip && !d->scanning && tls_record(kept, &len) && TLS_HEADER_LEN + len >= kept.len + lost) {
        d->skip = TLS_HEADER_LEN + len - kept.len - lost; /* one record is damaged; where it ends is known */
        d->missed += TLS_HEADER_LEN + len;
        may_be_missing(d, 1);
        return;
    }
    unsigned least = TLS_HEADER_LEN + 1 + (d->key.suite ? tls_suite_overhead(d->key.suite, d->key.tls13) : 0);
    d->missed += kept.len + lost - d->skip;
    d->skip = 0;
    d->scanning = true;
    may_be_missing(d, 1 + lost / least);
}
