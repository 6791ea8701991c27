/* Fragments of a few datagrams, one record of eight bytes each: flags, identification, offset, length, what was captured, time.
 */
#include "track/reassembly.h"

#include <string.h>

#include "base/clock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RECORD = 8, MORE = 1, V6 = 2, OTHER_SCOPE = 4, EXPIRE = 8 };

/* Reads all that is promised, and returns the frames. */
static uint64_t frames_of(const struct reassembled *d)
{
    volatile unsigned sum = 0;
    ENSURE(d->cap_len <= d->wire_len && d->frame_count > 0 && d->frame_bytes > 0);
    for (uint32_t i = 0; i < d->cap_len; i++) sum += d->data[i];
    for (uint32_t i = 0; i < d->frame_count && i < REASSEMBLY_FRAMES; i++) sum += d->frames[i].number;
    return d->frame_count;
}

static size_t build(const uint8_t *record, uint8_t *packet, uint32_t len)
{
    unsigned offset = (record[2] << 8 | record[3]) & 0xfff8;
    if (record[0] & V6) {
        memcpy(packet, "\x60\0\0\0\0\0\x2c\x40\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\2\x11",
               41);
        memset(packet + 41, 0, 7);
        packet[4] = (uint8_t)((len + 8) >> 8);
        packet[5] = (uint8_t)(len + 8);
        packet[42] = (uint8_t)(offset >> 8);
        packet[43] = (uint8_t)(offset | (record[0] & MORE));
        packet[47] = record[1] % 5;
        return 48;
    }
    memcpy(packet, "\x45\0\0\0\0\0\0\0\x40\x11\0\0\xc0\0\2\1\xc0\0\2\2", 20);
    packet[2] = (uint8_t)((len + 20) >> 8);
    packet[3] = (uint8_t)(len + 20);
    packet[5] = record[1] % 5;
    packet[6] = (uint8_t)(offset >> 11 | (record[0] & MORE) << 5);
    packet[7] = (uint8_t)(offset >> 3);
    return 20;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t packet[48 + 8 * 256];
    struct reassembly *r = reassembly_new(&(struct reassembly_limits){.memory_bytes = 1, .timeout_ns = CLOCK_SECOND});
    struct reassembled d;
    uint64_t given = 0, taken = 0;
    int64_t now_ns = 0;
    if (!r) return 0;
    for (size_t at = 0; at + RECORD <= size; at += RECORD) {
        const uint8_t *record = data + at;
        uint32_t len = record[4] * 8u + (record[0] >> 6); /* now and then no multiple of eight */
        struct stack s;
        size_t header_len = build(record, packet, len);
        memset(packet + header_len, record[7], len < sizeof packet - header_len ? len : sizeof packet - header_len);
        uint32_t wire = (uint32_t)header_len + len, cap = wire - (record[5] < len ? record[5] : 0);
        if (cap > sizeof packet) cap = sizeof packet;
        now_ns += (int64_t)record[6] * (CLOCK_SECOND / 64);
        struct frame frame = {.time_ns = now_ns, .data = packet, .cap_len = cap, .wire_len = wire, .ref = {0, (uint32_t)at}};
        stack_decode(&s, 101, packet, cap, wire);
        if (s.stop == STACK_FRAGMENT) {
            taken++;
            if (reassembly_add(r, &s, &frame, record[0] & OTHER_SCOPE, at, &d)) {
                ENSURE(d.complete);
                given += frames_of(&d);
            }
        }
        while ((record[0] & EXPIRE) && reassembly_expire(r, now_ns, &d)) given += frames_of(&d);
    }
    while (reassembly_expire(r, CLOCK_NONE, &d)) given += frames_of(&d);
    const struct reassembly_counts *counts = reassembly_counts(r);
    ENSURE(counts->fragments == taken);
    ENSURE(given + counts->lost_frames == taken); /* every frame comes out once */
    reassembly_free(r);
    return 0;
}
