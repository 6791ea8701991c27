/* Lines of an extraction: whatever stands in one, it is read or refused with a cause. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "people/extract_line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct organisation bodies[] = {{.id = "xx-body"}, {.id = "xx-vendor", .class = ORGANISATION_EMPLOYER}};
static const struct organisations list = {.list = bodies, .count = 2};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct extract_lines *r = extract_lines_new(&list);
    struct arena *a = arena_new();
    struct extract_line l;
    struct fault f;
    if (!r || !a) abort();
    enum err err = extract_lines_read(r, bytes_of(data, size), "fuzz", 1, a, &l, &f);
    if (err && strncmp(f.text, "fuzz:1: ", 8) != 0) abort();
    if (!err && l.kind == EXTRACT_LINE_CV && l.extract.employment_count && l.extract.employments[0].organisation >= list.count)
        abort();
    if (!err && l.kind == EXTRACT_LINE_TIE && l.extract.mentions->organisation >= list.count) abort();
    if (!err && l.kind == EXTRACT_LINE_INPUT && extract_input_parsed(&l.input) > l.input.records) abort();
    arena_free(a);
    extract_lines_free(r);
    return 0;
}
