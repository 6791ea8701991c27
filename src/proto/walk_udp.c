/* Steps into what UDP carries: tunnels on their registered ports, and mirror shims found by content on any. */
#include "proto/hi_bare.h"
#include "proto/nokia.h"
#include "proto/ppp.h"
#include "proto/rtbrick.h"
#include "proto/udp_ports.h"
#include "proto/walk.h"

enum { GTP_0_PORT = 3386 };

/* Each entry leaves the cursor alone and returns false when the bytes are not its protocol after all. */
typedef bool enter_fn(struct walk *w, enum step *ret);

static bool enter_vxlan(struct walk *w, enum step *ret)
{
    struct vxlan v;
    if (!vxlan_parse(walk_bytes(w), &v)) return false;
    *ret = STEP_DONE;
    if (!walk_push(w, LAYER_VXLAN, VXLAN_HEADER, v.flags, v.vni)) return true;
    if (v.next == VXLAN_NEXT_ETHERNET)
        *ret = walk_inner(w, PROMISE_ETHERNET);
    else if (v.next == VXLAN_NEXT_IPV4 || v.next == VXLAN_NEXT_IPV6)
        *ret = walk_inner(w, PROMISE_IP);
    return true;
}

static bool enter_geneve(struct walk *w, enum step *ret)
{
    struct geneve g;
    if (!geneve_parse(walk_bytes(w), &g)) return false;
    *ret = STEP_DONE;
    if (!walk_push(w, LAYER_GENEVE, g.header_len, 0, g.vni) || g.control) return true;
    w->type = g.type;
    if (g.type == ETHERNET_BRIDGED)
        *ret = walk_inner(w, PROMISE_ETHERNET);
    else if (g.type == ETHERNET_IPV4 || g.type == ETHERNET_IPV6)
        *ret = walk_inner(w, PROMISE_IP);
    else
        *ret = STEP_ETHERTYPE;
    return true;
}

static bool enter_tzsp(struct walk *w, enum step *ret)
{
    struct tzsp t;
    if (!tzsp_parse(walk_bytes(w), &t)) return false;
    *ret = STEP_DONE;
    if (!walk_push(w, LAYER_TZSP, t.header_len, t.type, 0)) return true;
    bool frame = t.type == TZSP_RECEIVED || t.type == TZSP_TRANSMIT;
    if (frame && t.encap == TZSP_ENCAP_ETHERNET) *ret = walk_inner(w, PROMISE_ETHERNET);
    return true;
}

static bool enter_l2tp(struct walk *w, enum step *ret)
{
    struct l2tpv3 l;
    if (!l2tpv3_parse_udp(walk_bytes(w), &l)) return false;
    *ret = walk_l2tpv3(w, &l);
    return true;
}

static bool enter_jmirror(struct walk *w, enum step *ret)
{
    struct jmirror j;
    if (!jmirror_parse(walk_bytes(w), &j)) return false;
    struct bytes inner = bytes_slice(walk_bytes(w), JMIRROR_HEADER, w->cap);
    unsigned version = content_ip_fits(inner, w->wire - JMIRROR_HEADER);
    bool ppp = inner.len >= 2 && load_be16(inner.data) == 0xff03;
    if (version == 0 && !ppp) return false;
    *ret = version == 4 ? STEP_IPV4 : version == 6 ? STEP_IPV6 : STEP_PPP;
    if (!walk_push(w, LAYER_JMIRROR, JMIRROR_HEADER, 0, j.mirror_id)) *ret = STEP_DONE;
    return true;
}

/* The port is in use for much else, so the length of the IP packet must fit exactly; its checksum need not. */
static bool enter_pcli(struct walk *w, enum step *ret)
{
    static const uint8_t lens[] = {PCLI_SHORT, PCLI_LONG, PCLI_TIMED, PCLI_CASE};
    for (size_t i = 0; i < ARRAY_LEN(lens); i++) {
        struct pcli p;
        if (!pcli_parse(walk_bytes(w), lens[i], &p)) return false;
        const uint8_t *inner = w->at + lens[i];
        uint32_t wire = w->wire - lens[i];
        unsigned version = content_ip_fits(bytes_of(inner, w->cap - lens[i]), wire);
        if (version == 0 || wire != (version == 4 ? load_be16(inner + 2) : load_be16(inner + 4) + (uint32_t)IPV6_HEADER))
            continue;
        *ret = version == 4 ? STEP_IPV4 : STEP_IPV6;
        if (!walk_push(w, LAYER_PCLI, lens[i], 0, p.content_id)) *ret = STEP_DONE;
        return true;
    }
    return false;
}

static bool enter_gre(struct walk *w, enum step *ret)
{
    struct gre g;
    if (!gre_parse(walk_bytes(w), &g)) return false;
    *ret = walk_gre(w);
    return true;
}

static bool enter_mpls(struct walk *w, enum step *ret)
{
    *ret = walk_mpls(w);
    return true;
}

static enter_fn *tunnel_by_port(uint16_t port)
{
    static enter_fn *const enter[] = {
        [UDP_TUNNEL_VXLAN] = enter_vxlan,     [UDP_TUNNEL_GENEVE] = enter_geneve, [UDP_TUNNEL_TZSP] = enter_tzsp,
        [UDP_TUNNEL_JMIRROR] = enter_jmirror, [UDP_TUNNEL_PCLI] = enter_pcli,     [UDP_TUNNEL_L2TP] = enter_l2tp,
        [UDP_TUNNEL_GRE] = enter_gre,         [UDP_TUNNEL_MPLS] = enter_mpls};
    return enter[udp_tunnel_by_port(port)];
}

/* The layer for a shim of that length, which was found before an IP packet or, `ethernet`, a frame. Only PCLI has four, twelve or
 * twenty bytes, and it carries IP; Nokia's first version says which it is. Eight other bytes may be JMirror's, Nokia's version
 * 0 or PCLI's, and before a frame anybody's: no name is given to those. */
static bool push_shim(struct walk *w, uint32_t len, bool ethernet)
{
    struct nokia n;
    struct pcli p;
    struct bytes b = walk_bytes(w);
    if (len == 0) return true; /* nothing between UDP and the packet */
    if (len == NOKIA_HEADER && nokia_parse(b, &n)) return walk_push(w, LAYER_NOKIA, len, !n.from_subscriber, n.intercept_id);
    bool pcli = len != PCLI_LONG && !ethernet && pcli_parse(b, len, &p);
    return pcli ? walk_push(w, LAYER_PCLI, len, 0, p.content_id) : walk_push(w, LAYER_SHIM, len, 0, load_be32(b.data));
}

static const uint8_t shims[] = {0, PCLI_SHORT, PCLI_LONG, PCLI_TIMED, PCLI_CASE};

/* No packet can start behind any of the shims. */
static bool no_shim(const struct walk *w)
{
    if (w->cap < PCLI_CASE + IPV4_HEADER) return w->cap < IPV4_HEADER;
    bool maybe = rtbrick_maybe(w->at);
    for (size_t i = 0; i < ARRAY_LEN(shims); i++) maybe |= content_maybe_packet(w->at + shims[i], w->wire - shims[i]);
    return !maybe;
}

/* Its first ten bits, and a frame that is right in every detail and has the tags that they announce. */
static bool enter_rtbrick(struct walk *w, enum step *ret)
{
    struct rtbrick r;
    if (!rtbrick_parse(walk_bytes(w), &r)) return false;
    struct bytes frame = bytes_slice(walk_bytes(w), RTBRICK_HEADER, w->cap);
    if (!content_tagged_exact(frame, w->wire - RTBRICK_HEADER, r.tags)) return false;
    *ret = walk_push(w, LAYER_RTBRICK, RTBRICK_HEADER, !r.from_subscriber, r.liid) ? STEP_ETHERNET : STEP_DONE;
    return true;
}

/* HI3's content of packet data (TS 33.108 cl. C.1), which is like GTP version 0: not on that one's port. */
static bool enter_ulic(struct walk *w, enum step *ret)
{
    if (w->port == GTP_0_PORT || !ulic_0_fits(walk_bytes(w), w->wire)) return false;
    uint32_t charging_id = load_be32(w->at + 12);
    uint8_t version = w->at[ULIC_0_HEADER] >> 4;
    walk_clip(w, ULIC_0_HEADER + (uint32_t)load_be16(w->at + 2));
    *ret = !walk_push(w, LAYER_ULIC, ULIC_0_HEADER, 0, charging_id) ? STEP_DONE : version == 4 ? STEP_IPV4 : STEP_IPV6;
    return true;
}

/* On any port: no shim or one of those lengths, then a packet that is right in every detail. */
static enum step walk_shim(struct walk *w)
{
    enum step next;
    if (enter_rtbrick(w, &next) || enter_ulic(w, &next)) return next;
    for (size_t i = 0; i < ARRAY_LEN(shims); i++) {
        if (w->cap < shims[i] + (uint32_t)IPV4_HEADER) break;
        struct bytes b = bytes_of(w->at + shims[i], w->cap - shims[i]);
        uint32_t wire = w->wire - shims[i];
        unsigned version = content_ip_exact(b, wire);
        if (version == 0 && !content_ethernet_exact(b, wire)) continue;
        if (!push_shim(w, shims[i], version == 0)) return STEP_DONE;
        return version == 4 ? STEP_IPV4 : version == 6 ? STEP_IPV6 : STEP_ETHERNET;
    }
    return STEP_DONE;
}

enum step walk_udp_tunnel(struct walk *w)
{
    enum step next;
    enter_fn *enter = tunnel_by_port(w->port);
    if (enter && enter(w, &next)) return next;
    return no_shim(w) ? STEP_DONE : walk_shim(w);
}
