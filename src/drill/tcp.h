/* Both ends of a TCP connection, as an observer between them sees it: sequence numbers, acknowledgements and flags are kept
 * right. */
#ifndef CUSTOS_DRILL_TCP_H
#define CUSTOS_DRILL_TCP_H

#include "drill/packet.h"
#include "drill/random.h"

enum { TCP_MSS = 1400, TCP_WINDOW = 65535 };

struct tcp {
    void (*send)(void *ctx, bool from_client, struct packet *ip); /* where segments go */
    void *ctx;
    struct five_tuple tuple; /* client to server */
    uint32_t seq[2];         /* next to be sent; [0] client, [1] server */
    uint16_t id[2];          /* IPv4 identification */
    uint8_t ttl[2];          /* as it is where the observer stands */
};

/* Set ports, addresses and initial sequence numbers; send and ctx stay. */
void tcp_init(struct tcp *t, const struct five_tuple *tuple, struct rng *r);
void tcp_syn(struct tcp *t, bool from_client); /* from the server: SYN, ACK */
void tcp_ack(struct tcp *t, bool from_client);
void tcp_fin(struct tcp *t, bool from_client);
/* Send the packet's content as the next bytes of that side (consumed), at most TCP_MSS. */
void tcp_data(struct tcp *t, bool from_client, struct packet *p);
/* The same, `back` bytes before the next: a retransmission. */
void tcp_again(struct tcp *t, bool from_client, uint32_t back, struct packet *p);

#endif
