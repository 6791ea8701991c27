/* STIX 2.1 (OASIS Standard, 10 June 2021): one bundle. A finding is a note about what was observed, where, and what to do; its
 * conversation and evidence file are cyber-observables under an observed-data object. All names are UUIDv5: those of observables
 * by clause 2.9, the others in our own namespace. The markings (TLP 2.0 by OASIS' extension definition, and a statement) travel
 * along. */
#include <inttypes.h>
#include <string.h>

#include "base/addr.h"
#include "base/macros.h"
#include "report/digest.h"
#include "report/export_formats.h"
#include "report/export_rows.h"

enum { ID = 96, REFS = 6 };

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

struct stix {
    struct json j;
    const struct export_job *job;
    char statement[ID], identity[ID];
    char (*written)[ID]; /* names of objects that several findings share, by open addressing; NULL: not kept */
    size_t room;         /* a power of two */
};

/* What one finding refers to. "" where there is none. */
struct refs {
    char src[ID], dst[ID], traffic[ID], file[ID], observed[ID], element[ID], action[ID];
};

/* ---- names */

/* An object of ours. The markings are part of its name: whoever holds both releases must not take one for a version of the other.
 */
static void own_id(const struct stix *x, const char *type, const char *name, char id[static ID])
{
    char uuid[UUID_TEXT], whole[3 * FACT_ROOM];
    const char *level = tlp_name(x->job->tlp), *marking = x->job->classification;
    snprintf(whole, sizeof whole, "custos/stix/v1\n%s\n%s\n%s\n%s", type, level ? level : "", marking ? marking : "", name);
    snprintf(id, ID, "%s--%s", type, uuid5(&uuid_custos, whole, uuid));
}

/* An object of this finding in this release. */
static void finding_id(const struct stix *x, const struct export_subject *s, const char *type, char id[static ID])
{
    struct fact own;
    char name[128];
    export_fact(s, FACT_UID, &own);
    snprintf(name, sizeof name, "%s\n%" PRId64, own.text, x->job->made_ns);
    own_id(x, type, name, id);
}

static void observable_id(const char *type, const char *contributing, char id[static ID])
{
    char uuid[UUID_TEXT];
    snprintf(id, ID, "%s--%s", type, uuid5(&uuid_stix, contributing, uuid));
}

/* Is this the first time that the object comes? Without room to remember, every time: doubles are valid, if tedious. */
static bool first_time(struct stix *x, const char *id)
{
    char uuid[UUID_TEXT];
    if (!x->written) return true;
    uint64_t at = 0;
    uuid5(&uuid_custos, id, uuid);
    memcpy(&at, uuid, sizeof at);
    for (size_t i = (at * UINT64_C(0x9e3779b97f4a7c15)) >> 32 & (x->room - 1);; i = (i + 1) & (x->room - 1)) {
        if (strcmp(x->written[i], id) == 0) return false;
        if (x->written[i][0]) continue;
        snprintf(x->written[i], ID, "%s", id);
        return true;
    }
}

/* ---- objects */

static void begin(struct stix *x, const char *type, const char *id)
{
    json_object_begin(&x->j, NULL);
    json_string(&x->j, "type", type);
    json_string(&x->j, "spec_version", "2.1");
    json_string(&x->j, "id", id);
}

static void markings(struct stix *x)
{
    const char *level = tlp_markings[x->job->tlp];
    if (!level && !x->statement[0]) return;
    json_array_begin(&x->j, "object_marking_refs");
    if (level) json_string(&x->j, NULL, level);
    if (x->statement[0]) json_string(&x->j, NULL, x->statement);
    json_array_end(&x->j);
}

static void end(struct stix *x)
{
    markings(x);
    json_object_end(&x->j);
}

/* A domain or relationship object; `s` NULL: one that never changes. */
static void begin_domain(struct stix *x, const char *type, const char *id, const struct export_subject *s)
{
    static const struct export_row times[] = {EXPORT_ROW("created", FACT_MADE, FORM_MILLI),
                                              EXPORT_ROW("modified", FACT_MADE, FORM_MILLI)};
    begin(x, type, id);
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
    const char *level = tlp_markings[x->job->tlp], *marking = x->job->classification;
    char name[32];
    if (level) {
        static const struct export_row row = EXPORT_ROW("name", FACT_TLP, FORM_UPPER);
        struct export_subject s = {x->job, NULL};
        char upper[FACT_ROOM];
        snprintf(name, sizeof name, "TLP:%s", export_row_text(&row, &s, upper));
        begin(x, "marking-definition", level);
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
    own_id(x, "marking-definition", marking, x->statement);
    begin(x, "marking-definition", x->statement);
    json_string(&x->j, "created", MAPPED);
    json_string(&x->j, "definition_type", "statement");
    json_object_begin(&x->j, "definition");
    json_string(&x->j, "statement", marking);
    json_object_end(&x->j);
    json_object_end(&x->j);
}

static void identity(struct stix *x)
{
    own_id(x, "identity", "custos", x->identity);
    begin_domain(x, "identity", x->identity, NULL);
    json_string(&x->j, "name", "custos");
    json_string(&x->j, "description", "An independent witness of what telecom equipment sends.");
    json_string(&x->j, "identity_class", "system");
    end(x);
}

/* ---- observables */

static void address(struct stix *x, const struct export_subject *s, enum export_fact end_of, char id[static ID])
{
    struct fact f;
    char contributing[ADDR_TEXT + 16];
    export_fact(s, end_of, &f);
    if (f.kind == KIND_NONE) return;
    const char *type = strchr(f.text, ':') ? "ipv6-addr" : "ipv4-addr";
    snprintf(contributing, sizeof contributing, "{\"value\":\"%s\"}", f.text);
    observable_id(type, contributing, id);
    if (!first_time(x, id)) return;
    begin(x, type, id);
    json_string(&x->j, "value", f.text);
    end(x);
}

/* A protocol's name as clause 6.12 wants it: a lower-case word. */
static void protocol(struct json *j, const char *name)
{
    char lower[32];
    size_t i = 0;
    for (; name[i] && i + 1 < sizeof lower; i++) {
        char c = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 'a' - 'A') : name[i];
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-./", c)) return;
        lower[i] = c;
    }
    lower[i] = 0;
    json_string(j, NULL, lower);
}

static void protocols(struct json *j, const struct export_subject *s, const struct refs *r)
{
    static const enum export_fact inner[] = {FACT_TRANSPORT, FACT_ENCAPSULATION, FACT_INTERFACE};
    const char *outer = r->src[0] ? r->src : r->dst;
    json_array_begin(j, "protocols");
    json_string(j, NULL, strncmp(outer, "ipv6", 4) == 0 ? "ipv6" : "ipv4");
    for (size_t i = 0; i < ARRAY_LEN(inner); i++) {
        struct fact f;
        export_fact(s, inner[i], &f);
        if (f.kind == KIND_TEXT) protocol(j, f.text);
        for (size_t k = 0; k < f.text_count; k++) protocol(j, f.texts[k]);
    }
    json_array_end(j);
}

/* The members that make the name of network traffic, in the order of RFC 8785. */
static void contributing_members(struct json *j, const struct export_subject *s, const struct refs *r)
{
    static const struct export_row dst_port = EXPORT_ROW("dst_port", FACT_DPORT, FORM_PLAIN),
                                   src_port = EXPORT_ROW("src_port", FACT_SPORT, FORM_PLAIN),
                                   start = EXPORT_ROW("start", FACT_FIRST, FORM_TRIMMED),
                                   stop = EXPORT_ROW("end", FACT_LAST, FORM_TRIMMED);
    export_rows(j, &dst_port, 1, s);
    if (r->dst[0]) json_string(j, "dst_ref", r->dst);
    export_rows(j, &stop, 1, s);
    protocols(j, s, r);
    export_rows(j, &src_port, 1, s);
    if (r->src[0]) json_string(j, "src_ref", r->src);
    export_rows(j, &start, 1, s);
}

static void traffic(struct stix *x, const struct export_subject *s, struct refs *r)
{
    static const struct export_row volume[] = {EXPORT_ROW("src_byte_count", FACT_BYTES, FORM_PLAIN),
                                               EXPORT_ROW("src_packets", FACT_PACKETS, FORM_PLAIN)};
    static const struct export_row ended = EXPORT_ROW("end", FACT_LAST, FORM_TRIMMED);
    char *name = NULL, text[FACT_ROOM];
    size_t len = 0;
    struct json naming;
    address(x, s, FACT_SRC, r->src);
    address(x, s, FACT_DST, r->dst);
    if (!r->src[0] && !r->dst[0]) return;
    FILE *memory = open_memstream(&name, &len);
    ENSURE(memory != NULL);
    json_init(&naming, memory, false);
    json_object_begin(&naming, NULL);
    contributing_members(&naming, s, r);
    json_object_end(&naming);
    ENSURE(fclose(memory) == 0);
    observable_id("network-traffic", name, r->traffic);
    free(name);
    if (!first_time(x, r->traffic)) return;
    begin(x, "network-traffic", r->traffic);
    contributing_members(&x->j, s, r);
    if (export_row_text(&ended, s, text)) json_bool(&x->j, "is_active", false);
    export_rows(&x->j, volume, ARRAY_LEN(volume), s);
    end(x);
}

static void file(struct stix *x, const struct export_subject *s, char id[static ID])
{
    static const struct export_row rows[] = {EXPORT_ROW("hashes.SHA-256", FACT_EVIDENCE_SHA256, FORM_PLAIN),
                                             EXPORT_ROW("size", FACT_EVIDENCE_BYTES, FORM_PLAIN)};
    struct fact name, hash;
    char contributing[FACT_ROOM];
    export_fact(s, FACT_EVIDENCE, &name);
    export_fact(s, FACT_EVIDENCE_SHA256, &hash);
    if (name.kind == KIND_NONE || hash.kind == KIND_NONE) return;
    const char *slash = strrchr(name.text, '/'), *base = slash ? slash + 1 : name.text;
    snprintf(contributing, sizeof contributing, "{\"hashes\":{\"SHA-256\":\"%s\"},\"name\":\"%s\"}", hash.text, base);
    observable_id("file", contributing, id);
    begin(x, "file", id);
    json_string(&x->j, "name", base);
    export_rows(&x->j, rows, ARRAY_LEN(rows), s);
    end(x);
}

/* ---- the finding */

static void reference_list(struct stix *x, const char *key, const char *const *ids, size_t count)
{
    json_array_begin(&x->j, key);
    for (size_t i = 0; i < count; i++)
        if (ids[i][0]) json_string(&x->j, NULL, ids[i]);
    json_array_end(&x->j);
}

static void observed(struct stix *x, const struct export_subject *s, struct refs *r)
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
    end(x);
}

static void element(struct stix *x, const struct export_subject *s, char id[static ID])
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
    own_id(x, "infrastructure", whole, id);
    if (!first_time(x, id)) return;
    begin_domain(x, "infrastructure", id, NULL);
    json_string(&x->j, "name", name.text);
    json_string(&x->j, "description", described);
    json_array_begin(&x->j, "infrastructure_types");
    json_string(&x->j, NULL, "unknown");
    json_array_end(&x->j);
    end(x);
}

static void action(struct stix *x, const struct export_subject *s, char id[static ID])
{
    static const struct export_row rows[] = {EXPORT_ROW("name", FACT_TITLE, FORM_PLAIN),
                                             EXPORT_ROW("description", FACT_REMEDY, FORM_PLAIN)};
    struct fact title;
    export_fact(s, FACT_TITLE, &title);
    own_id(x, "course-of-action", title.text, id);
    if (!first_time(x, id)) return;
    begin_domain(x, "course-of-action", id, NULL);
    export_rows(&x->j, rows, ARRAY_LEN(rows), s);
    end(x);
}

/* That the observation is about the element; which of both ends the element is, the traffic shows. */
static void concerns(struct stix *x, const struct export_subject *s, const struct refs *r)
{
    char id[ID];
    if (!r->element[0] || !r->observed[0]) return;
    finding_id(x, s, "relationship", id);
    begin_domain(x, "relationship", id, s);
    json_string(&x->j, "relationship_type", "related-to");
    json_string(&x->j, "source_ref", r->observed);
    json_string(&x->j, "target_ref", r->element);
    end(x);
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

static void note(struct stix *x, const struct export_subject *s, const struct refs *r)
{
    static const struct export_row rows[] = {EXPORT_ROW("abstract", FACT_TITLE, FORM_PLAIN),
                                             EXPORT_ROW("content", FACT_MESSAGE, FORM_PLAIN),
                                             EXPORT_ROW("confidence", FACT_CONFIDENCE, FORM_PERCENT)};
    bool direct = !r->observed[0];
    const char *const ids[REFS] = {r->observed, direct ? r->traffic : "", direct ? r->file : "", r->element, r->action, ""};
    char id[ID];
    finding_id(x, s, "note", id);
    begin_domain(x, "note", id, s);
    export_rows(&x->j, rows, ARRAY_LEN(rows), s);
    note_labels(x, s);
    note_references(x, s);
    reference_list(x, "object_refs", ids, REFS);
    end(x);
}

static void finding(struct stix *x, const struct export_item *item)
{
    struct export_subject s = {x->job, item};
    struct refs r = {.src = ""};
    traffic(x, &s, &r);
    file(x, &s, r.file);
    observed(x, &s, &r);
    element(x, &s, r.element);
    action(x, &s, r.action);
    concerns(x, &s, &r);
    note(x, &s, &r);
}

void export_stix(const struct export_job *job, FILE *out)
{
    enum { SHARED = 8 }; /* twice the shared objects of a finding, at least */
    struct stix x = {.job = job, .room = 64};
    char uuid[UUID_TEXT], id[ID];
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
