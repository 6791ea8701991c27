/* The packets that prove the findings: read once more from the inputs, put into words, and written as excerpts. */
#ifndef CUSTOS_APP_EVIDENCE_H
#define CUSTOS_APP_EVIDENCE_H

#include <stdio.h>

#include "audit/verdict.h"
#include "base/arena.h"
#include "base/err.h"
#include "capture/capture.h"

struct evidence; /* the packets; lives in the arena */

/* Read every packet that a finding names, and fill time, length and layers of the findings' evidence. */
enum err evidence_collect(struct capture_set *s, struct verdict *v, struct arena *a, struct evidence **ret,
                          struct fault *f) MUST_USE;

/* The packets of one finding as pcapng, a comment on every packet. Errors of `out` are the caller's to check. */
void evidence_excerpt(const struct evidence *e, const struct verdict_finding *finding, FILE *out);

/* DIR/F-0001.pcapng ... : one excerpt for each finding that has packets, a comment on every packet. */
enum err evidence_write(const struct evidence *e, const struct verdict *v, const char *dir, struct fault *f) MUST_USE;

#endif
