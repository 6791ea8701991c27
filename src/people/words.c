#include "people/words.h"

#include "base/macros.h"
#include "text/fold.h"

/* ---- sentences ---- */

static const char *const ends[] = {"\n", "\r", ";", "；", "。", "！", "!", "？", "•", "●", "·\t"};

/* What is written with a full stop inside a sentence: "Inc.", "Sep. 1993", "B.Eng. in", one letter. */
static bool is_abbreviated(struct bytes text, size_t stop)
{
    static const char *const known[] = {"inc",  "ltd", "co",  "corp", "dr",  "mr",   "ms",  "mrs",  "st",  "no",  "dept",
                                        "univ", "gen", "lt",  "col",  "sgt", "capt", "jan", "feb",  "mar", "apr", "jun",
                                        "jul",  "aug", "sep", "sept", "oct", "nov",  "dec", "prof", "им",  "г"};
    size_t from = stop;
    while (from > 0 && stop - from < 8 && text.data[from - 1] > ' ' && !strchr(".,(", text.data[from - 1])) from--;
    struct bytes word = bytes_slice(text, from, stop - from);
    if (word.len <= 1 || (from >= 2 && text.data[from - 1] == '.' && (from == 2 || !fold_in_word(text.data[from - 3] | 0x20))))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        uint8_t own[3 * 16];
        size_t len = fold_text(word.len > 16 ? bytes_slice(word, 0, 16) : word, own);
        if (bytes_equal(bytes_of(own, len), bytes_of_text(known[i]))) return true;
    }
    size_t next = stop + 1;
    while (next < text.len && text.data[next] == ' ') next++;
    return next < text.len && text.data[next] >= 'a' && text.data[next] <= 'z';
}

/* Whether an end of a sentence may begin with this octet. */
static bool may_end(uint8_t c)
{
    return c == '\n' || c == '\r' || c == ';' || c == '!' || c == '?' || c == '.' || c == 0xc2 || c == 0xe2 || c == 0xe3 ||
           c == 0xef;
}

/* The octets of an end of a sentence at `at`, or 0. */
static size_t end_at(struct bytes text, size_t at)
{
    if (!may_end(text.data[at])) return 0;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (text.data[at] != (uint8_t)ends[i][0]) continue;
        struct bytes e = bytes_of_text(ends[i]);
        if (bytes_equal(bytes_slice(text, at, e.len), e)) return e.len;
    }
    bool stop = text.data[at] == '.' && (at + 1 == text.len || text.data[at + 1] <= ' ');
    return stop && !is_abbreviated(text, at) ? 1 : 0;
}

static uint32_t sentence_start(struct bytes text, uint32_t name)
{
    uint32_t least = name > WORDS_REACH ? name - WORDS_REACH : 0;
    for (uint32_t at = name; at > least; at--) {
        size_t len = end_at(text, at - 1);
        if (len > 0) return at - 1 + (uint32_t)len <= name ? at - 1 + (uint32_t)len : name;
    }
    while (least > 0 && least < name && (text.data[least] & 0xc0) == 0x80) least++;
    return least;
}

static uint32_t sentence_end(struct bytes text, uint32_t name_end)
{
    uint32_t most = text.len - name_end > WORDS_REACH ? name_end + WORDS_REACH : (uint32_t)text.len;
    for (uint32_t at = name_end; at < most; at++)
        if (end_at(text, at) > 0) return at;
    while (most < text.len && most > name_end && (text.data[most] & 0xc0) == 0x80) most--;
    return most;
}

/* ---- the words ---- */

static uint32_t gram_at(const uint8_t *p)
{
    return (uint32_t)(p[0] | p[1] << 8 | p[2] << 16) * UINT32_C(0x9e3779b1) >> 20;
}

void word_grams_of(struct bytes folded, struct word_grams *ret)
{
    memset(ret, 0, sizeof *ret);
    for (size_t i = 0; i + 2 < folded.len; i++) {
        uint32_t g = gram_at(folded.data + i);
        ret->bits[g / 64] |= UINT64_C(1) << g % 64;
    }
}

bool word_grams_may(const struct word_grams *g, const char *cue)
{
    /* a cue that is shorter, or has its gap so early, says nothing */
    for (size_t i = 0; i < 3; i++)
        if (!cue[i] || cue[i] == '*') return true;
    uint32_t at = gram_at((const uint8_t *)cue);
    return g->bits[at / 64] >> at % 64 & 1;
}

static size_t fold_part(struct bytes text, uint32_t from, uint32_t until, char ret[static WORDS_FOLDED])
{
    return fold_text(bytes_slice(text, from, until - from), (uint8_t *)ret);
}

void words_around(struct bytes text, uint32_t start, uint32_t end, struct words *ret)
{
    words_within(text, start, end, 0, (uint32_t)text.len, ret);
}

void words_within(struct bytes text, uint32_t start, uint32_t end, uint32_t from, uint32_t until, struct words *ret)
{
    ret->sentence = sentence_start(text, start);
    ret->sentence_end = sentence_end(text, end);
    if (ret->sentence < from && from <= start) ret->sentence = from;
    if (ret->sentence_end > until && until >= end) ret->sentence_end = until;
    ret->before_len = fold_part(text, ret->sentence, start, ret->before);
    ret->after_len = fold_part(text, end, ret->sentence_end, ret->after);
    word_grams_of(bytes_of(ret->before, ret->before_len), &ret->grams_before);
    word_grams_of(bytes_of(ret->after, ret->after_len), &ret->grams_after);
    ret->clause = ret->before_len;
    while (ret->clause > 0 && ret->before[ret->clause - 1] != ',') ret->clause--;
    const char *comma = memchr(ret->after, ',', ret->after_len);
    ret->clause_end = comma ? (size_t)(comma - ret->after) : ret->after_len;
}

/* ---- cues ---- */

static bool in_word(const uint8_t *start, const uint8_t *p, const uint8_t *end, bool before)
{
    uint32_t code;
    if (before ? p == start : p == end) return false;
    if (before)
        fold_before(start, p, &code);
    else
        fold_next(p, end, &code);
    return fold_in_word(code);
}

/* Where `cue` stands as whole words at or behind text[from]; `text.len` when it does not. */
static size_t find_words(struct bytes text, size_t from, struct bytes cue)
{
    const uint8_t *start = text.data, *end = start + text.len;
    for (; from + cue.len <= text.len; from++) {
        const uint8_t *p = memchr(start + from, cue.data[0], text.len - cue.len - from + 1);
        if (!p) break;
        from = (size_t)(p - start);
        if (memcmp(p, cue.data, cue.len) != 0) continue;
        bool inside = in_word(start, p, end, true) && in_word(start, p, end, false);
        bool beyond = in_word(start, p + cue.len, end, true) && in_word(start, p + cue.len, end, false);
        if (!inside && !beyond) return from;
    }
    return text.len;
}

/* The first place of a cue, which may have a gap, from `from` on; *ret_end is behind it. `text.len`: none. */
static size_t find_hint(struct bytes text, size_t from, const char *cue, size_t *ret_end)
{
    const char *star = strchr(cue, '*');
    struct bytes first = bytes_of(cue, star ? (size_t)(star - cue) : strlen(cue));
    for (size_t at; (at = find_words(text, from, first)) < text.len; from = at + 1) {
        *ret_end = at + first.len;
        if (!star) return at;
        struct bytes rest = bytes_slice(text, *ret_end, HINT_GAP);
        const uint8_t *comma = rest.len > 0 ? memchr(rest.data, ',', rest.len) : NULL;
        if (comma) rest.len = (size_t)(comma - rest.data);
        struct bytes second = bytes_of_text(star + 1);
        size_t found = find_words(rest, 0, second);
        if (found < rest.len) {
            *ret_end += found + second.len;
            return at;
        }
    }
    return text.len;
}

bool hint_in(struct bytes text, const char *cue)
{
    size_t end;
    return find_hint(text, 0, cue, &end) < text.len;
}

static bool has_digit(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] >= '0' && text[i] <= '9') return true;
    return false;
}

static bool found_before(const struct words *w, const struct hint *c)
{
    struct bytes text = bytes_of(w->before, w->before_len);
    size_t end, from = c->places & HINT_CLAUSE ? w->clause : 0;
    for (size_t at; (at = find_hint(text, from, c->text, &end)) < text.len; from = at + 1) {
        if (text.len - end > c->reach) continue;
        if (!(c->places & HINT_SAME) || !has_digit(w->before + end, text.len - end)) return true;
    }
    return false;
}

static bool found_after(const struct words *w, const struct hint *c)
{
    struct bytes text = bytes_of(w->after, c->places & HINT_CLAUSE ? w->clause_end : w->after_len);
    size_t end, at = find_hint(text, 0, c->text, &end);
    return at < text.len && at <= (size_t)c->reach + 1 && (!(c->places & HINT_SAME) || !has_digit(w->after, at));
}

bool hints_found(const struct words *w, const struct hints *c, uint8_t places)
{
    for (size_t i = 0; i < c->count; i++) {
        uint8_t at = c->list[i].places & places;
        if (at & HINT_BEFORE && word_grams_may(&w->grams_before, c->list[i].text) && found_before(w, &c->list[i])) return true;
        if (at & HINT_AFTER && word_grams_may(&w->grams_after, c->list[i].text) && found_after(w, &c->list[i])) return true;
    }
    return false;
}
