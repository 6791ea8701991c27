/* What the decoder says of every frame of a capture, in the columns of `tshark -T fields`, so that compare.py can hold the two
 * against each other.
 *
 * `layers FILE`: a line a frame with its number, how decoding stopped (and ", cut" by the capture), its layers, and a column for
 * each field of the first line; a field has a value for each layer that has it, outermost first.
 *
 * `layers --golden FILE`: write the frames of tests/unit/proto/golden.h, whole and cut, and a few wrong ones into a pcapng file.
 */
#include <inttypes.h>

#include "capture/capture.h"
#include "capture/pcapng_writer.h"
#include "golden.h"
#include "proto/gre.h"
#include "proto/gtpu.h"
#include "proto/ipv6.h"
#include "proto/sctp.h"
#include "proto/tcp.h"
#include "proto/udp.h"

enum { VALUE_TEXT = 64, BATCH = 64 };

/* A value by a protocol's own parser; none when the capture cuts its header. */
#define VALUE(id, type, parse, format, ...)                                                                                      \
    static void id(const struct layer *l, char text[static VALUE_TEXT])                                                          \
    {                                                                                                                            \
        struct type h;                                                                                                           \
        if (parse(bytes_of(l->data, l->cap_len), &h)) snprintf(text, VALUE_TEXT, format, __VA_ARGS__);                           \
    }

static const char *v4_text(const uint8_t *p)
{
    static char text[ADDR_TEXT];
    struct ip_addr a = ip_from_v4(p);
    return ip_text(&a, text);
}

static const char *v6_text(const uint8_t *p)
{
    static char text[ADDR_TEXT];
    struct ip_addr a = ip_from_v6(p);
    return ip_text(&a, text);
}

VALUE(ip_src, ipv4, ipv4_parse, "%s", v4_text(h.src))
VALUE(ip_dst, ipv4, ipv4_parse, "%s", v4_text(h.dst))
VALUE(ip_proto, ipv4, ipv4_parse, "%u", h.protocol)
VALUE(ip_hdr_len, ipv4, ipv4_parse, "%u", h.header_len)
VALUE(ip_mf, ipv4, ipv4_parse, "%u", h.more_fragments)
VALUE(ip_offset, ipv4, ipv4_parse, "%u", h.fragment_offset / 8)
VALUE(ipv6_src, ipv6, ipv6_parse, "%s", v6_text(h.src))
VALUE(ipv6_dst, ipv6, ipv6_parse, "%s", v6_text(h.dst))
VALUE(udp_sport, udp, udp_parse, "%u", h.sport)
VALUE(udp_dport, udp, udp_parse, "%u", h.dport)
VALUE(sctp_sport, sctp, sctp_parse, "%u", h.sport)
VALUE(sctp_dport, sctp, sctp_parse, "%u", h.dport)

/* Of a TCP header, as far as it was captured; tshark shows the ports alone unless it reaches behind the window. */
enum { TCP_SHOWN = 16 };
#define TCP_VALUE(id, captured, value)                                                                                           \
    static void id(const struct layer *l, char text[static VALUE_TEXT])                                                          \
    {                                                                                                                            \
        if (l->cap_len >= (captured)) snprintf(text, VALUE_TEXT, "%" PRIu32, (uint32_t)(value));                                 \
    }
TCP_VALUE(tcp_sport, 2, load_be16(l->data))
TCP_VALUE(tcp_dport, TCP_AT_SEQ, load_be16(l->data + 2))
TCP_VALUE(tcp_seq, TCP_SHOWN, load_be32(l->data + TCP_AT_SEQ))
TCP_VALUE(tcp_ack, TCP_SHOWN, load_be32(l->data + TCP_AT_SEQ + 4))
TCP_VALUE(tcp_flags, TCP_SHOWN, load_be16(l->data + TCP_AT_OFFSET) & 0xfff)
TCP_VALUE(tcp_hdr_len, TCP_SHOWN, l->header_len)
TCP_VALUE(tcp_len, TCP_SHOWN, l->wire_len - l->header_len)

/* Fields of which only some packets have one. */
static void ipv6_fragment(const struct layer *l, char text[static VALUE_TEXT], bool more)
{
    struct ipv6 ip;
    struct ipv6_extensions x;
    struct bytes b = bytes_of(l->data, l->cap_len);
    if (!ipv6_parse(b, &ip) || !ipv6_is_extension(ip.next_header)) return;
    if (!ipv6_extensions_parse(bytes_slice(b, IPV6_HEADER, b.len), ip.next_header, &x) || !x.fragment) return;
    snprintf(text, VALUE_TEXT, "%u", more ? x.more_fragments : x.fragment_offset / 8);
}

static void ipv6_offset(const struct layer *l, char text[static VALUE_TEXT])
{
    ipv6_fragment(l, text, false);
}

static void ipv6_more(const struct layer *l, char text[static VALUE_TEXT])
{
    ipv6_fragment(l, text, true);
}

static void gre_key(const struct layer *l, char text[static VALUE_TEXT])
{
    struct gre g;
    if (!gre_parse(bytes_of(l->data, l->cap_len), &g) || g.version != 0 || !(g.flags & GRE_KEY)) return;
    snprintf(text, VALUE_TEXT, "%" PRIu32, l->id);
}

/* What the stack itself says. */
static void wire_len(const struct layer *l, char text[static VALUE_TEXT])
{
    snprintf(text, VALUE_TEXT, "%" PRIu32, l->wire_len);
}

static void ipv6_plen(const struct layer *l, char text[static VALUE_TEXT])
{
    snprintf(text, VALUE_TEXT, "%" PRIu32, l->wire_len - IPV6_HEADER);
}

static void detail(const struct layer *l, char text[static VALUE_TEXT])
{
    snprintf(text, VALUE_TEXT, "%u", l->detail);
}

static void id(const struct layer *l, char text[static VALUE_TEXT])
{
    snprintf(text, VALUE_TEXT, "%" PRIu32, l->id);
}

/* An ERSPAN type I has no header of its own, hence no session. */
static void erspan_session(const struct layer *l, char text[static VALUE_TEXT])
{
    if (l->detail != 1) id(l, text);
}

static const struct {
    enum layer_kind kind;
    const char *name; /* as tshark calls it */
    void (*value)(const struct layer *l, char text[static VALUE_TEXT]);
} fields[] = {{LAYER_IPV4, "ip.src", ip_src},
              {LAYER_IPV4, "ip.dst", ip_dst},
              {LAYER_IPV4, "ip.len", wire_len},
              {LAYER_IPV4, "ip.hdr_len", ip_hdr_len},
              {LAYER_IPV4, "ip.proto", ip_proto},
              {LAYER_IPV4, "ip.flags.mf", ip_mf},
              {LAYER_IPV4, "ip.frag_offset", ip_offset},
              {LAYER_IPV6, "ipv6.src", ipv6_src},
              {LAYER_IPV6, "ipv6.dst", ipv6_dst},
              {LAYER_IPV6, "ipv6.plen", ipv6_plen},
              {LAYER_IPV6, "ipv6.fraghdr.offset", ipv6_offset},
              {LAYER_IPV6, "ipv6.fraghdr.more", ipv6_more},
              {LAYER_UDP, "udp.srcport", udp_sport},
              {LAYER_UDP, "udp.dstport", udp_dport},
              {LAYER_UDP, "udp.length", wire_len},
              {LAYER_TCP, "tcp.srcport", tcp_sport},
              {LAYER_TCP, "tcp.dstport", tcp_dport},
              {LAYER_TCP, "tcp.seq_raw", tcp_seq},
              {LAYER_TCP, "tcp.ack_raw", tcp_ack},
              {LAYER_TCP, "tcp.flags", tcp_flags},
              {LAYER_TCP, "tcp.hdr_len", tcp_hdr_len},
              {LAYER_TCP, "tcp.len", tcp_len},
              {LAYER_SCTP, "sctp.srcport", sctp_sport},
              {LAYER_SCTP, "sctp.dstport", sctp_dport},
              {LAYER_ICMP, "icmp.type", detail},
              {LAYER_ICMPV6, "icmpv6.type", detail},
              {LAYER_ARP, "arp.opcode", detail},
              {LAYER_VLAN, "vlan.id", id},
              {LAYER_MPLS, "mpls.label", id},
              {LAYER_PPPOE, "pppoe.session_id", id},
              {LAYER_GTPU, "gtp.teid", id},
              {LAYER_GTPU, "gtp.message", detail},
              {LAYER_GRE, "gre.key", gre_key},
              {LAYER_ERSPAN, "erspan.spanid", erspan_session},
              {LAYER_VXLAN, "vxlan.vni", id},
              {LAYER_GENEVE, "geneve.vni", id},
              {LAYER_L2TPV3, "l2tp.sid", id},
              {LAYER_JMIRROR, "jmirror.mid", id}};

static void print_field(const struct stack *s, size_t field)
{
    const char *between = "\t";
    for (unsigned i = 0; i < s->depth; i++) {
        char text[VALUE_TEXT] = "";
        if (s->layer[i].kind == fields[field].kind) fields[field].value(&s->layer[i], text);
        if (text[0]) printf("%s%s", between, text), between = ",";
    }
    if (between[0] == '\t') putchar('\t');
}

static void print_frame(const struct frame *f)
{
    static const char *const stops[] = {"payload", "fragment", "snapped", "malformed", "unknown-link", "too-deep"};
    struct stack s;
    char text[400];
    stack_decode(&s, f->link_type, f->data, f->cap_len, f->wire_len);
    printf("%" PRIu32 "\t%s%s\t%s", f->ref.number, stops[s.stop], f->cap_len < f->wire_len ? ", cut" : "", layers_text(&s, text));
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) print_field(&s, i);
    putchar('\n');
}

static int print_capture(const char *path)
{
    struct capture_options options = {0};
    struct capture_set *set;
    struct fault fault = {0};
    struct frame frames[BATCH];
    size_t n;
    if (capture_open(&path, 1, &options, &set, &fault) != ERR_OK) {
        fprintf(stderr, "%s\n", fault.text);
        return 1;
    }
    printf("number\tstop\tlayers");
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) printf("\t%s", fields[i].name);
    putchar('\n');
    while ((n = capture_next(set, frames, BATCH)) > 0)
        for (size_t i = 0; i < n; i++) print_frame(&frames[i]);
    capture_close(set);
    return 0;
}

BUILD(odd_gtp2)
{
    packet_payload(p, 0);
    BEFORE(p, "\x40\1\0\x09\0\0\1\0\3\0\1\0\5"); /* an echo request with a recovery counter */
    packet_outer_udp(p, 2152);
}
BUILD(odd_lengths)
{
    packet_payload(p, 30);
    before_udp(p, 1000, 2000);
    put16(p->at + 4, 300);
    packet_outer(p, 17);
}
BUILD(odd_header)
{
    packet_inner(p);
    put16(p->at + 2, 11); /* shorter than itself */
    before_ethernet(p, ETHERNET_IPV4);
}
BUILD(odd_link)
{
    packet_inner(p);
    BEFORE(p, "\xff\3\0\x21");
}

static const struct golden odd_frames[] = {FRAME(odd_gtp2, LINK_ETHERNET, "", 0), FRAME(odd_lengths, LINK_ETHERNET, "", 0),
                                           FRAME(odd_header, LINK_ETHERNET, "", 0), FRAME(odd_link, 9, "", 0)}; /* 9: PPP */

/* All frames whole, or all cut by the capture at every length. */
static void write_frames(struct pcapng_writer *w, const struct golden *frames, size_t count, bool cut)
{
    static struct packet p;
    for (size_t i = 0; i < count; i++) {
        uint32_t interface = pcapng_writer_interface(w, frames[i].link, 0, frames[i].name); /* one each: link types differ */
        frames[i].build(&p);
        for (size_t cap = cut ? 1 : p.len; cap < p.len + !cut; cap++)
            pcapng_writer_packet(w, interface, 0, p.at, (uint32_t)cap, (uint32_t)p.len, 0, NULL);
    }
}

static int write_golden(const char *path)
{
    struct pcapng_writer w;
    FILE *out = fopen(path, "wb");
    if (!out) return perror(path), 1;
    pcapng_writer_begin(&w, out, "custos tests", NULL);
    write_frames(&w, golden_frames, golden_count, false);
    write_frames(&w, golden_frames, golden_count, true);
    write_frames(&w, odd_frames, ARRAY_LEN(odd_frames), false);
    return fclose(out) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--golden") == 0) return write_golden(argv[2]);
    if (argc == 2) return print_capture(argv[1]);
    fprintf(stderr, "usage: layers FILE | layers --golden FILE\n");
    return 2;
}
