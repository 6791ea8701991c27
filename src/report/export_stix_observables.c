/* Objects of a STIX bundle: how they are named, begun and ended, and the cyber-observables (STIX 2.1, clauses 2.9 and 6). */
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/macros.h"
#include "report/digest.h"
#include "report/export_stix_internal.h"

/* The markings are part of the name: whoever holds two releases must not take an object of one for a version of the other's. */
void stix_own_id(const struct stix *x, const char *type, const char *name, char id[static STIX_ID])
{
    char uuid[UUID_TEXT], whole[3 * FACT_ROOM];
    const char *level = tlp_name(x->job->tlp), *marking = x->job->classification;
    snprintf(whole, sizeof whole, "custos/stix/v1\n%s\n%s\n%s\n%s", type, level ? level : "", marking ? marking : "", name);
    snprintf(id, STIX_ID, "%s--%s", type, uuid5(&uuid_custos, whole, uuid));
}

bool stix_first_time(struct stix *x, const char *id)
{
    char uuid[UUID_TEXT];
    if (!x->written) return true;
    uint64_t at = 0;
    uuid5(&uuid_custos, id, uuid);
    memcpy(&at, uuid, sizeof at);
    for (size_t i = (at * UINT64_C(0x9e3779b97f4a7c15)) >> 32 & (x->room - 1);; i = (i + 1) & (x->room - 1)) {
        if (strcmp(x->written[i], id) == 0) return false;
        if (x->written[i][0]) continue;
        snprintf(x->written[i], STIX_ID, "%s", id);
        return true;
    }
}

void stix_begin(struct stix *x, const char *type, const char *id)
{
    json_object_begin(&x->j, NULL);
    json_string(&x->j, "type", type);
    json_string(&x->j, "spec_version", "2.1");
    json_string(&x->j, "id", id);
}

static void markings(struct stix *x)
{
    if (!x->marking && !x->statement[0]) return;
    json_array_begin(&x->j, "object_marking_refs");
    if (x->marking) json_string(&x->j, NULL, x->marking);
    if (x->statement[0]) json_string(&x->j, NULL, x->statement);
    json_array_end(&x->j);
}

void stix_end(struct stix *x)
{
    markings(x);
    json_object_end(&x->j);
}

static void observable_id(const char *type, const char *contributing, char id[static STIX_ID])
{
    char uuid[UUID_TEXT];
    snprintf(id, STIX_ID, "%s--%s", type, uuid5(&uuid_stix, contributing, uuid));
}

static void address(struct stix *x, const struct export_subject *s, enum export_fact end_of, char id[static STIX_ID])
{
    struct fact f;
    char contributing[ADDR_TEXT + 16];
    export_fact(s, end_of, &f);
    if (f.kind == KIND_NONE) return;
    const char *type = strchr(f.text, ':') ? "ipv6-addr" : "ipv4-addr";
    snprintf(contributing, sizeof contributing, "{\"value\":\"%s\"}", f.text);
    observable_id(type, contributing, id);
    if (!stix_first_time(x, id)) return;
    stix_begin(x, type, id);
    json_string(&x->j, "value", f.text);
    stix_end(x);
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

static void protocols(struct json *j, const struct export_subject *s, const struct stix_refs *r)
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
static void contributing_members(struct json *j, const struct export_subject *s, const struct stix_refs *r)
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

void stix_traffic(struct stix *x, const struct export_subject *s, struct stix_refs *r)
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
    if (!stix_first_time(x, r->traffic)) return;
    stix_begin(x, "network-traffic", r->traffic);
    contributing_members(&x->j, s, r);
    if (export_row_text(&ended, s, text)) json_bool(&x->j, "is_active", false);
    export_rows(&x->j, volume, ARRAY_LEN(volume), s);
    stix_end(x);
}

void stix_file(struct stix *x, const struct export_subject *s, char id[static STIX_ID])
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
    if (!stix_first_time(x, id)) return;
    stix_begin(x, "file", id);
    json_string(&x->j, "name", base);
    export_rows(&x->j, rows, ARRAY_LEN(rows), s);
    stix_end(x);
}
