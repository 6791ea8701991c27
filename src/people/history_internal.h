/* How prose becomes a history: a line -> tokens (history_tokens.c) -> segments (history_segments.c) -> episodes (history_prose.c)
 * with names (history_names.c). All of it works in buffers of fixed size, in one pass. */
#ifndef CUSTOS_PEOPLE_HISTORY_INTERNAL_H
#define CUSTOS_PEOPLE_HISTORY_INTERNAL_H

#include "people/cue.h"
#include "people/date.h"
#include "people/history.h"
#include "people/section.h"

/* What a token is: an enum cue_kind, or one of these. */
enum token_kind {
    TOKEN_DATE = 64, /* value: index of the line's dates */
    TOKEN_SOFT,      /* a comma; value 1: 、 between things of one kind */
    TOKEN_BAR,       /* | · tab, a dash between spaces: parts of an entry, no clauses */
    TOKEN_SEMI,
    TOKEN_HARD /* the end of a sentence */
};

struct token {
    uint32_t start, end;
    uint8_t kind;
    uint16_t value;
};

enum { LINE_TOKENS = 768, LINE_DATES = 192, LINE_SEGMENTS = 192 };

/* A clause with its date and what its words say. Its tokens are [first, last). */
struct segment {
    uint32_t start, end;
    int date; /* index of the line's dates, -1: none */
    unsigned first, last;
    bool trailing;   /* the date closes it: "X (2004-2009)" */
    uint8_t leading; /* enum cue_kind of the first telling word, CUE_NOTHING: none */
    uint64_t kinds;  /* a bit a kind of cue */
    bool ended;      /* by a boundary since its last cue or date: soft or harder */
    bool ended_hard;
};

/* One line, or as much of a long one as there is room for. */
struct line {
    struct bytes text;
    uint32_t start, end;
    struct token tokens[LINE_TOKENS];
    struct date_found dates[LINE_DATES];
    struct segment segments[LINE_SEGMENTS];
    unsigned token_count, date_count, segment_count;
    unsigned birth_dates; /* dates that are no history's: births, parties, days of a report */
    bool bullet, indented;
};

struct history_work {
    struct cues *cues;
    const struct cue_filter *filter;
    struct line line;
    struct date last;    /* told last: what 同年 counts from */
    uint8_t octets[256]; /* enum octet of history_tokens.c */
};

void line_prepare(struct history_work *w); /* fill in `octets` */

/* Fill the work's line with the tokens of what begins at `start`, up to the end of the line or the buffers. Returns where it
 * stopped: past the line end, or within the line. */
uint32_t line_tokens(struct history_work *w, struct bytes text, uint32_t start);

/* Tokens -> segments. */
void line_segments(struct line *l);

/* What a segment is about, where its section leaves that open; and its interval: which end a single date is. */
enum episode_kind segment_kind(const struct segment *s, enum section section);
struct interval segment_when(const struct line *l, const struct segment *s, enum episode_kind kind);

/* Best guesses; of the part `part`. */
void segment_names(const struct line *l, const struct segment *s, uint32_t part, struct span *ret_organisation,
                   struct span *ret_title);

/* Room for one more episode, zeroed; NULL: none (counted in `dropped`) or no memory (*ret_failed). */
struct episode *history_add(struct history *h, bool *ret_failed);

/* Read one part of prose. False: no memory. */
bool history_prose(struct history *h, struct history_work *w, const struct cv_part *part, uint32_t index);

#endif
