/* Network addresses as values: comparable with memcmp because unused bytes are zero. */
#ifndef CUSTOS_BASE_ADDR_H
#define CUSTOS_BASE_ADDR_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"
#include "base/macros.h"

struct ip_addr {
    uint8_t bytes[16]; /* network order; IPv4 in the first four */
    uint8_t family;    /* 0 none, 4, 6 */
};

struct ip_prefix {
    struct ip_addr addr; /* host bits are zero */
    uint8_t bits;
};

struct mac_addr {
    uint8_t bytes[6];
};

/* One direction of a conversation. Ports are 0 where the protocol has none. */
struct five_tuple {
    struct ip_addr src, dst;
    uint16_t sport, dport;
    uint8_t protocol; /* IANA IP protocol number */
};

enum { ADDR_TEXT = 48, PREFIX_TEXT = 52, ENDPOINT_TEXT = 56, MAC_TEXT = 18 };

/* Written by the words by which it is read: a word that was just written in parts has to be waited for. */
static inline void ip_set_v4(struct ip_addr *a, const uint8_t *four)
{
    uint64_t word = 0;
    memcpy(&word, four, 4);
    memcpy(a->bytes, &word, sizeof word);
    memset(a->bytes + sizeof word, 0, sizeof a->bytes - sizeof word);
    a->family = 4;
}

static inline void ip_set_v6(struct ip_addr *a, const uint8_t *sixteen)
{
    memcpy(a->bytes, sixteen, sizeof a->bytes);
    a->family = 6;
}

static inline struct ip_addr ip_from_v4(const uint8_t *four)
{
    struct ip_addr a;
    ip_set_v4(&a, four);
    return a;
}

static inline struct ip_addr ip_from_v6(const uint8_t *sixteen)
{
    struct ip_addr a;
    ip_set_v6(&a, sixteen);
    return a;
}

/* By words: these comparisons are made for every packet, and a call of memcmp costs more than they do. */
static inline bool ip_equal(const struct ip_addr *a, const struct ip_addr *b)
{
    return load_word(a->bytes) == load_word(b->bytes) && load_word(a->bytes + 8) == load_word(b->bytes + 8) &&
           a->family == b->family;
}

static inline bool mac_equal(const struct mac_addr *a, const struct mac_addr *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* The same conversation seen from its other end. */
static inline struct five_tuple five_tuple_reverse(const struct five_tuple *t)
{
    return (struct five_tuple){t->dst, t->src, t->dport, t->sport, t->protocol};
}

/* By words again, all but the padding at the end: the last word overlaps the one before. */
static inline bool five_tuple_equal(const struct five_tuple *a, const struct five_tuple *b)
{
    enum { LAST = offsetof(struct five_tuple, protocol) + 1 - 8 };
    _Static_assert(LAST == 31 && sizeof(struct five_tuple) == 40, "no padding but at the end");
    const uint8_t *x = (const uint8_t *)a, *y = (const uint8_t *)b;
    return ((load_word(x) ^ load_word(y)) | (load_word(x + 8) ^ load_word(y + 8)) | (load_word(x + 16) ^ load_word(y + 16)) |
            (load_word(x + 24) ^ load_word(y + 24)) | (load_word(x + LAST) ^ load_word(y + LAST))) == 0;
}

/* Text forms; each returns its buffer. A none address gives "". IPv6 follows RFC 5952. */
const char *ip_text(const struct ip_addr *a, char text[static ADDR_TEXT]);
const char *prefix_text(const struct ip_prefix *p, char text[static PREFIX_TEXT]);
const char *endpoint_text(const struct ip_addr *a, uint16_t port, char text[static ENDPOINT_TEXT]); /* 1.2.3.4:5, [::1]:5 */
const char *mac_text(const struct mac_addr *m, char text[static MAC_TEXT]);

/* Parsers refuse anything but the whole text. prefix: a bare address is a /32 or /128; set host bits are refused. */
bool ip_parse(const char *text, struct ip_addr *ret) MUST_USE;
bool prefix_parse(const char *text, struct ip_prefix *ret) MUST_USE;
bool endpoint_parse(const char *text, struct ip_addr *ret_addr, uint16_t *ret_port) MUST_USE;
bool mac_parse(const char *text, struct mac_addr *ret) MUST_USE;

static inline bool prefix_contains(const struct ip_prefix *p, const struct ip_addr *a)
{
    if (p->addr.family != a->family) return false;
    uint64_t upper = load_be64(p->addr.bytes) ^ load_be64(a->bytes),
             lower = load_be64(p->addr.bytes + 8) ^ load_be64(a->bytes + 8);
    if (p->bits <= 64) return p->bits == 0 || upper >> (64 - p->bits) == 0;
    return upper == 0 && lower >> (128 - p->bits) == 0;
}

bool prefix_covers(const struct ip_prefix *outer, const struct ip_prefix *inner);

/* "tcp", "udp", "sctp", "icmp", "gre", ... or the number as text in `text`. Never NULL. */
const char *ip_protocol_name(uint8_t protocol, char text[static 8]);

#endif
