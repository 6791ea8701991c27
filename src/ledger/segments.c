#include "ledger/segments.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 16 };

void segment_path(char path[static FILES_PATH], uint64_t first)
{
    snprintf(path, FILES_PATH, SEGMENTS_FOLDER "/%0*" PRIx64 ".seg", DIGITS, first);
}

struct listing {
    struct segments found;
    size_t room;
    enum err err;
    struct fault *fault;
};

static bool parse_name(const char *name, uint64_t *ret)
{
    char again[FILES_PATH];
    char *end;
    uint64_t first = strtoull(name, &end, 16);
    segment_path(again, first);
    *ret = first;
    return strcmp(again + strlen(SEGMENTS_FOLDER) + 1, name) == 0;
}

static void take_name(void *ctx, const char *name)
{
    struct listing *l = ctx;
    struct segments *s = &l->found;
    uint64_t first;
    size_t len = strlen(name);
    if (l->err != ERR_OK || strcmp(name, "reserve") == 0 || (len > 4 && strcmp(name + len - 4, ".tmp") == 0)) return;
    if (!parse_name(name, &first)) {
        l->err = fault_set(l->fault, ERR_FORMAT, SEGMENTS_FOLDER "/%.100s: is no segment of a journal", name);
        return;
    }
    if (s->count == l->room) {
        void *more = realloc(s->first, (l->room = l->room ? 2 * l->room : 64) * sizeof *s->first);
        if (!more) {
            l->err = fault_set(l->fault, ERR_MEMORY, "not enough memory for %zu segments", l->room);
            return;
        }
        s->first = more;
    }
    s->first[s->count++] = first;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

enum err segments_list(const struct files *s, struct segments *ret, struct fault *f)
{
    struct listing l = {.err = ERR_OK, .fault = f};
    int done = s->ops->list(s->ctx, SEGMENTS_FOLDER, take_name, &l);
    if (done < 0 && l.err == ERR_OK) l.err = files_fault(f, SEGMENTS_FOLDER, "list", done);
    if (l.err != ERR_OK) {
        segments_done(&l.found);
        return l.err;
    }
    if (l.found.count) qsort(l.found.first, l.found.count, sizeof *l.found.first, ascending);
    *ret = l.found;
    return ERR_OK;
}

void segments_done(struct segments *s)
{
    free(s->first);
    *s = (struct segments){0};
}
