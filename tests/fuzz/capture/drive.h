/* Reads a capture whole and holds it against what the reader promises. */
#ifndef CUSTOS_TESTS_FUZZ_CAPTURE_DRIVE_H
#define CUSTOS_TESTS_FUZZ_CAPTURE_DRIVE_H

#include <string.h>

#include "base/clock.h"
#include "base/macros.h"
#include "capture/capture_memory.h"

struct driven {
    uint64_t packets, bytes;
    unsigned sum; /* every byte is touched, for the sanitizer */
};

static inline void drive_secrets(void *ctx, uint32_t capture, const uint8_t *data, size_t len)
{
    struct driven *d = ctx;
    ENSURE(capture == 0);
    for (size_t i = 0; i < len; i++) d->sum += data[i];
}

static inline void drive_frame(struct driven *d, const struct frame *f, const struct capture_set *s)
{
    ENSURE(f->wire_len >= f->cap_len && f->time_ns != CLOCK_NONE && f->ref.number >= 1 && f->ref.capture == 0);
    ENSURE(f->interface < capture_interface_count(s));
    for (uint32_t i = 0; i < f->cap_len; i++) d->sum += f->data[i];
    d->packets++;
    d->bytes += f->wire_len;
}

static inline void drive_fetched(void *ctx, const struct frame *f, const struct capture_interface *i)
{
    struct driven *d = ctx;
    for (uint32_t k = 0; k < f->cap_len; k++) d->sum += f->data[k];
    d->packets += i->packets > 0;
}

static inline void drive_capture(const uint8_t *data, size_t size)
{
    enum { BATCH = 7 };
    const struct capture_options options = {.memory_bytes = 300000};
    struct capture_set *s = NULL;
    struct fault fault;
    if (capture_open_memory(bytes_of(data, size), "fuzz", &options, &s, &fault) != ERR_OK) return;
    struct driven first = {0}, again = {0};
    capture_on_secrets(s, drive_secrets, &first);
    struct frame frames[BATCH];
    struct frame_ref last = {0, 1};
    for (size_t n; (n = capture_next(s, frames, BATCH)) > 0;) {
        for (size_t i = 0; i < n; i++) drive_frame(&first, &frames[i], s);
        last = frames[n - 1].ref;
    }
    const struct capture_info *info = capture_info(s, 0);
    ENSURE(info->packets == first.packets && info->bytes == first.bytes);
    ENSURE(info->truncated == (info->break_text != NULL) && info->dropped_packets >= -1);
    ENSURE(capture_fetch(s, &last, 1, drive_fetched, &again, &fault) == ERR_OK);
    ENSURE(again.packets == (first.packets > 0));
    capture_close(s);
}

#endif
