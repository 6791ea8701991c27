#include "report/export_facts.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "base/addr.h"
#include "base/macros.h"
#include "report/digest.h"
#include "report/export_rules.h"
#include "report/facts.h"
#include "report/text.h"

static void text(struct fact *ret, const char *value)
{
    if (!value || !value[0]) return;
    ret->kind = KIND_TEXT;
    ret->text = value;
}

static void print(struct fact *ret, const char *format, ...) PRINTF_LIKE(2, 3);
static void print(struct fact *ret, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(ret->room, sizeof ret->room, format, args);
    va_end(args);
    text(ret, ret->room);
}

static void count(struct fact *ret, uint64_t n)
{
    ret->kind = KIND_COUNT;
    ret->count = n < INT64_MAX ? n : INT64_MAX;
}

static void number(struct fact *ret, double value)
{
    if (!isfinite(value)) return;
    ret->kind = KIND_NUMBER;
    ret->number = value;
}

static void time_of(struct fact *ret, int64_t time_ns)
{
    if (time_ns == CLOCK_NONE) return;
    ret->kind = KIND_TIME;
    ret->time_ns = time_ns;
}

/* ---- who and what */

static void sid(const struct export_subject *s, struct fact *ret)
{
    count(ret, export_rule(s->item->finding->rule)->signature);
}

static void signature(const struct export_subject *s, struct fact *ret)
{
    const char *rule = s->item->finding->rule;
    print(ret, "CUSTOS %s", rule && rule[0] ? rule : "finding");
}

static void title(const struct export_subject *s, struct fact *ret)
{
    text(ret, export_rule(s->item->finding->rule)->title);
}

static void remedy(const struct export_subject *s, struct fact *ret)
{
    text(ret, export_rule(s->item->finding->rule)->remedy);
}

static void severity(const struct export_subject *s, struct fact *ret)
{
    enum severity level = s->item->finding->severity;
    if ((unsigned)level < SEVERITY_COUNT) text(ret, severity_name(level));
}

static void severity_level(const struct export_subject *s, struct fact *ret)
{
    enum severity level = s->item->finding->severity;
    count(ret, (unsigned)level < SEVERITY_COUNT ? level : SEVERITY_COUNT);
}

static void confidence(const struct export_subject *s, struct fact *ret)
{
    double c = s->item->finding->confidence;
    if (c >= 0) number(ret, c < 1 ? c : 1);
}

static void last(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    if (f->last_ns >= f->first_ns) time_of(ret, f->last_ns);
}

static void made(const struct export_subject *s, struct fact *ret)
{
    time_of(ret, s->job->made_ns == CLOCK_NONE ? 0 : s->job->made_ns);
}

static void time_or_made(const struct export_subject *s, struct fact *ret)
{
    time_of(ret, s->item->finding->first_ns);
    if (ret->kind == KIND_NONE) made(s, ret);
}

static void role(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->element) text(ret, s->item->role);
}

static void interface(const struct export_subject *s, struct fact *ret)
{
    text(ret, s->item->interface);
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
    if (address(f, value, &a)) print(ret, "%s", ip_text(&a, shown));
}

static void src(const struct export_subject *s, struct fact *ret)
{
    address_text(s->item->finding, s->item->finding->conversation.src, ret);
}

static void dst(const struct export_subject *s, struct fact *ret)
{
    address_text(s->item->finding, s->item->finding->conversation.dst, ret);
}

static void ends(const struct export_subject *s, struct fact *ret)
{
    src(s, ret);
    if (ret->kind == KIND_NONE) dst(s, ret);
}

/* A port says nothing without its address. */
static void port(const struct verdict_finding *f, const char *host, int32_t value, struct fact *ret)
{
    struct ip_addr a;
    if (value >= 0 && value <= UINT16_MAX && address(f, host, &a)) count(ret, (uint64_t)value);
}

static void sport(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_conversation *c = &s->item->finding->conversation;
    port(s->item->finding, c->src, c->sport, ret);
}

static void dport(const struct export_subject *s, struct fact *ret)
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

static void community(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    const struct verdict_conversation *c = &f->conversation;
    struct five_tuple t = {.protocol = protocol_with_ports(c->protocol)};
    if (!t.protocol || c->sport < 0 || c->dport < 0 || c->sport > UINT16_MAX || c->dport > UINT16_MAX) return;
    if (!address(f, c->src, &t.src) || !address(f, c->dst, &t.dst)) return;
    t.sport = (uint16_t)c->sport;
    t.dport = (uint16_t)c->dport;
    text(ret, community_id(&t, ret->room));
}

static void encapsulation(const struct export_subject *s, struct fact *ret)
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

static void message(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    char shown[320];
    struct fact known = {.kind = KIND_NONE};
    append(ret, "%s", export_rule(f->rule)->title);
    if (f->element) append(ret, ": %s%s%s", f->element, f->supplier ? " of " : "", f->supplier ? f->supplier : "");
    ends(s, &known);
    if (known.kind) append(ret, "; %s", facts_conversation(&f->conversation, shown, sizeof shown));
    if (f->packets) append(ret, "; %s", text_counted(f->packets, "packet", shown));
    if (f->bytes) append(ret, ", %s", text_bytes(f->bytes, shown));
    text(ret, ret->room);
}

/* ---- how it was found */

static void limit_bytes(const struct export_subject *s, struct fact *ret)
{
    double v = s->item->finding->limit_min_bytes;
    if (v >= 0) count(ret, v < 9e18 ? (uint64_t)v : INT64_MAX);
}

static void detected_seconds(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    if (f->detected_packets && f->detected_seconds >= 0) number(ret, f->detected_seconds);
}

static void limit_delay(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->limit_max_delay_s >= 0) number(ret, s->item->finding->limit_max_delay_s);
}

static void coefficient(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->correlation) number(ret, s->item->finding->correlation->coefficient);
}

static void correlation_lag(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->correlation) number(ret, s->item->finding->correlation->lag_s);
}

static void correlation_chance(const struct export_subject *s, struct fact *ret)
{
    if (s->item->finding->correlation) number(ret, s->item->finding->correlation->log10_p);
}

static bool evidence_of(const struct export_subject *s, const struct export_evidence **ret)
{
    *ret = s->item->evidence;
    return *ret && (*ret)->name[0];
}

static void evidence(const struct export_subject *s, struct fact *ret)
{
    const struct export_evidence *e;
    if (evidence_of(s, &e)) text(ret, e->name);
}

static void evidence_sha256(const struct export_subject *s, struct fact *ret)
{
    const struct export_evidence *e;
    if (evidence_of(s, &e)) text(ret, digest_text(e->sha256, ret->room));
}

static void evidence_bytes(const struct export_subject *s, struct fact *ret)
{
    const struct export_evidence *e;
    if (evidence_of(s, &e)) count(ret, e->bytes);
}

/* ---- where it is recorded, who may have it */

static void ledger_origin(const struct export_subject *s, struct fact *ret)
{
    if (s->item->ledger) text(ret, s->item->ledger->origin);
}

static void ledger_index(const struct export_subject *s, struct fact *ret)
{
    if (s->item->ledger) count(ret, s->item->ledger->index);
}

static void ledger_leaf(const struct export_subject *s, struct fact *ret)
{
    if (s->item->ledger) text(ret, digest_text(s->item->ledger->leaf_hash, ret->room));
}

static void ledger_checkpoint(const struct export_subject *s, struct fact *ret)
{
    const struct ledger_ref *l = s->item->ledger;
    char root[DIGEST_TEXT];
    if (l && l->checkpoint_size) print(ret, "%" PRIu64 " %s", l->checkpoint_size, digest_text(l->checkpoint_root, root));
}

static void ledger_record(const struct export_subject *s, struct fact *ret)
{
    const struct ledger_ref *l = s->item->ledger;
    if (l && l->origin) print(ret, "%s#%" PRIu64, l->origin, l->index);
}

static void tlp(const struct export_subject *s, struct fact *ret)
{
    text(ret, tlp_name(s->job->tlp));
}

static void classification(const struct export_subject *s, struct fact *ret)
{
    text(ret, s->job->classification);
}

static void labels(const struct export_subject *s, struct fact *ret)
{
    const char *level = tlp_name(s->job->tlp), *marking = s->job->classification;
    size_t used = 0;
    if (level) {
        ret->texts[ret->text_count++] = ret->room;
        used = 1 + (size_t)snprintf(ret->room, sizeof ret->room, "tlp:%s", level);
    }
    if (marking && marking[0]) {
        ret->texts[ret->text_count++] = ret->room + used;
        snprintf(ret->room + used, sizeof ret->room - used, "classification:%s", marking);
    }
    if (ret->text_count) ret->kind = KIND_TEXTS;
}

static void version(const struct export_subject *s, struct fact *ret)
{
    text(ret, s->job->version);
}

/* ---- identifiers, as seals only */

static void sealed(const struct export_subject *s, const char *kind, const char *value, struct fact *ret)
{
    char canonical[FACT_ROOM];
    if (!s->job->seal || !value || !value[0]) return;
    snprintf(canonical, sizeof canonical, "%s:%s", kind, value);
    s->job->seal(s->job->seal_ctx, canonical, ret->room);
    text(ret, ret->room);
}

static void sealed_liid(const struct export_subject *s, struct fact *ret)
{
    sealed(s, "liid", s->item->finding->liid, ret);
}

static void sealed_xid(const struct export_subject *s, struct fact *ret)
{
    sealed(s, "xid", s->item->finding->xid, ret);
}

static void sealed_warrant(const struct export_subject *s, struct fact *ret)
{
    sealed(s, "warrant", s->item->finding->warrant, ret);
}

static void sealed_subscribers(const struct export_subject *s, struct fact *ret)
{
    const struct verdict_finding *f = s->item->finding;
    size_t room = sizeof ret->room / EXPORT_SEAL;
    if (!s->job->seal) return;
    for (size_t i = 0; i < f->subscriber_count && ret->text_count < room; i++) {
        char canonical[ADDR_TEXT + 4], *at = ret->room + ret->text_count * EXPORT_SEAL;
        if (!f->subscribers[i]) continue;
        snprintf(canonical, sizeof canonical, "ip:%s", f->subscribers[i]);
        s->job->seal(s->job->seal_ctx, canonical, at);
        ret->texts[ret->text_count++] = at;
    }
    if (ret->text_count) ret->kind = KIND_TEXTS;
}

/* ---- all of them */

static void uid(const struct export_subject *s, struct fact *ret);

typedef void fact_fn(const struct export_subject *s, struct fact *ret);

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
    [FACT_SIGNATURE] = FUNCTION(signature),
    [FACT_SID] = FUNCTION(sid),
    [FACT_TITLE] = FUNCTION(title),
    [FACT_REMEDY] = FUNCTION(remedy),
    [FACT_MESSAGE] = FUNCTION(message),
    [FACT_SEVERITY] = FUNCTION(severity),
    [FACT_SEVERITY_LEVEL] = FUNCTION(severity_level),
    [FACT_CONFIDENCE] = FUNCTION(confidence),
    [FACT_DEPTH] = FINDING(DRAWN_TEXT, depth),
    [FACT_FIRST] = FINDING(DRAWN_TIME, first_ns),
    [FACT_LAST] = FUNCTION(last),
    [FACT_MADE] = FUNCTION(made),
    [FACT_TIME] = FUNCTION(time_or_made),
    [FACT_SRC] = FUNCTION(src),
    [FACT_DST] = FUNCTION(dst),
    [FACT_ENDS] = FUNCTION(ends),
    [FACT_SPORT] = FUNCTION(sport),
    [FACT_DPORT] = FUNCTION(dport),
    [FACT_TRANSPORT] = FINDING(DRAWN_TEXT, conversation.protocol),
    [FACT_COMMUNITY_ID] = FUNCTION(community),
    [FACT_ENCAPSULATION] = FUNCTION(encapsulation),
    [FACT_INTERFACE] = FUNCTION(interface),
    [FACT_ELEMENT] = FINDING(DRAWN_TEXT, element),
    [FACT_SUPPLIER] = FINDING(DRAWN_TEXT, supplier),
    [FACT_ROLE] = FUNCTION(role),
    [FACT_PACKETS] = FINDING(DRAWN_COUNT, packets),
    [FACT_BYTES] = FINDING(DRAWN_COUNT, bytes),
    [FACT_DETECTED_PACKETS] = FINDING(DRAWN_COUNT, detected_packets),
    [FACT_DETECTED_BYTES] = FINDING(DRAWN_COUNT, detected_bytes),
    [FACT_DETECTED_SECONDS] = FUNCTION(detected_seconds),
    [FACT_LIMIT_BYTES] = FUNCTION(limit_bytes),
    [FACT_LIMIT_DELAY] = FUNCTION(limit_delay),
    [FACT_CORRELATION] = FUNCTION(coefficient),
    [FACT_CORRELATION_LAG] = FUNCTION(correlation_lag),
    [FACT_CORRELATION_CHANCE] = FUNCTION(correlation_chance),
    [FACT_COPIED] = FINDING(DRAWN_LENGTH, copied_count),
    [FACT_SUBSCRIBERS] = FINDING(DRAWN_LENGTH, subscriber_count),
    [FACT_EVIDENCE_PACKETS] = FINDING(DRAWN_LENGTH, evidence_count),
    [FACT_EVIDENCE] = FUNCTION(evidence),
    [FACT_EVIDENCE_SHA256] = FUNCTION(evidence_sha256),
    [FACT_EVIDENCE_BYTES] = FUNCTION(evidence_bytes),
    [FACT_LEDGER_ORIGIN] = FUNCTION(ledger_origin),
    [FACT_LEDGER_INDEX] = FUNCTION(ledger_index),
    [FACT_LEDGER_LEAF] = FUNCTION(ledger_leaf),
    [FACT_LEDGER_CHECKPOINT] = FUNCTION(ledger_checkpoint),
    [FACT_LEDGER_RECORD] = FUNCTION(ledger_record),
    [FACT_TLP] = FUNCTION(tlp),
    [FACT_CLASSIFICATION] = FUNCTION(classification),
    [FACT_LABELS] = FUNCTION(labels),
    [FACT_SEALED_LIID] = FUNCTION(sealed_liid),
    [FACT_SEALED_XID] = FUNCTION(sealed_xid),
    [FACT_SEALED_WARRANT] = FUNCTION(sealed_warrant),
    [FACT_SEALED_SUBSCRIBERS] = FUNCTION(sealed_subscribers),
    [FACT_VERSION] = FUNCTION(version),
};

static void draw(const struct verdict_finding *f, const struct source *from, struct fact *ret)
{
    const void *at = (const char *)f + from->offset;
    uint64_t n = 0;
    switch (from->drawn) {
    case DRAWN_TEXT: text(ret, *(const char *const *)at); return;
    case DRAWN_TIME: time_of(ret, *(const int64_t *)at); return;
    case DRAWN_COUNT: n = *(const uint64_t *)at; break;
    case DRAWN_LENGTH: n = *(const size_t *)at; break;
    case DRAWN_BY_FUNCTION: return;
    }
    if (n) count(ret, n);
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
        text(ret, uuid5(&uuid_custos, name, ret->room));
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
    text(ret, uuid5(&uuid_custos, name, ret->room));
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
