/* What an exit carries of the content that came in: whole packets behind any header, and windows wherever they lie. */
#include "balance/book_internal.h"

enum { EXIT_PRINTS = 192 };
enum { LINK_RAW_IP = 101 }; /* LINKTYPE_RAW */

/* One more sign that the exit carries content of `flow`; the list stays ordered by hits. */
static void add_candidate(struct content *c, uint32_t flow, struct frame_ref entry, unsigned hits)
{
    struct candidate *list = c->list;
    unsigned k = 0;
    while (k < c->count && list[k].flow != flow) k++;
    if (k == CANDIDATES) return;
    if (k == c->count) list[c->count++] = (struct candidate){flow, 0, entry};
    list[k].hits += hits;
    for (; k > 0 && list[k].hits > list[k - 1].hits; k--) {
        struct candidate swap = list[k];
        list[k] = list[k - 1];
        list[k - 1] = swap;
    }
}

/* RFC 1071 over a header of `len` bytes, an even number. */
static bool checksum_holds(const uint8_t *p, size_t len)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < len; i += 2) sum += load_be16(p + i);
    sum = (sum >> 16) + (sum & 0xffff);
    sum += sum >> 16;
    return (sum & 0xffff) == 0xffff;
}

/* Length that the IP packet which starts at `p` says it has, 0 when none does. More than `left`: it was cut short. */
static size_t embedded_packet(const uint8_t *p, size_t left)
{
    if (p[0] >> 4 == 4 && left >= 20) {
        size_t header = (size_t)(p[0] & 0x0f) * 4, total = load_be16(p + 2);
        return header >= 20 && header <= total && header <= left && checksum_holds(p, header) ? total : 0;
    }
    if (p[0] >> 4 == 6 && left >= 40) {
        size_t total = 40u + load_be16(p + 4);
        return p[6] == 6 || p[6] == 17 || p[6] == 58 || p[6] == 132 ? total : 0;
    }
    return 0;
}

/* The flow that an embedded packet of `len` bytes belongs to, when that very packet came in. */
static uint32_t flow_of_embedded(struct book *b, const struct book_unit *u, struct bytes packet, size_t len,
                                 struct frame_ref *ret_entry)
{
    struct stack s;
    struct packet_identity id;
    uint32_t element = b->scope->taps[u->tap].element;
    stack_decode(&s, LINK_RAW_IP, packet.data, (uint32_t)packet.len, (uint32_t)len);
    if (s.inner_ip == STACK_NO_LAYER || s.stop != STACK_PAYLOAD) return 0;
    packet_identify(b, element, &s, &id);
    uint32_t flow = flow_find(b, element, &id.tuple, id.hash);
    if (flow && !book_flow(b, flow)->entered) flow = book_flow(b, flow)->alias;
    if (!flow || flow == u->flow) return 0;
    if (id.snapped) b->cut_seen = true; /* entries are remembered in both forms from now on */
    const struct print_slot *slot =
        print_find(&b->window, print_bind(id.whole, book_flow(b, flow)->hash), print_tick(u->time_ns));
    if (!slot || slot_awaits(slot)) return 0;
    *ret_entry = slot_entry(slot);
    return flow;
}

void content_embedded(struct book *b, const struct book_unit *u, struct content *c)
{
    struct bytes payload = u->stack->payload;
    for (size_t i = 0; i + 20 <= payload.len;) {
        struct frame_ref entry;
        size_t left = payload.len - i, len = embedded_packet(payload.data + i, left);
        struct bytes packet = bytes_slice(payload, i, len);
        uint32_t flow = len ? flow_of_embedded(b, u, packet, len, &entry) : 0;
        if (flow) add_candidate(c, flow, entry, 4);
        i += flow ? packet.len : 1;
    }
}

void content_windows(const struct book *b, const struct book_unit *u, struct content *c)
{
    uint64_t prints[EXIT_PRINTS + 1];
    unsigned n = print_windows(&b->key, u->stack->payload, prints, EXIT_PRINTS);
    if (!u->id.snapped && (u->stack->payload.len >= 16 || u->stack->payload.len == 0)) prints[n++] = u->id.whole;
    for (unsigned i = 0; i < n; i++) print_prefetch(&b->window, prints[i]);
    c->searched = true;
    for (unsigned i = 0; i < n && !c->own; i++) {
        const struct print_slot *s = print_find(&b->window, prints[i], print_tick(u->time_ns));
        bool lately = s != NULL;
        if (!s && print_lasts(prints[i])) s = print_find(&b->memory, prints[i], print_tick(u->time_ns));
        if (!s || s->owner >= b->flows.top) continue;
        const struct flow *f = book_flow(b, s->owner);
        if (!f->hash || f->generation != ((uint8_t)s->count & PRINT_GENERATION)) continue;
        if (s->owner == u->flow) {
            c->own = lately;
            c->own_entry = slot_entry(s);
        } else if (!((uint8_t)s->count & PRINT_SHARED) && f->element == b->scope->taps[u->tap].element) {
            add_candidate(c, s->owner, slot_entry(s), 1);
        }
    }
}
