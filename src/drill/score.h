/* Holds a verdict against the truth of a drill, by the same rules as the judge of capture folders. */
#ifndef CUSTOS_DRILL_SCORE_H
#define CUSTOS_DRILL_SCORE_H

#include <stdbool.h>

#include "audit/verdict.h"
#include "drill/truth.h"

enum { SCORE_NOTES = 16, SCORE_NOTE_TEXT = 240 };

struct score {
    uint32_t expected; /* expectations of the truth */
    uint32_t found;    /* of them, met */
    uint32_t missed;
    uint32_t false_alarms; /* findings that the truth neither expects nor allows */
    uint32_t wrong;        /* other contradictions: counts, accounts, exit status */
                           /* What had left when the first expected finding was certain; bytes 0: no rule of volume found it. */
    uint64_t detected_bytes;
    double detected_seconds;
    uint32_t note_count; /* what went wrong, in words; the rest is only counted */
    char notes[SCORE_NOTES][SCORE_NOTE_TEXT];
};

void score_verdict(const struct truth *t, const struct verdict *v, struct score *ret);
bool score_ok(const struct score *s);

#endif
