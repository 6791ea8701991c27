/* The facts of a finding that exports may show, each drawn from the verdict in one place. */
#ifndef CUSTOS_REPORT_EXPORT_FACTS_H
#define CUSTOS_REPORT_EXPORT_FACTS_H

#include "base/uuid.h"
#include "report/export.h"

enum export_fact {
    FACT_NONE,      /* never known */
    FACT_UID,       /* UUID: of the ledger's record, or of what the finding shows */
    FACT_ID,        /* "F-0001" */
    FACT_RULE,      /* "covert-copy" */
    FACT_SIGNATURE, /* "CUSTOS covert-copy" */
    FACT_SID,       /* the rule's number */
    FACT_TITLE,     /* the rule's */
    FACT_REMEDY,
    FACT_MESSAGE,        /* title, element, conversation and volume in a sentence */
    FACT_SEVERITY,       /* "critical" */
    FACT_SEVERITY_LEVEL, /* 0 info .. 4 critical, 5 withheld: for scales */
    FACT_CONFIDENCE,     /* 0..1 */
    FACT_DEPTH,
    FACT_FIRST,
    FACT_LAST,
    FACT_MADE,
    FACT_TIME, /* first, or else made */
    FACT_SRC,
    FACT_DST,
    FACT_ENDS, /* one of both at least */
    FACT_SPORT,
    FACT_DPORT,
    FACT_TRANSPORT,
    FACT_COMMUNITY_ID,
    FACT_ENCAPSULATION,
    FACT_INTERFACE,
    FACT_ELEMENT,
    FACT_SUPPLIER,
    FACT_ROLE,
    FACT_PACKETS,
    FACT_BYTES,
    FACT_DETECTED_PACKETS,
    FACT_DETECTED_BYTES,
    FACT_DETECTED_SECONDS,
    FACT_LIMIT_BYTES,
    FACT_LIMIT_DELAY,
    FACT_CORRELATION,
    FACT_CORRELATION_LAG,
    FACT_CORRELATION_CHANCE,
    FACT_COPIED,      /* how many conversations were copied */
    FACT_SUBSCRIBERS, /* how many are named */
    FACT_EVIDENCE_PACKETS,
    FACT_EVIDENCE,
    FACT_EVIDENCE_SHA256,
    FACT_EVIDENCE_BYTES,
    FACT_LEDGER_ORIGIN,
    FACT_LEDGER_INDEX,
    FACT_LEDGER_LEAF,
    FACT_LEDGER_CHECKPOINT, /* "SIZE ROOT" */
    FACT_LEDGER_RECORD,     /* "ORIGIN#INDEX" */
    FACT_TLP,
    FACT_CLASSIFICATION,
    FACT_LABELS, /* "tlp:amber", "classification:..." */
    FACT_SEALED_LIID,
    FACT_SEALED_XID,
    FACT_SEALED_WARRANT,
    FACT_SEALED_SUBSCRIBERS,
    FACT_VERSION,
    FACT_COUNT
};

enum fact_kind { KIND_NONE, KIND_TEXT, KIND_COUNT, KIND_NUMBER, KIND_TIME, KIND_TEXTS };
enum { FACT_ROOM = 1024, FACT_TEXTS = 16 };

struct fact {
    enum fact_kind kind; /* KIND_NONE: not known */
    const char *text;    /* borrowed, or in `room` */
    uint64_t count;      /* at most INT64_MAX */
    double number;
    int64_t time_ns;
    const char *texts[FACT_TEXTS]; /* the first ones; borrowed, or in `room` */
    size_t text_count;
    char room[FACT_ROOM];
};

struct export_subject {
    const struct export_job *job;
    const struct export_item *item;
};

/* What is known of that fact. `ret` must stay where it is while it is used. */
void export_fact(const struct export_subject *s, enum export_fact fact, struct fact *ret);

/* The name of a whole job, for what holds all its items: a UUID of `kind`, the time and every item's own. Returns `name`. */
const char *export_job_uid(const struct export_job *job, const char *kind, char name[static UUID_TEXT]);

#endif
