#include "capture/capture.h"

#include "base/clock.h"
#include "capture/capture_memory.h"
#include "capture/set.h"

enum { MEMORY_DEFAULT = 64 * 1024 * 1024 };

size_t input_source_budget(const struct capture_set *s)
{
    return s->share_bytes / 4 * 3;
}

/* ---- what parsers tell ---- */

static bool interface_room(struct capture_set *s)
{
    if (s->interface_count < s->interface_room) return true;
    size_t room = s->interface_room ? s->interface_room * 2 : 16;
    struct capture_interface **interfaces = realloc(s->interfaces, room * sizeof(*interfaces));
    if (!interfaces) return false;
    s->interfaces = interfaces;
    struct queue *queues = realloc(s->queues, room * sizeof *queues);
    if (!queues) return false;
    s->queues = queues;
    struct head *heap = realloc(s->heap, room * sizeof *heap);
    if (!heap) return false;
    s->heap = heap;
    s->interface_room = room;
    return true;
}

static bool input_interface_room(struct input *in)
{
    if (in->interface_count < in->interface_room) return true;
    uint32_t room = in->interface_room ? in->interface_room * 2 : 4;
    uint32_t *grown = realloc(in->interfaces, room * sizeof *grown);
    if (!grown) return false;
    in->interfaces = grown;
    in->interface_room = room;
    return true;
}

static int32_t on_interface(void *ctx, const struct parser_interface *told)
{
    struct input *in = ctx;
    struct capture_set *s = in->set;
    if (s->interface_count == CAPTURE_INTERFACES_MAX || !interface_room(s) || !input_interface_room(in)) return -1;
    struct capture_interface *i = arena_alloc(s->arena, sizeof *i);
    i->capture = (uint32_t)(in - s->inputs);
    if (told->name.len > 0) i->name = arena_copy(s->arena, (const char *)told->name.data, told->name.len);
    i->link_type = told->link_type;
    i->snap_len = told->snap_len;
    uint32_t index = (uint32_t)s->interface_count++;
    s->interfaces[index] = i;
    in->interfaces[in->interface_count++] = index;
    merge_interface_opened(in, index);
    return (int32_t)index;
}

static void on_section(void *ctx)
{
    struct input *in = ctx;
    in->sections++;
    merge_section_closed(in);
}

static void on_secrets(void *ctx, struct bytes keylog)
{
    const struct input *in = ctx;
    const struct capture_set *s = in->set;
    if (s->secrets) s->secrets(s->secrets_ctx, (uint32_t)(in - s->inputs), keylog.data, keylog.len);
}

const struct parser_events set_events = {.interface = on_interface, .section = on_section, .secrets = on_secrets};

/* ---- opening and closing ---- */

static enum err set_new(size_t count, const struct capture_options *options, struct capture_set **ret, struct fault *f)
{
    if (count == 0 || count > UINT32_MAX) return fault_set(f, ERR_USAGE, "no capture was named");
    struct capture_set *s = calloc(1, sizeof *s);
    if (s) {
        s->arena = arena_new();
        s->inputs = calloc(count, sizeof *s->inputs);
        s->wanting = calloc(count, sizeof *s->wanting);
    }
    if (!s || !s->arena || !s->inputs || !s->wanting) {
        capture_close(s);
        return fault_set(f, ERR_MEMORY, "not enough memory to open %zu captures", count);
    }
    size_t memory = options && options->memory_bytes ? options->memory_bytes : MEMORY_DEFAULT;
    s->share_bytes = memory / count;
    *ret = s;
    return ERR_OK;
}

/* Take over `raw` as the set's next input. */
static enum err input_open(struct capture_set *s, const char *path, const struct raw *raw, struct fault *f)
{
    struct input *in = &s->inputs[s->count++];
    in->set = s;
    in->raw = *raw;
    in->parser.events = &set_events;
    in->parser.ctx = in;
    in->parser.capture = (uint32_t)(in - s->inputs);
    in->info = (struct capture_info){
        .path = arena_text(s->arena, path),
        .first_ns = CLOCK_NONE,
        .last_ns = CLOCK_NONE,
        .dropped_packets = -1,
        .size_bytes = raw->size_bytes,
    };
    enum err e = source_open(&in->source, &in->raw, path, input_source_budget(s), f);
    if (e == ERR_OK) e = parser_open(&in->parser, &in->source, path, f);
    if (e != ERR_OK) return e;
    in->info.format = in->parser.format;
    in->marks = calloc(MARKS, sizeof *in->marks); /* without them evidence only takes longer */
    in->mark_step = MARK_STEP;
    merge_want(in);
    return ERR_OK;
}

enum err capture_open(const char *const *paths, size_t count, const struct capture_options *options, struct capture_set **ret,
                      struct fault *f)
{
    struct capture_set *s = NULL;
    enum err e = set_new(count, options, &s, f);
    if (e != ERR_OK) return e;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        struct raw raw;
        e = raw_open(&raw, paths[i], options && options->spool, f);
        if (e == ERR_OK) e = input_open(s, paths[i], &raw, f);
    }
    if (e == ERR_OK)
        *ret = s;
    else
        capture_close(s);
    return e;
}

enum err capture_reopen(const struct capture_set *first, const struct capture_options *options, struct capture_set **ret,
                        struct fault *f)
{
    struct capture_set *s = NULL;
    enum err e = set_new(first->count, options, &s, f);
    if (e != ERR_OK) return e;
    for (size_t i = 0; e == ERR_OK && i < first->count; i++) {
        const struct input *in = &first->inputs[i];
        struct raw raw;
        e = raw_again(&in->raw, in->info.path, &raw, f);
        if (e == ERR_OK) e = input_open(s, in->info.path, &raw, f);
        if (e == ERR_OK) s->inputs[i].info.size_bytes = in->info.size_bytes;
    }
    if (e == ERR_OK)
        *ret = s;
    else
        capture_close(s);
    return e;
}

enum err capture_open_memory(struct bytes data, const char *name, const struct capture_options *options, struct capture_set **ret,
                             struct fault *f)
{
    struct capture_set *s = NULL;
    enum err e = set_new(1, options, &s, f);
    if (e != ERR_OK) return e;
    struct raw raw;
    raw_memory(&raw, data);
    e = input_open(s, name, &raw, f);
    if (e == ERR_OK)
        *ret = s;
    else
        capture_close(s);
    return e;
}

void capture_close(struct capture_set *s)
{
    if (!s) return;
    for (size_t i = 0; i < s->count; i++) {
        struct input *in = &s->inputs[i];
        parser_done(&in->parser);
        source_done(&in->source);
        raw_done(&in->raw);
        merge_done(in);
        free(in->interfaces);
        free(in->marks);
    }
    free(s->inputs);
    free(s->wanting);
    free(s->interfaces);
    free(s->queues);
    free(s->heap);
    arena_free(s->arena);
    free(s);
}

void capture_on_secrets(struct capture_set *s, capture_secrets_fn *fn, void *ctx)
{
    s->secrets = fn;
    s->secrets_ctx = ctx;
}

void capture_keep(struct capture_set *s)
{
    s->keeps = true;
}

void capture_let_go(struct capture_set *s, uint64_t calls)
{
    atomic_store_explicit(&s->released, calls, memory_order_release);
}

/* ---- reading ---- */

/* A frame without a time gets that of the frame before it: it keeps its place. False for one. */
static inline bool settle(struct frame *f, int64_t *last_ns)
{
    bool timed = LIKELY(f->time_ns != CLOCK_NONE);
    if (timed)
        *last_ns = f->time_ns;
    else
        f->time_ns = *last_ns;
    return timed;
}

size_t frames_read(struct parser *p, struct frame *frames, size_t max, int64_t *last_ns)
{
    size_t n = parser_read(p, frames, max);
    for (size_t i = 0; i < n; i++) (void)settle(&frames[i], last_ns);
    return n;
}

/* Frames that were just read: their times are settled. Those that had none say nothing of the capture's. */
static void input_count(struct input *in, struct frame *frames, size_t n)
{
    struct capture_info *info = &in->info;
    struct capture_interface *const *interfaces = in->set->interfaces;
    int64_t first = info->first_ns == CLOCK_NONE ? INT64_MAX : info->first_ns, last = info->last_ns, now = in->last_ns;
    uint64_t bytes = 0, snapped = 0;
    for (size_t i = 0; i < n; i++) {
        struct frame *f = &frames[i];
        bytes += f->wire_len;
        snapped += f->wire_len > f->cap_len;
        interfaces[f->interface]->packets++;
        if (!settle(f, &now)) continue;
        if (now < first) first = now;
        if (now > last) last = now;
    }
    in->last_ns = now;
    if (last != CLOCK_NONE) {
        info->first_ns = first;
        info->last_ns = last;
    }
    info->packets += n;
    info->bytes += bytes;
    info->snapped_packets += snapped;
}

/* Remember where the next packet begins, now and then. */
static void input_mark_here(struct input *in)
{
    struct parser *p = &in->parser;
    uint32_t last = in->mark_count ? in->marks[in->mark_count - 1].number : 0;
    if (p->number - last < in->mark_step || !source_seekable(p->source) || parser_inside(p)) return;
    if (in->mark_count == MARKS) {
        for (uint32_t i = 0; i < MARKS / 2; i++) in->marks[i] = in->marks[2 * i + 1];
        in->mark_count = MARKS / 2;
        in->mark_step *= 2;
        return;
    }
    in->marks[in->mark_count++] = (struct mark){source_offset(p->source), in->last_ns, p->number, in->interface_count};
}

const struct mark *input_mark(const struct input *in, uint32_t number)
{
    const struct mark *found = NULL;
    for (uint32_t low = 0, high = in->mark_count; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        bool before = in->marks[middle].number < number;
        if (before) found = &in->marks[middle];
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    return in->sections <= 1 ? found : NULL; /* interfaces of other sections are numbered anew */
}

size_t input_read(struct input *in, struct frame *frames, size_t max)
{
    if (in->marks) input_mark_here(in);
    size_t n = parser_read(&in->parser, frames, max);
    input_count(in, frames, n);
    const struct parser *p = &in->parser;
    if (p->stop == PARSER_END || p->stop == PARSER_BREAK) in->exhausted = true;
    if (p->stop == PARSER_BREAK) {
        in->info.truncated = true;
        in->info.break_offset = p->break_offset;
        in->info.break_text = p->break_text;
    }
    return n;
}

/* A single input with a single interface needs no queue. */
static bool is_direct(const struct capture_set *s)
{
    return s->count == 1 && input_open_interfaces(&s->inputs[0]) == 1 && merge_idle(s);
}

static size_t direct_next(struct input *in, struct frame *frames, size_t max)
{
    size_t n = 0;
    while (n == 0 && !in->exhausted && input_open_interfaces(in) == 1) {
        n = input_read(in, frames, max);
        /* nothing is handed out that its memory could be waiting for: a record larger than the bound */
        if (n == 0 && in->parser.stop == PARSER_FULL) in->source.force = true;
    }
    return n;
}

size_t capture_next(struct capture_set *s, struct frame *frames, size_t max)
{
    uint64_t turn = ++s->turns, released = s->keeps ? atomic_load_explicit(&s->released, memory_order_acquire) : turn - 1;
    for (size_t i = 0; i < s->count; i++) source_turn(&s->inputs[i].source, turn, released);
    size_t n = is_direct(s) ? direct_next(&s->inputs[0], frames, max) : 0;
    /* the only input may have turned out to have more interfaces */
    if (n == 0 && max > 0) n = merge_next(s, frames, max);
    for (size_t i = 0; i < s->count; i++) {
        struct input *in = &s->inputs[i];
        in->info.read_bytes = source_consumed(&in->source);
        in->info.dropped_packets = in->parser.dropped;
    }
    return n;
}

/* ---- what is known ---- */

size_t capture_count(const struct capture_set *s)
{
    return s->count;
}

const struct capture_info *capture_info(const struct capture_set *s, size_t index)
{
    return &s->inputs[index].info;
}

size_t capture_interface_count(const struct capture_set *s)
{
    return s->interface_count;
}

const struct capture_interface *capture_interface(const struct capture_set *s, size_t index)
{
    return s->interfaces[index];
}
