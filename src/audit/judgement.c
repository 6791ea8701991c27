/* The end of a run: books closed, rules applied, everything put into the plain words and numbers of a verdict. */
#include <inttypes.h>

#include "audit/findings.h"

static const char *const *destinations(struct arena *a, const struct intercept *it)
{
    const char **list = arena_alloc(a, (it->place_count + 1) * sizeof *list);
    char text[ENDPOINT_TEXT];
    for (unsigned i = 0; i < it->place_count; i++)
        list[i] = arena_text(a, endpoint_text(&it->places[i].stream.dst, it->places[i].stream.dport, text));
    return list;
}

static void told_records(struct arena *a, const struct delivered *d, struct verdict_intercept *r)
{
    struct verdict_record *list = arena_alloc(a, (d->event_count + 1) * sizeof *list);
    const char **sessions = arena_alloc(a, (d->session_count + 1) * sizeof *sessions);
    for (unsigned i = 0; i < d->event_count; i++) {
        const char *event = product_event_name(d->events[i].event);
        if (!event) event = arena_printf(a, "event %" PRIu32, d->events[i].event & 0xffff);
        list[i] = (struct verdict_record){event, product_event_function(d->events[i].event), d->events[i].count};
    }
    for (unsigned i = 0; i < d->session_count; i++) {
        const struct delivered_session *s = &d->sessions[i];
        sessions[i] = arena_printf(a, "%u%s%s", s->number, s->network[0] ? " " : "", s->network);
    }
    r->records = list;
    r->record_count = d->event_count;
    r->sessions = sessions;
    r->session_count = d->session_count;
}

/* Provisioned or delivered. */
static int64_t first_seen(const struct intercept *it)
{
    const struct sighting *x1 = &it->provisioned, *all = &it->all;
    return x1->pdus && (!all->pdus || x1->first_ns < all->first_ns) ? x1->first_ns : all->first_ns;
}

static int64_t last_seen(const struct intercept *it)
{
    const struct sighting *x1 = &it->provisioned, *all = &it->all;
    return x1->pdus && (!all->pdus || x1->last_ns > all->last_ns) ? x1->last_ns : all->last_ns;
}

/* What integrity checks say of an interception: verified only when nothing contradicts it. */
static void judge_integrity(const struct intercept *it, struct verdict_intercept *r)
{
    uint64_t all = 0;
    for (unsigned i = 0; i < INTEGRITY_OUTCOMES; i++) all += it->checks[i];
    if (!all) return;
    r->checks_verified = it->checks[INTEGRITY_VERIFIED];
    r->checks_failed = it->checks[INTEGRITY_FAILED];
    r->checks_undecided = all - r->checks_verified - r->checks_failed;
    r->integrity = r->checks_verified && !r->checks_failed ? "integrity-verified" : "integrity-unverified";
}

static const char *protocols_of(const struct intercept *it)
{
    if (it->has_xid && it->has_liid) return "X2/X3, HI2/HI3";
    return it->has_xid ? "X2/X3" : "HI2/HI3";
}

static void judge_intercepts(const struct engine *e, struct arena *a, struct verdict *v)
{
    const struct intercepts *t = &e->intercepts;
    struct verdict_intercept *list = arena_alloc(a, (t->count + 1) * sizeof *list);
    for (size_t i = 0; i < t->count; i++) {
        const struct intercept *it = t->list[i];
        const struct product_count product = intercept_product(it);
        struct verdict_intercept *r = &list[i];
        *r = (struct verdict_intercept){.xid = it->has_xid ? intercept_xid_text(a, it) : NULL,
                                        .liid = it->liid[0] ? arena_text(a, it->liid) : NULL,
                                        .country = it->country[0] ? arena_text(a, it->country) : NULL,
                                        .warrant = it->warrant ? it->warrant->id : NULL,
                                        .element = it->element >= 0 ? e->network->elements[it->element].name : NULL,
                                        .protocol = protocols_of(it),
                                        .depth = it->in_clear ? "clear" : "keyed",
                                        .state = lifecycle_name(intercept_state(it)),
                                        .first_ns = first_seen(it),
                                        .last_ns = last_seen(it),
                                        .iri = product.iri,
                                        .cc = product.cc,
                                        .encrypted = product.encrypted,
                                        .other = it->notices + it->integrity + it->unknown,
                                        .bytes = it->all.bytes,
                                        .destinations = destinations(a, it),
                                        .destination_count = it->place_count};
        told_records(a, &it->delivered, r);
        judge_integrity(it, r);
        timeline_render(&it->timeline, v->first_ns, v->last_ns, r->bins, VERDICT_BINS);
    }
    v->intercepts = list;
    v->intercept_count = t->count;
}

/* Targets are a carrier's most secret data: without leave only their kind is shown. */
const char *target_shown(const struct engine *e, struct arena *a, const char *canonical)
{
    char seal[SEAL_TEXT];
    if (e->reveal_targets || strncmp(canonical, "hmac-sha256:", 12) == 0) return arena_text(a, canonical);
    if (e->seal_key) return arena_text(a, seal_target(e->seal_key, canonical, seal));
    return arena_printf(a, "%.*s:*", (int)strcspn(canonical, ":"), canonical);
}

static const char *const *targets_shown(const struct engine *e, struct arena *a, const struct warrant *w)
{
    const char **list = arena_alloc(a, (w->target_count + 1) * sizeof *list);
    for (size_t i = 0; i < w->target_count; i++) list[i] = target_shown(e, a, w->targets[i].text);
    return list;
}

/* Every management session that was known as one. */
static void judge_management(const struct engine *e, struct arena *a, struct verdict *v)
{
    struct verdict_management *list = arena_alloc(a, (e->maintenance.count + 1) * sizeof *list);
    for (size_t i = 0; i < e->maintenance.count; i++) {
        const struct maintenance_session *s = &e->maintenance.list[i];
        list[i] = (struct verdict_management){.element = e->network->elements[s->element].name,
                                              .conversation = conversation_of(a, &s->stream),
                                              .protocol = management_name(s->kind),
                                              .user = s->user[0] ? arena_text(a, s->user) : NULL,
                                              .declared = s->declared ? purpose_name(s->declared->as) : NULL,
                                              .opened = s->opened,
                                              .by_content = s->by_content,
                                              .enciphered = s->enciphered,
                                              .capture_file = s->capture_file,
                                              .first_ns = s->seen.first_ns,
                                              .last_ns = s->seen.last_ns,
                                              .packets = s->seen.pdus,
                                              .bytes = s->seen.bytes};
    }
    v->management = list;
    v->management_count = e->maintenance.count;
}

static void judge_warrants(const struct engine *e, struct arena *a, struct verdict *v)
{
    size_t count = e->warrants ? e->warrants->count : 0;
    struct verdict_warrant *list = arena_alloc(a, (count + 1) * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        const struct warrant *w = &e->warrants->list[i];
        list[i] = (struct verdict_warrant){.id = w->id,
                                           .authority = w->authority,
                                           .country = w->country,
                                           .liid = w->liid,
                                           .iri = w->iri,
                                           .cc = w->cc,
                                           .from_ns = w->from_ns,
                                           .until_ns = w->until_ns,
                                           .seen = intercepts_saw(&e->intercepts, w),
                                           .targets = targets_shown(e, a, w),
                                           .target_count = w->target_count};
    }
    v->warrants = list;
    v->warrant_count = count;
}

void engine_verdict(struct engine *e, struct arena *arena, struct verdict *ret)
{
    struct finding_list findings = {.arena = arena};
    rules_of_balance(e, &findings);
    rules_of_intercepts(e, &findings);
    rules_of_delivery(e, &findings);
    rules_of_control(e, &findings);
    rules_of_sessions(e, &findings);
    rules_of_provisioning(e, &findings);
    rules_of_maintenance(e, &findings);
    findings_number(&findings);
    *ret = (struct verdict){.reveal_targets = e->reveal_targets,
                            .network_name = e->network->name,
                            .first_ns = e->first_ns,
                            .last_ns = e->last_ns,
                            .packets = e->frames,
                            .bytes = e->bytes};
    judge_elements(e, arena, &findings, ret);
    judge_intercepts(e, arena, ret);
    judge_sessions(e, arena, ret);
    judge_warrants(e, arena, ret);
    judge_management(e, arena, ret);
    judge_ruled_out(e, &findings, ret);
    judge_depth(e, arena, ret);
    judge_coverage(e, arena, ret);
    ret->findings = findings.items;
    ret->finding_count = findings.count;
}
