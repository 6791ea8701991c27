#include "people/name_key.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/macros.h"
#include "text/fold.h"

enum { NAME_WORDS = 64, NAME_PIECE = 4 * 4, SHORT_WORD = 16 };

struct words {
    struct bytes list[NAME_WORDS];
    size_t count;
};

/* Ideographs, kana and syllables: written without spaces between words. */
static bool is_dense(uint32_t code)
{
    return (code >= 0x3005 && code <= 0x3007) || (code >= 0x3040 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff) ||
           (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0x20000 && code <= 0x323af);
}

static bool is_letter(uint32_t code)
{
    return is_dense(code) || fold_in_word(code);
}

/* Folded text with a blank for every run of what is no letter or digit. An apostrophe or full stop inside a word is none:
 * O'Neill, Ph.D. */
static size_t spell(struct bytes name, char ret[static NAME_KEY])
{
    if (name.len == 0) return 0;
    const uint8_t *p = name.data, *end = p + name.len;
    size_t len = 0;
    while (p < end && len + NAME_PIECE < NAME_KEY) {
        uint32_t code;
        p += fold_next(p, end, &code);
        if (code == FOLD_NOTHING || code == '\'' || code == '.') continue;
        if (is_letter(code))
            len += utf8_put(code, (uint8_t *)ret + len);
        else if (len && ret[len - 1] != ' ')
            ret[len++] = ' ';
    }
    return len && ret[len - 1] == ' ' ? len - 1 : len;
}

static void split(const char *text, size_t len, struct words *w)
{
    w->count = 0;
    for (size_t at = 0; at < len && w->count < NAME_WORDS;) {
        const char *blank = memchr(text + at, ' ', len - at);
        size_t end = blank ? (size_t)(blank - text) : len;
        w->list[w->count++] = bytes_of(text + at, end - at);
        at = end + 1;
    }
}

static bool is_one_of(struct bytes word, const char (*list)[SHORT_WORD], size_t count)
{
    for (size_t i = 0; word.len < SHORT_WORD && i < count; i++)
        if (list[i][0] == (char)word.data[0] && !list[i][word.len] && memcmp(list[i], word.data, word.len) == 0) return true;
    return false;
}

static bool ends_with(struct bytes word, const char *end)
{
    size_t len = strlen(end);
    return word.len > len && memcmp(word.data + word.len - len, end, len) == 0;
}

/* What the words say, with blanks or without. */
static size_t join(const struct words *w, bool blanks, char ret[static NAME_KEY])
{
    char text[NAME_KEY] = "";
    size_t len = 0;
    for (size_t i = 0; i < w->count; i++) {
        if (i && blanks) text[len++] = ' ';
        memcpy(text + len, w->list[i].data, w->list[i].len);
        len += w->list[i].len;
    }
    memcpy(ret, text, len);
    explicit_bzero(text, sizeof text);
    return len;
}

static int by_text(const void *a, const void *b)
{
    const struct bytes *x = a, *y = b;
    int order = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

static bool all_dense(const struct words *w)
{
    for (size_t i = 0; i < w->count; i++) {
        const uint8_t *p = w->list[i].data, *end = p + w->list[i].len;
        uint32_t code;
        while (p < end) {
            p += utf8_next(p, end, &code);
            if (!is_dense(code)) return false;
        }
    }
    return true;
}

/* --- persons -------------------------------------------------------------------------------------------------------------- */

static bool is_initial(struct bytes word)
{
    return word.len == 1;
}

static void drop_address(struct words *w)
{
    static const char words[][SHORT_WORD] = {"mr",        "mrs", "ms",    "miss", "mx",  "dr", "prof",
                                             "professor", "sir", "madam", "phd",  "mba", "msc"};
    size_t kept = 0, full = 0;
    for (size_t i = 0; i < w->count; i++)
        if (!is_one_of(w->list[i], words, ARRAY_LEN(words))) w->list[kept++] = w->list[i];
    w->count = kept;
    for (size_t i = 0; i < w->count; i++) full += !is_initial(w->list[i]);
    if (full < 2) return; /* what else would be left */
    kept = 0;
    for (size_t i = 0; i < w->count; i++)
        if (!is_initial(w->list[i])) w->list[kept++] = w->list[i];
    w->count = kept;
}

static void drop_dense_address(struct bytes *word)
{
    static const char *const endings[] = {"先生", "女士", "小姐", "博士", "教授", "同志"};
    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (ends_with(*word, endings[i])) word->len -= strlen(endings[i]);
}

size_t name_key_person(struct bytes name, char ret[static NAME_KEY])
{
    struct words w;
    size_t len = spell(name, ret);
    split(ret, len, &w);
    drop_address(&w);
    if (w.count == 0) return 0;
    if (all_dense(&w)) {
        drop_dense_address(&w.list[w.count - 1]);
        return join(&w, false, ret);
    }
    qsort(w.list, w.count, sizeof *w.list, by_text);
    return join(&w, true, ret);
}

/* --- organisations -------------------------------------------------------------------------------------------------------- */

size_t name_key_organisation(struct bytes name, char ret[static NAME_KEY])
{
    static const char forms[][SHORT_WORD] = {
        "co", "ltd", "limited", "inc", "incorporated", "corp", "corporation", "company", "llc", "llp", "plc", "gmbh", "ag",
        "se", "sa",  "spa",     "nv",  "bv",           "ab",   "oy",          "oyj",     "as",  "kg",  "pte", "pty",  "the"};
    static const char *const endings[] = {"有限责任公司", "股份有限公司", "有限公司", "公司", "集团"};
    struct words w;
    size_t len = spell(name, ret);
    split(ret, len, &w);
    while (w.count > 1 && is_one_of(w.list[w.count - 1], forms, ARRAY_LEN(forms))) w.count--;
    for (size_t i = 0; w.count && i < ARRAY_LEN(endings); i++)
        if (ends_with(w.list[w.count - 1], endings[i])) w.list[w.count - 1].len -= strlen(endings[i]);
    return w.count ? join(&w, true, ret) : 0;
}

size_t name_key_letters(struct bytes name, char ret[static NAME_KEY])
{
    size_t len = spell(name, ret), kept = 0;
    for (size_t i = 0; i < len; i++)
        if (ret[i] != ' ') ret[kept++] = ret[i];
    return kept;
}
