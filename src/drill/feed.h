/* A TCP connection by which the element sends to some place: LI delivery, a relay of copied packets, a backup. Frames in a file
 * only. */
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
    int64_t lag_ns;            /* data leaves so much later than it is decided */
    bool coalesce;             /* a stream cut at fixed lengths and flushed now and then; else every write starts a segment */
    bool serves;               /* dst has opened the connection; `port` is the element's */
    void (*greet)(void *feed); /* called once it is open; NULL: nothing is said first */
};

struct feed {
    struct upf *upf;
    struct feed_options options;
    struct rng rng;
    struct tcp tcp;
    bool open, flushing;
    uint32_t since_ack;
    int64_t delay_ns[2];      /* of the next segment: in, out */
    int64_t free_ns;          /* when the link has carried what was sent */
    uint64_t segments, bytes; /* frames that left with data, and their length */
    int64_t first_ns, last_ns;
    size_t pending;
    uint8_t buffer[FEED_BUFFER];
};

/* Opens within a few milliseconds; what is written before is lost. The feed lives in the world's arena. */
struct feed *feed_new(struct upf *u, const struct feed_options *o);
void feed_write(struct feed *f, struct bytes data);
void feed_preface(struct feed *f, struct bytes data); /* at most a segment that does not count */
void feed_answer(struct feed *f, struct bytes data);  /* from the other side */

#endif
