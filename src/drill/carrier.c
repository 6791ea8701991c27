#include "drill/carrier.h"

#include "wire/writer.h"

enum { VXLAN_VNI = 4242, ERSPAN_SESSION = 100, ERSPAN_GRE_TYPE = 0x88be, TRANSPARENT_ETHERNET = 0x6558 };
enum { TLS_RECORD_HEADER = 5, TLS_HANDSHAKE = 22, TLS_DATA = 23, SEAL_TAG = 16, SSH_BLOCK = 8, WIREGUARD_BLOCK = 16 };

static void wrap_gre(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    (void)uplink;
    uint16_t type = packet_is_v6(p) ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
    store_be32(packet_prepend(p, 4), type); /* RFC 2784, no options */
}

static void wrap_nothing(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    (void)uplink;
    (void)p;
}

static void wrap_vxlan(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    (void)uplink;
    uint8_t *h = packet_prepend(p, 8); /* RFC 7348 cl. 5 */
    store_be32(h, 0x08000000);
    store_be32(h + 4, VXLAN_VNI << 8);
}

static void wrap_geneve(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    (void)uplink;
    uint8_t *h = packet_prepend(p, 8); /* RFC 8926 cl. 3.4, no options */
    store_be32(h, TRANSPARENT_ETHERNET);
    store_be32(h + 4, VXLAN_VNI << 8);
}

static void wrap_erspan(struct carrier_state *c, bool uplink, struct packet *p)
{
    uint8_t *h = packet_prepend(p, 16); /* draft-foschiano-erspan, type II over GRE with sequence numbers */
    store_be32(h, 0x10000000 | ERSPAN_GRE_TYPE);
    store_be32(h + 4, c->sequence++);
    store_be32(h + 8, 0x10000000 | ERSPAN_SESSION);
    store_be32(h + 12, uplink ? 1 : 2);
}

static void wrap_l2tpv3(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    (void)uplink;
    store_be32(packet_prepend(p, 4), 0x00c0ffee); /* RFC 3931 cl. 4.1.1: session, no cookie, no sublayer */
}

static void wrap_tzsp(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    (void)uplink;
    uint8_t *h = packet_prepend(p, 5);
    store_be32(h, 0x01000001); /* version 1, a packet received, Ethernet */
    h[4] = 1;                  /* no tags */
}

static void wrap_gtpu(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    packet_gtpu(p, 0x1a2b3c4d, uplink);
}

static void wrap_udp(struct carrier_state *c, bool uplink, struct packet *p)
{
    uint16_t len = p->len;
    uint8_t *h = packet_prepend(p, 13);
    memcpy(h, "Q7\x02", 3);
    store_be32(h + 3, c->sequence++);
    store_be32(h + 7, (uint32_t)(c->now_ns / MILLISECOND));
    h[11] = uplink ? 0xa5 : 0x5a;
    h[12] = (uint8_t)len;
}

static void wrap_udp_37(struct carrier_state *c, bool uplink, struct packet *p)
{
    uint16_t len = p->len;
    uint8_t *h = packet_prepend(p, 37);
    memcpy(h, "upf-1/port.2/feed", 17);
    store_be32(h + 17, (uint32_t)(c->now_ns / CLOCK_SECOND));
    store_be32(h + 21, (uint32_t)(c->now_ns % CLOCK_SECOND));
    store_be32(h + 25, c->sequence++);
    store_be16(h + 29, len);
    content_fill(c->sequence, 0, h + 31, 5);
    h[36] = uplink;
}

static void wrap_payload(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    (void)uplink;
    size_t at = packet_payload_at(p);
    if (at > p->len) at = p->len; /* of a packet's tail */
    p->start = (uint16_t)(p->start + at);
    p->len = (uint16_t)(p->len - at);
}

static void wrap_protocol(struct carrier_state *c, bool uplink, struct packet *p)
{
    uint16_t len = p->len;
    uint8_t *h = packet_prepend(p, 9);
    h[0] = uplink;
    store_be16(h + 1, len);
    store_be32(h + 3, c->sequence++);
    store_be16(h + 7, 0x7e7e);
}

/* RFC 3032 cl. 2.1: label, bottom of stack, time to live. */
static void wrap_mpls(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    store_be32(packet_prepend(p, 4), (uint32_t)(uplink ? 100042 : 100043) << 12 | 0x100 | 64);
}

static void wrap_relay(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)c;
    (void)uplink;
    uint32_t len = p->len;
    store_be32(packet_prepend(p, 4), len);
}

static void wrap_xor(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)uplink;
    uint8_t *data = packet_data(p);
    for (size_t i = 0; i < p->len; i++) data[i] ^= c->key[i % sizeof c->key];
}

void carrier_seal(struct carrier_state *c, struct packet *p, size_t len)
{
    packet_init(p);
    content_fill(rng_next(&c->rng), 0, packet_append(p, len), len);
}

static size_t round_up(size_t n, size_t block)
{
    return (n + block - 1) / block * block;
}

/* RFC 8446 cl. 5.2: content, its type and a tag behind the record header. */
static void wrap_tls(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)uplink;
    carrier_seal(c, p, p->len + 1u + SEAL_TAG);
    uint16_t len = p->len;
    uint8_t *h = packet_prepend(p, TLS_RECORD_HEADER);
    h[0] = TLS_DATA;
    store_be16(h + 1, 0x0303);
    store_be16(h + 3, len);
}

/* RFC 4253 cl. 6: length, padding length, content, at least four octets of padding, a tag; even the length is enciphered. */
static void wrap_ssh(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)uplink;
    carrier_seal(c, p, 4 + round_up(1u + p->len + 4, SSH_BLOCK) + SEAL_TAG);
}

/* Transport data: type 4, receiver, counter, padded content and tag (J. Donenfeld, WireGuard, cl. 5.4.6). */
static void wrap_wireguard(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)uplink;
    carrier_seal(c, p, round_up(p->len, WIREGUARD_BLOCK) + SEAL_TAG);
    uint8_t *h = packet_prepend(p, 16);
    memset(h, 0, 16);
    h[0] = 4;
    memcpy(h + 4, c->key, 4);
    h[8] = (uint8_t)c->sequence;
    h[9] = (uint8_t)(c->sequence++ >> 8);
}

/* P_DATA_V2: operation and key, peer, packet number, tag, content. */
static void wrap_openvpn(struct carrier_state *c, bool uplink, struct packet *p)
{
    (void)uplink;
    carrier_seal(c, p, SEAL_TAG + (size_t)p->len);
    uint8_t *h = packet_prepend(p, 8);
    store_be32(h, 0x48000003);
    store_be32(h + 4, ++c->sequence);
}

/* RFC 5246 cl. 7.4.1: the least that is a hello: version, random, no session, one suite (a list of one with its length from the
 * client), no compression. */
static void write_hello(struct writer *w, struct feed *f, bool client)
{
    uint8_t random[32];
    content_fill(rng_next(&f->rng), 0, random, sizeof random);
    uint16_t body = client ? 41 : 38;
    writer_u8(w, TLS_HANDSHAKE);
    writer_u16(w, 0x0303);
    writer_u16(w, (uint16_t)(body + 4));
    writer_u32(w, (uint32_t)(client ? 1 : 2) << 24 | body);
    writer_u16(w, 0x0303);
    writer_bytes(w, bytes_of(random, sizeof random));
    writer_u8(w, 0);
    if (client) writer_u16(w, 2);
    writer_u16(w, 0xc02f);
    if (client) writer_u8(w, 1);
    writer_u8(w, 0);
    ENSURE(!w->failed);
}

static void greet_tls(void *feed)
{
    uint8_t text[64];
    for (int server = 0; server < 2; server++) {
        struct writer w = writer_of(text, sizeof text);
        write_hello(&w, feed, !server);
        if (server)
            feed_answer(feed, bytes_of(text, w.len));
        else
            feed_preface(feed, bytes_of(text, w.len));
    }
}

static void greet_ssh(void *feed)
{
    feed_preface(feed, bytes_of_text("SSH-2.0-OpenSSH_9.2p1\r\n"));
    feed_answer(feed, bytes_of_text("SSH-2.0-OpenSSH_9.6\r\n"));
}

/* Handshake initiation and response (cl. 5.4.2, 5.4.3). */
static void hello_wireguard(struct carrier_state *c, bool theirs, struct packet *p)
{
    carrier_seal(c, p, theirs ? 92 : 148);
    packet_data(p)[0] = theirs ? 2 : 1;
    memset(packet_data(p) + 1, 0, 3);
}

/* P_CONTROL_HARD_RESET, version 2: session, what it acknowledges (and of which session), message number. */
static void hello_openvpn(struct carrier_state *c, bool theirs, struct packet *p)
{
    carrier_seal(c, p, theirs ? 26 : 14);
    uint8_t *h = packet_data(p);
    h[0] = theirs ? 0x40 : 0x38;
    h[9] = theirs; /* how many */
    memset(h + 10, 0, 4);
    if (theirs) memset(h + 22, 0, 4);
}

static const struct carrier carriers[CARRIER_COUNT] = {
    [CARRIER_NONE] = {.name = "none"},
    [CARRIER_GRE] = {"gre", IP_GRE, 0, .wrap = wrap_gre},
    [CARRIER_IPIP] = {"ipip", IP_IPIP, 0, .wrap = wrap_nothing},
    [CARRIER_VXLAN] = {"vxlan", IP_UDP, 4789, true, .wrap = wrap_vxlan},
    [CARRIER_GENEVE] = {"geneve", IP_UDP, 6081, true, .wrap = wrap_geneve},
    [CARRIER_ERSPAN] = {"erspan2", IP_GRE, 0, true, .wrap = wrap_erspan},
    [CARRIER_L2TPV3] = {"l2tpv3", IP_L2TP, 0, true, .wrap = wrap_l2tpv3},
    [CARRIER_TZSP] = {"tzsp", IP_UDP, 37008, true, .wrap = wrap_tzsp},
    [CARRIER_GTPU] = {"gtpu", IP_UDP, GTPU_PORT, .wrap = wrap_gtpu},
    [CARRIER_UDP] = {"private-udp", IP_UDP, 7777, .wrap = wrap_udp},
    [CARRIER_UDP_37] = {"private-udp-37", IP_UDP, 7737, .wrap = wrap_udp_37},
    [CARRIER_PAYLOAD] = {"payload-udp", IP_UDP, 3479, .wrap = wrap_payload},
    [CARRIER_RELAY] = {"tcp-relay", IP_TCP, 9999, .wrap = wrap_relay},
    [CARRIER_TEE] = {"tee", 0, 0, .wrap = wrap_nothing},
    [CARRIER_PROTOCOL] = {"ip-253", IP_EXPERIMENT, 0, .wrap = wrap_protocol},
    [CARRIER_MPLS] = {"mpls", 0, 0, .wrap = wrap_mpls, .ethertype = ETHERTYPE_MPLS},
    [CARRIER_ETHERTYPE] = {"ethertype-88b5", 0, 0, .wrap = wrap_protocol, .ethertype = ETHERTYPE_EXPERIMENT},
    [CARRIER_XOR] = {"xor-udp", IP_UDP, 7778, true, true, .wrap = wrap_xor},
    [CARRIER_TLS] = {"tls", IP_TCP, 8443, false, true, wrap_tls, greet_tls, NULL},
    [CARRIER_SSH] = {"ssh", IP_TCP, SSH_PORT, false, true, wrap_ssh, greet_ssh, NULL},
    [CARRIER_WIREGUARD] = {"wireguard", IP_UDP, 51820, false, true, wrap_wireguard, NULL, hello_wireguard},
    [CARRIER_OPENVPN] = {"openvpn", IP_UDP, 1194, false, true, wrap_openvpn, NULL, hello_openvpn},
};

const struct carrier *carrier_of(enum carrier_id id)
{
    return &carriers[id];
}

void carrier_init(struct carrier_state *c, uint64_t seed)
{
    *c = (struct carrier_state){.sequence = 0};
    rng_seed(&c->rng, seed);
    content_fill(rng_next(&c->rng), 0, c->key, sizeof c->key);
}
