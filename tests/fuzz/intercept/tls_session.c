/* TLS segments to application data: what comes out is in order and no more than went in; secrets come with the input. */
#include "intercept/tls_session.h"
#include "wire/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const labels[] = {"CLIENT_RANDOM", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                                     "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"};

struct heard {
    size_t bytes, declined;
    uint32_t next[2];
};

static void on_clear(void *ctx, const struct tcp_segment *g, bool *mark)
{
    struct heard *h = ctx;
    int end = g->flow.sport == 2;
    ENSURE(g->deciphered && g->payload.len <= TLS_RECORD_MAX && g->wire_len >= g->payload.len && g->wire_len > 0);
    ENSURE(g->payload.len || *mark);
    ENSURE(!*mark || g->seq == h->next[end]);
    h->next[end] = g->seq + g->wire_len;
    h->bytes += g->payload.len;
    *mark = g->payload.len == 0 || g->payload.data[0] != 'k';
}

/* Input: u8 count of secrets, each u8 label, 32 bytes client random, u8 length, secret; then segments: u8 end and flags, u16
 * sequence number, u16 length, payload. */
static void take_secrets(struct reader *r, struct tls_secret_store *s)
{
    for (unsigned n = reader_u8(r); n && reader_left(r); n--) {
        struct bytes label = bytes_of_text(labels[reader_u8(r) % ARRAY_LEN(labels)]);
        const uint8_t *random = reader_take(r, TLS_RANDOM_LEN);
        struct bytes secret = reader_bytes(r, reader_u8(r));
        if (reader_ok(r)) ENSURE(tls_secret_store_add(s, label, random, secret));
    }
}

static bool next_of_session(struct reader *r, struct tcp_segment *ret)
{
    static const uint8_t ends[2][4] = {{192, 0, 2, 1}, {192, 0, 2, 2}};
    if (reader_left(r) < 5) return false;
    uint8_t head = reader_u8(r);
    int end = head >> 7;
    *ret =
        (struct tcp_segment){.flow = {ip_from_v4(ends[end]), ip_from_v4(ends[!end]), (uint16_t)(1 + end), (uint16_t)(2 - end), 6},
                             .flags = head & 7,
                             .seq = reader_u16(r)};
    size_t len = reader_u16(r);
    ret->payload = reader_bytes(r, len < reader_left(r) ? len : reader_left(r));
    ret->wire_len = (uint32_t)ret->payload.len + (head & 8 ? 3 : 0);
    ret->time_ns = (int64_t)reader_left(r);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tls_limits limits = {.memory_bytes = 200000};
    struct heard heard = {0};
    struct tls_secret_store *s = tls_secret_store_new();
    struct tls_tracker *t = s ? tls_tracker_new(&limits, s, on_clear, &heard) : NULL;
    struct reader r = reader_of(bytes_of(data, size));
    struct tcp_segment g;
    ENSURE(t);
    take_secrets(&r, s);
    while (next_of_session(&r, &g)) heard.declined += !tls_tracker_segment(t, &g);
    tls_tracker_flush(t);
    ENSURE(heard.bytes == tls_tracker_counts(t)->bytes && heard.bytes <= size);
    tls_tracker_free(t);
    tls_secret_store_free(s);
    return 0;
}
