/* What the balance tells: covert copies, mirrors, conversations that nobody declared. One finding for a conversation: the
 * gravest. */
#include <math.h>
#include <stdlib.h>

#include "audit/findings.h"

static const struct element *element_of(const struct engine *e, const struct party *p)
{
    return &e->network->elements[p->element];
}

static bool mirror_only(uint8_t layer)
{
    return layer == LAYER_ERSPAN || layer == LAYER_TZSP || layer == LAYER_JMIRROR || layer == LAYER_PCLI ||
           layer == LAYER_NOKIA || layer == LAYER_RTBRICK || layer == LAYER_SHIM;
}

static bool mirrors(const struct party *p)
{
    bool tunnel = false;
    if (!p->own || p->standing == STANDING_PROBE) return false;
    for (unsigned i = 0; i < p->layer_count; i++) {
        if (mirror_only(p->layers[i])) return true;
        tunnel |= p->layers[i] == LAYER_GRE || p->layers[i] == LAYER_VXLAN || p->layers[i] == LAYER_GENEVE ||
                  p->layers[i] == LAYER_L2TPV3 || p->layers[i] == LAYER_ULIC;
    }
    return tunnel && p->standing == STANDING_UNDECLARED;
}

bool party_is_copy(const struct party *p)
{
    return p->standing != STANDING_PROBE && p->copied.packets >= COPY_MIN_PACKETS;
}

static bool undeclared(const struct engine *e, const struct party *p)
{
    /* what bears a subscriber's address, but for content that others brought in, may be his own */
    bool his = !scope_own(&e->scope.scope.elements[p->element], &p->outer.src);
    uint64_t real = p->unmatched.packets - p->answers.packets - (his ? p->doubtful.packets : 0);
    return p->own && p->standing == STANDING_UNDECLARED && real > book_missed(&e->book, p);
}

bool party_unreadable(const struct party *p)
{
    return p->cut * 2 > p->unmatched.packets;
}

/* What may be translated traffic whose entry was missed follows its subscriber by itself, and so does a delivery. */
static bool accountable(const struct engine *e, const struct party *p)
{
    return p->standing == STANDING_UNDECLARED ? undeclared(e, p) : !party_unreadable(p);
}

/* "10.66.0.2:4789", or what else names the receiver. */
static const char *receiver_text(struct arena *a, const struct party *p)
{
    char text[ENDPOINT_TEXT], mac[MAC_TEXT];
    if (!p->own) {
        struct mac_addr m;
        memcpy(m.bytes, p->next_hop, 6);
        return arena_printf(a, "the next hop %s", mac_text(&m, mac));
    }
    if (!p->outer.dport) return arena_text(a, ip_text(&p->outer.dst, text));
    return arena_text(a, endpoint_text(&p->outer.dst, p->outer.dport, text));
}

static const char *wrapping_text(struct arena *a, const struct party *p)
{
    char number[8];
    const char *text = "";
    for (unsigned i = 0; i < p->layer_count; i++)
        text = arena_printf(a, "%s%s%s", text, *text ? " in " : "", layer_name(p->layers[p->layer_count - 1 - i]));
    if (!p->own) return "unchanged, without any tunnel";
    if (!*text) return arena_printf(a, "in plain %s", ip_protocol_name(p->outer.protocol, number));
    return p->tunnel_id ? arena_printf(a, "in %s, id %u", text, p->tunnel_id) : arena_printf(a, "in %s", text);
}

static struct verdict_conversation party_conversation(struct arena *a, const struct party *p)
{
    if (!p->own) return (struct verdict_conversation){.sport = -1, .dport = -1, .protocol = "ip"};
    struct five_tuple t = p->outer;
    if (!p->other_port_varies) *(p->service_is_src ? &t.dport : &t.sport) = p->other_port;
    struct verdict_conversation c = conversation_of(a, &t);
    const char **list = arena_alloc(a, PARTY_LAYERS * sizeof *list);
    for (unsigned i = 0; i < p->layer_count; i++) list[i] = layer_name(p->layers[i]);
    c.encapsulation = list;
    c.encapsulation_count = p->layer_count;
    return c;
}

struct subscriber {
    struct ip_addr addr;
    uint64_t bytes;
};

static int most_copied_first(const void *a, const void *b)
{
    const struct subscriber *x = a, *y = b;
    if (x->bytes != y->bytes) return x->bytes < y->bytes ? 1 : -1;
    return memcmp(x->addr.bytes, y->addr.bytes, sizeof x->addr.bytes);
}

/* Whose traffic is copied: of every flow the end that lies in a pool, else its source. */
static void list_subscribers(const struct engine *e, struct arena *a, const struct party *p, struct verdict_finding *f)
{
    const struct scope_element *s = &e->scope.scope.elements[p->element];
    struct subscriber seen[PARTY_COPIED];
    const char **list = arena_alloc(a, PARTY_COPIED * sizeof *list);
    char text[ADDR_TEXT];
    size_t count = 0;
    for (unsigned i = 0; i < PARTY_COPIED && p->copied_flows[i].tuple.src.family; i++) {
        const struct copied_flow *c = &p->copied_flows[i];
        const struct ip_addr *who = scope_pool(s, &c->tuple.dst) && !scope_pool(s, &c->tuple.src) ? &c->tuple.dst : &c->tuple.src;
        size_t k = 0;
        while (k < count && !ip_equal(&seen[k].addr, who)) k++;
        if (k == count) seen[count++] = (struct subscriber){*who, 0};
        seen[k].bytes += c->tally.bytes;
    }
    if (count) qsort(seen, count, sizeof *seen, most_copied_first);
    for (size_t i = 0; i < count; i++) list[i] = arena_text(a, ip_text(&seen[i].addr, text));
    f->subscribers = list;
    f->subscriber_count = count;
}

static void list_copied(struct arena *a, const struct party *p, struct verdict_finding *f)
{
    struct verdict_conversation *list = arena_alloc(a, PARTY_COPIED * sizeof *list);
    for (unsigned i = 0; i < PARTY_COPIED && p->copied_flows[i].tuple.src.family; i++)
        list[f->copied_count++] = conversation_of(a, &p->copied_flows[i].tuple);
    f->copied = list;
}

static void prove_copy(const struct engine *e, struct finding_list *l, const struct party *p, struct verdict_finding *f)
{
    const struct proof *proof = book_proof(&e->book, p->proof);
    for (unsigned i = 0; proof && i < proof->used; i++) {
        finding_evidence(l, f, &proof->pair[i].entry, 1, "entered");
        finding_evidence(l, f, &proof->pair[i].exit, 1, "copy");
    }
}

static struct verdict_finding *party_finding(const struct engine *e, struct finding_list *l, const struct party *p, enum rule r)
{
    struct verdict_finding *f = finding_new(l, r);
    finding_element(f, e->network, (int)p->element);
    f->conversation = party_conversation(l->arena, p);
    f->first_ns = p->first_ns;
    f->last_ns = p->last_ns;
    f->packets = p->total.packets;
    f->bytes = p->total.bytes;
    return f;
}

static const uint64_t *points_of(struct arena *a, const uint64_t *values, unsigned count)
{
    uint64_t *copy = arena_alloc(a, (count + 1) * sizeof *copy);
    memcpy(copy, values, count * sizeof *copy);
    return copy;
}

static const struct verdict_series *copies_over_time(const struct engine *e, struct arena *a, const struct party *p)
{
    static const char *const names[COPY_LANES] = {
        [COPY_ENTERED] = "entered", [COPY_FORWARDED] = "forwarded", [COPY_COPIED] = "copied"};
    const struct copy_series *s = book_series(&e->book, p);
    if (!s || !s->used) return NULL;
    struct verdict_series *v = arena_alloc(a, sizeof *v);
    *v =
        (struct verdict_series){.unit = "packets",
                                .caption = "The copied conversations: what came in once left twice. Packets of each conversation "
                                           "are spread evenly over the time it lasted.",
                                .first_ns = s->start * (INT64_C(1) << s->shift),
                                .step_ns = INT64_C(1) << s->shift,
                                .points = s->used,
                                .lanes = COPY_LANES};
    for (unsigned i = 0; i < COPY_LANES; i++) v->name[i] = names[i], v->values[i] = points_of(a, s->packets[i], s->used);
    return v;
}

static const struct verdict_series *volumes_over_time(const struct engine *e, struct arena *a, const struct party *p,
                                                      double lag_s)
{
    const struct volume_series *s = volume_series_of(&e->book.volume, p->candidate);
    if (!s) return NULL;
    struct verdict_series *v = arena_alloc(a, sizeof *v);
    *v = (struct verdict_series){
        .unit = "bytes",
        .caption = arena_printf(a,
                                "Above, what entered of the subscribers' traffic, moved by the delay of %.0f ms; below, "
                                "what this conversation sent. Each has a scale of its own.",
                                lag_s * 1e3),
        .first_ns = s->first_ns,
        .step_ns = s->step_ns,
        .points = s->points,
        .own_scales = true,
        .lanes = 2,
        .name = {"subscribers", "conversation"},
        .values = {points_of(a, s->entered, s->points), points_of(a, s->left, s->points)}};
    return v;
}

static void covert_copy(const struct engine *e, struct finding_list *l, const struct party *p)
{
    struct arena *a = l->arena;
    const struct element *el = element_of(e, p);
    struct verdict_finding *f = party_finding(e, l, p, RULE_COVERT_COPY);
    list_subscribers(e, a, p, f);
    size_t others_count = f->subscriber_count > 1 ? f->subscriber_count - 1 : 0;
    const char *who = f->subscriber_count ? f->subscribers[0] : "unknown";
    const char *others = others_count ? arena_printf(a, " and of %zu other%s", others_count, others_count == 1 ? "" : "s") : "";
    f->summary = arena_printf(a, "%s%s%s%s sends a copy of subscriber %s's traffic%s to %s, %s", el->name,
                              el->supplier ? " (" : "", el->supplier ? el->supplier : "", el->supplier ? ")" : "", who, others,
                              receiver_text(a, p), wrapping_text(a, p));
    f->detail = arena_printf(
        a, "The same payload came in once and left by two ways: by its route, and to %s by tap %s. %u flow%s copied.%s%s",
        receiver_text(a, p), e->network->taps[p->tap].name, p->copied_count, p->copied_count == 1 ? "" : "s",
        p->standing == STANDING_UNDECLARED ? "" : " The conversation is declared, but not as a probe.",
        mirrors(p) ? " The carrier is a mirror session." : "");
    f->packets = p->copied.packets;
    f->bytes = p->copied.bytes;
    f->first_ns = p->copied_first_ns;
    f->last_ns = p->copied_last_ns;
    f->detected_packets = p->detected.packets;
    f->detected_bytes = p->detected.bytes;
    if (p->detected.packets && p->live_first_ns != CLOCK_NONE)
        f->detected_seconds = seconds_between(p->live_first_ns, p->detected_ns);
    /* chance of an accidental repeat falls with every packet; six keyed 64-bit prints leave none worth a digit */
    f->confidence = p->copied.packets >= 4 * COPY_MIN_PACKETS ? 0.999 : 0.99;
    f->limit_min_bytes = (double)COPY_MIN_PACKETS * 64;
    double memory = print_table_memory_s(&e->book.window);
    f->limit_max_delay_s = memory >= 0 ? memory : seconds_between(e->first_ns, e->last_ns);
    f->series = copies_over_time(e, a, p);
    list_copied(a, p, f);
    prove_copy(e, l, p, f);
}

const struct correlate_result *correlation_of(const struct engine *e, const struct party *p)
{
    return p->candidate ? correlate_result(e->book.volume.correlate, p->candidate - 1) : NULL;
}

static bool follows_subscribers(const struct engine *e, const struct party *p)
{
    const struct correlate_result *r = correlation_of(e, p);
    return r && r->verdict == CORRELATE_COPY;
}

/* The subscribers whose volume it follows, as conversations with one end known. */
static const char *list_followed(const struct engine *e, struct arena *a, const struct correlate_result *r,
                                 struct verdict_finding *f)
{
    struct verdict_conversation *list = arena_alloc(a, CORRELATE_SUBJECTS * sizeof *list);
    const char **subscribers = arena_alloc(a, CORRELATE_SUBJECTS * sizeof *subscribers);
    const char *names = "";
    char text[ADDR_TEXT];
    for (uint32_t i = 0; i < r->subject_count; i++) {
        const char *who = arena_text(a, ip_text(&e->book.volume.list[r->subjects[i]].addr, text));
        names = arena_printf(a, "%s%s%s", names, i ? ", " : "", who);
        list[f->copied_count++] = (struct verdict_conversation){.src = who, .sport = -1, .dport = -1};
        subscribers[f->subscriber_count++] = who;
    }
    f->copied = list;
    f->subscribers = subscribers;
    return names;
}

static const char *direction_text(const struct correlate_result *r)
{
    static const char *const ways[] = {
        [CORRELATE_BOTH] = "both directions", [CORRELATE_FROM] = "what they sent", [CORRELATE_TO] = "what they got"};
    return ways[r->direction];
}

static const char *volume_detail(struct arena *a, const struct correlate_result *r)
{
    return arena_printf(a, "Correlation %.3f at a delay of %.0f ms in bins of %.0f ms, %s", r->correlation,
                        (double)r->lag_ns / 1e6, (double)r->bin_ns / 1e6, direction_text(r));
}

static const char *sizes_detail(struct arena *a, const struct correlate_result *r)
{
    const char *block = r->block > 1 ? arena_printf(a, " rounded up to blocks of %u", r->block) : "";
    return arena_printf(
        a,
        "Correlation %.3f: that share of its messages has the size of a packet that came in %.0f to %.0f ms before, "
        "%+d bytes%s",
        r->correlation, (double)r->lag_ns / 1e6, (double)(r->lag_ns + r->bin_ns) / 1e6, r->overhead, block);
}

static const char *bursts_detail(struct arena *a, const struct correlate_result *r)
{
    const char *more = r->ratio < 0.99 || r->ratio > 1.01 ? arena_printf(a, "by a factor of %.2f", r->ratio)
                                                          : arena_printf(a, "and %+d bytes a packet", r->overhead);
    return arena_printf(a, "Correlation %.3f: that share of its bursts holds just as much as came in up to %.0f ms before, %s",
                        r->correlation, (double)r->bin_ns / 1e6, more);
}

/* No more is claimed than innocent pairs have shown, whatever the model says. */
static double claimed_log10_p(const struct correlate_result *r)
{
    return fmin(0, fmax(r->log10_p, CORRELATE_CHECKED + log10(fmax(1, (double)r->pairs))));
}

static const char *follows_detail(struct arena *a, const struct correlate_result *r)
{
    return r->by_bursts ? bursts_detail(a, r) : r->by_sizes ? sizes_detail(a, r) : volume_detail(a, r);
}

static void encrypted_copy(const struct engine *e, struct finding_list *l, const struct party *p)
{
    struct arena *a = l->arena;
    const struct correlate_result *r = correlation_of(e, p);
    struct verdict_finding *f = party_finding(e, l, p, RULE_ENCRYPTED_COPY);
    const char *names = list_followed(e, a, r, f);
    f->summary = arena_printf(a, "%s sends %s to %s that follows the traffic of subscriber%s %s in %s", element_of(e, p)->name,
                              amount_text(a, r->bytes), receiver_text(a, p), r->subject_count == 1 ? "" : "s", names,
                              r->by_sizes && !r->by_bursts ? "size and time" : "volume and time");
    f->detail = arena_printf(
        a,
        "%s; chance 10^%.1f after correction for %llu pairs tried. No content was recognised: a copy that was encrypted or "
        "transformed.%s",
        follows_detail(a, r), claimed_log10_p(r), (unsigned long long)r->pairs,
        p->standing == STANDING_UNDECLARED ? " The inventory does not know the conversation." : "");
    f->packets = r->packets;
    f->bytes = r->bytes;
    f->first_ns = r->first_ns;
    f->last_ns = r->last_ns;
    f->confidence = r->log10_p < -6 ? 0.99 : 0.95;
    f->detected_packets = r->detected_packets;
    f->detected_bytes = r->detected_bytes;
    f->detected_seconds = seconds_between(r->first_ns, r->detected_ns);
    struct verdict_correlation *correlation = arena_alloc(a, sizeof *correlation);
    *correlation = (struct verdict_correlation){
        r->by_sizes && !r->by_bursts, r->correlation, (double)r->lag_ns / 1e9, (double)r->bin_ns / 1e9,
        claimed_log10_p(r),           r->pairs,       direction_text(r)};
    f->correlation = correlation;
    f->series = volumes_over_time(e, a, p, correlation->lag_s);
    f->limit_min_bytes = (double)r->detected_bytes;
    f->limit_max_delay_s = (double)r->largest_delay_ns / 1e9;
    finding_evidence(l, f, p->sample, p->sample_count, "follows");
}

/* A rule that a single packet meets. */
static void certain_at_once(struct verdict_finding *f)
{
    f->detected_packets = 1;
    f->detected_bytes = f->packets ? f->bytes / f->packets : 0;
    f->limit_min_bytes = 1;
}

static void mirror_session(const struct engine *e, struct finding_list *l, const struct party *p)
{
    struct verdict_finding *f = party_finding(e, l, p, RULE_MIRROR_SESSION);
    f->summary = arena_printf(l->arena, "%s sends mirrored packets to %s, %s, outside the approved list", element_of(e, p)->name,
                              receiver_text(l->arena, p), wrapping_text(l->arena, p));
    f->detail = arena_printf(l->arena, "%llu packets; what they carry was not seen to enter %s at its taps.",
                             (unsigned long long)p->total.packets, element_of(e, p)->name);
    certain_at_once(f);
    finding_evidence(l, f, p->sample, p->sample_count, "mirror");
    prove_copy(e, l, p, f); /* fewer than make a finding of their own */
}

static bool carries_product(const struct engine *e, const struct party *p)
{
    for (size_t i = 0; i < e->intercepts.interface_count; i++) {
        const struct five_tuple *s = &e->intercepts.interfaces[i].stream;
        if (ip_equal(&s->dst, &p->outer.dst) && s->dport == p->outer.dport) return true;
    }
    return false;
}

const char *untold_text(const struct engine *e, struct arena *a, uint32_t element)
{
    struct volume_telling t = volume_telling(&e->book.volume, element);
    if (!t.subscribers) return "";
    return arena_printf(
        a,
        "%u subscriber%s, of whom %u had too little shape of their own to tell a copy by the sizes of its messages, "
        "%u by the sums between its pauses (a stream, batches): of them this says nothing",
        t.subscribers, t.subscribers == 1 ? "" : "s", t.subscribers - t.by_sizes, t.subscribers - t.by_sums);
}

/* With whom it was compared, and of whom that says nothing. */
static const char *nobodys_detail(const struct engine *e, struct arena *a, const struct party *p)
{
    const char *untold = untold_text(e, a, p->element);
    return arena_printf(a,
                        "No content that came in was recognised in it, and its volume follows no subscriber's; padding or a "
                        "constant rate would hide that.%s%s%s",
                        *untold ? " It was compared with " : "", untold, *untold ? "." : "");
}

static const char *undeclared_detail(const struct engine *e, struct arena *a, const struct party *p)
{
    const struct correlate_result *r = correlation_of(e, p);
    if (carries_product(e, p)) return "It carries product of lawful interception; the findings on those interceptions tell more.";
    switch (r ? r->verdict : CORRELATE_UNSEEN) {
    case CORRELATE_SPARSE:
        return "No content that came in was recognised in it, and it is too little to tell by its volume over time.";
    case CORRELATE_NOTHING: return nobodys_detail(e, a, p);
    case CORRELATE_EVERYONE:
        return "No content that came in was recognised in it; its volume follows the load of all subscribers together.";
    case CORRELATE_TRACE:
        return "No content that came in was recognised in it; it follows subscribers, but with a volume that no copy of theirs "
               "can have.";
    case CORRELATE_COPY:
    case CORRELATE_UNSEEN: break;
    }
    return "No content that came in was recognised in it.";
}

static void undeclared_conversation(const struct engine *e, struct finding_list *l, const struct party *p)
{
    struct verdict_finding *f = party_finding(e, l, p, RULE_UNDECLARED_CONVERSATION);
    char number[8];
    f->summary =
        arena_printf(l->arena, "%s sends %s in %llu packets to %s (%s), which the inventory does not know",
                     element_of(e, p)->name, amount_text(l->arena, p->unmatched.bytes), (unsigned long long)p->unmatched.packets,
                     receiver_text(l->arena, p), ip_protocol_name(p->outer.protocol, number));
    f->detail = undeclared_detail(e, l->arena, p);
    f->packets = p->unmatched.packets;
    f->bytes = p->unmatched.bytes;
    certain_at_once(f);
    finding_evidence(l, f, p->sample, p->sample_count, "sent");
}

void rules_of_balance(struct engine *e, struct finding_list *l)
{
    for (uint32_t i = 1; i < e->book.parties.top; i++) {
        struct party *p = book_party(&e->book, i);
        size_t before = l->count;
        if (party_is_copy(p))
            covert_copy(e, l, p);
        else if (follows_subscribers(e, p) && accountable(e, p))
            encrypted_copy(e, l, p);
        else if (mirrors(p) && p->total.packets)
            mirror_session(e, l, p);
        else if (e->inventory_given && undeclared(e, p))
            undeclared_conversation(e, l, p);
        p->finding = l->count > before ? l->items[before].summary : NULL;
    }
}
