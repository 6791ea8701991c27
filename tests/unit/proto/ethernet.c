#include "proto/ethernet.h"

#include "check.h"
#include "proto/linux_cooked.h"
#include "proto/null_link.h"

TEST(ethernet_two_and_snap)
{
    static const uint8_t snap[] = "\2\0\0\0\0\2\2\0\0\0\0\1\0\x30\xaa\xaa\3\0\0\0\x08\0rest";
    struct ethernet e;
    REQUIRE(ethernet_parse(bytes_of(snap, sizeof snap), &e));
    CHECK_INT(e.type, ETHERNET_IPV4);
    CHECK_INT(e.length, 0x30);
    CHECK_INT(e.header_len, 22);
    CHECK_INT(e.src[5], 1);
    CHECK(!ethernet_parse(bytes_of(snap, 21), &e)); /* SNAP is cut */
    CHECK(!ethernet_parse(bytes_of(snap, 13), &e));
}

/* Other organisations' SNAP codes are no EtherTypes; spanning tree is LLC alone. */
TEST(llc_without_ethertype)
{
    uint16_t type, len;
    REQUIRE(llc_parse(bytes_of("\xaa\xaa\3\0\0\x0c\x20\0", 8), &type, &len)); /* Cisco CDP */
    CHECK_INT(type, 0);
    CHECK_INT(len, 8);
    REQUIRE(llc_parse(bytes_of("\x42\x42\3", 3), &type, &len));
    CHECK_INT(type, 0);
    CHECK_INT(len, 3);
    CHECK(!llc_parse(bytes_of("\x42\x42", 2), &type, &len));
}

TEST(vlan_tag)
{
    struct vlan v;
    REQUIRE(vlan_parse(bytes_of("\xb1\x23\x86\xdd", 4), &v));
    CHECK_INT(v.id, 0x123);
    CHECK_INT(v.priority, 5);
    CHECK(v.drop_eligible);
    CHECK_INT(v.type, ETHERNET_IPV6);
    CHECK(!vlan_parse(bytes_of("\xb1\x23\x86", 3), &v));
    REQUIRE(vlan_parse(bytes_of("\0\1\0\x26\x42\x42\3\0", 8), &v));
    CHECK_INT(v.type, 0);
    CHECK_INT(v.header_len, 7);
    CHECK(!vlan_parse(bytes_of("\0\1\0\2\x42\x42\3\0", 8), &v)); /* the length leaves no room for LLC */
}

TEST(linux_cooked_captures)
{
    struct linux_cooked c;
    static const uint8_t one[] = "\0\4\0\1\0\6\2\0\0\0\0\1\0\0\x86\xdd";
    REQUIRE(linux_cooked_parse(bytes_of(one, 16), 1, &c));
    CHECK_INT(c.packet_type, 4);
    CHECK_INT(c.type, ETHERNET_IPV6);
    CHECK_INT(c.addr.len, 6);
    CHECK_INT(c.addr.data[5], 1);
    CHECK(!linux_cooked_parse(bytes_of(one, 15), 1, &c));
    CHECK(!linux_cooked_parse(bytes_of(one, 16), 2, &c));
    static const uint8_t two[] = "\x08\0\0\0\0\0\0\3\0\1\2\xff\2\0\0\0\0\1\0\0";
    REQUIRE(linux_cooked_parse(bytes_of(two, 20), 2, &c));
    CHECK_INT(c.interface, 3);
    CHECK_INT(c.packet_type, 2);
    CHECK_INT(c.addr.len, 8); /* the length says 255 */
    REQUIRE(linux_cooked_parse(bytes_of("\0\0\3\x38\0\0\0\0\0\0\0\0\0\0\x08\0", 16), 1, &c));
    CHECK_INT(c.type, 0); /* netlink: the field is no EtherType */
    CHECK(!linux_cooked_parse(bytes_of("\0\0\0\1\0\6\0\0\0\0\0\0\0\0\0\4\x42", 17), 1, &c)); /* LLC is cut */
}

TEST(loopback_in_both_byte_orders)
{
    static const struct {
        const char *bytes;
        unsigned version;
    } families[] = {{"\2\0\0\0", 4},   {"\0\0\0\2", 4},   {"\x1e\0\0\0", 6}, {"\0\0\0\x1c", 6},
                    {"\0\0\0\x18", 6}, {"\x0a\0\0\0", 6}, {"\0\0\0\7", 0}};
    for (size_t i = 0; i < ARRAY_LEN(families); i++) {
        unsigned version = 99;
        REQUIRE(null_link_parse(bytes_of(families[i].bytes, 4), &version));
        CHECK_INT(version, families[i].version);
        CHECK(!null_link_parse(bytes_of(families[i].bytes, 3), &version));
    }
}
