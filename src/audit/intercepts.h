/* Every interception seen on the wire, held against the warrants as its events come in. */
#ifndef CUSTOS_AUDIT_INTERCEPTS_H
#define CUSTOS_AUDIT_INTERCEPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/course.h"
#include "audit/delivered.h"
#include "audit/hi1_orders.h"
#include "audit/provisioning.h"
#include "audit/sighting.h"
#include "audit/timeline.h"
#include "intercept/event.h"
#include "intercept/integrity.h"
#include "intercept/lifecycle.h"
#include "intercept/sequence.h"
#include "register/network.h"
#include "register/seal.h"
#include "register/warrant.h"
#include "table/index.h"

enum { INTERCEPT_PLACES = 16, INTERCEPT_COURSES = 4, INTERCEPTS_MAX = 65536, INTERCEPT_BROKEN = 2, INTEGRITY_KINDS = 64 };

/* A place to which product goes. */
struct place {
    struct five_tuple stream; /* of the first delivery */
    bool named;               /* by the warrant or the inventory */
    struct sighting seen;
};

/* Integrity checks of one kind, of one sender: only where some verified do others that failed mean anything. */
struct integrity_kind {
    struct ip_addr sender;
    bool signature;
    uint8_t of, content_tag;
    uint64_t verified, failed;
};

/* Checks of one kind that failed for one interception. */
struct broken_checks {
    uint32_t kind; /* place in the list of kinds, plus one; 0: none */
    struct sighting seen;
};

/* Product by kind, at one interface. */
struct product_count {
    uint64_t iri, cc, encrypted, pdus;
};

enum { HANDOVER_PLACES = 8 };

/* What X1 says of a handover's interception: nothing, since not all of its places are known; it runs somewhere; it is over. */
enum handover_says { HANDOVER_UNTOLD, HANDOVER_RUNS, HANDOVER_OVER };

struct handover_word {
    enum handover_says says;
    uint32_t by[HANDOVER_PLACES]; /* the elements of X1 that say it */
    unsigned by_count;
    uint64_t asked; /* after so many exchanges of X1 */
};

/* One interception: an XID, an LIID, or both, where the register or X1's mediation details say that they are one. An LIID with
 * several XIDs stays apart from them. */
struct intercept {
    bool has_liid; /* seen at the handover; else `liid` is only told by X1 or the register, "" unknown */
    char liid[26], country[3];
    bool has_xid;
    uint8_t xid[16];
    bool several_liids;                       /* X1 says that it is mediated to several */
    bool by_product_id;                       /* `xid` stands on X2/X3 in place of the task's */
    const struct warrant *warrant;            /* borrowed; NULL: none */
    int element;                              /* that sends its product, -1: not in the inventory */
    struct course course;                     /* at the handover, and where X1 is not seen */
    struct handover_word handover;            /* what X1 says of that at the handover */
    struct course courses[INTERCEPT_COURSES]; /* at elements whose X1 is */
    unsigned course_count;
    struct ip_addr sender; /* of its latest X2/X3 product, with sender_known elements of X1 known: */
    size_t sender_known;
    struct course *sender_course; /* of `courses`, or NULL */
    uint32_t position;            /* in the list, plus one */
    bool in_clear;                /* some of it was on the wire without TLS */
    bool unprovisioned;           /* X product from where no X1 was seen, or more places than are followed */
    struct product_count x, hi;   /* X2/X3; HI2/HI3 */
    uint64_t notices, integrity, unknown;
    struct sighting all, outside_validity, beyond_scope, gap;
    struct sighting provisioned, wrong_target; /* by X1 */
    struct ip_addr provisioner;                /* the last */
    struct ip_addr withdrawer;                 /* who withdrew it last; family 0: nobody */
    char *wrong;                               /* owned; a target that the warrant does not have, canonical: secret */
    struct delivered delivered;                /* what its product says of itself */
    uint64_t checks[INTEGRITY_OUTCOMES];       /* integrity checks by outcome */
    struct broken_checks broken[INTERCEPT_BROKEN];
    struct timeline timeline;
    struct place places[INTERCEPT_PLACES];
    unsigned place_count;
    uint64_t places_more; /* deliveries to places beyond the list */
};

/* An LI interface that runs in clear: the server's address and port. */
struct clear_interface {
    struct five_tuple stream; /* to the server */
    enum intercept_protocol protocol;
    bool product; /* more than keepalives went there */
    struct sighting seen;
};

struct intercepts {
    const struct network *network;   /* borrowed, may be NULL */
    const struct warrants *warrants; /* borrowed, may be NULL */
    bool *seen;                      /* owned: by warrant, whether an interception under it was seen */
    struct intercept **list;         /* owned */
    size_t count, room;
    struct index index;                 /* of list, by key; values are positions plus one */
    struct clear_interface *interfaces; /* owned */
    size_t interface_count, interface_room;
    const struct seal_key *seal_key; /* borrowed, may be NULL: for sealed targets of warrants */
    struct provisioning provisioning;
    struct hi1_orders orders;           /* seen on the wire */
    struct sequence_tracker *sequences; /* owned */
    struct integrity_kind integrity_kinds[INTEGRITY_KINDS];
    size_t integrity_kind_count;
    uint64_t checks[INTEGRITY_OUTCOMES]; /* of all interceptions */
    uint64_t keepalives, events, refused;
    uint32_t tap; /* of the frame that completes the events now given */
};

/* What an event means for the frame that completed it. */
enum intercept_class { CLASS_HOUSEKEEPING, CLASS_WARRANTED, CLASS_UNWARRANTED };

bool intercepts_init(struct intercepts *t, const struct network *n, const struct warrants *w) MUST_USE;
void intercepts_done(struct intercepts *t);

/* Take one event into the account of its interception. */
enum intercept_class intercepts_event(struct intercepts *t, const struct intercept_event *e);

/* Take the outcome of an integrity check into the account of its interception. */
void intercepts_integrity(struct intercepts *t, const struct integrity_result *r);

/* The account of the interception that a task of X1 sets up, and its warrant, if any; NULL when the table is full. An XID without
 * warrant of its own has that of an LIID in its mediation details. */
struct x1_task;
struct intercept *intercepts_of_task(struct intercepts *t, const struct intercept_event *e, const struct x1_task *task);

/* The interception that X1 joined to this LIID last; NULL: none. */
struct intercept *intercepts_joined(const struct intercepts *t, const char *liid);

/* The account of what the event is about, where it was seen before; NULL: none. */
struct intercept *intercepts_of_event(const struct intercepts *t, const struct intercept_event *e);

/* The account of that XID; NULL: none. */
struct intercept *intercepts_of_xid(const struct intercepts *t, const uint8_t xid[static 16]);

/* Its life at that element of X1, made when new; NULL when more places than INTERCEPT_COURSES are in question. */
struct course *intercept_course(struct intercept *it, uint32_t element);

/* Its life altogether. */
enum lifecycle_state intercept_state(const struct intercept *it);

/* All that it delivered. Seen at two interfaces, it counts once: the larger number. */
struct product_count intercept_product(const struct intercept *it);

/* The interception of that warrant was seen. */
bool intercepts_saw(const struct intercepts *t, const struct warrant *w);

#endif
