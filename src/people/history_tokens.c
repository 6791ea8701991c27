#include "people/history_internal.h"

/* What begins with an octet, for a quick look at most of them. */
enum octet { OCTET_PLAIN, OCTET_DIGIT, OCTET_LETTER, OCTET_WIDE, OCTET_MARK, OCTET_LINE };

enum { PREFIX = 12, BIRTH_REACH = 60, WORD_SHORT = 6 };

void line_prepare(struct history_work *w)
{
    for (unsigned c = 0; c < 256; c++) {
        enum octet o = c >= 0xe0 && c < 0xf0 ? OCTET_WIDE : cue_letter((uint8_t)c) ? OCTET_LETTER : OCTET_PLAIN;
        if (c >= '0' && c <= '9') o = OCTET_DIGIT;
        if (c == '\n') o = OCTET_LINE;
        if (c && strchr(".,;!?| \t-@\xc2", (int)c)) o = OCTET_MARK;
        w->octets[c] = (uint8_t)o;
    }
}

static void add(struct line *l, unsigned kind, unsigned value, uint32_t start, uint32_t end)
{
    if (l->token_count < LINE_TOKENS) l->tokens[l->token_count++] = (struct token){start, end, (uint8_t)kind, (uint16_t)value};
}

/* The token that ends within `reach` octets of nothing but spaces before `at`; NULL: none. */
static const struct token *token_before(const struct line *l, uint32_t at, uint32_t reach)
{
    if (l->token_count == 0) return NULL;
    const struct token *t = &l->tokens[l->token_count - 1];
    if (at - t->end > reach) return NULL;
    for (uint32_t i = t->end; i < at; i++)
        if (l->text.data[i] != ' ' && l->text.data[i] != ':') return NULL;
    return t;
}

/* ---- marks ---- */

/* Does a full stop after the word that ends at `at` end a sentence? Not after Mr, Dr, Co, a single letter, nor within a number.
 */
static bool full_stop(const struct line *l, uint32_t at)
{
    static const char *const shorts[] = {"mr",  "mrs", "ms",    "dr",   "prof", "co",   "st",     "jr",  "no",  "vs",   "gen",
                                         "col", "lt",  "sgt",   "capt", "dept", "univ", "approx", "jan", "feb", "mar",  "apr",
                                         "jun", "jul", "aug",   "sep",  "sept", "oct",  "nov",    "dec", "maj", "cmdr", "adm",
                                         "hon", "rev", "assoc", "asst", "eng",  "sc",   "tech",   "phil"};
    uint32_t start = at, next = at + 1;
    if (next < l->text.len && l->text.data[next] != ' ' && l->text.data[next] != '\n' && l->text.data[next] != '\r') return false;
    uint8_t follows = text_octet(l->text, text_spaces(l->text, next));
    if (follows == '-' || follows == ',' || (cue_letter(follows) && follows & 0x20)) return false;
    while (start > l->start && cue_letter(l->text.data[start - 1])) start--;
    if (at - start == 1) return false;
    if (at - start > WORD_SHORT) return true;
    for (unsigned i = 0; i < sizeof shorts / sizeof *shorts; i++) {
        size_t len = strlen(shorts[i]), same = 0;
        while (same < len && start + same < at && (l->text.data[start + same] | 0x20) == shorts[i][same]) same++;
        if (same == len && start + same == at) return false;
    }
    return true;
}

static uint32_t mark(struct line *l, uint32_t at)
{
    uint8_t c = l->text.data[at], before = at > l->start ? l->text.data[at - 1] : ' ';
    if (c == 0xc2) {
        if (!text_has(l->text, at, "·")) return at + 1;
        add(l, TOKEN_BAR, 0, at, at + 2);
        return at + 2;
    }
    if (c == ',') add(l, TOKEN_SOFT, 0, at, at + 1);
    if (c == ';') add(l, TOKEN_SEMI, 0, at, at + 1);
    if (c == '!' || c == '?' || (c == '.' && full_stop(l, at))) add(l, TOKEN_HARD, 0, at, at + 1);
    if (c == ' ') {
        if (text_octet(l->text, at + 1) != ' ') return at + 1;
        uint32_t end = text_spaces(l->text, at);
        add(l, TOKEN_BAR, 0, at, end);
        return end;
    }
    if (c == '@' && before == ' ') add(l, CUE_AT, 0, at, at + 1);
    if (c == '|' || c == '\t') add(l, TOKEN_BAR, 0, at, at + 1);
    if (c == '-' && before == ' ' && text_octet(l->text, at + 1) == ' ') add(l, TOKEN_BAR, 0, at, at + 1);
    return at + 1;
}

/* Marks of three octets. False: none. */
static bool wide_mark(struct line *l, uint32_t at)
{
    const uint8_t *p = l->text.data + at;
    unsigned kind = 0, value = 0;
    switch ((uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2]) {
    case 0xefbc8c: kind = TOKEN_SOFT; break;            /* ， */
    case 0xe38081: kind = TOKEN_SOFT, value = 1; break; /* 、 */
    case 0xefbc9b: kind = TOKEN_SEMI; break;            /* ； */
    case 0xe38082:                                      /* 。 */
    case 0xefbc81:                                      /* ！ */
    case 0xefbc9f: kind = TOKEN_HARD; break;            /* ？ */
    case 0xefbd9c:                                      /* ｜ */
    case 0xe280a2:                                      /* • */
    case 0xe28094:                                      /* — */
    case 0xe28093:                                      /* – */
    case 0xe38080: kind = TOKEN_BAR; break;             /* a space as wide as a character */
    default: return false;
    }
    add(l, kind, value, at, at + 3);
    return true;
}

/* ---- dates ---- */

/* A year alone is a date at the beginning or end of a line or in brackets, after a word that dates follow, and between commas;
 * anywhere else it may be a number or part of a name. */
static bool year_is_date(const struct line *l, const struct date_found *f)
{
    static const char *const products[] = {"windows ",  "office ", "server ",  "studio ",    "word ", "excel ",
                                           "exchange ", "iso ",    "visio ",   "access ",    "rfc ",  "autocad ",
                                           "sql ",      "vista ",  "version ", "sharepoint "};
    const struct token *t = token_before(l, f->start, 1);
    uint32_t at = f->start, next = text_spaces(l->text, f->end);
    uint8_t after = text_octet(l->text, next);
    bool closes = next >= l->text.len || after == '\n' || after == '\r' || (after && strchr(").,;:]", after)) ||
                  text_has(l->text, next, "）") || text_has(l->text, next, "，") || text_has(l->text, next, "。") ||
                  text_has(l->text, next, "；") || text_has(l->text, next, "：");
    if (t && t->kind == CUE_IN && text_has(l->text, t->start, "of "))
        return t->start >= l->start + 6 &&
               (text_has(l->text, t->start - 6, "class ") || text_has(l->text, t->start - 6, "Class "));
    if (t && (t->kind == CUE_IN || t->kind == CUE_SINCE || t->kind == CUE_UNTIL || t->kind == TOKEN_BAR)) return true;
    while (at > l->start && l->text.data[at - 1] == ' ') at--;
    if (at == l->start || (l->bullet && f->start - l->start < 6)) return true;
    uint8_t before = l->text.data[at - 1];
    bool opens = before == '(' || before == '[' || before == ',' || (t && t->kind >= TOKEN_DATE) ||
                 (at - l->start >= 3 && text_has(l->text, at - 3, "（"));
    if (!closes) return t && t->kind >= TOKEN_SOFT && l->text.data[t->start] >= 0xe0;
    for (unsigned i = 0; i < sizeof products / sizeof *products; i++) {
        size_t len = strlen(products[i]), same = 0;
        if (f->start - l->start < len) continue;
        while (same < len && (l->text.data[f->start - len + same] | 0x20) == products[i][same]) same++;
        if (same == len) return false;
    }
    return opens || next >= l->text.len || after == '\n' || after == '\r';
}

static bool birth_after(struct bytes text, uint32_t at)
{
    static const char *const words[] = {"出生", "生于", "生人", "诞生", "降生"};
    static const char *const ends[] = {"，", "。", "、", "；", ",", ".", ";", "\n", "\r", " ", "（", "("};
    at = text_spaces(text, at);
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (text_has(text, at, words[i])) return true;
    if (!text_has(text, at, "生")) return false;
    for (unsigned i = 0; i < sizeof ends / sizeof *ends; i++)
        if (text_has(text, at + 3, ends[i])) return true;
    return at + 3 >= text.len;
}

/* "born 1966", "出生于1966年": a birth not far before, in the same sentence and with no date since. */
static bool birth_before(const struct line *l, uint32_t at)
{
    for (unsigned i = l->token_count; i-- > 0;) {
        const struct token *t = &l->tokens[i];
        if (t->kind == CUE_BIRTH) { /* not one that has its date: "1966年出生" */
            bool told = i > 0 && l->tokens[i - 1].start == l->tokens[i - 1].end;
            return !told && at - t->end <= BIRTH_REACH;
        }
        if (t->kind == TOKEN_DATE || t->kind >= TOKEN_SEMI || at - t->end > BIRTH_REACH) return false;
        if (t->kind >= CUE_END && t->kind <= CUE_PRESENT) return false;
    }
    return false;
}

/* Dates that are nobody's history: of a birth, of a report. */
static bool foreign(const struct line *l, const struct date_found *f)
{
    uint32_t at = f->start;
    while (at > l->start && l->text.data[at - 1] == ' ') at--;
    if (at - l->start >= 6 && (text_has(l->text, at - 6, "截至") || text_has(l->text, at - 6, "截止"))) return true;
    if (at - l->start >= 5 && text_has(l->text, at - 5, "as of")) return true;
    return f->single && (birth_after(l->text, f->end) || birth_before(l, f->start));
}

/* What the word right before a single date makes of it: since 2009, until 2009; and right after: 2009年以前. */
static void with_prefix(const struct line *l, struct date_found *f)
{
    const struct token *t = token_before(l, f->start, PREFIX);
    if (!f->single || f->impossible) return;
    uint32_t after = text_spaces(l->text, f->end);
    bool until = (t && t->kind == CUE_UNTIL) || text_has(l->text, after, "止") || text_has(l->text, f->end, "以前") ||
                 text_has(l->text, f->end, "之前") || (text_has(l->text, f->end, "前") && !text_has(l->text, f->end, "前后"));
    if (t && t->kind == CUE_SINCE) {
        f->when.open = true;
        f->single = false;
    } else if (until) {
        f->when = (struct interval){.until = f->when.from};
        f->single = false;
    }
}

/* A date at `at`: past it, else `at`. */
static uint32_t date_token(struct history_work *w, uint32_t at)
{
    struct line *l = &w->line;
    struct date_found f;
    if (l->date_count == LINE_DATES || !dates_at(w->cues, l->text, at, &w->last, &f)) return at;
    if (f.single && f.form == DATE_BARE && !year_is_date(l, &f)) return f.end;
    if (f.when.from.precision != DATE_UNKNOWN) w->last = f.when.until.precision ? f.when.until : f.when.from;
    if (foreign(l, &f)) {
        l->birth_dates++;
        add(l, TOKEN_SOFT, 0, f.end, f.end);
        return f.end;
    }
    with_prefix(l, &f);
    l->dates[l->date_count] = f;
    add(l, TOKEN_DATE, l->date_count++, f.start, f.end);
    return f.end;
}

/* ---- words ---- */

static uint32_t past_letters(struct bytes text, uint32_t at)
{
    while (at < text.len && (cue_letter(text.data[at]) || (uint8_t)(text.data[at] - '0') < 10)) at++;
    return at;
}

static uint32_t word_token(struct history_work *w, uint32_t at)
{
    struct line *l = &w->line;
    uint32_t end;
    const struct cue *c = cue_at(w->cues, l->text, at, &end);
    if (!c) return l->text.data[at] >= 0xe0 ? at + 3 : past_letters(l->text, at);
    if (c->kind <= CUE_REPUBLIC) {
        uint32_t past = c->kind == CUE_NOTHING ? end : date_token(w, at);
        return past > at ? past : end;
    }
    add(l, c->kind, 0, at, end);
    return end;
}

static uint32_t wide_token(struct history_work *w, uint32_t at)
{
    struct line *l = &w->line;
    const uint8_t *p = l->text.data + at;
    if (l->text.len - at < 3) return (uint32_t)l->text.len;
    if (wide_mark(l, at)) return at + 3;
    if (cue_may_begin(w->filter, p)) return word_token(w, at);
    if (p[0] == 0xef && p[1] == 0xbc) {
        uint32_t past = date_token(w, at);
        if (past > at) return past;
    }
    return at + 3;
}

static uint32_t digit_token(struct history_work *w, uint32_t at)
{
    uint32_t past = date_token(w, at);
    if (past > at) return past;
    while (at < w->line.text.len && (uint8_t)(w->line.text.data[at] - '0') < 10) at++;
    return at;
}

static uint32_t line_begin(struct line *l, uint32_t at)
{
    static const char *const bullets[] = {"•", "●", "■", "◆", "▪", "◦", "‣", "–", "·", "○ ", "①", "②", "③", "④", "⑤"};
    uint32_t start = at;
    while (at < l->text.len && (l->text.data[at] == ' ' || l->text.data[at] == '\t')) at++;
    l->indented = at > start;
    uint8_t c = text_octet(l->text, at);
    l->bullet = (c == '-' || c == '*' || c == '+' || c == 'o') && text_octet(l->text, at + 1) == ' ';
    for (unsigned i = 0; !l->bullet && c >= 0xc2 && i < sizeof bullets / sizeof *bullets; i++)
        l->bullet = text_has(l->text, at, bullets[i]);
    if (!l->bullet) return at;
    at += c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
    return text_spaces(l->text, at);
}

uint32_t line_tokens(struct history_work *w, struct bytes text, uint32_t start)
{
    struct line *l = &w->line;
    l->text = text;
    l->start = start;
    l->token_count = l->date_count = l->segment_count = l->birth_dates = 0;
    uint32_t at = line_begin(l, start);
    l->start = at;
    while (at < text.len && l->token_count < LINE_TOKENS - 1 && l->date_count < LINE_DATES) {
        switch (w->octets[text.data[at]]) {
        case OCTET_LINE: l->end = at; return at + 1;
        case OCTET_DIGIT: at = digit_token(w, at); break;
        case OCTET_LETTER: at = word_token(w, at); break;
        case OCTET_WIDE: at = wide_token(w, at); break;
        case OCTET_MARK: at = mark(l, at); break;
        default: at++; break;
        }
    }
    if (at > text.len) at = (uint32_t)text.len;
    l->end = at;
    return at;
}
