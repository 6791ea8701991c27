/* The survey's tables and what every frame adds to them. */
#include "audit/survey.h"

#include <stdlib.h>

#include "audit/survey_learn.h"
#include "audit/survey_service.h"
#include "proto/arp.h"
#include "proto/gtpu.h"
#include "proto/icmp.h"
#include "proto/ip.h"
#include "proto/nd.h"
#include "proto/tcp.h"
#include "track/reassembly.h"

enum { ADDRESSES = 32768, CONVERSATIONS = 65536, SUBSCRIBERS = 131072, INTERFACES = 65536 };
enum { REASSEMBLY_BYTES = 4 * 1024 * 1024, TRACKER_BYTES = 16 * 1024 * 1024 };

static const uint32_t tunnel_kinds = 1u << LAYER_GTPU | 1u << LAYER_GRE | 1u << LAYER_ERSPAN | 1u << LAYER_VXLAN |
                                     1u << LAYER_GENEVE | 1u << LAYER_L2TPV3 | 1u << LAYER_TZSP | 1u << LAYER_JMIRROR |
                                     1u << LAYER_PCLI | 1u << LAYER_NOKIA | 1u << LAYER_RTBRICK | 1u << LAYER_SHIM |
                                     1u << LAYER_ULIC | 1u << LAYER_ETHERNET | 1u << LAYER_IPV4 | 1u << LAYER_IPV6;

/* --- life --------------------------------------------------------------------------------------------------------------- */

static bool open_stores(struct survey *s, const struct survey_limits *l)
{
    size_t addresses = l->addresses ? l->addresses : ADDRESSES;
    size_t conversations = l->conversations ? l->conversations : CONVERSATIONS;
    size_t subscribers = l->subscribers ? l->subscribers : SUBSCRIBERS;
    struct survey_address a;
    struct survey_conversation c;
    return survey_store_init(&s->addresses, sizeof a, sizeof a.key, addresses, l->hash_seed) &&
           survey_store_init(&s->conversations, sizeof c, sizeof c.key, conversations, l->hash_seed) &&
           survey_store_init(&s->inner, sizeof(struct survey_inner), sizeof(struct ip_addr), subscribers, l->hash_seed) &&
           survey_store_init(&s->places, sizeof(struct survey_place), offsetof(struct survey_place, packets), subscribers,
                             l->hash_seed);
}

struct survey *survey_new(const struct survey_limits *limits)
{
    struct survey *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    struct reassembly_limits r = {.memory_bytes = REASSEMBLY_BYTES};
    struct intercept_limits i = {.memory_bytes = TRACKER_BYTES, .hash_seed = limits->hash_seed};
    s->taps = calloc(SURVEY_TAPS, sizeof *s->taps);
    s->tap_of = calloc(INTERFACES, sizeof *s->tap_of);
    s->reassembly = reassembly_new(&r);
    s->tracker = intercept_tracker_new(&i, survey_take_event, s);
    if (s->taps && s->tap_of && s->reassembly && s->tracker && open_stores(s, limits)) return s;
    survey_free(s);
    return NULL;
}

void survey_free(struct survey *s)
{
    if (!s) return;
    survey_store_done(&s->addresses);
    survey_store_done(&s->conversations);
    survey_store_done(&s->inner);
    survey_store_done(&s->places);
    reassembly_free(s->reassembly);
    intercept_tracker_free(s->tracker);
    free(s->taps);
    free(s->tap_of);
    free(s);
}

/* --- taps --------------------------------------------------------------------------------------------------------------- */

/* How many bytes of `p` are one character that YAML and a terminal take as it is (UTF-8, RFC 3629): 0 for control characters,
 * line breaks of YAML (U+0085, U+2028, U+2029), the byte order mark, surrogates, noncharacters and broken bytes. */
static size_t printable(const char *p)
{
    const uint8_t *b = (const uint8_t *)p;
    static const uint32_t least[] = {0, 0, 0xa0, 0x800, 0x10000};
    size_t len = b[0] < 0x80 ? 1 : b[0] >> 5 == 6 ? 2 : b[0] >> 4 == 14 ? 3 : b[0] >> 3 == 30 ? 4 : 0;
    if (len == 1) return b[0] >= ' ' && b[0] <= '~';
    uint32_t c = len ? b[0] & (0x7fu >> len) : 0;
    for (size_t i = 1; i < len; i++) {
        if (b[i] >> 6 != 2) return 0; /* the closing NUL too */
        c = c << 6 | (b[i] & 0x3fu);
    }
    bool taken = c == 0x2028 || c == 0x2029 || c == 0xfeff || (c >= 0xd800 && c <= 0xdfff) || (c & 0xfffe) == 0xfffe;
    return len && c >= least[len] && c <= 0x10ffff && !taken ? len : 0;
}

/* False when the name cannot be written as it is. */
static bool copy_name(char to[static SURVEY_NAME], const char *from)
{
    size_t n = 0, len;
    while (from[n] && (len = printable(from + n)) && n + len < SURVEY_NAME) n += len;
    if (from[n]) return false;
    memcpy(to, from, n + 1);
    return true;
}

static int tap_named(const struct survey *s, const char *name)
{
    for (unsigned i = 0; i < s->tap_count; i++)
        if (strcmp(s->taps[i].name, name) == 0) return (int)i;
    return SURVEY_NONE;
}

/* A name of our own must not meet another's. */
static void make_name(const struct survey *s, struct survey_tap *t, uint16_t interface, const char *name)
{
    t->renamed = false;
    if (name && *name && copy_name(t->name, name)) return;
    t->renamed = true;
    snprintf(t->name, sizeof t->name, "interface-%u", interface);
    for (unsigned n = 2; tap_named(s, t->name) >= 0; n++) snprintf(t->name, sizeof t->name, "interface-%u-%u", interface, n);
}

void survey_interface(struct survey *s, uint16_t interface, const char *name)
{
    struct survey_tap t = {0};
    if (s->tap_of[interface]) return;
    make_name(s, &t, interface, name);
    int tap = tap_named(s, t.name);
    if (tap < 0 && s->tap_count == SURVEY_TAPS) {
        s->taps_dropped++;
        return;
    }
    if (tap < 0) {
        tap = (int)s->tap_count++;
        s->taps[tap] = t;
    }
    s->tap_of[interface] = (uint16_t)(tap + 1);
}

/* --- records ------------------------------------------------------------------------------------------------------------ */

static int mac_of(struct survey_tap *t, const uint8_t *mac)
{
    if (t->last_mac < t->mac_count && memcmp(t->macs[t->last_mac].mac.bytes, mac, 6) == 0) return (int)t->last_mac;
    for (unsigned i = 0; i < t->mac_count; i++) {
        if (memcmp(t->macs[i].mac.bytes, mac, 6) != 0) continue;
        t->last_mac = i;
        return (int)i;
    }
    if (t->mac_count == SURVEY_MACS) return SURVEY_NONE;
    t->macs[t->mac_count] = (struct survey_mac){0};
    memcpy(t->macs[t->mac_count].mac.bytes, mac, 6);
    return (int)t->mac_count++;
}

struct survey_address *survey_address_at(const struct survey *s, uint16_t tap, const struct ip_addr *a)
{
    struct survey_address key = {.key = {*a, 0, tap}};
    return survey_store_find(&s->addresses, &key.key);
}

struct survey_address *survey_address_make(struct survey *s, uint16_t tap, const struct ip_addr *a)
{
    struct survey_address key = {.key = {*a, 0, tap}};
    return survey_store_add(&s->addresses, &key.key);
}

struct survey_inner *survey_inner_of(const struct survey *s, const struct ip_addr *a)
{
    return survey_store_find(&s->inner, a);
}

bool survey_is_place(const struct survey *s, const struct ip_addr *a, uint8_t protocol, uint16_t port)
{
    struct survey_place key = {.addr = *a, .protocol = protocol, .port = port};
    return survey_store_find(&s->places, &key);
}

/* Neither port is registered: the one that was met as a service before, else the lower. */
static uint16_t guess_port(const struct survey *s, struct survey_conversation *key, const struct five_tuple *t)
{
    bool to_place = survey_is_place(s, &t->dst, t->protocol, t->dport);
    if (to_place != survey_is_place(s, &t->src, t->protocol, t->sport)) return to_place ? t->dport : t->sport;
    key->key.port = t->dport;
    const struct survey_conversation *by_dport = survey_store_find(&s->conversations, &key->key);
    key->key.port = t->sport;
    const struct survey_conversation *by_sport = survey_store_find(&s->conversations, &key->key);
    if (by_dport && by_sport) {
        if (by_dport->opened != by_sport->opened) return by_dport->opened ? t->dport : t->sport;
        return survey_packets(by_dport) >= survey_packets(by_sport) ? t->dport : t->sport;
    }
    if (by_dport || by_sport) return by_dport ? t->dport : t->sport;
    return t->dport < t->sport ? t->dport : t->sport;
}

struct survey_conversation *survey_conversation_of(struct survey *s, uint16_t tap, const struct five_tuple *t,
                                                   enum survey_opening opening, unsigned *ret_direction)
{
    bool forward = memcmp(&t->src, &t->dst, sizeof t->src) <= 0;
    struct survey_conversation key = {.key = {forward ? t->src : t->dst, forward ? t->dst : t->src, tap, 0, t->protocol, 0}};
    bool known_d = survey_service_find(t->protocol, t->dport), known_s = survey_service_find(t->protocol, t->sport);
    if (opening != OPENING_NONE)
        key.key.port = opening == OPENING_SYN ? t->dport : t->sport;
    else if (known_d != known_s)
        key.key.port = known_d ? t->dport : t->sport;
    else
        key.key.port = guess_port(s, &key, t);
    struct survey_conversation *c = survey_store_add(&s->conversations, &key.key);
    if (!c) return NULL;
    *ret_direction = !forward;
    if (!survey_packets(c)) c->first = (uint8_t)!forward;
    if (opening != OPENING_NONE && !c->opened) {
        c->opened = true;
        c->first = opening == OPENING_SYN ? !forward : forward;
    }
    return c;
}

/* --- a frame ------------------------------------------------------------------------------------------------------------ */

/* A frame being taken. */
struct sight {
    const struct frame *frame;
    uint16_t tap;
    int src, dst; /* MACs of the tap, or SURVEY_NONE */
    struct stack stack;
    struct five_tuple outer;
};

static void take_macs(struct survey *s, struct sight *g)
{
    struct survey_tap *t = &s->taps[g->tap];
    const struct layer *l = &g->stack.layer[0];
    g->src = g->dst = SURVEY_NONE;
    if (!g->stack.depth || l->kind != LAYER_ETHERNET || l->cap_len < 12 || memcmp(l->data, l->data + 6, 6) == 0) return;
    g->src = mac_of(t, l->data + 6);
    if (!(l->data[0] & 1)) g->dst = mac_of(t, l->data);
    if (g->src >= 0) {
        t->macs[g->src].sent++;
        t->macs[g->src].sent_bytes += g->frame->wire_len;
    }
    if (g->dst >= 0) t->macs[g->dst].received++;
    t->unknown_macs += g->src < 0 || (g->dst < 0 && !(l->data[0] & 1));
}

static void announce(struct survey *s, const struct sight *g, const struct ip_addr *a)
{
    static const struct ip_addr none4 = {.family = 4};
    if (g->src < 0 || !a->family || ip_equal(a, &none4)) return;
    struct survey_address *r = survey_address_make(s, g->tap, a);
    if (!r) return;
    r->announced = true;
    r->mac = g->src;
}

static void take_announcement(struct survey *s, const struct sight *g)
{
    const struct layer *l = &g->stack.layer[g->stack.depth ? g->stack.depth - 1 : 0];
    struct bytes b = bytes_of(l->data, l->cap_len);
    struct arp arp;
    struct nd nd;
    if (g->stack.depth && l->kind == LAYER_ARP && arp_parse(b, &arp)) announce(s, g, &arp.sender_ip);
    if (l->kind == LAYER_ICMPV6 && g->stack.outer_ip == g->stack.inner_ip && nd_parse(b, &nd)) {
        if (nd.type == ND_SOLICITATION && nd.has_source) announce(s, g, &g->outer.src);
        if (nd.type == ND_ADVERTISEMENT) announce(s, g, &nd.target);
    }
}

static bool is_group(const struct ip_addr *a)
{
    static const struct ip_addr broadcast = {.bytes = {255, 255, 255, 255}, .family = 4};
    return (a->family == 4 && a->bytes[0] >> 4 == 14) || (a->family == 6 && a->bytes[0] == 0xff) || ip_equal(a, &broadcast);
}

/* A TTL or hop limit that systems start with (64, 128, 255): no router has lowered it. */
static bool is_first_hand(const struct layer *ip)
{
    uint8_t ttl = ip->cap_len < 9 ? 0 : ip->data[ip->kind == LAYER_IPV4 ? 8 : 7];
    return ttl == 64 || ttl == 128 || ttl == 255;
}

static void take_addresses(struct survey *s, const struct sight *g)
{
    struct survey_address *src = survey_address_make(s, g->tap, &g->outer.src);
    struct survey_address *dst = survey_address_make(s, g->tap, &g->outer.dst);
    if (dst) dst->received++;
    if (!src) return;
    src->sent++;
    src->sent_bytes += g->frame->wire_len;
    src->first_hand += is_first_hand(&g->stack.layer[g->stack.outer_ip]);
    src->mac = g->src;
}

static void sight(struct survey_inner *i, const struct sight *g)
{
    for (unsigned k = 0; k < SURVEY_SIGHTINGS; k++) {
        bool same = i->sighting[k].tap == g->tap && i->sighting[k].src == g->src && i->sighting[k].dst == g->dst;
        if (i->sighting[k].packets && !same) continue;
        i->sighting[k].tap = g->tap;
        i->sighting[k].src = (int8_t)g->src;
        i->sighting[k].dst = (int8_t)g->dst;
        if (i->sighting[k].packets < UINT32_MAX) i->sighting[k].packets++;
        return;
    }
}

enum plain { PLAIN_OTHER, PLAIN_SUBSCRIBER, PLAIN_TRANSLATED };

/* A packet outside of GTP-U: a subscriber's when both ends are known from inside, translated when one is, and the other is an
 * address in the place of a subscriber's. */
static enum plain take_plain(struct survey *s, const struct sight *g)
{
    const struct five_tuple *o = &g->outer;
    struct survey_inner *src = survey_inner_of(s, &o->src), *dst = survey_inner_of(s, &o->dst);
    bool up = !src && dst && survey_is_place(s, &o->dst, o->protocol, o->dport);
    bool down = src && !dst && survey_is_place(s, &o->src, o->protocol, o->sport);
    struct survey_address *own = up || down ? survey_address_make(s, g->tap, up ? &o->src : &o->dst) : NULL;
    if (own) (*(up ? &own->to_places : &own->from_places))++;
    if (up || down) return PLAIN_TRANSLATED;
    if (src) sight(src, g);
    return src && dst ? PLAIN_SUBSCRIBER : PLAIN_OTHER;
}

/* The IP packet inside GTP-U, or STACK_NO_LAYER. */
static unsigned carried_ip(const struct stack *st)
{
    unsigned gtpu = st->outer_transport == STACK_NO_LAYER ? STACK_DEPTH : st->outer_transport + 1u;
    if (gtpu + 1 >= st->depth || st->layer[gtpu].kind != LAYER_GTPU || st->layer[gtpu].detail != GTPU_GPDU) return STACK_NO_LAYER;
    uint8_t kind = st->layer[gtpu + 1].kind;
    return kind == LAYER_IPV4 || kind == LAYER_IPV6 ? gtpu + 1 : STACK_NO_LAYER;
}

static void take_user_plane(struct survey *s, const struct sight *g, unsigned inner, struct survey_conversation *c,
                            unsigned direction)
{
    const struct layer *l = &g->stack.layer[inner - 1];
    struct gtpu h;
    bool client = survey_take_inner(s, &g->stack, inner, &g->outer.dst);
    if (c) c->clients[direction] += client;
    if (!gtpu_parse(bytes_of(l->data, l->cap_len), &h) || h.qfi == GTPU_NO_QFI) return;
    struct survey_address *ends[] = {survey_address_at(s, g->tap, &g->outer.src), survey_address_at(s, g->tap, &g->outer.dst)};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (ends[i]) ends[i]->traits |= TRAIT_QFI;
}

static uint32_t tunnels_in(const struct stack *st)
{
    uint32_t bits = 0;
    for (unsigned i = st->outer_ip + 1u; i < st->depth; i++) bits |= 1u << st->layer[i].kind;
    return bits & tunnel_kinds;
}

static enum survey_opening opening_of(const struct stack *st)
{
    if (st->outer_transport == STACK_NO_LAYER || st->layer[st->outer_transport].kind != LAYER_TCP) return OPENING_NONE;
    unsigned flags = st->layer[st->outer_transport].detail & (TCP_SYN | TCP_ACK);
    return flags == TCP_SYN ? OPENING_SYN : flags == (TCP_SYN | TCP_ACK) ? OPENING_SYN_ACK : OPENING_NONE;
}

static void take_conversation(struct survey *s, const struct sight *g, bool translated)
{
    const struct stack *st = &g->stack;
    unsigned direction = 0, inner = carried_ip(st);
    struct survey_conversation *c = survey_conversation_of(s, g->tap, &g->outer, opening_of(st), &direction);
    if (inner != STACK_NO_LAYER) take_user_plane(s, g, inner, c, direction);
    if (!c) return;
    c->packets[direction]++;
    c->bytes[direction] += g->frame->wire_len;
    c->to_service[direction] += g->outer.dport == c->key.port && g->outer.sport != c->key.port;
    c->translated |= translated;
    uint32_t tunnels = tunnels_in(st);
    c->tunnels |= tunnels;
    if (tunnels || !st->payload.len) return;
    const struct survey_service *service = survey_service_find(c->key.protocol, c->key.port);
    if (service && service->like) (*(service->like(st->payload) ? &c->like : &c->unlike))++;
    if (st->stop != STACK_PAYLOAD || st->outer_transport == STACK_NO_LAYER) return;
    if (st->layer[st->outer_transport].kind == LAYER_TCP) survey_take_segment(s, c, direction, &g->outer, st);
    if (service && service->protocol == IP_PROTO_UDP && service->like && service->like(st->payload))
        survey_take_signalling(s, g->tap, &g->outer, st);
}

static void take_frame(struct survey *s, const struct frame *f)
{
    struct sight g = {.frame = f, .tap = s->tap_of[f->interface]};
    struct reassembled whole;
    if (!g.tap--) {
        s->not_at_taps++;
        return;
    }
    struct survey_tap *t = &s->taps[g.tap];
    t->frames++;
    t->bytes += f->wire_len;
    stack_decode(&g.stack, f->link_type, f->data, f->cap_len, f->wire_len);
    take_macs(s, &g);
    if (g.stack.outer_ip != STACK_NO_LAYER) stack_tuple(&g.stack, g.stack.outer_ip, &g.outer);
    take_announcement(s, &g);
    if (g.stack.outer_ip == STACK_NO_LAYER) {
        t->undecoded += !g.stack.depth || g.stack.layer[g.stack.depth - 1].kind != LAYER_ARP;
        return;
    }
    if (is_group(&g.outer.dst)) return;
    if (g.stack.stop == STACK_FRAGMENT && g.stack.outer_ip == g.stack.inner_ip) {
        uint64_t scope = (uint64_t)g.tap << 1;
        if (!reassembly_add(s->reassembly, &g.stack, f, scope, 0, &whole) || !whole.complete) return;
        stack_resume(&g.stack, whole.data, whole.cap_len, whole.wire_len);
        stack_tuple(&g.stack, g.stack.outer_ip, &g.outer);
    }
    enum plain plain = carried_ip(&g.stack) == STACK_NO_LAYER ? take_plain(s, &g) : PLAIN_OTHER;
    if (plain == PLAIN_SUBSCRIBER) return; /* too many to remember, and none of them the element's own */
    take_addresses(s, &g);
    take_conversation(s, &g, plain == PLAIN_TRANSLATED);
}

void survey_frames(struct survey *s, const struct frame *frames, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        s->frame = &frames[i];
        take_frame(s, s->frame);
    }
    s->frame = NULL;
}
