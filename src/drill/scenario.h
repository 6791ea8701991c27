/* The table row behind a drill: what is played, what is planted in it, and what paper covers it. */
#ifndef CUSTOS_DRILL_SCENARIO_H
#define CUSTOS_DRILL_SCENARIO_H

#include "drill/copy.h"
#include "drill/delivery.h"
#include "drill/drill.h"
#include "drill/hi1.h"
#include "drill/orders.h"
#include "drill/reach.h"
#include "drill/service.h"
#include "drill/traffic.h"
#include "drill/upf.h"
#include "drill/x1.h"

enum paper { PAPER_VALID, PAPER_NONE, PAPER_EXPIRED, PAPER_IRI_ONLY }; /* the warrant behind an interception */

struct interception_plan {
    const char *xid, *warrant, *liid;
    uint32_t target; /* subscriber's index */
    enum paper paper;
    bool x2, x3;
    bool elsewhere;             /* X3 to a place that nothing declares */
    uint32_t from_ms, until_ms; /* when it delivers; until 0: to the end */
    const char *breaks;         /* the rule that it does, whatever its paper says; NULL: none */
    enum delivery_flaw flaw;
    uint32_t instead; /* the warrant names this subscriber, not the target; 0: it names the target */
};

struct scenario {
    const char *name, *summary;
    enum drill_kind kind;
    const struct profile *profile;
    struct upf_options upf;
    int64_t duration_ns;
    uint64_t bytes; /* size when none is asked for; 0: duration decides */
    bool handover;
    uint16_t snap;         /* the capture keeps so many bytes of a frame; 0: all */
    uint32_t memory_bytes; /* what the audit may take; 0: its default */
    struct copy_plan copy;
    bool probe; /* the inventory declares the copy as an approved probe */
    enum service_id service;
    struct order_plan order;
    struct reach_plan reach;
    const struct interception_plan *interceptions;
    enum handover_hashes hi3; /* their content over HI3 instead of X3 */
    bool mediated;            /* their content goes over X3, and from the mediation function over HI3 to the authority */
    size_t interception_count;
    struct x1_plan x1; /* its tasks are the interceptions, in this order */
    enum hi1_plan hi1; /* of the first interception */
    const char *twin;  /* the name of its innocent twin; NULL: what drill_twin makes of it */
};

enum { ELSEWHERE_PORT = 42003, HI3_PORT = 42103 };
#define SCENARIO_START INT64_C(1795255200000000000) /* 2026-11-21T10:00:00Z */

/* From when and until when warrants are valid; until when one that has expired was; and until when an order asks for that is to
 * last longer. RFC 3339. */
struct scenario_dates {
    const char *from, *until, *expired, *longer;
};
extern const struct scenario_dates scenario_dates;

struct ip_addr scenario_authority(void); /* where HI3 of a mediated interception goes */
struct ip_addr scenario_elsewhere(void); /* where an `elsewhere` interception delivers */

/* What happened when it was played, from which the truth is told. */
struct outcome {
    const struct copy *copy;
    struct delivery *deliveries[TRUTH_INTERCEPTS];
    size_t clear_links; /* distinct servers of deliveries and of X1 */
    const struct world *world;
};

/* The rows of the table: scenario_table.c. */
extern const struct scenario scenario_table[];
extern const size_t scenario_count;

/* The row with what the options change in it (vary.c). */
struct scenario scenario_of(const struct scenario *row, const struct drill_options *o);

void scenario_truth(const struct scenario *s, const struct outcome *o, struct truth *t);

#endif
