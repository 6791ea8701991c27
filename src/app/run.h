/* One audit from captures to verdict: opens the adapters, drives the domain, and keeps what the reports need. */
#ifndef CUSTOS_APP_RUN_H
#define CUSTOS_APP_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "app/evidence.h"
#include "audit/verdict.h"
#include "base/err.h"

struct run_options {
    const char *const *captures; /* [TAP=]FILE, as on the command line */
    size_t capture_count;
    const char *network, *warrants; /* files; NULL: survey first, no warrants */
    const char *const *keylogs;
    size_t keylog_count;
    const char *keys;     /* of deliveries, file; NULL: none */
    double window_s;      /* 0: what memory holds */
    size_t memory_bytes;  /* 0: default */
    unsigned threads;     /* 0: one */
    const char *seal_key; /* file; NULL: none */
    bool reveal_targets;
    bool keep_evidence; /* read the findings' packets again and put their layers into words */
    bool progress;      /* draw a progress line on standard error, if that is a terminal */
};

struct run; /* opaque; owns verdict, captures and evidence */

enum err run_audit(const struct run_options *o, struct run **ret, struct fault *f) MUST_USE;
const struct verdict *run_verdict(const struct run *r);
const struct evidence *run_evidence(const struct run *r); /* NULL unless keep_evidence */
void run_free(struct run *r);                             /* accepts NULL */

#endif
