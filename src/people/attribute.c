/* Walks along a text, code point by code point, and asks at each place whether an attribute begins or is given away there. */
#include "people/attribute_internal.h"

#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "base/macros.h"
#include "text/fold.h"

enum { CLAUSE_MAX = 72, AROUND = 24, VALUE_MAX = 160, LINE_BACK = 1024, FORMS_MAX = 320, NAME_OCTETS = 128 };

struct looking {
    const uint8_t *text, *end;
    struct bytes name;
};

/* --- characters ----------------------------------------------------------------------------------------------------------- */

static uint32_t code_at(const struct looking *l, const uint8_t *p, unsigned *ret_len)
{
    uint32_t code = '\n'; /* the text's end is a line's */
    *ret_len = p < l->end ? fold_next(p, l->end, &code) : 0;
    return code;
}

/* The one that ends before `p`. */
static uint32_t code_before(const struct looking *l, const uint8_t *p, unsigned *ret_len)
{
    uint32_t code = '\n';
    *ret_len = p > l->text ? fold_before(l->text, p, &code) : 0;
    return code;
}

static bool is_line_end(const struct looking *l, const uint8_t *p)
{
    return p >= l->end || *p == '\n' || *p == '\r';
}

static bool ends_clause(uint32_t code)
{
    return code == '\n' || code == '\r' || code == '\t' || code == ',' || code == ';' || code == '|' || code == '(' ||
           code == ')' || code == '[' || code == ']' || code == 0x3001 || code == 0x3002 || code == 0xff61 || code == 0xff64 ||
           code == 0x2022;
}

static bool is_dense(uint32_t code)
{
    return (code >= 0x3400 && code <= 0x9fff) || (code >= 0x20000 && code <= 0x323af);
}

/* A full stop with white space behind it ends a clause, too. */
static bool clause_ends_at(const struct looking *l, const uint8_t *p, uint32_t code)
{
    return ends_clause(code) || *p == '\n' || *p == '\r' || *p == '\t' ||
           (*p == '.' && (p + 1 >= l->end || p[1] == ' ' || p[1] == '\n'));
}

static const uint8_t *clause_end(const struct looking *l, const uint8_t *p)
{
    while (p < l->end) {
        unsigned len;
        uint32_t code = code_at(l, p, &len);
        if (clause_ends_at(l, p, code)) break;
        p += len;
    }
    return p;
}

static const uint8_t *clause_start(const struct looking *l, const uint8_t *p)
{
    while (p > l->text) {
        unsigned len;
        uint32_t code = code_before(l, p, &len);
        if (clause_ends_at(l, p - len, code)) break;
        p -= len;
    }
    return p;
}

static const uint8_t *skip_blanks(const struct looking *l, const uint8_t *p)
{
    unsigned len;
    while (!is_line_end(l, p) && code_at(l, p, &len) == ' ') p += len;
    return p;
}

/* Where a character begins, `p` or before. */
static const uint8_t *aligned(const struct looking *l, const uint8_t *p)
{
    while (p > l->text && p < l->end && (*p & 0xc0) == 0x80) p--;
    return p;
}

/* --- forms ---------------------------------------------------------------------------------------------------------------- */

/* Forms by the first octet of their text, the longest first. */
static uint16_t order[FORMS_MAX], first_of[257];
static pthread_once_t indexed = PTHREAD_ONCE_INIT;

static void index_forms(void)
{
    size_t n = 0;
    ENSURE(attribute_form_count <= FORMS_MAX);
    for (unsigned octet = 0; octet < 256; octet++) {
        first_of[octet] = (uint16_t)n;
        for (size_t i = 0; i < attribute_form_count; i++) {
            if ((uint8_t)attribute_forms[i].text[0] != octet) continue;
            size_t at = n++, len = strlen(attribute_forms[i].text);
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

static bool in_word_at(const struct looking *l, const uint8_t *p)
{
    unsigned len;
    return p < l->end && fold_in_word(code_at(l, p, &len));
}

/* Letters at either end of a form, where the form itself has one there. */
static bool is_whole(const struct looking *l, const uint8_t *p, const uint8_t *end, const char *form)
{
    unsigned len;
    bool latin = (uint8_t)form[0] < 0x80, open = !fold_in_word((uint8_t)form[strlen(form) - 1]);
    return !latin || (!fold_in_word(code_before(l, p, &len)) && (open || !in_word_at(l, end)));
}

/* --- reaches -------------------------------------------------------------------------------------------------------------- */

static void set(const struct looking *l, struct attribute_span *s, const uint8_t *from, const uint8_t *until)
{
    *s = (struct attribute_span){(size_t)(from - l->text), (size_t)(until - l->text)};
}

static bool begins_clause(const struct looking *l, const uint8_t *p)
{
    unsigned len;
    uint32_t code = code_before(l, p, &len);
    while (len && code == ' ') {
        p -= len;
        code = code_before(l, p, &len);
    }
    return len == 0 || clause_ends_at(l, p - len, code) || (!fold_in_word(code) && !is_dense(code) && code != '\'');
}

static bool reach_label(const struct looking *l, const uint8_t *p, const uint8_t *end, struct attribute_span *s)
{
    unsigned len;
    if (!begins_clause(l, p)) return false;
    end = skip_blanks(l, end);
    if (code_at(l, end, &len) != ':' || end >= l->end) return false;
    const uint8_t *value = skip_blanks(l, end + len), *until = clause_end(l, value);
    set(l, s, p, until - value > VALUE_MAX ? aligned(l, value + VALUE_MAX) : until);
    return true;
}

/* "，男，", "(Catholic)", "男 汉族", but not "Catholic University". */
static bool bounds_alone(const struct looking *l, uint32_t code, bool at_end, bool dense)
{
    (void)l;
    return at_end || ends_clause(code) || code == '/' || code == 0xb7 || (dense && code == ' ') || (dense && code == ':');
}

static bool reach_alone(const struct looking *l, const uint8_t *p, const uint8_t *end, struct attribute_span *s)
{
    unsigned len;
    bool dense = *p >= 0x80;
    uint32_t before = code_before(l, p, &len);
    const uint8_t *q = p;
    while (!dense && len && before == ' ') before = code_before(l, q -= len, &len);
    if (!bounds_alone(l, before, len == 0 || q[-1] == '\n', dense)) return false;
    q = dense ? end : skip_blanks(l, end);
    if (!bounds_alone(l, code_at(l, q, &len), is_line_end(l, q) || *q == '.', dense)) return false;
    set(l, s, p, end);
    return true;
}

static bool reach_clause(const struct looking *l, const uint8_t *p, const uint8_t *end, struct attribute_span *s)
{
    const uint8_t *from = skip_blanks(l, clause_start(l, p)), *until = clause_end(l, end);
    if (until - from > CLAUSE_MAX) {
        if (p - from > AROUND) from = aligned(l, p - AROUND);
        if (until - end > AROUND) until = aligned(l, end + AROUND);
    }
    set(l, s, from, until);
    return true;
}

static bool reach_value(const struct looking *l, const uint8_t *p, const uint8_t *end, struct attribute_span *s)
{
    const uint8_t *until = clause_end(l, end);
    set(l, s, p, until - end > CLAUSE_MAX ? aligned(l, end + CLAUSE_MAX) : until);
    return true;
}

static const uint8_t *word_end(const struct looking *l, const uint8_t *p)
{
    unsigned len;
    for (uint32_t code = code_at(l, p, &len); len && (fold_in_word(code) || code == '\'' || code == '-');
         code = code_at(l, p, &len))
        p += len;
    return p;
}

static bool is_capital(const struct looking *l, const uint8_t *p)
{
    return p < l->end && ((*p >= 'A' && *p <= 'Z') || *p >= 0xc3) && in_word_at(l, p);
}

/* "Mr John Smith", "Dr. Li": up to three words with capitals. */
static bool reach_name(const struct looking *l, const uint8_t *p, const uint8_t *end, struct attribute_span *s)
{
    if (*p < 'A' || *p > 'Z' || end[-1] < 'a' || end[-1] > 'z') return false; /* "MS" is a degree */
    if (end < l->end && *end == '.') end++;
    const uint8_t *until = NULL, *word = skip_blanks(l, end);
    for (int i = 0; i < 3 && is_capital(l, word); i++) {
        until = word_end(l, word);
        if (until < l->end && *until == '.' && until - word == 1) until++; /* an initial */
        word = skip_blanks(l, until);
    }
    if (until) set(l, s, p, until);
    return until != NULL;
}

/* 张伟先生: as far as three characters back. */
static bool reach_before(const struct looking *l, const uint8_t *p, const uint8_t *end, struct attribute_span *s)
{
    const uint8_t *from = p;
    unsigned len;
    for (int i = 0; i < 3 && is_dense(code_before(l, from, &len)); i++) from -= len;
    if (from == p) return false;
    set(l, s, from, end);
    return true;
}

static bool reach_token(const struct looking *l, const uint8_t *p, struct attribute_span *s)
{
    const uint8_t *until = p;
    while (until<l->end && * until> ' ' && *until < 0x7f && !strchr("<>\"()", *until)) until++;
    set(l, s, p, until);
    return true;
}

/* "湖南长沙人", but not "北京公司负责人". */
static bool reach_origin(const struct looking *l, const uint8_t *p, const uint8_t *end, struct attribute_span *s)
{
    static const char person[] = "人";
    static const char *const others[] = {"责", "始", "起", "法", "表", "持", "理", "伙",
                                         "言", "军", "工", "纪", "选", "办", "护", "查"};
    const uint8_t *until = clause_end(l, end);
    if (!begins_clause(l, p) || until - p > 30 || until - end < 3 || memcmp(until - 3, person, 3) != 0) return false;
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (until - end >= 6 && memcmp(until - 6, others[i], 3) == 0) return false;
    set(l, s, p, until);
    return true;
}

static bool reaches(const struct looking *l, const uint8_t *p, const uint8_t *end, enum attribute_reach reach,
                    struct attribute_span *s)
{
    switch (reach) {
    case REACH_LABEL: return reach_label(l, p, end, s);
    case REACH_ALONE: return reach_alone(l, p, end, s);
    case REACH_CLAUSE: return reach_clause(l, p, end, s);
    case REACH_VALUE: return reach_value(l, p, end, s);
    case REACH_NAME: return reach_name(l, p, end, s);
    case REACH_BEFORE: return reach_before(l, p, end, s);
    case REACH_TOKEN: return reach_token(l, p, s);
    case REACH_ORIGIN: return reach_origin(l, p, end, s);
    }
    return false;
}

static bool form_at(const struct looking *l, const uint8_t *p, struct attribute_span *s)
{
    uint8_t spelt[4];
    unsigned len;
    uint32_t code = code_at(l, p, &len);
    if (code == FOLD_NOTHING || code >= FOLD_ALIEN) return false;
    utf8_put(code, spelt);
    for (size_t i = first_of[spelt[0]]; i < first_of[spelt[0] + 1]; i++) {
        const struct attribute_form *form = &attribute_forms[order[i]];
        const uint8_t *end = behind_form(l, p, form->text);
        if (end && is_whole(l, p, end, form->text) && reaches(l, p, end, form->reach, s)) return true;
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

bool attribute_next(struct bytes text, struct bytes name, size_t from, struct attribute_span *ret)
{
    struct looking l = {text.data, text.data + text.len, bytes_slice(name, 0, NAME_OCTETS)};
    if (from >= text.len) return false;
    pthread_once(&indexed, index_forms);
    for (const uint8_t *p = line_start(&l, from); p < l.end;) {
        struct attribute_span s;
        bool found =
            form_at(&l, p, &s) || number_at(&l, p, &s) || age_at(&l, p, &s) || mail_at(&l, p, &s) || own_name_at(&l, p, &s);
        if (found && s.end > from) {
            *ret = s;
            return true;
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
    return attribute_next(text, name, start, &s) && s.start < end;
}
