#include "proto/management.h"

#include "seeds.h"

static const struct {
    const char *name;
    enum management is;
} seeds[] = {{"ssh", MANAGEMENT_SSH},
             {"ssh-elsewhere", MANAGEMENT_SSH},
             {"netconf-ssh", MANAGEMENT_NETCONF},
             {"netconf-clear", MANAGEMENT_NETCONF},
             {"telnet", MANAGEMENT_TELNET},
             {"tacacs", MANAGEMENT_TACACS},
             {"ftp", MANAGEMENT_FTP},
             {"tftp", MANAGEMENT_TFTP},
             {"snmp3", MANAGEMENT_SNMP},
             {"pcap", MANAGEMENT_NONE},
             {"pcapng", MANAGEMENT_NONE}};

/* A seed is the protocol, the server's port, and the payload. */
static enum management sniff(struct bytes b)
{
    return b.len < 3 ? MANAGEMENT_NONE : management_sniff(b.data[0], load_be16(b.data + 1), bytes_slice(b, 3, SIZE_MAX));
}

static bool maybe(uint16_t sport, uint16_t dport, struct bytes payload)
{
    return management_port(sport, dport) || management_begins(payload);
}

TEST(how_they_begin)
{
    for (size_t i = 0; i < ARRAY_LEN(seeds); i++) {
        struct bytes b = seed("proto_management", seeds[i].name), payload = bytes_slice(b, 3, SIZE_MAX);
        REQUIRE(b.len > 3);
        CHECK_TEXT(management_name(sniff(b)), management_name(seeds[i].is));
        CHECK(maybe(load_be16(b.data + 1), 50000, payload) && maybe(50000, load_be16(b.data + 1), payload));
        seed_free(b);
    }
}

/* On another port only what is told by itself is told, and nothing of it is another protocol. */
TEST(on_other_ports)
{
    for (size_t i = 0; i < ARRAY_LEN(seeds); i++) {
        struct bytes b = seed("proto_management", seeds[i].name), payload = bytes_slice(b, 3, SIZE_MAX);
        bool anywhere = memcmp(payload.data, "SSH", 3) == 0 || payload.data[0] == '<';
        REQUIRE(b.len > 3);
        enum management there = management_sniff(6, 40000, payload);
        CHECK(anywhere ? there == MANAGEMENT_SSH || there == MANAGEMENT_NETCONF : there == MANAGEMENT_NONE);
        CHECK_INT(management_sniff(17, 22, payload), MANAGEMENT_NONE);
        CHECK_INT(management_sniff(6, 23, payload), anywhere ? there : seeds[i].is == MANAGEMENT_TELNET ? MANAGEMENT_TELNET : 0);
        seed_free(b);
    }
}

TEST(ports)
{
    CHECK_INT(management_of_port(6, 830), MANAGEMENT_NETCONF);
    CHECK_INT(management_of_port(17, 161), MANAGEMENT_SNMP);
    CHECK_INT(management_of_port(17, 22), MANAGEMENT_NONE);
    CHECK_INT(management_of_port(6, 161), MANAGEMENT_NONE);
    CHECK_INT(management_of_port(132, 22), MANAGEMENT_NONE);
    CHECK(!maybe(443, 50000, bytes_of_text("GET / HTTP/1.1\r\nHost: example.net\r\n\r\n")));
}

TEST(capture_files)
{
    static const char *const files[] = {"pcap", "pcapng"};
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        struct bytes b = seed("proto_management", files[i]), payload = bytes_slice(b, 3, SIZE_MAX);
        CHECK(management_capture_file(payload));
        for (size_t n = 0; n < 24; n++) CHECK(!management_capture_file(bytes_slice(payload, 0, n)));
        uint8_t *copy = malloc(payload.len);
        memcpy(copy, payload.data, payload.len);
        copy[i ? 8 : 4] ^= 0x40; /* byte-order magic, version */
        CHECK(!management_capture_file(bytes_of(copy, payload.len)));
        free(copy);
        seed_free(b);
    }
}

static void begins_as_well_or_not(struct bytes prefix)
{
    enum management m = sniff(prefix);
    CHECK(m == MANAGEMENT_NONE || m == management_of_port(prefix.data[0], load_be16(prefix.data + 1)) || m == MANAGEMENT_SSH ||
          m == MANAGEMENT_NETCONF);
}

TEST(every_prefix)
{
    for (size_t i = 0; i < ARRAY_LEN(seeds); i++) {
        struct bytes b = seed("proto_management", seeds[i].name);
        seed_prefixes(b, begins_as_well_or_not);
        seed_free(b);
    }
}
