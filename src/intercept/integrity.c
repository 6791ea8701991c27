#include "intercept/integrity.h"

#include <stdlib.h>
#include <xxhash.h>

#include "intercept/integrity_store.h"
#include "proto/pspdu.h"

/* A check that waits for PDUs; and bounds on what one check may cover, so that no sender makes others' work endless. */
enum { WAITING = 256, COVERED_NUMBERS = 65536, COVERED_BYTES = 8 << 20, SIGNED_BYTES = 256 << 10 };

/* Whose numbers they are: product by kind of data (0: encrypted, which does not show it), integrity checks by the kind of data
 * that they check. */
enum series_kind { SERIES_HIDDEN = 0, SERIES_PRODUCT = 0, SERIES_HASHES = 4, SERIES_WAITING = 8 };

struct waiting {
    bool used;
    uint64_t series; /* of the PDUs that it covers */
    uint64_t hidden; /* the same, encrypted */
    uint64_t hashes; /* signatures: of the checks that it covers */
    uint64_t own;    /* under which the check itself is kept */
    uint64_t since;  /* when it came, in checks */
    uint32_t own_id;
    uint32_t awaited; /* the first number that was not there */
    size_t resume;    /* offset of that in its list */
    uint64_t bytes;   /* covered so far */
    bool ambiguous;
    struct integrity_hash *hash; /* owned; signatures: NULL */
    struct intercept_event event;
    struct integrity_result result;
};

struct integrity_tracker {
    struct integrity_store *store;
    const struct integrity_keys *keys;
    integrity_result_fn *fn;
    void *ctx;
    uint64_t seed, checks;
    size_t waiting_count;
    struct waiting waiting[WAITING];
    uint8_t *scratch; /* SIGNED_BYTES: what a signature is made over */
};

struct integrity_tracker *integrity_tracker_new(size_t memory_bytes, uint64_t seed, const struct integrity_keys *keys,
                                                integrity_result_fn *fn, void *ctx)
{
    struct integrity_tracker *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    t->keys = keys;
    t->fn = fn;
    t->ctx = ctx;
    t->seed = seed;
    t->store = integrity_store_new(memory_bytes);
    t->scratch = malloc(SIGNED_BYTES);
    if (t->store && t->scratch) return t;
    integrity_tracker_free(t);
    return NULL;
}

void integrity_tracker_free(struct integrity_tracker *t)
{
    if (!t) return;
    for (size_t i = 0; i < WAITING; i++) integrity_hash_free(t->waiting[i].hash);
    integrity_store_free(t->store);
    free(t->scratch);
    free(t);
}

/* Product delivered to several places has numbers of its own at each. */
static uint64_t series_of(const struct integrity_tracker *t, const struct intercept_event *e, unsigned kind)
{
    struct {
        struct ip_addr dst;
        char liid[26], country[3];
        uint8_t kind;
        uint64_t cin;
    } key;
    memset(&key, 0, sizeof key);
    key.dst.family = e->stream.dst.family;
    memcpy(key.dst.bytes, e->stream.dst.bytes, sizeof key.dst.bytes);
    memcpy(key.liid, e->liid, strlen(e->liid));
    memcpy(key.country, e->country, strlen(e->country));
    key.kind = (uint8_t)kind;
    key.cin = e->has_cin ? e->cin : 0;
    return XXH3_64bits_withSeed(&key, sizeof key, t->seed);
}

static void decide(struct integrity_tracker *t, struct waiting *w, enum integrity_outcome outcome)
{
    w->result.outcome = outcome == INTEGRITY_FAILED && w->ambiguous ? INTEGRITY_AMBIGUOUS : outcome;
    w->result.check = &w->event;
    t->fn(t->ctx, &w->result);
    integrity_hash_free(w->hash);
    *w = (struct waiting){0};
    t->waiting_count--;
}

/* One PDU that the check covers. */
static bool cover(struct waiting *w, const struct stored_pdu *p)
{
    struct integrity_result *r = &w->result;
    w->bytes += p->pdu.len;
    w->ambiguous |= p->ambiguous;
    r->content_tag = r->covers == 0 || r->content_tag == p->tag ? p->tag : INTEGRITY_MIXED;
    r->covers++;
    if (r->proof_count < INTEGRITY_PROOFS) r->proof[r->proof_count++] = p->ref;
    return w->bytes <= COVERED_BYTES && r->covers <= COVERED_NUMBERS;
}

static bool find_product(const struct integrity_tracker *t, const struct waiting *w, uint32_t number, struct stored_pdu *ret)
{
    return integrity_store_find(t->store, w->series, number, ret) || integrity_store_find(t->store, w->hidden, number, ret);
}

static enum integrity_outcome compare_hash(struct waiting *w, struct bytes check)
{
    uint8_t digest[INTEGRITY_DIGEST_MAX];
    size_t len = integrity_hash_end(w->hash, digest);
    return bytes_equal(bytes_of(digest, len), check) ? INTEGRITY_VERIFIED : INTEGRITY_FAILED;
}

/* Go on with a hash from where it stopped. True: decided, as *ret says. */
static bool go_on_hash(struct integrity_tracker *t, struct waiting *w, const struct pspdu *p, enum integrity_outcome *ret)
{
    struct stored_pdu covered;
    size_t at = w->resume;
    uint32_t number;
    while (pspdu_number(p->numbers, &at, &number)) {
        if (!find_product(t, w, number, &covered)) {
            w->awaited = number;
            return false;
        }
        *ret = INTEGRITY_UNKNOWN;
        if (!cover(w, &covered)) return true;
        integrity_hash_add(w->hash, covered.pdu);
        w->resume = at;
    }
    bool whole = at == p->numbers.len && w->result.covers > 0;
    *ret = whole ? compare_hash(w, p->check) : INTEGRITY_UNKNOWN;
    return true;
}

/* Ways in which senders sign: over the listed integrity checks, whole; over the contents of those; over the PDUs themselves. */
enum reading { READING_CHECKS, READING_CONTENTS, READING_PRODUCT, READINGS };

/* What is signed, by one reading, into scratch. False: a number is not there (then it is awaited), or it is too much. */
static bool gather(struct integrity_tracker *t, struct waiting *w, const struct pspdu *p, enum reading reading, size_t *ret_len)
{
    struct stored_pdu s;
    struct pspdu check;
    size_t at = 0, len = 0;
    uint32_t number;
    while (pspdu_number(p->numbers, &at, &number)) {
        bool found =
            reading == READING_PRODUCT ? find_product(t, w, number, &s) : integrity_store_find(t->store, w->hashes, number, &s);
        if (!found && reading == READING_CHECKS) w->awaited = number;
        if (!found) return false;
        struct bytes part = s.pdu;
        if (reading == READING_CONTENTS && pspdu_decode(s.pdu, &check) == ERR_OK) part = check.contents;
        if (part.len > SIGNED_BYTES - len) return false;
        if (part.len) memcpy(t->scratch + len, part.data, part.len);
        len += part.len;
        if (reading == READING_CHECKS && !cover(w, &s)) return false;
    }
    *ret_len = len;
    return at == p->numbers.len && len > 0;
}

/* The checks that it lists come before it or a little later: until they are there it waits, unless the PDUs themselves fit. */
static bool go_on_signature(struct integrity_tracker *t, struct waiting *w, const struct pspdu *p, enum integrity_outcome *ret)
{
    bool gathered = false;
    w->result.covers = w->result.proof_count = 0;
    w->bytes = 0;
    for (unsigned reading = 0; reading < READINGS; reading++) {
        size_t len = 0;
        if (!gather(t, w, p, (enum reading)reading, &len)) continue;
        gathered |= reading == READING_CHECKS;
        if (!integrity_keys_verify(t->keys, w->event.liid, w->event.country, bytes_of(t->scratch, len), p->check)) continue;
        *ret = INTEGRITY_VERIFIED;
        return true;
    }
    *ret = INTEGRITY_FAILED;
    return gathered;
}

static void go_on(struct integrity_tracker *t, struct waiting *w)
{
    struct stored_pdu kept;
    struct pspdu p;
    enum integrity_outcome outcome = INTEGRITY_MISSING;
    bool decided = true;
    if (integrity_store_find(t->store, w->own, w->own_id, &kept) && pspdu_decode(kept.pdu, &p) == ERR_OK)
        decided = w->hash ? go_on_hash(t, w, &p, &outcome) : go_on_signature(t, w, &p, &outcome);
    if (decided) decide(t, w, outcome);
}

/* A PDU came: whoever waited for it goes on. */
static void wake(struct integrity_tracker *t, uint64_t series, uint32_t number)
{
    for (size_t i = 0; t->waiting_count && i < WAITING; i++) {
        struct waiting *w = &t->waiting[i];
        bool mine = w->hash ? w->series == series || w->hidden == series : w->hashes == series;
        if (w->used && w->awaited == number && mine) go_on(t, w);
    }
}

static void keep(struct integrity_tracker *t, const struct intercept_event *e, unsigned kind)
{
    if (!e->has_seq) return;
    uint64_t series = series_of(t, e, kind);
    struct stored_pdu p = {.pdu = e->pdu, .ref = e->last, .tag = e->content_tag};
    if (integrity_store_put(t->store, series, e->seq, &p)) wake(t, series, e->seq);
}

/* A place to wait in: a free one, else that of whoever waits longest. */
static struct waiting *place_to_wait(struct integrity_tracker *t)
{
    struct waiting *oldest = &t->waiting[0];
    for (size_t i = 0; i < WAITING; i++) {
        struct waiting *w = &t->waiting[i];
        if (!w->used) return w;
        if (w->since < oldest->since) oldest = w;
    }
    decide(t, oldest, INTEGRITY_MISSING);
    return oldest;
}

static void begin(struct integrity_tracker *t, const struct intercept_event *e, const struct pspdu *p)
{
    bool signature = p->check_type == PSPDU_CHECK_SIGNATURE;
    struct waiting *w = place_to_wait(t);
    t->waiting_count++;
    *w = (struct waiting){.used = true,
                          .since = ++t->checks,
                          .series = series_of(t, e, SERIES_PRODUCT + p->checked),
                          .hidden = series_of(t, e, SERIES_HIDDEN),
                          .hashes = series_of(t, e, SERIES_HASHES + p->checked),
                          .own = series_of(t, e, SERIES_WAITING),
                          .own_id = (uint32_t)t->checks,
                          .event = *e};
    w->event.pdu = (struct bytes){0};
    w->result.of = p->checked;
    w->result.signature = signature;
    bool understood = p->numbers.len && p->check.len && p->checked >= PSPDU_CHECKED_IRI && p->checked <= PSPDU_CHECKED_ILHI;
    struct stored_pdu kept = {.pdu = e->pdu, .ref = e->last};
    if (understood && p->check_type == PSPDU_CHECK_HASH) w->hash = integrity_hash_new(p->algorithm);
    if (understood && signature && !integrity_keys_has(t->keys, e->liid, e->country))
        decide(t, w, INTEGRITY_NO_KEY);
    else if (understood && (signature || w->hash) && integrity_store_put(t->store, w->own, w->own_id, &kept))
        go_on(t, w);
    else
        decide(t, w, INTEGRITY_UNKNOWN);
}

void integrity_take(struct integrity_tracker *t, const struct intercept_event *e)
{
    struct pspdu p;
    if (e->protocol != INTERCEPT_HI || !e->has_liid || !e->pdu.len) return;
    switch (e->kind) {
    case INTERCEPT_IRI: keep(t, e, SERIES_PRODUCT + PSPDU_CHECKED_IRI); break;
    case INTERCEPT_CC: keep(t, e, SERIES_PRODUCT + PSPDU_CHECKED_CC); break;
    case INTERCEPT_ENCRYPTED: keep(t, e, SERIES_HIDDEN); break;
    case INTERCEPT_INTEGRITY:
        if (pspdu_decode(e->pdu, &p) != ERR_OK) return;
        if (p.check_type == PSPDU_CHECK_HASH) keep(t, e, SERIES_HASHES + p.checked);
        begin(t, e, &p);
        break;
    case INTERCEPT_NOTICE:
        if (pspdu_decode(e->pdu, &p) == ERR_OK && p.payload == PSPDU_ILHI) keep(t, e, SERIES_PRODUCT + PSPDU_CHECKED_ILHI);
        break;
    case INTERCEPT_UNKNOWN:
    case INTERCEPT_CONTROL:
    case INTERCEPT_ORDER:
    case INTERCEPT_KEEPALIVE: break;
    }
}

void integrity_flush(struct integrity_tracker *t)
{
    for (size_t i = 0; i < WAITING; i++)
        if (t->waiting[i].used) decide(t, &t->waiting[i], INTEGRITY_MISSING);
}
