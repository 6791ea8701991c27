/* Interceptions over time against the warrants behind them: one row per intercept, and one per warrant that nothing was seen of.
 */
#ifndef CUSTOS_REPORT_TIMELINE_H
#define CUSTOS_REPORT_TIMELINE_H

#include <stdio.h>

#include "audit/verdict.h"

enum { TIMELINE_ROWS = 300 }; /* drawn at most; the table beside it names all */

/* Where a period stands within the run, as shares 0..1 of it. */
struct timeline_bar {
    double from, until;
    bool visible;      /* some of it is within the run */
    bool starts, ends; /* its start, its end is within the run */
};

/* `from_ns`, `until_ns` CLOCK_NONE: without that border. */
struct timeline_bar timeline_clip(const struct verdict *v, int64_t from_ns, int64_t until_ns);

/* Seconds between two marks of the axis so that at most `most` fit into `seconds`: 1, 2, 5, 10, 15, 30 of a unit people use. */
double timeline_step(double seconds, unsigned most);

/* An SVG element; nothing when there is no intercept and no warrant. */
void timeline_draw(const struct verdict *v, FILE *out);

#endif
