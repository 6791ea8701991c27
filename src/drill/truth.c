#include "drill/truth.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/macros.h"

void truth_text(char field[static TRUTH_TEXT], const char *text)
{
    size_t len = strlen(text);
    ENSURE(len < TRUTH_TEXT);
    memcpy(field, text, len + 1);
}

static struct truth_match *add(struct truth_match *list, uint32_t *count, const char *rule)
{
    ENSURE(*count < TRUTH_MATCHES);
    struct truth_match *m = &list[(*count)++];
    *m = (struct truth_match){.rules = {rule}, .dport = -1, .min = 1, .max = 1000};
    return m;
}

struct truth_match *truth_expect(struct truth *t, const char *rule)
{
    return add(t->expect, &t->expect_count, rule);
}

struct truth_match *truth_allow(struct truth *t, const char *rule)
{
    return add(t->allow, &t->allow_count, rule);
}

struct truth_intercept *truth_intercept(struct truth *t, const char *xid, const char *liid)
{
    ENSURE(t->intercept_count < TRUTH_INTERCEPTS);
    struct truth_intercept *i = &t->intercepts[t->intercept_count++];
    *i = (struct truth_intercept){.xid = ""};
    truth_text(i->xid, xid);
    truth_text(i->liid, liid);
    return i;
}

static void write_text(struct json *j, const char *key, const char *text)
{
    if (text[0]) json_string(j, key, text);
}

static void write_match(struct json *j, const struct truth_match *m, bool expected)
{
    json_object_begin(j, NULL);
    json_array_begin(j, "rule");
    for (int i = 0; i < TRUTH_RULES && m->rules[i]; i++) json_string(j, NULL, m->rules[i]);
    json_array_end(j);
    write_text(j, "xid", m->xid);
    write_text(j, "warrant", m->warrant);
    write_text(j, "element", m->element);
    write_text(j, "src", m->src);
    write_text(j, "dst", m->dst);
    write_text(j, "subject", m->subject);
    if (m->dport >= 0) json_signed(j, "dport", m->dport);
    if (expected) {
        json_unsigned(j, "min", m->min);
        json_unsigned(j, "max", m->max);
    }
    json_object_end(j);
}

static void write_matches(struct json *j, const char *key, const struct truth_match *list, uint32_t count, bool expected)
{
    json_array_begin(j, key);
    for (uint32_t i = 0; i < count; i++) write_match(j, &list[i], expected);
    json_array_end(j);
}

static void write_plant(struct json *j, const struct truth_plant *p)
{
    if (!p->carrier) {
        json_null(j, "copy");
        return;
    }
    json_object_begin(j, "copy");
    json_string(j, "carrier", p->carrier);
    json_array_begin(j, "subjects");
    for (int i = 0; i < TRUTH_SUBJECTS && p->subjects[i][0]; i++) json_string(j, NULL, p->subjects[i]);
    json_array_end(j);
    json_time(j, "first", p->first_ns);
    json_time(j, "last", p->last_ns);
    json_unsigned(j, "carried_packets", p->carried);
    json_unsigned(j, "packets", p->packets);
    json_unsigned(j, "bytes", p->bytes);
    json_object_end(j);
}

static void write_accounts(struct json *j, const struct truth *t)
{
    json_object_begin(j, "accounts");
    if (t->copied_max != UINT64_MAX) {
        json_array_begin(j, "copied_packets");
        json_unsigned(j, NULL, t->copied_min);
        json_unsigned(j, NULL, t->copied_max);
        json_array_end(j);
    }
    if (t->unexplained_max >= 0) {
        json_array_begin(j, "unexplained_share");
        json_number(j, NULL, 0);
        json_number(j, NULL, t->unexplained_max);
        json_array_end(j);
    }
    json_object_end(j);
}

static void write_arguments(struct json *j, const struct truth *t)
{
    char bytes[16];
    snprintf(bytes, sizeof bytes, "%" PRIu32, t->memory_bytes);
    json_array_begin(j, "args");
    if (t->memory_bytes) {
        json_string(j, NULL, "--memory");
        json_string(j, NULL, bytes);
    }
    json_array_end(j);
}

static void write_remarks(struct json *j, const char *key, const char *const list[static TRUTH_REMARKS])
{
    json_array_begin(j, key);
    for (int i = 0; i < TRUTH_REMARKS && list[i]; i++) json_string(j, NULL, list[i]);
    json_array_end(j);
}

static void write_coverage(struct json *j, const struct truth *t)
{
    json_object_begin(j, "coverage");
    write_remarks(j, "says", t->says);
    write_remarks(j, "never", t->never);
    json_object_end(j);
}

void truth_write(const struct truth *t, const char *capture_file, FILE *out)
{
    struct json j;
    json_init(&j, out, true);
    json_object_begin(&j, NULL);
    json_string(&j, "scenario", t->scenario);
    json_string(&j, "kind", t->kind);
    json_string(&j, "notes", t->summary);
    json_unsigned(&j, "seed", t->seed);
    json_unsigned(&j, "packets", t->packets);
    json_unsigned(&j, "bytes", t->bytes);
    json_array_begin(&j, "captures");
    json_string(&j, NULL, capture_file);
    json_array_end(&j);
    write_arguments(&j, t);
    write_matches(&j, "expect", t->expect, t->expect_count, true);
    write_matches(&j, "allow", t->allow, t->allow_count, false);
    json_array_begin(&j, "intercepts");
    for (uint32_t i = 0; i < t->intercept_count; i++) {
        const struct truth_intercept *x = &t->intercepts[i];
        json_object_begin(&j, NULL);
        json_string(&j, x->liid[0] ? "liid" : "xid", x->liid[0] ? x->liid : x->xid);
        json_string(&j, "warrant", x->warrant[0] ? x->warrant : NULL);
        if (x->iri != TRUTH_UNKNOWN) json_unsigned(&j, "iri", x->iri);
        if (x->cc != TRUTH_UNKNOWN) json_unsigned(&j, "cc", x->cc);
        json_object_end(&j);
    }
    json_array_end(&j);
    write_accounts(&j, t);
    write_coverage(&j, t);
    write_plant(&j, &t->plant);
    json_signed(&j, "exit", t->exit_status);
    json_object_end(&j);
}
