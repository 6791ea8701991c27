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

/* May an activation there have passed unseen? */
static bool doubtful(struct engine *e, uint32_t element)
{
    const struct provisioned_element *at = &e->intercepts.provisioning.elements[element];
    return at->several || at->lossy || (at->keyed && unopened_sessions(e));
}

/* By X1, which may not have been seen whole; notices of the handover itself leave no doubt. */
static bool handover_doubtful(struct engine *e, const struct intercept *it)
{
    for (unsigned i = 0; it->course.upstream && i < it->handover.by_count; i++)
        if (doubtful(e, it->handover.by[i])) return true;
    return false;
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

/* What many differ by, and one in so many at least: less may be the capture's loss, or what was under way. */
enum { VOLUME_MIN_PACKETS = 30, VOLUME_MIN_SHARE = 10 };

/* Of all addresses of its warrant, wherever they were compared. */
struct volume_sum {
    uint64_t passed, delivered, alone;
    bool doubtful;
    struct sighting missing, repeated;
};

/* Of several interceptions of one warrant, the first one that delivered at a place has its account. */
static void sum_up(const struct engine *e, const struct intercept *it, bool handover, struct volume_sum *ret)
{
    *ret = (struct volume_sum){0};
    for (size_t i = 0; i < e->targets.count; i++) {
        const struct target_account *a = &e->targets.list[i];
        if (a->warrant != it->warrant || a->handover != handover || a->first_ns == CLOCK_NONE) continue;
        if (!a->stream_count || a->streams[0].intercept != it->position) continue;
        ret->passed += a->passed;
        ret->delivered += a->delivered;
        ret->alone += a->alone;
        ret->doubtful |= a->crowded || a->lossy || a->reused;
        sight_all(&ret->missing, &a->missing);
        sight_all(&ret->repeated, &a->repeated);
    }
}

static bool many(uint64_t differ, uint64_t of)
{
    return differ >= VOLUME_MIN_PACKETS && differ >= of / VOLUME_MIN_SHARE;
}

static void volume_finding(struct engine *e, struct finding_list *l, const struct intercept *it, enum rule r,
                           const struct sighting *s, const struct volume_sum *v)
{
    bool over = r == RULE_OVER_DELIVERY;
    unsigned long long differ = s->pdus, delivered = v->delivered, passed = v->passed;
    struct verdict_finding *f = intercept_finding(e, l, it, r, &(struct sighting){0});
    finding_sighting(f, s);
    finding_evidence_closed(l, f, s->proof, s->proof_count, over ? "delivered again" : "not delivered", e->reveal_targets);
    f->detected_packets = VOLUME_MIN_PACKETS;
    f->detected_bytes = s->pdus ? s->bytes / s->pdus * VOLUME_MIN_PACKETS : 0;
    f->limit_min_bytes = (double)f->detected_bytes;
    f->summary =
        over
            ? arena_printf(l->arena,
                           "%s delivers packets of %s more often than the target sent or received them: %llu times too often, %s",
                           intercept_sender(e, it), intercept_name(l->arena, it), differ, amount_text(l->arena, s->bytes))
            : arena_printf(l->arena, "%s does not deliver %llu of %llu packets that the target of %s sent and received there, %s",
                           intercept_sender(e, it), differ, passed, intercept_name(l->arena, it),
                           amount_text(l->arena, s->bytes));
    f->detail =
        arena_printf(l->arena,
                     "Packets are known again by conversation and payload; %llu passed while it delivered, %llu of them were "
                     "delivered. At least %d packets and one in %d must differ.",
                     passed, delivered, VOLUME_MIN_PACKETS, VOLUME_MIN_SHARE);
}

/* Those that were delivered without being seen to pass may be those that seem to be missing. */
static bool much_missing(const struct volume_sum *v)
{
    return v->missing.pdus > v->alone && many(v->missing.pdus - v->alone, v->passed);
}

static bool is_unsettled(const struct volume_sum *v)
{
    return v->doubtful || (many(v->missing.pdus, v->passed) && !much_missing(v));
}

/* Told once, by X3 where that shows it. */
static void judge_volume(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    bool under = false, over = false;
    for (int handover = 0; handover < 2 && it->warrant; handover++) {
        struct volume_sum v;
        sum_up(e, it, handover, &v);
        if (v.doubtful) continue;
        if (!under && much_missing(&v)) volume_finding(e, l, it, RULE_UNDER_DELIVERY, &v.missing, &v), under = true;
        if (!over && many(v.repeated.pdus, v.delivered))
            volume_finding(e, l, it, RULE_OVER_DELIVERY, &v.repeated, &v), over = true;
    }
}

/* Once for each interception, whatever the number of elements. */
static void judge_product(struct engine *e, struct finding_list *l, const struct intercept *it)
{
    struct sighting late_all = {0}, late_control = {0}, stray_all = {0}, stray_control = {0};
    if (!handover_doubtful(e, it)) late_all = it->course.late, late_control = it->course.control;
    for (unsigned i = 0; i < it->course_count; i++) {
        const struct course *c = &it->courses[i];
        if (doubtful(e, c->element)) continue;
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
    for (size_t i = 0; i < e->intercepts.count; i++) {
        const struct intercept *it = e->intercepts.list[i];
        judge_product(e, l, it);
        judge_volume(e, l, it);
    }
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
            uncertain |= (c->stray.pdus || c->late.pdus) && doubtful(e, c->element);
        }
        uncertain |= it->course.late.pdus && handover_doubtful(e, it);
        struct volume_sum x, hi;
        sum_up(e, it, false, &x);
        sum_up(e, it, true, &hi);
        d.unmeasured += (it->x.cc || it->hi.cc) && !x.passed && !hi.passed && !x.doubtful && !hi.doubtful;
        d.records += it->warrant && !intercept_product(it).cc && !it->hi.encrypted && it->x.iri + it->hi.iri;
        d.unsettled += is_unsettled(&x) || is_unsettled(&hi);
        d.unseen += it->unprovisioned;
        d.unlisted += unlisted;
        d.doubtful += uncertain;
        bool told = it->course.activated || it->course.control.pdus || it->handover.says != HANDOVER_UNTOLD;
        d.unnoticed += it->hi.iri + it->hi.cc + it->hi.encrypted && !told;
    }
    return d;
}
