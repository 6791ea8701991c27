#include "people/history_internal.h"

/* Best guesses at an organisation's name and a title: from where one can begin to the last word that can end one. */

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

static struct span trimmed(const struct line *l, uint32_t start, uint32_t end, uint32_t part)
{
    static const char *const before[] = {" ",    "\t", "(",   "（", "\"", "“",  ":", "：", "the ",
                                         "The ", "a ", "an ", "-",  "为", "了", "—", "–",  "\r"};
    static const char *const after[] = {" ", "\t", "(", "（", ")", "）", "\"", "”", "\r", "-", "的", "—", "–", "."};
    for (unsigned i = 0; i < sizeof before / sizeof *before && start < end; i++)
        if (end - start >= strlen(before[i]) && text_has(l->text, start, before[i]))
            start += (uint32_t)strlen(before[i]), i = UINT32_MAX;
    for (unsigned i = 0; i < sizeof after / sizeof *after && start < end; i++) {
        size_t len = strlen(after[i]);
        if (end - start >= len && text_has(l->text, end - (uint32_t)len, after[i])) end -= (uint32_t)len, i = UINT32_MAX;
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
    return trimmed(l, begin_of(l, s, i, s->start), l->tokens[last].end, part);
}

/* No word ends the name: what follows "at" or "joined", or 在 and 加入, up to the next thing. */
static struct span named_after(const struct line *l, const struct segment *s, uint32_t part)
{
    for (unsigned i = s->first; i < s->last; i++) {
        const struct token *t = &l->tokens[i];
        bool place = t->kind == CUE_AT || text_has(l->text, t->start, "join") || text_has(l->text, t->start, "加入") ||
                     text_has(l->text, t->start, "进入") ||
                     (t->kind == CUE_IN && t->start > s->start && l->text.data[t->start] >= 0xe0);
        uint32_t start = text_spaces(l->text, t->end), end = i + 1 < s->last ? l->tokens[i + 1].start : s->end;
        if (!place || end <= start || end - start > 120 ||
            (i + 1 < s->last && l->tokens[i + 1].kind == TOKEN_DATE && end - start < 3))
            continue;
        uint8_t c = l->text.data[start];
        if (c >= 0xe0 || (cue_letter(c) && !(c & 0x20))) return trimmed(l, start, end, part);
    }
    return (struct span){part, 0, 0};
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
        if (piece.start >= piece.end || piece.end - piece.start > 120) continue;
        if (piece.start < title->end && title->start < piece.end) continue;
        uint8_t c = l->text.data[piece.start];
        if (c >= 0xe0 || (cue_letter(c) && !(c & 0x20))) return piece;
    }
    return (struct span){part, 0, 0};
}

void segment_names(const struct line *l, const struct segment *s, uint32_t part, struct span *ret_organisation,
                   struct span *ret_title)
{
    struct span organisation = body_name(l, s, part);
    if (organisation.end == 0) organisation = named_after(l, s, part);
    struct span title = title_name(l, s, organisation.end, part);
    if (organisation.end == 0 && title.end) organisation = beside_title(l, s, &title, part);
    *ret_organisation = organisation;
    *ret_title = title;
}
