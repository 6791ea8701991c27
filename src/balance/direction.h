/* Which way a frame passes a tap: into the element or out of it.
 *
 * Evidence, strongest first: the element's MAC addresses (given; or learnt from ARP and from packets that bear one of its own
 * addresses; or from packets of its own subscribers on a side where only the element can have put them; or by content, see
 * direction_by_content), its own IP addresses, its subscriber pools, and the capture's own direction flag. MACs come first
 * because a tee'd packet keeps both of its IP addresses: only the link layer tells that it is leaving. */
#ifndef CUSTOS_BALANCE_DIRECTION_H
#define CUSTOS_BALANCE_DIRECTION_H

#include "balance/scope.h"
#include "base/frame.h"
#include "proto/stack.h"

enum direction { DIRECTION_UNKNOWN, DIRECTION_IN, DIRECTION_OUT };

enum { DIRECTION_MACS = 256, DIRECTION_PAIRS = 32 };

/* How surely a MAC is the element's (`own`) or somebody else's (`other`); 0 not at all. */
struct direction_mac {
    uint8_t mac[6];
    uint8_t own, other;
    uint16_t votes, doubts; /* by content */
    bool used;
};

/* What the MAC addresses of frames tell, as long as nothing new is learnt of any: most frames repeat those of others. */
struct direction_pair {
    uint8_t link[12];  /* destination and source */
    uint8_t direction; /* DIRECTION_UNKNOWN: free */
};

struct direction_tap {
    struct direction_pair pairs[DIRECTION_PAIRS];
    struct direction_mac macs[DIRECTION_MACS]; /* open addressing */
    unsigned used;
};

struct directions {
    const struct scope *scope;  /* borrowed */
    struct direction_tap *taps; /* owned */
};

struct passage {
    const uint8_t *link; /* MAC addresses of receiver and sender, or NULL */
    uint8_t direction;   /* enum direction */
    bool weak;           /* guessed from a subscriber pool or a capture flag: content may correct it */
};

bool directions_init(struct directions *d, const struct scope *scope) MUST_USE;
void directions_done(struct directions *d);

/* Destination and source MAC address (twelve bytes) of a frame that has any, or NULL. */
const uint8_t *link_addresses(const struct stack *s);

/* Judge one frame at a tap and learn from it. `link`: its MAC addresses as above, perhaps a copy of them, to which the answer
 * points. Mostly they decide, and nothing else is looked at. */
struct passage direction_of(struct directions *d, uint32_t tap, const uint8_t *link, const struct frame *f,
                            const struct stack *s);

/* A frame whose direction was weak carried content that had (or had not) entered the element at another tap before: what has
 * entered can only be coming out, so the sending MAC is the element's. Several agreeing votes decide. */
void direction_by_content(struct directions *d, uint32_t tap, const struct passage *p, bool entered_elsewhere);

#endif
