#include "people/names.h"

#include <stdlib.h>

enum { SHORT_NAME = 6 };

/* ---- the names of a list become forms of the scan ---- */

/* Whether the scan takes a name: it is long enough. */
static bool scan_takes(struct bytes name)
{
    struct form form = {.text = name, .whole_word = true};
    return scan_form(&form, &form, NULL) == ERR_OK;
}

static size_t count_names(const struct organisations *o, size_t *ret_patterns)
{
    size_t count = 0;
    *ret_patterns = 0;
    for (size_t i = 0; i < o->count; i++)
        for (size_t k = 0; k < o->list[i].name_count; k++) {
            const struct organisation_name *name = &o->list[i].names[k];
            count++;
            *ret_patterns += name->pattern || !scan_takes(name->text);
        }
    return count;
}

/* An abbreviation in capitals is one in capitals only: "MUST", not "must"; so is a short one with two capitals, "MoD". */
static bool is_capitals(struct bytes name)
{
    size_t capitals = 0, small = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] >= 0x80 || name.data[i] == ' ') return false;
        capitals += name.data[i] >= 'A' && name.data[i] <= 'Z';
        small += name.data[i] >= 'a' && name.data[i] <= 'z';
    }
    return small == 0 || (capitals > 1 && name.len <= SHORT_NAME);
}

/* What is looked for: the name, or of a pattern its anchor. *ret_scanned: the scan can do it. */
static enum err add_form(struct names *n, uint32_t organisation, uint32_t name, struct form *ret, bool *ret_scanned,
                         struct fault *f)
{
    const struct organisation_name *own = &n->organisations->list[organisation].names[name];
    struct name_ref *ref = &n->refs[n->ref_count];
    struct pattern *p = &n->patterns[n->pattern_count];
    *ref = (struct name_ref){organisation, name, -1};
    *ret = (struct form){.text = own->text, .id = n->ref_count++, .whole_word = true, .exact_case = is_capitals(own->text)};
    *ret_scanned = !own->pattern && (scan_takes(own->text) || !pattern_literal(own->text, p));
    if (*ret_scanned) return ERR_OK;
    enum err err = own->pattern ? pattern_compile(own->text, p, f) : ERR_OK;
    ref->pattern = (int32_t)n->pattern_count++;
    *ret = (struct form){.text = bytes_of(p->anchor, p->anchor_len), .id = ret->id, .whole_word = p->whole_words};
    *ret_scanned = p->scannable;
    if (!p->scannable) n->unscanned[n->unscanned_count++] = ret->id;
    return err;
}

static enum err init_scan(struct names *n, struct form *forms, struct fault *f)
{
    const struct organisations *o = n->organisations;
    size_t count = 0;
    for (uint32_t i = 0; i < o->count; i++)
        for (uint32_t k = 0; k < o->list[i].name_count; k++) {
            bool scanned = false;
            enum err err = add_form(n, i, k, &forms[count], &scanned, f);
            if (err != ERR_OK) return err;
            count += scanned;
        }
    enum err err = scan_init(&n->scan, forms, count, f);
    if (err != ERR_OK) n->scan = (struct scan){0}; /* it has cleaned up */
    return err;
}

enum err names_init(struct names *n, const struct organisations *o, struct fault *f)
{
    size_t patterns, count = count_names(o, &patterns);
    enum err err = ERR_MEMORY;
    *n = (struct names){.organisations = o,
                        .refs = calloc(count + 1, sizeof *n->refs),
                        .patterns = calloc(patterns + 1, sizeof *n->patterns),
                        .unscanned = calloc(patterns + 1, sizeof *n->unscanned)};
    struct form *forms = calloc(count + 1, sizeof *forms);
    if (n->refs && n->patterns && n->unscanned && forms)
        err = init_scan(n, forms, f);
    else
        fault_set(f, err, "not enough memory for %zu names", count);
    free(forms);
    if (err != ERR_OK) names_done(n);
    return err;
}

void names_done(struct names *n)
{
    scan_done(&n->scan);
    free(n->refs);
    free(n->patterns);
    free(n->unscanned);
    *n = (struct names){0};
}

bool names_is_part(const struct names *n, uint32_t child, uint32_t parent)
{
    const struct organisation *list = n->organisations->list;
    for (int32_t at = list[child].parent; at >= 0; at = list[at].parent)
        if ((uint32_t)at == parent) return true;
    return false;
}

/* ---- searching ---- */

static bool keep(struct named_list *l, struct named found)
{
    if (l->count == l->room) {
        size_t room = 2 * l->room + 64;
        struct named *grown = realloc(l->list, room * sizeof *grown);
        if (!grown) return false;
        l->list = grown;
        l->room = room;
    }
    l->list[l->count++] = found;
    return true;
}

static struct named named_of(const struct names *n, const struct name_ref *ref, size_t start, size_t end)
{
    return (struct named){.organisation = ref->organisation,
                          .name = ref->name,
                          .start = (uint32_t)start,
                          .end = (uint32_t)end,
                          .pattern = ref->pattern >= 0,
                          .ambiguous = n->organisations->list[ref->organisation].names[ref->name].ambiguous};
}

static bool take_hits(const struct names *n, struct bytes text, struct named_list *l)
{
    for (size_t i = 0; i < l->hits.count; i++) {
        const struct hit *h = &l->hits.list[i];
        const struct name_ref *ref = &n->refs[h->id];
        size_t start = h->start, end = h->end;
        if (ref->pattern >= 0 && !pattern_match(&n->patterns[ref->pattern], text, h->start, &start, &end)) continue;
        if (!keep(l, named_of(n, ref, start, end))) return false;
    }
    return true;
}

/* The next place from `from` on where an anchor of this first octet may begin, or NULL. A character of three octets, which has no
 * capital, is looked for by its last one, which is the rarest. */
static const uint8_t *next_lead(const struct pattern *p, uint8_t lead, const uint8_t *from, const uint8_t *end)
{
    if (lead < 0xe0 || lead >= 0xf0 || p->anchor_len < 3) return from < end ? memchr(from, lead, (size_t)(end - from)) : NULL;
    const uint8_t *own = (const uint8_t *)p->anchor;
    for (const uint8_t *at = from + 2; at < end && (at = memchr(at, own[2], (size_t)(end - at))); at++)
        if (at[-2] == own[0] && at[-1] == own[1]) return at - 2;
    return NULL;
}

static bool take_led(const struct names *n, uint32_t ref, uint8_t lead, struct bytes text, struct named_list *l)
{
    const struct pattern *p = &n->patterns[n->refs[ref].pattern];
    const uint8_t *end = text.data + text.len;
    for (const uint8_t *at = text.data; (at = next_lead(p, lead, at, end)); at++) {
        size_t start, stop;
        if (pattern_match(p, text, (size_t)(at - text.data), &start, &stop) && !keep(l, named_of(n, &n->refs[ref], start, stop)))
            return false;
    }
    return true;
}

/* Patterns whose anchor is too short for the scan ("в/ч [0-9]{5}"), tried wherever the octet stands that its first letter begins
 * with, small or capital: of ASCII 32 apart, of alphabets beyond it the same or the next lower one. */
static bool take_unscanned(const struct names *n, struct bytes text, struct named_list *l)
{
    for (uint32_t i = 0; i < n->unscanned_count; i++) {
        uint32_t r = n->unscanned[i];
        uint8_t lead = (uint8_t)n->patterns[n->refs[r].pattern].anchor[0];
        uint8_t other = lead >= 0xe0 ? lead : lead >= 0x80 ? lead - 1 : lead >= 'a' ? lead - 32 : lead;
        if (!take_led(n, r, lead, text, l) || (other != lead && !take_led(n, r, other, text, l))) return false;
    }
    return true;
}

static int by_place(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end > y->end ? -1 : 1;
    if (x->ambiguous != y->ambiguous) return x->ambiguous ? 1 : -1;
    if (x->pattern != y->pattern) return x->pattern ? 1 : -1;
    return (x->organisation > y->organisation) - (x->organisation < y->organisation);
}

/* What stands between two names when the second belongs to the first, or the other way round. */
static bool is_joint(struct bytes text, uint32_t from, uint32_t until)
{
    static const char *const joints[] = {"", "of", "of the", "'s", "的", "第", "under the", "at the"};
    while (from < until && strchr(" ,()", text.data[from])) from++;
    while (until > from && strchr(" ,()", text.data[until - 1])) until--;
    for (size_t i = 0; i < ARRAY_LEN(joints); i++)
        if (bytes_equal(bytes_slice(text, from, until - from), bytes_of_text(joints[i]))) return true;
    return false;
}

/* Names at one place: list[first .. first + count). */
struct group {
    struct named *list;
    size_t count;
};

/* Of the members of `g`, keep those that are part of one of `of`. False: there are none, and all stay. */
static bool keep_parts(const struct names *n, struct group *g, const struct group *of)
{
    size_t kept = 0;
    for (size_t i = 0; i < g->count; i++)
        for (size_t k = 0; k < of->count; k++)
            if (names_is_part(n, g->list[i].organisation, of->list[k].organisation)) {
                g->list[kept++] = g->list[i];
                break;
            }
    if (kept) g->count = kept;
    return kept > 0;
}

/* One of each organisation, no ambiguous name beside one that is not, and no pattern beside a name. */
static void thin(struct group *g)
{
    size_t kept = 1; /* sorted: what is not ambiguous comes first */
    for (size_t i = 1; i < g->count; i++)
        if (g->list[i].organisation != g->list[kept - 1].organisation && g->list[i].ambiguous == g->list[0].ambiguous &&
            g->list[i].pattern == g->list[0].pattern)
            g->list[kept++] = g->list[i];
    g->count = kept;
}

enum settled { KEEP_BOTH, KEEP_FIRST, KEEP_SECOND };

/* Of the names at two places, `a` beginning first. */
static enum settled settle(const struct names *n, struct bytes text, struct group *a, struct group *b)
{
    const struct named *x = a->list, *y = b->list;
    bool overlap = y->start < x->end;
    if (!overlap && !is_joint(text, x->end, y->start)) return KEEP_BOTH;
    if (keep_parts(n, b, a)) return KEEP_SECOND;
    if (keep_parts(n, a, b)) return KEEP_FIRST;
    if (!overlap) return KEEP_BOTH;
    return y->end - y->start > x->end - x->start ? KEEP_SECOND : KEEP_FIRST;
}

/* The group that ends the list kept so far. */
static struct group last_group(const struct named_list *l, size_t kept)
{
    size_t first = kept - 1;
    while (first > 0 && l->list[first - 1].start == l->list[kept - 1].start && l->list[first - 1].end == l->list[kept - 1].end)
        first--;
    return (struct group){&l->list[first], kept - first};
}

static void settle_all(const struct names *n, struct bytes text, struct named_list *l)
{
    size_t kept = 0;
    for (size_t i = 0, next; i < l->count; i = next) {
        for (next = i + 1; next < l->count && l->list[next].start == l->list[i].start && l->list[next].end == l->list[i].end;)
            next++;
        struct group now = {&l->list[i], next - i};
        enum settled s = KEEP_BOTH;
        thin(&now);
        while (kept > 0) {
            struct group before = last_group(l, kept);
            s = settle(n, text, &before, &now);
            if (s == KEEP_BOTH) break;
            kept = (size_t)(before.list - l->list) + (s == KEEP_FIRST ? before.count : 0);
            if (s == KEEP_FIRST) break;
        }
        if (s == KEEP_FIRST) continue;
        memmove(&l->list[kept], now.list, now.count * sizeof *now.list);
        kept += now.count;
    }
    l->count = kept;
    for (size_t i = 0; i + 1 < kept; i++) {
        struct named *a = &l->list[i], *b = &l->list[i + 1];
        if (a->start != b->start) continue;
        a->shared = true;
        a->ambiguous = b->ambiguous = true;
    }
}

enum err names_in_text(const struct names *n, struct bytes text, struct named_list *ret)
{
    ret->count = 0;
    enum err err = scan_text(&n->scan, text, &ret->hits);
    if (err == ERR_OK && !take_hits(n, text, ret)) err = ERR_MEMORY;
    if (err == ERR_OK && text.len > 0 && !take_unscanned(n, text, ret)) err = ERR_MEMORY;
    if (err != ERR_OK || ret->count == 0) return err;
    qsort(ret->list, ret->count, sizeof *ret->list, by_place);
    settle_all(n, text, ret);
    return ERR_OK;
}

void named_list_done(struct named_list *l)
{
    scan_hits_done(&l->hits);
    free(l->list);
    *l = (struct named_list){0};
}
