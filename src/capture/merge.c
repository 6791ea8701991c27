/* Frames of several interfaces in order of time. dumpcap writes the packets of each interface in runs, so that a file is in order
 * for each interface but not between them. Every interface has a queue; the earliest head is handed out once no empty queue can
 * hide an earlier one, or reading on in the hope of one has gone far enough: LOOK_AHEAD_NS beyond the candidate, or as many
 * frames or bytes as the memory bound allows. */
#include <string.h>

#include "base/clock.h"
#include "capture/set.h"

enum { ENTRIES_MIN = 64, ENTRIES_MAX = 65536, FILL_RUN = 32 };
#define LOOK_AHEAD_NS (2 * CLOCK_SECOND)

static bool head_before(const struct head *a, const struct head *b)
{
    return a->time_ns != b->time_ns ? a->time_ns < b->time_ns : a->order < b->order;
}

static void sift_down(struct capture_set *s, size_t at, struct head h)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= s->heap_count) break;
        if (child + 1 < s->heap_count && head_before(&s->heap[child + 1], &s->heap[child])) child++;
        if (!head_before(&s->heap[child], &h)) break;
        s->heap[at] = s->heap[child];
        at = child;
    }
    s->heap[at] = h;
}

static void sift_up(struct capture_set *s, size_t at, struct head h)
{
    while (at > 0) {
        size_t parent = (at - 1) / 2;
        if (!head_before(&h, &s->heap[parent])) break;
        s->heap[at] = s->heap[parent];
        at = parent;
    }
    s->heap[at] = h;
}

static struct head head_of(const struct frame *f, uint32_t queue)
{
    return (struct head){f->time_ns, (uint64_t)f->ref.capture << 32 | f->ref.number, queue};
}

/* An earlier frame than those that wait may be the next to be read. */
static bool lacking(const struct input *in)
{
    return !in->exhausted && (in->empty > 0 || input_open_interfaces(in) == 0);
}

void merge_want(struct input *in)
{
    if (in->wanting || !lacking(in)) return;
    struct capture_set *s = in->set;
    s->wanting[s->wanting_count++] = (uint32_t)(in - s->inputs);
    in->wanting = true;
}

static void queue_emptied(struct input *in, const struct queue *q)
{
    if (!q->open) return;
    in->empty++;
    merge_want(in);
}

void merge_interface_opened(struct input *in, uint32_t queue)
{
    struct queue *q = &in->set->queues[queue];
    *q = (struct queue){.input = (uint32_t)(in - in->set->inputs), .open = true};
    queue_emptied(in, q);
}

void merge_section_closed(struct input *in)
{
    for (uint32_t i = in->first_open; i < in->interface_count; i++) in->set->queues[in->interfaces[i]].open = false;
    in->first_open = in->interface_count;
    in->empty = 0;
    merge_want(in);
}

void merge_done(struct input *in)
{
    free(in->entries);
    in->entries = NULL;
}

static uint32_t entry_limit(const struct capture_set *s)
{
    size_t limit = (s->share_bytes - input_source_budget(s)) / sizeof(struct entry);
    return limit > ENTRIES_MAX ? ENTRIES_MAX : limit < ENTRIES_MIN ? ENTRIES_MIN : (uint32_t)limit;
}

/* How many more frames may wait, after making room for at least one where the limit allows. Without a free entry those in use are
 * exactly the first ones. */
static uint32_t entries_ready(struct input *in)
{
    if (in->waiting < in->entry_count) return in->entry_count - in->waiting;
    if (in->limit == 0) in->limit = entry_limit(in->set);
    if (in->entry_count >= in->limit) return 0;
    uint32_t count = in->entry_count ? in->entry_count * 2 : ENTRIES_MIN;
    if (count > in->limit) count = in->limit;
    struct entry *grown = realloc(in->entries, count * sizeof *grown);
    if (!grown) {
        in->limit = in->entry_count; /* make do with what there is */
        return 0;
    }
    in->entries = grown;
    in->entry_count = count;
    return count - in->waiting;
}

/* After entries_ready. Index + 1. */
static uint32_t entry_take(struct input *in)
{
    uint32_t taken = in->free_entry;
    if (taken)
        in->free_entry = in->entries[taken - 1].next;
    else
        taken = in->waiting + 1;
    in->waiting++;
    return taken;
}

static void push(struct input *in, const struct frame *f)
{
    struct capture_set *s = in->set;
    struct queue *q = &s->queues[f->interface];
    uint32_t taken = entry_take(in);
    in->entries[taken - 1] = (struct entry){.frame = *f, .chunk = source_pin(&in->source, f->data)};
    if (q->tail) {
        in->entries[q->tail - 1].next = taken;
    } else {
        q->head = taken;
        in->empty--;
        sift_up(s, s->heap_count++, head_of(f, f->interface));
    }
    q->tail = taken;
}

/* The earliest head but one, or NULL. */
static const struct head *runner_up(const struct capture_set *s)
{
    if (s->heap_count < 2) return NULL;
    return s->heap_count > 2 && head_before(&s->heap[2], &s->heap[1]) ? &s->heap[2] : &s->heap[1];
}

/* The queue of the earliest head gave `popped` frames and begins with `head` (entry index + 1) now. */
static void popped_until(struct capture_set *s, struct queue *q, uint32_t head, size_t popped)
{
    struct input *in = &s->inputs[q->input];
    in->waiting -= (uint32_t)popped;
    q->head = head;
    if (head) {
        sift_down(s, 0, head_of(&in->entries[head - 1].frame, s->heap[0].queue));
        return;
    }
    q->tail = 0;
    struct head last = s->heap[--s->heap_count];
    if (s->heap_count > 0) sift_down(s, 0, last);
    queue_emptied(in, q);
}

/* The earliest frame, and those behind it in its queue that are earlier than every other queue's; at most `max`, at least 1. */
static size_t pop_run(struct capture_set *s, struct frame *frames, size_t max)
{
    const struct head *rival = runner_up(s);
    uint32_t index = s->heap[0].queue;
    struct queue *q = &s->queues[index];
    struct input *in = &s->inputs[q->input];
    uint32_t at = q->head;
    size_t n = 0;
    for (bool more = true; more;) {
        struct entry *e = &in->entries[at - 1];
        uint32_t next = e->next;
        frames[n++] = e->frame;
        source_unpin(&in->source, e->chunk);
        e->next = in->free_entry;
        in->free_entry = at;
        at = next;
        if (!at) break;
        const struct entry *first = &in->entries[at - 1];
        /* long queues do not fit the second-level cache: have the one after it by the time it is needed */
        if (first->next) __builtin_prefetch(&in->entries[first->next - 1]);
        struct head h = head_of(&first->frame, index);
        more = n < max && (!rival || head_before(&h, rival));
    }
    popped_until(s, q, at, n);
    return n;
}

/* True when `queue` shows that its input was read far enough: it starts before the candidate's horizon and reaches beyond it.
 * Both ends belong to one interface, so that interfaces with clocks far apart do not pass for each other's future. */
static bool reaches(const struct input *in, uint32_t queue, int64_t horizon)
{
    const struct queue *q = &in->set->queues[queue];
    if (!q->head || &in->set->inputs[q->input] != in) return false;
    return in->entries[q->head - 1].frame.time_ns < horizon && in->entries[q->tail - 1].frame.time_ns >= horizon;
}

/* Does the input's witness show that nothing earlier than the candidate is to be expected? */
static bool far_enough(const struct input *in)
{
    const struct capture_set *s = in->set;
    int64_t horizon;
    if (s->heap_count == 0) return false;
    if (__builtin_add_overflow(s->heap[0].time_ns, LOOK_AHEAD_NS, &horizon)) return true;
    return reaches(in, in->witness, horizon);
}

static bool read_enough(const struct input *in)
{
    return !lacking(in) || far_enough(in);
}

/* Queue frames that were just read; whichever interface shows that it was far enough becomes the witness. */
static void push_run(struct input *in, const struct frame *run, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        push(in, &run[i]);
        if (lacking(in) && !far_enough(in)) in->witness = run[i].interface;
    }
}

/* Fill an input's queues as far as needed, some frames at a time. False: its memory is held by frames handed out in this batch,
 * which had better end. */
static bool fill(struct input *in, size_t handed_out)
{
    struct frame run[FILL_RUN];
    while (!read_enough(in)) {
        uint32_t room = entries_ready(in);
        if (!room) return true;
        size_t n = input_read(in, run, room < FILL_RUN ? room : FILL_RUN);
        push_run(in, run, n);
        if (n > 0 || in->parser.stop != PARSER_FULL) continue;
        if (handed_out > 0 && source_releasable(&in->source)) return false;
        if (in->waiting > 0) return true;
        in->source.force = true;
    }
    return true;
}

static bool fill_wanting(struct capture_set *s, size_t handed_out)
{
    for (size_t i = 0; i < s->wanting_count;) {
        struct input *in = &s->inputs[s->wanting[i]];
        if (!fill(in, handed_out)) return false;
        if (lacking(in)) {
            i++;
            continue;
        }
        in->wanting = false;
        s->wanting[i] = s->wanting[--s->wanting_count];
    }
    return true;
}

size_t merge_next(struct capture_set *s, struct frame *frames, size_t max)
{
    size_t n = 0;
    while (n < max) {
        if (!fill_wanting(s, n) || s->heap_count == 0) break;
        /* as long as an empty queue is waited for, each frame is a candidate of its own */
        n += pop_run(s, &frames[n], s->wanting_count ? 1 : max - n);
    }
    return n;
}

bool merge_idle(const struct capture_set *s)
{
    return s->heap_count == 0;
}
