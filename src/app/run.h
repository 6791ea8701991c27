/* One audit from captures to verdict: opens the adapters, drives the domain, and keeps what the reports need. */
#ifndef CUSTOS_APP_RUN_H
#define CUSTOS_APP_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "app/evidence.h"
#include "audit/verdict.h"
#include "base/err.h"
#include "intercept/pdu.h"
#include "register/network.h"
#include "register/seal.h"

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

/* A PDU of an LI protocol, and where it was seen. All of it is borrowed for the call. */
struct run_pdu {
    const struct li_pdu *pdu;
    const char *capture;           /* as on the command line */
    const char *tap;               /* of the frame that completed it; NULL: only the end of the input did */
    const struct network *network; /* NULL: none was given */
    const struct seal_key *seal;   /* NULL: none was given */
};
typedef void run_pdu_fn(void *ctx, const struct run_pdu *p);

struct run; /* opaque; owns verdict, captures and evidence */

enum err run_audit(const struct run_options *o, struct run **ret, struct fault *f) MUST_USE;
/* The same captures, register and key logs, but only for the PDUs; there is no verdict then. Without a network everything is
 * looked at, nothing is surveyed. */
enum err run_decode(const struct run_options *o, run_pdu_fn *fn, void *ctx, struct fault *f) MUST_USE;
const struct verdict *run_verdict(const struct run *r);
const struct evidence *run_evidence(const struct run *r); /* NULL unless keep_evidence */
void run_free(struct run *r);                             /* accepts NULL */

#endif
