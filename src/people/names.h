/* The names of a list of organisations, searched for in text: which of them stand there, one at a place. */
#ifndef CUSTOS_PEOPLE_NAMES_H
#define CUSTOS_PEOPLE_NAMES_H

#include "people/organisations.h"
#include "people/patterns.h"
#include "text/scan.h"

struct names {
    const struct organisations *organisations; /* borrowed */
    struct scan scan;
    struct name_ref {
        uint32_t organisation, name; /* indices */
        int32_t pattern;             /* index, or -1 */
    } * refs;                        /* owned; the scan's forms have their indices */
    struct pattern *patterns;        /* owned */
    uint32_t ref_count, pattern_count;
    uint32_t *unscanned; /* owned: names that are patterns which are found by their first character alone */
    uint32_t unscanned_count;
};

/* A name found. Of overlapping ones the longest, but a body rather than the one that it is part of. */
struct named {
    uint32_t organisation, name;
    uint32_t start, end; /* octets of the text */
    bool shared;         /* the next in the list stands at the same place: organisations with the same name */
    bool ambiguous, pattern;
};

struct named_list {
    struct scan_hits hits; /* scratch */
    struct named *list;    /* in the order of the text; owned */
    size_t count, room;
};

enum err names_init(struct names *n, const struct organisations *o, struct fault *f) MUST_USE;
void names_done(struct names *n);

/* All names in `text` (less than 4 GB), in place of what `ret` held; starts as { 0 }. */
enum err names_in_text(const struct names *n, struct bytes text, struct named_list *ret) MUST_USE;
void named_list_done(struct named_list *l);

/* Whether `child` is part of `parent`, however deep. */
bool names_is_part(const struct names *n, uint32_t child, uint32_t parent);

#endif
