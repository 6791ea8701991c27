/* Histories: whatever comes, dates are dates, spans lie within their parts, episodes of prose do not overlap, and reading twice
 * gives the same. Parts are separated by a zero octet; the first octet of each says what part it is. */
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "people/history.h"

enum { PARTS = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t split(const uint8_t *data, size_t size, struct cv_part *parts)
{
    size_t count = 0;
    while (size > 1 && count < PARTS) {
        const uint8_t *stop = memchr(data + 1, 0, size - 1);
        size_t len = stop ? (size_t)(stop - data) : size;
        parts[count++] = (struct cv_part){.section = (enum cv_section)(data[0] % 5),
                                          .field = (enum cv_field)(data[0] / 5 % 8),
                                          .entry = data[0] / 40 % 4,
                                          .text = bytes_of(data + 1, len - 1)};
        size -= stop ? len + 1 : size;
        data += len + 1;
    }
    return count;
}

static void check_span(const struct cv *cv, struct span s)
{
    ENSURE(s.part < cv->count);
    ENSURE(s.start <= s.end && s.end <= cv->parts[s.part].text.len);
}

static void check_episode(const struct history *h, const struct cv *cv, const struct episode *e)
{
    check_span(cv, e->whole);
    check_span(cv, e->dates);
    check_span(cv, e->organisation);
    check_span(cv, e->title);
    ENSURE(date_valid(&e->when.from) && date_valid(&e->when.until));
    ENSURE(!e->when.open || e->when.until.precision == DATE_UNKNOWN);
    ENSURE(!interval_before(&e->when, &e->when));
    if (!e->entry && e->whole.start < e->whole.end) ENSURE(history_at(h, cv, e->whole.part, e->whole.start) == e);
}

static void check_same(const struct interval *a, const struct interval *b)
{
    char from[2][DATE_TEXT], until[2][DATE_TEXT];
    date_text(&a->from, from[0]);
    date_text(&b->from, from[1]);
    date_text(&a->until, until[0]);
    date_text(&b->until, until[1]);
    ENSURE(strcmp(from[0], from[1]) == 0 && strcmp(until[0], until[1]) == 0 && a->open == b->open);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cv_part parts[PARTS];
    struct cv cv = {.parts = parts, .count = split(data, size, parts)};
    static struct history h, again; /* kept from one CV to the next, as by their users */
    ENSURE(history_read(&h, &cv) && history_read(&again, &cv) && history_read(&again, &cv)); /* the second after itself */
    ENSURE(h.count == again.count && h.dated_lines == again.dated_lines && h.undated == again.undated);
    ENSURE(h.count <= HISTORY_EPISODES && h.undated <= h.dated_lines + h.count);
    for (size_t i = 0; i < h.count; i++) {
        check_episode(&h, &cv, &h.list[i]);
        check_same(&h.list[i].when, &again.list[i].when);
    }
    return 0;
}
