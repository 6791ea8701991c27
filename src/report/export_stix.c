/* STIX 2.1 (OASIS Standard, 10 June 2021): one bundle. A finding is a note about what was observed, where, and what to do; its
 * conversation and evidence file are cyber-observables under an observed-data object. All names are UUIDv5: those of observables
 * by clause 2.9, the others in our own namespace. The markings (TLP 2.0 by OASIS' extension definition, and a statement) travel
 * along. */
#include <inttypes.h>
#include <string.h>

#include "base/macros.h"
#include "report/digest.h"
#include "report/export_formats.h"
#include "report/export_stix_internal.h"

#define MAPPED        "2026-11-22T00:00:00.000Z" /* when objects that never change were first defined */
#define TLP_MADE      "2022-10-01T00:00:00.000Z"
#define TLP_EXTENSION "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"

static const char *const tlp_markings[TLP_COUNT] = {
    [TLP_CLEAR] = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    [TLP_GREEN] = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    [TLP_AMBER] = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    [TLP_AMBER_STRICT] = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    [TLP_RED] = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
};

/* An object of this finding in this release. */
static void finding_id(const struct stix *x, const struct export_subject *s, const char *type, char id[static STIX_ID])
{
    struct fact own;
    char name[128];
    export_fact(s, FACT_UID, &own);
    snprintf(name, sizeof name, "%s\n%" PRId64, own.text, x->job->made_ns);
    stix_own_id(x, type, name, id);
}

/* A domain or relationship object; `s` NULL: one that never changes. */
static void begin_domain(struct stix *x, const char *type, const char *id, const struct export_subject *s)
{
    static const struct export_row times[] = {EXPORT_ROW("created", FACT_MADE, FORM_MILLI),
                                              EXPORT_ROW("modified", FACT_MADE, FORM_MILLI)};
    stix_begin(x, type, id);
    if (s) {
        export_rows(&x->j, times, ARRAY_LEN(times), s);
    } else {
        json_string(&x->j, "created", MAPPED);
        json_string(&x->j, "modified", MAPPED);
    }
    if (strcmp(type, "identity") != 0) json_string(&x->j, "created_by_ref", x->identity);
}

static void marking_definitions(struct stix *x)
{
    const char *level = x->marking, *marking = x->job->classification;
    char name[32];
    if (level) {
        static const struct export_row row = EXPORT_ROW("name", FACT_TLP, FORM_UPPER);
        struct export_subject s = {x->job, NULL};
        char upper[FACT_ROOM];
        snprintf(name, sizeof name, "TLP:%s", export_row_text(&row, &s, upper));
        stix_begin(x, "marking-definition", level);
        json_string(&x->j, "created", TLP_MADE);
        json_string(&x->j, "name", name);
        json_object_begin(&x->j, "extensions");
        json_object_begin(&x->j, TLP_EXTENSION);
        json_string(&x->j, "extension_type", "property-extension");
        json_string(&x->j, "tlp_2_0", tlp_name(x->job->tlp));
        json_object_end(&x->j);
        json_object_end(&x->j);
        json_object_end(&x->j);
    }
    if (!marking || !marking[0]) return;
    stix_own_id(x, "marking-definition", marking, x->statement);
    stix_begin(x, "marking-definition", x->statement);
    json_string(&x->j, "created", MAPPED);
    json_string(&x->j, "definition_type", "statement");
    json_object_begin(&x->j, "definition");
    json_string(&x->j, "statement", marking);
    json_object_end(&x->j);
    json_object_end(&x->j);
}

static void identity(struct stix *x)
{
    stix_own_id(x, "identity", "custos", x->identity);
    begin_domain(x, "identity", x->identity, NULL);
    json_string(&x->j, "name", "custos");
    json_string(&x->j, "description", "An independent witness of what telecom equipment sends.");
    json_string(&x->j, "identity_class", "system");
    stix_end(x);
}

/* ---- the finding */

static void reference_list(struct stix *x, const char *key, const char *const *ids, size_t count)
{
    json_array_begin(&x->j, key);
    for (size_t i = 0; i < count; i++)
        if (ids[i][0]) json_string(&x->j, NULL, ids[i]);
    json_array_end(&x->j);
}

static void observed(struct stix *x, const struct export_subject *s, struct stix_refs *r)
{
    static const struct export_row first = EXPORT_ROW("first_observed", FACT_FIRST, FORM_MILLI),
                                   last = EXPORT_ROW("last_observed", FACT_LAST, FORM_MILLI),
                                   last_is_first = EXPORT_ROW("last_observed", FACT_FIRST, FORM_MILLI);
    const char *const ids[] = {r->traffic, r->src, r->dst, r->file};
    char text[FACT_ROOM];
    if ((!r->traffic[0] && !r->file[0]) || !export_row_text(&first, s, text)) return;
    bool ended = export_row_text(&last, s, text) != NULL;
    finding_id(x, s, "observed-data", r->observed);
    begin_domain(x, "observed-data", r->observed, s);
    export_rows(&x->j, &first, 1, s);
    export_rows(&x->j, ended ? &last : &last_is_first, 1, s);
    json_unsigned(&x->j, "number_observed", 1);
    reference_list(x, "object_refs", ids, ARRAY_LEN(ids));
    stix_end(x);
}

static void element(struct stix *x, const struct export_subject *s, char id[static STIX_ID])
{
    struct fact name, supplier, role;
    char described[2 * FACT_ROOM];
    export_fact(s, FACT_ELEMENT, &name);
    export_fact(s, FACT_SUPPLIER, &supplier);
    export_fact(s, FACT_ROLE, &role);
    if (name.kind == KIND_NONE) return;
    snprintf(described, sizeof described, "%s%s%s", role.kind ? role.text : "network element", supplier.kind ? " of " : "",
             supplier.kind ? supplier.text : "");
    char whole[3 * FACT_ROOM];
    snprintf(whole, sizeof whole, "%s\n%s", name.text, described);
    stix_own_id(x, "infrastructure", whole, id);
    if (!stix_first_time(x, id)) return;
    begin_domain(x, "infrastructure", id, NULL);
    json_string(&x->j, "name", name.text);
    json_string(&x->j, "description", described);
    json_array_begin(&x->j, "infrastructure_types");
    json_string(&x->j, NULL, "unknown");
    json_array_end(&x->j);
    stix_end(x);
}

static void action(struct stix *x, const struct export_subject *s, char id[static STIX_ID])
{
    static const struct export_row rows[] = {EXPORT_ROW("name", FACT_TITLE, FORM_PLAIN),
                                             EXPORT_ROW("description", FACT_REMEDY, FORM_PLAIN)};
    struct fact title;
    export_fact(s, FACT_TITLE, &title);
    stix_own_id(x, "course-of-action", title.text, id);
    if (!stix_first_time(x, id)) return;
    begin_domain(x, "course-of-action", id, NULL);
    export_rows(&x->j, rows, ARRAY_LEN(rows), s);
    stix_end(x);
}

/* That the observation is about the element; which of both ends the element is, the traffic shows. */
static void concerns(struct stix *x, const struct export_subject *s, const struct stix_refs *r)
{
    char id[STIX_ID];
    if (!r->element[0] || !r->observed[0]) return;
    finding_id(x, s, "relationship", id);
    begin_domain(x, "relationship", id, s);
    json_string(&x->j, "relationship_type", "related-to");
    json_string(&x->j, "source_ref", r->observed);
    json_string(&x->j, "target_ref", r->element);
    stix_end(x);
}

static void note_references(struct stix *x, const struct export_subject *s)
{
    static const struct export_row ledger[] = {EXPORT_CONSTANT("source_name", FACT_LEDGER_RECORD, "custos-ledger"),
                                               EXPORT_ROW("external_id", FACT_LEDGER_RECORD, FORM_PLAIN),
                                               EXPORT_ROW("hashes.SHA-256", FACT_LEDGER_LEAF, FORM_PLAIN),
                                               EXPORT_ROW("description", FACT_LEDGER_CHECKPOINT, FORM_PLAIN)};
    static const struct export_row own[] = {EXPORT_CONSTANT("source_name", FACT_UID, "custos"),
                                            EXPORT_ROW("external_id", FACT_UID, FORM_PLAIN),
                                            EXPORT_ROW("description", FACT_ID, FORM_PLAIN)};
    json_array_begin(&x->j, "external_references");
    json_object_begin(&x->j, NULL);
    export_rows(&x->j, own, ARRAY_LEN(own), s);
    json_object_end(&x->j);
    if (s->item->ledger && s->item->ledger->origin) {
        json_object_begin(&x->j, NULL);
        export_rows(&x->j, ledger, ARRAY_LEN(ledger), s);
        json_object_end(&x->j);
    }
    json_array_end(&x->j);
}

static void note_labels(struct stix *x, const struct export_subject *s)
{
    static const struct {
        const char *kind;
        enum export_fact fact;
    } labels[] = {{"severity", FACT_SEVERITY},     {"rule", FACT_RULE},
                  {"depth", FACT_DEPTH},           {"sealed-liid", FACT_SEALED_LIID},
                  {"sealed-xid", FACT_SEALED_XID}, {"sealed-warrant", FACT_SEALED_WARRANT}};
    json_array_begin(&x->j, "labels");
    json_string(&x->j, NULL, "lawful-interception");
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        struct fact f;
        char text[FACT_ROOM + 32];
        export_fact(s, labels[i].fact, &f);
        if (f.kind == KIND_NONE) continue;
        snprintf(text, sizeof text, "%s:%s", labels[i].kind, f.text);
        json_string(&x->j, NULL, text);
    }
    json_array_end(&x->j);
}

static void note(struct stix *x, const struct export_subject *s, const struct stix_refs *r)
{
    static const struct export_row rows[] = {EXPORT_ROW("abstract", FACT_TITLE, FORM_PLAIN),
                                             EXPORT_ROW("content", FACT_MESSAGE, FORM_PLAIN),
                                             EXPORT_ROW("confidence", FACT_CONFIDENCE, FORM_PERCENT)};
    bool direct = !r->observed[0];
    const char *const ids[] = {r->observed, direct ? r->traffic : "", direct ? r->file : "", r->element, r->action, ""};
    char id[STIX_ID];
    finding_id(x, s, "note", id);
    begin_domain(x, "note", id, s);
    export_rows(&x->j, rows, ARRAY_LEN(rows), s);
    note_labels(x, s);
    note_references(x, s);
    reference_list(x, "object_refs", ids, ARRAY_LEN(ids));
    stix_end(x);
}

static void finding(struct stix *x, const struct export_item *item)
{
    struct export_subject s = {x->job, item};
    struct stix_refs r = {.src = ""};
    stix_traffic(x, &s, &r);
    stix_file(x, &s, r.file);
    observed(x, &s, &r);
    element(x, &s, r.element);
    action(x, &s, r.action);
    concerns(x, &s, &r);
    note(x, &s, &r);
}

void export_stix(const struct export_job *job, FILE *out)
{
    enum { SHARED = 8 }; /* twice the shared objects of a finding, at least */
    struct stix x = {.job = job, .marking = tlp_markings[job->tlp], .room = 64};
    char uuid[UUID_TEXT], id[STIX_ID];
    while (x.room < job->item_count * SHARED * 2) x.room *= 2;
    x.written = calloc(x.room, sizeof *x.written);
    json_init(&x.j, out, true);
    json_object_begin(&x.j, NULL);
    snprintf(id, sizeof id, "bundle--%s", export_job_uid(job, "stix-bundle", uuid));
    json_string(&x.j, "type", "bundle");
    json_string(&x.j, "id", id);
    json_array_begin(&x.j, "objects");
    marking_definitions(&x);
    identity(&x);
    for (size_t i = 0; i < job->item_count; i++) finding(&x, &job->items[i]);
    json_array_end(&x.j);
    json_object_end(&x.j);
    free(x.written);
}
