#include "audit/commands.h"

#include <stdlib.h>

void commands_done(struct commands *c)
{
    free(c->list);
    *c = (struct commands){0};
}

static struct commander *commander_of(struct commands *c, enum control_way way, const struct five_tuple *t)
{
    for (size_t i = 0; i < c->count; i++) {
        struct commander *k = &c->list[i];
        if (k->way == way && ip_equal(&k->stream.src, &t->src) && ip_equal(&k->stream.dst, &t->dst)) return k;
    }
    if (c->count == c->room) {
        size_t want = c->room ? c->room * 2 : 8;
        void *p = want <= COMMANDERS_MAX ? realloc(c->list, want * sizeof *c->list) : NULL;
        if (!p) return NULL;
        c->list = p;
        c->room = want;
    }
    struct commander *k = &c->list[c->count++];
    *k = (struct commander){.way = way, .stream = *t};
    return k;
}

static struct ordered_place *place_of(struct commander *k, const struct control_order *o)
{
    for (unsigned i = 0; i < k->place_count; i++)
        if (ip_equal(&k->places[i].addr, &o->place) && k->places[i].port == o->port) return &k->places[i];
    if (k->place_count == COMMANDER_PLACES) return NULL;
    struct ordered_place *p = &k->places[k->place_count++];
    *p = (struct ordered_place){.addr = o->place, .port = o->port};
    return p;
}

static void sample(struct commander *k, const struct control_order *o)
{
    unsigned i = 0;
    while (i < k->id_count && strcmp(k->ids[i], o->id) != 0) i++;
    if (o->id[0] && i == k->id_count && i < COMMANDER_SAMPLES) memcpy(k->ids[k->id_count++], o->id, sizeof o->id);
    i = 0;
    while (i < k->identity_count && strcmp(k->identities[i], o->identity) != 0) i++;
    if (o->identity[0] && i == k->identity_count && i < COMMANDER_SAMPLES)
        memcpy(k->identities[k->identity_count++], o->identity, sizeof o->identity);
    i = 0;
    while (i < k->subscriber_count && !ip_equal(&k->subscribers[i], &o->subscriber)) i++;
    if (o->subscriber.family && i == k->subscriber_count && i < COMMANDER_SAMPLES)
        k->subscribers[k->subscriber_count++] = o->subscriber;
}

void commands_add(struct commands *c, const struct five_tuple *t, const struct control_order *orders, unsigned count,
                  int64_t time_ns, uint64_t bytes, struct frame_ref ref)
{
    struct commander *k = count ? commander_of(c, orders[0].way, t) : NULL;
    if (!k) {
        c->refused += count;
        return;
    }
    sight_packet(&k->seen, time_ns, bytes, ref);
    for (unsigned i = 0; i < count; i++) {
        struct ordered_place *p = place_of(k, &orders[i]);
        k->ends += orders[i].ends;
        k->enciphered |= orders[i].enciphered;
        sample(k, &orders[i]);
        c->refused += !p;
        if (!p || (p->last.number == ref.number && p->last.capture == ref.capture)) continue; /* once a packet */
        p->last = ref;
        sight_packet(&p->seen, time_ns, bytes, ref);
    }
}
