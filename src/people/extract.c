#include "people/extract.h"

const char *const exclusion_names[EXCLUSION_COUNT] = {
    [EXCLUDED_NOT] = "none",          [EXCLUDED_MALFORMED] = "malformed", [EXCLUDED_EMPTY] = "empty",
    [EXCLUDED_TOO_LONG] = "too long", [EXCLUDED_UNRELATED] = "unrelated", [EXCLUDED_ERASED] = "erased",
};
