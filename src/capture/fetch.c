/* Chosen packets once more, by reading their inputs again, from the last mark before each where there are marks. */
#include "base/clock.h"
#include "capture/set.h"

enum { FETCH_BATCH = 256, FETCH_BUDGET = 8 * 1024 * 1024 };

/* A second reading of an input. Its interfaces are those that the first reading met, in the same order. */
struct second_look {
    const struct input *in;
    uint32_t met;
};

static int32_t on_interface(void *ctx, const struct parser_interface *told)
{
    struct second_look *look = ctx;
    (void)told; /* known from the first reading */
    return look->met < look->in->interface_count ? (int32_t)look->in->interfaces[look->met++] : -1;
}

static void on_section(void *ctx)
{
    (void)ctx; /* the parser starts its own list anew; numbering goes on */
}

static void on_secrets(void *ctx, struct bytes keylog)
{
    (void)ctx;
    (void)keylog; /* were handed out by the first reading */
}

static const struct parser_events second_events = {.interface = on_interface, .section = on_section, .secrets = on_secrets};

/* Hand out those of refs[0..count) that are among the frames; returns how many refs are done with. */
static size_t match(const struct capture_set *s, const struct frame *frames, size_t n, const struct frame_ref *refs, size_t count,
                    capture_fetch_fn *fn, void *ctx)
{
    size_t done = 0;
    for (size_t i = 0; i < n && done < count; i++) {
        /* a number that no packet has (Wireshark counts other blocks too) is passed over */
        while (done < count && refs[done].number < frames[i].ref.number) done++;
        for (; done < count && refs[done].number == frames[i].ref.number; done++)
            fn(ctx, &frames[i], s->interfaces[frames[i].interface]);
    }
    return done;
}

/* Pass over what is not wanted, once all interfaces are known that stand before the wanted packet. */
static void jump(const struct input *in, struct parser *p, uint32_t number, int64_t *last_ns)
{
    const struct second_look *look = p->ctx;
    const struct mark *m = input_mark(in, number);
    if (!m || m->number <= p->number || m->interfaces != look->met || parser_inside(p)) return;
    source_seek(p->source, m->offset);
    p->number = m->number;
    *last_ns = m->last_ns;
}

static void read_again(struct capture_set *s, struct parser *p, const struct frame_ref *refs, size_t count, capture_fetch_fn *fn,
                       void *ctx)
{
    struct frame frames[FETCH_BATCH];
    int64_t last_ns = 0;
    size_t done = 0;
    for (uint64_t turn = 1; done < count; turn++) {
        source_turn(p->source, turn, turn - 1);
        jump(&s->inputs[refs[0].capture], p, refs[done].number, &last_ns);
        size_t n = frames_read(p, frames, FETCH_BATCH, &last_ns);
        done += match(s, frames, n, refs + done, count - done, fn, ctx);
        if (p->stop == PARSER_END || p->stop == PARSER_BREAK) return;
        if (n == 0 && p->stop == PARSER_FULL) p->source->force = true;
    }
}

static enum err fetch_input(struct capture_set *s, const struct frame_ref *refs, size_t count, capture_fetch_fn *fn, void *ctx,
                            struct fault *f)
{
    const struct input *in = &s->inputs[refs[0].capture];
    struct raw raw;
    enum err e = raw_again(&in->raw, in->info.path, &raw, f);
    if (e != ERR_OK) return e;
    struct source source = {0};
    e = source_open(&source, &raw, in->info.path, FETCH_BUDGET, f);
    if (e == ERR_OK) {
        struct second_look look = {.in = in};
        struct parser p = {.events = &second_events, .ctx = &look, .capture = refs[0].capture};
        e = parser_open(&p, &source, in->info.path, f);
        if (e == ERR_OK) read_again(s, &p, refs, count, fn, ctx);
        parser_done(&p);
        source_done(&source);
    }
    raw_done(&raw);
    return e;
}

enum err capture_fetch(struct capture_set *s, const struct frame_ref *refs, size_t count, capture_fetch_fn *fn, void *ctx,
                       struct fault *f)
{
    for (size_t i = 0; i < count; i++) {
        bool sorted = i == 0 || refs[i - 1].capture < refs[i].capture ||
                      (refs[i - 1].capture == refs[i].capture && refs[i - 1].number <= refs[i].number);
        if (refs[i].capture >= s->count || !sorted)
            return fault_set(f, ERR_INVALID, "packets to read again are not in order or of no capture");
    }
    enum err e = ERR_OK;
    for (size_t i = 0; e == ERR_OK && i < count;) {
        size_t end = i;
        while (end < count && refs[end].capture == refs[i].capture) end++;
        e = fetch_input(s, refs + i, end - i, fn, ctx, f);
        i = end;
    }
    return e;
}
