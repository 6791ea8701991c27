#include "drill/tcp.h"

void tcp_init(struct tcp *t, const struct five_tuple *tuple, struct rng *r)
{
    t->tuple = *tuple;
    t->tuple.protocol = IP_TCP;
    for (int side = 0; side < 2; side++) {
        t->seq[side] = (uint32_t)rng_next(r);
        t->id[side] = (uint16_t)rng_next(r);
    }
}

static void segment(struct tcp *t, bool from_client, uint32_t seq, uint8_t flags, struct packet *p)
{
    int side = from_client ? 0 : 1;
    struct five_tuple tuple = from_client ? t->tuple : five_tuple_reverse(&t->tuple);
    struct tcp_fields f = {.seq = seq, .flags = flags, .window = TCP_WINDOW};
    if (flags & TCP_ACK) f.ack = t->seq[!side];
    if (flags & TCP_SYN) f.mss = TCP_MSS;
    packet_tcp(p, &tuple, &f);
    packet_ip(p, &tuple.src, &tuple.dst, IP_TCP, t->ttl[side], ++t->id[side]);
    t->send(t->ctx, from_client, p);
}

static void bare(struct tcp *t, bool from_client, uint8_t flags)
{
    struct packet p;
    packet_init(&p);
    uint32_t *seq = &t->seq[from_client ? 0 : 1], now = *seq;
    if (flags & (TCP_SYN | TCP_FIN)) (*seq)++;
    segment(t, from_client, now, flags, &p);
}

void tcp_syn(struct tcp *t, bool from_client)
{
    bare(t, from_client, from_client ? TCP_SYN : TCP_SYN | TCP_ACK);
}

void tcp_ack(struct tcp *t, bool from_client)
{
    bare(t, from_client, TCP_ACK);
}

void tcp_fin(struct tcp *t, bool from_client)
{
    bare(t, from_client, TCP_FIN | TCP_ACK);
}

void tcp_data(struct tcp *t, bool from_client, struct packet *p)
{
    ENSURE(p->len <= TCP_MSS);
    uint32_t *seq = &t->seq[from_client ? 0 : 1], now = *seq;
    *seq += p->len;
    segment(t, from_client, now, TCP_ACK | TCP_PSH, p);
}

void tcp_again(struct tcp *t, bool from_client, uint32_t back, struct packet *p)
{
    ENSURE(p->len <= back);
    segment(t, from_client, t->seq[from_client ? 0 : 1] - back, TCP_ACK | TCP_PSH, p);
}
