/* Capture files built in memory, for the tests of this folder. */
#ifndef CUSTOS_TESTS_CAPTURE_IMAGE_H
#define CUSTOS_TESTS_CAPTURE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/frame.h"
#include "capture/capture_memory.h"
#include "check.h"

enum { IMAGE_MAX = 4 * 1024 * 1024 };

struct image {
    uint8_t *data;
    size_t len;
    bool big;
    size_t block; /* where the open pcapng block begins */
};

static inline struct image image_new(bool big)
{
    return (struct image){.data = calloc(1, IMAGE_MAX), .big = big};
}

static inline void put(struct image *m, uint64_t v, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) m->data[m->len++] = (uint8_t)(v >> 8 * (m->big ? bytes - 1 - i : i));
}

static inline void put_data(struct image *m, const void *data, size_t len, bool pad)
{
    if (len > 0) memcpy(m->data + m->len, data, len);
    m->len += len;
    while (pad && len++ % 4) m->data[m->len++] = 0;
}

static inline void pcap_header(struct image *m, uint32_t magic, uint32_t link_type)
{
    put(m, magic, 4);
    put(m, 2, 2);
    put(m, 4, 2);
    put(m, 0, 8);
    put(m, 65535, 4);
    put(m, link_type, 4);
}

/* A packet of `cap_len` bytes of value `fill`. */
static inline void pcap_packet(struct image *m, uint32_t s, uint32_t fraction, uint32_t cap_len, uint32_t wire_len, uint8_t fill)
{
    put(m, s, 4);
    put(m, fraction, 4);
    put(m, cap_len, 4);
    put(m, wire_len, 4);
    memset(m->data + m->len, fill, cap_len);
    m->len += cap_len;
}

static inline void block_begin(struct image *m, uint32_t type)
{
    m->block = m->len;
    put(m, type, 4);
    put(m, 0, 4);
}

static inline void block_end(struct image *m)
{
    struct image at = *m;
    uint32_t total = (uint32_t)(m->len - m->block + 4);
    at.len = m->block + 4;
    put(&at, total, 4);
    put(m, total, 4);
}

static inline void option(struct image *m, uint16_t code, const void *value, uint16_t len)
{
    put(m, code, 2);
    put(m, len, 2);
    put_data(m, value, len, true);
}

static inline void option_number(struct image *m, uint16_t code, uint64_t v, size_t bytes)
{
    put(m, code, 2);
    put(m, bytes, 2);
    put(m, v, bytes);
    for (size_t i = bytes; i % 4; i++) put(m, 0, 1);
}

static inline void section(struct image *m)
{
    block_begin(m, 0x0a0d0d0a);
    put(m, 0x1a2b3c4d, 4);
    put(m, 1, 2);
    put(m, 0, 2);
    put(m, UINT64_MAX, 8);
    block_end(m);
}

/* `resolution` 0: no option (microseconds). */
static inline void interface(struct image *m, uint16_t link_type, uint32_t snap_len, const char *name, uint8_t resolution)
{
    block_begin(m, 1);
    put(m, link_type, 2);
    put(m, 0, 2);
    put(m, snap_len, 4);
    if (name) option(m, 2, name, (uint16_t)strlen(name));
    if (resolution) option_number(m, 9, resolution, 1);
    if (name || resolution) put(m, 0, 4);
    block_end(m);
}

static inline void packet_begin(struct image *m, uint32_t id, uint64_t ticks, uint32_t cap_len, uint32_t wire_len, uint8_t fill)
{
    block_begin(m, 6);
    put(m, id, 4);
    put(m, ticks >> 32, 4);
    put(m, ticks & UINT32_MAX, 4);
    put(m, cap_len, 4);
    put(m, wire_len, 4);
    memset(m->data + m->len, fill, cap_len);
    m->len += (cap_len + 3) & ~3U;
}

static inline void packet(struct image *m, uint32_t id, uint64_t ticks, uint32_t len, uint8_t fill)
{
    packet_begin(m, id, ticks, len, len, fill);
    block_end(m);
}

static inline struct bytes image_bytes(const struct image *m)
{
    return bytes_of(m->data, m->len);
}

/* The set over an image's bytes, or NULL. */
static inline struct capture_set *image_open(struct bytes b, const struct capture_options *options)
{
    struct capture_set *s = NULL;
    struct fault f = {0};
    if (capture_open_memory(b, "image", options, &s, &f) != ERR_OK) printf("    %s\n", f.text);
    return s;
}

/* The set over an image of which `frames[0..room)` were read at once; the caller closes it. Data of a mapped input stays valid.
 */
static inline struct capture_set *image_read(struct bytes b, struct frame *frames, size_t room, size_t *ret_count)
{
    struct capture_set *s = image_open(b, NULL);
    *ret_count = 0;
    if (!s) return NULL;
    for (size_t n; *ret_count < room && (n = capture_next(s, frames + *ret_count, room - *ret_count)) > 0;) *ret_count += n;
    return s;
}

/* Write to a temporary file; the caller unlinks it. False when that fails. */
static inline bool image_file(struct bytes b, char path[static 32])
{
    strcpy(path, "capture-test-XXXXXX");
    int fd = mkstemp(path);
    bool ok = fd >= 0 && write(fd, b.data, b.len) == (ssize_t)b.len;
    if (fd >= 0) close(fd);
    return ok;
}

#endif
