/* How far attributes reach that a form gives away. */
#include <string.h>

#include "base/macros.h"
#include "people/attribute_internal.h"

enum { CLAUSE_MAX = 72, AROUND = 24, VALUE_MAX = 160 };

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

bool attribute_reaches(const struct looking *l, const uint8_t *p, const uint8_t *end, enum attribute_reach reach,
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
