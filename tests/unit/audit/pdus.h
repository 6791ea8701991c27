/* PDUs of interception for tests: X2/X3 and HI2/HI3. */
#ifndef CUSTOS_TESTS_PDUS_H
#define CUSTOS_TESTS_PDUS_H

#include "packets.h"

enum { X2 = 1, X3 = 2, KEEPALIVE = 3, KEEPALIVE_ACK = 4 };

/* TS 103 221-2 cl. 5. `digit` names the XID dddddddd-dddd-4ddd-8ddd-dddddddddddd. */
static inline struct bytes x_pdu(uint8_t *room, size_t size, unsigned type, unsigned digit, uint32_t seq, size_t content)
{
    struct writer w = writer_of(room, size);
    uint8_t d = (uint8_t)(digit * 17), xid[16];
    bool product = type == X2 || type == X3;
    memset(xid, product ? d : 0, sizeof xid);
    if (product) xid[6] = (uint8_t)(0x40 | digit), xid[8] = (uint8_t)(0x80 | digit);
    writer_u16(&w, 5);
    writer_u16(&w, (uint16_t)type);
    writer_u32(&w, product ? 48 : 40);
    writer_u32(&w, product ? (uint32_t)content : 0);
    writer_u16(&w, product ? (type == X2 ? 9 : 5) : 0);
    writer_u16(&w, product ? 3 : 0);
    writer_bytes(&w, bytes_of(xid, sizeof xid));
    writer_u64(&w, product ? 0x1001 : 0);
    if (product) {
        writer_u16(&w, 8);
        writer_u16(&w, 4);
        writer_u32(&w, seq);
        uint8_t *p = writer_room(&w, content);
        if (p) noise(p, content, 77777 + seq);
    }
    ENSURE(!w.failed);
    return bytes_of(room, w.len);
}

/* Wrap what was written since `from` into a tag with a short length. */
static inline void tlv(struct writer *w, size_t from, uint8_t tag)
{
    size_t len = w->len - from;
    ENSURE(len < 128 && writer_room(w, 2));
    memmove(w->data + from + 2, w->data + from, len);
    w->data[from] = tag;
    w->data[from + 1] = (uint8_t)len;
}

static inline void leaf(struct writer *w, uint8_t tag, const char *value, size_t len)
{
    size_t from = w->len;
    writer_bytes(w, bytes_of(value, len));
    tlv(w, from, tag);
}

/* TS 102 232-1 annex A: one IRI report or one CC. */
static inline struct bytes hi_pdu(uint8_t *room, size_t size, bool cc, const char *liid, uint8_t seq)
{
    struct writer w = writer_of(room, size);
    size_t header, id, network, payload, items, item;
    char number = (char)seq;
    header = w.len;
    leaf(&w, 0x80, "\x04\0\x02\x02\x05\x01\x11", 7);
    leaf(&w, 0x81, liid, strlen(liid));
    leaf(&w, 0x82, "NL", 2);
    id = network = w.len;
    leaf(&w, 0x80, "TESTOP", 6);
    tlv(&w, network, 0xa0);
    leaf(&w, 0x81, "\7", 1);
    leaf(&w, 0x82, "NL", 2);
    tlv(&w, id, 0xa3);
    leaf(&w, 0x84, &number, 1);
    tlv(&w, header, 0xa1);
    payload = items = item = w.len;
    leaf(&w, 0x80, cc ? "\0" : "\4", 1); /* from the target; report */
    size_t contents = w.len;
    leaf(&w, 0x80, "\5\3\12\1", 4);
    tlv(&w, contents, 0xa2);
    tlv(&w, contents, 0xa2);
    tlv(&w, item, 0x30);
    tlv(&w, items, cc ? 0xa1 : 0xa0);
    tlv(&w, payload, 0xa2);
    tlv(&w, header, 0x30);
    ENSURE(!w.failed);
    return bytes_of(room, w.len);
}

#endif
