#include "audit/hi1_orders.h"

#include <inttypes.h>
#include <stdio.h>

#include "intercept/hi1_events.h"
#include "register/identity.h"

enum { NAMED = 4 }; /* LIIDs told of each difference */

enum difference { NOT_HELD, OTHER_TARGET, OTHER_TIME, OTHER_SCOPE, OTHER_PLACE, DIFFERENCES };

struct comparison {
    uint64_t sealed; /* targets not comparable */
    uint64_t count[DIFFERENCES];
    char liid[DIFFERENCES][NAMED][26]; /* the first of each */
};

/* Sentences of the import are for people who import; here its counts are enough. */
static void no_sentence(void *ctx, const char *text)
{
    (void)ctx, (void)text;
}

void hi1_orders_take(struct hi1_orders *o, const struct intercept_event *e)
{
    size_t bytes = arena_used(e->order->message->arena);
    o->messages++;
    if (!o->import) o->import = import_new(no_sentence, NULL);
    if (!o->import || o->bytes + bytes > HI1_ORDERS_BYTES) {
        o->refused++;
        return;
    }
    o->bytes += bytes;
    import_message(o->import, "wire", e->order->message);
    e->order->message = NULL;
}

void hi1_orders_done(struct hi1_orders *o)
{
    import_free(o->import);
    o->import = NULL;
}

/* A warrant's target in all the words for it. */
static void words_of(const struct target *t, struct identity *ret)
{
    static const char *const formats[TARGET_KIND_COUNT] = {
        [TARGET_IMSI] = "imsi",         [TARGET_IMEI] = "imei",  [TARGET_MSISDN] = "msisdn",
        [TARGET_SIP] = "sipUri",        [TARGET_TEL] = "telUri", [TARGET_IP] = "ipv4Cidr",
        [TARGET_MAIL] = "emailAddress", [TARGET_NAI] = "nai",    [TARGET_GPSI] = "gpsiNai"};
    const char *value = strchr(t->text, ':') + 1, *format = formats[t->kind];
    if (t->kind == TARGET_SUPI) format = strncmp(value, "imsi-", 5) == 0 ? "supiImsi" : "supiNai";
    identity_of(format ? format : "", value, ret);
}

static bool same_target(const struct target *held, const struct seal_key *k, const struct target *ordered)
{
    struct identity id;
    bool same = false;
    words_of(ordered, &id);
    for (unsigned n = 0; n < id.count && !same; n++) same = seal_matches(k, held, id.text[n]);
    identity_done(&id);
    return same;
}

/* Each of the one has its like in the other. */
static bool same_targets(const struct warrant *held, const struct seal_key *k, const struct warrant *ordered)
{
    size_t matched = 0;
    for (size_t o = 0; o < ordered->target_count; o++) {
        bool found = false;
        for (size_t h = 0; h < held->target_count && !found; h++) found = same_target(&held->targets[h], k, &ordered->targets[o]);
        matched += found;
    }
    return matched == ordered->target_count && held->target_count == ordered->target_count;
}

static bool same_places(const struct warrant *held, const struct warrant *ordered)
{
    for (size_t n = 0; n < ordered->deliver_to_count; n++)
        if (!warrant_delivers_to(held, &ordered->deliver_to[n].addr, ordered->deliver_to[n].port)) return false;
    for (size_t n = 0; n < held->deliver_to_count && ordered->deliver_to_count; n++)
        if (!warrant_delivers_to(ordered, &held->deliver_to[n].addr, held->deliver_to[n].port)) return false;
    return true;
}

static void differ(struct comparison *c, enum difference d, const struct warrant *ordered)
{
    if (c->count[d] < NAMED) snprintf(c->liid[d][c->count[d]], sizeof c->liid[d][0], "%s", ordered->liid);
    c->count[d]++;
}

static void compare(struct comparison *c, const struct warrants *w, const struct seal_key *k, const struct warrant *ordered)
{
    const struct warrant *held = warrants_by_liid_at(w, ordered->country, ordered->liid, ordered->from_ns);
    bool sealed = false;
    if (!held) {
        differ(c, NOT_HELD, ordered);
        return;
    }
    for (size_t n = 0; n < held->target_count; n++) sealed |= held->targets[n].kind == TARGET_SEALED;
    if (sealed && !k)
        c->sealed++;
    else if (!same_targets(held, k, ordered))
        differ(c, OTHER_TARGET, ordered);
    if (held->from_ns != ordered->from_ns || held->until_ns != ordered->until_ns) differ(c, OTHER_TIME, ordered);
    if (held->iri != ordered->iri || held->cc != ordered->cc) differ(c, OTHER_SCOPE, ordered);
    if (!same_places(held, ordered)) differ(c, OTHER_PLACE, ordered);
}

static void tell(const struct comparison *c, struct arena *a, hi1_note_fn *note, void *ctx)
{
    static const char *const differences[DIFFERENCES] = {[NOT_HELD] = "that the register does not hold",
                                                         [OTHER_TARGET] = "that the register holds with other targets",
                                                         [OTHER_TIME] = "that the register holds for another time",
                                                         [OTHER_SCOPE] = "that the register holds with another scope",
                                                         [OTHER_PLACE] = "that the register holds with other places of delivery"};
    for (unsigned d = 0; d < DIFFERENCES; d++) {
        if (!c->count[d]) continue;
        const char *names = "";
        for (unsigned n = 0; n < NAMED && n < c->count[d]; n++)
            names = arena_printf(a, "%s%s%s", names, n ? ", " : "", c->liid[d][n]);
        note(ctx, arena_printf(a, "%" PRIu64 " interceptions are ordered over HI1 %s: %s%s; judged by the register alone",
                               c->count[d], differences[d], names, c->count[d] > NAMED ? ", ..." : ""));
    }
}

static void tell_count(struct arena *a, hi1_note_fn *note, void *ctx, uint64_t count, const char *what)
{
    if (count) note(ctx, arena_printf(a, "%" PRIu64 " %s", count, what));
}

void hi1_orders_notes(struct hi1_orders *o, const struct warrants *w, const struct seal_key *k, struct arena *a,
                      hi1_note_fn *note, void *ctx)
{
    struct warrants *ordered;
    struct comparison c = {.sealed = 0};
    struct fault f;
    char *text;
    size_t len;
    tell_count(a, note, ctx, o->refused, "HI1 messages beyond the memory for them: not compared");
    if (!o->import || import_write(o->import, NULL, &text, &len, &f) != ERR_OK) return;
    if (warrants_parse("wire", (const uint8_t *)text, len, NULL, &ordered, &f) == ERR_OK) {
        for (size_t n = 0; w && n < ordered->count; n++) compare(&c, w, k, &ordered->list[n]);
        tell_count(a, note, ctx, w ? 0 : ordered->count,
                   "interceptions are ordered over HI1, and no warrants were given to hold them against");
        warrants_free(ordered);
    }
    explicit_bzero(text, len);
    free(text);
    tell(&c, a, note, ctx);
    tell_count(a, note, ctx, c.sealed,
               "interceptions are ordered over HI1 with targets that the register holds sealed: no key, not compared");
    tell_count(a, note, ctx, import_counts(o->import)->lossy + import_counts(o->import)->refused,
               "orders of HI1 say what a warrant has no word for, or are not complete: not wholly compared");
}
