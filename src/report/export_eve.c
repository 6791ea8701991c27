/* EVE JSON in the form of Suricata 7 (its user guide, "EVE JSON Format"), for any pipeline that reads that. What is not known is
 * left out, as Suricata does. Under "custos" stands what Suricata has no place for. */
#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "report/export_formats.h"
#include "report/export_rows.h"
#include "report/export_rules.h"
#include "report/facts.h"
#include "report/text.h"

/* Suricata's scale: 1 is the worst. */
static const uint32_t levels[SEVERITY_COUNT + 1] = {3, 3, 2, 1, 1, EXPORT_LEAVE_OUT};

static const struct export_row rows[] = {
    EXPORT_ROW("timestamp", FACT_TIME, FORM_MICRO),
    EXPORT_CONSTANT("event_type", FACT_NONE, "alert"),
    EXPORT_ROW("src_ip", FACT_SRC, FORM_PLAIN),
    EXPORT_ROW("src_port", FACT_SPORT, FORM_PLAIN),
    EXPORT_ROW("dest_ip", FACT_DST, FORM_PLAIN),
    EXPORT_ROW("dest_port", FACT_DPORT, FORM_PLAIN),
    EXPORT_ROW("proto", FACT_TRANSPORT, FORM_UPPER),
    EXPORT_ROW("app_proto", FACT_INTERFACE, FORM_LOWER),
    EXPORT_ROW("community_id", FACT_COMMUNITY_ID, FORM_PLAIN),
    EXPORT_ROW("host", FACT_ELEMENT, FORM_PLAIN),
    EXPORT_ROW("pcap_filename", FACT_EVIDENCE, FORM_PLAIN),
    EXPORT_CONSTANT("alert.action", FACT_NONE, "allowed"), /* custos only observes */
    EXPORT_FIGURE("alert.gid", FACT_NONE, 1),
    EXPORT_ROW("alert.signature_id", FACT_SID, FORM_PLAIN),
    EXPORT_FIGURE("alert.rev", FACT_NONE, EXPORT_RULE_REVISION),
    EXPORT_ROW("alert.signature", FACT_SIGNATURE, FORM_PLAIN),
    EXPORT_CONSTANT("alert.category", FACT_NONE, "Lawful interception integrity"),
    EXPORT_SCALE("alert.severity", FACT_SEVERITY_LEVEL, levels),
    EXPORT_ROW("alert.metadata.custos_id", FACT_UID, FORM_LIST),
    EXPORT_ROW("alert.metadata.custos_finding", FACT_ID, FORM_LIST),
    EXPORT_ROW("alert.metadata.custos_rule", FACT_RULE, FORM_LIST),
    EXPORT_ROW("alert.metadata.custos_severity", FACT_SEVERITY, FORM_LIST),
    EXPORT_ROW("alert.metadata.confidence", FACT_CONFIDENCE, FORM_LIST),
    EXPORT_ROW("alert.metadata.li_interface", FACT_INTERFACE, FORM_LIST),
    EXPORT_ROW("alert.metadata.evidence_sha256", FACT_EVIDENCE_SHA256, FORM_LIST),
    EXPORT_ROW("alert.metadata.ledger_origin", FACT_LEDGER_ORIGIN, FORM_LIST),
    EXPORT_ROW("alert.metadata.ledger_index", FACT_LEDGER_INDEX, FORM_LIST),
    EXPORT_ROW("alert.metadata.ledger_leaf_hash", FACT_LEDGER_LEAF, FORM_LIST),
    EXPORT_ROW("alert.metadata.ledger_checkpoint", FACT_LEDGER_CHECKPOINT, FORM_LIST),
    EXPORT_ROW("alert.metadata.tlp", FACT_TLP, FORM_LIST),
    EXPORT_ROW("alert.metadata.classification", FACT_CLASSIFICATION, FORM_LIST),
    EXPORT_ROW("flow.pkts_toserver", FACT_PACKETS, FORM_PLAIN),
    EXPORT_ROW("flow.bytes_toserver", FACT_BYTES, FORM_PLAIN),
    EXPORT_ROW("flow.start", FACT_FIRST, FORM_MICRO),
    EXPORT_ROW("flow.end", FACT_LAST, FORM_MICRO),
    EXPORT_ROW("custos.id", FACT_ID, FORM_PLAIN),
    EXPORT_ROW("custos.rule", FACT_RULE, FORM_PLAIN),
    EXPORT_ROW("custos.severity", FACT_SEVERITY, FORM_PLAIN),
    EXPORT_ROW("custos.confidence", FACT_CONFIDENCE, FORM_PLAIN),
    EXPORT_ROW("custos.depth", FACT_DEPTH, FORM_PLAIN),
    EXPORT_ROW("custos.message", FACT_MESSAGE, FORM_PLAIN),
    EXPORT_ROW("custos.remedy", FACT_REMEDY, FORM_PLAIN),
    EXPORT_ROW("custos.element", FACT_ELEMENT, FORM_PLAIN),
    EXPORT_ROW("custos.role", FACT_ROLE, FORM_PLAIN),
    EXPORT_ROW("custos.supplier", FACT_SUPPLIER, FORM_PLAIN),
    EXPORT_ROW("custos.encapsulation", FACT_ENCAPSULATION, FORM_PLAIN),
    EXPORT_ROW("custos.packets", FACT_PACKETS, FORM_PLAIN),
    EXPORT_ROW("custos.bytes", FACT_BYTES, FORM_PLAIN),
    EXPORT_ROW("custos.copied", FACT_COPIED, FORM_PLAIN),
    EXPORT_ROW("custos.subscribers", FACT_SUBSCRIBERS, FORM_PLAIN),
    EXPORT_ROW("custos.detected_after.packets", FACT_DETECTED_PACKETS, FORM_PLAIN),
    EXPORT_ROW("custos.detected_after.bytes", FACT_DETECTED_BYTES, FORM_PLAIN),
    EXPORT_ROW("custos.detected_after.seconds", FACT_DETECTED_SECONDS, FORM_PLAIN),
    EXPORT_ROW("custos.limits.min_bytes", FACT_LIMIT_BYTES, FORM_PLAIN),
    EXPORT_ROW("custos.limits.max_delay_s", FACT_LIMIT_DELAY, FORM_PLAIN),
    EXPORT_ROW("custos.correlation.coefficient", FACT_CORRELATION, FORM_PLAIN),
    EXPORT_ROW("custos.correlation.lag_s", FACT_CORRELATION_LAG, FORM_PLAIN),
    EXPORT_ROW("custos.correlation.log10_p", FACT_CORRELATION_CHANCE, FORM_PLAIN),
    EXPORT_ROW("custos.evidence_packets", FACT_EVIDENCE_PACKETS, FORM_PLAIN),
    EXPORT_ROW("custos.sealed.liid", FACT_SEALED_LIID, FORM_PLAIN),
    EXPORT_ROW("custos.sealed.xid", FACT_SEALED_XID, FORM_PLAIN),
    EXPORT_ROW("custos.sealed.warrant", FACT_SEALED_WARRANT, FORM_PLAIN),
    EXPORT_ROW("custos.sealed.subscribers", FACT_SEALED_SUBSCRIBERS, FORM_PLAIN),
};

static void known(struct json *j, const char *key, const char *value)
{
    if (value) json_string(j, key, value);
}

static void count(struct json *j, const char *key, uint64_t n)
{
    json_unsigned(j, key, n < INT64_MAX ? n : INT64_MAX);
}

/* As in the alerts, from the same place. */
static void timestamp(struct json *j, const struct export_job *job)
{
    static const struct export_row row = EXPORT_ROW("timestamp", FACT_MADE, FORM_MICRO);
    struct export_subject s = {job, NULL};
    if (job->verdict->last_ns != CLOCK_NONE) export_rows(j, &row, 1, &s);
}

static void stats_captures(struct json *j, const struct verdict *v)
{
    uint64_t dropped = 0;
    bool told = false;
    for (size_t i = 0; i < v->capture_count; i++)
        if (v->captures[i].dropped_packets >= 0) {
            dropped = facts_add(dropped, (uint64_t)v->captures[i].dropped_packets);
            told = true;
        }
    json_object_begin(j, "capture");
    count(j, "kernel_packets", v->packets);
    if (told) count(j, "kernel_drops", dropped);
    json_object_end(j);
    json_object_begin(j, "decoder");
    count(j, "pkts", v->packets);
    count(j, "bytes", v->bytes);
    json_object_end(j);
}

static void stats_elements(struct json *j, const struct verdict *v)
{
    json_array_begin(j, "elements");
    for (size_t i = 0; i < v->element_count; i++) {
        const struct verdict_element *e = &v->elements[i];
        json_object_begin(j, NULL);
        known(j, "name", e->name);
        count(j, "in_bytes", e->in.bytes);
        count(j, "out_bytes", e->out.bytes);
        for (unsigned a = 0; a < ACCOUNT_COUNT; a++) {
            char key[32];
            snprintf(key, sizeof key, "%s_bytes", account_name((enum account)a));
            count(j, key, e->account[a].bytes);
            snprintf(key, sizeof key, "%s_packets", account_name((enum account)a));
            count(j, key, e->account[a].packets);
        }
        json_object_end(j);
    }
    json_array_end(j);
}

static void stats_ruled_out(struct json *j, const struct verdict *v)
{
    json_array_begin(j, "ruled_out");
    for (size_t i = 0; i < v->ruled_out_count; i++) {
        const struct verdict_ruled_out *r = &v->ruled_out[i];
        json_object_begin(j, NULL);
        known(j, "reason", r->reason);
        count(j, "packets", r->tally.packets);
        count(j, "bytes", r->tally.bytes);
        count(j, "conversations", r->conversations);
        known(j, "why", r->why);
        json_object_end(j);
    }
    json_array_end(j);
}

static void stats(const struct export_job *job, FILE *out)
{
    const struct verdict *v = job->verdict;
    struct json line, *j = &line;
    size_t severities[SEVERITY_COUNT];
    facts_severities(v, severities);
    json_init(j, out, false);
    json_object_begin(j, NULL);
    timestamp(j, job);
    json_string(j, "event_type", "stats");
    json_object_begin(j, "stats");
    count(j, "uptime", (uint64_t)text_seconds(v->first_ns, v->last_ns));
    stats_captures(j, v);
    json_object_begin(j, "detect");
    count(j, "alert", v->finding_count);
    json_object_end(j);
    json_object_begin(j, "custos");
    known(j, "version", v->version);
    for (unsigned s = SEVERITY_COUNT; s-- > 0;) count(j, severity_name((enum severity)s), severities[s]);
    count(j, "intercepts", v->intercept_count);
    count(j, "undecrypted_sessions", v->undecrypted_sessions);
    if (v->window_s >= 0) json_number(j, "window_s", v->window_s);
    if (v->long_memory_s >= 0) json_number(j, "long_memory_s", v->long_memory_s);
    stats_elements(j, v);
    stats_ruled_out(j, v);
    json_object_end(j);
    json_object_end(j);
    json_object_end(j);
    putc('\n', out);
}

void export_eve(const struct export_job *job, FILE *out)
{
    export_lines(job, rows, ARRAY_LEN(rows), out);
    if (job->verdict) stats(job, out);
}
