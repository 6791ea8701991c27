/* Who ordered interceptions and mirrors from which element by the vendors' own ways, and to where. */
#ifndef CUSTOS_AUDIT_COMMANDS_H
#define CUSTOS_AUDIT_COMMANDS_H

#include "audit/intercepts.h"
#include "intercept/control.h"

enum { COMMANDERS_MAX = 256, COMMANDER_PLACES = 8, COMMANDER_SAMPLES = 4 };

/* A place that orders name; family 0: those that name none. */
struct ordered_place {
    struct ip_addr addr;
    uint16_t port; /* 0: not said */
    struct sighting seen;
    struct frame_ref last;
};

/* One that gives orders to one element in one way. */
struct commander {
    enum control_way way;
    struct five_tuple stream; /* of the first order */
    struct sighting seen;
    uint64_t ends;   /* orders that withdraw */
    bool enciphered; /* some orders say more than can be read */
    struct ordered_place places[COMMANDER_PLACES];
    unsigned place_count;
    char ids[COMMANDER_SAMPLES][CONTROL_ID_TEXT];
    unsigned id_count;
    struct ip_addr subscribers[COMMANDER_SAMPLES];
    unsigned subscriber_count;
    char identities[COMMANDER_SAMPLES][CONTROL_IDENTITY_TEXT]; /* secret */
    unsigned identity_count;
};

struct commands {
    struct commander *list; /* owned */
    size_t count, room;
    uint64_t refused; /* orders, or places of orders, beyond the tables */
};

void commands_done(struct commands *c);

/* Take the orders of one packet. */
void commands_add(struct commands *c, const struct five_tuple *t, const struct control_order *orders, unsigned count,
                  int64_t time_ns, uint64_t bytes, struct frame_ref ref);

#endif
