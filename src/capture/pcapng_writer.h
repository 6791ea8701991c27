/* Writes evidence excerpts: pcapng (draft-ietf-opsawg-pcapng) with one section, an interface per source interface, and a comment
 * on every packet. */
#ifndef CUSTOS_CAPTURE_PCAPNG_WRITER_H
#define CUSTOS_CAPTURE_PCAPNG_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

struct pcapng_writer {
    FILE *out; /* borrowed */
    uint32_t interfaces;
};

/* Section header; `comment` (may be NULL) goes into it. Write errors show in ferror(out). */
void pcapng_writer_begin(struct pcapng_writer *w, FILE *out, const char *application, const char *comment);
/* Nanosecond interface; returns its index. `name` may be NULL. */
uint32_t pcapng_writer_interface(struct pcapng_writer *w, uint16_t link_type, uint32_t snap_len, const char *name);
/* `direction`: enum frame_direction; `comment` may be NULL. */
void pcapng_writer_packet(struct pcapng_writer *w, uint32_t interface, int64_t time_ns, const uint8_t *data, uint32_t cap_len,
                          uint32_t wire_len, uint8_t direction, const char *comment);

#endif
