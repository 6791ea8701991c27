/* What the files of the book share. */
#ifndef CUSTOS_BALANCE_BOOK_INTERNAL_H
#define CUSTOS_BALANCE_BOOK_INTERNAL_H

#include "balance/book.h"
#include "base/mix.h"

/* book_identify.c: identity of the innermost packet of `s`, which has an IP layer */
void packet_identify(const struct book *b, uint32_t element, const struct stack *s, struct packet_identity *ret);

/* book_identify.c */
void book_tap_init(const struct book *b, uint32_t tap, struct book_tap *ret);

/* book_identify.c: how many bytes the innermost IP header promises beyond what its carrier holds: a packet that was cut short
 * before it was sent. */
uint32_t cut_off(const struct stack *s);

/* book_snapped.c: what a packet is known by when a capture has snapped it; `missing` as cut_off has it. */
uint64_t snapped_print(const struct book *b, const struct stack *s, uint32_t missing);
/* The same; 0 when nothing is sure but its length. */
uint64_t sure_print(const struct book *b, const struct stack *s, uint32_t missing);
/* Where some packets are snapped: the unit enters; the flow whose translated face an exit without entry shows, 0 when unknown. */
void snapped_entry(struct book *b, const struct book_unit *u);
/* Have at hand the place in the table that snapped_entry needs. */
void snapped_draw(const struct book *b, const struct book_unit *u);
/* Does a unit that is snapped end inside its headers, so that nothing tells its exit from others? */
bool snapped_vague(const struct stack *s);
uint32_t snapped_origin(const struct book *b, const struct book_unit *u);

/* book_flow.c */
uint64_t address_hash(const struct ip_addr *a);
struct address_hashes {
    uint64_t src, dst;
};
/* Never 0. `of`: its addresses'. */
uint64_t flow_hash_of(uint32_t element, const struct five_tuple *t, const struct address_hashes *of);
uint64_t flow_hash(uint32_t element, const struct five_tuple *t);
static inline bool flow_is(const struct flow *f, uint32_t element, const struct five_tuple *t)
{
    return f->element == element && five_tuple_equal(&f->tuple, t);
}
uint32_t flow_find(const struct book *b, uint32_t element, const struct five_tuple *t, uint64_t hash);
uint32_t flow_get(struct book *b, uint32_t element, const struct five_tuple *t, uint64_t hash);
/* Settle and forget a flow that was idle for long. False when all that were looked at are in use right now. */
bool flow_give_up(struct book *b);

/* Give a flow that has none the subscriber whose traffic `t` shows it to be. */
void flow_subject(struct book *b, struct flow *f, const struct five_tuple *t);
/* Ask for what that needs of memory, where `t` is the flow's own: first, and when that is there. */
void flow_subject_prefetch(const struct book *b, const struct flow *f);
void flow_subject_draw(const struct book *b, const struct flow *f);

/* One direction of a link, by the addresses on it (six bytes each); never 0. */
uint32_t link_hash(const struct book *b, uint32_t tap, const uint8_t *from, const uint8_t *to);

/* What stays on its link: link-local scope, or no IP at all. `outer`: of its outermost IP header. */
bool link_local(bool has_outer, const struct five_tuple *outer);

/* What a unit shows on its way out. */
struct exit_shape {
    bool own;       /* the element speaks: the outermost source is its own, or it did not come in this way */
    bool tunnelled; /* something between the outermost and the innermost IP */
    struct five_tuple outer;
    bool has_outer;
};
/* Does the element speak? `made_here`: the packet is known to be its own make, whatever its source address says. */
bool exit_own(const struct book *b, const struct book_unit *u, bool made_here);
void exit_shape_of(const struct book *b, const struct book_unit *u, bool made_here, struct exit_shape *ret);
/* The egress conversation of a unit; 0 when the table is full. */
uint32_t party_of(struct book *b, const struct book_unit *u, const struct exit_shape *shape);

/* book_entry.c, book_exit.c */
void book_entry(struct book *b, struct book_unit *u);
void book_exit(struct book *b, struct book_unit *u);

/* A frame of the party that no entry explains: findings show it. */
static inline void party_sample(struct party *p, struct frame_ref ref)
{
    if (p->sample_count < PARTY_SAMPLE) p->sample[p->sample_count++] = ref;
}

/* book_content.c */
enum { CANDIDATES = 8 };

/* A flow whose content an exit carries, and how many prints say so. */
struct candidate {
    uint32_t flow, hits;
    struct frame_ref entry;
};

/* What is known of the content of an exit. */
struct content {
    struct candidate list[CANDIDATES]; /* of other flows, most hits first */
    unsigned count;
    bool searched; /* for windows */
    bool own;      /* windows of its own flow came in: */
    struct frame_ref own_entry;
};

static inline struct frame_ref slot_entry(const struct print_slot *s)
{
    return (struct frame_ref){s->capture, s->number};
}

/* Windows of content, wherever they lie. Those of its own flow end the search. */
void content_windows(const struct book *b, const struct book_unit *u, struct content *c);
/* Packets behind whatever header, several in a message or cut short too: what the content says, not what a port promises. */
void content_embedded(struct book *b, const struct book_unit *u, struct content *c);

/* The far end stays when a near address is translated. */
bool same_far_end(const struct five_tuple *in, const struct five_tuple *out);
/* `face` is from now on what leaves of `flow`, translated. */
void make_alias(struct book *b, uint32_t face, uint32_t flow);
/* What a path keeps of the hash of an outermost address. */
static inline uint32_t path_peer(uint64_t address)
{
    return (uint32_t)(address >> 32);
}
/* The key of a way without via (see struct path), for one with it. */
static inline uint64_t path_key_via(uint64_t key, uint32_t via)
{
    return key + via * UINT64_C(0xd6e8feb86659fd93);
}

/* One more exit of the flow whose entry had already left: with enough of them it is certain that something is copied. */
void note_repeat(struct book *b, struct flow *f, int64_t time_ns);
/* One more pair of frames that shows what leaves by the path. */
void path_prove(struct book *b, struct path *p, struct frame_ref exit, struct frame_ref entry);

/* book_late.c. The end of the unit's conversation that no translation at the element touches. */
uint64_t far_hash(const struct book *b, const struct book_unit *u);
/* An exit that nothing explains: leave word for its entry. */
void late_exit(struct book *b, const struct path *p, const struct book_unit *u);
/* The entry of its own conversation for which word was left in `s`, the slot of `key`. */
void late_entry(struct book *b, const struct book_unit *u, const struct print_slot *s, uint64_t key);
/* May some exit wait for what enters now? */
#define LATE_MAX (60 * CLOCK_SECOND)
static inline bool late_awaited(const struct book *b, int64_t time_ns)
{
    return b->awaited_ns != CLOCK_NONE && time_ns - b->awaited_ns <= LATE_MAX;
}
/* Then, of a unit that enters: is it what an exit waits for that shows only its far end? Then that exit is explained, and the
 * entry used up. */
bool late_translation(struct book *b, const struct book_unit *u);

/* book_beyond.c. An entry of a flow; `first`: nothing like it has come in before. */
void beyond_entry(struct book *b, struct flow *f, const struct book_unit *u, bool first);
/* Fill way and link of a new path. */
void beyond_path(const struct book *b, const struct book_unit *u, const struct exit_shape *shape, struct path *p);
/* Is its link one that lies behind the element's next hop? */
bool beyond_next_hop(struct book *b, const struct path *p);
/* Is it only the route, seen once more there? */
bool beyond_excuses(struct book *b, const struct path *p, const struct path *route);

/* Is it one of those in thirty-two that are remembered for minutes instead of seconds? */
static inline bool print_lasts(uint64_t print)
{
    return print >> 59 == 0;
}

/* Slots of content prints: the owner's generation, and whether several conversations brought the same content. */
enum { PRINT_SHARED = 0x80, PRINT_GENERATION = 0x7f };

/* book_ruled.c */
void rule_out(struct book *b, struct flow *f, enum ruled reason, uint64_t packets, uint64_t bytes);
/* A payload came in again with its own conversation, whose last entry was at `last_tap`. */
void rule_out_again(struct book *b, const struct book_unit *u, struct flow *f, uint16_t last_tap);
/* Another conversation had brought this unit's content: counts the unit once. */
void rule_out_shared(struct book *b, const struct book_unit *u, struct flow *f);
/* A way beside the route on which payloads left instead, not again. */
void rule_out_other_way(struct book *b, struct flow *f, const struct path *p);
/* A settled flow's ways, of which `route` is the one (or NULL); `excess`: exits that repeat an entry and that no copy and no
 * probe accounts for. */
void rule_out_ways(struct book *b, struct flow *f, const struct path *route, uint64_t excess);

/* book_settle.c */
void book_settle(struct book *b, uint32_t flow);
/* Ask for what that needs of memory: first, and `again` when that is there. */
void book_settle_prefetch(const struct book *b, uint32_t flow, bool again);
/* A copied flow, and the proof of it, among the party's; the frames of a proof as samples of what no entry explains. */
void party_list_copied(struct party *party, const struct five_tuple *tuple, const struct book_tally *t);
void party_keep_proof(struct book *b, struct party *party, uint32_t proof);
void party_sample_proof(const struct book *b, struct party *party, uint32_t proof);

/* book_conclude.c. When all flows are settled: decide on what was doubtful. */
void book_conclude(struct book *b);

/* A slot of the window that stands for an exit whose entry is still awaited: its owner is a path, its number that of the exit's
 * frame. */
static inline bool slot_awaits(const struct print_slot *s)
{
    return s->count < 0;
}

#endif
