/* Steps through the tunnels that are found by IP protocol or EtherType. */
#include "proto/erspan.h"
#include "proto/gre.h"
#include "proto/l2tpv3.h"
#include "proto/mpls.h"
#include "proto/ppp.h"
#include "proto/walk.h"

enum step walk_inner_unpromised(struct walk *w, enum promise promise)
{
    struct bytes b = walk_bytes(w);
    if (promise == PROMISE_ETHERNET) {
        /* ARP, LLC and the like do not look like IP; only a header that is right in every detail does */
        unsigned version = content_ip_exact(b, w->wire);
        if (b.len < IPV4_HEADER && w->cap < w->wire) return walk_broken(w, IPV4_HEADER); /* cut too early to tell */
        return version == 4 ? STEP_IPV4 : version == 6 ? STEP_IPV6 : STEP_ETHERNET;
    }
    if (content_ethernet_fits(b, w->wire)) return STEP_ETHERNET;
    /* an IP header whose length reaches beyond what is there, or was left to the network card */
    unsigned first = b.len > 0 ? b.data[0] : 0;
    if (first >> 4 == 6) return STEP_IPV6;
    return promise == PROMISE_IP || (first >= 0x45 && first <= 0x4f) ? STEP_IPV4 : STEP_DONE;
}

/* GRE protocol types 0x88BE and 0x22EB. */
static enum step walk_erspan(struct walk *w, const struct gre *g)
{
    struct erspan e;
    if (g->type == ETHERNET_ERSPAN2 && !(g->flags & GRE_SEQUENCE)) {
        if (!walk_push(w, LAYER_ERSPAN, 0, 1, 0)) return STEP_DONE;
        return walk_inner(w, PROMISE_ETHERNET);
    }
    if (!erspan_parse(walk_bytes(w), &e)) return walk_broken(w, ERSPAN3_HEADER + ERSPAN3_PLATFORM);
    if (!walk_push(w, LAYER_ERSPAN, e.header_len, e.type, e.session)) return STEP_DONE;
    return walk_inner(w, e.frame_type == ERSPAN_FRAME_IP ? PROMISE_IP : PROMISE_ETHERNET);
}

enum step walk_gre(struct walk *w)
{
    struct gre g;
    if (!gre_parse(walk_bytes(w), &g)) return walk_broken(w, UINT32_MAX);
    if (g.version == 1) walk_clip(w, g.header_len + (uint32_t)g.payload_len);
    if (!walk_push(w, LAYER_GRE, g.header_len, (uint8_t)(g.flags >> 8), g.key)) return STEP_DONE;
    w->type = g.type;
    switch (g.type) {
    case ETHERNET_BRIDGED: return walk_inner(w, PROMISE_ETHERNET);
    case ETHERNET_IPV4:
    case ETHERNET_IPV6: return walk_inner(w, PROMISE_IP);
    case ETHERNET_ERSPAN2:
    case ETHERNET_ERSPAN3: return walk_erspan(w, &g);
    case ETHERNET_PPP: return w->wire > 0 ? STEP_PPP : STEP_DONE; /* PPTP sends bare acknowledgements */
    default: return STEP_ETHERTYPE;
    }
}

enum step walk_mpls(struct walk *w)
{
    struct mpls m;
    do {
        if (!mpls_parse(walk_bytes(w), &m)) return walk_broken(w, MPLS_HEADER);
        if (!walk_push(w, LAYER_MPLS, MPLS_HEADER, m.traffic_class, m.label)) return STEP_DONE;
    } while (!m.bottom);
    /* no field says what follows: IP by its version, a pseudowire with its control word, or a bare Ethernet frame */
    struct bytes b = walk_bytes(w);
    struct bytes behind = bytes_slice(b, MPLS_CONTROL_WORD, b.len);
    if (b.len > MPLS_CONTROL_WORD && b.data[0] >> 4 == 0 && content_ethernet_fits(behind, w->wire - MPLS_CONTROL_WORD)) {
        w->s->layer[w->depth - 1].header_len += MPLS_CONTROL_WORD;
        walk_over(w, MPLS_CONTROL_WORD);
        return STEP_ETHERNET;
    }
    return walk_inner(w, PROMISE_NOTHING);
}

enum step walk_ppp(struct walk *w)
{
    struct ppp p;
    if (!ppp_parse(walk_bytes(w), &p)) return walk_broken(w, 4);
    if (!walk_push(w, LAYER_PPP, p.header_len, 0, p.protocol)) return STEP_DONE;
    if (p.protocol == PPP_IPV4) return STEP_IPV4;
    return p.protocol == PPP_IPV6 ? STEP_IPV6 : STEP_DONE;
}

enum step walk_pppoe(struct walk *w)
{
    struct pppoe p;
    if (!pppoe_parse(walk_bytes(w), &p)) return walk_broken(w, PPPOE_HEADER);
    walk_clip(w, PPPOE_HEADER + (uint32_t)p.length);
    if (!walk_push(w, LAYER_PPPOE, PPPOE_HEADER, p.code, p.session)) return STEP_DONE;
    return STEP_PPP;
}

/* Try every place where the payload may start, cookie by cookie, without and with the sublayer. */
static enum step l2tpv3_content(const struct walk *w, uint32_t header_len, uint32_t *ret_skip)
{
    for (uint32_t skip = 0; skip <= L2TPV3_COOKIE_MAX + L2TPV3_SUBLAYER; skip += 4) {
        struct bytes b = bytes_slice(walk_bytes(w), header_len + skip, w->cap);
        if (b.len == 0) break;
        uint32_t wire = w->wire - header_len - skip;
        unsigned version = content_ip_exact(b, wire);
        if (version == 0 && !content_ethernet_fits(b, wire)) continue;
        *ret_skip = skip;
        return version == 4 ? STEP_IPV4 : version == 6 ? STEP_IPV6 : STEP_ETHERNET;
    }
    return STEP_DONE;
}

enum step walk_l2tpv3(struct walk *w, const struct l2tpv3 *l)
{
    uint32_t skip = 0;
    enum step next = l->control ? STEP_DONE : l2tpv3_content(w, l->header_len, &skip);
    if (!walk_push(w, LAYER_L2TPV3, l->header_len + skip, l->control, l->session)) return STEP_DONE;
    return next;
}

enum step walk_l2tpv3_ip(struct walk *w)
{
    struct l2tpv3 l;
    if (!l2tpv3_parse_ip(walk_bytes(w), &l)) return walk_broken(w, 4);
    return walk_l2tpv3(w, &l);
}
