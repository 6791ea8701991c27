/* Recorded TLS sessions (tests/golden/tls) and a tracker that they are played into. */
#ifndef CUSTOS_TESTS_TLS_SESSIONS_H
#define CUSTOS_TESTS_TLS_SESSIONS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "check.h"
#include "intercept/tls_session.h"

enum { PLAYED_CLIENT, PLAYED_SERVER, CLEAR_MAX = 1 << 20, CHUNKS_MAX = 4096 };

/* What was sent, in order; what was put in; the key log. */
struct played {
    struct {
        int end;
        size_t at, len;
    } chunk[64];
    size_t chunks;
    uint8_t bytes[32768];
    size_t used, clear_len[2];
    uint8_t clear[2][8192];
    struct {
        char label[40];
        uint8_t random[TLS_RANDOM_LEN], secret[TLS_SECRET_MAX];
        size_t len;
    } secret[8];
    size_t secrets;
};

/* What came out, per end. */
struct heard {
    uint8_t clear[2][8192];
    size_t len[2], records[2];
    uint64_t lost[2];
    bool mark_all; /* set every session's mark at its first data */
};

static inline int played_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline size_t played_hex(const char *hex, uint8_t *out, size_t room)
{
    size_t n = 0;
    for (; n < room && played_digit(hex[2 * n]) >= 0; n++)
        out[n] = (uint8_t)(played_digit(hex[2 * n]) * 16 + played_digit(hex[2 * n + 1]));
    return n;
}

static inline void played_line(struct played *p, const char *line)
{
    const char *value = strchr(line, ' ') + 1;
    if (!strncmp(line, "secret", 6)) {
        ENSURE(p->secrets < 8);
        sscanf(value, "%39s", p->secret[p->secrets].label);
        value = strchr(value, ' ') + 1;
        ENSURE(played_hex(value, p->secret[p->secrets].random, TLS_RANDOM_LEN) == TLS_RANDOM_LEN);
        p->secret[p->secrets].len = played_hex(strchr(value, ' ') + 1, p->secret[p->secrets].secret, TLS_SECRET_MAX);
        p->secrets++;
    } else if (!strncmp(line, "clear-", 6)) {
        int end = line[6] == 's';
        p->clear_len[end] = played_hex(value, p->clear[end], sizeof p->clear[end]);
    } else {
        ENSURE(p->chunks < 64);
        size_t len = played_hex(value, p->bytes + p->used, sizeof p->bytes - p->used);
        p->chunk[p->chunks].end = line[0] == 's';
        p->chunk[p->chunks].at = p->used;
        p->chunk[p->chunks++].len = len;
        p->used += len;
    }
}

static inline void played_read(const char *name, struct played *p)
{
    char path[128];
    size_t len = 0;
    snprintf(path, sizeof path, "tests/golden/tls/%s.tls", name);
    char *text = (char *)check_file(path, &len);
    ENSURE(text && len);
    memset(p, 0, sizeof *p);
    text[len - 1] = '\0';
    for (char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) played_line(p, line);
    free(text);
}

static inline struct tls_secret_store *played_secrets(const struct played *p)
{
    struct tls_secret_store *s = tls_secret_store_new();
    ENSURE(s);
    for (size_t i = 0; i < p->secrets; i++)
        ENSURE(tls_secret_store_add(s, bytes_of_text(p->secret[i].label), p->secret[i].random,
                                    bytes_of(p->secret[i].secret, p->secret[i].len)));
    return s;
}

/* A segment of that end: `at` counts the bytes of its direction. */
static inline struct tcp_segment played_segment(int end, size_t at, struct bytes b)
{
    static const uint8_t client[] = {192, 0, 2, 1}, server[] = {192, 0, 2, 2};
    static uint32_t number;
    struct tcp_segment g = {.flow = {ip_from_v4(client), ip_from_v4(server), 40000, 25000, 6},
                            .seq = (end ? 5000 : 70000) + (uint32_t)at,
                            .payload = b,
                            .wire_len = (uint32_t)b.len,
                            .time_ns = CLOCK_SECOND * ++number,
                            .ref = {0, number}};
    if (end) {
        g.flow.src = ip_from_v4(server);
        g.flow.dst = ip_from_v4(client);
        g.flow.sport = 25000;
        g.flow.dport = 40000;
    }
    return g;
}

static inline void on_heard(void *ctx, const struct tcp_segment *g, bool *mark)
{
    struct heard *h = ctx;
    int end = g->flow.sport == 25000;
    ENSURE(g->deciphered && (g->payload.len || *mark) && g->wire_len);
    ENSURE(!(g->flags & TCP_SYN) == *mark);
    if (!g->payload.len) h->lost[end] += g->wire_len;
    if (h->mark_all) *mark = true;
    size_t room = sizeof h->clear[end] - h->len[end], take = g->payload.len < room ? g->payload.len : room;
    if (take) memcpy(h->clear[end] + h->len[end], g->payload.data, take);
    h->len[end] += take;
    h->records[end] += g->payload.len > 0;
}

#endif
