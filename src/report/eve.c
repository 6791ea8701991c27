#include "report/eve.h"

#include <ctype.h>
#include <string.h>

#include "base/json.h"
#include "base/macros.h"
#include "report/facts.h"
#include "report/text.h"

/* Order is part of the interface: it gives the signature ids. Add at the end only. */
static const char *const rules[] = {
    "covert-copy",
    "encrypted-copy",
    "undeclared-conversation",
    "mirror-session",
    "intercept-without-warrant",
    "intercept-outside-validity",
    "intercept-wrong-target",
    "content-beyond-scope",
    "undeclared-destination",
    "delivery-without-provisioning",
    "delivery-after-withdrawal",
    "delivery-gap",
    "over-delivery",
    "under-delivery",
    "unknown-provisioner",
    "provisioning-mismatch",
    "unprotected-interface",
    "maintenance-reach",
    "witness-gap",
};

static unsigned signature_id(const char *rule)
{
    for (unsigned i = 0; rule && i < ARRAY_LEN(rules); i++)
        if (strcmp(rules[i], rule) == 0) return EVE_SID_BASE + 1 + i;
    return EVE_SID_BASE;
}

/* Suricata's scale: 1 is the worst. */
static unsigned severity(enum severity s)
{
    return s >= SEVERITY_HIGH ? 1 : s == SEVERITY_MEDIUM ? 2 : 3;
}

static void known(struct json *j, const char *key, const char *value)
{
    if (value) json_string(j, key, value);
}

static void count(struct json *j, const char *key, uint64_t n)
{
    json_unsigned(j, key, n < INT64_MAX ? n : INT64_MAX);
}

/* 2026-11-21T23:16:59.810000+0000: microseconds and a zone without a colon. */
static void timestamp(struct json *j, const char *key, int64_t time_ns)
{
    char text[CLOCK_TEXT], micro[CLOCK_TEXT + 8];
    if (time_ns == CLOCK_NONE) return;
    clock_rfc3339(time_ns, text);
    snprintf(micro, sizeof micro, "%.*s+0000", (int)(strlen(text) - 4), text);
    json_string(j, key, micro);
}

static void ends(struct json *j, const struct verdict_conversation *c)
{
    char proto[16];
    known(j, "src_ip", c->src);
    if (c->sport >= 0) json_signed(j, "src_port", c->sport);
    known(j, "dest_ip", c->dst);
    if (c->dport >= 0) json_signed(j, "dest_port", c->dport);
    if (!c->protocol) return;
    snprintf(proto, sizeof proto, "%s", c->protocol);
    for (char *p = proto; *p; p++) *p = (char)toupper((unsigned char)*p);
    json_string(j, "proto", proto);
}

static void alert_object(struct json *j, const struct verdict_finding *f)
{
    static const char category[] = "Lawful interception integrity";
    json_object_begin(j, "alert");
    json_string(j, "action", "allowed"); /* custos only observes */
    json_unsigned(j, "gid", 1);
    json_unsigned(j, "signature_id", signature_id(f->rule));
    json_unsigned(j, "rev", 1);
    char signature[256];
    snprintf(signature, sizeof signature, "CUSTOS %s", f->rule ? f->rule : "finding");
    json_string(j, "signature", signature);
    json_string(j, "category", category);
    json_unsigned(j, "severity", severity(f->severity));
    json_object_end(j);
}

/* When the rule was certain, and what it could have seen at least and at latest. */
static void detection(struct json *j, const struct verdict_finding *f)
{
    if (f->detected_packets) {
        json_object_begin(j, "detected_after");
        count(j, "packets", f->detected_packets);
        count(j, "bytes", f->detected_bytes);
        if (f->detected_seconds >= 0) json_number(j, "seconds", f->detected_seconds);
        json_object_end(j);
    }
    json_object_begin(j, "limits");
    if (f->limit_min_bytes >= 0) count(j, "min_bytes", f->limit_min_bytes < 9e18 ? (uint64_t)f->limit_min_bytes : INT64_MAX);
    if (f->limit_max_delay_s >= 0) json_number(j, "max_delay_s", f->limit_max_delay_s);
    json_object_end(j);
    if (!f->correlation) return;
    json_object_begin(j, "correlation");
    json_number(j, "coefficient", f->correlation->coefficient);
    json_number(j, "lag_s", f->correlation->lag_s);
    json_number(j, "log10_p", f->correlation->log10_p);
    json_object_end(j);
}

static void custos_object(struct json *j, const struct verdict_finding *f)
{
    json_object_begin(j, "custos");
    known(j, "id", f->id);
    known(j, "rule", f->rule);
    json_string(j, "severity", severity_name(f->severity));
    json_number(j, "confidence", f->confidence);
    known(j, "depth", f->depth);
    known(j, "summary", f->summary);
    known(j, "detail", f->detail);
    known(j, "element", f->element);
    known(j, "supplier", f->supplier);
    known(j, "warrant", f->warrant);
    known(j, "xid", f->xid);
    known(j, "liid", f->liid);
    json_array_begin(j, "encapsulation");
    for (size_t i = 0; i < f->conversation.encapsulation_count; i++) json_string(j, NULL, f->conversation.encapsulation[i]);
    json_array_end(j);
    count(j, "packets", f->packets);
    count(j, "bytes", f->bytes);
    json_array_begin(j, "copied");
    for (size_t i = 0; i < f->copied_count; i++) {
        json_object_begin(j, NULL);
        ends(j, &f->copied[i]);
        json_object_end(j);
    }
    json_array_end(j);
    json_array_begin(j, "subscribers");
    for (size_t i = 0; i < f->subscriber_count; i++) json_string(j, NULL, f->subscribers[i]);
    json_array_end(j);
    detection(j, f);
    count(j, "evidence_packets", f->evidence_count);
    json_object_end(j);
}

static void flow_object(struct json *j, const struct verdict_finding *f)
{
    json_object_begin(j, "flow");
    count(j, "pkts_toserver", f->packets);
    count(j, "bytes_toserver", f->bytes);
    timestamp(j, "start", f->first_ns);
    timestamp(j, "end", f->last_ns);
    json_object_end(j);
}

static void alert(const struct verdict *v, const struct verdict_finding *f, FILE *out)
{
    struct json line, *j = &line;
    json_init(j, out, false);
    json_object_begin(j, NULL);
    timestamp(j, "timestamp", f->first_ns != CLOCK_NONE ? f->first_ns : v->first_ns);
    json_string(j, "event_type", "alert");
    ends(j, &f->conversation);
    alert_object(j, f);
    if (f->packets || f->bytes) flow_object(j, f);
    custos_object(j, f);
    json_object_end(j);
    putc('\n', out);
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

static void stats(const struct verdict *v, FILE *out)
{
    struct json line, *j = &line;
    size_t severities[SEVERITY_COUNT];
    facts_severities(v, severities);
    json_init(j, out, false);
    json_object_begin(j, NULL);
    timestamp(j, "timestamp", v->last_ns);
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

void report_eve(const struct verdict *v, FILE *out)
{
    for (size_t i = 0; i < v->finding_count; i++) alert(v, &v->findings[i], out);
    stats(v, out);
}
