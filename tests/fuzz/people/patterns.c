/* Patterns of unit designators: the first line is one, the rest is text. Whatever compiles matches inside the text, and where it
 * matches it matches again when the text begins and ends there. */
#include <string.h>

#include "base/macros.h"
#include "people/patterns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    size_t len = end ? (size_t)(end - data) : size;
    struct bytes text = bytes_slice(bytes_of(data, size), len + 1, size);
    struct pattern p;
    struct fault f = {0};
    if (pattern_compile(bytes_of(data, len), &p, &f) != ERR_OK) {
        ENSURE(*f.text);
        return 0;
    }
    ENSURE(p.step_count > 0 && p.step_count <= PATTERN_STEPS && p.anchor_len > 0 && p.before < p.step_count);
    for (size_t at = 0; at < text.len && at < 4096; at++) {
        size_t from, until, again_from, again_until;
        if (!pattern_match(&p, text, at, &from, &until)) continue;
        ENSURE(from <= at && at < until && until <= text.len);
        struct bytes own = bytes_slice(text, from, until - from);
        ENSURE(pattern_match(&p, own, at - from, &again_from, &again_until) && again_from == 0 && again_until == own.len);
    }
    return 0;
}
