/* What a survey remembers, shared by its parts. */
#ifndef CUSTOS_AUDIT_SURVEY_INTERNAL_H
#define CUSTOS_AUDIT_SURVEY_INTERNAL_H

#include "audit/survey.h"
#include "audit/survey_store.h"
#include "base/addr.h"
#include "register/network.h" /* enum tap_side */

/* MACs are a tap's, sightings and carriers an inner address's; a name has so many bytes, NUL included. */
enum { SURVEY_TAPS = 256, SURVEY_MACS = 64, SURVEY_NAME = 96, SURVEY_CARRIERS = 4, SURVEY_SIGHTINGS = 4, SURVEY_NONE = -1 };

/* What an address was seen to be. */
enum survey_trait {
    TRAIT_PFCP_CONTROL = 1 << 0, /* sent a Session Establishment Request */
    TRAIT_PFCP_USER = 1 << 1,    /* received one */
    TRAIT_GTPC1 = 1 << 2,        /* speaks GTPv1-C (TS 29.060) */
    TRAIT_GTPC2 = 1 << 3,        /* speaks GTPv2-C (TS 29.274) */
    TRAIT_SGSN = 1 << 4,         /* asked for a PDP context */
    TRAIT_GGSN = 1 << 5,         /* was asked for one */
    TRAIT_HI_SENDER = 1 << 6,
    TRAIT_HI_RECEIVER = 1 << 7,
    TRAIT_X_SENDER = 1 << 8,
    TRAIT_X_RECEIVER = 1 << 9,
    TRAIT_QFI = 1 << 10,          /* its GTP-U has PDU session containers: 5G */
    TRAIT_PFCP_ASKED = 1 << 11,   /* sent an Association Setup Request: mostly the control function does */
    TRAIT_PFCP_ANSWERED = 1 << 12 /* received one */
};

struct survey_mac {
    struct mac_addr mac;
    uint64_t sent, received, sent_bytes;
    /* concluded */
    uint64_t own, other; /* frames whose content says that this end is, or is not, the element's */
};

struct survey_tap {
    char name[SURVEY_NAME];
    bool renamed; /* the interface's own name could not be kept */
    uint64_t frames, bytes, undecoded;
    struct survey_mac macs[SURVEY_MACS];
    unsigned mac_count, last_mac;
    uint64_t unknown_macs; /* frames with an end that found no room */
    /* concluded */
    uint64_t up, down; /* subscribers' packets outside of GTP-U: from them, to them (behind translation too) */
    int own_mac;       /* index, or SURVEY_NONE */
    bool sure;         /* own_mac by protocol, not by guess */
    const char *mac_reason, *side_reason;
    enum tap_side side;
    uint32_t at; /* element of the draft */
};

/* An address at a tap. */
struct survey_address {
    struct {
        struct ip_addr addr;
        uint8_t zero; /* keys are compared as bytes */
        uint16_t tap;
    } key;
    uint64_t sent, received, sent_bytes;
    uint64_t first_hand;             /* sent with a TTL that no router has lowered */
    uint64_t to_places, from_places; /* packets to and from where subscribers' packets go and come from */
    int mac;                         /* of the tap, that it last sent from; valid when sent */
    bool announced;                  /* by ARP or neighbour discovery, from `mac` */
    uint32_t traits;                 /* enum survey_trait */
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
    bool hi, x;             /* the product is HI2/HI3, X2/X3 */
    bool tls;               /* TLS records were seen */
    bool translated;        /* with a place that subscribers' packets go to */
};

/* An address inside GTP-U. */
struct survey_inner {
    struct ip_addr addr;
    bool subscriber; /* concluded */
    struct {
        struct ip_addr to; /* outer destination of packets it sent */
        uint32_t packets;
    } carrier[SURVEY_CARRIERS];
    struct { /* packets it sent that were seen outside of GTP-U */
        uint16_t tap;
        int8_t src, dst; /* MACs of the tap, or SURVEY_NONE */
        uint32_t packets;
    } sighting[SURVEY_SIGHTINGS];
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

/* The TCP flags of a packet that tell which port is the service's. */
enum survey_opening { OPENING_NONE, OPENING_SYN, OPENING_SYN_ACK };

/* The record of an outermost packet's conversation, made when there is room; *ret_direction is the packet's. */
struct survey_conversation *survey_conversation_of(struct survey *s, uint16_t tap, const struct five_tuple *t,
                                                   enum survey_opening opening, unsigned *ret_direction);
/* The record of an address at a tap, or NULL; the second makes one when there is room. */
struct survey_address *survey_address_at(const struct survey *s, uint16_t tap, const struct ip_addr *a);
struct survey_address *survey_address_make(struct survey *s, uint16_t tap, const struct ip_addr *a);
struct survey_inner *survey_inner_of(const struct survey *s, const struct ip_addr *a);
bool survey_is_place(const struct survey *s, const struct ip_addr *a, uint8_t protocol, uint16_t port);

static inline uint64_t survey_packets(const struct survey_conversation *c)
{
    return c->packets[0] + c->packets[1];
}

static inline bool survey_two_way(const struct survey_conversation *c)
{
    return c->packets[0] && c->packets[1];
}

#endif
