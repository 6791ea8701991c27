#include <stdarg.h>
#include <string.h>

#include "base/addr.h"
#include "base/macros.h"
#include "report/digest.h"
#include "report/export_facts_internal.h"
#include "report/export_rules.h"
#include "report/facts.h"
#include "report/text.h"

/* ---- who and what */

void fact_of_sid(const struct export_subject *s, struct fact *ret)
{
    fact_count(ret, export_rule(s->item->finding->rule)->signature);
}

void fact_of_signature(const struct export_subject *s, struct fact *ret)
{
    const char *rule = s->item->finding->rule;
    fact_print(ret, "CUSTOS %s", rule && rule[0] ? rule : "finding");
}

void fact_of_title(const struct export_subject *s, struct fact *ret)
{
    fact_text(ret, export_rule(s->item->finding->rule)->title);
}

void fact_of_remedy(const struct export_subject *s, struct fact *ret)
{
    fact_text(ret, export_rule(s->item->finding->rule)->remedy);
}

void fact_of_severity(const struct export_subject *s, struct fact *ret)
{
    enum severity level = s->item->finding->severity;
    if ((unsigned)level < SEVERITY_COUNT) fact_text(ret, severity_name(level));
}

void fact_of_severity_level(const struct export_subject *s, struct fact *ret)
{
    enum severity level = s->item->finding->severity;
    fact_count(ret, (unsigned)level < SEVERITY_COUNT ? level : SEVERITY_COUNT);
}

void fact_of_confidence(const struct export_subject *s, struct fact *ret)
{
    double c = s->item->finding->confidence;
    if (c >= 0) fact_number(ret, c < 1 ? c : 1);
}

void fact_of_last(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    if (f->last_ns >= f->first_ns) fact_time(ret, f->last_ns);
}

void fact_of_made(const struct export_subject *s, struct fact *ret)
{
    fact_time(ret, s->job->made_ns == CLOCK_NONE ? 0 : s->job->made_ns);
}

void fact_of_time_or_made(const struct export_subject *s, struct fact *ret)
{
    fact_time(ret, s->item->finding->first_ns);
    if (ret->kind == KIND_NONE) fact_of_made(s, ret);
}

void fact_of_role(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->element) fact_text(ret, s->item->role);
}

void fact_of_interface(const struct export_subject *s, struct fact *ret)
{
    fact_text(ret, s->item->interface);
}

/* ---- the conversation */

static bool is_end_of(const struct verdict_conversation *c, const char *address)
{
    return (c->src && strcmp(c->src, address) == 0) || (c->dst && strcmp(c->dst, address) == 0);
}

/* Does the conversation itself go between a subscriber and others (a copy to another next hop keeps its addresses)? */
static bool names_subscriber(const struct verdict_finding *f)
{
    const struct verdict_conversation *c = &f->conversation;
    for (size_t i = 0; i < f->subscriber_count; i++)
        if (f->subscribers[i] && is_end_of(c, f->subscribers[i])) return true;
    for (size_t i = 0; i < f->copied_count; i++)
        if ((c->src && is_end_of(&f->copied[i], c->src)) || (c->dst && is_end_of(&f->copied[i], c->dst))) return true;
    return false;
}

static bool address(const struct verdict_finding *f, const char *value, struct ip_addr *ret)
{
    return value && ip_parse(value, ret) && !names_subscriber(f);
}

static void address_text(const struct verdict_finding *f, const char *value, struct fact *ret)
{
    struct ip_addr a;
    char shown[ADDR_TEXT];
    if (address(f, value, &a)) fact_print(ret, "%s", ip_text(&a, shown));
}

void fact_of_src(const struct export_subject *s, struct fact *ret)
{
    address_text(s->item->finding, s->item->finding->conversation.src, ret);
}

void fact_of_dst(const struct export_subject *s, struct fact *ret)
{
    address_text(s->item->finding, s->item->finding->conversation.dst, ret);
}

void fact_of_ends(const struct export_subject *s, struct fact *ret)
{
    fact_of_src(s, ret);
    if (ret->kind == KIND_NONE) fact_of_dst(s, ret);
}

/* A port says nothing without its address. */
static void port(const struct verdict_finding *f, const char *host, int32_t value, struct fact *ret)
{
    struct ip_addr a;
    if (value >= 0 && value <= UINT16_MAX && address(f, host, &a)) fact_count(ret, (uint64_t)value);
}

void fact_of_sport(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_conversation *c = &s->item->finding->conversation;
    port(s->item->finding, c->src, c->sport, ret);
}

void fact_of_dport(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_conversation *c = &s->item->finding->conversation;
    port(s->item->finding, c->dst, c->dport, ret);
}

static uint8_t protocol_with_ports(const char *name)
{
    static const uint8_t numbers[] = {6, 17, 132};
    char other[8];
    for (size_t i = 0; name && i < ARRAY_LEN(numbers); i++)
        if (strcmp(name, ip_protocol_name(numbers[i], other)) == 0) return numbers[i];
    return 0;
}

void fact_of_community(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    const struct verdict_conversation *c = &f->conversation;
    struct five_tuple t = {.protocol = protocol_with_ports(c->protocol)};
    if (!t.protocol || c->sport < 0 || c->dport < 0 || c->sport > UINT16_MAX || c->dport > UINT16_MAX) return;
    if (!address(f, c->src, &t.src) || !address(f, c->dst, &t.dst)) return;
    t.sport = (uint16_t)c->sport;
    t.dport = (uint16_t)c->dport;
    fact_text(ret, community_id(&t, ret->room));
}

void fact_of_encapsulation(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_conversation *c = &s->item->finding->conversation;
    for (size_t i = 0; i < c->encapsulation_count && ret->text_count < FACT_TEXTS; i++)
        if (c->encapsulation[i] && c->encapsulation[i][0]) ret->texts[ret->text_count++] = c->encapsulation[i];
    if (ret->text_count) ret->kind = KIND_TEXTS;
}

static void append(struct fact *ret, const char *format, ...) PRINTF_LIKE(2, 3);
static void append(struct fact *ret, const char *format, ...)
{
    size_t len = strlen(ret->room);
    va_list args;
    va_start(args, format);
    vsnprintf(ret->room + len, sizeof ret->room - len, format, args);
    va_end(args);
}

void fact_of_message(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    char shown[320];
    struct fact known = {.kind = KIND_NONE};
    append(ret, "%s", export_rule(f->rule)->title);
    if (f->element) append(ret, ": %s%s%s", f->element, f->supplier ? " of " : "", f->supplier ? f->supplier : "");
    fact_of_ends(s, &known);
    if (known.kind) append(ret, "; %s", facts_conversation(&f->conversation, shown, sizeof shown));
    if (f->packets) append(ret, "; %s", text_counted(f->packets, "packet", shown));
    if (f->bytes) append(ret, ", %s", text_bytes(f->bytes, shown));
    fact_text(ret, ret->room);
}

/* ---- how it was found */

void fact_of_limit_bytes(const struct export_subject *s, struct fact *ret)
{
    double v = s->item->finding->limit_min_bytes;
    if (v >= 0) fact_count(ret, v < 9e18 ? (uint64_t)v : INT64_MAX);
}

void fact_of_detected_seconds(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    if (f->detected_packets && f->detected_seconds >= 0) fact_number(ret, f->detected_seconds);
}

void fact_of_limit_delay(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->limit_max_delay_s >= 0) fact_number(ret, s->item->finding->limit_max_delay_s);
}

void fact_of_coefficient(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->correlation) fact_number(ret, s->item->finding->correlation->coefficient);
}

void fact_of_correlation_lag(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->correlation) fact_number(ret, s->item->finding->correlation->lag_s);
}

void fact_of_correlation_chance(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->correlation) fact_number(ret, s->item->finding->correlation->log10_p);
}
