#include "people/history_internal.h"

enum { HEAD_LINES = 3, HEAD_OCTETS = 110, DATE_LINE_REST = 24, TAIL_LEAST = 4, HEADING_OCTETS = 256 };

/* Entries of a list have their dates above or below the lines that say what they are of. */
enum style { STYLE_UNKNOWN, STYLE_ABOVE, STYLE_BELOW };

/* One part being read, line by line. */
struct prose {
    struct history *h;
    struct line *line;
    struct bytes text;
    uint32_t part;
    enum section section;
    enum style style;
    size_t open;                /* index + 1 of the episode that lines without a date still belong to; 0: none */
    uint32_t heads[HEAD_LINES]; /* where the last short lines without a date begin, that may head an entry */
    unsigned head_count;
    bool open_bullet, open_dates; /* the line of `open` is a bullet; has dates alone */
    bool head_bullet;             /* the only head is a bullet */
    uint32_t tail, tail_end;      /* the last sentence of the line before, when it has no date; 0, 0: it has one */
    bool failed;
};

static void forget_heads(struct prose *p)
{
    p->head_count = 0;
    p->head_bullet = false;
}

static void keep_head(struct prose *p, uint32_t start)
{
    if (p->line->bullet || p->head_bullet) p->head_count = 0;
    p->head_bullet = p->line->bullet;
    if (p->head_count == HEAD_LINES) {
        memmove(p->heads, p->heads + 1, sizeof p->heads - sizeof *p->heads);
        p->head_count--;
    }
    p->heads[p->head_count++] = start;
}

static enum section section_of(enum cv_section s)
{
    static const uint8_t sections[] = {[CV_LOOSE] = SECTION_NONE,
                                       [CV_EMPLOYMENT] = SECTION_EMPLOYMENT,
                                       [CV_EDUCATION] = SECTION_EDUCATION,
                                       [CV_PROJECT] = SECTION_PROJECT,
                                       [CV_SERVICE] = SECTION_SERVICE};
    return (enum section)sections[s];
}

/* ---- what a line is ---- */

static bool blank(const struct line *l)
{
    for (uint32_t i = l->start; i < l->end; i++)
        if (l->text.data[i] > ' ' && !(l->text.data[i] == '-' || l->text.data[i] == '=' || l->text.data[i] == '_')) return false;
    return true;
}

/* Short, and no sentence: may name an employer, a school or a title. */
static bool may_head(const struct line *l)
{
    uint32_t end = l->end;
    while (end > l->start && l->text.data[end - 1] <= ' ') end--;
    if (end - l->start > HEAD_OCTETS || end == l->start) return false;
    const struct token *t = l->token_count ? &l->tokens[l->token_count - 1] : NULL;
    if (t && t->end >= end && t->kind >= TOKEN_SOFT && t->kind != TOKEN_BAR) return false;
    for (unsigned i = 0; i < l->token_count; i++)
        if (l->tokens[i].kind == TOKEN_HARD) return false;
    return true;
}

/* A line of dates and next to nothing else. */
static bool only_dates(const struct line *l)
{
    uint32_t rest = 0;
    if (l->date_count != 1) return false;
    for (unsigned i = 0; i < l->token_count; i++) {
        unsigned kind = l->tokens[i].kind;
        if (kind >= CUE_WORK && kind <= CUE_TITLE && kind != CUE_AT && kind != CUE_LASTING) return false;
    }
    for (uint32_t i = l->start; i < l->end; i++) {
        if (i >= l->dates[0].start && i < l->dates[0].end) continue;
        rest += l->text.data[i] >= 0x80 || cue_letter(l->text.data[i]);
    }
    return rest <= DATE_LINE_REST;
}

/* ---- episodes ---- */

static void give_names(struct prose *p, struct episode *e, const struct segment *s)
{
    struct span organisation, title;
    segment_names(p->line, s, p->part, &organisation, &title);
    if (e->organisation.end == 0) e->organisation = organisation;
    if (e->title.end == 0) e->title = title;
}

/* A clause without a date is an episode when it says what it is. */
static bool says_enough(const struct segment *s)
{
    return s->date >= 0 || (s->leading && s->leading != CUE_END);
}

static void told_time(struct episode *e, const struct segment *s)
{
    const uint64_t past = UINT64_C(1) << CUE_FORMER | UINT64_C(1) << CUE_SEVERAL | UINT64_C(1) << CUE_END;
    e->present = s->kinds >> CUE_PRESENT & 1 && s->leading != CUE_FORMER;
    e->former = !e->present && s->kinds & past;
}

static void add_episode(struct prose *p, const struct segment *s)
{
    const struct line *l = p->line;
    if (!says_enough(s) || s->kinds & (UINT64_C(1) << CUE_PARTY)) return;
    struct episode *e = history_add(p->h, &p->failed);
    if (!e) return;
    e->kind = segment_kind(s, p->section);
    e->when = segment_when(l, s, e->kind);
    if (s->date < 0) told_time(e, s);
    e->whole = (struct span){p->part, s->start, s->end};
    if (s->date >= 0) e->dates = (struct span){p->part, l->dates[s->date].start, l->dates[s->date].end};
    give_names(p, e, s);
}

/* Episodes without a date that begin at `from` or later go: their lines turned out to head an entry. */
static void take_back(struct prose *p, uint32_t from)
{
    struct history *h = p->h;
    while (h->count && h->list[h->count - 1].whole.part == p->part && h->list[h->count - 1].whole.start >= from &&
           h->list[h->count - 1].dates.end == 0)
        h->count--;
    if (h->count && h->list[h->count - 1].whole.part == p->part && h->list[h->count - 1].whole.end > from)
        h->list[h->count - 1].whole.end = from;
}

/* The kind that lines above or below a line of dates give it. */
static void read_around(struct prose *p, struct episode *e, const struct line *l, uint32_t start, uint32_t end)
{
    struct segment s = {.start = start, .end = end, .date = -1, .last = l->token_count};
    for (unsigned i = 0; i < l->token_count; i++) {
        unsigned kind = l->tokens[i].kind;
        if (kind < TOKEN_DATE) s.kinds |= UINT64_C(1) << kind;
        if (!s.leading && (kind == CUE_STUDY_BEGINS || kind == CUE_STUDY_ENDS || kind == CUE_SERVICE || kind == CUE_WORK))
            s.leading = (uint8_t)kind;
    }
    if (e->kind == EPISODE_EMPLOYMENT && s.kinds) {
        enum episode_kind kind = segment_kind(&s, p->section);
        if (kind != EPISODE_UNKNOWN && !e->title.end) e->kind = kind;
    }
    give_names(p, e, &s);
}

static void open_last(struct prose *p, bool dates)
{
    p->open = p->h->count;
    p->open_bullet = p->line->bullet;
    p->open_dates = dates;
}

/* The lines that head an entry belong to the dates below them. */
static void claim_heads(struct prose *p, uint32_t start)
{
    struct history *h = p->h;
    struct episode own = h->list[h->count - 1];
    h->count--;
    take_back(p, start);
    h->list[h->count++] = own;
    struct episode *e = &h->list[h->count - 1];
    e->whole.start = start;
    if (p->h->work) {
        struct line *l = p->line;
        uint32_t stop = own.whole.start, at = start;
        while (at < stop) {
            uint32_t next = line_tokens(h->work, p->text, at);
            read_around(p, e, l, l->start, l->end);
            if (next <= at) break;
            at = next;
        }
    }
    forget_heads(p);
}

static void date_line(struct prose *p)
{
    const struct line *l = p->line;
    size_t before = p->h->count;
    add_episode(p, &l->segments[0]);
    if (p->h->count == before) return;
    struct episode *e = &p->h->list[p->h->count - 1];
    e->whole.start = l->start;
    e->whole.end = l->end;
    e->organisation = e->title = (struct span){p->part, 0, 0}; /* other lines name them */
    if (p->style == STYLE_UNKNOWN) p->style = p->head_count ? STYLE_BELOW : STYLE_ABOVE;
    if (p->style == STYLE_BELOW && p->head_count) claim_heads(p, p->heads[0]);
    forget_heads(p);
    p->tail = p->tail_end = 0;
    open_last(p, true);
}

/* A clause goes on with what the one before began. */
static void go_on(const struct prose *p, struct episode *e, const struct segment *s)
{
    struct span organisation, title;
    segment_names(p->line, s, p->part, &organisation, &title);
    if (!e->title.end) e->title = title;
    e->whole.end = s->end;
}

/* "..., 至2003年离开", "... and left in 2003": the end of what the clause before began, when it names nobody of its own. */
static bool ends_last(struct prose *p, const struct segment *s, const struct interval *when)
{
    const uint64_t names = UINT64_C(1) << CUE_BODY | UINT64_C(1) << CUE_SCHOOL;
    struct episode *e = p->h->count ? &p->h->list[p->h->count - 1] : NULL;
    if (!e || s->kinds & names || when->from.precision || when->open || !when->until.precision) return false;
    if (!e->when.from.precision || e->when.until.precision || e->when.open) return false;
    bool fits = s->leading == 0 || s->leading == CUE_END || (s->leading == CUE_DISCHARGE && e->kind == EPISODE_SERVICE) ||
                (s->leading == CUE_STUDY_ENDS && e->kind == EPISODE_EDUCATION);
    struct interval both = {.from = e->when.from, .until = when->until};
    if (!fits || !interval_valid(&both)) return false;
    e->when = both;
    go_on(p, e, s);
    return true;
}

/* "1988年加入X，现任总监", "Joined X in 1988, where I am manager today": who names nobody else is still there. */
static bool lasts(struct prose *p, const struct segment *s)
{
    const uint64_t others = UINT64_C(1) << CUE_BODY | UINT64_C(1) << CUE_SCHOOL | UINT64_C(1) << CUE_AT | UINT64_C(1) << CUE_IN |
                            UINT64_C(1) << CUE_END;
    struct episode *e = &p->h->list[p->h->count - 1];
    if (s->date >= 0 || s->leading != CUE_PRESENT || s->kinds & others || e->kind != EPISODE_EMPLOYMENT) return false;
    if (!e->when.from.precision || e->when.until.precision) return false;
    e->when.open = true;
    go_on(p, e, s);
    return true;
}

/* The last sentence of the line that was just read, for dates at the beginning of the next one. */
static void keep_tail(struct prose *p)
{
    const struct line *l = p->line;
    uint32_t from = l->start;
    for (unsigned i = 0; i < l->token_count; i++) {
        const struct token *t = &l->tokens[i];
        if (t->kind == TOKEN_DATE) from = l->end;
        if (t->kind == TOKEN_HARD && t->end < l->end) from = t->end;
    }
    bool some = from < l->end && l->end - from > TAIL_LEAST && l->end - from <= HEAD_OCTETS;
    p->tail = some ? from : 0;
    p->tail_end = some ? l->end : 0;
}

/* Does the line begin with a date that is a sentence of its own, so that it can only be of what stands above it? */
static bool of_tail(const struct prose *p)
{
    const struct line *l = p->line;
    return p->tail_end && l->token_count > 1 && l->segment_count && l->segments[0].date == 0 && l->tokens[0].kind == TOKEN_DATE &&
           l->tokens[0].start == l->start && l->tokens[1].kind == TOKEN_HARD && l->tokens[1].start <= l->tokens[0].end + 1;
}

/* "... X Ltd - Engineer\n1997 - 1999. Joined Y ...": the first episode of the line has its names there. */
static void claim_tail(struct prose *p, size_t index, uint32_t tail, uint32_t tail_end)
{
    struct episode *e = &p->h->list[index];
    e->organisation = e->title = (struct span){p->part, 0, 0};
    line_tokens(p->h->work, bytes_slice(p->text, 0, tail_end), tail);
    read_around(p, e, p->line, p->line->start, p->line->end);
}

static void dated_line(struct prose *p)
{
    struct line *l = p->line;
    uint32_t tail = p->tail, tail_end = of_tail(p) ? p->tail_end : 0;
    if (tail_end) take_back(p, tail);
    size_t before = p->h->count;
    bool one = l->date_count == 1 && l->end - l->start <= HEAD_OCTETS && l->segment_count == 1 && p->section != SECTION_NONE;
    for (unsigned i = 0; i < l->segment_count; i++) {
        const struct segment *s = &l->segments[i];
        struct interval when = segment_when(l, s, segment_kind(s, p->section));
        if (p->h->count == before || (!ends_last(p, s, &when) && !lasts(p, s))) add_episode(p, s);
        if (i == 0 && tail_end && p->h->count > before) {
            p->h->list[before].whole = (struct span){p->part, tail, l->dates[0].end};
        }
    }
    bool added = p->h->count > before;
    open_last(p, false);
    if (!added) p->open = 0;
    keep_tail(p);
    if (added && tail_end)
        claim_tail(p, before, tail, tail_end);
    else if (added && one && p->head_count)
        claim_heads(p, p->heads[0]);
    forget_heads(p);
}

/* Does a line without a date belong to the entry above it? What begins anew (曾任, formerly) does not, nor a bullet beside a
 * bullet. */
static bool belongs(const struct prose *p)
{
    const struct line *l = p->line;
    for (unsigned i = 0; i < l->segment_count; i++) {
        unsigned leading = l->segments[i].leading;
        if (leading == CUE_FORMER || leading == CUE_PRESENT || leading == CUE_STUDY_ENDS || leading == CUE_SERVICE) return false;
    }
    if (!p->open) return false;
    return l->bullet ? !p->open_bullet : l->indented || p->open_dates;
}

/* In a section of a history a line is an episode by what it names alone. */
static void add_named(struct prose *p)
{
    const struct line *l = p->line;
    struct segment s = {.start = l->start, .end = l->end, .date = -1, .last = l->token_count};
    const uint64_t names = UINT64_C(1) << CUE_BODY | UINT64_C(1) << CUE_SCHOOL | UINT64_C(1) << CUE_TITLE;
    if (p->section == SECTION_NONE || p->section == SECTION_OTHER || p->h->count == HISTORY_EPISODES) return;
    for (unsigned i = 0; i < l->token_count; i++)
        if (l->tokens[i].kind < TOKEN_DATE) s.kinds |= UINT64_C(1) << l->tokens[i].kind;
    struct episode *e = s.kinds & names ? history_add(p->h, &p->failed) : NULL;
    if (!e) return;
    e->kind = segment_kind(&s, p->section);
    e->whole = (struct span){p->part, s.start, s.end};
    give_names(p, e, &s);
}

/* A line without a date: part of the open entry, a head of the next one, or clauses of its own. */
static void undated_line(struct prose *p, uint32_t start)
{
    struct line *l = p->line;
    if (belongs(p)) {
        struct episode *e = &p->h->list[p->open - 1];
        e->whole.end = l->end;
        if (!l->bullet && (!e->organisation.end || !e->title.end)) read_around(p, e, l, l->start, l->end);
    } else {
        size_t before = p->h->count;
        p->open = 0;
        for (unsigned i = 0; i < l->segment_count; i++) add_episode(p, &l->segments[i]);
        if (p->h->count == before) add_named(p);
    }
    keep_tail(p);
    if (may_head(l))
        keep_head(p, start);
    else
        forget_heads(p);
}

static void count_line(struct prose *p)
{
    const struct line *l = p->line;
    bool impossible = false;
    for (unsigned i = 0; i < l->date_count; i++) impossible |= l->dates[i].impossible;
    p->h->dated_lines += l->date_count > 0;
    p->h->undated += impossible;
}

/* A heading takes the line, or what stands before the rest of it. */
static uint32_t heading(struct prose *p, uint32_t at)
{
    if (at > 0 && p->text.data[at - 1] != '\n') return at; /* a long line, read on */
    struct bytes line = bytes_slice(p->text, at, HEADING_OCTETS);
    const uint8_t *stop = line.len ? memchr(line.data, '\n', line.len) : NULL;
    uint32_t end = at + (uint32_t)(stop ? (size_t)(stop - line.data) : line.len);
    uint32_t rest = section_heading(p->h->work->cues, p->text, at, end, &p->section);
    if (!rest) return at;
    p->style = STYLE_UNKNOWN;
    p->open = 0;
    forget_heads(p);
    return rest;
}

bool history_prose(struct history *h, struct history_work *w, const struct cv_part *part, uint32_t index)
{
    struct prose p = {.h = h, .line = &w->line, .text = part->text, .part = index, .section = section_of(part->section)};
    enum section own = p.section;
    w->last = (struct date){0};
    for (uint32_t at = 0; at < part->text.len && !p.failed;) {
        at = heading(&p, at);
        if (own != SECTION_NONE) p.section = own;
        uint32_t start = at, next = line_tokens(w, part->text, at);
        at = next > at ? next : at + 1;
        line_segments(&w->line);
        count_line(&p);
        if (blank(&w->line)) {
            p.open = 0;
            p.tail = p.tail_end = 0;
            forget_heads(&p);
        } else if (w->line.date_count == 0) {
            undated_line(&p, start);
        } else if (only_dates(&w->line) && !of_tail(&p)) {
            date_line(&p);
        } else {
            dated_line(&p);
        }
    }
    return !p.failed;
}
