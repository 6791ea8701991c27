#include "proto/walk_look.h"

#include "check.h"
#include "proto/pcli.h"

enum { ROUNDS = 200000, LONGEST = 96 };
static const uint8_t shims[] = {0, PCLI_SHORT, PCLI_LONG, PCLI_TIMED, PCLI_CASE};

static uint32_t next_random(void)
{
    static uint64_t state = 88172645463325252;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

static void put_be16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

/* What the first look stands for, place by place. */
static bool carries(const uint8_t *p, uint32_t cap_len, uint32_t wire_len)
{
    bool found = cap_len >= PCLI_CASE + IPV4_HEADER && rtbrick_maybe(p);
    for (size_t i = 0; i < ARRAY_LEN(shims); i++) {
        uint32_t at = shims[i];
        if (cap_len < at + IPV4_HEADER) break;
        struct bytes b = bytes_of(p + at, cap_len - at);
        bool whole = cap_len >= PCLI_CASE + IPV4_HEADER;
        found |= whole ? content_maybe_packet(p + at, wire_len - at)
                       : content_ip_exact(b, wire_len - at) != 0 || content_ethernet_exact(b, wire_len - at);
    }
    return found;
}

/* A length that ends with the payload, or an EtherType, at one of the first forty bytes, and what goes before them. */
static void plant(uint8_t *p, uint32_t wire_len)
{
    uint32_t at = next_random() % 40, shim = shims[next_random() % ARRAY_LEN(shims)];
    switch (next_random() % 5) {
    case 0:
        p[shim] = 0x45;
        put_be16(p + shim + 2, wire_len - shim);
        put_be16(p + shim + 10, 0);
        put_be16(p + shim + 10, 0xffffu - ip_checksum_sum(p + shim, IPV4_HEADER));
        break;
    case 1:
        p[shim] = 0x60;
        put_be16(p + shim + 4, wire_len - shim - IPV6_HEADER);
        break;
    case 2: put_be16(p + shim + 12, next_random() % 2 ? ETHERNET_IPV4 : ETHERNET_IPV6); break;
    case 3: p[0] = next_random() % 2 ? 0x4e : 0x6e; break;
    default: put_be16(p + at, wire_len - at); break;
    }
}

TEST(first_look_misses_nothing)
{
    unsigned carrying = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint8_t p[LONGEST];
        for (size_t k = 0; k < sizeof p; k++) p[k] = (uint8_t)next_random();
        uint32_t cap_len = next_random() % (LONGEST + 1), wire_len = cap_len + (next_random() % 4 ? 0 : next_random() % 1500);
        plant(p, wire_len);
        if (!carries(p, cap_len, wire_len)) continue;
        carrying++;
        if (look_may_carry(p, cap_len, wire_len)) continue;
        CHECK_INT(cap_len, -1);
        return;
    }
    CHECK(carrying > ROUNDS / 4);
}

TEST(first_look_sorts_out_random_bytes)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint8_t p[LONGEST];
        for (size_t k = 0; k < sizeof p; k++) p[k] = (uint8_t)next_random();
        kept += look_may_carry(p, sizeof p, sizeof p);
    }
    CHECK(kept < ROUNDS / 100);
}
