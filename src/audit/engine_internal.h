/* What the files of the engine share. */
#ifndef CUSTOS_AUDIT_ENGINE_INTERNAL_H
#define CUSTOS_AUDIT_ENGINE_INTERNAL_H

#include "audit/commands.h"
#include "audit/cut_streams.h"
#include "audit/engine.h"
#include "audit/intercepts.h"
#include "audit/maintenance.h"
#include "audit/scope.h"
#include "audit/subscribers.h"
#include "audit/targets.h"
#include "balance/book.h"
#include "intercept/containers.h"
#include "intercept/integrity.h"
#include "intercept/tls_facts.h"
#include "intercept/tls_session.h"
#include "intercept/tracker.h"
#include "track/reassembly.h"

enum { ENGINE_CAPTURES = 4096, ENGINE_RANDOMS = 65536, ENGINE_HINTS = 256 };

/* Totals of one tap. */
struct tap_tally {
    struct tally passed[DIRECTION_OUT + 1]; /* by enum direction; DIRECTION_UNKNOWN: neither end is told */
};

/* A bounded list of TLS client randoms. */
struct randoms {
    uint8_t (*list)[32]; /* owned */
    size_t count, room;
    uint64_t total; /* those beyond the bound included */
};

struct engine {
    const struct network *network;
    const struct warrants *warrants;
    bool inventory_given, reveal_targets;
    const struct seal_key *seal_key;
    struct network_scope scope;
    struct directions directions;
    struct book book;
    struct reassembly *reassembly;
    struct intercepts intercepts;
    struct targets targets;
    struct subscribers subscribers; /* sessions being set up */
    struct commands commands;
    struct maintenance maintenance;
    struct cut_streams cut; /* of interceptions */
    struct intercept_tracker *tracker;
    struct containers *containers;
    struct integrity_keys *integrity_keys;
    struct integrity_tracker *integrity;
    int32_t *interface_tap; /* tap of each interface, -1 none */
    size_t interface_count;
    struct tap_tally *taps;
    struct tally elsewhere; /* at interfaces that are no tap */
    uint64_t undecoded[ENGINE_CAPTURES];
    uint64_t frames, bytes, fragments_incomplete;
    size_t memory_bytes;    /* of all tables */
    struct tally fragments; /* of datagrams that were put together */
    uint64_t datagrams;
    int64_t first_ns, last_ns;
    struct randoms sessions; /* TLS client randoms of sessions seen */
    struct tls_secret_store *secrets;
    struct tls_tracker *tls;
    uint64_t keys_refused;   /* keys of the key file that libcrypto does not take */
    struct tls_facts *facts; /* of TLS sessions between elements */
    engine_pdu_fn *on_pdu;
    void *on_pdu_ctx;
    uint32_t interface;               /* of the frame under way */
    _Atomic uint64_t secrets_refused; /* lines of key logs for which there was no room */
    /* the frame under way: worst class of the events that it completed, and whether there was any */
    enum intercept_class event_class;
    bool event_seen;
    uint64_t broken_off; /* intercept_counts before it */
    /* whether frames between such a pair of link addresses lately came in: tells prepare for which units prints will be needed.
     * A wrong hint costs time, nothing else. */
    _Atomic uint8_t enters[ENGINE_HINTS];
    struct engine_batch *own; /* for engine_frames */
};

/* What a frame's own bytes tell the watches over conversations. */
enum watch_sight {
    SIGHT_TCP = 1,
    SIGHT_SYN = 2,
    SIGHT_LI = 4,       /* an LI PDU starts here; of UDP: it is one */
    SIGHT_TLS = 8,      /* a TLS handshake record seems to */
    SIGHT_CONTROL = 16, /* it may order an interception: TCP or UDP */
    SIGHT_HTTP = 32,    /* an HTTP message, which may be X1 */
    SIGHT_MANAGE = 64   /* it may belong to a management session: TCP or UDP */
};

/* Of a frame, what decides its direction and its conversation's kind, beside its unit. */
struct engine_sight {
    uint8_t link[12]; /* MAC addresses */
    bool has_link;
    uint8_t watch; /* enum watch_sight */
    uint8_t stop;  /* enum stack_stop */
    uint8_t hint;  /* place in `enters`; of fragments always the same */
};

/* Frames on their way through the engine; units[i], sights[i] and stacks[i] belong to frames[i]. */
struct engine_batch {
    unsigned count;
    int32_t tap[ENGINE_BATCH_FRAMES]; /* -1: none */
    struct engine_sight sights[ENGINE_BATCH_FRAMES];
    struct frame frames[ENGINE_BATCH_FRAMES];
    struct book_unit units[ENGINE_BATCH_FRAMES];
    struct stack stacks[ENGINE_BATCH_FRAMES];
};

/* What a decoded frame's own bytes tell: of enum watch_sight. */
uint8_t engine_sight_of(const struct stack *s);

/* Take a unit into the account of the target of a warrant that it concerns, if any. */
void engine_watch_target(struct engine *e, const struct book_unit *u);

/* Learn which addresses the targets of warrants have that are names: from a datagram that sets up sessions, from a record. */
void engine_learn_session(struct engine *e, const struct five_tuple *t, struct bytes payload);
void engine_learn_record(struct engine *e, const struct intercept_event *record);

/* Conversations that concerned no target may concern one now. */
void engine_look_again(struct engine *e);

/* Look for interceptions in a TCP conversation: by content, whatever its ports. `sight` is of enum watch_sight. */
void engine_watch(struct engine *e, struct book_unit *u, unsigned sight);

/* Look for management sessions, to and from elements' own addresses. True when this packet belongs to one. */
bool engine_manage(struct engine *e, const struct book_unit *u);

/* Sessions seen whose secrets were put to that use. */
size_t sessions_by_secrets(struct engine *e, enum tls_secret_use use);

/* Count datagrams that are past their time at `now_ns` (CLOCK_NONE: all). */
void give_up_fragments(struct engine *e, int64_t now_ns);

#endif
