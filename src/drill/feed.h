/* A TCP connection that the element opens to some place: LI delivery, or a relay of copied packets. Frames in a file only. */
#ifndef CUSTOS_DRILL_FEED_H
#define CUSTOS_DRILL_FEED_H

#include "drill/tcp.h"
#include "drill/upf.h"

enum { FEED_BUFFER = 16384, FEED_COALESCED_SEGMENT = 1208 };

struct feed_options {
    enum upf_tap tap;
    struct host next_hop; /* who takes the frames on that side */
    struct ip_addr dst;
    uint16_t port;
    bool coalesce; /* a stream cut at fixed lengths and flushed now and then; else every write starts a segment */
};

struct feed {
    struct upf *upf;
    struct feed_options options;
    struct rng rng;
    struct tcp tcp;
    bool open, flushing;
    uint32_t since_ack;
    int64_t inbound_delay_ns;
    uint64_t segments, bytes; /* frames that left with data, and their length */
    int64_t first_ns, last_ns;
    size_t pending;
    uint8_t buffer[FEED_BUFFER];
};

/* Opens within a few milliseconds; what is written before is lost. The feed lives in the world's arena. */
struct feed *feed_new(struct upf *u, const struct feed_options *o);
void feed_write(struct feed *f, struct bytes data);
void feed_answer(struct feed *f, struct bytes data); /* from the other side */

#endif
