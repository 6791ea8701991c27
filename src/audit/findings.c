#include "audit/findings.h"

#include <stdlib.h>

struct verdict_finding *finding_new(struct finding_list *l, enum rule r)
{
    if (l->count == l->room) {
        size_t room = l->room ? l->room * 2 : 16;
        struct verdict_finding *items = arena_alloc(l->arena, room * sizeof *items);
        if (l->count) memcpy(items, l->items, l->count * sizeof *items);
        l->items = items;
        l->room = room;
    }
    struct verdict_finding *f = &l->items[l->count++];
    *f = (struct verdict_finding){.rule = rule_name(r),
                                  .severity = rule_severity(r),
                                  .confidence = 1.0,
                                  .depth = rule_depth(r),
                                  .conversation = {.sport = -1, .dport = -1},
                                  .first_ns = CLOCK_NONE,
                                  .last_ns = CLOCK_NONE,
                                  .limit_min_bytes = -1,
                                  .limit_max_delay_s = -1};
    return f;
}

static void add_evidence(struct finding_list *l, struct verdict_finding *f, const struct frame_ref *refs, unsigned count,
                         const char *role, bool headers_only)
{
    struct verdict_evidence *list = arena_alloc(l->arena, (f->evidence_count + count) * sizeof *list + 1);
    if (f->evidence_count) memcpy(list, f->evidence, f->evidence_count * sizeof *list);
    for (unsigned i = 0; i < count; i++) {
        bool known = refs[i].number == 0;
        for (size_t k = 0; k < f->evidence_count && !known; k++)
            known = list[k].ref.capture == refs[i].capture && list[k].ref.number == refs[i].number;
        if (known) continue;
        list[f->evidence_count++] =
            (struct verdict_evidence){.ref = refs[i], .time_ns = CLOCK_NONE, .role = role, .headers_only = headers_only};
    }
    f->evidence = list;
}

void finding_evidence(struct finding_list *l, struct verdict_finding *f, const struct frame_ref *refs, unsigned count,
                      const char *role)
{
    add_evidence(l, f, refs, count, role, false);
}

void finding_evidence_closed(struct finding_list *l, struct verdict_finding *f, const struct frame_ref *refs, unsigned count,
                             const char *role, bool reveal)
{
    add_evidence(l, f, refs, count, role, !reveal);
}

void finding_sighting(struct verdict_finding *f, const struct sighting *s)
{
    f->first_ns = s->first_ns;
    f->last_ns = s->last_ns;
    f->packets = s->pdus;
    f->bytes = s->bytes;
    f->detected_packets = 1;
    f->detected_bytes = s->pdus ? s->bytes / s->pdus : 0;
    f->limit_min_bytes = 1;
}

static int worse_first(const void *a, const void *b)
{
    const struct verdict_finding *x = a, *y = b;
    if (x->severity != y->severity) return x->severity < y->severity ? 1 : -1;
    if (x->bytes != y->bytes) return x->bytes < y->bytes ? 1 : -1;
    if (x->first_ns != y->first_ns) return x->first_ns < y->first_ns ? -1 : 1;
    return strcmp(x->summary ? x->summary : "", y->summary ? y->summary : "");
}

void findings_number(struct finding_list *l)
{
    if (l->count) qsort(l->items, l->count, sizeof *l->items, worse_first);
    for (size_t i = 0; i < l->count; i++) {
        l->items[i].id = arena_printf(l->arena, "F-%04zu", i + 1);
    }
}

struct verdict_conversation conversation_of(struct arena *a, const struct five_tuple *t)
{
    char src[ADDR_TEXT], dst[ADDR_TEXT], number[8];
    bool ports = t->protocol == 6 || t->protocol == 17 || t->protocol == 132;
    return (struct verdict_conversation){.src = arena_text(a, ip_text(&t->src, src)),
                                         .dst = arena_text(a, ip_text(&t->dst, dst)),
                                         .sport = ports && t->sport ? t->sport : -1,
                                         .dport = ports && t->dport ? t->dport : -1,
                                         .protocol = arena_text(a, ip_protocol_name(t->protocol, number))};
}

void finding_element(struct verdict_finding *f, const struct network *n, int element)
{
    if (element < 0 || !n) return;
    f->element = n->elements[element].name;
    f->supplier = n->elements[element].supplier;
}

const char *amount_text(struct arena *a, uint64_t bytes)
{
    static const char *const units[] = {"kB", "MB", "GB", "TB", "PB"};
    double v = (double)bytes;
    unsigned u = 0;
    if (bytes < 1000) return arena_printf(a, "%llu bytes", (unsigned long long)bytes);
    for (v /= 1000; v >= 999.95 && u + 1 < ARRAY_LEN(units); u++) v /= 1000;
    return arena_printf(a, "%.1f %s", v, units[u]);
}
