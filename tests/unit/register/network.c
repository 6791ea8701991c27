#include "register/network.h"

#include <stdio.h>
#include <unistd.h>

#include "check.h"

static struct network *golden(void)
{
    size_t len = 0;
    struct network *n = NULL;
    struct fault f = {.text = "no golden file"};
    uint8_t *text = check_file("tests/golden/register/network.yaml", &len);
    if (!text || network_parse("network.yaml", text, len, &n, &f)) CHECK_TEXT(f.text, "");
    free(text);
    return n;
}

TEST(golden_elements)
{
    struct network *n = golden();
    struct mac_addr mac;
    char text[PREFIX_TEXT];
    REQUIRE(n);
    CHECK_TEXT(n->name, "Example Mobile");
    CHECK_INT(n->element_count, 6);
    const struct element *upf = &n->elements[0], *plain = &n->elements[1], *mf = &n->elements[3];
    CHECK_TEXT(upf->name, "upf-1");
    CHECK_TEXT(upf->supplier, "Acme");
    CHECK_TEXT(upf->role, "UPF");
    CHECK_INT(upf->line, 5);
    CHECK_INT(upf->address_count, 2);
    CHECK_TEXT(prefix_text(&upf->addresses[1], text), "2001:db8:3::/64");
    CHECK(mac_parse("02:00:00:00:03:02", &mac) && upf->mac_count == 2 && mac_equal(&mac, &upf->macs[1]));
    CHECK_INT(upf->subscriber_count, 2);
    CHECK_TEXT(prefix_text(&upf->subscribers[0], text), "10.46.0.0/16");
    CHECK_INT(plain->zone, ZONE_CORE); /* when nothing is said */
    CHECK(!plain->mac_count && !plain->subscriber_count);
    CHECK_TEXT(n->elements[2].supplier, "Börje & Söner");
    CHECK(!mf->supplier);
    CHECK_INT(mf->zone, ZONE_MANAGEMENT);
    network_free(n);
}

TEST(golden_taps_and_conversations)
{
    struct network *n = golden();
    REQUIRE(n);
    CHECK_INT(n->tap_count, 3);
    CHECK_INT(network_tap(n, "mgmt"), 2);
    CHECK_INT(network_tap(n, "n9"), -1);
    CHECK_INT(n->taps[2].element, 4);
    CHECK_INT(n->taps[2].side, SIDE_MANAGEMENT);
    CHECK_INT(n->taps[1].line, 23);
    REQUIRE(n->declaration_count == 6);
    const struct declaration *d = n->declarations;
    CHECK_TEXT(d[0].from.text, "SMF");
    CHECK_INT(d[0].from.element_count, 1);
    CHECK_INT(d[0].to.element_count, 2); /* a role */
    CHECK_INT(d[0].protocol, 17);
    CHECK_INT(d[0].port, 8805);
    CHECK(d[2].from.is_prefix && d[2].from.prefix.bits == 24);
    CHECK_INT(d[2].as, PURPOSE_MAINTENANCE);
    CHECK_INT(d[4].from.element_count, 3); /* a supplier */
    CHECK_INT(d[4].from.elements[2], 4);
    CHECK_INT(d[4].protocol, 132);
    CHECK_INT(d[5].protocol, 47);
    CHECK_INT(d[5].port, 0);
    CHECK_INT(d[5].as, PURPOSE_PROBE);
    CHECK_INT(d[5].line, 31);
    network_free(n);
}

TEST(addresses_and_pools_of_an_element)
{
    struct network *n = golden();
    struct ip_addr in, pool, out;
    REQUIRE(n);
    REQUIRE(ip_parse("2001:db8:3::9", &in) && ip_parse("10.46.200.1", &pool) && ip_parse("10.47.0.1", &out));
    CHECK(element_has_address(&n->elements[0], &in));
    CHECK(!element_has_address(&n->elements[0], &pool));
    CHECK(element_serves(&n->elements[0], &pool));
    CHECK(!element_serves(&n->elements[0], &out));
    CHECK(!element_serves(&n->elements[1], &pool));
    network_free(n);
}

TEST(every_prefix_of_a_good_file)
{
    size_t len = 0;
    uint8_t *text = check_file("tests/golden/register/network.yaml", &len);
    REQUIRE(text);
    for (size_t cut = 0; cut < len; cut++) {
        struct network *n = NULL;
        struct fault f = {0};
        uint8_t *part = malloc(cut ? cut : 1); /* of that size, so that a read past the end shows */
        REQUIRE(part);
        memcpy(part, text, cut);
        if (network_parse("cut", part, cut, &n, &f)) CHECK(!n && strncmp(f.text, "cut:", 4) == 0);
        network_free(n);
        free(part);
    }
    free(text);
}

#define HEAD "custos: network/1\nname: N\n"
#define ONE  HEAD "elements:\n- {name: a, role: UPF, supplier: S, addresses: [10.0.0.1]}\n"
#define TWO  ONE "- {name: b, role: SMF, supplier: S, addresses: [10.0.0.2]}\n"

static const struct {
    const char *text, *fault;
} broken[] = {
    {"name: N\n", "n.yaml:1: custos: is missing; the file must say \"custos: network/1\""},
    {"custos: warrants/1\nwarrants: []\n", "n.yaml:1: custos: is \"warrants/1\", not network/1"},
    {"custos: network/2\n", "n.yaml:1: custos: is \"network/2\", not network/1"},
    {"custos: network/1\nelements: []\n", "n.yaml:1: name: is missing"},
    {HEAD, "n.yaml:1: elements: is missing"},
    {HEAD "elements: []\n", "n.yaml:3: elements: needs at least one element"},
    {HEAD "elements: {}\n", "n.yaml:3: elements: must be a list, not a mapping of keys to values"},
    {HEAD "elements: []\nroutes: []\n", "n.yaml:4: routes: unknown key; allowed are custos, name, elements, taps, conversations"},
    {HEAD "elements: [upf-1]\n", "n.yaml:3: elements[0]: must be a mapping of keys to values, not a text"},
    {HEAD "elements:\n- name: a\n  colour: red\n",
     "n.yaml:5: elements[0].colour: unknown key; allowed are name, supplier, role, zone, addresses, macs, subscribers"},
    {HEAD "elements:\n- name: a\n  role: UPF\n", "n.yaml:4: elements[0].addresses: is missing"},
    {HEAD "elements:\n- {name: a, role: UPF, addresses: []}\n", "n.yaml:4: elements[0].addresses: needs at least one address"},
    {HEAD "elements:\n- {name: a, role: upf, addresses: [10.0.0.1]}\n",
     "n.yaml:4: elements[0].role: \"upf\" is none of UPF, SGW, PGW, GGSN, SGSN, MME, AMF, SMF, HSS, UDM, MSC, ADMF, MDF2, MDF3, "
     "MF, "
     "LEMF, OAM, ROUTER, HOST"},
    {HEAD "elements:\n- {name: a, role: UPF, zone: north, addresses: [10.0.0.1]}\n",
     "n.yaml:4: elements[0].zone: \"north\" is none of core, edge, access, management, outside"},
    {HEAD "elements:\n- name: a\n  role: UPF\n  addresses:\n  - 10.0.0.1\n  - 10.0.0.300\n",
     "n.yaml:8: elements[0].addresses[1]: \"10.0.0.300\" is not an IP address or a prefix whose bits after the length are zero"},
    {HEAD "elements:\n- {name: a, role: UPF, addresses: [10.0.0.1/24]}\n",
     "n.yaml:4: elements[0].addresses[0]: \"10.0.0.1/24\" is not an IP address or a prefix whose bits after the length are zero"},
    {HEAD "elements:\n- {name: a, role: UPF, addresses: [[10.0.0.1]]}\n",
     "n.yaml:4: elements[0].addresses[0]: must be a text, not a list"},
    {HEAD "elements:\n- {name: a, role: UPF, addresses: [10.0.0.1], macs: [2:0]}\n",
     "n.yaml:4: elements[0].macs[0]: \"2:0\" is not a MAC address such as 02:00:00:00:03:01"},
    {HEAD "elements:\n- {name: a, role: UPF, addresses: [10.0.0.1], macs: ['']}\n", "n.yaml:4: elements[0].macs[0]: is empty"},
    {HEAD "elements:\n- {name: a, role: UPF, addresses: [10.0.0.1], subscribers: [all]}\n",
     "n.yaml:4: elements[0].subscribers[0]: \"all\" is not an IP address or a prefix whose bits after the length are zero"},
    {ONE "- name: a\n  role: UPF\n  addresses: [10.0.0.2]\n",
     "n.yaml:5: elements[1].name: \"a\" is already the name of elements[0] (line 4)"},
    {ONE "- name: b\n  role: UPF\n  addresses: [10.0.0.2, 10.0.0.1/32]\n",
     "n.yaml:7: elements[1].addresses[1]: 10.0.0.1/32 is already an address of a (line 4)"},
    {HEAD "elements:\n- {name: a, role: UPF, addresses: [10.0.0.0/24, 10.0.0.0/24]}\n",
     "n.yaml:4: elements[0].addresses[1]: 10.0.0.0/24 is already an address of a (line 4)"},
    {ONE "taps:\n- {name: t, at: b, side: core}\n", "n.yaml:6: taps[0].at: no element is named \"b\""},
    {ONE "taps:\n- {name: t, at: a, side: core}\n- {name: u, at: a, side: northbound}\n",
     "n.yaml:7: taps[1].side: \"northbound\" is none of access, core, outside, management, all"},
    {ONE "taps:\n- {name: t, at: a, side: core}\n- {name: t, at: a, side: access}\n",
     "n.yaml:7: taps[1].name: \"t\" is already the name of taps[0] (line 6)"},
    {ONE "taps:\n- {name: t, at: a}\n", "n.yaml:6: taps[0].side: is missing"},
    {ONE "conversations:\n- {from: c, to: a, over: tcp/22, as: maintenance}\n",
     "n.yaml:6: conversations[0].from: \"c\" is no element's name, no role, no supplier, and not an IP address or prefix"},
    {ONE "conversations:\n- {from: a, to: 10.0.0.1/8, over: tcp/22, as: maintenance}\n",
     "n.yaml:6: conversations[0].to: \"10.0.0.1/8\" is no element's name, no role, no supplier, and not an IP address or prefix"},
    {ONE "conversations:\n- from: a\n  to: LEMF\n  over: tcp/22\n  as: delivery\n",
     "n.yaml:7: conversations[0].to: no element has the role LEMF"},
    {TWO "- {name: SMF, role: UPF, addresses: [10.0.0.3]}\nconversations:\n- {from: SMF, to: a, over: tcp/1, as: probe}\n",
     "n.yaml:8: conversations[0].from: \"SMF\" is both an element's name and a role, of different elements"},
    {ONE "- {name: S, role: UPF, addresses: [10.0.0.3]}\nconversations:\n- {from: S, to: a, over: tcp/1, as: probe}\n",
     "n.yaml:7: conversations[0].from: \"S\" is both an element's name and a supplier, of different elements"},
    {ONE "conversations:\n- {from: a, to: a, over: tcp, as: probe}\n",
     "n.yaml:6: conversations[0].over: \"tcp\" is none of udp/PORT, tcp/PORT, sctp/PORT, ip/PROTOCOL"},
    {ONE "conversations:\n- {from: a, to: a, over: tcp/0, as: probe}\n",
     "n.yaml:6: conversations[0].over: \"tcp/0\": a port is 1 to 65535"},
    {ONE "conversations:\n- {from: a, to: a, over: udp/65536, as: probe}\n",
     "n.yaml:6: conversations[0].over: \"udp/65536\": a port is 1 to 65535"},
    {ONE "conversations:\n- {from: a, to: a, over: udp/99999999999999999999, as: probe}\n",
     "n.yaml:6: conversations[0].over: \"udp/99999999999999999999\": a port is 1 to 65535"},
    {ONE "conversations:\n- {from: a, to: a, over: sctp/+1, as: probe}\n",
     "n.yaml:6: conversations[0].over: \"sctp/+1\": a port is 1 to 65535"},
    {ONE "conversations:\n- {from: a, to: a, over: ip/256, as: probe}\n",
     "n.yaml:6: conversations[0].over: \"ip/256\": an IP protocol is 0 to 255"},
    {ONE "conversations:\n- {from: a, to: a, over: ip/, as: probe}\n",
     "n.yaml:6: conversations[0].over: \"ip/\": an IP protocol is 0 to 255"},
    {ONE "conversations:\n- {from: a, to: a, over: ip/4, as: lunch}\n",
     "n.yaml:6: conversations[0].as: \"lunch\" is none of signalling, transport, maintenance, delivery, probe"},
    {ONE "conversations:\n- {from: a, to: a, over: ip/4, via: b}\n",
     "n.yaml:6: conversations[0].via: unknown key; allowed are from, to, over, as"},
};

TEST(broken_files_name_line_key_and_cause)
{
    for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
        struct network *n = NULL;
        struct fault f = {0};
        CHECK(network_parse("n.yaml", (const uint8_t *)broken[i].text, strlen(broken[i].text), &n, &f) != ERR_OK);
        CHECK_TEXT(f.text, broken[i].fault);
        CHECK(!n);
    }
}

TEST(same_word_in_two_ways_is_fine_when_it_means_the_same)
{
    static const char text[] = HEAD "elements:\n- {name: UPF, role: UPF, supplier: UPF, addresses: [10.0.0.1]}\n"
                                    "conversations:\n- {from: UPF, to: 10.0.0.0/8, over: ip/0, as: transport}\n";
    struct network *n;
    struct fault f;
    REQUIRE(network_parse("n.yaml", (const uint8_t *)text, strlen(text), &n, &f) == ERR_OK);
    CHECK_INT(n->declarations[0].from.element_count, 1);
    network_free(n);
}

TEST(files_on_disk)
{
    char path[] = "register-network-XXXXXX";
    struct network *n = NULL;
    struct fault f;
    int fd = mkstemp(path);
    REQUIRE(fd >= 0);
    CHECK(write(fd, ONE, strlen(ONE)) == (ssize_t)strlen(ONE));
    close(fd);
    CHECK_INT(network_read(path, &n, &f), ERR_OK);
    if (n) CHECK_INT(n->element_count, 1);
    network_free(n);
    unlink(path);
    CHECK_INT(network_read(path, &n, &f), ERR_IO);
    char want[128];
    snprintf(want, sizeof want, "%s: No such file or directory", path);
    CHECK_TEXT(f.text, want);
    network_free(NULL);
}

TEST(names_of_values)
{
    CHECK_TEXT(tap_side_name(SIDE_ALL), "all");
    CHECK_TEXT(zone_name(ZONE_EDGE), "edge");
    CHECK_TEXT(purpose_name(PURPOSE_PROBE), "probe");
    CHECK_TEXT(tap_side_name((enum tap_side)99), "unknown");
    CHECK_TEXT(zone_name((enum zone)99), "unknown");
    CHECK_TEXT(purpose_name((enum purpose)99), "unknown");
}
