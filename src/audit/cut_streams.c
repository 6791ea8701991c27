#include "audit/cut_streams.h"

struct five_tuple flow_to_server(const struct network *n, const struct five_tuple *t)
{
    bool reply = t->dport > t->sport;
    if (n) (void)network_declared(n, t, &reply);
    return reply ? five_tuple_reverse(t) : *t;
}

void cut_streams_add(struct cut_streams *c, const struct network *n, const struct five_tuple *t)
{
    struct five_tuple key = flow_to_server(n, t);
    key.sport = 0;
    for (size_t i = 0; i < c->count; i++)
        if (five_tuple_equal(&c->list[i].flow, &key)) {
            c->list[i].packets++;
            return;
        }
    if (c->count == CUT_STREAMS_MAX) {
        c->refused++;
        return;
    }
    c->list[c->count++] = (struct cut_stream){key, 1};
}
