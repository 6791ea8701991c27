/* Several threads for one run: one judges, in order; the others read ahead and decode. The judging thread helps when it has
 * nothing to judge, and the others take parts of what it calculates (see base/crew.h), so that no core waits for another. The
 * verdict is the same whatever the number of threads. */
#ifndef CUSTOS_APP_PIPELINE_H
#define CUSTOS_APP_PIPELINE_H

#include <stdbool.h>
#include <stddef.h>

#include "audit/engine.h"
#include "base/err.h"
#include "base/frame.h"

enum { PIPELINE_FRAMES = 8 * ENGINE_BATCH_FRAMES, PIPELINE_THREADS = 64 };

struct pipeline_calls {
    void *ctx;
    /* Up to `max` frames; *ret_count 0 at the end. Called by one thread at a time, in order, before engine_load of these frames,
     * which must stay valid until they were judged. */
    enum err (*read)(void *ctx, struct frame *frames, size_t max, size_t *ret_count, struct fault *f);
    /* Told by the judging thread after every bundle: what one call of `read` gave is done with. */
    void (*judged)(void *ctx, size_t frames);
    /* Told by the judging thread when all has been judged, unless something failed: the others still help, see engine_crew. */
    void (*ended)(void *ctx);
    bool long_input; /* the tables will fill: several threads have their memory ready before the first frame */
};

/* Run to the end of the input. `threads` 1: no thread is started. */
enum err pipeline_run(struct engine *e, const struct pipeline_calls *calls, unsigned threads, struct fault *f) MUST_USE;

#endif
