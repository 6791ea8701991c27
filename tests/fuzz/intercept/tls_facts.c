/* Segments of TLS sessions without secrets: texts end, counts hold, a fingerprint is whole or absent. */
#include "intercept/tls_facts.h"

#include "segments.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tls_facts *t = tls_facts_new(1);
    struct reader r = reader_of(bytes_of(data, size));
    struct tcp_segment g;
    uint64_t packets = 0, seen = 0;
    ENSURE(t);
    for (; next_segment(&r, &g); seen++) {
        enum tls_end end;
        tls_facts_segment(t, &g, 1, g.wire_len);
        const struct tls_session_facts *f = tls_facts_of(t, &g.flow, &end);
        if (f) tls_facts_opened(t, &(struct tls_handshake_part){&g.flow, f->random, g.payload, g.flags & TCP_FIN});
    }
    for (size_t i = 0; i < tls_facts_count(t); i++) {
        const struct tls_session_facts *f = tls_facts_at(t, i);
        ENSURE(memchr(f->server_name, 0, sizeof f->server_name));
        ENSURE(strlen(f->ja4) == 0 || strlen(f->ja4) == JA4_TEXT - 1);
        ENSURE(f->certificate[0].count <= X509_NAMES_MAX && f->certificate[1].count <= X509_NAMES_MAX);
        packets += f->packets[TLS_CLIENT] + f->packets[TLS_SERVER];
    }
    ENSURE(packets <= seen);
    tls_facts_free(t);
    return 0;
}
