/* What the book keeps of flows, of the ways they leave, and of whom they leave for. All live in pools and name each other by
 * index; 0 is none. */
#ifndef CUSTOS_BALANCE_RECORDS_H
#define CUSTOS_BALANCE_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "balance/scope.h"
#include "base/frame.h"

struct book_tally {
    uint64_t packets, bytes; /* outermost frames, on-wire */
};

enum flow_flag {
    FLOW_SUBJECT = 1, /* subscribers' traffic: an end in a pool, or it entered inside GTP-U */
    FLOW_TO_OWN = 2,  /* its innermost destination is the element itself */
    FLOW_FROM_OWN = 4 /* its innermost source is the element itself */
};

/* Two cache lines: the first is all that an exit of the flow's own looks at. */
struct flow {
    _Alignas(64) struct five_tuple tuple;
    uint32_t element; /* FLOW_NOWHERE: a record given back */
    uint32_t turn;    /* batch in which it was last seen */
    uint32_t entered; /* units that came in */
    int32_t owed;     /* bytes of payload that came in and have not left: of content whose borders change on the way */
    uint32_t paths;   /* first path */
    uint16_t watch;   /* the owner of the book keeps its own state here and in `watched` (LI and TLS sniffing) */
    uint8_t flags;
    uint8_t generation;

    uint64_t hash;       /* of element and tuple */
    uint64_t entry_peer; /* hash of the outermost address that it last came in from */
    uint32_t alias;      /* flow of which this one is the translated face (NAT); 0: none */
    uint32_t face;       /* the translated face of this one; 0: none */
    uint32_t subject;    /* whose traffic it is, see volume_subject; 0: nobody's that is told */
    uint32_t entry_link; /* on which its last new payload came in, see beyond_entry; 0: unknown */
    uint8_t entry_hops;  /* that it had still to go */
    uint8_t beyond_votes;
    bool subject_sends;
    uint16_t entry_tap; /* where it last came in */
    uint16_t ruled;     /* one bit a reason, enum ruled: counted there as a conversation */
    uint32_t watched;   /* see watch */
    uint32_t misses;    /* exits in a row that the alias did not explain */
    uint32_t repeats;   /* exits whose entry had already left */
    int64_t certain_ns; /* when `repeats` reached COPY_MIN_PACKETS */
};
#define FLOW_NOWHERE UINT32_MAX
_Static_assert(sizeof(struct flow) == 128, "two lines");

enum path_kind { PATH_SAME, PATH_TRANSLATED, PATH_REDIRECTED, PATH_CONTENT };

/* Two cache lines: the first is all that an exit touches whose entry was free. */
enum { PATH_HOT_BYTES = 64 };
struct path {
    _Alignas(64) uint64_t key; /* side, next hop, outer conversation, tunnel */
    uint32_t next;             /* of the same flow */
    uint32_t flow, party;
    uint32_t via;         /* flow seen outside when it is not `flow` itself; 0 */
    uint32_t proof;       /* evidence, see book_proof; 0: none */
    uint16_t tap;         /* where it was first seen */
    uint8_t kind;         /* enum path_kind */
    bool routable : 1;    /* a way on which subscribers' traffic is expected */
    bool side_only : 1;   /* not routable for no other reason than the side it leaves by */
    bool forwardable : 1; /* of content: might have been forwarded, had its own entry been seen */
    bool expected_side : 1;
    bool excused : 1;        /* settled: only the route, seen behind the next hop */
    bool several_taps : 1;   /* first seen at `tap` and then repeated at another */
    struct frame_ref newest; /* the latest entry that left by it so far */
    int64_t last_ns;
    struct book_tally explained; /* entry found and free */

    struct book_tally repeated, unmatched; /* entry found but already used; not found */
    uint64_t certain_bytes;                /* of these with an entry, when the repeats of its flow were enough: */
    uint32_t certain_packets;              /* (no more than it can count); 0: never */
    uint32_t peer;                         /* hash of the outermost address it goes to, see path_peer */
    int64_t first_ns;
    uint32_t way;  /* as key, whatever the next hop */
    uint32_t link; /* the way back on its link, see beyond_entry; 0: it has no link addresses */
};
_Static_assert(sizeof(struct path) == 128, "two lines");

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
    uint64_t unseen; /* forwarded with conversations that came in, but not seen to enter: capture loss */
    struct book_tally
        doubtful; /* content of others that left as what is forwarded does: copied, unless capture loss explains it */
    uint64_t cut; /* of a delivery's packets: the capture keeps them in part */
    struct book_tally answers;             /* of unmatched: packets that only refuse, TCP resets and ICMP errors */
    struct frame_ref sample[PARTY_SAMPLE]; /* its first frames that no entry explains */
    uint32_t sample_count;
    uint32_t candidate;  /* its volume over time is watched, see volume_candidate; 0: it is not */
    bool watched;        /* it was tried to be */
    const char *finding; /* for whoever judges the party: its words on it */
    /* copies */
    struct book_tally live;     /* exits that looked like copies as they were seen */
    struct book_tally detected; /* total when the threshold was met; 0 packets: not yet */
    int64_t detected_ns, live_first_ns, copied_first_ns, copied_last_ns;
    uint32_t proof;
    uint32_t series;       /* its copies over time, see book_series; 0: none */
    uint32_t copied_count; /* flows, of which the largest are listed: */
    struct copied_flow copied_flows[PARTY_COPIED];
};

static inline void book_add(struct book_tally *t, uint64_t packets, uint64_t bytes)
{
    t->packets += packets;
    t->bytes += bytes;
}

#endif
