/* Double-entry book-keeping of an element's packets: what comes in is debited, what leaves is credited, payload by payload.
 *
 *   flow   one direction of an innermost conversation at an element
 *   path   one way in which a flow leaves: side, next hop, tunnel, and the conversation it shows there
 *   party  an egress conversation as people name it: the line of the balance sheet to which paths belong
 *
 * An exit is explained by an entry of the same payload and the same flow (or of the flow whose translated face it is), once per
 * entry, by a path on which the inventory expects subscribers' traffic. When a flow is settled - it was idle and its place is
 * needed, or at the end - its paths are compared: one is its route, the others are copies in so far as more left than entered.
 * All tables are sized at start. */
#ifndef CUSTOS_BALANCE_BOOK_H
#define CUSTOS_BALANCE_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "balance/direction.h"
#include "balance/print.h"
#include "balance/scope.h"
#include "balance/volume.h"
#include "base/clock.h"
#include "base/frame.h"
#include "proto/stack.h"
#include "table/index.h"
#include "table/pool.h"
#include "table/print_table.h"

struct book_tally {
    uint64_t packets, bytes; /* outermost frames, on-wire */
};

enum flow_flag {
    FLOW_SUBJECT = 1,  /* subscribers' traffic: an end in a pool, or it entered inside GTP-U */
    FLOW_TO_OWN = 2,   /* its innermost destination is the element itself */
    FLOW_FROM_OWN = 4, /* its innermost source is the element itself */
    FLOW_FRAGILE = 8   /* some of its payloads were snapped */
};

struct flow {
    struct five_tuple tuple;
    uint64_t hash; /* of element and tuple */
    uint32_t element;
    uint32_t alias;      /* flow of which this one is the translated face (NAT); 0: none */
    uint32_t face;       /* the translated face of this one; 0: none */
    uint32_t paths;      /* first path */
    uint32_t entered;    /* units that came in */
    uint32_t misses;     /* exits in a row that the alias did not explain */
    uint32_t repeats;    /* exits whose entry had already left */
    uint64_t entry_peer; /* hash of the outermost address that it last came in from */
    int64_t first_ns, last_ns;
    int64_t certain_ns; /* when `repeats` reached COPY_MIN_PACKETS */
    uint16_t flags;
    uint16_t entry_tap; /* where it last came in */
    uint8_t generation;
    uint8_t watch;    /* the owner of the book keeps its own state here (LI and TLS sniffing) */
    uint32_t watched; /* likewise */
    uint32_t subject; /* whose traffic it is, see volume_subject; 0: nobody's that is told */
    bool subject_sends;
};

enum path_kind { PATH_SAME, PATH_TRANSLATED, PATH_REDIRECTED, PATH_CONTENT };

struct path {
    uint32_t next; /* of the same flow */
    uint32_t flow, party;
    uint32_t via;   /* flow seen outside when it is not `flow` itself; 0 */
    uint64_t key;   /* side, next hop, outer conversation, tunnel */
    uint64_t peer;  /* hash of the outermost address it goes to */
    uint8_t kind;   /* enum path_kind */
    bool routable;  /* a way on which subscribers' traffic is expected */
    bool side_only; /* not routable for no other reason than the side it leaves by */
    bool expected_side;
    uint32_t proof; /* evidence, see book_proof; 0: none */
    int64_t first_ns, last_ns;
    struct book_tally explained, repeated, unmatched; /* entry found and free; found but already used; not found */
};

enum { PARTY_SAMPLE = 6, PARTY_LAYERS = 6, PARTY_PROOFS = 8, PARTY_COPIED = 24 };

/* Frames that prove a copy: the exit and the entry whose payload it repeats. */
struct proof_pair {
    struct frame_ref exit, entry; /* entry.number 0: not known */
};
struct proof {
    uint32_t used;
    struct proof_pair pair[PARTY_PROOFS];
};

/* A copied flow in words of the subscribers' side. */
struct copied_flow {
    struct five_tuple tuple;
    struct book_tally tally;
};

struct party {
    /* key */
    uint32_t element;
    uint8_t side; /* enum scope_side */
    uint8_t layer_count;
    bool link_only;               /* no IP at all: ARP, LLDP, STP and the like */
    uint8_t layers[PARTY_LAYERS]; /* encapsulation, outermost first: enum layer_kind of tunnels */
    bool own;                     /* the element itself speaks: its own address, or a tunnel that did not come in */
    bool service_is_src;          /* the stable port is the source's */
    struct five_tuple outer;      /* own: with the other port 0. Else empty */
    uint8_t next_hop[6];
    /* what is known of it */
    uint32_t tap;
    enum standing standing;
    uint32_t tunnel_id;  /* of the first packet */
    uint32_t path_count; /* flows that left by it */
    uint16_t other_port; /* the port that is not part of the key, as long as it stayed the same */
    bool other_port_varies;
    int64_t first_ns, last_ns;
    struct book_tally total, forwarded, copied, warranted, unmatched; /* unmatched: declared or unexplained, by standing */
    struct book_tally answers;             /* of unmatched: packets that only refuse, TCP resets and ICMP errors */
    struct frame_ref sample[PARTY_SAMPLE]; /* its first frames that no entry explains */
    uint32_t sample_count;
    uint32_t candidate;  /* its volume over time is watched, see volume_candidate; 0: it is not */
    bool watched;        /* it was tried to be */
    const char *finding; /* for whoever judges the party: its words on it */
    /* copies */
    struct book_tally live;     /* exits that looked like copies as they were seen */
    struct book_tally detected; /* total when the threshold was met; 0 packets: not yet */
    int64_t detected_ns, live_first_ns, live_last_ns, copied_first_ns, copied_last_ns;
    uint32_t proof;
    uint32_t copied_count; /* flows, of which the largest are listed: */
    struct copied_flow copied_flows[PARTY_COPIED];
};

enum { BOOK_UNIT_PRINTS = 40 };

/* By what an innermost packet is known again. */
struct packet_identity {
    struct five_tuple tuple;
    uint64_t hash;       /* of element and tuple */
    uint64_t whole;      /* print of its payload, or of its TCP header where it has none */
    uint64_t snap_whole; /* of what even a snapped payload shows */
    bool snapped;
};

/* A unit of traffic: a frame, or the frames of one reassembled datagram. */
struct book_unit {
    const struct stack *stack;
    struct passage passage;
    uint32_t tap;
    int64_t time_ns;
    struct frame_ref ref;
    uint32_t packets;
    uint64_t bytes;
    bool warranted; /* it delivers an interception that a warrant covers: not searched for copies */
    /* filled by book_identify and book_look, used by book_post */
    struct packet_identity id; /* of the innermost packet */
    uint32_t flow;
    uint16_t print_count;
    bool has_ip;
    uint64_t prints[BOOK_UNIT_PRINTS]; /* of what comes in */
};

struct book_limits {
    size_t memory_bytes;
    int64_t window_ns; /* 0: what memory holds */
};

struct book_counts {
    uint64_t flows, flows_evicted, flows_refused, paths_refused, parties_refused, late_entries, icmp_quotes;
};

struct book {
    const struct scope *scope;     /* borrowed */
    struct directions *directions; /* borrowed */
    struct print_key key;
    struct print_table window, memory;
    struct index flow_index, party_index;
    struct pool flows, paths, parties, proofs;
    struct volume volume;
    uint32_t sweep;     /* clock hand over flows */
    uint8_t generation; /* of the next flow, 7 bits */
    bool snaps_seen;    /* some payload was snapped: entries are remembered in both forms */
    int64_t now_ns;     /* time of the newest unit */
    int64_t busy_ns;    /* flows seen since then are not given up */
    struct book_counts counts;
};

bool book_init(struct book *b, const struct book_limits *limits, const struct scope *scope, struct directions *d) MUST_USE;
void book_done(struct book *b);

/* A batch goes through four steps so that the tables' cache lines are on their way when they are needed: identify (decode
 * addresses, hash; pure, on any thread), touch (prefetch), look (find or make the flow, prefetch it and its prints), post (book
 * it). */
void book_identify(const struct book *b, struct book_unit *u);
void book_touch(struct book *b, const struct book_unit *u);
void book_look(struct book *b, struct book_unit *u);
void book_post(struct book *b, struct book_unit *u);

/* Between look and post: did this unit's payload come in before, with the same conversation, at another tap? Then, whatever its
 * addresses suggest, it is on its way out. */
bool book_entered_elsewhere(const struct book *b, const struct book_unit *u);

/* Once a batch, before its units are posted: what is done from time to time. */
void book_turn(struct book *b, int64_t time_ns);

/* Settle every flow that is left. */
void book_close(struct book *b);

/* What makes a party's copy certain: its live or settled volume reaches this. */
enum { COPY_MIN_PACKETS = 6 };

static inline struct flow *book_flow(const struct book *b, uint32_t index)
{
    return pool_at(&b->flows, index);
}

static inline struct party *book_party(const struct book *b, uint32_t index)
{
    return pool_at(&b->parties, index);
}

static inline const struct proof *book_proof(const struct book *b, uint32_t index)
{
    return index ? pool_at(&b->proofs, index) : NULL;
}

static inline void book_add(struct book_tally *t, uint64_t packets, uint64_t bytes)
{
    t->packets += packets;
    t->bytes += bytes;
}

#endif
