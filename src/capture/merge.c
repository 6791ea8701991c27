/* Frames of several interfaces in order of time. dumpcap writes the packets of each interface in runs, so that a file is in order
 * for each interface but not between them. Every interface has a queue; the earliest head is handed out once no empty queue can
 * hide an earlier one, or reading on in the hope of one has gone far enough: LOOK_AHEAD_NS beyond the candidate, or as many
 * frames or bytes as the memory bound allows.
 *
 * Most files are in order nearly everywhere. As long as they are, their frames wait in the input's line, where they were read to,
 * and leave it in runs; only a frame that is earlier than one in line, and what follows it on its interface until none of those
 * is left, goes to a list of the interface's own. Lines and lists meet in a heap of their heads. */
#include <string.h>

#include "base/clock.h"
#include "base/prefetch.h"
#include "capture/set.h"

enum {
    ENTRIES_MIN = 256,
    WAITING_MIN = 64,
    WAITING_MAX = 65536,
    LINE_MIN = 512,
    READ_MIN = 32,  /* frames read at a time, when fewer are wanted */
    READ_MAX = 256, /* and when more are */
    WITNESSES = 64  /* frames in line of which one may show that enough time was read */
};
#define LOOK_AHEAD_NS (2 * CLOCK_SECOND)

/* ---- the heap of heads ---- */

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
    return (struct head){f->time_ns, (uint64_t)f->ref.capture << 32 | f->ref.number, f->ref.capture, queue};
}

static void head_enters(struct capture_set *s, const struct frame *f, uint32_t queue)
{
    sift_up(s, s->heap_count++, head_of(f, queue));
}

/* The earliest head's frame was handed out; `next` (or NULL) follows it. */
static void head_moves(struct capture_set *s, const struct frame *next)
{
    struct head h = next ? head_of(next, s->heap[0].queue) : s->heap[--s->heap_count];
    if (s->heap_count > 0) sift_down(s, 0, h);
}

/* The earliest head but one, or NULL. */
static const struct head *runner_up(const struct capture_set *s)
{
    if (s->heap_count < 2) return NULL;
    return s->heap_count > 2 && head_before(&s->heap[2], &s->heap[1]) ? &s->heap[2] : &s->heap[1];
}

/* ---- who lacks a frame ---- */

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

/* A frame is about to wait in `q`. */
static void queue_filled(struct input *in, const struct queue *q)
{
    if (q->open && !q->in_line && !q->head) in->empty--;
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
    free(in->line.frames);
    free(in->entries);
    in->line = (struct line){0};
    in->entries = NULL;
}

/* ---- room ---- */

static uint32_t in_line(const struct input *in)
{
    return in->line.end - in->line.at;
}

static uint32_t waiting(const struct input *in)
{
    return in_line(in) + in->listed;
}

static uint32_t waiting_limit(const struct capture_set *s)
{
    size_t limit = (s->share_bytes - input_source_budget(s)) / (sizeof(struct entry) + 2 * sizeof(struct frame));
    return limit > WAITING_MAX ? WAITING_MAX : limit < WAITING_MIN ? WAITING_MIN : (uint32_t)limit;
}

/* Free entries, after making room for some. Without a free one those in use are exactly the first ones. */
static uint32_t entries_ready(struct input *in)
{
    uint32_t count = in->entry_count ? in->entry_count * 2 : ENTRIES_MIN;
    if (count > in->limit) count = in->limit;
    if (in->entry_count - in->listed < READ_MAX && in->entry_count < count) {
        struct entry *grown = realloc(in->entries, count * sizeof *grown);
        if (grown) in->entries = grown, in->entry_count = count; /* else make do with what there is */
    }
    return in->entry_count - in->listed;
}

/* Room behind those in line, after making some. */
static uint32_t line_ready(struct input *in)
{
    struct line *l = &in->line;
    uint32_t count = in_line(in), room_max = 2 * in->limit + LINE_MIN + READ_MAX;
    if (l->at >= LINE_MIN && l->at >= count) {
        /* no more is moved than was handed out before, and a short line stays in the cache */
        memmove(l->frames, l->frames + l->at, count * sizeof *l->frames);
        l->at = 0;
        l->end = count;
    }
    if (l->room - l->end < READ_MAX && l->room < room_max) {
        uint32_t room = l->room ? l->room * 2 : 2 * LINE_MIN;
        if (room > room_max) room = room_max;
        struct frame *grown = realloc(l->frames, room * sizeof *grown);
        if (grown) l->frames = grown, l->room = room;
    }
    return l->room - l->end;
}

/* How many frames to read where `wanted` are to be handed out; 0: no more may wait. */
static uint32_t read_ready(struct input *in, size_t wanted)
{
    if (in->limit == 0) in->limit = waiting_limit(in->set);
    uint32_t n = wanted > READ_MAX ? READ_MAX : wanted < READ_MIN ? READ_MIN : (uint32_t)wanted;
    uint32_t may_wait = in->limit - waiting(in), entries = entries_ready(in), line = line_ready(in);
    if (n > may_wait) n = may_wait;
    if (n > entries) n = entries;
    return n > line ? line : n;
}

/* ---- frames come ---- */

/* After read_ready. Index + 1. */
static uint32_t entry_take(struct input *in)
{
    uint32_t taken = in->free_entry;
    if (taken)
        in->free_entry = in->entries[taken - 1].next;
    else
        taken = in->listed + 1;
    in->listed++;
    return taken;
}

/* How far to look ahead for the candidate; false without one, or when nothing can be so far ahead. */
static bool candidate_horizon(const struct capture_set *s, int64_t *ret)
{
    return s->heap_count > 0 && !__builtin_add_overflow(s->heap[0].time_ns, LOOK_AHEAD_NS, ret);
}

/* Was enough time read, in view of a frame of `queue` that waits at `time_ns`? It starts before the candidate's horizon, and its
 * interface reaches beyond it. Both ends belong to one interface, so that interfaces with clocks far apart do not pass for each
 * other's future. */
static bool reaches(const struct capture_set *s, uint32_t queue, int64_t time_ns, int64_t horizon)
{
    return time_ns < horizon && s->queues[queue].newest_ns >= horizon;
}

/* Does the list that showed it last still show it? */
static bool witness_reaches(const struct input *in, int64_t horizon)
{
    const struct capture_set *s = in->set;
    const struct queue *q = &s->queues[in->witness];
    return q->head && &s->inputs[q->input] == in && reaches(s, in->witness, in->entries[q->head - 1].frame.time_ns, horizon);
}

/* Nothing earlier than the candidate is to be expected of an input. */
static bool far_enough(const struct input *in)
{
    const struct capture_set *s = in->set;
    const struct line *l = &in->line;
    int64_t horizon;
    if (s->heap_count == 0) return false;
    if (!candidate_horizon(s, &horizon)) return true;
    if (in->newest_ns < horizon) return false; /* while an interface is silent, asked for each frame */
    const struct head *candidate = &s->heap[0];
    if (&s->inputs[candidate->input] == in && candidate->queue != HEAD_OF_LINE &&
        reaches(s, candidate->queue, candidate->time_ns, horizon))
        return true;
    if (witness_reaches(in, horizon)) return true;
    for (uint32_t i = l->at; i < l->end && i - l->at < WITNESSES; i++)
        if (reaches(s, l->frames[i].interface, l->frames[i].time_ns, horizon)) return true;
    return false;
}

static void list(struct input *in, const struct frame *f)
{
    struct capture_set *s = in->set;
    struct queue *q = &s->queues[f->interface];
    uint32_t taken = entry_take(in);
    in->entries[taken - 1] = (struct entry){.frame = *f};
    if (q->tail) {
        in->entries[q->tail - 1].next = taken;
    } else {
        q->head = taken;
        if (!q->in_line) head_enters(s, f, f->interface);
    }
    q->tail = taken;
    int64_t horizon;
    if (lacking(in) && candidate_horizon(s, &horizon) && !witness_reaches(in, horizon)) in->witness = f->interface;
}

/* Those of the `n` frames behind the line that are in order join it, the others are listed. */
static void join(struct input *in, size_t n)
{
    struct capture_set *s = in->set;
    struct line *l = &in->line;
    struct frame *read = &l->frames[l->end], *end = read;
    bool empty = l->at == l->end;
    int64_t last_ns = empty ? INT64_MIN : read[-1].time_ns;
    for (size_t i = 0; i < n; i++) {
        const struct frame *f = &read[i];
        struct queue *q = &s->queues[f->interface];
        q->newest_ns = f->time_ns;
        if (f->time_ns > in->newest_ns) in->newest_ns = f->time_ns;
        if (!q->in_line) queue_filled(in, q);
        if (UNLIKELY(f->time_ns < last_ns || q->head)) {
            list(in, f);
            continue;
        }
        q->in_line++;
        last_ns = f->time_ns;
        if (UNLIKELY(end != f)) *end = *f;
        end++;
    }
    l->end += (uint32_t)(end - read);
    if (empty && end != read) head_enters(s, read, HEAD_OF_LINE);
}

/* ---- frames go ---- */

/* An interface that goes on beyond what is looked ahead shows by itself that its frame may go. */
static inline bool goes_on(const struct queue *q, const struct frame *f)
{
    int64_t horizon;
    return __builtin_add_overflow(f->time_ns, LOOK_AHEAD_NS, &horizon) || q->newest_ns >= horizon;
}

/* The earliest frame, which is in line, and those behind it that are earlier than every other head; at most `max`, at least 1. */
static size_t leave_line(struct capture_set *s, struct input *in, struct frame *frames, size_t max)
{
    const struct head *rival = runner_up(s);
    int64_t rival_ns = rival ? rival->time_ns : INT64_MAX;
    struct line *l = &in->line;
    const struct frame *first = &l->frames[l->at];
    const bool lacks = lacking(in); /* until a queue is empty */
    struct queue *q = &s->queues[first->interface];
    size_t n = 1;
    if (max > in_line(in)) max = in_line(in);
    /* the last of a queue in line may be followed by its list's first */
    while (--q->in_line > 0 && n < max) {
        const struct frame *f = &first[n];
        if (f->time_ns >= rival_ns && rival) {
            struct head h = head_of(f, HEAD_OF_LINE);
            if (!head_before(&h, rival)) break;
        }
        struct queue *own = &s->queues[f->interface];
        if (lacks && !goes_on(own, f)) break;
        q = own;
        n++;
    }
    memcpy(frames, first, n * sizeof *frames);
    source_unpin(&in->source, frames, n);
    l->at += (uint32_t)n;
    head_moves(s, l->at < l->end ? &l->frames[l->at] : NULL);
    if (q->in_line > 0) return n;
    if (q->head)
        head_enters(s, &in->entries[q->head - 1].frame, frames[n - 1].interface);
    else
        queue_emptied(in, q);
    return n;
}

/* The same for the earliest frame at the head of its queue's list. */
static size_t leave_list(struct capture_set *s, struct input *in, struct frame *frames, size_t max)
{
    const struct head *rival = runner_up(s);
    uint32_t index = s->heap[0].queue;
    struct queue *q = &s->queues[index];
    size_t n = 0;
    for (bool more = true; more;) {
        uint32_t at = q->head;
        struct entry *e = &in->entries[at - 1];
        frames[n++] = e->frame;
        q->head = e->next;
        e->next = in->free_entry;
        in->free_entry = at;
        if (!q->head) break;
        const struct entry *first = &in->entries[q->head - 1];
        /* long lists do not fit the second-level cache: have the one after it by the time it is needed */
        if (first->next) prefetch(&in->entries[first->next - 1]);
        struct head h = head_of(&first->frame, index);
        more = n < max && (!rival || head_before(&h, rival));
    }
    source_unpin(&in->source, frames, n);
    in->listed -= (uint32_t)n;
    head_moves(s, q->head ? &in->entries[q->head - 1].frame : NULL);
    if (q->head) return n;
    q->tail = 0;
    queue_emptied(in, q);
    return n;
}

/* Some frames that are the earliest of all; at most `max`, at least 1. */
static size_t hand_out(struct capture_set *s, struct frame *frames, size_t max)
{
    struct input *in = &s->inputs[s->heap[0].input];
    bool line = s->heap[0].queue == HEAD_OF_LINE;
    /* as long as an empty queue is waited for, each frame is a candidate of its own: only a line looks after that itself, and
     * only for its own input */
    if (s->wanting_count > (line && in->wanting)) max = 1;
    return line ? leave_line(s, in, frames, max) : leave_list(s, in, frames, max);
}

/* ---- reading on ---- */

static bool read_enough(const struct input *in)
{
    return !lacking(in) || far_enough(in);
}

/* Read an input as far as needed, some frames at a time. False: its memory is held by frames handed out in this batch, which had
 * better end. */
static bool fill(struct input *in, size_t handed_out, size_t wanted)
{
    while (!read_enough(in)) {
        uint32_t room = read_ready(in, wanted);
        if (!room) return true;
        struct frame *read = &in->line.frames[in->line.end];
        size_t n = input_read(in, read, room);
        source_pin(&in->source, read, n);
        join(in, n);
        if (n > 0 || in->parser.stop != PARSER_FULL) continue;
        if (handed_out > 0 && source_releasable(&in->source)) return false;
        if (waiting(in) > 0) return true;
        in->source.force = true;
    }
    return true;
}

static bool fill_wanting(struct capture_set *s, size_t handed_out, size_t wanted)
{
    for (size_t i = 0; i < s->wanting_count;) {
        struct input *in = &s->inputs[s->wanting[i]];
        if (!fill(in, handed_out, wanted)) return false;
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
        if (!fill_wanting(s, n, max - n) || s->heap_count == 0) break;
        n += hand_out(s, &frames[n], max - n);
    }
    return n;
}

bool merge_idle(const struct capture_set *s)
{
    return s->heap_count == 0;
}
