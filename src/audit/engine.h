/* The judge: frames in, verdict out. Drives decoding, tracking, interception and balance over batches, and knows no file and no
 * screen. */
#ifndef CUSTOS_AUDIT_ENGINE_H
#define CUSTOS_AUDIT_ENGINE_H

#include <stddef.h>

#include "audit/verdict.h"
#include "base/arena.h"
#include "base/bytes.h"
#include "base/crew.h"
#include "base/err.h"
#include "base/frame.h"
#include "intercept/pdu.h"
#include "register/keys.h"
#include "register/network.h"
#include "register/seal.h"
#include "register/warrant.h"

struct engine; /* opaque */

/* Told of each PDU of an LI protocol, wherever it is; `interface` of the frame that completed it, ENGINE_NO_INTERFACE at the end
 * of the input. */
typedef void engine_pdu_fn(void *ctx, const struct li_pdu *p, uint32_t interface);
#define ENGINE_NO_INTERFACE UINT32_MAX

struct engine_options {
    const struct network *network;    /* borrowed; needed */
    bool inventory_given;             /* false: the network was only surveyed, rules that need an inventory stay out */
    const struct warrants *warrants;  /* borrowed; NULL: every interception is without warrant */
    const struct seal_key *seal_key;  /* borrowed; targets are shown sealed by it; NULL: only their kind is shown */
    const struct handover_keys *keys; /* borrowed for the call of engine_new, which takes copies; may be NULL */
    bool reveal_targets;              /* targets are shown in clear */
    engine_pdu_fn *on_pdu; /* NULL: nobody wants PDUs. Else they are looked for at every address, not at elements' alone */
    void *on_pdu_ctx;
    size_t memory_bytes; /* for all tables together; 0: ENGINE_MEMORY */
    int64_t window_ns;   /* how long content is remembered; 0: as long as memory lasts */
};

#define ENGINE_MEMORY     ((size_t)512 << 20)
#define ENGINE_MEMORY_MIN ((size_t)16 << 20)

enum err engine_new(const struct engine_options *o, struct engine **ret, struct fault *f) MUST_USE;
void engine_free(struct engine *e); /* accepts NULL */

/* Frames of that interface were captured at that tap (an index of the network's, or -1: at none, they are only counted). */
enum err engine_interface(struct engine *e, uint16_t interface, int tap) MUST_USE;

/* Judge frames, in order of time. */
void engine_frames(struct engine *e, const struct frame *frames, size_t count);

/* The same in three steps, so that several threads can share the work and the result stays the same to the last bit: load and
 * judge are for one thread at a time each, in order; prepare may run on any thread, for several batches at once. */
struct engine_batch; /* opaque; room for ENGINE_BATCH_FRAMES */
enum { ENGINE_BATCH_FRAMES = 64 };
struct engine_batch *engine_batch_new(void) MUST_USE; /* NULL when out of memory */
void engine_batch_free(struct engine_batch *b);       /* accepts NULL */
/* Take up to ENGINE_BATCH_FRAMES frames; their bytes must stay until the batch was judged. */
void engine_load(struct engine *e, struct engine_batch *b, const struct frame *frames, size_t count);
void engine_prepare(const struct engine *e, struct engine_batch *b);
/* `next` is what will be judged after it, already prepared: its memory, which may be in another core's cache, is asked for
 * meanwhile. NULL: that is not known. */
void engine_judge(struct engine *e, struct engine_batch *b, const struct engine_batch *next);

/* Have one of `parts` parts of the memory of tables at hand that a long input is going to need; from any thread. */
void engine_populate(const struct engine *e, unsigned part, unsigned parts);

/* From now on share what one thread need not do alone with these; borrowed; NULL: with nobody. The judging thread's call. */
void engine_crew(struct engine *e, const struct crew *crew);

/* A line of a TLS key log (see intercept/tls_secrets.h). May be called while another thread judges; counts for sessions whose
 * hellos come later. */
void engine_secret(struct engine *e, struct bytes label, const uint8_t client_random[static 32], struct bytes secret);

/* The end of the input for PDUs: what waited for missing segments is given up. */
void engine_flush(struct engine *e);

/* The end: nothing more comes, the books are closed. To be called once. */
void engine_close(struct engine *e);

/* After engine_close. Fills all of the verdict but what only the adapters know (captures, version, evidence layers);
 * what it points to lives in `arena`. To be called once. */
void engine_verdict(struct engine *e, struct arena *arena, struct verdict *ret);

/* Packets at taps of the network. */
uint64_t engine_judged(const struct engine *e);

/* Packets of one capture that could not be decoded to the end. */
uint64_t engine_undecoded(const struct engine *e, uint32_t capture);

#endif
