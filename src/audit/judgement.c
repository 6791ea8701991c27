/* The end of a run: books closed, rules applied, everything put into the plain words and numbers of a verdict. */
#include <inttypes.h>
#include <stdlib.h>

#include "audit/findings.h"

enum { LINES_PER_ACCOUNT = 12 };

struct texts {
    struct arena *arena;
    const char **list;
    size_t count, room;
};

static void note(struct texts *t, const char *text)
{
    if (t->count == t->room) {
        size_t room = t->room ? t->room * 2 : 8;
        const char **list = arena_alloc(t->arena, room * sizeof *list);
        if (t->count) memcpy(list, t->list, t->count * sizeof *list);
        t->list = list;
        t->room = room;
    }
    t->list[t->count++] = text;
}

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
        add(&s.in, e->taps[t].in.packets, e->taps[t].in.bytes);
        add(&s.out, e->taps[t].out.packets, e->taps[t].out.bytes);
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

static void judge_elements(const struct engine *e, struct arena *a, const struct finding_list *findings, struct verdict *v)
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

static const char *const *destinations(struct arena *a, const struct intercept *it)
{
    const char **list = arena_alloc(a, (it->place_count + 1) * sizeof *list);
    char text[ENDPOINT_TEXT];
    for (unsigned i = 0; i < it->place_count; i++)
        list[i] = arena_text(a, endpoint_text(&it->places[i].stream.dst, it->places[i].stream.dport, text));
    return list;
}

static void told_records(struct arena *a, const struct delivered *d, struct verdict_intercept *r)
{
    struct verdict_record *list = arena_alloc(a, (d->event_count + 1) * sizeof *list);
    const char **sessions = arena_alloc(a, (d->session_count + 1) * sizeof *sessions);
    for (unsigned i = 0; i < d->event_count; i++) {
        const char *event = product_event_name(d->events[i].event);
        if (!event) event = arena_printf(a, "event %" PRIu32, d->events[i].event & 0xffff);
        list[i] = (struct verdict_record){event, product_event_function(d->events[i].event), d->events[i].count};
    }
    for (unsigned i = 0; i < d->session_count; i++) {
        const struct delivered_session *s = &d->sessions[i];
        sessions[i] = arena_printf(a, "%u%s%s", s->number, s->network[0] ? " " : "", s->network);
    }
    r->records = list;
    r->record_count = d->event_count;
    r->sessions = sessions;
    r->session_count = d->session_count;
}

/* Provisioned or delivered. */
static int64_t first_seen(const struct intercept *it)
{
    const struct sighting *x1 = &it->provisioned, *all = &it->all;
    return x1->pdus && (!all->pdus || x1->first_ns < all->first_ns) ? x1->first_ns : all->first_ns;
}

static int64_t last_seen(const struct intercept *it)
{
    const struct sighting *x1 = &it->provisioned, *all = &it->all;
    return x1->pdus && (!all->pdus || x1->last_ns > all->last_ns) ? x1->last_ns : all->last_ns;
}

/* What integrity checks say of an interception: verified only when nothing contradicts it. */
static void judge_integrity(const struct intercept *it, struct verdict_intercept *r)
{
    uint64_t all = 0;
    for (unsigned i = 0; i < INTEGRITY_OUTCOMES; i++) all += it->checks[i];
    if (!all) return;
    r->checks_verified = it->checks[INTEGRITY_VERIFIED];
    r->checks_failed = it->checks[INTEGRITY_FAILED];
    r->checks_undecided = all - r->checks_verified - r->checks_failed;
    r->integrity = r->checks_verified && !r->checks_failed ? "integrity-verified" : "integrity-unverified";
}

static const char *protocols_of(const struct intercept *it)
{
    if (it->has_xid && it->has_liid) return "X2/X3, HI2/HI3";
    return it->has_xid ? "X2/X3" : "HI2/HI3";
}

static void judge_intercepts(const struct engine *e, struct arena *a, struct verdict *v)
{
    const struct intercepts *t = &e->intercepts;
    struct verdict_intercept *list = arena_alloc(a, (t->count + 1) * sizeof *list);
    for (size_t i = 0; i < t->count; i++) {
        const struct intercept *it = t->list[i];
        const struct product_count product = intercept_product(it);
        struct verdict_intercept *r = &list[i];
        *r = (struct verdict_intercept){.xid = it->has_xid ? intercept_xid_text(a, it) : NULL,
                                        .liid = it->liid[0] ? arena_text(a, it->liid) : NULL,
                                        .country = it->country[0] ? arena_text(a, it->country) : NULL,
                                        .warrant = it->warrant ? it->warrant->id : NULL,
                                        .element = it->element >= 0 ? e->network->elements[it->element].name : NULL,
                                        .protocol = protocols_of(it),
                                        .depth = it->in_clear ? "clear" : "keyed",
                                        .state = lifecycle_name(intercept_state(it)),
                                        .first_ns = first_seen(it),
                                        .last_ns = last_seen(it),
                                        .iri = product.iri,
                                        .cc = product.cc,
                                        .encrypted = product.encrypted,
                                        .other = it->notices + it->integrity + it->unknown,
                                        .bytes = it->all.bytes,
                                        .destinations = destinations(a, it),
                                        .destination_count = it->place_count};
        told_records(a, &it->delivered, r);
        judge_integrity(it, r);
        timeline_render(&it->timeline, v->first_ns, v->last_ns, r->bins, VERDICT_BINS);
    }
    v->intercepts = list;
    v->intercept_count = t->count;
}

/* Targets are a carrier's most secret data: without leave only their kind is shown. */
const char *target_shown(const struct engine *e, struct arena *a, const char *canonical)
{
    char seal[SEAL_TEXT];
    if (e->reveal_targets || strncmp(canonical, "hmac-sha256:", 12) == 0) return arena_text(a, canonical);
    if (e->seal_key) return arena_text(a, seal_target(e->seal_key, canonical, seal));
    return arena_printf(a, "%.*s:*", (int)strcspn(canonical, ":"), canonical);
}

static const char *const *targets_shown(const struct engine *e, struct arena *a, const struct warrant *w)
{
    const char **list = arena_alloc(a, (w->target_count + 1) * sizeof *list);
    for (size_t i = 0; i < w->target_count; i++) list[i] = target_shown(e, a, w->targets[i].text);
    return list;
}

/* Every management session that was known as one. */
static void judge_management(const struct engine *e, struct arena *a, struct verdict *v)
{
    struct verdict_management *list = arena_alloc(a, (e->maintenance.count + 1) * sizeof *list);
    for (size_t i = 0; i < e->maintenance.count; i++) {
        const struct maintenance_session *s = &e->maintenance.list[i];
        list[i] = (struct verdict_management){.element = e->network->elements[s->element].name,
                                              .conversation = conversation_of(a, &s->stream),
                                              .protocol = management_name(s->kind),
                                              .user = s->user[0] ? arena_text(a, s->user) : NULL,
                                              .declared = s->declared ? purpose_name(s->declared->as) : NULL,
                                              .opened = s->opened,
                                              .by_content = s->by_content,
                                              .enciphered = s->enciphered,
                                              .capture_file = s->capture_file,
                                              .first_ns = s->seen.first_ns,
                                              .last_ns = s->seen.last_ns,
                                              .packets = s->seen.pdus,
                                              .bytes = s->seen.bytes};
    }
    v->management = list;
    v->management_count = e->maintenance.count;
}

static void judge_warrants(const struct engine *e, struct arena *a, struct verdict *v)
{
    size_t count = e->warrants ? e->warrants->count : 0;
    struct verdict_warrant *list = arena_alloc(a, (count + 1) * sizeof *list);
    for (size_t i = 0; i < count; i++) {
        const struct warrant *w = &e->warrants->list[i];
        list[i] = (struct verdict_warrant){.id = w->id,
                                           .authority = w->authority,
                                           .country = w->country,
                                           .liid = w->liid,
                                           .iri = w->iri,
                                           .cc = w->cc,
                                           .from_ns = w->from_ns,
                                           .until_ns = w->until_ns,
                                           .seen = intercepts_saw(&e->intercepts, w),
                                           .targets = targets_shown(e, a, w),
                                           .target_count = w->target_count};
    }
    v->warrants = list;
    v->warrant_count = count;
}

/* Sides of an element that carries subscribers' traffic and that no tap watches. */
static void untapped_sides(const struct engine *e, uint32_t element, struct texts *t)
{
    const struct element *el = &e->network->elements[element];
    bool seen[SIDE_COUNT] = {0}, any = false;
    for (size_t i = 0; i < e->network->tap_count; i++)
        if (e->network->taps[i].element == element) seen[e->network->taps[i].side] = any = true;
    if (!any || seen[SIDE_ALL] || !el->subscriber_count) return;
    if (!seen[SIDE_ACCESS]) note(t, arena_printf(t->arena, "%s: access side", el->name));
    if (!seen[SIDE_OUTSIDE] && !seen[SIDE_CORE]) note(t, arena_printf(t->arena, "%s: outside or core side", el->name));
    if (!seen[SIDE_MANAGEMENT]) note(t, arena_printf(t->arena, "%s: management side", el->name));
}

/* Elements without any tap are in no balance at all. */
static void untapped_elements(const struct engine *e, struct texts *t)
{
    size_t count = 0;
    const char *names = "";
    for (size_t i = 0; i < e->network->element_count; i++) {
        size_t k = 0;
        while (k < e->network->tap_count && e->network->taps[k].element != i) k++;
        if (k < e->network->tap_count) continue;
        if (++count <= 3) names = arena_printf(t->arena, "%s%s%s", names, count > 1 ? ", " : "", e->network->elements[i].name);
    }
    if (count > 3) names = arena_printf(t->arena, "%s and %zu more", names, count - 3);
    if (count)
        note(t, arena_printf(t->arena, "%zu of %zu elements are not tapped and in no balance: %s", count,
                             e->network->element_count, names));
}

static void add_note(void *ctx, const char *text)
{
    note(ctx, text);
}

static void count_note(struct texts *t, uint64_t count, const char *what)
{
    if (count) note(t, arena_printf(t->arena, "%" PRIu64 " %s", count, what));
}

static uint64_t undecrypted_sessions(struct engine *e)
{
    return e->sessions.total - sessions_by_secrets(e, TLS_SECRETS_FIT);
}

static void tls_notes(struct engine *e, struct texts *t)
{
    uint64_t opened = e->sessions.total - undecrypted_sessions(e);
    count_note(t, opened, "TLS sessions were decrypted with the key log");
    count_note(
        t, sessions_by_secrets(e, TLS_SECRETS_UNFIT),
        "TLS sessions have secrets in the key log that opened nothing: one direction or the start is missing, the suite is "
        "not AEAD, or the secrets are wrong");
    count_note(t, tls_tracker_counts(e->tls)->missed_bytes,
               "bytes of decrypted TLS sessions are missing in the capture or could not be opened");
    count_note(t, tls_facts_refused(e->facts), "TLS sessions beyond the limit: what they show was not noted");
    count_note(t, e->secrets_refused, "lines of key logs beyond the limit of sessions: not used");
    if (undecrypted_sessions(e))
        note(t,
             opened
                 ? "what runs inside the other TLS sessions was not seen: interceptions there are judged by no rule, copies by "
                   "volume only as undeclared"
                 : "what runs inside TLS was not seen: interceptions there are judged by no rule, copies by volume only as "
                   "undeclared");
}

static void integrity_notes(const struct engine *e, struct texts *t)
{
    const uint64_t *n = e->intercepts.checks;
    count_note(t, n[INTEGRITY_VERIFIED], "integrity checks of deliveries were recomputed and verify");
    count_note(t, n[INTEGRITY_FAILED],
               "integrity checks of deliveries do not verify (integrity-unverified): tampering only where the sender's others of "
               "that kind do");
    count_note(t, n[INTEGRITY_MISSING],
               "integrity checks undecided: PDUs that they cover were not seen, or came too long before");
    count_note(t, n[INTEGRITY_AMBIGUOUS], "integrity checks undecided: a number that they cover is borne by several PDUs");
    count_note(t, n[INTEGRITY_UNKNOWN], "integrity checks undecided: their form, algorithm or size is not one that is checked");
    count_note(t, n[INTEGRITY_NO_KEY], "integrity signatures undecided for want of a public key (--keys)");
    count_note(t, e->keys_refused, "keys of the key file are of no kind that is used, or too many: not used");
}

static void container_notes(const struct engine *e, struct texts *t)
{
    const struct containers_counts *n = containers_counts(e->containers);
    count_note(t, n->opened, "encryption containers of deliveries were opened");
    count_note(
        t, n->without_key,
        "encryption containers of deliveries stayed closed for want of a key (--keys): only that they came, and their numbers, "
        "were judged");
    count_note(t, n->misfit, "encryption containers of deliveries stayed closed: the key does not fit, or they are too large");
}

static void delivery_notes(struct engine *e, struct texts *t)
{
    struct delivery_doubts d = delivery_doubts(e);
    count_note(
        t, d.unseen,
        "interceptions deliver from where no X1 was seen (not tapped, or not decrypted): delivery-without-provisioning and "
        "delivery-after-withdrawal were not decided for them");
    count_note(t, d.unlisted,
               "interceptions were provisioned before the capture, or not at all: without a list of the element's own tasks "
               "delivery-without-provisioning was not decided for them");
    count_note(
        t, d.doubtful,
        "interceptions deliver although their element's own list lacks them or they were withdrawn, but part of its X1 may not "
        "have been seen: delivery-without-provisioning and delivery-after-withdrawal were not decided for them");
    count_note(
        t, d.unmeasured,
        "interceptions deliver content whose volume was not held against their targets' (no X3, no address as target, or none "
        "of the target's traffic was seen there): over-delivery and under-delivery were not decided for them");
    count_note(t, d.unsettled,
               "interceptions deliver content of which part is missing in the capture or cannot be compared: over-delivery and "
               "under-delivery were not decided for them");
    count_note(
        t, d.unnoticed,
        "interceptions are handed over without a notice of their beginning or end: delivery-after-withdrawal was not decided "
        "for their handover");
}

static void coverage_notes(struct engine *e, struct texts *t)
{
    const struct book_counts *b = &e->book.counts;
    const struct intercept_counts *i = intercept_counts(e->tracker);
    uint64_t passing = 0, cut = 0, unreadable = 0;
    for (size_t k = 0; k < e->network->tap_count; k++) passing += e->taps[k].passing.packets;
    for (uint32_t k = 1; k < e->book.parties.top; k++) unreadable += party_unreadable(book_party(&e->book, k));
    for (uint32_t k = 0; k < e->network->element_count; k++) cut += book_vague(&e->book, k);
    if (!e->inventory_given)
        note(t, "no inventory was given: undeclared conversations and destinations were not judged, roles and sides are guessed");
    count_note(t, passing, "packets of which no evidence tells whether they came in or left: in no account");
    count_note(
        t, cut,
        "packets came in of which the capture ends inside a header: as many may leave by the element's own addresses without "
        "being called undeclared or a copy");
    count_note(
        t, unreadable,
        "delivery conversations are cut short by the capture: what they carry was held against no warrant and not sought as "
        "an encrypted copy");
    count_note(t, e->elsewhere.packets, "packets at interfaces that are no tap of the network: only counted");
    count_note(t, e->fragments_incomplete, "fragments of datagrams that never became whole: unexplained where they left");
    count_note(t, b->flows_evicted, "conversations settled early because their place was needed (--memory gives more room)");
    count_note(t, b->flows_refused + b->paths_refused + b->parties_refused,
               "times no place was left in a table: those packets are unexplained");
    count_note(t, i->lost_bytes, "bytes of interception streams are missing in the capture");
    count_note(t, i->malformed_pdus, "interception PDUs could not be decoded");
    count_note(t, i->skipped_bytes, "bytes skipped to find the next interception PDU");
    const struct provisioning *x1 = &e->intercepts.provisioning;
    count_note(t, x1->unknown, "X1 messages have elements that are not understood: they may widen or narrow what is intercepted");
    count_note(t, x1->incomparable, "X1 tasks have targets that could not be held against their warrant");
    count_note(t, x1->refused, "X1 tasks, destinations or elements beyond the table's limit: not judged");
    count_note(t, e->intercepts.refused, "interceptions or interfaces beyond the table's limit: only counted");
    uint64_t not_understood = 0;
    for (size_t k = 0; k < e->intercepts.count; k++) not_understood += e->intercepts.list[k]->delivered.not_understood;
    count_note(t, e->maintenance.refused, "packets of management sessions beyond the table's limit: not judged");
    count_note(t, not_understood, "PDUs of product have elements that are not understood: they may widen or narrow what is told");
    delivery_notes(e, t);
    count_note(t, e->commands.refused, "orders of interceptions beyond the table's limit: not told apart");
    container_notes(e, t);
    integrity_notes(e, t);
    hi1_orders_notes(&e->intercepts.orders, e->warrants, e->intercepts.seal_key, t->arena, add_note, t);
    tls_notes(e, t);
    const struct volume *volume = &e->book.volume;
    count_note(t, volume->refused, "subscribers or conversations beyond the room for volumes over time: not compared");
    count_note(t, volume->windows_skipped, "windows of volume over time not compared for want of memory");
    note(t, "copies that were encrypted or transformed match no content: they are sought by volume over time, which padding or a "
            "constant "
            "rate defeats");
}

/* What was not seen, and for how long what was seen was remembered. */
static void judge_coverage(struct engine *e, struct arena *a, struct verdict *v)
{
    struct texts untapped = {.arena = a}, notes = {.arena = a};
    double span = v->first_ns == CLOCK_NONE ? 0 : seconds_between(v->first_ns, v->last_ns);
    double window = print_table_memory_s(&e->book.window), memory = print_table_memory_s(&e->book.memory);
    for (uint32_t i = 0; i < e->network->element_count; i++) untapped_sides(e, i, &untapped);
    untapped_elements(e, &notes);
    coverage_notes(e, &notes);
    v->untapped = untapped.list;
    v->untapped_count = untapped.count;
    v->notes = notes.list;
    v->note_count = notes.count;
    v->undecrypted_sessions = undecrypted_sessions(e);
    v->memory_bytes = e->memory_bytes;
    v->window_s = window < 0 || window > span ? span : window;
    v->long_memory_s = memory < 0 || memory > span ? span : memory;
}

void engine_verdict(struct engine *e, struct arena *arena, struct verdict *ret)
{
    struct finding_list findings = {.arena = arena};
    give_up_fragments(e, CLOCK_NONE);
    engine_flush(e);
    integrity_flush(e->integrity);
    book_close(&e->book);
    targets_close(&e->targets);
    rules_of_balance(e, &findings);
    rules_of_intercepts(e, &findings);
    rules_of_delivery(e, &findings);
    rules_of_control(e, &findings);
    rules_of_sessions(e, &findings);
    rules_of_provisioning(e, &findings);
    rules_of_maintenance(e, &findings);
    findings_number(&findings);
    *ret = (struct verdict){.reveal_targets = e->reveal_targets,
                            .network_name = e->network->name,
                            .first_ns = e->first_ns,
                            .last_ns = e->last_ns,
                            .packets = e->frames,
                            .bytes = e->bytes};
    judge_elements(e, arena, &findings, ret);
    judge_intercepts(e, arena, ret);
    judge_sessions(e, arena, ret);
    judge_warrants(e, arena, ret);
    judge_management(e, arena, ret);
    judge_ruled_out(e, &findings, ret);
    judge_coverage(e, arena, ret);
    ret->findings = findings.items;
    ret->finding_count = findings.count;
}
