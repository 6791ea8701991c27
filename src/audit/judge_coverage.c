/* What was not seen, not decoded or not decided, and for how long what was seen was remembered. */
#include <inttypes.h>

#include "audit/findings.h"

struct texts {
    struct arena *arena;
    const char **list;
    size_t count, room;
};

static void note(struct texts *t, const char *text)
{
    if (t->count == t->room) {
        size_t room = t->room ? t->room * 2 : 8;
        const char **list = arena_alloc(t->arena, room * sizeof *list);
        if (t->count) memcpy(list, t->list, t->count * sizeof *list);
        t->list = list;
        t->room = room;
    }
    t->list[t->count++] = text;
}

/* Sides of an element that carries subscribers' traffic and that no tap watches. */
static void untapped_sides(const struct engine *e, uint32_t element, struct texts *t)
{
    const struct element *el = &e->network->elements[element];
    bool seen[SIDE_COUNT] = {0}, any = false;
    for (size_t i = 0; i < e->network->tap_count; i++)
        if (e->network->taps[i].element == element) seen[e->network->taps[i].side] = any = true;
    if (!any || seen[SIDE_ALL] || !el->subscriber_count) return;
    if (!seen[SIDE_ACCESS]) note(t, arena_printf(t->arena, "%s: access side", el->name));
    if (!seen[SIDE_OUTSIDE] && !seen[SIDE_CORE]) note(t, arena_printf(t->arena, "%s: outside or core side", el->name));
    if (!seen[SIDE_MANAGEMENT]) note(t, arena_printf(t->arena, "%s: management side", el->name));
}

/* Elements without any tap are in no balance at all. */
static void untapped_elements(const struct engine *e, struct texts *t)
{
    size_t count = 0;
    const char *names = "";
    for (size_t i = 0; i < e->network->element_count; i++) {
        size_t k = 0;
        while (k < e->network->tap_count && e->network->taps[k].element != i) k++;
        if (k < e->network->tap_count) continue;
        if (++count <= 3) names = arena_printf(t->arena, "%s%s%s", names, count > 1 ? ", " : "", e->network->elements[i].name);
    }
    if (count > 3) names = arena_printf(t->arena, "%s and %zu more", names, count - 3);
    if (count)
        note(t, arena_printf(t->arena, "%zu of %zu elements are not tapped and in no balance: %s", count,
                             e->network->element_count, names));
}

static void add_note(void *ctx, const char *text)
{
    note(ctx, text);
}

static void count_note(struct texts *t, uint64_t count, const char *what)
{
    if (count) note(t, arena_printf(t->arena, "%" PRIu64 " %s", count, what));
}

static uint64_t undecrypted_sessions(struct engine *e)
{
    return e->sessions.total - sessions_by_secrets(e, TLS_SECRETS_FIT);
}

static void tls_notes(struct engine *e, struct texts *t)
{
    uint64_t opened = e->sessions.total - undecrypted_sessions(e);
    count_note(t, opened, "TLS sessions were decrypted with the key log");
    count_note(
        t, sessions_by_secrets(e, TLS_SECRETS_UNFIT),
        "TLS sessions have secrets in the key log that opened nothing: one direction or the start is missing, the suite is "
        "not AEAD, or the secrets are wrong");
    count_note(t, tls_tracker_counts(e->tls)->missed_bytes,
               "bytes of decrypted TLS sessions are missing in the capture or could not be opened");
    count_note(t, tls_facts_refused(e->facts), "TLS sessions beyond the limit: what they show was not noted");
    count_note(t, e->secrets_refused, "lines of key logs beyond the limit of sessions: not used");
    if (undecrypted_sessions(e))
        note(t,
             opened
                 ? "what runs inside the other TLS sessions was not seen: interceptions there are judged by no rule, copies by "
                   "volume only as undeclared"
                 : "what runs inside TLS was not seen: interceptions there are judged by no rule, copies by volume only as "
                   "undeclared");
}

static void integrity_notes(const struct engine *e, struct texts *t)
{
    const uint64_t *n = e->intercepts.checks;
    count_note(t, n[INTEGRITY_VERIFIED], "integrity checks of deliveries were recomputed and verify");
    count_note(t, n[INTEGRITY_FAILED],
               "integrity checks of deliveries do not verify (integrity-unverified): tampering only where the sender's others of "
               "that kind do");
    count_note(t, n[INTEGRITY_MISSING],
               "integrity checks undecided: PDUs that they cover were not seen, or came too long before");
    count_note(t, n[INTEGRITY_AMBIGUOUS], "integrity checks undecided: a number that they cover is borne by several PDUs");
    count_note(t, n[INTEGRITY_UNKNOWN], "integrity checks undecided: their form, algorithm or size is not one that is checked");
    count_note(t, n[INTEGRITY_NO_KEY],
               "integrity signatures undecided for want of a public key (--keys): integrity-broken was not decided for them");
    count_note(t, e->keys_refused, "keys of the key file are of no kind that is used, or too many: not used");
}

static void container_notes(const struct engine *e, struct texts *t)
{
    const struct containers_counts *n = containers_counts(e->containers);
    count_note(t, n->opened, "encryption containers of deliveries were opened");
    count_note(
        t, n->without_key,
        "encryption containers of deliveries stayed closed for want of a key (--keys): only that they came, and their numbers, "
        "were judged");
    count_note(t, n->misfit, "encryption containers of deliveries stayed closed: the key does not fit, or they are too large");
}

static void delivery_notes(struct engine *e, struct texts *t)
{
    struct delivery_doubts d = delivery_doubts(e);
    count_note(
        t, d.unseen,
        "interceptions deliver from where no X1 was seen (not tapped, or not decrypted): delivery-without-provisioning and "
        "delivery-after-withdrawal were not decided for them");
    count_note(t, d.unlisted,
               "interceptions were provisioned before the capture, or not at all: without a list of the element's own tasks "
               "delivery-without-provisioning was not decided for them");
    count_note(
        t, d.doubtful,
        "interceptions deliver although their element's own list lacks them or they were withdrawn, but part of its X1 may not "
        "have been seen: delivery-without-provisioning and delivery-after-withdrawal were not decided for them");
    count_note(
        t, d.unmeasured,
        "interceptions deliver content whose volume was not held against their targets' (none of it in clear, no address of "
        "the target is known, or none of the target's traffic was seen there): over-delivery and under-delivery were not decided "
        "for them");
    count_note(t, d.records,
               "interceptions deliver records only, no content that could be held against what their targets sent and received: "
               "over-delivery and under-delivery were not decided for them");
    count_note(t, e->targets.beyond,
               "addresses of targets beyond the table's limit: over-delivery and under-delivery were not decided there");
    count_note(t, d.unsettled,
               "interceptions deliver content of which part is missing in the capture or cannot be compared: over-delivery and "
               "under-delivery were not decided for them");
    count_note(
        t, d.unnoticed,
        "interceptions are handed over without a notice of their beginning or end, and without X1 of all elements that intercept "
        "for them: delivery-after-withdrawal was not decided for their handover");
}

/* "not decided: rule, rule; 2 TLS sessions from upf-1 to mdf3-1, tcp/42003: they are encrypted ..." */
static void depth_notes(const struct verdict *v, struct texts *t)
{
    for (size_t i = 0; i < v->undecided_count; i++) {
        const struct verdict_undecided *u = &v->undecided[i];
        const char *rules = "";
        for (size_t k = 0; k < u->rule_count; k++) rules = arena_printf(t->arena, "%s%s%s", rules, k ? ", " : "", u->rules[k]);
        note(t, arena_printf(t->arena, "%s: %s. Not decided for what is in there: %s", u->where, u->why, rules));
    }
    count_note(t, v->undecided_more,
               "more conversations of which too little was to be seen: no rule of interceptions was decided there");
}

/* Silence is no innocence: whom a comparison could not have told. */
static void comparison_notes(const struct engine *e, struct texts *t)
{
    const struct volume *volume = &e->book.volume;
    count_note(t, volume->refused, "subscribers or conversations beyond the room for volumes over time: not compared");
    count_note(t, volume->windows_skipped, "windows of volume over time not compared for want of memory");
    for (uint32_t i = 0; i < e->network->element_count; i++) {
        bool any = false;
        for (uint32_t k = 0; k < volume->candidate_count; k++) any = any || volume->candidate[k].element == i;
        const char *untold = any ? untold_text(e, t->arena, i) : "";
        if (*untold)
            note(t, arena_printf(t->arena, "%s: what nothing explains, or is declared, was compared with %s",
                                 e->network->elements[i].name, untold));
    }
    note(t, "copies that were encrypted or transformed match no content: they are sought by volume over time, which padding or a "
            "constant rate defeats");
}

static void coverage_notes(struct engine *e, struct texts *t)
{
    const struct book_counts *b = &e->book.counts;
    const struct intercept_counts *i = intercept_counts(e->tracker);
    uint64_t passing = 0, cut = 0, unreadable = 0;
    for (size_t k = 0; k < e->network->tap_count; k++) passing += e->taps[k].passed[DIRECTION_UNKNOWN].packets;
    for (uint32_t k = 1; k < e->book.parties.top; k++) unreadable += party_unreadable(book_party(&e->book, k));
    for (uint32_t k = 0; k < e->network->element_count; k++) cut += book_vague(&e->book, k);
    if (!e->inventory_given)
        note(t, "no inventory was given: undeclared conversations and destinations were not judged, roles and sides are guessed");
    count_note(t, passing, "packets of which no evidence tells whether they came in or left: in no account");
    count_note(
        t, cut,
        "packets came in of which the capture ends inside a header: as many may leave by the element's own addresses without "
        "being called undeclared or a copy");
    count_note(
        t, unreadable,
        "delivery conversations are cut short by the capture: what they carry was held against no warrant and not sought as "
        "an encrypted copy");
    count_note(t, e->elsewhere.packets, "packets at interfaces that are no tap of the network: only counted");
    count_note(t, e->fragments_incomplete, "fragments of datagrams that never became whole: unexplained where they left");
    count_note(t, b->flows_evicted, "conversations settled early because their place was needed (--memory gives more room)");
    count_note(t, b->flows_refused + b->paths_refused + b->parties_refused,
               "times no place was left in a table: those packets are unexplained");
    count_note(t, i->lost_bytes, "bytes of interception streams are missing in the capture");
    count_note(t, i->malformed_pdus, "interception PDUs could not be decoded");
    count_note(t, i->skipped_bytes, "bytes skipped to find the next interception PDU");
    const struct provisioning *x1 = &e->intercepts.provisioning;
    count_note(t, x1->unknown, "X1 messages have elements that are not understood: they may widen or narrow what is intercepted");
    count_note(
        t, x1->incomparable,
        "X1 tasks have targets that could not be held against their warrant: intercept-wrong-target was not decided for them");
    count_note(t, x1->refused, "X1 tasks, destinations or elements beyond the table's limit: not judged");
    count_note(t, e->intercepts.refused, "interceptions or interfaces beyond the table's limit: only counted");
    uint64_t not_understood = 0;
    for (size_t k = 0; k < e->intercepts.count; k++) not_understood += e->intercepts.list[k]->delivered.not_understood;
    count_note(t, e->maintenance.refused, "packets of management sessions beyond the table's limit: not judged");
    count_note(t, not_understood, "PDUs of product have elements that are not understood: they may widen or narrow what is told");
    delivery_notes(e, t);
    count_note(t, e->commands.refused, "orders of interceptions beyond the table's limit: not told apart");
    container_notes(e, t);
    integrity_notes(e, t);
    hi1_orders_notes(&e->intercepts.orders, e->warrants, e->intercepts.seal_key, t->arena, add_note, t);
    tls_notes(e, t);
    comparison_notes(e, t);
}

void judge_coverage(struct engine *e, struct arena *a, struct verdict *v)
{
    struct texts untapped = {.arena = a}, notes = {.arena = a};
    double span = v->first_ns == CLOCK_NONE ? 0 : seconds_between(v->first_ns, v->last_ns);
    double window = print_table_memory_s(&e->book.window), memory = print_table_memory_s(&e->book.memory);
    for (uint32_t i = 0; i < e->network->element_count; i++) untapped_sides(e, i, &untapped);
    untapped_elements(e, &notes);
    coverage_notes(e, &notes);
    depth_notes(v, &notes);
    v->untapped = untapped.list;
    v->untapped_count = untapped.count;
    v->notes = notes.list;
    v->note_count = notes.count;
    v->undecrypted_sessions = undecrypted_sessions(e);
    v->memory_bytes = e->memory_bytes;
    v->window_s = window < 0 || window > span ? span : window;
    v->long_memory_s = memory < 0 || memory > span ? span : memory;
}
