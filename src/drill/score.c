#include "drill/score.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

static void note(struct score *s, const char *format, ...) PRINTF_LIKE(2, 3);
static void note(struct score *s, const char *format, ...)
{
    va_list args;
    if (s->note_count == SCORE_NOTES) return;
    va_start(args, format);
    vsnprintf(s->notes[s->note_count++], SCORE_NOTE_TEXT, format, args);
    va_end(args);
}

/* "" wants nothing. */
static bool text_fits(const char *want, const char *got)
{
    return !want[0] || (got && strcmp(want, got) == 0);
}

static bool subject_fits(const struct truth_match *m, const struct verdict_finding *f)
{
    if (!m->subject[0]) return true;
    for (size_t i = 0; i < f->copied_count; i++)
        if ((f->copied[i].src && strcmp(m->subject, f->copied[i].src) == 0) ||
            (f->copied[i].dst && strcmp(m->subject, f->copied[i].dst) == 0))
            return true;
    return false;
}

static bool rule_fits(const struct truth_match *m, const struct verdict_finding *f)
{
    for (int i = 0; i < TRUTH_RULES && m->rules[i]; i++)
        if (f->rule && strcmp(m->rules[i], f->rule) == 0) return true;
    return false;
}

static bool match_fits(const struct truth_match *m, const struct verdict_finding *f)
{
    const struct verdict_conversation *c = &f->conversation;
    return rule_fits(m, f) && text_fits(m->xid, f->xid) && text_fits(m->warrant, f->warrant) &&
           text_fits(m->element, f->element) && text_fits(m->src, c->src) && text_fits(m->dst, c->dst) &&
           (m->dport < 0 || m->dport == c->dport) && subject_fits(m, f);
}

/* Of several findings, the one that was certain first. */
static void measure(const struct verdict_finding *f, int64_t *certain_ns, struct score *s)
{
    if (f->detected_packets == 0) return;
    int64_t at_ns = f->first_ns + (int64_t)(f->detected_seconds * 1e9);
    if (s->detected_bytes && at_ns >= *certain_ns) return;
    *certain_ns = at_ns;
    s->detected_bytes = f->detected_bytes;
    s->detected_seconds = f->detected_seconds;
}

static void score_findings(const struct truth *t, const struct verdict *v, struct score *s)
{
    uint32_t seen[TRUTH_MATCHES] = {0};
    int64_t certain_ns = 0;
    for (size_t i = 0; i < v->finding_count; i++) {
        const struct verdict_finding *f = &v->findings[i];
        bool known = false;
        for (uint32_t k = 0; k < t->expect_count; k++)
            if (match_fits(&t->expect[k], f)) {
                seen[k]++;
                known = true;
            }
        if (known) measure(f, &certain_ns, s);
        for (uint32_t k = 0; k < t->allow_count && !known; k++) known = match_fits(&t->allow[k], f);
        if (known) continue;
        s->false_alarms++;
        note(s, "false alarm: %s: %s", f->rule ? f->rule : "?", f->summary ? f->summary : "");
    }
    for (uint32_t k = 0; k < t->expect_count; k++) {
        const struct truth_match *m = &t->expect[k];
        if (seen[k] >= m->min)
            s->found++;
        else
            note(s, "missed: %s xid=%s subject=%s dst=%s, seen %u of %u", m->rules[0], m->xid, m->subject, m->dst, seen[k],
                 m->min);
        if (seen[k] > m->max) {
            s->wrong++;
            note(s, "too often: %s xid=%s dst=%s, %u of at most %u", m->rules[0], m->xid, m->dst, seen[k], m->max);
        }
    }
    s->expected = t->expect_count;
    s->missed = s->expected - s->found;
}

static void score_intercept(const struct truth_intercept *want, const struct verdict *v, struct score *s)
{
    uint64_t iri = 0, cc = 0;
    bool listed = false, warrant = true;
    const char *known_as = want->liid[0] ? want->liid : want->xid;
    for (size_t i = 0; i < v->intercept_count; i++) {
        const struct verdict_intercept *got = &v->intercepts[i];
        const char *name = want->liid[0] ? got->liid : got->xid;
        if (!name || strcmp(name, known_as) != 0) continue;
        listed = true;
        iri += got->iri;
        cc += got->cc;
        warrant &= want->warrant[0] ? text_fits(want->warrant, got->warrant) : !got->warrant;
    }
    bool counted = (want->iri == TRUTH_UNKNOWN || iri == want->iri) && (want->cc == TRUTH_UNKNOWN || cc == want->cc);
    if (listed && warrant && counted) return;
    s->wrong++;
    if (!listed)
        note(s, "intercept %s is not listed", known_as);
    else if (!warrant)
        note(s, "intercept %s: wrong warrant", known_as);
    else
        note(s, "intercept %s: %" PRIu64 " IRI, %" PRIu64 " CC, truth %" PRIu64 ", %" PRIu64, known_as, iri, cc, want->iri,
             want->cc);
}

static void score_accounts(const struct truth *t, const struct verdict *v, struct score *s)
{
    uint64_t out = 0, copied = 0, unexplained = 0;
    for (size_t i = 0; i < v->element_count; i++) {
        out += v->elements[i].out.packets;
        copied += v->elements[i].account[ACCOUNT_COPIED].packets;
        unexplained += v->elements[i].account[ACCOUNT_UNEXPLAINED].packets;
    }
    if (t->copied_max != UINT64_MAX && (copied < t->copied_min || copied > t->copied_max)) {
        s->wrong++;
        note(s, "copied: %" PRIu64 " packets, truth %" PRIu64 " to %" PRIu64, copied, t->copied_min, t->copied_max);
    }
    if (t->unexplained_max >= 0 && (double)unexplained > t->unexplained_max * (double)out) {
        s->wrong++;
        note(s, "unexplained: %" PRIu64 " of %" PRIu64 " packets out, truth at most %g of them", unexplained, out,
             t->unexplained_max);
    }
    if (out == 0) {
        s->wrong++;
        note(s, "no element sent anything");
    }
}

static bool is_remarked(const struct verdict *v, const char *text)
{
    for (size_t i = 0; i < v->note_count; i++)
        if (v->notes[i] && strstr(v->notes[i], text)) return true;
    return false;
}

static void score_coverage(const struct truth *t, const struct verdict *v, struct score *s)
{
    for (int i = 0; i < TRUTH_REMARKS && t->says[i]; i++) {
        if (is_remarked(v, t->says[i])) continue;
        s->wrong++;
        note(s, "coverage does not say: %s", t->says[i]);
    }
    for (int i = 0; i < TRUTH_REMARKS && t->never[i]; i++) {
        if (!is_remarked(v, t->never[i])) continue;
        s->wrong++;
        note(s, "coverage says: %s", t->never[i]);
    }
}

void score_verdict(const struct truth *t, const struct verdict *v, struct score *ret)
{
    *ret = (struct score){0};
    score_findings(t, v, ret);
    for (uint32_t i = 0; i < t->intercept_count; i++) score_intercept(&t->intercepts[i], v, ret);
    score_accounts(t, v, ret);
    score_coverage(t, v, ret);
    if ((v->finding_count > 0) != (t->exit_status == 1)) {
        ret->wrong++;
        note(ret, "%zu findings, truth exit status %d", v->finding_count, t->exit_status);
    }
}

bool score_ok(const struct score *s)
{
    return s->missed == 0 && s->false_alarms == 0 && s->wrong == 0;
}
