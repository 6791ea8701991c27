/* Elastic Common Schema 8 (elastic.co/guide/en/ecs/8.17): one document a line. */
#include "base/macros.h"
#include "report/export_formats.h"
#include "report/export_rows.h"

/* As Elastic's own rules weigh them. */
static const uint32_t severities[SEVERITY_COUNT + 1] = {0, 21, 47, 73, 99, EXPORT_LEAVE_OUT};

static const struct export_row rows[] = {
    EXPORT_ROW("@timestamp", FACT_TIME, FORM_PLAIN),
    EXPORT_CONSTANT("ecs.version", FACT_NONE, "8.17.0"),
    EXPORT_ROW("message", FACT_MESSAGE, FORM_PLAIN),
    EXPORT_CONSTANT("event.kind", FACT_NONE, "alert"),
    EXPORT_CONSTANTS("event.category", FACT_NONE, "network"),
    EXPORT_CONSTANTS("event.type", FACT_NONE, "info"),
    EXPORT_CONSTANT("event.module", FACT_NONE, "custos"),
    EXPORT_CONSTANT("event.dataset", FACT_NONE, "custos.finding"),
    EXPORT_CONSTANT("event.provider", FACT_NONE, "custos"),
    EXPORT_ROW("event.id", FACT_UID, FORM_PLAIN),
    EXPORT_SCALE("event.severity", FACT_SEVERITY_LEVEL, severities),
    EXPORT_ROW("event.risk_score", FACT_CONFIDENCE, FORM_PERCENT),
    EXPORT_ROW("event.created", FACT_MADE, FORM_PLAIN),
    EXPORT_ROW("event.start", FACT_FIRST, FORM_PLAIN),
    EXPORT_ROW("event.end", FACT_LAST, FORM_PLAIN),
    EXPORT_ROW("event.sequence", FACT_LEDGER_INDEX, FORM_PLAIN),
    EXPORT_ROW("event.hash", FACT_LEDGER_LEAF, FORM_PLAIN),
    EXPORT_ROW("event.reference", FACT_LEDGER_RECORD, FORM_PLAIN),
    EXPORT_ROW("rule.id", FACT_RULE, FORM_PLAIN),
    EXPORT_ROW("rule.name", FACT_TITLE, FORM_PLAIN),
    EXPORT_ROW("rule.version", FACT_VERSION, FORM_PLAIN),
    EXPORT_CONSTANT("rule.ruleset", FACT_NONE, "custos"),
    EXPORT_ROW("source.ip", FACT_SRC, FORM_PLAIN),
    EXPORT_ROW("source.port", FACT_SPORT, FORM_PLAIN),
    EXPORT_ROW("destination.ip", FACT_DST, FORM_PLAIN),
    EXPORT_ROW("destination.port", FACT_DPORT, FORM_PLAIN),
    EXPORT_ROW("network.transport", FACT_TRANSPORT, FORM_LOWER),
    EXPORT_ROW("network.protocol", FACT_INTERFACE, FORM_LOWER),
    EXPORT_ROW("network.community_id", FACT_COMMUNITY_ID, FORM_PLAIN),
    EXPORT_ROW("network.packets", FACT_PACKETS, FORM_PLAIN),
    EXPORT_ROW("network.bytes", FACT_BYTES, FORM_PLAIN),
    EXPORT_ROW("observer.name", FACT_ELEMENT, FORM_PLAIN),
    EXPORT_ROW("observer.type", FACT_ROLE, FORM_PLAIN),
    EXPORT_ROW("observer.vendor", FACT_SUPPLIER, FORM_PLAIN),
    EXPORT_ROW("file.path", FACT_EVIDENCE, FORM_PLAIN),
    EXPORT_ROW("file.size", FACT_EVIDENCE_BYTES, FORM_PLAIN),
    EXPORT_ROW("file.hash.sha256", FACT_EVIDENCE_SHA256, FORM_PLAIN),
    EXPORT_ROW("threat.indicator.marking.tlp", FACT_TLP, FORM_UPPER),
    EXPORT_CONSTANT("threat.indicator.marking.tlp_version", FACT_TLP, "2.0"),
    EXPORT_ROW("labels.finding", FACT_ID, FORM_PLAIN),
    EXPORT_ROW("labels.severity", FACT_SEVERITY, FORM_PLAIN),
    EXPORT_ROW("labels.depth", FACT_DEPTH, FORM_PLAIN),
    EXPORT_ROW("labels.li_interface", FACT_INTERFACE, FORM_PLAIN),
    EXPORT_ROW("labels.encapsulation", FACT_ENCAPSULATION, FORM_PLAIN),
    EXPORT_ROW("labels.subscribers", FACT_SUBSCRIBERS, FORM_TEXT),
    EXPORT_ROW("labels.ledger_checkpoint", FACT_LEDGER_CHECKPOINT, FORM_PLAIN),
    EXPORT_ROW("labels.classification", FACT_CLASSIFICATION, FORM_PLAIN),
    EXPORT_ROW("labels.sealed_liid", FACT_SEALED_LIID, FORM_PLAIN),
    EXPORT_ROW("labels.sealed_xid", FACT_SEALED_XID, FORM_PLAIN),
    EXPORT_ROW("labels.sealed_warrant", FACT_SEALED_WARRANT, FORM_PLAIN),
    EXPORT_ROW("labels.sealed_subscribers", FACT_SEALED_SUBSCRIBERS, FORM_PLAIN),
};

void export_ecs(const struct export_job *job, FILE *out)
{
    export_lines(job, rows, ARRAY_LEN(rows), out);
}
