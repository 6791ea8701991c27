/* What looked like a copy, or did not balance at first sight, and why it is none: in words, for the reports. */
#include <stdlib.h>

#include "audit/findings.h"

struct reason {
    const char *name, *why;
};

/* Reasons that the book gives. */
static const struct reason of_book[RULED_COUNT] = {
    [RULED_SENT_AGAIN] = {"retransmission",
                          "TCP segments came in again, sent anew or shown twice by a mirror port: for each that came "
                          "in, one may leave"},
    [RULED_ALIKE] = {"alike",
                     "payloads that equal an earlier one of their own conversation (keep-alives, silence): for each that came "
                     "in, one may leave"},
    [RULED_SHARED] = {"shared-content",
                      "several conversations brought in the same content (a popular page, an update): each may leave "
                      "by its own route, and it tells of none of them in particular"},
    [RULED_TWO_TAPS] = {"two-taps", "several taps on one side saw the same passage: it counts as one"},
    [RULED_SEEN_TWICE] = {"capture-duplicate",
                          "left more often than it came in, but all by one way at one tap, so that nobody else "
                          "got it: a mirror port that shows packets twice (TTL changed or not), or a missed entry"},
    [RULED_NAT_ADDRESS] = {"nat-address", "left once for each that came in, under a translated address: its route"},
    [RULED_NAT_PORT] = {"nat-port", "left once for each that came in, under a translated port: its route"},
    [RULED_REDIRECTED] = {"relayed",
                          "left once for each that came in, and only under another far end or the element's own address "
                          "(redirection, name service): its route"},
    [RULED_HANDOVER] = {"handover", "changed to another GTP-U peer or tunnel, and each payload left once: the subscriber moved"},
    [RULED_OTHER_WAY] = {"route-change", "changed to another next hop or tunnel, and each payload left once"},
    [RULED_UNSEEN_ENTRY] = {"capture-loss",
                            "left by the route of a conversation that did come in, though this packet was not seen to: "
                            "the tap on the way in missed it"},
    [RULED_LATE_ENTRY] = {"late-entry", "seen to leave before it was seen to come in: the taps' clocks differ"},
    [RULED_OTHER_BORDERS] = {"segmentation", "content of its own conversation, left by its route with other segment borders"},
    [RULED_OVERTAKEN] = {"reordering", "left in another order than it came in, once each"},
    [RULED_ICMP_QUOTE] = {"icmp-quote", "ICMP errors that quote a packet back to its own sender"},
    [RULED_OWN_BUSINESS] =
        {"own-traffic",
         "repeats what was said to the element itself and is forwarded for nobody (a terminal's echo, a name that it asks "
         "another resolver for)"},
};

/* Reasons that lie in the conversation as a whole. */
enum whole { PROBE, WARRANTED, FEW, REFUSAL, FOLLOWS_LOAD, FOLLOWS_NOBODY, TOO_MUCH_OR_LITTLE, NOT_COMPARED, WHOLE_COUNT };

static const struct reason of_whole[WHOLE_COUNT] = {
    [PROBE] = {"probe", "a copy to an approved probe of the inventory: declared, and shown there"},
    [WARRANTED] = {"warranted", "product of interceptions, delivered under an active warrant to the place it names"},
    [FEW] = {"too-few", "fewer than six packets that repeat content: a coincidence cannot be excluded"},
    [REFUSAL] = {"refusal", "only refuses (TCP resets, ICMP errors), to peers that the inventory does not know"},
    [FOLLOWS_LOAD] = {"declared-follows-load",
                      "declared, no content that came in; its volume follows the load of all subscribers "
                      "together, no one's in particular (flow export, signalling)"},
    [FOLLOWS_NOBODY] = {"declared-follows-nobody",
                        "declared, no content that came in, and its volume over time follows no subscriber's "
                        "(backup, maintenance); padding or a constant rate would hide a copy"},
    [TOO_MUCH_OR_LITTLE] = {"declared-no-copy",
                            "declared, no content that came in; it follows subscribers with a volume that no copy of "
                            "theirs can have"},
    [NOT_COMPARED] = {"declared-too-little", "declared, no content that came in; too little for its volume over time to tell"},
};

struct sums {
    struct verdict_ruled_out whole[WHOLE_COUNT];
};

static void count(struct sums *s, enum whole w, uint64_t packets, uint64_t bytes)
{
    if (!packets) return;
    s->whole[w].tally.packets += packets;
    s->whole[w].tally.bytes += bytes;
    s->whole[w].conversations++;
}

static bool accused(const struct finding_list *l, const struct party *p)
{
    for (size_t i = 0; p->finding && i < l->count; i++)
        if (l->items[i].summary == p->finding) return true;
    return false;
}

/* What was declared and sought for an encrypted copy. */
static void count_compared(const struct engine *e, struct sums *s, const struct party *p)
{
    static const enum whole by_verdict[] = {[CORRELATE_UNSEEN] = NOT_COMPARED,
                                            [CORRELATE_SPARSE] = NOT_COMPARED,
                                            [CORRELATE_NOTHING] = FOLLOWS_NOBODY,
                                            [CORRELATE_EVERYONE] = FOLLOWS_LOAD,
                                            [CORRELATE_TRACE] = TOO_MUCH_OR_LITTLE};
    const struct correlate_result *r = correlation_of(e, p);
    if (r && r->verdict != CORRELATE_COPY) count(s, by_verdict[r->verdict], p->unmatched.packets, p->unmatched.bytes);
}

static void count_party(const struct engine *e, struct sums *s, const struct party *p)
{
    bool declared = p->standing == STANDING_DECLARED || p->standing == STANDING_DELIVERY;
    count(s, WARRANTED, p->warranted.packets, p->warranted.bytes);
    if (p->standing == STANDING_PROBE)
        count(s, PROBE, p->total.packets, p->total.bytes);
    else if (!party_is_copy(p))
        count(s, FEW, p->copied.packets, p->copied.bytes);
    if (p->standing == STANDING_UNDECLARED) count(s, REFUSAL, p->answers.packets, p->answers.bytes);
    if (declared) count_compared(e, s, p);
}

static int most_first(const void *a, const void *b)
{
    const struct verdict_ruled_out *x = a, *y = b;
    if (x->tally.bytes != y->tally.bytes) return x->tally.bytes < y->tally.bytes ? 1 : -1;
    return strcmp(x->reason, y->reason);
}

void judge_ruled_out(const struct engine *e, const struct finding_list *findings, struct verdict *v)
{
    struct verdict_ruled_out *list = arena_alloc(findings->arena, (RULED_COUNT + WHOLE_COUNT + 1) * sizeof *list);
    struct sums s = {0};
    size_t n = 0;
    for (uint32_t i = 1; i < e->book.parties.top; i++)
        if (!accused(findings, book_party(&e->book, i))) count_party(e, &s, book_party(&e->book, i));
    for (unsigned k = 0; k < RULED_COUNT; k++) {
        const struct ruled_tally *t = &e->book.counts.ruled[k];
        if (t->packets)
            list[n++] = (struct verdict_ruled_out){of_book[k].name, of_book[k].why, {t->packets, t->bytes}, t->conversations};
    }
    for (unsigned k = 0; k < WHOLE_COUNT; k++) {
        const struct verdict_ruled_out *w = &s.whole[k];
        if (w->tally.packets)
            list[n++] = (struct verdict_ruled_out){of_whole[k].name, of_whole[k].why, w->tally, w->conversations};
    }
    if (e->datagrams)
        list[n++] = (struct verdict_ruled_out){"fragments",
                                               "fragments of one datagram were put together before anything was compared: "
                                               "whole on one side and in pieces on the other is one passage",
                                               e->fragments, e->datagrams};
    qsort(list, n, sizeof *list, most_first);
    v->ruled_out = list;
    v->ruled_out_count = n;
}
