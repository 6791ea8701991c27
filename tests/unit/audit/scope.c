#include "audit/scope.h"

#include <string.h>

#include "check.h"

static const char text[] = "custos: network/1\n"
                           "name: n\n"
                           "elements:\n"
                           "  - {name: upf-1, role: UPF, zone: core, addresses: [10.0.3.0/30], macs: ['02:00:00:00:00:03'],\n"
                           "     subscribers: [10.46.0.0/16]}\n"
                           "  - {name: smf-1, role: SMF, zone: core, addresses: [10.0.4.1]}\n"
                           "taps:\n"
                           "  - {name: a, at: upf-1, side: access}\n"
                           "  - {name: b, at: upf-1, side: core}\n"
                           "  - {name: c, at: upf-1, side: outside}\n"
                           "  - {name: d, at: upf-1, side: management}\n"
                           "  - {name: e, at: smf-1, side: all}\n"
                           "conversations:\n"
                           "  - {from: smf-1, to: upf-1, over: udp/8805, as: signalling}\n"
                           "  - {from: 10.0.7.0/24, to: upf-1, over: udp/2152, as: transport}\n"
                           "  - {from: 10.0.8.0/24, to: upf-1, over: tcp/22, as: maintenance}\n"
                           "  - {from: upf-1, to: 10.0.9.1, over: tcp/42001, as: delivery}\n"
                           "  - {from: upf-1, to: 10.0.9.2, over: ip/47, as: probe}\n";

static struct five_tuple tuple(const char *src, const char *dst, uint16_t sport, uint16_t dport, uint8_t protocol)
{
    struct five_tuple t = {.sport = sport, .dport = dport, .protocol = protocol};
    ENSURE(ip_parse(src, &t.src) && ip_parse(dst, &t.dst));
    return t;
}

static enum standing ask(const struct network_scope *s, struct five_tuple t)
{
    return s->scope.standing(s->scope.standing_ctx, 0, &t);
}

TEST(the_register_as_the_balance_wants_it)
{
    static const enum scope_side sides[] = {SCOPE_ACCESS, SCOPE_CORE, SCOPE_OUTSIDE, SCOPE_MANAGEMENT, SCOPE_ALL};
    struct network *n;
    struct network_scope s;
    REQUIRE(network_parse("n", (const uint8_t *)text, sizeof text - 1, &n, NULL) == ERR_OK);
    REQUIRE(network_scope_init(&s, n));
    CHECK_INT(s.scope.element_count, 2);
    REQUIRE(s.scope.tap_count == 5);
    for (unsigned i = 0; i < 5; i++) {
        CHECK_INT(s.scope.taps[i].side, sides[i]);
        CHECK_INT(s.scope.taps[i].element, i < 4 ? 0 : 1);
    }
    struct five_tuple t = tuple("10.0.3.2", "10.46.77.1", 0, 0, 17);
    CHECK(scope_own(&s.scope.elements[0], &t.src) && !scope_own(&s.scope.elements[0], &t.dst));
    CHECK(scope_pool(&s.scope.elements[0], &t.dst) && !scope_pool(&s.scope.elements[0], &t.src));
    CHECK(!scope_own(&s.scope.elements[1], &t.src));
    CHECK_INT(s.scope.elements[0].mac_count, 1);
    network_scope_done(&s);
    network_free(n);
}

TEST(standings)
{
    struct network *n;
    struct network_scope s;
    REQUIRE(network_parse("n", (const uint8_t *)text, sizeof text - 1, &n, NULL) == ERR_OK);
    REQUIRE(network_scope_init(&s, n));
    CHECK_INT(ask(&s, tuple("10.0.3.1", "10.0.4.1", 8805, 50000, 17)), STANDING_DECLARED); /* an answer belongs to its question */
    CHECK_INT(ask(&s, tuple("10.0.3.1", "10.0.7.9", 2152, 2152, 17)), STANDING_TRANSPORT);
    CHECK_INT(ask(&s, tuple("10.0.3.1", "10.0.8.9", 22, 50000, 6)), STANDING_DECLARED);
    CHECK_INT(ask(&s, tuple("10.0.3.1", "10.0.9.1", 50000, 42001, 6)), STANDING_DELIVERY);
    CHECK_INT(ask(&s, tuple("10.0.3.1", "10.0.9.2", 0, 0, 47)), STANDING_PROBE);
    CHECK_INT(ask(&s, tuple("10.0.3.1", "10.0.9.2", 50000, 42001, 6)), STANDING_UNDECLARED);
    CHECK_INT(ask(&s, tuple("10.0.3.1", "203.0.113.1", 1, 2, 17)), STANDING_UNDECLARED);
    network_scope_done(&s);
    network_free(n);
}
