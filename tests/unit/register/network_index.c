#include "register/network_index.h"

#include <stdio.h>

#include "check.h"

static struct network *parse(const char *text)
{
    struct network *n = NULL;
    struct fault f = {0};
    if (network_parse("n.yaml", (const uint8_t *)text, strlen(text), &n, &f)) CHECK_TEXT(f.text, "");
    return n;
}

static int element_of(const struct network *n, const char *text)
{
    struct ip_addr a;
    return ip_parse(text, &a) ? network_element_of(n, &a) : -2;
}

#define HEAD "custos: network/1\nname: N\nelements:\n"

TEST(longest_prefix_wins)
{
    struct network *n = parse(HEAD "- {name: wide, role: HOST, addresses: [10.0.0.0/8, 0.0.0.0/0]}\n"
                                   "- {name: deep, role: HOST, addresses: [10.1.2.0/24, 10.1.2.3]}\n"
                                   "- {name: mid, role: HOST, addresses: [10.1.0.0/16, 10.1.2.128/25]}\n"
                                   "- {name: six, role: HOST, addresses: [2001:db8::/32, '::']}\n");
    REQUIRE(n);
    CHECK_INT(element_of(n, "10.200.0.1"), 0);
    CHECK_INT(element_of(n, "10.1.2.3"), 1);
    CHECK_INT(element_of(n, "10.1.2.4"), 1);
    CHECK_INT(element_of(n, "10.1.2.127"), 1);
    CHECK_INT(element_of(n, "10.1.2.128"), 2);
    CHECK_INT(element_of(n, "10.1.2.255"), 2);
    CHECK_INT(element_of(n, "10.1.3.0"), 2);
    CHECK_INT(element_of(n, "10.2.0.0"), 0);
    CHECK_INT(element_of(n, "255.255.255.255"), 0);
    CHECK_INT(element_of(n, "0.0.0.0"), 0);
    CHECK_INT(element_of(n, "2001:db8:ffff::1"), 3);
    CHECK_INT(element_of(n, "2001:db9::"), -1);
    CHECK_INT(element_of(n, "::"), 3);
    CHECK_INT(element_of(n, "a00::"), -1); /* the bytes of 10.0.0.0, and yet not it */
    const struct ip_addr none = {0};
    CHECK_INT(network_element_of(n, &none), -1);
    network_free(n);
}

/* The index against a search of everything, over many nested random prefixes. */
TEST(index_agrees_with_a_scan)
{
    enum { ELEMENTS = 400 };
    static char text[ELEMENTS * 80 + 64];
    size_t len = (size_t)snprintf(text, sizeof text, HEAD);
    uint32_t seed = 7;
    bool used[33][1024] = {{false}}; /* by length and place in 10.0.0.0/22 */
    for (int i = 0; i < ELEMENTS; i++) {
        seed = seed * 1664525 + 1013904223;
        unsigned bits = 22 + (seed >> 24) % 11, place = (seed >> 10 & 1023) & (1023u << (32 - bits));
        if (used[bits][place]) continue;
        used[bits][place] = true;
        len += (size_t)snprintf(text + len, sizeof text - len, "- {name: e%d, role: HOST, addresses: [10.0.%u.%u/%u]}\n", i,
                                place >> 8, place & 255, bits);
    }
    struct network *n = parse(text);
    REQUIRE(n);
    CHECK(n->element_count > 50);
    for (unsigned a = 0; a < 1024; a++) {
        const uint8_t four[] = {10, 0, (uint8_t)(a >> 8), (uint8_t)a};
        struct ip_addr addr = ip_from_v4(four);
        int best = -1, bits = -1;
        for (size_t i = 0; i < n->element_count; i++)
            if (prefix_contains(&n->elements[i].addresses[0], &addr) && n->elements[i].addresses[0].bits > bits) {
                best = (int)i;
                bits = n->elements[i].addresses[0].bits;
            }
        CHECK_INT(network_element_of(n, &addr), best);
    }
    network_free(n);
}

/* The line in which the declaration of a conversation stands, negative for a reply, 0 for none. */
static int declared(const struct network *n, const char *src, uint16_t sport, const char *dst, uint16_t dport, uint8_t protocol)
{
    struct five_tuple t = {.sport = sport, .dport = dport, .protocol = protocol};
    bool reply = false;
    if (!ip_parse(src, &t.src) || !ip_parse(dst, &t.dst)) return 999;
    const struct declaration *d = network_declared(n, &t, &reply);
    return d ? (reply ? -(int)d->line : (int)d->line) : 0;
}

enum { TCP = 6, UDP = 17, GRE = 47 };

#define CAST                                                                                                                     \
    HEAD "- {name: u1, role: UPF, supplier: Acme, addresses: [10.0.0.1]}\n" /* line 4 */                                         \
         "- {name: u2, role: UPF, supplier: Best, addresses: [10.0.0.2]}\n" /* 5 */                                              \
         "- {name: s1, role: SMF, supplier: Acme, addresses: [10.0.0.3]}\n" /* 6 */                                              \
         "- {name: r1, role: ROUTER, addresses: [10.0.0.0/24]}\n"           /* 7 */                                              \
         "conversations:\n"                                                 /* 8 */

TEST(forward_and_reply)
{
    struct network *n = parse(CAST "- {from: SMF, to: UPF, over: udp/8805, as: signalling}\n"                   /* 9 */
                                   "- {from: UPF, to: UPF, over: udp/2152, as: transport}\n"                    /* 10 */
                                   "- {from: 192.0.2.0/24, to: u1, over: tcp/22, as: maintenance}\n"            /* 11 */
                                   "- {from: u1, to: 198.51.100.0/24, over: ip/47, as: transport}\n"            /* 12 */
                                   "- {from: 192.0.2.0/24, to: 203.0.113.0/24, over: tcp/9, as: transport}\n"); /* 13 */
    REQUIRE(n);
    CHECK_INT(declared(n, "10.0.0.3", 40000, "10.0.0.2", 8805, UDP), 9);
    CHECK_INT(declared(n, "10.0.0.2", 8805, "10.0.0.3", 40000, UDP), -9);
    CHECK_INT(declared(n, "10.0.0.2", 40000, "10.0.0.3", 8805, UDP), 0); /* a UPF does not open it */
    CHECK_INT(declared(n, "10.0.0.3", 40000, "10.0.0.2", 8806, UDP), 0);
    CHECK_INT(declared(n, "10.0.0.3", 40000, "10.0.0.2", 8805, TCP), 0);
    CHECK_INT(declared(n, "10.0.0.1", 2152, "10.0.0.2", 2152, UDP), 10); /* both fit: forward is said */
    CHECK_INT(declared(n, "10.0.0.1", 2152, "10.0.0.2", 777, UDP), -10);
    CHECK_INT(declared(n, "10.0.0.1", 2152, "10.0.0.9", 2152, UDP), 0); /* the router's, not a UPF's */
    CHECK_INT(declared(n, "192.0.2.7", 5555, "10.0.0.1", 22, TCP), 11);
    CHECK_INT(declared(n, "10.0.0.1", 22, "192.0.2.7", 5555, TCP), -11);
    CHECK_INT(declared(n, "192.0.2.7", 5555, "10.0.0.2", 22, TCP), 0);
    CHECK_INT(declared(n, "10.0.0.1", 0, "198.51.100.8", 0, GRE), 12);
    CHECK_INT(declared(n, "198.51.100.8", 0, "10.0.0.1", 0, GRE), -12);
    CHECK_INT(declared(n, "198.51.100.8", 0, "10.0.0.2", 0, GRE), 0);
    CHECK_INT(declared(n, "192.0.2.1", 1000, "203.0.113.1", 9, TCP), 13); /* no element at either end */
    CHECK_INT(declared(n, "203.0.113.1", 9, "192.0.2.1", 1000, TCP), -13);
    CHECK_INT(declared(n, "203.0.113.1", 9, "192.0.2.1", 9, TCP), -13);
    network_free(n);
}

TEST(which_of_several)
{
    struct network *n = parse(CAST "- {from: u2, to: u1, over: tcp/80, as: signalling}\n"         /* 9 */
                                   "- {from: Acme, to: UPF, over: ip/6, as: transport}\n"         /* 10 */
                                   "- {from: u1, to: u2, over: tcp/443, as: maintenance}\n"       /* 11 */
                                   "- {from: u1, to: 10.0.0.0/24, over: tcp/443, as: delivery}\n" /* 12 */
                                   "- {from: 10.0.0.0/8, to: s1, over: udp/53, as: transport}\n"  /* 13 */
                                   "- {from: s1, to: 10.0.0.0/8, over: udp/53, as: probe}\n");    /* 14 */
    REQUIRE(n);
    CHECK_INT(declared(n, "10.0.0.1", 999, "10.0.0.2", 443, TCP), 10);  /* the first in the file, though wider */
    CHECK_INT(declared(n, "10.0.0.1", 80, "10.0.0.2", 1000, TCP), 10);  /* forward before the reply of an earlier one */
    CHECK_INT(declared(n, "10.0.0.1", 999, "10.0.0.77", 443, TCP), 12); /* filed under `from` */
    CHECK_INT(declared(n, "10.0.0.9", 53, "10.0.0.3", 53, UDP), -14);   /* a probe goes first, even as a reply */
    CHECK_INT(declared(n, "10.0.0.9", 1024, "10.0.0.3", 53, UDP), 13);
    network_free(n);
}

TEST(reply_pointer_may_be_null_and_is_untouched)
{
    struct network *n = parse(CAST "- {from: u1, to: u2, over: tcp/1, as: signalling}\n");
    struct five_tuple t = {.sport = 9, .dport = 1, .protocol = TCP};
    bool reply = true;
    REQUIRE(n);
    REQUIRE(ip_parse("10.0.0.1", &t.src) && ip_parse("10.0.0.2", &t.dst));
    CHECK(network_declared(n, &t, NULL) == &n->declarations[0]);
    t.dport = 2;
    CHECK(!network_declared(n, &t, &reply));
    CHECK(reply);
    network_free(n);
}

/* Thousands of declarations over one port: the right one is found for each. */
TEST(many_declarations)
{
    enum { COUNT = 4000 };
    size_t size = COUNT * 160, len;
    char *text = malloc(size);
    REQUIRE(text);
    len = (size_t)snprintf(text, size, HEAD);
    for (int i = 0; i < COUNT; i++)
        len +=
            (size_t)snprintf(text + len, size - len, "- {name: e%d, role: HOST, addresses: [10.1.%d.%d]}\n", i, i / 250, i % 250);
    len += (size_t)snprintf(text + len, size - len, "conversations:\n");
    for (int i = 0; i < COUNT; i++)
        len += (size_t)snprintf(text + len, size - len, "- {from: 192.0.2.%d, to: e%d, over: tcp/22, as: maintenance}\n", i % 250,
                                i);
    struct network *n = parse(text);
    free(text);
    REQUIRE(n);
    for (int i = 0; i < COUNT; i += 37) {
        char src[32], dst[32];
        snprintf(src, sizeof src, "192.0.2.%d", i % 250);
        snprintf(dst, sizeof dst, "10.1.%d.%d", i / 250, i % 250);
        CHECK_INT(declared(n, src, 1000, dst, 22, TCP), 4 + COUNT + i + 1);
        CHECK_INT(declared(n, dst, 22, src, 1000, TCP), -(4 + COUNT + i + 1));
        CHECK_INT(declared(n, "192.0.2.251", 1000, dst, 22, TCP), 0);
    }
    network_free(n);
}
