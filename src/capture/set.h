/* The inside of a capture set, shared by opening (capture.c), merging (merge.c) and reading again (fetch.c). */
#ifndef CUSTOS_CAPTURE_SET_H
#define CUSTOS_CAPTURE_SET_H

#include <stdatomic.h>

#include "base/arena.h"
#include "capture/capture.h"
#include "capture/parser.h"

enum { CAPTURE_INTERFACES_MAX = 65535 };

/* Frames of one input that wait and came in order of time, in the order of the file. */
struct line {
    struct frame *frames; /* owned; those that wait are frames[at..end) */
    uint32_t at, end, room;
};

/* A frame that waits and was earlier than one before it, or follows such a frame of its interface. */
struct entry {
    struct frame frame;
    uint32_t next; /* index of the next one of the same interface + 1, or of the next free entry; 0 at the end */
};

/* The waiting frames of one interface: the first `in_line` in its input's line, those behind them in a list. Its index is the
 * interface's. */
struct queue {
    int64_t newest_ns; /* of the frame that was read last */
    uint32_t in_line;
    uint32_t head, tail; /* of the list: entry index + 1; 0 when empty */
    uint32_t input;
    bool open; /* more may come */
};

/* Places from which an input can be read again, so that evidence from its end does not cost a walk over all of it. */
enum { MARKS = 1024, MARK_STEP = 4096 /* packets, doubled whenever the marks are used up */ };
struct mark {
    uint64_t offset;
    int64_t last_ns;     /* of the frames before it */
    uint32_t number;     /* of the packet before it */
    uint32_t interfaces; /* met before it */
};

struct input {
    struct capture_set *set;
    struct raw raw;
    struct source source;
    struct parser parser;
    struct capture_info info;
    int64_t last_ns;      /* of the last frame with a time; 0 before */
    uint32_t *interfaces; /* their indices over all inputs, in the order in which this input describes them; owned */
    uint32_t interface_count, interface_room;
    uint32_t first_open; /* interfaces before this one (in `interfaces`) belong to closed sections */
    uint32_t sections;   /* met */
    bool exhausted;
    struct mark *marks; /* owned; MARKS of them, or NULL: the input has to be read again from its start */
    uint32_t mark_count, mark_step;
    /* re-ordering */
    struct line line;
    struct entry *entries; /* owned; grows to `limit` */
    uint32_t entry_count, free_entry, listed;
    uint32_t limit;    /* frames that may wait */
    uint32_t empty;    /* open queues without a frame */
    int64_t newest_ns; /* no frame that was read is later */
    uint32_t witness;  /* queue whose list last showed that enough time was read */
    bool wanting;      /* is in the set's list of inputs with an empty queue */
};

/* The first frame of a line, or of a queue's list once none of the queue's frames is in line, in the heap of all such. */
enum { HEAD_OF_LINE = CAPTURE_INTERFACES_MAX };
struct head {
    int64_t time_ns;
    uint64_t order; /* capture, then number: equal times keep the order of the files */
    uint32_t input;
    uint32_t queue; /* HEAD_OF_LINE: of the input's line */
};

struct capture_set {
    struct arena *arena; /* interfaces and text; owned */
    struct input *inputs;
    size_t count;
    struct capture_interface **interfaces; /* owned array; each lives in the arena */
    struct queue *queues;                  /* one an interface */
    struct head *heap;                     /* room for every interface: a line that has a head takes the place of a list */
    size_t interface_count, interface_room, heap_count;
    uint32_t *wanting; /* inputs with an empty queue; room for all */
    size_t wanting_count;
    size_t share_bytes; /* of the memory bound, an input's part */
    uint64_t turns;     /* calls of capture_next */
    bool keeps;
    _Atomic uint64_t released; /* turns whose frames are done with */
    capture_secrets_fn *secrets;
    void *secrets_ctx;
};

extern const struct parser_events set_events; /* ctx: struct input */

/* Up to `max` frames of one input in file order, counted into its statistics. */
size_t input_read(struct input *in, struct frame *frames, size_t max);
/* Open interfaces of an input. */
static inline uint32_t input_open_interfaces(const struct input *in)
{
    return in->interface_count - in->first_open;
}

/* The same for a parser of the caller's, uncounted: frames without a time get that of the frame before them (`*last_ns`), so that
 * they keep their place. */
size_t frames_read(struct parser *p, struct frame *frames, size_t max, int64_t *last_ns);

/* The last mark before packet `number`, or NULL. */
const struct mark *input_mark(const struct input *in, uint32_t number);

/* Parts of an input's share of memory: decoded bytes, and frames that wait. */
size_t input_source_budget(const struct capture_set *s);

/* Up to `max` frames in order of time over all inputs, through the queues. */
size_t merge_next(struct capture_set *s, struct frame *frames, size_t max);
bool merge_idle(const struct capture_set *s);
/* Told by the set when interfaces come and go. */
void merge_want(struct input *in); /* an input that has to be read first */
void merge_interface_opened(struct input *in, uint32_t queue);
void merge_section_closed(struct input *in);
void merge_done(struct input *in);

#endif
