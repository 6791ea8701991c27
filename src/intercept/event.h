/* One thing seen of an interception on the wire. */
#ifndef CUSTOS_INTERCEPT_EVENT_H
#define CUSTOS_INTERCEPT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/bytes.h"
#include "base/frame.h"

/* TS 102 232-1 PS-PDU; TS 103 221-2 PDU; TS 103 221-1; TS 103 120 */
enum intercept_protocol { INTERCEPT_HI, INTERCEPT_X2X3, INTERCEPT_X1, INTERCEPT_HI1 };

enum intercept_kind {
    INTERCEPT_IRI,       /* deliver-IRI: HI2 IRIPayload, X2 */
    INTERCEPT_CC,        /* deliver-CC: HI3 CCPayload, X3 */
    INTERCEPT_ENCRYPTED, /* EncryptionContainer: product whose kind is not visible */
    INTERCEPT_NOTICE,    /* HI1-Operation, HI4, ILHI: about an interception, not product of it */
    INTERCEPT_INTEGRITY, /* TRI integrityCheck about an LIID */
    INTERCEPT_KEEPALIVE, /* keepalives and other transport housekeeping: no interception */
    INTERCEPT_UNKNOWN,   /* framed as the protocol says, but with elements this decoder does not know */
    INTERCEPT_CONTROL,   /* X1: provisioning, or a question about it */
    INTERCEPT_ORDER      /* HI1: what an authority orders, or an answer to it; no interception */
};

struct x1_message;
struct hi1_seen; /* hi1_events.h */
struct product;

/* One X1 request and its answer; one of them may not have been seen. Who asks is the source of the event's stream. */
struct control_exchange {
    const struct x1_message *request, *answer; /* borrowed for the event; NULL: not seen */
    bool refused;                              /* by the answer, or by the status of HTTP */
    int64_t request_ns, answer_ns;             /* when their last bytes were captured; CLOCK_NONE without */
};

struct intercept_event {
    enum intercept_protocol protocol;
    enum intercept_kind kind;
    struct five_tuple stream;     /* sender to receiver */
    int64_t time_ns;              /* when the PDU's last byte was captured */
    int64_t said_ns;              /* time stamp inside the PDU, CLOCK_NONE without */
    struct frame_ref first, last; /* frames with the PDU's first and last byte */
    uint32_t pdu_bytes;           /* whole PDU */
    uint32_t content_bytes;       /* its payload */
    bool has_liid, has_xid, has_seq, has_cin;
    char liid[26];   /* text; other octets as \xNN would not fit: replaced by '?' */
    char country[3]; /* authorityCountryCode, or "" */
    uint8_t xid[16];
    uint64_t cin; /* HI: communication identity number; X: correlation id */
    uint32_t seq;
    uint8_t iri_type;                       /* HI: Begin 1 End 2 Continue 3 Report 4; else 0 */
    uint8_t content_tag;                    /* HI: tag of IRIContents/CCContents; X: payload format */
    uint8_t direction;                      /* X: payload direction; HI: payloadDirection; 0xff unknown */
    bool unknown_elements;                  /* something inside was not understood: shown, never silently skipped */
    char neid[17], operator_id[17];         /* X: NFID and DomainID attributes */
    uint32_t items;                         /* HI: IRIPayloads or CCPayloads in the PDU, normally 1; X: 1 */
    bool opened;                            /* HI: it came in an encryption container that a key opened */
    uint64_t counted_gap;                   /* opened: bytes of PDUs that the sender counted and that did not come before it */
    uint8_t notice;                         /* HI1-Operation: activated 1 deactivated 2 modified 3 alarm 4; else 0 */
    uint8_t integrity_check;                /* INTEGRITY: hash 1 signature 2 */
    uint8_t integrity_of;                   /* INTEGRITY: IRI 1 CC 2 ILHI 3 */
    bool additional_xid;                    /* X: `xid` is one of the additional XIDs of a PDU that had its own event */
    bool deciphered;                        /* it came out of a TLS session */
    bool has_matched_target;                /* X: the sender said which target identifier matched */
    const struct product *product;          /* IRI, CC: what the product says of itself; NULL: nothing is known of it */
    const struct control_exchange *control; /* CONTROL only */
    struct bytes pdu;                       /* the whole PDU, borrowed for the call; empty: CONTROL, and one told later */
    struct hi1_seen *order;                 /* ORDER only; its message may be kept */
    uint32_t losses; /* times so far that bytes of this stream were missing in the capture or skipped to find the next PDU */
};

const char *intercept_kind_name(enum intercept_kind kind);             /* "iri", "cc", ...; never NULL */
const char *intercept_protocol_name(enum intercept_protocol protocol); /* "hi", "x2x3", "x1" */

/* Receives events in the order in which PDUs complete on each stream. The event is borrowed for the call. */
typedef void intercept_event_fn(void *ctx, const struct intercept_event *e);

#endif
