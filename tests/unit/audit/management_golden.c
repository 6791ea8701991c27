/* What begins a management session, and every message of SNMP: cut at any byte or with any byte changed it is no other session,
 * nobody else's, no capture file and no order that it was not before, unless the change is in what is told. */
#include <stdlib.h>

#include "audit/maintenance.h"
#include "base/clock.h"
#include "check.h"
#include "intercept/control.h"
#include "proto/snmp.h"
#include "seeds.h"

enum { SNMP = 161, UDP = 17, PREFIX = 3 };

static const char inventory[] = "custos: network/1\n"
                                "name: Testland\n"
                                "elements:\n"
                                "  - {name: upf-1, supplier: Acme, role: UPF, zone: core, addresses: [10.0.9.1]}\n"
                                "taps:\n"
                                "  - {name: oam, at: upf-1, side: management}\n";

struct opening {
    uint8_t protocol;
    uint16_t port; /* of the server */
    bool sent;     /* by the element, its client */
};

/* What is told of one payload. */
struct told {
    size_t sessions, orders;
    enum management by_content; /* MANAGEMENT_NONE: known by its port, or not at all */
    bool enciphered, capture_file;
    char user[MAINTENANCE_USER];
};

static struct network *network;

static struct told play(const struct opening *o, struct bytes payload)
{
    static const uint8_t client[] = {203, 0, 113, 5}, element[] = {10, 0, 9, 1};
    struct maintenance m = {.network = network};
    struct control_order orders[CONTROL_ORDERS];
    uint8_t *copy = malloc(payload.len ? payload.len : 1);
    struct told t = {.sessions = 0};
    ENSURE(copy);
    if (payload.len) memcpy(copy, payload.data, payload.len);
    struct maintenance_packet p = {
        .tuple = {ip_from_v4(o->sent ? element : client), ip_from_v4(o->sent ? client : element), 50100, o->port, o->protocol},
        .payload = bytes_of(copy, payload.len),
        .bytes = payload.len,
        .ref = {0, 1}};
    (void)maintenance_take(&m, &p);
    t.sessions = m.count;
    t.orders = control_read(&p.tuple, p.payload, orders);
    if (m.count) {
        const struct maintenance_session *s = &m.list[0];
        t.by_content = s->by_content ? s->kind : MANAGEMENT_NONE;
        t.enciphered = s->enciphered;
        t.capture_file = s->capture_file;
        memcpy(t.user, s->user, sizeof t.user);
    }
    maintenance_done(&m);
    free(copy);
    return t;
}

/* In the user's name of SNMP version 3, or in its type and length. */
static bool in_user(struct bytes payload, size_t at)
{
    struct snmp3 m;
    if (!snmp3_parse(payload, &m) || !m.user.len) return false;
    size_t from = (size_t)(m.user.data - payload.data);
    return at + 2 >= from && at < from + m.user.len;
}

/* `at`: of the octet that was changed; SIZE_MAX: none, it was cut. */
static void check_invents_nothing(const struct told *whole, const struct told *now, struct bytes payload, size_t at)
{
    CHECK(now->sessions <= whole->sessions);
    CHECK(now->by_content == MANAGEMENT_NONE || now->by_content == whole->by_content);
    CHECK(!now->enciphered || whole->enciphered);
    CHECK(!now->capture_file || whole->capture_file);
    CHECK(now->orders <= whole->orders);
    CHECK(!now->user[0] || strcmp(now->user, whole->user) == 0 || (at != SIZE_MAX && in_user(payload, at)));
}

static void check_opening(const struct opening *o, struct bytes payload)
{
    static const uint8_t masks[] = {0xff, 0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80};
    struct told whole = play(o, payload);
    uint8_t *changed = malloc(payload.len);
    ENSURE(changed);
    for (size_t n = 0; n < payload.len; n++) {
        struct told now = play(o, bytes_slice(payload, 0, n));
        check_invents_nothing(&whole, &now, payload, SIZE_MAX);
    }
    for (size_t at = 0; at < payload.len; at++)
        for (size_t i = 0; i < ARRAY_LEN(masks); i++) {
            memcpy(changed, payload.data, payload.len);
            changed[at] ^= masks[i];
            struct told now = play(o, bytes_of(changed, payload.len));
            check_invents_nothing(&whole, &now, payload, at);
        }
    free(changed);
}

static const char *const openings[] = {"ssh", "ssh-elsewhere", "netconf-ssh", "netconf-clear", "telnet", "tacacs",
                                       "ftp", "tftp",          "snmp3",       "pcap",          "pcapng"};
static const char *const messages[] = {"v1-destroy", "v2c-get",      "v2c-mediation", "v2c-set-contact",
                                       "v2c-stream", "v3-mediation", "v3-encrypted"};

static void open_network(void)
{
    struct fault f = {0};
    ENSURE(network_parse("network", (const uint8_t *)inventory, sizeof inventory - 1, &network, &f) == ERR_OK);
}

/* It sends files, and asks a server of TACACS+ who may log in. */
static bool from_element(const char *name)
{
    return strncmp(name, "pcap", 4) == 0 || strcmp(name, "tacacs") == 0;
}

/* A seed is the protocol, the server's port, and the payload. */
TEST(how_sessions_begin)
{
    open_network();
    for (size_t i = 0; i < ARRAY_LEN(openings); i++) {
        struct bytes b = seed("proto_management", openings[i]), payload = bytes_slice(b, PREFIX, SIZE_MAX);
        REQUIRE(b.len > PREFIX);
        struct opening o = {b.data[0], load_be16(b.data + 1), from_element(openings[i])};
        struct told whole = play(&o, payload);
        CHECK_INT(whole.sessions, 1);
        CHECK(whole.capture_file || whole.by_content != MANAGEMENT_NONE);
        check_opening(&o, payload);
        seed_free(b);
    }
    network_free(network);
}

TEST(messages_of_snmp)
{
    static const struct opening o = {UDP, SNMP, false};
    open_network();
    for (size_t i = 0; i < ARRAY_LEN(messages); i++) {
        struct bytes b = seed("proto_snmp", messages[i]);
        REQUIRE(b.len > 0);
        struct told whole = play(&o, b);
        CHECK_INT(whole.by_content, MANAGEMENT_SNMP);
        CHECK_INT(whole.user[0] != 0, strncmp(messages[i], "v3", 2) == 0);
        CHECK_INT(whole.enciphered, strcmp(messages[i], "v3-encrypted") == 0);
        check_opening(&o, b);
        seed_free(b);
    }
    network_free(network);
}
