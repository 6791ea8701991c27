#include "report/export_facts.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/macros.h"
#include "report/digest.h"
#include "report/export_facts_internal.h"

void fact_text(struct fact *ret, const char *value)
{
    if (!value || !value[0]) return;
    ret->kind = KIND_TEXT;
    ret->text = value;
}

void fact_print(struct fact *ret, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(ret->room, sizeof ret->room, format, args);
    va_end(args);
    fact_text(ret, ret->room);
}

void fact_count(struct fact *ret, uint64_t n)
{
    ret->kind = KIND_COUNT;
    ret->count = n < INT64_MAX ? n : INT64_MAX;
}

void fact_number(struct fact *ret, double value)
{
    if (!isfinite(value)) return;
    ret->kind = KIND_NUMBER;
    ret->number = value;
}

void fact_time(struct fact *ret, int64_t time_ns)
{
    if (time_ns == CLOCK_NONE) return;
    ret->kind = KIND_TIME;
    ret->time_ns = time_ns;
}

static void uid(const struct export_subject *s, struct fact *ret);

enum drawn { DRAWN_BY_FUNCTION, DRAWN_TEXT, DRAWN_COUNT, DRAWN_LENGTH, DRAWN_TIME };

/* How a fact is drawn: by a function, or from a member of the finding (a count of 0 is not known). */
struct source {
    enum drawn drawn;
    size_t offset;
    fact_fn *fn;
};

#define FINDING(how, member)                                                                                                     \
    {                                                                                                                            \
        how, offsetof(struct verdict_finding, member), NULL                                                                      \
    }
#define FUNCTION(name)                                                                                                           \
    {                                                                                                                            \
        DRAWN_BY_FUNCTION, 0, name                                                                                               \
    }

static const struct source sources[FACT_COUNT] = {
    [FACT_UID] = FUNCTION(uid),
    [FACT_ID] = FINDING(DRAWN_TEXT, id),
    [FACT_RULE] = FINDING(DRAWN_TEXT, rule),
    [FACT_SIGNATURE] = FUNCTION(fact_of_signature),
    [FACT_SID] = FUNCTION(fact_of_sid),
    [FACT_TITLE] = FUNCTION(fact_of_title),
    [FACT_REMEDY] = FUNCTION(fact_of_remedy),
    [FACT_MESSAGE] = FUNCTION(fact_of_message),
    [FACT_SEVERITY] = FUNCTION(fact_of_severity),
    [FACT_SEVERITY_LEVEL] = FUNCTION(fact_of_severity_level),
    [FACT_CONFIDENCE] = FUNCTION(fact_of_confidence),
    [FACT_DEPTH] = FINDING(DRAWN_TEXT, depth),
    [FACT_FIRST] = FINDING(DRAWN_TIME, first_ns),
    [FACT_LAST] = FUNCTION(fact_of_last),
    [FACT_MADE] = FUNCTION(fact_of_made),
    [FACT_TIME] = FUNCTION(fact_of_time_or_made),
    [FACT_SRC] = FUNCTION(fact_of_src),
    [FACT_DST] = FUNCTION(fact_of_dst),
    [FACT_ENDS] = FUNCTION(fact_of_ends),
    [FACT_SPORT] = FUNCTION(fact_of_sport),
    [FACT_DPORT] = FUNCTION(fact_of_dport),
    [FACT_TRANSPORT] = FINDING(DRAWN_TEXT, conversation.protocol),
    [FACT_COMMUNITY_ID] = FUNCTION(fact_of_community),
    [FACT_ENCAPSULATION] = FUNCTION(fact_of_encapsulation),
    [FACT_INTERFACE] = FUNCTION(fact_of_interface),
    [FACT_ELEMENT] = FINDING(DRAWN_TEXT, element),
    [FACT_SUPPLIER] = FINDING(DRAWN_TEXT, supplier),
    [FACT_ROLE] = FUNCTION(fact_of_role),
    [FACT_PACKETS] = FINDING(DRAWN_COUNT, packets),
    [FACT_BYTES] = FINDING(DRAWN_COUNT, bytes),
    [FACT_DETECTED_PACKETS] = FINDING(DRAWN_COUNT, detected_packets),
    [FACT_DETECTED_BYTES] = FINDING(DRAWN_COUNT, detected_bytes),
    [FACT_DETECTED_SECONDS] = FUNCTION(fact_of_detected_seconds),
    [FACT_LIMIT_BYTES] = FUNCTION(fact_of_limit_bytes),
    [FACT_LIMIT_DELAY] = FUNCTION(fact_of_limit_delay),
    [FACT_CORRELATION] = FUNCTION(fact_of_coefficient),
    [FACT_CORRELATION_LAG] = FUNCTION(fact_of_correlation_lag),
    [FACT_CORRELATION_CHANCE] = FUNCTION(fact_of_correlation_chance),
    [FACT_COPIED] = FINDING(DRAWN_LENGTH, copied_count),
    [FACT_SUBSCRIBERS] = FINDING(DRAWN_LENGTH, subscriber_count),
    [FACT_EVIDENCE_PACKETS] = FINDING(DRAWN_LENGTH, evidence_count),
    [FACT_EVIDENCE] = FUNCTION(fact_of_evidence),
    [FACT_EVIDENCE_SHA256] = FUNCTION(fact_of_evidence_sha256),
    [FACT_EVIDENCE_BYTES] = FUNCTION(fact_of_evidence_bytes),
    [FACT_LEDGER_ORIGIN] = FUNCTION(fact_of_ledger_origin),
    [FACT_LEDGER_INDEX] = FUNCTION(fact_of_ledger_index),
    [FACT_LEDGER_LEAF] = FUNCTION(fact_of_ledger_leaf),
    [FACT_LEDGER_CHECKPOINT] = FUNCTION(fact_of_ledger_checkpoint),
    [FACT_LEDGER_RECORD] = FUNCTION(fact_of_ledger_record),
    [FACT_TLP] = FUNCTION(fact_of_tlp),
    [FACT_CLASSIFICATION] = FUNCTION(fact_of_classification),
    [FACT_LABELS] = FUNCTION(fact_of_labels),
    [FACT_SEALED_LIID] = FUNCTION(fact_of_sealed_liid),
    [FACT_SEALED_XID] = FUNCTION(fact_of_sealed_xid),
    [FACT_SEALED_WARRANT] = FUNCTION(fact_of_sealed_warrant),
    [FACT_SEALED_SUBSCRIBERS] = FUNCTION(fact_of_sealed_subscribers),
    [FACT_VERSION] = FUNCTION(fact_of_version),
};

static void draw(const struct verdict_finding *f, const struct source *from, struct fact *ret)
{
    const void *at = (const char *)f + from->offset;
    uint64_t n = 0;
    switch (from->drawn) {
    case DRAWN_TEXT: fact_text(ret, *(const char *const *)at); return;
    case DRAWN_TIME: fact_time(ret, *(const int64_t *)at); return;
    case DRAWN_COUNT: n = *(const uint64_t *)at; break;
    case DRAWN_LENGTH: n = *(const size_t *)at; break;
    case DRAWN_BY_FUNCTION: return;
    }
    if (n) fact_count(ret, n);
}

void export_fact(const struct export_subject *s, enum export_fact fact, struct fact *ret)
{
    const struct source *from = &sources[fact];
    ret->kind = KIND_NONE;
    ret->text_count = 0;
    ret->room[0] = 0;
    if (from->fn)
        from->fn(s, ret);
    else if (from->drawn != DRAWN_BY_FUNCTION)
        draw(s->item->finding, from, ret);
}

/* Of a record in a ledger its place there. Else what stands in every export anyway, so that a name can be tested against nothing
 * that is withheld. */
static void uid(const struct export_subject *s, struct fact *ret)
{
    static const enum export_fact shown[] = {FACT_ID,    FACT_RULE, FACT_ELEMENT, FACT_SRC,  FACT_SPORT,   FACT_DST,
                                             FACT_DPORT, FACT_MADE, FACT_FIRST,   FACT_LAST, FACT_PACKETS, FACT_BYTES};
    const struct ledger_ref *l = s->item->ledger;
    char name[4096];
    int at;
    if (l && l->origin) {
        snprintf(name, sizeof name, "custos/finding/v1\n%s\n%" PRIu64, l->origin, l->index);
        fact_text(ret, uuid5(&uuid_custos, name, ret->room));
        return;
    }
    at = snprintf(name, sizeof name, "custos/finding/v1");
    for (size_t i = 0; i < ARRAY_LEN(shown) && at < (int)sizeof name; i++) {
        struct fact f;
        export_fact(s, shown[i], &f);
        const char *words = f.kind == KIND_TEXT ? f.text : "";
        int64_t figure = f.kind == KIND_TIME ? f.time_ns : f.kind == KIND_COUNT ? (int64_t)f.count : 0;
        at += snprintf(name + at, sizeof name - (size_t)at, "\n%s %" PRId64, words, figure);
    }
    fact_text(ret, uuid5(&uuid_custos, name, ret->room));
}

const char *export_job_uid(const struct export_job *job, const char *kind, char name[static UUID_TEXT])
{
    char from[256];
    snprintf(from, sizeof from, "custos/%s/v1\n%" PRId64, kind, job->made_ns);
    uuid5(&uuid_custos, from, name);
    for (size_t i = 0; i < job->item_count; i++) {
        struct export_subject s = {job, &job->items[i]};
        struct fact own;
        uid(&s, &own);
        snprintf(from, sizeof from, "%s\n%s", name, own.text);
        uuid5(&uuid_custos, from, name);
    }
    return name;
}
