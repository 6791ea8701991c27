/* The walk over a frame's layers, inside proto only: a cursor that is moved over one header after another, each of which names
 * the next step. The walk keeps wire and captured length apart, so that a cut capture loses bytes and never meaning. */
#ifndef CUSTOS_PROTO_WALK_H
#define CUSTOS_PROTO_WALK_H

#include "base/macros.h"
#include "proto/content.h"
#include "proto/l2tpv3.h"
#include "proto/stack.h"

/* The usual ones first: of these nearly all frames consist (stack.c). */
enum step {
    STEP_DONE,
    STEP_ETHERNET,
    STEP_VLAN,
    STEP_IPV4,
    STEP_IPV6,
    STEP_UDP,
    STEP_TCP,
    STEP_LINK,       /* by walk.type, which is a link type then */
    STEP_ETHERTYPE,  /* by walk.type */
    STEP_PROTOCOL,   /* by walk.protocol */
    STEP_UDP_TUNNEL, /* by walk.port and content */
    STEP_INNER,      /* by content alone */
    STEP_IPV6_EXTENDED,
    STEP_TCP_CUT,
    STEP_PPP
};

/* What a tunnel's header says of its content. */
enum promise { PROMISE_NOTHING, PROMISE_ETHERNET, PROMISE_IP };

struct walk {
    struct stack *s;
    const uint8_t *at;
    uint32_t cap, wire; /* left from `at` on; cap <= wire */
    size_t depth;       /* layers in use; the stack's own is set at the end */
    uint16_t type;      /* EtherType of what follows */
    uint16_t port;      /* UDP port by which what follows is known; 0: by none */
    uint8_t protocol;   /* IP protocol number of what follows */
};

static inline struct bytes walk_bytes(const struct walk *w)
{
    return bytes_of(w->at, w->cap);
}

/* An inner length says that no more than `wire` bytes belong to it. A longer one than there is changes nothing. */
static inline void walk_clip(struct walk *w, uint32_t wire)
{
    if (wire < w->wire) w->wire = wire;
    if (w->cap > w->wire) w->cap = w->wire;
}

/* Add the layer that starts at the cursor. False when the stack is full. */
static inline bool walk_add(struct walk *w, enum layer_kind kind, uint32_t header_len, uint8_t detail, uint32_t id)
{
    if (UNLIKELY(w->depth == STACK_DEPTH)) {
        w->s->stop = STACK_TOO_DEEP;
        return false;
    }
    w->s->layer[w->depth++] = (struct layer){.data = w->at,
                                             .cap_len = w->cap,
                                             .wire_len = w->wire,
                                             .header_len = (uint16_t)header_len,
                                             .kind = (uint8_t)kind,
                                             .detail = detail,
                                             .id = id};
    return true;
}

/* Step over `len` bytes, all of them captured. */
static inline void walk_over(struct walk *w, uint32_t len)
{
    w->at += len;
    w->cap -= len;
    w->wire -= len;
}

/* Add the layer that starts at the cursor and step over its header, which was captured whole. */
static inline bool walk_push(struct walk *w, enum layer_kind kind, uint32_t header_len, uint8_t detail, uint32_t id)
{
    if (UNLIKELY(!walk_add(w, kind, header_len, detail, id))) return false;
    walk_over(w, header_len);
    return true;
}

/* A header could not be read, though it is never longer than `longest`: either the capture ends in it, or it is wrong. */
static inline enum step walk_broken(struct walk *w, uint32_t longest)
{
    w->s->stop = w->cap < w->wire && w->cap < longest ? STACK_SNAPPED : STACK_MALFORMED;
    return STEP_DONE;
}

enum step walk_inner_unpromised(struct walk *w, enum promise promise);

/* STEP_DONE for no IP packet that fits. */
static inline enum step walk_inner_ip(const struct walk *w)
{
    unsigned version = content_ip_fits(walk_bytes(w), w->wire);
    return LIKELY(version == 4) ? STEP_IPV4 : version == 6 ? STEP_IPV6 : STEP_DONE;
}

/* Enter what a tunnel carries: believe the content where it contradicts the promise. */
static inline enum step walk_inner(struct walk *w, enum promise promise)
{
    if (promise == PROMISE_ETHERNET) {
        if (content_ethernet_fits(walk_bytes(w), w->wire)) return STEP_ETHERNET;
    } else {
        enum step next = walk_inner_ip(w);
        if (next != STEP_DONE) return next;
    }
    return walk_inner_unpromised(w, promise);
}

/* Tunnels (walk_tunnel.c) and the mirror shims in UDP (walk_udp.c). */
enum step walk_gre(struct walk *w);
enum step walk_mpls(struct walk *w);
enum step walk_l2tpv3(struct walk *w, const struct l2tpv3 *l);
enum step walk_l2tpv3_ip(struct walk *w);
enum step walk_ppp(struct walk *w);
enum step walk_pppoe(struct walk *w);
enum step walk_udp_tunnel(struct walk *w);

#endif
