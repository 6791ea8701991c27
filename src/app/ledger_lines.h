/* Texts of records: lists with an item a line, and the time. */
#ifndef CUSTOS_APP_LEDGER_LINES_H
#define CUSTOS_APP_LEDGER_LINES_H

#include "base/arena.h"
#include "base/clock.h"

/* A text that grows by lines; starts as { .arena = ... }, its text NULL while it is empty. */
struct ledger_lines {
    struct arena *arena;
    char *text;
    size_t len, room;
};

void ledger_lines_add(struct ledger_lines *l, const char *line);

/* The time now, as a record tells it. Returns `text`. */
const char *ledger_now(char text[static CLOCK_TEXT]);

#endif
