#include "app/evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/output.h"
#include "capture/pcapng_writer.h"
#include "proto/stack.h"

/* A packet that was read again; its bytes lie in the arena. */
struct kept {
    struct frame frame;
    const char *interface;
};

struct evidence {
    struct arena *arena; /* borrowed */
    struct kept *list;   /* by capture, then number */
    size_t count;
};

static int by_ref(const struct frame_ref *a, const struct frame_ref *b)
{
    if (a->capture != b->capture) return a->capture < b->capture ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static int compare_refs(const void *a, const void *b)
{
    return by_ref(a, b);
}

static int compare_kept(const void *a, const void *b)
{
    return by_ref(&((const struct kept *)a)->frame.ref, &((const struct kept *)b)->frame.ref);
}

static const struct kept *find(const struct evidence *e, struct frame_ref ref)
{
    struct kept key = {.frame = {.ref = ref}};
    return e->count ? bsearch(&key, e->list, e->count, sizeof *e->list, compare_kept) : NULL;
}

static void keep(void *ctx, const struct frame *frame, const struct capture_interface *interface)
{
    struct evidence *e = ctx;
    struct kept *k = &e->list[e->count++];
    k->frame = *frame;
    k->frame.data = (const uint8_t *)arena_copy(e->arena, (const char *)frame->data, frame->cap_len);
    k->interface = arena_text(e->arena, interface->name);
}

/* All references of all findings, sorted, each once. */
static struct frame_ref *all_refs(const struct verdict *v, struct arena *a, size_t *ret_count)
{
    size_t count = 0, unique = 0;
    for (size_t i = 0; i < v->finding_count; i++) count += v->findings[i].evidence_count;
    struct frame_ref *refs = arena_alloc(a, (count + 1) * sizeof *refs);
    count = 0;
    for (size_t i = 0; i < v->finding_count; i++)
        for (size_t k = 0; k < v->findings[i].evidence_count; k++) refs[count++] = v->findings[i].evidence[k].ref;
    qsort(refs, count, sizeof *refs, compare_refs);
    for (size_t i = 0; i < count; i++)
        if (unique == 0 || by_ref(&refs[unique - 1], &refs[i]) != 0) refs[unique++] = refs[i];
    *ret_count = unique;
    return refs;
}

static void describe(struct arena *a, const struct kept *k, struct verdict_evidence *ev)
{
    struct stack s;
    char text[256];
    stack_decode(&s, k->frame.link_type, k->frame.data, k->frame.cap_len, k->frame.wire_len);
    const char **layers = arena_alloc(a, (STACK_DEPTH + 1u) * sizeof *layers);
    for (unsigned i = 0; i < s.depth; i++) {
        stack_describe(&s, i, text, sizeof text);
        layers[ev->layer_count++] = arena_text(a, text);
    }
    ev->layers = layers;
    ev->time_ns = k->frame.time_ns;
    ev->wire_len = k->frame.wire_len;
}

enum err evidence_collect(struct capture_set *s, struct verdict *v, struct arena *a, struct evidence **ret, struct fault *f)
{
    size_t count;
    struct frame_ref *refs = all_refs(v, a, &count);
    struct evidence *e = arena_alloc(a, sizeof *e);
    e->arena = a;
    e->list = arena_alloc(a, (count + 1) * sizeof *e->list);
    if (count) {
        enum err err = capture_fetch(s, refs, count, keep, e, f);
        if (err != ERR_OK) return err;
    }
    struct verdict_finding *findings = arena_alloc(a, (v->finding_count + 1) * sizeof *findings);
    for (size_t i = 0; i < v->finding_count; i++) {
        findings[i] = v->findings[i];
        struct verdict_evidence *list = arena_alloc(a, (findings[i].evidence_count + 1) * sizeof *list);
        for (size_t k = 0; k < findings[i].evidence_count; k++) {
            list[k] = findings[i].evidence[k];
            const struct kept *packet = find(e, list[k].ref);
            list[k].comment = arena_printf(a, "custos %s %s: %s (packet %u of %s)", findings[i].id, findings[i].rule,
                                           list[k].role, list[k].ref.number, capture_info(s, list[k].ref.capture)->path);
            if (packet) describe(a, packet, &list[k]);
        }
        findings[i].evidence = list;
    }
    v->findings = findings;
    *ret = e;
    return ERR_OK;
}

/* The excerpt's interface for a packet; each (link type, name) gets one. */
struct known_interface {
    uint16_t link_type;
    const char *name;
};

static uint32_t interface_of(struct pcapng_writer *w, struct known_interface *known, size_t *count, const struct kept *k)
{
    for (size_t i = 0; i < *count; i++)
        if (known[i].link_type == k->frame.link_type && strcmp(known[i].name, k->interface ? k->interface : "") == 0)
            return (uint32_t)i;
    known[*count] = (struct known_interface){k->frame.link_type, k->interface ? k->interface : ""};
    ++*count;
    return pcapng_writer_interface(w, k->frame.link_type, 0, k->interface);
}

/* How much of a packet may be shown when its payload may not: what stands before it, as far as the layers are understood. */
static uint32_t headers_len(const struct frame *f)
{
    struct stack s;
    stack_decode(&s, f->link_type, f->data, f->cap_len, f->wire_len);
    const struct layer *last = s.depth ? &s.layer[s.depth - 1u] : NULL;
    if (last && s.payload.data && s.payload.len) return (uint32_t)(s.payload.data - f->data);
    return last ? (uint32_t)(last->data - f->data) : 0;
}

void evidence_excerpt(const struct evidence *e, const struct verdict_finding *finding, FILE *out)
{
    struct pcapng_writer w;
    struct known_interface *known = arena_alloc(e->arena, (finding->evidence_count + 1) * sizeof *known);
    size_t count = 0;
    pcapng_writer_begin(&w, out, "custos", finding->summary);
    for (size_t k = 0; k < finding->evidence_count; k++) {
        const struct kept *packet = find(e, finding->evidence[k].ref);
        if (!packet) continue;
        uint32_t interface = interface_of(&w, known, &count, packet);
        uint32_t len = finding->evidence[k].headers_only ? headers_len(&packet->frame) : packet->frame.cap_len;
        pcapng_writer_packet(&w, interface, packet->frame.time_ns, packet->frame.data, len, packet->frame.wire_len,
                             packet->frame.direction, finding->evidence[k].comment);
    }
}

enum err evidence_write(const struct evidence *e, const struct verdict *v, const char *dir, struct fault *f)
{
    for (size_t i = 0; i < v->finding_count; i++) {
        const struct verdict_finding *finding = &v->findings[i];
        if (!finding->evidence_count) continue;
        const char *path = arena_printf(e->arena, "%s/%s.pcapng", dir, finding->id);
        FILE *out = output_open(path, f);
        if (!out) return ERR_IO;
        evidence_excerpt(e, finding, out);
        enum err err = output_close(out, path, f);
        if (err != ERR_OK) return err;
    }
    return ERR_OK;
}
