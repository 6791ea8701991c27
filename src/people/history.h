/* What a CV says somebody did, and when: dated episodes of employment, education, projects and service, from structured entries
 * and from prose in English and Chinese. */
#ifndef CUSTOS_PEOPLE_HISTORY_H
#define CUSTOS_PEOPLE_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "people/cv.h"
#include "people/interval.h"

/* Octets [start, end) of a part's text. Empty: not told apart. */
struct span {
    uint32_t part, start, end;
};

enum episode_kind {
    EPISODE_UNKNOWN, /* dated, but of none of these kinds: an award */
    EPISODE_EMPLOYMENT,
    EPISODE_EDUCATION,
    EPISODE_PROJECT,
    EPISODE_SERVICE /* military service that the CV names as such: enlisted, conscripted, demobilised */
};

/* A field of an entry told its beginning; its end, in whatever form. Begun and not ended, it goes on. */
enum { ENTRY_BEGUN = 1, ENTRY_ENDED = 2 };

/* In prose an episode is one dated clause with all that follows up to the next date or line, or to words that begin something new
 * (现任 after 曾任); it may name several organisations. Lines of a list belong to the dated line that heads it, lines of an entry
 * to the line of dates above or below. A clause without a date is an episode when its words say what it is (曾任, 毕业于,
 * formerly). Prose episodes do not overlap. An entry of a structured history is one episode, whatever number of parts it has. */
struct episode {
    enum episode_kind kind;
    struct interval when;
    bool former;                            /* undated, but told as past: "former", "曾任" */
    bool present;                           /* undated, but told as present: "currently", "现任" */
    uint8_t told;                           /* of an entry: ENTRY_BEGUN, ENTRY_ENDED */
    uint32_t entry;                         /* of a structured history; 0: prose */
    struct span whole;                      /* of prose: the clause; of an entry: its first part */
    struct span dates, organisation, title; /* as far as told apart */
};

enum { HISTORY_EPISODES = 1024 };

struct history_work;

struct history {
    struct episode *list; /* in the order of the text; owned, kept from one CV to the next */
    size_t count, room;
    size_t dated_lines, undated; /* lines and entries that hold a date of a history; those of them that could not be read */
    size_t dropped;              /* beyond HISTORY_EPISODES */
    struct history_work *work;   /* owned, opaque: buffers, kept from one CV to the next */
};

/* Fill `h` (starts as { 0 }) in place of what it held. False: no memory. */
bool history_read(struct history *h, const struct cv *cv);
void history_done(struct history *h);

/* The episode that octet `at` of part `part` belongs to, or NULL. */
const struct episode *history_at(const struct history *h, const struct cv *cv, uint32_t part, uint32_t at);

#endif
