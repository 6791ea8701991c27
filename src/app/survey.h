/* A draft of the network from captures: custos survey, and audits without -n. */
#ifndef CUSTOS_APP_SURVEY_H
#define CUSTOS_APP_SURVEY_H

#include "base/arena.h"
#include "base/err.h"
#include "capture/capture.h"

/* Read the set to its end and draft its network (network/1 YAML, in `a`). `tap_names` has one name for each capture of the set,
 * or NULL where its interfaces keep their own; an interface without a name gets its file's base name. The caller rewinds or
 * reopens the set. */
enum err survey_captures(struct capture_set *set, const char *const *tap_names, struct arena *a, char **ret_yaml,
                         struct fault *f) MUST_USE;

#endif
