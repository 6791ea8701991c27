#include "register/warrant_index.h"

#include <strings.h>

/* One LIID or XID of one warrant, with what the order needs. */
struct entry {
    const char *liid, *country; /* country "": none */
    const uint8_t *xid;
    int64_t from_ns, until_ns;
    uint32_t warrant, at; /* at: which of its XIDs */
};

struct warrants_index {
    struct entry *liids; /* by LIID, then start, then place in the file */
    size_t liid_count;
    struct entry *xids; /* by XID, then start, then place in the file */
    size_t xid_count;
};

static int by_start(const struct entry *x, const struct entry *y)
{
    if (x->from_ns != y->from_ns) return x->from_ns < y->from_ns ? -1 : 1;
    if (x->warrant != y->warrant) return x->warrant < y->warrant ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static int by_liid(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->liid, y->liid);
    return order ? order : by_start(x, y);
}

static int by_country_and_liid(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->country, y->country);
    return order ? order : by_liid(a, b);
}

static int by_xid(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = memcmp(x->xid, y->xid, 16);
    return order ? order : by_start(x, y);
}

static void sort(struct entry *list, size_t count, int (*order)(const void *, const void *))
{
    if (count) qsort(list, count, sizeof *list, order);
}

/* --- warrants that cannot be told apart --------------------------------------------------------------------------------- */

static bool overlaps(const struct entry *before, const struct entry *e, struct warrant_clash *ret)
{
    if (!before || e->from_ns >= before->until_ns) return false;
    bool first = before->warrant < e->warrant || (before->warrant == e->warrant && before->at < e->at);
    const struct entry *later = first ? e : before;
    *ret = (struct warrant_clash){e->xid, first ? before->warrant : e->warrant, later->warrant, later->at};
    return true;
}

static const struct entry *longer(const struct entry *a, const struct entry *b)
{
    return a && a->until_ns >= b->until_ns ? a : b;
}

/* In each run of equal entries, sorted by start, an overlap shows against the one that lasts longest so far. */
static bool equal_overlap(const struct entry *list, size_t count, bool (*equal)(const struct entry *, const struct entry *),
                          struct warrant_clash *ret)
{
    const struct entry *longest = NULL;
    for (size_t i = 0; i < count; i++) {
        if (i && !equal(&list[i - 1], &list[i])) longest = NULL;
        if (overlaps(longest, &list[i], ret)) return true;
        longest = longer(longest, &list[i]);
    }
    return false;
}

static bool same_liid_and_country(const struct entry *a, const struct entry *b)
{
    return strcmp(a->liid, b->liid) == 0 && strcmp(a->country, b->country) == 0;
}

static bool same_xid(const struct entry *a, const struct entry *b)
{
    return memcmp(a->xid, b->xid, 16) == 0;
}

/* A warrant without country matches any, so it clashes with all of its LIID; those with a country only with it. */
static bool stateless_overlap(const struct entry *list, size_t count, struct warrant_clash *ret)
{
    const struct entry *any = NULL, *stateless = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct entry *e = &list[i];
        if (i && strcmp(e[-1].liid, e->liid) != 0) any = stateless = NULL;
        if (overlaps(*e->country ? stateless : any, e, ret)) return true;
        any = longer(any, e);
        if (!*e->country) stateless = longer(stateless, e);
    }
    return false;
}

bool warrants_index(struct warrants *w, struct arena *a, struct warrant_clash *ret_clash)
{
    struct warrants_index *index = arena_alloc(a, sizeof *index);
    size_t xids = 0;
    for (size_t i = 0; i < w->count; i++) xids += w->list[i].xid_count;
    index->liids = arena_alloc(a, w->count * sizeof *index->liids);
    index->xids = arena_alloc(a, xids * sizeof *index->xids);
    for (uint32_t i = 0; i < w->count; i++) {
        const struct warrant *one = &w->list[i];
        struct entry e = {.liid = one->liid, .country = one->country ? one->country : "", .warrant = i};
        e.from_ns = one->from_ns;
        e.until_ns = one->until_ns;
        if (one->liid) index->liids[index->liid_count++] = e;
        for (; e.at < one->xid_count; e.at++) {
            e.xid = one->xids[e.at];
            index->xids[index->xid_count++] = e;
        }
    }
    sort(index->liids, index->liid_count, by_country_and_liid);
    if (equal_overlap(index->liids, index->liid_count, same_liid_and_country, ret_clash)) return false;
    sort(index->liids, index->liid_count, by_liid);
    if (stateless_overlap(index->liids, index->liid_count, ret_clash)) return false;
    sort(index->xids, index->xid_count, by_xid);
    if (equal_overlap(index->xids, index->xid_count, same_xid, ret_clash)) return false;
    w->index = index;
    return true;
}

/* --- questions ---------------------------------------------------------------------------------------------------------- */

/* Of two candidates, the one that is valid at `time_ns`, else the one that was last, else the one that will be first. */
static const struct entry *nearer(const struct entry *a, const struct entry *b, int64_t time_ns)
{
    if (!a) return b;
    bool a_valid = a->from_ns <= time_ns && time_ns < a->until_ns, b_valid = b->from_ns <= time_ns && time_ns < b->until_ns;
    if (a_valid != b_valid) return a_valid ? a : b;
    return b->from_ns <= time_ns && b->until_ns > a->until_ns ? b : a; /* b starts no earlier than a */
}

static bool country_fits(const struct entry *e, const char *country)
{
    return !country || !*country || !*e->country || strcasecmp(e->country, country) == 0;
}

const struct warrant *warrants_by_liid_at(const struct warrants *w, const char *country, const char *liid, int64_t time_ns)
{
    const struct warrants_index *index = w->index;
    const struct entry *best = NULL;
    size_t low = 0, high = index->liid_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(index->liids[middle].liid, liid) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < index->liid_count && strcmp(index->liids[low].liid, liid) == 0; low++)
        if (country_fits(&index->liids[low], country)) best = nearer(best, &index->liids[low], time_ns);
    return best ? &w->list[best->warrant] : NULL;
}

const struct warrant *warrants_by_xid_at(const struct warrants *w, const uint8_t xid[static 16], int64_t time_ns)
{
    const struct warrants_index *index = w->index;
    const struct entry *best = NULL;
    size_t low = 0, high = index->xid_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (memcmp(index->xids[middle].xid, xid, 16) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < index->xid_count && memcmp(index->xids[low].xid, xid, 16) == 0; low++)
        best = nearer(best, &index->xids[low], time_ns);
    return best ? &w->list[best->warrant] : NULL;
}

const struct warrant *warrants_by_liid(const struct warrants *w, const char *country, const char *liid)
{
    return warrants_by_liid_at(w, country, liid, INT64_MIN); /* before all: the first */
}

const struct warrant *warrants_by_xid(const struct warrants *w, const uint8_t xid[static 16])
{
    return warrants_by_xid_at(w, xid, INT64_MIN);
}
