#include "text/scan.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "text/fold.h"

enum { TEXT_MAX = 20000, FORMS_MAX = 200, NAIVE_MAX = 20000 };

/* xorshift64*: equal seeds, equal texts. */
static uint32_t seed_below(uint64_t *seed, size_t limit)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * UINT64_C(0x2545f4914f6cdd1d) >> 32) % limit);
}

/* ---- searching without any table: every form at every place ---- */

struct naive {
    struct hit list[NAIVE_MAX];
    size_t count;
};

static size_t next_code(struct bytes text, size_t at, uint32_t *ret)
{
    while (at < text.len) {
        at += fold_next(text.data + at, text.data + text.len, ret);
        if (*ret == FOLD_NOTHING) continue;
        if (*ret != ' ') return at;
        for (uint32_t more; at < text.len;) {
            unsigned n = fold_next(text.data + at, text.data + text.len, &more);
            if (more != ' ' && more != FOLD_NOTHING) break;
            at += n;
        }
        return at;
    }
    *ret = FOLD_NOTHING;
    return at;
}

static bool in_word_before(struct bytes text, size_t at)
{
    uint32_t code = FOLD_NOTHING;
    while (at > 0 && code == FOLD_NOTHING) at -= fold_before(text.data, text.data + at, &code);
    return code != FOLD_NOTHING && fold_in_word(code);
}

static void naive_at(struct bytes text, size_t start, const struct form *form, struct naive *n)
{
    uint8_t folded[4 * FORM_CODES];
    struct bytes codes = bytes_of(folded, fold_text(form->text, folded));
    uint32_t want, have = 0, first;
    size_t at = start;
    fold_next(text.data + start, text.data + text.len, &first);
    if (first == FOLD_NOTHING) return;
    if (first == ' ') return;
    for (size_t i = 0; i < codes.len;) {
        i += utf8_next(codes.data + i, codes.data + codes.len, &want);
        at = next_code(text, at, &have);
        if (have != want) return;
    }
    uint32_t after = FOLD_NOTHING;
    (void)next_code(text, at, &after);
    if (form->whole_word && fold_in_word(first) && in_word_before(text, start)) return;
    if (form->whole_word && fold_in_word(have) && after != FOLD_NOTHING && fold_in_word(after)) return;
    if (form->exact_case && !bytes_equal(bytes_slice(text, start, at - start), form->text)) return;
    if (n->count < NAIVE_MAX) n->list[n->count++] = (struct hit){form->id, start, at};
}

static int by_place(const void *a, const void *b)
{
    const struct hit *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->end != y->end) return x->end < y->end ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static void naive_search(struct bytes text, const struct form *forms, size_t count, struct naive *n)
{
    n->count = 0;
    for (size_t at = 0; at < text.len; at++)
        if ((text.data[at] & 0xc0) != 0x80)
            for (size_t i = 0; i < count; i++) naive_at(text, at, &forms[i], n);
    qsort(n->list, n->count, sizeof *n->list, by_place);
}

/* ---- texts and forms from few characters, so that much is found ---- */

static const uint32_t letters[] = {'a', 'B', 'k', 's', 'S', 'o', 'n', '1', '.', ' ', ' ', 0xe9, 0xc9, 0x3c3, 0x3c2, 0x3a3};
static const uint32_t han[] = {0x56fd, 0x570b, 0x5bb6, 0x5e72, 0x4e7e, 0x5e79, 0x5b89,
                               0x5168, 0x90e8, 0x6d77, 0x8ecd, 0x519b, 0xff0c, 0x3000};
static const uint32_t odd[] = {0xff21, 0xff41, 0xff42, 0xff13, 0x212a,  0x17f,  0xad,
                               0x200b, 0xfeff, 0x2014, 0xa0,   0x20000, 0x1f600};

static uint32_t pick(uint64_t *seed, bool with_odd)
{
    unsigned kind = seed_below(seed, with_odd ? 12 : 10);
    if (kind < 5) return letters[seed_below(seed, sizeof letters / sizeof *letters)];
    if (kind < 10) return han[seed_below(seed, sizeof han / sizeof *han)];
    return odd[seed_below(seed, sizeof odd / sizeof *odd)];
}

static size_t random_text(uint64_t *seed, uint8_t *ret, size_t codes, bool with_odd)
{
    size_t len = 0;
    bool latin = seed_below(seed, 2);
    for (size_t i = 0; i < codes; i++) {
        if (seed_below(seed, 6) == 0) latin = !latin;
        uint32_t c = pick(seed, with_odd);
        if (latin && seed_below(seed, 4)) c = letters[seed_below(seed, 8)];
        if (with_odd && seed_below(seed, 400) == 0)
            ret[len++] = (uint8_t)(0x80 + seed_below(seed, 0x80)); /* not UTF-8 */
        else
            len += utf8_put(c, ret + len);
    }
    return len;
}

struct corpus {
    uint8_t text[TEXT_MAX], forms_text[FORMS_MAX * 80];
    struct form forms[FORMS_MAX];
    size_t len, count;
};

/* Forms of which about half are cut out of the text. */
static void make_forms(struct corpus *c, uint64_t *seed, size_t wanted)
{
    uint8_t *to = c->forms_text;
    c->count = 0;
    for (size_t tries = 0; c->count < wanted && tries < 20 * wanted; tries++) {
        size_t len = 0;
        if (seed_below(seed, 2)) {
            len = random_text(seed, to, 2 + seed_below(seed, 10), false);
        } else {
            size_t from = seed_below(seed, c->len);
            while (from < c->len && (c->text[from] & 0xc0) == 0x80) from++;
            size_t to_end = from + 3 + seed_below(seed, 40);
            while (to_end < c->len && (c->text[to_end] & 0xc0) == 0x80) to_end++;
            if (to_end > c->len) continue;
            memcpy(to, c->text + from, len = to_end - from);
        }
        struct form form = {.text = bytes_of(to, len), .id = (uint32_t)c->count, .whole_word = seed_below(seed, 2)};
        struct scan alone;
        if (scan_init(&alone, &form, 1, NULL) != ERR_OK) continue;
        if (alone.lexicon[FILTER_KIND_WORD].count) form.whole_word = form.exact_case = true;
        scan_done(&alone);
        c->forms[c->count++] = form;
        to += len;
    }
}

static void compare(struct corpus *c, filter_scan_fn *look)
{
    static struct naive naive;
    struct scan_hits hits = {0};
    struct scan s;
    struct fault f;
    struct bytes text = bytes_of(c->text, c->len);
    REQUIRE(scan_init(&s, c->forms, c->count, &f) == ERR_OK);
    s.look = look;
    CHECK(scan_text(&s, text, &hits) == ERR_OK);
    naive_search(text, c->forms, c->count, &naive);
    CHECK_INT(hits.count, naive.count);
    for (size_t i = 0; i < hits.count && i < naive.count; i++)
        if (by_place(&hits.list[i], &naive.list[i])) {
            CHECK_INT(hits.list[i].id, naive.list[i].id);
            CHECK_INT(hits.list[i].start, naive.list[i].start);
            CHECK_INT(hits.list[i].end, naive.list[i].end);
            break;
        }
    scan_hits_done(&hits);
    scan_done(&s);
}

TEST(everything_is_found_that_a_search_without_tables_finds)
{
    static struct corpus c;
    filter_scan_fn *variants[4];
    const char *names[4];
    size_t n = filter_scan_variants(variants, names, 4);
    for (uint64_t round = 0; round < 24; round++) {
        uint64_t seed = 77 + round;
        c.len = random_text(&seed, c.text, 20 + seed_below(&seed, round % 10 ? 300 : 5000), round % 2);
        make_forms(&c, &seed, 1 + seed_below(&seed, round % 10 ? FORMS_MAX : 40));
        for (size_t v = 0; v < n; v++) compare(&c, variants[v]);
    }
}
