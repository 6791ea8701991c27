/* Conversations of interceptions whose frames the capture keeps only in part. */
#ifndef CUSTOS_AUDIT_CUT_STREAMS_H
#define CUSTOS_AUDIT_CUT_STREAMS_H

#include "register/network.h"

enum { CUT_STREAMS_MAX = 64 };

struct cut_stream {
    struct five_tuple flow; /* see flow_to_server; the other port 0 */
    uint64_t packets;
};

struct cut_streams {
    struct cut_stream list[CUT_STREAMS_MAX];
    size_t count;
    uint64_t refused; /* packets of those beyond */
};

/* A packet of such a conversation, in either direction. `n` may be NULL. */
void cut_streams_add(struct cut_streams *c, const struct network *n, const struct five_tuple *t);

/* The same conversation in the direction that the inventory declares, or else to the lower port. */
struct five_tuple flow_to_server(const struct network *n, const struct five_tuple *t);

#endif
