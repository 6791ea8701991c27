/* One drill, all its seeds: make, audit, hold the verdicts against the truth, and add up. */
#ifndef CUSTOS_APP_DRILL_TALLY_H
#define CUSTOS_APP_DRILL_TALLY_H

#include "app/drill_run.h"
#include "base/json.h"
#include "drill/score.h"

enum { TALLY_NOTES = 12, TALLY_NOTE_TEXT = SCORE_NOTE_TEXT + 48, TALLY_RATE_TEXT = 40, TALLY_NUMBER_TEXT = 24 };

/* One figure of every run that has it. */
struct tally_samples {
    double *values; /* owned */
    size_t count;
};

struct drill_tally {
    uint32_t runs, right, failed;
    uint32_t looked_for, detected; /* runs in which something had to be found; in which all of it was */
    uint32_t alarmed;              /* runs with a false alarm */
    uint32_t twins, twins_alarmed; /* runs of its innocent twin; with a false alarm */
    uint64_t packets, bytes;
    struct score sum;
    struct tally_samples bytes_to, seconds_to; /* detection, of runs in which all was detected */
    struct tally_samples carried;              /* packets copied */
    struct tally_samples window_s, memory_s;   /* how long content was remembered, and sparsely */
    double seconds;                            /* of all audits */
    uint32_t note_count;
    char notes[TALLY_NOTES][TALLY_NOTE_TEXT];
};

/* `drill`: which, beside the seeds of `o`. With `twin` each seed's innocent twin is judged too, where there is one. */
struct drill_tally tally_drill(const struct scenario *s, const struct drill_options *drill, bool twin,
                               const struct drill_run_options *o);
void tally_done(struct drill_tally *t);
void tally_add(struct drill_tally *all, const struct drill_tally *t); /* counts only */

const char *tally_rate_text(uint32_t hits, uint32_t runs, char text[static TALLY_RATE_TEXT]);
void tally_quantile_text(struct tally_samples *s, double q, int decimals, char text[static TALLY_NUMBER_TEXT]);
void tally_print_notes(const struct drill_tally *t);
void tally_write_rate(struct json *j, const char *key, uint32_t hits, uint32_t runs); /* null without runs */
void tally_write_quantiles(struct json *j, const char *key, struct tally_samples *s);
void tally_write_counts(struct json *j, const struct score *r);
void tally_write_notes(struct json *j, const struct drill_tally *t);

#endif
