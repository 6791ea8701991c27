#include "app/ledger_lines.h"

#include <string.h>
#include <time.h>

const char *ledger_now(char text[static CLOCK_TEXT])
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return clock_rfc3339((int64_t)now.tv_sec * CLOCK_SECOND + now.tv_nsec, text);
}

void ledger_lines_add(struct ledger_lines *l, const char *line)
{
    size_t len = strlen(line), needed = l->len + len + 2;
    if (needed > l->room) {
        char *more = arena_alloc(l->arena, l->room = 2 * needed);
        if (l->len) memcpy(more, l->text, l->len);
        l->text = more;
    }
    if (l->len) l->text[l->len++] = '\n';
    memcpy(l->text + l->len, line, len + 1);
    l->len += len;
}
