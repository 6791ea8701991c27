#include "report/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "report/text.h"

enum { SENTENCE = 1024 };

uint64_t facts_add(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static const char *name_end(const char *name)
{
    return name + strcspn(name, ",");
}

static const char *next_name(const char *end)
{
    return end + strspn(end, ", ");
}

static bool list_holds(const char *list, const char *name, size_t len)
{
    for (const char *at = list; *at; at = next_name(name_end(at)))
        if ((size_t)(name_end(at) - at) == len && strncmp(at, name, len) == 0) return true;
    return false;
}

/* Every name of capture `c`'s list that no list before it, nor an earlier place in it, holds. */
static size_t new_names(const struct verdict *v, size_t c)
{
    size_t count = 0;
    const char *list = v->captures[c].tap;
    for (const char *at = list ? list : ""; *at; at = next_name(name_end(at))) {
        size_t len = (size_t)(name_end(at) - at);
        bool known = len == 0;
        for (size_t i = 0; i < c && !known; i++) known = v->captures[i].tap && list_holds(v->captures[i].tap, at, len);
        for (const char *before = list; before < at && !known; before = next_name(name_end(before)))
            known = (size_t)(name_end(before) - before) == len && strncmp(before, at, len) == 0;
        count += !known;
    }
    return count;
}

size_t facts_tap_count(const struct verdict *v)
{
    size_t count = 0;
    for (size_t i = 0; i < v->capture_count; i++) count += new_names(v, i);
    return count;
}

void facts_severities(const struct verdict *v, size_t ret_counts[static SEVERITY_COUNT])
{
    memset(ret_counts, 0, SEVERITY_COUNT * sizeof *ret_counts);
    for (size_t i = 0; i < v->finding_count; i++)
        if ((unsigned)v->findings[i].severity < SEVERITY_COUNT) ret_counts[v->findings[i].severity]++;
}

const char *facts_element(const struct verdict_element *e, char *text, size_t size)
{
    const char *const parts[] = {e->supplier, e->role, e->zone};
    size_t at = 0;
    text[0] = 0;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (!parts[i] || at >= size) continue;
        int len = snprintf(text + at, size - at, "%s%s", at ? ", " : "", parts[i]);
        at += len > 0 ? (size_t)len : 0;
    }
    return text;
}

const struct verdict_warrant *facts_warrant(const struct verdict *v, const char *id)
{
    for (size_t i = 0; id && i < v->warrant_count; i++)
        if (v->warrants[i].id && strcmp(v->warrants[i].id, id) == 0) return &v->warrants[i];
    return NULL;
}

const char *facts_capture_file(const struct verdict *v, uint32_t capture)
{
    return capture < v->capture_count ? v->captures[capture].file : NULL;
}

bool facts_has_evidence_file(const struct verdict_finding *f)
{
    static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return f->evidence_count > 0 && f->id && f->id[0] && f->id[strspn(f->id, safe)] == 0;
}

static const char *end_text(const char *host, int32_t port, char *text, size_t size)
{
    bool bracket = host && port >= 0 && strchr(host, ':');
    if (port >= 0)
        snprintf(text, size, "%s%s%s:%d", bracket ? "[" : "", host ? host : "?", bracket ? "]" : "", (int)port);
    else
        snprintf(text, size, "%s", host ? host : "?");
    return text;
}

const char *facts_conversation(const struct verdict_conversation *c, char *text, size_t size)
{
    char src[128], dst[128];
    snprintf(text, size, "%s -> %s%s%s", end_text(c->src, c->sport, src, sizeof src), end_text(c->dst, c->dport, dst, sizeof dst),
             c->protocol ? " " : "", c->protocol ? c->protocol : "");
    return text;
}

const char *facts_smallest(const struct verdict_finding *f, char text[static TEXT_NUMBER])
{
    text[0] = 0;
    if (f->limit_min_bytes > 1 && f->limit_min_bytes < 1.8e19)
        text_bytes((uint64_t)f->limit_min_bytes, text);
    else if (f->limit_min_bytes >= 0 && f->limit_min_bytes <= 1)
        snprintf(text, TEXT_NUMBER, "one packet");
    return text;
}

const char *facts_latest(const struct verdict_finding *f, char text[static TEXT_NUMBER])
{
    return text_duration(f->limit_max_delay_s, text);
}

const char *facts_correlation(const struct verdict_correlation *c, char *text, size_t size)
{
    char coefficient[TEXT_NUMBER], lag[TEXT_NUMBER], bin[TEXT_NUMBER], p[TEXT_NUMBER], pairs[TEXT_NUMBER];
    text_fixed(c->coefficient, 3, coefficient);
    text_fixed(c->log10_p, 1, p);
    text_duration(c->lag_s, lag);
    text_counted(c->pairs, "pair", pairs);
    if (c->by_sizes)
        snprintf(text, size,
                 "%s of its messages have the size of a packet %s before; by chance 10^%s after correction for %s tried",
                 coefficient, lag[0] ? lag : "shortly", p, pairs);
    else
        snprintf(text, size, "%s at a lag of %s, bins of %s%s%s; by chance 10^%s after correction for %s tried", coefficient,
                 lag[0] ? lag : "?", text_duration(c->bin_s, bin)[0] ? bin : "?", c->direction ? ", " : "",
                 c->direction ? c->direction : "", p, pairs);
    return text;
}

struct tally facts_remainder(const struct verdict *v)
{
    struct tally sum = {0, 0};
    for (size_t i = 0; i < v->element_count && v->finding_count == 0; i++)
        for (unsigned a = ACCOUNT_COPIED; a <= ACCOUNT_UNEXPLAINED; a++) {
            sum.packets = facts_add(sum.packets, v->elements[i].account[a].packets);
            sum.bytes = facts_add(sum.bytes, v->elements[i].account[a].bytes);
        }
    return sum;
}

struct speaker {
    facts_coverage_fn *fn;
    void *ctx;
};

static void say(const struct speaker *s, bool is_gap, const char *format, ...) PRINTF_LIKE(3, 4);
static void say(const struct speaker *s, bool is_gap, const char *format, ...)
{
    char text[SENTENCE];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    s->fn(s->ctx, text, is_gap);
}

/* "upf-1: access" is about upf-1. */
static bool is_about(const char *untapped, const char *element)
{
    size_t len = strlen(element);
    return strncmp(untapped, element, len) == 0 && untapped[len] == ':';
}

static void say_sides(const struct verdict *v, const struct speaker *s)
{
    for (size_t i = 0; i < v->element_count; i++) {
        const struct verdict_element *e = &v->elements[i];
        const char *name = e->name ? e->name : "?";
        size_t tapped = 0, missing = 0;
        for (size_t k = 0; k < e->side_count; k++) tapped += e->sides[k].tap != NULL;
        for (size_t k = 0; k < v->untapped_count; k++) missing += v->untapped[k] && is_about(v->untapped[k], name);
        if (tapped + missing)
            say(s, missing > 0, "%zu of %zu sides of %s tapped", tapped, tapped + missing, name);
        else
            say(s, true, "no side of %s is known to be tapped", name);
    }
    for (size_t k = 0; k < v->untapped_count; k++)
        if (v->untapped[k]) say(s, true, "not tapped: %s", v->untapped[k]);
}

static void say_loss(const struct verdict *v, const struct speaker *s)
{
    uint64_t lost = 0, snapped = 0, undecoded = 0;
    size_t silent = 0;
    char a[TEXT_NUMBER];
    for (size_t i = 0; i < v->capture_count; i++) {
        const struct verdict_capture *c = &v->captures[i];
        if (c->dropped_packets < 0)
            silent++;
        else
            lost = facts_add(lost, (uint64_t)c->dropped_packets);
        snapped = facts_add(snapped, c->snapped_packets);
        undecoded = facts_add(undecoded, c->undecoded_packets);
        if (c->truncated)
            say(s, true, "%s was judged up to its break%s%s", c->file ? c->file : "a capture", c->break_text ? ": " : "",
                c->break_text ? c->break_text : "");
    }
    if (lost) say(s, true, "%s lost by the capture itself", text_counted(lost, "packet", a));
    if (silent == v->capture_count && silent)
        say(s, true, "capture loss not known (the captures do not say)");
    else if (silent)
        say(s, true, "capture loss not known for %zu of %zu captures", silent, v->capture_count);
    else if (!lost && v->capture_count)
        say(s, false, "no capture loss");
    if (snapped) say(s, true, "%s cut short by the capture's snap length", text_counted(snapped, "packet", a));
    if (undecoded) say(s, true, "%s could not be decoded", text_counted(undecoded, "packet", a));
}

static void say_memory(const struct verdict *v, const struct speaker *s)
{
    char a[TEXT_NUMBER], b[TEXT_NUMBER], c[TEXT_NUMBER], budget[TEXT_NUMBER], in[TEXT_NUMBER + 16] = "";
    double run_s = text_seconds(v->first_ns, v->last_ns);
    if (!(v->window_s > 0)) return;
    if (v->memory_bytes) snprintf(in, sizeof in, " in %s of memory", text_bytes(v->memory_bytes, budget));
    text_duration(v->window_s, a);
    if (v->window_s >= run_s)
        say(s, false, "%s of content remembered (all)%s", text_duration(run_s, b), in);
    else if (v->long_memory_s > v->window_s)
        say(s, true, "content remembered for %s of %s, sparsely (one print in 32) for %s%s%s", a, text_duration(run_s, b),
            text_duration(v->long_memory_s, c), v->long_memory_s >= run_s ? " (all)" : "", in);
    else
        say(s, true, "content remembered for %s of %s%s", a, text_duration(run_s, b), in);
}

void facts_coverage(const struct verdict *v, facts_coverage_fn *fn, void *ctx)
{
    struct speaker s = {fn, ctx};
    char a[TEXT_NUMBER];
    say_sides(v, &s);
    say_loss(v, &s);
    say_memory(v, &s);
    if (v->undecrypted_sessions)
        say(&s, true, "%s left undecrypted", text_counted(v->undecrypted_sessions, "session", a));
    else
        say(&s, false, "nothing left undecrypted");
    if (!v->network_name) say(&s, true, "no network file was given: the inventory is what the captures themselves suggest");
}
