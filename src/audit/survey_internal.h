/* What a survey remembers, shared by observing (survey.c), concluding (survey_conclude.c) and writing (survey_draft.c). */
#ifndef CUSTOS_AUDIT_SURVEY_INTERNAL_H
#define CUSTOS_AUDIT_SURVEY_INTERNAL_H

#include "audit/survey.h"
#include "audit/survey_store.h"
#include "base/addr.h"
#include "intercept/tracker.h"
#include "proto/stack.h"
#include "register/network.h"
#include "track/reassembly.h"

enum {
    SURVEY_TAPS = 256,
    SURVEY_MACS = 64, /* of a tap */
    SURVEY_NAME = 96, /* bytes of a tap's name, NUL included */
    SURVEY_CARRIERS = 4,
    SURVEY_NONE = -1
};

/* What an address was seen to be. */
enum survey_trait {
    TRAIT_PFCP_CONTROL = 1 << 0, /* sent an Association Setup or Session Establishment Request */
    TRAIT_PFCP_USER = 1 << 1,    /* received one */
    TRAIT_GTPC1 = 1 << 2,        /* speaks GTPv1-C (TS 29.060) */
    TRAIT_GTPC2 = 1 << 3,        /* speaks GTPv2-C (TS 29.274) */
    TRAIT_SGSN = 1 << 4,         /* asked for a PDP context */
    TRAIT_GGSN = 1 << 5,         /* was asked for one */
    TRAIT_HI_SENDER = 1 << 6,
    TRAIT_HI_RECEIVER = 1 << 7,
    TRAIT_X_SENDER = 1 << 8,
    TRAIT_X_RECEIVER = 1 << 9,
    TRAIT_QFI = 1 << 10 /* its GTP-U has PDU session containers: 5G */
};

struct survey_mac {
    struct mac_addr mac;
    uint64_t sent, received, sent_bytes;
    uint64_t own, other; /* frames whose content says that this end is, or is not, the element's */
    uint32_t addresses;  /* that were first seen sending from here */
};

struct survey_tap {
    char name[SURVEY_NAME];
    bool renamed; /* the interface's own name could not be kept */
    uint64_t frames, bytes, undecoded;
    uint64_t up, down; /* subscribers' packets outside of GTP-U: from them, to them (behind translation too) */
    struct survey_mac macs[SURVEY_MACS];
    unsigned mac_count, last_mac;
    uint64_t unknown_macs; /* frames with an end that found no room */
    /* concluded */
    int own_mac; /* index, or SURVEY_NONE */
    bool sure;   /* own_mac by protocol, not by guess */
    const char *mac_reason, *side_reason;
    enum tap_side side;
};

/* An address at a tap. */
struct survey_address {
    struct {
        struct ip_addr addr;
        uint8_t zero; /* keys are compared as bytes */
        uint16_t tap;
    } key;
    uint64_t sent, received, sent_bytes;
    uint64_t first_hand; /* sent with a TTL that no router has lowered */
    uint64_t translated; /* packets to and from places that subscribers' packets go to and come from */
    int mac;             /* of the tap, that it last sent from; valid when sent */
    bool announced;      /* by ARP or neighbour discovery, from `mac` */
    uint32_t traits;     /* enum survey_trait */
    /* concluded */
    bool own;        /* of the element in the middle */
    int32_t element; /* of the draft that it belongs to, or SURVEY_NONE */
};

/* All outermost packets between two addresses for one service. Direction 0 runs from `a` to `b`. */
struct survey_conversation {
    struct {
        struct ip_addr a, b; /* a sorts before b */
        uint16_t tap, port;  /* of the service; 0 without ports */
        uint8_t protocol, zero;
    } key;
    uint64_t packets[2], bytes[2];
    uint64_t to_service[2]; /* packets to the service's port, and not from it, by direction */
    uint64_t clients[2];    /* GTP-U packets whose inner sender asks an inner service: subscribers' side to network's */
    uint64_t like, unlike;  /* payloads that are, or are not, of the protocol that the port is registered for */
    uint64_t pdus[2];       /* of LI product */
    uint32_t tunnels;       /* bits of enum layer_kind */
    uint8_t first;          /* direction of the first packet, or of the first SYN */
    bool opened;            /* a SYN was seen */
    bool product[2];        /* this direction is followed as LI product */
    uint8_t sniffed[2];     /* payloads searched for it */
    bool hi, x, tls;
    bool translated; /* with a place that subscribers' packets go to */
};

/* An address inside GTP-U. */
struct survey_inner {
    struct ip_addr addr;
    uint8_t zero[3];
    uint32_t client, server; /* packets in which it asked, or answered */
    struct {
        struct ip_addr to; /* outer destination of packets it sent */
        uint32_t packets;
    } carrier[SURVEY_CARRIERS];
};

/* A place that packets inside GTP-U go to. */
struct survey_place {
    struct ip_addr addr;
    uint8_t protocol;
    uint16_t port;
    uint32_t packets;
};

struct survey {
    struct survey_store addresses, conversations, inner, places;
    struct survey_tap *taps; /* owned: SURVEY_TAPS */
    unsigned tap_count;
    uint64_t taps_dropped;
    uint16_t *tap_of;     /* owned: by interface, number of the tap plus one */
    uint64_t not_at_taps; /* frames */
    struct reassembly *reassembly;
    struct intercept_tracker *tracker;
    const struct frame *frame; /* being taken */
};

struct survey_conversation *survey_conversation_of(struct survey *s, uint16_t tap, const struct five_tuple *t, bool syn,
                                                   unsigned *ret_direction);
struct survey_address *survey_address_of(struct survey *s, uint16_t tap, const struct ip_addr *a);

/* Before a subscriber's address can be taken as one. */
bool survey_plausible(const struct ip_addr *a);

/* --- the draft, concluded ------------------------------------------------------------------------------------------------ */

enum { SURVEY_ELEMENTS = 64, SURVEY_ELEMENT_ADDRESSES = 256, SURVEY_POOLS = 64, SURVEY_LINE = 160 };

struct survey_element {
    char name[24];
    const char *role;
    enum zone zone;
    struct ip_addr *addresses; /* in the draft's arena */
    size_t address_count;
    size_t left_out; /* addresses without room */
    char why[SURVEY_LINE];
};

struct survey_draft {
    struct survey_element elements[SURVEY_ELEMENTS]; /* the first is the one in the middle */
    size_t element_count, elements_left_out;
    struct ip_prefix pools[SURVEY_POOLS];
    size_t pool_count, subscriber_count, pools_left_out;
    bool user_plane; /* the middle is an end of GTP-U */
    struct arena *arena;
};

/* Fill the concluded members of the survey, and the draft. */
void survey_conclude(struct survey *s, struct survey_draft *d);
void survey_pools(const struct survey *s, struct survey_draft *d);
/* Which of the middle's conversations may be declared, and how they read. */
void survey_write_conversations(const struct survey *s, const struct survey_draft *d, FILE *out);
void survey_write_text(FILE *out, const char *text); /* as a double-quoted scalar */

#endif
