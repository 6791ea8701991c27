/* Product held against what X1 and the handover's notices say of its interception: made after it was withdrawn, or of one that
 * was never provisioned.
 *
 * The second needs an element's own word, since an interception may have been provisioned long before the capture: a whole list
 * of its tasks (or that it was told to end all), asked for over an X1 of which nothing was missed, and one administration only.
 */
#include "audit/findings.h"

static uint64_t unopened_sessions(struct engine *e)
{
    return e->sessions.total - sessions_by_secrets(e, TLS_SECRETS_FIT);
}

/* May an activation have passed unseen? */
static bool doubtful(struct engine *e, const struct course *c)
{
    const struct provisioned_element *at = &e->intercepts.provisioning.elements[c->element];
    return at->several || at->lossy || (at->keyed && unopened_sessions(e));
}

static void late(struct engine *e, struct finding_list *l, const struct intercept *it, const struct sighting *s,
                 const struct sighting *control)
{
    char when[CLOCK_TEXT];
    struct verdict_finding *f = intercept_finding(e, l, it, RULE_DELIVERY_AFTER_WITHDRAWAL, s);
    finding_evidence_closed(l, f, control->proof, control->proof_count, "withdrawal", e->reveal_targets);
    f->summary = arena_printf(l->arena, "%s delivers %s after it was withdrawn: %llu PDUs, %s", intercept_sender(e, it),
                              intercept_name(l->arena, it), (unsigned long long)s->pdus, amount_text(l->arena, s->bytes));
    f->detail =
        arena_printf(l->arena,
                     "It was withdrawn at %s. Product made before that, by its own time stamps, is not counted, nor what "
                     "comes within %.0f s, or %.0f s between two taps.",
                     clock_rfc3339(control->last_ns, when), (double)COURSE_GRACE_NS / 1e9, (double)COURSE_GRACE_TAPS_NS / 1e9);
}

static void stray(struct engine *e, struct finding_list *l, const struct intercept *it, const struct sighting *s,
                  const struct sighting *control)
{
    char when[CLOCK_TEXT];
    struct verdict_finding *f = intercept_finding(e, l, it, RULE_DELIVERY_WITHOUT_PROVISIONING, s);
    finding_evidence_closed(l, f, control->proof, control->proof_count, "the element's own list", e->reveal_targets);
    f->summary =
        arena_printf(l->arena, "%s delivers %s, which X1 did not provision there: %llu PDUs, %s", intercept_sender(e, it),
                     intercept_name(l->arena, it), (unsigned long long)s->pdus, amount_text(l->arena, s->bytes));
    f->detail = arena_printf(l->arena, "At %s the element said over X1 that it has no such task, and none was activated since.",
                             clock_rfc3339(control->last_ns, when));
}

/* Once for each interception, whatever the number of elements. */
static void judge_product(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    struct sighting late_all = it->course.late, late_control = it->course.control, stray_all = {0}, stray_control = {0};
    for (unsigned i = 0; i < it->course_count; i++) {
        const struct course *c = &it->courses[i];
        if (doubtful(e, c)) continue;
        if (c->late.pdus) sight_all(&late_control, &c->control);
        if (c->stray.pdus) sight_all(&stray_control, &c->control);
        sight_all(&late_all, &c->late);
        sight_all(&stray_all, &c->stray);
    }
    if (late_all.pdus) late(e, l, it, &late_all, &late_control);
    if (stray_all.pdus) stray(e, l, it, &stray_all, &stray_control);
}

void rules_of_delivery(struct engine *e, struct finding_list *l)
{
    for (size_t i = 0; i < e->intercepts.count; i++) judge_product(e, l, e->intercepts.list[i]);
}

struct delivery_doubts delivery_doubts(struct engine *e)
{
    struct delivery_doubts d = {0};
    for (size_t i = 0; i < e->intercepts.count; i++) {
        const struct intercept *it = e->intercepts.list[i];
        bool unlisted = false, uncertain = false;
        for (unsigned k = 0; k < it->course_count; k++) {
            const struct course *c = &it->courses[k];
            unlisted |= !c->activated && !c->control.pdus && it->x.pdus;
            uncertain |= (c->stray.pdus || c->late.pdus) && doubtful(e, c);
        }
        d.unseen += it->unprovisioned;
        d.unlisted += unlisted;
        d.doubtful += uncertain;
        d.unnoticed += it->hi.iri + it->hi.cc + it->hi.encrypted && !it->course.activated && !it->course.control.pdus;
    }
    return d;
}
