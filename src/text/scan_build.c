/* Forms become entries: folded, each with the place of its key. */
#include <stdlib.h>
#include <string.h>

#include "base/mix.h"
#include "text/fold.h"
#include "text/scan.h"

enum { KEYS_TRIED = 32, USES = 1 << 20, SHORT_OCTETS = 6 };

/* ---- one form ---- */

static enum err refuse(const struct form *form, const char *why, struct fault *f)
{
    return fault_set(f, ERR_INVALID, "\"%.*s\" cannot be searched for: %s", (int)(form->text.len < 200 ? form->text.len : 200),
                     (const char *)form->text.data, why);
}

/* The folded codes of a form, and FILTER_WORD of zero behind them; 0 with `f` filled when it has none or too many. */
static unsigned folded_codes(const struct form *form, uint16_t codes[static FORM_CODES + FILTER_WORD], struct fault *f)
{
    uint8_t octets[12 * FORM_CODES];
    unsigned count = FORM_CODES + 1;
    if (form->text.len <= sizeof octets / 3)
        count = stream_codes(bytes_of(octets, fold_text(form->text, octets)), codes, FORM_CODES);
    if (count == 0) refuse(form, "nothing of it is left when case, width and spaces are made equal", f);
    if (count > FORM_CODES) {
        refuse(form, "it is too long", f);
        return 0;
    }
    memset(codes + count, 0, FILTER_WORD * sizeof *codes);
    return count;
}

/* The kind of the key that can begin at codes[at]: not inside a word. FILTER_KINDS: none. */
static enum filter_kind kind_at(const uint16_t *codes, unsigned count, unsigned at, bool whole)
{
    bool word = codes[at] < 0x80, inside = word && at > 0 && codes[at - 1] < 0x80 && fold_in_word(codes[at - 1]);
    return inside ? FILTER_KINDS : filter_kind_of(codes + at, count - at, whole);
}

/* The best kind of key that a form has. */
static enum filter_kind best_kind(const uint16_t *codes, unsigned count, bool whole)
{
    enum filter_kind best = FILTER_KINDS;
    for (unsigned at = 0; at < count && best != FILTER_LONG; at++) {
        enum filter_kind k = kind_at(codes, count, at, whole);
        if (k < best) best = k;
    }
    return best;
}

static bool is_capital_or_digit(uint8_t octet)
{
    return (octet >= 'A' && octet <= 'Z') || (octet >= '0' && octet <= '9');
}

/* Of few letters, and more than the first of them large. */
static bool is_abbreviation(struct bytes text)
{
    return text.len >= 2 && text.len < SHORT_OCTETS && text.data[0] < 0x80 && is_capital_or_digit(text.data[1]);
}

static enum err settle(const struct form *form, const uint16_t *codes, unsigned count, struct form *ret, struct fault *f)
{
    *ret = *form;
    if (best_kind(codes, count, form->whole_word) == FILTER_KINDS) ret->whole_word = true;
    if (is_abbreviation(form->text)) ret->whole_word = ret->exact_case = true;
    if (count < 2 || best_kind(codes, count, ret->whole_word) == FILTER_KINDS) return refuse(form, "it is too short", f);
    return ERR_OK;
}

enum err scan_form(const struct form *form, struct form *ret, struct fault *f)
{
    uint16_t codes[FORM_CODES + FILTER_WORD];
    unsigned count = folded_codes(form, codes, f);
    return count ? settle(form, codes, count, ret, f) : ERR_INVALID;
}

/* ---- all of them ---- */

struct build {
    uint16_t *uses; /* of possible keys, by hash: how many names have them */
    struct entry *entries[FILTER_KINDS];
    uint32_t count[FILTER_KINDS];
    size_t codes, spelled; /* how much of the scan's is filled */
    bool every;
};

static uint16_t *use_of(const struct build *b, uint64_t key)
{
    return &b->uses[mix(key, 0) & (USES - 1)];
}

/* Note what a form could be found by. What many names have in common, texts have, too: keys had better be rare. */
static void count_uses(const struct build *b, const uint16_t *codes, unsigned count, bool whole)
{
    for (unsigned at = 0, seen = 0; at < count && seen < KEYS_TRIED; at++) {
        enum filter_kind k = kind_at(codes, count, at, whole);
        if (k == FILTER_KINDS) continue;
        uint16_t *use = use_of(b, filter_key(k, codes + at));
        if (*use < UINT16_MAX) ++*use;
        seen++;
    }
}

/* Where the form's key of that kind begins, the rarest of the first few. */
static unsigned key_place(const struct build *b, const uint16_t *codes, unsigned count, enum filter_kind kind, bool whole)
{
    unsigned best = 0, least = UINT16_MAX + 1;
    for (unsigned at = 0, seen = 0; at < count && seen < KEYS_TRIED; at++) {
        if (kind_at(codes, count, at, whole) != kind) continue;
        unsigned use = *use_of(b, filter_key(kind, codes + at));
        if (use < least) least = use, best = at;
        seen++;
    }
    return best;
}

static void add_entry(struct scan *s, struct build *b, const struct form *form, struct entry *e)
{
    enum filter_kind kind = best_kind(e->codes, e->count, form->whole_word);
    e->key = (uint16_t)key_place(b, e->codes, e->count, kind, form->whole_word);
    b->every |= e->key == 0 && e->codes[0] < 0x80 && !form->whole_word;
    if (form->exact_case) {
        e->spelled = bytes_of(s->spelled + b->spelled, form->text.len);
        memcpy(s->spelled + b->spelled, form->text.data, form->text.len);
        b->spelled += form->text.len;
    }
    b->entries[kind][b->count[kind]++] = *e;
}

/* Twice over the forms: how rare a key is is known when all were seen. */
static enum err build_entries(struct scan *s, struct build *b, const struct form *forms, size_t count, struct fault *f)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        uint16_t *codes = s->codes;
        for (size_t i = 0; i < count; i++) {
            struct form form;
            unsigned n = folded_codes(&forms[i], codes, f);
            if (n == 0 || settle(&forms[i], codes, n, &form, f) != ERR_OK) return ERR_INVALID;
            struct entry e = {.codes = codes, .count = (uint16_t)n, .id = form.id, .whole_word = form.whole_word};
            if (pass == 0)
                count_uses(b, codes, n, form.whole_word);
            else
                add_entry(s, b, &form, &e);
            codes += n + FILTER_WORD;
        }
    }
    return ERR_OK;
}

static bool build_init(struct scan *s, struct build *b, const struct form *forms, size_t count)
{
    size_t octets = 0;
    for (size_t i = 0; i < count; i++) octets += forms[i].text.len;
    *b = (struct build){.uses = calloc(USES, sizeof *b->uses)};
    s->map = malloc(sizeof *s->map);
    s->codes = malloc((octets + (count + 1) * FILTER_WORD + FORM_CODES) * sizeof *s->codes);
    s->spelled = malloc(octets + 1);
    bool ok = b->uses && s->map && s->codes && s->spelled;
    for (unsigned k = 0; k < FILTER_KINDS; k++) ok = (b->entries[k] = malloc((count + 1) * sizeof **b->entries)) && ok;
    return ok;
}

static void build_done(struct build *b)
{
    for (unsigned k = 0; k < FILTER_KINDS; k++) free(b->entries[k]);
    free(b->uses);
}

static bool fill(struct scan *s, struct build *b)
{
    size_t counts[FILTER_KINDS] = {b->count[FILTER_LONG], b->count[FILTER_SHORT]};
    if (!filter_init(&s->filter, counts)) return false;
    s->filter.every = b->every;
    for (enum filter_kind k = 0; k < FILTER_KINDS; k++) {
        for (uint32_t i = 0; i < b->count[k]; i++) filter_add(&s->filter, k, b->entries[k][i].codes + b->entries[k][i].key);
        if (!lexicon_init(&s->lexicon[k], b->entries[k], b->count[k], k)) return false;
        b->entries[k] = NULL;
    }
    stream_map_init(s->map);
    return true;
}

enum err scan_init(struct scan *s, const struct form *forms, size_t count, struct fault *f)
{
    struct build b;
    *s = (struct scan){.variant = variant_best()};
    bool room = build_init(s, &b, forms, count);
    enum err err = room ? build_entries(s, &b, forms, count, f) : ERR_OK;
    if (!room || (err == ERR_OK && !fill(s, &b))) err = fault_set(f, ERR_MEMORY, "not enough memory for %zu names", count);
    build_done(&b);
    if (err != ERR_OK) scan_done(s);
    return err;
}

void scan_done(struct scan *s)
{
    for (unsigned k = 0; k < FILTER_KINDS; k++) lexicon_done(&s->lexicon[k]);
    filter_done(&s->filter);
    free(s->map);
    free(s->codes);
    free(s->spelled);
}
