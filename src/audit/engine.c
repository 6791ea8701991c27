#include "audit/engine.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "audit/engine_internal.h"
#include "intercept/shims.h"

/* Shares of the memory budget, per cent; the rest is for what is small and fixed. */
enum { SHARE_BOOK = 80, SHARE_TRACKER = 8, SHARE_REASSEMBLY = 4, SHARE_TLS = 2, SHARE_INTEGRITY = 3 };

static void on_event(void *ctx, const struct intercept_event *event)
{
    struct engine *e = ctx;
    if (event->deciphered) tls_facts_mark(e->facts, &event->stream);
    enum intercept_class class = intercepts_event(&e->intercepts, event);
    if (e->targets.count && event->kind == INTERCEPT_CC && event->product && event->product->packet.len) {
        const struct intercept *it = intercepts_of_event(&e->intercepts, event);
        if (it && it->warrant) targets_delivered(&e->targets, it->warrant, it->position, event);
    }
    if (e->targets.by_name && event->kind == INTERCEPT_IRI) engine_learn_record(e, event);
    if (!e->event_seen || class > e->event_class) e->event_class = class;
    e->event_seen = true;
    integrity_take(e->integrity, event);
}

static void on_integrity(void *ctx, const struct integrity_result *r)
{
    struct engine *e = ctx;
    intercepts_integrity(&e->intercepts, r);
}

static void on_pdu(void *ctx, const struct li_pdu *p)
{
    struct engine *e = ctx;
    e->on_pdu(e->on_pdu_ctx, p, e->interface);
}

/* Clear from here on as if it had been on the wire so. */
static void on_clear(void *ctx, const struct tcp_segment *clear, bool *is_li)
{
    struct engine *e = ctx;
    if (!*is_li) *is_li = intercept_sniff(clear->payload, false) || intercept_sniff_control(clear->payload);
    if (*is_li) intercept_segment(e->tracker, clear);
}

static void on_handshake(void *ctx, const struct tls_handshake_part *h)
{
    struct engine *e = ctx;
    tls_facts_opened(e->facts, h);
}

/* What opens encryption containers; without keys, those that are not encrypted after all. */
static bool containers_start(struct engine *e, const struct handover_keys *keys)
{
    e->containers = containers_new();
    if (!e->containers) return false;
    for (size_t i = 0; keys && i < keys->container_count; i++) {
        const struct container_key *k = &keys->containers[i];
        if (!containers_add(e->containers, k->liid, k->country, (uint8_t)k->cipher, bytes_of(k->key, k->len))) e->keys_refused++;
    }
    return true;
}

/* What verifies integrity checks. A key that libcrypto does not take stays out, and is counted. */
static bool integrity_start(struct engine *e, const struct handover_keys *keys, size_t memory, uint64_t seed)
{
    e->integrity_keys = integrity_keys_new();
    if (!e->integrity_keys) return false;
    for (size_t i = 0; keys && i < keys->integrity_count; i++) {
        const struct integrity_key *k = &keys->integrity[i];
        if (!integrity_keys_add(e->integrity_keys, k->liid, k->country, bytes_of_text(k->pem))) e->keys_refused++;
    }
    e->integrity = integrity_tracker_new(memory, seed, e->integrity_keys, on_integrity, e);
    return e->integrity != NULL;
}

static enum err engine_tables(struct engine *e, const struct engine_options *o, size_t memory)
{
    struct book_limits book = {memory / 100 * SHARE_BOOK, o->window_ns};
    struct reassembly_limits reassembly = {.memory_bytes = memory / 100 * SHARE_REASSEMBLY};
    struct intercept_limits tracker = {.memory_bytes = memory / 100 * SHARE_TRACKER};
    if (getrandom(&tracker.hash_seed, sizeof tracker.hash_seed, 0) != (ssize_t)sizeof tracker.hash_seed) return ERR_IO;
    if (!network_scope_init(&e->scope, o->network) || !directions_init(&e->directions, &e->scope.scope)) return ERR_MEMORY;
    if (!book_init(&e->book, &book, &e->scope.scope, &e->directions)) return ERR_MEMORY;
    if (!intercepts_init(&e->intercepts, o->network, o->warrants)) return ERR_MEMORY;
    e->intercepts.seal_key = o->seal_key;
    if (!integrity_start(e, o->keys, memory / 100 * SHARE_INTEGRITY, tracker.hash_seed)) return ERR_MEMORY;
    if (!targets_init(&e->targets, o->network, o->warrants, &e->book)) return ERR_MEMORY;
    e->reassembly = reassembly_new(&reassembly);
    if (!containers_start(e, o->keys)) return ERR_MEMORY;
    tracker.containers = e->containers;
    e->tracker = intercept_tracker_new(&tracker, on_event, e);
    struct tls_limits tls = {memory / 100 * SHARE_TLS, tracker.hash_seed};
    e->secrets = tls_secret_store_new();
    e->tls = e->secrets ? tls_tracker_new(&tls, e->secrets, on_clear, e) : NULL;
    e->facts = tls_facts_new(tracker.hash_seed);
    if (e->tls) tls_tracker_observe(e->tls, on_handshake);
    e->taps = calloc(o->network->tap_count + 1, sizeof *e->taps);
    e->own = engine_batch_new();
    return e->reassembly && e->tracker && e->tls && e->facts && e->taps && e->own ? ERR_OK : ERR_MEMORY;
}

enum err engine_new(const struct engine_options *o, struct engine **ret, struct fault *f)
{
    size_t memory = o->memory_bytes ? o->memory_bytes : ENGINE_MEMORY;
    if (memory < ENGINE_MEMORY_MIN)
        return fault_set(f, ERR_USAGE, "memory budget of %zu bytes: at least %zu are needed", memory, ENGINE_MEMORY_MIN);
    struct engine *e = calloc(1, sizeof *e);
    if (!e) return fault_set(f, ERR_MEMORY, "not enough memory for the engine");
    e->network = e->maintenance.network = o->network;
    e->warrants = o->warrants;
    e->inventory_given = o->inventory_given;
    e->reveal_targets = o->reveal_targets;
    e->memory_bytes = memory;
    e->seal_key = o->seal_key;
    e->first_ns = e->last_ns = CLOCK_NONE;
    e->on_pdu = o->on_pdu;
    e->on_pdu_ctx = o->on_pdu_ctx;
    if (engine_tables(e, o, memory) != ERR_OK) {
        engine_free(e);
        return fault_set(f, ERR_MEMORY, "the tables of %zu bytes cannot be had; see --memory", memory);
    }
    if (e->on_pdu) intercept_observe(e->tracker, on_pdu, e);
    *ret = e;
    return ERR_OK;
}

void engine_flush(struct engine *e)
{
    e->interface = ENGINE_NO_INTERFACE;
    tls_tracker_flush(e->tls);
    intercept_flush(e->tracker);
}

void engine_free(struct engine *e)
{
    if (!e) return;
    tls_tracker_free(e->tls);
    tls_facts_free(e->facts);
    tls_secret_store_free(e->secrets);
    intercept_tracker_free(e->tracker);
    containers_free(e->containers);
    integrity_tracker_free(e->integrity);
    integrity_keys_free(e->integrity_keys);
    intercepts_done(&e->intercepts);
    targets_done(&e->targets);
    commands_done(&e->commands);
    maintenance_done(&e->maintenance);
    reassembly_free(e->reassembly);
    book_done(&e->book);
    directions_done(&e->directions);
    network_scope_done(&e->scope);
    free(e->interface_tap);
    free(e->taps);
    free(e->sessions.list);
    engine_batch_free(e->own);
    free(e);
}

enum err engine_interface(struct engine *e, uint16_t interface, int tap)
{
    if (interface >= e->interface_count) {
        int32_t *map = realloc(e->interface_tap, ((size_t)interface + 1) * sizeof *map);
        if (!map) return ERR_MEMORY;
        for (size_t i = e->interface_count; i <= interface; i++) map[i] = -1;
        e->interface_tap = map;
        e->interface_count = (size_t)interface + 1;
    }
    e->interface_tap[interface] = tap;
    return ERR_OK;
}

void engine_secret(struct engine *e, struct bytes label, const uint8_t client_random[static 32], struct bytes secret)
{
    if (!tls_secret_store_add(e->secrets, label, client_random, secret)) e->secrets_refused++;
}

size_t sessions_by_secrets(struct engine *e, enum tls_secret_use use)
{
    size_t count = 0;
    for (size_t i = 0; i < e->sessions.count; i++) count += tls_secrets_use(e->secrets, e->sessions.list[i]) == use;
    return count;
}

uint64_t engine_judged(const struct engine *e)
{
    return e->frames - e->elsewhere.packets;
}

uint64_t engine_undecoded(const struct engine *e, uint32_t capture)
{
    return capture < ENGINE_CAPTURES ? e->undecoded[capture] : 0;
}

static void show_control(const struct engine *e, const struct book_unit *u)
{
    struct li_pdu p;
    if (!control_pdu(&u->id.tuple, u->stack->payload, &p)) return;
    if (u->stack->payload.len < u->stack->payload_wire_len && li_pdu_flawed(&p)) return; /* not the sender's doing */
    p.flow = u->id.tuple;
    p.time_ns = u->time_ns;
    p.first = p.last = u->ref;
    e->on_pdu(e->on_pdu_ctx, &p, e->interface);
}

static void show_shim(const struct engine *e, const struct book_unit *u)
{
    struct li_pdu p;
    if (!shim_pdu(u->stack, &p)) return;
    p.time_ns = u->time_ns;
    p.first = p.last = u->ref;
    e->on_pdu(e->on_pdu_ctx, &p, e->interface);
}

/* Orders to an element, to an address of its own; what subscribers say to each other is none. */
static void watch_control(struct engine *e, const struct book_unit *u)
{
    struct control_order orders[CONTROL_ORDERS];
    if (e->on_pdu) show_control(e, u);
    if (u->flow && book_flow(&e->book, u->flow)->flags & FLOW_SUBJECT) return;
    bool to_element = network_element_of(e->network, &u->id.tuple.dst) >= 0;
    if (e->targets.by_name && (to_element || network_element_of(e->network, &u->id.tuple.src) >= 0))
        engine_learn_session(e, &u->id.tuple, u->stack->payload);
    if (!to_element) return;
    unsigned count = control_read(&u->id.tuple, u->stack->payload, orders);
    commands_add(&e->commands, &u->id.tuple, orders, count, u->time_ns, u->bytes, u->ref);
}

/* A direction that was only guessed is corrected by content: what came in elsewhere is going out. */
static void correct_direction(struct engine *e, struct book_unit *u)
{
    if (!u->passage.weak || !u->passage.link || !u->flow || (!u->payload_len && u->passage.direction == DIRECTION_OUT)) return;
    bool entered = book_entered_elsewhere(&e->book, u);
    direction_by_content(&e->directions, u->tap, &u->passage, entered);
    if (entered) u->passage.direction = DIRECTION_OUT;
}

static void tally_passed(struct engine *e, uint32_t tap, uint8_t direction, uint64_t packets, uint64_t bytes)
{
    struct tally *to = &e->taps[tap].passed[direction];
    to->packets += packets;
    to->bytes += bytes;
}

/* Everything but the books that wants to see a unit; `sight` is of enum watch_sight. */
static void watch_unit(struct engine *e, struct book_unit *u, unsigned sight)
{
    engine_watch(e, u, sight);
    if (UNLIKELY(e->targets.count)) engine_watch_target(e, u);
    if (LIKELY(!(sight & (SIGHT_CONTROL | SIGHT_MANAGE)) && !e->on_pdu)) return;
    if (e->on_pdu) show_shim(e, u);
    if (sight & SIGHT_CONTROL) watch_control(e, u);
    if ((sight & (SIGHT_MANAGE | SIGHT_TCP)) == SIGHT_MANAGE) (void)engine_manage(e, u);
}

/* Units that are booked at a time: what memory is asked for is in the first-level cache when it is needed, and still is. */
enum { STRIDE = 32 };

/* Those of them that go the same way. */
struct lane {
    unsigned count;
    uint8_t unit[STRIDE];
};

static inline void lane_add(struct lane *l, unsigned i, bool belongs)
{
    l->unit[l->count] = (uint8_t)i;
    l->count += belongs;
}

/* Have at hand what booking the units [from, to) needs: several passes, so that what one step asks of memory is there for the
 * next. */
static void gather(struct engine *e, struct engine_batch *b, unsigned from, unsigned to)
{
    struct book_unit *units = b->units;
    struct lane entries = {0}, exits = {0};
    for (unsigned i = from; i < to; i++)
        if (b->tap[i] >= 0) book_guess(&e->book, &units[i]);
    for (unsigned i = from; i < to; i++) {
        if (b->tap[i] < 0) continue;
        book_look(&e->book, &units[i]);
        lane_add(&entries, i, units[i].passage.direction == DIRECTION_IN);
        lane_add(&exits, i, units[i].passage.direction == DIRECTION_OUT);
    }
    for (unsigned i = 0; i < entries.count; i++) book_reach_entry(&e->book, &units[entries.unit[i]]);
    for (unsigned i = 0; i < exits.count; i++) book_reach_exit(&e->book, &units[exits.unit[i]]);
    for (unsigned i = 0; i < entries.count; i++) book_draw_entry(&e->book, &units[entries.unit[i]]);
    for (unsigned i = 0; i < exits.count; i++) book_draw_exit(&e->book, &units[exits.unit[i]]);
}

/* Book the units [from, to) of a batch; not more than STRIDE. */
static void book_some(struct engine *e, struct engine_batch *b, unsigned from, unsigned to)
{
    struct book_unit *units = b->units;
    book_turn(&e->book, units[from].time_ns);
    gather(e, b, from, to);
    for (unsigned i = from; i < to; i++) {
        if (b->tap[i] < 0) continue;
        if (UNLIKELY(e->on_pdu)) e->interface = b->frames[i].interface;
        watch_unit(e, &units[i], b->sights[i].watch);
        correct_direction(e, &units[i]);
        tally_passed(e, units[i].tap, units[i].passage.direction, units[i].packets, units[i].bytes);
        book_post(&e->book, &units[i]);
    }
}

/* Book the units [from, to) of a batch. */
static void finish(struct engine *e, struct engine_batch *b, unsigned from, unsigned to)
{
    for (unsigned at = from; at < to; at += STRIDE) book_some(e, b, at, to - at < STRIDE ? to : at + STRIDE);
}

static uint64_t fragment_scope(const struct book_unit *u)
{
    uint64_t scope = (uint64_t)u->tap << 8 | u->passage.direction;
    /* the same datagram inside and outside a tunnel is two */
    for (unsigned i = 0; i < u->stack->depth; i++) scope = scope * 31 + u->stack->layer[i].kind;
    return scope;
}

/* Frames that are in no unit: in the totals, and so unexplained where they left. */
static void count_loose(struct engine *e, uint32_t tap, uint8_t direction, uint64_t packets, uint64_t bytes)
{
    tally_passed(e, tap, direction, packets, bytes);
    e->fragments_incomplete += packets;
}

void give_up_fragments(struct engine *e, int64_t now_ns)
{
    struct reassembled r;
    while (reassembly_expire(e->reassembly, now_ns, &r))
        count_loose(e, (uint32_t)(r.cookie >> 8), (uint8_t)(r.cookie & 0xff), r.frame_count, r.frame_bytes);
}

/* A fragment waits for the rest of its datagram; whole, it is one unit of several frames. False while it waits. */
static bool take_fragment(struct engine *e, struct book_unit *u, struct stack *s, const struct frame *f, uint8_t *ret_sight)
{
    struct reassembled r;
    uint64_t packets = 0, bytes = 0;
    while (s->stop == STACK_FRAGMENT) {
        uint64_t cookie = (uint64_t)u->tap << 8 | u->passage.direction;
        if (!reassembly_add(e->reassembly, s, f, fragment_scope(u), cookie, &r)) {
            /* the frames of a datagram that only brought a fragment of another: the last of them waits, the others are counted
             * here */
            if (packets > 1) count_loose(e, u->tap, u->passage.direction, packets - 1, bytes - f->wire_len);
            return false;
        }
        packets = r.frame_count > packets ? r.frame_count : packets;
        bytes = r.frame_bytes > bytes ? r.frame_bytes : bytes;
        stack_resume(s, r.data, r.cap_len, r.wire_len);
    }
    u->packets = (uint32_t)packets;
    u->bytes = bytes;
    e->fragments.packets += packets;
    e->fragments.bytes += bytes;
    e->datagrams++;
    book_identify(&e->book, u);
    *ret_sight = engine_sight_of(s);
    return true;
}

/* When the frames of a batch were captured. */
struct span {
    int64_t first_ns, last_ns;
};

static void span_add(struct span *s, int64_t time_ns)
{
    if (time_ns < s->first_ns) s->first_ns = time_ns;
    if (time_ns > s->last_ns) s->last_ns = time_ns;
}

static void count_batch(struct engine *e, const struct engine_batch *b, const struct span *s, uint64_t bytes)
{
    if (!b->count) return;
    e->frames += b->count;
    e->bytes += bytes;
    if (e->first_ns == CLOCK_NONE || s->first_ns < e->first_ns) e->first_ns = s->first_ns;
    if (e->last_ns == CLOCK_NONE || s->last_ns > e->last_ns) e->last_ns = s->last_ns;
}

void engine_populate(const struct engine *e, unsigned part, unsigned parts)
{
    book_populate(&e->book, part, parts);
}

void engine_crew(struct engine *e, const struct crew *crew)
{
    volume_crew(&e->book.volume, crew);
}

static void find_direction(struct engine *e, struct book_unit *u, const struct engine_sight *t, const struct frame *f)
{
    u->passage = direction_of(&e->directions, u->tap, t->has_link ? t->link : NULL, f, u->stack);
    uint8_t enters = u->passage.direction == DIRECTION_IN;
    if (atomic_load_explicit(&e->enters[t->hint], memory_order_relaxed) != enters)
        atomic_store_explicit(&e->enters[t->hint], enters, memory_order_relaxed);
}

/* A frame that is a fragment, or not decoded to the end. True when its unit and all before it are booked. */
static bool judge_stopped(struct engine *e, struct engine_batch *b, unsigned done, unsigned i)
{
    struct engine_sight *t = &b->sights[i];
    uint32_t capture = b->frames[i].ref.capture;
    if (t->stop != STACK_FRAGMENT) {
        if (capture < ENGINE_CAPTURES) e->undecoded[capture]++;
        return false;
    }
    /* what came before is booked first; a whole datagram is booked at once, since its bytes are lent only until the next
     * fragment */
    finish(e, b, done, i);
    if (take_fragment(e, &b->units[i], &b->stacks[i], &b->frames[i], &t->watch)) finish(e, b, i, i + 1);
    return true;
}

void engine_judge(struct engine *e, struct engine_batch *b, const struct engine_batch *next)
{
    const unsigned expected = next ? next->count : 0;
    unsigned done = 0;
    struct span span = {INT64_MAX, INT64_MIN};
    uint64_t bytes = 0;
    for (unsigned i = 0; i < b->count; i++) {
        struct book_unit *u = &b->units[i];
        if (i < expected) {
            book_unit_prefetch(&next->units[i]);
            prefetch(&next->sights[i]);
        }
        if (UNLIKELY(b->tap[i] < 0)) {
            span_add(&span, b->frames[i].time_ns);
            bytes += b->frames[i].wire_len;
            e->elsewhere.packets++;
            e->elsewhere.bytes += b->frames[i].wire_len;
            continue;
        }
        /* not from the frame: what is told twice need come from another thread's cache only once */
        span_add(&span, u->time_ns);
        bytes += u->bytes;
        find_direction(e, u, &b->sights[i], &b->frames[i]);
        if (LIKELY(b->sights[i].stop != STACK_FRAGMENT)) book_touch(&e->book, u);
        if (UNLIKELY(b->sights[i].stop != STACK_PAYLOAD) && judge_stopped(e, b, done, i)) done = i + 1;
    }
    finish(e, b, done, b->count);
    count_batch(e, b, &span, bytes);
    if (b->count) give_up_fragments(e, b->frames[b->count - 1].time_ns);
}

void engine_frames(struct engine *e, const struct frame *frames, size_t count)
{
    for (size_t i = 0; i < count; i += ENGINE_BATCH_FRAMES) {
        size_t n = count - i < ENGINE_BATCH_FRAMES ? count - i : ENGINE_BATCH_FRAMES;
        engine_load(e, e->own, frames + i, n);
        engine_prepare(e, e->own);
        engine_judge(e, e->own, NULL);
    }
}

void engine_close(struct engine *e)
{
    give_up_fragments(e, CLOCK_NONE);
    engine_flush(e);
    integrity_flush(e->integrity);
    book_close(&e->book);
    targets_close(&e->targets);
}

struct engine_batch *engine_batch_new(void)
{
    struct engine_batch *b = aligned_alloc(_Alignof(struct engine_batch), sizeof *b);
    if (b) memset(b, 0, sizeof *b);
    return b;
}

void engine_batch_free(struct engine_batch *b)
{
    free(b);
}
