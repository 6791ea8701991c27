/* Walks along a text, code point by code point, and asks at each place whether an attribute begins or is given away there. */
#include "people/attribute_internal.h"

#include <pthread.h>
#include <string.h>

#include "base/macros.h"

enum { LINE_BACK = 1024, FORMS_MAX = 320, NAME_OCTETS = 128 };

/* --- forms ---------------------------------------------------------------------------------------------------------------- */

/* Forms by the lowest octet of their first character's code, the longest first. */
static uint16_t order[FORMS_MAX], first_of[257];
static pthread_once_t indexed = PTHREAD_ONCE_INIT;

static void index_forms(void)
{
    size_t n = 0;
    ENSURE(attribute_form_count <= FORMS_MAX);
    for (unsigned octet = 0; octet < 256; octet++) {
        first_of[octet] = (uint16_t)n;
        for (size_t i = 0; i < attribute_form_count; i++) {
            struct bytes form = bytes_of_text(attribute_forms[i].text);
            uint32_t code;
            (void)utf8_next(form.data, form.data + form.len, &code);
            if ((code & 0xff) != octet) continue;
            size_t at = n++, len = form.len;
            while (at > first_of[octet] && strlen(attribute_forms[order[at - 1]].text) < len) order[at] = order[at - 1], at--;
            order[at] = (uint16_t)i;
        }
    }
    first_of[256] = (uint16_t)n;
}

/* Behind the form that begins at `p`, or NULL. */
static const uint8_t *behind_form(const struct looking *l, const uint8_t *p, const char *form)
{
    const uint8_t *f = (const uint8_t *)form, *f_end = f + strlen(form);
    while (f < f_end) {
        uint32_t wanted, code;
        f += utf8_next(f, f_end, &wanted);
        if (p >= l->end) return NULL;
        p += fold_next(p, l->end, &code);
        if (code != wanted) return NULL;
    }
    return p;
}

/* Letters at either end of a form, where the form itself has one there. */
static bool is_whole(const struct looking *l, const uint8_t *p, const uint8_t *end, const char *form)
{
    unsigned len;
    bool latin = (uint8_t)form[0] < 0x80, open = !fold_in_word((uint8_t)form[strlen(form) - 1]);
    return !latin || (!fold_in_word(code_before(l, p, &len)) && (open || !in_word_at(l, end)));
}

static bool form_at(const struct looking *l, const uint8_t *p, struct attribute_span *s)
{
    unsigned len;
    uint32_t code = code_at(l, p, &len);
    if (code == FOLD_NOTHING || code >= FOLD_ALIEN) return false;
    for (size_t i = first_of[code & 0xff]; i < first_of[(code & 0xff) + 1]; i++) {
        const struct attribute_form *form = &attribute_forms[order[i]];
        const uint8_t *end = behind_form(l, p, form->text);
        if (end && is_whole(l, p, end, form->text) && attribute_reaches(l, p, end, form->reach, s)) return true;
    }
    return false;
}

/* --- numbers, mail, the record's own name ------------------------------------------------------------------------------------
 */

/* The digit at `p`, of any width; how many octets it takes, or 0. */
static unsigned digit_at(const struct looking *l, const uint8_t *p)
{
    unsigned len;
    uint32_t code = code_at(l, p, &len);
    return code >= '0' && code <= '9' ? len : 0;
}

/* Digits in groups: how many there are of each, the separators between them single. */
struct groups {
    unsigned digits[6], count, total;
    const uint8_t *end;
};

static void read_groups(const struct looking *l, const uint8_t *p, struct groups *g)
{
    *g = (struct groups){.end = p};
    while (g->count < ARRAY_LEN(g->digits) && digit_at(l, p)) {
        unsigned n = 0;
        for (unsigned len; (len = digit_at(l, p)) != 0; p += len) n++;
        g->digits[g->count++] = n;
        g->total += n;
        g->end = p;
        if (p < l->end && *p == ')') p++;
        if (p < l->end && (*p == '-' || *p == ' ' || *p == '.')) p++;
        if (p < l->end && *p == '(') p++;
    }
}

/* Telephone numbers and numbers of papers; dates and years are neither. */
static bool number_at(const struct looking *l, const uint8_t *p, struct attribute_span *s)
{
    struct groups g;
    unsigned len;
    bool plus = *p == '+', bracket = *p == '(';
    uint32_t before = code_before(l, p, &len);
    if (!plus && !bracket && !digit_at(l, p)) return false;
    if (len && (before == '.' || before == '-' || (before >= '0' && before <= '9'))) return false;
    read_groups(l, p + (plus || bracket), &g);
    if (g.count == 0) return false;
    uint32_t first = code_at(l, p + (plus || bracket), &len);
    bool local = g.count >= 3 && g.digits[0] == 3 && (g.digits[1] == 3 || g.digits[1] == 2) && g.digits[2] == 4;
    bool mobile = g.count >= 3 && first == '1' && g.digits[0] == 3 && g.digits[1] == 4 && g.digits[2] == 4;
    bool trunk = first == '0' && g.total >= 9;
    if (!(plus && g.total >= 8) && !local && !mobile && !trunk && g.digits[0] < 9) return false;
    if (g.end < l->end && (*g.end == 'X' || *g.end == 'x')) g.end++; /* GB 11643: a check digit of ten */
    set(l, s, p, g.end);
    return true;
}

static bool age_at(const struct looking *l, const uint8_t *p, struct attribute_span *s)
{
    const uint8_t *q = p;
    unsigned digits = 0, len;
    for (; (len = digit_at(l, q)) != 0; q += len) digits++;
    if (digits == 0 || digits > 3) return false;
    const uint8_t *end = behind_form(l, skip_blanks(l, q), "岁");
    if (end) set(l, s, p, end);
    return end != NULL;
}

static bool in_mail(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(".-_+%", c));
}

static bool mail_at(const struct looking *l, const uint8_t *p, struct attribute_span *s)
{
    const uint8_t *from = p, *until = p + 1;
    if (*p != '@') return false;
    while (from > l->text && in_mail(from[-1])) from--;
    while (until < l->end && in_mail(*until)) until++;
    if (from == p && until == p + 1) return false;
    set(l, s, from, until);
    return true;
}

/* Behind what stands at `p` as in `word`, which may have blanks that it has not; NULL: something else does. */
static const uint8_t *behind_word(const struct looking *l, const uint8_t *p, const uint8_t *word, const uint8_t *word_end)
{
    while (word < word_end) {
        uint32_t mine, theirs;
        word += fold_next(word, word_end, &mine);
        if (mine == ' ' || mine == FOLD_NOTHING) continue;
        if (p >= l->end) return NULL;
        p += fold_next(p, l->end, &theirs);
        if (mine != theirs) return NULL;
    }
    return p;
}

/* A word of the name (of dense scripts: all of it) that begins at `p`. */
static bool own_name_at(const struct looking *l, const uint8_t *p, struct attribute_span *s)
{
    if (l->name.len == 0) return false; /* and nothing to point at */
    const struct looking own = {l->name.data, l->name.data + l->name.len, {0}};
    for (const uint8_t *w = own.text; w < own.end;) {
        unsigned len, before;
        bool dense = is_dense(code_at(&own, w, &len));
        const uint8_t *w_end = dense ? own.end : word_end(&own, w);
        const uint8_t *q = w_end > w + 1 ? behind_word(l, p, w, w_end) : NULL;
        if (q && (dense || (!fold_in_word(code_before(l, p, &before)) && !in_word_at(l, q)))) {
            set(l, s, p, q);
            return true;
        }
        w = w_end > w ? w_end : w + len;
    }
    return false;
}

/* --- along the text -------------------------------------------------------------------------------------------------------- */

/* Everything that may begin before `from` and end behind it begins in the same line. */
static const uint8_t *line_start(const struct looking *l, size_t from)
{
    const uint8_t *p = l->text + from;
    size_t back = 0;
    while (p > l->text && p[-1] != '\n' && back < LINE_BACK) p--, back++;
    return aligned(l, p);
}

bool attribute_next(struct bytes text, struct bytes name, size_t from, size_t until, struct attribute_span *ret)
{
    struct looking l = {text.data, text.data + text.len, bytes_slice(name, 0, NAME_OCTETS)};
    if (from >= text.len) return false;
    pthread_once(&indexed, index_forms);
    const uint8_t *last = until < text.len ? text.data + until : l.end;
    for (const uint8_t *p = line_start(&l, from); p < last;) {
        struct attribute_span s;
        bool found =
            form_at(&l, p, &s) || number_at(&l, p, &s) || age_at(&l, p, &s) || mail_at(&l, p, &s) || own_name_at(&l, p, &s);
        if (found && s.end > from) {
            *ret = s;
            return s.start < until;
        }
        unsigned len;
        (void)code_at(&l, p, &len);
        const uint8_t *next = p + len;
        p = found && text.data + s.end > next ? text.data + s.end : next;
    }
    return false;
}

bool attribute_in(struct bytes text, struct bytes name, size_t start, size_t end)
{
    struct attribute_span s;
    return attribute_next(text, name, start, end, &s);
}
