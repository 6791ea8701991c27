/* The balance sheets: of every tapped element, by side, what went into which account, and the lines behind it. */
#include <stdlib.h>

#include "audit/findings.h"

enum { LINES_PER_ACCOUNT = 12 };

static void add(struct tally *t, uint64_t packets, uint64_t bytes)
{
    t->packets += packets;
    t->bytes += bytes;
}

/* Where the packets of a party belong. */
static void accounts_of(const struct party *p, struct tally accounts[static ACCOUNT_COUNT])
{
    enum account rest = p->standing == STANDING_UNDECLARED ? ACCOUNT_UNEXPLAINED : ACCOUNT_DECLARED;
    enum account copies = party_is_copy(p) ? ACCOUNT_COPIED : rest;
    add(&accounts[ACCOUNT_FORWARDED], p->forwarded.packets, p->forwarded.bytes);
    add(&accounts[ACCOUNT_WARRANTED], p->warranted.packets, p->warranted.bytes);
    add(&accounts[copies], p->copied.packets, p->copied.bytes);
    /* to refuse is no conversation of one's own */
    add(&accounts[ACCOUNT_DECLARED], p->answers.packets, p->answers.bytes);
    add(&accounts[rest], p->unmatched.packets - p->answers.packets, p->unmatched.bytes - p->answers.bytes);
}

static const char *party_label(const struct engine *e, struct arena *a, const struct party *p)
{
    char src[ADDR_TEXT], dst[ADDR_TEXT], number[8], mac[MAC_TEXT];
    struct mac_addr m;
    if (!p->own) {
        memcpy(m.bytes, p->next_hop, 6);
        return arena_printf(a, "%s: transit by next hop %s", e->network->taps[p->tap].name, mac_text(&m, mac));
    }
    const char *text = arena_printf(a, "%s -> %s %s", ip_text(&p->outer.src, src), ip_text(&p->outer.dst, dst),
                                    ip_protocol_name(p->outer.protocol, number));
    uint16_t port = p->service_is_src ? p->outer.sport : p->outer.dport;
    if (port) text = arena_printf(a, "%s, %s port %u", text, p->service_is_src ? "from" : "to", port);
    for (unsigned i = 0; i < p->layer_count; i++) text = arena_printf(a, "%s, %s", text, layer_name(p->layers[i]));
    return text;
}

static const char *why_text(const struct party *p, enum account account)
{
    static const char *const standing[] = {[STANDING_UNDECLARED] = "not declared",
                                           [STANDING_DECLARED] = "declared",
                                           [STANDING_TRANSPORT] = "declared as transport",
                                           [STANDING_DELIVERY] = "declared as delivery",
                                           [STANDING_PROBE] = "approved probe",
                                           [STANDING_LINK_LOCAL] = "stays on its link"};
    switch (account) {
    case ACCOUNT_FORWARDED: return "came in once, left once";
    case ACCOUNT_WARRANTED: return "delivery under a warrant";
    case ACCOUNT_COPIED: return "left a second time";
    case ACCOUNT_DECLARED:
        if (p->standing == STANDING_UNDECLARED) return "only refuses (TCP resets, ICMP errors)";
        break;
    case ACCOUNT_UNEXPLAINED:
    case ACCOUNT_COUNT: break;
    }
    if (!p->own && p->standing == STANDING_UNDECLARED) return "left, but was not seen to come in";
    return standing[p->standing];
}

static int largest_first(const void *a, const void *b)
{
    const struct verdict_line *x = a, *y = b;
    if (x->account != y->account) return x->account < y->account ? -1 : 1;
    if (x->tally.bytes != y->tally.bytes) return x->tally.bytes < y->tally.bytes ? 1 : -1;
    return strcmp(x->label, y->label);
}

/* Keep the largest lines of each account; the others become one. */
static size_t cut_lines(struct arena *a, struct verdict_line *lines, size_t count)
{
    size_t kept = 0, in_account = 0;
    for (size_t i = 0; i < count; i++) {
        in_account = i && lines[i].account == lines[i - 1].account ? in_account + 1 : 0;
        if (in_account < LINES_PER_ACCOUNT) {
            lines[kept++] = lines[i];
            continue;
        }
        struct verdict_line rest = lines[i];
        size_t more = 1;
        for (; i + 1 < count && lines[i + 1].account == rest.account; i++, more++) {
            add(&rest.tally, lines[i + 1].tally.packets, lines[i + 1].tally.bytes);
            if (lines[i + 1].first_ns < rest.first_ns) rest.first_ns = lines[i + 1].first_ns;
            if (lines[i + 1].last_ns > rest.last_ns) rest.last_ns = lines[i + 1].last_ns;
        }
        if (more > 1) rest.label = arena_printf(a, "%zu more", more), rest.finding = NULL, rest.why = NULL;
        lines[kept++] = rest;
    }
    return kept;
}

static const char *finding_of(const struct finding_list *l, const struct party *p)
{
    for (size_t i = 0; i < l->count; i++)
        if (l->items[i].summary == p->finding) return p->finding ? l->items[i].id : NULL;
    return NULL;
}

static void element_lines(const struct engine *e, struct arena *a, const struct finding_list *findings, uint32_t element,
                          struct verdict_element *ret)
{
    size_t count = 0;
    for (uint32_t i = 1; i < e->book.parties.top; i++) count += book_party(&e->book, i)->element == element;
    struct verdict_line *lines = arena_alloc(a, (count * ACCOUNT_COUNT + 1) * sizeof *lines);
    count = 0;
    for (uint32_t i = 1; i < e->book.parties.top; i++) {
        const struct party *p = book_party(&e->book, i);
        struct tally accounts[ACCOUNT_COUNT] = {0};
        if (p->element != element) continue;
        accounts_of(p, accounts);
        for (unsigned k = 0; k < ACCOUNT_COUNT; k++) {
            if (!accounts[k].packets) continue;
            bool accused = k == ACCOUNT_COPIED || k == ACCOUNT_UNEXPLAINED;
            lines[count++] = (struct verdict_line){.account = (enum account)k,
                                                   .tap = e->network->taps[p->tap].name,
                                                   .label = party_label(e, a, p),
                                                   .why = why_text(p, (enum account)k),
                                                   .finding = accused ? finding_of(findings, p) : NULL,
                                                   .tally = accounts[k],
                                                   .first_ns = p->first_ns,
                                                   .last_ns = p->last_ns};
        }
    }
    if (count) qsort(lines, count, sizeof *lines, largest_first);
    ret->lines = lines;
    ret->line_count = cut_lines(a, lines, count);
}

/* All taps on one side of an element, as one: the balance goes by sides, because two taps may see the same packets. */
static struct verdict_side side_of(const struct engine *e, struct arena *a, uint32_t element, enum tap_side side)
{
    struct verdict_side s = {.side = tap_side_name(side)};
    uint64_t packets = 0, bytes = 0;
    for (size_t t = 0; t < e->network->tap_count; t++) {
        const struct tap *tap = &e->network->taps[t];
        if (tap->element != element || tap->side != side) continue;
        s.tap = s.tap ? arena_printf(a, "%s, %s", s.tap, tap->name) : tap->name;
        const struct tally *passed = e->taps[t].passed;
        add(&s.in, passed[DIRECTION_IN].packets, passed[DIRECTION_IN].bytes);
        add(&s.out, passed[DIRECTION_OUT].packets, passed[DIRECTION_OUT].bytes);
    }
    for (uint32_t i = 1; s.tap && i < e->book.parties.top; i++) {
        const struct party *p = book_party(&e->book, i);
        if (p->element == element && e->network->taps[p->tap].side == side) accounts_of(p, s.out_account);
    }
    for (unsigned k = 0; k < ACCOUNT_COUNT; k++) packets += s.out_account[k].packets, bytes += s.out_account[k].bytes;
    /* datagrams that never became whole, and what found no place in the tables, is unexplained: nothing is lost from the books */
    if (packets < s.out.packets)
        add(&s.out_account[ACCOUNT_UNEXPLAINED], s.out.packets - packets, s.out.bytes > bytes ? s.out.bytes - bytes : 0);
    return s;
}

static void element_sides(const struct engine *e, struct arena *a, uint32_t element, struct verdict_element *ret)
{
    struct verdict_side *sides = arena_alloc(a, SIDE_COUNT * sizeof *sides);
    for (unsigned side = 0; side < SIDE_COUNT; side++) {
        struct verdict_side s = side_of(e, a, element, (enum tap_side)side);
        if (!s.tap) continue;
        add(&ret->in, s.in.packets, s.in.bytes);
        add(&ret->out, s.out.packets, s.out.bytes);
        for (unsigned k = 0; k < ACCOUNT_COUNT; k++) add(&ret->account[k], s.out_account[k].packets, s.out_account[k].bytes);
        sides[ret->side_count++] = s;
    }
    ret->sides = sides;
}

void judge_elements(const struct engine *e, struct arena *a, const struct finding_list *findings, struct verdict *v)
{
    struct verdict_element *list = arena_alloc(a, (e->network->element_count + 1) * sizeof *list);
    for (uint32_t i = 0; i < e->network->element_count; i++) {
        const struct element *el = &e->network->elements[i];
        struct verdict_element ret = {.name = el->name, .supplier = el->supplier, .role = el->role, .zone = zone_name(el->zone)};
        element_sides(e, a, i, &ret);
        if (!ret.side_count) continue; /* not tapped: coverage says so */
        element_lines(e, a, findings, i, &ret);
        list[v->element_count++] = ret;
    }
    v->elements = list;
}
