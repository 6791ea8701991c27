#include "track/reassembly.h"

#include <sys/random.h>
#include <xxhash.h>

#include "base/clock.h"
#include "proto/ipv4.h"
#include "proto/ipv6.h"
#include "table/memory.h"
#include "table/pool.h"

enum {
    UNIT = 8, /* bytes that one bit of the map stands for: fragments start at multiples of it */
    CHUNK_BYTES = 2048,
    CHUNK_WORDS = CHUNK_BYTES / UNIT / 64,
    CHUNKS = 32, /* of the largest datagram */
    DATAGRAM_MAX = 65535
};
#define MEMORY_DEFAULT  ((size_t)16 << 20)
#define MEMORY_MIN      ((size_t)512 << 10)
#define TIMEOUT_DEFAULT (30 * CLOCK_SECOND)
/* How long after completion the same fragments are taken for a second sight of the same packet (a switch that mirrors both of its
 * sides) and not for a new datagram that uses the identification again: that takes 650,000 datagrams a second between two hosts.
 */
#define REPEAT_NS (CLOCK_SECOND / 10)

/* Compared and hashed as bytes, so without padding. */
struct key {
    uint64_t scope;
    uint8_t src[16], dst[16];
    uint32_t id;
    uint8_t protocol; /* 0 for IPv6, whose fragments are told apart by identification alone (RFC 8200 cl. 4.5) */
    uint8_t family, zero[2];
};
_Static_assert(sizeof(struct key) == 48, "a key has no padding");

struct chunk {
    uint64_t seen[CHUNK_WORDS]; /* bit per unit */
    uint8_t data[CHUNK_BYTES];
};

/* A datagram is open until complete; then done, to know repeated fragments; given up ones wait for reassembly_expire. */
enum state { OPEN, DONE, GIVEN, STATES };

struct datagram {
    uint32_t prev, next; /* in the list of its state, oldest first */
    uint32_t chain;      /* next in its hash bucket */
    uint8_t state;
    struct key key;
    uint64_t hash;
    int64_t since_ns; /* first fragment; when done: completion */
    uint32_t total;   /* wire length, once the last fragment was seen; else 0 */
    uint32_t end;     /* highest byte seen, plus one */
    uint32_t gap;     /* the first byte that passed but was not captured */
    uint32_t units;   /* units seen */
    uint32_t chunk[CHUNKS];
    uint32_t frame_count;
    uint64_t frame_bytes;
    uint64_t cookie;
    struct frame_ref frames[REASSEMBLY_FRAMES];
};

struct list {
    uint32_t first, last, count, max;
};

struct reassembly {
    struct pool datagrams, chunks;
    uint32_t *buckets; /* owned; heads of the chains */
    size_t bucket_count;
    struct list lists[STATES];
    int64_t timeout_ns;
    uint64_t seed; /* random, so that nobody can choose identifications that share a bucket */
    struct reassembly_counts counts;
    unsigned level;                                     /* which of these was given back last */
    uint8_t whole[REASSEMBLY_NESTED][DATAGRAM_MAX + 1]; /* a datagram, one that was found inside it, and so on */
};

struct fragment {
    struct key key;
    uint32_t offset, len; /* on the wire */
    struct bytes data;    /* captured part */
    bool more;
};

static struct datagram *datagram_at(const struct reassembly *r, uint32_t i)
{
    return pool_at(&r->datagrams, i);
}

static struct chunk *chunk_at(const struct reassembly *r, uint32_t i)
{
    return pool_at(&r->chunks, i);
}

struct reassembly *reassembly_new(const struct reassembly_limits *limits)
{
    size_t memory = limits->memory_bytes ? limits->memory_bytes : MEMORY_DEFAULT;
    if (memory < MEMORY_MIN) memory = MEMORY_MIN;
    struct reassembly *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    /* room for a datagram of the largest size, and then two chunks for each open one: most are a little more than one packet */
    size_t room = memory - CHUNKS * sizeof(struct chunk);
    size_t open = room / (2 * sizeof(struct chunk) + 5 * sizeof(struct datagram) / 2);
    r->lists[OPEN].max = r->lists[DONE].max = (uint32_t)open;
    r->lists[GIVEN].max = (uint32_t)(open / 2);
    r->bucket_count = 2 * floor_power_of_two(open);
    r->buckets = memory_map(r->bucket_count * sizeof *r->buckets);
    bool ok = r->buckets && pool_init(&r->datagrams, sizeof(struct datagram), 2 * open + open / 2) &&
              pool_init(&r->chunks, sizeof(struct chunk), CHUNKS + 2 * open) &&
              getrandom(&r->seed, sizeof r->seed, 0) == (ssize_t)sizeof r->seed;
    r->timeout_ns = limits->timeout_ns ? limits->timeout_ns : TIMEOUT_DEFAULT;
    if (ok) return r;
    reassembly_free(r);
    return NULL;
}

void reassembly_free(struct reassembly *r)
{
    if (!r) return;
    pool_done(&r->datagrams);
    pool_done(&r->chunks);
    memory_unmap(r->buckets, r->bucket_count * sizeof *r->buckets);
    free(r);
}

const struct reassembly_counts *reassembly_counts(const struct reassembly *r)
{
    return &r->counts;
}

/* Time passed, 0 when a clock is unknown or went backwards. Any two times are safe. */
static uint64_t elapsed_ns(int64_t from_ns, int64_t to_ns)
{
    if (from_ns == CLOCK_NONE || to_ns == CLOCK_NONE || to_ns < from_ns) return 0;
    return (uint64_t)to_ns - (uint64_t)from_ns;
}

static void list_remove(struct reassembly *r, uint32_t i)
{
    struct datagram *d = datagram_at(r, i);
    struct list *l = &r->lists[d->state];
    if (d->prev)
        datagram_at(r, d->prev)->next = d->next;
    else
        l->first = d->next;
    if (d->next)
        datagram_at(r, d->next)->prev = d->prev;
    else
        l->last = d->prev;
    l->count--;
}

static void list_append(struct reassembly *r, uint32_t i, enum state state)
{
    struct datagram *d = datagram_at(r, i);
    struct list *l = &r->lists[state];
    d->state = (uint8_t)state;
    d->prev = l->last;
    d->next = 0;
    if (l->last)
        datagram_at(r, l->last)->next = i;
    else
        l->first = i;
    l->last = i;
    l->count++;
}

static uint32_t *bucket_of(const struct reassembly *r, uint64_t hash)
{
    return &r->buckets[hash & (r->bucket_count - 1)];
}

static uint32_t find(const struct reassembly *r, const struct key *key, uint64_t hash)
{
    uint32_t i = *bucket_of(r, hash);
    while (i && (datagram_at(r, i)->hash != hash || memcmp(&datagram_at(r, i)->key, key, sizeof *key) != 0))
        i = datagram_at(r, i)->chain;
    return i;
}

static void unlink_key(struct reassembly *r, uint32_t i)
{
    uint32_t *at = bucket_of(r, datagram_at(r, i)->hash);
    while (*at != i) at = &datagram_at(r, *at)->chain;
    *at = datagram_at(r, i)->chain;
}

static void free_chunks(struct reassembly *r, struct datagram *d)
{
    for (unsigned k = 0; k < CHUNKS; k++) {
        if (d->chunk[k]) pool_give(&r->chunks, d->chunk[k]);
        d->chunk[k] = 0;
    }
}

static void drop(struct reassembly *r, uint32_t i)
{
    struct datagram *d = datagram_at(r, i);
    if (d->state != GIVEN) unlink_key(r, i);
    free_chunks(r, d);
    list_remove(r, i);
    pool_give(&r->datagrams, i);
}

/* Give a datagram up, for reassembly_expire to hand out; its key is free for another. */
static void give_up(struct reassembly *r, uint32_t i)
{
    if (r->lists[GIVEN].count == r->lists[GIVEN].max) {
        r->counts.lost_frames += datagram_at(r, r->lists[GIVEN].first)->frame_count;
        drop(r, r->lists[GIVEN].first);
    }
    unlink_key(r, i);
    free_chunks(r, datagram_at(r, i));
    list_remove(r, i);
    list_append(r, i, GIVEN);
}

static void evict(struct reassembly *r, uint32_t i)
{
    r->counts.evicted++;
    give_up(r, i);
}

/* A datagram that is done is forgotten, unless repeated fragments came that must be accounted for. */
static void retire(struct reassembly *r, uint32_t i)
{
    if (datagram_at(r, i)->frame_count)
        give_up(r, i);
    else
        drop(r, i);
}

static uint32_t open_datagram(struct reassembly *r, const struct fragment *f, uint64_t hash, int64_t now_ns, uint64_t cookie)
{
    if (r->lists[OPEN].count == r->lists[OPEN].max) evict(r, r->lists[OPEN].first);
    uint32_t i = pool_take(&r->datagrams);
    ENSURE(i != 0); /* the lists' limits add up to the pool */
    struct datagram *d = datagram_at(r, i);
    d->key = f->key;
    d->hash = hash;
    d->since_ns = now_ns;
    d->gap = UINT32_MAX;
    d->cookie = cookie;
    d->chain = *bucket_of(r, hash);
    *bucket_of(r, hash) = i;
    list_append(r, i, OPEN);
    return i;
}

/* The datagram this fragment belongs to: one that is open or just done, or a new one. */
static uint32_t datagram_for(struct reassembly *r, const struct fragment *f, int64_t now_ns, uint64_t cookie)
{
    uint64_t hash = XXH3_64bits_withSeed(&f->key, sizeof f->key, r->seed);
    uint32_t i = find(r, &f->key, hash);
    if (!i) return open_datagram(r, f, hash, now_ns, cookie);
    const struct datagram *d = datagram_at(r, i);
    uint64_t age_ns = elapsed_ns(d->since_ns, now_ns);
    if (d->state == DONE && age_ns > (uint64_t)REPEAT_NS) {
        retire(r, i);
    } else if (d->state == OPEN && age_ns > (uint64_t)r->timeout_ns) {
        r->counts.incomplete++;
        give_up(r, i);
    } else {
        return i;
    }
    return open_datagram(r, f, hash, now_ns, cookie);
}

static void note_frame(struct datagram *d, const struct frame *frame)
{
    if (d->frame_count < REASSEMBLY_FRAMES) d->frames[d->frame_count] = frame->ref;
    d->frame_count++;
    d->frame_bytes += frame->wire_len;
}

/* Bits `from` up to `to` (0-64) of a word. */
static uint64_t mask(unsigned from, unsigned to)
{
    uint64_t below = to == 64 ? UINT64_MAX : (UINT64_C(1) << to) - 1;
    return below & ~((UINT64_C(1) << from) - 1);
}

static bool unit_seen(const uint64_t seen[static CHUNK_WORDS], unsigned unit)
{
    return seen[unit / 64] >> (unit % 64) & 1;
}

/* Sets units [from, to) and returns how many of them were set before. */
static unsigned set_units(uint64_t seen[static CHUNK_WORDS], unsigned from, unsigned to)
{
    unsigned before = 0;
    for (unsigned w = from / 64; w * 64 < to; w++) {
        uint64_t m = mask(from > w * 64 ? from - w * 64 : 0, to < (w + 1) * 64 ? to - w * 64 : 64);
        before += (unsigned)__builtin_popcountll(seen[w] & m);
        seen[w] |= m;
    }
    return before;
}

/* What a fragment's bytes met. */
struct meeting {
    unsigned repeated; /* units seen before */
    bool differs;      /* with other bytes */
};

/* Part of a fragment that falls into one chunk: `at` in the chunk, `len` on the wire, `data` captured. First bytes win. What was
 * seen from `gap` on was not captured and cannot be compared. */
static void place_in_chunk(struct chunk *c, unsigned at, unsigned len, struct bytes data, uint32_t gap, struct meeting *m)
{
    unsigned from = at / UNIT, to = (at + len + UNIT - 1) / UNIT;
    uint64_t before[CHUNK_WORDS];
    memcpy(before, c->seen, sizeof before);
    unsigned repeated = set_units(c->seen, from, to);
    m->repeated += repeated;
    if (repeated == 0) {
        if (data.len) memcpy(c->data + at, data.data, data.len);
        return;
    }
    for (unsigned unit = from; unit < to; unit++) {
        struct bytes part = bytes_slice(data, (size_t)(unit - from) * UNIT, UNIT);
        if (part.len == 0) break;
        if (!unit_seen(before, unit))
            memcpy(c->data + unit * UNIT, part.data, part.len);
        else if (unit * UNIT + part.len <= gap && memcmp(c->data + unit * UNIT, part.data, part.len) != 0)
            m->differs = true;
    }
}

/* Get the chunks for bytes [from, to); the oldest other datagrams give theirs up when there are none left. */
static void reserve(struct reassembly *r, uint32_t i, uint32_t from, uint32_t to)
{
    struct datagram *d = datagram_at(r, i);
    for (uint32_t k = from / CHUNK_BYTES; k * CHUNK_BYTES < to; k++) {
        if (d->chunk[k]) continue;
        while (!(d->chunk[k] = pool_take(&r->chunks))) {
            uint32_t oldest = r->lists[OPEN].first;
            if (oldest == i) oldest = d->next;
            ENSURE(oldest != 0); /* the largest datagram always fits, so another one has the chunks */
            evict(r, oldest);
        }
    }
}

static void place_bytes(struct reassembly *r, uint32_t i, const struct fragment *f, struct meeting *m)
{
    struct datagram *d = datagram_at(r, i);
    uint32_t end = f->offset + f->len;
    reserve(r, i, f->offset, end);
    for (uint32_t at = f->offset; at < end;) {
        uint32_t k = at / CHUNK_BYTES, part_end = (k + 1) * CHUNK_BYTES < end ? (k + 1) * CHUNK_BYTES : end;
        struct bytes part = bytes_slice(f->data, at - f->offset, part_end - at);
        uint32_t gap = d->gap > k * CHUNK_BYTES ? d->gap - k * CHUNK_BYTES : 0;
        place_in_chunk(chunk_at(r, d->chunk[k]), at % CHUNK_BYTES, part_end - at, part, gap, m);
        at = part_end;
    }
    d->units += (f->len + UNIT - 1) / UNIT - m->repeated;
    if (f->data.len < f->len && f->offset + f->data.len < d->gap) d->gap = f->offset + (uint32_t)f->data.len;
}

/* Take a fragment's bytes. False when they contradict what is known of the datagram's end. */
static bool place(struct reassembly *r, uint32_t i, const struct fragment *f)
{
    struct datagram *d = datagram_at(r, i);
    uint32_t end = f->offset + f->len;
    struct meeting m = {0};
    if (f->more ? d->total && end > d->total : (d->total && d->total != end) || d->end > end) {
        r->counts.overlaps++;
        return false;
    }
    if (!f->more) d->total = end;
    place_bytes(r, i, f, &m);
    if (end > d->end) d->end = end;
    if (m.repeated == 0) return true;
    if (m.differs || m.repeated < (f->len + UNIT - 1) / UNIT)
        r->counts.overlaps++;
    else
        r->counts.duplicates++;
    return true;
}

/* Copy the datagram's start together, up to its first hole. */
static uint32_t assemble(const struct reassembly *r, const struct datagram *d, uint8_t whole[static DATAGRAM_MAX + 1])
{
    uint32_t limit = d->end < d->gap ? d->end : d->gap, len = 0;
    for (unsigned k = 0; k < CHUNKS && d->chunk[k] && len < limit; k++) {
        const struct chunk *c = chunk_at(r, d->chunk[k]);
        unsigned units = 0;
        while (units < CHUNK_BYTES / UNIT && unit_seen(c->seen, units)) units++;
        memcpy(whole + len, c->data, units * UNIT);
        len += units * UNIT;
        if (units < CHUNK_BYTES / UNIT) break;
    }
    return len < limit ? len : limit;
}

static void hand_out(struct reassembly *r, const struct datagram *d, bool complete, struct reassembled *ret)
{
    uint32_t named = d->frame_count < REASSEMBLY_FRAMES ? d->frame_count : REASSEMBLY_FRAMES;
    ret->data = r->whole[r->level];
    ret->cap_len = assemble(r, d, r->whole[r->level]);
    ret->wire_len = d->total ? d->total : d->end;
    ret->frame_count = d->frame_count;
    ret->frame_bytes = d->frame_bytes;
    memcpy(ret->frames, d->frames, named * sizeof *d->frames);
    ret->complete = complete;
    ret->duplicate = false;
    ret->cookie = d->cookie;
}

/* Complete: kept without its bytes for a while, so that repeated fragments are known as such. */
static void finish(struct reassembly *r, uint32_t i, int64_t now_ns)
{
    struct datagram *d = datagram_at(r, i);
    if (r->lists[DONE].count == r->lists[DONE].max) retire(r, r->lists[DONE].first);
    free_chunks(r, d);
    list_remove(r, i);
    list_append(r, i, DONE);
    d->since_ns = now_ns;
    d->frame_count = 0;
    d->frame_bytes = 0;
}

/* Reads the IP header of the fragment again; the walk has checked it. Fragments but the last hold whole units: what is over is
 * cut, as the Linux kernel does. */
static void read_fragment(const struct stack *s, uint64_t scope, struct fragment *ret)
{
    const struct layer *l = &s->layer[s->depth - 1];
    struct bytes header = bytes_of(l->data, l->cap_len);
    struct ipv4 v4;
    struct ipv6 v6;
    struct ipv6_extensions x;
    *ret = (struct fragment){.key = {.scope = scope}, .len = s->payload_wire_len, .data = s->payload};
    if (l->kind == LAYER_IPV4 && ipv4_parse(header, &v4)) {
        memcpy(ret->key.src, v4.src, 4);
        memcpy(ret->key.dst, v4.dst, 4);
        ret->key.family = 4;
        ret->key.protocol = v4.protocol;
        ret->key.id = v4.id;
        ret->offset = v4.fragment_offset;
        ret->more = v4.more_fragments;
    } else {
        bool ok =
            ipv6_parse(header, &v6) && ipv6_extensions_parse(bytes_slice(header, IPV6_HEADER, header.len), v6.next_header, &x);
        ENSURE(ok && x.fragment);
        memcpy(ret->key.src, v6.src, 16);
        memcpy(ret->key.dst, v6.dst, 16);
        ret->key.family = 6;
        ret->key.id = x.fragment_id;
        ret->offset = x.fragment_offset;
        ret->more = x.more_fragments;
    }
    if (ret->more) ret->len -= ret->len % UNIT;
    ret->data = bytes_slice(ret->data, 0, ret->len);
}

/* A fragment that was found inside the datagram last given back must not overwrite it: its headers are part of the caller's
 * stack. */
static unsigned next_level(const struct reassembly *r, const uint8_t *data)
{
    uintptr_t p = (uintptr_t)data, whole = (uintptr_t)r->whole[r->level];
    bool nested = p >= whole && p < whole + sizeof r->whole[r->level];
    return nested ? (r->level + 1) % REASSEMBLY_NESTED : 0;
}

bool reassembly_add(struct reassembly *r, const struct stack *s, const struct frame *frame, uint64_t scope, uint64_t cookie,
                    struct reassembled *ret)
{
    ENSURE(s->stop == STACK_FRAGMENT && s->depth > 0);
    struct fragment f;
    read_fragment(s, scope, &f);
    r->counts.fragments++;
    uint32_t i = datagram_for(r, &f, frame->time_ns, cookie);
    struct datagram *d = datagram_at(r, i);
    note_frame(d, frame);
    if (d->state == DONE) {
        r->counts.duplicates++;
        return false;
    }
    if (f.len > DATAGRAM_MAX || f.offset + f.len > DATAGRAM_MAX) {
        r->counts.oversized++;
        return false;
    }
    if (!place(r, i, &f) || d->total == 0 || d->units != (d->total + UNIT - 1) / UNIT) return false;
    r->counts.datagrams++;
    r->level = next_level(r, f.data.data);
    hand_out(r, d, true, ret);
    finish(r, i, frame->time_ns);
    return true;
}

/* The next that is to be given up at `now_ns`, or 0. Completed ones that nothing repeated are forgotten on the way. */
static uint32_t next_to_expire(struct reassembly *r, int64_t now_ns)
{
    const struct list *lists = r->lists;
    while (lists[DONE].first) {
        const struct datagram *d = datagram_at(r, lists[DONE].first);
        if (now_ns != CLOCK_NONE && elapsed_ns(d->since_ns, now_ns) <= (uint64_t)REPEAT_NS) break;
        retire(r, lists[DONE].first);
        if (lists[GIVEN].count == lists[GIVEN].max) break; /* before one pushes another out */
    }
    if (lists[GIVEN].first) return lists[GIVEN].first;
    uint32_t i = lists[OPEN].first;
    if (!i || (now_ns != CLOCK_NONE && elapsed_ns(datagram_at(r, i)->since_ns, now_ns) <= (uint64_t)r->timeout_ns)) return 0;
    r->counts.incomplete++;
    return i;
}

bool reassembly_expire(struct reassembly *r, int64_t now_ns, struct reassembled *ret)
{
    uint32_t i = next_to_expire(r, now_ns);
    if (!i) return false;
    const struct datagram *d = datagram_at(r, i);
    r->level = 0;
    hand_out(r, d, false, ret);
    ret->duplicate = d->state == GIVEN && d->total != 0 && d->units == (d->total + UNIT - 1) / UNIT;
    drop(r, i);
    return true;
}
