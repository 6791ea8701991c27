/* Whose content is it? A ULIC header need not name the interception: then its correlation number does, which the IRIs of the same
 * connection bear too (TS 33.108 cl. 6.1.3). */
#ifndef CUSTOS_INTERCEPT_HI_LINKS_H
#define CUSTOS_INTERCEPT_HI_LINKS_H

#include "intercept/event.h"

enum { HI_LINKS = 256 };

/* The latest correlation numbers and whose they are; all zeros: none yet. */
struct hi_links {
    struct hi_link {
        uint64_t correlation;
        char liid[26]; /* as in struct intercept_event */
    } list[HI_LINKS];
    unsigned next;
};

/* What an event with an LIID tells is kept; one of content without gets the LIID that its number has, if it is known. */
void links_take(struct hi_links *l, struct intercept_event *e);

#endif
