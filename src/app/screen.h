/* What standard output can show: how a report for people is dressed. */
#ifndef CUSTOS_APP_SCREEN_H
#define CUSTOS_APP_SCREEN_H

#include <stdbool.h>

struct screen {
    bool colour, utf8;
    unsigned width; /* columns of the terminal, `widest` at most; 0: it is none */
};

/* By the terminal, the locale and NO_COLOR. Sets the locale's character set. */
struct screen screen_of_output(unsigned widest);

#endif
