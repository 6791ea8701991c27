/* A capture that lies in memory: for tests and fuzzing. */
#ifndef CUSTOS_CAPTURE_MEMORY_H
#define CUSTOS_CAPTURE_MEMORY_H

#include "base/bytes.h"
#include "capture/capture.h"

/* As capture_open with one input, whose bytes are borrowed until capture_close; `name` stands for its path. */
enum err capture_open_memory(struct bytes data, const char *name, const struct capture_options *options, struct capture_set **ret,
                             struct fault *f) MUST_USE;

#endif
