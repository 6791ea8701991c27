/* Where an element's traffic came in, into which accounts it went, and by which sides it left: a Sankey diagram.
 * Layout is pure arithmetic and is kept apart from drawing so that it can be checked. */
#ifndef CUSTOS_REPORT_SANKEY_H
#define CUSTOS_REPORT_SANKEY_H

#include <stdio.h>

#include "audit/verdict.h"

enum {
    SANKEY_SIDES = 12, /* sides drawn one by one; the rest share a node */
    SANKEY_NODES = 1 + ACCOUNT_COUNT + 2 * (SANKEY_SIDES + 2),
    SANKEY_LINKS = SANKEY_SIDES + 2 + ACCOUNT_COUNT + ACCOUNT_COUNT * (SANKEY_SIDES + 2)
};

enum sankey_column { SANKEY_IN, SANKEY_ELEMENT, SANKEY_ACCOUNT, SANKEY_OUT, SANKEY_COLUMNS };

struct sankey_node {
    enum sankey_column column;
    const char *name, *tap; /* borrowed from the verdict or static; tap NULL: not a side, or not known */
    struct tally tally;
    enum account account;       /* in column SANKEY_ACCOUNT; else ACCOUNT_COUNT */
    double x, y, width, height; /* of the drawn bar; height 0: an account with nothing in it */
    double filled[2];           /* how much of the bar's left and right edge carries links */
    double order;               /* the sides on the right are sorted by it */
};

struct sankey_link {
    unsigned from, to; /* nodes */
    struct tally tally;
    enum account account; /* ACCOUNT_COUNT: not yet in an account */
    double y_from, y_to, thickness;
};

struct sankey {
    struct sankey_node nodes[SANKEY_NODES];
    struct sankey_link links[SANKEY_LINKS];
    unsigned node_count, link_count;
    double width, height;
};

/* Thickness follows bytes, but nothing that carried a packet is thinner than can be seen. */
void sankey_layout(const struct verdict_element *e, struct sankey *ret);

/* The drawing as an SVG element with title and description; `number` makes its ids unique on the page. */
void sankey_draw(const struct sankey *s, const struct verdict_element *e, size_t number, FILE *out);

#endif
