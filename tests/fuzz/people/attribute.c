/* Text searched for personal attributes: what is told lies inside it, goes on, and ends. The first line is the record's name. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "people/attribute.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *line = size ? memchr(data, '\n', size) : NULL;
    size_t len = line ? (size_t)(line - data) : 0;
    struct bytes name = bytes_of(data, len), text = bytes_of(data + len, size - len);
    struct attribute_span s;
    for (size_t at = 0; attribute_next(text, name, at, text.len, &s); at = s.end)
        if (s.start >= s.end || s.end > text.len || s.end <= at || (text.len < 1024 && !attribute_in(text, name, s.start, s.end)))
            abort();
    return 0;
}
