#include "text/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/mix.h"
#include "text/fold.h"
#include "text/spelling.h"

/* How far before a rare spelling an anchor may begin whose beginning it belongs to. */
enum { RARE_BEFORE = 32, MARGIN = 64, ANCHORS_TRIED = 16, BUILD_USES = 1 << 20 };

static const unsigned reaches[FILTER_KIND_RARE] = {FILTER_LONG, FILTER_SHORT, FILTER_WORD};

/* Forms on their way into the lexicons. */
struct build {
    struct spellings spellings;
    uint16_t *uses; /* of possible anchors, by hash: how many names have them */
    struct entry *entries[FILTER_KIND_RARE];
    uint32_t count[FILTER_KIND_RARE];
    bool inside_words;
};

/* ---- where a form is anchored ---- */

/* Whether an anchor may begin at codes[at]: with an ideograph, or with a word. */
static bool may_anchor(const uint32_t *codes, unsigned at)
{
    if (codes[at] == ' ' || !filter_in_anchor(codes[at])) return false;
    return at == 0 || codes[at] >= 0x2e80 || !fold_in_word(codes[at - 1]);
}

/* How many codes from `at` on have a spelling of at least `reach` octets, however they are spelled; 0: there are too few. */
static unsigned anchor_codes(const struct build *b, const uint32_t *codes, unsigned count, unsigned at, unsigned reach)
{
    unsigned octets = 0, n = 0;
    for (; at + n < count && octets < reach && filter_in_anchor(codes[at + n]); n++)
        octets += spelling_shortest(&b->spellings, codes[at + n]);
    return octets < reach ? 0 : n;
}

static uint16_t *use_of(const struct build *b, const uint32_t *codes, unsigned count)
{
    uint64_t key = 0;
    for (unsigned i = 0; i < count; i++) key = mix(key, codes[i]);
    return &b->uses[key & (BUILD_USES - 1)];
}

/* Note what a form could be anchored by. What many names have in common, texts have, too: anchors had better be rare. */
static void count_uses(const struct build *b, const uint32_t *codes, unsigned count)
{
    for (unsigned at = 0, seen = 0; at < count && seen < ANCHORS_TRIED; at++) {
        unsigned n = may_anchor(codes, at) ? anchor_codes(b, codes, count, at, FILTER_LONG) : 0;
        if (!n) continue;
        uint16_t *use = use_of(b, codes + at, n);
        if (*use < UINT16_MAX) ++*use;
        seen++;
    }
}

/* Where the form's anchor of `reach` octets begins, the rarest of the first few; `count` when it has none. */
static unsigned anchor_of(const struct build *b, const uint32_t *codes, unsigned count, unsigned reach)
{
    unsigned best = count, least = UINT16_MAX + 1;
    for (unsigned at = 0, seen = 0; at < count && seen < ANCHORS_TRIED; at++) {
        unsigned n = may_anchor(codes, at) ? anchor_codes(b, codes, count, at, reach) : 0;
        if (!n) continue;
        unsigned use = *use_of(b, codes + at, n);
        if (use < least) least = use, best = at;
        seen++;
    }
    return best;
}

static bool ascii_alnum(uint32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
}

/* An abbreviation is told by its first two octets and compared letter by letter. */
static bool is_abbreviation(const struct form *form, const uint32_t *codes, unsigned count)
{
    const uint8_t *octets = form->text.data;
    if (count < 2 || form->text.len < FILTER_WORD || octets[0] >= 0x80 || octets[1] >= 0x80) return false;
    return ascii_alnum(fold_code(octets[0])) && (ascii_alnum(codes[1]) || count >= 3);
}

static enum filter_kind kind_of(const struct build *b, const struct form *form, const uint32_t *codes, unsigned count,
                                unsigned *ret_anchor)
{
    for (enum filter_kind k = FILTER_KIND_LONG; k < FILTER_KIND_WORD; k++)
        if ((*ret_anchor = anchor_of(b, codes, count, reaches[k])) < count) return k;
    *ret_anchor = 0;
    return is_abbreviation(form, codes, count) ? FILTER_KIND_WORD : FILTER_KIND_RARE;
}

/* ---- a form becomes an entry ---- */

static unsigned codes_of(struct bytes folded, uint32_t codes[static FORM_CODES])
{
    unsigned n = 0;
    for (const uint8_t *p = folded.data, *end = p + folded.len; p < end;) {
        if (n == FORM_CODES) return FORM_CODES + 1;
        p += utf8_next(p, end, &codes[n++]);
    }
    return n;
}

static enum err refuse(const struct form *form, const char *why, struct fault *f)
{
    return fault_set(f, ERR_INVALID, "\"%.*s\" cannot be searched for: %s", (int)(form->text.len < 200 ? form->text.len : 200),
                     (const char *)form->text.data, why);
}

static enum err entry_of(const struct form *form, const uint32_t *codes, unsigned count, unsigned anchor, bool exact,
                         struct entry *ret)
{
    uint32_t *own = malloc(count * sizeof *own);
    uint8_t *spelled = exact ? malloc(form->text.len) : NULL;
    if (!own || (exact && !spelled)) {
        free(own);
        free(spelled);
        return ERR_MEMORY;
    }
    memcpy(own, codes, count * sizeof *own);
    if (exact) memcpy(spelled, form->text.data, form->text.len);
    *ret = (struct entry){.codes = own,
                          .spelled = spelled,
                          .count = (uint16_t)count,
                          .anchor = (uint16_t)anchor,
                          .id = form->id,
                          .spelled_len = (uint32_t)form->text.len,
                          .whole_word = form->whole_word};
    return ERR_OK;
}

/* The folded codes of a form; 0 with `f` filled when it has none or too many. */
static unsigned folded_codes(const struct form *form, uint32_t codes[static FORM_CODES], struct fault *f)
{
    uint8_t octets[4 * FORM_CODES];
    unsigned count = FORM_CODES + 1;
    if (form->text.len <= sizeof octets / 3) count = codes_of(bytes_of(octets, fold_text(form->text, octets)), codes);
    if (count == 0) refuse(form, "nothing of it is left when case, width and spaces are made equal", f);
    if (count > FORM_CODES) refuse(form, "it is too long", f);
    return count > FORM_CODES ? 0 : count;
}

static enum err build_add(struct build *b, const struct form *form, struct fault *f)
{
    uint32_t codes[FORM_CODES];
    unsigned anchor = 0, count = folded_codes(form, codes, f);
    if (count == 0) return ERR_INVALID;
    enum filter_kind k = kind_of(b, form, codes, count, &anchor);
    if (k == FILTER_KIND_RARE) return refuse(form, "it is too short", f);
    struct form as = *form;
    if (k == FILTER_KIND_WORD) as.whole_word = as.exact_case = true;
    enum err err = entry_of(&as, codes, count, anchor, as.exact_case, &b->entries[k][b->count[k]]);
    if (err != ERR_OK) return fault_set(f, err, "not enough memory for the names to be searched for");
    b->inside_words |= !as.whole_word;
    b->count[k]++;
    return ERR_OK;
}

static void build_uses(struct build *b, const struct form *forms, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t codes[FORM_CODES];
        unsigned n = folded_codes(&forms[i], codes, NULL);
        count_uses(b, codes, n);
    }
}

/* ---- all of them ---- */

static bool build_init(struct build *b, size_t count)
{
    *b = (struct build){0};
    bool ok = spellings_init(&b->spellings);
    ok = (b->uses = calloc(BUILD_USES, sizeof *b->uses)) && ok;
    for (unsigned k = 0; k < FILTER_KIND_RARE; k++) ok = (b->entries[k] = malloc((count + 1) * sizeof **b->entries)) && ok;
    return ok;
}

static void build_done(struct build *b)
{
    for (unsigned k = 0; k < FILTER_KIND_RARE; k++) {
        struct lexicon rest = {.entries = b->entries[k], .count = b->count[k]};
        lexicon_done(&rest);
    }
    spellings_done(&b->spellings);
    free(b->uses);
}

static size_t spell_all(const struct build *b, struct filter *f, enum filter_kind k)
{
    size_t made = 0;
    for (uint32_t i = 0; i < b->count[k]; i++) {
        const struct entry *e = &b->entries[k][i];
        made += spelling_add(&b->spellings, f, k, e->codes + e->anchor, (size_t)e->count - e->anchor);
    }
    return made;
}

static bool fill(struct scan *s, struct build *b)
{
    s->inside_words = b->inside_words;
    if (!filter_init(&s->filter, spell_all(b, NULL, FILTER_KIND_LONG), spell_all(b, NULL, FILTER_KIND_SHORT))) return false;
    spell_all(b, &s->filter, FILTER_KIND_LONG);
    spell_all(b, &s->filter, FILTER_KIND_SHORT);
    for (uint32_t i = 0; i < b->count[FILTER_KIND_WORD]; i++)
        filter_add(&s->filter, FILTER_KIND_WORD, b->entries[FILTER_KIND_WORD][i].spelled, FILTER_WORD);
    for (unsigned k = 0; k < FILTER_KIND_RARE; k++) {
        if (!lexicon_init(&s->lexicon[k], b->entries[k], b->count[k], reaches[k])) return false;
        b->entries[k] = NULL;
        b->count[k] = 0;
    }
    return true;
}

enum err scan_init(struct scan *s, const struct form *forms, size_t count, struct fault *f)
{
    struct build b;
    enum err err = ERR_OK;
    *s = (struct scan){.look = filter_scan_best()};
    bool room = build_init(&b, count);
    if (room) build_uses(&b, forms, count);
    for (size_t i = 0; room && err == ERR_OK && i < count; i++) err = build_add(&b, &forms[i], f);
    if (!room || (err == ERR_OK && !fill(s, &b))) err = fault_set(f, ERR_MEMORY, "not enough memory for %zu names", count);
    build_done(&b);
    if (err != ERR_OK) scan_done(s);
    return err;
}

void scan_done(struct scan *s)
{
    for (unsigned k = 0; k < FILTER_KIND_RARE; k++) lexicon_done(&s->lexicon[k]);
    filter_done(&s->filter);
}

/* ---- searching ---- */

struct search {
    const struct scan *scan;
    struct bytes text;
    struct scan_hits *hits;
    size_t base;                                                   /* of the bits below: MARGIN octets before the chunk */
    uint64_t done[FILTER_KIND_RARE][(FILTER_CHUNK + MARGIN) / 64]; /* places that a lexicon was asked about */
    enum err err;
};

static bool ascii_alnum_octet(uint8_t c)
{
    return (uint8_t)((c | 0x20) - 'a') < 26 || (uint8_t)(c - '0') < 10;
}

/* Not inside a code point, nor inside a word. */
static bool may_begin(const struct search *q, size_t at)
{
    const uint8_t *p = q->text.data + at;
    if ((*p & 0xc0) == 0x80) return false;
    return q->scan->inside_words || at == 0 || !ascii_alnum_octet(*p) || !ascii_alnum_octet(p[-1]);
}

static void keep(struct search *q, const struct hit *found, unsigned count)
{
    struct scan_hits *h = q->hits;
    if (h->count + count > h->room) {
        size_t room = 2 * h->room + LEXICON_HITS;
        struct hit *grown = realloc(h->list, room * sizeof *grown);
        if (!grown) {
            q->err = ERR_MEMORY;
            return;
        }
        h->list = grown;
        h->room = room;
    }
    memcpy(h->list + h->count, found, count * sizeof *found);
    h->count += count;
}

static void ask(struct search *q, enum filter_kind k, size_t at)
{
    uint64_t *done = &q->done[k][(at - q->base) / 64], bit = UINT64_C(1) << (at - q->base) % 64;
    struct hit found[LEXICON_HITS];
    if (*done & bit || !q->scan->lexicon[k].count) return;
    *done |= bit;
    unsigned count = lexicon_find(&q->scan->lexicon[k], q->text, at, found);
    if (count > LEXICON_HITS) {
        q->hits->dropped += count - LEXICON_HITS;
        count = LEXICON_HITS;
    }
    if (count) keep(q, found, count);
}

/* The anchors of which the grams found may be part. */
static void ask_grams(struct search *q, enum filter_kind k, const struct filter_places *places, size_t from)
{
    for (unsigned i = 0; i < places->count[k]; i++) {
        uint8_t back[FILTER_STRIDE];
        size_t place = from + places->at[k][i];
        unsigned n = filter_starts(&q->scan->filter, k, q->text.data, q->text.len, place, back);
        while (n > 0)
            if (may_begin(q, place - back[--n])) ask(q, k, place - back[n]);
    }
}

static void ask_rare(struct search *q, size_t place)
{
    for (size_t at = place < RARE_BEFORE ? 0 : place - RARE_BEFORE; at <= place; at++) {
        if (!may_begin(q, at) || !filter_may_begin(&q->scan->filter, q->text.data, q->text.len, at)) continue;
        for (enum filter_kind k = FILTER_KIND_LONG; k < FILTER_KIND_RARE; k++) ask(q, k, at);
    }
}

/* The bits of the chunk that begins at `from`; those of the octets before it are taken along. */
static void next_chunk(struct search *q, size_t from)
{
    for (unsigned k = 0; k < FILTER_KIND_RARE; k++) {
        uint64_t last = q->done[k][FILTER_CHUNK / 64];
        memset(q->done[k], 0, sizeof q->done[k]);
        q->done[k][0] = last;
    }
    q->base = from - MARGIN; /* may wrap; only differences count */
}

static bool hit_before(const struct hit *a, const struct hit *b)
{
    if (a->start != b->start) return a->start < b->start;
    return a->end != b->end ? a->end < b->end : a->id < b->id;
}

/* Put the hits from `first` on in their places: they belong among the last. */
static void sort_hits(struct scan_hits *h, size_t first)
{
    for (size_t i = first ? first : 1; i < h->count; i++) {
        struct hit moved = h->list[i];
        size_t at = i;
        for (; at > 0 && hit_before(&moved, &h->list[at - 1]); at--) h->list[at] = h->list[at - 1];
        h->list[at] = moved;
    }
}

enum err scan_text(const struct scan *s, struct bytes text, struct scan_hits *hits)
{
    struct search q = {.scan = s, .text = text, .hits = hits};
    struct filter_places places;
    hits->count = 0;
    hits->dropped = 0;
    for (size_t from = 0; from < text.len && q.err == ERR_OK; from += FILTER_CHUNK) {
        size_t known = hits->count;
        s->look(&s->filter, text.data, text.len, from, &places);
        next_chunk(&q, from);
        ask_grams(&q, FILTER_KIND_LONG, &places, from);
        ask_grams(&q, FILTER_KIND_SHORT, &places, from);
        for (unsigned i = 0; i < places.count[FILTER_KIND_WORD]; i++)
            ask(&q, FILTER_KIND_WORD, from + places.at[FILTER_KIND_WORD][i]);
        for (unsigned i = 0; i < places.count[FILTER_KIND_RARE]; i++) ask_rare(&q, from + places.at[FILTER_KIND_RARE][i]);
        sort_hits(hits, known);
    }
    return q.err;
}

void scan_hits_done(struct scan_hits *hits)
{
    free(hits->list);
    *hits = (struct scan_hits){0};
}
