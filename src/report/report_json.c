#include "report/report_json.h"

#include "base/json.h"
#include "report/facts.h"

static void count(struct json *j, const char *key, uint64_t n)
{
    json_unsigned(j, key, n < INT64_MAX ? n : INT64_MAX);
}

static void count_or_null(struct json *j, const char *key, int64_t n)
{
    if (n < 0)
        json_null(j, key);
    else
        json_signed(j, key, n);
}

/* A detection limit or the like: negative means that it does not apply. */
static void number_or_null(struct json *j, const char *key, double n)
{
    if (n >= 0)
        json_number(j, key, n);
    else
        json_null(j, key);
}

static void bytes_or_null(struct json *j, const char *key, double n)
{
    if (n >= 0)
        count(j, key, n < 9e18 ? (uint64_t)n : INT64_MAX);
    else
        json_null(j, key);
}

static void texts(struct json *j, const char *key, const char *const *list, size_t n)
{
    json_array_begin(j, key);
    for (size_t i = 0; i < n; i++) json_string(j, NULL, list[i]);
    json_array_end(j);
}

static void tally_members(struct json *j, const struct tally *t)
{
    count(j, "packets", t->packets);
    count(j, "bytes", t->bytes);
}

static void tally(struct json *j, const char *key, const struct tally *t)
{
    json_object_begin(j, key);
    tally_members(j, t);
    json_object_end(j);
}

static void accounts(struct json *j, const struct tally of[static ACCOUNT_COUNT])
{
    json_object_begin(j, "accounts");
    for (unsigned a = 0; a < ACCOUNT_COUNT; a++) tally(j, account_name((enum account)a), &of[a]);
    json_object_end(j);
}

static void times(struct json *j, int64_t first_ns, int64_t last_ns)
{
    json_time(j, "first", first_ns);
    json_time(j, "last", last_ns);
}

static void run(struct json *j, const struct verdict *v)
{
    size_t severities[SEVERITY_COUNT];
    facts_severities(v, severities);
    json_object_begin(j, "run");
    json_string(j, "network", v->network_name);
    times(j, v->first_ns, v->last_ns);
    count(j, "packets", v->packets);
    count(j, "bytes", v->bytes);
    json_bool(j, "balanced", v->finding_count == 0);
    json_bool(j, "targets_revealed", v->reveal_targets);
    json_object_begin(j, "severities");
    for (unsigned s = SEVERITY_COUNT; s-- > 0;) count(j, severity_name((enum severity)s), severities[s]);
    json_object_end(j);
    json_object_end(j);
}

static void capture(struct json *j, const struct verdict_capture *c)
{
    json_object_begin(j, NULL);
    json_string(j, "file", c->file);
    json_string(j, "tap", c->tap);
    json_string(j, "format", c->format);
    tally_members(j, &c->seen);
    times(j, c->first_ns, c->last_ns);
    json_bool(j, "truncated", c->truncated);
    json_string(j, "break", c->break_text);
    count(j, "snapped_packets", c->snapped_packets);
    count(j, "undecoded_packets", c->undecoded_packets);
    count_or_null(j, "dropped_packets", c->dropped_packets);
    json_object_end(j);
}

static void side(struct json *j, const struct verdict_side *s)
{
    json_object_begin(j, NULL);
    json_string(j, "tap", s->tap);
    json_string(j, "side", s->side);
    tally(j, "in", &s->in);
    tally(j, "out", &s->out);
    accounts(j, s->out_account);
    json_object_end(j);
}

static void line(struct json *j, const struct verdict_line *l)
{
    json_object_begin(j, NULL);
    json_string(j, "account", account_name(l->account));
    json_string(j, "tap", l->tap);
    json_string(j, "conversation", l->label);
    json_string(j, "why", l->why);
    json_string(j, "finding", l->finding);
    tally_members(j, &l->tally);
    times(j, l->first_ns, l->last_ns);
    json_object_end(j);
}

static void element(struct json *j, const struct verdict_element *e)
{
    json_object_begin(j, NULL);
    json_string(j, "name", e->name);
    json_string(j, "supplier", e->supplier);
    json_string(j, "role", e->role);
    json_string(j, "zone", e->zone);
    tally(j, "in", &e->in);
    tally(j, "out", &e->out);
    accounts(j, e->account);
    json_array_begin(j, "sides");
    for (size_t i = 0; i < e->side_count; i++) side(j, &e->sides[i]);
    json_array_end(j);
    json_array_begin(j, "lines");
    for (size_t i = 0; i < e->line_count; i++) line(j, &e->lines[i]);
    json_array_end(j);
    json_object_end(j);
}

static void integrity(struct json *j, const struct verdict_intercept *i)
{
    if (!i->integrity) {
        json_null(j, "integrity");
        return;
    }
    json_object_begin(j, "integrity");
    json_string(j, "state", i->integrity);
    count(j, "verified", i->checks_verified);
    count(j, "failed", i->checks_failed);
    count(j, "undecided", i->checks_undecided);
    json_object_end(j);
}

static void intercept(struct json *j, const struct verdict_intercept *i)
{
    json_object_begin(j, NULL);
    json_string(j, "xid", i->xid);
    json_string(j, "liid", i->liid);
    json_string(j, "country", i->country);
    json_string(j, "warrant", i->warrant);
    json_string(j, "element", i->element);
    json_string(j, "protocol", i->protocol);
    json_string(j, "depth", i->depth);
    json_string(j, "state", i->state);
    times(j, i->first_ns, i->last_ns);
    count(j, "iri", i->iri);
    count(j, "cc", i->cc);
    count(j, "encrypted", i->encrypted);
    count(j, "other", i->other);
    count(j, "bytes", i->bytes);
    integrity(j, i);
    texts(j, "destinations", i->destinations, i->destination_count);
    json_array_begin(j, "records");
    for (size_t k = 0; k < i->record_count; k++) {
        json_object_begin(j, NULL);
        json_string(j, "event", i->records[k].event);
        json_string(j, "function", i->records[k].function);
        count(j, "count", i->records[k].count);
        json_object_end(j);
    }
    json_array_end(j);
    texts(j, "sessions", i->sessions, i->session_count);
    json_object_end(j);
}

static void session(struct json *j, const struct verdict_session *s)
{
    json_object_begin(j, NULL);
    json_string(j, "client", s->client);
    json_string(j, "server", s->server);
    json_string(j, "client_element", s->client_element);
    json_string(j, "server_element", s->server_element);
    json_string(j, "version", s->version);
    json_string(j, "suite", s->suite);
    json_string(j, "server_name", s->server_name);
    json_string(j, "ja4", s->ja4);
    json_string(j, "client_certificate", s->client_certificate);
    json_string(j, "server_certificate", s->server_certificate);
    json_string(j, "client_issuer", s->client_issuer);
    json_string(j, "server_issuer", s->server_issuer);
    json_string(j, "client_fingerprint", s->client_fingerprint);
    json_string(j, "server_fingerprint", s->server_fingerprint);
    json_string(j, "depth", s->depth);
    tally(j, "up", &s->up);
    tally(j, "down", &s->down);
    times(j, s->first_ns, s->last_ns);
    json_object_end(j);
}

static void warrant(struct json *j, const struct verdict_warrant *w)
{
    json_object_begin(j, NULL);
    json_string(j, "id", w->id);
    json_string(j, "authority", w->authority);
    json_string(j, "country", w->country);
    json_string(j, "liid", w->liid);
    json_array_begin(j, "scope");
    if (w->iri) json_string(j, NULL, "iri");
    if (w->cc) json_string(j, NULL, "cc");
    json_array_end(j);
    texts(j, "targets", w->targets, w->target_count);
    json_time(j, "from", w->from_ns);
    json_time(j, "until", w->until_ns);
    json_bool(j, "seen", w->seen);
    json_object_end(j);
}

static void port(struct json *j, const char *key, int32_t n)
{
    count_or_null(j, key, n);
}

static void conversation(struct json *j, const char *key, const struct verdict_conversation *c)
{
    json_object_begin(j, key);
    json_string(j, "src", c->src);
    port(j, "sport", c->sport);
    json_string(j, "dst", c->dst);
    port(j, "dport", c->dport);
    json_string(j, "protocol", c->protocol);
    texts(j, "encapsulation", c->encapsulation, c->encapsulation_count);
    json_object_end(j);
}

static void management(struct json *j, const struct verdict_management *m)
{
    json_object_begin(j, NULL);
    json_string(j, "element", m->element);
    conversation(j, "conversation", &m->conversation);
    json_string(j, "protocol", m->protocol);
    json_string(j, "user", m->user);
    json_string(j, "declared", m->declared);
    json_bool(j, "opened", m->opened);
    json_bool(j, "by_content", m->by_content);
    json_bool(j, "enciphered", m->enciphered);
    json_bool(j, "capture_file", m->capture_file);
    times(j, m->first_ns, m->last_ns);
    count(j, "packets", m->packets);
    count(j, "bytes", m->bytes);
    json_object_end(j);
}

static void evidence(struct json *j, const struct verdict *v, const struct verdict_evidence *e)
{
    json_object_begin(j, NULL);
    json_string(j, "capture", facts_capture_file(v, e->ref.capture));
    json_unsigned(j, "packet", e->ref.number);
    json_time(j, "time", e->time_ns);
    json_string(j, "role", e->role);
    json_string(j, "comment", e->comment);
    json_unsigned(j, "wire_bytes", e->wire_len);
    texts(j, "layers", e->layers, e->layer_count);
    json_object_end(j);
}

/* What had left when the rule was certain; null where the rule is not one of volume. */
static void detected_after(struct json *j, const struct verdict_finding *f)
{
    if (f->detected_packets == 0) {
        json_null(j, "detected_after");
        return;
    }
    json_object_begin(j, "detected_after");
    count(j, "packets", f->detected_packets);
    count(j, "bytes", f->detected_bytes);
    number_or_null(j, "seconds", f->detected_seconds);
    json_object_end(j);
}

/* Null where the finding does not rest on volume over time. */
static void correlation(struct json *j, const struct verdict_correlation *c)
{
    if (!c) {
        json_null(j, "correlation");
        return;
    }
    json_object_begin(j, "correlation");
    json_string(j, "method", c->by_sizes ? "sizes" : "volume");
    json_number(j, "coefficient", c->coefficient);
    json_number(j, "lag_s", c->lag_s);
    json_number(j, "bin_s", c->bin_s);
    json_number(j, "log10_p", c->log10_p);
    count(j, "pairs", c->pairs);
    json_string(j, "direction", c->direction);
    json_object_end(j);
}

/* Null where there is nothing to draw. */
static void series(struct json *j, const struct verdict_series *s)
{
    if (!s) {
        json_null(j, "series");
        return;
    }
    json_object_begin(j, "series");
    json_string(j, "unit", s->unit);
    json_string(j, "caption", s->caption);
    json_time(j, "first", s->first_ns);
    json_number(j, "step_s", (double)s->step_ns / 1e9);
    json_array_begin(j, "lanes");
    for (unsigned i = 0; i < s->lanes && i < VERDICT_LANES; i++) {
        json_object_begin(j, NULL);
        json_string(j, "name", s->name[i]);
        json_array_begin(j, "values");
        for (unsigned k = 0; k < s->points && k < VERDICT_POINTS; k++) count(j, NULL, s->values[i][k]);
        json_array_end(j);
        json_object_end(j);
    }
    json_array_end(j);
    json_object_end(j);
}

static void finding(struct json *j, const struct verdict *v, const struct verdict_finding *f)
{
    json_object_begin(j, NULL);
    json_string(j, "id", f->id);
    json_string(j, "rule", f->rule);
    json_string(j, "severity", severity_name(f->severity));
    json_number(j, "confidence", f->confidence);
    json_string(j, "depth", f->depth);
    json_string(j, "summary", f->summary);
    json_string(j, "detail", f->detail);
    json_string(j, "element", f->element);
    json_string(j, "supplier", f->supplier);
    json_string(j, "warrant", f->warrant);
    json_string(j, "xid", f->xid);
    json_string(j, "liid", f->liid);
    conversation(j, "conversation", &f->conversation);
    json_array_begin(j, "copied_conversations");
    for (size_t i = 0; i < f->copied_count; i++) conversation(j, NULL, &f->copied[i]);
    json_array_end(j);
    times(j, f->first_ns, f->last_ns);
    count(j, "packets", f->packets);
    count(j, "bytes", f->bytes);
    detected_after(j, f);
    texts(j, "subscribers", f->subscribers, f->subscriber_count);
    correlation(j, f->correlation);
    series(j, f->series);
    json_object_begin(j, "limits");
    bytes_or_null(j, "min_bytes", f->limit_min_bytes);
    number_or_null(j, "max_delay_s", f->limit_max_delay_s);
    json_object_end(j);
    json_array_begin(j, "evidence");
    for (size_t i = 0; i < f->evidence_count; i++) evidence(j, v, &f->evidence[i]);
    json_array_end(j);
    json_object_end(j);
}

static void ruled_out(struct json *j, const struct verdict_ruled_out *r)
{
    json_object_begin(j, NULL);
    json_string(j, "reason", r->reason);
    tally_members(j, &r->tally);
    count(j, "conversations", r->conversations);
    json_string(j, "why", r->why);
    json_object_end(j);
}

static void undecided(struct json *j, const struct verdict *v)
{
    json_array_begin(j, "undecided");
    for (size_t i = 0; i < v->undecided_count; i++) {
        const struct verdict_undecided *u = &v->undecided[i];
        json_object_begin(j, NULL);
        texts(j, "rules", u->rules, u->rule_count);
        json_string(j, "where", u->where);
        json_string(j, "why", u->why);
        json_object_end(j);
    }
    json_array_end(j);
}

static void coverage(struct json *j, const struct verdict *v)
{
    json_object_begin(j, "coverage");
    texts(j, "untapped", v->untapped, v->untapped_count);
    count(j, "undecrypted_sessions", v->undecrypted_sessions);
    number_or_null(j, "window_s", v->window_s);
    number_or_null(j, "long_memory_s", v->long_memory_s);
    count_or_null(j, "memory_bytes", v->memory_bytes && v->memory_bytes < INT64_MAX ? (int64_t)v->memory_bytes : -1);
    undecided(j, v);
    texts(j, "notes", v->notes, v->note_count);
    json_object_end(j);
}

void report_json(const struct verdict *v, FILE *out)
{
    struct json writer, *j = &writer;
    json_init(j, out, true);
    json_object_begin(j, NULL);
    json_object_begin(j, "custos");
    json_string(j, "version", v->version);
    json_unsigned(j, "schema", REPORT_JSON_SCHEMA);
    json_object_end(j);
    run(j, v);
    json_array_begin(j, "captures");
    for (size_t i = 0; i < v->capture_count; i++) capture(j, &v->captures[i]);
    json_array_end(j);
    json_array_begin(j, "elements");
    for (size_t i = 0; i < v->element_count; i++) element(j, &v->elements[i]);
    json_array_end(j);
    json_array_begin(j, "intercepts");
    for (size_t i = 0; i < v->intercept_count; i++) intercept(j, &v->intercepts[i]);
    json_array_end(j);
    json_array_begin(j, "sessions");
    for (size_t i = 0; i < v->session_count; i++) session(j, &v->sessions[i]);
    json_array_end(j);
    json_array_begin(j, "warrants");
    for (size_t i = 0; i < v->warrant_count; i++) warrant(j, &v->warrants[i]);
    json_array_end(j);
    json_array_begin(j, "management");
    for (size_t i = 0; i < v->management_count; i++) management(j, &v->management[i]);
    json_array_end(j);
    json_array_begin(j, "findings");
    for (size_t i = 0; i < v->finding_count; i++) finding(j, v, &v->findings[i]);
    json_array_end(j);
    json_array_begin(j, "ruled_out");
    for (size_t i = 0; i < v->ruled_out_count; i++) ruled_out(j, &v->ruled_out[i]);
    json_array_end(j);
    coverage(j, v);
    json_object_end(j);
}
