#include "people/history_internal.h"

/* Best guesses at an organisation's name and a title: from where one can begin to the last word that can end one. */

enum { NAME_OCTETS = 120 };

/* What may begin a name: a capital, or a character of a script that has none. */
static bool capital(struct bytes text, uint32_t at)
{
    uint8_t c = text_octet(text, at);
    return c >= 0xc3 || (cue_letter(c) && !(c & 0x20));
}

static bool is_body(unsigned kind)
{
    return kind == CUE_BODY || kind == CUE_SCHOOL;
}

/* What a name cannot go across. A comma before "Ltd" can. */
static bool parts(const struct line *l, unsigned i)
{
    const struct token *t = &l->tokens[i];
    if (t->kind >= TOKEN_DATE) {
        bool suffix = t->kind == TOKEN_SOFT && i + 1 < l->token_count && l->tokens[i + 1].kind == CUE_BODY &&
                      l->tokens[i + 1].start - t->end <= 1 && l->text.data[l->tokens[i + 1].start] < 0x80;
        return !suffix;
    }
    switch (t->kind) {
    case CUE_WORK:
    case CUE_STUDY_BEGINS:
    case CUE_STUDY_ENDS:
    case CUE_FORMER:
    case CUE_SEVERAL:
    case CUE_PRESENT:
    case CUE_SERVICE:
    case CUE_DISCHARGE:
    case CUE_END:
    case CUE_AT:
    case CUE_AS:
    case CUE_IN:
    case CUE_SINCE:
    case CUE_UNTIL:
    case CUE_LASTING: return true;
    default: return false;
    }
}

/* "of", "for" and the like belong to English names: "University of X", "Institute for Y". */
static bool within_name(const struct line *l, unsigned i, unsigned first)
{
    const struct token *t = &l->tokens[i];
    return i > first && (t->kind == CUE_IN || t->kind == CUE_AT) && is_body(l->tokens[i - 1].kind) &&
           t->start - l->tokens[i - 1].end == 1 && (text_has(l->text, t->start, "of ") || text_has(l->text, t->start, "for "));
}

/* What stands before or after a name and belongs to none. */
struct trim {
    char text[5];
    uint8_t len;
};

static bool is_blank(uint8_t c)
{
    return c <= ' ' || c == '(' || c == '"' || c == '-' || c == ':';
}

static struct span trimmed(const struct line *l, uint32_t start, uint32_t end, uint32_t part)
{
    static const struct trim before[] = {{"（", 3}, {"“", 3}, {"：", 3},   {"为", 3},   {"了", 3}, {"获", 3}, {"得", 3},
                                         {"—", 3},  {"–", 3}, {"the ", 4}, {"The ", 4}, {"a ", 2}, {"an ", 3}};
    static const struct trim after[] = {{" and", 4}, {"（", 3}, {"）", 3}, {"”", 3}, {"的", 3}, {"—", 3}, {"–", 3}};
    const uint8_t *p = l->text.data;
    for (unsigned i = 0; i < sizeof before / sizeof *before && start < end; i++) {
        while (start < end && is_blank(p[start])) start++;
        if (end - start < before[i].len || p[start] != (uint8_t)before[i].text[0]) continue;
        if (memcmp(p + start, before[i].text, before[i].len) == 0) start += before[i].len;
    }
    for (unsigned i = 0; i < sizeof after / sizeof *after && start < end; i++) {
        while (start < end && (is_blank(p[end - 1]) || p[end - 1] == ')' || p[end - 1] == '.')) end--;
        if (end - start >= after[i].len && p[end - after[i].len] == (uint8_t)after[i].text[0] &&
            memcmp(p + end - after[i].len, after[i].text, after[i].len) == 0)
            end -= after[i].len;
    }
    return start < end ? (struct span){part, start, end} : (struct span){part, 0, 0};
}

/* Where a name that token `i` is part of begins: past what parts names, or at `from`. */
static uint32_t begin_of(const struct line *l, const struct segment *s, unsigned i, uint32_t from)
{
    while (i-- > s->first) {
        if (l->tokens[i].end <= from) break;
        if (parts(l, i) && !within_name(l, i, s->first)) return l->tokens[i].end;
    }
    return from;
}

/* "Ministry of X": on through " of ", " for " and words with capitals. */
static uint32_t with_rest(const struct line *l, uint32_t end, uint32_t limit)
{
    static const char *const joints[] = {" of the ", " for the ", " of ", " for "};
    for (bool moved = true; moved;) {
        moved = false;
        for (unsigned i = 0; i < sizeof joints / sizeof *joints && !moved; i++) {
            uint32_t at = end + (uint32_t)strlen(joints[i]);
            if (!text_has(l->text, end, joints[i]) || at >= limit || !capital(l->text, at)) continue;
            while (at < limit && capital(l->text, at)) {
                while (at < limit && (cue_letter(l->text.data[at]) || l->text.data[at] >= 0x80 || l->text.data[at] == '-')) at++;
                end = at;
                if (text_octet(l->text, at) == ' ') at++;
            }
            moved = true;
        }
    }
    return end;
}

static struct span body_name(const struct line *l, const struct segment *s, uint32_t part)
{
    unsigned i = s->first, last;
    while (i < s->last && !is_body(l->tokens[i].kind)) i++;
    if (i >= s->last) return (struct span){part, 0, 0};
    last = i;
    for (unsigned j = i + 1; j < s->last && l->tokens[j].kind != CUE_TITLE; j++) {
        if (parts(l, j) && !within_name(l, j, s->first)) break;
        if (is_body(l->tokens[j].kind)) last = j;
    }
    return trimmed(l, begin_of(l, s, i, s->start), with_rest(l, l->tokens[last].end, s->end), part);
}

/* Does a word after which an organisation is named stand there? */
static bool names_place(const struct line *l, const struct segment *s, unsigned i)
{
    static const char *const words[] = {"join", "Join", "left", "Left", "加入", "进入", "离开"};
    const struct token *t = &l->tokens[i];
    if (t->kind == CUE_AT) return true;
    if (t->kind == CUE_IN && text_has(l->text, t->start, "of ")) return i > s->first && l->tokens[i - 1].kind == CUE_TITLE;
    if (t->kind == CUE_IN) return l->text.data[t->start] >= 0xe0;
    for (unsigned w = 0; w < sizeof words / sizeof *words; w++)
        if (text_has(l->text, t->start, words[w])) return true;
    return false;
}

/* No word ends the name: what follows "at" or "joined", or 在 and 加入, up to the next thing. */
static struct span named_after(const struct line *l, const struct segment *s, uint32_t part)
{
    for (unsigned i = s->first; i < s->last; i++) {
        if (!names_place(l, s, i)) continue;
        uint32_t start = text_spaces(l->text, l->tokens[i].end), end = i + 1 < s->last ? l->tokens[i + 1].start : s->end;
        if (end > start && end - start <= NAME_OCTETS && capital(l->text, start)) return trimmed(l, start, end, part);
    }
    return (struct span){part, 0, 0};
}

/* In English prose a title begins after what joins it to its holder: "he has been director". */
static uint32_t after_verb(const struct line *l, uint32_t start, uint32_t end)
{
    static const char *const verbs[] = {"been ", "was ", "is ", "the ", "a ", "an ", "became ", "Was ", "am "};
    uint32_t found = start;
    if (end > start + NAME_OCTETS) start = end - NAME_OCTETS;
    for (uint32_t at = start; at < end; at++) {
        if (at > start && l->text.data[at - 1] != ' ') continue;
        for (unsigned i = 0; i < sizeof verbs / sizeof *verbs; i++)
            if (text_has(l->text, at, verbs[i])) found = at + (uint32_t)strlen(verbs[i]);
    }
    return found <= end ? found : start;
}

static struct span title_name(const struct line *l, const struct segment *s, uint32_t organisation_end, uint32_t part)
{
    unsigned i = s->first, last;
    while (i < s->last && l->tokens[i].kind != CUE_TITLE) i++;
    if (i >= s->last) return (struct span){part, 0, 0};
    last = i;
    for (unsigned j = i + 1; j < s->last && !parts(l, j) && !is_body(l->tokens[j].kind); j++)
        if (l->tokens[j].kind == CUE_TITLE) last = j;
    uint32_t start = begin_of(l, s, i, s->start), end = l->tokens[last].end;
    if (organisation_end > start && organisation_end < end) start = organisation_end;
    if (l->text.data[l->tokens[i].start] < 0x80) start = after_verb(l, start, l->tokens[i].start);
    return trimmed(l, start, end, part);
}

/* "Software Engineer, X" and "X - Engineer": the piece beside the title that begins with a capital or is Chinese. */
static struct span beside_title(const struct line *l, const struct segment *s, const struct span *title, uint32_t part)
{
    uint32_t start = s->start;
    for (unsigned i = s->first; i <= s->last; i++) {
        bool ends = i == s->last || l->tokens[i].kind >= TOKEN_DATE;
        if (!ends) continue;
        uint32_t end = i < s->last ? l->tokens[i].start : s->end;
        struct span piece = end > start ? trimmed(l, start, end, part) : (struct span){part, 0, 0};
        start = i < s->last ? l->tokens[i].end : s->end;
        if (piece.start >= piece.end || piece.end - piece.start > NAME_OCTETS) continue;
        if (piece.start < title->end && title->start < piece.end) continue;
        if (capital(l->text, piece.start)) return piece;
    }
    return (struct span){part, 0, 0};
}

void segment_names(const struct line *l, const struct segment *s, uint32_t part, struct span *ret_organisation,
                   struct span *ret_title)
{
    struct span organisation = body_name(l, s, part);
    if (organisation.end == 0) organisation = named_after(l, s, part);
    struct span title = title_name(l, s, organisation.end, part);
    bool pieces = title.end != 0;
    for (unsigned i = s->first; i < s->last; i++) pieces |= l->tokens[i].kind == TOKEN_BAR;
    if (organisation.end == 0 && pieces && !s->leading) organisation = beside_title(l, s, &title, part);
    *ret_organisation = organisation;
    *ret_title = title;
}
