#include "text/scan.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "check.h"
#include "text/fold.h"

enum { TEXT_MAX = 100000, FORMS_MAX = 200, NAIVE_MAX = 100000 };

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

/* How many in 64 characters are odd ones. */
static uint32_t pick(uint64_t *seed, unsigned odd_in_64)
{
    unsigned kind = seed_below(seed, 10);
    if (seed_below(seed, 64) < odd_in_64) kind = 10;
    if (kind < 5) return letters[seed_below(seed, sizeof letters / sizeof *letters)];
    if (kind < 10) return han[seed_below(seed, sizeof han / sizeof *han)];
    return odd[seed_below(seed, sizeof odd / sizeof *odd)];
}

static size_t random_text(uint64_t *seed, uint8_t *ret, size_t codes, unsigned odd_in_64)
{
    size_t len = 0;
    bool latin = seed_below(seed, 2);
    for (size_t i = 0; i < codes; i++) {
        if (seed_below(seed, 6) == 0) latin = !latin;
        uint32_t c = pick(seed, odd_in_64);
        if (latin && seed_below(seed, 4)) c = letters[seed_below(seed, 8)];
        if (odd_in_64 && seed_below(seed, 400) == 0)
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
            len = random_text(seed, to, 2 + seed_below(seed, 10), 0);
        } else {
            size_t from = seed_below(seed, c->len);
            while (from < c->len && (c->text[from] & 0xc0) == 0x80) from++;
            size_t to_end = from + 3 + seed_below(seed, 40);
            while (to_end < c->len && (c->text[to_end] & 0xc0) == 0x80) to_end++;
            if (to_end > c->len) continue;
            memcpy(to, c->text + from, len = to_end - from);
        }
        struct form form = {.text = bytes_of(to, len), .id = (uint32_t)c->count, .whole_word = seed_below(seed, 2)};
        if (scan_form(&form, &form, NULL) != ERR_OK) continue;
        c->forms[c->count++] = form;
        to += len;
    }
}

static void compare(struct corpus *c, struct variant variant)
{
    static struct naive naive;
    struct scan_hits hits = {0};
    struct scan s;
    struct fault f;
    struct bytes text = bytes_of(c->text, c->len);
    REQUIRE(scan_init(&s, c->forms, c->count, &f) == ERR_OK);
    s.variant = variant;
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

static void compare_all(uint64_t seed, size_t codes, size_t forms, unsigned odd_in_64)
{
    static struct corpus c;
    struct variant all[4];
    size_t n = variants(all, 4);
    c.len = random_text(&seed, c.text, codes, odd_in_64);
    make_forms(&c, &seed, forms);
    for (size_t v = 0; v < n; v++) compare(&c, all[v]);
}

TEST(everything_is_found_that_a_search_without_tables_finds)
{
    static const unsigned odd_in_64[] = {0, 10, 1};
    for (uint64_t round = 0; round < 36; round++) {
        uint64_t seed = 77 + round;
        compare_all(seed, 20 + seed_below(&seed, 300), 1 + seed_below(&seed, FORMS_MAX), odd_in_64[round % 3]);
    }
}

/* More than is at hand at a time. */
TEST(long_texts_are_searched_piece_by_piece)
{
    compare_all(1, 25000, 5, 0);
    compare_all(2, 25000, 5, 1);
}

/* ---- one text, some forms ---- */

static struct scan_hits found;

static const struct scan_hits *search(const struct form *forms, size_t count, struct bytes text)
{
    struct scan s;
    struct fault f;
    ENSURE(scan_init(&s, forms, count, &f) == ERR_OK);
    CHECK(scan_text(&s, text, &found) == ERR_OK);
    scan_done(&s);
    return &found;
}

/* The only place where `form` is found, as the text has it; "" when there is not one. */
static const char *only_place(const char *form, const char *text)
{
    static char place[256];
    struct form f = {.text = bytes_of_text(form), .whole_word = true};
    const struct scan_hits *h = search(&f, 1, bytes_of_text(text));
    size_t len = h->count == 1 ? h->list[0].end - h->list[0].start : 0;
    ENSURE(len < sizeof place);
    if (len) memcpy(place, text + h->list[0].start, len);
    place[len] = 0;
    scan_hits_done(&found);
    return place;
}

TEST(what_is_found_is_told_in_octets_of_the_original)
{
    CHECK_TEXT(only_place("国家安全部", "他在中國國家安全部工作"), "國家安全部");
    CHECK_TEXT(only_place("Ministry of Defence", "the ＭＩＮＩＳＴＲＹ　of \n defence, since 1999"),
               "ＭＩＮＩＳＴＲＹ　of \n defence");
    CHECK_TEXT(only_place("Huawei", "at Hua\xc2\xadwei."), "Hua\xc2\xadwei");
    CHECK_TEXT(only_place("École navale", "l'ÉCOLE NAVALE de Brest"), "ÉCOLE NAVALE");
    CHECK_TEXT(only_place("ФСБ России", "служба ФСБ РОССИИ"), "ФСБ РОССИИ");
    CHECK_TEXT(only_place("𠀀𠀁", "a𠀀𠀁b"), "𠀀𠀁");
    CHECK_TEXT(only_place("空军", "海軍空軍陸軍"), "空軍");
    CHECK_TEXT(only_place("总参谋部", "曾在總參謀部工作"), "總參謀部"); /* 参 stands right before 參 */
}

TEST(short_latin_names_are_whole_words_and_abbreviations_have_their_own_case)
{
    CHECK_TEXT(only_place("NSA", "for (NSA), once"), "NSA");
    CHECK_TEXT(only_place("NSA", "nsa UNSA NSAB Nsa"), "");
    CHECK_TEXT(only_place("3PLA", "of 3PLA"), "3PLA");
    CHECK_TEXT(only_place("Nokia", "NOKIA, 2003"), "NOKIA");
    CHECK_TEXT(only_place("Nokia", "Nokian"), "");
    CHECK_TEXT(only_place("中国A股", "中国a股"), "中国a股");
}

static enum err start(struct bytes text, struct fault *f)
{
    struct scan s;
    struct form form = {.text = text};
    enum err err = scan_init(&s, &form, 1, f);
    if (err == ERR_OK) scan_done(&s);
    return err;
}

TEST(a_form_that_cannot_be_searched_for_is_named)
{
    static uint8_t text[4 * FORM_CODES];
    struct fault f;
    memset(text, 'x', sizeof text);
    CHECK(start(bytes_of_text(""), &f) == ERR_INVALID);
    CHECK(start(bytes_of_text(" \xc2\xad "), &f) == ERR_INVALID);
    CHECK(start(bytes_of_text("A"), &f) == ERR_INVALID);
    CHECK(start(bytes_of_text("国"), &f) == ERR_INVALID);
    CHECK_TEXT(f.text, "\"国\" cannot be searched for: it is too short");
    CHECK(start(bytes_of_text("("), &f) == ERR_INVALID);
    CHECK(start(bytes_of(text, FORM_CODES), &f) == ERR_OK);
    CHECK(start(bytes_of(text, FORM_CODES + 1), &f) == ERR_INVALID);
    CHECK(start(bytes_of(text, sizeof text), &f) == ERR_INVALID);
}

/* ---- texts made to be hard ---- */

enum { HARD_FORMS = 200, HARD_LEN = 30000 };

struct hard {
    uint8_t text[HARD_LEN], forms_text[HARD_FORMS * 3 * FORM_CODES];
    struct form forms[HARD_FORMS];
};

static size_t put_times(uint8_t *to, const char *what, size_t times)
{
    size_t len = strlen(what);
    for (size_t i = 0; i < times; i++) memcpy(to + i * len, what, len);
    return times * len;
}

/* Forms of `before` + i of `unit` + `after`, which has a digit for %; in a text of nothing but `unit`. */
static const struct scan_hits *search_hard(const char *unit, bool nested, bool numbered_before, bool numbered_after)
{
    static struct hard h;
    uint8_t *to = h.forms_text;
    for (unsigned i = 0; i < HARD_FORMS; i++) {
        uint8_t *from = to;
        if (numbered_before) to += utf8_put(0x5000 + i, to);
        to += put_times(to, unit, nested ? 4 + i : HARD_FORMS / 3);
        if (numbered_after) to += utf8_put(0x5000 + i, to);
        h.forms[i] = (struct form){.text = bytes_of(from, (size_t)(to - from)), .id = i};
    }
    size_t len = put_times(h.text, unit, HARD_LEN / strlen(unit));
    return search(h.forms, HARD_FORMS, bytes_of(h.text, len));
}

TEST(names_with_much_in_common_cost_a_bounded_number_of_looks)
{
    enum { LOG = 8 }; /* of HARD_FORMS */
    CHECK(search_hard("国", false, true, false)->work <= HARD_LEN);
    CHECK_INT(found.count, 0);
    CHECK(search_hard("国", false, false, true)->work <= (uint64_t)(LOG + 1) * HARD_LEN);
    CHECK_INT(found.count, 0);
    CHECK(search_hard("ab ", false, true, true)->work <= (uint64_t)(LOG + 1) * HARD_LEN);
    CHECK_INT(found.count, 0);
    CHECK(search_hard("国", true, false, false)->work <= (uint64_t)(LOG + HARD_FORMS) * HARD_LEN / 3);
    CHECK(found.dropped > 0 && found.count <= (uint64_t)LEXICON_HITS * HARD_LEN / 3);
    scan_hits_done(&found);
}

/* Blocks that fold to nothing, or to one space, leave no code behind. */
TEST(what_shows_nothing_does_not_stand_in_the_way)
{
    static uint8_t text[400000];
    struct form form = {.text = bytes_of_text("Ministry of Silence"), .whole_word = true};
    size_t len = put_times(text, "Ministry of ", 1);
    len += put_times(text + len, "\xe2\x80\x8b", 100000);
    len += put_times(text + len, " ", 50000);
    len += put_times(text + len, "silence", 1);
    const struct scan_hits *h = search(&form, 1, bytes_of(text, len));
    CHECK_INT(h->count, 1);
    CHECK(h->count == 1 && h->list[0].start == 0 && h->list[0].end == len);
    scan_hits_done(&found);
}
