#include "people/history_internal.h"

enum { TEXT_REACH = 256, TEXT_LITTLE = 3 };

#define BIT(kind) (UINT64_C(1) << (kind))

static const uint64_t works = BIT(CUE_WORK) | BIT(CUE_SEVERAL) | BIT(CUE_FORMER) | BIT(CUE_PRESENT) | BIT(CUE_END);
static const uint64_t studies = BIT(CUE_STUDY_BEGINS) | BIT(CUE_STUDY_ENDS);
static const uint64_t services = BIT(CUE_SERVICE) | BIT(CUE_DISCHARGE);

/* Where the clause that is being read began: past the last boundary of each strength. */
struct boundaries {
    uint32_t soft, hard;
    unsigned soft_token, hard_token;
};

static uint64_t group_of(unsigned kind)
{
    const uint64_t groups[] = {works, studies, services};
    if (kind >= TOKEN_DATE) return 0;
    for (unsigned i = 0; i < 3; i++)
        if (groups[i] & BIT(kind)) return groups[i];
    return 0;
}

static bool narrow(const struct line *l, const struct token *t)
{
    return l->text.data[t->start] < 0x80;
}

static struct segment *current(struct line *l)
{
    struct segment *s = l->segment_count ? &l->segments[l->segment_count - 1] : NULL;
    return s && s->end == 0 ? s : NULL;
}

static void close_segment(struct line *l, uint32_t at, unsigned token)
{
    struct segment *s = current(l);
    if (!s) return;
    s->end = at > s->start ? at : s->start;
    s->last = token > s->first ? token : s->first;
}

/* NULL: no room; what follows belongs to the last one. */
static struct segment *open_segment(struct line *l, uint32_t at, unsigned token)
{
    if (l->segment_count == LINE_SEGMENTS) return NULL;
    close_segment(l, at, token);
    struct segment *s = &l->segments[l->segment_count++];
    *s = (struct segment){.start = at, .date = -1, .first = token};
    return s;
}

/* Nothing but a boundary, a closing bracket or the line's end follows. */
static bool date_closes(const struct line *l, unsigned token)
{
    const struct token *t = &l->tokens[token];
    uint32_t at = text_spaces(l->text, t->end);
    uint8_t c = text_octet(l->text, at);
    if (at >= l->end || c == ')' || c == ']' || text_has(l->text, at, "）")) return true;
    return token + 1 < l->token_count && l->tokens[token + 1].start <= at && l->tokens[token + 1].kind >= TOKEN_SOFT;
}

/* Are there more than a few letters in [from, until)? */
static bool text_before_date(const struct line *l, uint32_t from, uint32_t until)
{
    uint32_t letters = 0, at = until > from + TEXT_REACH ? until - TEXT_REACH : from;
    for (; at < until && letters <= TEXT_LITTLE; at++) letters += l->text.data[at] >= 0x80 || cue_letter(l->text.data[at]);
    return letters > TEXT_LITTLE;
}

/* Where the words that lead to a date begin: from, 自, 于. */
static uint32_t prefix_start(const struct line *l, unsigned token, uint32_t from)
{
    uint32_t start = l->tokens[token].start;
    for (unsigned i = token; i-- > 0 && l->tokens[i].start >= from;) {
        unsigned kind = l->tokens[i].kind;
        if ((kind != CUE_IN && kind != CUE_SINCE && kind != CUE_UNTIL) || start - l->tokens[i].end > 1) break;
        start = l->tokens[i].start;
    }
    return start;
}

/* Is there something of a clause between `from` and the date: more than brackets, spaces and what leads to a date? */
static bool text_before(const struct line *l, uint32_t from, unsigned token)
{
    return text_before_date(l, from, prefix_start(l, token, from));
}

/* "晨雾大学，工学硕士，1981年9月-1985年7月。": a date between a comma and the end of its sentence is of all of it. */
static bool date_alone(const struct line *l, unsigned token, const struct boundaries *b)
{
    uint32_t at = text_spaces(l->text, l->tokens[token].end);
    bool ends = at >= l->end ||
                (token + 1 < l->token_count && l->tokens[token + 1].start <= at && l->tokens[token + 1].kind >= TOKEN_SEMI);
    return ends && b->soft > b->hard && !text_before(l, b->soft, token);
}

/* Does a telling word stand between `from` and the token? */
static bool tells_since(const struct line *l, unsigned token, uint32_t from)
{
    for (unsigned i = token; i-- > 0 && l->tokens[i].start >= from;)
        if (group_of(l->tokens[i].kind)) return true;
    return false;
}

/* A date goes with the words before it when nothing ends the clause between them: "worked at X from 2004 to 2009". */
static bool goes_with(const struct line *l, const struct segment *s, unsigned token, bool trailing, const struct boundaries *b)
{
    if (!s || s->date >= 0 || s->ended_hard) return false;
    if (!s->ended || (trailing && (narrow(l, &l->tokens[token]) || date_alone(l, token, b)))) return true;
    return narrow(l, &l->tokens[token]) && text_before(l, b->soft, token) && !tells_since(l, token, b->soft);
}

/* "In 1990 he joined X and left in 1994": where the last telling word before a date stands, when it is not the first one of `s`.
 */
static uint32_t last_telling(const struct line *l, const struct segment *s, unsigned token, uint32_t from)
{
    unsigned first = s->first;
    while (first < token && (l->tokens[first].start < from || !group_of(l->tokens[first].kind))) first++;
    for (unsigned i = token; i-- > first + 1;)
        if (group_of(l->tokens[i].kind)) return l->tokens[i].start;
    return prefix_start(l, token, from);
}

/* Where a dated clause begins that goes on with no older one. Words between two dates belong to the first when it leads its
 * clause: "In 1990 he joined X and left in 1994". */
static uint32_t clause_start(const struct line *l, const struct segment *s, unsigned token, const struct boundaries *b,
                             bool closes, bool *ret_trailing)
{
    bool english = narrow(l, &l->tokens[token]), alone = date_alone(l, token, b);
    uint32_t from = b->hard, date_end = s && s->date >= 0 ? l->dates[s->date].end : 0;
    if (date_end) {
        bool leads = !text_before_date(l, s->start, l->dates[s->date].start);
        if (b->soft < date_end && (!english || (leads && !s->trailing))) {
            *ret_trailing = false;
            return english ? last_telling(l, s, token, date_end) : prefix_start(l, token, date_end);
        }
        if (from < date_end) from = !s->trailing && leads && date_end < b->soft ? b->soft : date_end;
    } else if (s && from < b->soft) {
        from = b->soft;
    }
    *ret_trailing = closes && text_before(l, from, token);
    if (*ret_trailing && (english || alone)) return from;
    return b->soft > date_end ? b->soft : date_end;
}

/* What the words before the date say, which were read before it was. */
static void look_back(const struct line *l, struct segment *s, unsigned token)
{
    for (unsigned i = s->first; i < token; i++) {
        unsigned kind = l->tokens[i].kind;
        if (kind >= TOKEN_DATE) continue;
        s->kinds |= BIT(kind);
        if (!s->leading && group_of(kind)) s->leading = (uint8_t)kind;
    }
}

static void take_date(struct line *l, unsigned token, const struct boundaries *b)
{
    struct segment *s = current(l);
    bool closes = date_closes(l, token), trailing = closes;
    if (!goes_with(l, s, token, closes && text_before(l, b->hard, token), b)) {
        uint32_t start = clause_start(l, s, token, b, closes, &trailing);
        unsigned first = token;
        while (first > 0 && l->tokens[first - 1].start >= start && l->tokens[first - 1].kind != TOKEN_DATE) first--;
        s = open_segment(l, start, first);
        if (!s) return;
        look_back(l, s, token);
    }
    s->trailing = trailing;
    s->date = l->tokens[token].value;
    s->ended = s->ended_hard = false;
}

/* Does a telling word begin something new? `s` is what is being read. */
static bool begins_new(const struct line *l, const struct segment *s, const struct token *t)
{
    unsigned kind = t->kind;
    uint64_t group = group_of(kind), same = s->leading ? group_of(s->leading) : 0;
    bool studied = same && same != works, other = same && same != group;
    if (!s->ended) return false;
    if (kind == CUE_PRESENT) return s->date < 0 || s->leading || s->ended_hard;
    if (s->date >= 0) {
        if (!s->leading) return s->ended_hard && (kind == CUE_FORMER || other);
        if (kind == CUE_FORMER) return s->ended_hard || studied;
        return other;
    }
    if (other || s->ended_hard) return true;
    if (kind == CUE_FORMER) return s->leading == CUE_PRESENT;
    return kind == CUE_WORK && narrow(l, t) && (s->leading == CUE_FORMER || s->leading == CUE_PRESENT);
}

static void take_cue(struct line *l, unsigned token, const struct boundaries *b)
{
    struct segment *s = current(l);
    const struct token *t = &l->tokens[token];
    bool telling = group_of(t->kind) != 0;
    if (telling && (!s || begins_new(l, s, t))) {
        uint32_t start = b->soft;
        if (s && s->date >= 0 && start < l->dates[s->date].end) start = l->dates[s->date].end;
        unsigned first = token;
        while (first > 0 && l->tokens[first - 1].start >= start) first--;
        s = open_segment(l, start, first);
    }
    if (!s) return;
    s->kinds |= BIT(t->kind);
    if (!telling) return;
    if (!s->leading) s->leading = t->kind;
    s->ended = s->ended_hard = false;
}

static void take_boundary(struct line *l, unsigned token, struct boundaries *b)
{
    struct segment *s = current(l);
    const struct token *t = &l->tokens[token];
    if (t->kind == TOKEN_BAR) return;
    b->soft = t->end;
    b->soft_token = token;
    if (s && !(t->kind == TOKEN_SOFT && t->value)) s->ended = true;
    if (t->kind == TOKEN_SOFT) return;
    b->hard = t->end;
    b->hard_token = token;
    if (!s) return;
    s->ended_hard = true;
    if (t->kind == TOKEN_HARD && (s->trailing || s->date < 0)) close_segment(l, t->end, token + 1);
}

void line_segments(struct line *l)
{
    struct boundaries b = {l->start, l->start, 0, 0};
    l->segment_count = 0;
    for (unsigned i = 0; i < l->token_count; i++) {
        unsigned kind = l->tokens[i].kind;
        if (kind == TOKEN_DATE)
            take_date(l, i, &b);
        else if (kind > TOKEN_DATE)
            take_boundary(l, i, &b);
        else
            take_cue(l, i, &b);
    }
    close_segment(l, l->end, l->token_count);
}

/* ---- what it is about ---- */

static bool has(const struct segment *s, uint64_t kinds)
{
    return (s->kinds & kinds) != 0;
}

static enum episode_kind told_kind(const struct segment *s)
{
    if (s->leading == CUE_SERVICE) return EPISODE_SERVICE;
    if (s->leading == CUE_DISCHARGE) return has(s, BIT(CUE_WORK)) ? EPISODE_EMPLOYMENT : EPISODE_SERVICE;
    if (s->leading && BIT(s->leading) & studies) return EPISODE_EDUCATION;
    if (s->leading) return EPISODE_EMPLOYMENT;
    if (has(s, BIT(CUE_AWARD))) return EPISODE_UNKNOWN;
    if (has(s, BIT(CUE_TITLE))) return EPISODE_EMPLOYMENT;
    return has(s, BIT(CUE_DEGREE) | BIT(CUE_SCHOOL)) ? EPISODE_EDUCATION : EPISODE_EMPLOYMENT;
}

enum episode_kind segment_kind(const struct segment *s, enum section section)
{
    enum episode_kind told = told_kind(s);
    switch (section) {
    case SECTION_EDUCATION: return told == EPISODE_EMPLOYMENT && s->leading == CUE_WORK ? told : EPISODE_EDUCATION;
    case SECTION_EMPLOYMENT: return told == EPISODE_EDUCATION && !s->leading ? EPISODE_EMPLOYMENT : told;
    case SECTION_PROJECT: return told == EPISODE_SERVICE ? told : EPISODE_PROJECT;
    case SECTION_SERVICE: return EPISODE_SERVICE;
    case SECTION_OTHER: return s->leading ? told : EPISODE_UNKNOWN;
    default: return told;
    }
}

/* Which end of an interval a single date is. */
static bool date_is_end(const struct segment *s, enum episode_kind kind)
{
    if (s->leading == CUE_END) return true;
    if (kind == EPISODE_SERVICE) return s->leading == CUE_DISCHARGE;
    if (kind != EPISODE_EDUCATION || has(s, BIT(CUE_LASTING))) return false;
    return s->leading == CUE_STUDY_ENDS || (s->leading != CUE_STUDY_BEGINS && has(s, BIT(CUE_DEGREE)));
}

struct interval segment_when(const struct line *l, const struct segment *s, enum episode_kind kind)
{
    if (s->date < 0) return (struct interval){0};
    const struct date_found *f = &l->dates[s->date];
    struct interval when = f->when;
    if (!f->single || f->impossible) return when;
    if (date_is_end(s, kind)) return (struct interval){.until = when.from};
    when.open = has(s, BIT(CUE_LASTING));
    return when;
}
