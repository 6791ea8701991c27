/* The parts of a CV as text: "SECTION ENTRY FIELD TEXT", one a line; and that each octet stands where it says. */
#ifndef CUSTOS_TESTS_CV_PARTS_H
#define CUSTOS_TESTS_CV_PARTS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "people/cv_read.h"

enum { OFFSET = 1000 }; /* the record's in its input */

static inline struct cv cv_of(struct bytes record)
{
    return (struct cv){.file = "x", .line = 1, .offset = OFFSET, .bytes = record};
}

static inline const char *parts_text(const struct cv *cv)
{
    static const char *const sections[] = {"-", "work", "study", "project", "service"};
    static const char *const fields[] = {"prose", "organisation", "title", "degree", "from", "until", "dates", "place"};
    static char text[16384];
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < cv->count && len < sizeof text / 2; i++) {
        const struct cv_part *p = &cv->parts[i];
        len += (size_t)snprintf(text + len, sizeof text - len, "%s %u %s %.*s\n", sections[p->section], (unsigned)p->entry,
                                fields[p->field], (int)p->text.len, (const char *)p->text.data);
    }
    return text;
}

/* Places ascend, lie in the record, and an octet that is no escape's is the original's. Returns how many were held against it. */
static inline size_t check_places(const struct cv *cv)
{
    size_t same = 0;
    for (size_t i = 0; i < cv->count; i++) {
        const struct cv_part *p = &cv->parts[i];
        if (!CHECK(p->origin_count > 0 && p->origin[0].at == 0 && p->text.len > 0)) return 0;
        for (uint32_t k = 1; k < p->origin_count; k++) CHECK(p->origin[k].at >= p->origin[k - 1].at);
        for (uint32_t k = 0; k <= p->text.len; k++) {
            uint64_t at = cv_original(p, k);
            if (!CHECK(at >= cv->offset && at <= cv->offset + cv->bytes.len)) return 0;
            same += k < p->text.len && at < cv->offset + cv->bytes.len && cv->bytes.data[at - cv->offset] == p->text.data[k];
        }
    }
    return same;
}

static inline bool is_text(struct bytes b, const char *want)
{
    return b.len == strlen(want) && memcmp(b.data, want, b.len) == 0;
}

#endif
