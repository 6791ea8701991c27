/* Every interception seen on the wire, held against the warrants as its events come in. */
#ifndef CUSTOS_AUDIT_INTERCEPTS_H
#define CUSTOS_AUDIT_INTERCEPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "audit/timeline.h"
#include "intercept/event.h"
#include "intercept/lifecycle.h"
#include "intercept/sequence.h"
#include "register/network.h"
#include "register/warrant.h"
#include "table/index.h"

enum { INTERCEPT_PROOFS = 8, INTERCEPT_PLACES = 16, INTERCEPTS_MAX = 65536 };

/* Something seen repeatedly, and the packets that show it. */
struct sighting {
    uint64_t pdus, bytes;
    int64_t first_ns, last_ns;
    struct frame_ref proof[INTERCEPT_PROOFS];
    unsigned proof_count;
};

/* A place to which product goes. */
struct place {
    struct five_tuple stream; /* of the first delivery */
    bool named;               /* by the warrant or the inventory */
    struct sighting seen;
};

struct intercept {
    enum intercept_protocol protocol;
    char liid[26], country[3];
    bool has_xid;
    uint8_t xid[16];
    const struct warrant *warrant; /* borrowed; NULL: none */
    int element;                   /* that sends its product, -1: not in the inventory */
    enum lifecycle_state state;
    bool in_clear; /* some of it was on the wire without TLS */
    uint64_t iri, cc, encrypted, notices, integrity, unknown;
    struct sighting all, outside_validity, beyond_scope, gap;
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
    struct sequence_tracker *sequences; /* owned */
    uint64_t keepalives, events, refused;
};

/* What an event means for the frame that completed it. */
enum intercept_class { CLASS_HOUSEKEEPING, CLASS_WARRANTED, CLASS_UNWARRANTED };

bool intercepts_init(struct intercepts *t, const struct network *n, const struct warrants *w) MUST_USE;
void intercepts_done(struct intercepts *t);

/* Take one event into the account of its interception. */
enum intercept_class intercepts_event(struct intercepts *t, const struct intercept_event *e);

/* The interception of that warrant was seen. */
bool intercepts_saw(const struct intercepts *t, const struct warrant *w);

#endif
