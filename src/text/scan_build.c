/* Forms become entries: folded, each with the place of its key. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "text/fold.h"
#include "text/scan.h"

enum { KEYS_TRIED = 64, USES_MIN = 1 << 10, USES_MAX = 1 << 21, USES_EACH = 32, SHORT_OCTETS = 6, SHORT_WORD = 4 };

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

/* Whether a key can begin at codes[at]: not inside a word. */
static bool can_begin(enum filter_kind kind, const uint16_t *codes, unsigned count, unsigned at, bool whole)
{
    bool inside = codes[at] < 0x80 && at > 0 && codes[at - 1] < 0x80 && fold_in_word(codes[at - 1]);
    return !inside && filter_can_begin(kind, codes + at, count - at, whole);
}

static bool has_key(const uint16_t *codes, unsigned count, bool whole)
{
    for (unsigned at = 0; at < count; at++)
        for (enum filter_kind k = 0; k < FILTER_KINDS; k++)
            if (can_begin(k, codes, count, at, whole)) return true;
    return false;
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
    if (!has_key(codes, count, form->whole_word)) ret->whole_word = true;
    if (is_abbreviation(form->text)) ret->whole_word = ret->exact_case = true;
    if (count < 2 || !has_key(codes, count, ret->whole_word)) return refuse(form, "it is too short", f);
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
    uint32_t uses_mask;
    struct entry *entries[FILTER_KINDS];
    uint32_t count[FILTER_KINDS];
    uint16_t *codes; /* of all forms */
    size_t spelled;  /* how much of the scan's is filled */
    bool every;
};

/* Two counters each: where other keys share one, the other is likely to be right (count-min sketch). */
static uint16_t *use_of(const struct build *b, uint64_t key, unsigned which)
{
    return &b->uses[(which ? key >> 40 : key >> 8) & b->uses_mask];
}

static void count_use(const struct build *b, uint64_t key)
{
    for (unsigned i = 0; i < 2; i++) {
        uint16_t *use = use_of(b, key, i);
        if (*use < UINT16_MAX) ++*use;
    }
}

static unsigned uses_of(const struct build *b, uint64_t key)
{
    unsigned first = *use_of(b, key, 0), second = *use_of(b, key, 1);
    return first < second ? first : second;
}

/* Note what a form could be found by. What many names have in common, texts have, too: keys had better be rare. */
static void count_uses(const struct build *b, const uint16_t *codes, unsigned count, bool whole)
{
    for (unsigned at = 0; at < count && at < KEYS_TRIED; at++)
        for (enum filter_kind k = 0; k < FILTER_KINDS; k++)
            if (can_begin(k, codes, count, at, whole)) count_use(b, filter_key(k, codes + at));
}

/* How often a text is likely to have the key: two characters, or a word of few letters, are no name's own. */
static unsigned cost_of(const struct build *b, enum filter_kind kind, const uint16_t *codes)
{
    unsigned uses = uses_of(b, filter_key(kind, codes));
    bool weak = kind == FILTER_SHORT && (codes[0] >= 0x80 || !fold_in_word(codes[SHORT_WORD - 1]));
    return 2 * uses + (kind == FILTER_SHORT) + (weak ? 2 * UINT16_MAX : 0);
}

struct key_choice {
    enum filter_kind kind;
    unsigned at;
};

/* The key that texts are likely to have least often, of those that begin near the form's beginning. */
static struct key_choice choose_key(const struct build *b, const uint16_t *codes, unsigned count, bool whole)
{
    struct key_choice best = {FILTER_KINDS, 0};
    unsigned least = UINT_MAX;
    for (unsigned at = 0; at < count && (at < KEYS_TRIED || best.kind == FILTER_KINDS); at++)
        for (enum filter_kind k = 0; k < FILTER_KINDS; k++) {
            if (!can_begin(k, codes, count, at, whole)) continue;
            unsigned cost = cost_of(b, k, codes + at);
            if (cost < least) least = cost, best = (struct key_choice){k, at};
        }
    return best;
}

static void add_entry(struct scan *s, struct build *b, const struct form *form, struct entry *e)
{
    struct key_choice key = choose_key(b, e->codes, e->count, form->whole_word);
    e->key = (uint16_t)key.at;
    b->every |= e->key == 0 && e->codes[0] < 0x80 && !form->whole_word;
    if (form->exact_case) {
        e->spelled = s->spelled + b->spelled;
        e->spelled_len = (uint16_t)form->text.len; /* at most 4 * FORM_CODES */
        memcpy(s->spelled + b->spelled, form->text.data, form->text.len);
        b->spelled += form->text.len;
    }
    b->entries[key.kind][b->count[key.kind]++] = *e;
}

/* Twice over the forms: how rare a key is is known when all were seen. */
static enum err build_entries(struct scan *s, struct build *b, const struct form *forms, size_t count, struct fault *f)
{
    for (unsigned pass = 0; pass < 2; pass++) {
        uint16_t *codes = b->codes;
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
    size_t uses = USES_MIN;
    while (uses < USES_MAX && uses < USES_EACH * count) uses *= 2;
    *b = (struct build){.uses = calloc(uses, sizeof *b->uses), .uses_mask = (uint32_t)uses - 1};
    b->codes = malloc((octets + (count + 1) * FILTER_WORD + FORM_CODES) * sizeof *b->codes);
    s->map = malloc(sizeof *s->map);
    s->spelled = malloc(octets + 1);
    bool ok = b->uses && b->codes && s->map && s->spelled;
    for (unsigned k = 0; k < FILTER_KINDS; k++) ok = (b->entries[k] = malloc((count + 1) * sizeof **b->entries)) && ok;
    return ok;
}

static void build_done(struct build *b)
{
    for (unsigned k = 0; k < FILTER_KINDS; k++) free(b->entries[k]);
    free(b->uses);
    free(b->codes);
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
    free(s->spelled);
}
