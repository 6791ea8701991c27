#include "intercept/hi_links.h"

#include <string.h>

static struct hi_link *find(struct hi_links *l, uint64_t correlation)
{
    for (unsigned i = 0; i < HI_LINKS; i++)
        if (l->list[i].liid[0] && l->list[i].correlation == correlation) return &l->list[i];
    return NULL;
}

void links_take(struct hi_links *l, struct intercept_event *e)
{
    struct hi_link *known = e->has_cin ? find(l, e->cin) : NULL;
    if (!e->has_cin || (!e->has_liid && !known)) return;
    if (!e->has_liid) {
        memcpy(e->liid, known->liid, sizeof e->liid);
        e->has_liid = true;
        return;
    }
    if (!known) known = &l->list[l->next++ % HI_LINKS];
    known->correlation = e->cin;
    memcpy(known->liid, e->liid, sizeof known->liid);
}
