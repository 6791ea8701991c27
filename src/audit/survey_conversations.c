/* Conversations of the draft: which may be declared, and why the others may not. */
#include <inttypes.h>

#include "audit/survey_draft.h"
#include "audit/survey_service.h"
#include "proto/gtpu.h"
#include "proto/ip.h"
#include "proto/stack.h"

enum { DECLARED_MAX = 512, COMMENTS_MAX = 64, SAME_NET = 3 }; /* so many places of one network become its prefix */
enum { BULK_BYTES = 1000 * 1000, BULK_RATIO = 10 };           /* a session by which data leaves */

/* One end as it is written. */
struct end {
    int32_t element; /* or SURVEY_NONE: the address */
    struct ip_prefix prefix;
};

/* A line of the section: a conversation, or several that read the same. */
struct line {
    struct end from, to; /* `from` opens it, `to` has the port */
    uint8_t protocol;
    uint16_t port;
    enum purpose as;
    const char *objection; /* NULL: declared */
    const char *what;      /* protocol in words, may be NULL */
    bool translated;
    uint32_t tunnels;
    uint64_t packets[2], bytes[2]; /* from -> to, and back */
};

/* A conversation with its ends in order. */
struct talk {
    const struct survey_conversation *c;
    const struct survey_address *from, *to;
    unsigned forth; /* direction from -> to */
};

/* Private and shared address space (RFC 1918, RFC 4193, RFC 6598): not the world outside. */
static bool is_private(const struct ip_addr *a)
{
    const uint8_t *b = a->bytes;
    if (a->family == 6) return (b[0] & 0xfe) == 0xfc || (b[0] == 0xfe && b[1] >> 6 == 2);
    return b[0] == 10 || (b[0] == 172 && b[1] >> 4 == 1) || (b[0] == 192 && b[1] == 168) || (b[0] == 100 && b[1] >> 6 == 1);
}

/* Who has the service's port: shown by the opening of TCP, by a port that only one side uses; for ports used by both, by what the
 * ends are; else the one that spoke second. */
static void order_ends(struct talk *t, const struct survey_address *a, const struct survey_address *b)
{
    const struct survey_conversation *c = t->c;
    bool b_serves;
    if (!c->opened && c->to_service[0] != c->to_service[1])
        b_serves = c->to_service[0] > c->to_service[1];
    else if (!c->opened && c->key.port == GTPU_PORT && a->own != b->own && survey_two_way(c))
        b_serves = b->own;
    else if (!c->opened && (a->traits ^ b->traits) & TRAIT_PFCP_CONTROL)
        b_serves = (a->traits & TRAIT_PFCP_CONTROL) != 0;
    else
        b_serves = c->first == 0;
    t->forth = !b_serves;
    t->from = b_serves ? a : b;
    t->to = b_serves ? b : a;
}

static const char *object_to_maintenance(const struct survey *s, const struct talk *t, const struct survey_service *service)
{
    const struct survey_conversation *c = t->c;
    const struct survey_address *peer = service->one_way ? t->to : t->from, *self = service->one_way ? t->from : t->to;
    uint64_t sent = c->bytes[service->one_way ? t->forth : !t->forth],
             received = c->bytes[service->one_way ? !t->forth : t->forth];
    if (self->element < 0) return "maintenance from the element to elsewhere";
    if (!is_private(&peer->key.addr) && s->taps[c->key.tap].side != SIDE_MANAGEMENT && peer->element < 0)
        return "maintenance from outside";
    if (!service->one_way && sent > BULK_BYTES && sent > BULK_RATIO * received) return "much more leaves by it than comes in";
    return NULL;
}

/* Why it must not be declared, or NULL. *ret_as is set in any case. */
static const char *objection(const struct survey *s, const struct talk *t, enum purpose *ret_as)
{
    const struct survey_conversation *c = t->c;
    const struct survey_service *service = survey_service_find(c->key.protocol, c->key.port);
    bool gtpu = c->key.protocol == IP_PROTO_UDP && c->key.port == GTPU_PORT;
    *ret_as = service ? service->as : c->hi || c->x ? PURPOSE_DELIVERY : PURPOSE_TRANSPORT;
    if (c->hi) return "HI2/HI3 product: see whether a warrant delivers there";
    if (c->x) return "X2/X3 product: see whether the mediation function is there";
    if (gtpu && !survey_two_way(c)) return "GTP-U that is never answered";
    if (gtpu && t->from->element >= 0 && t->to->element >= 0) return NULL;
    if (c->tunnels) return "carries other packets";
    if (c->translated && t->from->own != t->to->own) {
        *ret_as = PURPOSE_TRANSPORT;
        return survey_two_way(c) ? NULL : "never answered";
    }
    if (!service) return "protocol not recognised";
    if (c->unlike * 10 > c->like && c->key.protocol == IP_PROTO_UDP) return "not what its port is registered for";
    if (service->like && c->unlike > c->like * 4) return "not what its port is registered for";
    if (service->like && !c->like) return "nothing of the protocol was seen";
    if (!survey_two_way(c) && !service->one_way && (service->as != PURPOSE_SIGNALLING || !service->like)) return "never answered";
    if (service->as == PURPOSE_MAINTENANCE) return object_to_maintenance(s, t, service);
    if (t->from->element >= 0 && t->to->element >= 0) return NULL;
    const struct survey_address *peer = t->from->element < 0 ? t->from : t->to;
    return is_private(&peer->key.addr) ? NULL : "signalling with an address outside";
}

static struct end end_of(const struct survey_address *a)
{
    return (struct end){a->element, {a->key.addr, a->key.addr.family == 4 ? 32 : 128}};
}

static struct line line_of(const struct survey *s, const struct talk *t)
{
    const struct survey_conversation *c = t->c;
    const struct survey_service *service = survey_service_find(c->key.protocol, c->key.port);
    struct line l = {.from = end_of(t->from),
                     .to = end_of(t->to),
                     .protocol = c->key.protocol,
                     .port = c->key.port,
                     .what = service  ? service->name
                             : c->tls ? "TLS"
                                      : NULL,
                     .translated = c->translated,
                     .tunnels = c->tunnels,
                     .packets = {c->packets[t->forth], c->packets[!t->forth]},
                     .bytes = {c->bytes[t->forth], c->bytes[!t->forth]}};
    l.objection = objection(s, t, &l.as);
    return l;
}

/* --- putting lines together --------------------------------------------------------------------------------------------- */

static int compare_ends(const struct end *x, const struct end *y)
{
    if (x->element != y->element) return x->element < y->element ? -1 : 1;
    return x->element >= 0 ? 0 : memcmp(&x->prefix, &y->prefix, sizeof x->prefix);
}

static bool declared(const struct line *l)
{
    return !l->objection;
}

/* Declared ones first; then what may become one line stands together. */
static int compare_lines(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    if (declared(x) != declared(y)) return declared(x) ? -1 : 1;
    int order = compare_ends(&x->from, &y->from);
    if (!order) order = (int)x->protocol - y->protocol;
    if (!order) order = (int)x->port - y->port;
    if (!order) order = x->as < y->as ? -1 : x->as > y->as;
    return order ? order : compare_ends(&x->to, &y->to);
}

static uint64_t all_bytes(const struct line *l)
{
    return l->bytes[0] + l->bytes[1];
}

static int by_bytes(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    return all_bytes(x) > all_bytes(y) ? -1 : all_bytes(x) < all_bytes(y);
}

static void absorb(struct line *l, const struct line *other)
{
    for (unsigned i = 0; i < 2; i++) {
        l->packets[i] += other->packets[i];
        l->bytes[i] += other->bytes[i];
    }
    l->tunnels |= other->tunnels;
}

static size_t merge_same(struct line *lines, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && compare_lines(&lines[kept - 1], &lines[i]) == 0)
            absorb(&lines[kept - 1], &lines[i]);
        else
            lines[kept++] = lines[i];
    }
    return kept;
}

static struct ip_prefix net_of(const struct ip_prefix *p)
{
    unsigned bytes = p->addr.family == 4 ? 3 : 8;
    struct ip_prefix net = {p->addr, (uint8_t)(bytes * 8)};
    memset(net.addr.bytes + bytes, 0, sizeof net.addr.bytes - bytes);
    return net;
}

/* May they be one line to a whole network? Only places that translated subscribers went to. */
static bool neighbours(const struct line *x, const struct line *y)
{
    if (!x->translated || !y->translated || x->to.element >= 0 || y->to.element >= 0) return false;
    if (compare_ends(&x->from, &y->from) || x->protocol != y->protocol || x->port != y->port) return false;
    struct ip_prefix a = net_of(&x->to.prefix), b = net_of(&y->to.prefix);
    return memcmp(&a, &b, sizeof a) == 0;
}

static size_t merge_neighbours(struct line *lines, size_t count)
{
    size_t kept = 0, run;
    for (size_t i = 0; i < count; i += run) {
        for (run = 1;
             declared(&lines[i]) && i + run < count && declared(&lines[i + run]) && neighbours(&lines[i], &lines[i + run]);)
            run++;
        size_t step = run >= SAME_NET ? run : 1;
        struct line merged = lines[i];
        for (size_t k = 1; k < step; k++) absorb(&merged, &lines[i + k]);
        if (step > 1) merged.to.prefix = net_of(&merged.to.prefix);
        lines[kept++] = merged;
        run = step;
    }
    return kept;
}

/* --- writing ------------------------------------------------------------------------------------------------------------ */

static void write_end(const struct survey_draft *d, const struct end *e, FILE *out)
{
    char text[PREFIX_TEXT];
    bool host = e->prefix.bits == (e->prefix.addr.family == 4 ? 32 : 128);
    if (e->element >= 0)
        fputs(d->elements[e->element].name, out);
    else
        fprintf(out, "\"%s\"", host ? ip_text(&e->prefix.addr, text) : prefix_text(&e->prefix, text));
}

static void write_line(const struct survey_draft *d, const struct line *l, FILE *out)
{
    fputs("- {from: ", out);
    write_end(d, &l->from, out);
    fputs(", to: ", out);
    write_end(d, &l->to, out);
    if (l->port && (l->protocol == IP_PROTO_UDP || l->protocol == IP_PROTO_TCP || l->protocol == IP_PROTO_SCTP))
        fprintf(out, ", over: %s/%u",
                l->protocol == IP_PROTO_UDP   ? "udp"
                : l->protocol == IP_PROTO_TCP ? "tcp"
                                              : "sctp",
                l->port);
    else
        fprintf(out, ", over: ip/%u", l->protocol);
    fprintf(out, ", as: %s}", purpose_name(l->as));
}

static void write_facts(const struct line *l, FILE *out)
{
    const char *lead = " (";
    if (l->what) fprintf(out, "%s; ", l->what);
    fprintf(out, "%" PRIu64 " packets, %" PRIu64 " bytes forth, %" PRIu64 ", %" PRIu64 " back", l->packets[0], l->bytes[0],
            l->packets[1], l->bytes[1]);
    if (declared(l)) return;
    fprintf(out, "; %s", l->objection);
    for (unsigned k = 0; k < LAYER_KIND_COUNT; k++) {
        if (!(l->tunnels & 1u << k)) continue;
        fprintf(out, "%s%s", lead, layer_name((enum layer_kind)k));
        lead = ", ";
    }
    if (l->tunnels) fputc(')', out);
}

static void write_declared(const struct survey_draft *d, const struct line *lines, size_t count, FILE *out)
{
    for (size_t i = 0; i < count && i < DECLARED_MAX; i++) {
        fputs("  ", out);
        write_line(d, &lines[i], out);
        fputs(" # ", out);
        write_facts(&lines[i], out);
        fputc('\n', out);
    }
    if (count > DECLARED_MAX) fprintf(out, "  # %zu more recognised conversations are not declared\n", count - DECLARED_MAX);
}

static void write_objected(const struct survey_draft *d, struct line *lines, size_t count, FILE *out)
{
    if (!count) return;
    qsort(lines, count, sizeof *lines, by_bytes);
    fputs("  # Not declared, so that an audit reports them. Add those that are known:\n", out);
    for (size_t i = 0; i < count && i < COMMENTS_MAX; i++) {
        fputs("  # ", out);
        write_facts(&lines[i], out);
        fputs("\n  #", out);
        write_line(d, &lines[i], out);
        fputc('\n', out);
    }
    if (count > COMMENTS_MAX) fprintf(out, "  # and %zu smaller ones\n", count - COMMENTS_MAX);
}

void survey_write_conversations(const struct survey *s, const struct survey_draft *d, FILE *out)
{
    uint32_t total = survey_store_count(&s->conversations);
    struct line *lines = arena_alloc(d->arena, (total + (size_t)1) * sizeof *lines);
    size_t count = 0, others = 0, first_objected = 0;
    for (uint32_t i = 0; i < total; i++) {
        struct talk t = {.c = survey_store_at(&s->conversations, i)};
        const struct survey_address *a = survey_address_at(s, t.c->key.tap, &t.c->key.a);
        const struct survey_address *b = survey_address_at(s, t.c->key.tap, &t.c->key.b);
        if (!a || !b || (a->element < 0 && b->element < 0)) {
            others++;
            continue;
        }
        order_ends(&t, a, b);
        lines[count++] = line_of(s, &t);
    }
    qsort(lines, count, sizeof *lines, compare_lines);
    count = merge_neighbours(lines, merge_same(lines, count));
    while (first_objected < count && declared(&lines[first_objected])) first_objected++;
    fputs(first_objected ? "conversations:\n" : "# conversations:\n", out);
    write_declared(d, lines, first_objected, out);
    write_objected(d, lines + first_objected, count - first_objected, out);
    if (others) fprintf(out, "  # %zu conversations between other addresses are left out\n", others);
}
