/* One line of text on a layer, for evidence listings. */
#include <inttypes.h>
#include <stdio.h>

#include "proto/arp.h"
#include "proto/erspan.h"
#include "proto/ethernet.h"
#include "proto/gtpu.h"
#include "proto/icmp.h"
#include "proto/ipv4.h"
#include "proto/ipv6.h"
#include "proto/jmirror.h"
#include "proto/linux_cooked.h"
#include "proto/nokia.h"
#include "proto/pcli.h"
#include "proto/sctp.h"
#include "proto/stack.h"
#include "proto/tcp.h"
#include "proto/udp.h"

const char *layer_name(enum layer_kind k)
{
#define X(kind, name) name,
    static const char *const names[] = {LAYER_LIST(X)};
#undef X
    return (unsigned)k < LAYER_KIND_COUNT ? names[k] : names[LAYER_NONE];
}

typedef void describe_fn(const struct layer *l, struct bytes b, char *text, size_t size);

static void describe_ethernet(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct ethernet e;
    char src[MAC_TEXT], dst[MAC_TEXT];
    struct mac_addr s, d;
    if (!ethernet_parse(b, &e)) return;
    memcpy(s.bytes, e.src, sizeof s.bytes);
    memcpy(d.bytes, e.dst, sizeof d.bytes);
    snprintf(text, size, "Ethernet %s -> %s type 0x%04x len %" PRIu32, mac_text(&s, src), mac_text(&d, dst), e.type, l->wire_len);
}

static void describe_cooked(const struct layer *l, struct bytes b, char *text, size_t size)
{
    static const char *const types[] = {"to us", "broadcast", "multicast", "to another", "from us"};
    (void)b;
    snprintf(text, size, "Linux cooked, %s", l->detail < ARRAY_LEN(types) ? types[l->detail] : "other");
}

static void describe_vlan(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct vlan v;
    if (vlan_parse(b, &v)) snprintf(text, size, "VLAN %" PRIu32 " priority %u type 0x%04x", l->id, v.priority, v.type);
}

static void describe_arp(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct arp a;
    char sender[ADDR_TEXT], target[ADDR_TEXT], mac[MAC_TEXT];
    (void)l;
    if (!arp_parse(b, &a)) return;
    ip_text(&a.sender_ip, sender);
    ip_text(&a.target_ip, target);
    mac_text(&a.sender_mac, mac);
    if (a.operation == ARP_REQUEST)
        snprintf(text, size, "ARP request: who has %s? asks %s at %s", target, sender, mac);
    else if (a.operation == ARP_REPLY)
        snprintf(text, size, "ARP reply: %s is at %s", sender, mac);
    else
        snprintf(text, size, "ARP operation %u from %s at %s", a.operation, sender, mac);
}

static void describe_ipv4(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct ipv4 ip;
    char src[ADDR_TEXT], dst[ADDR_TEXT], part[48] = "";
    if (!ipv4_parse(b, &ip)) return;
    struct ip_addr s = ip_from_v4(ip.src), d = ip_from_v4(ip.dst);
    if (ip.fragment) {
        snprintf(part, sizeof part, " fragment id 0x%04x at %u%s", ip.id, ip.fragment_offset, ip.more_fragments ? ", more" : "");
    }
    snprintf(text, size, "IPv4 %s -> %s ttl %u len %" PRIu32 "%s", ip_text(&s, src), ip_text(&d, dst), ip.ttl, l->wire_len, part);
}

static void describe_ipv6(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct ipv6 ip;
    struct ipv6_extensions x;
    char src[ADDR_TEXT], dst[ADDR_TEXT], part[64] = "";
    if (!ipv6_parse(b, &ip)) return;
    struct ip_addr s = ip_from_v6(ip.src), d = ip_from_v6(ip.dst);
    if (ipv6_extensions_parse(bytes_slice(b, IPV6_HEADER, b.len), ip.next_header, &x) && x.fragment) {
        snprintf(part, sizeof part, " fragment id 0x%08" PRIx32 " at %u%s", x.fragment_id, x.fragment_offset,
                 x.more_fragments ? ", more" : "");
    }
    snprintf(text, size, "IPv6 %s -> %s hops %u len %" PRIu32 "%s", ip_text(&s, src), ip_text(&d, dst), ip.hop_limit, l->wire_len,
             part);
}

static void describe_udp(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct udp u;
    if (udp_parse(b, &u)) snprintf(text, size, "UDP %u -> %u len %" PRIu32, u.sport, u.dport, l->wire_len);
}

static void describe_tcp(const struct layer *l, struct bytes b, char *text, size_t size)
{
    static const char letters[] = "FSRPAUEC";
    struct tcp t;
    char flags[9];
    size_t n = 0;
    if (!tcp_parse(b, &t)) return;
    for (unsigned i = 0; i < 8; i++)
        if (t.flags >> i & 1) flags[n++] = letters[i];
    flags[n] = 0;
    snprintf(text, size, "TCP %u -> %u [%s] seq %" PRIu32 " ack %" PRIu32 " len %" PRIu32, t.sport, t.dport, flags, t.seq, t.ack,
             l->wire_len - l->header_len);
}

static void describe_sctp(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct sctp h;
    struct sctp_chunks c;
    if (!sctp_parse(b, &h)) return;
    sctp_walk_chunks(bytes_slice(b, SCTP_HEADER, b.len), l->wire_len - SCTP_HEADER, &c);
    int n = snprintf(text, size, "SCTP %u -> %u, %u chunks", h.sport, h.dport, c.count);
    if (c.has_data && n > 0 && (size_t)n < size)
        snprintf(text + n, size - (size_t)n, ", data protocol %" PRIu32, c.data_protocol);
}

static void describe_icmp(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct icmp m;
    char src[ENDPOINT_TEXT], dst[ENDPOINT_TEXT];
    unsigned version = l->kind == LAYER_ICMPV6 ? 6 : 4;
    if (!icmp_parse(b, version, &m)) return;
    int n = snprintf(text, size, "ICMP%s type %u code %u", version == 6 ? "v6" : "", m.type, m.code);
    if (!m.quotes || n < 0 || (size_t)n >= size) return;
    snprintf(text + n, size - (size_t)n, " about %s -> %s", endpoint_text(&m.quoted.src, m.quoted.sport, src),
             endpoint_text(&m.quoted.dst, m.quoted.dport, dst));
}

static void describe_gtpu(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct gtpu g;
    char qfi[16] = "";
    if (!gtpu_parse(b, &g)) return;
    if (g.qfi != GTPU_NO_QFI) snprintf(qfi, sizeof qfi, " qfi %u", g.qfi);
    snprintf(text, size, "GTP-U message %u TEID 0x%08" PRIx32 "%s len %" PRIu32, g.type, g.teid, qfi, l->wire_len);
}

static void describe_gre(const struct layer *l, struct bytes b, char *text, size_t size)
{
    (void)b;
    snprintf(text, size, "GRE type 0x%04x key 0x%08" PRIx32, load_be16(l->data + 2), l->id);
}

static void describe_erspan(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct erspan e;
    if (l->detail == 1)
        snprintf(text, size, "ERSPAN type I");
    else if (erspan_parse(b, &e))
        snprintf(text, size, "ERSPAN type %s session %u vlan %u", e.type == 2 ? "II" : "III", e.session, e.vlan);
}

static void describe_nokia(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct nokia n;
    (void)l;
    if (!nokia_parse(b, &n)) return;
    snprintf(text, size, "Nokia LI shim intercept %" PRIu32 " session %" PRIu32 " %s the subscriber", n.intercept_id,
             n.session_id, n.from_subscriber ? "from" : "to");
}

static void describe_rtbrick(const struct layer *l, struct bytes b, char *text, size_t size)
{
    (void)b;
    snprintf(text, size, "RtBrick LI header LIID %" PRIu32 " %s the subscriber", l->id, l->detail ? "to" : "from");
}

static void describe_shim(const struct layer *l, struct bytes b, char *text, size_t size)
{
    (void)b;
    snprintf(text, size, "Unknown mirror shim of %u bytes, 0x%08" PRIx32 " first", l->header_len, l->id);
}

static void describe_jmirror(const struct layer *l, struct bytes b, char *text, size_t size)
{
    struct jmirror j;
    (void)l;
    if (!jmirror_parse(b, &j)) return;
    snprintf(text, size, "JMirror id 0x%08" PRIx32 " session 0x%08" PRIx32, j.mirror_id, j.session_id);
}

static void describe_pcli(const struct layer *l, struct bytes b, char *text, size_t size)
{
    (void)b;
    snprintf(text, size, "Call content id 0x%08" PRIx32 ", %u byte header", l->id, l->header_len);
}

/* The rest: a name and, where they have one, their id. */
static void describe_id(const struct layer *l, struct bytes b, char *text, size_t size)
{
    static const struct {
        uint8_t kind;
        const char *text;
    } forms[] = {{LAYER_MPLS, "MPLS label"},
                 {LAYER_VXLAN, "VXLAN VNI"},
                 {LAYER_GENEVE, "Geneve VNI"},
                 {LAYER_L2TPV3, "L2TPv3 session"},
                 {LAYER_PPPOE, "PPPoE session"},
                 {LAYER_PPP, "PPP protocol"},
                 {LAYER_ULIC, "ULIC header charging id"}};
    (void)b;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        if (forms[i].kind == l->kind) snprintf(text, size, "%s %" PRIu32, forms[i].text, l->id);
}

static describe_fn *const describers[LAYER_KIND_COUNT] = {
    [LAYER_ETHERNET] = describe_ethernet, [LAYER_SLL] = describe_cooked,    [LAYER_VLAN] = describe_vlan,
    [LAYER_ARP] = describe_arp,           [LAYER_IPV4] = describe_ipv4,     [LAYER_IPV6] = describe_ipv6,
    [LAYER_UDP] = describe_udp,           [LAYER_TCP] = describe_tcp,       [LAYER_SCTP] = describe_sctp,
    [LAYER_ICMP] = describe_icmp,         [LAYER_ICMPV6] = describe_icmp,   [LAYER_GTPU] = describe_gtpu,
    [LAYER_GRE] = describe_gre,           [LAYER_ERSPAN] = describe_erspan, [LAYER_NOKIA] = describe_nokia,
    [LAYER_JMIRROR] = describe_jmirror,   [LAYER_PCLI] = describe_pcli,     [LAYER_MPLS] = describe_id,
    [LAYER_VXLAN] = describe_id,          [LAYER_GENEVE] = describe_id,     [LAYER_L2TPV3] = describe_id,
    [LAYER_PPPOE] = describe_id,          [LAYER_PPP] = describe_id,        [LAYER_RTBRICK] = describe_rtbrick,
    [LAYER_SHIM] = describe_shim,         [LAYER_ULIC] = describe_id};

void stack_describe(const struct stack *s, unsigned index, char *text, size_t size)
{
    if (size == 0) return;
    text[0] = 0;
    if (index >= s->depth) return;
    const struct layer *l = &s->layer[index];
    snprintf(text, size, "%s", layer_name(l->kind)); /* stands when the header cannot be read again */
    if (describers[l->kind]) describers[l->kind](l, bytes_of(l->data, l->cap_len), text, size);
}
