/* MISP core format (draft-dulaunoy-misp-core-format): one event. Each finding is an object of our own template, custos-li-finding
 * (share/misp-objects), with objects of MISP's own templates for its conversation, its evidence file and its place in a ledger.
 */
#include <inttypes.h>
#include <string.h>

#include "base/macros.h"
#include "report/digest.h"
#include "report/export_formats.h"
#include "report/export_rows.h"

struct attribute {
    struct export_row row; /* path: the relation */
    const char *type, *category;
    bool correlate;
};

struct template
{
    const char *name, *meta, *uuid, *version, *description;
    const struct attribute *attributes;
    size_t count;
    enum export_fact needs; /* the object is left out unless this is known */
    const char *relation;   /* of the finding to it */
};

#define NETWORK  "Network activity"
#define ANALYSIS "External analysis"

static const struct attribute finding_attributes[] = {
    {EXPORT_ROW("title", FACT_TITLE, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("rule", FACT_RULE, FORM_TEXT), "text", "Other", true},
    {EXPORT_ROW("severity", FACT_SEVERITY, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("confidence", FACT_CONFIDENCE, FORM_TEXT), "float", "Other", false},
    {EXPORT_ROW("depth", FACT_DEPTH, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("finding-id", FACT_ID, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("element", FACT_ELEMENT, FORM_TEXT), "text", "Other", true},
    {EXPORT_ROW("element-role", FACT_ROLE, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("supplier", FACT_SUPPLIER, FORM_TEXT), "text", "Other", true},
    {EXPORT_ROW("li-interface", FACT_INTERFACE, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("encapsulation", FACT_ENCAPSULATION, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("first-seen", FACT_FIRST, FORM_MILLI), "datetime", "Other", false},
    {EXPORT_ROW("last-seen", FACT_LAST, FORM_MILLI), "datetime", "Other", false},
    {EXPORT_ROW("packets", FACT_PACKETS, FORM_TEXT), "counter", "Other", false},
    {EXPORT_ROW("bytes", FACT_BYTES, FORM_TEXT), "size-in-bytes", "Other", false},
    {EXPORT_ROW("subscribers", FACT_SUBSCRIBERS, FORM_TEXT), "counter", "Other", false},
    {EXPORT_ROW("remedy", FACT_REMEDY, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("classification", FACT_CLASSIFICATION, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("sealed-liid", FACT_SEALED_LIID, FORM_TEXT), "text", "Other", true},
    {EXPORT_ROW("sealed-xid", FACT_SEALED_XID, FORM_TEXT), "text", "Other", true},
    {EXPORT_ROW("sealed-warrant", FACT_SEALED_WARRANT, FORM_TEXT), "text", "Other", true},
    {EXPORT_ROW("sealed-subscriber", FACT_SEALED_SUBSCRIBERS, FORM_TEXT), "text", "Other", true},
};

static const struct attribute connection_attributes[] = {
    {EXPORT_ROW("ip-src", FACT_SRC, FORM_TEXT), "ip-src", NETWORK, true},
    {EXPORT_ROW("src-port", FACT_SPORT, FORM_TEXT), "port", NETWORK, false},
    {EXPORT_ROW("ip-dst", FACT_DST, FORM_TEXT), "ip-dst", NETWORK, true},
    {EXPORT_ROW("dst-port", FACT_DPORT, FORM_TEXT), "port", NETWORK, false},
    {EXPORT_ROW("layer4-protocol", FACT_TRANSPORT, FORM_UPPER), "text", "Other", false},
    {EXPORT_ROW("layer7-protocol", FACT_INTERFACE, FORM_TEXT), "text", "Other", false},
    {EXPORT_ROW("community-id", FACT_COMMUNITY_ID, FORM_TEXT), "community-id", NETWORK, true},
    {EXPORT_ROW("first-packet-seen", FACT_FIRST, FORM_MILLI), "datetime", "Other", false},
    {EXPORT_ROW("last-packet-seen", FACT_LAST, FORM_MILLI), "datetime", "Other", false},
    {EXPORT_ROW("src-packets-count", FACT_PACKETS, FORM_TEXT), "counter", "Other", false},
    {EXPORT_ROW("src-bytes-count", FACT_BYTES, FORM_TEXT), "size-in-bytes", "Other", false},
};

static const struct attribute capture_attributes[] = {
    {EXPORT_CONSTANT("text", FACT_EVIDENCE, "Packets that prove the finding, each with a comment"), "text", "Other", false},
    {EXPORT_CONSTANT("file-format", FACT_EVIDENCE, "pcapng"), "text", "Other", false},
    {EXPORT_ROW("file-name", FACT_EVIDENCE, FORM_TEXT), "filename", ANALYSIS, false},
    {EXPORT_ROW("file-size-in-bytes", FACT_EVIDENCE_BYTES, FORM_TEXT), "size-in-bytes", "Other", false},
    {EXPORT_ROW("file-hash-sha256", FACT_EVIDENCE_SHA256, FORM_TEXT), "sha256", ANALYSIS, true},
    {EXPORT_ROW("captured-packets", FACT_EVIDENCE_PACKETS, FORM_TEXT), "counter", "Other", false},
};

static const struct attribute ledger_attributes[] = {
    {EXPORT_ROW("case-number", FACT_LEDGER_ORIGIN, FORM_TEXT), "text", "Other", true},
    {EXPORT_ROW("evidence-number", FACT_LEDGER_INDEX, FORM_TEXT), "text", "Other", false},
    {EXPORT_CONSTANT("type", FACT_LEDGER_ORIGIN, "Network"), "text", "Other", false},
    {EXPORT_ROW("name", FACT_LEDGER_LEAF, FORM_TEXT), "text", "Other", true},
    {EXPORT_CONSTANT("acquisition-tools", FACT_LEDGER_ORIGIN, "custos"), "text", "Other", false},
    {EXPORT_ROW("additional-comments", FACT_LEDGER_CHECKPOINT, FORM_TEXT), "text", "Other", false},
};

#define ATTRIBUTES(of) of, ARRAY_LEN(of)

/* The first one is the finding itself. */
static const struct template templates[] = {
    {"custos-li-finding", "network", "5f0e6f0c-27c4-4b7e-9d3f-6a1b7f0d9c35", "1",
     "A finding about the integrity of lawful interception or of a network element, made by an independent witness.",
     ATTRIBUTES(finding_attributes), FACT_UID, NULL},
    {"network-connection", "network", "af16764b-f8e5-4603-9de1-de34d272f80b", "7", "A local or remote network connection.",
     ATTRIBUTES(connection_attributes), FACT_ENDS, "characterized-by"},
    {"pcap-metadata", "network", "0784aefa-ec3a-4eca-a431-c31ed7058bd3", "3", "Network packet capture metadata",
     ATTRIBUTES(capture_attributes), FACT_EVIDENCE, "derived-from"},
    {"forensic-evidence", "misc", "fe44c648-63ef-43fc-b3de-af71a2e023e4", "2",
     "An object template to describe a digital forensic evidence.", ATTRIBUTES(ledger_attributes), FACT_LEDGER_ORIGIN,
     "references"},
};

static const struct export_row made_seconds = EXPORT_ROW("timestamp", FACT_MADE, FORM_SECONDS);

/* The name of a part of the item: of its object (`relation` NULL), or of one of its attributes or references. */
static const char *part_uid(const struct export_subject *s, const struct template *t, const char *relation, size_t nth,
                            char text[static UUID_TEXT])
{
    struct fact own;
    char name[256];
    export_fact(s, FACT_UID, &own);
    snprintf(name, sizeof name, "custos/misp/v1\n%s\n%" PRId64 "\n%s\n%s\n%zu", own.text, s->job->made_ns, t->name,
             relation ? relation : "", nth);
    return uuid5(&uuid_custos, name, text);
}

static bool is_known(const struct export_subject *s, enum export_fact fact)
{
    struct fact f;
    export_fact(s, fact, &f);
    return f.kind != KIND_NONE;
}

static void attribute(struct json *j, const struct export_subject *s, const struct template *t, const struct attribute *a,
                      size_t nth, const char *value)
{
    char uuid[UUID_TEXT];
    json_object_begin(j, NULL);
    json_string(j, "uuid", part_uid(s, t, a->row.path, nth, uuid));
    json_string(j, "object_relation", a->row.path);
    json_string(j, "type", a->type);
    json_string(j, "category", a->category);
    json_string(j, "value", value);
    json_bool(j, "to_ids", false);
    json_bool(j, "disable_correlation", !a->correlate);
    json_string(j, "distribution", "5");
    export_rows(j, &made_seconds, 1, s);
    json_object_end(j);
}

static void attributes(struct json *j, const struct export_subject *s, const struct template *t)
{
    json_array_begin(j, "Attribute");
    for (size_t i = 0; i < t->count; i++) {
        const struct attribute *a = &t->attributes[i];
        struct fact several;
        char text[FACT_ROOM];
        const char *value = export_row_text(&a->row, s, text);
        if (value) attribute(j, s, t, a, 0, value);
        export_fact(s, a->row.fact, &several);
        for (size_t k = 0; several.kind == KIND_TEXTS && k < several.text_count; k++) attribute(j, s, t, a, k, several.texts[k]);
    }
    json_array_end(j);
}

static void references(struct json *j, const struct export_subject *s)
{
    char uuid[UUID_TEXT];
    json_array_begin(j, "ObjectReference");
    for (size_t i = 1; i < ARRAY_LEN(templates); i++) {
        const struct template *t = &templates[i];
        if (!is_known(s, t->needs)) continue;
        json_object_begin(j, NULL);
        json_string(j, "uuid", part_uid(s, t, "reference", 0, uuid));
        json_string(j, "object_uuid", part_uid(s, &templates[0], NULL, 0, uuid));
        json_string(j, "referenced_uuid", part_uid(s, t, NULL, 0, uuid));
        json_string(j, "relationship_type", t->relation);
        export_rows(j, &made_seconds, 1, s);
        json_object_end(j);
    }
    json_array_end(j);
}

static void object(struct json *j, const struct export_subject *s, const struct template *t)
{
    char uuid[UUID_TEXT];
    if (!is_known(s, t->needs)) return;
    json_object_begin(j, NULL);
    json_string(j, "name", t->name);
    json_string(j, "meta-category", t->meta);
    json_string(j, "description", t->description);
    json_string(j, "template_uuid", t->uuid);
    json_string(j, "template_version", t->version);
    json_string(j, "uuid", part_uid(s, t, NULL, 0, uuid));
    json_string(j, "distribution", "5");
    export_rows(j, &made_seconds, 1, s);
    attributes(j, s, t);
    if (t == &templates[0]) references(j, s);
    json_object_end(j);
}

/* 1 high, 2 medium, 3 low, 4 undefined: of the worst finding. */
static const char *threat_level(const struct export_job *job)
{
    static const char *const levels[SEVERITY_COUNT] = {"4", "3", "2", "1", "1"};
    const char *worst = "4";
    for (size_t i = 0; i < job->item_count; i++) {
        enum severity s = job->items[i].finding->severity;
        if ((unsigned)s < SEVERITY_COUNT && strcmp(levels[s], worst) < 0) worst = levels[s];
    }
    return worst;
}

static void tag(struct json *j, const char *name)
{
    json_object_begin(j, NULL);
    json_string(j, "name", name);
    json_object_end(j);
}

static void tags(struct json *j, const struct export_job *job)
{
    char text[FACT_ROOM];
    json_array_begin(j, "Tag");
    if (tlp_name(job->tlp)) {
        snprintf(text, sizeof text, "tlp:%s", tlp_name(job->tlp));
        tag(j, text);
    }
    if (job->classification && job->classification[0]) {
        int start = snprintf(text, sizeof text, "custos:classification=\"");
        int end = start + snprintf(text + start, sizeof text - (size_t)start - 1, "%s", job->classification);
        if (end > (int)sizeof text - 2) end = (int)sizeof text - 2;
        for (int i = start; i < end; i++)
            if (text[i] == '"') text[i] = '\''; /* a machine tag has no way to quote it */
        memcpy(text + end, "\"", 2);
        tag(j, text);
    }
    json_array_end(j);
}

static void head(struct json *j, const struct export_job *job)
{
    static const struct export_row dates[] = {EXPORT_ROW("date", FACT_MADE, FORM_DATE),
                                              EXPORT_ROW("timestamp", FACT_MADE, FORM_SECONDS)};
    struct export_subject s = {job, NULL};
    char uuid[UUID_TEXT], info[96];
    snprintf(info, sizeof info, "Lawful interception integrity: %zu finding%s", job->item_count, job->item_count == 1 ? "" : "s");
    json_string(j, "uuid", export_job_uid(job, "misp-event", uuid));
    json_string(j, "info", info);
    export_rows(j, dates, ARRAY_LEN(dates), &s);
    json_string(j, "threat_level_id", threat_level(job));
    json_string(j, "analysis", "2"); /* complete */
    json_string(j, "distribution", "0");
    json_bool(j, "published", false);
    json_object_begin(j, "Orgc");
    json_string(j, "name", "custos");
    json_string(j, "uuid", uuid5(&uuid_custos, "custos/organisation/v1", uuid));
    json_object_end(j);
    tags(j, job);
}

void export_misp(const struct export_job *job, FILE *out)
{
    struct json whole, *j = &whole;
    json_init(j, out, false);
    json_object_begin(j, NULL);
    json_object_begin(j, "Event");
    head(j, job);
    json_array_begin(j, "Attribute");
    json_array_end(j);
    json_array_begin(j, "Object");
    for (size_t i = 0; i < job->item_count; i++)
        for (size_t k = 0; k < ARRAY_LEN(templates); k++) {
            struct export_subject s = {job, &job->items[i]};
            object(j, &s, &templates[k]);
        }
    json_array_end(j);
    json_object_end(j);
    json_object_end(j);
    putc('\n', out);
}
