#include "golden.h"

static struct packet packet;

static const char *line(void (*build)(struct packet *p), unsigned index, char text[static 200])
{
    struct stack s;
    build(&packet);
    stack_decode(&s, LINK_ETHERNET, packet.at, (uint32_t)packet.len, (uint32_t)packet.len);
    stack_describe(&s, index, text, 200);
    return text;
}

TEST(lines_for_people)
{
    char text[200];
    CHECK_TEXT(line(build_tcp, 0, text), "Ethernet 02:00:00:00:00:01 -> 02:00:00:00:00:02 type 0x0800 len 166");
    CHECK_TEXT(line(build_tcp, 1, text), "IPv4 192.0.2.1 -> 198.51.100.2 ttl 64 len 152");
    CHECK_TEXT(line(build_tcp, 2, text), "TCP 40000 -> 443 [PA] seq 1000 ack 2000 len 100");
    CHECK_TEXT(line(build_ipv6_tcp, 1, text), "IPv6 2001:db8::1 -> 2001:db8::2 hops 64 len 122");
    CHECK_TEXT(line(build_fragment, 1, text), "IPv4 192.0.2.1 -> 198.51.100.2 ttl 64 len 100 fragment id 0x1234 at 80, more");
    CHECK_TEXT(line(build_fragment6, 1, text),
               "IPv6 2001:db8::1 -> 2001:db8::2 hops 64 len 128 fragment id 0x0000002a at 0, more");
    CHECK_TEXT(line(build_udp_padded, 2, text), "UDP 53 -> 40000 len 12");
    CHECK_TEXT(line(build_gtpu_extended, 3, text), "GTP-U message 255 TEID 0x0000002a qfi 9 len 80");
    CHECK_TEXT(line(build_gre_bridged, 2, text), "GRE type 0x6558 key 0x0000002a");
    CHECK_TEXT(line(build_erspan1, 3, text), "ERSPAN type I");
    CHECK_TEXT(line(build_erspan3, 3, text), "ERSPAN type III session 43 vlan 100");
    CHECK_TEXT(line(build_vxlan, 3, text), "VXLAN VNI 4660");
    CHECK_TEXT(line(build_vlans, 2, text), "VLAN 100 priority 1 type 0x0800");
    CHECK_TEXT(line(build_arp, 1, text), "ARP reply: 192.0.2.1 is at 02:00:00:00:00:01");
    CHECK_TEXT(line(build_icmp_error, 2, text), "ICMP type 3 code 3 about 192.0.2.10:7000 -> 198.51.100.20:7001");
    CHECK_TEXT(line(build_sctp, 2, text), "SCTP 38412 -> 38412, 2 chunks, data protocol 60");
    CHECK_TEXT(line(build_nokia, 3, text), "Nokia LI shim intercept 42 session 77 to the subscriber");
    CHECK_TEXT(line(build_rtbrick_pppoe, 3, text), "RtBrick LI header LIID 4194301 from the subscriber");
    CHECK_TEXT(line(build_rtbrick_tagged, 3, text), "RtBrick LI header LIID 65578 to the subscriber");
    CHECK_TEXT(line(build_shim_of_eight, 3, text), "Unknown mirror shim of 8 bytes, 0x00000005 first");
    CHECK_TEXT(line(build_ulic, 3, text), "ULIC header charging id 5");
    CHECK_TEXT(line(build_jmirror, 3, text), "JMirror id 0x12121212 session 0x00000009");
    CHECK_TEXT(line(build_pcli_anywhere, 3, text), "Call content id 0x0000beef, 20 byte header");
    CHECK_TEXT(line(build_tzsp, 3, text), "tzsp");
    CHECK_TEXT(line(build_tcp, 3, text), ""); /* no such layer */
}

/* Text is cut, never overrun. */
TEST(short_buffers)
{
    struct stack s;
    for (size_t i = 0; i < golden_count; i++) {
        golden_frames[i].build(&packet);
        stack_decode(&s, golden_frames[i].link, packet.at, (uint32_t)packet.len, (uint32_t)packet.len);
        for (unsigned k = 0; k < s.depth; k++) {
            for (size_t size = 0; size < 100; size++) {
                char *text = malloc(size + 1);
                text[size] = 'x';
                stack_describe(&s, k, text, size);
                CHECK(text[size] == 'x' && (size == 0 || strlen(text) < size));
                free(text);
            }
        }
    }
}

TEST(every_kind_has_a_name)
{
    for (unsigned k = 0; k < LAYER_KIND_COUNT; k++) CHECK(layer_name(k)[0] != 0);
    CHECK_TEXT(layer_name(LAYER_GTPU), "gtpu");
    CHECK_TEXT(layer_name(LAYER_KIND_COUNT), "none");
}
