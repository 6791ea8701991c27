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
#include <stddef.h>
#include <stdint.h>

#include "balance/copy_series.h"
#include "balance/direction.h"
#include "balance/print.h"
#include "balance/records.h"
#include "balance/ruled.h"
#include "balance/scope.h"
#include "balance/volume.h"
#include "base/clock.h"
#include "base/frame.h"
#include "base/prefetch.h"
#include "proto/stack.h"
#include "table/index.h"
#include "table/pool.h"
#include "table/print_table.h"

/* By what an innermost packet is known again. */
struct packet_identity {
    struct five_tuple tuple;
    uint64_t hash;  /* of element and tuple */
    uint64_t whole; /* print of its payload, or of its TCP header where it has none */
    uint32_t bytes; /* of it, on the wire */
    bool snapped;
};

/* How a packet travels: from its link to its innermost IP header. */
struct packet_way {
    uint64_t src, dst; /* hashes of the outermost addresses */
    /* Keys of the way: two packets with the same key leave by the same path. The tap is not part of it: two taps on one side see
     * the same way. Next hop and side; of what is tunnelled, also with the outer conversation and its tunnels. */
    uint64_t plain, bound;
    uint32_t link;  /* link_hash of tap, sender and receiver; 0 without link addresses */
    uint8_t hops;   /* left, of the outermost IP header */
    bool own;       /* the outermost source is the element's own, or the packet stays on its link */
    bool tunnelled; /* something between the outermost and the innermost IP */
    bool in_gtpu;
};

/* A unit of traffic: a frame, or the frames of one reassembled datagram. What most units are booked by stands here, so that the
 * judging thread seldom looks at their stacks and bytes, which another thread has in its cache. */
struct book_unit {
    _Alignas(64) const struct stack *stack;
    struct passage passage;
    uint32_t tap, packets;
    int64_t time_ns;
    struct frame_ref ref;
    uint64_t bytes;
    uint32_t flow;       /* this and what follows: filled by book_identify, book_print, and book_look, used by book_post */
    uint8_t print_count; /* of what comes in */
    bool printed;        /* prints are there */
    bool warranted;      /* it delivers an interception that a warrant covers: not searched for copies */
    bool has_ip;
    uint32_t payload_len, payload_wire_len;
    struct packet_identity id; /* of the innermost packet */
    struct packet_way way;
    uint64_t prints[PRINT_KEPT];
};

/* What most units are booked by: two prints are enough for them. */
enum { BOOK_UNIT_HOT = offsetof(struct book_unit, prints) + 2 * sizeof(uint64_t) };
_Static_assert(BOOK_UNIT_HOT == 192, "three lines");

/* Ask for that: another thread may have it in its cache. */
static inline void book_unit_prefetch(const struct book_unit *u)
{
    prefetch_lines(u, BOOK_UNIT_HOT);
}

static inline void book_unit_prefetch_write(const struct book_unit *u)
{
    prefetch_lines_write(u, BOOK_UNIT_HOT);
}

struct book_limits {
    size_t memory_bytes;
    int64_t window_ns; /* 0: what memory holds */
};

struct book_counts {
    uint64_t flows, flows_evicted, flows_refused, paths_refused, parties_refused;
    struct ruled_tally ruled[RULED_COUNT];
};

/* A link behind the element's next hop, see book_beyond.c. */
enum { BEYOND_LINKS = 64 };
struct beyond_link {
    uint32_t link;           /* hash; 0: free */
    uint32_t votes, excused; /* packets seen there before the element had them; ways of flows excused for it */
};

/* What is asked of every packet of a tap. */
struct book_tap {
    uint32_t element;
    uint8_t side;      /* enum scope_side */
    uint64_t link_key; /* of link_hash */
    uint64_t own;      /* the bits that hashes of its own addresses choose; all of them when some are no single addresses */
};

/* Of a tap: translated traffic that left, with an entry and without; entries that the capture cut inside their headers. */
struct book_loss {
    uint64_t forwarded, unseen, vague;
};

struct book {
    const struct scope *scope;     /* borrowed */
    struct directions *directions; /* borrowed */
    struct print_key key;
    struct print_table window, memory;
    struct index flow_index, party_index;
    struct pool flows, paths, parties, proofs, series;
    struct volume volume;
    struct book_tap *taps;  /* owned */
    struct book_loss *loss; /* by tap, of all that is settled; owned */
    struct beyond_link beyond[BEYOND_LINKS];
    uint32_t sweep;          /* clock hand over flows */
    uint8_t generation;      /* of the next flow, 7 bits */
    struct frame_ref shared; /* newest unit counted as RULED_SHARED */
    int64_t awaited_ns;      /* when word was last left for an entry that may be translated; CLOCK_NONE: never */
    bool cut_seen;           /* some packet had been cut: entries are remembered in both forms */
    bool snaps_seen;         /* by the capture, that is: whole frames are not to be had */
    int64_t now_ns;          /* time of the newest unit */
    uint32_t turn;           /* of the batch: flows that it looks at are not given up, whatever its clock says */
    struct book_counts counts;
};

bool book_init(struct book *b, const struct book_limits *limits, const struct scope *scope, struct directions *d) MUST_USE;
void book_done(struct book *b);

/* Have one of `parts` parts of the memory at hand that any packet may need, of the prints' tables and the index of flows, before
 * it does; from any thread. Worth its time only for long inputs. */
void book_populate(const struct book *b, unsigned part, unsigned parts);

/* A batch goes through steps so that the tables' cache lines are on their way when they are needed: identify (decode addresses,
 * hash; pure, on any thread; then also print, for units that will probably turn out to come in), touch (prefetch the flow's place
 * in the index), guess (which flow it probably is; prefetch that), look (find the flow or make it), reach (prefetch what it leads
 * to), draw (prefetch the prints' places), post (book it). Only identify, look and post need be. Steps that only prefetch had
 * better be loops of their own: a prefetch whose address is not translated yet holds up what comes behind it, and others in its
 * place are no loss; and units that come in had better be apart from those that leave, whose order is random. */
void book_identify(const struct book *b, struct book_unit *u);
void book_print(const struct book *b, struct book_unit *u);
void book_touch(const struct book *b, const struct book_unit *u);
void book_guess(const struct book *b, struct book_unit *u);
void book_look(struct book *b, struct book_unit *u);
void book_reach_entry(const struct book *b, struct book_unit *u);
void book_reach_exit(const struct book *b, const struct book_unit *u);
void book_draw_entry(const struct book *b, const struct book_unit *u);
void book_draw_exit(const struct book *b, const struct book_unit *u);
void book_post(struct book *b, struct book_unit *u);

/* Between look and post: did this unit's payload come in before, with the same conversation, at another tap? Then, whatever its
 * addresses suggest, it is on its way out. */
bool book_entered_elsewhere(const struct book *b, const struct book_unit *u);

/* Once a batch, before its units are looked up: what is done from time to time. */
void book_turn(struct book *b, int64_t time_ns);

/* Settle every flow that is left. */
void book_close(struct book *b);

/* When closed: so many packets of the party may be translated traffic whose entry the capture missed, by what it missed of
 * others and what it cut so short that nothing tells what left of it. */
uint64_t book_missed(const struct book *b, const struct party *p);

/* Entries that the capture cut inside their headers. */
uint64_t book_vague(const struct book *b, uint32_t element);

/* What makes a party's copy certain: its live or settled volume reaches this. */
enum { COPY_MIN_PACKETS = 6 };

static inline struct flow *book_flow(const struct book *b, uint32_t index)
{
    return (struct flow *)(void *)b->flows.data + index;
}

static inline struct path *book_path(const struct book *b, uint32_t index)
{
    return (struct path *)(void *)b->paths.data + index;
}

static inline struct party *book_party(const struct book *b, uint32_t index)
{
    return pool_at(&b->parties, index);
}

/* A party's copies over time, or NULL. */
static inline const struct copy_series *book_series(const struct book *b, const struct party *p)
{
    return p->series ? pool_at(&b->series, p->series) : NULL;
}

static inline const struct proof *book_proof(const struct book *b, uint32_t index)
{
    return index ? pool_at(&b->proofs, index) : NULL;
}

#endif
