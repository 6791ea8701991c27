/* A progress line on a terminal: bar, share, packets (or records) a second, bytes a second, time left. Silent where there is no
 * terminal. */
#ifndef CUSTOS_REPORT_PROGRESS_H
#define CUSTOS_REPORT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { PROGRESS_LINE = 240, PROGRESS_INTERVAL_MS = 100 };

struct progress {
    FILE *out;            /* borrowed; NULL: not a terminal, every call does nothing */
    uint64_t total_bytes; /* of the inputs as stored; 0: not known, then without bar, share and time left */
    uint64_t read_bytes, packets;
    const char *unit;             /* what is counted as `packets`, in the singular; static; "packet" unless it is set */
    int64_t started_ns, drawn_ns; /* monotonic clock */
    unsigned drawn_columns;
};

/* `out` is normally standard error. */
void progress_begin(struct progress *p, FILE *out, uint64_t total_bytes);

/* How far the run is, as totals since its start; redrawn at most ten times a second. Cheap enough for every batch. */
void progress_step(struct progress *p, uint64_t read_bytes, uint64_t packets);

/* Take the line away, so that the report starts on a clean one. */
void progress_end(struct progress *p);

/* The line as it stands `elapsed_s` after the start. Returns `line`. */
const char *progress_line(const struct progress *p, double elapsed_s, char line[static PROGRESS_LINE]);

#endif
