/* Reads a journal's frames in order, over its segments, and finds where they end: cleanly, or in something that is no frame. */
#ifndef CUSTOS_LEDGER_CURSOR_H
#define CUSTOS_LEDGER_CURSOR_H

#include "ledger/frame.h"
#include "ledger/segments.h"

enum cursor_state {
    CURSOR_FRAME,  /* here is one */
    CURSOR_END,    /* all that follows the last one is zeros, if anything */
    CURSOR_BROKEN, /* what follows is no frame of that index */
};

struct cursor; /* opaque */

/* Both are borrowed for the cursor's life. It stands before record 0. */
enum err cursor_new(const struct files *s, struct hasher *h, struct cursor **ret, struct fault *f) MUST_USE;
void cursor_free(struct cursor *c); /* accepts NULL; wipes what it read */

/* Before record `index`: in front of the segment that may hold it, and then over the records before it. *ret_state is
 * CURSOR_FRAME when the cursor got there. */
enum err cursor_seek(struct cursor *c, uint64_t index, enum cursor_state *ret_state, struct fault *f) MUST_USE;

/* The next frame, borrowed until the next call. ERR_IO: it could not be read. */
enum err cursor_next(struct cursor *c, enum cursor_state *ret_state, struct frame_view *ret, struct fault *f) MUST_USE;

/* The journal may have grown: look at it anew from where the cursor stands. */
enum err cursor_refresh(struct cursor *c, struct fault *f) MUST_USE;

/* Where the cursor stands: behind the last frame it gave. */
struct cursor_place {
    uint64_t index;   /* of the next record */
    uint64_t segment; /* the first index of the segment */
    uint64_t offset;  /* in it */
    size_t number;    /* of the segment, in ascending order */
    bool none;        /* there is no segment */
};
struct cursor_place cursor_place(const struct cursor *c);

/* How many bytes from the cursor's place to the last byte that is not zero, in this segment and all that follow it; and whether
 * what stands here is the beginning of the next frame, as a write that was cut short leaves it. */
enum err cursor_rest(struct cursor *c, uint64_t *ret_bytes, bool *ret_unfinished, struct fault *f) MUST_USE;

#endif
