/* The sequential test by sizes, on messages and packets laid out by hand. */
#include <string.h>

#include "balance/correlate_sizes_internal.h"
#include "check.h"

enum { TICKS = 15259, /* a second */ SIZES = 20, SIZE_FIRST = 200, SIZE_STEP_BYTES = 37, OFFSET = 24, RANGE = TICKS / 2 };

/* What others send: packets of many sizes, so that each is rare. */
static void fill_pool(struct size_profile *p)
{
    for (uint32_t i = 0; i <= SIZE_LIMIT; i++) p->upto[i] = 4 * i;
}

/* A message for each of the subject's packets, after pauses that are all unlike. `lasts`: of each packet's run, seconds before
 * and after its message. Returns the evidence in decades. */
static double evidence_of(double lasts)
{
    static struct size_work w;
    static struct sizes_entry packet[SIZES], message[SIZES];
    static uint32_t reach[SIZES];
    static bool used[SIZES];
    double at = 60;
    memset(&w, 0, sizeof w);
    memset(used, 0, sizeof used);
    for (uint32_t i = 0; i < SIZES; i++, at += 0.3 + 0.29 * i) {
        uint16_t size = (uint16_t)(SIZE_FIRST + SIZE_STEP_BYTES * i);
        uint32_t tick = (uint32_t)(at * TICKS);
        packet[i] = (struct sizes_entry){(uint32_t)((at - lasts) * TICKS), (uint32_t)((at + lasts) * TICKS), size, 1};
        message[i] = (struct sizes_entry){tick + TICKS / 10, tick + TICKS / 10, (uint16_t)(size + OFFSET), 1};
    }
    for (uint32_t i = 0; i < SIZES; i++) reach[i] = i && reach[i - 1] > packet[i].last ? reach[i - 1] : packet[i].last;
    fill_pool(&w.pool);
    w.candidate = (struct size_list){message, NULL, SIZES};
    w.used = used;
    struct size_list subject = {packet, reach, SIZES};
    struct size_hypothesis h = {.offset = OFFSET, .block = 1, .from = 0, .to = RANGE};
    return size_evidence(&w, &subject, &h, 100, false, 0).log10_e;
}

TEST(packets_that_come_before_their_messages_are_evidence)
{
    CHECK(evidence_of(0) > 10);
}

/* Each has been going on since before the message could have been made of it, and goes on: it would fit whenever the message
 * came. */
TEST(runs_that_go_on_all_the_time_are_none)
{
    CHECK(evidence_of(30) <= 0);
}
