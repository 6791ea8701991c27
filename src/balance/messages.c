#include "balance/messages.h"

#include "proto/tls.h"

enum { HEADER = 5, PAUSE_TICKS = 76 /* 5 ms */ };

static void say(struct sizes *z, uint32_t series, int64_t time_ns, uint32_t size)
{
    if (size) sizes_add(z, series, time_ns, size < UINT16_MAX ? (uint16_t)size : UINT16_MAX);
}

/* Records of a stream whose borders are known. False when this is no record header. */
static bool read_records(struct messages *m, struct bytes data, int64_t time_ns, struct sizes *z, uint32_t series)
{
    while (data.len) {
        if (m->record_left) {
            size_t n = data.len < m->record_left ? data.len : m->record_left;
            data = bytes_slice(data, n, data.len - n);
            m->record_left -= (uint32_t)n;
            if (!m->record_left) say(z, series, time_ns, m->held);
            continue;
        }
        m->header[m->header_len++] = data.data[0];
        data = bytes_slice(data, 1, data.len - 1);
        if (m->header_len < HEADER) continue;
        m->header_len = 0;
        uint8_t with_first[HEADER + 1] = {m->header[0], m->header[1], m->header[2], m->header[3], m->header[4], 1};
        if (!tls_sniff(bytes_of(with_first, sizeof with_first))) return false;
        m->held = m->record_left = load_be16(m->header + 3);
    }
    return true;
}

/* A stream that is no TLS: what was written at once. */
static void read_writes(struct messages *m, uint32_t len, int64_t time_ns, struct sizes *z, uint32_t series)
{
    if (m->held && (time_ns >> SIZES_TICK_SHIFT) - (m->held_ns >> SIZES_TICK_SHIFT) > PAUSE_TICKS) {
        say(z, series, m->held_ns, m->held);
        m->held = 0;
    }
    if (len > m->full) m->full = len < UINT16_MAX ? (uint16_t)len : UINT16_MAX;
    m->held += len;
    m->held_ns = time_ns;
    if (len >= m->full && m->held < UINT16_MAX) return;
    say(z, series, time_ns, m->held);
    m->held = 0;
}

static void read_segment(struct messages *m, const struct stack *s, const struct layer *l, int64_t time_ns, struct sizes *z,
                         uint32_t series)
{
    uint32_t ports = load_be32(l->data), seq = load_be32(l->data + 4), len = s->payload_wire_len;
    bool goes_on = ports == m->ports && seq == m->next_seq;
    if (ports == m->ports && (int32_t)(seq - m->next_seq) < 0 && (int32_t)(seq + len - m->next_seq) <= 0) return; /* again */
    if (!goes_on || !m->records) {
        bool opens = s->payload.len == len && tls_sniff(s->payload);
        if (opens || !goes_on) *m = (struct messages){.ports = ports, .records = opens, .full = m->full};
    }
    m->next_seq = seq + len;
    bool whole = s->payload.len == len;
    if (m->records && whole && read_records(m, s->payload, time_ns, z, series)) return;
    if (m->records) m->held = m->record_left = m->header_len = m->records = 0;
    read_writes(m, len, time_ns, z, series);
}

void messages_of(struct messages *m, const struct stack *s, int64_t time_ns, struct sizes *z, uint32_t series)
{
    const struct layer *l = s->inner_transport == STACK_NO_LAYER ? NULL : &s->layer[s->inner_transport];
    if (!l || l->kind != LAYER_TCP || l->cap_len < 8)
        say(z, series, time_ns, s->payload_wire_len);
    else if (s->payload_wire_len)
        read_segment(m, s, l, time_ns, z, series);
}
